//! The SQL of versions: what stood in a service when, and who wrote it.

use jiff::{SignedDuration, Timestamp};
use kernel::{AppError, Reader, Sql, Tx, sql};

use crate::sheet::Sheet;

/// Years a version is kept after it was replaced: long enough to answer what the town told people
/// when they decided something.
pub(crate) const KEPT_YEARS: i64 = 3;
/// Hours of a year, leap days apart.
const YEAR_HOURS: i64 = 365 * 24;

const NOTE: Sql = sql!(
    "INSERT INTO services_version (slug, version, at, actor, act, content)
     SELECT slug, version, changed_at, $2, $3, $4 FROM services_service WHERE slug = $1
     ON CONFLICT (slug, version) DO UPDATE SET act = excluded.act, content = excluded.content"
);
const HISTORY: Sql = sql!(
    "SELECT version, at, actor, act, content
     FROM services_version
     WHERE slug = $1
     ORDER BY version DESC
     LIMIT 200"
);
const AT: Sql = sql!("SELECT content FROM services_version WHERE slug = $1 AND version = $2");
const MOVE: Sql = sql!("UPDATE services_version SET slug = $2 WHERE slug = $1");
const ERASE: Sql = sql!(
    "DELETE FROM services_version
     WHERE at < $1 AND version < (
        SELECT MAX(s.version) FROM services_service s WHERE s.slug = services_version.slug
     )"
);

/// A version of a service.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    pub(crate) number: i64,
    pub(crate) at: Timestamp,
    /// Label of who wrote it.
    pub(crate) actor: String,
    /// What was done: `added`, `saved`, `published`, `withdrawn`, `removed`, `imported`.
    pub(crate) act: String,
    pub(crate) sheet: Sheet,
}

/// Keeps the present version of a service, with what was done to it.
pub(crate) fn note(tx: &mut Tx<'_>, slug: &str, act: &str, sheet: &Sheet) -> Result<(), AppError> {
    let (actor, content) = (tx.actor().label(), serde_json::to_string(sheet)?);
    tx.execute(NOTE, &[&slug, &actor, &act, &content])?;
    Ok(())
}

/// The versions of a service, newest first; at most 200.
pub(crate) fn history(reader: &mut Reader<'_>, slug: &str) -> Result<Vec<Version>, AppError> {
    let rows = reader.query(HISTORY, &[&slug])?;
    rows.iter()
        .map(|row| {
            Ok(Version {
                number: row.get("version")?,
                at: row.get("at")?,
                actor: row.get("actor")?,
                act: row.get("act")?,
                sheet: row.json("content")?,
            })
        })
        .collect()
}

/// What stood in a service at a version.
pub(crate) fn at_version(
    reader: &mut Reader<'_>,
    slug: &str,
    version: i64,
) -> Result<Option<Sheet>, AppError> {
    let row = reader.maybe(AT, &[&slug, &version])?;
    Ok(row.map(|row| row.json("content")).transpose()?)
}

/// The history of a draft goes with it to another address.
pub(crate) fn rename(tx: &mut Tx<'_>, slug: &str, new: &str) -> Result<(), AppError> {
    tx.execute(MOVE, &[&slug, &new])?;
    Ok(())
}

/// Erases old versions; the present one of every service stays.
pub(crate) fn erase_old(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let span = SignedDuration::from_hours(KEPT_YEARS * YEAR_HOURS);
    let before = tx.now().checked_sub(span).map_err(AppError::internal)?;
    Ok(tx.execute(ERASE, &[&before])?)
}
