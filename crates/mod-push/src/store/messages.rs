//! The SQL of what was noticed and told.

use jiff::Timestamp;
use kernel::db::Row;
use kernel::{AppError, Id, Reader, Sql, Town, Tx, sql};

use super::subscriber;
use crate::model::{Message, Subscriber};

const SEE: Sql = sql!(
    "INSERT INTO push_seen (subject, seen_at) VALUES ($1, $2) ON CONFLICT (subject) DO NOTHING"
);
const KNOWN: Sql = sql!("SELECT seen_at FROM push_seen WHERE subject = $1");
const OLD_SEEN: Sql = sql!("DELETE FROM push_seen WHERE seen_at < $1");
const BEGIN: Sql =
    sql!("INSERT INTO push_begun (name, at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING");
const BEGUN: Sql = sql!("SELECT at FROM push_begun WHERE name = $1");
const PAUSE: Sql = sql!("DELETE FROM push_begun WHERE name = $1");

const ADD: Sql = sql!(
    "INSERT INTO push_message (id, kind, subject, made_at, last_told, rounds, sent, failed, ended_at)
     VALUES ($1, $2, $3, $4, '', 0, 0, 0, NULL)"
);
const FIND: Sql = sql!(
    "SELECT id, kind, subject, made_at, last_told, rounds, sent, failed, ended_at
     FROM push_message WHERE id = $1"
);
const LATEST: Sql = sql!(
    "SELECT id, kind, subject, made_at, last_told, rounds, sent, failed, ended_at
     FROM push_message
     ORDER BY made_at DESC, id DESC
     LIMIT $1"
);
const ADVANCE: Sql = sql!(
    "UPDATE push_message SET last_told = $2, sent = sent + $3, failed = failed + $4 WHERE id = $1"
);
const ROUND: Sql = sql!("UPDATE push_message SET rounds = rounds + 1 WHERE id = $1");
const END: Sql = sql!("UPDATE push_message SET ended_at = $2 WHERE id = $1");
const OLD: Sql = sql!("DELETE FROM push_message WHERE made_at < $1");

const RETRY: Sql = sql!(
    "INSERT INTO push_retry (message, subscription, at, tries) VALUES ($1, $2, $3, 1)
     ON CONFLICT (message, subscription)
     DO UPDATE SET at = excluded.at, tries = push_retry.tries + 1"
);
const TRIES: Sql = sql!("SELECT tries FROM push_retry WHERE message = $1 AND subscription = $2");
const SETTLED: Sql = sql!("DELETE FROM push_retry WHERE message = $1 AND subscription = $2");
const DUE: Sql = sql!(
    "SELECT s.id, s.sealed, s.language, s.topics
     FROM push_retry r
     JOIN push_subscription s ON s.id = r.subscription
     WHERE r.message = $1 AND r.at <= $2
     ORDER BY r.at, s.id
     LIMIT $3"
);
const WAITING: Sql = sql!("SELECT MIN(at) AS at FROM push_retry WHERE message = $1");
const NO_RETRIES: Sql = sql!("DELETE FROM push_retry WHERE message = $1");
const OLD_RETRIES: Sql = sql!("DELETE FROM push_retry WHERE at < $1");

fn message(row: &Row) -> Result<Message, AppError> {
    Ok(Message {
        id: row.get("id")?,
        kind: row.get("kind")?,
        subject: row.get("subject")?,
        made_at: row.get("made_at")?,
        last_told: row.get("last_told")?,
        rounds: row.get("rounds")?,
        sent: row.get("sent")?,
        failed: row.get("failed")?,
        ended_at: row.get("ended_at")?,
    })
}

/// Notes that something became visible; whether it is new.
///
/// # Errors
/// What the database says.
pub fn see(tx: &mut Tx<'_>, subject: &str) -> Result<bool, AppError> {
    let now = tx.now();
    Ok(tx.execute(SEE, &[&subject, &now])? == 1)
}

/// Whether something was noticed before.
///
/// # Errors
/// What the database says.
pub fn is_known(reader: &mut Reader<'_>, subject: &str) -> Result<bool, AppError> {
    Ok(reader.maybe(KNOWN, &[&subject])?.is_some())
}

/// Forgets what was noticed before.
///
/// # Errors
/// What the database says.
pub fn drop_seen(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(OLD_SEEN, &[&before])?)
}

/// From now on things are told; whether that is new.
///
/// # Errors
/// What the database says.
pub fn begin(tx: &mut Tx<'_>, name: &str) -> Result<bool, AppError> {
    let now = tx.now();
    Ok(tx.execute(BEGIN, &[&name, &now])? == 1)
}

/// Whether things are told.
///
/// # Errors
/// What the database says.
pub fn has_begun(reader: &mut Reader<'_>, name: &str) -> Result<bool, AppError> {
    Ok(reader.maybe(BEGUN, &[&name])?.is_some())
}

/// From now on nothing is told.
///
/// # Errors
/// What the database says.
pub fn pause(tx: &mut Tx<'_>, name: &str) -> Result<(), AppError> {
    tx.execute(PAUSE, &[&name])?;
    Ok(())
}

/// Notes a message to be told.
///
/// # Errors
/// What the database says.
pub fn add(tx: &mut Tx<'_>, kind: &str, subject: &str) -> Result<Id<Message>, AppError> {
    let (id, now) = (Id::new(), tx.now());
    tx.execute(ADD, &[&id, &kind, &subject, &now])?;
    Ok(id)
}

/// A message.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn find(reader: &mut Reader<'_>, id: Id<Message>) -> Result<Message, AppError> {
    reader.maybe(FIND, &[&id])?.as_ref().map(message).ok_or(AppError::NotFound)?
}

/// The latest messages.
///
/// # Errors
/// What the database says.
pub fn latest(reader: &mut Reader<'_>, limit: i64) -> Result<Vec<Message>, AppError> {
    reader.query(LATEST, &[&limit])?.iter().map(message).collect()
}

/// Notes how far a message went.
///
/// # Errors
/// What the database says.
pub fn advance(
    tx: &mut Tx<'_>,
    id: Id<Message>,
    last_told: &str,
    sent: i64,
    failed: i64,
) -> Result<(), AppError> {
    tx.execute(ADVANCE, &[&id, &last_told, &sent, &failed])?;
    Ok(())
}

/// Notes that a message is taken up again later.
///
/// # Errors
/// What the database says.
pub fn next_round(tx: &mut Tx<'_>, id: Id<Message>) -> Result<(), AppError> {
    tx.execute(ROUND, &[&id])?;
    Ok(())
}

/// Nobody waits for a message any more.
///
/// # Errors
/// What the database says.
pub fn end(tx: &mut Tx<'_>, id: Id<Message>) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(NO_RETRIES, &[&id])?;
    tx.execute(END, &[&id, &now])?;
    Ok(())
}

/// Forgets messages before.
///
/// # Errors
/// What the database says.
pub fn drop_messages(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(OLD, &[&before])?)
}

/// Somebody gets a message later; how often that was said by now.
///
/// # Errors
/// What the database says.
pub fn retry(
    tx: &mut Tx<'_>,
    message: Id<Message>,
    to: Id<Subscriber>,
    at: Timestamp,
) -> Result<i64, AppError> {
    tx.execute(RETRY, &[&message, &to, &at])?;
    Ok(tx.one(TRIES, &[&message, &to])?.get("tries")?)
}

/// Somebody does not wait for a message any more.
///
/// # Errors
/// What the database says.
pub fn settled(tx: &mut Tx<'_>, message: Id<Message>, to: Id<Subscriber>) -> Result<(), AppError> {
    tx.execute(SETTLED, &[&message, &to])?;
    Ok(())
}

/// Who waits for a message and may be asked again by now.
///
/// # Errors
/// What the database says.
pub fn due(
    town: &Town,
    reader: &mut Reader<'_>,
    message: Id<Message>,
    limit: i64,
) -> Result<Vec<Subscriber>, AppError> {
    let now = reader.now();
    let rows = reader.query(DUE, &[&message, &now, &limit])?;
    rows.iter().map(|row| subscriber(town, row)).collect()
}

/// When the first of those who wait may be asked again.
///
/// # Errors
/// What the database says.
pub fn waiting(
    reader: &mut Reader<'_>,
    message: Id<Message>,
) -> Result<Option<Timestamp>, AppError> {
    Ok(reader.one(WAITING, &[&message])?.get("at")?)
}

/// Forgets who waits since before.
///
/// # Errors
/// What the database says.
pub fn drop_retries(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(OLD_RETRIES, &[&before])?)
}
