//! The public addresses of media: only what something public uses is there for everybody. Bytes
//! come from memory where they were asked for before; films are read in parts.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use content::Key;
use futures_util::stream;
use jiff::{SignedDuration, Timestamp};
use kernel::media::{self, Media, MediaState, Rendition};
use kernel::{AppError, Ctx, Town};

use crate::store::{self, Part};

/// Bytes kept in memory, over all towns of the process.
const MEMORY_BYTES_MAX: usize = 64 * 1024 * 1024;
/// How long a decision about a medium holds without a write of this process: another one may have
/// withdrawn it.
const DECISION_LIFE: SignedDuration = SignedDuration::from_secs(5);
/// Decisions kept at most.
const DECISIONS_MAX: usize = 4_000;
/// The name carries the digest: what lies there never changes.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// A drawing may style itself and do nothing else.
const DRAWING_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");

/// What is kept in memory.
#[derive(Default)]
pub struct Shelf {
    bytes: Mutex<Kept>,
    decisions: Mutex<HashMap<(usize, Key), Arc<Decision>>>,
}

#[derive(Default)]
struct Kept {
    files: HashMap<(usize, String), (Bytes, u64)>,
    total: usize,
    /// Counts uses: the file used longest ago goes first.
    tick: u64,
}

/// What is known of a medium, at a moment.
struct Decision {
    generation: u64,
    made_at: Timestamp,
    media: Option<Media>,
    is_public: bool,
}

fn address(town: &Arc<Town>) -> usize {
    Arc::as_ptr(town).addr()
}

impl Shelf {
    fn find(&self, key: &(usize, String)) -> Option<Bytes> {
        let mut kept = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        kept.tick += 1;
        let now = kept.tick;
        let (bytes, used) = kept.files.get_mut(key)?;
        *used = now;
        Some(bytes.clone())
    }

    fn keep(&self, key: (usize, String), bytes: &Bytes) {
        let mut kept = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        kept.tick += 1;
        let now = kept.tick;
        if kept.files.insert(key, (bytes.clone(), now)).is_none() {
            kept.total += bytes.len();
        }
        while kept.total > MEMORY_BYTES_MAX {
            let oldest =
                kept.files.iter().min_by_key(|(_, (_, used))| *used).map(|(k, _)| k.clone());
            let Some(gone) = oldest.and_then(|oldest| kept.files.remove(&oldest)) else { break };
            kept.total -= gone.0.len();
        }
    }

    /// The bytes of a digest.
    async fn bytes(&self, town: &Arc<Town>, digest: &str) -> Result<Bytes, AppError> {
        let key = (address(town), digest.to_owned());
        if let Some(found) = self.find(&key) {
            return Ok(found);
        }
        let inside = Arc::clone(town);
        let digest = digest.to_owned();
        let read = tokio::task::spawn_blocking(move || inside.files().read(&digest));
        let bytes = Bytes::from(read.await.map_err(AppError::internal)??);
        self.keep(key, &bytes);
        Ok(bytes)
    }

    async fn decide(&self, town: &Arc<Town>, id: Key) -> Result<Arc<Decision>, AppError> {
        let key = (address(town), id.clone());
        let (generation, now) = (town.db().generation(), town.now());
        let is_fresh = |d: &Decision| {
            d.generation == generation && now.duration_since(d.made_at) < DECISION_LIFE
        };
        let known = {
            let all = self.decisions.lock().unwrap_or_else(PoisonError::into_inner);
            all.get(&key).filter(|d| is_fresh(d)).cloned()
        };
        if let Some(known) = known {
            return Ok(known);
        }
        let (media, is_public) =
            town.read(move |db| Ok((media::find(db, &id)?, media::is_public(db, &id)?))).await?;
        let decision = Arc::new(Decision { generation, made_at: now, media, is_public });
        let mut all = self.decisions.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= DECISIONS_MAX {
            all.clear();
        }
        all.insert(key, Arc::clone(&decision));
        Ok(decision)
    }
}

/// Serves a size of a medium.
pub async fn serve(
    shelf: Arc<Shelf>,
    ctx: Ctx,
    Path((id, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let id = Key::parse(&id).map_err(|_| AppError::NotFound)?;
    let decision = shelf.decide(&ctx.town, id).await?;
    let media = decision.media.as_ref().ok_or(AppError::NotFound)?;
    let cache = admit(&ctx, media, decision.is_public)?;
    let Some(rendition) = media.renditions.iter().find(|r| r.name == name) else {
        return elsewhere(media, &name);
    };
    let tag = HeaderValue::from_str(&format!("\"{}\"", &rendition.sha256[..24]))
        .map_err(AppError::internal)?;
    let is_known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|list| list.split(',').any(|t| t.trim().trim_start_matches("W/") == tag));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let range = headers
            .get(header::RANGE)
            .filter(|_| headers.get(header::IF_RANGE).is_none_or(|condition| *condition == tag));
        body(&shelf, &ctx.town, media, rendition, range).await?
    };
    let out = response.headers_mut();
    out.insert(header::ETAG, tag);
    if let Some(cache) = cache {
        out.insert(header::CACHE_CONTROL, cache);
    }
    if rendition.mime == "image/svg+xml" {
        out.insert(header::CONTENT_SECURITY_POLICY, DRAWING_POLICY);
    }
    Ok(response)
}

/// Whether the caller may see it, and how long it may be kept outside; none for staff.
fn admit(ctx: &Ctx, media: &Media, is_public: bool) -> Result<Option<HeaderValue>, AppError> {
    if ctx.actor.is_staff() {
        let is_open = media.state != MediaState::Blocked || ctx.actor.may(crate::EDIT);
        return if is_open { Ok(None) } else { Err(AppError::Gone) };
    }
    let over = media.usable_until.is_some_and(|end| end <= ctx.now());
    if is_public && (media.state == MediaState::Blocked || over) {
        return Err(AppError::Gone);
    }
    if is_public && media.state == MediaState::Usable {
        return Ok(Some(IMMUTABLE));
    }
    let value = |name: &str| {
        let mut pairs = ctx.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map_or("", |(_, value)| value)
    };
    let is_preview = media.state != MediaState::Blocked
        && media::is_preview(&ctx.town, &media.id, value("bis"), value("schluessel"));
    if is_preview {
        Ok(Some(HeaderValue::from_static("private, no-store")))
    } else {
        Err(AppError::NotFound)
    }
}

/// A name without digest, or with the digest of an earlier file, leads to today's.
fn elsewhere(media: &Media, name: &str) -> Result<Response, AppError> {
    let (stem, ending) = name.rsplit_once('.').ok_or(AppError::NotFound)?;
    let is_same = |r: &&Rendition| {
        let Some((other, other_ending)) = r.name.rsplit_once('.') else { return false };
        let Some((shape, digest)) = other.rsplit_once('-') else { return false };
        let is_shape = stem == shape
            || stem.rsplit_once('-').is_some_and(|(s, d)| s == shape && d.len() == digest.len());
        other_ending == ending && is_shape
    };
    let found = media.renditions.iter().find(is_same).ok_or(AppError::NotFound)?;
    let location = HeaderValue::from_str(&media.path(found)).map_err(AppError::internal)?;
    Ok((StatusCode::FOUND, [(header::LOCATION, location)]).into_response())
}

/// The first and last byte asked for, or that they lie nowhere.
fn range_of(text: &str, size: u64) -> Option<Result<(u64, u64), ()>> {
    let (from, until) = text.strip_prefix("bytes=")?.split_once('-')?;
    if until.contains(',') || size == 0 {
        return None;
    }
    let span = match (from.parse::<u64>(), until.parse::<u64>()) {
        (Ok(from), Ok(until)) => (from, until.min(size - 1)),
        (Ok(from), Err(_)) if until.is_empty() => (from, size - 1),
        (Err(_), Ok(last)) if from.is_empty() => (size.saturating_sub(last), size - 1),
        _ => return None,
    };
    Some(if span.0 <= span.1 && span.0 < size { Ok(span) } else { Err(()) })
}

async fn body(
    shelf: &Arc<Shelf>,
    town: &Arc<Town>,
    media: &Media,
    rendition: &Rendition,
    range: Option<&HeaderValue>,
) -> Result<Response, AppError> {
    let size = rendition.bytes;
    let asked = range.and_then(|r| r.to_str().ok()).and_then(|r| range_of(r, size));
    let (status, span) = match asked {
        None => (StatusCode::OK, (0, size.saturating_sub(1))),
        Some(Ok(span)) => (StatusCode::PARTIAL_CONTENT, span),
        Some(Err(())) => {
            let whole =
                HeaderValue::from_str(&format!("bytes */{size}")).map_err(AppError::internal)?;
            let head = [(header::CONTENT_RANGE, whole)];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, head).into_response());
        }
    };
    let (id, sha256) = (media.id.clone(), rendition.sha256.clone());
    // Only long files lie in parts.
    let mut parts = if media.kind == "image" && rendition.mime != "image/svg+xml" {
        Vec::new()
    } else {
        town.read(move |db| store::parts(db, &id, &sha256)).await?
    };
    if parts.is_empty() {
        parts.push(Part { digest: rendition.sha256.clone(), size });
    }
    let content = pieces(shelf, town, parts, span).await?;
    let mut response = (status, content).into_response();
    let out = response.headers_mut();
    let number = |n: u64| HeaderValue::from_str(&n.to_string()).map_err(AppError::internal);
    let mime =
        if rendition.mime == "text/vtt" { "text/vtt; charset=utf-8" } else { &rendition.mime };
    out.insert(header::CONTENT_TYPE, HeaderValue::from_str(mime).map_err(AppError::internal)?);
    out.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    out.insert(header::CONTENT_LENGTH, number(if size == 0 { 0 } else { span.1 - span.0 + 1 })?);
    if status == StatusCode::PARTIAL_CONTENT {
        let text = format!("bytes {}-{}/{size}", span.0, span.1);
        out.insert(
            header::CONTENT_RANGE,
            HeaderValue::from_str(&text).map_err(AppError::internal)?,
        );
    }
    if media.kind == "document" {
        let text = format!("inline; filename=\"{}\"", file_name(&media.title, &rendition.name));
        out.insert(
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&text).map_err(AppError::internal)?,
        );
    }
    Ok(response)
}

/// The title as the name of a file, in letters every system reads.
fn file_name(title: &str, rendition: &str) -> String {
    let folded = kernel::search::fold(title);
    let plain: String =
        folded.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(60).collect();
    let plain = plain.split('-').filter(|p| !p.is_empty()).collect::<Vec<_>>().join("-");
    let ending = rendition.rsplit_once('.').map_or("bin", |(_, ending)| ending);
    format!("{}.{ending}", if plain.is_empty() { "dokument" } else { &plain })
}

/// The bytes of a span: the first part at once, the others as they are read.
async fn pieces(
    shelf: &Arc<Shelf>,
    town: &Arc<Town>,
    parts: Vec<Part>,
    (first, last): (u64, u64),
) -> Result<Body, AppError> {
    let mut wanted = Vec::new();
    let mut start = 0u64;
    for part in parts {
        let end = start + part.size;
        if start <= last && first < end {
            let from = usize::try_from(first.max(start) - start).map_err(AppError::internal)?;
            let until = usize::try_from((last + 1).min(end) - start).map_err(AppError::internal)?;
            wanted.push((part.digest, from, until));
        }
        start = end;
    }
    let mut wanted = wanted.into_iter();
    let Some((digest, from, until)) = wanted.next() else { return Ok(Body::empty()) };
    let bytes = shelf.bytes(town, &digest).await?;
    let head = bytes.slice(from.min(bytes.len())..until.min(bytes.len()));
    if wanted.len() == 0 {
        return Ok(Body::from(head));
    }
    let state = (Arc::clone(shelf), Arc::clone(town), wanted);
    let rest = stream::unfold(state, |(shelf, town, mut wanted)| async move {
        let (digest, from, until) = wanted.next()?;
        let read = shelf.bytes(&town, &digest).await;
        let piece = read
            .map(|bytes| bytes.slice(from.min(bytes.len())..until.min(bytes.len())))
            .map_err(std::io::Error::other);
        Some((piece, (shelf, town, wanted)))
    });
    let head = stream::once(async move { Ok::<Bytes, std::io::Error>(head) });
    Ok(Body::from_stream(futures_util::StreamExt::chain(head, rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_as_the_standard_says() {
        assert_eq!(range_of("bytes=0-9", 100), Some(Ok((0, 9))));
        assert_eq!(range_of("bytes=90-", 100), Some(Ok((90, 99))));
        assert_eq!(range_of("bytes=-10", 100), Some(Ok((90, 99))));
        assert_eq!(range_of("bytes=-1000", 100), Some(Ok((0, 99))));
        assert_eq!(range_of("bytes=5-1000", 100), Some(Ok((5, 99))));
        assert_eq!(range_of("bytes=100-", 100), Some(Err(())));
        assert_eq!(range_of("bytes=9-5", 100), Some(Err(())));
        for text in ["bytes=0-1,5-6", "items=0-1", "bytes=a-b", "bytes=-", ""] {
            assert_eq!(range_of(text, 100), None, "{text}");
        }
    }

    #[test]
    fn memory_is_bounded_and_the_oldest_goes_first() {
        let shelf = Shelf::default();
        let piece = Bytes::from(vec![0; MEMORY_BYTES_MAX / 4]);
        for name in ["a", "b", "c", "d"] {
            shelf.keep((1, name.into()), &piece);
        }
        assert!(shelf.find(&(1, "a".into())).is_some());
        shelf.keep((1, "e".into()), &piece);
        assert!(shelf.find(&(1, "b".into())).is_none(), "used longest ago");
        assert!(shelf.find(&(1, "a".into())).is_some());
        assert!(shelf.find(&(2, "a".into())).is_none(), "another town");
    }
}
