//! The gazette: one stream of what the public may see. Website, feeds, search and channels read it
//! and know no module.

mod brief;
mod details;
mod former;
mod list;
mod notes;
mod notice;

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

use crate::access::Actor;
use crate::audit::Audit;
use crate::db::{Row, Sql, Tx};
use crate::error::AppError;
use crate::facts::{PublicationEnded, PublicationShown};
use crate::town::Town;
use crate::value::{Id, Language, Text};
use crate::{media, search, sql};

/// Publications that appear or end in one transaction at most.
const TURN_MAX: i64 = 200;

const SAVE: Sql = sql!(
    "INSERT INTO kernel_publication (id, kind, slug, title_de, title_en, teaser_de, teaser_en,
        text_de, text_en, body_de, body_en, easy, sign_language, picture, unit, topics, position,
        details, happens_from, happens_until, reviewed_on, state, visible_from, visible_until,
        shown, revision, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
        $20, $21, $22, $23, $24, $25, 1, $26)
     ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, title_de = excluded.title_de,
        title_en = excluded.title_en, teaser_de = excluded.teaser_de,
        teaser_en = excluded.teaser_en, text_de = excluded.text_de, text_en = excluded.text_en,
        body_de = excluded.body_de, body_en = excluded.body_en, easy = excluded.easy,
        sign_language = excluded.sign_language, picture = excluded.picture, unit = excluded.unit,
        topics = excluded.topics, position = excluded.position, details = excluded.details,
        happens_from = excluded.happens_from, happens_until = excluded.happens_until,
        reviewed_on = excluded.reviewed_on, state = excluded.state,
        visible_from = excluded.visible_from, visible_until = excluded.visible_until,
        shown = excluded.shown, revision = kernel_publication.revision + 1,
        changed_at = excluded.changed_at
     RETURNING revision"
);
const BEFORE: Sql = sql!("SELECT kind, slug, shown FROM kernel_publication WHERE id = $1");
const LEAVE: Sql = sql!(
    "INSERT INTO kernel_publication_address (kind, slug, publication, left_at)
     VALUES ($1, $2, $3, $4)
     ON CONFLICT (kind, slug) DO UPDATE SET publication = excluded.publication,
        left_at = excluded.left_at"
);
const TAKE: Sql = sql!("DELETE FROM kernel_publication_address WHERE kind = $1 AND slug = $2");
const REVISION: Sql = sql!(
    "INSERT INTO kernel_publication_revision (publication, revision, at, actor, reason, content)
     VALUES ($1, $2, $3, $4, $5, $6)"
);
const IS_DUE: Sql = sql!(
    "SELECT COUNT(*) FROM kernel_publication
     WHERE state = 'published'
       AND ((shown = FALSE AND visible_from <= $1 AND (visible_until IS NULL OR visible_until > $1))
         OR visible_until <= $1)"
);
const APPEARING: Sql = sql!(
    "SELECT id, kind, slug, title_de, title_en, teaser_de, teaser_en, text_de, text_en, body_de,
            body_en, easy, sign_language, picture, unit, topics, position, details, reviewed_on,
            state, visible_from, visible_until, revision, changed_at
     FROM kernel_publication
     WHERE state = 'published' AND shown = FALSE AND visible_from <= $1
       AND (visible_until IS NULL OR visible_until > $1)
     ORDER BY visible_from, id
     LIMIT $2"
);
const SHOWN: Sql = sql!("UPDATE kernel_publication SET shown = TRUE WHERE id = $1");
const EXPIRE: Sql = sql!(
    "UPDATE kernel_publication SET state = 'expired', shown = FALSE
     WHERE state = 'published' AND visible_until <= $1
     RETURNING id, kind"
);

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
    /// Kind: `page`, `news`, `event`, `notice`, `job`, `document`, `disruption`, …
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

/// A value as it is stored: JSON, or nothing.
fn stored<T: serde::Serialize>(value: Option<&T>) -> Result<String, AppError> {
    value
        .map_or_else(|| Ok(String::new()), |v| serde_json::to_string(v).map_err(AppError::internal))
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
        other => other,
    };
    format!("/{folder}/{slug}")
}

/// Saves a publication as a new revision; keeps the search index, the uses of media and the former
/// addresses in step, and tells whoever listens when it is to be seen or no longer.
///
/// # Errors
/// [`AppError::Refused`] when another one of its kind has the same address.
pub fn save(tx: &mut Tx<'_>, publication: &Publication, reason: &str) -> Result<i64, AppError> {
    let provided = notice::provide(tx, publication)?;
    let publication = provided.as_ref().unwrap_or(publication);
    let before = tx.maybe(BEFORE, &[&publication.id])?;
    let was_shown = before.as_ref().map(|row| row.get::<bool>("shown")).transpose()? == Some(true);
    let is_shown = publication.is_visible(tx.now());
    let revision = write(tx, publication, is_shown)?;
    keep_revision(tx, publication, revision, reason)?;
    let p = publication;
    tx.execute(TAKE, &[&p.kind, &p.slug])?;
    if let Some(row) = before {
        let (kind, slug): (String, String) = (row.get("kind")?, row.get("slug")?);
        if slug != p.slug {
            let now = tx.now();
            tx.execute(LEAVE, &[&kind, &slug, &p.id, &now])?;
        }
    }
    media::set_uses(tx, &format!("publication/{}", p.id), &p.media())?;
    if is_shown {
        appear(tx, p, revision, !was_shown)?;
    } else {
        unlist(tx, &p.id.to_string())?;
        if was_shown {
            tx.emit(&PublicationEnded { publication: p.id.to_string(), kind: p.kind.clone() })?;
        }
    }
    Ok(revision)
}

fn write(tx: &mut Tx<'_>, p: &Publication, is_shown: bool) -> Result<i64, AppError> {
    let now = tx.now();
    let (from, until) = p.happens();
    let text = |at: Option<DateTime>| at.map(|at| at.to_string());
    let (from, until) = (text(from), text(until));
    let sign_language = p.sign_language.as_ref().map_or("", Key::as_str);
    let details = (p.details != Details::None).then_some(&p.details);
    let (body_de, body_en) = (stored(p.body.de.as_ref())?, stored(p.body.en.as_ref())?);
    let (easy, picture) = (stored(p.easy.as_ref())?, stored(p.picture.as_ref())?);
    let (topics, details) = (stored(Some(&p.topics))?, stored(details)?);
    let state = p.state.as_str();
    let saved = tx.query(
        SAVE,
        &[
            &p.id,
            &p.kind,
            &p.slug,
            &p.title.de,
            &p.title.en,
            &p.teaser.de,
            &p.teaser.en,
            &p.text.de,
            &p.text.en,
            &body_de,
            &body_en,
            &easy,
            &sign_language,
            &picture,
            &p.unit,
            &topics,
            &p.position,
            &details,
            &from,
            &until,
            &p.reviewed_on,
            &state,
            &p.visible_from,
            &p.visible_until,
            &is_shown,
            &now,
        ],
    );
    match saved {
        Err(e) if e.is_unique() => Err(AppError::refused(
            "publication/address-taken",
            "Diese Adresse ist schon vergeben. Wählen Sie eine andere.",
            "This address is taken. Choose another one.",
        )),
        other => Ok(other?.first().ok_or(AppError::NotFound)?.at(0)?),
    }
}

/// What was published when, for good.
fn keep_revision(
    tx: &mut Tx<'_>,
    p: &Publication,
    revision: i64,
    reason: &str,
) -> Result<(), AppError> {
    let (now, actor) = (tx.now(), tx.actor().label());
    let content = serde_json::json!({
        "slug": p.slug, "title": p.title, "teaser": p.teaser, "text": p.text,
        "body_de": p.body.de, "body_en": p.body.en, "easy": p.easy, "picture": p.picture,
        "details": p.details, "state": p.state.as_str(),
        "visible_from": p.visible_from.to_string(),
        "visible_until": p.visible_until.map(|t| t.to_string()),
    });
    tx.execute(REVISION, &[&p.id, &revision, &now, &actor, &reason, &content.to_string()])?;
    Ok(())
}

/// Lists it for search and tells that it is to be seen.
fn appear(tx: &mut Tx<'_>, p: &Publication, revision: i64, is_new: bool) -> Result<(), AppError> {
    for language in [Language::De, Language::En] {
        let entry = search::Entry {
            id: format!("{}/{}", p.id, language.tag()),
            kind: p.kind.clone(),
            audience: "public".into(),
            language,
            title: p.title.of(language).to_owned(),
            summary: p.teaser.of(language).to_owned(),
            url: p.path(),
        };
        search::save(tx, &entry, p.text.of(language))?;
    }
    tx.emit(&PublicationShown {
        publication: p.id.to_string(),
        kind: p.kind.clone(),
        revision,
        is_new,
    })
}

fn unlist(tx: &mut Tx<'_>, id: &str) -> Result<(), AppError> {
    for language in [Language::De, Language::En] {
        search::remove(tx, &format!("{id}/{}", language.tag()))?;
    }
    Ok(())
}

/// Shows what is due and ends what ran out. Answers whether there was anything.
pub(crate) async fn turn(town: &Town) -> Result<bool, AppError> {
    let due = town
        .read(|reader| {
            let now = reader.now();
            Ok(reader.count(IS_DUE, &[&now])?)
        })
        .await?;
    if due == 0 {
        return Ok(false);
    }
    town.write(Actor::system("gazette"), |tx| {
        let (shown, ended) = (show_due(tx)?, expire(tx)?);
        let note = format!("shown={shown} ended={ended}");
        Ok(Audit::of("kernel.gazette_turned", "publications").note(note).done())
    })
    .await?;
    Ok(true)
}

fn show_due(tx: &mut Tx<'_>) -> Result<usize, AppError> {
    let now = tx.now();
    let rows = tx.query(APPEARING, &[&now, &TURN_MAX])?;
    for row in &rows {
        let p = Publication::read(row)?;
        let p = notice::provide_due(tx, &p)?.unwrap_or(p);
        tx.execute(SHOWN, &[&p.id])?;
        appear(tx, &p, p.revision, true)?;
    }
    Ok(rows.len())
}

fn expire(tx: &mut Tx<'_>) -> Result<usize, AppError> {
    let now = tx.now();
    let ended = tx.query(EXPIRE, &[&now])?;
    for row in &ended {
        let (id, kind): (String, String) = (row.get("id")?, row.get("kind")?);
        unlist(tx, &id)?;
        tx.emit(&PublicationEnded { publication: id, kind })?;
    }
    Ok(ended.len())
}
