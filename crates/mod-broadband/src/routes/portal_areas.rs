//! Areas in the operators' door: an operator says where its own roll-out stands.

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Id, Text, Tx, deadlines};
use web::badge::Tone;
use web::button::Weight;
use web::choice::Choice;
use web::{Errors, Field, Form, Frame, Markup, badge, button, buttons, format, html};

use super::areas::refused;
use super::portal::own;
use super::{day_text, id};
use crate::area::Area;
use crate::store::{Operator, areas};

const DOOR: &str = "/glasfaser/anbieter";

/// The own areas as a list.
pub(super) fn list(ctx: &Ctx, frame: &Frame<'_>, all: &[Area]) -> Markup {
    let say = frame.say;
    if all.is_empty() {
        return html! {};
    }
    html! {
        h2 { (say.of("Ihre Gebiete", "Your areas")) }
        ul { @for a in all { li {
            a href=(ctx.to(&format!("{DOOR}/gebiet/{}", a.id))) { (a.name) } ": "
            (a.label(&a.state).of(ctx.language)) ", " (say.of("seit ", "since ")) (day_text(frame, &a.since))
        } } }
    }
}

/// An area of the operator of whoever is signed in; those of others are not there.
async fn mine(ctx: &Ctx, wanted: Id<Area>) -> Result<(Operator, Area), AppError> {
    let operator = own(ctx).await?;
    let area = ctx.read(move |db| areas::find(db, wanted)).await?;
    if area.operator == operator.id.to_string() {
        Ok((operator, area))
    } else {
        Err(AppError::NotFound)
    }
}

/// One of the own areas.
pub(super) async fn show(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    page(&ctx, id(&key)?, &Errors::new(), &Fields::default()).await
}

async fn page(
    ctx: &Ctx,
    wanted: Id<Area>,
    errors: &Errors,
    typed: &Fields,
) -> Result<Response, AppError> {
    let (_, area) = mine(ctx, wanted).await?;
    let steps = ctx.read(move |db| areas::steps(db, wanted)).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let body = html! {
        p { (badge(Tone::Info, area.label(&area.state).of(ctx.language))) " " (say.of("seit ", "since ")) (day_text(&frame, &area.since)) }
        @if area.is_funded {
            p { (say.of(
                "Dieses Gebiet wird gefördert. Den Stand trägt die Stadt ein.",
                "This area is funded. The town enters its state.",
            )) }
        } @else { (form(ctx, &frame, &area, errors, typed)) }
        h2 { (say.of("Verlauf", "Course")) }
        ul { @for (day, state, _) in &steps { li { (day_text(&frame, day)) ": " (area.label(state).of(ctx.language)) } } }
    };
    let page = frame
        .public(area.name.clone())
        .crumb(say.of("Zugang für Anbieter", "Access for operators"), ctx.to(DOOR))
        .noindex()
        .errors(errors)
        .body(body);
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

fn form(ctx: &Ctx, frame: &Frame<'_>, area: &Area, errors: &Errors, typed: &Fields) -> Markup {
    let say = frame.say;
    let mut next = vec![Choice::new("", say.of("unverändert", "unchanged"))];
    let steps = area.steps().iter().filter(|s| area.may_go(s.0) && s.0 != "accepted");
    next.extend(steps.map(|s| Choice::new(s.0, say.of(s.1, s.2))));
    let signed = area.signed.to_string();
    let or = |name: &str, kept: &str| {
        if typed.has(name) { typed.get(name).to_owned() } else { kept.to_owned() }
    };
    let (signed, until, ready) =
        (or("verträge", &signed), or("quote_bis", &area.quota_by), or("fertig", &area.ready_by));
    Form::post(&ctx.to(&format!("{DOOR}/gebiet/{}", area.id)), &ctx.form_token()).body(html! {
        (Field::new(say, "schritt", say.of("Neuer Stand", "New state"))
            .hint(say.of("Die Abnahme der Straßen trägt die Stadt ein.", "The town enters the acceptance of the streets."))
            .value(typed.get("schritt")).error(errors.get("schritt")).select(&next))
        (Field::new(say, "am", say.of("Seit", "Since")).optional().value(typed.get("am")).error(errors.get("am")).date_text())
        (Field::new(say, "beleg", say.of("Beleg (Schreiben, Mitteilung)", "Evidence (letter, notice)")).optional().value(typed.get("beleg")).error(errors.get("beleg")).max_length(200).text())
        @if area.quota > 0 {
            p { (say.of("Nötige Verträge: ", "Contracts needed: ")) (format::number(say, area.quota)) " %" }
        }
        (Field::new(say, "verträge", say.of("Abgeschlossene Verträge in Prozent", "Contracts signed, in percent")).optional().value(&signed).error(errors.get("verträge")).number())
        (Field::new(say, "quote_bis", say.of("Vorvermarktung bis", "Pre-marketing until")).optional().value(&until).error(errors.get("quote_bis")).date_text())
        (Field::new(say, "fertig", say.of("Fertig voraussichtlich", "Expected to be ready")).optional().value(&ready).error(errors.get("fertig")).date_text())
        input type="hidden" name="fassung" value=(area.version);
        (buttons(button(Weight::Primary, say.of("Melden", "Report"))))
    })
}

/// Takes the area a step further; the course names who said it.
fn step(
    tx: &mut Tx<'_>,
    area: &mut Area,
    to: &str,
    typed: &Fields,
    operator: &str,
) -> Result<(), AppError> {
    let (today, evidence) = (tx.today(), typed.text("beleg"));
    if !area.may_go(to) || to == "accepted" {
        return Err(refused(
            "schritt",
            "Dieser Schritt ist von hier aus nicht möglich.",
            "This step is not possible from here.",
        ));
    }
    if evidence.is_empty() {
        return Err(refused("beleg", "Geben Sie einen Beleg an.", "Give evidence."));
    }
    let on = typed.date("am")?.unwrap_or(today);
    if on > today || on.to_string() < area.since {
        return Err(refused(
            "am",
            "Der Tag muss zwischen dem letzten Schritt und heute liegen.",
            "The day must lie between the last step and today.",
        ));
    }
    (area.state, area.since) = (to.to_owned(), on.to_string());
    let said = format!("{evidence} ({operator})");
    areas::step(tx, area.id, on, to, &said)
}

/// Reports the state of an own area; the course names who said it.
pub(super) async fn report(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let wanted: Id<Area> = id(&key)?;
    let (operator, _) = mine(&ctx, wanted).await?;
    let typed = fields.clone();
    let noted = ctx
        .write(move |tx| {
            let mut area = areas::find(tx, wanted)?;
            // Meanwhile it may be another's.
            if area.operator != operator.id.to_string() || area.is_funded {
                return Err(AppError::NotFound);
            }
            area.version = typed.get("fassung").parse().map_err(|_| AppError::NotFound)?;
            let signed = typed.get("verträge").trim();
            let signed = if signed.is_empty() { Some(0) } else { signed.parse().ok() };
            area.signed = signed.filter(|n| (0..=100).contains(n)).ok_or_else(|| {
                refused(
                    "verträge",
                    "Geben Sie eine Zahl von 0 bis 100 ein.",
                    "Enter a number from 0 to 100.",
                )
            })?;
            let day = |name: &str| {
                typed.date(name).map(|d| d.map_or_else(String::new, |d| d.to_string()))
            };
            (area.quota_by, area.ready_by) = (day("quote_bis")?, day("fertig")?);
            let to = typed.text("schritt");
            if !to.is_empty() {
                step(tx, &mut area, &to, &typed, &operator.name)?;
            }
            areas::save(tx, &area)?;
            let (subject, rule) = (format!("area/{wanted}"), "broadband/pre-marketing");
            deadlines::drop_rule(tx, &subject, rule)?;
            if let Ok(until) = area.quota_by.parse() {
                let label = Text::new("Ende der Vorvermarktung", "End of pre-marketing");
                deadlines::start(tx, &subject, rule, &label, until, None)?;
            }
            Ok(Audit::of("broadband.area_reported", wanted).note(&to).done())
        })
        .await;
    match noted {
        Ok(()) => Ok(ctx.redirect(&format!("{DOOR}/gebiet/{wanted}"))),
        Err(AppError::Refused(problem)) => {
            let errors = Frame::of(&ctx).errors_of(&problem);
            page(&ctx, wanted, &errors, &fields).await
        }
        Err(other) => Err(other),
    }
}
