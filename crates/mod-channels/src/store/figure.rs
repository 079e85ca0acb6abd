//! The SQL of figures.

use kernel::db::Row;
use kernel::{AppError, Id, Reader, Sql, Tx, sql};

use crate::account::Connection;
use crate::figures::Counted;

const PUT: Sql = sql!(
    "INSERT INTO channels_figure (account, subject, measure, day, source, value, read_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (account, subject, measure, day) DO UPDATE SET source = excluded.source,
        value = excluded.value, read_at = excluded.read_at"
);
const OF_SUBJECT: Sql = sql!(
    "SELECT account, subject, measure, day, source, value, read_at
     FROM channels_figure
     WHERE subject = $1
     ORDER BY account, measure, day
     LIMIT 2000"
);
const OF_ACCOUNT: Sql = sql!(
    "SELECT account, subject, measure, day, source, value, read_at
     FROM channels_figure
     WHERE account = $1 AND subject = '' AND day >= $2
     ORDER BY day, measure
     LIMIT 5000"
);
const OF_POSTS: Sql = sql!(
    "SELECT account, subject, measure, day, source, value, read_at
     FROM channels_figure
     WHERE subject <> ''
     ORDER BY subject, account, measure
     LIMIT 20000"
);

fn read(row: &Row) -> Result<Counted, AppError> {
    Ok(Counted {
        account: row.get("account")?,
        subject: row.get("subject")?,
        measure: row.get("measure")?,
        day: row.get("day")?,
        source: row.get("source")?,
        value: row.get("value")?,
        read_at: row.get("read_at")?,
    })
}

/// Saves a figure; the last one told of a day stays.
pub fn put(tx: &mut Tx<'_>, c: &Counted) -> Result<(), AppError> {
    tx.execute(
        PUT,
        &[&c.account, &c.subject, &c.measure, &c.day, &c.source, &c.value, &c.read_at],
    )?;
    Ok(())
}

/// Figures of a post on all accounts.
pub fn of_subject(reader: &mut Reader<'_>, subject: &str) -> Result<Vec<Counted>, AppError> {
    reader.query(OF_SUBJECT, &[&subject])?.iter().map(read).collect()
}

/// Figures of an account itself since a day.
pub fn of_account(
    reader: &mut Reader<'_>,
    account: Id<Connection>,
    since: &str,
) -> Result<Vec<Counted>, AppError> {
    reader.query(OF_ACCOUNT, &[&account, &since])?.iter().map(read).collect()
}

/// Figures of all posts.
pub fn of_posts(reader: &mut Reader<'_>) -> Result<Vec<Counted>, AppError> {
    reader.query(OF_POSTS, &[])?.iter().map(read).collect()
}
