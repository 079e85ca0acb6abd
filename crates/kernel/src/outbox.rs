//! Facts on their way: told inside a transaction, delivered after it to each subscriber in order,
//! at least once, with effect and mark in one transaction.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::audit::Audit;
use crate::db::{Row, Sql, Tx};
use crate::error::AppError;
use crate::facts::Fact;
use crate::sql;
use crate::town::Town;

/// Tries before a delivery waits for a person.
pub const ATTEMPTS_MAX: i64 = 8;
/// Facts taken per subscriber and round.
const BATCH: i64 = 50;

const TELL: Sql =
    sql!("INSERT INTO kernel_fact (seq, name, body, told_at) VALUES ($1, $2, $3, $4)");
const CURSOR: Sql = sql!("SELECT seq FROM kernel_cursor WHERE subscriber = $1");
const MOVE_CURSOR: Sql = sql!(
    "INSERT INTO kernel_cursor (subscriber, seq)
     VALUES ($1, $2)
     ON CONFLICT (subscriber) DO UPDATE SET seq = excluded.seq"
);
const WAITING: Sql =
    sql!("SELECT seq, body FROM kernel_fact WHERE name = $1 AND seq > $2 ORDER BY seq LIMIT $3");
const TROUBLE: Sql = sql!(
    "SELECT attempts, next_at, state FROM kernel_delivery WHERE fact = $1 AND subscriber = $2"
);
const NOTE_TROUBLE: Sql = sql!(
    "INSERT INTO kernel_delivery (fact, subscriber, state, attempts, next_at, error)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (fact, subscriber) DO UPDATE SET state = excluded.state,
        attempts = excluded.attempts, next_at = excluded.next_at, error = excluded.error"
);
const REPEATED: Sql = sql!(
    "SELECT d.fact AS seq, f.body
     FROM kernel_delivery d
     JOIN kernel_fact f ON f.seq = d.fact
     WHERE d.subscriber = $1 AND d.state = 'waiting' AND d.fact <= $2 AND d.next_at <= $3
     ORDER BY d.fact
     LIMIT $4"
);
const CLEAR: Sql = sql!("DELETE FROM kernel_delivery WHERE fact = $1 AND subscriber = $2");
const DEAD: Sql = sql!(
    "SELECT d.fact, d.subscriber, d.attempts, d.error, f.name, f.told_at
     FROM kernel_delivery d
     JOIN kernel_fact f ON f.seq = d.fact
     WHERE d.state = 'dead'
     ORDER BY d.fact
     LIMIT 200"
);
const REPEAT: Sql = sql!(
    "UPDATE kernel_delivery SET state = 'waiting', attempts = 0, next_at = $3
     WHERE fact = $1 AND subscriber = $2 AND state = 'dead'"
);
const SET_ASIDE: Sql =
    sql!("DELETE FROM kernel_delivery WHERE fact = $1 AND subscriber = $2 AND state = 'dead'");
const BACKLOG: Sql = sql!("SELECT COUNT(*) FROM kernel_delivery WHERE state = 'waiting'");

/// Who listens to a fact. `run` works inside its own transaction and answers with the audit line;
/// it never talks to the outside: it schedules a job.
#[derive(Clone, Copy)]
pub struct Subscriber {
    /// `module.what_it_does`: key of the cursor, never renamed.
    pub name: &'static str,
    /// Name of the fact.
    pub fact: &'static str,
    /// What it does.
    pub run: fn(&Arc<Town>, &mut Tx<'_>, &str) -> Result<Audit, AppError>,
}

/// Reads the body of a fact.
///
/// # Errors
/// That it does not read.
pub fn read<F: Fact>(body: &str) -> Result<F, AppError> {
    Ok(serde_json::from_str(body)?)
}

pub(crate) fn emit<F: Fact>(tx: &mut Tx<'_>, fact: &F) -> Result<(), AppError> {
    let seq = tx.next("fact")?;
    let now = tx.now();
    tx.execute(TELL, &[&seq, &F::NAME, &serde_json::to_string(fact)?, &now])?;
    Ok(())
}

/// Waiting time before the next try: doubling from two seconds to an hour, with up to a quarter of
/// jitter so that many failures do not return together.
pub fn back_off(attempts: i64) -> SignedDuration {
    let exponent = u32::try_from(attempts.clamp(0, 11)).unwrap_or(11);
    let seconds = (2_i64.saturating_pow(exponent)).clamp(2, 3_600);
    let jitter = i64::from(rand::random::<u16>()) * seconds * 250 / i64::from(u16::MAX);
    SignedDuration::from_millis(seconds * 1_000 + jitter)
}

enum Step {
    Idle,
    Delivered,
    Failed,
}

/// Delivers a batch of what is due to one subscriber; true if it did anything. The batch is
/// bounded, so that a stream of facts does not keep the jobs waiting.
pub(crate) async fn deliver(town: &Arc<Town>, subscriber: Subscriber) -> Result<bool, AppError> {
    for delivered in 0..BATCH {
        match deliver_one(town, subscriber).await? {
            Step::Idle => return Ok(delivered > 0),
            Step::Delivered => {}
            Step::Failed => return Ok(true),
        }
    }
    Ok(true)
}

async fn next_fact(
    town: &Arc<Town>,
    subscriber: Subscriber,
) -> Result<Option<(i64, String, i64)>, AppError> {
    town.db()
        .read(move |reader| {
            let now = reader.now();
            let cursor: i64 =
                reader.maybe(CURSOR, &[&subscriber.name])?.map_or(Ok(0), |r| r.at(0))?;
            let rows = reader.query(REPEATED, &[&subscriber.name, &cursor, &now, &BATCH])?;
            let rows = if rows.is_empty() {
                reader.query(WAITING, &[&subscriber.fact, &cursor, &1_i64])?
            } else {
                rows
            };
            let Some(row) = rows.first() else { return Ok(None) };
            let seq: i64 = row.get("seq")?;
            let mut attempts = 0;
            if let Some(trouble) = reader.maybe(TROUBLE, &[&seq, &subscriber.name])? {
                attempts = trouble.get("attempts")?;
                if trouble.get::<Timestamp>("next_at")? > now {
                    return Ok(None);
                }
            }
            Ok(Some((seq, row.get("body")?, attempts)))
        })
        .await
}

async fn deliver_one(town: &Arc<Town>, subscriber: Subscriber) -> Result<Step, AppError> {
    let Some((seq, body, attempts)) = next_fact(town, subscriber).await? else {
        return Ok(Step::Idle);
    };
    let house = Arc::clone(town);
    let outcome = town
        .db()
        .write(crate::access::Actor::system(subscriber.name), move |tx| {
            let audit = (subscriber.run)(&house, tx, &body)?;
            tx.execute(CLEAR, &[&seq, &subscriber.name])?;
            advance(tx, subscriber.name, seq)?;
            Ok(audit.done())
        })
        .await;
    let Err(error) = outcome else { return Ok(Step::Delivered) };
    tracing::warn!(fact.seq = seq, subscriber = subscriber.name, %error, "A fact was not taken in");
    let attempts = attempts + 1;
    let is_dead = attempts >= ATTEMPTS_MAX;
    let words = error.to_string();
    town.db()
        .keep_books(move |tx| {
            let next = tx.now().checked_add(back_off(attempts)).map_err(AppError::internal)?;
            let state = if is_dead { "dead" } else { "waiting" };
            tx.execute(NOTE_TROUBLE, &[&seq, &subscriber.name, &state, &attempts, &next, &words])?;
            if is_dead {
                // The next facts must not wait for ever behind one that needs a person.
                advance(tx, subscriber.name, seq)?;
            }
            Ok(())
        })
        .await?;
    Ok(Step::Failed)
}

fn advance(tx: &mut Tx<'_>, subscriber: &str, seq: i64) -> Result<(), AppError> {
    let cursor: i64 = tx.maybe(CURSOR, &[&subscriber])?.map_or(Ok(0), |r| r.at(0))?;
    if seq > cursor {
        tx.execute(MOVE_CURSOR, &[&subscriber, &seq])?;
    }
    Ok(())
}

/// A delivery that waits for a person.
#[derive(Clone, Debug)]
pub struct DeadDelivery {
    /// Number of the fact.
    pub fact: i64,
    /// Its name.
    pub name: String,
    /// Who could not take it in.
    pub subscriber: String,
    /// Tries.
    pub attempts: i64,
    /// The last error, for the IT department.
    pub error: String,
    /// When the fact was told.
    pub told_at: Timestamp,
}

/// Deliveries that wait for a person.
///
/// # Errors
/// What the database says.
pub fn dead(reader: &mut crate::db::Reader<'_>) -> Result<Vec<DeadDelivery>, AppError> {
    let read = |row: &Row| {
        Ok(DeadDelivery {
            fact: row.get("fact")?,
            name: row.get("name")?,
            subscriber: row.get("subscriber")?,
            attempts: row.get("attempts")?,
            error: row.get("error")?,
            told_at: row.get("told_at")?,
        })
    };
    reader.query(DEAD, &[])?.iter().map(read).collect()
}

/// Number of deliveries being retried.
///
/// # Errors
/// What the database says.
pub fn backlog(reader: &mut crate::db::Reader<'_>) -> Result<i64, AppError> {
    Ok(reader.count(BACKLOG, &[])?)
}

/// Tries a dead delivery again, on a person's word.
///
/// # Errors
/// [`AppError::NotFound`] when it is not dead.
pub fn repeat(tx: &mut Tx<'_>, fact: i64, subscriber: &str) -> Result<(), AppError> {
    let now = tx.now();
    if tx.execute(REPEAT, &[&fact, &subscriber, &now])? == 1 {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}

/// Sets a dead delivery aside, on a person's word: its subscriber will never hear of the fact.
///
/// # Errors
/// [`AppError::NotFound`] when it is not dead.
pub fn set_aside(tx: &mut Tx<'_>, fact: i64, subscriber: &str) -> Result<(), AppError> {
    if tx.execute(SET_ASIDE, &[&fact, &subscriber])? == 1 {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}
