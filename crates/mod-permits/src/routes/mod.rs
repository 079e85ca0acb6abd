//! Pages: the portal of operators, and the office.

mod acts;
mod ask;
mod calendar;
mod companies;
mod forms;
mod letters;
mod office;
mod portal;
mod questions;
mod request;
mod supplement;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use kernel::cases::WORK;
use kernel::{Access, AppError, Ctx, Id, Routes};
use web::badge::badge;
use web::table::{Column, Row, Table};
use web::{Markup, Say, format, html, page};

use crate::check::Point;
use crate::model::{Request, Section};
use crate::procedure::{Whole, metres};
use crate::{REGISTER, picture};

/// Where operators begin.
pub(crate) const PORTAL: &str = "/leitungen";
/// Where the office begins.
pub(crate) const OFFICE: &str = "/verwaltung/leitungen";

pub(crate) fn paths() -> Routes {
    let (citizen, staff) = (Access::Citizen, Access::Staff(WORK));
    Routes::new()
        .get("/leitungen", Access::Everyone, portal::list)
        .get("/leitungen/neu", citizen, ask::form)
        .upload("/leitungen/neu", citizen, ask::save)
        .get("/leitungen/{id}", citizen, portal::show)
        .get("/leitungen/fristen/{key}", Access::Everyone, calendar::feed)
        .get("/leitungen/{id}/karte", citizen, portal::map)
        .get("/leitungen/{id}/datei/{file}", citizen, letters::download)
        .post("/leitungen/{id}/absenden", citizen, portal::send)
        .post("/leitungen/{id}/verwerfen", citizen, portal::discard)
        .get("/leitungen/{id}/ergaenzen", citizen, supplement::form)
        .upload("/leitungen/{id}/ergaenzen", citizen, supplement::save)
        .get("/verwaltung/leitungen", staff, office::list)
        .get("/verwaltung/leitungen/kalender", staff, calendar::show)
        .post("/verwaltung/leitungen/kalender", staff, calendar::make)
        .post("/verwaltung/leitungen/kalender/widerrufen", staff, calendar::revoke)
        .get("/verwaltung/leitungen/{case}", staff, request::show)
        .get("/verwaltung/leitungen/{case}/karte", staff, request::map)
        .post("/verwaltung/leitungen/{case}/nachfordern", staff, acts::ask_missing)
        .post("/verwaltung/leitungen/{case}/vollstaendig", staff, acts::complete)
        .post("/verwaltung/leitungen/{case}/verlaengern", staff, acts::extend)
        .post("/verwaltung/leitungen/{case}/abschnitte", staff, acts::rule)
        .post("/verwaltung/leitungen/{case}/nebenbestimmung", staff, acts::condition)
        .post("/verwaltung/leitungen/{case}/abstimmen", staff, acts::settle)
        .post("/verwaltung/leitungen/{case}/beteiligen", staff, acts::involve)
        .post("/verwaltung/leitungen/{case}/ursache", staff, acts::cause)
        .get("/verwaltung/stellungnahmen", staff, questions::list)
        .post("/verwaltung/stellungnahmen/{id}", staff, questions::answer)
        .get("/verwaltung/stellungnahmen/{id}/karte", staff, questions::map)
        .get("/verwaltung/netzbetreiber", Access::Staff(REGISTER), companies::list)
        .post("/verwaltung/netzbetreiber", Access::Staff(REGISTER), companies::save)
        .post("/verwaltung/netzbetreiber/{id}/konten", Access::Staff(REGISTER), companies::join)
        .post("/verwaltung/netzbetreiber/{id}/abmelden", Access::Staff(REGISTER), companies::leave)
}

/// An identifier of a path; anything else is not there.
fn id<T>(text: &str) -> Result<Id<T>, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

/// The drawing of a route.
async fn drawn(ctx: &Ctx, sections: Vec<Section>) -> Result<Response, AppError> {
    let svg = ctx.read(move |db| picture::draw(db, &sections)).await?;
    let mut response = Response::new(Body::from(svg));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

/// Lets a page run the map on which a route is drawn.
fn with_map(mut response: Response) -> Response {
    if let Ok(policy) = HeaderValue::from_str(&web::map::policy(None)) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// How many sections there are and how long they are.
fn route_words(ctx: &Ctx, say: Say, whole: &Whole) -> String {
    let (count, length) = (whole.sections.len(), metres(ctx.language, whole.length_cm(|_| true)));
    match count {
        1 => format!("{} {length}", say.of("1 Abschnitt,", "1 section,")),
        n => format!("{n} {} {length}", say.of("Abschnitte,", "sections,")),
    }
}

/// The map as it stands in a page; the table beside it says the same.
fn map(ctx: &Ctx, say: Say, address: &str) -> Markup {
    page::prose(html! {
        img src=(ctx.to(address)) width="960" height="640" loading="lazy"
            alt=(say.of("Lageplan der Abschnitte; die Tabelle nennt sie alle.", "Map of the sections; the table names them all."));
    })
}

/// The list of the automatic check.
fn points(ctx: &Ctx, say: Say, points: &[Point]) -> Markup {
    let rows = points.iter().map(|p| {
        Row::new(vec![
            html! { (badge(p.light.tone(), p.light.word().of(ctx.language))) },
            html! { (p.text.of(ctx.language)) },
        ])
    });
    Table::new(say, say.of("Prüfung auf Vollständigkeit", "Check of completeness"))
        .columns(vec![
            Column::new(say.of("Ergebnis", "Result")),
            Column::new(say.of("Geprüft", "Looked at")),
        ])
        .rows(rows)
        .render()
}

/// The sections of a request.
fn sections(ctx: &Ctx, say: Say, all: &[Section]) -> Markup {
    let rows = (1_usize..).zip(all).map(|(number, s)| {
        Row::new(vec![
            html! { (number) },
            html! { (s.street) @if s.street.is_empty() { "–" } },
            html! { (s.method.label().of(ctx.language)) },
            html! { (s.surface.label().of(ctx.language)) },
            html! { (s.depth_cm) " / " (s.width_cm) "\u{a0}cm" },
            html! { (metres(ctx.language, s.length_cm)) },
            html! { (s.ruling.label().of(ctx.language)) @if !s.ground.is_empty() { ": " (s.ground) } },
        ])
    });
    Table::new(say, say.of("Abschnitte", "Sections"))
        .dense()
        .columns(vec![
            Column::new(say.of("Nr.", "No.")),
            Column::new(say.of("Straße", "Street")),
            Column::new(say.of("Verfahren", "Method")),
            Column::new(say.of("Fläche", "Surface")),
            Column::new(say.of("Tiefe / Breite", "Depth / width")),
            Column::number(say.of("Länge", "Length")),
            Column::new(say.of("Entscheidung", "Decision")),
        ])
        .rows(rows)
        .render()
}

/// First and last day of the works.
fn period(say: Say, request: &Request) -> String {
    format::period(say, request.from, request.until)
}
