//! The SQL of warnings.

use jiff::Timestamp;
use kernel::cases::Case;
use kernel::db::{Row, Sql};
use kernel::{AppError, Id, Reader, Text, Tx, sql};

use crate::watch::{Ending, Gravity, Kind, Plan, Threshold, Warning};

const RAISE: Sql = sql!(
    "INSERT INTO sensors_warning
         (id, threshold, stream, title, gravity, is_public, kind, level, began_at, peak, raised_at, ending,
          case_id, ended_at, closed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
);
const PEAK: Sql =
    sql!("UPDATE sensors_warning SET peak = $2 WHERE threshold = $1 AND closed_at IS NULL");
const CLOSE: Sql = sql!(
    "UPDATE sensors_warning SET ended_at = $2, closed_at = $3, ending = $4
     WHERE threshold = $1 AND closed_at IS NULL
     RETURNING id"
);
const WARNING: Sql = sql!(
    "SELECT id, threshold, stream, title, gravity, is_public, kind, level, began_at, ended_at, peak,
            raised_at, closed_at, ending, case_id
     FROM sensors_warning WHERE id = $1"
);
const STANDING: Sql = sql!(
    "SELECT id, threshold, stream, title, gravity, is_public, kind, level, began_at, ended_at, peak,
            raised_at, closed_at, ending, case_id
     FROM sensors_warning WHERE closed_at IS NULL
     ORDER BY raised_at DESC, id
     LIMIT 500"
);
const HISTORY: Sql = sql!(
    "SELECT w.id, w.threshold, w.stream, w.title, w.gravity, w.is_public, w.kind, w.level, w.began_at,
            w.ended_at, w.peak, w.raised_at, w.closed_at, w.ending, w.case_id
     FROM sensors_warning w
     JOIN sensors_datastream d ON d.id = w.stream
     WHERE d.thing = $1 AND w.is_public
     ORDER BY w.began_at DESC, w.id
     LIMIT $2"
);
const COUNT_OF_ENTRY: Sql = sql!(
    "SELECT COUNT(*)
     FROM sensors_warning w
     JOIN sensors_datastream d ON d.id = w.stream
     JOIN sensors_purpose_thing t ON t.thing = d.thing
     WHERE t.purpose = $1 AND w.is_public AND w.began_at >= $2 AND w.began_at < $3"
);
const OF_CASE: Sql = sql!(
    "SELECT id, threshold, stream, title, gravity, is_public, kind, level, began_at, ended_at, peak,
            raised_at, closed_at, ending, case_id
     FROM sensors_warning WHERE case_id = $1
     ORDER BY began_at DESC, id
     LIMIT 100"
);
const LAST_CASE: Sql = sql!(
    "SELECT case_id FROM sensors_warning
     WHERE threshold = $1 AND case_id <> ''
     ORDER BY raised_at DESC, id DESC
     LIMIT 1"
);
const SET_CASE: Sql = sql!("UPDATE sensors_warning SET case_id = $2 WHERE id = $1");
const DROP_WARNINGS: Sql = sql!("DELETE FROM sensors_warning WHERE stream = $1");
const RESTATE: Sql = sql!(
    "UPDATE sensors_warning SET title = $2, gravity = $3, is_public = $4
     WHERE threshold = $1 AND closed_at IS NULL"
);

fn strange(column: &str, word: &str) -> AppError {
    AppError::internal(format!("{column}: {word}"))
}

/// The most extreme value of the warning that stands.
pub(crate) fn peak(tx: &mut Tx<'_>, id: Id<Threshold>, peak: f64) -> Result<(), AppError> {
    tx.execute(PEAK, &[&id, &peak])?;
    Ok(())
}

/// The warning that stands says what the plan says now.
pub(crate) fn restate(tx: &mut Tx<'_>, id: Id<Threshold>, plan: &Plan) -> Result<(), AppError> {
    let title = serde_json::to_string(&plan.title)?;
    tx.execute(RESTATE, &[&id, &title, &plan.gravity.key(), &plan.is_public])?;
    Ok(())
}

/// Forgets the warnings of a stream that goes.
pub(crate) fn forget_stream(tx: &mut Tx<'_>, stream: i64) -> Result<(), AppError> {
    tx.execute(DROP_WARNINGS, &[&stream])?;
    Ok(())
}

/// Writes a warning down: one that begins, or one that was.
pub(crate) fn keep(tx: &mut Tx<'_>, w: &Warning) -> Result<(), AppError> {
    let title = serde_json::to_string(&w.title)?;
    tx.execute(
        RAISE,
        &[
            &w.id,
            &w.threshold,
            &w.stream,
            &title,
            &w.gravity.key(),
            &w.is_public,
            &w.kind.key(),
            &w.level,
            &w.began_at,
            &w.peak,
            &w.raised_at,
            &w.ending.key(),
            &w.case,
            &w.ended_at,
            &w.closed_at,
        ],
    )?;
    Ok(())
}

/// The warning of a threshold ends; answers it, if one stood.
pub(crate) fn close(
    tx: &mut Tx<'_>,
    threshold: Id<Threshold>,
    ended_at: i64,
    ending: Ending,
) -> Result<Option<Warning>, AppError> {
    let now = tx.now();
    let rows = tx.query(CLOSE, &[&threshold, &ended_at, &now, &ending.key()])?;
    match rows.first() {
        Some(row) => Ok(Some(warning(tx, row.at(0)?)?)),
        None => Ok(None),
    }
}

fn read_warning(row: &Row) -> Result<Warning, AppError> {
    let (kind, gravity, ending): (String, String, String) =
        (row.get("kind")?, row.get("gravity")?, row.get("ending")?);
    let title: String = row.get("title")?;
    Ok(Warning {
        id: row.get("id")?,
        threshold: row.get("threshold")?,
        stream: row.get("stream")?,
        title: serde_json::from_str::<Text>(&title)?,
        gravity: Gravity::of(&gravity).ok_or_else(|| strange("sensors_warning", &gravity))?,
        is_public: row.get("is_public")?,
        kind: Kind::of(&kind).ok_or_else(|| strange("sensors_warning.kind", &kind))?,
        level: row.get("level")?,
        began_at: row.get("began_at")?,
        ended_at: row.get("ended_at")?,
        peak: row.get("peak")?,
        raised_at: row.get("raised_at")?,
        closed_at: row.get::<Option<Timestamp>>("closed_at")?,
        ending: Ending::of(&ending).ok_or_else(|| strange("sensors_warning.ending", &ending))?,
        case: row.get("case_id")?,
    })
}

fn warnings(rows: &[Row]) -> Result<Vec<Warning>, AppError> {
    rows.iter().map(read_warning).collect()
}

/// A warning.
pub(crate) fn warning(reader: &mut Reader<'_>, id: Id<Warning>) -> Result<Warning, AppError> {
    reader.maybe(WARNING, &[&id])?.as_ref().map(read_warning).ok_or(AppError::NotFound)?
}

/// All warnings that stand, the latest first.
pub(crate) fn standing(reader: &mut Reader<'_>) -> Result<Vec<Warning>, AppError> {
    warnings(&reader.query(STANDING, &[])?)
}

/// Public warnings of a Thing, the latest first.
pub(crate) fn history(
    reader: &mut Reader<'_>,
    thing: i64,
    most: i64,
) -> Result<Vec<Warning>, AppError> {
    warnings(&reader.query(HISTORY, &[&thing, &most])?)
}

/// Warnings that a case is about, the latest first.
pub(crate) fn of_case(reader: &mut Reader<'_>, case: Id<Case>) -> Result<Vec<Warning>, AppError> {
    warnings(&reader.query(OF_CASE, &[&case.to_string()])?)
}

/// The last case of a threshold.
pub(crate) fn last_case(
    reader: &mut Reader<'_>,
    threshold: Id<Threshold>,
) -> Result<Option<Id<Case>>, AppError> {
    let Some(row) = reader.maybe(LAST_CASE, &[&threshold])? else { return Ok(None) };
    let text: String = row.at(0)?;
    Ok(text.parse().ok())
}

/// The case of a warning.
pub(crate) fn set_case(tx: &mut Tx<'_>, id: Id<Warning>, case: Id<Case>) -> Result<(), AppError> {
    tx.execute(SET_CASE, &[&id, &case.to_string()])?;
    Ok(())
}

/// Public warnings of an entry that began from one day to another, both included.
pub(crate) fn count_of_entry(
    reader: &mut Reader<'_>,
    entry: Id<crate::Entry>,
    first: jiff::civil::Date,
    last: jiff::civil::Date,
) -> Result<i64, AppError> {
    let zone = kernel::clock::berlin();
    let from = super::retention::start_of(first, &zone);
    let until = super::retention::start_of(last.tomorrow().unwrap_or(last), &zone);
    Ok(reader.count(COUNT_OF_ENTRY, &[&entry, &from, &until])?)
}
