//! `WZDx` beside its official schemas and examples.

use std::collections::HashMap;
use std::path::Path;

use jsonschema::Validator;
use norm_roadworks::{Problem, read_wzdx, to_wzdx};
use proptest::prelude::*;
use serde_json::Value as Json;

use crate::samples::{data, feed, work};

/// Schemas by their address, read from files: nothing is fetched.
struct Shelf(HashMap<String, Json>);

impl jsonschema::Retrieve for Shelf {
    fn retrieve(
        &self,
        uri: &jsonschema::Uri<String>,
    ) -> Result<Json, Box<dyn std::error::Error + Send + Sync>> {
        let known = self.0.get(uri.as_str());
        known.cloned().ok_or_else(|| format!("{uri} is not on the shelf").into())
    }
}

fn json(path: &Path) -> Json {
    let bytes = std::fs::read(path).expect("the file can be read");
    serde_json::from_slice(&bytes).expect("the file is JSON")
}

fn validator() -> Option<Validator> {
    let folder = data()?.join("wzdx/schemas");
    let mut shelf = HashMap::new();
    for part in ["4.2", "geojson"] {
        for file in std::fs::read_dir(folder.join(part)).expect("the folder is there") {
            let schema = json(&file.expect("the folder can be read").path());
            if let Some(id) = schema["$id"].as_str() {
                shelf.insert(id.to_owned(), schema.clone());
            }
        }
    }
    let root = json(&folder.join("4.2/WorkZoneFeed.json"));
    let options = jsonschema::options().should_validate_formats(true).with_retriever(Shelf(shelf));
    Some(options.build(&root).expect("the schema is sound"))
}

fn faults(validator: &Validator, text: &str) -> Vec<String> {
    let json = serde_json::from_str(text).expect("we write JSON");
    validator.iter_errors(&json).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

/// Whole numbers and others are told apart by nobody here, nor empty lists and none.
fn same_numbers(json: &mut Json) {
    match json {
        Json::Number(number) => *json = Json::from(number.as_f64().unwrap_or_default()),
        Json::Array(all) => all.iter_mut().for_each(same_numbers),
        Json::Object(all) => {
            all.retain(|_, value| value.as_array().is_none_or(|list| !list.is_empty()));
            all.values_mut().for_each(same_numbers);
        }
        _ => {}
    }
}

#[test]
fn the_example_feeds_lose_nothing() {
    let (Some(folder), Some(validator)) = (data(), validator()) else { return };
    let mut read = 0;
    for file in std::fs::read_dir(folder.join("wzdx/examples")).expect("the folder is there") {
        let path = file.expect("the folder can be read").path();
        let bytes = std::fs::read(&path).expect("the file can be read");
        let name = path.display().to_string();
        if name.contains("arrow_board") {
            // A feed of devices is another standard; it is refused with its place.
            let refused = read_wzdx(&bytes).expect_err("devices are no works").to_string();
            assert!(refused.starts_with("features[0]"), "{refused}");
            continue;
        }
        let feed = read_wzdx(&bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
        let foreign = |p: &Problem| matches!(p, Problem::Related(..));
        assert!(feed.problems().iter().all(foreign), "{name}: {:?}", feed.problems());
        let written = to_wzdx(&feed);
        assert_eq!(faults(&validator, &written), Vec::<String>::new(), "{name}");
        let (mut theirs, mut ours) = (json(&path), serde_json::from_str(&written).unwrap());
        same_numbers(&mut theirs);
        same_numbers(&mut ours);
        assert_eq!(theirs, ours, "{name}");
        read += 1;
    }
    assert_eq!(read, 6);
}

#[test]
fn the_gate_is_not_always_open() {
    let Some(validator) = validator() else { return };
    let text = to_wzdx(&feed(Vec::new()));
    assert!(faults(&validator, &text).is_empty());
    assert!(!faults(&validator, &text.replace("\"4.2\"", "\"4,2\"")).is_empty());
    assert!(!faults(&validator, &text.replace("feed_info", "info")).is_empty());
}

#[test]
fn what_is_no_feed_is_refused_with_its_place() {
    for (text, word) in [("", "line 1"), ("{\"features\": []}", "feed_info"), ("[[[[", "line 1")] {
        let refused = read_wzdx(text.as_bytes()).expect_err("no feed").to_string();
        assert!(refused.contains(word), "{refused}");
    }
}

proptest! {
    /// Whatever works there are, the feed is valid, and reading gives the same record.
    #[test]
    fn every_feed_is_valid_and_comes_back(works in proptest::collection::vec(work(), 0..4)) {
        thread_local!(static VALIDATOR: Option<Validator> = validator());
        let feed = feed(works);
        let text = to_wzdx(&feed);
        VALIDATOR.with(|v| {
            let faults = v.as_ref().map(|v| faults(v, &text)).unwrap_or_default();
            prop_assert_eq!(faults, Vec::<String>::new());
            Ok(())
        })?;
        prop_assert_eq!(read_wzdx(text.as_bytes()), Ok(feed));
    }

    #[test]
    fn random_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_wzdx(&bytes);
    }
}
