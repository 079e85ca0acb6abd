//! SQLite: one file, write-ahead log, full synchronisation.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::DbError;
use super::engine::{Engine, EngineKind, Lent, Readers, TableShape, Watch, in_time};
use super::value::{Row, Value};

/// Reading connections kept per town; each costs some hundred kilobytes.
const READERS_MAX: usize = 8;
/// Prepared statements kept per connection.
const STATEMENTS_KEPT: usize = 256;
/// How often statements of a transaction are interrupted whose time is over.
const BETWEEN_INTERRUPTIONS: Duration = Duration::from_millis(50);

/// Settings of every connection; without WAL a durable commit is about fifteen times slower.
const PRAGMAS: &str = "
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA trusted_schema = OFF;
PRAGMA busy_timeout = 5000;
PRAGMA cache_size = -4000;
PRAGMA mmap_size = 268435456;
PRAGMA temp_store = MEMORY;
";

/// One connection.
pub(super) struct SqliteEngine {
    connection: Connection,
    /// Names of columns by statement: a question asked often would name them anew each time.
    columns: HashMap<String, Arc<[String]>>,
    /// When the time of this transaction is over.
    until: Option<Instant>,
}

impl SqliteEngine {
    pub(super) fn open_writer(path: &Path) -> Result<Self, DbError> {
        Self::open(path)
    }

    fn open(path: &Path) -> Result<Self, DbError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)
            .map_err(|e| DbError::Unavailable(format!("cannot open {}: {e}", path.display())))?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        let unprepared =
            |e| DbError::Unavailable(format!("cannot prepare {}: {e}", path.display()));
        connection.execute_batch(PRAGMAS).map_err(unprepared)?;
        // Without it statements are planned anew whenever a parameter changes: an eighth of all
        // computing.
        connection
            .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
            .map_err(unprepared)?;
        Ok(Self { connection, columns: HashMap::new(), until: None })
    }

    /// Runs a statement without parameters that is used again and again.
    fn step(&self, sql: &'static str) -> Result<(), DbError> {
        let fail = |e: rusqlite::Error| explain(&e, sql);
        self.connection.prepare_cached(sql).map_err(fail)?.raw_execute().map_err(fail)?;
        Ok(())
    }
}

/// The columns of a statement, remembered for as many statements as are kept ready.
fn columns_of(
    known: &mut HashMap<String, Arc<[String]>>,
    statement: &rusqlite::Statement<'_>,
    sql: &str,
) -> Arc<[String]> {
    let count = statement.column_count();
    if let Some(columns) = known.get(sql).filter(|columns| columns.len() == count) {
        return Arc::clone(columns);
    }
    let columns: Arc<[String]> = statement.column_names().map(str::to_owned).collect();
    if known.len() >= STATEMENTS_KEPT {
        known.clear();
    }
    known.insert(sql.to_owned(), Arc::clone(&columns));
    columns
}

/// Text as it lies in the database; what is no text is shown as far as it is one.
fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn explain(error: &rusqlite::Error, sql: &str) -> DbError {
    if let rusqlite::Error::SqliteFailure(failure, message) = error {
        let words = message.clone().unwrap_or_else(|| failure.to_string());
        match failure.code {
            // 1555 and 2067: primary key and unique index.
            ErrorCode::ConstraintViolation if matches!(failure.extended_code, 1555 | 2067) => {
                return DbError::Unique(words);
            }
            ErrorCode::OperationInterrupted => return DbError::TooLong,
            ErrorCode::DiskFull
            | ErrorCode::ReadOnly
            | ErrorCode::CannotOpen
            | ErrorCode::SystemIoFailure
            | ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase
            | ErrorCode::PermissionDenied => return DbError::Unavailable(words),
            _ => {}
        }
    }
    DbError::Statement { message: error.to_string(), statement: sql.to_owned() }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Int(v) => ToSqlOutput::Borrowed(ValueRef::Integer(*v)),
            Self::Real(v) => ToSqlOutput::Borrowed(ValueRef::Real(*v)),
            Self::Text(v) => ToSqlOutput::Borrowed(ValueRef::Text(v.as_bytes())),
            Self::Bool(v) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(*v))),
            Self::Bytes(v) => ToSqlOutput::Borrowed(ValueRef::Blob(v)),
        })
    }
}

fn bind(statement: &mut rusqlite::CachedStatement<'_>, params: &[Value]) -> rusqlite::Result<()> {
    // SQLite numbers `$n` by first appearance; the name tells which one is meant.
    for (i, value) in params.iter().enumerate() {
        if let Some(index) = statement.parameter_index(&format!("${}", i + 1))? {
            statement.raw_bind_parameter(index, value)?;
        }
    }
    Ok(())
}

impl Engine for SqliteEngine {
    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        in_time(self.until)?;
        let fail = |e: rusqlite::Error| explain(&e, sql);
        let mut statement = self.connection.prepare_cached(sql).map_err(fail)?;
        let columns = columns_of(&mut self.columns, &statement, sql);
        bind(&mut statement, params).map_err(fail)?;
        let mut rows = statement.raw_query();
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(fail)? {
            let mut values = Vec::with_capacity(columns.len());
            for i in 0..columns.len() {
                values.push(match row.get_ref(i).map_err(fail)? {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(v) => Value::Int(v),
                    ValueRef::Real(v) => Value::Real(v),
                    ValueRef::Text(v) => Value::Text(text(v)),
                    ValueRef::Blob(v) => Value::Bytes(v.to_vec()),
                });
            }
            out.push(Row { columns: Arc::clone(&columns), values });
        }
        Ok(out)
    }

    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        let fail = |e: rusqlite::Error| explain(&e, sql);
        let mut statement = self.connection.prepare_cached(sql).map_err(fail)?;
        bind(&mut statement, params).map_err(fail)?;
        let touched = statement.raw_execute().map_err(fail)?;
        Ok(u64::try_from(touched).unwrap_or(0))
    }

    fn query_once(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        // The statements of a connection are bounded: old ones give way.
        self.query(sql, params)
    }

    fn execute_once(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        self.execute(sql, params)
    }

    fn limit(&mut self, limit: Duration) -> Result<Watch, DbError> {
        let handle = self.connection.get_interrupt_handle();
        let running = Arc::new(Mutex::new(true));
        let watched = Arc::clone(&running);
        self.until = Some(Instant::now() + limit);
        let task = Handle::current().spawn(async move {
            tokio::time::sleep(limit).await;
            // Again and again: an interruption between two statements is lost.
            loop {
                {
                    // Held while interrupting, so that the next user of the connection is not meant.
                    let running = watched.lock().unwrap_or_else(PoisonError::into_inner);
                    if !*running {
                        return;
                    }
                    handle.interrupt();
                }
                tokio::time::sleep(BETWEEN_INTERRUPTIONS).await;
            }
        });
        Ok(Box::new(Stopwatch { running, task }))
    }

    fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        self.connection.execute_batch(sql).map_err(|e| explain(&e, sql))
    }

    fn prepare_only(&mut self, sql: &str) -> Result<(), DbError> {
        self.connection.prepare(sql).map(|_| ()).map_err(|e| explain(&e, sql))
    }

    fn begin_read(&mut self) -> Result<(), DbError> {
        self.step("BEGIN")
    }

    fn end_read(&mut self) -> Result<(), DbError> {
        self.until = None;
        self.step("ROLLBACK")
    }

    fn begin_write(&mut self) -> Result<(), DbError> {
        self.step("BEGIN IMMEDIATE")
    }

    fn defer_foreign_keys(&mut self) -> Result<(), DbError> {
        self.batch("PRAGMA defer_foreign_keys = ON")
    }

    fn commit(&mut self) -> Result<(), DbError> {
        self.step("COMMIT")
    }

    fn set_durable(&mut self, is_durable: bool) -> Result<(), DbError> {
        self.batch(if is_durable {
            "PRAGMA synchronous = FULL"
        } else {
            "PRAGMA synchronous = OFF"
        })
    }

    fn rollback(&mut self) -> Result<(), DbError> {
        if self.connection.is_autocommit() { Ok(()) } else { self.step("ROLLBACK") }
    }

    fn dialect(&self, migration: &str) -> String {
        // Strict tables know INTEGER, REAL, TEXT and BLOB only.
        // A table kept in the order of its key is one tree instead of two.
        migration
            .replace("\n); -- SERIES BY ", "\n) STRICT, WITHOUT ROWID; -- by ")
            .replace(" BIGINT", " INTEGER")
            .replace(" DOUBLE PRECISION", " REAL")
            .replace(" BOOLEAN", " INTEGER")
            .replace(" BYTEA", " BLOB")
            .replace("\n);", "\n) STRICT;")
    }

    fn tables(&mut self) -> Result<Vec<TableShape>, DbError> {
        let names = self.query(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
            &[],
        )?;
        let mut tables = Vec::new();
        for row in names {
            let name: String = row.at(0)?;
            let mut columns = Vec::new();
            for column in self.query(
                "SELECT name, type FROM pragma_table_info($1) ORDER BY cid",
                &[Value::Text(name.clone())],
            )? {
                columns.push((column.at(0)?, column.at(1)?));
            }
            tables.push(TableShape { name, columns });
        }
        Ok(tables)
    }

    fn kind(&self) -> EngineKind {
        EngineKind::Sqlite
    }

    fn integrity(&mut self) -> Result<Vec<String>, DbError> {
        let mut complaints = Vec::new();
        for row in self.query("PRAGMA integrity_check", &[])? {
            let line: String = row.at(0)?;
            if line != "ok" {
                complaints.push(line);
            }
        }
        for row in self.query("PRAGMA foreign_key_check", &[])? {
            complaints.push(format!("broken reference in {}", row.at::<String>(0)?));
        }
        Ok(complaints)
    }
}

/// Ends a statement after its time.
struct Stopwatch {
    running: Arc<Mutex<bool>>,
    task: JoinHandle<()>,
}

impl Drop for Stopwatch {
    fn drop(&mut self) {
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.task.abort();
    }
}

/// The pool of readers of one file.
pub(super) struct SqliteReaders {
    path: PathBuf,
    state: Mutex<Pool>,
    free: Condvar,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Box<dyn Engine>>,
    out: usize,
}

impl SqliteReaders {
    pub(super) fn open(path: &Path) -> Result<Self, DbError> {
        let first = SqliteEngine::open(path)?;
        let pool = Pool { idle: vec![Box::new(first)], out: 0 };
        Ok(Self { path: path.to_owned(), state: Mutex::new(pool), free: Condvar::new() })
    }
}

impl Readers for SqliteReaders {
    fn lend(&self) -> Result<Lent, DbError> {
        let mut pool = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(engine) = pool.idle.pop() {
                pool.out += 1;
                return Ok(Lent(engine));
            }
            if pool.out < READERS_MAX {
                let engine = SqliteEngine::open(&self.path)?;
                engine
                    .connection
                    .execute_batch("PRAGMA query_only = ON")
                    .map_err(|e| explain(&e, "query_only"))?;
                pool.out += 1;
                return Ok(Lent(Box::new(engine)));
            }
            pool = self.free.wait(pool).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn give_back(&self, lent: Lent, sound: bool) {
        let mut pool = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        pool.out = pool.out.saturating_sub(1);
        if sound {
            pool.idle.push(lent.0);
        }
        self.free.notify_one();
    }
}
