//! The town's own feeds, asked for through its own door like anybody: what answers as a feed is one.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::{BodyExt, Limited};
use kernel::http::Site;
use kernel::{AppError, Town};
use sha2::{Digest, Sha256};
use tower::ServiceExt;

/// Largest feed that is sent, in bytes.
const BYTES_MAX: usize = 2 * 1024 * 1024;
/// Letters of a path.
const PATH_MAX: usize = 300;
/// What feeds are.
const KINDS: [&str; 3] = ["application/atom+xml", "application/rss+xml", "application/feed+json"];

/// A feed as it is now.
#[derive(Clone, Debug)]
pub(crate) struct Feed {
    /// Its type.
    pub kind: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What tells it from an earlier state.
    pub digest: String,
}

/// The door of a town, for many questions.
pub(crate) struct Door {
    router: Router,
    host: String,
}

impl Door {
    /// Opens it.
    pub fn new(town: &Arc<Town>) -> Self {
        let site = Site::new(Arc::clone(town.house()), &[Arc::clone(town)], web::frame::present);
        let host = town.plan().hosts.first().cloned().unwrap_or_default();
        Self { router: kernel::http::router(Arc::new(site)), host }
    }

    /// The feed at a path with its language; none where there is something else, or nothing.
    ///
    /// # Errors
    /// When the answer breaks off.
    pub async fn feed(&self, path: &str) -> Result<Option<Feed>, AppError> {
        let request = Request::builder().uri(path).header(header::HOST, &self.host);
        let Ok(request) = request.body(Body::empty()) else { return Ok(None) };
        let request = kernel::http::strip_language(request);
        let answer = self.router.clone().oneshot(request).await.map_err(AppError::internal)?;
        let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|k| k.to_str().ok());
        let kind = kind.unwrap_or_default().to_owned();
        let is_feed = KINDS.iter().any(|known| kind.starts_with(known));
        if !answer.status().is_success() || !is_feed {
            return Ok(None);
        }
        let body = Limited::new(answer.into_body(), BYTES_MAX).collect().await;
        let bytes = body.map_err(AppError::internal)?.to_bytes().to_vec();
        let digest = hex::encode(Sha256::digest(&bytes));
        Ok(Some(Feed { kind, bytes, digest }))
    }
}

/// The path of an address of the town, with its language; none for any other address.
pub(crate) fn path<'a>(town: &Town, url: &'a str) -> Option<&'a str> {
    let path = url.strip_prefix(town.plan().base_url.as_str())?;
    let is_plain = path.len() <= PATH_MAX
        && path.starts_with('/')
        && path.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '?' | '#' | '\\'));
    is_plain.then_some(path)
}
