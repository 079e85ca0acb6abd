//! `WordPress`: its export file (WXR), item by item.

use std::collections::BTreeMap;
use std::io::BufRead;

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::page::{ParsedHtml, from_html};
use super::xml::{Piece, Pieces};
use super::{ImportError, OldKind, OldPage};
use crate::inline::tidy;
use crate::key::Ids;

/// Items taken from one export.
pub const ITEMS_MAX: usize = 100_000;

/// An export being read: an iterator of pages, posts and files.
pub struct Wordpress<'a, R> {
    pieces: Pieces<R>,
    ids: &'a mut dyn Ids,
    /// The address of the old site, known after its head was read.
    pub site_url: String,
    /// Its name.
    pub site_title: String,
    has_head: bool,
    count: usize,
    is_over: bool,
}

/// Reads a `WordPress` export as a stream.
pub fn read_wordpress<R: BufRead>(source: R, ids: &mut dyn Ids) -> Wordpress<'_, R> {
    Wordpress {
        pieces: Pieces::new(source),
        ids,
        site_url: String::new(),
        site_title: String::new(),
        has_head: false,
        count: 0,
        is_over: false,
    }
}

/// The old way: no tags, paragraphs by empty lines. Comments of the block editor and shortcodes
/// go; what they hold stays.
fn body_html(content: &str) -> String {
    let content = without_shortcodes(content);
    if content.contains("<!-- wp:") || content.contains("<p") {
        return content;
    }
    let blocks = [
        "<h1",
        "<h2",
        "<h3",
        "<h4",
        "<h5",
        "<h6",
        "<ul",
        "<ol",
        "<table",
        "<blockquote",
        "<div",
        "<figure",
        "<hr",
        "<pre",
    ];
    let parts = content.replace("\r\n", "\n");
    let parts = parts.split("\n\n").map(str::trim).filter(|p| !p.is_empty());
    let wrap = |part: &str| {
        if blocks.iter().any(|b| part.starts_with(b)) {
            part.to_owned()
        } else {
            format!("<p>{}</p>", part.replace('\n', "<br>"))
        }
    };
    parts.map(wrap).collect::<Vec<_>>().join("\n")
}

/// Names of shortcodes that everybody uses; others could be text in brackets.
const SHORTCODES: &[&str] = &[
    "caption",
    "gallery",
    "embed",
    "audio",
    "video",
    "playlist",
    "vc_row",
    "vc_column",
    "vc_column_text",
    "contact-form-7",
    "et_pb_section",
    "et_pb_row",
    "et_pb_column",
    "et_pb_text",
    "button",
    "spoiler",
];

fn without_shortcodes(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        let (before, bracket) = rest.split_at(at);
        kept.push_str(before);
        let inner = bracket[1..].trim_start_matches('/');
        let name: String =
            inner.chars().take_while(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).collect();
        let end = bracket.find(']');
        if let Some(end) = end.filter(|_| SHORTCODES.contains(&name.as_str())) {
            rest = &bracket[end + 1..];
        } else {
            kept.push('[');
            rest = &bracket[1..];
        }
    }
    kept.push_str(rest);
    kept
}

fn gmt(text: &str) -> Option<Timestamp> {
    let at = DateTime::strptime("%Y-%m-%d %H:%M:%S", text.trim()).ok()?;
    jiff::tz::TimeZone::UTC.to_timestamp(at).ok()
}

#[derive(Default)]
struct Item {
    values: BTreeMap<String, String>,
    topics: Vec<String>,
    /// Further values by name.
    meta: BTreeMap<String, String>,
    /// The name of the further value that comes next.
    next_meta: String,
}

impl Item {
    fn take(&mut self, name: &str) -> String {
        self.values.remove(name).unwrap_or_default()
    }

    fn note(&mut self, name: &str, text: String) {
        match name {
            "wp:meta_key" => self.next_meta = text,
            "wp:meta_value" => {
                let key = std::mem::take(&mut self.next_meta);
                // Only what is used; plugins store megabytes here.
                if matches!(key.as_str(), "_thumbnail_id" | "_wp_attachment_image_alt") {
                    self.meta.insert(key, text);
                }
            }
            "category" if self.topics.len() < 50 => self.topics.push(tidy(&text)),
            _ => {
                self.values.entry(name.to_owned()).or_insert(text);
            }
        }
    }

    fn page(mut self, site_url: &str, ids: &mut dyn Ids) -> Option<OldPage> {
        let kind = match self.take("wp:post_type").as_str() {
            "post" | "" => OldKind::News,
            "page" => OldKind::Page,
            "attachment" => OldKind::Media,
            // Revisions, menus, settings of plugins.
            _ => return None,
        };
        let status = self.take("wp:status");
        let password = self.take("wp:post_password");
        let is_public = matches!(status.as_str(), "publish" | "inherit") && password.is_empty();
        if status == "trash" || status == "auto-draft" {
            return None;
        }
        let html = body_html(&self.take("content:encoded"));
        let ParsedHtml { cleaned, links } = from_html(&html, site_url, ids);
        let parent = Some(self.take("wp:post_parent")).filter(|p| !p.is_empty() && p != "0");
        let main_image = match kind {
            OldKind::Media => self.take("wp:attachment_url"),
            _ => self.meta.remove("_thumbnail_id").unwrap_or_default(),
        };
        Some(OldPage {
            kind,
            id: self.take("wp:post_id"),
            parent,
            title: tidy(&self.take("title")),
            teaser: tidy(&crate::html::plain_words(&self.take("excerpt:encoded"))),
            slug: self.take("wp:post_name"),
            url: self.take("link").trim().to_owned(),
            published: gmt(&self.take("wp:post_date_gmt"))
                .or_else(|| gmt(&self.take("wp:post_date"))),
            is_public,
            language: String::new(),
            topics: self.topics,
            blocks: cleaned.blocks,
            images: cleaned.images,
            main_image,
            alt: tidy(&self.meta.remove("_wp_attachment_image_alt").unwrap_or_default()),
            links,
            dropped: cleaned.dropped,
        })
    }
}

impl<R: BufRead> Wordpress<'_, R> {
    /// The next item; none at the end.
    fn item(&mut self) -> Result<Option<OldPage>, ImportError> {
        let mut item: Option<Item> = None;
        while let Some(piece) = self.pieces.next_piece()? {
            match (piece, item.as_mut()) {
                (Piece::Open(name, attributes), None) => match name.as_str() {
                    "rss" => self.has_head = true,
                    "item" => {
                        self.count += 1;
                        if self.count > ITEMS_MAX {
                            return Err(ImportError::TooMuch { what: "items", max: ITEMS_MAX });
                        }
                        item = Some(Item::default());
                    }
                    _ if !self.has_head && !attributes.is_empty() => {
                        return Err(ImportError::OtherFormat("WordPress"));
                    }
                    _ => {}
                },
                (Piece::Close(name, text), None) => match name.as_str() {
                    "wp:base_blog_url" => text.trim().clone_into(&mut self.site_url),
                    "link" if self.site_url.is_empty() => {
                        text.trim().clone_into(&mut self.site_url);
                    }
                    "title" if self.site_title.is_empty() => self.site_title = tidy(&text),
                    _ => {}
                },
                (Piece::Open(..), Some(_)) => {}
                (Piece::Close(name, text), Some(open)) => {
                    if name != "item" {
                        open.note(&name, text);
                        continue;
                    }
                    let done = item.take().unwrap_or_default();
                    if let Some(page) = done.page(&self.site_url, self.ids) {
                        return Ok(Some(page));
                    }
                }
            }
        }
        if self.has_head { Ok(None) } else { Err(ImportError::OtherFormat("WordPress")) }
    }
}

impl<R: BufRead> Iterator for Wordpress<'_, R> {
    type Item = Result<OldPage, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let next = self.item().transpose();
        self.is_over = !matches!(next, Some(Ok(_)));
        next
    }
}
