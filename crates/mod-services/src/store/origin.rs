//! The SQL of exchange: where services came from, and files that wait for a decision.

use jiff::SignedDuration;
use kernel::{AppError, Id, Reader, Sql, Tx, sql};
use norm_xzufi::{Finding, Message};
use serde::{Deserialize, Serialize};

use crate::sheet::Sheet;

/// Hours a file that was read waits for somebody to say what is taken over: a month.
const INTAKE_HOURS: i64 = 31 * 24;

const KEEP: Sql = sql!(
    "INSERT INTO services_origin (slug, agency, source, original, sheet, taken_at)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (slug) DO UPDATE SET agency = excluded.agency, source = excluded.source,
        original = excluded.original, sheet = excluded.sheet, taken_at = excluded.taken_at"
);
const ALL: Sql = sql!("SELECT slug, original, sheet FROM services_origin ORDER BY slug LIMIT 2000");
const MOVE: Sql = sql!("UPDATE services_origin SET slug = $2 WHERE slug = $1");
const WAIT: Sql = sql!("INSERT INTO services_intake (id, at, content) VALUES ($1, $2, $3)");
const INTAKE: Sql = sql!("SELECT content FROM services_intake WHERE id = $1");
const DONE: Sql = sql!("DELETE FROM services_intake WHERE id = $1");
const ERASE: Sql = sql!("DELETE FROM services_intake WHERE at < $1");

/// Where a service came from.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// The service of the town.
    pub(crate) slug: String,
    /// As it was in the other catalogue.
    pub(crate) original: norm_xzufi::Service,
    /// How it was understood then.
    pub(crate) sheet: Sheet,
}

/// A file that was read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Intake {
    /// Name of the file.
    pub(crate) name: String,
    /// What it says.
    pub(crate) message: Message,
    /// What was odd in it.
    pub(crate) findings: Vec<Finding>,
}

/// Keeps what a service was in the catalogue it came from.
pub(crate) fn keep_origin(tx: &mut Tx<'_>, origin: &Origin) -> Result<(), AppError> {
    let (now, id) = (tx.now(), &origin.original.id);
    let agency = id.agency.clone().unwrap_or_default();
    let original = serde_json::to_string(&origin.original)?;
    let sheet = serde_json::to_string(&origin.sheet)?;
    tx.execute(KEEP, &[&origin.slug, &agency, &id.value, &original, &sheet, &now])?;
    Ok(())
}

/// All services that came from elsewhere; at most 2,000.
pub(crate) fn origins(reader: &mut Reader<'_>) -> Result<Vec<Origin>, AppError> {
    let read = |row: &kernel::db::Row| -> Result<Origin, AppError> {
        let (original, sheet): (String, String) = (row.get("original")?, row.get("sheet")?);
        Ok(Origin {
            slug: row.get("slug")?,
            original: serde_json::from_str(&original)?,
            sheet: serde_json::from_str(&sheet)?,
        })
    };
    reader.query(ALL, &[])?.iter().map(read).collect()
}

pub(super) fn rename(tx: &mut Tx<'_>, slug: &str, new: &str) -> Result<(), AppError> {
    tx.execute(MOVE, &[&slug, &new])?;
    Ok(())
}

/// Keeps a file that was read until somebody says what is taken over.
pub(crate) fn keep_intake(tx: &mut Tx<'_>, intake: &Intake) -> Result<Id<Intake>, AppError> {
    let (id, now, content) = (Id::new(), tx.now(), serde_json::to_string(intake)?);
    tx.execute(WAIT, &[&id, &now, &content])?;
    Ok(id)
}

/// A file that waits.
pub(crate) fn intake(reader: &mut Reader<'_>, id: Id<Intake>) -> Result<Intake, AppError> {
    let content: String = reader.maybe(INTAKE, &[&id])?.ok_or(AppError::NotFound)?.at(0)?;
    Ok(serde_json::from_str(&content)?)
}

/// Forgets a file.
pub(crate) fn remove_intake(tx: &mut Tx<'_>, id: Id<Intake>) -> Result<(), AppError> {
    tx.execute(DONE, &[&id])?;
    Ok(())
}

/// Forgets files nobody decided about.
pub(crate) fn erase_intakes(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let kept = SignedDuration::from_hours(INTAKE_HOURS);
    let before = tx.now().checked_sub(kept).map_err(AppError::internal)?;
    Ok(tx.execute(ERASE, &[&before])?)
}
