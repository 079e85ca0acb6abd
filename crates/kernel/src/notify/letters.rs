//! Letters to print and post, for those who want paper.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::cases::Case;
use crate::db::{Reader, Sql, Tx};
use crate::error::AppError;
use crate::files::StoredFile;
use crate::sql;
use crate::value::Id;

const ADD_LETTER: Sql = sql!(
    "INSERT INTO kernel_letter (id, case_id, file, label, state, made_at)
     VALUES ($1, $2, $3, $4, 'waiting', $5)"
);
const LETTERS: Sql = sql!(
    "SELECT l.id, l.case_id, l.file, l.label, l.made_at, c.number, c.unit
     FROM kernel_letter l
     JOIN kernel_case c ON c.id = l.case_id
     WHERE l.state = 'waiting'
     ORDER BY l.made_at, l.id
     LIMIT 500"
);
const POSTED: Sql = sql!(
    "UPDATE kernel_letter SET state = 'posted', posted_on = $2
     WHERE id = $1 AND state = 'waiting'
     RETURNING case_id"
);

/// A letter to be printed and posted.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Identifier.
    pub id: Id<Letter>,
    /// The case.
    pub case: Id<Case>,
    /// Its number.
    pub case_number: String,
    /// The unit that posts it.
    pub unit: Id<crate::org::Unit>,
    /// The document.
    pub file: Id<StoredFile>,
    /// What it is.
    pub label: String,
    /// Since when it waits.
    pub made_at: Timestamp,
}

/// Puts a document on the pile of letters to print and post.
///
/// # Errors
/// What the database says.
pub fn letter(
    tx: &mut Tx<'_>,
    case: Id<Case>,
    file: Id<StoredFile>,
    label: &str,
) -> Result<Id<Letter>, AppError> {
    let id = Id::new();
    let now = tx.now();
    tx.execute(ADD_LETTER, &[&id, &case, &file, &label, &now])?;
    Ok(id)
}

/// The pile of letters.
///
/// # Errors
/// What the database says.
pub fn letters(reader: &mut Reader<'_>) -> Result<Vec<Letter>, AppError> {
    reader
        .query(LETTERS, &[])?
        .iter()
        .map(|row| {
            Ok(Letter {
                id: row.get("id")?,
                case: row.get("case_id")?,
                case_number: row.get("number")?,
                unit: row.get("unit")?,
                file: row.get("file")?,
                label: row.get("label")?,
                made_at: row.get("made_at")?,
            })
        })
        .collect()
}

/// Notes that a letter was posted; answers its case.
///
/// # Errors
/// [`AppError::NotFound`] when it no longer waits.
pub fn mark_posted(tx: &mut Tx<'_>, id: Id<Letter>, on: Date) -> Result<Id<Case>, AppError> {
    let row = tx.maybe(POSTED, &[&id, &on])?.ok_or(AppError::NotFound)?;
    Ok(row.at(0)?)
}
