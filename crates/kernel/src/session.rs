//! Sessions and one-time tickets: random tokens of which only the hash is kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::access::Actor;
use crate::db::{Db, Reader, Row, Sql, Tx};
use crate::error::AppError;
use crate::people::{self, Account, AccountKind};
use crate::sql;
use crate::value::Id;

/// Idle and absolute life of a session by kind of actor (OWASP ASVS 5.0 V7.3).
const CITIZEN_IDLE: SignedDuration = SignedDuration::from_mins(30);
const STAFF_IDLE: SignedDuration = SignedDuration::from_mins(30);
/// Whoever may give rights away leaves a more dangerous screen behind.
const ADMINISTRATOR_IDLE: SignedDuration = SignedDuration::from_mins(15);
const ADMINISTRATOR_LIFE: SignedDuration = SignedDuration::from_hours(8);
const CITIZEN_LIFE: SignedDuration = SignedDuration::from_hours(8);
const STAFF_LIFE: SignedDuration = SignedDuration::from_hours(12);
/// A factor confirmed within this time allows sensitive steps.
const FACTOR_FRESH: SignedDuration = SignedDuration::from_mins(5);
/// Last use is written at most this often.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// Bytes of randomness in a token.
const TOKEN_BYTES: usize = 32;

const ADD: Sql = sql!(
    "INSERT INTO kernel_session (hash, id, account, guest, made_at, seen_at, factor_at, expires_at, device)
     VALUES ($1, $2, $3, $4, $5, $5, $5, $6, $7)"
);
const FIND: Sql = sql!(
    "SELECT hash, id, account, guest, made_at, seen_at, factor_at, expires_at, device
     FROM kernel_session
     WHERE hash = $1"
);
const OF_ACCOUNT: Sql = sql!(
    "SELECT hash, id, account, guest, made_at, seen_at, factor_at, expires_at, device
     FROM kernel_session
     WHERE account = $1 AND expires_at > $2
     ORDER BY seen_at DESC
     LIMIT 100"
);
const TOUCH: Sql = sql!("UPDATE kernel_session SET seen_at = $2 WHERE hash = $1");
const FACTOR: Sql = sql!("UPDATE kernel_session SET factor_at = $2 WHERE id = $1");
const END: Sql = sql!("DELETE FROM kernel_session WHERE id = $1 AND account = $2");
const END_HASH: Sql = sql!("DELETE FROM kernel_session WHERE hash = $1");
const END_ALL: Sql = sql!("DELETE FROM kernel_session WHERE account = $1");
const SWEEP: Sql = sql!("DELETE FROM kernel_session WHERE expires_at < $1");
const ADD_TICKET: Sql = sql!(
    "INSERT INTO kernel_ticket (hash, purpose, subject, payload, expires_at)
     VALUES ($1, $2, $3, $4, $5)"
);
const PEEK_TICKET: Sql = sql!(
    "SELECT subject, payload FROM kernel_ticket WHERE hash = $1 AND purpose = $2 AND expires_at > $3"
);
const TAKE_TICKET: Sql = sql!(
    "DELETE FROM kernel_ticket WHERE hash = $1 AND purpose = $2 AND expires_at > $3
     RETURNING subject, payload"
);
const SWEEP_TICKETS: Sql = sql!("DELETE FROM kernel_ticket WHERE expires_at < $1");

/// A session as its owner sees it in the list.
#[derive(Clone, Debug)]
pub struct Session {
    hash: String,
    /// Identifier for the list; not the token.
    pub id: Id<Session>,
    /// The account, for signed-in people.
    pub account: Option<Id<Account>>,
    /// What a guest holds.
    pub guest: Option<String>,
    /// Start.
    pub made_at: Timestamp,
    /// Last use.
    pub seen_at: Timestamp,
    /// Last confirmed factor.
    pub factor_at: Timestamp,
    /// End at the latest.
    pub expires_at: Timestamp,
    /// Browser and system in a few words.
    pub device: String,
}

impl Session {
    fn read(row: &Row) -> Result<Self, AppError> {
        Ok(Self {
            hash: row.get("hash")?,
            id: row.get("id")?,
            account: row.get("account")?,
            guest: row.get("guest")?,
            made_at: row.get("made_at")?,
            seen_at: row.get("seen_at")?,
            factor_at: row.get("factor_at")?,
            expires_at: row.get("expires_at")?,
            device: row.get("device")?,
        })
    }

    /// Whether a factor was confirmed a few minutes ago.
    pub fn factor_is_fresh(&self, now: Timestamp) -> bool {
        now.duration_since(self.factor_at) <= FACTOR_FRESH
    }

    /// The stored form of the token: the key of form tokens.
    pub(crate) fn hash(&self) -> &str {
        &self.hash
    }
}

/// A new token: what travels, and what is kept.
pub fn new_token() -> (String, String) {
    let mut bytes = [0_u8; TOKEN_BYTES];
    rand::fill(&mut bytes);
    let token = URL_SAFE_NO_PAD.encode(bytes);
    let kept = kept(&token);
    (token, kept)
}

/// The form of a token that is kept.
pub fn kept(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// Starts a session for an account; answers the token for the cookie.
///
/// # Errors
/// What the database says.
pub fn start(tx: &mut Tx<'_>, account: &Account, device: &str) -> Result<String, AppError> {
    let life = if account.kind == AccountKind::Staff { STAFF_LIFE } else { CITIZEN_LIFE };
    people::note_seen(tx, account.id)?;
    insert(tx, Some(account.id), None, life, device)
}

/// Starts a session for the holder of a link and code.
///
/// # Errors
/// What the database says.
pub fn start_guest(tx: &mut Tx<'_>, key: &str, device: &str) -> Result<String, AppError> {
    insert(tx, None, Some(key), CITIZEN_LIFE, device)
}

fn insert(
    tx: &mut Tx<'_>,
    account: Option<Id<Account>>,
    guest: Option<&str>,
    life: SignedDuration,
    device: &str,
) -> Result<String, AppError> {
    let (token, hash) = new_token();
    let now = tx.now();
    let ends = now.checked_add(life).map_err(AppError::internal)?;
    let guest = guest.map(str::to_owned);
    tx.execute(ADD, &[&hash, &Id::<Session>::new(), &account, &guest, &now, &ends, &device])?;
    Ok(token)
}

/// The session of a token and who acts in it; none when it ended, idled out or was revoked, or
/// its account was switched off.
///
/// # Errors
/// What the database says.
pub fn find(
    reader: &mut Reader<'_>,
    token: &str,
) -> Result<Option<(Session, Actor, String)>, AppError> {
    let Some(row) = reader.maybe(FIND, &[&kept(token)])? else { return Ok(None) };
    let session = Session::read(&row)?;
    let now = reader.now();
    let (actor, name, idle, life) = match (session.account, &session.guest) {
        (Some(id), _) => {
            let account = people::account(reader, id)?;
            if account.is_disabled {
                return Ok(None);
            }
            let actor = people::actor(reader, &account)?;
            let (idle, life) = match account.kind {
                _ if actor.administers() => (ADMINISTRATOR_IDLE, ADMINISTRATOR_LIFE),
                AccountKind::Staff => (STAFF_IDLE, STAFF_LIFE),
                _ => (CITIZEN_IDLE, CITIZEN_LIFE),
            };
            (actor, account.person.name.reveal().clone(), idle, life)
        }
        // A guest fills in a long form: leaving it for a while must not cost the work.
        (None, Some(key)) => {
            (Actor::Guest { key: key.clone() }, String::new(), CITIZEN_LIFE, CITIZEN_LIFE)
        }
        (None, None) => return Ok(None),
    };
    let alive = now < session.expires_at
        && now.duration_since(session.seen_at) <= idle
        && now.duration_since(session.made_at) <= life;
    Ok(alive.then_some((session, actor, name)))
}

/// Notes the last use, at most once a minute.
pub(crate) async fn touch(db: &Db, session: &Session) -> Result<(), AppError> {
    if db.clock().now().duration_since(session.seen_at) < TOUCH_EVERY {
        return Ok(());
    }
    let hash = session.hash.clone();
    db.keep_books(move |tx| {
        let now = tx.now();
        tx.execute(TOUCH, &[&hash, &now])?;
        Ok(())
    })
    .await
}

/// Running sessions of an account.
///
/// # Errors
/// What the database says.
pub fn of_account(reader: &mut Reader<'_>, account: Id<Account>) -> Result<Vec<Session>, AppError> {
    let now = reader.now();
    reader.query(OF_ACCOUNT, &[&account, &now])?.iter().map(Session::read).collect()
}

/// Notes that a factor was confirmed just now.
///
/// # Errors
/// What the database says.
pub fn confirm_factor(tx: &mut Tx<'_>, session: Id<Session>) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(FACTOR, &[&session, &now])?;
    Ok(())
}

/// Ends one session of an account.
///
/// # Errors
/// [`AppError::NotFound`] when it is not theirs.
pub fn end(tx: &mut Tx<'_>, account: Id<Account>, session: Id<Session>) -> Result<(), AppError> {
    if tx.execute(END, &[&session, &account])? == 1 { Ok(()) } else { Err(AppError::NotFound) }
}

/// Ends the session itself, on signing out.
///
/// # Errors
/// What the database says.
pub fn sign_out(tx: &mut Tx<'_>, session: &Session) -> Result<(), AppError> {
    tx.execute(END_HASH, &[&session.hash])?;
    Ok(())
}

/// Ends all sessions of an account.
///
/// # Errors
/// What the database says.
pub fn end_all(tx: &mut Tx<'_>, account: Id<Account>) -> Result<u64, AppError> {
    Ok(tx.execute(END_ALL, &[&account])?)
}

/// Makes a one-time ticket for a purpose (`first-sign-in`, `mail-link`, `passkey`, …), valid for
/// `life`; answers the token.
///
/// # Errors
/// What the database says.
pub fn ticket(
    tx: &mut Tx<'_>,
    purpose: &str,
    subject: &str,
    payload: &str,
    life: SignedDuration,
) -> Result<String, AppError> {
    let (token, hash) = new_token();
    let ends = tx.now().checked_add(life).map_err(AppError::internal)?;
    tx.execute(ADD_TICKET, &[&hash, &purpose, &subject, &payload, &ends])?;
    Ok(token)
}

/// Looks at a ticket without using it up: subject and payload.
///
/// # Errors
/// What the database says.
pub fn peek(
    reader: &mut Reader<'_>,
    purpose: &str,
    token: &str,
) -> Result<Option<(String, String)>, AppError> {
    let now = reader.now();
    match reader.maybe(PEEK_TICKET, &[&kept(token), &purpose, &now])? {
        Some(row) => Ok(Some((row.get("subject")?, row.get("payload")?))),
        None => Ok(None),
    }
}

/// Uses a ticket up: subject and payload, once.
///
/// # Errors
/// What the database says.
pub fn redeem(
    tx: &mut Tx<'_>,
    purpose: &str,
    token: &str,
) -> Result<Option<(String, String)>, AppError> {
    let now = tx.now();
    match tx.maybe(TAKE_TICKET, &[&kept(token), &purpose, &now])? {
        Some(row) => Ok(Some((row.get("subject")?, row.get("payload")?))),
        None => Ok(None),
    }
}

/// Removes what ran out: sessions and tickets.
pub(crate) fn sweep(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let now = tx.now();
    Ok(tx.execute(SWEEP, &[&now])? + tx.execute(SWEEP_TICKETS, &[&now])?)
}
