//! Following a report by number and code.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::limits::Rate;
use kernel::{AppError, Ctx, Fields};
use web::badge::Tone;
use web::button::Weight;
use web::timeline::{Event, timeline};
use web::{Errors, Field, Form, Frame, alert, button, buttons, html};

use crate::report::{self, Stage};
use crate::store::reports;

/// Tries to open a report by number and code.
const OPEN_RATE: Rate =
    Rate { name: "roadworks.open", burst: 10, every: jiff::SignedDuration::from_secs(30) };

/// Number and code, please.
pub async fn ask(ctx: Ctx) -> Result<Response, AppError> {
    Ok(ask_page(&ctx, "", &Errors::new()))
}

fn ask_page(ctx: &Ctx, number: &str, errors: &Errors) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let token = ctx.form_token();
    let page = frame
        .public(say.of("Meine Meldung verfolgen", "Follow my report"))
        .crumb(say.of("Baustellen", "Road works"), ctx.to("/baustellen"))
        .errors(errors)
        .body(Form::post(&ctx.to("/baustellen/meldung"), &token).body(html! {
            (Field::new(say, "nummer", say.of("Nummer der Meldung", "Number of the report"))
                .hint(say.of("Zum Beispiel M-2026-00012", "For example M-2026-00012"))
                .value(number).error(errors.get("nummer")).max_length(30).text())
            (Field::new(say, "code", say.of("Code", "Code")).error(errors.get("code")).max_length(20).text())
            (buttons(button(Weight::Primary, say.of("Nachsehen", "Look up"))))
        }));
    if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) }
}

/// Opens a report by number and code.
pub async fn open(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    ctx.limit(OPEN_RATE)?;
    let (number, code) = (fields.text("nummer"), fields.text("code"));
    let (town, wanted) = (Arc::clone(&ctx.town), number.clone());
    match ctx.read(move |db| report::of_code(&town, db, &wanted, &code)).await {
        Ok(report) => Ok(ctx.redirect(&report.path(&ctx.town))),
        Err(AppError::NotFound) => {
            let mut errors = Errors::new();
            errors.add(
                "code",
                ctx.say(
                    "Nummer und Code gehören nicht zusammen. Prüfen Sie beide.",
                    "Number and code do not belong together. Check both.",
                ),
            );
            Ok(ask_page(&ctx, &number, &errors))
        }
        Err(other) => Err(other),
    }
}

/// A report for whoever has the code.
pub async fn show(
    ctx: Ctx,
    Path((number, code)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let town = Arc::clone(&ctx.town);
    let (report, answers) = ctx
        .read(move |db| {
            let report = report::of_code(&town, db, &number, &code)?;
            let answers = reports::answers(db, report.id)?;
            Ok((report, answers))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let mut events: Vec<Event> = answers
        .iter()
        .rev()
        .map(|a| Event {
            when: ctx.language.moment(a.at),
            datetime: a.at.to_string(),
            title: a.stage.label().of(ctx.language).to_owned(),
            body: (!a.text.is_empty()).then(|| web::timeline::paragraphs(&a.text)),
            tone: if a.stage == Stage::Done { Tone::Success } else { Tone::Info },
            ..Event::default()
        })
        .collect();
    events.push(Event {
        when: ctx.language.moment(report.made_at),
        datetime: report.made_at.to_string(),
        title: say.of("Ihre Meldung ist angekommen", "Your report has arrived").to_owned(),
        ..Event::default()
    });
    let code = report::code(&ctx.town, report.id);
    let mut facts = vec![
        (say.of("Nummer", "Number"), html! { strong { (report.number) } }),
        (say.of("Code", "Code"), html! { strong { (code) } }),
        (say.of("Ort", "Place"), html! { (report.place) }),
        (say.of("Was", "What"), html! { (report.category.label().of(ctx.language)) }),
    ];
    if !report.builder.is_empty() {
        facts.push((say.of("Zuständige Firma", "Company in charge"), html! { (report.builder) }));
    }
    let body = html! {
        (alert(Tone::Success, report.stage.label().of(ctx.language), html! {
            p { (say.of(
                "Notieren Sie Nummer und Code: Damit sehen Sie hier jederzeit, wie es weitergeht.",
                "Note number and code: with them you see here at any time how it goes on.",
            )) }
        }))
        (web::list::definition_list(&facts))
        h2 { (say.of("Verlauf", "Course")) }
        (timeline(&events))
    };
    let page = frame
        .public(format!("{} {}", say.of("Meldung", "Report"), report.number))
        .crumb(say.of("Baustellen", "Road works"), ctx.to("/baustellen"))
        .noindex()
        .body(body);
    Ok(frame.answer(page))
}
