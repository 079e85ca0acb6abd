//! All records of a town as lines of JSON, one table after the other, in a form both engines read:
//! for backups, restores, and moving from one engine to the other.

use std::io::{BufRead, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::audit::Audit;
use crate::db::{Applied, Db, Migration, MigrationError, Reader, Tx, Value};
use crate::error::AppError;

/// Tables that belong to the program, not to the records.
const LEFT_OUT: [&str; 1] = ["kernel_migration"];
/// Version of the form.
const FORM: i64 = 1;
/// Longest line accepted, in bytes.
const LINE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Longest first line accepted, in bytes.
const HEAD_BYTES_MAX: u64 = 1024 * 1024;

/// Why a dump could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum DumpError {
    /// The file.
    #[error("cannot read or write the records: {0}")]
    Io(#[from] std::io::Error),
    /// The database.
    #[error("{0}")]
    App(#[from] AppError),
    /// The content.
    #[error("line {line} of the records: {reason}")]
    Line {
        /// Its number.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// Records and program do not fit together.
    #[error("{0}")]
    Migration(#[from] MigrationError),
    /// The database was set up by a newer program than the one that wrote the records.
    #[error(
        "the records were written {0} steps earlier than this database was set up: restore them into an empty folder or database, it is brought up to date afterwards"
    )]
    NotFresh(usize),
}

fn to_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Int(v) => (*v).into(),
        Value::Real(v) => serde_json::json!({ "r": v }),
        Value::Text(v) => v.clone().into(),
        Value::Bool(v) => (*v).into(),
        Value::Bytes(v) => serde_json::json!({ "b": STANDARD.encode(v) }),
    }
}

fn from_json(value: serde_json::Value) -> Result<Value, String> {
    Ok(match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(v) => Value::Bool(v),
        serde_json::Value::Number(v) => Value::Int(v.as_i64().ok_or("not a whole number")?),
        serde_json::Value::String(v) => Value::Text(v),
        serde_json::Value::Object(map) => {
            if let Some(real) = map.get("r") {
                Value::Real(real.as_f64().ok_or("not a number")?)
            } else {
                let text = map.get("b").and_then(|b| b.as_str()).ok_or("unknown value")?;
                Value::Bytes(STANDARD.decode(text).map_err(|e| e.to_string())?)
            }
        }
        serde_json::Value::Array(_) => return Err("unknown value".into()),
    })
}

/// Writes all records of one snapshot; answers the number of rows.
///
/// # Errors
/// [`DumpError`].
pub fn write(reader: &mut Reader<'_>, out: &mut dyn Write) -> Result<u64, DumpError> {
    let at = crate::clock::instant_text(reader.now());
    let steps: Vec<[String; 2]> =
        crate::db::applied(reader)?.into_iter().map(|(module, name, _)| [module, name]).collect();
    writeln!(out, "{}", serde_json::json!({ "rathaus": FORM, "at": at, "steps": steps }))?;
    let tables = reader.engine().tables().map_err(AppError::from)?;
    let mut rows = 0;
    for table in tables {
        if LEFT_OUT.contains(&table.name.as_str()) {
            continue;
        }
        let columns: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
        writeln!(out, "{}", serde_json::json!({ "table": table.name, "columns": columns }))?;
        // Truth values are whole numbers in one engine: the declared type decides on reading back.
        let statement = format!("SELECT {} FROM {}", columns.join(", "), table.name);
        for row in reader.engine().query(&statement, &[]).map_err(AppError::from)? {
            let values: Vec<serde_json::Value> = row.values().iter().map(to_json).collect();
            writeln!(out, "{}", serde_json::Value::Array(values))?;
            rows += 1;
        }
    }
    writeln!(out, "{}", serde_json::json!({ "rows": rows }))?;
    Ok(rows)
}

enum Line {
    Head,
    Table(String, Vec<String>),
    Row(Vec<Value>),
    End(u64),
}

fn parse(text: &str) -> Result<Line, String> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
    if let serde_json::Value::Array(values) = value {
        return Ok(Line::Row(values.into_iter().map(from_json).collect::<Result<_, _>>()?));
    }
    if let Some(form) = value.get("rathaus") {
        return if form.as_i64() == Some(FORM) {
            Ok(Line::Head)
        } else {
            Err("written by another version of the backup form".into())
        };
    }
    if let Some(rows) = value.get("rows").and_then(serde_json::Value::as_u64) {
        return Ok(Line::End(rows));
    }
    let name = |v: &serde_json::Value| v.as_str().map(str::to_owned);
    let table = value.get("table").and_then(name).ok_or("neither table nor row")?;
    let columns = value.get("columns").and_then(|c| c.as_array()).ok_or("no columns")?;
    let columns = columns.iter().map(name).collect::<Option<Vec<_>>>().ok_or("no columns")?;
    Ok(Line::Table(table, columns))
}

/// The steps of the database that wrote these records; none where an early program did not say.
///
/// # Errors
/// [`DumpError`] when the first line is no head.
pub fn steps(mut input: impl BufRead) -> Result<Option<Vec<Applied>>, DumpError> {
    let fail = |reason: &str| DumpError::Line { line: 1, reason: reason.to_owned() };
    let mut head = String::new();
    std::io::Read::take(&mut input, HEAD_BYTES_MAX).read_line(&mut head)?;
    let value: serde_json::Value =
        serde_json::from_str(head.trim_end()).map_err(|e| fail(&e.to_string()))?;
    let Some(steps) = value.get("steps") else { return Ok(None) };
    let pairs: Vec<(String, String)> =
        serde_json::from_value(steps.clone()).map_err(|e| fail(&e.to_string()))?;
    Ok(Some(pairs.into_iter().map(|(module, name)| Applied { module, name }).collect()))
}

/// Reads records of this program or an older one: the database gets the shape they were written
/// in, then the records, then the steps that came since. The steps of a fresh database are those
/// of the records; one that is set up already must have them.
///
/// # Errors
/// [`DumpError`]; no record was changed then.
pub async fn load(
    db: &Db,
    all: Vec<Migration>,
    steps: Option<Vec<Applied>>,
    input: impl BufRead + Send + 'static,
) -> Result<u64, DumpError> {
    let (open, is_used) = db.pending(all.clone()).await?;
    let wanted = |m: &Migration| {
        let is_in = |a: &Applied| a.module == m.module && a.name == m.name;
        steps.as_ref().is_none_or(|steps| steps.iter().any(is_in))
    };
    if let Some(steps) = &steps {
        let known = |a: &Applied| all.iter().any(|m| a.module == m.module && a.name == m.name);
        if let Some(newer) = steps.iter().find(|a| !known(a)) {
            return Err(MigrationError::Newer(newer.module.clone(), newer.name.clone()).into());
        }
    }
    let is_open = |m: &Migration| open.iter().any(|o| o.module == m.module && o.name == m.name);
    let ahead = all.iter().filter(|m| !wanted(m) && !is_open(m)).count();
    if is_used && ahead > 0 {
        return Err(DumpError::NotFresh(ahead));
    }
    db.migrate(open.iter().filter(|m| wanted(m)).copied().collect()).await?;
    let rows = read(db, input).await?;
    let (rest, _) = db.pending(all).await?;
    db.migrate(rest).await?;
    Ok(rows)
}

/// Looks whether records can be read, without a database; answers the number of rows.
///
/// # Errors
/// [`DumpError`] with the line at fault.
pub fn inspect(mut input: impl BufRead) -> Result<u64, DumpError> {
    let (mut rows, mut number, mut ended, mut width) = (0_u64, 0_usize, false, None);
    while let Some(line) = next_line(&mut input, &mut number)? {
        let fail = |reason: &str| DumpError::Line { line: number, reason: reason.to_owned() };
        match line {
            Line::Head => {}
            Line::Table(_, columns) => width = Some(columns.len()),
            Line::Row(values) if width == Some(values.len()) => rows += 1,
            Line::Row(_) => return Err(fail("another number of columns")),
            Line::End(count) if count == rows => ended = true,
            Line::End(count) => return Err(fail(&format!("{rows} rows instead of {count}"))),
        }
    }
    let missing = DumpError::Line { line: number, reason: "the end is missing".into() };
    if ended { Ok(rows) } else { Err(missing) }
}

/// The next line; none at the end.
fn next_line(input: &mut impl BufRead, number: &mut usize) -> Result<Option<Line>, DumpError> {
    // One more than is accepted, so that a longer line is noticed before it fills the memory.
    let most = u64::try_from(LINE_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut text = String::new();
    if std::io::Read::take(input, most).read_line(&mut text)? == 0 {
        return Ok(None);
    }
    *number += 1;
    let fail = |reason: String| DumpError::Line { line: *number, reason };
    if text.len() > LINE_BYTES_MAX {
        return Err(fail("is too long".into()));
    }
    parse(text.trim_end()).map(Some).map_err(fail)
}

/// Reads records into an empty, migrated database, all or nothing; answers the number of rows.
///
/// # Errors
/// [`DumpError`] with the line at fault; the database is unchanged then.
pub async fn read(db: &Db, mut input: impl BufRead + Send + 'static) -> Result<u64, DumpError> {
    let outcome = db.keep_books(move |tx| fill(tx, &mut input).map_err(AppError::internal)).await;
    match outcome {
        Ok(rows) => Ok(rows),
        Err(AppError::Internal(cause)) => Err(match cause.downcast::<DumpError>() {
            Ok(error) => *error,
            Err(other) => AppError::Internal(other).into(),
        }),
        Err(error) => Err(error.into()),
    }
}

fn fill(tx: &mut Tx<'_>, input: &mut impl BufRead) -> Result<u64, DumpError> {
    let fail = |line: usize, reason: String| DumpError::Line { line, reason };
    tx.engine().defer_foreign_keys().map_err(AppError::from)?;
    let known = tx.engine().tables().map_err(AppError::from)?;
    for table in &known {
        if !LEFT_OUT.contains(&table.name.as_str()) {
            let statement = format!("DELETE FROM {}", table.name);
            tx.engine().execute(&statement, &[]).map_err(AppError::from)?;
        }
    }
    let (mut rows, mut number, mut ended) = (0_u64, 0_usize, false);
    let mut target: Option<(String, Vec<bool>, usize)> = None;
    while let Some(line) = next_line(input, &mut number)? {
        match line {
            Line::Head => {}
            Line::Table(name, columns) => {
                let Some(shape) = known.iter().find(|t| t.name == name) else {
                    return Err(fail(number, format!("this program has no table {name}")));
                };
                let mut truths = Vec::new();
                for column in &columns {
                    let found = shape.columns.iter().find(|(c, _)| c == column);
                    let (_, kind) = found
                        .ok_or_else(|| fail(number, format!("no column {column} in {name}")))?;
                    truths.push(kind == "boolean");
                }
                let marks: Vec<String> = (1..=columns.len()).map(|i| format!("${i}")).collect();
                let statement = format!(
                    "INSERT INTO {name} ({}) VALUES ({})",
                    columns.join(", "),
                    marks.join(", ")
                );
                let width = truths.len();
                target = Some((statement, truths, width));
            }
            Line::Row(mut values) => {
                let Some((statement, truths, width)) = &target else {
                    return Err(fail(number, "a row before its table".into()));
                };
                if values.len() != *width {
                    return Err(fail(number, "another number of columns".into()));
                }
                for (value, is_truth) in values.iter_mut().zip(truths) {
                    if let (Value::Int(v), true) = (&*value, is_truth) {
                        *value = Value::Bool(*v != 0);
                    }
                }
                tx.engine().execute(statement, &values).map_err(|e| fail(number, e.to_string()))?;
                rows += 1;
            }
            Line::End(count) if count == rows => ended = true,
            Line::End(count) => {
                return Err(fail(number, format!("{rows} rows instead of {count}")));
            }
        }
    }
    if ended { Ok(rows) } else { Err(fail(number, "the end is missing".into())) }
}

/// The line in the logbook that says a town was restored from a backup.
pub fn restored_line(from: &str) -> Audit {
    Audit::of("kernel.restored", "town").note(from)
}

/// Subject of the lines about backups.
pub const BACKUP: &str = "backup";

/// The line in the logbook that says a backup was made; the newest tells how old the last one is.
pub fn backed_up_line(rows: u64) -> Audit {
    Audit::of("kernel.backed_up", BACKUP).note(format!("rows={rows}"))
}
