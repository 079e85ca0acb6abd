//! Pages of the map for everybody, pages of the register for staff.

mod list;
mod lists;
mod map;
mod register;
mod tiles;

use kernel::{Access, Routes};

use crate::REGISTER;

/// Where the register is kept.
pub const REGISTER_PATH: &str = "/verwaltung/adressen";

/// Rows on a page of staff.
const PER_PAGE: i64 = 50;

/// All paths of this module.
pub fn paths() -> Routes {
    let staff = Access::Staff(REGISTER);
    Routes::new()
        .get("/karte", Access::Everyone, map::show)
        .get("/karte/liste", Access::Everyone, list::show)
        .get("/karte/stil.json", Access::Everyone, tiles::style)
        .get("/karte/stand.json", Access::Everyone, tiles::state)
        .get("/karte/adressen.json", Access::Everyone, map::suggest)
        .get("/karte/kacheln/{group}/{z}/{x}/{y}", Access::Everyone, tiles::tile)
        .get("/verwaltung/adressen", staff, register::show)
        .large_upload("/verwaltung/adressen/einlesen", staff, register::take_in)
        .get("/verwaltung/adressen/lieferung/{id}", staff, register::delivery)
        .get("/verwaltung/adressen/lieferung/{id}/maengel.csv", staff, register::defects)
        .get("/verwaltung/adressen/klaeren", staff, register::doubts)
        .get("/verwaltung/adressen/klaeren/{id}", staff, register::doubt)
        .post("/verwaltung/adressen/klaeren/{id}", staff, register::settle)
        .get("/verwaltung/adressen/listen", staff, lists::show)
        .large_upload("/verwaltung/adressen/listen", staff, lists::compare)
        .get("/verwaltung/adressen/listen/{id}", staff, lists::list)
        .get("/verwaltung/adressen/listen/{id}/ergebnis.csv", staff, lists::result)
        .post("/verwaltung/adressen/listen/{id}/{line}", staff, lists::decide)
}

/// The page of a query, from 1.
fn page_of(fields: &kernel::Fields) -> i64 {
    fields.get("seite").parse().unwrap_or(1).clamp(1, 100_000)
}

/// An identifier in a path.
///
/// # Errors
/// Not found when it is none.
fn id<T>(text: &str) -> Result<kernel::Id<T>, kernel::AppError> {
    text.parse().map_err(|_| kernel::AppError::NotFound)
}

/// A page number for people.
fn position(page: i64, per_page: i64, total: i64) -> web::pagination::Position {
    web::pagination::Position::new(
        u32::try_from(page).unwrap_or(1),
        u32::try_from(per_page).unwrap_or(50),
        u64::try_from(total).unwrap_or_default(),
    )
}

/// An answer for scripts.
fn json(value: &serde_json::Value) -> axum::response::Response {
    use axum::response::IntoResponse;
    let kind = [(axum::http::header::CONTENT_TYPE, "application/json; charset=utf-8")];
    (kind, value.to_string()).into_response()
}

/// A text for a query of an address.
fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
