//! Mail that nobody could deliver, at once or later.

use jiff::Timestamp;

use super::Mail;
use crate::db::{Reader, Sql, Tx};
use crate::error::AppError;
use crate::facts::MailReturned;
use crate::sql;
use crate::value::Id;

const RETURN: Sql = sql!(
    "UPDATE kernel_mail SET returned_at = $2
     WHERE id = $1 AND returned_at IS NULL AND state IN ('sent', 'unclear')"
);
const EVENT: Sql = sql!("SELECT event FROM kernel_mail WHERE id = $1");

const UNDELIVERED: Sql = sql!(
    "SELECT event FROM kernel_mail
     WHERE state = 'failed' AND made_at >= $1 AND event > $2 AND event < $3
     ORDER BY event
     LIMIT 10000"
);

/// The events of mails written since an instant that nobody could deliver, of all whose event begins
/// with `start`.
///
/// # Errors
/// What the database says.
pub fn undelivered(
    reader: &mut Reader<'_>,
    start: &str,
    since: Timestamp,
) -> Result<Vec<String>, AppError> {
    let end = format!("{start}\u{10ffff}");
    let rows = reader.query(UNDELIVERED, &[&since, &start, &end])?;
    rows.iter().map(|row| Ok(row.get("event")?)).collect()
}

/// Notes that a mail came back and tells whoever wrote it. Whether it is a mail of this town that
/// did not come back before; a mail comes back once, however many notices there are.
///
/// # Errors
/// What the database says.
pub fn returned(tx: &mut Tx<'_>, id: Id<Mail>, is_final: bool) -> Result<bool, AppError> {
    let now = tx.now();
    if tx.execute(RETURN, &[&id, &now])? == 0 {
        return Ok(false);
    }
    if let Some(row) = tx.maybe(EVENT, &[&id])? {
        tx.emit(&MailReturned { event: row.get("event")?, is_final })?;
    }
    Ok(true)
}
