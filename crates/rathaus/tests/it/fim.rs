//! `rathaus fim` as people and machines call it: what it prints and how it ends.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// What a call printed, and how it ended.
struct Said {
    status: i32,
    out: String,
    err: String,
}

impl Said {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}", self.out))
    }
}

fn fim(arguments: &[&str]) -> Said {
    let output = Command::new(env!("CARGO_BIN_EXE_rathaus"))
        .arg("fim")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the program runs");
    Said {
        status: output.status.code().expect("it ends by itself"),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    }
}

fn data() -> Option<PathBuf> {
    testkit::shared_data("fim")
}

fn name(path: &Path) -> &str {
    path.to_str().expect("a readable name")
}

/// The schemas with their name (`S…V1.0.0`), a few of them: every call is a process.
fn schemas(fim: &Path, step: usize) -> Vec<(String, PathBuf)> {
    let mut all: Vec<(String, PathBuf)> = fs::read_dir(fim.join("xdf3"))
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").path())
        .filter_map(|path| {
            let file = path.file_name()?.to_str()?.strip_suffix("_xdf3.xml")?.to_owned();
            Some((file, path))
        })
        .collect();
    all.sort();
    all.into_iter().step_by(step).collect()
}

#[test]
fn info_says_what_the_index_of_the_official_exports_says() {
    let Some(folder) = data() else { return };
    let index = fs::read_to_string(folder.join("xdf3/INDEX.tsv")).expect("the index");
    let mut lines = index.lines();
    let head: Vec<&str> = lines.next().expect("a head").split('\t').collect();
    for line in lines {
        let row: BTreeMap<&str, &str> = head.iter().copied().zip(line.split('\t')).collect();
        let said = fim(&["info", "--json", name(&folder.join("xdf3").join(row["file"]))]);
        let info = said.json();
        assert_eq!(said.status, 0, "{}", said.err);
        for (ours, theirs) in [
            ("id", "fim_id"),
            ("version", "version"),
            ("status", "status"),
            ("name", "name"),
            ("steckbrief", "steckbrief"),
        ] {
            assert_eq!(info[ours], row[theirs], "{line}");
        }
        for count in ["fields", "groups", "rules"] {
            assert_eq!(info[count].to_string(), row[count], "{line}");
        }
        assert_eq!(info["findings"], serde_json::json!([]));
    }
}

#[test]
fn check_prints_the_rows_of_the_official_report() {
    let Some(folder) = data() else { return };
    let report = fs::read_to_string(folder.join("reference/qs-messages.tsv")).expect("the report");
    let head = report.lines().next().expect("a head");
    for (schema, path) in schemas(&folder, 5) {
        let said = fim(&["check", name(&path)]);
        let mut ours: Vec<&str> = said.out.lines().skip(1).collect();
        let mut theirs: Vec<&str> =
            report.lines().filter(|l| l.split('\t').next() == Some(&schema)).collect();
        ours.sort_unstable();
        theirs.sort_unstable();
        assert_eq!(ours, theirs, "{schema}");
        assert_eq!(said.out.lines().next(), Some(head));
        assert_eq!(said.status, i32::from(!theirs.is_empty()));
        let rows = fim(&["check", "--json", name(&path)]).json();
        assert_eq!(rows.as_array().map(Vec::len), Some(theirs.len()));
        assert!(rows[0]["message"].as_str().is_some_and(|m| !m.is_empty()));
    }
}

#[test]
fn schemas_are_written_in_the_style_asked_for() {
    let Some(folder) = data() else { return };
    let (schema, path) = schemas(&folder, 35).remove(0);
    let (id, _) = schema.split_once('V').expect("an id with a version");
    for (style, root) in [("versioned", schema.as_str()), ("local", &schema), ("fit-connect", id)] {
        let xsd = fim(&["xsd", "--naming", style, name(&path)]);
        assert_eq!(xsd.status, 0, "{}", xsd.err);
        let root =
            if style == "fit-connect" { root.replacen("000", "", 1) } else { root.to_owned() };
        assert!(xsd.out.contains(&format!("<xs:element name=\"{root}\">")), "{style}: {root}");
        let json = fim(&["json-schema", "--naming", style, name(&path)]).json();
        assert_eq!(json["$defs"].is_object(), style == "versioned");
        let said = fim(&["xsd", "--json", "--naming", style, name(&path)]).json();
        assert_eq!(said["xsd"], xsd.out);
    }
    let wrong = fim(&["xsd", "--naming", "latin", name(&path)]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.err.contains("no naming style"), "{}", wrong.err);
}

#[test]
fn documents_get_a_verdict_each_with_path_and_reason() {
    let Some(folder) = data() else { return };
    let documents = folder.join("reference/fachdaten");
    for (schema, path) in schemas(&folder, 12) {
        let mut files = Vec::new();
        for kind in ["minimal", "voll"] {
            for style in ["local", "versioned"] {
                for ending in ["json", "xml"] {
                    let file = documents.join(format!("{schema}.{kind}.{style}.{ending}"));
                    files.push(name(&file).to_owned());
                }
            }
        }
        for command in ["validate", "roundtrip"] {
            let mut call = vec![command, "--json", name(&path)];
            call.extend(files.iter().map(String::as_str));
            let said = fim(&call);
            assert_eq!(said.status, 0, "{}", said.out);
            let key = if command == "validate" { "valid" } else { "same" };
            let all = said.json();
            let all = all.as_array().expect("one for each");
            assert!(all.len() == 8 && all.iter().all(|v| v[key] == true), "{}", said.out);
        }
        let text = fs::read_to_string(&files[0]).expect("a document");
        let broken = tempfile::tempdir().expect("a folder");
        let file = broken.path().join("broken.json");
        fs::write(&file, text.replacen('{', "{\"F99999999999\": 1,", 1)).expect("written");
        let said = fim(&["validate", name(&path), &files[0], name(&file)]);
        assert_eq!(said.status, 1);
        assert!(said.out.contains(": valid\n") && said.out.contains(": invalid\n"), "{}", said.out);
        assert!(said.out.contains("F99999999999 [unknown-key]"), "{}", said.out);
        let said = fim(&["roundtrip", name(&path), name(&file)]);
        assert_eq!((said.status, said.out.contains("differs: F99999999999")), (1, true));
    }
}

#[test]
fn rules_come_in_the_shape_of_the_official_translation() {
    let Some(folder) = data() else { return };
    let mut open = 0;
    for (schema, path) in schemas(&folder, 4) {
        let said = fim(&["rules", "--json", "--state", "NW", name(&path)]);
        let elements = said.json();
        let mut texts = 0;
        for element in elements.as_array().expect("a list of elements") {
            assert!(element["element"].is_string() && element["version"].is_string());
            texts += element["freitext"].as_array().map_or(0, Vec::len);
            for rule in element["translated"].as_array().expect("rules") {
                assert!(
                    ["require", "forbid", "valid"].contains(&rule["effect"].as_str().unwrap_or(""))
                );
                assert!(rule["message"].as_str().is_some_and(|m| !m.is_empty()), "{rule}");
                assert!(serde_json::from_value::<norm_fim::Rule>(rule.clone()).is_ok(), "{rule}");
            }
            for text in element["uncompiled"].as_array().expect("texts") {
                assert!(text["reason"].as_str().is_some_and(|r| r.len() > 10), "{text}");
                assert!(text["freitextRegel"].is_string() && text["place"].is_string());
            }
        }
        let uncompiled = said.out.matches("\"reason\":").count();
        open += uncompiled;
        assert_eq!(said.status, i32::from(uncompiled > 0), "{schema}");
        let listed = fim(&["rules", "--state", "NW", name(&path)]);
        assert_eq!(listed.out.matches("NOT COMPILED").count(), uncompiled, "{schema}");
        assert!(texts > 0 || elements == serde_json::json!([]), "{schema}");
    }
    assert!(open > 0, "the corpus holds texts that need a person");
}

#[test]
fn editions_are_converted_both_ways() {
    let Some(folder) = data() else { return };
    let place = tempfile::tempdir().expect("a folder");
    for (schema, path) in schemas(&folder, 9) {
        let older = fim(&["convert", "--to", "2", "--lists-to", name(place.path()), name(&path)]);
        assert_eq!(older.status, 0, "{}", older.err);
        let file = place.path().join("older.xml");
        fs::write(&file, &older.out).expect("written");
        let lists = name(place.path());
        let newer = fim(&["convert", "--to", "3", name(&file)]);
        assert_eq!(newer.status, 0, "{}", newer.err);
        let back = place.path().join("newer.txt");
        fs::write(&back, &newer.out).expect("written");
        let (before, after) =
            (fim(&["info", "--json", name(&path)]), fim(&["info", "--json", name(&back)]));
        for key in ["id", "version", "name", "fields", "groups", "rules"] {
            assert_eq!(before.json()[key], after.json()[key], "{schema} {key}");
        }
        fs::remove_file(&file).expect("it was there");
        let checked = fim(&["check", "--code-lists", lists, name(&back)]);
        assert!(checked.out.starts_with("schema\t"), "{}", checked.err);
    }
}

#[test]
fn what_cannot_be_read_is_said_with_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |file: &str, text: &str| {
        let path = folder.path().join(file);
        fs::write(&path, text).expect("written");
        name(&path).to_owned()
    };
    let bomb = write("bomb.xml", "<!DOCTYPE a [<!ENTITY b \"x\">]><a>&b;</a>");
    let cut = write("cut.xml", "<a>\n<b>");
    let other = write("other.xml", "<a xmlns=\"urn:other\"/>");
    for (file, words) in [
        (bomb.as_str(), "line 1: a document type declaration is not accepted"),
        (cut.as_str(), "line 2"),
        (other.as_str(), "unknown namespace \"urn:other\""),
        ("absent.xml", "absent.xml: "),
    ] {
        for command in ["info", "check", "xsd", "json-schema", "rules"] {
            let said = fim(&[command, file]);
            assert_eq!((said.status, said.out.as_str()), (2, ""), "{command} {file}");
            assert!(said.err.contains(words), "{command} {file}: {}", said.err);
            let said = fim(&[command, "--json", file]);
            let error = said.json()["error"].as_str().expect("a reason").to_owned();
            assert!(said.status == 2 && error.contains(words), "{error}");
        }
    }
    // A gigabyte that takes no room on the disk.
    let huge = folder.path().join("huge.xml");
    fs::File::create(&huge).and_then(|f| f.set_len(1 << 30)).expect("a sparse file");
    let start = std::time::Instant::now();
    let said = fim(&["info", name(&huge)]);
    assert!(said.status == 2 && said.err.contains("larger than 64 MiB"), "{}", said.err);
    assert!(start.elapsed() < std::time::Duration::from_secs(10));
}

#[test]
fn strict_mode_refuses_what_is_odd() {
    let Some(folder) = data() else { return };
    let file = folder.join("fixtures-parser/v3/unexpected-node.xml");
    let odd = fim(&["info", name(&file)]);
    assert!(odd.status == 1 && odd.out.contains("unknown-element"), "{}", odd.out);
    let refused = fim(&["info", "--strict", name(&file)]);
    assert!(refused.status == 2 && refused.err.contains("unknown"), "{}", refused.err);
}
