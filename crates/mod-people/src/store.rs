//! Tables of this department: known devices, failed sign-ins, codes sent by mail.

use jiff::{SignedDuration, Timestamp};
use kernel::db::{Migration, Reader, Tx};
use kernel::people::Account;
use kernel::{AppError, Id, Sql, session, sql};

use crate::lockout::FORGOTTEN_AFTER;

/// The tables.
pub const MIGRATIONS: &[Migration] = &[Migration {
    module: "people",
    name: "0001_people",
    sql: include_str!("../migrations/0001_people.sql"),
}];

/// Days a device stays known without being used.
pub const DEVICE_DAYS: i64 = 180;
/// Tries at one code sent by mail.
const CODE_TRIES_MAX: i64 = 5;

const DEVICE: Sql = sql!("SELECT account FROM people_device WHERE hash = $1 AND used_at > $2");
const ADD_DEVICE: Sql = sql!(
    "INSERT INTO people_device (hash, account, made_at, used_at)
     VALUES ($1, $2, $3, $3)
     ON CONFLICT (hash) DO UPDATE SET used_at = excluded.used_at"
);
const FORGET_DEVICES: Sql = sql!("DELETE FROM people_device WHERE account = $1");
const OLD_DEVICES: Sql = sql!("DELETE FROM people_device WHERE used_at < $1");
const FAILURE: Sql = sql!("SELECT failures, last_at, until FROM people_failure WHERE place = $1");
const SET_FAILURE: Sql = sql!(
    "INSERT INTO people_failure (place, failures, last_at, until)
     VALUES ($1, $2, $3, $4)
     ON CONFLICT (place) DO UPDATE SET failures = excluded.failures,
        last_at = excluded.last_at, until = excluded.until"
);
const CLEAR_FAILURE: Sql = sql!("DELETE FROM people_failure WHERE place = $1");
const OLD_FAILURES: Sql = sql!("DELETE FROM people_failure WHERE last_at < $1");
const ADD_CODE: Sql = sql!(
    "INSERT INTO people_mail_code (hash, address, code, tries, expires_at)
     VALUES ($1, $2, $3, 0, $4)"
);
const CODE_RUNS: Sql =
    sql!("SELECT hash FROM people_mail_code WHERE hash = $1 AND expires_at > $2 AND tries < $3");
const TRY_CODE: Sql = sql!(
    "UPDATE people_mail_code SET tries = tries + 1
     WHERE hash = $1 AND expires_at > $2 AND tries < $3
     RETURNING address, code, tries"
);
const END_CODE: Sql = sql!("DELETE FROM people_mail_code WHERE hash = $1");
const OLD_CODES: Sql = sql!("DELETE FROM people_mail_code WHERE expires_at < $1");

fn before(now: Timestamp, span: SignedDuration) -> Result<Timestamp, AppError> {
    now.checked_sub(span).map_err(AppError::internal)
}

fn device_life() -> SignedDuration {
    SignedDuration::from_hours(24 * DEVICE_DAYS)
}

/// Whether the token of a device is known for this account.
///
/// # Errors
/// What the database says.
pub fn knows_device(
    reader: &mut Reader<'_>,
    token: &str,
    account: Id<Account>,
) -> Result<bool, AppError> {
    let since = before(reader.now(), device_life())?;
    let row = reader.maybe(DEVICE, &[&session::kept(token), &since])?;
    Ok(row.map(|r| r.at::<Id<Account>>(0)).transpose()? == Some(account))
}

/// Remembers a device after a sign-in; answers its token for the cookie.
///
/// # Errors
/// What the database says.
pub fn know_device(tx: &mut Tx<'_>, account: Id<Account>) -> Result<String, AppError> {
    let (token, hash) = session::new_token();
    let now = tx.now();
    tx.execute(ADD_DEVICE, &[&hash, &account, &now])?;
    Ok(token)
}

/// Notes that a known device signed in again.
///
/// # Errors
/// What the database says.
pub fn used_device(tx: &mut Tx<'_>, token: &str, account: Id<Account>) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(ADD_DEVICE, &[&session::kept(token), &account, &now])?;
    Ok(())
}

/// Forgets all devices of an account.
///
/// # Errors
/// What the database says.
pub fn forget_devices(tx: &mut Tx<'_>, account: Id<Account>) -> Result<u64, AppError> {
    Ok(tx.execute(FORGET_DEVICES, &[&account])?)
}

/// Nightly: devices not used for long.
///
/// # Errors
/// What the database says.
pub fn erase_devices(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let since = before(tx.now(), device_life())?;
    Ok(tx.execute(OLD_DEVICES, &[&since])?)
}

/// Failed sign-ins at one place.
#[derive(Clone, Copy, Debug)]
pub struct Failure {
    /// How many in a row.
    pub failures: i64,
    /// The last one.
    pub last_at: Timestamp,
    /// End of the pause.
    pub until: Timestamp,
}

/// Failures at a place, if any.
///
/// # Errors
/// What the database says.
pub fn failure(reader: &mut Reader<'_>, place: &str) -> Result<Option<Failure>, AppError> {
    match reader.maybe(FAILURE, &[&place])? {
        Some(row) => Ok(Some(Failure {
            failures: row.get("failures")?,
            last_at: row.get("last_at")?,
            until: row.get("until")?,
        })),
        None => Ok(None),
    }
}

/// Writes the failures of a place.
///
/// # Errors
/// What the database says.
pub fn set_failure(
    tx: &mut Tx<'_>,
    place: &str,
    failures: i64,
    until: Timestamp,
) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(SET_FAILURE, &[&place, &failures, &now, &until])?;
    Ok(())
}

/// Forgets the failures of a place after a right try.
///
/// # Errors
/// What the database says.
pub fn clear_failure(tx: &mut Tx<'_>, place: &str) -> Result<(), AppError> {
    tx.execute(CLEAR_FAILURE, &[&place])?;
    Ok(())
}

/// Nightly: failures long past.
///
/// # Errors
/// What the database says.
pub fn erase_failures(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let since = before(tx.now(), FORGOTTEN_AFTER)?;
    Ok(tx.execute(OLD_FAILURES, &[&since])?)
}

/// Keeps a code that is sent by mail: digest of the token, sealed address, digest of the code.
///
/// # Errors
/// What the database says.
pub fn add_mail_code(
    tx: &mut Tx<'_>,
    hash: &str,
    address: &str,
    code: &str,
    life: SignedDuration,
) -> Result<(), AppError> {
    let ends = tx.now().checked_add(life).map_err(AppError::internal)?;
    tx.execute(ADD_CODE, &[&hash, &address, &code, &ends])?;
    Ok(())
}

/// Whether a code may still be typed.
///
/// # Errors
/// What the database says.
pub fn mail_code_runs(reader: &mut Reader<'_>, hash: &str) -> Result<bool, AppError> {
    let now = reader.now();
    Ok(reader.maybe(CODE_RUNS, &[&hash, &now, &CODE_TRIES_MAX])?.is_some())
}

/// Counts a try at a code: sealed address, digest of the code, tries left afterwards; none when it
/// ran out or was tried too often.
///
/// # Errors
/// What the database says.
pub fn try_mail_code(
    tx: &mut Tx<'_>,
    hash: &str,
) -> Result<Option<(String, String, i64)>, AppError> {
    let now = tx.now();
    match tx.maybe(TRY_CODE, &[&hash, &now, &CODE_TRIES_MAX])? {
        Some(row) => {
            let left = CODE_TRIES_MAX - row.get::<i64>("tries")?;
            Ok(Some((row.get("address")?, row.get("code")?, left)))
        }
        None => Ok(None),
    }
}

/// Uses a code up.
///
/// # Errors
/// What the database says.
pub fn end_mail_code(tx: &mut Tx<'_>, hash: &str) -> Result<(), AppError> {
    tx.execute(END_CODE, &[&hash])?;
    Ok(())
}

/// Nightly: codes that ran out.
///
/// # Errors
/// What the database says.
pub fn erase_mail_codes(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let now = tx.now();
    Ok(tx.execute(OLD_CODES, &[&now])?)
}
