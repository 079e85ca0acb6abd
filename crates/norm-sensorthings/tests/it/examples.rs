//! The data folder: bodies of the official suite, answers of Hamburg's server.

use std::path::Path;

use norm_sensorthings::data_array::read_create_observations;
use norm_sensorthings::entity::{Link, Purpose, read_entity};
use norm_sensorthings::model::EntityType;
use norm_sensorthings::time::Interval;
use norm_sensorthings::{Json, json::JsonError};

use crate::town::{data, json};

/// Reads a file; the place-holders of templates become the id 1.
fn body(path: &Path) -> (String, Result<Json, JsonError>) {
    let mut text = std::fs::read_to_string(path).expect("the file is there");
    while let Some(at) = text.find('$') {
        let rest = &text[at + 1..];
        let length = rest
            .find(|c: char| !c.is_ascii_uppercase() && c != '-' && c != '_')
            .unwrap_or(rest.len());
        text.replace_range(at..=at + length, "1");
    }
    let read = Json::parse(&text);
    (text, read)
}

fn files(folder: &str) -> Vec<std::path::PathBuf> {
    let Some(data) = data() else { return Vec::new() };
    let entries = std::fs::read_dir(data.join("ets-entities").join(folder)).expect("a folder");
    let mut files: Vec<_> = entries.map(|e| e.expect("an entry").path()).collect();
    files.sort();
    files.retain(|path| path.extension().is_some_and(|e| e == "json"));
    files
}

/// The bodies are from a time before `name`: it is all that they may lack, besides what makes them
/// incomplete on purpose.
#[test]
fn bodies_of_the_suite_are_read_but_for_what_they_lack() {
    let mut count = 0;
    for (folder, entity) in [
        ("thing", EntityType::Thing),
        ("locations", EntityType::Location),
        ("datastreams", EntityType::Datastream),
        ("sensors", EntityType::Sensor),
        ("observedproperties", EntityType::ObservedProperty),
        ("observations", EntityType::Observation),
        ("foi", EntityType::FeatureOfInterest),
    ] {
        for path in files(folder) {
            let (text, read) = body(&path);
            let read = read.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            if path.ends_with("dataArray.json") {
                let parts = read_create_observations(&read).expect("groups");
                assert_eq!(parts.len(), 1);
                continue;
            }
            count += 1;
            let Err(errors) = read_entity(&read, entity, Purpose::Create(None)) else { continue };
            for error in &errors.0 {
                // One body names the Things of a Location wrongly.
                let is_lack = error.message.contains(" needs ")
                    || (path.ends_with("locations/2.json") && error.pointer == "/Thing");
                assert!(is_lack, "{}: {}", path.display(), errors.with_places(&text));
            }
            assert!(errors.with_places(&text).starts_with("line "));
        }
    }
    assert!(count == 0 || count > 50, "{count} bodies");
}

/// With a name everywhere, the complete ones are read whole.
#[test]
fn complete_bodies_of_the_suite_are_read_whole() {
    for (path, wanted) in [
        ("thing/complete.json", 9_usize),
        ("thing/embeddedLocation.json", 2),
        ("datastreams/linkedThingValid.json", 3),
        ("observations/embeddedFeatureOfInterestValid.json", 2),
        ("observations/intervalPhenomenonTime.json", 1),
        ("observations/linkedDataStreamWithFOI.json", 1),
        ("foi/deerfootTrail.json", 1),
        ("locations/southern-alberta-polygon.json", 1),
        ("thing/largeProperties.json", 1),
    ] {
        let Some(folder) = data() else { return };
        let (text, read) = body(&folder.join("ets-entities").join(path));
        let entity = match path.split('/').next() {
            Some("thing") => EntityType::Thing,
            Some("datastreams") => EntityType::Datastream,
            Some("foi") => EntityType::FeatureOfInterest,
            Some("locations") => EntityType::Location,
            _ => EntityType::Observation,
        };
        let named = named(read.expect("JSON"), entity);
        let body = read_entity(&named, entity, Purpose::Create(None))
            .unwrap_or_else(|e| panic!("{path}: {}", e.with_places(&text)));
        assert_eq!(body.count(), wanted, "{path}");
        // What is written back is read the same.
        let again = read_entity(&body.to_json(), entity, Purpose::Create(None)).expect("the same");
        assert_eq!(again, body, "{path}");
    }
}

/// Adds the names that the suite's older bodies lack, at every depth.
fn named(json: Json, entity: EntityType) -> Json {
    let Json::Object(mut object) = json else { return json };
    let is_reference = object.len() == 1 && object.get("id").is_some();
    if entity.property("name").is_some() && object.get("name").is_none() && !is_reference {
        object.set("name", "a name");
    }
    for relation in entity.relations() {
        let Some(related) = object.get(relation.name).cloned() else { continue };
        let related = match related {
            Json::Array(items) => {
                items.into_iter().map(|item| named(item, relation.to)).collect::<Vec<_>>().into()
            }
            other => named(other, relation.to),
        };
        object.set(relation.name, related);
    }
    object.into()
}

/// An answer of another server can be sent to ours: what the server sets is passed over.
#[test]
fn an_answer_of_hamburg_is_a_body_for_us() {
    let Some(folder) = data() else { return };
    let path = folder.join("hamburg-sta/thing_7648_expanded.json");
    let text = std::fs::read_to_string(path).expect("the file is there");
    let mut answer = json(&text);
    // Its Datastream is shown without its observed property.
    let errors = read_entity(&answer, EntityType::Thing, Purpose::Create(None)).unwrap_err();
    assert_eq!(errors.0.len(), 1, "{errors}");
    assert_eq!(errors.0[0].pointer, "/Datastreams/0");
    assert!(errors.0[0].message.contains("needs 'ObservedProperty'"));
    let Json::Object(thing) = &mut answer else { panic!("an object") };
    let Some(Json::Array(streams)) = thing.get_mut("Datastreams") else { panic!("a list") };
    let Some(Json::Object(stream)) = streams.first_mut() else { panic!("an object") };
    stream.set("ObservedProperty", json(r#"{"@iot.id":5}"#));
    let body = read_entity(&answer, EntityType::Thing, Purpose::Create(None)).expect("a body");
    let [Link::New(stream)] = body.links("Datastreams") else { panic!("a new Datastream") };
    // Nulls in the unit and an unusual observation type are fine; the server's values are gone.
    let unit = stream.field("unitOfMeasurement").expect("a unit").to_json();
    assert_eq!(unit.to_string(), r#"{"name":"Anzahl","symbol":null,"definition":null}"#);
    assert!(stream.field("observedArea").is_none() && stream.field("phenomenonTime").is_none());
    assert!(matches!(stream.links("Sensor"), [Link::New(_)]));
}

#[test]
fn a_thousand_days_of_hamburg_are_read_without_loss() {
    let Some(folder) = data() else { return };
    let text =
        std::fs::read_to_string(folder.join("hamburg-sta/observations_200.json")).expect("a file");
    let page = json(&text);
    let observations = page.get("value").and_then(Json::as_array).expect("a list");
    assert_eq!(observations.len(), 200);
    let stream = EntityType::Observation.relation("Datastream");
    for observation in observations {
        let body = read_entity(observation, EntityType::Observation, Purpose::Create(stream))
            .unwrap_or_else(|e| panic!("{e}"));
        for name in ["phenomenonTime", "resultTime", "result"] {
            let written = body.field(name).expect("a value").to_json();
            assert_eq!(Some(&written), observation.get(name), "{name}");
        }
    }
    let text =
        std::fs::read_to_string(folder.join("hamburg-sta/observations_1000.csv")).expect("a file");
    let mut rows = 0;
    for line in text.lines().skip(1) {
        let time = line.split(',').nth(1).expect("a column");
        let interval: Interval = time.parse().unwrap_or_else(|e| panic!("{time}: {e}"));
        assert_eq!(interval.to_string(), time);
        rows += 1;
    }
    assert_eq!(rows, 1000);
}
