//! Street names of the town for whoever types an address.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use kernel::limits::Rate;
use kernel::{Ctx, Fields, places};

use super::Stop;

/// Suggestions one caller may ask for: as fast as people type.
const RATE: Rate =
    Rate { name: "applications.streets", burst: 60, every: SignedDuration::from_millis(100) };
/// Characters of a typed name that are looked at.
const TYPED_CHARS_MAX: usize = 60;

/// Names that fit what was typed, as JSON.
pub async fn streets(ctx: Ctx, fields: Fields) -> Result<Response, Stop> {
    ctx.limit(RATE)?;
    let typed: String = fields.get("q").chars().take(TYPED_CHARS_MAX).collect();
    let names = ctx.read(move |db| places::suggest_streets(db, &typed)).await?;
    let body = serde_json::json!({ "suggestions": names }).to_string();
    Ok(([(header::CONTENT_TYPE, "application/json; charset=utf-8")], body).into_response())
}
