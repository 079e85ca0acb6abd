//! One test for each requirement of `SensorThings` 1.1 Part 1 that concerns the pure part, named by
//! its address.

mod data_model;
mod extensions;
mod requests;
mod writing;

use std::collections::BTreeSet;

use norm_sensorthings::service::{REQUIREMENTS, requirements};

/// Requirements that a server fulfils with its database; this library has no part in them.
const OF_THE_SERVER: [&str; 5] = [
    "request-data/status-code",
    "create-update-delete/deep-insert-status-code",
    "create-update-delete/delete-entity",
    "create-update-delete/historical-location-auto-creation",
    "create-update-delete/historical-location-manual-creation",
];

/// Says which requirement a test is for.
fn covers(requirement: &str) {
    let whole = format!("{REQUIREMENTS}{requirement}");
    assert!(requirements().any(|r| r == whole), "there is no requirement {requirement}");
}

#[test]
fn every_requirement_has_its_test() {
    let folder = std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where");
    let mut covered: BTreeSet<String> = OF_THE_SERVER.iter().map(|r| (*r).to_owned()).collect();
    for name in ["data_model", "extensions", "requests", "writing"] {
        let path = format!("{folder}/tests/it/requirements/{name}.rs");
        let text = std::fs::read_to_string(&path).expect("the source is there");
        for rest in text.split("covers(\"").skip(1) {
            let requirement = rest.split('"').next().unwrap_or_default();
            assert!(covered.insert(requirement.to_owned()), "{requirement} is covered twice");
        }
    }
    let all: BTreeSet<String> = requirements().map(|r| r.replace(REQUIREMENTS, "")).collect();
    assert_eq!(covered, all);
}
