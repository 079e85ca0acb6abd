//! The one writer of a town: takes all waiting writes, runs each in a savepoint, commits them
//! together and answers afterwards. A failing write rolls back alone.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use tokio::sync::{broadcast, oneshot};

use super::engine::Engine;
use super::{DbError, News, Saved, Tx, news};
use crate::access::Actor;
use crate::audit;
use crate::clock::Clock;
use crate::error::AppError;

/// Writes taken into one commit at most: bounds how long the first of them waits.
const GROUP_MAX: usize = 128;

trait Job: Send {
    /// Runs inside a savepoint; true if it wants to be kept.
    fn run(&mut self, engine: &mut dyn Engine, clock: &Clock, is_heard: bool) -> bool;
    /// What it tells of itself once it is committed.
    fn news(&mut self) -> Vec<News>;
    /// Whether it changed what people may see: everything but the books of the house itself.
    fn is_audited(&self) -> bool;
    /// Tells the waiting one how it ended.
    fn answer(self: Box<Self>, committed: Result<(), String>);
}

struct Pending<T, F> {
    actor: Option<Actor>,
    act: Option<F>,
    result: Option<Result<T, AppError>>,
    audited: bool,
    news: Vec<News>,
    reply: oneshot::Sender<Result<T, AppError>>,
}

impl<T, F> Job for Pending<T, F>
where
    T: Send,
    F: FnOnce(&mut Tx<'_>) -> Result<Saved<T>, AppError> + Send,
{
    fn run(&mut self, engine: &mut dyn Engine, clock: &Clock, is_heard: bool) -> bool {
        let (Some(act), Some(actor)) = (self.act.take(), self.actor.take()) else { return false };
        let mut tx = Tx::over(engine, clock.now(), actor, is_heard);
        let result = catch_unwind(AssertUnwindSafe(|| {
            let saved = act(&mut tx)?;
            if let Some(line) = &saved.audit {
                audit::append(&mut tx, line)?;
            }
            Ok((saved.value, saved.keep, saved.audit.is_some()))
        }));
        let (result, keep, audited) = match result {
            Ok(Ok((value, keep, audited))) => (Ok(value), keep, audited),
            Ok(Err(error)) => (Err(error), false, false),
            Err(_) => (Err(AppError::internal("a write panicked")), false, false),
        };
        self.result = Some(result);
        self.audited = audited;
        if keep {
            self.news = tx.news;
        }
        keep
    }

    fn news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }

    fn is_audited(&self) -> bool {
        self.audited
    }

    fn answer(self: Box<Self>, committed: Result<(), String>) {
        let result = match (self.result, committed) {
            (Some(Ok(_)), Err(why)) => Err(AppError::Unavailable(why)),
            (Some(result), _) => result,
            (None, committed) => {
                Err(AppError::Unavailable(committed.err().unwrap_or_else(|| "did not run".into())))
            }
        };
        // The one who asked may have gone; the write stands all the same.
        drop(self.reply.send(result));
    }
}

/// Handle of the writer thread; the thread ends when the last handle is dropped.
pub(super) struct Writer {
    jobs: mpsc::Sender<Box<dyn Job>>,
    generation: Arc<AtomicU64>,
    is_hurried: Arc<AtomicBool>,
    ears: broadcast::Sender<News>,
}

impl Writer {
    pub(super) fn start(engine: Box<dyn Engine>, clock: Clock) -> Self {
        let (jobs, queue) = mpsc::channel();
        let generation = Arc::new(AtomicU64::new(0));
        let is_hurried = Arc::new(AtomicBool::new(false));
        let ears = news::channel();
        let signals = Signals {
            generation: Arc::clone(&generation),
            is_hurried: Arc::clone(&is_hurried),
            ears: ears.clone(),
        };
        let spawned = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || work(engine, &clock, &queue, &signals));
        if let Err(error) = spawned {
            tracing::error!(%error, "The writer thread of a town could not be started");
        }
        Self { jobs, generation, is_hurried, ears }
    }

    /// Hears what writes tell of themselves.
    pub(super) fn hear(&self) -> broadcast::Receiver<News> {
        self.ears.subscribe()
    }

    /// How many commits changed what people may see, since this process opened the town.
    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// From the next commit on, whether commits wait for the disk.
    pub(super) fn hurry(&self, is_hurried: bool) {
        self.is_hurried.store(is_hurried, Ordering::Release);
    }

    pub(super) async fn submit<T, F>(&self, actor: Actor, act: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<Saved<T>, AppError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Pending {
            actor: Some(actor),
            act: Some(act),
            result: None,
            audited: false,
            news: Vec::new(),
            reply,
        };
        self.jobs
            .send(Box::new(job))
            .map_err(|_| AppError::Unavailable("the writer has stopped".into()))?;
        answer.await.map_err(|_| AppError::Unavailable("the writer has stopped".into()))?
    }
}

/// What the writer's thread and its handle tell each other.
struct Signals {
    generation: Arc<AtomicU64>,
    is_hurried: Arc<AtomicBool>,
    ears: broadcast::Sender<News>,
}

fn work(
    mut engine: Box<dyn Engine>,
    clock: &Clock,
    queue: &mpsc::Receiver<Box<dyn Job>>,
    signals: &Signals,
) {
    let mut hurries = false;
    while let Ok(first) = queue.recv() {
        let mut group = vec![first];
        while group.len() < GROUP_MAX {
            match queue.try_recv() {
                Ok(job) => group.push(job),
                Err(_) => break,
            }
        }
        if signals.is_hurried.load(Ordering::Acquire) != hurries {
            hurries = !hurries;
            if let Err(error) = engine.set_durable(!hurries) {
                tracing::warn!(%error, "The database waits for the disk as before");
            }
        }
        let is_heard = signals.ears.receiver_count() > 0;
        let committed = run_group(engine.as_mut(), clock, &mut group, is_heard);
        if let Err(error) = &committed {
            tracing::error!(%error, "A group of writes was not saved");
            drop(engine.rollback());
        } else if group.iter().any(|job| job.is_audited()) {
            // Before anybody is answered: whoever saved something sees it on the next page.
            signals.generation.fetch_add(1, Ordering::AcqRel);
        }
        if is_heard && committed.is_ok() {
            for news in group.iter_mut().flat_map(|job| job.news()) {
                // The last listener may just have gone.
                drop(signals.ears.send(news));
            }
        }
        for job in group {
            job.answer(committed.as_ref().copied().map_err(ToString::to_string));
        }
    }
}

fn run_group(
    engine: &mut dyn Engine,
    clock: &Clock,
    group: &mut [Box<dyn Job>],
    is_heard: bool,
) -> Result<(), DbError> {
    begin(engine)?;
    for job in group.iter_mut() {
        engine.batch("SAVEPOINT write_one")?;
        if job.run(engine, clock, is_heard) {
            engine.batch("RELEASE SAVEPOINT write_one")?;
        } else {
            engine.batch("ROLLBACK TO SAVEPOINT write_one")?;
            engine.batch("RELEASE SAVEPOINT write_one")?;
        }
    }
    engine.commit()
}

/// A connection that broke while idle is replaced once before anybody hears of it.
fn begin(engine: &mut dyn Engine) -> Result<(), DbError> {
    match engine.begin_write() {
        Err(DbError::Unavailable(_)) => {
            drop(engine.rollback());
            std::thread::park_timeout(Duration::from_millis(50));
            engine.begin_write()
        }
        other => other,
    }
}
