//! The SQL of subscriptions, services and figures.

mod hub;
mod messages;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kernel::db::Row;
use kernel::{AppError, Id, Language, Reader, Sql, Town, Tx, sql};
use norm_push::browser::Subscription;

use crate::model::Subscriber;

pub use hub::*;
pub use messages::*;

const KEY: Sql = sql!("SELECT sealed, public FROM push_key WHERE name = 'town'");
const SET_KEY: Sql = sql!(
    "INSERT INTO push_key (name, sealed, public, made_at) VALUES ('town', $1, $2, $3)
     ON CONFLICT (name) DO NOTHING"
);
const SUBSCRIBE: Sql = sql!(
    "INSERT INTO push_subscription (id, mark, sealed, host, language, topics, asked_at, heard_at,
                                    strikes)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 0) ON CONFLICT (mark) DO NOTHING"
);
const CHANGE: Sql = sql!(
    "UPDATE push_subscription SET sealed = $2, topics = $3, language = $4, strikes = 0
          WHERE id = $1"
);
const OF_MARK: Sql =
    sql!("SELECT id, sealed, language, topics FROM push_subscription WHERE mark = $1");
const UNSUBSCRIBE: Sql = sql!("DELETE FROM push_subscription WHERE id = $1");
const NO_RETRIES: Sql = sql!("DELETE FROM push_retry WHERE subscription = $1");
const HEARD: Sql = sql!("UPDATE push_subscription SET heard_at = $2, strikes = 0 WHERE id = $1");
const STRIKE: Sql = sql!("UPDATE push_subscription SET strikes = strikes + 1 WHERE id = $1");
const STRUCK: Sql = sql!("SELECT COUNT(*) FROM push_subscription WHERE id = $1 AND strikes >= $2");
const ALL: Sql = sql!("SELECT COUNT(*) FROM push_subscription");
const NEXT: Sql = sql!(
    "SELECT id, sealed, language, topics FROM push_subscription
     WHERE id > $1 AND asked_at <= $2 AND topics LIKE $3
     ORDER BY id
     LIMIT $4"
);
const CHOSEN: Sql = sql!(
    "SELECT host, topics, COUNT(*) AS many FROM push_subscription
     GROUP BY host, topics
     ORDER BY host, topics
     LIMIT 5000"
);
const SILENT: Sql = sql!("DELETE FROM push_subscription WHERE heard_at < $1");

const HOSTS: Sql =
    sql!("SELECT host, paused_until, trouble, trouble_at FROM push_host ORDER BY host LIMIT 200");
const COMPLAIN: Sql = sql!(
    "INSERT INTO push_host (host, paused_until, trouble, trouble_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (host) DO UPDATE SET paused_until = excluded.paused_until,
        trouble = excluded.trouble, trouble_at = excluded.trouble_at"
);
const WELL: Sql = sql!(
    "DELETE FROM push_host
     WHERE host = $1 AND paused_until <= $2 AND (trouble IN ('later', 'unreached') OR trouble_at < $3)"
);
const OLD_HOSTS: Sql = sql!("DELETE FROM push_host WHERE trouble_at < $1");

const COUNT: Sql = sql!(
    "INSERT INTO push_figure (day, what, count) VALUES ($1, $2, $3)
     ON CONFLICT (day, what) DO UPDATE SET count = push_figure.count + excluded.count"
);
const FIGURES: Sql = sql!(
    "SELECT what, CAST(SUM(count) AS BIGINT) AS count FROM push_figure WHERE day >= $1
     GROUP BY what ORDER BY what"
);
const OLD_FIGURES: Sql = sql!("DELETE FROM push_figure WHERE day < $1");

/// Private and public half of a key.
pub type Pair = (Vec<u8>, Vec<u8>);

/// The town's key.
///
/// # Errors
/// What the database says, or that the key does not open.
pub fn key(town: &Town, reader: &mut Reader<'_>) -> Result<Option<Pair>, AppError> {
    let Some(row) = reader.maybe(KEY, &[])? else { return Ok(None) };
    let (sealed, public): (String, String) = (row.get("sealed")?, row.get("public")?);
    let private = town.unseal("push_key|sealed|town", &sealed)?;
    Ok(Some((private, hex::decode(public).map_err(AppError::internal)?)))
}

/// Keeps a fresh key, unless there is one.
///
/// # Errors
/// What the database says.
pub fn keep_key(
    town: &Town,
    tx: &mut Tx<'_>,
    private: &[u8],
    public: &[u8],
) -> Result<(), AppError> {
    let sealed = town.seal("push_key|sealed|town", private)?;
    let now = tx.now();
    tx.execute(SET_KEY, &[&sealed, &hex::encode(public), &now])?;
    Ok(())
}

fn place(id: Id<Subscriber>) -> String {
    format!("push_subscription|sealed|{id}")
}

/// What finds an address again.
pub fn mark(town: &Town, endpoint: &str) -> String {
    hex::encode(town.keys().records.tag(&format!("push/subscription/{endpoint}")))
}

pub(super) fn subscriber(town: &Town, row: &Row) -> Result<Subscriber, AppError> {
    let (id, sealed): (Id<Subscriber>, String) = (row.get("id")?, row.get("sealed")?);
    let topics: String = row.get("topics")?;
    Ok(Subscriber {
        id,
        to: serde_json::from_slice(&town.unseal(&place(id), &sealed)?)?,
        language: row.get("language")?,
        topics: serde_json::from_str(&topics)?,
    })
}

/// Keeps a subscription, or changes what its browser chose; answers whether it is new.
///
/// # Errors
/// What the database says.
pub fn subscribe(
    town: &Town,
    tx: &mut Tx<'_>,
    to: &Subscription,
    language: Language,
    topics: &[String],
) -> Result<(Id<Subscriber>, bool), AppError> {
    let (now, mark, topics) = (tx.now(), mark(town, &to.endpoint), serde_json::to_string(topics)?);
    let plain = serde_json::to_vec(to)?;
    let id = Id::new();
    let sealed = town.seal(&place(id), &plain)?;
    let is_new =
        tx.execute(SUBSCRIBE, &[&id, &mark, &sealed, &to.host(), &language, &topics, &now])? == 1;
    if is_new {
        return Ok((id, true));
    }
    let id: Id<Subscriber> = tx.one(OF_MARK, &[&mark])?.get("id")?;
    let sealed = town.seal(&place(id), &plain)?;
    tx.execute(CHANGE, &[&id, &sealed, &topics, &language])?;
    Ok((id, false))
}

/// The subscription of an address.
///
/// # Errors
/// What the database says.
pub fn of_endpoint(
    town: &Town,
    reader: &mut Reader<'_>,
    endpoint: &str,
) -> Result<Option<Subscriber>, AppError> {
    let row = reader.maybe(OF_MARK, &[&mark(town, endpoint)])?;
    row.as_ref().map(|row| subscriber(town, row)).transpose()
}

/// Forgets a subscription, and what waits for it.
///
/// # Errors
/// What the database says.
pub fn unsubscribe(tx: &mut Tx<'_>, id: Id<Subscriber>) -> Result<(), AppError> {
    tx.execute(NO_RETRIES, &[&id])?;
    tx.execute(UNSUBSCRIBE, &[&id])?;
    Ok(())
}

/// Its service took a message.
///
/// # Errors
/// What the database says.
pub fn heard(tx: &mut Tx<'_>, id: Id<Subscriber>) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(HEARD, &[&id, &now])?;
    Ok(())
}

/// Its service refused a message; whether that was once too often.
///
/// # Errors
/// What the database says.
pub fn strike(tx: &mut Tx<'_>, id: Id<Subscriber>, most: i64) -> Result<bool, AppError> {
    tx.execute(STRIKE, &[&id])?;
    Ok(tx.count(STRUCK, &[&id, &most])? > 0)
}

/// How many browsers there are.
///
/// # Errors
/// What the database says.
pub fn all(reader: &mut Reader<'_>) -> Result<i64, AppError> {
    Ok(reader.count(ALL, &[])?)
}

/// The next browsers that chose a topic before an instant.
///
/// # Errors
/// What the database says.
pub fn next(
    town: &Town,
    reader: &mut Reader<'_>,
    after: &str,
    asked_until: Timestamp,
    topic: &str,
    limit: i64,
) -> Result<Vec<Subscriber>, AppError> {
    let pattern = format!("%\"{topic}\"%");
    let rows = reader.query(NEXT, &[&after, &asked_until, &pattern, &limit])?;
    rows.iter().map(|row| subscriber(town, row)).collect()
}

/// How many chose what at which service.
///
/// # Errors
/// What the database says.
pub fn choices(reader: &mut Reader<'_>) -> Result<Vec<(String, Vec<String>, i64)>, AppError> {
    let read = |row: &Row| {
        let topics: String = row.get("topics")?;
        Ok((row.get("host")?, serde_json::from_str(&topics)?, row.get("many")?))
    };
    reader.query(CHOSEN, &[])?.iter().map(read).collect()
}

/// Forgets browsers whose service took nothing since.
///
/// # Errors
/// What the database says.
pub fn drop_silent(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(SILENT, &[&before])?)
}

/// A service of a browser maker.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its host.
    pub host: String,
    /// Not asked before.
    pub paused_until: Timestamp,
    /// What it last complained of, in a word.
    pub trouble: String,
    /// When.
    pub trouble_at: Timestamp,
}

/// Services that complained.
///
/// # Errors
/// What the database says.
pub fn services(reader: &mut Reader<'_>) -> Result<Vec<Service>, AppError> {
    let read = |row: &Row| {
        Ok(Service {
            host: row.get("host")?,
            paused_until: row.get("paused_until")?,
            trouble: row.get("trouble")?,
            trouble_at: row.get("trouble_at")?,
        })
    };
    reader.query(HOSTS, &[])?.iter().map(read).collect()
}

/// Notes what a service complained of.
///
/// # Errors
/// What the database says.
pub fn complain(tx: &mut Tx<'_>, it: &Service) -> Result<(), AppError> {
    tx.execute(COMPLAIN, &[&it.host, &it.paused_until, &it.trouble, &it.trouble_at])?;
    Ok(())
}

/// A service takes messages again: what it complained of is over. That it refused the key of the town
/// stays for a day, because it may take messages of others meanwhile.
///
/// # Errors
/// What the database says.
pub fn is_well(tx: &mut Tx<'_>, host: &str) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(WELL, &[&host, &now, &(now - SignedDuration::from_hours(24))])?;
    Ok(())
}

/// Forgets complaints before.
///
/// # Errors
/// What the database says.
pub fn drop_hosts(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(OLD_HOSTS, &[&before])?)
}

/// Adds to a figure of today.
///
/// # Errors
/// What the database says.
pub fn count(tx: &mut Tx<'_>, what: &str, many: i64) -> Result<(), AppError> {
    if many == 0 {
        return Ok(());
    }
    let today = tx.today();
    tx.execute(COUNT, &[&today, &what, &many])?;
    Ok(())
}

/// Figures since a day.
///
/// # Errors
/// What the database says.
pub fn figures(reader: &mut Reader<'_>, since: Date) -> Result<Vec<(String, i64)>, AppError> {
    let rows = reader.query(FIGURES, &[&since])?;
    rows.iter().map(|row| Ok((row.get("what")?, row.get("count")?))).collect()
}

/// Forgets figures of days before.
///
/// # Errors
/// What the database says.
pub fn drop_figures(tx: &mut Tx<'_>, before: Date) -> Result<u64, AppError> {
    Ok(tx.execute(OLD_FIGURES, &[&before])?)
}
