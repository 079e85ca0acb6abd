//! A saved page of any site: what is its content, and what stood around it.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{ImportError, OldKind, OldPage};
use crate::html::{Cleaned, Reading, Soup};
use crate::inline::tidy;
use crate::key::Ids;
use crate::link::LinkTarget;

/// Bytes of the largest page read.
pub const PAGE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Bytes at the beginning of a page in which it may name its encoding.
const HEAD_BYTES: usize = 2_048;
/// Links kept of one page.
const LINKS_MAX: usize = 2_000;

/// Bytes as text: by byte order mark, by what the page says, else UTF-8, else Windows-1252, which no
/// bytes contradict.
pub fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]).to_ascii_lowercase();
    let named = head.split("charset=").nth(1).map(|rest| {
        let rest = rest.trim_start_matches(['"', '\'', ' ']);
        rest.split(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c)))
            .next()
            .unwrap_or("")
            .to_owned()
    });
    let encoding = named.and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes()));
    match (encoding, std::str::from_utf8(bytes)) {
        // Many pages name an old encoding and are UTF-8 all the same; text that reads as UTF-8 is.
        (_, Ok(text)) => text.to_owned(),
        (Some(encoding), Err(_)) if encoding != encoding_rs::UTF_8 => {
            encoding.decode(bytes).0.into_owned()
        }
        _ => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

/// HTML of an old site, read.
pub(super) struct ParsedHtml {
    pub cleaned: Cleaned,
    /// Addresses on the old site it links to.
    pub links: Vec<String>,
}

/// Scheme and host of an address.
fn origin(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |at| start + at);
    &url[..end]
}

/// An address relative to another.
fn joined(base: &str, href: &str) -> String {
    let href = href.trim();
    let has_scheme = href.split(['/', '?', '#']).next().is_some_and(|s| s.contains(':'));
    if has_scheme || href.starts_with('#') {
        return href.to_owned();
    }
    if let Some(rest) = href.strip_prefix("//") {
        return format!("https://{rest}");
    }
    let own = origin(base);
    let path = base[own.len()..].split(['?', '#']).next().unwrap_or_default();
    if href.starts_with('/') {
        return normal(own, href);
    }
    if href.starts_with('?') {
        return format!("{own}{path}{href}");
    }
    let folder = path.rfind('/').map_or("/", |at| &path[..=at]);
    normal(own, &format!("{folder}{href}"))
}

/// A path without `.` and `..`.
fn normal(own: &str, path: &str) -> String {
    let (name, rest) = path.find(['?', '#']).map_or((path, ""), |at| path.split_at(at));
    let mut parts: Vec<&str> = Vec::new();
    for part in name.split('/').skip(1) {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    format!("{own}/{}{rest}", parts.join("/"))
}

fn is_same_site(a: &str, b: &str) -> bool {
    let host = |url: &str| {
        let own = origin(url);
        let host = own.split("://").nth(1).unwrap_or(own);
        host.trim_start_matches("www.").to_ascii_lowercase()
    };
    host(a) == host(b)
}

/// The rule for links of an old site: its own become paths, to be redirected; others stay.
fn rule(base: &str) -> impl Fn(&str) -> Option<LinkTarget> + '_ {
    move |href: &str| {
        let whole = joined(base, href);
        if whole.starts_with("http") && is_same_site(&whole, base) {
            let path = &whole[origin(&whole).len()..];
            return LinkTarget::parse(if path.is_empty() { "/" } else { path }).ok();
        }
        LinkTarget::parse(&whole).ok()
    }
}

fn links_of(soup: &Soup, nodes: &[usize], base: &str) -> Vec<String> {
    let mut all = Vec::new();
    for node in nodes {
        soup.find_all(
            *node,
            &|s, n| s.name(n) == "a" && s.attribute(n, "href").is_some(),
            &mut all,
        );
    }
    let mut links: Vec<String> = Vec::new();
    for link in all {
        let whole = joined(base, soup.attribute(link, "href").unwrap_or_default());
        let is_own =
            whole.starts_with('/') || (whole.starts_with("http") && is_same_site(&whole, base));
        if is_own && !links.contains(&whole) && links.len() < LINKS_MAX {
            links.push(whole);
        }
    }
    links
}

/// Reads the HTML of one text of an old site.
pub(super) fn from_html(html: &str, base: &str, ids: &mut dyn Ids) -> ParsedHtml {
    let soup = Soup::of(html);
    let resolve = rule(base);
    let cleaned = Reading::new(&soup, ids, &resolve).read(&[0]);
    ParsedHtml { cleaned, links: links_of(&soup, &[0], base) }
}

/// Parts of a page that are not its content.
fn is_around(soup: &Soup, at: usize) -> bool {
    let name = soup.name(at);
    if matches!(name, "nav" | "footer" | "aside" | "form" | "dialog" | "noscript") {
        return true;
    }
    if name.is_empty() || matches!(name, "html" | "body" | "main" | "article") {
        return false;
    }
    let role = soup.attribute(at, "role").unwrap_or_default();
    if matches!(role, "navigation" | "banner" | "contentinfo" | "search" | "complementary") {
        return true;
    }
    let mut marks = soup.attribute(at, "class").unwrap_or_default().to_ascii_lowercase();
    marks.push(' ');
    marks.push_str(&soup.attribute(at, "id").unwrap_or_default().to_ascii_lowercase());
    marks.push(' ');
    marks.push_str(&soup.attribute(at, "aria-label").unwrap_or_default().to_ascii_lowercase());
    let words = marks.split(|c: char| !c.is_alphanumeric());
    let around = [
        "breadcrumb",
        "breadcrumbs",
        "brotkrumen",
        "cookie",
        "cookies",
        "consent",
        "skip",
        "skiplink",
        "skiplinks",
        "share",
        "sharing",
        "social",
        "teilen",
        "pagination",
        "sidebar",
        "menu",
        "nav",
        "navigation",
        "footer",
        "toolbar",
        "related",
        "comments",
        "kommentare",
        "suche",
        "search",
    ];
    let mut words = words;
    words.any(|w| around.contains(&w)) || (name == "header" && holds(soup, at, "nav"))
}

fn holds(soup: &Soup, at: usize, name: &str) -> bool {
    soup.children(at).iter().any(|c| soup.find(*c, &|s, n| s.name(n) == name).is_some())
}

/// Letters of text below a node that are not in links and not around the content.
fn weight(soup: &Soup, at: usize, memo: &mut Vec<usize>) -> usize {
    let own = if is_around(soup, at) || matches!(soup.name(at), "script" | "style" | "a" | "head") {
        0
    } else if let crate::html::Node::Text(text) = soup.node(at) {
        text.split_whitespace().map(str::len).sum()
    } else {
        soup.children(at).iter().map(|c| weight(soup, *c, memo)).sum()
    };
    if memo.len() <= at {
        memo.resize(at + 1, 0);
    }
    memo[at] = own;
    own
}

/// Of all the text of a page this share must lie in the element taken for its content, in percent.
const SHARE_PERCENT: usize = 70;

/// The element that holds the content: what says so, else the deepest one with nearly all the text.
fn content_of(soup: &Soup) -> usize {
    let is_main =
        |s: &Soup, n: usize| s.name(n) == "main" || s.attribute(n, "role") == Some("main");
    let named = |s: &Soup, n: usize| {
        let id = s.attribute(n, "id").unwrap_or_default().to_ascii_lowercase();
        matches!(
            id.as_str(),
            "content" | "main" | "inhalt" | "hauptinhalt" | "main-content" | "maincontent"
        )
    };
    let mut memo = Vec::new();
    weight(soup, 0, &mut memo);
    let at = |n: usize| memo.get(n).copied().unwrap_or(0);
    let found = soup.find(0, &is_main).or_else(|| soup.find(0, &named));
    if let Some(found) = found.filter(|f| at(*f) > 0) {
        return found;
    }
    let mut articles = Vec::new();
    soup.find_all(0, &|s, n| s.name(n) == "article", &mut articles);
    if let [one] = articles.as_slice() {
        return *one;
    }
    let mut here = 0;
    while let Some(child) = soup
        .children(here)
        .iter()
        .find(|c| at(**c) * 100 >= at(here) * SHARE_PERCENT && at(**c) > 0)
    {
        if matches!(soup.name(*child), "" | "p" | "ul" | "ol" | "table" | "h1") {
            break;
        }
        here = *child;
    }
    here
}

fn meta(soup: &Soup, wanted: &str) -> Option<String> {
    let fits = |s: &Soup, n: usize| {
        s.name(n) == "meta"
            && [s.attribute(n, "name"), s.attribute(n, "property"), s.attribute(n, "itemprop")]
                .iter()
                .any(|v| v.is_some_and(|v| v.eq_ignore_ascii_case(wanted)))
    };
    let found = soup.find(0, &fits)?;
    soup.attribute(found, "content").map(tidy).filter(|t| !t.is_empty())
}

fn date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let day = text.get(..10).and_then(|d| d.parse::<Date>().ok()).or_else(|| {
        let mut parts = text.split('.').map(str::trim);
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        Date::new(year.get(..4)?.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    })?;
    jiff::tz::TimeZone::UTC.to_timestamp(day.at(11, 0, 0, 0)).ok()
}

/// When a page says it was published.
fn published(soup: &Soup, content: usize) -> Option<Timestamp> {
    let said = ["article:published_time", "datepublished", "dc.date", "dcterms.date", "date"];
    said.iter().find_map(|name| date(&meta(soup, name)?)).or_else(|| {
        let time = soup
            .find(content, &|s, n| s.name(n) == "time" && s.attribute(n, "datetime").is_some())?;
        date(soup.attribute(time, "datetime")?)
    })
}

/// Reads a saved page. `url` is the address it had.
///
/// # Errors
/// When it is too large or holds no text.
pub fn read_page(url: &str, bytes: &[u8], ids: &mut dyn Ids) -> Result<OldPage, ImportError> {
    if bytes.len() > PAGE_BYTES_MAX {
        return Err(ImportError::TooMuch { what: "bytes in one page", max: PAGE_BYTES_MAX });
    }
    let soup = Soup::of(&decode(bytes));
    let content = content_of(&soup);
    let element = |name: &'static str| soup.find(0, &|s, n| s.name(n) == name);
    let heading = soup.find(content, &|s, n| s.name(n) == "h1").or_else(|| element("h1"));
    let words = |at: usize| tidy(&soup.text(at));
    let title = heading.map(words).filter(|t| !t.is_empty());
    let title = title.or_else(|| meta(&soup, "og:title")).or_else(|| element("title").map(words));
    let resolve = rule(url);
    let mut reading = Reading::new(&soup, ids, &resolve);
    // The title is a field of its own.
    let passes_over = |s: &Soup, n: usize| n != content && (is_around(s, n) || Some(n) == heading);
    reading.passes_over = &passes_over;
    let cleaned = reading.read(&[content]);
    if cleaned.blocks.is_empty() && title.is_none() {
        return Err(ImportError::NoPage("no text"));
    }
    let canonical =
        soup.find(0, &|s, n| s.name(n) == "link" && s.attribute(n, "rel") == Some("canonical"));
    let canonical = canonical.and_then(|c| soup.attribute(c, "href")).map(|h| joined(url, h));
    let published = published(&soup, content);
    let is_news = meta(&soup, "og:type").is_some_and(|t| t == "article") && published.is_some();
    Ok(OldPage {
        kind: if is_news { OldKind::News } else { OldKind::Page },
        id: url.to_owned(),
        title: title.unwrap_or_default(),
        teaser: meta(&soup, "description")
            .or_else(|| meta(&soup, "og:description"))
            .unwrap_or_default(),
        slug: url.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned(),
        url: canonical.filter(|c| is_same_site(c, url)).unwrap_or_else(|| url.to_owned()),
        published,
        is_public: !meta(&soup, "robots").is_some_and(|r| r.contains("noindex")),
        language: element("html")
            .and_then(|h| soup.attribute(h, "lang"))
            .unwrap_or_default()
            .to_owned(),
        topics: meta(&soup, "keywords")
            .map(|k| k.split(',').map(tidy).filter(|t| !t.is_empty()).take(50).collect())
            .unwrap_or_default(),
        links: links_of(&soup, &[content], url),
        main_image: meta(&soup, "og:image").unwrap_or_default(),
        blocks: cleaned.blocks,
        images: cleaned
            .images
            .into_iter()
            .map(|mut image| {
                if let crate::html::ImageSource::Address(address) = &mut image.source {
                    *address = joined(url, address);
                }
                image
            })
            .collect(),
        dropped: cleaned.dropped,
        ..OldPage::default()
    })
}
