//! Batches, `MultiDatastreams`, tables and MQTT; more of each stands in files of their own.

use norm_sensorthings::batch::{BatchPart, parse_multipart};
use norm_sensorthings::check::check_query;
use norm_sensorthings::data_array::{Part, columns, read_create_observations};
use norm_sensorthings::entity::{Purpose, check_multi_result, read_entity};
use norm_sensorthings::model::EntityType::{self, MultiDatastream, Observation};
use norm_sensorthings::mqtt::{parse_publication, parse_subscription};
use norm_sensorthings::query::Query;
use norm_sensorthings::service::{MQTT_CREATE, MQTT_RECEIVE, Service, error_body};

use super::covers;
use super::data_model::{has_properties, has_relations};
use crate::town::json;

#[test]
fn batch_request() {
    covers("batch-request/batch-request");
    let text =
        b"--x\r\nContent-Type: application/http\r\n\r\nGET Things HTTP/1.1\r\n\r\n\r\n--x--\r\n";
    assert!(matches!(parse_multipart(text, "x").unwrap().as_slice(), [BatchPart::Single(_)]));
}

const MULTI: &str = r#"{"name":"n","description":"","unitOfMeasurements":[
    {"name":"a","symbol":"a","definition":"a"},{"name":"b","symbol":"b","definition":"b"}],
    "multiObservationDataTypes":["x","y"],"Thing":{"@iot.id":1},"Sensor":{"@iot.id":1},
    "ObservedProperties":[{"@iot.id":1},{"@iot.id":2}]}"#;

fn multi(text: &str) -> Result<String, String> {
    read_entity(&json(text), MultiDatastream, Purpose::Create(None))
        .map(|body| body.to_json().to_string())
        .map_err(|e| e.to_string())
}

#[test]
fn multi_datastream() {
    covers("multi-datastream/properties");
    has_properties(
        MultiDatastream,
        "name Text m, description Text m, observationType Text d, multiObservationDataTypes Texts m, \
         unitOfMeasurements Units m, observedArea Area s, phenomenonTime Interval s, \
         resultTime Interval s, properties Object o",
    );
    covers("multi-datastream/relations");
    has_relations(
        MultiDatastream,
        "Thing 1 m back MultiDatastreams, Sensor 1 m back MultiDatastreams, \
         ObservedProperties * m back MultiDatastreams, Observations * o back MultiDatastream",
    );
    covers("multi-datastream/constraints");
    assert!(multi(MULTI).unwrap().contains("OM_ComplexObservation"));
    for (from, to, message) in [
        (r#"["x","y"]"#, r#"["x"]"#, "must have the same length"),
        (r#",{"@iot.id":2}]"#, "]", "must have the same length"),
        (r#""ObservedProperties""#, r#""Observations""#, "needs 'ObservedProperties'"),
        (r#"["x","y"]"#, r#"["x",5]"#, "/multiObservationDataTypes: expected a list of texts"),
        (r#""symbol":"b","#, "", "/unitOfMeasurements/1: a unit needs 'symbol'"),
        (
            r#"{"name":"n""#,
            r#"{"observationType":"other","name":"n""#,
            "/observationType: a MultiDatastream has",
        ),
    ] {
        let error = multi(&MULTI.replace(from, to)).unwrap_err();
        assert!(error.contains(message), "{error}");
    }
    assert!(check_multi_result(&json("[1,null]"), 2).is_ok());
    assert!(check_multi_result(&json("[1]"), 2).unwrap_err().message.contains("expected 2 values"));
    assert!(check_multi_result(&json("5"), 2).is_err());
}

#[test]
fn data_array() {
    covers("data-array/data-array");
    let all = check_query(&Query::parse("$resultFormat=dataArray").unwrap(), Observation).unwrap();
    let names: Vec<&str> = columns(&all).iter().map(|c| c.name()).collect();
    assert_eq!(
        names,
        [
            "id",
            "phenomenonTime",
            "result",
            "resultTime",
            "resultQuality",
            "validTime",
            "parameters"
        ]
    );
    let body = json(
        r#"[{"Datastream":{"@iot.id":1},"components":["phenomenonTime","result"],
            "dataArray":[["2026-05-04T08:00:00Z",1]]}]"#,
    );
    let parts = read_create_observations(&body).unwrap();
    assert!(matches!(&parts[..], [Part::Group(group)] if group.rows[0].is_ok()));
}

#[test]
fn observations_creation() {
    covers("create-observations-via-mqtt/observations-creation");
    let found = parse_publication("v1.1/Datastreams(1)/Observations").unwrap();
    assert_eq!(found.entity(), EntityType::Observation);
}

#[test]
fn receive_updates() {
    covers("receive-updates-via-mqtt/receive-updates");
    for topic in [
        "v1.1/Datastreams(1)/Observations",
        "v1.1/Datastreams(1)",
        "v1.1/Datastreams(1)/description",
        "v1.1/Observations?$select=result",
    ] {
        assert!(parse_subscription(topic).is_ok(), "{topic}");
    }
}

#[test]
fn the_landing_page_lists_sets_and_what_is_fulfilled() {
    let mut service = Service { root: "https://x.example/v1.1", ..Service::default() };
    let page = service.landing_page();
    let sets = page.get("value").unwrap().as_array().unwrap();
    assert_eq!(sets.len(), 8);
    assert_eq!(sets[0].to_string(), r#"{"name":"Things","url":"https://x.example/v1.1/Things"}"#);
    let conformance = page.pointer("/serverSettings/conformance").unwrap().to_string();
    assert!(!conformance.contains("mqtt") && !conformance.contains("multi"));
    service.has_multi_datastreams = true;
    service.mqtt_create = vec!["mqtt://x.example:1883".to_owned()];
    service.mqtt_receive = service.mqtt_create.clone();
    service.without = vec!["create-update-delete/delete-entity".to_owned()];
    service.extensions = vec!["https://x.example/extension".to_owned()];
    let page = service.landing_page();
    assert_eq!(page.get("value").unwrap().as_array().unwrap().len(), 9);
    let settings = page.get("serverSettings").unwrap();
    let conformance = settings.get("conformance").unwrap().to_string();
    assert!(
        conformance.contains(MQTT_CREATE) && conformance.contains("https://x.example/extension")
    );
    assert!(!conformance.contains("delete-entity"));
    for requirement in [MQTT_CREATE, MQTT_RECEIVE] {
        let name = format!("http://www.opengis.net/spec/iot_sensing/1.1/req/{requirement}");
        assert_eq!(
            settings.get(&name).unwrap().to_string(),
            r#"{"endpoints":["mqtt://x.example:1883"]}"#
        );
    }
}

#[test]
fn errors_have_the_body_that_clients_know() {
    let body = error_body(400, "no \"x\"").to_string();
    assert_eq!(body, r#"{"code":400,"type":"error","message":"no \"x\""}"#);
}
