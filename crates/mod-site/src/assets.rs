//! Files of the look: the house's assets, the town's colours, its coat of arms.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{AppError, Ctx};
use sha2::{Digest, Sha256};
use web::assets::CACHE_CONTROL;
use web::colour::Colour;
use web::theme::{Look, Theme};

/// Pictures of the town are asked for again after this time, in case they were changed.
const PICTURE_CACHE: &str = "public, max-age=3600";
/// An SVG drawing may style itself and nothing else: no script, no request, no form.
const DRAWING_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// The icon of towns that have no coat of arms yet: a town hall in the house's colour.
const TOWN_HALL: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\">\
<path fill=\"#174a6f\" d=\"M16 2 3 10v3h26v-3L16 2Zm-11 13v10h4V15H5Zm9 0v10h4V15h-4Zm9 0v10h4V15h-4ZM3 27v3h26v-3H3Z\"/></svg>";

/// Whether the caller has this version already.
fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|list| list.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag))
}

/// Answers with bytes under an entity tag, or that the caller has them already.
fn tagged(
    headers: &HeaderMap,
    bytes: impl Into<Body>,
    mime: &'static str,
    etag: &str,
    cache: &'static str,
) -> Response {
    let mut response = if is_known(headers, etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Response::new(bytes.into());
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
        response
    };
    let own = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(etag) {
        own.insert(header::ETAG, value);
    }
    own.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

fn digest_tag(bytes: &[u8]) -> String {
    format!("\"{}\"", hex::encode(&Sha256::digest(bytes)[..12]))
}

/// A file of the look, in the smallest form the browser reads, kept there for a year.
pub async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Result<Response, AppError> {
    let asset = web::find(&format!("/assets/{path}")).ok_or(AppError::NotFound)?;
    let accept = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok());
    let (bytes, encoding) = asset.for_encoding(accept.unwrap_or_default());
    // Each form has a tag of its own: a strong tag stands for exact bytes.
    let etag = match encoding {
        Some(encoding) => format!("{}-{encoding}\"", asset.etag.trim_end_matches('"')),
        None => asset.etag.to_owned(),
    };
    let mut response = tagged(&headers, bytes, asset.mime, &etag, CACHE_CONTROL);
    let has_body = response.status() == StatusCode::OK;
    let own = response.headers_mut();
    own.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding
        && has_body
    {
        own.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Ok(response)
}

/// The two colours of the town; those of the house where it chose none.
pub(crate) fn theme(ctx: &Ctx) -> Theme {
    let profile = ctx.town.profile();
    let colour = |text: &str, default: Colour| text.parse().unwrap_or(default);
    Theme {
        main: colour(profile.main_colour(), Theme::HOUSE.main),
        accent: colour(&profile.accent, Theme::HOUSE.accent),
    }
}

/// The town's colours as a stylesheet, as they are now.
pub async fn colours(ctx: Ctx, headers: HeaderMap) -> Response {
    stylesheet(&ctx, &headers, PICTURE_CACHE)
}

/// The same under a name of its own, as pages have it. An older page gets the colours of today.
pub async fn named_colours(ctx: Ctx, Path(name): Path<String>, headers: HeaderMap) -> Response {
    if name != web::frame::colours(&ctx.town.profile()) {
        return stylesheet(&ctx, &headers, "no-cache");
    }
    web::cache::shared(stylesheet(&ctx, &headers, PICTURE_CACHE))
}

fn stylesheet(ctx: &Ctx, headers: &HeaderMap, cache: &'static str) -> Response {
    let look = Look::named(&ctx.town.profile().look);
    let css = format!("{}{}", theme(ctx).css(), look.css());
    let etag = digest_tag(css.as_bytes());
    tagged(headers, css, "text/css; charset=utf-8", &etag, cache)
}

fn drawing(headers: &HeaderMap, svg: String) -> Response {
    let etag = digest_tag(svg.as_bytes());
    let mut response = tagged(headers, svg, "image/svg+xml", &etag, PICTURE_CACHE);
    let own = response.headers_mut();
    own.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(DRAWING_POLICY));
    own.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// The coat of arms.
pub async fn arms(ctx: Ctx, headers: HeaderMap) -> Result<Response, AppError> {
    let profile = ctx.town.profile();
    if profile.arms_svg.is_empty() {
        return Err(AppError::NotFound);
    }
    Ok(web::cache::shared(drawing(&headers, profile.arms_svg.clone())))
}

/// The icon of the pages: the coat of arms, or a town hall where there is none.
pub async fn icon(ctx: Ctx, headers: HeaderMap) -> Response {
    let profile = ctx.town.profile();
    let svg = if profile.arms_svg.is_empty() { TOWN_HALL } else { &profile.arms_svg };
    drawing(&headers, svg.to_owned())
}
