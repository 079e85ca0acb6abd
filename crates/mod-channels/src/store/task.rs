//! The SQL of errands: what was sent where, and every request on the way.

use jiff::Timestamp;
use kernel::db::Row;
use kernel::{AppError, Id, Reader, Sql, Tx, sql};
use norm_social::{Order, Task};

use super::{instant, kept};
use crate::account::Connection;
use crate::model::{Attempt, Errand, Kind, Post, Standing};

const ADD: Sql = sql!(
    "INSERT INTO channels_task (id, post, account, number, kind, state, body, run, due_at, remote,
        url, made_at, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)"
);
const SAVE: Sql = sql!(
    "UPDATE channels_task
     SET state = $3, body = $4, run = $5, due_at = $6, remote = $7, url = $8, changed_at = $9
     WHERE id = $1 AND run = $2"
);
const FIND: Sql = sql!(
    "SELECT id, post, account, number, kind, state, body, run, due_at, remote, url, changed_at
     FROM channels_task
     WHERE id = $1"
);
const OF_POST: Sql = sql!(
    "SELECT id, post, account, number, kind, state, body, run, due_at, remote, url, changed_at
     FROM channels_task
     WHERE post = $1
     ORDER BY account, number DESC
     LIMIT 1000"
);
const HELD: Sql = sql!(
    "SELECT id, post, account, number, kind, state, body, run, due_at, remote, url, changed_at
     FROM channels_task
     WHERE account = $1 AND state = 'held'
     ORDER BY made_at, id
     LIMIT 5000"
);
const REMOTES: Sql = sql!(
    "SELECT DISTINCT remote FROM channels_task WHERE account = $1 AND remote <> '' AND id <> $2"
);
const WAITING_TOO: Sql = sql!(
    "SELECT body FROM channels_task
     WHERE account = $1 AND id <> $2 AND state = 'waiting'
     ORDER BY changed_at DESC
     LIMIT 1000"
);
const SHOWN: Sql = sql!(
    "SELECT t.post, t.remote
     FROM channels_task t
     WHERE t.account = $1 AND t.remote <> '' AND t.made_at >= $2
       AND t.number = (SELECT MAX(n.number) FROM channels_task n
                       WHERE n.post = t.post AND n.account = t.account)
       AND NOT (t.kind = 'delete' AND t.state = 'done')
     ORDER BY t.made_at DESC, t.id
     LIMIT $3"
);
const WAITING: Sql = sql!(
    "SELECT state, COUNT(*) AS many
     FROM channels_task
     WHERE state IN ('stuck', 'held')
     GROUP BY state"
);
const ADD_ATTEMPT: Sql = sql!(
    "INSERT INTO channels_attempt (id, task, at, aim, outcome, code, trace)
     VALUES ($1, $2, $3, $4, $5, $6, $7)"
);
const ATTEMPTS: Sql = sql!(
    "SELECT at, aim, outcome, code, trace
     FROM channels_attempt
     WHERE task = $1
     ORDER BY at DESC, id DESC
     LIMIT 50"
);
const ERASE_ATTEMPTS: Sql = sql!("DELETE FROM channels_attempt WHERE at < $1");

fn read(row: &Row) -> Result<Errand, AppError> {
    let (kind, state): (String, String) = (row.get("kind")?, row.get("state")?);
    Ok(Errand {
        id: row.get("id")?,
        post: row.get("post")?,
        account: row.get("account")?,
        number: row.get("number")?,
        kind: Kind::of(&kind),
        standing: Standing::of(&state),
        task: row.json("body")?,
        run: row.get("run")?,
        due_at: instant(row, "due_at")?,
        remote: row.get("remote")?,
        url: row.get("url")?,
        changed_at: row.get("changed_at")?,
    })
}

/// Whether another errand of the account says the very same and nobody knows whether it arrived: the
/// two could not be told apart.
///
/// # Errors
/// [`AppError`] when it cannot be read.
pub fn has_unknown_twin(reader: &mut Reader<'_>, of: &Errand) -> Result<bool, AppError> {
    let Order::Publish(post) = &of.task.order else { return Ok(false) };
    for row in reader.query(WAITING_TOO, &[&of.account, &of.id])? {
        let other: Task = row.json("body")?;
        if let (Order::Publish(said), true) = (&other.order, other.is_unknown())
            && said.text.trim() == post.text.trim()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Adds an errand.
///
/// # Errors
/// [`AppError::Refused`] when somebody else ordered the same in the meantime.
pub fn add(tx: &mut Tx<'_>, e: &Errand) -> Result<(), AppError> {
    let now = tx.now();
    let added = tx.execute(
        ADD,
        &[
            &e.id,
            &e.post,
            &e.account,
            &e.number,
            &e.kind.word(),
            &e.standing.word(),
            &serde_json::to_string(&e.task)?,
            &e.run,
            &kept(e.due_at),
            &e.remote,
            &e.url,
            &now,
        ],
    );
    match added {
        Err(error) if error.is_unique() => Err(AppError::refused(
            "channels/changed-meanwhile",
            "Jemand anderes hat das gerade schon in Auftrag gegeben. Laden Sie die Seite neu.",
            "Somebody else has just ordered this. Reload the page.",
        )),
        other => Ok(other.map(drop)?),
    }
}

/// Saves an errand that still is in its run; whether it is.
pub fn save(tx: &mut Tx<'_>, e: &Errand, run: i64) -> Result<bool, AppError> {
    let now = tx.now();
    let saved = tx.execute(
        SAVE,
        &[
            &e.id,
            &run,
            &e.standing.word(),
            &serde_json::to_string(&e.task)?,
            &e.run,
            &kept(e.due_at),
            &e.remote,
            &e.url,
            &now,
        ],
    )?;
    Ok(saved == 1)
}

/// One errand.
pub fn find(reader: &mut Reader<'_>, id: Id<Errand>) -> Result<Errand, AppError> {
    reader.maybe(FIND, &[&id])?.as_ref().map(read).ok_or(AppError::NotFound)?
}

/// All errands of a post, by account, the latest first.
pub fn of_post(reader: &mut Reader<'_>, post: Id<Post>) -> Result<Vec<Errand>, AppError> {
    reader.query(OF_POST, &[&post])?.iter().map(read).collect()
}

/// The latest errand of each account.
pub fn latest(reader: &mut Reader<'_>, post: Id<Post>) -> Result<Vec<Errand>, AppError> {
    let mut all = of_post(reader, post)?;
    // By account and then the latest first: of each account the first stays.
    all.dedup_by_key(|e| e.account);
    Ok(all)
}

/// Errands that wait until an account is connected again.
pub fn held(reader: &mut Reader<'_>, account: Id<Connection>) -> Result<Vec<Errand>, AppError> {
    reader.query(HELD, &[&account])?.iter().map(read).collect()
}

/// The provider's numbers of all other posts of an account.
pub fn remotes(
    reader: &mut Reader<'_>,
    account: Id<Connection>,
    but: Id<Errand>,
) -> Result<std::collections::HashSet<String>, AppError> {
    let rows = reader.query(REMOTES, &[&account, &but])?;
    Ok(rows.iter().map(|row| row.at(0)).collect::<Result<_, _>>()?)
}

/// Posts that stand on an account and were sent after an instant, each with the provider's number.
pub fn shown(
    reader: &mut Reader<'_>,
    account: Id<Connection>,
    after: Timestamp,
    limit: i64,
) -> Result<Vec<(Id<Post>, String)>, AppError> {
    let rows = reader.query(SHOWN, &[&account, &after, &limit])?;
    rows.iter().map(|row| Ok((row.get("post")?, row.get("remote")?))).collect()
}

/// How many errands are stuck, and how many wait for an account.
pub fn waiting(reader: &mut Reader<'_>) -> Result<(i64, i64), AppError> {
    let (mut stuck, mut held) = (0, 0);
    for row in reader.query(WAITING, &[])? {
        let state: String = row.get("state")?;
        *(if state == "stuck" { &mut stuck } else { &mut held }) = row.get("many")?;
    }
    Ok((stuck, held))
}

/// Notes a request that left.
pub fn add_attempt(tx: &mut Tx<'_>, task: Id<Errand>, a: &Attempt) -> Result<(), AppError> {
    let id = Id::<Attempt>::new();
    tx.execute(ADD_ATTEMPT, &[&id, &task, &a.at, &a.aim, &a.outcome, &a.code, &a.trace])?;
    Ok(())
}

/// The last requests of an errand, the latest first.
pub fn attempts(reader: &mut Reader<'_>, task: Id<Errand>) -> Result<Vec<Attempt>, AppError> {
    let read = |row: &Row| {
        Ok(Attempt {
            at: row.get("at")?,
            aim: row.get("aim")?,
            outcome: row.get("outcome")?,
            code: row.get("code")?,
            trace: row.get("trace")?,
        })
    };
    reader.query(ATTEMPTS, &[&task])?.iter().map(read).collect()
}

/// Forgets requests made before an instant.
pub fn erase_attempts(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, AppError> {
    Ok(tx.execute(ERASE_ATTEMPTS, &[&before])?)
}
