//! The SQL of the fediverse: who the town is, what it said, who follows.

mod answers;
mod mail;

use kernel::db::Row;
use kernel::{AppError, Reader, Sql, Town, Tx, sql};

use crate::actor::Identity;
use crate::model::{Follower, KnownKey, Said, mark};

pub use answers::*;
pub use mail::*;

/// Followers read at most for one message.
const FOLLOWERS_MAX: i64 = 100_000;

const IDENTITY: Sql =
    sql!("SELECT key, public_pem, made_at FROM fediverse_identity WHERE name = 'town'");
const ADD_IDENTITY: Sql = sql!(
    "INSERT INTO fediverse_identity (name, key, public_pem, made_at)
     VALUES ('town', $1, $2, $3) ON CONFLICT (name) DO NOTHING"
);
const SAY: Sql = sql!(
    "INSERT INTO fediverse_said (publication, kind, digest, said_at, changed_at, ended_at)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (publication) DO UPDATE SET kind = excluded.kind, digest = excluded.digest,
        changed_at = excluded.changed_at, ended_at = excluded.ended_at"
);
const SAID: Sql = sql!(
    "SELECT publication, kind, digest, said_at, changed_at, ended_at
     FROM fediverse_said
     WHERE publication = $1"
);
const STANDING: Sql = sql!(
    "SELECT publication, kind, digest, said_at, changed_at, ended_at
     FROM fediverse_said
     WHERE ended_at IS NULL
     ORDER BY said_at DESC, publication
     LIMIT $1 OFFSET $2"
);
const COUNT: Sql = sql!("SELECT COUNT(*) FROM fediverse_said WHERE ended_at IS NULL");
const FOLLOW: Sql = sql!(
    "INSERT INTO fediverse_follower (mark, sealed, host, followed_at)
     VALUES ($1, $2, $3, $4)
     ON CONFLICT (mark) DO UPDATE SET sealed = excluded.sealed, host = excluded.host"
);
const UNFOLLOW: Sql = sql!("DELETE FROM fediverse_follower WHERE mark = $1");
const UNFOLLOW_HOST: Sql = sql!("DELETE FROM fediverse_follower WHERE host = $1");
const IS_FOLLOWER: Sql = sql!("SELECT COUNT(*) FROM fediverse_follower WHERE mark = $1");
const FOLLOWERS: Sql = sql!(
    "SELECT f.mark, f.sealed
     FROM fediverse_follower f
     LEFT JOIN fediverse_server s ON s.host = f.host
     WHERE s.is_blocked IS NULL OR s.is_blocked = FALSE
     ORDER BY f.mark
     LIMIT $1"
);
const FOLLOWERS_OF: Sql =
    sql!("SELECT mark, sealed FROM fediverse_follower WHERE host = $1 ORDER BY mark LIMIT 20000");
const FOLLOWER_COUNT: Sql = sql!("SELECT COUNT(*) FROM fediverse_follower");
const KNOWN_KEY: Sql = sql!("SELECT sealed FROM fediverse_key WHERE mark = $1");
const KEEP_KEY: Sql = sql!(
    "INSERT INTO fediverse_key (mark, sealed, fetched_at)
     VALUES ($1, $2, $3)
     ON CONFLICT (mark) DO UPDATE SET sealed = excluded.sealed, fetched_at = excluded.fetched_at"
);
const ERASE_KEYS: Sql = sql!("DELETE FROM fediverse_key WHERE fetched_at < $1");

/// Who the town is; nothing as long as it has no key.
///
/// # Errors
/// What the database says.
pub fn identity(reader: &mut Reader<'_>) -> Result<Option<Identity>, AppError> {
    let read = |row: &Row| {
        Ok(Identity {
            sealed: row.get("key")?,
            public_pem: row.get("public_pem")?,
            made_at: row.get("made_at")?,
        })
    };
    reader.maybe(IDENTITY, &[])?.as_ref().map(read).transpose()
}

/// Keeps the first key; whether it was the first.
///
/// # Errors
/// What the database says.
pub fn add_identity(tx: &mut Tx<'_>, i: &Identity) -> Result<bool, AppError> {
    Ok(tx.execute(ADD_IDENTITY, &[&i.sealed, &i.public_pem, &i.made_at])? == 1)
}

fn said_of(row: &Row) -> Result<Said, AppError> {
    Ok(Said {
        publication: row.get("publication")?,
        kind: row.get("kind")?,
        digest: row.get("digest")?,
        began_at: row.get("said_at")?,
        changed_at: row.get("changed_at")?,
        ended_at: row.get("ended_at")?,
    })
}

/// Notes what was said.
///
/// # Errors
/// What the database says.
pub fn say(tx: &mut Tx<'_>, s: &Said) -> Result<(), AppError> {
    let values: [&dyn kernel::db::ToValue; 6] =
        [&s.publication, &s.kind, &s.digest, &s.began_at, &s.changed_at, &s.ended_at];
    tx.execute(SAY, &values)?;
    Ok(())
}

/// What was said of a publication.
///
/// # Errors
/// What the database says.
pub fn said(reader: &mut Reader<'_>, publication: &str) -> Result<Option<Said>, AppError> {
    reader.maybe(SAID, &[&publication])?.as_ref().map(said_of).transpose()
}

/// What stands, the latest first.
///
/// # Errors
/// What the database says.
pub fn standing(reader: &mut Reader<'_>, limit: i64, offset: i64) -> Result<Vec<Said>, AppError> {
    reader.query(STANDING, &[&limit, &offset])?.iter().map(said_of).collect()
}

/// How much stands.
///
/// # Errors
/// What the database says.
pub fn count(reader: &mut Reader<'_>) -> Result<i64, AppError> {
    Ok(reader.count(COUNT, &[])?)
}

fn follower_place(mark: &str) -> String {
    format!("fediverse_follower|sealed|{mark}")
}

/// Somebody follows; twice is once.
///
/// # Errors
/// What the database says.
pub fn follow(town: &Town, tx: &mut Tx<'_>, f: &Follower, host: &str) -> Result<(), AppError> {
    let mark = mark(town, "actor", &f.actor);
    let sealed = town.seal(&follower_place(&mark), &serde_json::to_vec(f)?)?;
    let now = tx.now();
    tx.execute(FOLLOW, &[&mark, &sealed, &host, &now])?;
    Ok(())
}

/// Somebody no longer follows; whether they did.
///
/// # Errors
/// What the database says.
pub fn unfollow(town: &Town, tx: &mut Tx<'_>, actor: &str) -> Result<bool, AppError> {
    Ok(tx.execute(UNFOLLOW, &[&mark(town, "actor", actor)])? > 0)
}

/// Nobody of a server follows any more; how many did.
///
/// # Errors
/// What the database says.
pub fn unfollow_host(tx: &mut Tx<'_>, host: &str) -> Result<u64, AppError> {
    Ok(tx.execute(UNFOLLOW_HOST, &[&host])?)
}

/// Whether somebody follows.
///
/// # Errors
/// What the database says.
pub fn is_follower(town: &Town, reader: &mut Reader<'_>, actor: &str) -> Result<bool, AppError> {
    Ok(reader.count(IS_FOLLOWER, &[&mark(town, "actor", actor)])? > 0)
}

fn follower(town: &Town, row: &Row) -> Result<Follower, AppError> {
    let (mark, sealed): (String, String) = (row.get("mark")?, row.get("sealed")?);
    Ok(serde_json::from_slice(&town.unseal(&follower_place(&mark), &sealed)?)?)
}

/// All who follow, but those of blocked servers.
///
/// # Errors
/// What the database says.
pub fn followers(town: &Town, reader: &mut Reader<'_>) -> Result<Vec<Follower>, AppError> {
    let rows = reader.query(FOLLOWERS, &[&FOLLOWERS_MAX])?;
    rows.iter().map(|row| follower(town, row)).collect()
}

/// All of one server who follow.
///
/// # Errors
/// What the database says.
pub fn followers_of(
    town: &Town,
    reader: &mut Reader<'_>,
    host: &str,
) -> Result<Vec<Follower>, AppError> {
    let rows = reader.query(FOLLOWERS_OF, &[&host])?;
    rows.iter().map(|row| follower(town, row)).collect()
}

/// How many follow.
///
/// # Errors
/// What the database says.
pub fn follower_count(reader: &mut Reader<'_>) -> Result<i64, AppError> {
    Ok(reader.count(FOLLOWER_COUNT, &[])?)
}

fn key_place(mark: &str) -> String {
    format!("fediverse_key|sealed|{mark}")
}

/// A key of somebody else that was fetched before.
///
/// # Errors
/// What the database says.
pub fn known_key(
    town: &Town,
    reader: &mut Reader<'_>,
    id: &str,
) -> Result<Option<KnownKey>, AppError> {
    let mark = mark(town, "key", id);
    let Some(row) = reader.maybe(KNOWN_KEY, &[&mark])? else { return Ok(None) };
    let sealed: String = row.get("sealed")?;
    Ok(Some(serde_json::from_slice(&town.unseal(&key_place(&mark), &sealed)?)?))
}

/// Keeps a key.
///
/// # Errors
/// What the database says.
pub fn keep_key(town: &Town, tx: &mut Tx<'_>, id: &str, key: &KnownKey) -> Result<(), AppError> {
    let mark = mark(town, "key", id);
    let sealed = town.seal(&key_place(&mark), &serde_json::to_vec(key)?)?;
    let now = tx.now();
    tx.execute(KEEP_KEY, &[&mark, &sealed, &now])?;
    Ok(())
}

/// Forgets keys fetched before an instant.
///
/// # Errors
/// What the database says.
pub fn erase_keys(tx: &mut Tx<'_>, before: jiff::Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(ERASE_KEYS, &[&before])?)
}
