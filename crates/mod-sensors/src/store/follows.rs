//! The SQL of subscriptions.

use jiff::Timestamp;
use kernel::db::{Row, Sql};
use kernel::{AppError, Id, Language, Reader, Town, Tx, sql};

const ASK: Sql = sql!(
    "INSERT INTO sensors_follow (id, thing, threshold, email, mark, language, asked_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (mark) DO NOTHING"
);
const OF_MARK: Sql = sql!(
    "SELECT id, thing, threshold, email, language, asked_at, confirmed_at
     FROM sensors_follow WHERE mark = $1"
);
const FIND: Sql = sql!(
    "SELECT id, thing, threshold, email, language, asked_at, confirmed_at
     FROM sensors_follow WHERE id = $1"
);
const CONFIRM: Sql =
    sql!("UPDATE sensors_follow SET confirmed_at = $2 WHERE id = $1 AND confirmed_at IS NULL");
const ASKED_AGAIN: Sql =
    sql!("UPDATE sensors_follow SET asked_at = $2 WHERE id = $1 AND confirmed_at IS NULL");
const DROP: Sql = sql!("DELETE FROM sensors_follow WHERE id = $1");
const TO_TELL: Sql = sql!(
    "SELECT id, thing, threshold, email, language, asked_at, confirmed_at
     FROM sensors_follow
     WHERE thing IN (0, $1) AND threshold IN ('', $2) AND confirmed_at IS NOT NULL
     ORDER BY id"
);
const STALE: Sql = sql!("DELETE FROM sensors_follow WHERE confirmed_at IS NULL AND asked_at < $1");
const OF_THING: Sql = sql!("DELETE FROM sensors_follow WHERE thing = $1");

/// A subscription.
#[derive(Clone, Debug)]
pub(crate) struct Follow {
    /// Identifier.
    pub id: Id<Follow>,
    /// The station; 0 for all.
    pub thing: i64,
    /// The threshold; empty for all of the station.
    pub threshold: String,
    /// Where the mails go.
    pub email: String,
    /// Their language.
    pub language: Language,
    /// When it was last asked for.
    pub asked_at: Timestamp,
    /// When its mail address was confirmed.
    pub confirmed_at: Option<Timestamp>,
}

fn place(id: Id<Follow>) -> String {
    format!("sensors_follow|email|{id}")
}

fn follow(town: &Town, row: &Row) -> Result<Follow, AppError> {
    let id: Id<Follow> = row.get("id")?;
    let sealed: String = row.get("email")?;
    let email = String::from_utf8(town.unseal(&place(id), &sealed)?).map_err(AppError::internal)?;
    Ok(Follow {
        id,
        thing: row.get("thing")?,
        threshold: row.get("threshold")?,
        email,
        language: row.get("language")?,
        asked_at: row.get("asked_at")?,
        confirmed_at: row.get("confirmed_at")?,
    })
}

/// Notes a wish; answers the one that is there already, where the same was asked for before.
pub(crate) fn ask(
    town: &Town,
    tx: &mut Tx<'_>,
    f: &Follow,
    mark: &str,
) -> Result<Follow, AppError> {
    let sealed = town.seal(&place(f.id), f.email.as_bytes())?;
    tx.execute(ASK, &[&f.id, &f.thing, &f.threshold, &sealed, &mark, &f.language, &f.asked_at])?;
    let row = tx.one(OF_MARK, &[&mark])?;
    follow(town, &row)
}

/// A subscription.
pub(crate) fn find(
    town: &Town,
    reader: &mut Reader<'_>,
    id: Id<Follow>,
) -> Result<Follow, AppError> {
    let row = reader.maybe(FIND, &[&id])?.ok_or(AppError::NotFound)?;
    follow(town, &row)
}

/// Notes that it was asked for once more.
pub(crate) fn asked_again(tx: &mut Tx<'_>, id: Id<Follow>) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(ASKED_AGAIN, &[&id, &now])?;
    Ok(())
}

/// The mail address is confirmed.
pub(crate) fn confirm(tx: &mut Tx<'_>, id: Id<Follow>) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(CONFIRM, &[&id, &now])?;
    Ok(())
}

/// Ends a subscription and forgets the address.
pub(crate) fn drop(tx: &mut Tx<'_>, id: Id<Follow>) -> Result<(), AppError> {
    tx.execute(DROP, &[&id])?;
    Ok(())
}

/// Who wants to know of a threshold of a station.
pub(crate) fn to_tell(
    town: &Town,
    reader: &mut Reader<'_>,
    thing: i64,
    threshold: &str,
) -> Result<Vec<Follow>, AppError> {
    reader.query(TO_TELL, &[&thing, &threshold])?.iter().map(|row| follow(town, row)).collect()
}

/// Forgets wishes nobody confirmed.
pub(crate) fn drop_stale(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(STALE, &[&before])?)
}

/// Forgets the addresses of those who followed a station that goes.
pub(crate) fn forget_thing(tx: &mut Tx<'_>, thing: i64) -> Result<(), AppError> {
    tx.execute(OF_THING, &[&thing])?;
    Ok(())
}
