//! Files that are right.

use norm_xtrasse::{Crs, Format, Limits, Version, read, to_gml, to_jsonfg};

use crate::everything::everything;
use crate::support::sample;

const PLANS: [(&str, usize); 2] = [("plan_open_trench", 28), ("plan_trenching_mindertief", 27)];

#[test]
fn the_plans_are_accepted_with_all_their_objects() {
    for (name, count) in PLANS {
        for (ending, format) in [("gml", Format::Gml), ("json", Format::JsonFg)] {
            let Some(bytes) = sample(&format!("{name}.{ending}")) else { return };
            let reading = read(&bytes, Limits::default());
            assert!(reading.verdict.accepted, "{:?}", reading.verdict.findings);
            assert_eq!(reading.verdict.features, count);
            assert_eq!(reading.verdict.format, Some(format));
            assert_eq!(reading.verdict.version, Some(Version::V21));
            assert_eq!(reading.verdict.crs, Some(Crs::UTM32));
        }
    }
}

#[test]
fn both_forms_of_a_plan_are_the_same_plan() {
    for (name, _) in PLANS {
        let Some(gml) = sample(&format!("{name}.gml")) else { return };
        let Some(json) = sample(&format!("{name}.json")) else { return };
        let gml = read(&gml, Limits::default()).collection.expect("it is accepted");
        let json = read(&json, Limits::default()).collection.expect("it is accepted");
        assert_eq!(gml, json);
    }
}

#[test]
fn nothing_is_lost_from_one_form_to_the_other_and_back() {
    for (name, _) in PLANS {
        let Some(bytes) = sample(&format!("{name}.gml")) else { return };
        let first = read(&bytes, Limits::default()).collection.expect("it is accepted");
        let written = to_gml(&first);
        let again = read(written.as_bytes(), Limits::default());
        assert_eq!(again.collection.as_ref(), Some(&first), "{:?}", again.verdict.findings);
        let json = to_jsonfg(&first);
        let back = read(json.as_bytes(), Limits::default());
        assert_eq!(back.collection.as_ref(), Some(&first), "{:?}", back.verdict.findings);
        assert_eq!(written, to_gml(&back.collection.expect("it is accepted")));
    }
}

#[test]
fn the_world_coordinates_are_those_of_the_reference_tool() {
    for (name, _) in PLANS {
        let Some(bytes) = sample(&format!("{name}.json")) else { return };
        let theirs: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let ours = read(&bytes, Limits::default()).collection.expect("it is accepted");
        let ours: serde_json::Value = serde_json::from_str(&to_jsonfg(&ours)).unwrap();
        let mut compared = 0;
        for (a, b) in std::iter::zip(
            theirs["features"].as_array().unwrap(),
            ours["features"].as_array().unwrap(),
        ) {
            assert_eq!(a["properties"], b["properties"]);
            assert_eq!(a["place"], b["place"]);
            compared += close(&a["geometry"]["coordinates"], &b["geometry"]["coordinates"]);
        }
        assert!(compared > 100, "only {compared} numbers were compared");
    }
}

/// A thousandth of a millimetre, in degrees.
const NEAR: f64 = 1.0e-11;

fn close(a: &serde_json::Value, b: &serde_json::Value) -> usize {
    if let (Some(a), Some(b)) = (a.as_f64(), b.as_f64()) {
        assert!((a - b).abs() < NEAR, "{a} is not {b}");
        return 1;
    }
    let (a, b) = (a.as_array().expect("a list"), b.as_array().expect("a list"));
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| close(a, b)).sum()
}

#[test]
fn an_object_of_every_class_survives_both_forms() {
    for version in [Version::V20, Version::V21] {
        let first = everything(version);
        assert!(first.features.len() > 80);
        for text in [to_gml(&first), to_jsonfg(&first)] {
            let again = read(text.as_bytes(), Limits::default());
            assert!(again.verdict.accepted, "{:?}", again.verdict.findings);
            assert_eq!(again.collection.as_ref(), Some(&first));
        }
    }
}
