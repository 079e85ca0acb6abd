//! Fachdaten and generated schemas against the reference data and independent validators.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use norm_fim::{
    CodeLists, Form, FormOptions, GenerateOptions, Naming, json_schema, read, xml_schema,
};
use serde_json::Value as Json;

use crate::data;

fn forms(fim: &Path) -> BTreeMap<String, Form> {
    data::files(&fim.join("xdf3"), ".xml")
        .iter()
        .map(|path| {
            let schema = read(&std::fs::read(path).unwrap()).unwrap().schema;
            let options =
                FormOptions { code_lists: CodeLists::default(), ..FormOptions::default() };
            (schema.base.key.to_string(), Form::new(schema, options))
        })
        .collect()
}

/// `S…V1.0.0` and the naming from a name such as `S…V1.0.0.voll.local.json`.
fn parts(path: &Path) -> (String, Naming) {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let naming = if name.contains(".local.") { Naming::Local } else { Naming::Versioned };
    let schema = name.split(".minimal.").next().unwrap().split(".voll.").next().unwrap();
    (schema.to_owned(), naming)
}

/// Same value however numbers and spaces are written.
fn canonical(json: &Json) -> String {
    match json {
        Json::Number(n) => n.to_string().trim_end_matches(".0").to_owned(),
        Json::Object(map) => {
            let all: Vec<String> =
                map.iter().map(|(k, v)| format!("{k:?}:{}", canonical(v))).collect();
            format!("{{{}}}", all.join(","))
        }
        Json::Array(all) => {
            let all: Vec<String> = all.iter().map(canonical).collect();
            format!("[{}]", all.join(","))
        }
        other => other.to_string(),
    }
}

#[test]
fn every_reference_document_is_valid_and_survives_unchanged() {
    let Some(fim) = data::fim() else { return };
    let forms = forms(&fim);
    let empty = regex::Regex::new(r"<([A-Za-z0-9.]+)/>").unwrap();
    let mut seen = 0;
    for path in data::files(&fim.join("reference/fachdaten"), ".json") {
        let (schema, naming) = parts(&path);
        let form = &forms[&schema];
        let bytes = std::fs::read(&path).unwrap();
        assert!(form.accepts_json(&bytes, None), "{}", path.display());
        let document = form.from_json(&bytes, None).unwrap();
        let mut findings = document.findings;
        findings.extend(form.check_structure(&document.answers));
        assert!(findings.is_empty(), "{}: {findings:?}", path.display());
        let written = form.json_as_given(&document.answers, naming);
        let (a, b): (Json, Json) =
            (serde_json::from_slice(&bytes).unwrap(), serde_json::from_str(&written).unwrap());
        assert_eq!(canonical(&a), canonical(&b), "{}", path.display());
        seen += 1;
    }
    for path in data::files(&fim.join("reference/fachdaten"), ".xml") {
        let (schema, naming) = parts(&path);
        let form = &forms[&schema];
        let text = std::fs::read_to_string(&path).unwrap();
        let document = form.from_xml(text.as_bytes(), None).unwrap();
        let mut findings = document.findings;
        findings.extend(form.check_structure(&document.answers));
        assert!(findings.is_empty(), "{}: {findings:?}", path.display());
        let written = form.xml_as_given(&document.answers, naming);
        let plain = |text: &str| -> String {
            let body = text.split_once("?>").map_or(text, |(_, body)| body);
            let spread = empty.replace_all(body, "<$1></$1>").replace("><", ">\n<");
            spread.lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(plain(&text), plain(&written), "{}", path.display());
        seen += 1;
    }
    assert_eq!(seen, 280);
}

/// Applies a mutation of `fachdaten-invalid.jsonl`.
fn mutated(mut json: Json, mutation: &Json) -> Option<Json> {
    let path: Vec<&Json> = mutation["path"].as_array()?.iter().collect();
    let (last, above) = path.split_last()?;
    let mut at = &mut json;
    for step in above {
        at = match step {
            Json::String(key) => at.get_mut(key.as_str())?,
            Json::Number(index) => at.get_mut(usize::try_from(index.as_u64()?).ok()?)?,
            _ => return None,
        };
    }
    match (mutation.get("value"), last) {
        (None | Some(Json::Null), Json::String(key)) if mutation["mutation"] == "drop_required" => {
            at.as_object_mut()?.remove(key.as_str())?;
        }
        (Some(value), Json::String(key)) => {
            at.as_object_mut()?.insert(key.clone(), value.clone());
        }
        (Some(value), Json::Number(index)) => {
            *at.get_mut(usize::try_from(index.as_u64()?).ok()?)? = value.clone();
        }
        _ => return None,
    }
    Some(json)
}

#[test]
fn every_mutation_is_refused_by_us_and_by_the_generated_schema() {
    let Some(fim) = data::fim() else { return };
    let forms = forms(&fim);
    let validators: BTreeMap<&String, jsonschema::Validator> = forms
        .iter()
        .map(|(name, form)| {
            let options = GenerateOptions { naming: Naming::Local, code_lists: None };
            let text = json_schema(form.schema(), options);
            let schema: Json = serde_json::from_str(&text).unwrap();
            let validator = jsonschema::options()
                .should_validate_formats(true)
                .build(&schema)
                .unwrap_or_else(|e| panic!("{name}: {e}"));
            (name, validator)
        })
        .collect();
    let text = std::fs::read_to_string(fim.join("reference/fachdaten-invalid.jsonl")).unwrap();
    let (mut seen, mut missed) = (0, Vec::new());
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let mutation: Json = serde_json::from_str(line).unwrap();
        let name = mutation["schema"].as_str().unwrap().to_owned();
        let base = fim.join("reference/fachdaten").join(mutation["base"].as_str().unwrap());
        let base: Json = serde_json::from_slice(&std::fs::read(base).unwrap()).unwrap();
        let changed = mutated(base, &mutation).unwrap_or_else(|| panic!("{line}"));
        let form = &forms[&name];
        let bytes = serde_json::to_vec(&changed).unwrap();
        let document = form.from_json(&bytes, Some(Naming::Local)).unwrap();
        let ours =
            !document.findings.is_empty() || !form.check_structure(&document.answers).is_empty();
        assert!(!form.accepts_json(&bytes, Some(Naming::Local)), "{line}");
        let schema = !validators[&name].is_valid(&changed);
        if !ours || !schema {
            missed.push(format!("own validator {ours}, schema {schema}: {line}"));
        }
        seen += 1;
    }
    assert_eq!(seen, 1012);
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn reference_documents_are_valid_by_our_json_schema() {
    let Some(fim) = data::fim() else { return };
    for (name, form) in forms(&fim) {
        for (naming, word) in [(Naming::Local, "local"), (Naming::Versioned, "versioned")] {
            let text = json_schema(form.schema(), GenerateOptions { naming, code_lists: None });
            let schema: Json = serde_json::from_str(&text).unwrap();
            let validator = jsonschema::options()
                .should_validate_formats(true)
                .build(&schema)
                .unwrap_or_else(|e| panic!("{name}: {e}"));
            for kind in ["minimal", "voll"] {
                let file = fim.join(format!("reference/fachdaten/{name}.{kind}.{word}.json"));
                let json: Json = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
                if let Err(error) = validator.validate(&json) {
                    panic!("{}: {error} at {}", file.display(), error.instance_path());
                }
            }
        }
    }
}

#[test]
fn reference_documents_are_valid_by_our_xml_schema() {
    let Some(fim) = data::fim() else { return };
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("SKIPPED: xmllint is not installed");
        return;
    }
    let folder = std::env::temp_dir().join(format!("norm-fim-xsd-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (name, form) in forms(&fim) {
        for (naming, word) in [(Naming::Local, "local"), (Naming::Versioned, "versioned")] {
            let text = xml_schema(form.schema(), GenerateOptions { naming, code_lists: None });
            let xsd = folder.join(format!("{name}.{word}.xsd"));
            std::fs::write(&xsd, text).unwrap();
            let documents: Vec<_> = ["minimal", "voll"]
                .iter()
                .map(|kind| fim.join(format!("reference/fachdaten/{name}.{kind}.{word}.xml")))
                .collect();
            let output = Command::new("xmllint")
                .args(["--nonet", "--noout", "--schema"])
                .arg(&xsd)
                .args(&documents)
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{name} {word}: {said}");
            // The schema must refuse something, too.
            let broken = std::fs::read_to_string(&documents[1]).unwrap();
            let broken = broken.replacen("</S", "<F99999999999>x</F99999999999></S", 1);
            let file = folder.join("broken.xml");
            std::fs::write(&file, broken).unwrap();
            let output = Command::new("xmllint")
                .args(["--nonet", "--noout", "--schema"])
                .arg(&xsd)
                .arg(&file)
                .output()
                .unwrap();
            assert!(!output.status.success(), "{name} {word} accepts unknown elements");
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
