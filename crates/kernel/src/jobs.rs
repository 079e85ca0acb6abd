//! Work that leaves the house or takes long: durable, retried with back-off and jitter, with an
//! idempotency key, ending in a list that a person can see and repeat.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use crate::db::{Row, Sql, Tx};
use crate::error::AppError;
use crate::outbox::back_off;
use crate::sql;
use crate::town::Town;
use crate::value::Id;

/// Jobs of one kind taken per round: a storm of one kind holds up no other.
const BATCH: i64 = 8;
/// Light jobs run at the same time: a slow relay must not keep letters from being set.
const LIGHT_AT_ONCE: usize = 4;
/// Heavy jobs run at the same time: each may fill a core and hundreds of megabytes.
const HEAVY_AT_ONCE: usize = 1;

const ADD: Sql = sql!(
    "INSERT INTO kernel_job (id, kind, key, body, state, attempts, next_at, error, made_at)
     VALUES ($1, $2, $3, $4, 'waiting', 0, $5, '', $6)
     ON CONFLICT (key) DO NOTHING"
);
const DUE: Sql = sql!(
    "SELECT id, kind, key, body, state, attempts, next_at, error, made_at
     FROM kernel_job
     WHERE state = 'waiting' AND kind = $1 AND next_at <= $2
     ORDER BY next_at, id
     LIMIT $3"
);
const LEASE: Sql = sql!(
    "UPDATE kernel_job SET state = $2, attempts = attempts + 1, leased_at = $3
     WHERE id = $1 AND state = 'waiting'"
);
const FINISH: Sql =
    sql!("UPDATE kernel_job SET state = 'done', done_at = $2, error = '' WHERE id = $1");
const FAIL: Sql = sql!("UPDATE kernel_job SET state = $2, next_at = $3, error = $4 WHERE id = $1");
const FREE_RUNNING: Sql =
    sql!("UPDATE kernel_job SET state = 'waiting', next_at = $1 WHERE state = 'running'");
const FREE_ARMED: Sql = sql!(
    "UPDATE kernel_job SET state = 'dead',
        error = 'The house stopped while this was on its way out; whether it left is unclear.'
     WHERE state = 'armed'"
);
const DEAD: Sql = sql!(
    "SELECT id, kind, key, body, state, attempts, next_at, error, made_at
     FROM kernel_job
     WHERE state = 'dead'
     ORDER BY made_at, id
     LIMIT 200"
);
const REPEAT: Sql = sql!(
    "UPDATE kernel_job SET state = 'waiting', attempts = 0, next_at = $2 WHERE id = $1 AND state = 'dead'"
);
const SET_ASIDE: Sql = sql!(
    "UPDATE kernel_job SET state = 'done', done_at = $2 WHERE id = $1 AND state = 'dead' RETURNING key"
);
const WAITING: Sql =
    sql!("SELECT COUNT(*) FROM kernel_job WHERE state IN ('waiting', 'running', 'armed')");
const OLDEST: Sql = sql!("SELECT MIN(next_at) AS at FROM kernel_job WHERE state = 'waiting'");
const SWEEP: Sql = sql!("DELETE FROM kernel_job WHERE state = 'done' AND done_at < $1");

/// How a job ended.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Try again later.
    #[error("{0}")]
    Later(String),
    /// Trying again is no use; a person must look.
    #[error("{0}")]
    Never(String),
}

impl From<AppError> for JobError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::NotFound | AppError::Gone | AppError::Refused(_) => {
                Self::Never(error.to_string())
            }
            other => Self::Later(other.to_string()),
        }
    }
}

/// What running a job promises.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>>;

/// How much a job asks of the machine, and so in which lane it runs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Weight {
    /// Somebody waits for it, or it mostly waits itself: a letter, a mail. Some run side by side.
    Light,
    /// It computes for seconds or fills much memory: pictures. One after the other, beside the
    /// light ones.
    Heavy,
}

impl Weight {
    const fn at_once(self) -> usize {
        match self {
            Self::Light => LIGHT_AT_ONCE,
            Self::Heavy => HEAVY_AT_ONCE,
        }
    }
}

/// A kind of job a module brings.
#[derive(Clone, Copy)]
pub struct JobKind {
    /// `module.verb`.
    pub name: &'static str,
    /// The lane it runs in.
    pub weight: Weight,
    /// Tries before a person must look.
    pub attempts_max: i64,
    /// Whether running it twice would be felt outside: then a run cut short by a crash is not
    /// repeated by the machine but shown to a person (armed-record discipline).
    pub is_armed: bool,
    /// What it does, from its body.
    pub run: fn(Arc<Town>, String) -> Running<'static>,
}

/// A job in the list.
#[derive(Clone, Debug)]
pub struct Job {
    /// Identifier.
    pub id: Id<Job>,
    /// Kind.
    pub kind: String,
    /// Idempotency key.
    pub key: String,
    body: String,
    /// Tries so far.
    pub attempts: i64,
    /// The last error, for the IT department.
    pub error: String,
    /// When it was scheduled.
    pub made_at: Timestamp,
}

impl Job {
    fn read(row: &Row) -> Result<Self, AppError> {
        Ok(Self {
            id: row.get("id")?,
            kind: row.get("kind")?,
            key: row.get("key")?,
            body: row.get("body")?,
            attempts: row.get("attempts")?,
            error: row.get("error")?,
            made_at: row.get("made_at")?,
        })
    }
}

/// Schedules a job together with the transaction; a second one with the same key changes nothing.
///
/// # Errors
/// What the database says.
pub fn schedule(
    tx: &mut Tx<'_>,
    kind: &str,
    key: &str,
    body: &impl Serialize,
) -> Result<(), AppError> {
    let now = tx.now();
    schedule_at(tx, kind, key, body, now)
}

/// Schedules a job for later.
///
/// # Errors
/// What the database says.
pub fn schedule_at(
    tx: &mut Tx<'_>,
    kind: &str,
    key: &str,
    body: &impl Serialize,
    at: Timestamp,
) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(ADD, &[&Id::<Job>::new(), &kind, &key, &serde_json::to_string(body)?, &at, &now])?;
    Ok(())
}

/// What a crash left behind: plain jobs wait again, armed ones go to a person.
pub(crate) async fn recover(town: &Arc<Town>) -> Result<(), AppError> {
    town.db()
        .keep_books(|tx| {
            let now = tx.now();
            tx.execute(FREE_RUNNING, &[&now])?;
            tx.execute(FREE_ARMED, &[])?;
            crate::notify::mark_unclear(tx)?;
            Ok(())
        })
        .await
}

/// Runs what is due in one lane; true if it did anything.
pub(crate) async fn run_due(town: &Arc<Town>, weight: Weight) -> Result<bool, AppError> {
    let kinds: Vec<JobKind> =
        town.house().job_kinds().into_iter().filter(|k| k.weight == weight).collect();
    let due = town.db().read(move |reader| due(reader, &kinds)).await?;
    let did = !due.is_empty();
    let mut running = tokio::task::JoinSet::new();
    for (kind, job) in due {
        if running.len() >= weight.at_once()
            && let Some(ended) = running.join_next().await
        {
            ended.map_err(AppError::internal)??;
        }
        running.spawn(run_one(Arc::clone(town), kind, job));
    }
    while let Some(ended) = running.join_next().await {
        ended.map_err(AppError::internal)??;
    }
    Ok(did)
}

/// What is due of some kinds: the first of each, then the second of each, and so on.
fn due(
    reader: &mut crate::db::Reader<'_>,
    kinds: &[JobKind],
) -> Result<Vec<(JobKind, Job)>, AppError> {
    let now = reader.now();
    let mut found = Vec::new();
    for kind in kinds {
        let rows = reader.query(DUE, &[&kind.name, &now, &BATCH])?;
        for (turn, row) in rows.iter().enumerate() {
            found.push((turn, *kind, Job::read(row)?));
        }
    }
    found.sort_by_key(|(turn, ..)| *turn);
    Ok(found.into_iter().map(|(_, kind, job)| (kind, job)).collect())
}

async fn run_one(town: Arc<Town>, kind: JobKind, job: Job) -> Result<(), AppError> {
    let id = job.id;
    let leased = town
        .db()
        .keep_books(move |tx| {
            let now = tx.now();
            let state = if kind.is_armed { "armed" } else { "running" };
            Ok(tx.execute(LEASE, &[&id, &state, &now])? == 1)
        })
        .await?;
    if !leased {
        return Ok(());
    }
    // A task of its own: a panic in one job is one failed job.
    let outcome = tokio::spawn((kind.run)(Arc::clone(&town), job.body.clone())).await;
    let outcome = outcome.unwrap_or_else(|e| Err(JobError::Later(e.to_string())));
    let attempts = job.attempts + 1;
    town.db()
        .keep_books(move |tx| {
            let now = tx.now();
            match &outcome {
                Ok(()) => tx.execute(FINISH, &[&id, &now])?,
                Err(error) => {
                    let is_dead =
                        matches!(error, JobError::Never(_)) || attempts >= kind.attempts_max;
                    tracing::warn!(job.kind = kind.name, job.id = %id, attempts, "A job failed");
                    let next = now.checked_add(back_off(attempts)).map_err(AppError::internal)?;
                    let state = if is_dead { "dead" } else { "waiting" };
                    tx.execute(FAIL, &[&id, &state, &next, &error.to_string()])?
                }
            };
            Ok(())
        })
        .await
}

/// Jobs that wait for a person.
///
/// # Errors
/// What the database says.
pub fn dead(reader: &mut crate::db::Reader<'_>) -> Result<Vec<Job>, AppError> {
    reader.query(DEAD, &[])?.iter().map(Job::read).collect()
}

/// Number of jobs not yet done, and when the oldest was due.
///
/// # Errors
/// What the database says.
pub fn backlog(reader: &mut crate::db::Reader<'_>) -> Result<(i64, Option<Timestamp>), AppError> {
    Ok((reader.count(WAITING, &[])?, reader.one(OLDEST, &[])?.get("at")?))
}

/// Tries a dead job again, on a person's word.
///
/// # Errors
/// [`AppError::NotFound`] when it is not dead.
pub fn repeat(tx: &mut Tx<'_>, id: Id<Job>) -> Result<(), AppError> {
    let now = tx.now();
    if tx.execute(REPEAT, &[&id, &now])? == 1 { Ok(()) } else { Err(AppError::NotFound) }
}

/// Sets a dead job aside, on a person's word: it was done by other means or is not needed.
///
/// # Errors
/// [`AppError::NotFound`] when it is not dead.
pub fn set_aside(tx: &mut Tx<'_>, id: Id<Job>) -> Result<(), AppError> {
    let now = tx.now();
    let row = tx.maybe(SET_ASIDE, &[&id, &now])?.ok_or(AppError::NotFound)?;
    let key: String = row.at(0)?;
    if let Some(mail) = key.strip_prefix("mail/") {
        crate::notify::mark_failed(tx, mail)?;
    }
    Ok(())
}

/// Forgets finished jobs after a while.
pub(crate) fn sweep(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(SWEEP, &[&before])?)
}
