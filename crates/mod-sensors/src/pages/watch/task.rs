//! The page of a task that a sensor gave the house: what is the matter, and that it is done.

use axum::extract::Path;
use axum::response::Response;
use jiff::ToSpan;
use kernel::cases::{self, Case, WORK};
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Text};
use web::badge::Tone;
use web::button::Weight;
use web::table::{Column, Row, Table};
use web::{Errors, Field, Form, Frame, Markup, alert, badge, button, buttons, html, link_button};

use super::gravity_badge;
use crate::store::warnings;
use crate::store::watch::{self as store, Spot};
use crate::watch::task::{KIND, YEARS};
use crate::watch::tell::{level_words, moment, peak_words};
use crate::watch::{Ending, Warning};

/// Longest note.
const NOTE_CHARS_MAX: usize = 500;

struct Shown {
    case: Case,
    warnings: Vec<(Warning, Spot)>,
    text: Text,
}

async fn shown(ctx: &Ctx, key: &str) -> Result<Shown, AppError> {
    let id: Id<Case> = key.parse().map_err(|_| AppError::NotFound)?;
    let actor = ctx.actor.clone();
    ctx.read(move |db| {
        let case = cases::find(db, id)?.open(&actor)?;
        if case.kind != KIND || !actor.may_in(WORK, case.unit) {
            return Err(AppError::NotFound);
        }
        let mut warnings = Vec::new();
        let mut text = Text::default();
        for warning in warnings::of_case(db, id)? {
            if warnings.is_empty() {
                text = store::find(db, warning.threshold)?.plan.text;
            }
            let spot = store::spot(db, warning.stream)?;
            warnings.push((warning, spot));
        }
        Ok(Shown { case, warnings, text })
    })
    .await
}

/// The page.
pub(crate) async fn show(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let shown = shown(&ctx, &key).await?;
    Ok(page(&ctx, &shown, "", &Errors::new()))
}

fn page(ctx: &Ctx, shown: &Shown, note: &str, errors: &Errors) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let case = &shown.case;
    let stands = shown.warnings.iter().any(|(w, _)| w.ending == Ending::Stands);
    let body = html! {
        @if stands {
            (alert(Tone::Warning, say.of("Die Warnung besteht noch", "The warning still stands"), html! { p { (shown.text.of(ctx.language)) } }))
        } @else if !shown.warnings.is_empty() {
            (alert(Tone::Success, say.of("Die Werte sind wieder gut", "Values are well again"), html! {
                p { (say.of("Die Warnung ist beendet. Schließen Sie die Aufgabe ab, sobald alles getan ist.", "The warning is over. Close the task as soon as everything is done.")) }
            }))
        }
        @if shown.warnings.is_empty() {
            p { (say.of("Die Messstelle dieser Aufgabe gibt es nicht mehr.", "The station of this task is gone.")) }
        } @else { (warnings(ctx, &frame, &shown.warnings)) }
        @if case.is_open() {
            (Form::post(&ctx.to(&format!("{}/{}", crate::watch::task::ROOM, case.id)), &ctx.form_token()).body(html! {
                (Field::new(say, "was", say.of("Was wurde getan?", "What was done?")).value(note).error(errors.get("was"))
                    .hint(say.of("Zum Beispiel: Container geleert. Es steht im Verlauf des Vorgangs.", "For example: bank emptied. It stands in the log of the case."))
                    .max_length(NOTE_CHARS_MAX).textarea(2))
                (buttons(button(Weight::Primary, say.of("Aufgabe abschließen", "Close the task"))))
            }))
        } @else { p { (say.of("Diese Aufgabe ist abgeschlossen.", "This task is closed.")) } }
        p { (link_button(Weight::Secondary, &ctx.to(&format!("/vorgaenge/{}", case.id)), say.of("Zum Vorgang", "To the case"))) }
    };
    let page = frame
        .staff(case.title.clone())
        .preline(case.number.clone())
        .crumb(say.of("Vorgänge", "Cases"), ctx.to("/vorgaenge"))
        .errors(errors)
        .body(body);
    if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) }
}

fn warnings(ctx: &Ctx, frame: &Frame<'_>, all: &[(Warning, Spot)]) -> Markup {
    let say = frame.say;
    Table::new(say, say.of("Warnungen dieser Aufgabe", "Warnings of this task"))
        .columns(vec![
            Column::new(say.of("Warnung", "Warning")),
            Column::new(say.of("Messstelle", "Station")),
            Column::new(say.of("Seit", "Since")),
            Column::number(say.of("Äußerster Wert", "Most extreme value")),
            Column::new(say.of("Stand", "State")),
        ])
        .rows(all.iter().map(|(w, spot)| {
            let language = ctx.language;
            let tone = if w.ending == Ending::Stands { Tone::Warning } else { Tone::Neutral };
            Row::new(vec![
                html! { (gravity_badge(w.gravity, ctx)) " " (level_words(w, spot, language)) },
                html! { a href=(ctx.to(&spot.path())) { (spot.station) } },
                html! { (moment(w.began_at, language)) },
                html! { (peak_words(w, spot, language).unwrap_or_else(|| "–".to_owned())) },
                badge(tone, w.ending.label().of(language)),
            ])
        }))
        .render()
}

/// The task is done.
pub(crate) async fn close(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let shown = shown(&ctx, &key).await?;
    let note = fields.text("was");
    if note.is_empty() || note.chars().count() > NOTE_CHARS_MAX {
        let problem =
            Problem::new("sensors/task", "Sagen Sie, was getan wurde.", "Say what was done.").at(
                "was",
                "Geben Sie in einem Satz an, was getan wurde.",
                "Enter in a sentence what was done.",
            );
        return Ok(page(&ctx, &shown, &note, &Frame::of(&ctx).errors_of(&problem)));
    }
    let (case, who) = (shown.case.id, ctx.person_name.clone());
    ctx.write(move |tx| {
        let erase_on = tx.today().saturating_add(YEARS.years());
        cases::close(tx, case, false, Some(erase_on))?;
        cases::log(tx, case, &who, &Text::same(format!("Erledigt: {note}")), false)?;
        Ok(Audit::of("sensors.task_done", case).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("/vorgaenge/{case}")))
}
