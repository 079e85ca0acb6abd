//! What town and operator agreed on for an area, and the days of its market survey.

use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use kernel::{AppError, Audit, Ctx, Fields, Id, Text, Tx, deadlines};
use web::button::Weight;
use web::{Errors, Field, Form, Frame, Markup, button, buttons, html};

use super::{DESK, areas, day_text, id};
use crate::KEEP;
use crate::area::Area;
use crate::store::funding as kept;

/// Points of an agreement: key, German, English.
const POINTS: [(&str, &str, &str); 10] = [
    (
        "kontakt",
        "Ansprechstellen von Bauleitung und Firma",
        "Contacts of site management and company",
    ),
    (
        "beschwerden",
        "Beschwerdestelle und Zeit bis zur Antwort",
        "Complaints: where, and time to answer",
    ),
    ("oberflaechen", "Oberflächen und Prüfplan", "Surfaces and plan of tests"),
    ("fotos", "Fotos und Dokumentation der Arbeiten", "Photos and records of the works"),
    ("bauabschnitte", "Reihenfolge und größte offene Länge", "Sequence and greatest open length"),
    ("baustellen", "Zahl gleichzeitiger Baustellen", "Number of sites at one time"),
    ("abnahme", "Abnahme und Gewährleistung", "Acceptance and warranty"),
    ("sicherheit", "Sicherheitsleistung", "Security"),
    ("bestand", "Bestandsdaten: Form und Zeitpunkt", "As-built data: form and time"),
    ("anwohner", "Information der Anwohnerschaft", "Information of residents"),
];
/// Days of a market survey: key, German, English.
const SURVEY: [(&str, &str, &str); 2] = [
    ("mev_von", "Markterkundung von", "Market survey from"),
    ("mev_bis", "Markterkundung bis", "Market survey until"),
];
/// Longest point, in characters.
const POINT_CHARS_MAX: usize = 500;

type Agreed = Vec<(String, String)>;

fn kept_words<'a>(agreed: &'a Agreed, key: &str) -> &'a str {
    agreed.iter().find(|(k, _)| k == key).map_or("", |(_, words)| words.as_str())
}

/// The part of an area's page.
pub(super) fn part(
    ctx: &Ctx,
    frame: &Frame<'_>,
    area: &Area,
    agreed: &Agreed,
    errors: &Errors,
) -> Markup {
    let say = frame.say;
    let title = if area.is_funded {
        say.of("Markterkundung", "Market survey")
    } else {
        say.of("Kooperationsvereinbarung", "Cooperation agreement")
    };
    let known = POINTS.iter().chain(&SURVEY).filter(|p| !kept_words(agreed, p.0).is_empty());
    let list: Vec<(&str, Markup)> = known
        .map(|&(key, de, en)| {
            let words = kept_words(agreed, key);
            (say.of(de, en), html! { (day_text(frame, words)) })
        })
        .collect();
    html! {
        h2 { (title) }
        @if list.is_empty() { p { (say.of("Noch nichts eingetragen.", "Nothing entered yet.")) } } @else { (web::list::definition_list(&list)) }
        @if ctx.actor.may(KEEP) { (form(ctx, frame, area, agreed, errors)) }
    }
}

fn form(ctx: &Ctx, frame: &Frame<'_>, area: &Area, agreed: &Agreed, errors: &Errors) -> Markup {
    let say = frame.say;
    let body = Form::post(
        &ctx.to(&format!("{DESK}/gebiete/{}/vereinbarung", area.id)),
        &ctx.form_token(),
    )
    .body(html! {
        @if area.is_funded {
            @for (key, de, en) in &SURVEY {
                (Field::new(say, key, say.of(de, en)).optional().value(kept_words(agreed, key)).error(errors.get(key)).date_text())
            }
        } @else {
            @for (key, de, en) in &POINTS {
                (Field::new(say, key, say.of(de, en)).optional().value(kept_words(agreed, key)).max_length(POINT_CHARS_MAX).text())
            }
        }
        (buttons(button(Weight::Secondary, say.of("Speichern", "Save"))))
    });
    if SURVEY.iter().any(|(key, ..)| errors.get(key).is_some()) {
        return body;
    }
    web::details::details(say.of("Bearbeiten", "Edit"), body)
}

/// Saves what was agreed, or the days of the survey.
pub(super) async fn save(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let wanted: Id<Area> = id(&key)?;
    let saved = ctx
        .write(move |tx| {
            let area = crate::store::areas::find(tx, wanted)?;
            if area.is_funded {
                survey(tx, wanted, &fields)?;
            } else {
                for (key, ..) in &POINTS {
                    let words: String = fields.text(key).chars().take(POINT_CHARS_MAX).collect();
                    kept::agree(tx, wanted, key, &words)?;
                }
            }
            Ok(Audit::of("broadband.agreement_kept", wanted).done())
        })
        .await;
    areas::answered(&ctx, wanted, saved).await
}

/// The survey lasts as long as the rule says, and its result ages.
fn survey(tx: &mut Tx<'_>, area: Id<Area>, fields: &Fields) -> Result<(), AppError> {
    let (from, until) = (fields.date("mev_von")?, fields.date("mev_bis")?);
    let today = tx.today();
    let terms = kept::terms(tx, today)?;
    let term = |key: &str| terms.iter().find(|t| t.key == key);
    // What nobody confirmed binds nobody.
    if let (Some(from), Some(until)) = (from, until)
        && let Some(least) = term("survey").filter(|t| t.is_confirmed)
        && until < from.saturating_add(jiff::Span::new().weeks(least.amount))
    {
        let de = format!("Die Markterkundung dauert mindestens {} Wochen.", least.amount);
        let en = format!("A market survey lasts at least {} weeks.", least.amount);
        return Err(areas::refused("mev_bis", &de, &en));
    }
    let written = |day: Option<Date>| day.map_or_else(String::new, |d| d.to_string());
    kept::agree(tx, area, "mev_von", &written(from))?;
    kept::agree(tx, area, "mev_bis", &written(until))?;
    let subject = format!("area/{area}");
    deadlines::drop_rule(tx, &subject, "broadband/survey")?;
    deadlines::drop_rule(tx, &subject, "broadband/survey-age")?;
    let Some(until) = until else { return Ok(()) };
    let label = Text::new("Ende der Markterkundung", "End of the market survey");
    deadlines::start(tx, &subject, "broadband/survey", &label, until, None)?;
    if let Some(age) = term("survey-age") {
        let label = Text::new("Markterkundung veraltet", "The market survey is out of date");
        let end = age.end(until);
        deadlines::start(tx, &subject, "broadband/survey-age", &age.label(label), end, None)?;
    }
    Ok(())
}
