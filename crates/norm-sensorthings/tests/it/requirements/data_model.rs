//! Class `datamodel`: the tables of chapter 8, written down a second time by hand.

use norm_sensorthings::model::EntityType::{
    self, Datastream, FeatureOfInterest, HistoricalLocation, Location, Observation,
    ObservedProperty, Sensor, Thing,
};
use norm_sensorthings::model::{
    COUNT, ID, Id, NAVIGATION_LINK, NEXT_LINK, Obligation, Property, Relation, SELF_LINK,
};
use norm_sensorthings::path::entity_path;

use super::covers;

/// m mandatory, d mandatory but filled in by the server, o optional, s set by the server.
const fn letter(obligation: Obligation) -> &'static str {
    match obligation {
        Obligation::Mandatory => "m",
        Obligation::Defaulted => "d",
        Obligation::Optional => "o",
        Obligation::Server => "s",
    }
}

pub fn has_properties(entity: EntityType, wanted: &str) {
    let text = |p: &Property| format!("{} {:?} {}", p.name, p.kind, letter(p.obligation));
    let found: Vec<String> = entity.properties().iter().map(text).collect();
    let wanted: Vec<&str> = wanted.split(", ").collect();
    assert_eq!(found, wanted, "{entity}");
}

pub fn has_relations(entity: EntityType, wanted: &str) {
    let text = |r: &Relation| {
        let count = if r.is_many { "*" } else { "1" };
        format!("{} {count} {} back {}", r.name, letter(r.obligation), r.inverse)
    };
    let found: Vec<String> = entity.relations().iter().map(text).collect();
    let wanted: Vec<&str> = wanted.split(", ").collect();
    assert_eq!(found, wanted, "{entity}");
}

#[test]
fn thing() {
    covers("datamodel/thing/properties");
    has_properties(Thing, "name Text m, description Text m, properties Object o");
    covers("datamodel/thing/relations");
    has_relations(
        Thing,
        "Locations * o back Things, HistoricalLocations * s back Thing, Datastreams * o back Thing, \
         MultiDatastreams * o back Thing",
    );
}

#[test]
fn location() {
    covers("datamodel/location/properties");
    has_properties(
        Location,
        "name Text m, description Text m, encodingType Text m, location Spatial m, properties Object o",
    );
    covers("datamodel/location/relations");
    has_relations(Location, "Things * o back Locations, HistoricalLocations * s back Locations");
}

#[test]
fn historical_location() {
    covers("datamodel/historical-location/properties");
    has_properties(HistoricalLocation, "time Instant m");
    covers("datamodel/historical-location/relations");
    has_relations(
        HistoricalLocation,
        "Thing 1 m back HistoricalLocations, Locations * m back HistoricalLocations",
    );
}

#[test]
fn datastream() {
    covers("datamodel/datastream/properties");
    has_properties(
        Datastream,
        "name Text m, description Text m, observationType Text m, unitOfMeasurement Unit m, \
         observedArea Area s, phenomenonTime Interval s, resultTime Interval s, properties Object o",
    );
    covers("datamodel/datastream/relations");
    has_relations(
        Datastream,
        "Thing 1 m back Datastreams, Sensor 1 m back Datastreams, \
         ObservedProperty 1 m back Datastreams, Observations * o back Datastream",
    );
}

#[test]
fn sensor() {
    covers("datamodel/sensor/properties");
    has_properties(
        Sensor,
        "name Text m, description Text m, encodingType Text m, metadata Json m, properties Object o",
    );
    covers("datamodel/sensor/relations");
    has_relations(Sensor, "Datastreams * o back Sensor, MultiDatastreams * o back Sensor");
}

#[test]
fn observed_property() {
    covers("datamodel/observed-property/properties");
    has_properties(
        ObservedProperty,
        "name Text m, definition Text m, description Text m, properties Object o",
    );
    covers("datamodel/observed-property/relations");
    has_relations(
        ObservedProperty,
        "Datastreams * o back ObservedProperty, MultiDatastreams * o back ObservedProperties",
    );
}

#[test]
fn observation() {
    covers("datamodel/observation/properties");
    has_properties(
        Observation,
        "phenomenonTime Time d, result Json m, resultTime Instant d, resultQuality Json o, \
         validTime Interval o, parameters Object o",
    );
    covers("datamodel/observation/relations");
    has_relations(
        Observation,
        "Datastream 1 o back Observations, MultiDatastream 1 o back Observations, \
         FeatureOfInterest 1 d back Observations",
    );
}

#[test]
fn feature_of_interest() {
    covers("datamodel/feature-of-interest/properties");
    has_properties(
        FeatureOfInterest,
        "name Text m, description Text m, encodingType Text m, feature Spatial m, properties Object o",
    );
    covers("datamodel/feature-of-interest/relations");
    has_relations(FeatureOfInterest, "Observations * o back FeatureOfInterest");
}

/// Id, own address and addresses of relations; written entities are looked at in `results`.
#[test]
fn common_control_information() {
    covers("datamodel/entity-control-information/common-control-information");
    let names = [ID, SELF_LINK, NAVIGATION_LINK, COUNT, NEXT_LINK];
    assert_eq!(
        names,
        ["@iot.id", "@iot.selfLink", "@iot.navigationLink", "@iot.count", "@iot.nextLink"]
    );
    assert_eq!(entity_path(Thing, &Id::Number(7)), "Things(7)");
    let sets: Vec<&str> = EntityType::ALL.iter().map(|e| e.set()).collect();
    assert_eq!(
        sets,
        [
            "Things",
            "Locations",
            "HistoricalLocations",
            "Datastreams",
            "MultiDatastreams",
            "Sensors",
            "ObservedProperties",
            "Observations",
            "FeaturesOfInterest"
        ]
    );
}
