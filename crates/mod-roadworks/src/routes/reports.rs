//! Reports for the department: dangers first, each with its works, answered once for everybody.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::files::{self, StoredFile};
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem};
use web::badge::Tone;
use web::button::Weight;
use web::choice::Choice;
use web::table::{Column, Row, Table};
use web::tabs::{Tab, tabs};
use web::{Errors, Field, Form, Frame, Markup, Say, badge, button, buttons, html};

use super::{DESK, REPORTS, id};
use crate::model::Site;
use crate::report::{Answer, Report, Stage};
use crate::store::reports;
use crate::taking;

/// Reports on one page.
const LIST_MAX: i64 = 300;

/// All open reports, or those that are closed.
pub async fn list(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let is_open = fields.get("zeige") != "erledigt";
    let town = Arc::clone(&ctx.town);
    let (all, open) = ctx
        .read(move |db| Ok((reports::list(&town, db, is_open, LIST_MAX)?, reports::open(db)?)))
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let tab = |label: &str, name: &str, count: Option<u32>, current: bool| Tab {
        label: label.to_owned(),
        url: ctx.to(&format!("{REPORTS}?zeige={name}")),
        count,
        current,
    };
    let ways = [
        tab(say.of("Offen", "Open"), "offen", u32::try_from(open).ok(), is_open),
        tab(say.of("Abgeschlossen", "Closed"), "erledigt", None, !is_open),
    ];
    let body = html! {
        (tabs(say.of("Meldungen", "Reports"), &ways))
        @if all.is_empty() { p { (say.of("Hier gibt es nichts zu tun.", "Nothing to do here.")) } }
        @else { (table(&ctx, say, &all)) }
    };
    let page = frame
        .staff(say.of("Meldungen an Baustellen", "Reports on road works"))
        .crumb(say.of("Baustellen", "Road works"), ctx.to(DESK))
        .body(body);
    Ok(frame.answer(page))
}

fn table(ctx: &Ctx, say: Say, all: &[Report]) -> Markup {
    Table::new(say, say.of("Meldungen", "Reports"))
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Meldung", "Report")),
            Column::new(say.of("Wo", "Where")),
            Column::new(say.of("Wer baut", "Builder")),
            Column::new(say.of("Stand", "State")),
        ])
        .rows(all.iter().map(|r| {
            Row::new(vec![
                html! {
                    a href=(ctx.to(&format!("{REPORTS}/{}", r.id))) { (r.number) } br;
                    (r.category.label().of(ctx.language))
                    @if r.is_danger { " " (badge(Tone::Danger, say.of("Gefahr", "Danger"))) }
                },
                html! { (r.place) },
                html! { @if r.builder.is_empty() { "–" } @else { (r.builder) } },
                html! { (r.stage.label().of(ctx.language)) },
            ])
            .marked(r.is_danger && r.closed_at.is_none())
        }))
        .render()
}

/// One report.
pub async fn show(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    one(&ctx, id(&key)?, "", &Errors::new()).await
}

async fn one(
    ctx: &Ctx,
    wanted: Id<Report>,
    typed: &str,
    errors: &Errors,
) -> Result<Response, AppError> {
    let town = Arc::clone(&ctx.town);
    let (report, answers, others, photos, site) = ctx
        .read(move |db| {
            let report = reports::find(&town, db, wanted)?;
            let site = match report.site.parse() {
                Ok(site) => Some(crate::store::find(db, site)?),
                Err(_) => None,
            };
            let answers = reports::answers(db, wanted)?;
            let others = reports::count_echoes(db, wanted)?;
            let photos = files::of_owner(db, &report.owner())?;
            Ok((report, answers, others, photos, site))
        })
        .await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let facts = facts(ctx, say, &report, site.as_ref(), others);
    let body = html! {
        (web::list::definition_list(&facts))
        @if !report.details.text.is_empty() { h2 { (say.of("Text", "Text")) } (web::timeline::paragraphs(&report.details.text)) }
        @if !photos.is_empty() {
            h2 { (say.of("Fotos", "Photos")) }
            ul { @for (at, photo) in photos.iter().enumerate() {
                li { a href=(ctx.to(&format!("{REPORTS}/{}/foto/{}", report.id, photo.id))) { (say.of("Foto", "Photo")) " " (at + 1) } }
            } }
        }
        (past(ctx, say, &answers))
        @if report.closed_at.is_none() { (answer_form(ctx, say, &report, typed, errors)) }
    };
    let page = frame
        .staff(format!("{} {}", say.of("Meldung", "Report"), report.number))
        .crumb(say.of("Meldungen an Baustellen", "Reports on road works"), ctx.to(REPORTS))
        .errors(errors)
        .body(body);
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

/// What is known of a report.
fn facts<'s>(
    ctx: &Ctx,
    say: Say,
    report: &Report,
    site: Option<&Site>,
    others: i64,
) -> Vec<(&'s str, Markup)> {
    let mut facts = vec![
        (
            say.of("Was", "What"),
            html! {
                (report.category.label().of(ctx.language))
                @if report.is_danger { " " (badge(Tone::Danger, say.of("Gefahr", "Danger"))) }
            },
        ),
        (say.of("Wo", "Where"), html! { (report.place) }),
        (say.of("Wann", "When"), html! { (ctx.language.moment(report.made_at)) }),
        (say.of("Auch bemerkt", "Noticed too"), html! { (others) }),
    ];
    if let Some(site) = site {
        let url = ctx.to(&format!("{DESK}/{}", site.id));
        facts.push((
            say.of("Baustelle", "Road works"),
            html! { a href=(url) { (site.street) ": " (site.title) } },
        ));
    }
    if !report.case.is_empty() {
        let url = ctx.to(&format!("/vorgaenge/{}", report.case));
        facts.push((
            say.of("Genehmigung", "Permit"),
            html! { a href=(url) { (say.of("Zum Vorgang", "To the case")) } },
        ));
    }
    if !report.builder.is_empty() {
        facts.push((say.of("Wer baut", "Builder"), html! { (report.builder) }));
    }
    if let Some(until) = report.warranty_until {
        facts.push((
            say.of("Gewährleistung bis", "Warranty until"),
            html! { (ctx.language.day(until)) },
        ));
    }
    facts
}

fn past(ctx: &Ctx, say: Say, answers: &[Answer]) -> Markup {
    html! {
        @if !answers.is_empty() {
            h2 { (say.of("Bisher geantwortet", "Answered so far")) }
            ul { @for a in answers {
                li { (ctx.language.moment(a.at)) ": " (a.stage.label().of(ctx.language)) @if !a.text.is_empty() { ". " (a.text) } }
            } }
        }
    }
}

fn answer_form(ctx: &Ctx, say: Say, report: &Report, typed: &str, errors: &Errors) -> Markup {
    let token = ctx.form_token();
    let labels: Vec<(&str, kernel::Text)> =
        Stage::ALL.iter().filter(|s| **s != Stage::Open).map(|s| (s.word(), s.label())).collect();
    let choices: Vec<Choice> =
        labels.iter().map(|(word, label)| Choice::new(word, label.of(ctx.language))).collect();
    html! {
        h2 { (say.of("Antworten", "Answer")) }
        (Form::post(&ctx.to(&format!("{REPORTS}/{}", report.id)), &token).body(html! {
            input type="hidden" name="stand" value=(report.version);
            (Field::new(say, "schritt", say.of("Stand", "State")).error(errors.get("schritt")).radios(&choices))
            (Field::new(say, "antwort", say.of("Antwort für alle, die die Meldung verfolgen", "Answer to everybody who follows the report"))
                .hint(say.of("Ohne Namen und andere Angaben über Personen.", "Without names or other details of persons."))
                .value(typed).error(errors.get("antwort")).textarea(4))
            (buttons(button(Weight::Primary, say.of("Antworten", "Answer"))))
        }))
    }
}

/// Answers.
pub async fn answer(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let wanted: Id<Report> = id(&key)?;
    let text = fields.text("antwort");
    let stage = Stage::from_word(fields.get("schritt")).filter(|s| *s != Stage::Open);
    let mut problem = Problem::new(
        "roadworks/answer",
        "Bitte prüfen Sie die Angaben.",
        "Please check what you entered.",
    );
    if stage.is_none() {
        problem = problem.at("schritt", "Wählen Sie, wie weit es ist.", "Choose how far it is.");
    }
    if text.is_empty() && stage.is_some_and(Stage::is_end) {
        problem = problem.at(
            "antwort",
            "Schreiben Sie, was getan wurde oder warum nichts getan wird.",
            "Write what was done, or why nothing is done.",
        );
    }
    let Some(stage) = stage.filter(|_| problem.fields.is_empty()) else {
        let errors = Frame::of(&ctx).errors_of(&problem);
        return one(&ctx, wanted, &text, &errors).await;
    };
    let version: i64 = fields.get("stand").parse().unwrap_or(0);
    let town = Arc::clone(&ctx.town);
    ctx.write(move |tx| {
        let mut report = reports::find(&town, tx, wanted)?;
        report.version = version;
        taking::answer(&town, tx, &report, stage, &text)?;
        Ok(Audit::of("roadworks.report_answered", wanted).note(stage.word()).done())
    })
    .await?;
    Ok(ctx.redirect(REPORTS))
}

/// A photo of a report.
pub async fn photo(
    ctx: Ctx,
    Path((key, file)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let (wanted, file): (Id<Report>, Id<StoredFile>) = (id(&key)?, id(&file)?);
    let town = Arc::clone(&ctx.town);
    let file = ctx
        .read(move |db| {
            let report = reports::find(&town, db, wanted)?;
            let file = files::find(db, file)?;
            if file.owner == report.owner() { Ok(file) } else { Err(AppError::NotFound) }
        })
        .await?;
    let town = Arc::clone(&ctx.town);
    let sha256 = file.sha256.clone();
    let bytes = tokio::task::spawn_blocking(move || town.files().read(&sha256))
        .await
        .map_err(AppError::internal)??;
    let mut headers = HeaderMap::new();
    if let Ok(mime) = HeaderValue::from_str(&file.mime) {
        headers.insert(header::CONTENT_TYPE, mime);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok((headers, bytes).into_response())
}
