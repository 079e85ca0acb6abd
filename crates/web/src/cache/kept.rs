//! One page, ready to send in the encoding a browser reads.

use std::io::Write as _;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::Version;

/// How old a page in memory may be at most: opening hours, embargoes and other processes change
/// what is true without a write of this one.
pub const FRESH: SignedDuration = SignedDuration::from_secs(30);
/// Effort of brotli, 0 to 11: more costs milliseconds per page and saves a few bytes.
const BROTLI_EFFORT: u32 = 5;
/// Window of brotli as a power of two: a page fits.
const BROTLI_WINDOW: u32 = 18;
/// Effort of gzip, 0 to 9.
const GZIP_EFFORT: u32 = 6;
/// What the packed forms of a page add to its bytes, as one part of so many.
const PACKED_SHARE: usize = 3;

/// The mark of an answer that a browser has the page already.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownPage;

/// A page ready to send.
pub(super) struct Kept {
    pub version: Version,
    pub made_at: Timestamp,
    headers: HeaderMap,
    digest: String,
    plain: Form,
    /// Packed when somebody first asks for it: most pages are read by one kind of browser.
    brotli: OnceLock<Form>,
    gzip: OnceLock<Form>,
    /// When it was last asked for, as a number that grows with every answer.
    used: AtomicU64,
}

/// The bytes in one encoding, with the headers that go with them.
struct Form {
    bytes: Bytes,
    etag: HeaderValue,
    headers: HeaderMap,
}

/// What the caller reads and has.
pub(super) struct Asked {
    pub brotli: bool,
    pub gzip: bool,
    pub known: Option<HeaderValue>,
    /// What the caller has is of this instant, as we told it.
    pub since: Option<HeaderValue>,
}

impl Asked {
    pub(super) fn of(request: &Request) -> Self {
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

impl Kept {
    pub(super) fn new(
        version: Version,
        made_at: Timestamp,
        mut headers: HeaderMap,
        bytes: Bytes,
    ) -> Self {
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers.remove(header::CONTENT_LENGTH);
        let digest = hex::encode(&Sha256::digest(&bytes)[..12]);
        Self {
            version,
            made_at,
            plain: Form::new(&headers, &digest, bytes, None),
            headers,
            digest,
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
            used: AtomicU64::new(0),
        }
    }

    pub(super) fn is_fresh(&self, version: Version, now: Timestamp) -> bool {
        self.version.covers(version) && now.duration_since(self.made_at) < FRESH
    }

    /// About how many bytes it takes in memory.
    pub(super) fn weight(&self) -> usize {
        self.plain.bytes.len() + self.plain.bytes.len() / PACKED_SHARE
    }

    /// Remembers that it was asked for.
    pub(super) fn use_at(&self, turn: u64) {
        self.used.store(turn, Ordering::Relaxed);
    }

    /// When it was last asked for.
    pub(super) fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }

    fn form(&self, asked: &Asked) -> &Form {
        let packed = |pack: fn(&[u8]) -> Bytes, name| {
            Form::new(&self.headers, &self.digest, pack(&self.plain.bytes), Some(name))
        };
        match asked {
            Asked { brotli: true, .. } => self.brotli.get_or_init(|| packed(brotli, "br")),
            Asked { gzip: true, .. } => self.gzip.get_or_init(|| packed(gzip, "gzip")),
            _ => &self.plain,
        }
    }

    pub(super) fn answer(&self, asked: &Asked) -> Response {
        let form = self.form(asked);
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
        *response.headers_mut() = form.headers.clone();
        if is_known {
            let headers = response.headers_mut();
            headers.remove(header::CONTENT_ENCODING);
            let kind = headers.remove(header::CONTENT_TYPE);
            let is_page = kind.is_some_and(|k| k.as_bytes().starts_with(b"text/html"));
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            if is_page {
                response.extensions_mut().insert(KnownPage);
            }
        }
        response
    }
}

impl Form {
    fn new(common: &HeaderMap, digest: &str, bytes: Bytes, encoding: Option<&'static str>) -> Self {
        let mark = encoding.map_or_else(String::new, |name| format!("-{name}"));
        let etag = HeaderValue::from_str(&format!("\"{digest}{mark}\""))
            .unwrap_or(HeaderValue::from_static("\"\""));
        let mut headers = common.clone();
        headers.insert(header::ETAG, etag.clone());
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        Self { bytes, etag, headers }
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
    use jiff::civil::Date;

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
        let mut reader =
            brotli::Decompressor::new(&page.form(&asked(true, true, None)).bytes[..], 4_096);
        std::io::Read::read_to_end(&mut reader, &mut plain).unwrap();
        assert_eq!(plain, html.as_bytes());
        plain.clear();
        let mut reader =
            flate2::read::GzDecoder::new(&page.form(&asked(false, true, None)).bytes[..]);
        std::io::Read::read_to_end(&mut reader, &mut plain).unwrap();
        assert_eq!(plain, html.as_bytes());
        let tag = |brotli, gzip| page.form(&asked(brotli, gzip, None)).etag.clone();
        assert!(tag(false, false) != tag(true, true) && tag(true, true) != tag(false, true));
        let answer = page.answer(&asked(true, true, None));
        assert_eq!(answer.headers()[header::CONTENT_ENCODING], "br");
        assert_eq!(answer.headers()[header::VARY], "accept-encoding");
    }

    #[test]
    fn a_known_page_is_not_sent_again() {
        let page = page("<p>Rathaus</p>");
        let known = page.form(&asked(false, true, None)).etag.clone();
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
