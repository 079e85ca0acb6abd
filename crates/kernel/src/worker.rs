//! The worker of a town: delivers facts, runs jobs, does the nightly work.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;

use crate::access::Actor;
use crate::audit::Audit;
use crate::db::{Sql, Tx};
use crate::deadlines;
use crate::error::AppError;
use crate::facts::{DeadlineExpired, DeadlineNear};
use crate::jobs::Weight;
use crate::module::Schedule;
use crate::tally::Tally;
use crate::town::Town;
use crate::{jobs, outbox, publication, pulse, retention, search, session, siren, sql};

/// How long to sleep when nothing rings: bounds how late a retry or a schedule starts.
const NAP: Duration = Duration::from_secs(2);
/// Finished jobs are kept this long for whoever asks what happened.
const DONE_KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);
/// Rounds until `settle` gives up: a loop between subscribers is a fault.
const ROUNDS_MAX: usize = 200;
/// Hour of the local day from which the nightly work runs.
const NIGHT_HOUR: i8 = 3;

const LAST_RUN: Sql = sql!("SELECT last_on FROM kernel_schedule WHERE name = $1");
const NOTE_RUN: Sql = sql!(
    "INSERT INTO kernel_schedule (name, last_on) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET last_on = excluded.last_on"
);

/// Works for ever. Start one per town and process. Facts, jobs and heavy jobs go side by side:
/// neither a stream of facts nor a slow relay nor a hundred pictures keep the others waiting, and
/// warnings wait for nothing.
pub async fn work(town: Arc<Town>) {
    if let Err(error) = jobs::recover(&town).await {
        tracing::error!(town = town.plan().key, %error, "The jobs a stop left behind could not be freed");
    }
    if let Err(error) = search::catch_up(&town).await {
        tracing::error!(town = town.plan().key, %error, "The words of old entries could not be learned; the nightly work tries again");
    }
    tokio::join!(
        siren::listen(&town),
        pulse::beat(&town),
        facts_for_ever(&town),
        jobs_for_ever(&town),
        heavy_jobs_for_ever(&town)
    );
}

async fn facts_for_ever(town: &Arc<Town>) {
    loop {
        let did = facts(town).await;
        if !is_busy(town, did) {
            drop(tokio::time::timeout(NAP, town.rung_for_facts()).await);
        }
    }
}

async fn jobs_for_ever(town: &Arc<Town>) {
    loop {
        let did = jobs_and_clock(town).await;
        if !is_busy(town, did) {
            drop(tokio::time::timeout(NAP, town.rung_for_jobs()).await);
        }
    }
}

async fn heavy_jobs_for_ever(town: &Arc<Town>) {
    loop {
        let did = jobs::run_due(town, Weight::Heavy).await;
        if !is_busy(town, did) {
            drop(tokio::time::timeout(NAP, town.rung_for_heavy_jobs()).await);
        }
    }
}

fn is_busy(town: &Town, did: Result<bool, AppError>) -> bool {
    did.unwrap_or_else(|error| {
        tracing::error!(town = town.plan().key, %error, "The worker could not go on; it tries again");
        false
    })
}

/// Does everything that is due now, until nothing is left: for tests and commands.
///
/// # Errors
/// What the database says, or that it never ends.
pub async fn settle(town: &Arc<Town>) -> Result<(), AppError> {
    for _ in 0..ROUNDS_MAX {
        if !round(town).await? {
            return Ok(());
        }
    }
    Err(AppError::internal("facts and jobs go round in circles"))
}

/// What a restart does first, for tests of crashes.
///
/// # Errors
/// What the database says.
pub async fn recover(town: &Arc<Town>) -> Result<(), AppError> {
    jobs::recover(town).await?;
    search::catch_up(town).await?;
    Ok(())
}

async fn round(town: &Arc<Town>) -> Result<bool, AppError> {
    let did = facts(town).await? | jobs_and_clock(town).await?;
    Ok(did | jobs::run_due(town, Weight::Heavy).await?)
}

async fn facts(town: &Arc<Town>) -> Result<bool, AppError> {
    let mut did = false;
    for subscriber in town.house().subscribers() {
        did |= outbox::deliver(town, subscriber).await?;
    }
    Ok(did)
}

async fn jobs_and_clock(town: &Arc<Town>) -> Result<bool, AppError> {
    let turned = publication::turn(town).await?;
    Ok(jobs::run_due(town, Weight::Light).await? | by_the_clock(town).await? | turned)
}

async fn by_the_clock(town: &Arc<Town>) -> Result<bool, AppError> {
    let mut did = save_tallies(town).await?;
    if is_due(town, "kernel.night", NIGHT_HOUR).await? {
        night(town).await?;
        did = true;
    }
    let schedules: Vec<Schedule> =
        town.house().modules().iter().flat_map(|m| m.schedules.iter().copied()).collect();
    for schedule in schedules {
        if is_due(town, schedule.name, schedule.hour).await? {
            if let Err(error) = (schedule.run)(Arc::clone(town)).await {
                tracing::error!(schedule = schedule.name, %error, "A daily task failed; it runs again tomorrow");
            }
            did = true;
        }
    }
    Ok(did)
}

/// Adds what was counted to the tables of the modules.
async fn save_tallies(town: &Arc<Town>) -> Result<bool, AppError> {
    let counts = town.tallies().due(town.now());
    if counts.is_empty() {
        return Ok(false);
    }
    let modules = town.house().modules().iter();
    let savers: Vec<Tally> = modules.flat_map(|m| m.tallies.iter().copied()).collect();
    let open = counts.clone();
    let saved = town.db().keep_books(move |tx| {
        for saver in savers {
            if let Some(counts) = open.get(saver.name) {
                (saver.save)(tx, counts)?;
            }
        }
        Ok(())
    });
    if let Err(error) = saved.await {
        town.tallies().put_back(counts);
        return Err(error);
    }
    Ok(true)
}

/// Whether a daily task is due; marks it as run.
async fn is_due(town: &Arc<Town>, name: &'static str, hour: i8) -> Result<bool, AppError> {
    let now = town.now().to_zoned(crate::clock::berlin());
    let today = now.date();
    let last = town
        .read(move |reader| {
            Ok(reader
                .maybe(LAST_RUN, &[&name])?
                .map(|row| row.at::<jiff::civil::Date>(0))
                .transpose()?)
        })
        .await?;
    let due = match last {
        None => true,
        Some(last) => {
            last < today && (now.hour() >= hour || last < today.yesterday().unwrap_or(today))
        }
    };
    if due {
        town.db()
            .keep_books(move |tx| {
                tx.execute(NOTE_RUN, &[&name, &today])?;
                Ok(())
            })
            .await?;
    }
    Ok(due)
}

/// Deadlines become facts, what ran out ends, what may be erased is erased.
async fn night(town: &Arc<Town>) -> Result<(), AppError> {
    let actor = || Actor::system("night");
    town.write(actor(), |tx| {
        let expired = deadlines::take_expired(tx)?;
        for d in &expired {
            tx.emit(&DeadlineExpired {
                subject: d.subject.clone(),
                rule: d.rule.clone(),
                due_on: d.due_on,
            })?;
        }
        let near = deadlines::take_reminders(tx)?;
        for d in &near {
            tx.emit(&DeadlineNear {
                subject: d.subject.clone(),
                rule: d.rule.clone(),
                due_on: d.due_on,
            })?;
        }
        let swept = sweep(tx)?;
        let note = format!("expired={} near={} swept={swept}", expired.len(), near.len());
        Ok(Audit::of("kernel.night", "deadlines").note(note).done())
    })
    .await?;
    retention::erase_due(town).await
}

fn sweep(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now().checked_sub(DONE_KEPT).map_err(AppError::internal)?;
    Ok(session::sweep(tx)? + jobs::sweep(tx, before)? + search::tidy(tx)?)
}
