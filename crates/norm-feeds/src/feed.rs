//! Feeds: one value, written as Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::xml::Xml;

/// Entries of the longest feed that should be written.
pub const ENTRIES_MAX: usize = 200;

/// A feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// Its lasting id: a `tag:` URI or its own address.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it holds, in a sentence.
    pub description: String,
    /// The language of its entries, as in BCP 47.
    pub language: String,
    /// Its own address.
    pub own_url: String,
    /// The page that shows the same to people.
    pub page_url: String,
    /// A picture for readers, square.
    pub icon_url: String,
    /// Who publishes it.
    pub author: String,
    /// Where subscribers can be told of news (`WebSub`).
    pub hub_url: String,
    /// The entries, newest first.
    pub entries: Vec<Entry>,
}

/// An entry of a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its lasting id: a URN or `tag:` URI; the same after corrections.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its page.
    pub url: String,
    /// A summary, plain.
    pub summary: String,
    /// The whole as HTML, if it is offered.
    pub html: String,
    /// The whole as plain text, if it is offered.
    pub text: String,
    /// The language, if it is another than the feed's.
    pub language: String,
    /// When it was published.
    pub published: Timestamp,
    /// When it was last really changed.
    pub updated: Timestamp,
    /// What it is about.
    pub categories: Vec<String>,
    /// Who wrote it, if it is somebody else than the feed's author.
    pub author: String,
    /// Pictures, recordings, files.
    pub enclosures: Vec<Enclosure>,
}

/// A file that belongs to an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enclosure {
    /// Its address.
    pub url: String,
    /// Its kind, such as `image/webp`.
    pub media_type: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// What it is called or shows.
    pub title: String,
}

/// The instant as RFC 822 wants it, with four digits of the year.
fn rfc822(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// The instant as RFC 3339 wants it, in whole seconds.
fn rfc3339(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl Feed {
    /// When the newest entry changed; the beginning of time for an empty feed.
    pub fn updated(&self) -> Timestamp {
        self.entries.iter().map(|e| e.updated.max(e.published)).max().unwrap_or_default()
    }

    /// As Atom.
    pub fn atom(&self) -> String {
        let mut xml = Xml::new();
        let root = [("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", self.language.as_str())];
        let used = if self.language.is_empty() { &root[..1] } else { &root[..] };
        xml.element("feed", used, |xml| {
            xml.text("id", &[], &self.id);
            xml.text("title", &[], &self.title);
            xml.text_if("subtitle", &self.description);
            xml.text("updated", &[], &rfc3339(self.updated()));
            link(xml, "self", "application/atom+xml", &self.own_url);
            link(xml, "alternate", "text/html", &self.page_url);
            if !self.hub_url.is_empty() {
                xml.empty("link", &[("rel", "hub"), ("href", &self.hub_url)]);
            }
            xml.text_if("icon", &self.icon_url);
            // An entry without author needs one here.
            xml.element("author", &[], |xml| xml.text("name", &[], &self.author));
            for entry in &self.entries {
                entry.atom(xml);
            }
        });
        xml.finish()
    }

    /// As RSS 2.0.
    pub fn rss(&self) -> String {
        let mut xml = Xml::new();
        let root = [
            ("version", "2.0"),
            ("xmlns:atom", "http://www.w3.org/2005/Atom"),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
            ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
        ];
        xml.element("rss", &root, |xml| {
            xml.element("channel", &[], |xml| {
                xml.text("title", &[], &self.title);
                xml.text("link", &[], &self.page_url);
                let description =
                    if self.description.is_empty() { &self.title } else { &self.description };
                xml.text("description", &[], description);
                xml.text_if("language", &self.language);
                xml.text("lastBuildDate", &[], &rfc822(self.updated()));
                let own = [
                    ("rel", "self"),
                    ("type", "application/rss+xml"),
                    ("href", self.own_url.as_str()),
                ];
                xml.empty("atom:link", &own);
                if !self.hub_url.is_empty() {
                    xml.empty("atom:link", &[("rel", "hub"), ("href", &self.hub_url)]);
                }
                for entry in &self.entries {
                    entry.rss(xml, &self.author);
                }
            });
        });
        xml.finish()
    }

    /// As JSON Feed 1.1.
    pub fn json(&self) -> Value {
        let mut feed = Map::new();
        let mut put = |name: &str, value: &str| {
            if !value.is_empty() {
                feed.insert(name.to_owned(), value.into());
            }
        };
        put("version", "https://jsonfeed.org/version/1.1");
        put("title", if self.title.is_empty() { "–" } else { &self.title });
        put("home_page_url", &self.page_url);
        put("feed_url", &self.own_url);
        put("description", &self.description);
        put("icon", &self.icon_url);
        put("language", &self.language);
        if !self.author.is_empty() {
            feed.insert("authors".into(), json!([{ "name": self.author }]));
        }
        if !self.hub_url.is_empty() {
            feed.insert("hubs".into(), json!([{ "type": "WebSub", "url": self.hub_url }]));
        }
        let items: Vec<Value> = self.entries.iter().map(Entry::json).collect();
        feed.insert("items".into(), items.into());
        Value::Object(feed)
    }
}

fn link(xml: &mut Xml, rel: &str, media_type: &str, href: &str) {
    if !href.is_empty() {
        xml.empty("link", &[("rel", rel), ("type", media_type), ("href", href)]);
    }
}

impl Entry {
    fn updated(&self) -> Timestamp {
        self.updated.max(self.published)
    }

    fn atom(&self, xml: &mut Xml) {
        let lang = [("xml:lang", self.language.as_str())];
        xml.element("entry", if self.language.is_empty() { &[] } else { &lang }, |xml| {
            xml.text("id", &[], &self.id);
            xml.text("title", &[], &self.title);
            link(xml, "alternate", "text/html", &self.url);
            xml.text("published", &[], &rfc3339(self.published));
            xml.text("updated", &[], &rfc3339(self.updated()));
            if !self.author.is_empty() {
                xml.element("author", &[], |xml| xml.text("name", &[], &self.author));
            }
            for category in &self.categories {
                xml.empty("category", &[("term", category)]);
            }
            xml.text_if("summary", &self.summary);
            if !self.html.is_empty() {
                xml.text("content", &[("type", "html")], &self.html);
            } else if !self.text.is_empty() {
                xml.text("content", &[("type", "text")], &self.text);
            }
            for file in &self.enclosures {
                let length = file.bytes.to_string();
                let all = [
                    ("rel", "enclosure"),
                    ("type", file.media_type.as_str()),
                    ("length", length.as_str()),
                    ("title", file.title.as_str()),
                    ("href", file.url.as_str()),
                ];
                xml.empty("link", &all);
            }
        });
    }

    fn rss(&self, xml: &mut Xml, feed_author: &str) {
        xml.element("item", &[], |xml| {
            xml.text("title", &[], &self.title);
            xml.text("link", &[], &self.url);
            xml.text("guid", &[("isPermaLink", "false")], &self.id);
            xml.text("pubDate", &[], &rfc822(self.published));
            let author = if self.author.is_empty() { feed_author } else { &self.author };
            xml.text_if("dc:creator", author);
            for category in &self.categories {
                xml.text("category", &[], category);
            }
            xml.text_if("description", &self.summary);
            let whole = if self.html.is_empty() { &self.text } else { &self.html };
            xml.text_if("content:encoded", whole);
            // RSS allows one.
            if let Some(file) = self.enclosures.first() {
                let length = file.bytes.to_string();
                xml.empty(
                    "enclosure",
                    &[("url", &file.url), ("length", &length), ("type", &file.media_type)],
                );
            }
        });
    }

    fn json(&self) -> Value {
        let mut item = Map::new();
        let mut put = |name: &str, value: &str| {
            if !value.is_empty() {
                item.insert(name.to_owned(), value.into());
            }
        };
        put("id", &self.id);
        put("url", &self.url);
        put("title", &self.title);
        put("summary", &self.summary);
        put("content_html", &self.html);
        // One of both is required.
        put(
            "content_text",
            if self.html.is_empty() && self.text.is_empty() { &self.summary } else { &self.text },
        );
        put("language", &self.language);
        put("date_published", &rfc3339(self.published));
        put("date_modified", &rfc3339(self.updated()));
        if !item.contains_key("content_html") && !item.contains_key("content_text") {
            item.insert("content_text".into(), self.title.clone().into());
        }
        if let Some(image) = self.enclosures.iter().find(|e| e.media_type.starts_with("image/")) {
            item.insert("image".into(), image.url.clone().into());
        }
        if !self.author.is_empty() {
            item.insert("authors".into(), json!([{ "name": self.author }]));
        }
        if !self.categories.is_empty() {
            item.insert("tags".into(), json!(self.categories));
        }
        if !self.enclosures.is_empty() {
            let files = self.enclosures.iter().map(|e| {
                json!({ "url": e.url, "mime_type": e.media_type, "title": e.title, "size_in_bytes": e.bytes })
            });
            item.insert("attachments".into(), files.collect());
        }
        Value::Object(item)
    }
}
