//! Public pages kept in memory, ready to send: plain, brotli and gzip, with an entity tag.
//!
//! A handler says that its page is the same for every visitor ([`shared`], or
//! [`Frame::answer_shared`](crate::Frame::answer_shared)); the layer in front of the router
//! ([`around`]) keeps it until anybody saves something, the day changes, or [`FRESH`] has passed.
//! Whoever carries a cookie or a query walks past: those pages may be personal. When the house
//! cannot render for a while, the last page is better than none.

use std::collections::HashMap;
use std::convert::Infallible;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use http_body_util::BodyExt;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kernel::http::Site;
use kernel::{Language, Town, tally};

mod kept;

pub use kept::FRESH;
use kept::{Asked, Kept, KnownPage};

/// How old a page may be that is shown because a new one cannot be made.
const LAST_RESORT: SignedDuration = SignedDuration::from_hours(1);
/// Bytes of pages kept at most, all towns together; beyond that the stale ones go, then those that
/// nobody asked for the longest time, until [`BYTES_KEPT`] are left.
const BYTES_MAX: usize = 16 * 1024 * 1024;
const BYTES_KEPT: usize = BYTES_MAX / 4 * 3;
/// Largest page kept, in bytes.
const PAGE_BYTES_MAX: usize = 1024 * 1024;
/// So many stale pages are rendered anew at the same time.
const TURNS: usize = 16;

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
    /// Whether what is true of this one holds all that was saved before the other.
    fn covers(self, other: Self) -> bool {
        self.generation >= other.generation && self.day == other.day && self.siren >= other.siren
    }

    fn now(town: &Town) -> Self {
        Self {
            generation: town.db().generation(),
            day: kernel::clock::local_day(town.now()),
            siren: town.siren().version(),
        }
    }
}

#[derive(Default)]
struct Pages {
    kept: HashMap<Key, Arc<Kept>>,
    /// What all of them weigh.
    bytes: usize,
}

impl Pages {
    fn put(&mut self, key: Key, page: &Arc<Kept>, now: Timestamp) {
        self.bytes += page.weight();
        let old = self.kept.insert(key, Arc::clone(page));
        self.bytes -= old.map_or(0, |old| old.weight());
        if self.bytes > BYTES_MAX {
            self.thin_out(page.version, now);
        }
    }

    fn thin_out(&mut self, version: Version, now: Timestamp) {
        self.kept.retain(|_, page| page.is_fresh(version, now));
        let mut left: Vec<(u64, usize)> =
            self.kept.values().map(|page| (page.used(), page.weight())).collect();
        left.sort_unstable_by(|a, b| b.cmp(a));
        // The newest use comes first; where the room ends, the rest goes.
        let mut bytes = 0;
        let end = left.iter().find(|(_, weight)| {
            bytes += weight;
            bytes > BYTES_KEPT
        });
        if let Some((end, _)) = end.copied() {
            self.kept.retain(|_, page| page.used() > end);
        }
        self.bytes = self.kept.values().map(|page| page.weight()).sum();
    }
}

/// The layer's memory.
struct Cache {
    site: Arc<Site>,
    pages: RwLock<Pages>,
    /// Grows with every answer.
    turn: AtomicU64,
    lines: RandomState,
    /// One renders a stale page, the others wait for it.
    rendering: [tokio::sync::Mutex<()>; TURNS],
}

/// Puts the memory in front of a site's router. The path must have lost its language prefix before
/// ([`kernel::http::strip_language`]).
pub fn around(router: Router, site: Arc<Site>) -> Router {
    let cache = Arc::new(Cache {
        site,
        pages: RwLock::default(),
        turn: AtomicU64::new(0),
        lines: RandomState::new(),
        rendering: std::array::from_fn(|_| tokio::sync::Mutex::default()),
    });
    router.layer(middleware::from_fn_with_state(cache, remember))
}

async fn remember(
    State(cache): State<Arc<Cache>>,
    request: Request,
    next: Next,
) -> Result<Response, Infallible> {
    let Some(town) = cache.site.town(request.headers()) else {
        return Ok(next.run(request).await);
    };
    let visit = visit(&request);
    let response = match crate::crisis::answer(&town, &request) {
        Some(page) => page,
        None => cache.answer(&town, request, next).await,
    };
    if let Some(name) = visit.filter(|_| is_page(&response)) {
        town.tallies().count(tally::PAGES, &name);
    }
    Ok(response)
}

/// Longest path that is counted, in bytes.
const COUNTED_PATH_MAX: usize = 200;

/// A page that somebody may see, to be counted without them: its path and in a word where they
/// came from. Who carries a cookie is not counted, nor are programs that say so.
fn visit(request: &Request) -> Option<String> {
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
    let from = || tally::source(text(header::REFERER), text(header::HOST));
    counts.then(|| format!("{path}\t{}", from()))
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

impl Cache {
    async fn answer(&self, town: &Arc<Town>, request: Request, next: Next) -> Response {
        let Some(key) = key_of(town, &request) else { return next.run(request).await };
        let asked = Asked::of(&request);
        let kept = self.find(&key);
        let version = Version::now(town);
        let now = town.now();
        if let Some(page) = kept.as_deref().filter(|page| page.is_fresh(version, now)) {
            return page.answer(&asked);
        }
        // Only for pages known to be kept: a page that is never kept must not wait for its like.
        let _turn = match &kept {
            Some(_) => Some(self.line(&key).lock().await),
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

/// The key of a page that may be kept: a plain question of somebody the town does not know.
fn key_of(town: &Arc<Town>, request: &Request) -> Option<Key> {
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
    Some(Key {
        town: Arc::as_ptr(town).addr(),
        language: request.extensions().get::<Language>().copied().unwrap_or_default(),
        path: request.uri().path().to_owned(),
    })
}

impl Cache {
    fn find(&self, key: &Key) -> Option<Arc<Kept>> {
        let pages = self.pages.read().unwrap_or_else(PoisonError::into_inner);
        let page = pages.kept.get(key)?;
        page.use_at(self.turn.fetch_add(1, Ordering::Relaxed));
        Some(Arc::clone(page))
    }

    /// Where those wait who want a page that is being rendered.
    fn line(&self, key: &Key) -> &tokio::sync::Mutex<()> {
        let of = self.lines.hash_one(key) % TURNS as u64;
        &self.rendering[usize::try_from(of).unwrap_or(0)]
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
        page.use_at(self.turn.fetch_add(1, Ordering::Relaxed));
        self.pages.write().unwrap_or_else(PoisonError::into_inner).put(key, &page, now);
        Ok(page)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use bytes::Bytes;

    use super::*;

    #[test]
    fn what_nobody_asks_for_goes_when_the_room_ends() {
        let version = Version { generation: 1, day: Date::constant(2026, 5, 4), siren: 0 };
        let now = Timestamp::UNIX_EPOCH;
        let mut pages = Pages::default();
        let key = |n: u64| Key { town: 1, language: Language::De, path: format!("/{n}") };
        let bytes = Bytes::from(vec![b'x'; PAGE_BYTES_MAX]);
        for n in 0..40 {
            let page = Arc::new(Kept::new(version, now, HeaderMap::new(), bytes.clone()));
            page.use_at(n);
            pages.put(key(n), &page, now);
            // The first page stays in use.
            if let Some(first) = pages.kept.get(&key(0)) {
                first.use_at(n + 1);
            }
            assert!(pages.bytes <= BYTES_MAX);
            assert!(pages.kept.contains_key(&key(n)), "the newest stays");
        }
        assert!(pages.kept.contains_key(&key(0)), "what is asked for stays");
        assert!(!pages.kept.contains_key(&key(1)));
        let weighed: usize = pages.kept.values().map(|page| page.weight()).sum();
        assert_eq!(pages.bytes, weighed);
    }

    #[test]
    fn a_page_made_after_a_save_answers_who_asked_before_it() {
        let old = Version { generation: 1, day: Date::constant(2026, 5, 4), siren: 0 };
        let new = Version { generation: 2, ..old };
        assert!(new.covers(old) && old.covers(old) && !old.covers(new));
        let tomorrow = Version { day: Date::constant(2026, 5, 5), ..old };
        assert!(!tomorrow.covers(old));
    }
}
