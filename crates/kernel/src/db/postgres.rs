//! PostgreSQL: one database per town; the closures run on blocking threads that wait for each
//! statement on the runtime.

use std::sync::Arc;
use std::time::{Duration, Instant};

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use tokio::runtime::Handle;
use tokio_postgres::Statement;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use super::DbError;
use super::engine::{Engine, EngineKind, Lent, Readers, TableShape, Watch, in_time};
use super::value::{Row, Value};

/// Reading connections per town; PostgreSQL counts them against its own limit.
const READERS_MAX: usize = 8;
/// How long to wait for a connection before the town counts as unavailable.
const WAIT: Duration = Duration::from_secs(10);
/// Key of the advisory lock that makes writers of one town queue, across processes.
const WRITER_LOCK: &str = "SELECT pg_advisory_xact_lock(7026)";

fn pool(url: &str, size: usize) -> Result<Pool, DbError> {
    let (config, tls) = super::tls::read(url)?;
    let manager = Manager::from_config(
        config,
        tls,
        ManagerConfig { recycling_method: RecyclingMethod::Fast },
    );
    Pool::builder(manager)
        .max_size(size)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(WAIT))
        .runtime(Runtime::Tokio1)
        .build()
        .map_err(|e| DbError::Unavailable(e.to_string()))
}

/// One connection, taken from the pool when it is needed and given up when it breaks.
pub(super) struct PostgresEngine {
    pool: Pool,
    handle: Handle,
    object: Option<Object>,
    /// When the time of this transaction is over.
    until: Option<Instant>,
}

impl PostgresEngine {
    pub(super) fn open_writer(url: &str) -> Result<Self, DbError> {
        Ok(Self { pool: pool(url, 1)?, handle: Handle::current(), object: None, until: None })
    }

    fn connect(&mut self) -> Result<(), DbError> {
        let broken = self.object.as_ref().is_some_and(|o| o.is_closed());
        if broken || self.object.is_none() {
            self.object = None;
            let object = self
                .handle
                .block_on(self.pool.get())
                .map_err(|e| DbError::Unavailable(chain(&e)))?;
            self.object = Some(object);
        }
        Ok(())
    }

    fn object(&self) -> Result<&Object, DbError> {
        self.object.as_ref().ok_or_else(|| DbError::Unavailable("no connection".into()))
    }

    fn prepared(&self, sql: &str) -> Result<Statement, DbError> {
        self.handle.block_on(self.object()?.prepare_cached(sql)).map_err(|e| explain(&e, sql))
    }

    /// Prepares a statement that is forgotten afterwards: outsiders choose its shape, and the
    /// memory of a connection has no bound.
    fn prepared_once(&self, sql: &str) -> Result<Statement, DbError> {
        self.handle.block_on(self.object()?.prepare(sql)).map_err(|e| explain(&e, sql))
    }

    fn rows(
        &self,
        statement: &Statement,
        sql: &str,
        params: &[Value],
    ) -> Result<Vec<Row>, DbError> {
        let columns: Arc<[String]> =
            statement.columns().iter().map(|c| c.name().to_owned()).collect();
        let values: Vec<&(dyn ToSql + Sync)> =
            params.iter().take(statement.params().len()).map(|v| v as _).collect();
        let rows = self
            .handle
            .block_on(self.object()?.query(statement, &values))
            .map_err(|e| explain(&e, sql))?;
        rows.iter()
            .map(|row| {
                let values =
                    (0..columns.len()).map(|i| convert(row, i)).collect::<Result<_, _>>()?;
                Ok(Row { columns: Arc::clone(&columns), values })
            })
            .collect()
    }

    fn touched(&self, statement: &Statement, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        let values: Vec<&(dyn ToSql + Sync)> =
            params.iter().take(statement.params().len()).map(|v| v as _).collect();
        self.handle
            .block_on(self.object()?.execute(statement, &values))
            .map_err(|e| explain(&e, sql))
    }
}

fn explain(error: &tokio_postgres::Error, sql: &str) -> DbError {
    if error.is_closed() {
        return DbError::Unavailable(error.to_string());
    }
    let Some(cause) = error.as_db_error() else {
        return DbError::Statement { message: full(error), statement: sql.to_owned() };
    };
    match cause.code() {
        &SqlState::UNIQUE_VIOLATION => {
            DbError::Unique(cause.constraint().unwrap_or("unique").to_owned())
        }
        &SqlState::QUERY_CANCELED => DbError::TooLong,
        &SqlState::DISK_FULL
        | &SqlState::OUT_OF_MEMORY
        | &SqlState::READ_ONLY_SQL_TRANSACTION
        | &SqlState::ADMIN_SHUTDOWN
        | &SqlState::CRASH_SHUTDOWN
        | &SqlState::CANNOT_CONNECT_NOW
        | &SqlState::TOO_MANY_CONNECTIONS => DbError::Unavailable(cause.message().to_owned()),
        _ => DbError::Statement { message: cause.message().to_owned(), statement: sql.to_owned() },
    }
}

/// An error with all its causes: the first alone says "cannot connect" and not why.
fn chain(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !said.contains(&more) {
            said.push_str(": ");
            said.push_str(&more);
        }
        cause = error.source();
    }
    said
}

fn full(error: &tokio_postgres::Error) -> String {
    use std::error::Error;
    error.source().map_or_else(|| error.to_string(), |s| format!("{error}: {s}"))
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match (self, ty) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Int(v), &Type::INT4) => i32::try_from(*v)?.to_sql(ty, out),
            (Self::Int(v), &Type::INT2) => i16::try_from(*v)?.to_sql(ty, out),
            (Self::Int(v), &Type::FLOAT8) => f64::from(i32::try_from(*v)?).to_sql(ty, out),
            (Self::Int(v), _) => v.to_sql(ty, out),
            (Self::Real(v), _) => v.to_sql(ty, out),
            (Self::Text(v), _) => v.to_sql(ty, out),
            (Self::Bool(v), _) => v.to_sql(ty, out),
            (Self::Bytes(v), _) => v.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn convert(row: &tokio_postgres::Row, i: usize) -> Result<Value, DbError> {
    let ty = row.columns()[i].type_();
    let fail = |e: tokio_postgres::Error| DbError::Column {
        column: row.columns()[i].name().to_owned(),
        reason: e.to_string(),
    };
    macro_rules! read {
        ($type:ty, $wrap:expr) => {
            row.try_get::<_, Option<$type>>(i).map_err(fail)?.map_or(Value::Null, $wrap)
        };
    }
    Ok(match *ty {
        Type::INT8 => read!(i64, Value::Int),
        Type::INT4 => read!(i32, |v| Value::Int(i64::from(v))),
        Type::INT2 => read!(i16, |v| Value::Int(i64::from(v))),
        Type::FLOAT8 => read!(f64, Value::Real),
        Type::BOOL => read!(bool, Value::Bool),
        Type::BYTEA => read!(Vec<u8>, Value::Bytes),
        _ => read!(String, Value::Text),
    })
}

impl Engine for PostgresEngine {
    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        in_time(self.until)?;
        let statement = self.prepared(sql)?;
        self.rows(&statement, sql, params)
    }

    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        let statement = self.prepared(sql)?;
        self.touched(&statement, sql, params)
    }

    fn query_once(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        in_time(self.until)?;
        let statement = self.prepared_once(sql)?;
        self.rows(&statement, sql, params)
    }

    fn execute_once(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        let statement = self.prepared_once(sql)?;
        self.touched(&statement, sql, params)
    }

    fn limit(&mut self, limit: Duration) -> Result<Watch, DbError> {
        // Ends with the transaction.
        self.batch(&format!("SET LOCAL statement_timeout = {}", limit.as_millis()))?;
        self.until = Some(Instant::now() + limit);
        Ok(Box::new(()))
    }

    fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        self.handle.block_on(self.object()?.batch_execute(sql)).map_err(|e| explain(&e, sql))
    }

    fn prepare_only(&mut self, sql: &str) -> Result<(), DbError> {
        self.handle.block_on(self.object()?.prepare(sql)).map(|_| ()).map_err(|e| explain(&e, sql))
    }

    fn begin_read(&mut self) -> Result<(), DbError> {
        self.connect()?;
        self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    }

    fn end_read(&mut self) -> Result<(), DbError> {
        self.until = None;
        self.batch("ROLLBACK")
    }

    fn begin_write(&mut self) -> Result<(), DbError> {
        self.connect()?;
        self.batch("BEGIN ISOLATION LEVEL READ COMMITTED")?;
        self.batch(WRITER_LOCK)
    }

    fn defer_foreign_keys(&mut self) -> Result<(), DbError> {
        self.batch("SET CONSTRAINTS ALL DEFERRED")
    }

    fn commit(&mut self) -> Result<(), DbError> {
        self.batch("COMMIT")
    }

    fn set_durable(&mut self, is_durable: bool) -> Result<(), DbError> {
        self.batch(if is_durable {
            "SET synchronous_commit = on"
        } else {
            "SET synchronous_commit = off"
        })
    }

    fn rollback(&mut self) -> Result<(), DbError> {
        if self.object.as_ref().is_some_and(|o| !o.is_closed()) {
            self.batch("ROLLBACK")
        } else {
            self.object = None;
            Ok(())
        }
    }

    fn dialect(&self, migration: &str) -> String {
        // Deferrable keys let a restore fill the tables in any order. The types need no change.
        let mut out = String::with_capacity(migration.len() + 64);
        for line in migration.lines() {
            // Lines for this engine only: partitions, order of texts.
            let line = line.strip_prefix("-- postgres: ").unwrap_or(line);
            if let Some(column) = line.strip_prefix("); -- SERIES BY ") {
                out.extend([") PARTITION BY RANGE (", column, ");\n"]);
                continue;
            }
            match line.split_once(" REFERENCES ") {
                Some((before, after)) if after.contains(')') => {
                    let (target, rest) = after.split_once(')').unwrap_or((after, ""));
                    out.extend([before, " REFERENCES ", target, ") DEFERRABLE", rest, "\n"]);
                }
                _ => {
                    out.push_str(line);
                    out.push('\n');
                }
            }
        }
        out
    }

    fn tables(&mut self) -> Result<Vec<TableShape>, DbError> {
        let rows = self.query(
            "SELECT CAST(table_name AS TEXT) AS t, CAST(column_name AS TEXT) AS c, \
             CAST(data_type AS TEXT) AS d FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name NOT IN \
             (SELECT relname FROM pg_class WHERE relispartition) \
             ORDER BY table_name, ordinal_position",
            &[],
        )?;
        let mut tables: Vec<TableShape> = Vec::new();
        for row in rows {
            let (name, column, data): (String, String, String) =
                (row.at(0)?, row.at(1)?, row.at(2)?);
            match tables.last_mut() {
                Some(last) if last.name == name => last.columns.push((column, data)),
                _ => tables.push(TableShape { name, columns: vec![(column, data)] }),
            }
        }
        tables.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(tables)
    }

    fn kind(&self) -> EngineKind {
        EngineKind::Postgres
    }

    fn integrity(&mut self) -> Result<Vec<String>, DbError> {
        // PostgreSQL watches its pages itself (checksums, amcheck); here only the connection counts.
        self.query("SELECT 1 AS sound", &[]).map(|_| Vec::new())
    }
}

/// Readers of one PostgreSQL database.
pub(super) struct PostgresReaders {
    pool: Pool,
    handle: Handle,
}

impl PostgresReaders {
    pub(super) async fn open(url: &str) -> Result<Self, DbError> {
        let pool = pool(url, READERS_MAX)?;
        // Ask once now, so that a wrong address is found at the start and not by a citizen.
        drop(pool.get().await.map_err(|e| DbError::Unavailable(chain(&e)))?);
        Ok(Self { pool, handle: Handle::current() })
    }
}

impl Readers for PostgresReaders {
    fn lend(&self) -> Result<Lent, DbError> {
        Ok(Lent(Box::new(PostgresEngine {
            pool: self.pool.clone(),
            handle: self.handle.clone(),
            object: None,
            until: None,
        })))
    }

    fn give_back(&self, lent: Lent, _sound: bool) {
        // The connection goes back to the pool when its holder is dropped; the pool checks it.
        drop(lent);
    }
}
