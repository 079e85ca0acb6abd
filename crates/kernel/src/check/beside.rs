//! Checking the house beside the question, so that nobody waits for every file to be read.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::run;
use crate::error::AppError;
use crate::module::{Finding, Health};
use crate::town::Town;

/// A long check is not begun anew for whoever asks again within this time.
const LASTS: SignedDuration = SignedDuration::from_mins(1);

/// What a check found.
#[derive(Debug)]
pub struct Report {
    /// When it ended.
    pub at: Timestamp,
    /// How long it took.
    pub took: Duration,
    /// All findings, in the order of the checks.
    pub findings: Vec<Finding>,
}

/// What can be said of the house at once.
#[derive(Debug)]
pub enum Look {
    /// A check has just ended.
    Done(Arc<Report>),
    /// A check is under way since then; what the one before found.
    Running(Timestamp, Option<Arc<Report>>),
}

/// The check of a town that is under way, and what the last one found.
#[derive(Debug, Default)]
pub(crate) struct Checkup {
    since: Mutex<Option<Timestamp>>,
    last: watch::Sender<Option<Arc<Report>>>,
}

impl Checkup {
    fn since(&self) -> std::sync::MutexGuard<'_, Option<Timestamp>> {
        self.since.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a check begins, unless one is under way; since when, and whether it is new.
    fn begin(&self, now: Timestamp) -> (Timestamp, bool) {
        let mut since = self.since();
        let is_new = since.is_none();
        (*since.get_or_insert(now), is_new)
    }
}

/// Checks the house beside the question: whoever asks waits no longer than they have patience, for a
/// check reads every file, and a town has many. One check is under way at a time.
pub async fn look(town: &Arc<Town>, patience: Duration) -> Look {
    let checkup = town.checkup();
    let mut ended = checkup.last.subscribe();
    let before = ended.borrow_and_update().clone();
    if let Some(last) = &before
        && last.took > patience
        && town.now().duration_since(last.at) < LASTS
    {
        return Look::Done(Arc::clone(last));
    }
    let (since, is_new) = checkup.begin(town.now());
    if is_new {
        drop(tokio::spawn(run_beside(Arc::clone(town))));
    }
    // Nobody without patience depends on how fast the check is.
    if patience.is_zero() {
        return Look::Running(since, before);
    }
    match tokio::time::timeout(patience, ended.changed()).await {
        Ok(Ok(())) => match ended.borrow_and_update().clone() {
            Some(report) => Look::Done(report),
            None => Look::Running(since, before),
        },
        _ => Look::Running(since, before),
    }
}

async fn run_beside(town: Arc<Town>) {
    let began = Instant::now();
    // A task of its own: a check that falls over is a finding, too.
    let inside = Arc::clone(&town);
    let outcome = tokio::spawn(async move { run(&inside).await }).await;
    let outcome = outcome.map_err(AppError::internal).and_then(|found| found);
    let findings = outcome.unwrap_or_else(|error| {
        let remedy = "Look at the log for the cause.";
        vec![Finding::bad("database/integrity", Health::Fail, error.to_string(), remedy)]
    });
    let report = Report { at: town.now(), took: began.elapsed(), findings };
    *town.checkup().since() = None;
    town.checkup().last.send_replace(Some(Arc::new(report)));
}
