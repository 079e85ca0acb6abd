//! Damaged data: the reference schemas, the generated schemas and our own validator must agree on
//! every document, judged by validators that nobody here wrote.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use norm_fim::{Form, FormOptions, GenerateOptions, Naming, json_schema, read, xml_schema};
use serde_json::{Map, Value as Json, json};

use crate::data;

const STYLES: [(Naming, &str); 2] = [(Naming::Local, "local"), (Naming::Versioned, "versioned")];

/// Small steps through the same numbers at every run, so that a failure can be seen again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

fn names(fim: &Path) -> Vec<(String, Form)> {
    data::files(&fim.join("xdf3"), ".xml")
        .iter()
        .map(|path| {
            let schema = read(&std::fs::read(path).unwrap()).unwrap().schema;
            (schema.base.key.to_string(), Form::new(schema, FormOptions::default()))
        })
        .collect()
}

fn fits_json(form: &Form, document: &Json, naming: Naming) -> bool {
    let bytes = serde_json::to_vec(document).unwrap();
    let document = form.from_json(&bytes, Some(naming)).unwrap();
    let fits = document.findings.is_empty() && form.check_structure(&document.answers).is_empty();
    assert_eq!(form.accepts_json(&bytes, Some(naming)), fits, "{document:?}");
    fits
}

fn fits_xml(form: &Form, text: &str) -> bool {
    let Ok(document) = form.from_xml(text.as_bytes(), None) else { return false };
    let mut findings = document.findings;
    findings.extend(form.check_structure(&document.answers));
    findings.iter().all(|f| f.severity < norm_fim::Severity::Error)
}

fn validator(schema: &Json) -> jsonschema::Validator {
    jsonschema::options().should_validate_formats(true).build(schema).unwrap()
}

/// In style local the reference forgets to say that the entries of a list of groups are objects.
fn corrected(mut schema: Json) -> Json {
    match &mut schema {
        Json::Object(map) => {
            if map.contains_key("properties") && map.contains_key("additionalProperties") {
                map.entry("type").or_insert_with(|| json!("object"));
            }
            map.values_mut().for_each(|inner| *inner = corrected(inner.take()));
        }
        Json::Array(all) => all.iter_mut().for_each(|inner| *inner = corrected(inner.take())),
        _ => {}
    }
    schema
}

/// Every object and array in a document, by JSON pointer.
fn holders(json: &Json, at: &str, found: &mut Vec<String>) {
    match json {
        Json::Object(map) => {
            found.push(at.to_owned());
            for (key, inner) in map {
                holders(inner, &format!("{at}/{key}"), found);
            }
        }
        Json::Array(all) => {
            found.push(at.to_owned());
            for (index, inner) in all.iter().enumerate() {
                holders(inner, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

fn damaged_json(document: &Json, dice: &mut Dice) -> Json {
    let values = [
        json!(""),
        json!("x"),
        json!("ä".repeat(60)),
        json!("a".repeat(3000)),
        json!("00000"),
        json!("12345"),
        json!("a@b.de"),
        json!("1"),
        json!(" 12345"),
        json!(0),
        json!(-1),
        json!(5.0),
        json!(1.5),
        json!(1e3),
        json!(99_999_999),
        json!(true),
        json!("true"),
        json!(null),
        json!([]),
        json!({}),
        json!(["x"]),
        json!("001"),
    ];
    let mut changed = document.clone();
    let mut places = Vec::new();
    holders(document, "", &mut places);
    let holder = changed.pointer_mut(dice.pick(&places).as_str()).unwrap();
    match holder {
        Json::Object(map) => damage_object(map, &values, dice),
        Json::Array(all) => match dice.below(3) {
            0 => all.clear(),
            1 => all.push(all.first().cloned().unwrap_or(Json::Null)),
            _ => all.push(dice.pick(&values).clone()),
        },
        _ => {}
    }
    changed
}

fn damage_object(map: &mut Map<String, Json>, values: &[Json], dice: &mut Dice) {
    let keys: Vec<String> = map.keys().cloned().collect();
    match (dice.below(6), keys.is_empty()) {
        (0, false) => {
            map.remove(dice.pick(&keys));
        }
        (1, _) => {
            map.insert("F99999999999".to_owned(), json!("x"));
        }
        (_, false) => {
            map.insert(dice.pick(&keys).clone(), dice.pick(values).clone());
        }
        _ => {}
    }
}

#[test]
fn damaged_json_gets_the_same_verdict_from_everybody() {
    let Some(fim) = data::fim() else { return };
    let mut dice = Dice(5);
    let (mut valid, mut invalid, mut wrong) = (0, 0, Vec::new());
    for (name, form) in names(&fim) {
        for (naming, word) in STYLES {
            let path = fim.join(format!("reference/json-{word}/{name}.schema.json"));
            let reference: Json = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            let reference = validator(&corrected(reference));
            let text = json_schema(form.schema(), GenerateOptions { naming, code_lists: None });
            let generated = validator(&serde_json::from_str(&text).unwrap());
            for kind in ["minimal", "voll"] {
                let path = fim.join(format!("reference/fachdaten/{name}.{kind}.{word}.json"));
                let document: Json = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
                for _ in 0..40 {
                    let changed = damaged_json(&document, &mut dice);
                    let (theirs, ours) =
                        (reference.is_valid(&changed), generated.is_valid(&changed));
                    let own = fits_json(&form, &changed, naming);
                    // The reference schema takes any text for a day that has no limits, and does
                    // not anchor its patterns; ours says what is meant.
                    let is_stricter = theirs && !ours && !own && stricter(&generated, &changed);
                    if !is_stricter && (theirs != ours || ours != own) {
                        wrong.push(format!(
                            "{name} {word} {kind}: reference {theirs}, generated {ours}, own {own}: {:?}",
                            generated.iter_errors(&changed).next().map(|e| e.to_string())
                        ));
                    }
                    if own { valid += 1 } else { invalid += 1 }
                }
            }
        }
    }
    eprintln!("{valid} valid, {invalid} invalid");
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(valid > 500 && invalid > 500, "{valid} valid, {invalid} invalid");
}

/// True when only days and patterns are complained about.
fn stricter(generated: &jsonschema::Validator, document: &Json) -> bool {
    generated.iter_errors(document).all(|e| {
        let at = e.schema_path().to_string();
        at.ends_with("/format") || at.ends_with("/pattern")
    })
}

/// One change to the text of an XML document.
fn damaged_xml(text: &str, leaf: &regex::Regex, dice: &mut Dice) -> String {
    let long = "a".repeat(3000);
    let values = [
        "",
        "x",
        " ",
        "-1",
        "0",
        "99999",
        "1e3",
        "5.0",
        "+5",
        "2020-02-30",
        "2020-01-01",
        "true",
        "TRUE",
        "1",
        "ja",
        "001",
        "00000",
        "12345",
        "a@b.de",
        "@",
        "x y",
        "1.5",
        "abc",
        &long,
    ];
    let all: Vec<_> = leaf.captures_iter(text).collect();
    let one = dice.pick(&all);
    let (whole, value) = (one.get(0).unwrap(), one.get(2).unwrap());
    let (before, after) = (&text[..whole.start()], &text[whole.end()..]);
    let element = whole.as_str();
    match dice.below(12) {
        0 => format!("{before}{after}"),
        1 => format!("{before}{element}{element}{after}"),
        2 => format!("{before}{}{after}", element.repeat(10)),
        3 => format!("{before}<Q>1</Q>{element}{after}"),
        4 => format!("{before}text{element}{after}"),
        5 => format!("{before}{}{after}", element.replacen('>', " a=\"1\">", 1)),
        6 => format!("{before}{}{after}", element.replacen('>', " xmlns=\"urn:x\">", 1)),
        7 => {
            let other = dice.pick(&all).get(0).unwrap();
            if other.start() < whole.end() {
                return format!("{before}{after}");
            }
            format!(
                "{before}{}{}{element}{}",
                other.as_str(),
                &text[whole.end()..other.start()],
                &text[other.end()..]
            )
        }
        _ => format!("{}{}{}", &text[..value.start()], dice.pick(&values), &text[value.end()..]),
    }
}

/// What xmllint says of each document.
fn judged(xsd: &Path, documents: &[PathBuf]) -> BTreeMap<PathBuf, bool> {
    let output = Command::new("xmllint")
        .args(["--nonet", "--noout", "--schema"])
        .arg(xsd)
        .args(documents)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let verdicts: BTreeMap<PathBuf, bool> = said
        .lines()
        .filter_map(|line| {
            let valid = line.strip_suffix(" validates").map(|name| (name, true));
            valid.or_else(|| Some((line.strip_suffix(" fails to validate")?, false)))
        })
        .map(|(name, verdict)| (PathBuf::from(name), verdict))
        .collect();
    assert_eq!(verdicts.len(), documents.len(), "{said}");
    verdicts
}

#[test]
fn damaged_xml_gets_the_same_verdict_from_everybody() {
    let Some(fim) = data::fim() else { return };
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("SKIPPED: xmllint is not installed");
        return;
    }
    let folder = std::env::temp_dir().join(format!("norm-fim-verdicts-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let leaf = regex::Regex::new("<([FG][0-9.V]+)>([^<]*)</[FG][0-9.V]+>").unwrap();
    // The reference keeps a `$` that XML Schema reads as a letter.
    let dollar = regex::Regex::new(r#"(<xs:pattern value="[^"]*)\$""#).unwrap();
    let mut dice = Dice(11);
    let (mut valid, mut invalid, mut wrong) = (0, 0, Vec::new());
    for (name, form) in names(&fim) {
        for (naming, word) in STYLES {
            let text = fim.join(format!("reference/xsd-{word}/{name}.xsd"));
            let text = std::fs::read_to_string(text).unwrap();
            let (reference, generated) = (folder.join("reference.xsd"), folder.join("ours.xsd"));
            std::fs::write(&reference, dollar.replace_all(&text, "$1\"").as_ref()).unwrap();
            let ours = xml_schema(form.schema(), GenerateOptions { naming, code_lists: None });
            std::fs::write(&generated, ours).unwrap();
            let mut documents = Vec::new();
            for kind in ["minimal", "voll"] {
                let path = fim.join(format!("reference/fachdaten/{name}.{kind}.{word}.xml"));
                let text = std::fs::read_to_string(path).unwrap();
                for number in 0..8 {
                    let path = folder.join(format!("{kind}-{number}.xml"));
                    let changed = damaged_xml(&text, &leaf, &mut dice);
                    std::fs::write(&path, &changed).unwrap();
                    documents.push((path, changed));
                }
            }
            let paths: Vec<PathBuf> = documents.iter().map(|(path, _)| path.clone()).collect();
            let theirs = judged(&reference, &paths);
            let ours = judged(&generated, &paths);
            for (path, text) in &documents {
                let own = fits_xml(&form, text);
                if theirs[path] != ours[path] || ours[path] != own {
                    wrong.push(format!(
                        "{name} {word}: reference {}, generated {}, own {own}\n{text}",
                        theirs[path], ours[path]
                    ));
                }
                if own { valid += 1 } else { invalid += 1 }
            }
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    eprintln!("{valid} valid, {invalid} invalid");
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(valid > 100 && invalid > 500, "{valid} valid, {invalid} invalid");
}
