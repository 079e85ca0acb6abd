//! Where readers of a feed ask to be told of changes (`WebSub`), said in the head of the answer.

use axum::http::{HeaderValue, header};
use axum::response::Response;

/// Names the hub and the feed's own address in the answer of a feed; without a hub the answer stays
/// as it is.
pub fn announced(mut response: Response, hub_url: &str, own_url: &str) -> Response {
    if hub_url.is_empty() {
        return response;
    }
    let links = format!("<{hub_url}>; rel=\"hub\", <{own_url}>; rel=\"self\"");
    if let Ok(links) = HeaderValue::from_str(&links) {
        response.headers_mut().insert(header::LINK, links);
    }
    response
}
