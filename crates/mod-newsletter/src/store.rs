//! The SQL of the newsletter.

use jiff::Timestamp;
use kernel::db::Row;
use kernel::{AppError, Id, Private, Reader, Sql, Town, Tx, sql};

use crate::model::{Issue, Rhythm, Subscriber, Topics, WORDING};

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

const SEE: Sql = sql!(
    "INSERT INTO newsletter_item (publication, kind, seen_at) VALUES ($1, $2, $3)
     ON CONFLICT (publication) DO NOTHING"
);
const SEEN: Sql = sql!(
    "SELECT publication FROM newsletter_item WHERE seen_at > $1 AND seen_at <= $2
     ORDER BY seen_at, publication
     LIMIT $3"
);
const KNOWN: Sql = sql!("SELECT seen_at FROM newsletter_item WHERE publication = $1");
const OLD_ITEMS: Sql = sql!("DELETE FROM newsletter_item WHERE seen_at < $1");

const ISSUE: Sql = sql!(
    "INSERT INTO newsletter_issue (id, rhythm, from_at, until_at, items, last_read, mails, ended_at)
     VALUES ($1, $2, $3, $4, $5, '', 0, $6)"
);
const LAST: Sql = sql!(
    "SELECT id, rhythm, from_at, until_at, items, last_read, mails, ended_at
     FROM newsletter_issue WHERE rhythm = $1
     ORDER BY until_at DESC, id DESC
     LIMIT 1"
);
const FIND_ISSUE: Sql = sql!(
    "SELECT id, rhythm, from_at, until_at, items, last_read, mails, ended_at
     FROM newsletter_issue WHERE id = $1"
);
const ISSUES: Sql = sql!(
    "SELECT id, rhythm, from_at, until_at, items, last_read, mails, ended_at
     FROM newsletter_issue WHERE items > 0
     ORDER BY until_at DESC, id DESC
     LIMIT $1"
);
const ADVANCE: Sql = sql!(
    "UPDATE newsletter_issue SET last_read = $2, mails = mails + $3, ended_at = $4 WHERE id = $1"
);
const OLD_ISSUES: Sql =
    sql!("DELETE FROM newsletter_issue WHERE until_at < $1 AND ended_at IS NOT NULL");

const COUNT: Sql = sql!(
    "INSERT INTO newsletter_figure (day, what, count) VALUES ($1, $2, $3)
     ON CONFLICT (day, what) DO UPDATE SET count = newsletter_figure.count + excluded.count"
);
const FIGURES: Sql = sql!(
    "SELECT what, CAST(SUM(count) AS BIGINT) AS count FROM newsletter_figure WHERE day >= $1
     GROUP BY what ORDER BY what"
);
const OLD_FIGURES: Sql = sql!("DELETE FROM newsletter_figure WHERE day < $1");

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

fn issue(row: &Row) -> Result<Issue, AppError> {
    Ok(Issue {
        id: row.get("id")?,
        rhythm: rhythm(row)?,
        from: row.get("from_at")?,
        until: row.get("until_at")?,
        items: row.get("items")?,
        last_read: row.get("last_read")?,
        mails: row.get("mails")?,
        ended_at: row.get("ended_at")?,
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

/// Notes that a publication became visible; whether it is new.
///
/// # Errors
/// What the database says.
pub fn see(
    tx: &mut Tx<'_>,
    publication: &str,
    kind: &str,
    at: Timestamp,
) -> Result<bool, AppError> {
    Ok(tx.execute(SEE, &[&publication, &kind, &at])? == 1)
}

/// Whether a publication was noticed before.
///
/// # Errors
/// What the database says.
pub fn is_known(reader: &mut Reader<'_>, publication: &str) -> Result<bool, AppError> {
    Ok(reader.maybe(KNOWN, &[&publication])?.is_some())
}

/// What was noticed in a time.
///
/// # Errors
/// What the database says.
pub fn seen(
    reader: &mut Reader<'_>,
    from: Timestamp,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<String>, AppError> {
    let rows = reader.query(SEEN, &[&from, &until, &limit])?;
    rows.iter().map(|row| Ok(row.get("publication")?)).collect()
}

/// Notes an issue.
///
/// # Errors
/// What the database says.
pub fn add_issue(tx: &mut Tx<'_>, it: &Issue) -> Result<(), AppError> {
    tx.execute(ISSUE, &[&it.id, &it.rhythm.word(), &it.from, &it.until, &it.items, &it.ended_at])?;
    Ok(())
}

/// The last issue of a rhythm.
///
/// # Errors
/// What the database says.
pub fn last(reader: &mut Reader<'_>, rhythm: Rhythm) -> Result<Option<Issue>, AppError> {
    reader.maybe(LAST, &[&rhythm.word()])?.as_ref().map(issue).transpose()
}

/// An issue.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn find_issue(reader: &mut Reader<'_>, id: Id<Issue>) -> Result<Issue, AppError> {
    reader.maybe(FIND_ISSUE, &[&id])?.as_ref().map(issue).ok_or(AppError::NotFound)?
}

/// The latest issues that held something.
///
/// # Errors
/// What the database says.
pub fn issues(reader: &mut Reader<'_>, limit: i64) -> Result<Vec<Issue>, AppError> {
    reader.query(ISSUES, &[&limit])?.iter().map(issue).collect()
}

/// Notes how far an issue was sent.
///
/// # Errors
/// What the database says.
pub fn advance(
    tx: &mut Tx<'_>,
    id: Id<Issue>,
    last_read: &str,
    mails: i64,
    ended_at: Option<Timestamp>,
) -> Result<(), AppError> {
    tx.execute(ADVANCE, &[&id, &last_read, &mails, &ended_at])?;
    Ok(())
}

/// Adds to a figure of today.
///
/// # Errors
/// What the database says.
pub fn count(tx: &mut Tx<'_>, what: &str, many: i64) -> Result<(), AppError> {
    let today = tx.today();
    tx.execute(COUNT, &[&today, &what, &many])?;
    Ok(())
}

/// Figures since a day.
///
/// # Errors
/// What the database says.
pub fn figures(
    reader: &mut Reader<'_>,
    since: jiff::civil::Date,
) -> Result<Vec<(String, i64)>, AppError> {
    let rows = reader.query(FIGURES, &[&since])?;
    rows.iter().map(|row| Ok((row.get("what")?, row.get("count")?))).collect()
}

/// Forgets what is older.
///
/// # Errors
/// What the database says.
pub fn drop_items(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(OLD_ITEMS, &[&before])?)
}

/// Forgets issues that were sent to everybody and are older.
///
/// # Errors
/// What the database says.
pub fn drop_issues(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(OLD_ISSUES, &[&before])?)
}

/// Forgets figures of days before.
///
/// # Errors
/// What the database says.
pub fn drop_figures(tx: &mut Tx<'_>, before: jiff::civil::Date) -> Result<u64, AppError> {
    Ok(tx.execute(OLD_FIGURES, &[&before])?)
}
