//! All records of a town as lines of JSON, one table after the other, in a form both engines read:
//! for backups, restores, and moving from one engine to the other.

use std::io::{BufRead, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::audit::Audit;
use crate::db::{Db, Reader, Tx, Value};
use crate::error::AppError;

/// Tables that belong to the program, not to the records.
const LEFT_OUT: [&str; 1] = ["kernel_migration"];
/// Version of the form.
const FORM: i64 = 1;
/// Longest line accepted, in bytes.
const LINE_BYTES_MAX: usize = 64 * 1024 * 1024;

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
    writeln!(out, "{}", serde_json::json!({ "rathaus": FORM, "at": at }))?;
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
    let mut text = String::new();
    loop {
        text.clear();
        if input.read_line(&mut text)? == 0 {
            break;
        }
        number += 1;
        if text.len() > LINE_BYTES_MAX {
            return Err(fail(number, "is too long".into()));
        }
        match parse(text.trim_end()).map_err(|reason| fail(number, reason))? {
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
