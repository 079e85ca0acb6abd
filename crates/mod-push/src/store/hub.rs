//! The SQL of readers of feeds.

use jiff::Timestamp;
use kernel::db::Row;
use kernel::{AppError, Id, Reader as Db, Sql, Town, Tx, sql};
use serde::{Deserialize, Serialize};

use norm_push::hub::Wish;

const ADD_WISH: Sql = sql!(
    "INSERT INTO push_wish (id, mark, sealed, host, tries, made_at) VALUES ($1, $2, $3, $4, 0, $5)"
);
const FIND_WISH: Sql = sql!("SELECT id, sealed, host, tries FROM push_wish WHERE id = $1");
const TRY_WISH: Sql = sql!("UPDATE push_wish SET tries = tries + 1 WHERE id = $1");
const DROP_WISH: Sql = sql!("DELETE FROM push_wish WHERE id = $1");
const SAME_WISHES: Sql = sql!("DELETE FROM push_wish WHERE mark = $1");
const WISHES: Sql = sql!("SELECT COUNT(*) FROM push_wish WHERE ($1 = '' OR host = $1)");
const OLD_WISHES: Sql = sql!("DELETE FROM push_wish WHERE made_at < $1");

const ADD: Sql = sql!(
    "INSERT INTO push_reader (id, mark, sealed, host, topic, told, lease_until, strikes, next_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8)"
);
const DROP_MARK: Sql = sql!("DELETE FROM push_reader WHERE mark = $1");
const DROP: Sql = sql!("DELETE FROM push_reader WHERE id = $1");
const READERS: Sql =
    sql!("SELECT COUNT(*) FROM push_reader WHERE lease_until > $1 AND ($2 = '' OR host = $2)");
const BY_HOST: Sql = sql!(
    "SELECT host, COUNT(*) AS many FROM push_reader WHERE lease_until > $1
     GROUP BY host ORDER BY host LIMIT 500"
);
const TOPICS: Sql =
    sql!("SELECT DISTINCT topic FROM push_reader WHERE lease_until > $1 ORDER BY topic LIMIT 500");
const BEHIND: Sql = sql!(
    "SELECT id, sealed, topic, strikes FROM push_reader
     WHERE topic = $1 AND told <> $2 AND lease_until > $3 AND next_at <= $3 AND id > $4
     ORDER BY id
     LIMIT $5"
);
const TOLD: Sql = sql!("UPDATE push_reader SET told = $2, strikes = 0, next_at = $3 WHERE id = $1");
const LATER: Sql = sql!("UPDATE push_reader SET strikes = strikes + 1, next_at = $2 WHERE id = $1");
const ENDED: Sql = sql!("DELETE FROM push_reader WHERE lease_until <= $1");

const FEED: Sql = sql!("SELECT digest FROM push_feed WHERE topic = $1");
const SET_FEED: Sql = sql!(
    "INSERT INTO push_feed (topic, digest, changed_at) VALUES ($1, $2, $3)
     ON CONFLICT (topic) DO UPDATE SET digest = excluded.digest, changed_at = excluded.changed_at"
);
const IDLE_FEEDS: Sql = sql!(
    "DELETE FROM push_feed
     WHERE NOT EXISTS (SELECT 1 FROM push_reader r WHERE r.topic = push_feed.topic)"
);

/// Marks a wish in the database.
#[derive(Debug)]
pub struct Asked;

/// A wish that waits for the answer of whoever made it.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Identifier.
    pub id: Id<Asked>,
    /// What was asked for.
    pub wish: Wish,
    /// Host of the callback.
    pub host: String,
    /// How often it was asked back.
    pub tries: i64,
}

/// What is kept of a reader behind its seal.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Inside {
    /// Where it is told.
    pub callback: String,
    /// What messages are signed with; empty without.
    pub secret: String,
}

/// A reader of a feed.
#[derive(Clone, Debug)]
pub struct FeedReader {
    /// Identifier.
    pub id: Id<FeedReader>,
    /// Address and secret.
    pub inside: Inside,
    /// Path of the feed with its language.
    pub topic: String,
    /// How often in a row it could not be reached.
    pub strikes: i64,
}

fn mark(town: &Town, callback: &str, topic: &str) -> String {
    hex::encode(town.keys().records.tag(&format!("push/reader/{topic}|{callback}")))
}

/// Keeps a wish until its maker has said that it is meant. An older one about the same is void.
///
/// # Errors
/// What the database says.
pub fn add_wish(
    town: &Town,
    tx: &mut Tx<'_>,
    wish: &Wish,
    host: &str,
) -> Result<Id<Asked>, AppError> {
    let (id, now) = (Id::new(), tx.now());
    let mark = mark(town, &wish.callback, &wish.topic);
    let sealed = town.seal(&format!("push_wish|sealed|{id}"), &serde_json::to_vec(wish)?)?;
    tx.execute(SAME_WISHES, &[&mark])?;
    tx.execute(ADD_WISH, &[&id, &mark, &sealed, &host, &now])?;
    Ok(id)
}

/// A wish; none where it was settled or replaced.
///
/// # Errors
/// What the database says.
pub fn find_wish(town: &Town, db: &mut Db<'_>, id: Id<Asked>) -> Result<Option<Waiting>, AppError> {
    let Some(row) = db.maybe(FIND_WISH, &[&id])? else { return Ok(None) };
    let sealed: String = row.get("sealed")?;
    let plain = town.unseal(&format!("push_wish|sealed|{id}"), &sealed)?;
    let wish = serde_json::from_slice(&plain)?;
    Ok(Some(Waiting { id, wish, host: row.get("host")?, tries: row.get("tries")? }))
}

/// A wish could not be asked back.
///
/// # Errors
/// What the database says.
pub fn try_again(tx: &mut Tx<'_>, id: Id<Asked>) -> Result<(), AppError> {
    tx.execute(TRY_WISH, &[&id])?;
    Ok(())
}

/// A wish is settled; whether it was still there.
///
/// # Errors
/// What the database says.
pub fn drop_wish(tx: &mut Tx<'_>, id: Id<Asked>) -> Result<bool, AppError> {
    Ok(tx.execute(DROP_WISH, &[&id])? == 1)
}

/// Forgets wishes made before.
///
/// # Errors
/// What the database says.
pub fn drop_wishes(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(OLD_WISHES, &[&before])?)
}

/// How many readers and wishes there are, in all or of a host.
///
/// # Errors
/// What the database says.
pub fn crowd(db: &mut Db<'_>, host: &str) -> Result<i64, AppError> {
    let now = db.now();
    Ok(db.count(READERS, &[&now, &host])? + db.count(WISHES, &[&host])?)
}

/// Readers by host.
///
/// # Errors
/// What the database says.
pub fn readers_by_host(db: &mut Db<'_>) -> Result<Vec<(String, i64)>, AppError> {
    let now = db.now();
    let rows = db.query(BY_HOST, &[&now])?;
    rows.iter().map(|row| Ok((row.get("host")?, row.get("many")?))).collect()
}

/// Begins or renews what a reader asked for. `told` is what the feed holds now: it knows that.
///
/// # Errors
/// What the database says.
pub fn begin_reader(
    town: &Town,
    tx: &mut Tx<'_>,
    wish: &Wish,
    host: &str,
    told: &str,
    lease_until: Timestamp,
) -> Result<(), AppError> {
    let (id, now) = (Id::<FeedReader>::new(), tx.now());
    let mark = mark(town, &wish.callback, &wish.topic);
    let inside = Inside { callback: wish.callback.clone(), secret: wish.secret.clone() };
    let sealed = town.seal(&format!("push_reader|sealed|{id}"), &serde_json::to_vec(&inside)?)?;
    tx.execute(DROP_MARK, &[&mark])?;
    tx.execute(ADD, &[&id, &mark, &sealed, &host, &wish.topic, &told, &lease_until, &now])?;
    Ok(())
}

/// Ends what a reader asked for.
///
/// # Errors
/// What the database says.
pub fn end_reader(town: &Town, tx: &mut Tx<'_>, wish: &Wish) -> Result<bool, AppError> {
    Ok(tx.execute(DROP_MARK, &[&mark(town, &wish.callback, &wish.topic)])? > 0)
}

/// Forgets a reader.
///
/// # Errors
/// What the database says.
pub fn drop_reader(tx: &mut Tx<'_>, id: Id<FeedReader>) -> Result<(), AppError> {
    tx.execute(DROP, &[&id])?;
    Ok(())
}

/// Feeds somebody is told of.
///
/// # Errors
/// What the database says.
pub fn read_feeds(db: &mut Db<'_>) -> Result<Vec<String>, AppError> {
    let now = db.now();
    let rows = db.query(TOPICS, &[&now])?;
    rows.iter().map(|row| Ok(row.get("topic")?)).collect()
}

/// Readers who do not know yet what a feed holds and may be called now.
///
/// # Errors
/// What the database says.
pub fn behind(
    town: &Town,
    db: &mut Db<'_>,
    topic: &str,
    digest: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<FeedReader>, AppError> {
    let now = db.now();
    let read = |row: &Row| {
        let (id, sealed): (Id<FeedReader>, String) = (row.get("id")?, row.get("sealed")?);
        let plain = town.unseal(&format!("push_reader|sealed|{id}"), &sealed)?;
        Ok(FeedReader {
            id,
            inside: serde_json::from_slice(&plain)?,
            topic: row.get("topic")?,
            strikes: row.get("strikes")?,
        })
    };
    db.query(BEHIND, &[&topic, &digest, &now, &after, &limit])?.iter().map(read).collect()
}

/// A reader knows what a feed holds.
///
/// # Errors
/// What the database says.
pub fn told(tx: &mut Tx<'_>, id: Id<FeedReader>, digest: &str) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(TOLD, &[&id, &digest, &now])?;
    Ok(())
}

/// A reader could not be reached; not before then again.
///
/// # Errors
/// What the database says.
pub fn later(tx: &mut Tx<'_>, id: Id<FeedReader>, at: Timestamp) -> Result<(), AppError> {
    tx.execute(LATER, &[&id, &at])?;
    Ok(())
}

/// Forgets readers whose lease has ended.
///
/// # Errors
/// What the database says.
pub fn drop_readers(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(ENDED, &[&now])?)
}

/// What a feed held when it was last looked at.
///
/// # Errors
/// What the database says.
pub fn feed(db: &mut Db<'_>, topic: &str) -> Result<Option<String>, AppError> {
    Ok(db.maybe(FEED, &[&topic])?.map(|row| row.get("digest")).transpose()?)
}

/// Notes what a feed holds.
///
/// # Errors
/// What the database says.
pub fn set_feed(tx: &mut Tx<'_>, topic: &str, digest: &str) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(SET_FEED, &[&topic, &digest, &now])?;
    Ok(())
}

/// Forgets feeds nobody is told of.
///
/// # Errors
/// What the database says.
pub fn drop_feeds(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    Ok(tx.execute(IDLE_FEEDS, &[])?)
}
