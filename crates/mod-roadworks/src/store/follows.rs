//! The SQL of subscriptions.

use jiff::Timestamp;
use kernel::db::Row;
use kernel::{AppError, Id, Language, Reader, Sql, Town, Tx, sql};

const ASK: Sql = sql!(
    "INSERT INTO roadworks_follow (id, street_key, street, email, mark, language, asked_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (mark) DO NOTHING"
);
const OF_MARK: Sql = sql!(
    "SELECT id, street_key, street, email, language, asked_at, confirmed_at
     FROM roadworks_follow WHERE mark = $1"
);
const FIND: Sql = sql!(
    "SELECT id, street_key, street, email, language, asked_at, confirmed_at
     FROM roadworks_follow WHERE id = $1"
);
const CONFIRM: Sql =
    sql!("UPDATE roadworks_follow SET confirmed_at = $2 WHERE id = $1 AND confirmed_at IS NULL");
const ASKED_AGAIN: Sql =
    sql!("UPDATE roadworks_follow SET asked_at = $2 WHERE id = $1 AND confirmed_at IS NULL");
const DROP: Sql = sql!("DELETE FROM roadworks_follow WHERE id = $1");
const OF_STREET: Sql = sql!(
    "SELECT id, street_key, street, email, language, asked_at, confirmed_at
     FROM roadworks_follow
     WHERE street_key IN ($1, '') AND confirmed_at IS NOT NULL
     ORDER BY id"
);
const STALE: Sql =
    sql!("DELETE FROM roadworks_follow WHERE confirmed_at IS NULL AND asked_at < $1");

/// A subscription.
#[derive(Clone, Debug)]
pub struct Follow {
    /// Identifier.
    pub id: Id<Follow>,
    /// Key of the street; empty for the whole town.
    pub street_key: String,
    /// Its name.
    pub street: String,
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
    format!("roadworks_follow|email|{id}")
}

fn follow(town: &Town, row: &Row) -> Result<Follow, AppError> {
    let id: Id<Follow> = row.get("id")?;
    let sealed: String = row.get("email")?;
    let email = String::from_utf8(town.unseal(&place(id), &sealed)?).map_err(AppError::internal)?;
    Ok(Follow {
        id,
        street_key: row.get("street_key")?,
        street: row.get("street")?,
        email,
        language: row.get("language")?,
        asked_at: row.get("asked_at")?,
        confirmed_at: row.get("confirmed_at")?,
    })
}

/// Notes a wish; the one that is there already, where the same was asked for before.
///
/// # Errors
/// What the database says.
pub fn ask(town: &Town, tx: &mut Tx<'_>, f: &Follow, mark: &str) -> Result<Follow, AppError> {
    let sealed = town.seal(&place(f.id), f.email.as_bytes())?;
    tx.execute(ASK, &[&f.id, &f.street_key, &f.street, &sealed, &mark, &f.language, &f.asked_at])?;
    let row = tx.one(OF_MARK, &[&mark])?;
    follow(town, &row)
}

/// A subscription.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn find(town: &Town, reader: &mut Reader<'_>, id: Id<Follow>) -> Result<Follow, AppError> {
    let row = reader.maybe(FIND, &[&id])?.ok_or(AppError::NotFound)?;
    follow(town, &row)
}

/// Notes that it was asked for once more.
///
/// # Errors
/// What the database says.
pub fn asked_again(tx: &mut Tx<'_>, id: Id<Follow>) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(ASKED_AGAIN, &[&id, &now])?;
    Ok(())
}

/// The mail address is confirmed.
///
/// # Errors
/// What the database says.
pub fn confirm(tx: &mut Tx<'_>, id: Id<Follow>) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(CONFIRM, &[&id, &now])?;
    Ok(())
}

/// Ends a subscription and forgets the address.
///
/// # Errors
/// What the database says.
pub fn drop(tx: &mut Tx<'_>, id: Id<Follow>) -> Result<(), AppError> {
    tx.execute(DROP, &[&id])?;
    Ok(())
}

/// Who wants to know of a street.
///
/// # Errors
/// What the database says.
pub fn of_street(
    town: &Town,
    reader: &mut Reader<'_>,
    street_key: &str,
) -> Result<Vec<Follow>, AppError> {
    reader.query(OF_STREET, &[&street_key])?.iter().map(|row| follow(town, row)).collect()
}

/// Forgets wishes nobody confirmed.
///
/// # Errors
/// What the database says.
pub fn drop_stale(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(STALE, &[&before])?)
}
