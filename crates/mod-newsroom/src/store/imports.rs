//! Exports that were read and wait for somebody to decide.

use jiff::SignedDuration;
use kernel::org::Unit;
use kernel::{AppError, Id, Reader, Sql, Tx, sql};

use crate::import::Batch;

/// Days after which an export nobody decided upon goes.
const WAITING_DAYS: i64 = 7;

const ADD: Sql =
    sql!("INSERT INTO newsroom_import (id, unit, content, made_at) VALUES ($1, $2, $3, $4)");
const FIND: Sql = sql!("SELECT unit, content FROM newsroom_import WHERE id = $1");
const FINISH: Sql = sql!("DELETE FROM newsroom_import WHERE id = $1");
const ERASE: Sql = sql!("DELETE FROM newsroom_import WHERE made_at < $1");

/// Keeps an export.
pub(crate) fn add_import(
    tx: &mut Tx<'_>,
    unit: Id<Unit>,
    content: &str,
) -> Result<Id<Batch>, AppError> {
    let (id, now) = (Id::new(), tx.now());
    tx.execute(ADD, &[&id, &unit, &content, &now])?;
    Ok(id)
}

/// Unit and content of an export.
///
/// # Errors
/// [`AppError::NotFound`] when it is gone or was taken over already.
pub(crate) fn import(
    reader: &mut Reader<'_>,
    id: Id<Batch>,
) -> Result<(Id<Unit>, String), AppError> {
    let row = reader.maybe(FIND, &[&id])?.ok_or(AppError::NotFound)?;
    Ok((row.get("unit")?, row.get("content")?))
}

/// Removes an export that was taken over; a second button press finds nothing.
pub(crate) fn finish_import(tx: &mut Tx<'_>, id: Id<Batch>) -> Result<(), AppError> {
    if tx.execute(FINISH, &[&id])? == 1 { Ok(()) } else { Err(AppError::NotFound) }
}

/// Removes what nobody decided upon.
pub(crate) fn erase_imports(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now().checked_sub(SignedDuration::from_hours(24 * WAITING_DAYS));
    let before = before.map_err(AppError::internal)?;
    Ok(tx.execute(ERASE, &[&before])?)
}
