//! Mail that nobody could deliver.

use jiff::Timestamp;

use crate::db::{Reader, Sql};
use crate::error::AppError;
use crate::sql;

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
