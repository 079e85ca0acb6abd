//! Stations as people see them: Things of published entries, their public streams, their latest
//! values.

use kernel::db::{Row, Sql};
use kernel::{AppError, Id, Reader, sql};
use norm_sensorthings::Json;

use super::entity::{NUMBER, TRUTH};
use crate::register::{Entry, State};
use crate::station::{Reading, Station, Stream, Value};

/// Latest values that are looked at for the usual time between two.
const LATEST: i64 = 16;

const ALL: Sql = sql!(
    "SELECT t.id, t.name, t.description, p.id AS purpose, p.slug, p.state
     FROM sensors_purpose_thing s
     JOIN sensors_thing t ON t.id = s.thing
     JOIN sensors_purpose p ON p.id = s.purpose
     WHERE p.state <> 'draft'
     ORDER BY t.name, t.id
     LIMIT 5000"
);
const ONE: Sql = sql!(
    "SELECT t.id, t.name, t.description, p.id AS purpose, p.slug, p.state
     FROM sensors_purpose_thing s
     JOIN sensors_thing t ON t.id = s.thing
     JOIN sensors_purpose p ON p.id = s.purpose
     WHERE p.state <> 'draft' AND t.id = $1"
);
const PLACE: Sql = sql!(
    "SELECT l.min_x, l.min_y, l.max_x, l.max_y
     FROM sensors_thing_location h
     JOIN sensors_location l ON l.id = h.location
     WHERE h.thing = $1 AND l.min_x IS NOT NULL
     ORDER BY l.id
     LIMIT 1"
);
const STREAMS: Sql = sql!(
    "SELECT d.id, d.name, d.description, d.observation_type, d.unit, d.thing, d.end_at
     FROM sensors_datastream d
     WHERE d.thing = $1 AND d.is_public AND NOT d.is_multi
     ORDER BY d.name, d.id"
);
const STREAM: Sql = sql!(
    "SELECT d.id, d.name, d.description, d.observation_type, d.unit, d.thing, d.end_at
     FROM sensors_datastream d
     WHERE d.id = $1 AND d.is_public AND NOT d.is_multi"
);
const MULTI: Sql = sql!(
    "SELECT d.id, d.name, d.description, d.unit
     FROM sensors_datastream d
     WHERE d.thing = $1 AND d.is_public AND d.is_multi
     ORDER BY d.name, d.id"
);
const PARTS: Sql = sql!(
    "SELECT o.name
     FROM sensors_stream_property p
     JOIN sensors_observed_property o ON o.id = p.observed_property
     WHERE p.stream = $1
     ORDER BY p.position"
);
const READINGS: Sql = sql!(
    "SELECT start_at, end_at, kind, number, word, quality
     FROM sensors_observation
     WHERE stream = $1 AND start_at <= $2
     ORDER BY start_at DESC, id DESC
     LIMIT $3"
);
const BETWEEN: Sql = sql!(
    "SELECT start_at, end_at, kind, number, word, quality
     FROM sensors_observation
     WHERE stream = $1 AND start_at >= $2 AND start_at < $3
     ORDER BY start_at, id
     LIMIT $4"
);

fn station(reader: &mut Reader<'_>, row: &Row) -> Result<Station, AppError> {
    let thing: i64 = row.get("id")?;
    let state: String = row.get("state")?;
    let entry: Id<Entry> = row.get("purpose")?;
    Ok(Station {
        thing,
        name: row.get("name")?,
        about: row.get("description")?,
        place: place(reader, thing)?,
        entry,
        slug: row.get("slug")?,
        state: State::of(&state)
            .ok_or_else(|| AppError::internal(format!("sensors_purpose.state: {state}")))?,
    })
}

/// Longitude and latitude of a Thing: the middle of where it is.
fn place(reader: &mut Reader<'_>, thing: i64) -> Result<Option<(f64, f64)>, AppError> {
    let Some(row) = reader.maybe(PLACE, &[&thing])? else { return Ok(None) };
    let (west, south, east, north): (f64, f64, f64, f64) =
        (row.at(0)?, row.at(1)?, row.at(2)?, row.at(3)?);
    Ok(Some((west.midpoint(east), south.midpoint(north))))
}

/// All stations, at most five thousand.
pub(crate) fn all(reader: &mut Reader<'_>) -> Result<Vec<Station>, AppError> {
    let rows = reader.query(ALL, &[])?;
    rows.iter().map(|row| station(reader, row)).collect()
}

/// A station.
pub(crate) fn one(reader: &mut Reader<'_>, thing: i64) -> Result<Station, AppError> {
    let row = reader.maybe(ONE, &[&thing])?.ok_or(AppError::NotFound)?;
    station(reader, &row)
}

fn read_stream(row: &Row) -> Result<Stream, AppError> {
    let kind: String = row.get("observation_type")?;
    let unit: String = row.get("unit")?;
    let unit = Json::parse(&unit).unwrap_or(Json::Null);
    let word =
        |name: &str| unit.get(name).and_then(Json::as_text).unwrap_or_default().trim().to_owned();
    Ok(Stream {
        id: row.get("id")?,
        name: row.get("name")?,
        about: row.get("description")?,
        thing: row.get("thing")?,
        unit: word("name"),
        sign: word("symbol"),
        is_count: kind.ends_with("OM_CountObservation"),
        end_at: row.get("end_at")?,
    })
}

/// The public streams of a station.
pub(crate) fn streams(reader: &mut Reader<'_>, thing: i64) -> Result<Vec<Stream>, AppError> {
    reader.query(STREAMS, &[&thing])?.iter().map(read_stream).collect()
}

/// A public stream with its station.
pub(crate) fn stream(reader: &mut Reader<'_>, stream: i64) -> Result<(Station, Stream), AppError> {
    let row = reader.maybe(STREAM, &[&stream])?.ok_or(AppError::NotFound)?;
    let stream = read_stream(&row)?;
    let station = one(reader, stream.thing)?;
    if station.state != State::Published {
        return Err(AppError::NotFound);
    }
    Ok((station, stream))
}

fn reading(row: &Row) -> Result<Reading, AppError> {
    let kind: i64 = row.get("kind")?;
    let (number, word): (Option<f64>, Option<String>) = (row.get("number")?, row.get("word")?);
    let value = match (kind, number, word) {
        (NUMBER, Some(number), _) => Value::Number(number),
        (TRUTH, _, Some(word)) => Value::Truth(word == "true"),
        (_, _, Some(word)) => Value::Word(word),
        _ => Value::Nothing,
    };
    Ok(Reading {
        start: row.get("start_at")?,
        end: row.get("end_at")?,
        value,
        quality: row.get::<Option<String>>("quality")?.unwrap_or_default(),
    })
}

/// The latest values up to an instant, the latest first.
pub(crate) fn readings(
    reader: &mut Reader<'_>,
    stream: i64,
    until: i64,
) -> Result<Vec<Reading>, AppError> {
    reader.query(READINGS, &[&stream, &until, &LATEST])?.iter().map(reading).collect()
}

/// Values from one instant to before another, the oldest first.
pub(crate) fn between(
    reader: &mut Reader<'_>,
    stream: i64,
    span: (i64, i64),
    most: i64,
) -> Result<Vec<Reading>, AppError> {
    reader.query(BETWEEN, &[&stream, &span.0, &span.1, &most])?.iter().map(reading).collect()
}

/// Something a station measures several of at once.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Multi {
    /// The number of its `MultiDatastream`.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// What is said of it.
    pub about: String,
    /// The names of its parts with the signs of their units.
    pub parts: Vec<(String, String)>,
}

/// The public streams of a station whose values have several parts.
pub(crate) fn multi(reader: &mut Reader<'_>, thing: i64) -> Result<Vec<Multi>, AppError> {
    let mut all = Vec::new();
    for row in reader.query(MULTI, &[&thing])? {
        let (id, unit): (i64, String) = (row.get("id")?, row.get("unit")?);
        let units = Json::parse(&unit).unwrap_or(Json::Null);
        let sign = |n: usize| {
            let unit = units.as_array().and_then(|all| all.get(n));
            let word = |name: &str| {
                let found = unit.and_then(|u| u.get(name)).and_then(Json::as_text);
                found.filter(|w| !w.is_empty()).map(str::to_owned)
            };
            word("symbol").or_else(|| word("name")).unwrap_or_default()
        };
        let mut parts = Vec::new();
        for (n, part) in reader.query(PARTS, &[&id])?.iter().enumerate() {
            parts.push((part.at::<String>(0)?, sign(n)));
        }
        all.push(Multi { id, name: row.get("name")?, about: row.get("description")?, parts });
    }
    Ok(all)
}
