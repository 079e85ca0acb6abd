//! Entities go, and what cannot be without them.

use std::collections::BTreeMap;

use kernel::db::{DbError, Row, Sql};
use kernel::{Reader, Tx, sql};
use norm_sensorthings::model::EntityType;

use super::entity::Entity;
use super::observations::{fewer, shrink, streams_of_feature, unpair};
use super::{hours, months};
use crate::answer::Refusal;

const OBSERVATION: Sql = sql!(
    "SELECT stream, start_at, end_at, result_at, feature FROM sensors_observation WHERE id = $1"
);
const DROP_OBSERVATION: Sql =
    sql!("DELETE FROM sensors_observation WHERE stream = $1 AND start_at = $2 AND id = $3");
const DROP_OF_FEATURE: Sql =
    sql!("DELETE FROM sensors_observation WHERE stream = $1 AND feature = $2");
const DROP_OF_STREAM: Sql = sql!("DELETE FROM sensors_observation WHERE stream = $1");
const PAIRS_OF_STREAM: Sql = sql!("DELETE FROM sensors_stream_feature WHERE stream = $1");
const PROPERTIES_OF_STREAM: Sql = sql!("DELETE FROM sensors_stream_property WHERE stream = $1");
const DROP_STREAM: Sql = sql!("DELETE FROM sensors_datastream WHERE id = $1");
const STREAMS_OF_THING: Sql = sql!("SELECT id FROM sensors_datastream WHERE thing = $1");
const STREAMS_OF_SENSOR: Sql = sql!("SELECT id FROM sensors_datastream WHERE sensor = $1");
const STREAMS_OF_PROPERTY: Sql = sql!(
    "SELECT id FROM sensors_datastream WHERE observed_property = $1
     UNION
     SELECT stream FROM sensors_stream_property WHERE observed_property = $1"
);
const THINGS_OF_SENSOR: Sql =
    sql!("SELECT DISTINCT thing FROM sensors_datastream WHERE sensor = $1");
const THINGS_OF_PROPERTY: Sql = sql!(
    "SELECT thing FROM sensors_datastream WHERE observed_property = $1
     UNION
     SELECT d.thing
     FROM sensors_stream_property p
     JOIN sensors_datastream d ON d.id = p.stream
     WHERE p.observed_property = $1"
);
const THINGS_OF_LOCATION: Sql = sql!(
    "SELECT thing FROM sensors_thing_location WHERE location = $1
     UNION
     SELECT h.thing
     FROM sensors_historical_place p
     JOIN sensors_historical_location h ON h.id = p.historical_location
     WHERE p.location = $1"
);
const THINGS_OF_FEATURE: Sql = sql!(
    "SELECT DISTINCT d.thing
     FROM sensors_stream_feature p
     JOIN sensors_datastream d ON d.id = p.stream
     WHERE p.feature = $1"
);
const HISTORY_OF_THING: Sql = sql!("SELECT id FROM sensors_historical_location WHERE thing = $1");
const HISTORY_OF_LOCATION: Sql =
    sql!("SELECT historical_location FROM sensors_historical_place WHERE location = $1");
const PLACES_OF_HISTORY: Sql =
    sql!("DELETE FROM sensors_historical_place WHERE historical_location = $1");
const DROP_HISTORY: Sql = sql!("DELETE FROM sensors_historical_location WHERE id = $1");
const PLACES_OF_THING: Sql = sql!("DELETE FROM sensors_thing_location WHERE thing = $1");
const THINGS_OF_PLACE: Sql = sql!("DELETE FROM sensors_thing_location WHERE location = $1");
const HOURS_OF_STREAM: Sql = sql!("DELETE FROM sensors_hour WHERE stream = $1");
const DAYS_OF_STREAM: Sql = sql!("DELETE FROM sensors_day WHERE stream = $1");
const PURPOSE_OF_THING: Sql = sql!("DELETE FROM sensors_purpose_thing WHERE thing = $1");
const RELEASED_THING: Sql = sql!("DELETE FROM sensors_released WHERE thing = $1");
const KEYS_OF_THING: Sql = sql!("DELETE FROM sensors_key_thing WHERE thing = $1");
const FEATURE_OF_LOCATION: Sql = sql!("DELETE FROM sensors_location_feature WHERE location = $1");
const LOCATION_OF_FEATURE: Sql = sql!("DELETE FROM sensors_location_feature WHERE feature = $1");
const DROP_THING: Sql = sql!("DELETE FROM sensors_thing WHERE id = $1");
const DROP_LOCATION: Sql = sql!("DELETE FROM sensors_location WHERE id = $1");
const DROP_SENSOR: Sql = sql!("DELETE FROM sensors_sensor WHERE id = $1");
const DROP_PROPERTY: Sql = sql!("DELETE FROM sensors_observed_property WHERE id = $1");
const DROP_FEATURE: Sql = sql!("DELETE FROM sensors_feature WHERE id = $1");

fn ids(reader: &mut Reader<'_>, sql: Sql, of: i64) -> Result<Vec<i64>, Refusal> {
    let rows = reader.query(sql, &[&of])?;
    Ok(rows.iter().map(|r: &Row| r.at(0)).collect::<Result<_, DbError>>()?)
}

/// Removes an Observation; answers whether there was one.
pub(crate) fn remove_observation(tx: &mut Tx<'_>, id: i64) -> Result<bool, Refusal> {
    let Some(row) = tx.maybe(OBSERVATION, &[&id])? else { return Ok(false) };
    let (stream, start, end): (i64, i64, i64) = (row.at(0)?, row.at(1)?, row.at(2)?);
    let (result, feature): (Option<i64>, i64) = (row.at(3)?, row.at(4)?);
    tx.execute(DROP_OBSERVATION, &[&stream, &start, &id])?;
    hours::recount(tx, stream, (start, start))?;
    months::touch(tx, stream, (start, start))?;
    shrink(tx, stream, feature, 1, Some([Some(start), Some(end), result, result]))?;
    Ok(true)
}

/// Removes many Observations; their streams look for what is left of them once for all.
pub(crate) fn remove_observations(tx: &mut Tx<'_>, all: &[Entity]) -> Result<(), Refusal> {
    let mut streams: BTreeMap<i64, (i64, i64, i64)> = BTreeMap::new();
    let mut pairs: BTreeMap<(i64, i64), i64> = BTreeMap::new();
    for entity in all {
        let Some(row) = tx.maybe(OBSERVATION, &[&entity.id])? else { continue };
        let (stream, start): (i64, i64) = (row.at(0)?, row.at(1)?);
        tx.execute(DROP_OBSERVATION, &[&stream, &start, &entity.id])?;
        *pairs.entry((stream, row.at(4)?)).or_default() += 1;
        let gone = streams.entry(stream).or_insert((0, start, start));
        *gone = (gone.0 + 1, gone.1.min(start), gone.2.max(start));
    }
    for ((stream, feature), count) in pairs {
        unpair(tx, stream, feature, count)?;
    }
    for (stream, (count, first, last)) in streams {
        hours::recount(tx, stream, (first, last))?;
        months::touch(tx, stream, (first, last))?;
        fewer(tx, stream, count)?;
    }
    Ok(())
}

/// Things that a shared entity hangs on.
pub(crate) fn things_of(
    reader: &mut Reader<'_>,
    kind: EntityType,
    id: i64,
) -> Result<Vec<i64>, Refusal> {
    match kind {
        EntityType::Sensor => ids(reader, THINGS_OF_SENSOR, id),
        EntityType::ObservedProperty => ids(reader, THINGS_OF_PROPERTY, id),
        EntityType::Location => ids(reader, THINGS_OF_LOCATION, id),
        EntityType::FeatureOfInterest => ids(reader, THINGS_OF_FEATURE, id),
        _ => Ok(Vec::new()),
    }
}

fn remove_stream(tx: &mut Tx<'_>, id: i64) -> Result<(), Refusal> {
    super::watch::forget_stream(tx, id)?;
    for sql in [
        DROP_OF_STREAM,
        PAIRS_OF_STREAM,
        PROPERTIES_OF_STREAM,
        HOURS_OF_STREAM,
        DAYS_OF_STREAM,
        DROP_STREAM,
    ] {
        tx.execute(sql, &[&id])?;
    }
    Ok(())
}

fn remove_history(tx: &mut Tx<'_>, id: i64) -> Result<(), Refusal> {
    tx.execute(PLACES_OF_HISTORY, &[&id])?;
    tx.execute(DROP_HISTORY, &[&id])?;
    Ok(())
}

fn remove_streams(tx: &mut Tx<'_>, sql: Sql, of: i64) -> Result<(), Refusal> {
    ids(tx, sql, of)?.into_iter().try_for_each(|id| remove_stream(tx, id))
}

/// Removes an entity and everything that cannot be without it.
pub(crate) fn remove(tx: &mut Tx<'_>, kind: EntityType, id: i64) -> Result<(), Refusal> {
    let last: &[Sql] = match kind {
        EntityType::Observation => {
            remove_observation(tx, id)?;
            &[]
        }
        EntityType::Datastream | EntityType::MultiDatastream => return remove_stream(tx, id),
        EntityType::HistoricalLocation => return remove_history(tx, id),
        EntityType::Thing => {
            remove_streams(tx, STREAMS_OF_THING, id)?;
            super::follows::forget_thing(tx, id)?;
            ids(tx, HISTORY_OF_THING, id)?.into_iter().try_for_each(|h| remove_history(tx, h))?;
            &[PLACES_OF_THING, KEYS_OF_THING, PURPOSE_OF_THING, RELEASED_THING, DROP_THING]
        }
        EntityType::Location => {
            ids(tx, HISTORY_OF_LOCATION, id)?
                .into_iter()
                .try_for_each(|h| remove_history(tx, h))?;
            &[THINGS_OF_PLACE, FEATURE_OF_LOCATION, DROP_LOCATION]
        }
        EntityType::Sensor => {
            remove_streams(tx, STREAMS_OF_SENSOR, id)?;
            &[DROP_SENSOR]
        }
        EntityType::ObservedProperty => {
            remove_streams(tx, STREAMS_OF_PROPERTY, id)?;
            &[DROP_PROPERTY]
        }
        EntityType::FeatureOfInterest => {
            for (stream, count) in streams_of_feature(tx, id)? {
                tx.execute(DROP_OF_FEATURE, &[&stream, &id])?;
                hours::recount(tx, stream, (0, i64::MAX - hours::HOUR))?;
                months::touch(tx, stream, (0, i64::MAX))?;
                shrink(tx, stream, id, count, None)?;
            }
            &[LOCATION_OF_FEATURE, DROP_FEATURE]
        }
    };
    for sql in last {
        tx.execute(*sql, &[&id])?;
    }
    Ok(())
}
