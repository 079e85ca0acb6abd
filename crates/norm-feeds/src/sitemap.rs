//! Site maps (sitemaps.org) with languages, robots.txt (RFC 9309), security.txt (RFC 9116) and
//! `OpenSearch`.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::xml::{Xml, sound};

/// Addresses in one file.
pub const ADDRESSES_MAX: usize = 50_000;
/// Bytes of one file.
pub const BYTES_MAX: usize = 50 * 1024 * 1024;
/// Characters of the longest address.
pub const ADDRESS_CHARS_MAX: usize = 2_048;

/// A page in the site map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its address, absolute.
    pub url: String,
    /// When it last really changed.
    pub changed: Option<Date>,
    /// The same page in other languages, itself included: language (or `x-default`) and address.
    pub languages: Vec<(String, String)>,
}

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

fn entry(xml: &mut Xml, page: &Page) {
    xml.element("url", &[], |xml| {
        xml.text("loc", &[], &page.url);
        if let Some(day) = page.changed {
            xml.text("lastmod", &[], &day.to_string());
        }
        for (language, url) in &page.languages {
            let all =
                [("rel", "alternate"), ("hreflang", language.as_str()), ("href", url.as_str())];
            xml.empty("xhtml:link", &all);
        }
    });
}

/// Bytes an entry takes at most: every character may become an entity.
fn weight(page: &Page) -> usize {
    let link = |url: &str| 6 * url.len() + 120;
    link(&page.url) + page.languages.iter().map(|(l, u)| link(u) + l.len()).sum::<usize>()
}

/// The files of a site map, each within the limits of number and size; pages with addresses longer
/// than allowed are left out.
pub fn sitemaps(pages: &[Page]) -> Vec<String> {
    let mut files: Vec<Vec<&Page>> = Vec::new();
    let mut bytes = BYTES_MAX;
    for page in pages.iter().filter(|p| p.url.chars().count() <= ADDRESS_CHARS_MAX) {
        let is_full = files.last().is_none_or(|f| f.len() >= ADDRESSES_MAX);
        if is_full || bytes + weight(page) > BYTES_MAX {
            files.push(Vec::new());
            bytes = 1_024;
        }
        bytes += weight(page);
        if let Some(file) = files.last_mut() {
            file.push(page);
        }
    }
    if files.is_empty() {
        files.push(Vec::new());
    }
    files.iter().map(|file| sitemap(file)).collect()
}

fn sitemap(pages: &[&Page]) -> String {
    let mut xml = Xml::new();
    let root = [("xmlns", NAMESPACE), ("xmlns:xhtml", "http://www.w3.org/1999/xhtml")];
    xml.element("urlset", &root, |xml| {
        for page in pages {
            entry(xml, page);
        }
    });
    xml.finish()
}

/// The index of several files: address and day of the last change.
pub fn sitemap_index(files: &[(String, Option<Date>)]) -> String {
    let mut xml = Xml::new();
    xml.element("sitemapindex", &[("xmlns", NAMESPACE)], |xml| {
        for (url, changed) in files.iter().take(ADDRESSES_MAX) {
            xml.element("sitemap", &[], |xml| {
                xml.text("loc", &[], url);
                if let Some(day) = changed {
                    xml.text("lastmod", &[], &day.to_string());
                }
            });
        }
    });
    xml.finish()
}

/// One line, whatever is in it.
fn line(text: &str) -> String {
    sound(text).replace(['\r', '\n'], " ").trim().to_owned()
}

/// What search engines should leave alone, and where the site maps are.
pub fn robots(disallowed: &[&str], allowed: &[&str], sitemaps: &[&str]) -> String {
    let mut text = String::from("User-agent: *\n");
    for (word, paths) in [("Allow", allowed), ("Disallow", disallowed)] {
        for path in paths {
            // A hash would begin a comment.
            text.extend([word, ": ", &line(path).replace('#', "%23"), "\n"]);
        }
    }
    if disallowed.is_empty() && allowed.is_empty() {
        text.push_str("Disallow:\n");
    }
    for url in sitemaps {
        text.extend(["\nSitemap: ", &line(url), "\n"]);
    }
    text
}

/// Where to report security holes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityContact {
    /// Ways to report, the best one first: `mailto:`, `https:` or `tel:` URIs.
    pub contacts: Vec<String>,
    /// Until when this holds; at most a year ahead.
    pub expires: Timestamp,
    /// Languages understood.
    pub languages: Vec<String>,
    /// The address of this file.
    pub canonical: Vec<String>,
    /// Keys for encryption.
    pub encryption: Vec<String>,
    /// The policy for those who report.
    pub policy: Vec<String>,
    /// Advisories in CSAF: address of the provider's metadata.
    pub csaf: Vec<String>,
}

impl SecurityContact {
    /// As text; none if no way to report is named, which the standard demands.
    pub fn text(&self) -> Option<String> {
        if self.contacts.iter().all(|c| line(c).is_empty()) {
            return None;
        }
        let mut text = String::new();
        let mut put = |name: &str, values: &[String]| {
            for value in values.iter().map(|v| line(v)).filter(|v| !v.is_empty()) {
                text.extend([name, ": ", &value, "\n"]);
            }
        };
        put("Contact", &self.contacts);
        put("Expires", &[self.expires.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()]);
        put("Encryption", &self.encryption);
        if !self.languages.is_empty() {
            put("Preferred-Languages", &[self.languages.join(", ")]);
        }
        put("Canonical", &self.canonical);
        put("Policy", &self.policy);
        put("CSAF", &self.csaf);
        Some(text)
    }
}

/// How browsers search this site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// A short name, at most 16 characters are kept.
    pub name: String,
    /// What is searched.
    pub description: String,
    /// The language of the results.
    pub language: String,
    /// The address of the results with `{searchTerms}` in it.
    pub results_url: String,
    /// The address of the suggestions with `{searchTerms}` in it; empty if there are none.
    pub suggestions_url: String,
    /// A picture of 16 by 16.
    pub icon_url: String,
}

/// Characters of the name of a search.
const SEARCH_NAME_MAX: usize = 16;

impl Search {
    /// As `OpenSearch` description 1.1.
    pub fn xml(&self) -> String {
        let mut xml = Xml::new();
        let root = [("xmlns", "http://a9.com/-/spec/opensearch/1.1/")];
        xml.element("OpenSearchDescription", &root, |xml| {
            let name: String = self.name.chars().take(SEARCH_NAME_MAX).collect();
            xml.text("ShortName", &[], &name);
            xml.text("Description", &[], &self.description);
            xml.text("InputEncoding", &[], "UTF-8");
            xml.text_if("Language", &self.language);
            if !self.icon_url.is_empty() {
                xml.text("Image", &[("width", "16"), ("height", "16")], &self.icon_url);
            }
            xml.empty("Url", &[("type", "text/html"), ("template", &self.results_url)]);
            if !self.suggestions_url.is_empty() {
                let kind = "application/x-suggestions+json";
                xml.empty("Url", &[("type", kind), ("template", &self.suggestions_url)]);
            }
        });
        xml.finish()
    }
}

/// Suggestions while somebody types: words, what they are, where they lead.
pub fn suggestions(typed: &str, found: &[(String, String, String)]) -> Value {
    let column = |at: fn(&(String, String, String)) -> &String| -> Vec<&String> {
        found.iter().map(at).collect()
    };
    json!([typed, column(|f| &f.0), column(|f| &f.1), column(|f| &f.2)])
}
