//! Warnings that were given, and the private calendars of staff.

use jiff::Timestamp;
use kernel::people::Account;
use kernel::{AppError, Id, Reader, Sql, Tx, sql};

use crate::law::Term;
use crate::model::Request;
use crate::warn::{Alarm, Watched};

const NOTE: Sql = sql!(
    "INSERT INTO permits_alarm (request, step, due_on, alarm, told_on)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (request, step, due_on, alarm) DO NOTHING"
);
const ERASE: Sql = sql!("DELETE FROM permits_alarm WHERE request = $1");
const SET_KEY: Sql = sql!(
    "INSERT INTO permits_calendar (account, digest, made_at) VALUES ($1, $2, $3)
     ON CONFLICT (account) DO UPDATE SET digest = excluded.digest, made_at = excluded.made_at"
);
const KEY_SINCE: Sql = sql!("SELECT made_at FROM permits_calendar WHERE account = $1");
const OF_KEY: Sql = sql!("SELECT account FROM permits_calendar WHERE digest = $1");
const DROP_KEY: Sql = sql!("DELETE FROM permits_calendar WHERE account = $1");

/// Notes a warning; answers whether nobody was warned so before.
pub(crate) fn note_alarm(
    tx: &mut Tx<'_>,
    request: Id<Request>,
    watched: Watched,
    term: &Term,
    alarm: Alarm,
) -> Result<bool, AppError> {
    let today = tx.today();
    let row = tx.execute(NOTE, &[&request, &watched.word(), &term.legal, &alarm.word(), &today])?;
    Ok(row == 1)
}

/// Erases the warnings about a request.
pub(crate) fn erase_alarms(tx: &mut Tx<'_>, request: Id<Request>) -> Result<u64, AppError> {
    Ok(tx.execute(ERASE, &[&request])?)
}

/// Sets the digest of the key of somebody's calendar; the one before opens nothing any more.
pub(crate) fn set_calendar(
    tx: &mut Tx<'_>,
    account: Id<Account>,
    digest: &str,
) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(SET_KEY, &[&account, &digest, &now])?;
    Ok(())
}

/// Since when somebody has a calendar.
pub(crate) fn calendar_since(
    reader: &mut Reader<'_>,
    account: Id<Account>,
) -> Result<Option<Timestamp>, AppError> {
    Ok(reader.maybe(KEY_SINCE, &[&account])?.map(|row| row.at(0)).transpose()?)
}

/// Whose calendar a key opens.
pub(crate) fn of_calendar(
    reader: &mut Reader<'_>,
    digest: &str,
) -> Result<Option<Id<Account>>, AppError> {
    Ok(reader.maybe(OF_KEY, &[&digest])?.map(|row| row.at(0)).transpose()?)
}

/// Takes the key of somebody's calendar away.
pub(crate) fn drop_calendar(tx: &mut Tx<'_>, account: Id<Account>) -> Result<(), AppError> {
    tx.execute(DROP_KEY, &[&account])?;
    Ok(())
}
