//! Where people go after signing in: only to pages of this house.

use kernel::Town;
use kernel::routes::Guard;

/// Longest path that is remembered, in bytes.
const PATH_BYTES_MAX: usize = 500;

/// A path of this house as it may stand in `?zurueck=`; nothing for anything else. `//host`,
/// `/\host`, control characters and whole addresses lead elsewhere in some browser.
pub fn local(path: &str) -> Option<&str> {
    let second = path.as_bytes().get(1).copied();
    let is_local = path.starts_with('/')
        && !matches!(second, Some(b'/' | b'\\'))
        && path.len() <= PATH_BYTES_MAX
        && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\' && b != b'"' && b != b'<');
    is_local.then_some(path)
}

/// The path in the query `zurueck=` of an address; nothing unless it is one of this house.
pub fn from_query(query: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix("zurueck="))?;
    let text = percent_encoding::percent_decode_str(value).decode_utf8().ok()?;
    local(&text).map(str::to_owned)
}

/// The page a path belongs to: itself if it is a page, else the nearest one above it, so that
/// somebody who was sent away from a form returns to the page that shows it.
pub fn page_of(town: &Town, path: &str) -> Option<String> {
    let path = local(path)?;
    let (path, query) = path.split_once('?').map_or((path, None), |(p, q)| (p, Some(q)));
    let (prefix, bare) = match path.strip_prefix("/en") {
        Some(rest) if rest.starts_with('/') => ("/en", rest),
        _ => ("", path),
    };
    let mut bare = bare.trim_end_matches('/');
    let mut is_itself = true;
    while !bare.is_empty() {
        if is_page(town, bare) {
            let query = query.filter(|_| is_itself).map(|q| format!("?{q}")).unwrap_or_default();
            return Some(format!("{prefix}{bare}{query}"));
        }
        is_itself = false;
        bare = bare.rsplit_once('/').map_or("", |(above, _)| above);
    }
    None
}

fn is_page(town: &Town, path: &str) -> bool {
    let mut routes = town.house().modules().iter().flat_map(|m| m.routes.iter());
    routes.any(|r| r.guard == Guard::Read && fits(r.path, path))
}

fn fits(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('/'), path.split('/'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(p), Some(q)) if p == q || (p.starts_with('{') && !q.is_empty()) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_house_are_followed() {
        for good in ["/", "/konto", "/vorgaenge/1?tab=log", "/en/konto", "/a?u=https://x.example/"]
        {
            assert_eq!(local(good), Some(good));
        }
        let long = format!("/{}", "a".repeat(PATH_BYTES_MAX));
        for bad in [
            "",
            "konto",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nX: y",
            "\\\\evil",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/a\\b",
            "/ä",
            " /konto",
            &long,
        ] {
            assert_eq!(local(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn patterns_fit_whole_paths() {
        assert!(fits("/verwaltung/personen/{id}", "/verwaltung/personen/7"));
        assert!(!fits("/verwaltung/personen/{id}", "/verwaltung/personen"));
        assert!(!fits("/verwaltung/personen/{id}", "/verwaltung/personen/"));
        assert!(!fits("/verwaltung/personen", "/verwaltung/personen/7"));
    }
}
