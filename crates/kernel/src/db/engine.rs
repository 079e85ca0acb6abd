//! What the facade needs of an engine.

use std::time::{Duration, Instant};

use super::DbError;
use super::value::{Row, Value};

/// Which engine serves a town.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineKind {
    /// SQLite, embedded.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// A table as the database describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableShape {
    /// Its name.
    pub name: String,
    /// Its columns with their types, in order.
    pub columns: Vec<(String, String)>,
}

/// What watches the time of a transaction; dropped when it ends.
pub type Watch = Box<dyn std::any::Any>;

/// Whether there is time left.
pub(super) fn in_time(until: Option<Instant>) -> Result<(), DbError> {
    if until.is_some_and(|until| Instant::now() > until) { Err(DbError::TooLong) } else { Ok(()) }
}

/// One connection to one town's database.
pub trait Engine: Send {
    /// Rows of a statement with `$n` parameters.
    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError>;
    /// Number of rows a statement touched.
    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError>;
    /// Like `query`, for a statement that is not worth being remembered.
    fn query_once(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError>;
    /// Like `execute`, for a statement that is not worth being remembered.
    fn execute_once(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError>;
    /// Ends the statements of this transaction after this time, as long as the watch lives: one that
    /// runs long, and those that would still begin.
    fn limit(&mut self, limit: Duration) -> Result<Watch, DbError>;
    /// Several statements without parameters, such as a migration.
    fn batch(&mut self, sql: &str) -> Result<(), DbError>;
    /// Prepares a statement and throws it away.
    fn prepare_only(&mut self, sql: &str) -> Result<(), DbError>;
    /// Begins a read-only snapshot.
    fn begin_read(&mut self) -> Result<(), DbError>;
    /// Ends it.
    fn end_read(&mut self) -> Result<(), DbError>;
    /// Begins a write transaction; from here on no other writer of this town runs.
    fn begin_write(&mut self) -> Result<(), DbError>;
    /// Puts foreign keys off until the commit, for restoring whole tables.
    fn defer_foreign_keys(&mut self) -> Result<(), DbError>;
    /// Makes everything durable.
    fn commit(&mut self) -> Result<(), DbError>;
    /// Whether a commit waits until the disk has it; yes at the start.
    fn set_durable(&mut self, is_durable: bool) -> Result<(), DbError>;
    /// Forgets everything since the begin.
    fn rollback(&mut self) -> Result<(), DbError>;
    /// Translates a migration in the shared dialect into this engine's.
    fn dialect(&self, migration: &str) -> String;
    /// All tables in order of their names.
    fn tables(&mut self) -> Result<Vec<TableShape>, DbError>;
    /// Which engine this is.
    fn kind(&self) -> EngineKind;
    /// The engine's own integrity check: its complaints, empty when sound.
    fn integrity(&mut self) -> Result<Vec<String>, DbError>;
}

/// A connection lent out for reading.
pub struct Lent(pub(super) Box<dyn Engine>);

impl Lent {
    pub(super) fn engine(&mut self) -> &mut dyn Engine {
        self.0.as_mut()
    }
}

/// A pool of reading connections.
pub trait Readers: Send + Sync {
    /// Lends a connection; blocks while all are out.
    fn lend(&self) -> Result<Lent, DbError>;
    /// Takes it back; a connection that is not sound is closed instead of lent again.
    fn give_back(&self, lent: Lent, sound: bool);
}
