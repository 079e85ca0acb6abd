//! The gazette: one stream of what the public may see. Website, feeds, search and channels read it
//! and know no module.

mod brief;
mod details;
mod former;
mod list;
mod notes;
mod notice;
mod save;
mod snippet;
mod topic;

use content::{Document, Key};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

pub use brief::{Brief, briefs, right_below};
pub use details::{Body, Details, Disruption, Easy, Event, Job, Notice, Paper, Picture};
pub use former::had_address;
pub use list::{
    Find, by_id, by_slug, count, ended, find, list, months, moved, of_path, topics, visible,
};
pub use notes::{Note, NoteKind, note, notes, recent_notes};
pub use save::save;
pub(crate) use save::turn;
pub use snippet::{SNIPPET, snippets};
pub use topic::topic_name;

use crate::db::Row;
use crate::error::AppError;
use crate::value::{Id, Text};

/// Where a publication stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Being written.
    #[default]
    Draft,
    /// Found good, not yet for the public.
    Approved,
    /// For the public between its two instants.
    Published,
    /// Taken back.
    Withdrawn,
    /// Ran out.
    Expired,
}

impl State {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Approved => "approved",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }

    fn parse(text: &str) -> Self {
        match text {
            "approved" => Self::Approved,
            "published" => Self::Published,
            "withdrawn" => Self::Withdrawn,
            "expired" => Self::Expired,
            _ => Self::Draft,
        }
    }
}

/// Something the public may see, or will, or could once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Identifier.
    pub id: Id<Publication>,
    /// Kind: `page`, `news`, `event`, `notice`, `job`, `document`, `disruption`, `roadworks`, …
    pub kind: String,
    /// Part of the address. Of a page the whole path in the tree, such as `leben/heiraten`.
    pub slug: String,
    /// Title.
    pub title: Text,
    /// A sentence or two.
    pub teaser: Text,
    /// What search finds it by: the whole text without marks. Where [`Publication::body`] holds
    /// none, the text itself in Markdown.
    pub text: Text,
    /// The text in blocks.
    pub body: Body,
    /// The same in easy language.
    pub easy: Option<Easy>,
    /// A film in sign language, in the media library.
    pub sign_language: Option<Key>,
    /// The picture that stands for it.
    pub picture: Option<Picture>,
    /// Number of the unit that answers for it; empty if none is named.
    pub unit: String,
    /// Topics.
    pub topics: Vec<String>,
    /// Place among its neighbours, small numbers first.
    pub position: i64,
    /// What its kind has beyond.
    pub details: Details,
    /// Day on which somebody last found it right.
    pub reviewed_on: Option<Date>,
    /// Where it stands.
    pub state: State,
    /// Shown from. Before this instant nobody outside may get it on any way.
    pub visible_from: Timestamp,
    /// Shown until.
    pub visible_until: Option<Timestamp>,
    /// Number of the revision.
    pub revision: i64,
    /// Last change.
    pub changed_at: Timestamp,
}

impl Publication {
    /// An empty draft.
    pub fn new(kind: &str, slug: &str, visible_from: Timestamp) -> Self {
        Self {
            id: Id::new(),
            kind: kind.to_owned(),
            slug: slug.to_owned(),
            title: Text::default(),
            teaser: Text::default(),
            text: Text::default(),
            body: Body::default(),
            easy: None,
            sign_language: None,
            picture: None,
            unit: String::new(),
            topics: Vec::new(),
            position: 0,
            details: Details::None,
            reviewed_on: None,
            state: State::Draft,
            visible_from,
            visible_until: None,
            revision: 0,
            changed_at: visible_from,
        }
    }

    fn read(row: &Row) -> Result<Self, AppError> {
        let stored: String = row.get("state")?;
        Ok(Self {
            id: row.get("id")?,
            kind: row.get("kind")?,
            slug: row.get("slug")?,
            title: Text { de: row.get("title_de")?, en: row.get("title_en")? },
            teaser: Text { de: row.get("teaser_de")?, en: row.get("teaser_en")? },
            text: Text { de: row.get("text_de")?, en: row.get("text_en")? },
            body: Body { de: typed(row, "body_de")?, en: typed(row, "body_en")? },
            easy: typed(row, "easy")?,
            sign_language: Key::parse(&row.get::<String>("sign_language")?).ok(),
            picture: typed(row, "picture")?,
            unit: row.get("unit")?,
            topics: typed(row, "topics")?.unwrap_or_default(),
            position: row.get("position")?,
            details: typed(row, "details")?.unwrap_or_default(),
            reviewed_on: row.get("reviewed_on")?,
            state: State::parse(&stored),
            visible_from: row.get("visible_from")?,
            visible_until: row.get("visible_until")?,
            revision: row.get("revision")?,
            changed_at: row.get("changed_at")?,
        })
    }

    /// Whether the public may see it at an instant.
    pub fn is_visible(&self, at: Timestamp) -> bool {
        self.state == State::Published
            && self.visible_from <= at
            && self.visible_until.is_none_or(|end| at < end)
    }

    /// The path of its page, without language.
    pub fn path(&self) -> String {
        path(&self.kind, &self.slug)
    }

    /// All media it shows or links to.
    pub fn media(&self) -> Vec<Key> {
        let bodies = [&self.body.de, &self.body.en];
        let mut all: std::collections::BTreeSet<Key> =
            bodies.into_iter().flatten().flat_map(Document::media).collect();
        all.extend(self.easy.iter().flat_map(|e| e.body.media()));
        all.extend(self.sign_language.clone());
        all.extend(self.picture.as_ref().map(|p| p.media.clone()));
        match &self.details {
            Details::Notice(n) => all.extend(n.file.clone()),
            Details::Job(j) => all.extend(j.file.clone()),
            Details::Document(d) => all.extend(d.file.clone()),
            Details::None | Details::Event(_) | Details::Disruption(_) => {}
        }
        all.into_iter().collect()
    }

    /// When it happens: events and disruptions, first beginning and end. The end of what repeats
    /// without end is open.
    fn happens(&self) -> (Option<DateTime>, Option<DateTime>) {
        match &self.details {
            Details::Event(e) if e.repeats.is_empty() => {
                (Some(e.starts), Some(e.ends.unwrap_or(e.starts)))
            }
            Details::Event(e) => (Some(e.starts), None),
            Details::Disruption(d) => (Some(d.from), d.until),
            _ => (None, None),
        }
    }
}

/// A stored JSON value; nothing where nothing is stored.
fn typed<T: serde::de::DeserializeOwned>(row: &Row, column: &str) -> Result<Option<T>, AppError> {
    let stored: String = row.get(column)?;
    if stored.is_empty() {
        return Ok(None);
    }
    serde_json::from_str(&stored).map(Some).map_err(AppError::internal)
}

/// The path of a publication's page, without language.
pub fn path(kind: &str, slug: &str) -> String {
    let folder = match kind {
        "page" => return format!("/{slug}"),
        "news" => "aktuelles",
        "event" => "veranstaltungen",
        "notice" => "bekanntmachungen",
        "job" => "stellen",
        "document" => "dokumente",
        "disruption" => "stoerungen",
        "roadworks" => "baustellen",
        other => other,
    };
    format!("/{folder}/{slug}")
}
