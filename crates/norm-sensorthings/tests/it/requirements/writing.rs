//! Class `create-update-delete`, as far as bodies go.

use norm_sensorthings::entity::{
    EntityBody, FieldValue, Link, Purpose, apply_json_patch, read_entity,
};
use norm_sensorthings::model::EntityType::{
    self, Datastream, FeatureOfInterest, HistoricalLocation, Location, MultiDatastream,
    Observation, Sensor, Thing,
};
use norm_sensorthings::model::Id;

use super::covers;
use crate::town::json;

fn create(entity: EntityType, text: &str) -> Result<EntityBody, Vec<String>> {
    read(entity, text, Purpose::Create(None))
}

fn read(entity: EntityType, text: &str, purpose: Purpose<'_>) -> Result<EntityBody, Vec<String>> {
    read_entity(&json(text), entity, purpose)
        .map_err(|errors| errors.0.iter().map(ToString::to_string).collect())
}

fn refused(entity: EntityType, text: &str, purpose: Purpose<'_>, wanted: &[&str]) {
    let errors = read(entity, text, purpose).expect_err(text);
    assert_eq!(errors.len(), wanted.len(), "{text}: {errors:?}");
    for (error, wanted) in errors.iter().zip(wanted) {
        assert!(error.contains(wanted), "{text}: {error}");
    }
}

const STREAM: &str = r#""name":"n","description":"","observationType":"http://x/any",
    "unitOfMeasurement":{"name":null,"symbol":null,"definition":null}"#;

#[test]
fn create_entity() {
    covers("create-update-delete/create-entity");
    let new = Purpose::Create(None);
    // What the server sets is passed over, and numbers keep their digits.
    let body = create(
        Thing,
        r#"{"@iot.id":9,"@iot.selfLink":"x","Datastreams@iot.navigationLink":"y","name":"n",
            "description":"","properties":{"b":10.0,"a":1}}"#,
    )
    .unwrap();
    assert_eq!(
        body.to_json().to_string(),
        r#"{"name":"n","description":"","properties":{"b":10.0,"a":1}}"#
    );
    refused(Thing, "[]", new, &["/: expected an object, found a list"]);
    refused(Thing, "{}", new, &["/: Thing needs 'name'", "/: Thing needs 'description'"]);
    refused(
        Thing,
        r#"{"name":null,"description":5,"properties":[],"Description":""}"#,
        new,
        &[
            "/name: 'name' must not be null",
            "/description: expected a text, found a number",
            "/properties: expected an object, found a list",
            "/Description: Thing has no 'Description'; did you mean description?",
        ],
    );
    let observation = r#"{"result":null,"phenomenonTime":"2026-05-04T08:00+0200","resultTime":null,"Datastream":{"@iot.id":1}}"#;
    let body = create(Observation, observation).unwrap();
    assert_eq!(body.field("result"), Some(&FieldValue::Json(norm_sensorthings::Json::Null)));
    assert!(body.field("resultTime").is_none());
    assert_eq!(
        body.field("phenomenonTime").unwrap().to_json().as_text(),
        Some("2026-05-04T06:00:00Z")
    );
    refused(Observation, "{}", new, &["needs 'result'", "needs 'Datastream' or 'MultiDatastream'"]);
    refused(
        Observation,
        r#"{"result":1,"phenomenonTime":"2026-05-04T08:00","validTime":"2026-05-04T08:00Z","Datastream":{"@iot.id":1},"MultiDatastream":{"@iot.id":1}}"#,
        new,
        &[
            "/phenomenonTime: a time without zone is ambiguous",
            "/validTime: expected '/'",
            "/MultiDatastream: an Observation has either",
        ],
    );
    refused(
        HistoricalLocation,
        r#"{"time":"2026-05-04T08:00Z"}"#,
        new,
        &["needs 'Thing'", "needs 'Locations'"],
    );
    refused(
        Datastream,
        &format!("{{{STREAM}}}").replace("\"symbol\":null", "\"symbol\":1"),
        new,
        &[
            "/unitOfMeasurement/symbol: expected a text or null",
            "needs 'Thing'",
            "needs 'Sensor'",
            "needs 'ObservedProperty'",
        ],
    );
    // With GeoJSON the place must be one; with other encodings it may be anything.
    let place = r#"{"name":"n","description":"","encodingType":"E","location":{"type":"Point","coordinates":[200,5]}}"#;
    refused(
        Location,
        &place.replace("\"E\"", "\"application/vnd.geo+json\""),
        new,
        &["/location/coordinates: outside the world"],
    );
    let body = create(Location, place).unwrap();
    assert!(matches!(body.field("location"), Some(FieldValue::Spatial(_, None))));
    let body =
        create(FeatureOfInterest, &place.replace("location", "feature").replace("200", "20"))
            .unwrap();
    assert!(matches!(body.field("feature"), Some(FieldValue::Spatial(_, Some(_)))));
    assert!(
        create(Sensor, r#"{"name":"n","description":"","encodingType":"","metadata":{"any":[1]}}"#)
            .is_ok()
    );
}

#[test]
fn link_to_existing_entities() {
    covers("create-update-delete/link-to-existing-entities");
    let body = create(
        Datastream,
        &format!(r#"{{{STREAM},"Thing":{{"@iot.id":1}},"Sensor":{{"@iot.id":"s"}},"ObservedProperty":{{"id":3}}}}"#),
    )
    .unwrap();
    assert_eq!(body.links("Thing"), [Link::To(Id::Number(1))]);
    assert_eq!(body.links("Sensor"), [Link::To(Id::Text("s".to_owned()))]);
    assert_eq!(body.links("ObservedProperty"), [Link::To(Id::Number(3))]);
    // The address binds the parent; the body may say the same, but nothing else.
    let relation = Observation.relation("Datastream").unwrap();
    let mut body = read(Observation, r#"{"result":1}"#, Purpose::Create(Some(relation))).unwrap();
    body.bind(relation, Id::Number(5)).unwrap();
    assert_eq!(body.links("Datastream"), [Link::To(Id::Number(5))]);
    assert!(body.bind(relation, Id::Number(5)).is_ok());
    assert_eq!(body.bind(relation, Id::Number(6)).unwrap_err().pointer, "/Datastream");
    refused(
        Thing,
        r#"{"name":"","description":"","Locations":{"@iot.id":1},"Datastreams":[{"@iot.id":1.5}]}"#,
        Purpose::Create(None),
        &[
            "/Locations: expected a list, found an object",
            "/Datastreams/0/@iot.id: expected a whole number",
        ],
    );
}

#[test]
fn deep_insert() {
    covers("create-update-delete/deep-insert");
    let text = format!(
        r#"{{"name":"t","description":"",
            "Locations":[{{"@iot.id":1}},{{"name":"l","description":"","encodingType":"x","location":5}}],
            "Datastreams":[{{{STREAM},"Sensor":{{"name":"s","description":"","encodingType":"","metadata":""}},
              "ObservedProperty":{{"name":"p","definition":"","description":""}},
              "Observations":[{{"result":1,"FeatureOfInterest":{{"name":"f","description":"","encodingType":"","feature":1}}}},{{"result":2}}]}}]}}"#
    );
    let body = create(Thing, &text).unwrap();
    assert_eq!(body.count(), 8);
    let [Link::To(_), Link::New(_)] = body.links("Locations") else { panic!("{body:?}") };
    let [Link::New(stream)] = body.links("Datastreams") else { panic!("{body:?}") };
    assert_eq!(stream.links("Observations").len(), 2);
    // The way back needs no link, every mistake has its own place.
    refused(
        Thing,
        &text.replace(r#""result":2"#, r#""resul":2"#).replace(r#""definition":"","#, ""),
        Purpose::Create(None),
        &[
            "/Datastreams/0/ObservedProperty: ObservedProperty needs 'definition'",
            "/Datastreams/0/Observations/1: Observation needs 'result'",
            "/Datastreams/0/Observations/1/resul: Observation has no 'resul'",
        ],
    );
    let mut deep = r#"{"name":"t","description":""}"#.to_owned();
    for _ in 0..10 {
        deep = format!(
            r#"{{"name":"l","description":"","encodingType":"","location":1,"Things":[{deep}]}}"#
        );
        deep = format!(r#"{{"name":"t","description":"","Locations":[{deep}]}}"#);
    }
    let errors = create(Thing, &deep).unwrap_err();
    assert!(errors.iter().any(|e| e.contains("levels")), "{errors:?}");
}

#[test]
fn update_entity() {
    covers("create-update-delete/update-entity");
    let update = Purpose::Update(None);
    let body =
        read(Thing, r#"{"@iot.id":3,"description":"new","properties":null}"#, update).unwrap();
    assert_eq!(body.fields.len(), 2);
    assert_eq!(body.field("properties"), Some(&FieldValue::Null));
    assert!(read(Thing, "{}", update).unwrap().fields.is_empty());
    refused(Thing, r#"{"name":null}"#, update, &["/name: 'name' must not be null"]);
    // A new related entity is refused, a reference is fine.
    refused(
        Thing,
        r#"{"Locations":[{"name":"x"}]}"#,
        update,
        &["/Locations/0: only entities that exist"],
    );
    refused(
        Datastream,
        r#"{"Sensor":{"name":"x"},"Thing":null}"#,
        update,
        &["/Thing: an entity cannot be taken away", "/Sensor: only entities that exist"],
    );
    let body = read(Datastream, r#"{"Sensor":{"@iot.id":2}}"#, update).unwrap();
    assert_eq!(body.links("Sensor"), [Link::To(Id::Number(2))]);
    // Without an encoding in the body the stored one counts.
    let far = r#"{"location":{"type":"Point","coordinates":[200,5]}}"#;
    assert!(read(Location, far, Purpose::Update(Some("text/plain"))).is_ok());
    refused(
        Location,
        far,
        Purpose::Update(Some("application/geo+json")),
        &["/location/coordinates: outside"],
    );
}

#[test]
fn update_entity_put() {
    covers("create-update-delete/update-entity-put");
    let body = read(Thing, r#"{"name":"n","description":"d"}"#, Purpose::Replace).unwrap();
    assert_eq!(body.field("properties"), Some(&FieldValue::Null));
    refused(Thing, r#"{"name":"n"}"#, Purpose::Replace, &["needs 'description'"]);
    let body = read(Observation, r#"{"result":1}"#, Purpose::Replace).unwrap();
    assert_eq!(body.field("validTime"), Some(&FieldValue::Null));
    assert!(body.links.is_empty());
    let multi =
        r#"{"name":"n","description":"","unitOfMeasurements":[],"multiObservationDataTypes":[]}"#;
    assert!(read(MultiDatastream, multi, Purpose::Replace).is_ok());
}

#[test]
fn update_entity_jsonpatch() {
    covers("create-update-delete/update-entity-jsonpatch");
    let document =
        json(r#"{"name":"n","description":"d","properties":{"a":1},"Thing":{"@iot.id":1}}"#);
    let patch = json(
        r#"[{"op":"test","path":"/properties/a","value":1},{"op":"replace","path":"/properties/a","value":2.50},
            {"op":"copy","from":"/name","path":"/properties/old"},{"op":"add","path":"/Thing/@iot.id","value":7}]"#,
    );
    let patched = apply_json_patch(&document, &patch).unwrap();
    assert_eq!(
        patched.to_string(),
        r#"{"name":"n","description":"d","properties":{"a":2.50,"old":"n"},"Thing":{"@iot.id":7}}"#
    );
    let failing =
        json(r#"[{"op":"remove","path":"/name"},{"op":"test","path":"/description","value":"x"}]"#);
    let error = apply_json_patch(&document, &failing).unwrap_err();
    assert_eq!(error.operation, 1);
}
