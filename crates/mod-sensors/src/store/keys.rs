//! Keys of those who send values: only their hashes are stored.

use std::collections::BTreeSet;

use kernel::db::Sql;
use kernel::{AppError, Id, Reader, Tx, session, sql};

use crate::answer::Refusal;
use crate::register::Entry;

const FIND: Sql =
    sql!("SELECT id, is_whole FROM sensors_key WHERE kept = $1 AND revoked_at IS NULL");
const THINGS: Sql = sql!(
    "SELECT thing FROM sensors_key_thing WHERE key_id = $1
     UNION
     SELECT t.thing
     FROM sensors_key_purpose k
     JOIN sensors_purpose_thing t ON t.purpose = k.purpose
     WHERE k.key_id = $1"
);
const PURPOSE: Sql = sql!("SELECT purpose FROM sensors_key_purpose WHERE key_id = $1");
const INSERT_PURPOSE: Sql =
    sql!("INSERT INTO sensors_key_purpose (key_id, purpose) VALUES ($1, $2)");
const OF_PURPOSE: Sql = sql!(
    "SELECT k.id, k.name, k.made_at
     FROM sensors_key_purpose p
     JOIN sensors_key k ON k.id = p.key_id
     WHERE p.purpose = $1 AND k.revoked_at IS NULL
     ORDER BY k.id"
);
const REVOKE: Sql = sql!(
    "UPDATE sensors_key
     SET revoked_at = $3
     WHERE id = $1
       AND revoked_at IS NULL
       AND id IN (SELECT key_id FROM sensors_key_purpose WHERE purpose = $2)"
);
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
    /// The entry of the register that Things it makes belong to.
    pub entry: Option<Id<Entry>>,
}

impl Key {
    /// What its holder sees.
    pub fn sight(&self) -> Sight {
        if self.is_whole { Sight::All } else { Sight::Key(self.id) }
    }
}

/// What somebody sees of what is not public.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sight {
    /// Nothing.
    #[default]
    Public,
    /// What belongs to the Things of a key: who sends values can look at what became of them.
    Key(i64),
    /// Everything.
    All,
}

/// What a new key may do.
#[derive(Clone, Debug, Default)]
pub struct Grant {
    /// What the program is called.
    pub name: String,
    /// The Things it may write to; none for everything, unless an entry is given.
    pub things: Option<Vec<i64>>,
    /// The entry whose Things it may write to and make.
    pub entry: Option<Id<Entry>>,
    /// With an entry: whether it may write everything else as well.
    pub is_whole: bool,
}

/// The key of a token.
pub(crate) fn key_by_token(reader: &mut Reader<'_>, token: &str) -> Result<Option<Key>, Refusal> {
    let Some(row) = reader.maybe(FIND, &[&session::kept(token)])? else { return Ok(None) };
    let (id, is_whole): (i64, bool) = (row.at(0)?, row.at(1)?);
    let things = if is_whole { Vec::new() } else { reader.query(THINGS, &[&id])? };
    let things = things.iter().map(|r| r.at(0)).collect::<Result<_, _>>()?;
    let entry = reader.maybe(PURPOSE, &[&id])?.map(|row| row.at(0)).transpose()?;
    Ok(Some(Key { id, is_whole, things, entry }))
}

/// Makes a key; answers its token, which is shown once.
pub(crate) fn make_key(tx: &mut Tx<'_>, grant: &Grant) -> Result<String, AppError> {
    let (token, kept) = session::new_token();
    let id = tx.count(NEXT, &[])?;
    let now = tx.now();
    let is_whole = grant.is_whole || (grant.things.is_none() && grant.entry.is_none());
    tx.execute(INSERT, &[&id, &grant.name, &kept, &is_whole, &now])?;
    for thing in grant.things.iter().flatten() {
        tx.execute(INSERT_THING, &[&id, thing])?;
    }
    if let Some(entry) = grant.entry {
        tx.execute(INSERT_PURPOSE, &[&id, &entry])?;
    }
    Ok(token)
}

/// A key in a list.
pub(crate) struct Given {
    /// Its number.
    pub id: i64,
    /// What the program is called.
    pub name: String,
    /// When it was given out.
    pub made_at: jiff::Timestamp,
}

/// The keys of an entry that still open.
pub(crate) fn keys_of(reader: &mut Reader<'_>, entry: Id<Entry>) -> Result<Vec<Given>, AppError> {
    let rows = reader.query(OF_PURPOSE, &[&entry])?;
    rows.iter()
        .map(|row| Ok(Given { id: row.at(0)?, name: row.at(1)?, made_at: row.at(2)? }))
        .collect()
}

/// Takes a key of an entry back; answers whether it was there.
pub(crate) fn revoke(tx: &mut Tx<'_>, key: i64, entry: Id<Entry>) -> Result<bool, AppError> {
    let now = tx.now();
    Ok(tx.execute(REVOKE, &[&key, &entry, &now])? == 1)
}
