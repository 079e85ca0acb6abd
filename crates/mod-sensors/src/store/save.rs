//! Entities are saved, changed and linked.

use kernel::db::{Built, Piece, Sql, Value};
use kernel::{Reader, Tx, piece, sql};
use norm_sensorthings::entity::{EntityBody, FieldValue};
use norm_sensorthings::model::{EntityType, GEOJSON_TYPES, Relation};

use super::entity::nanoseconds;
use super::observations::{measure_area, streams_of_feature};
use super::tables::{Shape, columns, reference, table};
use super::traces::drop_unused;
use crate::answer::Refusal;
use crate::mqtt::Changed;

const NEXT: Sql = sql!(
    "INSERT INTO sensors_sequence (name, last)
     VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET last = sensors_sequence.last + $2
     RETURNING last"
);
const CLEAR_LOCATIONS: Sql = sql!("DELETE FROM sensors_thing_location WHERE thing = $1");
const SET_LOCATION: Sql = sql!(
    "INSERT INTO sensors_thing_location (thing, location) VALUES ($1, $2) ON CONFLICT DO NOTHING"
);
const PLACES_EVER: Sql = sql!(
    "SELECT location FROM sensors_thing_location WHERE thing = $1
     UNION
     SELECT p.location
     FROM sensors_historical_location h
     JOIN sensors_historical_place p ON p.historical_location = h.id
     WHERE h.thing = $1"
);
const FORGET_PLACES: Sql = sql!(
    "DELETE FROM sensors_historical_place
     WHERE historical_location IN (SELECT id FROM sensors_historical_location WHERE thing = $1)"
);
const FORGET_HISTORY: Sql = sql!("DELETE FROM sensors_historical_location WHERE thing = $1");
const PLACED: Sql = sql!("SELECT 1 FROM sensors_thing_location WHERE thing = $1 LIMIT 1");
const HISTORY: Sql =
    sql!("INSERT INTO sensors_historical_location (id, at, thing) VALUES ($1, $2, $3)");
const HISTORY_PLACE: Sql = sql!(
    "INSERT INTO sensors_historical_place (historical_location, location)
     VALUES ($1, $2)
     ON CONFLICT DO NOTHING"
);
const LATER: Sql = sql!(
    "SELECT COUNT(*) FROM sensors_historical_location WHERE thing = $1 AND at > $2 AND id <> $3"
);
const STREAM_PROPERTY: Sql = sql!(
    "INSERT INTO sensors_stream_property (stream, position, observed_property)
     VALUES ($1, (SELECT COUNT(*) FROM sensors_stream_property WHERE stream = $1), $2)"
);
const PLACES: Sql = sql!(
    "SELECT l.id, l.name, l.description, l.encoding_type, l.place, l.min_x, l.min_y, l.max_x, l.max_y,
            f.feature
     FROM sensors_thing_location t
     JOIN sensors_location l ON l.id = t.location
     LEFT JOIN sensors_location_feature f ON f.location = l.id
     WHERE t.thing = $1
     ORDER BY l.id"
);
const FEATURE: Sql = sql!(
    "INSERT INTO sensors_feature
         (id, name, description, encoding_type, place, min_x, min_y, max_x, max_y)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
);
const FEATURE_OF_LOCATION: Sql =
    sql!("INSERT INTO sensors_location_feature (location, feature) VALUES ($1, $2)");
const FORGET_FEATURE: Sql = sql!("DELETE FROM sensors_location_feature WHERE location = $1");

/// Takes the next ids of a kind; answers the first.
pub(crate) fn next_ids(tx: &mut Tx<'_>, kind: EntityType, count: i64) -> Result<i64, Refusal> {
    let kind = match kind {
        // Both lie in one table, and an Observation names its stream by number.
        EntityType::MultiDatastream => EntityType::Datastream,
        kind => kind,
    };
    let last: i64 = tx.one(NEXT, &[&kind.set(), &count])?.at(0)?;
    Ok(last - count + 1)
}

/// The columns that a body fills.
fn filled(body: &EntityBody) -> Vec<(Piece, Value)> {
    let mut filled = Vec::new();
    for column in columns(body.entity) {
        let Some(field) = body.field(column.name) else { continue };
        let json = |field: &FieldValue| match field {
            FieldValue::Null => Value::Null,
            FieldValue::Text(text) => Value::Text(text.clone()),
            FieldValue::Instant(instant) => Value::Int(nanoseconds(instant.at())),
            other => Value::Text(other.to_json().to_string()),
        };
        match column.shape {
            Shape::Text(name) | Shape::Json(name) | Shape::Instant(name) => {
                filled.push((name, json(field)));
            }
            Shape::Place(name) => {
                filled.push((name, json(field)));
                let bounds = match field {
                    FieldValue::Spatial(_, Some(geometry)) => geometry.bounds(),
                    _ => None,
                };
                let border = |value: Option<f64>| value.map_or(Value::Null, Value::Real);
                filled.push((piece!("min_x"), border(bounds.map(|b| b.west))));
                filled.push((piece!("min_y"), border(bounds.map(|b| b.south))));
                filled.push((piece!("max_x"), border(bounds.map(|b| b.east))));
                filled.push((piece!("max_y"), border(bounds.map(|b| b.north))));
            }
            // The writer computes these.
            Shape::Span(..) | Shape::Result | Shape::Area => {}
        }
    }
    if let (EntityType::Datastream | EntityType::MultiDatastream, Some(properties)) =
        (body.entity, body.field("properties"))
    {
        // Streams about the health of a device say so themselves.
        let is_hidden = properties.to_json().get("public").is_some_and(|p| *p == false.into());
        filled.push((piece!("is_public"), Value::Bool(!is_hidden)));
    }
    filled
}

/// Saves a new entity that is no Observation; answers its id.
pub(crate) fn save_new(
    tx: &mut Tx<'_>,
    body: &EntityBody,
    references: &[(&'static Relation, i64)],
) -> Result<i64, Refusal> {
    let kind = body.entity;
    let id = next_ids(tx, kind, 1)?;
    let mut all = vec![(piece!("id"), Value::Int(id))];
    all.extend(filled(body));
    for (relation, id) in references {
        if let Some(column) = reference(kind, relation.name) {
            all.push((column, Value::Int(*id)));
        }
    }
    if matches!(kind, EntityType::Datastream | EntityType::MultiDatastream) {
        all.push((piece!("is_multi"), Value::Bool(kind == EntityType::MultiDatastream)));
        all.push((piece!("observations"), Value::Int(0)));
        if !all.iter().any(|(name, _)| *name == piece!("is_public")) {
            all.push((piece!("is_public"), Value::Bool(true)));
        }
    }
    let names = all.iter().map(|(name, _)| Built::of(*name));
    let statement = Built::of(piece!("INSERT INTO ")).and(table(kind)).and(piece!(" ("));
    let statement = statement.list(names, piece!(", ")).and(piece!(") VALUES ("));
    let values = all.iter().map(|(_, value)| Built::new().value(value));
    tx.execute_built(&statement.list(values, piece!(", ")).and(piece!(")")))?;
    tx.tell(|| Changed::one(kind, id));
    Ok(id)
}

/// Changes what a body gives of an entity that is no Observation.
pub(crate) fn update(
    tx: &mut Tx<'_>,
    id: i64,
    body: &EntityBody,
    references: &[(&'static Relation, i64)],
) -> Result<(), Refusal> {
    let kind = body.entity;
    let mut all = filled(body);
    for (relation, id) in references {
        if let Some(column) = reference(kind, relation.name) {
            all.push((column, Value::Int(*id)));
        }
    }
    if !all.is_empty() {
        let sets = all.iter().map(|(name, value)| Built::of(*name).and(piece!(" = ")).value(value));
        let statement = Built::of(piece!("UPDATE ")).and(table(kind)).and(piece!(" SET "));
        let statement = statement.list(sets, piece!(", ")).and(piece!(" WHERE id = "));
        tx.execute_built(&statement.value(&id))?;
        tx.tell(|| Changed::one(kind, id));
    }
    if kind == EntityType::Location && body.field("location").is_some() {
        // What is measured from now on is measured elsewhere.
        tx.execute(FORGET_FEATURE, &[&id])?;
    }
    if kind == EntityType::FeatureOfInterest && body.field("feature").is_some() {
        for (stream, _) in streams_of_feature(tx, id)? {
            measure_area(tx, stream)?;
        }
    }
    Ok(())
}

/// Sets one column of an entity to another id: a child that is given a new parent.
pub(crate) fn relink(
    tx: &mut Tx<'_>,
    kind: EntityType,
    id: i64,
    relation: &str,
    to: i64,
) -> Result<(), Refusal> {
    let Some(column) = reference(kind, relation) else { return Ok(()) };
    let statement = Built::of(piece!("UPDATE ")).and(table(kind)).and(piece!(" SET ")).and(column);
    let statement = statement.and(piece!(" = ")).value(&to).and(piece!(" WHERE id = "));
    tx.execute_built(&statement.value(&id))?;
    tx.tell(|| Changed::one(kind, id));
    Ok(())
}

/// Links two entities whose link lies in a table of its own, apart from Locations of a Thing.
pub(crate) fn attach(
    tx: &mut Tx<'_>,
    relation: &Relation,
    from: i64,
    to: i64,
) -> Result<(), Refusal> {
    match (relation.from, relation.to) {
        (EntityType::HistoricalLocation, EntityType::Location) => {
            tx.execute(HISTORY_PLACE, &[&from, &to])?;
        }
        (EntityType::Location, EntityType::HistoricalLocation) => {
            tx.execute(HISTORY_PLACE, &[&to, &from])?;
        }
        (EntityType::MultiDatastream, EntityType::ObservedProperty) => {
            tx.execute(STREAM_PROPERTY, &[&from, &to])?;
        }
        (EntityType::ObservedProperty, EntityType::MultiDatastream) => {
            tx.execute(STREAM_PROPERTY, &[&to, &from])?;
        }
        _ => {}
    }
    Ok(())
}

fn set_locations(tx: &mut Tx<'_>, thing: i64, locations: &[i64]) -> Result<(), Refusal> {
    tx.execute(CLEAR_LOCATIONS, &[&thing])?;
    for location in locations {
        tx.execute(SET_LOCATION, &[&thing, location])?;
    }
    Ok(())
}

/// Whether a Thing has a place.
pub(crate) fn is_placed(reader: &mut Reader<'_>, thing: i64) -> Result<bool, Refusal> {
    Ok(reader.maybe(PLACED, &[&thing])?.is_some())
}

/// A Thing is somewhere else, and always was.
pub(crate) fn place_thing(tx: &mut Tx<'_>, thing: i64, locations: &[i64]) -> Result<(), Refusal> {
    let before = tx.query(PLACES_EVER, &[&thing])?;
    let before: Vec<i64> =
        before.iter().map(|row| row.at(0)).collect::<Result<_, kernel::db::DbError>>()?;
    tx.execute(FORGET_PLACES, &[&thing])?;
    tx.execute(FORGET_HISTORY, &[&thing])?;
    move_thing(tx, thing, locations)?;
    before.into_iter().try_for_each(|place| Ok(drop_unused(tx, place)?))
}

/// A Thing is somewhere else from now on, and its history says so.
pub(crate) fn move_thing(tx: &mut Tx<'_>, thing: i64, locations: &[i64]) -> Result<(), Refusal> {
    set_locations(tx, thing, locations)?;
    let id = next_ids(tx, EntityType::HistoricalLocation, 1)?;
    let now = nanoseconds(tx.now());
    tx.execute(HISTORY, &[&id, &now, &thing])?;
    for location in locations {
        tx.execute(HISTORY_PLACE, &[&id, location])?;
    }
    tx.tell(|| Changed::one(EntityType::Thing, thing));
    tx.tell(|| Changed::one(EntityType::HistoricalLocation, id));
    Ok(())
}

/// A place in the past was written down: if it is the latest, the Thing is there.
pub(crate) fn historical_after(
    tx: &mut Tx<'_>,
    id: i64,
    thing: i64,
    at: i64,
    locations: &[i64],
) -> Result<(), Refusal> {
    if tx.count(LATER, &[&thing, &at, &id])? == 0 {
        set_locations(tx, thing, locations)?;
        tx.tell(|| Changed::one(EntityType::Thing, thing));
    }
    Ok(())
}

/// The feature for values of a Thing that name none: made once from where the Thing is.
pub(crate) fn default_feature(tx: &mut Tx<'_>, thing: i64) -> Result<Option<i64>, Refusal> {
    let rows = tx.query(PLACES, &[&thing])?;
    let is_map = |row: &&kernel::db::Row| {
        row.get::<String>("encoding_type").is_ok_and(|e| GEOJSON_TYPES.contains(&e.as_str()))
    };
    let Some(row) = rows.iter().find(is_map).or_else(|| rows.first()) else { return Ok(None) };
    if let Some(feature) = row.get::<Option<i64>>("feature")? {
        return Ok(Some(feature));
    }
    let location: i64 = row.at(0)?;
    let id = next_ids(tx, EntityType::FeatureOfInterest, 1)?;
    let text = |n| row.at::<String>(n);
    let border = |n| row.at::<Option<f64>>(n);
    tx.execute(
        FEATURE,
        &[
            &id,
            &text(1)?,
            &text(2)?,
            &text(3)?,
            &text(4)?,
            &border(5)?,
            &border(6)?,
            &border(7)?,
            &border(8)?,
        ],
    )?;
    tx.execute(FORGET_FEATURE, &[&location])?;
    tx.execute(FEATURE_OF_LOCATION, &[&location, &id])?;
    tx.tell(|| Changed::one(EntityType::FeatureOfInterest, id));
    Ok(Some(id))
}
