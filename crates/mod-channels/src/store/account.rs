//! The SQL of accounts: connections, the town's applications, sign-ins on their way.

use jiff::Timestamp;
use kernel::clock::instant_text;
use kernel::db::Row;
use kernel::{AppError, Id, Reader, Sql, Tx, sql};
use norm_social::Channel;

use super::{instant, kept};
use crate::account::{Connection, Standing, channel_of, word};

const APP: Sql = sql!("SELECT client, secret FROM channels_app WHERE channel = $1 AND api = $2");
const SET_APP: Sql = sql!(
    "INSERT INTO channels_app (channel, api, client, secret, changed_at)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (channel, api) DO UPDATE SET client = excluded.client,
        secret = excluded.secret, changed_at = excluded.changed_at"
);
const ADD_SIGNIN: Sql = sql!(
    "INSERT INTO channels_signin (id, channel, api, person, sealed, made_at)
     VALUES ($1, $2, $3, $4, $5, $6)"
);
const SIGNIN: Sql =
    sql!("SELECT channel, api, person, sealed, made_at FROM channels_signin WHERE id = $1");
const END_SIGNIN: Sql = sql!("DELETE FROM channels_signin WHERE id = $1");
const ERASE_SIGNINS: Sql = sql!("DELETE FROM channels_signin WHERE made_at < $1");
const SAVE: Sql = sql!(
    "INSERT INTO channels_account (id, channel, api, remote, name, state, trouble, sealed,
        uploads, limits, scopes, ends_at, warned, resume_at, connected_at, checked_at, lists)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, state = excluded.state,
        trouble = excluded.trouble, sealed = excluded.sealed, uploads = excluded.uploads,
        limits = excluded.limits, scopes = excluded.scopes, ends_at = excluded.ends_at,
        warned = excluded.warned, resume_at = excluded.resume_at,
        connected_at = excluded.connected_at, checked_at = excluded.checked_at,
        lists = excluded.lists"
);
const ALL: Sql = sql!(
    "SELECT id, channel, api, remote, name, state, trouble, sealed, uploads, limits, scopes,
            ends_at, warned, resume_at, connected_at, checked_at, lists
     FROM channels_account
     ORDER BY channel, name, id
     LIMIT 200"
);
const FIND: Sql = sql!(
    "SELECT id, channel, api, remote, name, state, trouble, sealed, uploads, limits, scopes,
            ends_at, warned, resume_at, connected_at, checked_at, lists
     FROM channels_account
     WHERE id = $1"
);
const BY_REMOTE: Sql = sql!(
    "SELECT id, channel, api, remote, name, state, trouble, sealed, uploads, limits, scopes,
            ends_at, warned, resume_at, connected_at, checked_at, lists
     FROM channels_account
     WHERE channel = $1 AND api = $2 AND remote = $3"
);

/// Number and sealed secret of the town's application.
pub fn app(
    reader: &mut Reader<'_>,
    channel: &str,
    api: &str,
) -> Result<Option<(String, String)>, AppError> {
    let row = reader.maybe(APP, &[&channel, &api])?;
    row.map(|row| Ok((row.get("client")?, row.get("secret")?))).transpose()
}

/// Saves the town's application.
pub fn set_app(
    tx: &mut Tx<'_>,
    channel: &str,
    api: &str,
    client: &str,
    secret: &str,
) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(SET_APP, &[&channel, &api, &client, &secret, &instant_text(now)])?;
    Ok(())
}

/// A sign-in on its way: channel, server, who, sealed, when.
pub struct SignIn {
    /// The channel.
    pub channel: Channel,
    /// The server, on Mastodon.
    pub api: String,
    /// Who went.
    pub person: String,
    /// What must not be read, sealed.
    pub sealed: String,
    /// When they went.
    pub made_at: Timestamp,
}

/// Notes a sign-in.
pub fn add_signin(tx: &mut Tx<'_>, id: &str, of: &SignIn) -> Result<(), AppError> {
    tx.execute(
        ADD_SIGNIN,
        &[&id, &word(of.channel), &of.api, &of.person, &of.sealed, &of.made_at],
    )?;
    Ok(())
}

/// A sign-in.
pub fn signin(reader: &mut Reader<'_>, id: &str) -> Result<Option<SignIn>, AppError> {
    let Some(row) = reader.maybe(SIGNIN, &[&id])? else { return Ok(None) };
    let channel: String = row.get("channel")?;
    Ok(Some(SignIn {
        channel: channel_of(&channel).ok_or(AppError::NotFound)?,
        api: row.get("api")?,
        person: row.get("person")?,
        sealed: row.get("sealed")?,
        made_at: row.get("made_at")?,
    }))
}

/// Ends a sign-in: it counts once.
pub fn end_signin(tx: &mut Tx<'_>, id: &str) -> Result<bool, AppError> {
    Ok(tx.execute(END_SIGNIN, &[&id])? == 1)
}

/// Forgets sign-ins nobody came back from.
pub fn erase_signins(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(ERASE_SIGNINS, &[&before])?)
}

fn read(row: &Row) -> Result<Connection, AppError> {
    let (channel, state, trouble, limits): (String, String, String, String) =
        (row.get("channel")?, row.get("state")?, row.get("trouble")?, row.get("limits")?);
    Ok(Connection {
        id: row.get("id")?,
        channel: channel_of(&channel).ok_or_else(|| AppError::internal("an unknown channel"))?,
        api: row.get("api")?,
        remote: row.get("remote")?,
        name: row.get("name")?,
        standing: Standing::of(&state),
        trouble: serde_json::from_str(&trouble).ok(),
        sealed: row.get("sealed")?,
        uploads: row.get("uploads")?,
        limits: serde_json::from_str(&limits).ok(),
        scopes: row.json("scopes")?,
        ends_at: instant(row, "ends_at")?,
        warned: row.get("warned")?,
        resume_at: instant(row, "resume_at")?,
        connected_at: instant(row, "connected_at")?,
        checked_at: instant(row, "checked_at")?,
        lists: row.json("lists")?,
    })
}

/// Saves an account.
pub fn save(tx: &mut Tx<'_>, c: &Connection) -> Result<(), AppError> {
    let json =
        |of: Option<serde_json::Result<String>>| of.transpose().map(Option::unwrap_or_default);
    let trouble = json(c.trouble.as_ref().map(serde_json::to_string))?;
    let limits = json(c.limits.as_ref().map(serde_json::to_string))?;
    tx.execute(
        SAVE,
        &[
            &c.id,
            &word(c.channel),
            &c.api,
            &c.remote,
            &c.name,
            &c.standing.word(),
            &trouble,
            &c.sealed,
            &c.uploads,
            &limits,
            &serde_json::to_string(&c.scopes)?,
            &kept(c.ends_at),
            &c.warned,
            &kept(c.resume_at),
            &kept(c.connected_at),
            &kept(c.checked_at),
            &serde_json::to_string(&c.lists)?,
        ],
    )?;
    Ok(())
}

/// All accounts.
pub fn all(reader: &mut Reader<'_>) -> Result<Vec<Connection>, AppError> {
    reader.query(ALL, &[])?.iter().map(read).collect()
}

/// One account.
pub fn find(reader: &mut Reader<'_>, id: Id<Connection>) -> Result<Connection, AppError> {
    reader.maybe(FIND, &[&id])?.as_ref().map(read).ok_or(AppError::NotFound)?
}

/// The account of a provider's number.
pub fn by_remote(
    reader: &mut Reader<'_>,
    channel: Channel,
    api: &str,
    remote: &str,
) -> Result<Option<Connection>, AppError> {
    reader.maybe(BY_REMOTE, &[&word(channel), &api, &remote])?.as_ref().map(read).transpose()
}
