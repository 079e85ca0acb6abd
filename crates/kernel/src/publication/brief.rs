//! Publications as lists of links need them: without their texts, so that thousands cost little.

use jiff::Timestamp;

use super::{Publication, path};
use crate::db::{Reader, Row, Sql};
use crate::error::AppError;
use crate::sql;
use crate::value::{Id, Text};

const BRIEFS: Sql = sql!(
    "SELECT id, kind, slug, title_de, title_en, teaser_de, teaser_en, visible_from, changed_at,
            (body_en <> '' OR text_en <> '') AS has_english, easy <> '' AS has_easy
     FROM kernel_publication
     WHERE kind = $1 AND state = 'published' AND visible_from <= $2
       AND (visible_until IS NULL OR visible_until > $2)
       AND ($3 = '' OR slug LIKE $3) AND ($4 = '' OR slug NOT LIKE $4)
     ORDER BY position, title_de, id
     LIMIT $5"
);

/// A publication in a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief {
    /// Identifier.
    pub id: Id<Publication>,
    /// Kind.
    pub kind: String,
    /// Part of the address.
    pub slug: String,
    /// Title.
    pub title: Text,
    /// A sentence or two.
    pub teaser: Text,
    /// Shown from.
    pub visible_from: Timestamp,
    /// Last change.
    pub changed_at: Timestamp,
    /// Its text is there in English too.
    pub has_english: bool,
    /// It can be read in easy language.
    pub has_easy: bool,
}

impl Brief {
    fn read(row: &Row) -> Result<Self, AppError> {
        Ok(Self {
            id: row.get("id")?,
            kind: row.get("kind")?,
            slug: row.get("slug")?,
            title: Text { de: row.get("title_de")?, en: row.get("title_en")? },
            teaser: Text { de: row.get("teaser_de")?, en: row.get("teaser_en")? },
            visible_from: row.get("visible_from")?,
            changed_at: row.get("changed_at")?,
            has_english: row.get("has_english")?,
            has_easy: row.get("has_easy")?,
        })
    }

    /// The path of its page, without language.
    pub fn path(&self) -> String {
        path(&self.kind, &self.slug)
    }
}

/// What the public sees of a kind now, by position and title.
///
/// # Errors
/// What the database says.
pub fn briefs(reader: &mut Reader<'_>, kind: &str, limit: i64) -> Result<Vec<Brief>, AppError> {
    read(reader, kind, "", "", limit)
}

/// The pages right below a path that the public sees now, in their order.
///
/// # Errors
/// What the database says.
pub fn right_below(
    reader: &mut Reader<'_>,
    path: &str,
    limit: i64,
) -> Result<Vec<Brief>, AppError> {
    // Paths hold neither sign with a meaning in patterns; what is asked for may.
    let path = path.replace(['%', '_', '\\'], "?");
    read(reader, "page", &format!("{path}/%"), &format!("{path}/%/%"), limit)
}

fn read(
    reader: &mut Reader<'_>,
    kind: &str,
    like: &str,
    unlike: &str,
    limit: i64,
) -> Result<Vec<Brief>, AppError> {
    let now = reader.now();
    reader.query(BRIEFS, &[&kind, &now, &like, &unlike, &limit])?.iter().map(Brief::read).collect()
}
