//! Keys of those who send values: only their hashes are stored.

use std::collections::BTreeSet;

use kernel::db::Sql;
use kernel::{Reader, Tx, session, sql};

use crate::answer::Refusal;

const FIND: Sql =
    sql!("SELECT id, is_whole FROM sensors_key WHERE kept = $1 AND revoked_at IS NULL");
const THINGS: Sql = sql!("SELECT thing FROM sensors_key_thing WHERE key_id = $1 ORDER BY thing");
const NEXT: Sql = sql!("SELECT COALESCE(MAX(id), 0) + 1 FROM sensors_key");
const INSERT: Sql =
    sql!("INSERT INTO sensors_key (id, name, kept, is_whole, made_at) VALUES ($1, $2, $3, $4, $5)");
const INSERT_THING: Sql = sql!("INSERT INTO sensors_key_thing (key_id, thing) VALUES ($1, $2)");

/// A key that was shown.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    /// Its number.
    pub id: i64,
    /// Whether it may do everything, or only what belongs to its Things.
    pub is_whole: bool,
    /// Those Things.
    pub things: BTreeSet<i64>,
}

/// The key of a token.
pub(crate) fn key_by_token(reader: &mut Reader<'_>, token: &str) -> Result<Option<Key>, Refusal> {
    let Some(row) = reader.maybe(FIND, &[&session::kept(token)])? else { return Ok(None) };
    let (id, is_whole): (i64, bool) = (row.at(0)?, row.at(1)?);
    let things = if is_whole { Vec::new() } else { reader.query(THINGS, &[&id])? };
    let things = things.iter().map(|r| r.at(0)).collect::<Result<_, _>>()?;
    Ok(Some(Key { id, is_whole, things }))
}

/// Makes a key; answers its token, which is shown once.
pub(crate) fn make_key(
    tx: &mut Tx<'_>,
    name: &str,
    things: Option<&[i64]>,
) -> Result<String, Refusal> {
    let (token, kept) = session::new_token();
    let id = tx.count(NEXT, &[])?;
    let now = tx.now();
    tx.execute(INSERT, &[&id, &name, &kept, &things.is_none(), &now])?;
    for thing in things.unwrap_or_default() {
        tx.execute(INSERT_THING, &[&id, thing])?;
    }
    Ok(token)
}
