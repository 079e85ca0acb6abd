//! Measured values, and what their streams know of them: counts, intervals, areas. All of it is
//! written in one transaction by the one writer; no trigger runs for each row.

use std::collections::{BTreeMap, BTreeSet};

use kernel::db::{Built, Sql};
use kernel::{Reader, Tx, piece, sql};
use norm_sensorthings::model::EntityType;

use super::hours;
use super::list::Listing;
use super::months;
use super::save::next_ids;
use super::shown::open_stream;
use crate::answer::Refusal;
use crate::mqtt::Changed;

/// Name of the table of streams where their numbers are added up.
const STREAM_ALIAS: usize = 0;
/// Rows of one statement: each has thirteen values, and engines bound their number.
const ROWS_PER_STATEMENT: usize = 200;

const STREAM: Sql = sql!(
    "SELECT d.is_multi, d.thing,
            (SELECT COUNT(*) FROM sensors_stream_property p WHERE p.stream = d.id)
     FROM sensors_datastream d
     WHERE d.id = $1"
);
const GROWN: Sql = sql!(
    "UPDATE sensors_datastream
     SET observations = observations + $2,
         start_at = CASE WHEN start_at IS NULL OR start_at > $3 THEN $3 ELSE start_at END,
         end_at = CASE WHEN end_at IS NULL OR end_at < $4 THEN $4 ELSE end_at END
     WHERE id = $1"
);
const GROWN_RESULTS: Sql = sql!(
    "UPDATE sensors_datastream
     SET result_start = CASE WHEN result_start IS NULL OR result_start > $2 THEN $2 ELSE result_start END,
         result_end = CASE WHEN result_end IS NULL OR result_end < $3 THEN $3 ELSE result_end END
     WHERE id = $1"
);
const PAIR: Sql = sql!(
    "INSERT INTO sensors_stream_feature (stream, feature, observations)
     VALUES ($1, $2, $3)
     ON CONFLICT (stream, feature)
     DO UPDATE SET observations = sensors_stream_feature.observations + $3
     RETURNING observations"
);
const UNPAIR: Sql = sql!(
    "UPDATE sensors_stream_feature
     SET observations = observations - $3
     WHERE stream = $1 AND feature = $2
     RETURNING observations"
);
const DROP_PAIR: Sql =
    sql!("DELETE FROM sensors_stream_feature WHERE stream = $1 AND feature = $2");
const MULTI: Sql = sql!("SELECT id FROM sensors_datastream WHERE is_multi");
const AREA: Sql = sql!(
    "SELECT MIN(f.min_x), MIN(f.min_y), MAX(f.max_x), MAX(f.max_y)
     FROM sensors_stream_feature p
     JOIN sensors_feature f ON f.id = p.feature
     WHERE p.stream = $1"
);
const SET_AREA: Sql = sql!(
    "UPDATE sensors_datastream SET min_x = $2, min_y = $3, max_x = $4, max_y = $5 WHERE id = $1"
);
const STREAMS_OF_FEATURE: Sql = sql!(
    "SELECT stream, observations FROM sensors_stream_feature WHERE feature = $1 ORDER BY stream"
);
const BORDERS: Sql = sql!(
    "SELECT MIN(start_at), MAX(end_at), MIN(result_at), MAX(result_at)
     FROM sensors_observation
     WHERE stream = $1"
);
const SET_BORDERS: Sql = sql!(
    "UPDATE sensors_datastream
     SET observations = observations - $2,
         start_at = $3,
         end_at = $4,
         result_start = $5,
         result_end = $6
     WHERE id = $1"
);
const FEWER: Sql =
    sql!("UPDATE sensors_datastream SET observations = observations - $2 WHERE id = $1");
const KNOWN: Sql =
    sql!("SELECT start_at, end_at, result_start, result_end FROM sensors_datastream WHERE id = $1");
const AT: Sql =
    sql!("SELECT id FROM sensors_observation WHERE stream = $1 AND start_at = $2 LIMIT 1");
/// What is known of a stream where values come in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stream {
    /// Its id.
    pub id: i64,
    /// Whether each value is a list.
    pub is_multi: bool,
    /// The Thing it belongs to.
    pub thing: i64,
    /// How long that list is.
    pub width: usize,
}

/// A value on its way into the database.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    /// The stream.
    pub stream: i64,
    /// What it is about.
    pub feature: i64,
    /// Start and end of the phenomenon.
    pub time: (i64, i64),
    /// Kind, number and word of the result.
    pub result: (i64, Option<f64>, Option<String>),
    /// When it was known.
    pub result_at: Option<i64>,
    /// Its quality, as JSON.
    pub quality: Option<String>,
    /// From when to when it may be used.
    pub valid: Option<(i64, i64)>,
    /// Parameters, as JSON.
    pub parameters: Option<String>,
}

/// A stream by its id.
pub(crate) fn stream(reader: &mut Reader<'_>, id: i64) -> Result<Option<Stream>, Refusal> {
    let Some(row) = reader.maybe(STREAM, &[&id])? else { return Ok(None) };
    let width: i64 = row.at(2)?;
    let width = usize::try_from(width).unwrap_or(0);
    Ok(Some(Stream { id, is_multi: row.at(0)?, thing: row.at(1)?, width }))
}

/// Streams whose values are lists.
pub(crate) fn multi_streams(reader: &mut Reader<'_>) -> Result<BTreeSet<i64>, Refusal> {
    let rows = reader.query(MULTI, &[])?;
    Ok(rows.iter().map(|row| row.at(0)).collect::<Result<_, kernel::db::DbError>>()?)
}

/// Whether a stream has a value that begins at an instant.
pub(crate) fn is_known(reader: &mut Reader<'_>, stream: i64, at: i64) -> Result<bool, Refusal> {
    Ok(reader.maybe(AT, &[&stream, &at])?.is_some())
}

/// What is to be added to a stream.
struct Growth {
    count: i64,
    time: (i64, i64),
    results: Option<(i64, i64)>,
}

/// Stores values and tells their streams; answers their ids. With an id given, the one value keeps
/// it.
pub(crate) fn insert(
    tx: &mut Tx<'_>,
    rows: &[Measured],
    id: Option<i64>,
) -> Result<Vec<i64>, Refusal> {
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let first = match id {
        Some(id) => id,
        None => next_ids(tx, EntityType::Observation, count)?,
    };
    let ids: Vec<i64> = (first..first.saturating_add(count)).collect();
    for (rows, ids) in rows.chunks(ROWS_PER_STATEMENT).zip(ids.chunks(ROWS_PER_STATEMENT)) {
        tx.execute_built(&insertion(rows, ids))?;
    }
    hours::grow(tx, rows)?;
    let mut streams: BTreeMap<i64, Growth> = BTreeMap::new();
    let mut pairs: BTreeMap<(i64, i64), i64> = BTreeMap::new();
    for row in rows {
        *pairs.entry((row.stream, row.feature)).or_default() += 1;
        let results = row.result_at.map(|at| (at, at));
        let growth =
            streams.entry(row.stream).or_insert(Growth { count: 0, time: row.time, results });
        growth.count += 1;
        growth.time = (growth.time.0.min(row.time.0), growth.time.1.max(row.time.1));
        growth.results = match (growth.results, results) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        };
    }
    tx.tell(|| Changed {
        entities: ids.iter().map(|id| (EntityType::Observation, *id)).collect(),
        streams: streams.keys().copied().collect(),
    });
    for (stream, growth) in streams {
        tx.execute(GROWN, &[&stream, &growth.count, &growth.time.0, &growth.time.1])?;
        if let Some((first, last)) = growth.results {
            tx.execute(GROWN_RESULTS, &[&stream, &first, &last])?;
        }
        months::touch(tx, stream, growth.time)?;
    }
    for ((stream, feature), count) in pairs {
        let now: i64 = tx.one(PAIR, &[&stream, &feature, &count])?.at(0)?;
        if now == count {
            measure_area(tx, stream)?;
        }
    }
    Ok(ids)
}

fn insertion(rows: &[Measured], ids: &[i64]) -> Built {
    let head = Built::of(piece!(
        "INSERT INTO sensors_observation (stream, start_at, id, end_at, kind, number, word, result_at, feature, quality, valid_start, valid_end, parameters) VALUES "
    ));
    let rows = rows.iter().zip(ids).map(|(row, id)| {
        let (kind, number, word) = &row.result;
        let values: [&dyn kernel::db::ToValue; 13] = [
            &row.stream,
            &row.time.0,
            id,
            &row.time.1,
            kind,
            number,
            word,
            &row.result_at,
            &row.feature,
            &row.quality,
            &row.valid.map(|v| v.0),
            &row.valid.map(|v| v.1),
            &row.parameters,
        ];
        let values = values.into_iter().map(|value| Built::new().value(value));
        Built::of(piece!("(")).list(values, piece!(", ")).and(piece!(")"))
    });
    head.list(rows, piece!(", "))
}

/// Computes the area of a stream anew from the boxes of its features.
pub(crate) fn measure_area(tx: &mut Tx<'_>, stream: i64) -> Result<(), Refusal> {
    let row = tx.one(AREA, &[&stream])?;
    let border = |n| row.at::<Option<f64>>(n);
    let (west, south, east, north) = (border(0)?, border(1)?, border(2)?, border(3)?);
    tx.execute(SET_AREA, &[&stream, &west, &south, &east, &north])?;
    Ok(())
}

/// Streams with values about a feature, and how many those are.
pub(crate) fn streams_of_feature(
    reader: &mut Reader<'_>,
    feature: i64,
) -> Result<Vec<(i64, i64)>, Refusal> {
    let rows = reader.query(STREAMS_OF_FEATURE, &[&feature])?;
    Ok(rows.iter().map(|r| Ok((r.at(0)?, r.at(1)?))).collect::<Result<_, kernel::db::DbError>>()?)
}

/// Tells a stream that values about a feature are gone.
pub(crate) fn unpair(
    tx: &mut Tx<'_>,
    stream: i64,
    feature: i64,
    count: i64,
) -> Result<(), Refusal> {
    let left = tx.maybe(UNPAIR, &[&stream, &feature, &count])?;
    let left = left.map_or(Ok(0), |row| row.at::<i64>(0))?;
    if left <= 0 {
        tx.execute(DROP_PAIR, &[&stream, &feature])?;
        measure_area(tx, stream)?;
    }
    Ok(())
}

/// Tells a stream that it has fewer values, and looks for its borders, once for all that are gone.
pub(crate) fn fewer(tx: &mut Tx<'_>, stream: i64, count: i64) -> Result<(), Refusal> {
    if count == 0 {
        return Ok(());
    }
    let row = tx.one(BORDERS, &[&stream])?;
    let border = |n| row.at::<Option<i64>>(n);
    let borders = [border(0)?, border(1)?, border(2)?, border(3)?];
    tx.execute(
        SET_BORDERS,
        &[&stream, &count, &borders[0], &borders[1], &borders[2], &borders[3]],
    )?;
    Ok(())
}

/// Tells a stream that values about a feature are gone; their borders, if it was one of them.
pub(crate) fn shrink(
    tx: &mut Tx<'_>,
    stream: i64,
    feature: i64,
    count: i64,
    gone: Option<[Option<i64>; 4]>,
) -> Result<(), Refusal> {
    unpair(tx, stream, feature, count)?;
    let row = tx.one(KNOWN, &[&stream])?;
    let mut is_border = gone.is_none();
    for (n, gone) in gone.into_iter().flatten().enumerate() {
        let known: Option<i64> = row.at(n)?;
        is_border |= gone.is_some() && gone == known;
    }
    if !is_border {
        tx.execute(FEWER, &[&stream, &count])?;
        return Ok(());
    }
    fewer(tx, stream, count)
}

/// The number of values of a whole stream or of all of them, which the writer keeps.
pub(crate) fn kept_count(
    reader: &mut Reader<'_>,
    listing: Listing<'_>,
) -> Result<Option<u64>, Refusal> {
    if listing.query.entity != EntityType::Observation {
        return Ok(None);
    }
    let sum = piece!("SELECT CAST(COALESCE(SUM(");
    let sum = Built::of(sum).column(STREAM_ALIAS, piece!("observations"));
    let from = piece!("), 0) AS BIGINT) FROM sensors_datastream AS ");
    let mut sum = sum.and(from).alias(STREAM_ALIAS);
    let of = |sum: Built, id: i64| {
        let sum = sum.and(piece!(" WHERE ")).column(STREAM_ALIAS, piece!("id"));
        sum.and(piece!(" = ")).value(&id)
    };
    let open = open_stream(STREAM_ALIAS, listing.sight);
    sum = match (listing.parent, open) {
        (None, None) => sum,
        (None, Some(open)) => sum.and(piece!(" WHERE ")).part(open),
        (Some((relation, _)), _) if relation.from == EntityType::FeatureOfInterest => {
            return Ok(None);
        }
        (Some((_, id)), None) => of(sum, id),
        (Some((_, id)), Some(open)) => of(sum, id).and(piece!(" AND ")).part(open),
    };
    let rows = reader.query_built(&sum)?;
    let row = rows.first();
    let count = row.map_or(Ok(0), |row| row.at::<i64>(0))?;
    Ok(Some(u64::try_from(count).unwrap_or(0)))
}
