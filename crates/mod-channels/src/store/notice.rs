//! The SQL of what Meta told by itself.

use jiff::Timestamp;
use kernel::{AppError, Id, Reader, Sql, Tx, sql};

use crate::account::Connection;
use crate::model::Post;

const ADD: Sql = sql!(
    "INSERT INTO channels_notice (id, kind, account, remote, times, told_at)
     VALUES ($1, $2, $3, $4, 1, $5)
     ON CONFLICT (id) DO NOTHING"
);
const COUNT_UP: Sql = sql!(
    "INSERT INTO channels_notice (id, kind, account, remote, times, told_at)
     VALUES ('refused', 'refused', '', '', 1, $1)
     ON CONFLICT (id) DO UPDATE SET times = channels_notice.times + 1, told_at = excluded.told_at"
);
const REMOVE: Sql = sql!("DELETE FROM channels_notice WHERE id = $1");
const READ: Sql =
    sql!("DELETE FROM channels_notice WHERE kind = 'comment' AND account = $1 AND remote = $2");
const COMMENTS: Sql = sql!(
    "SELECT n.account, n.remote, COUNT(*) AS many, MAX(n.told_at) AS told_at,
            (SELECT MAX(t.post) FROM channels_task t
             WHERE t.account = n.account AND t.remote = n.remote) AS post
     FROM channels_notice n
     WHERE n.kind = 'comment'
     GROUP BY n.account, n.remote
     ORDER BY told_at DESC, n.remote
     LIMIT 20"
);
const REFUSED: Sql =
    sql!("SELECT times, told_at FROM channels_notice WHERE id = 'refused' AND told_at >= $1");
const ERASE: Sql = sql!("DELETE FROM channels_notice WHERE told_at < $1");

/// Notes something once, however often it is told; whether it is new.
pub fn add(
    tx: &mut Tx<'_>,
    id: &str,
    kind: &str,
    account: Id<Connection>,
    remote: &str,
) -> Result<bool, AppError> {
    let now = tx.now();
    Ok(tx.execute(ADD, &[&id, &kind, &account, &remote, &now])? == 1)
}

/// Notes that a message was refused.
pub fn refuse(tx: &mut Tx<'_>) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(COUNT_UP, &[&now])?;
    Ok(())
}

/// Forgets something that is no longer so; whether it was noted.
pub fn remove(tx: &mut Tx<'_>, id: &str) -> Result<bool, AppError> {
    Ok(tx.execute(REMOVE, &[&id])? == 1)
}

/// Somebody looked at the comments of a post; how many were new.
pub fn read(tx: &mut Tx<'_>, account: Id<Connection>, remote: &str) -> Result<u64, AppError> {
    Ok(tx.execute(READ, &[&account, &remote])?)
}

/// New comments under one post of an account.
pub struct Comments {
    /// The account.
    pub account: Id<Connection>,
    /// The post, if it went out from here.
    pub post: Option<Id<Post>>,
    /// How many.
    pub count: i64,
}

/// New comments, by post.
pub fn comments(reader: &mut Reader<'_>) -> Result<Vec<Comments>, AppError> {
    let rows = reader.query(COMMENTS, &[])?;
    rows.iter()
        .map(|row| {
            Ok(Comments {
                account: row.get("account")?,
                post: row.get("post")?,
                count: row.get("many")?,
            })
        })
        .collect()
}

/// How many messages were refused, and when the last was, if that is not long ago.
pub fn refused(
    reader: &mut Reader<'_>,
    since: Timestamp,
) -> Result<Option<(i64, Timestamp)>, AppError> {
    let row = reader.maybe(REFUSED, &[&since])?;
    row.map(|row| Ok((row.get("times")?, row.get("told_at")?))).transpose()
}

/// Forgets what was told before an instant.
pub fn erase(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(ERASE, &[&before])?)
}
