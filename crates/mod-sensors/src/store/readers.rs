//! Services of others whose values are fetched.

use kernel::db::{Row, Sql};
use kernel::{AppError, Id, Tx, sql};

use crate::reader::{Kind, Reader, TOGETHER};

const ALL: Sql = sql!(
    "SELECT id, kind, name, address, station, minutes, is_on, series, asked_at, heard_at, next_at,
            failures, stored, known, ahead, held, trouble, version
     FROM sensors_reader
     ORDER BY name, id
     LIMIT 200"
);
const DUE: Sql = sql!(
    "SELECT id, kind, name, address, station, minutes, is_on, series, asked_at, heard_at, next_at,
            failures, stored, known, ahead, held, trouble, version
     FROM sensors_reader
     WHERE is_on AND next_at <= $1
     ORDER BY next_at, id
     LIMIT $2"
);
const FIND: Sql = sql!(
    "SELECT id, kind, name, address, station, minutes, is_on, series, asked_at, heard_at, next_at,
            failures, stored, known, ahead, held, trouble, version
     FROM sensors_reader
     WHERE id = $1"
);
const COUNT: Sql = sql!("SELECT COUNT(*) FROM sensors_reader");
const ADD: Sql = sql!(
    "INSERT INTO sensors_reader
         (id, kind, name, address, station, minutes, is_on, series, next_at, failures, stored, known,
          ahead, held, trouble, version)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0, 0, 0, '', 1)"
);
const SET: Sql = sql!(
    "UPDATE sensors_reader
     SET address = $2, station = $3, minutes = $4, is_on = $5, series = $6, next_at = $7,
         version = version + 1
     WHERE id = $1"
);
const HEARD: Sql = sql!(
    "UPDATE sensors_reader
     SET name = $2, series = $3, asked_at = $4, heard_at = $5, next_at = $6, failures = $7,
         stored = $8, known = $9, ahead = $10, held = $11, trouble = $12
     WHERE id = $1"
);
const REMOVE: Sql = sql!("DELETE FROM sensors_reader WHERE id = $1");

fn reader(row: &Row) -> Result<Reader, AppError> {
    let (kind, series): (String, String) = (row.get("kind")?, row.get("series")?);
    let trouble: String = row.get("trouble")?;
    Ok(Reader {
        id: row.get("id")?,
        kind: Kind::of(&kind)
            .ok_or_else(|| AppError::internal(format!("sensors_reader.kind: {kind}")))?,
        name: row.get("name")?,
        address: row.get("address")?,
        station: row.get("station")?,
        minutes: row.get("minutes")?,
        is_on: row.get("is_on")?,
        series: serde_json::from_str(&series)?,
        asked_at: row.get("asked_at")?,
        heard_at: row.get("heard_at")?,
        next_at: row.get("next_at")?,
        failures: row.get("failures")?,
        stored: row.get("stored")?,
        known: row.get("known")?,
        ahead: row.get("ahead")?,
        held: row.get("held")?,
        trouble: match trouble.as_str() {
            "" => None,
            text => Some(serde_json::from_str(text)?),
        },
        version: row.get("version")?,
    })
}

/// All, at most two hundred.
pub(crate) fn all(db: &mut kernel::Reader<'_>) -> Result<Vec<Reader>, AppError> {
    db.query(ALL, &[])?.iter().map(reader).collect()
}

/// Those that are to be asked now.
pub(crate) fn due(db: &mut kernel::Reader<'_>) -> Result<Vec<Reader>, AppError> {
    let now = db.now();
    db.query(DUE, &[&now, &TOGETHER])?.iter().map(reader).collect()
}

/// One.
pub(crate) fn find(
    db: &mut kernel::Reader<'_>,
    id: Id<Reader>,
) -> Result<Option<Reader>, AppError> {
    db.maybe(FIND, &[&id])?.as_ref().map(reader).transpose()
}

/// How many there are.
pub(crate) fn count(db: &mut kernel::Reader<'_>) -> Result<i64, AppError> {
    Ok(db.count(COUNT, &[])?)
}

/// Adds one, switched off.
pub(crate) fn add(tx: &mut Tx<'_>, new: &Reader) -> Result<(), AppError> {
    let series = serde_json::to_string(&new.series)?;
    tx.execute(
        ADD,
        &[
            &new.id,
            &new.kind.key(),
            &new.name,
            &new.address,
            &new.station,
            &new.minutes,
            &new.is_on,
            &series,
            &new.next_at,
        ],
    )?;
    Ok(())
}

/// Saves what staff decided.
pub(crate) fn set(tx: &mut Tx<'_>, one: &Reader) -> Result<(), AppError> {
    let series = serde_json::to_string(&one.series)?;
    tx.execute(
        SET,
        &[&one.id, &one.address, &one.station, &one.minutes, &one.is_on, &series, &one.next_at],
    )?;
    Ok(())
}

/// Saves what was heard.
pub(crate) fn save_heard(tx: &mut Tx<'_>, one: &Reader) -> Result<(), AppError> {
    let series = serde_json::to_string(&one.series)?;
    let trouble = one.trouble.as_ref().map(serde_json::to_string).transpose()?.unwrap_or_default();
    tx.execute(
        HEARD,
        &[
            &one.id,
            &one.name,
            &series,
            &one.asked_at,
            &one.heard_at,
            &one.next_at,
            &one.failures,
            &one.stored,
            &one.known,
            &one.ahead,
            &one.held,
            &trouble,
        ],
    )?;
    Ok(())
}

/// Removes one.
pub(crate) fn remove(tx: &mut Tx<'_>, id: Id<Reader>) -> Result<(), AppError> {
    tx.execute(REMOVE, &[&id])?;
    Ok(())
}
