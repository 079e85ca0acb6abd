//! The SQL of files of values between preview and storing.

use std::collections::HashSet;

use jiff::Timestamp;
use kernel::db::Sql;
use kernel::files::{self, StoredFile};
use kernel::{AppError, Id, Reader, Tx, sql};

const ADD: Sql = sql!(
    "INSERT INTO sensors_upload (id, thing, file, name, made_at, stored, known, left_out)
     VALUES ($1, $2, $3, $4, $5, 0, 0, 0)"
);
const FIND: Sql = sql!(
    "SELECT id, thing, file, name, made_at, stored_at, stored, known, left_out
     FROM sensors_upload WHERE id = $1"
);
const STORED: Sql = sql!(
    "UPDATE sensors_upload SET stored_at = $2, stored = $3, known = $4, left_out = $5
     WHERE id = $1 AND stored_at IS NULL"
);
const OLD: Sql =
    sql!("SELECT id, file FROM sensors_upload WHERE made_at < $1 ORDER BY id LIMIT 500");
const DROP: Sql = sql!("DELETE FROM sensors_upload WHERE id = $1");
const STARTS: Sql = sql!(
    "SELECT start_at FROM sensors_observation
     WHERE stream = $1 AND start_at >= $2 AND start_at <= $3"
);

/// A file of values.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    /// Its identifier.
    pub id: Id<Upload>,
    /// The station its values belong to.
    pub thing: i64,
    /// The file.
    pub file: Id<StoredFile>,
    /// Its name.
    pub name: String,
    /// When its values were stored.
    pub stored_at: Option<Timestamp>,
    /// How many were.
    pub stored: i64,
    /// How many were known already.
    pub known: i64,
    /// How many rows were left out.
    pub left_out: i64,
}

/// Who holds the file itself.
pub(crate) fn owner(id: Id<Upload>) -> String {
    format!("sensors-upload/{id}")
}

/// Adds a file.
pub(crate) fn add(tx: &mut Tx<'_>, upload: &Upload) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(ADD, &[&upload.id, &upload.thing, &upload.file, &upload.name, &now])?;
    Ok(())
}

/// A file.
pub(crate) fn find(reader: &mut Reader<'_>, id: Id<Upload>) -> Result<Upload, AppError> {
    let row = reader.maybe(FIND, &[&id])?.ok_or(AppError::NotFound)?;
    Ok(Upload {
        id: row.get("id")?,
        thing: row.get("thing")?,
        file: row.get("file")?,
        name: row.get("name")?,
        stored_at: row.get("stored_at")?,
        stored: row.get("stored")?,
        known: row.get("known")?,
        left_out: row.get("left_out")?,
    })
}

/// Its values are stored; false where they were before.
pub(crate) fn stored(
    tx: &mut Tx<'_>,
    id: Id<Upload>,
    (stored, known, left_out): (i64, i64, i64),
) -> Result<bool, AppError> {
    let now = tx.now();
    Ok(tx.execute(STORED, &[&id, &now, &stored, &known, &left_out])? == 1)
}

/// Instants at which a stream has values.
pub(crate) fn starts(
    reader: &mut Reader<'_>,
    stream: i64,
    span: (i64, i64),
) -> Result<HashSet<i64>, AppError> {
    let rows = reader.query(STARTS, &[&stream, &span.0, &span.1])?;
    rows.iter().map(|row| Ok(row.at(0)?)).collect()
}

/// Forgets files: what was stored is stored, and what was not is tried anew.
pub(crate) fn forget(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now() - jiff::SignedDuration::from_hours(48);
    let rows = tx.query(OLD, &[&before])?;
    for row in &rows {
        let (id, file): (Id<Upload>, Id<StoredFile>) = (row.at(0)?, row.at(1)?);
        match files::unlink(tx, file) {
            Ok(_) | Err(AppError::NotFound) => {}
            Err(other) => return Err(other),
        }
        tx.execute(DROP, &[&id])?;
    }
    Ok(u64::try_from(rows.len()).unwrap_or(0))
}
