//! The portal's JSON, judged by the portal's own schemas.

use std::path::PathBuf;

use norm_xzufi::*;
use serde_json::{Value, json};

use crate::samples;

/// The portal's description, `None` (said loudly) where it is absent.
fn openapi() -> Option<Value> {
    let root = std::env::var_os("RATHAUS_SHARED_DATA").map_or_else(
        || {
            PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where"))
                .join("../../../shared/data")
        },
        PathBuf::from,
    );
    let path = root.join("fim/fim-portal-api/openapi-0.24.0.json");
    if let Ok(bytes) = std::fs::read(&path) {
        return Some(serde_json::from_slice(&bytes).unwrap());
    }
    eprintln!("SKIPPED: no test data at {}", path.display());
    None
}

fn validator() -> Option<jsonschema::Validator> {
    let mut schema = openapi()?;
    schema["$ref"] = json!("#/components/schemas/Leistung220");
    Some(jsonschema::validator_for(&schema).unwrap())
}

fn errors(validator: &jsonschema::Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

#[test]
fn what_we_write_is_what_the_portal_would_answer() {
    let Some(validator) = validator() else { return };
    let value = write_json(&samples::service());
    assert_eq!(errors(&validator, &value), Vec::<String>::new(), "{value:#}");
    // The judge can say no.
    let mut wrong = value.clone();
    wrong["vertrauensniveau"] = json!("99");
    assert!(!validator.is_valid(&wrong));
    for field in value.as_object().unwrap().keys() {
        let mut less = value.clone();
        less.as_object_mut().unwrap().remove(field);
        assert!(!validator.is_valid(&less), "{field} is not asked for");
    }
}

#[test]
fn every_field_of_the_portal_is_known() {
    let Some(openapi) = openapi() else { return };
    let known = write_json(&Service::default());
    let known = known.as_object().unwrap();
    let fields = openapi["components"]["schemas"]["Leistung220"]["properties"].as_object().unwrap();
    let missing: Vec<&String> = fields.keys().filter(|k| !known.contains_key(*k)).collect();
    assert_eq!(missing, Vec::<&String>::new());
    let invented: Vec<&String> = known.keys().filter(|k| !fields.contains_key(*k)).collect();
    assert_eq!(invented, Vec::<&String>::new());
}

#[test]
fn the_text_modules_are_those_of_the_portal() {
    let Some(openapi) = openapi() else { return };
    let listed = openapi["components"]["schemas"]["ModulTextTyp"]["enum"].as_array().unwrap();
    let listed: Vec<&str> = listed.iter().map(|v| v.as_str().unwrap()).collect();
    let ours: Vec<&str> = TEXT_MODULES.iter().map(|m| m.code).collect();
    assert_eq!(ours, listed);
}

#[test]
fn json_is_read_back() {
    let service = samples::service();
    let value = write_json(&service);
    let again = read_json(value.to_string().as_bytes()).unwrap();
    assert_eq!(again.findings.list, []);
    assert_eq!(write_json(&again.service), value);
    assert_eq!(again.service.texts, service.texts);
    assert_eq!(again.service.trust_level, service.trust_level);
}

#[test]
fn unknown_fields_are_told_and_other_files_refused() {
    let mut value = write_json(&samples::service());
    value["neu"] = json!({"tief": 1});
    value["modul_text"][0]["inhalt"][0]["_value"] = json!("<script>x</script>gut");
    let read = read_json(value.to_string().as_bytes()).unwrap();
    let codes: Vec<&str> = read.findings.list.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["markup-removed", "unknown-element"]);
    assert_eq!(read.service.text("02", "de"), Some("gut"));
    for bad in ["", "[]", "{", "null", "{\"id\":"] {
        let error = read_json(bad.as_bytes()).unwrap_err();
        assert!(matches!(error.kind, ReadErrorKind::Malformed(_)), "{error}");
    }
}
