//! What the public is told about changes, corrections and withdrawals.

use jiff::Timestamp;

use super::Publication;
use crate::db::{Reader, Row, Sql, Tx};
use crate::error::AppError;
use crate::sql;
use crate::value::{Id, Text};

const ADD: Sql = sql!(
    "INSERT INTO kernel_publication_note (id, publication, at, kind, text_de, text_en)
     VALUES ($1, $2, $3, $4, $5, $6)"
);
const OF: Sql = sql!(
    "SELECT id, publication, at, kind, text_de, text_en FROM kernel_publication_note
     WHERE publication = $1
     ORDER BY at DESC, id DESC
     LIMIT 100"
);
const RECENT: Sql = sql!(
    "SELECT n.id, n.publication, n.at, n.kind, n.text_de, n.text_en
     FROM kernel_publication_note n
     JOIN kernel_publication p ON p.id = n.publication
     WHERE n.at <= $1 AND p.visible_from <= $1 AND p.state <> 'draft' AND p.state <> 'approved'
     ORDER BY n.at DESC, n.id DESC
     LIMIT $2 OFFSET $3"
);

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// The text was changed in substance.
    Change,
    /// Something was wrong and is right now.
    Correction,
    /// It was taken back, and why.
    Withdrawal,
}

impl NoteKind {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Correction => "correction",
            Self::Withdrawal => "withdrawal",
        }
    }
}

/// A public note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Identifier.
    pub id: Id<Note>,
    /// What it is about.
    pub publication: Id<Publication>,
    /// When.
    pub at: Timestamp,
    /// Change, correction or withdrawal.
    pub kind: NoteKind,
    /// What the public reads.
    pub text: Text,
}

impl Note {
    fn read(row: &Row) -> Result<Self, AppError> {
        let kind: String = row.get("kind")?;
        Ok(Self {
            id: row.get("id")?,
            publication: row.get("publication")?,
            at: row.get("at")?,
            kind: match kind.as_str() {
                "correction" => NoteKind::Correction,
                "withdrawal" => NoteKind::Withdrawal,
                _ => NoteKind::Change,
            },
            text: Text { de: row.get("text_de")?, en: row.get("text_en")? },
        })
    }
}

/// Adds a public note about a publication.
///
/// # Errors
/// What the database says.
pub fn note(
    tx: &mut Tx<'_>,
    publication: Id<Publication>,
    kind: NoteKind,
    text: &Text,
) -> Result<(), AppError> {
    let now = tx.now();
    let id = Id::<Note>::new();
    tx.execute(ADD, &[&id, &publication, &now, &kind.as_str(), &text.de, &text.en])?;
    Ok(())
}

/// The notes about a publication, newest first.
///
/// # Errors
/// What the database says.
pub fn notes(reader: &mut Reader<'_>, publication: Id<Publication>) -> Result<Vec<Note>, AppError> {
    reader.query(OF, &[&publication])?.iter().map(Note::read).collect()
}

/// The latest notes about anything the public may know of, newest first.
///
/// # Errors
/// What the database says.
pub fn recent_notes(
    reader: &mut Reader<'_>,
    limit: i64,
    offset: i64,
) -> Result<Vec<Note>, AppError> {
    let now = reader.now();
    reader.query(RECENT, &[&now, &limit, &offset])?.iter().map(Note::read).collect()
}
