//! One small facade over two engines: SQLite embedded, PostgreSQL in the data centre.
//!
//! Reads and writes are synchronous closures ([`Db::read`], [`Db::write`]): a transaction cannot
//! leak out of one, there is no `await` inside one. All writes of a town pass one writer thread
//! that commits in groups; a write is answered only after its commit, and commits only together
//! with its audit line. Nothing outside this folder knows which engine serves a town.

mod built;
mod engine;
mod error;
mod migrate;
mod news;
mod postgres;
mod saved;
mod sqlite;
mod tls;
mod value;
mod writer;

use std::ops::{Deref, DerefMut};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

pub use built::{Built, Piece};
pub use engine::{Engine, EngineKind};
pub use error::DbError;
pub(crate) use migrate::applied;
pub use migrate::{Applied, Migration, MigrationError};
pub use news::News;
pub use saved::Saved;
pub use value::{FromValue, Row, ToValue, Value};

use crate::access::Actor;
use crate::audit::{self, Audit};
use crate::clock::Clock;
use crate::error::AppError;
use crate::facts::Fact;
use writer::Writer;

/// A statement in the shared SQL of both engines, made by [`sql!`](crate::sql) so that a test
/// finds and prepares every one of them on both.
#[derive(Clone, Copy, Debug)]
pub struct Sql(&'static str);

impl Sql {
    /// For the `sql!` macro only.
    #[doc(hidden)]
    pub const fn __new(text: &'static str) -> Self {
        Self(text)
    }

    /// The text with `$n` parameters.
    pub const fn text(self) -> &'static str {
        self.0
    }
}

/// Makes a statement: `const FIND: Sql = sql!("SELECT … WHERE id = $1");`
#[macro_export]
macro_rules! sql {
    ($text:literal) => {
        $crate::db::Sql::__new($text)
    };
}

/// Where a town's records live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// One file of SQLite.
    Sqlite(PathBuf),
    /// One database of PostgreSQL: a connection string (`host=… dbname=…` or a URL).
    Postgres(String),
}

/// A town's database.
#[derive(Clone)]
pub struct Db {
    readers: Arc<dyn engine::Readers>,
    writer: Arc<Writer>,
    clock: Clock,
    kind: EngineKind,
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Db").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Db {
    /// Opens a database; creates the file of an SQLite one. Needs a running Tokio runtime.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when it cannot be reached, with the reason.
    pub async fn open(place: &Place, clock: Clock) -> Result<Self, DbError> {
        match place {
            Place::Sqlite(path) => {
                let readers = sqlite::SqliteReaders::open(path)?;
                let engine = sqlite::SqliteEngine::open_writer(path)?;
                let writer = Writer::start(Box::new(engine), clock.clone());
                Ok(Self {
                    readers: Arc::new(readers),
                    writer: Arc::new(writer),
                    clock,
                    kind: EngineKind::Sqlite,
                })
            }
            Place::Postgres(url) => {
                let readers = postgres::PostgresReaders::open(url).await?;
                let engine = postgres::PostgresEngine::open_writer(url)?;
                let writer = Writer::start(Box::new(engine), clock.clone());
                Ok(Self {
                    readers: Arc::new(readers),
                    writer: Arc::new(writer),
                    clock,
                    kind: EngineKind::Postgres,
                })
            }
        }
    }

    /// Which engine serves this town: for the doctor and the logs only.
    pub fn kind(&self) -> EngineKind {
        self.kind
    }

    /// The clock of this database.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Counts the commits that changed what people may see, since this process opened the
    /// database: pages kept in memory are stale when it has moved.
    pub fn generation(&self) -> u64 {
        self.writer.generation()
    }

    /// Hears from now on what writes tell of themselves. Who is too slow misses some, and is told so.
    pub fn hear(&self) -> tokio::sync::broadcast::Receiver<News> {
        self.writer.hear()
    }

    /// Reads: one snapshot for the whole closure.
    ///
    /// # Errors
    /// What the closure says; [`AppError::Unavailable`] when the engine cannot be reached.
    pub async fn read<T, F>(&self, f: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Reader<'_>) -> Result<T, AppError> + Send + 'static,
    {
        self.read_in(None, f).await
    }

    /// Reads like [`Db::read`]; when this time is over the statement that runs, and each that would
    /// still begin, ends with [`DbError::TooLong`]. For questions whose cost outsiders choose.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn read_within<T, F>(&self, limit: Duration, f: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Reader<'_>) -> Result<T, AppError> + Send + 'static,
    {
        self.read_in(Some(limit), f).await
    }

    async fn read_in<T, F>(&self, limit: Option<Duration>, f: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Reader<'_>) -> Result<T, AppError> + Send + 'static,
    {
        let readers = Arc::clone(&self.readers);
        let now = self.clock.now();
        tokio::task::spawn_blocking(move || {
            let mut lent = readers.lend()?;
            let engine = lent.engine();
            let begun = engine.begin_read().and_then(|()| match limit {
                Some(limit) => engine.limit(limit).map(Some),
                None => Ok(None),
            });
            let result = match begun {
                // The watch lives as long as the closure runs.
                Ok(_watch) => f(&mut Reader { engine, now }),
                Err(error) => Err(error.into()),
            };
            let sound = lent.engine().end_read().is_ok();
            readers.give_back(lent, sound);
            result
        })
        .await
        .map_err(AppError::internal)?
    }

    /// Writes: the closure runs on the writer thread; what it saved is answered after the commit.
    ///
    /// # Errors
    /// What the closure says (then nothing is saved), or that the commit failed.
    pub async fn write<T, F>(&self, actor: Actor, f: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<Saved<T>, AppError> + Send + 'static,
    {
        self.writer.submit(actor, f).await
    }

    /// Writes what nobody has to answer for: marks of deliveries, leases of jobs, last use of a
    /// session. Everything people do goes through [`Db::write`] with an audit line.
    pub(crate) async fn keep_books<T, F>(&self, f: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, AppError> + Send + 'static,
    {
        self.writer
            .submit(Actor::system("kernel"), move |tx| {
                f(tx).map(|value| Saved { value, audit: None, keep: true })
            })
            .await
    }

    /// Commits no longer wait for the disk: for filling a town that is thrown away when the
    /// filling is interrupted, as a demo is. Never for a town that people use: the last commits
    /// before a power cut would be lost.
    pub fn hurry(&self, is_hurried: bool) {
        self.writer.hurry(is_hurried);
    }

    /// Prepares a statement on this engine without running it.
    ///
    /// # Errors
    /// What the engine says of it.
    pub async fn prepare_only(&self, text: String) -> Result<(), AppError> {
        self.read(move |reader| Ok(reader.engine.prepare_only(&text)?)).await
    }
}

/// A reading transaction: one snapshot.
pub struct Reader<'a> {
    engine: &'a mut dyn Engine,
    now: Timestamp,
}

impl Reader<'_> {
    /// The one instant of this transaction.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The local day of this transaction in the town's time zone.
    pub fn today(&self) -> jiff::civil::Date {
        crate::clock::local_day(self.now)
    }

    /// All rows.
    ///
    /// # Errors
    /// What the engine says.
    pub fn query(&mut self, sql: Sql, params: &[&dyn ToValue]) -> Result<Vec<Row>, DbError> {
        let values: Vec<Value> = params.iter().map(|p| p.to_value()).collect();
        self.engine.query(sql.text(), &values)
    }

    /// All rows of a statement that was put together.
    ///
    /// # Errors
    /// What the engine says.
    pub fn query_built(&mut self, built: &Built) -> Result<Vec<Row>, DbError> {
        let (text, values) = built.finish();
        self.engine.query_once(&text, &values)
    }

    /// The first row, if any.
    ///
    /// # Errors
    /// What the engine says.
    pub fn maybe(&mut self, sql: Sql, params: &[&dyn ToValue]) -> Result<Option<Row>, DbError> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// Exactly one row.
    ///
    /// # Errors
    /// [`DbError::NotOne`] otherwise.
    pub fn one(&mut self, sql: Sql, params: &[&dyn ToValue]) -> Result<Row, DbError> {
        let mut rows = self.query(sql, params)?;
        match (rows.pop(), rows.len()) {
            (Some(row), 0) => Ok(row),
            (_, left) => Err(DbError::NotOne(left)),
        }
    }

    /// A number, for `SELECT COUNT(*)`.
    ///
    /// # Errors
    /// As [`Reader::one`].
    pub fn count(&mut self, sql: Sql, params: &[&dyn ToValue]) -> Result<i64, DbError> {
        self.one(sql, params)?.at(0)
    }

    /// The engine below, for the parts of the kernel that copy whole tables.
    pub(crate) fn engine(&mut self) -> &mut dyn Engine {
        self.engine
    }
}

/// A write transaction. What it does is saved together with its audit line or not at all.
pub struct Tx<'a> {
    reader: Reader<'a>,
    actor: Actor,
    is_heard: bool,
    news: Vec<News>,
}

impl<'a> Deref for Tx<'a> {
    type Target = Reader<'a>;
    fn deref(&self) -> &Self::Target {
        &self.reader
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.reader
    }
}

impl<'a> Tx<'a> {
    fn over(engine: &'a mut dyn Engine, now: Timestamp, actor: Actor, is_heard: bool) -> Self {
        Self { reader: Reader { engine, now }, actor, is_heard, news: Vec::new() }
    }

    /// Who writes.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Runs a changing statement and says how many rows it touched.
    ///
    /// # Errors
    /// [`DbError::Unique`] when a value is there already, or what else the engine says.
    pub fn execute(&mut self, sql: Sql, params: &[&dyn ToValue]) -> Result<u64, DbError> {
        let values: Vec<Value> = params.iter().map(|p| p.to_value()).collect();
        self.reader.engine.execute(sql.text(), &values)
    }

    /// Runs a changing statement that was put together.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub fn execute_built(&mut self, built: &Built) -> Result<u64, DbError> {
        let (text, values) = built.finish();
        self.reader.engine.execute_once(&text, &values)
    }

    /// The next number of a gap-free series, for example `case/2026`.
    ///
    /// # Errors
    /// What the engine says.
    pub fn next(&mut self, series: &str) -> Result<i64, DbError> {
        crate::counter::next(self, series)
    }

    /// Tells a fact: its subscribers hear of it after the commit.
    ///
    /// # Errors
    /// What the engine says.
    pub fn emit<F: Fact>(&mut self, fact: &F) -> Result<(), AppError> {
        crate::outbox::emit(self, fact)
    }

    /// Writes a further audit line, where one act has consequences worth a line of their own.
    ///
    /// # Errors
    /// What the engine says.
    pub fn record(&mut self, audit: &Audit) -> Result<(), AppError> {
        audit::append(self, audit)
    }
}
