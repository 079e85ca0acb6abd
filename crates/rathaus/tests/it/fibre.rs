//! `rathaus xtrasse`, `roadworks` and `addresses` as people and machines call them.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

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

fn rathaus(arguments: &[&str]) -> Said {
    let output = Command::new(env!("CARGO_BIN_EXE_rathaus"))
        .args(arguments)
        .output()
        .expect("the program runs");
    Said {
        status: output.status.code().expect("it ends by itself"),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    }
}

fn data(name: &str) -> Option<String> {
    let path: PathBuf = testkit::shared_data(&format!("broadband/{name}"))?;
    Some(path.to_str().expect("a readable name").to_owned())
}

#[test]
fn the_verdict_on_a_plan_has_path_and_reason() {
    let (Some(good), Some(bad)) =
        (data("xtrasse/plan_open_trench.gml"), data("xtrasse/invalid_enum_code.gml"))
    else {
        return;
    };
    assert_eq!(rathaus(&["xtrasse", "check", &good]).status, 0);
    let said = rathaus(&["xtrasse", "check", "--json", &good, &bad]);
    assert_eq!(said.status, 1);
    let json = said.json();
    assert_eq!(json[0]["accepted"], true);
    assert_eq!(json[0]["features"], 28);
    assert_eq!(json[1]["accepted"], false);
    let finding = &json[1]["findings"][0];
    assert!(finding["path"].as_str().expect("a path").ends_with("/legeverfahren"));
    assert!(finding["message_de"].as_str().expect("words").contains("4711"));
    let german = rathaus(&["xtrasse", "check", "--language", "de", &bad]);
    assert!(german.out.contains("abgelehnt") && german.out.contains("Codeliste"), "{}", german.out);
    let nothing = rathaus(&["xtrasse", "check", "--json", "does-not-exist.gml"]);
    assert_eq!(nothing.status, 2);
    assert!(nothing.json()["error"].as_str().expect("words").contains("does-not-exist"));
}

#[test]
fn a_plan_is_converted_there_and_back() {
    let Some(plan) = data("xtrasse/plan_trenching_mindertief.gml") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let name = |file: &str| folder.path().join(file).to_str().expect("readable").to_owned();
    let (json, gml, again) = (name("a.json"), name("b.gml"), name("c.json"));
    for (from, to) in [(&plan, &json), (&json, &gml), (&gml, &again)] {
        let said = rathaus(&["xtrasse", "convert", from, "--output", to]);
        assert_eq!((said.status, said.out.as_str()), (0, ""), "{}", said.err);
    }
    let read = |path: &str| std::fs::read_to_string(path).expect("it was written");
    assert_eq!(read(&json), read(&again));
    assert!(read(&gml).starts_with("<?xml"));
    let Some(bad) = data("xtrasse/invalid_dangling_ref.gml") else { return };
    assert_eq!(rathaus(&["xtrasse", "convert", &bad]).status, 1);
}

#[test]
fn a_feed_is_written_in_every_format() {
    let Some(feed) = data("wzdx/examples/scenario4_detour_linestring_example.geojson") else {
        return;
    };
    let id = "a15f7570-b7e6-4367-8ad9-3a462eea65dd";
    for (format, start) in [
        ("wzdx", "{"),
        ("geojson", "{"),
        ("cifs", "{"),
        ("cifs-xml", "<?xml"),
        ("datex2", "<?xml"),
        ("ical", "BEGIN:VCALENDAR\r\n"),
    ] {
        let said = rathaus(&["roadworks", "feed", "--format", format, "--from", &feed]);
        assert_eq!(said.status, 0, "{format}: {}", said.err);
        assert!(said.out.starts_with(start) && said.out.contains(id), "{format}");
    }
}

#[test]
fn raw_pages_are_read_packed_and_every_defect_is_named() {
    let Some(page) = data("addresses/essen_wfs_page_000.gml.gz") else { return };
    let said = rathaus(&["addresses", "import", "--json", &page]);
    assert_eq!(said.status, 0, "{}", said.err);
    let json = said.json();
    assert_eq!(json[0]["rows"], 1000);
    assert_eq!(json[0]["counts"]["axes_swapped"], 1000);
    assert_eq!(json[0]["counts"]["number_missing"], 34);
    let total: u64 =
        json[0]["counts"].as_object().expect("counts").values().filter_map(Value::as_u64).sum();
    assert_eq!(json[0]["defects"].as_array().map(|d| d.len() as u64), Some(total));
}

#[test]
fn a_list_of_two_thousand_is_matched() {
    let (Some(register), Some(list)) =
        (data("addresses/essen_sued_town.csv"), data("addresses/operator_list_2000.csv"))
    else {
        return;
    };
    let call = ["addresses", "match", "--register", &register, "--list", &list];
    let said = rathaus(&[&call[..], &["--json"]].concat());
    assert_eq!(said.status, 0, "{}", said.err);
    let json = said.json();
    let rows = json["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 2_000);
    let truth = |row: &Value| row["fields"][4].as_str().expect("the fifth column").to_owned();
    let real = rows.iter().filter(|row| !truth(row).is_empty()).count();
    let right = rows.iter().filter(|row| row["objectid"] == truth(row).as_str()).count();
    let wrong = rows
        .iter()
        .filter(|row| row["objectid"].is_string() && row["objectid"] != truth(row).as_str());
    assert!(right * 100 >= real * 98, "{right} of {real}");
    assert!(wrong.count() * 1_000 <= rows.len());
    let table = rathaus(&call);
    assert_eq!(table.out.lines().count(), 2_001);
    assert!(table.out.starts_with(
        "strasse;hausnummer;adresse;status;truth_objectid;noise;objectid;score;reason"
    ));
}
