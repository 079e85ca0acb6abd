//! The catalogue for people, and its three forms for portals.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::open_data::{self, DataFile, Dataset, Every};
use kernel::{AppError, Ctx, Fields, Language, Text};
use norm_dcat::Graph;
use web::list::definition_list;
use web::{Frame, Markup, card, format, html, link_button};

use crate::PUBLIC;
use crate::catalog::{attribution, catalog};

/// How often a dataset changes, in words.
fn often(every: Every) -> Text {
    match every {
        Every::Moment => Text::new("laufend", "all the time"),
        Every::Day => Text::new("täglich", "daily"),
        Every::Month => Text::new("monatlich", "monthly"),
        Every::Now => Text::new("wenn sich etwas ändert", "when something changes"),
    }
}

/// All datasets.
pub(crate) async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let town = std::sync::Arc::clone(&ctx.town);
    let all = ctx.read(move |db| Ok(open_data::all(&town, db))).await?;
    let frame = Frame::of(&ctx);
    let (say, language) = (frame.say, ctx.language);
    let body = html! {
        @if all.is_empty() {
            p { (say.of("Zurzeit bietet die Stadt keine offenen Daten an.", "The town offers no open data at present.")) }
        }
        @for d in &all {
            (card::card(d.title.of(language), html! {
                p { (d.text.of(language)) }
                p { (forms(d)) ". " (say.of("Lizenz: ", "Licence: ")) span lang="de" { (d.licence.name()) } "." }
                p { (link_button(web::button::Weight::Secondary, &ctx.to(&format!("{PUBLIC}/{}", d.key)), &format!("{} {}", say.of("Dateien zu", "Files of"), d.title.of(language)))) }
            }))
        }
        h2 { (say.of("Für Datenportale", "For data portals")) }
        p { (say.of("Der Katalog nach DCAT-AP.de: ", "The catalogue after DCAT-AP.de: "))
            a href="/opendata/catalog.ttl" { "Turtle" } ", "
            a href="/opendata/catalog.rdf" { "RDF/XML" } ", "
            a href="/opendata/catalog.jsonld" { "JSON-LD" } "." }
    };
    let page = frame
        .public(say.of("Offene Daten", "Open data"))
        .path(PUBLIC)
        .lead(say.of(
            "Daten der Stadt, die Sie frei verwenden können. Die Adressen bleiben.",
            "Data of the town that you can use freely. The addresses stay.",
        ))
        .crumb(say.of("Start", "Home"), ctx.to("/"))
        .body(body);
    Ok(frame.answer_shared(page))
}

/// The forms of a dataset, each once.
fn forms(d: &Dataset) -> String {
    let mut names: Vec<&str> = Vec::new();
    let interface = d.interface.as_ref().map(|_| "SensorThings");
    for name in d.files.iter().map(|f| f.format.words().2).chain(interface) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

/// One dataset: its stable address.
pub(crate) async fn show(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let town = std::sync::Arc::clone(&ctx.town);
    let all = ctx.read(move |db| Ok(open_data::all(&town, db))).await?;
    let d = all.into_iter().find(|d| d.key == key).ok_or(AppError::NotFound)?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let page = frame
        .public(d.title.of(ctx.language).to_owned())
        .path(format!("{PUBLIC}/{}", d.key))
        .lead(d.text.of(ctx.language).to_owned())
        .crumb(say.of("Start", "Home"), ctx.to("/"))
        .crumb(say.of("Offene Daten", "Open data"), ctx.to(PUBLIC))
        .body(about(&ctx, &frame, &d));
    Ok(frame.answer_shared(page))
}

fn about(ctx: &Ctx, frame: &Frame<'_>, d: &Dataset) -> Markup {
    let (say, language) = (frame.say, ctx.language);
    let base = &ctx.town.plan().base_url;
    let by = attribution(&ctx.town, d);
    let mut rows: Vec<(&str, Markup)> = vec![
        (
            say.of("Lizenz", "Licence"),
            html! { a href=(d.licence.text()) lang="de" { (d.licence.name()) } },
        ),
        (say.of("Aktualisierung", "Updated"), html! { (often(d.every).of(language)) }),
    ];
    if let Some(day) = d.from {
        let until = d.until.map(|u| format::date(say, u));
        let since = format::date(say, day);
        let period = match until {
            Some(until) => format!("{since} – {until}"),
            None => format!("{} {since}", say.of("seit", "since")),
        };
        rows.push((say.of("Zeitraum", "Period"), html! { (period) }));
    }
    if let Some(at) = d.modified {
        let at = at.to_zoned(kernel::clock::berlin()).datetime();
        rows.push((
            say.of("Letzte Änderung", "Last change"),
            html! { (format::date_time(say, at)) },
        ));
    }
    html! {
        h2 { (say.of("Dateien", "Files")) }
        (files(frame, language, d.files.iter().filter(|f| f.sha256.is_none())))
        @let sealed = d.files.iter().filter(|f| f.sha256.is_some()).count();
        @if sealed > 0 {
            (web::details::details(
                &say.of(format!("Abgeschlossene Dateien, die sich nicht mehr ändern ({sealed})"), format!("Sealed files that never change ({sealed})")),
                files(frame, language, d.files.iter().filter(|f| f.sha256.is_some())),
            ))
        }
        @if let Some(interface) = &d.interface {
            h2 { (say.of("Schnittstelle", "Interface")) }
            p { a href=(interface.path) { (interface.title.of(language)) } }
        }
        h2 { (say.of("Angaben", "Details")) }
        (definition_list(&rows))
        p { a href=(ctx.to(&d.page)) { (say.of("Was dahintersteht", "What stands behind it")) } }
        @if by.is_empty() {
            p { (say.of("Sie dürfen die Daten ohne Bedingungen verwenden.", "You may use the data without conditions.")) }
        } @else {
            p { (say.of("Nennen Sie bei der Verwendung: ", "When you use the data, name: "))
                span lang="de" { "„" (by) ", " (d.licence.name()) " (" (d.licence.text()) "), " (base) (PUBLIC) "/" (d.key) "“" } "." }
        }
    }
}

fn files<'a>(
    frame: &Frame<'_>,
    language: Language,
    all: impl Iterator<Item = &'a DataFile>,
) -> Markup {
    let say = frame.say;
    web::page::prose(html! { ul {
        @for file in all {
            @let size = file.bytes.map(|bytes| format!(", {}", format::file_size(say, bytes))).unwrap_or_default();
            li { a href=(file.path) { (file.title.of(language)) " (" (file.format.words().2) (size) ")" } }
        }
    } })
}

async fn graph(ctx: &Ctx, fields: &Fields, form: &'static str) -> Result<Graph, AppError> {
    let number = match fields.get("page") {
        "" => 1,
        text => text.parse().map_err(|_| AppError::NotFound)?,
    };
    let town = std::sync::Arc::clone(&ctx.town);
    Ok(ctx.read(move |db| catalog(&town, db, form, number)).await?.graph())
}

fn answer(kind: &'static str, text: String) -> Response {
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let open = (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    web::cache::shared(([kind, open], text).into_response())
}

/// The catalogue as Turtle.
pub(crate) async fn turtle(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let graph = graph(&ctx, &fields, "catalog.ttl").await?;
    Ok(answer("text/turtle; charset=utf-8", graph.turtle()))
}

/// The catalogue as RDF/XML.
pub(crate) async fn xml(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let graph = graph(&ctx, &fields, "catalog.rdf").await?;
    Ok(answer("application/rdf+xml; charset=utf-8", graph.xml()))
}

/// The catalogue as JSON-LD.
pub(crate) async fn json(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let graph = graph(&ctx, &fields, "catalog.jsonld").await?;
    Ok(answer("application/ld+json; charset=utf-8", graph.json()))
}
