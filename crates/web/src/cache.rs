//! Public pages kept in memory, ready to send: plain, brotli and gzip, with an entity tag.
//!
//! A handler says that its page is the same for every visitor ([`shared`], or
//! [`Frame::answer_shared`](crate::Frame::answer_shared)); the layer in front of the router
//! ([`around`]) keeps it until anybody saves something, the day changes, or [`FRESH`] has passed.
//! Whoever carries a cookie or a query walks past: those pages may be personal. When the house
//! cannot render for a while, the last page is better than none.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io::Write as _;
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use bytes::Bytes;
use http_body_util::BodyExt;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kernel::http::Site;
use kernel::{Language, Town, tally};
use sha2::{Digest, Sha256};

/// How old a page in memory may be at most: opening hours, embargoes and other processes change
/// what is true without a write of this one.
pub const FRESH: SignedDuration = SignedDuration::from_secs(30);
/// How old a page may be that is shown because a new one cannot be made.
const LAST_RESORT: SignedDuration = SignedDuration::from_hours(1);
/// Pages kept at most; beyond that the stale ones go, or all.
const PAGES_MAX: usize = 2_000;
/// Largest page kept, in bytes.
const PAGE_BYTES_MAX: usize = 1024 * 1024;
/// Effort of brotli, 0 to 11: more costs milliseconds per page and saves a few bytes.
const BROTLI_EFFORT: u32 = 5;
/// Window of brotli as a power of two: a page fits.
const BROTLI_WINDOW: u32 = 18;
/// Effort of gzip, 0 to 9.
const GZIP_EFFORT: u32 = 6;

/// The mark of a page that is the same for every visitor.
#[derive(Clone, Copy, Debug)]
struct Shared;

/// Marks an answer as the same for every visitor: it may be kept in memory. It must hold no form
/// token and nothing of the person who asked.
pub fn shared(mut response: Response) -> Response {
    response.extensions_mut().insert(Shared);
    response
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    /// Address of the town in memory: towns live as long as the process.
    town: usize,
    language: Language,
    path: String,
}

/// What must not have moved for a page to be true.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Version {
    generation: u64,
    day: Date,
    /// Warnings stand on every page, and another process may have issued them.
    siren: u64,
}

impl Version {
    fn now(town: &Town) -> Self {
        Self {
            generation: town.db().generation(),
            day: kernel::clock::local_day(town.now()),
            siren: town.siren().version(),
        }
    }
}

/// A page ready to send.
struct Kept {
    version: Version,
    made_at: Timestamp,
    headers: HeaderMap,
    plain: Form,
    brotli: Form,
    gzip: Form,
}

/// The bytes in one encoding with their tag.
struct Form {
    bytes: Bytes,
    etag: HeaderValue,
    encoding: Option<HeaderValue>,
}

type Pages = RwLock<HashMap<Key, Arc<Kept>>>;

/// The layer's memory.
struct Cache {
    site: Arc<Site>,
    pages: Pages,
    /// One renders a stale page, the others wait for it.
    rendering: tokio::sync::Mutex<()>,
}

/// Puts the memory in front of a site's router. The path must have lost its language prefix before
/// ([`kernel::http::strip_language`]).
pub fn around(router: Router, site: Arc<Site>) -> Router {
    let cache = Arc::new(Cache {
        site,
        pages: RwLock::default(),
        rendering: tokio::sync::Mutex::default(),
    });
    router.layer(middleware::from_fn_with_state(cache, remember))
}

async fn remember(
    State(cache): State<Arc<Cache>>,
    request: Request,
    next: Next,
) -> Result<Response, Infallible> {
    let visit = Visit::of(&request);
    let response = match crate::crisis::answer(&cache.site, &request) {
        Some(page) => page,
        None => cache.answer(request, next).await,
    };
    if let Some(visit) = visit.filter(|_| is_page(&response))
        && let Some(town) = cache.site.town(&visit.headers)
    {
        town.tallies().count(tally::PAGES, &visit.name);
    }
    Ok(response)
}

/// A page that somebody may see, to be counted without them: its path and in a word where they
/// came from. Who carries a cookie is not counted, nor are programs that say so.
struct Visit {
    name: String,
    headers: HeaderMap,
}

/// Longest path that is counted, in bytes.
const COUNTED_PATH_MAX: usize = 200;

impl Visit {
    fn of(request: &Request) -> Option<Self> {
        let headers = request.headers();
        let text = |name: header::HeaderName| {
            headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
        };
        let agent = text(header::USER_AGENT);
        let is_program = agent.is_empty()
            || ["bot", "Bot", "crawl", "spider", "Spider"].iter().any(|mark| agent.contains(mark));
        let path = request.uri().path();
        let counts = request.method() == Method::GET
            && !headers.contains_key(header::COOKIE)
            && !is_program
            && path.len() <= COUNTED_PATH_MAX;
        if !counts {
            return None;
        }
        let from = tally::source(text(header::REFERER), text(header::HOST));
        let mut kept = HeaderMap::new();
        if let Some(host) = headers.get(header::HOST) {
            kept.insert(header::HOST, host.clone());
        }
        Some(Self { name: format!("{path}\t{from}"), headers: kept })
    }
}

/// A page that was shown, or is known to the browser already.
fn is_page(response: &Response) -> bool {
    let is_html = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    (response.status() == StatusCode::OK && is_html)
        || response.extensions().get::<KnownPage>().is_some()
}

/// The mark of an answer that a browser has the page already.
#[derive(Clone, Copy, Debug)]
struct KnownPage;

impl Cache {
    async fn answer(&self, request: Request, next: Next) -> Response {
        let Some((town, key)) = self.key(&request) else { return next.run(request).await };
        let asked = Asked::of(&request);
        let kept = self.find(&key);
        let version = Version::now(&town);
        let now = town.now();
        if let Some(page) = kept.as_deref().filter(|page| page.is_fresh(version, now)) {
            return page.answer(&asked);
        }
        // Only for pages known to be kept: a page that is never kept must not wait for its like.
        let _turn = match &kept {
            Some(_) => Some(self.rendering.lock().await),
            None => None,
        };
        if kept.is_some()
            && let Some(page) = self.find(&key)
            && page.is_fresh(version, now)
        {
            return page.answer(&asked);
        }
        let response = next.run(request).await;
        if response.status().is_server_error()
            && let Some(page) = kept.as_deref()
            && now.duration_since(page.made_at) < LAST_RESORT
        {
            tracing::warn!("A page could not be rendered; the last one is shown");
            return page.answer(&asked);
        }
        match self.keep(key, version, now, response).await {
            Ok(page) => page.answer(&asked),
            Err(response) => response,
        }
    }
}

/// What the caller reads and has.
struct Asked {
    brotli: bool,
    gzip: bool,
    known: Option<HeaderValue>,
    /// What the caller has is of this instant, as we told it.
    since: Option<HeaderValue>,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let headers = request.headers();
        let accept = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok());
        let accepts = |name: &str| {
            accept.unwrap_or_default().split(',').any(|part| {
                let mut pieces = part.split(';').map(str::trim);
                pieces.next() == Some(name) && !pieces.any(|q| matches!(q, "q=0" | "q=0.0"))
            })
        };
        Self {
            brotli: accepts("br"),
            gzip: accepts("gzip"),
            known: headers.get(header::IF_NONE_MATCH).cloned(),
            since: headers.get(header::IF_MODIFIED_SINCE).cloned(),
        }
    }
}

impl Cache {
    /// The key of a page that may be kept: a plain question of somebody the town does not know.
    fn key(&self, request: &Request) -> Option<(Arc<Town>, Key)> {
        let is_read = *request.method() == Method::GET || *request.method() == Method::HEAD;
        let headers = request.headers();
        // Whoever asks for data at the address of a page gets no page.
        let wants_data = headers
            .get(header::ACCEPT)
            .is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"));
        let is_special = request.uri().query().is_some() || headers.contains_key(header::COOKIE);
        if !is_read || is_special || wants_data {
            return None;
        }
        let town = self.site.town(headers)?;
        let key = Key {
            town: Arc::as_ptr(&town).addr(),
            language: request.extensions().get::<Language>().copied().unwrap_or_default(),
            path: request.uri().path().to_owned(),
        };
        Some((town, key))
    }

    fn find(&self, key: &Key) -> Option<Arc<Kept>> {
        self.pages.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    /// Keeps a page that is marked for it; gives back any other answer as it came.
    async fn keep(
        &self,
        key: Key,
        version: Version,
        now: Timestamp,
        response: Response,
    ) -> Result<Arc<Kept>, Response> {
        let may_be_kept = response.status() == StatusCode::OK
            && response.extensions().get::<Shared>().is_some()
            && !response.headers().contains_key(header::SET_COOKIE);
        if !may_be_kept {
            return Err(response);
        }
        let (parts, body) = response.into_parts();
        let Ok(body) = body.collect().await else {
            return Err(Response::from_parts(parts, Body::empty()));
        };
        let bytes = body.to_bytes();
        // The answer to HEAD has no body: nothing to keep.
        if bytes.is_empty() || bytes.len() > PAGE_BYTES_MAX {
            return Err(Response::from_parts(parts, Body::from(bytes)));
        }
        let page = Arc::new(Kept::new(version, now, parts.headers, bytes));
        let mut pages = self.pages.write().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= PAGES_MAX && !pages.contains_key(&key) {
            pages.retain(|_, page| page.is_fresh(version, now));
            if pages.len() >= PAGES_MAX {
                pages.clear();
            }
        }
        pages.insert(key, Arc::clone(&page));
        Ok(page)
    }
}

impl Kept {
    fn new(version: Version, made_at: Timestamp, mut headers: HeaderMap, bytes: Bytes) -> Self {
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers.remove(header::CONTENT_LENGTH);
        let digest = hex::encode(&Sha256::digest(&bytes)[..12]);
        let form = |bytes: Bytes, encoding: Option<&'static str>| {
            let mark = encoding.map_or_else(String::new, |name| format!("-{name}"));
            let etag = HeaderValue::from_str(&format!("\"{digest}{mark}\""));
            Form {
                bytes,
                etag: etag.unwrap_or(HeaderValue::from_static("\"\"")),
                encoding: encoding.map(HeaderValue::from_static),
            }
        };
        Self {
            version,
            made_at,
            headers,
            brotli: form(brotli(&bytes), Some("br")),
            gzip: form(gzip(&bytes), Some("gzip")),
            plain: form(bytes, None),
        }
    }

    fn is_fresh(&self, version: Version, now: Timestamp) -> bool {
        self.version == version && now.duration_since(self.made_at) < FRESH
    }

    fn answer(&self, asked: &Asked) -> Response {
        let form = match asked {
            Asked { brotli: true, .. } => &self.brotli,
            Asked { gzip: true, .. } => &self.gzip,
            _ => &self.plain,
        };
        // An instant is only asked where no tag is, and only the one we told counts.
        let is_of_then = asked.known.is_none()
            && asked.since.is_some()
            && self.headers.get(header::LAST_MODIFIED) == asked.since.as_ref();
        let is_known = is_of_then
            || asked.known.as_ref().is_some_and(|known| {
                known == form.etag
                    || known.to_str().is_ok_and(|list| {
                        list.split(',').any(|tag| tag.trim().trim_start_matches("W/") == form.etag)
                    })
            });
        let mut response =
            Response::new(if is_known { Body::empty() } else { Body::from(form.bytes.clone()) });
        *response.headers_mut() = self.headers.clone();
        let headers = response.headers_mut();
        headers.insert(header::ETAG, form.etag.clone());
        if is_known {
            let kind = headers.remove(header::CONTENT_TYPE);
            let is_page = kind.is_some_and(|k| k.as_bytes().starts_with(b"text/html"));
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            if is_page {
                response.extensions_mut().insert(KnownPage);
            }
        } else if let Some(encoding) = &form.encoding {
            headers.insert(header::CONTENT_ENCODING, encoding.clone());
        }
        response
    }
}

fn brotli(bytes: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(bytes.len() / 4);
    let mut writer =
        brotli::CompressorWriter::new(&mut out, 16 * 1024, BROTLI_EFFORT, BROTLI_WINDOW);
    writer.write_all(bytes).expect("writing to memory cannot fail");
    drop(writer);
    Bytes::from(out)
}

fn gzip(bytes: &[u8]) -> Bytes {
    let effort = flate2::Compression::new(GZIP_EFFORT);
    let mut writer = flate2::write::GzEncoder::new(Vec::with_capacity(bytes.len() / 4), effort);
    writer.write_all(bytes).expect("writing to memory cannot fail");
    Bytes::from(writer.finish().expect("writing to memory cannot fail"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> Kept {
        let version = Version { generation: 1, day: Date::constant(2026, 5, 4), siren: 0 };
        let headers = HeaderMap::from_iter([(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        )]);
        Kept::new(version, Timestamp::UNIX_EPOCH, headers, Bytes::from(html.to_owned()))
    }

    fn asked(brotli: bool, gzip: bool, known: Option<&HeaderValue>) -> Asked {
        Asked { brotli, gzip, known: known.cloned(), since: None }
    }

    #[test]
    fn each_form_has_its_own_tag_and_unpacks_to_the_page() {
        let html = "<p>Rathaus</p>".repeat(200);
        let page = page(&html);
        let mut plain = Vec::new();
        let mut reader = brotli::Decompressor::new(&page.brotli.bytes[..], 4_096);
        std::io::Read::read_to_end(&mut reader, &mut plain).unwrap();
        assert_eq!(plain, html.as_bytes());
        plain.clear();
        let mut reader = flate2::read::GzDecoder::new(&page.gzip.bytes[..]);
        std::io::Read::read_to_end(&mut reader, &mut plain).unwrap();
        assert_eq!(plain, html.as_bytes());
        assert!(page.plain.etag != page.brotli.etag && page.brotli.etag != page.gzip.etag);
        let answer = page.answer(&asked(true, true, None));
        assert_eq!(answer.headers()[header::CONTENT_ENCODING], "br");
        assert_eq!(answer.headers()[header::VARY], "accept-encoding");
    }

    #[test]
    fn a_known_page_is_not_sent_again() {
        let page = page("<p>Rathaus</p>");
        let known = page.gzip.etag.clone();
        let answer = page.answer(&asked(false, true, Some(&known)));
        assert_eq!(answer.status(), StatusCode::NOT_MODIFIED);
        // The tag of one form says nothing of another.
        let other = page.answer(&asked(false, false, Some(&known)));
        assert_eq!(other.status(), StatusCode::OK);
    }

    #[test]
    fn a_page_ages() {
        let page = page("<p>Rathaus</p>");
        let at = |seconds| Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds);
        assert!(page.is_fresh(page.version, at(29)));
        assert!(!page.is_fresh(page.version, at(30)));
        let later = Version { generation: 2, ..page.version };
        assert!(!page.is_fresh(later, at(1)));
    }
}
