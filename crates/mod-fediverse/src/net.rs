//! Requests to other servers, signed.

use std::time::Duration;

use jiff::Timestamp;
use kernel::AppError;
use norm_fediverse::sign::{Key, Parts};
use norm_fediverse::{MEDIA_TYPE, host};
use outside::{Answer, Limits, Method, Request};

/// How far a request may go.
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(8),
    time: Duration::from_secs(15),
    bytes_max: 256 * 1024,
    allows_plain: false,
    is_web_only: true,
};

/// With what a request is signed.
pub(crate) struct Signed<'a> {
    /// The key of the town.
    pub key: &'a Key,
    /// Its name.
    pub key_id: &'a str,
    /// When.
    pub now: Timestamp,
}

impl Signed<'_> {
    /// A message to an inbox.
    ///
    /// # Errors
    /// An address that is none.
    pub(crate) fn post(&self, url: &str, kind: &str, body: Vec<u8>) -> Result<Request, AppError> {
        let mut headers = self.headers("POST", url, Some(&body))?;
        headers.push(("content-type".into(), kind.into()));
        Ok(Request { method: Method::Post, url: url.into(), headers, body })
    }

    /// A question for the document of somebody.
    ///
    /// # Errors
    /// An address that is none.
    pub(crate) fn get(&self, url: &str) -> Result<Request, AppError> {
        let mut headers = self.headers("GET", url, None)?;
        headers.push(("accept".into(), MEDIA_TYPE.into()));
        Ok(Request { method: Method::Get, url: url.into(), headers, body: Vec::new() })
    }

    fn headers(
        &self,
        method: &str,
        url: &str,
        body: Option<&[u8]>,
    ) -> Result<Vec<(String, String)>, AppError> {
        let authority = host(url).ok_or_else(|| AppError::internal("an address without host"))?;
        let rest = url.split_once("://").map_or("", |(_, rest)| rest);
        let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
        let target = path.split('#').next().unwrap_or("/").to_owned();
        let parts = Parts { method: method.into(), target, authority, headers: Vec::new() };
        let made = self.key.headers(self.key_id, &parts, body, self.now);
        let made = made.map_err(AppError::internal)?;
        // The host is set by whoever sends.
        Ok(made.into_iter().filter(|(name, _)| name != "host").collect())
    }
}

/// Sends a request on a thread that may wait; nothing if nobody answered.
pub(crate) async fn send(request: Request, own: Vec<String>) -> Option<Answer> {
    let sent = tokio::task::spawn_blocking(move || outside::send(&request, &own, LIMITS));
    sent.await.ok()?.ok()
}
