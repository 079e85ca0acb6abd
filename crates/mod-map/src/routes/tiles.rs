//! Tiles, the style that draws them, and the number by which an open map sees that something changed.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::map::{self, MIME, Tile};
use kernel::{AppError, Ctx};

use crate::style;

/// A tile.
pub async fn tile(
    ctx: Ctx,
    Path((group, z, x, y)): Path<(String, String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let y = y.strip_suffix(".pbf").unwrap_or(&y);
    let number = |text: &str| text.parse::<u32>().map_err(|_| AppError::NotFound);
    let zoom = z.parse::<u8>().map_err(|_| AppError::NotFound)?;
    let tile = Tile::new(zoom, number(&x)?, number(y)?).ok_or(AppError::NotFound)?;
    let cut = map::tile(&ctx.town, &ctx.actor, &group, tile).await?;
    let mut own = HeaderMap::new();
    if let Ok(tag) = HeaderValue::from_str(&cut.etag) {
        own.insert(header::ETAG, tag);
    }
    own.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let says = |name| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if says(header::IF_NONE_MATCH) == cut.etag {
        return Ok((StatusCode::NOT_MODIFIED, own).into_response());
    }
    if cut.plain.is_empty() {
        return Ok((StatusCode::NO_CONTENT, own).into_response());
    }
    own.insert(header::CONTENT_TYPE, HeaderValue::from_static(MIME));
    if says(header::ACCEPT_ENCODING).contains("gzip") {
        own.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        return Ok((own, cut.packed).into_response());
    }
    Ok((own, cut.plain).into_response())
}

/// The style.
pub async fn style(ctx: Ctx) -> Result<Response, AppError> {
    let layers: Vec<&map::Layer> = map::layers(&ctx.town, &ctx.actor).collect();
    Ok(super::json(&style::style(&layers, ctx.language)))
}

/// Number of the latest change.
pub async fn state(ctx: Ctx) -> Result<Response, AppError> {
    let layers: Vec<map::Layer> = map::layers(&ctx.town, &ctx.actor).cloned().collect();
    let stamp = ctx.read(move |db| map::stamp(db, layers.iter())).await?;
    Ok(super::json(&serde_json::json!({ "stand": stamp })))
}
