//! The SQL of messages on their way, and of the servers they go to.

use jiff::Timestamp;
use kernel::db::Row;
use kernel::{AppError, Id, Reader, Sql, Town, Tx, sql};

use crate::model::{Delivery, Message, Server};

/// Servers on the page of staff.
const SERVERS_MAX: i64 = 500;

const ADD_MESSAGE: Sql =
    sql!("INSERT INTO fediverse_message (id, body, made_at) VALUES ($1, $2, $3)");
const MESSAGE: Sql = sql!("SELECT body FROM fediverse_message WHERE id = $1");
const DROP_MESSAGE: Sql = sql!(
    "DELETE FROM fediverse_message
     WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM fediverse_delivery d WHERE d.message = $1)"
);
const ADD_DELIVERY: Sql = sql!(
    "INSERT INTO fediverse_delivery (id, message, inbox, host, tries) VALUES ($1, $2, $3, $4, 0)"
);
const DELIVERY: Sql =
    sql!("SELECT id, message, inbox, host, tries FROM fediverse_delivery WHERE id = $1");
const TRIED: Sql = sql!("UPDATE fediverse_delivery SET tries = $2 WHERE id = $1");
const DROP_DELIVERY: Sql = sql!("DELETE FROM fediverse_delivery WHERE id = $1");
const DROP_DELIVERIES: Sql = sql!("DELETE FROM fediverse_delivery WHERE host = $1");
const WAITING: Sql = sql!("SELECT COUNT(*) FROM fediverse_delivery");
const ERASE_LOST: Sql = sql!(
    "DELETE FROM fediverse_message
     WHERE made_at < $1
       AND NOT EXISTS (SELECT 1 FROM fediverse_delivery d WHERE d.message = fediverse_message.id)"
);
const SEEN: Sql = sql!(
    "INSERT INTO fediverse_server (host, is_blocked, reached_at, failed_at, trouble)
     VALUES ($1, FALSE, $2, NULL, '') ON CONFLICT (host) DO NOTHING"
);
const REACHED: Sql = sql!(
    "UPDATE fediverse_server SET reached_at = $2, failed_at = NULL, trouble = '' WHERE host = $1"
);
const FAILED: Sql =
    sql!("UPDATE fediverse_server SET failed_at = $2, trouble = $3 WHERE host = $1");
const BLOCK: Sql = sql!("UPDATE fediverse_server SET is_blocked = $2 WHERE host = $1");
const SERVER: Sql = sql!(
    "SELECT host, is_blocked, reached_at, failed_at, trouble FROM fediverse_server WHERE host = $1"
);
const SERVERS: Sql = sql!(
    "SELECT s.host, s.is_blocked, s.reached_at, s.failed_at, s.trouble,
            (SELECT COUNT(*) FROM fediverse_follower f WHERE f.host = s.host) AS followers
     FROM fediverse_server s
     ORDER BY followers DESC, s.host
     LIMIT $1"
);
const ERASE_SERVERS: Sql = sql!(
    "DELETE FROM fediverse_server
     WHERE reached_at < $1 AND is_blocked = FALSE
       AND NOT EXISTS (SELECT 1 FROM fediverse_follower f WHERE f.host = fediverse_server.host)"
);

/// Adds a message; its deliveries follow in the same transaction.
///
/// # Errors
/// What the database says.
pub fn add_message(tx: &mut Tx<'_>, body: &str) -> Result<Id<Message>, AppError> {
    let (id, now) = (Id::<Message>::new(), tx.now());
    tx.execute(ADD_MESSAGE, &[&id, &body, &now])?;
    Ok(id)
}

/// The text of a message.
///
/// # Errors
/// What the database says.
pub fn message(reader: &mut Reader<'_>, id: Id<Message>) -> Result<Option<String>, AppError> {
    Ok(reader.maybe(MESSAGE, &[&id])?.map(|row| row.get("body")).transpose()?)
}

fn inbox_place(id: Id<Delivery>) -> String {
    format!("fediverse_delivery|inbox|{id}")
}

/// Adds a message on its way.
///
/// # Errors
/// What the database says.
pub fn add_delivery(town: &Town, tx: &mut Tx<'_>, d: &Delivery) -> Result<(), AppError> {
    let sealed = town.seal(&inbox_place(d.id), d.inbox.as_bytes())?;
    tx.execute(ADD_DELIVERY, &[&d.id, &d.message, &sealed, &d.host])?;
    Ok(())
}

/// A message on its way; nothing when it has arrived or was given up.
///
/// # Errors
/// What the database says.
pub fn delivery(
    town: &Town,
    reader: &mut Reader<'_>,
    id: Id<Delivery>,
) -> Result<Option<Delivery>, AppError> {
    let Some(row) = reader.maybe(DELIVERY, &[&id])? else { return Ok(None) };
    let sealed: String = row.get("inbox")?;
    let inbox = String::from_utf8(town.unseal(&inbox_place(id), &sealed)?);
    Ok(Some(Delivery {
        id,
        message: row.get("message")?,
        inbox: inbox.map_err(AppError::internal)?,
        host: row.get("host")?,
        tries: row.get("tries")?,
    }))
}

/// Notes a try.
///
/// # Errors
/// What the database says.
pub fn tried(tx: &mut Tx<'_>, id: Id<Delivery>, tries: i64) -> Result<(), AppError> {
    tx.execute(TRIED, &[&id, &tries])?;
    Ok(())
}

/// Ends a delivery, and its message with the last one.
///
/// # Errors
/// What the database says.
pub fn drop_delivery(tx: &mut Tx<'_>, d: &Delivery) -> Result<(), AppError> {
    tx.execute(DROP_DELIVERY, &[&d.id])?;
    tx.execute(DROP_MESSAGE, &[&d.message])?;
    Ok(())
}

/// Ends all deliveries to a server.
///
/// # Errors
/// What the database says.
pub fn drop_deliveries(tx: &mut Tx<'_>, host: &str) -> Result<u64, AppError> {
    Ok(tx.execute(DROP_DELIVERIES, &[&host])?)
}

/// How many messages are on their way.
///
/// # Errors
/// What the database says.
pub fn waiting(reader: &mut Reader<'_>) -> Result<i64, AppError> {
    Ok(reader.count(WAITING, &[])?)
}

/// Forgets messages that nobody waits for.
///
/// # Errors
/// What the database says.
pub fn erase_lost(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(ERASE_LOST, &[&before])?)
}

/// A server was heard of.
///
/// # Errors
/// What the database says.
pub fn seen(tx: &mut Tx<'_>, host: &str) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(SEEN, &[&host, &now])?;
    Ok(())
}

/// Something reached a server.
///
/// # Errors
/// What the database says.
pub fn reached(tx: &mut Tx<'_>, host: &str) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(REACHED, &[&host, &now])?;
    Ok(())
}

/// Something did not reach a server.
///
/// # Errors
/// What the database says.
pub fn failed(tx: &mut Tx<'_>, host: &str, trouble: &str) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(FAILED, &[&host, &now, &trouble])?;
    Ok(())
}

/// Blocks a server, or lets it in again.
///
/// # Errors
/// What the database says; [`AppError::NotFound`] for a server nobody heard of.
pub fn block(tx: &mut Tx<'_>, host: &str, is_blocked: bool) -> Result<(), AppError> {
    if tx.execute(BLOCK, &[&host, &is_blocked])? == 0 {
        return Err(AppError::NotFound);
    }
    Ok(())
}

fn server_of(row: &Row) -> Result<Server, AppError> {
    Ok(Server {
        host: row.get("host")?,
        is_blocked: row.get("is_blocked")?,
        reached_at: row.get("reached_at")?,
        failed_at: row.get("failed_at")?,
        trouble: row.get("trouble")?,
    })
}

/// A server.
///
/// # Errors
/// What the database says.
pub fn server(reader: &mut Reader<'_>, host: &str) -> Result<Option<Server>, AppError> {
    reader.maybe(SERVER, &[&host])?.as_ref().map(server_of).transpose()
}

/// All servers with the number of their followers, those with most first.
///
/// # Errors
/// What the database says.
pub fn servers(reader: &mut Reader<'_>) -> Result<Vec<(Server, i64)>, AppError> {
    let rows = reader.query(SERVERS, &[&SERVERS_MAX])?;
    rows.iter().map(|row| Ok((server_of(row)?, row.get("followers")?))).collect()
}

/// Forgets servers without followers that were last reached before an instant.
///
/// # Errors
/// What the database says.
pub fn erase_servers(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(ERASE_SERVERS, &[&before])?)
}
