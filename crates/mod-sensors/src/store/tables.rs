//! Where each property of each kind of entities lies, and how tables hang together.

use kernel::db::{Built, Piece};
use kernel::piece;
use norm_sensorthings::model::{EntityType, Relation};

/// How a property lies in its table.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    /// A text.
    Text(Piece),
    /// JSON as text.
    Json(Piece),
    /// JSON as text, its box in columns of their own.
    Place(Piece),
    /// An instant.
    Instant(Piece),
    /// Start and end.
    Span(Piece, Piece),
    /// Kind, number and word of a result.
    Result,
    /// The box of all features.
    Area,
}

/// A property and its columns.
pub(crate) struct Column {
    /// Name of the property.
    pub name: &'static str,
    /// How it lies.
    pub shape: Shape,
}

const fn column(name: &'static str, shape: Shape) -> Column {
    Column { name, shape }
}

const NAME: Column = column("name", Shape::Text(piece!("name")));
const DESCRIPTION: Column = column("description", Shape::Text(piece!("description")));
const PROPERTIES: Column = column("properties", Shape::Json(piece!("properties")));
const ENCODING: Column = column("encodingType", Shape::Text(piece!("encoding_type")));
const STREAM_TIME: Column =
    column("phenomenonTime", Shape::Span(piece!("start_at"), piece!("end_at")));
const STREAM_RESULT: Column =
    column("resultTime", Shape::Span(piece!("result_start"), piece!("result_end")));
const AREA: Column = column("observedArea", Shape::Area);
const TYPE: Column = column("observationType", Shape::Text(piece!("observation_type")));

const THING: &[Column] = &[NAME, DESCRIPTION, PROPERTIES];
const LOCATION: &[Column] =
    &[NAME, DESCRIPTION, ENCODING, column("location", Shape::Place(piece!("place"))), PROPERTIES];
const HISTORICAL: &[Column] = &[column("time", Shape::Instant(piece!("at")))];
const DATASTREAM: &[Column] = &[
    NAME,
    DESCRIPTION,
    TYPE,
    column("unitOfMeasurement", Shape::Json(piece!("unit"))),
    AREA,
    STREAM_TIME,
    STREAM_RESULT,
    PROPERTIES,
];
const MULTI: &[Column] = &[
    NAME,
    DESCRIPTION,
    TYPE,
    column("multiObservationDataTypes", Shape::Json(piece!("data_types"))),
    column("unitOfMeasurements", Shape::Json(piece!("unit"))),
    AREA,
    STREAM_TIME,
    STREAM_RESULT,
    PROPERTIES,
];
const SENSOR: &[Column] =
    &[NAME, DESCRIPTION, ENCODING, column("metadata", Shape::Json(piece!("metadata"))), PROPERTIES];
const PROPERTY: &[Column] =
    &[NAME, column("definition", Shape::Text(piece!("definition"))), DESCRIPTION, PROPERTIES];
const OBSERVATION: &[Column] = &[
    STREAM_TIME,
    column("result", Shape::Result),
    column("resultTime", Shape::Instant(piece!("result_at"))),
    column("resultQuality", Shape::Json(piece!("quality"))),
    column("validTime", Shape::Span(piece!("valid_start"), piece!("valid_end"))),
    column("parameters", Shape::Json(piece!("parameters"))),
];
const FEATURE: &[Column] =
    &[NAME, DESCRIPTION, ENCODING, column("feature", Shape::Place(piece!("place"))), PROPERTIES];

/// The properties of a kind, in the order of the model.
pub(crate) const fn columns(kind: EntityType) -> &'static [Column] {
    match kind {
        EntityType::Thing => THING,
        EntityType::Location => LOCATION,
        EntityType::HistoricalLocation => HISTORICAL,
        EntityType::Datastream => DATASTREAM,
        EntityType::MultiDatastream => MULTI,
        EntityType::Sensor => SENSOR,
        EntityType::ObservedProperty => PROPERTY,
        EntityType::Observation => OBSERVATION,
        EntityType::FeatureOfInterest => FEATURE,
    }
}

/// The table of a kind.
pub(crate) const fn table(kind: EntityType) -> Piece {
    match kind {
        EntityType::Thing => piece!("sensors_thing"),
        EntityType::Location => piece!("sensors_location"),
        EntityType::HistoricalLocation => piece!("sensors_historical_location"),
        EntityType::Datastream | EntityType::MultiDatastream => piece!("sensors_datastream"),
        EntityType::Sensor => piece!("sensors_sensor"),
        EntityType::ObservedProperty => piece!("sensors_observed_property"),
        EntityType::Observation => piece!("sensors_observation"),
        EntityType::FeatureOfInterest => piece!("sensors_feature"),
    }
}

/// The column that holds the id of a single related entity.
pub(crate) fn reference(kind: EntityType, relation: &str) -> Option<Piece> {
    Some(match (kind, relation) {
        (EntityType::Observation, "Datastream" | "MultiDatastream") => piece!("stream"),
        (EntityType::Observation, "FeatureOfInterest") => piece!("feature"),
        (
            EntityType::HistoricalLocation | EntityType::Datastream | EntityType::MultiDatastream,
            "Thing",
        ) => piece!("thing"),
        (EntityType::Datastream | EntityType::MultiDatastream, "Sensor") => piece!("sensor"),
        (EntityType::Datastream, "ObservedProperty") => piece!("observed_property"),
        _ => return None,
    })
}

/// A list that is kept in a table of its own: its beginning up to the id it starts from.
pub(crate) const fn linked(from: EntityType, to: EntityType) -> Option<Piece> {
    use EntityType as E;
    Some(match (from, to) {
        (E::Thing, E::Location) => {
            piece!("SELECT location FROM sensors_thing_location WHERE thing = ")
        }
        (E::Location, E::Thing) => {
            piece!("SELECT thing FROM sensors_thing_location WHERE location = ")
        }
        (E::Location, E::HistoricalLocation) => {
            piece!("SELECT historical_location FROM sensors_historical_place WHERE location = ")
        }
        (E::HistoricalLocation, E::Location) => {
            piece!("SELECT location FROM sensors_historical_place WHERE historical_location = ")
        }
        (E::MultiDatastream, E::ObservedProperty) => {
            piece!("SELECT observed_property FROM sensors_stream_property WHERE stream = ")
        }
        (E::ObservedProperty, E::MultiDatastream) => {
            piece!("SELECT stream FROM sensors_stream_property WHERE observed_property = ")
        }
        _ => return None,
    })
}

/// The condition that ties a related row to the row it belongs to.
pub(crate) fn tied(relation: &Relation, from: usize, to: usize) -> Built {
    let id = piece!("id");
    if let Some(list) = linked(relation.from, relation.to) {
        let inner = Built::new().column(to, id).and(piece!(" IN (")).and(list);
        return inner.column(from, id).and(piece!(")"));
    }
    if let Some(column) = reference(relation.from, relation.name) {
        return Built::new().column(to, id).and(piece!(" = ")).column(from, column);
    }
    let back = reference(relation.to, relation.inverse).unwrap_or(id);
    let mut tied = Built::new().column(to, back).and(piece!(" = ")).column(from, id);
    if relation.from == EntityType::FeatureOfInterest {
        // Streams that know the feature: the key of their values begins with the stream.
        tied = tied.and(piece!(" AND ")).column(to, piece!("stream"));
        let streams = piece!(" IN (SELECT stream FROM sensors_stream_feature WHERE feature = ");
        tied = tied.and(streams).column(from, id).and(piece!(")"));
    }
    tied
}
