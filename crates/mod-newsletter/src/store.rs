//! The SQL of the newsletter.

mod issues;

use jiff::Timestamp;
use kernel::db::Row;
use kernel::{AppError, Id, Private, Reader, Sql, Town, Tx, sql};

use crate::model::{Issue, Rhythm, Subscriber, Topics, WORDING};

pub use issues::*;

const ASK: Sql = sql!(
    "INSERT INTO newsletter_reader (id, email, mark, language, rhythm, topics, wording, asked_at,
                                    strikes)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0) ON CONFLICT (mark) DO NOTHING"
);
const OF_MARK: Sql = sql!(
    "SELECT id, email, language, rhythm, topics, asked_at, confirmed_at, strikes, struck_at
     FROM newsletter_reader WHERE mark = $1"
);
const FIND: Sql = sql!(
    "SELECT id, email, language, rhythm, topics, asked_at, confirmed_at, strikes, struck_at
     FROM newsletter_reader WHERE id = $1"
);
const ASKED_AGAIN: Sql = sql!("UPDATE newsletter_reader SET asked_at = $2 WHERE id = $1");
const WISH: Sql = sql!(
    "UPDATE newsletter_reader SET rhythm = $2, topics = $3, language = $4
     WHERE id = $1 AND confirmed_at IS NULL"
);
const CHOOSE: Sql = sql!(
    "UPDATE newsletter_reader
     SET rhythm = $2, topics = $3, wording = $4, confirmed_at = COALESCE(confirmed_at, $5)
     WHERE id = $1"
);
const DROP: Sql = sql!("DELETE FROM newsletter_reader WHERE id = $1");
const STALE: Sql =
    sql!("DELETE FROM newsletter_reader WHERE confirmed_at IS NULL AND asked_at < $1");
const STRIKE: Sql = sql!("UPDATE newsletter_reader SET strikes = $2, struck_at = $3 WHERE id = $1");
const NEXT: Sql = sql!(
    "SELECT id, email, language, rhythm, topics, asked_at, confirmed_at, strikes, struck_at
     FROM newsletter_reader
     WHERE rhythm = $1 AND id > $2 AND confirmed_at IS NOT NULL AND confirmed_at <= $3
     ORDER BY id
     LIMIT $4"
);
const CHOSEN: Sql = sql!(
    "SELECT rhythm, topics, COUNT(*) AS many FROM newsletter_reader
     WHERE confirmed_at IS NOT NULL
     GROUP BY rhythm, topics
     LIMIT 5000"
);
const WAITING: Sql = sql!("SELECT COUNT(*) FROM newsletter_reader WHERE confirmed_at IS NULL");

fn place(id: Id<Subscriber>) -> String {
    format!("newsletter_reader|email|{id}")
}

fn rhythm(row: &Row) -> Result<Rhythm, AppError> {
    let word: String = row.get("rhythm")?;
    Rhythm::from_word(&word).ok_or_else(|| AppError::internal("an unknown rhythm"))
}

fn topics(row: &Row) -> Result<Topics, AppError> {
    let text: String = row.get("topics")?;
    Ok(Topics(serde_json::from_str(&text)?))
}

fn text(topics: &Topics) -> Result<String, AppError> {
    Ok(serde_json::to_string(&topics.0)?)
}

fn subscriber(town: &Town, row: &Row) -> Result<Subscriber, AppError> {
    let id: Id<Subscriber> = row.get("id")?;
    let sealed: String = row.get("email")?;
    let email = String::from_utf8(town.unseal(&place(id), &sealed)?).map_err(AppError::internal)?;
    Ok(Subscriber {
        id,
        email: Private::new(email),
        language: row.get("language")?,
        rhythm: rhythm(row)?,
        topics: topics(row)?,
        asked_at: row.get("asked_at")?,
        confirmed_at: row.get("confirmed_at")?,
        strikes: row.get("strikes")?,
        struck_at: row.get("struck_at")?,
    })
}

/// Notes a wish; answers the one that is there already, where the address asked before.
///
/// # Errors
/// What the database says.
pub fn ask(
    town: &Town,
    tx: &mut Tx<'_>,
    wish: &Subscriber,
    mark: &str,
) -> Result<Subscriber, AppError> {
    let sealed = town.seal(&place(wish.id), wish.email.reveal().as_bytes())?;
    tx.execute(
        ASK,
        &[
            &wish.id,
            &sealed,
            &mark,
            &wish.language,
            &wish.rhythm.word(),
            &text(&wish.topics)?,
            &WORDING,
            &wish.asked_at,
        ],
    )?;
    let row = tx.one(OF_MARK, &[&mark])?;
    subscriber(town, &row)
}

/// Somebody who gets mail.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn find(
    town: &Town,
    reader: &mut Reader<'_>,
    id: Id<Subscriber>,
) -> Result<Subscriber, AppError> {
    let row = reader.maybe(FIND, &[&id])?.ok_or(AppError::NotFound)?;
    subscriber(town, &row)
}

/// Notes that the address was asked for once more; where nobody confirmed it yet, with the newer wish.
///
/// # Errors
/// What the database says.
pub fn asked_again(tx: &mut Tx<'_>, id: Id<Subscriber>, wish: &Subscriber) -> Result<(), AppError> {
    tx.execute(ASKED_AGAIN, &[&id, &wish.asked_at])?;
    let topics = text(&wish.topics)?;
    tx.execute(WISH, &[&id, &wish.rhythm.word(), &topics, &wish.language])?;
    Ok(())
}

/// Confirms an address, or changes what its owner chose.
///
/// # Errors
/// What the database says.
pub fn choose(
    tx: &mut Tx<'_>,
    id: Id<Subscriber>,
    rhythm: Rhythm,
    topics: &Topics,
) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(CHOOSE, &[&id, &rhythm.word(), &text(topics)?, &WORDING, &now])?;
    Ok(())
}

/// Forgets an address.
///
/// # Errors
/// What the database says.
pub fn drop(tx: &mut Tx<'_>, id: Id<Subscriber>) -> Result<(), AppError> {
    tx.execute(DROP, &[&id])?;
    Ok(())
}

/// Forgets wishes nobody confirmed.
///
/// # Errors
/// What the database says.
pub fn drop_stale(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(STALE, &[&before])?)
}

/// Notes mails that could not be delivered.
///
/// # Errors
/// What the database says.
pub fn strike(
    tx: &mut Tx<'_>,
    id: Id<Subscriber>,
    strikes: i64,
    at: Timestamp,
) -> Result<(), AppError> {
    tx.execute(STRIKE, &[&id, &strikes, &at])?;
    Ok(())
}

/// The next readers of an issue.
///
/// # Errors
/// What the database says.
pub fn next(
    town: &Town,
    reader: &mut Reader<'_>,
    issue: &Issue,
    limit: i64,
) -> Result<Vec<Subscriber>, AppError> {
    let values: [&dyn kernel::db::ToValue; 4] =
        [&issue.rhythm.word(), &issue.last_read, &issue.until, &limit];
    reader.query(NEXT, &values)?.iter().map(|row| subscriber(town, row)).collect()
}

/// How many chose what.
///
/// # Errors
/// What the database says.
pub fn chosen(reader: &mut Reader<'_>) -> Result<Vec<(Rhythm, Topics, i64)>, AppError> {
    let rows = reader.query(CHOSEN, &[])?;
    rows.iter().map(|row| Ok((rhythm(row)?, topics(row)?, row.get("many")?))).collect()
}

/// How many have not confirmed yet.
///
/// # Errors
/// What the database says.
pub fn waiting(reader: &mut Reader<'_>) -> Result<i64, AppError> {
    Ok(reader.count(WAITING, &[])?)
}
