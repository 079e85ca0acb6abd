//! Properties and relations of each kind of entities (18-088 chapter 8.2, and 8.3 for
//! `MultiDatastream`).

use super::EntityType::{
    Datastream, FeatureOfInterest, HistoricalLocation, Location, MultiDatastream, Observation,
    ObservedProperty, Sensor, Thing,
};
use super::Obligation::{Defaulted, Mandatory, Optional, Server};
use super::PropertyKind::{Area, Instant, Interval, Json, Object, Spatial, Text, Texts, Time};
use super::{EntityType, Obligation, Property, PropertyKind, Relation};

const fn property(name: &'static str, kind: PropertyKind, obligation: Obligation) -> Property {
    Property { name, kind, obligation }
}

const NAME: Property = property("name", Text, Mandatory);
const DESCRIPTION: Property = property("description", Text, Mandatory);
const PROPERTIES: Property = property("properties", Object, Optional);
const ENCODING_TYPE: Property = property("encodingType", Text, Mandatory);
const OBSERVATION_TYPE: Property = property("observationType", Text, Mandatory);
const OBSERVED_AREA: Property = property("observedArea", Area, Server);
const STREAM_PHENOMENON_TIME: Property = property("phenomenonTime", Interval, Server);
const STREAM_RESULT_TIME: Property = property("resultTime", Interval, Server);

const THING: &[Property] = &[NAME, DESCRIPTION, PROPERTIES];
const LOCATION: &[Property] =
    &[NAME, DESCRIPTION, ENCODING_TYPE, property("location", Spatial, Mandatory), PROPERTIES];
const HISTORICAL_LOCATION: &[Property] = &[property("time", Instant, Mandatory)];
const DATASTREAM: &[Property] = &[
    NAME,
    DESCRIPTION,
    OBSERVATION_TYPE,
    property("unitOfMeasurement", PropertyKind::Unit, Mandatory),
    OBSERVED_AREA,
    STREAM_PHENOMENON_TIME,
    STREAM_RESULT_TIME,
    PROPERTIES,
];
const MULTI_DATASTREAM: &[Property] = &[
    NAME,
    DESCRIPTION,
    // Always the same, so a client need not send it.
    property("observationType", Text, Defaulted),
    property("multiObservationDataTypes", Texts, Mandatory),
    property("unitOfMeasurements", PropertyKind::Units, Mandatory),
    OBSERVED_AREA,
    STREAM_PHENOMENON_TIME,
    STREAM_RESULT_TIME,
    PROPERTIES,
];
const SENSOR: &[Property] =
    &[NAME, DESCRIPTION, ENCODING_TYPE, property("metadata", Json, Mandatory), PROPERTIES];
const OBSERVED_PROPERTY: &[Property] =
    &[NAME, property("definition", Text, Mandatory), DESCRIPTION, PROPERTIES];
const OBSERVATION: &[Property] = &[
    property("phenomenonTime", Time, Defaulted),
    property("result", Json, Mandatory),
    property("resultTime", Instant, Defaulted),
    property("resultQuality", Json, Optional),
    property("validTime", Interval, Optional),
    property("parameters", Object, Optional),
];
const FEATURE: &[Property] =
    &[NAME, DESCRIPTION, ENCODING_TYPE, property("feature", Spatial, Mandatory), PROPERTIES];

/// The properties of a kind of entities.
pub(super) const fn properties(kind: EntityType) -> &'static [Property] {
    match kind {
        Thing => THING,
        Location => LOCATION,
        HistoricalLocation => HISTORICAL_LOCATION,
        Datastream => DATASTREAM,
        MultiDatastream => MULTI_DATASTREAM,
        Sensor => SENSOR,
        ObservedProperty => OBSERVED_PROPERTY,
        Observation => OBSERVATION,
        FeatureOfInterest => FEATURE,
    }
}

const fn one(
    from: EntityType,
    name: &'static str,
    to: EntityType,
    inverse: &'static str,
) -> Relation {
    Relation { name, from, to, is_many: false, inverse, obligation: Mandatory }
}

const fn many(from: EntityType, to: EntityType, inverse: &'static str) -> Relation {
    Relation { name: to.set(), from, to, is_many: true, inverse, obligation: Optional }
}

const fn with(relation: Relation, obligation: Obligation) -> Relation {
    Relation { obligation, ..relation }
}

const OF_THING: &[Relation] = &[
    many(Thing, Location, "Things"),
    with(many(Thing, HistoricalLocation, "Thing"), Server),
    many(Thing, Datastream, "Thing"),
    many(Thing, MultiDatastream, "Thing"),
];
const OF_LOCATION: &[Relation] = &[
    many(Location, Thing, "Locations"),
    with(many(Location, HistoricalLocation, "Locations"), Server),
];
const OF_HISTORICAL_LOCATION: &[Relation] = &[
    one(HistoricalLocation, "Thing", Thing, "HistoricalLocations"),
    with(many(HistoricalLocation, Location, "HistoricalLocations"), Mandatory),
];
const OF_DATASTREAM: &[Relation] = &[
    one(Datastream, "Thing", Thing, "Datastreams"),
    one(Datastream, "Sensor", Sensor, "Datastreams"),
    one(Datastream, "ObservedProperty", ObservedProperty, "Datastreams"),
    many(Datastream, Observation, "Datastream"),
];
const OF_MULTI_DATASTREAM: &[Relation] = &[
    one(MultiDatastream, "Thing", Thing, "MultiDatastreams"),
    one(MultiDatastream, "Sensor", Sensor, "MultiDatastreams"),
    with(many(MultiDatastream, ObservedProperty, "MultiDatastreams"), Mandatory),
    many(MultiDatastream, Observation, "MultiDatastream"),
];
const OF_SENSOR: &[Relation] =
    &[many(Sensor, Datastream, "Sensor"), many(Sensor, MultiDatastream, "Sensor")];
const OF_OBSERVED_PROPERTY: &[Relation] = &[
    many(ObservedProperty, Datastream, "ObservedProperty"),
    many(ObservedProperty, MultiDatastream, "ObservedProperties"),
];
const OF_OBSERVATION: &[Relation] = &[
    // Exactly one of these two; reading a body checks that.
    with(one(Observation, "Datastream", Datastream, "Observations"), Optional),
    with(one(Observation, "MultiDatastream", MultiDatastream, "Observations"), Optional),
    // Made from the Thing's Location where it is missing.
    with(one(Observation, "FeatureOfInterest", FeatureOfInterest, "Observations"), Defaulted),
];
const OF_FEATURE: &[Relation] = &[many(FeatureOfInterest, Observation, "FeatureOfInterest")];

/// The relations of a kind of entities.
pub(super) const fn relations(kind: EntityType) -> &'static [Relation] {
    match kind {
        Thing => OF_THING,
        Location => OF_LOCATION,
        HistoricalLocation => OF_HISTORICAL_LOCATION,
        Datastream => OF_DATASTREAM,
        MultiDatastream => OF_MULTI_DATASTREAM,
        Sensor => OF_SENSOR,
        ObservedProperty => OF_OBSERVED_PROPERTY,
        Observation => OF_OBSERVATION,
        FeatureOfInterest => OF_FEATURE,
    }
}
