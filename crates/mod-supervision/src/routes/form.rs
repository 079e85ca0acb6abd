//! Entering a finding: choose what, take a photo, send. With scripts it is kept on the device first
//! and works without a network; without scripts it is a form like any other.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use kernel::files::UPLOAD_BYTES_MAX;
use kernel::{AppError, Audit, Ctx, Fields, Id, Saved, settings};
use web::button::Weight;
use web::choice::Choice;
use web::upload::UploadRules;
use web::{Errors, Field, Form, Frame, Markup, Say, button, buttons, details, form, html};

use super::offline::outdoors;
use super::{TOUR, id, json, reading, wants_json};
use crate::model::{Finding, Section, Severity, Work};
use crate::settings::SupervisionSettings;
use crate::tour::streets;
use crate::{store, take};

/// Lets this page ask the device where it is.
const LOCATION: HeaderValue = HeaderValue::from_static("geolocation=(self)");

struct View {
    work: Work,
    streets: String,
    sections: Vec<Section>,
    own: SupervisionSettings,
}

async fn view(ctx: &Ctx, wanted: Id<Work>) -> Result<View, AppError> {
    let actor = ctx.actor.clone();
    ctx.read(move |db| {
        let work = store::find(db, wanted)?.open(&actor)?;
        let (streets, sections) = (streets(db, &work)?, store::sections_of(db, work.id)?);
        Ok(View { work, streets, sections, own: settings::get(db)? })
    })
    .await
}

/// The form.
pub(super) async fn form(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let view = view(&ctx, id(&key)?).await?;
    Ok(page(&ctx, &view, &Fields::default(), &Errors::new()))
}

fn page(ctx: &Ctx, view: &View, fields: &Fields, errors: &Errors) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let path = format!("{TOUR}/arbeiten/{}", view.work.id);
    let body = html! {
        (outdoors(ctx, say, &[]))
        (Form::post(&ctx.to(&format!("{path}/befund")), &ctx.form_token()).with_files().body(html! {
            (inputs(ctx, say, view, fields, errors))
        }))
    };
    let page = frame
        .staff(say.of("Befund eintragen", "Enter a finding"))
        .crumb(say.of("Tour heute", "Today's tour"), ctx.to(TOUR))
        .crumb(view.streets.clone(), ctx.to(&path))
        .script("supervision.js")
        .lead(view.streets.clone())
        .errors(errors)
        .body(body);
    let mut response =
        if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) };
    response.headers_mut().insert(HeaderName::from_static("permissions-policy"), LOCATION);
    response
}

fn number(fields: &Fields) -> String {
    let given = fields.get("nummer");
    if given.is_empty() { Id::<Finding>::new().to_string() } else { given.to_owned() }
}

fn inputs(ctx: &Ctx, say: Say, view: &View, fields: &Fields, errors: &Errors) -> Markup {
    let kinds = view.own.all_kinds();
    let kinds: Vec<Choice> =
        kinds.iter().map(|k| Choice::new(&k.key, k.label.of(ctx.language))).collect();
    let label = format!("{} {}", say.of("Befund", "Finding"), view.streets);
    html! {
        div data-rh-queue=(label) data-rh-need="art" {}
        input type="hidden" name="nummer" value=(number(fields));
        (Field::new(say, "art", say.of("Was haben Sie festgestellt?", "What did you find?"))
            .value(fields.get("art")).error(errors.get("art")).radios(&kinds))
        (Field::new(say, "foto", say.of("Foto", "Photo")).error(errors.get("foto")).optional().upload(UploadRules {
            accept: "image/jpeg,image/png",
            kinds: say.of("JPG oder PNG", "JPG or PNG"),
            max_bytes: UPLOAD_BYTES_MAX,
            multiple: true,
        }))
        (here(say))
        (buttons(button(Weight::Primary, say.of("Speichern", "Save"))))
        (further(ctx, say, view, fields, errors))
    }
}

/// Where the device is; filled by the script, and sent empty without.
fn here(say: Say) -> Markup {
    html! {
        div data-rh-here
            data-rh-done=(say.of("Standort vom Gerät, auf {m} m genau.", "Position from the device, exact to {m} m."))
            data-rh-failed=(say.of("Ohne Standort. Wählen Sie unten den Abschnitt, oder das Foto sagt ihn.", "Without a position. Choose the section below, or the photo tells it.")) {
            p { (say.of("Der Standort kommt vom Gerät oder aus dem Foto.", "The position comes from the device or the photo.")) }
            input type="hidden" name="lat" value="";
            input type="hidden" name="lon" value="";
            input type="hidden" name="genauigkeit" value="";
        }
    }
}

/// What nobody has to fill in.
fn further(ctx: &Ctx, say: Say, view: &View, fields: &Fields, errors: &Errors) -> Markup {
    let severities: Vec<(&str, kernel::Text)> =
        Severity::ALL.iter().map(|s| (s.word(), s.label())).collect();
    let mut chosen =
        vec![Choice::new("", say.of("wie üblich bei dieser Art", "as usual for this kind"))];
    chosen.extend(severities.iter().map(|(word, label)| Choice::new(word, label.of(ctx.language))));
    let names: Vec<String> = (1..)
        .zip(&view.sections)
        .map(|(n, s): (usize, &Section)| format!("{n}: {}", s.street))
        .collect();
    let mut sections =
        vec![Choice::new("", say.of("der nächste zum Standort", "the nearest to the position"))];
    sections.extend(view.sections.iter().zip(&names).map(|(s, name)| Choice::new(&s.id, name)));
    let tell = [
        Choice::new("ja", say.of("Ja, mit Frist nach Schwere", "Yes, with a period by severity")),
        Choice::new("nein", say.of("Nein, noch nicht", "No, not yet")),
    ];
    let told = if fields.get("melden").is_empty() { "ja" } else { fields.get("melden") };
    let has_errors =
        view.own.all_measures().iter().any(|m| errors.get(&format!("wert-{}", m.key)).is_some());
    let measures = measures(ctx, say, view, fields, errors);
    html! {
        (Field::new(say, "text", say.of("Anmerkung", "Note"))
            .hint(say.of("Sie können diktieren.", "You can dictate."))
            .value(fields.get("text")).error(errors.get("text")).optional().textarea(3))
        (Field::new(say, "schwere", say.of("Schwere", "Severity")).value(fields.get("schwere")).select(&chosen))
        (Field::new(say, "abschnitt", say.of("Abschnitt", "Section")).value(fields.get("abschnitt")).select(&sections))
        (Field::new(say, "melden", say.of("Firma gleich benachrichtigen?", "Tell the company at once?")).value(told).radios(&tell))
        @if has_errors { (measures) }
        @else { (details::details(say.of("Messwerte eintragen", "Enter measured values"), measures)) }
        (buttons(button(Weight::Secondary, say.of("Speichern", "Save"))))
    }
}

fn limits(say: Say, low: Option<f64>, high: Option<f64>) -> String {
    let number = |v: f64| super::real(say, v);
    match (low, high) {
        (Some(low), Some(high)) => say.of(
            format!("Zulässig: {} bis {}.", number(low), number(high)),
            format!("Allowed: {} to {}.", number(low), number(high)),
        ),
        (Some(low), None) => {
            say.of(format!("Mindestens {}.", number(low)), format!("At least {}.", number(low)))
        }
        (None, Some(high)) => {
            say.of(format!("Höchstens {}.", number(high)), format!("At most {}.", number(high)))
        }
        (None, None) => String::new(),
    }
}

fn measures(ctx: &Ctx, say: Say, view: &View, fields: &Fields, errors: &Errors) -> Markup {
    let hint = say.of(
        "Ein Wert außerhalb der Grenzen wird von selbst ein Mangel.",
        "A value outside of its limits becomes a defect by itself.",
    );
    form::group(
        say.of("Messwerte", "Measured values"),
        Some(hint),
        html! {
            @for m in view.own.all_measures() {
                @let name = format!("wert-{}", m.key);
                @let hint = limits(say, m.low, m.high);
                (Field::new(say, &name, m.label.of(ctx.language)).hint(&hint).optional()
                    .value(fields.get(&name)).error(errors.get(&name)).measure(&m.unit, &m.unit))
            }
        },
    )
}

/// Takes a finding in: from the form, or from the device that kept it.
pub(super) async fn save(
    ctx: Ctx,
    Path(key): Path<String>,
    headers: HeaderMap,
    mut fields: Fields,
) -> Result<Response, AppError> {
    let wanted: Id<Work> = id(&key)?;
    let view = view(&ctx, wanted).await?;
    match take_in(&ctx, wanted, &view, &mut fields).await {
        Ok(finding) if wants_json(&headers) => Ok(json(&serde_json::json!({
            "id": finding.id,
            "number": finding.number,
            "url": ctx.to(&format!("{TOUR}/befunde/{}", finding.id)),
        }))),
        Ok(finding) => Ok(ctx.redirect(&format!("{TOUR}/befunde/{}", finding.id))),
        Err(AppError::Refused(problem)) if !problem.fields.is_empty() && !wants_json(&headers) => {
            let errors = Frame::of(&ctx).errors_of(&problem);
            Ok(page(&ctx, &view, &fields, &errors))
        }
        Err(other) => Err(other),
    }
}

async fn take_in(
    ctx: &Ctx,
    wanted: Id<Work>,
    view: &View,
    fields: &mut Fields,
) -> Result<Finding, AppError> {
    let pictures = reading::pictures(ctx, fields, "foto").await?;
    let measures = view.own.all_measures();
    let sent = reading::sent(fields, &wanted.to_string(), &measures, pictures)?;
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    ctx.write(move |tx| {
        let work = store::find(tx, wanted)?.open(&actor)?;
        let (finding, is_new) = take::take_in(&town, tx, &work, &sent)?;
        if !is_new {
            return Ok(Saved::nothing(finding));
        }
        Ok(Audit::of("supervision.found", finding.id).with(finding))
    })
    .await
}
