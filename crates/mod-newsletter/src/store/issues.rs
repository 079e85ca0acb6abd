//! The SQL of what was noticed, gathered and counted.

use jiff::Timestamp;
use kernel::db::Row;
use kernel::{AppError, Id, Reader, Sql, Tx, sql};

use super::rhythm;
use crate::model::{Issue, Rhythm};

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
