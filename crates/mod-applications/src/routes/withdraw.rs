//! Withdrawing an application, with a question before.

use axum::extract::Path;
use axum::response::Response;
use jiff::ToSpan;
use kernel::facts::ApplicationWithdrawn;
use kernel::{AppError, Audit, Case, Ctx, Fields, Id, Text, cases, deadlines, settings};
use web::button::{Weight, button};
use web::page::prose;
use web::{Form, Frame, buttons, html, link_button};

use super::{Stop, parse_id};
use crate::settings::ApplicationsSettings;

fn decided() -> AppError {
    AppError::refused(
        "applications/decided",
        "Über diesen Antrag ist schon entschieden oder er ist abgeschlossen. Zurücknehmen können Sie ihn nicht mehr. Bitte rufen Sie uns an, wenn sich etwas geändert hat.",
        "This application has been decided or closed already. You cannot withdraw it any more. Please call us if something has changed.",
    )
}

/// Says what withdrawing means and asks.
pub async fn confirm_withdrawal(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Stop> {
    let id: Id<Case> = parse_id(&id)?;
    let actor = ctx.actor.clone();
    let case = ctx.read(move |db| cases::find(db, id)?.open(&actor)).await?;
    if !case.is_open() {
        return Err(decided().into());
    }
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let back = ctx.to(&format!("/vorgang/{id}"));
    let page = frame
        .form(say.of("Antrag zurücknehmen?", "Withdraw the application?"))
        .back(&back)
        .body(html! {
            (prose(html! {
                p { (say.of(
                    format!("Es geht um den Antrag mit dem Aktenzeichen {}.", case.number),
                    format!("This is about the application with the case number {}.", case.number),
                )) }
                p { (say.of(
                    "Wir entscheiden dann nicht über den Antrag. Das lässt sich nicht rückgängig machen. Sie können später einen neuen Antrag stellen; eine Leistung gibt es dann in der Regel erst ab dem neuen Antrag.",
                    "We then do not decide on the application. This cannot be undone. You can apply again later; as a rule a benefit is then paid only from the new application on.",
                )) }
            }))
            (Form::post(&ctx.to(&format!("/vorgang/{id}/zuruecknehmen")), &ctx.form_token()).body(html! {
                (buttons(html! {
                    (button(Weight::Danger, say.of("Ja, Antrag zurücknehmen", "Yes, withdraw the application")))
                    (link_button(Weight::Tertiary, &back, say.of("Nein, zurück", "No, go back")))
                }))
            }))
        });
    Ok(frame.answer(page))
}

/// Withdraws. A second click finds it withdrawn, which is what was wanted.
pub async fn withdraw(ctx: Ctx, Path(id): Path<String>, _: Fields) -> Result<Response, Stop> {
    let id: Id<Case> = parse_id(&id)?;
    let actor = ctx.actor.clone();
    ctx.write(move |tx| {
        let case = cases::find(tx, id)?.open(&actor)?;
        if case.state == "withdrawn" {
            return Ok(kernel::db::Saved::nothing(()));
        }
        if !case.is_open() {
            return Err(decided());
        }
        let settings: ApplicationsSettings = settings::get(tx)?;
        let erase_on = tx.today().saturating_add(settings.retention_months_withdrawn.months());
        cases::close(tx, id, true, Some(erase_on))?;
        let running = deadlines::of_subject(tx, &id.to_string())?;
        for deadline in running.iter().filter(|d| d.state == "running") {
            deadlines::drop_rule(tx, &id.to_string(), &deadline.rule)?;
        }
        let what = Text::new("Antrag zurückgenommen", "Application withdrawn");
        cases::log(tx, id, "", &what, true)?;
        tx.emit(&ApplicationWithdrawn { case: id.to_string(), kind: case.kind.clone() })?;
        Ok(Audit::of("applications.withdrawn", id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("/vorgang/{id}?erledigt=ruecknahme")))
}
