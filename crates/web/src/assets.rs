//! Files of the look: content-hashed, pre-compressed, inside the binary.

/// One file that may be served for ever, because its content hash is part of its address.
#[derive(Debug)]
pub struct Asset {
    /// Name in the sources, such as `site.css`.
    pub name: &'static str,
    /// Address with the content hash, such as `/assets/site.3fa2….css`.
    pub url: &'static str,
    /// MIME type, with the character set for text.
    pub mime: &'static str,
    /// The bytes as they are.
    pub bytes: &'static [u8],
    /// Compressed with brotli (quality 11); `None` where the format is compressed already.
    pub br: Option<&'static [u8]>,
    /// Compressed with gzip (level 9); `None` where the format is compressed already.
    pub gz: Option<&'static [u8]>,
    /// Strong entity tag of the plain bytes, with its quotes.
    pub etag: &'static str,
}

impl Asset {
    /// The best form for a request's `Accept-Encoding` header: bytes and content encoding.
    pub fn for_encoding(&self, accept: &str) -> (&'static [u8], Option<&'static str>) {
        let accepts = |name: &str| {
            accept.split(',').map(str::trim).any(|part| {
                let mut pieces = part.split(';').map(str::trim);
                pieces.next() == Some(name) && !pieces.any(|q| matches!(q, "q=0" | "q=0.0"))
            })
        };
        match (self.br, self.gz) {
            (Some(br), _) if accepts("br") => (br, Some("br")),
            (_, Some(gz)) if accepts("gzip") => (gz, Some("gzip")),
            _ => (self.bytes, None),
        }
    }
}

/// Every asset of the house.
pub static ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// How long browsers may keep an asset: one year, without asking again.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// The address of an asset by its name in the sources.
///
/// # Panics
/// When there is no asset of that name: a spelling mistake in our own code, found by any test that
/// renders the page.
#[track_caller]
pub fn asset(name: &str) -> &'static str {
    match ASSETS.iter().find(|asset| asset.name == name) {
        Some(asset) => asset.url,
        None => panic!("there is no asset called {name}"),
    }
}

/// The asset behind a request path such as `/assets/site.3fa2….css`.
pub fn find(url_path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.url == url_path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_it_names_and_nothing_else() {
        let css = find(asset("site.css")).unwrap();
        assert_eq!(css.mime, "text/css; charset=utf-8");
        assert!(css.bytes.len() > 10_000);
        assert!(find("/assets/../Cargo.toml").is_none());
    }

    #[test]
    fn chooses_the_encoding_the_browser_knows() {
        let css = find(asset("site.css")).unwrap();
        assert_eq!(css.for_encoding("gzip, deflate, br").1, Some("br"));
        assert_eq!(css.for_encoding("gzip;q=1.0, br;q=0").1, Some("gzip"));
        assert_eq!(css.for_encoding("identity").1, None);
        assert_eq!(css.for_encoding("").0.len(), css.bytes.len());
    }

    #[test]
    fn links_the_fonts_by_their_hashed_addresses() {
        let css = std::str::from_utf8(find(asset("site.css")).unwrap().bytes).unwrap();
        assert!(css.contains(asset("fira-sans-latin-400-normal.woff2")));
    }
}
