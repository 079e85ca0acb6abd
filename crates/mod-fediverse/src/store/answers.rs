//! The SQL of what others say: answers, likes, shares.

use jiff::Timestamp;
use kernel::db::Row;
use kernel::{AppError, Reader, Sql, Town, Tx, sql};

use crate::model::{Reply, Words, mark};

const HEAR: Sql = sql!(
    "INSERT INTO fediverse_reply (mark, author, publication, sealed, heard_at, is_read)
     VALUES ($1, $2, $3, $4, $5, FALSE)
     ON CONFLICT (mark) DO UPDATE SET sealed = excluded.sealed, heard_at = excluded.heard_at,
        is_read = FALSE"
);
const IS_HEARD: Sql = sql!("SELECT COUNT(*) FROM fediverse_reply WHERE mark = $1");
const FORGET: Sql = sql!("DELETE FROM fediverse_reply WHERE mark = $1");
const FORGET_AUTHOR: Sql = sql!("DELETE FROM fediverse_reply WHERE author = $1");
const UNREAD: Sql = sql!(
    "SELECT mark, author, publication, sealed, heard_at
     FROM fediverse_reply
     WHERE is_read = FALSE
     ORDER BY heard_at, mark
     LIMIT $1"
);
const UNREAD_COUNT: Sql = sql!("SELECT COUNT(*) FROM fediverse_reply WHERE is_read = FALSE");
const READ: Sql = sql!("UPDATE fediverse_reply SET is_read = TRUE WHERE mark = $1");
const ERASE: Sql = sql!("DELETE FROM fediverse_reply WHERE heard_at < $1");
const REACT: Sql = sql!(
    "INSERT INTO fediverse_reaction (publication, kind, mark)
     VALUES ($1, $2, $3) ON CONFLICT (publication, kind, mark) DO NOTHING"
);
const UNREACT: Sql =
    sql!("DELETE FROM fediverse_reaction WHERE publication = $1 AND kind = $2 AND mark = $3");
const FORGET_REACTIONS: Sql = sql!("DELETE FROM fediverse_reaction WHERE mark = $1");
const REACTIONS: Sql = sql!(
    "SELECT kind, COUNT(*) AS many FROM fediverse_reaction WHERE publication = $1 GROUP BY kind"
);
const HEARD_OF: Sql = sql!(
    "SELECT (SELECT COUNT(*) FROM fediverse_reply WHERE author = $1)
          + (SELECT COUNT(*) FROM fediverse_reaction WHERE mark = $1)"
);

fn place(mark: &str) -> String {
    format!("fediverse_reply|sealed|{mark}")
}

/// Keeps an answer until somebody has read it.
///
/// # Errors
/// What the database says.
pub fn hear(
    town: &Town,
    tx: &mut Tx<'_>,
    id: &str,
    publication: &str,
    words: &Words,
) -> Result<(), AppError> {
    let mark_of = mark(town, "reply", id);
    let sealed = town.seal(&place(&mark_of), &serde_json::to_vec(words)?)?;
    let (author, now) = (mark(town, "actor", &words.actor), tx.now());
    tx.execute(HEAR, &[&mark_of, &author, &publication, &sealed, &now])?;
    Ok(())
}

/// Whether an answer is kept.
///
/// # Errors
/// What the database says.
pub fn is_heard(town: &Town, reader: &mut Reader<'_>, id: &str) -> Result<bool, AppError> {
    Ok(reader.count(IS_HEARD, &[&mark(town, "reply", id)])? > 0)
}

/// Its author took an answer back; whether there was one.
///
/// # Errors
/// What the database says.
pub fn forget(town: &Town, tx: &mut Tx<'_>, id: &str) -> Result<bool, AppError> {
    Ok(tx.execute(FORGET, &[&mark(town, "reply", id)])? > 0)
}

/// Forgets everything somebody wrote, liked or shared.
///
/// # Errors
/// What the database says.
pub fn forget_author(town: &Town, tx: &mut Tx<'_>, actor: &str) -> Result<u64, AppError> {
    let mark = mark(town, "actor", actor);
    Ok(tx.execute(FORGET_AUTHOR, &[&mark])? + tx.execute(FORGET_REACTIONS, &[&mark])?)
}

/// Answers nobody has read yet, the oldest first.
///
/// # Errors
/// What the database says.
pub fn unread(town: &Town, reader: &mut Reader<'_>, limit: i64) -> Result<Vec<Reply>, AppError> {
    let read = |row: &Row| {
        let (mark, sealed): (String, String) = (row.get("mark")?, row.get("sealed")?);
        Ok(Reply {
            words: serde_json::from_slice(&town.unseal(&place(&mark), &sealed)?)?,
            mark,
            author: row.get("author")?,
            publication: row.get("publication")?,
            heard_at: row.get("heard_at")?,
        })
    };
    reader.query(UNREAD, &[&limit])?.iter().map(read).collect()
}

/// How many answers nobody has read yet.
///
/// # Errors
/// What the database says.
pub fn unread_count(reader: &mut Reader<'_>) -> Result<i64, AppError> {
    Ok(reader.count(UNREAD_COUNT, &[])?)
}

/// Somebody has read an answer.
///
/// # Errors
/// What the database says; [`AppError::NotFound`] when its author took it back.
pub fn read(tx: &mut Tx<'_>, mark: &str) -> Result<(), AppError> {
    if tx.execute(READ, &[&mark])? == 0 {
        return Err(AppError::NotFound);
    }
    Ok(())
}

/// Forgets answers heard before an instant.
///
/// # Errors
/// What the database says.
pub fn erase_replies(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(ERASE, &[&before])?)
}

/// Somebody likes or shares something; twice is once.
///
/// # Errors
/// What the database says.
pub fn react(
    town: &Town,
    tx: &mut Tx<'_>,
    publication: &str,
    kind: &str,
    actor: &str,
) -> Result<(), AppError> {
    tx.execute(REACT, &[&publication, &kind, &mark(town, "actor", actor)])?;
    Ok(())
}

/// Somebody no longer likes or shares something.
///
/// # Errors
/// What the database says.
pub fn unreact(
    town: &Town,
    tx: &mut Tx<'_>,
    publication: &str,
    kind: &str,
    actor: &str,
) -> Result<(), AppError> {
    tx.execute(UNREACT, &[&publication, &kind, &mark(town, "actor", actor)])?;
    Ok(())
}

/// How many like and share something.
///
/// # Errors
/// What the database says.
pub fn reactions(reader: &mut Reader<'_>, publication: &str) -> Result<(i64, i64), AppError> {
    let (mut likes, mut shares) = (0, 0);
    for row in reader.query(REACTIONS, &[&publication])? {
        let kind: String = row.get("kind")?;
        *(if kind == "like" { &mut likes } else { &mut shares }) = row.get("many")?;
    }
    Ok((likes, shares))
}

/// Whether somebody ever answered, liked or shared.
///
/// # Errors
/// What the database says.
pub fn has_heard_of(town: &Town, reader: &mut Reader<'_>, actor: &str) -> Result<bool, AppError> {
    Ok(reader.count(HEARD_OF, &[&mark(town, "actor", actor)])? > 0)
}
