//! Pages: the tour and what hangs on it, for inspectors; the portal, for companies.

mod acceptance;
mod figures;
mod finding;
mod form;
mod offline;
mod portal;
mod reading;
mod tour;
mod warranty;
mod work;

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::files::{self, StoredFile};
use kernel::{Access, AppError, Ctx, Id, Reader, Routes, people};
use web::{Say, format};

use crate::INSPECT;
use crate::model::Finding;

/// Where inspectors begin.
pub(crate) const TOUR: &str = "/aufsicht";
/// What expires.
pub(crate) const WARRANTY: &str = "/aufsicht/gewaehrleistung";
/// Where companies begin.
pub(crate) const PORTAL: &str = "/maengel";

/// All paths of this module.
pub(crate) fn paths() -> Routes {
    let (inspect, company) = (Access::Staff(INSPECT), Access::Citizen);
    Routes::new()
        .get("/aufsicht", inspect, tour::list)
        .get("/aufsicht/stand.json", inspect, offline::state)
        .get("/aufsicht/dienst.js", Access::Everyone, offline::worker)
        .get("/aufsicht/arbeiten/{id}", inspect, work::show)
        .post("/aufsicht/arbeiten/{id}/schritt", inspect, work::step)
        .get("/aufsicht/arbeiten/{id}/befund", inspect, form::form)
        .upload("/aufsicht/arbeiten/{id}/befund", inspect, form::save)
        .get("/aufsicht/arbeiten/{id}/abnahme", inspect, acceptance::form)
        .post("/aufsicht/arbeiten/{id}/abnahme", inspect, acceptance::save)
        .get("/aufsicht/arbeiten/{id}/abnahme/{acceptance}", inspect, acceptance::minutes)
        .upload("/aufsicht/arbeiten/{id}/bestand", inspect, acceptance::built)
        .get("/aufsicht/firmen", inspect, figures::show)
        .get("/aufsicht/firmen.csv", inspect, figures::csv)
        .get("/aufsicht/gewaehrleistung", inspect, warranty::list)
        .get("/aufsicht/gewaehrleistung/{id}/{section}", inspect, warranty::claim)
        .get("/aufsicht/befunde/{id}", inspect, finding::show)
        .post("/aufsicht/befunde/{id}/schritt", inspect, finding::step)
        .upload("/aufsicht/befunde/{id}/nachschau", inspect, finding::visit)
        .post("/aufsicht/befunde/{id}/klaeren", inspect, finding::settle)
        .post("/aufsicht/befunde/{id}/kosten", inspect, finding::cost)
        .get("/aufsicht/befunde/{id}/anordnung", inspect, finding::order)
        .get("/aufsicht/befunde/{id}/foto/{file}", inspect, finding::photo)
        .get("/maengel", company, portal::list)
        .get("/maengel/{id}", company, portal::show)
        .upload("/maengel/{id}", company, portal::answer)
        .get("/maengel/{id}/foto/{file}", company, portal::photo)
}

/// An identifier in a path.
fn id<T>(text: &str) -> Result<Id<T>, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

/// Whether a program of ours asks, which wants no page.
fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    accept.contains("application/json") && !accept.contains("text/html")
}

fn json(value: &serde_json::Value) -> Response {
    let kind = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, kind)], value.to_string()).into_response()
}

/// A photo of a finding that somebody may see.
async fn picture(ctx: &Ctx, finding: &Finding, file: Id<StoredFile>) -> Result<Response, AppError> {
    let owner = finding.owner();
    let file = ctx
        .read(move |db| {
            let file = files::find(db, file)?;
            if file.owner == owner { Ok(file) } else { Err(AppError::NotFound) }
        })
        .await?;
    let (town, sha256) = (Arc::clone(&ctx.town), file.sha256.clone());
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

/// A measured value as people write it.
#[expect(clippy::cast_possible_truncation, reason = "measured values are small")]
fn real(say: Say, value: f64) -> String {
    let hundredths = (value * 100.0).round() as i64;
    match (hundredths % 100, hundredths % 10) {
        (0, _) => format::number(say, hundredths / 100),
        (_, 0) => format::decimal(say, hundredths / 10, 1),
        _ => format::decimal(say, hundredths, 2),
    }
}

/// Who did something, by the label of the logbook.
fn who(reader: &mut Reader<'_>, label: &str) -> Result<String, AppError> {
    let account = match label.split_once(':') {
        Some(("staff" | "citizen", account)) => account.parse().ok(),
        _ => None,
    };
    let Some(account) = account else { return Ok(String::new()) };
    match people::account(reader, account) {
        Ok(account) => Ok(account.person.name.reveal().clone()),
        Err(AppError::NotFound) => Ok(String::new()),
        Err(error) => Err(error),
    }
}
