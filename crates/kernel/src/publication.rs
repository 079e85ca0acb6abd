//! The gazette: one stream of what the public may see. Website, feeds and search read it and know
//! no module.

use jiff::Timestamp;

use crate::db::{Reader, Row, Sql, Tx};
use crate::error::AppError;
use crate::search;
use crate::sql;
use crate::value::{Id, Language, Text};

const SAVE: Sql = sql!(
    "INSERT INTO kernel_publication (id, kind, slug, title_de, title_en, teaser_de, teaser_en,
        text_de, text_en, state, visible_from, visible_until, revision, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13)
     ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, title_de = excluded.title_de,
        title_en = excluded.title_en, teaser_de = excluded.teaser_de,
        teaser_en = excluded.teaser_en, text_de = excluded.text_de, text_en = excluded.text_en,
        state = excluded.state, visible_from = excluded.visible_from,
        visible_until = excluded.visible_until, revision = kernel_publication.revision + 1,
        changed_at = excluded.changed_at
     RETURNING revision"
);
const REVISION: Sql = sql!(
    "INSERT INTO kernel_publication_revision (publication, revision, at, actor, reason, content)
     VALUES ($1, $2, $3, $4, $5, $6)"
);
const VISIBLE: Sql = sql!(
    "SELECT id, kind, slug, title_de, title_en, teaser_de, teaser_en, text_de, text_en, state,
            visible_from, visible_until, revision, changed_at
     FROM kernel_publication
     WHERE kind = $1 AND state = 'published' AND visible_from <= $2
       AND (visible_until IS NULL OR visible_until > $2)
     ORDER BY visible_from DESC, id
     LIMIT $3"
);
const BY_SLUG: Sql = sql!(
    "SELECT id, kind, slug, title_de, title_en, teaser_de, teaser_en, text_de, text_en, state,
            visible_from, visible_until, revision, changed_at
     FROM kernel_publication
     WHERE kind = $1 AND slug = $2"
);
const EXPIRE: Sql = sql!(
    "UPDATE kernel_publication SET state = 'expired', changed_at = $1
     WHERE state = 'published' AND visible_until <= $1
     RETURNING id"
);

/// Something the public may see, or will, or could once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Identifier.
    pub id: Id<Publication>,
    /// Kind: `news`, `page`, `notice`, `site`, …
    pub kind: String,
    /// Part of the address.
    pub slug: String,
    /// Title.
    pub title: Text,
    /// A sentence or two.
    pub teaser: Text,
    /// The text, paragraphs separated by blank lines.
    pub text: Text,
    /// `draft`, `approved`, `published`, `withdrawn`, `expired`.
    pub state: String,
    /// Shown from.
    pub visible_from: Timestamp,
    /// Shown until.
    pub visible_until: Option<Timestamp>,
    /// Number of the revision.
    pub revision: i64,
    /// Last change.
    pub changed_at: Timestamp,
}

impl Publication {
    fn read(row: &Row) -> Result<Self, AppError> {
        Ok(Self {
            id: row.get("id")?,
            kind: row.get("kind")?,
            slug: row.get("slug")?,
            title: Text { de: row.get("title_de")?, en: row.get("title_en")? },
            teaser: Text { de: row.get("teaser_de")?, en: row.get("teaser_en")? },
            text: Text { de: row.get("text_de")?, en: row.get("text_en")? },
            state: row.get("state")?,
            visible_from: row.get("visible_from")?,
            visible_until: row.get("visible_until")?,
            revision: row.get("revision")?,
            changed_at: row.get("changed_at")?,
        })
    }

    /// Whether the public may see it at an instant.
    pub fn is_visible(&self, at: Timestamp) -> bool {
        self.state == "published"
            && self.visible_from <= at
            && self.visible_until.is_none_or(|end| at < end)
    }
}

/// Saves a publication as a new revision and keeps the search index in step; `url` is its page.
///
/// # Errors
/// [`AppError::Refused`] when another one of its kind has the same address.
pub fn save(
    tx: &mut Tx<'_>,
    publication: &Publication,
    reason: &str,
    url: &str,
) -> Result<i64, AppError> {
    let p = publication;
    let (now, actor) = (tx.now(), tx.actor().label());
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
            &p.state,
            &p.visible_from,
            &p.visible_until,
            &now,
        ],
    );
    let rows = match saved {
        Err(e) if e.is_unique() => {
            return Err(AppError::refused(
                "publication/address-taken",
                "Diese Adresse ist schon vergeben. Wählen Sie eine andere.",
                "This address is taken. Choose another one.",
            ));
        }
        other => other?,
    };
    let revision: i64 = rows.first().ok_or(AppError::NotFound)?.at(0)?;
    let content = serde_json::json!({
        "title": p.title, "teaser": p.teaser, "text": p.text, "state": p.state,
        "visible_from": p.visible_from.to_string(),
        "visible_until": p.visible_until.map(|t| t.to_string()),
    });
    tx.execute(REVISION, &[&p.id, &revision, &now, &actor, &reason, &content.to_string()])?;
    for language in [Language::De, Language::En] {
        let key = format!("{}/{}", p.id, language.tag());
        if p.is_visible(now) {
            let entry = search::Entry {
                id: key,
                kind: p.kind.clone(),
                audience: "public".into(),
                language,
                title: p.title.of(language).to_owned(),
                summary: p.teaser.of(language).to_owned(),
                url: url.to_owned(),
            };
            search::save(tx, &entry, p.text.of(language))?;
        } else {
            search::remove(tx, &key)?;
        }
    }
    Ok(revision)
}

/// What the public sees of a kind now, newest first.
///
/// # Errors
/// What the database says.
pub fn visible(
    reader: &mut Reader<'_>,
    kind: &str,
    limit: i64,
) -> Result<Vec<Publication>, AppError> {
    let now = reader.now();
    reader.query(VISIBLE, &[&kind, &now, &limit])?.iter().map(Publication::read).collect()
}

/// A visible publication by its address.
///
/// # Errors
/// [`AppError::NotFound`] before its time, [`AppError::Gone`] after it was withdrawn or ran out.
pub fn by_slug(reader: &mut Reader<'_>, kind: &str, slug: &str) -> Result<Publication, AppError> {
    let row = reader.maybe(BY_SLUG, &[&kind, &slug])?.ok_or(AppError::NotFound)?;
    let publication = Publication::read(&row)?;
    if publication.is_visible(reader.now()) {
        Ok(publication)
    } else if matches!(publication.state.as_str(), "withdrawn" | "expired") {
        Err(AppError::Gone)
    } else {
        Err(AppError::NotFound)
    }
}

/// Ends what ran out.
pub(crate) fn expire(tx: &mut Tx<'_>) -> Result<usize, AppError> {
    let now = tx.now();
    let ended = tx.query(EXPIRE, &[&now])?;
    for row in &ended {
        let id: String = row.at(0)?;
        for language in [Language::De, Language::En] {
            search::remove(tx, &format!("{id}/{}", language.tag()))?;
        }
    }
    Ok(ended.len())
}
