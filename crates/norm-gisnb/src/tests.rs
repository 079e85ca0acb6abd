//! Profiles read, layers written and checked.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const PROFILE: &str = r#"{"profiles":[{
 "id":"probe-1","issued":"2026-01-01","status":"complete","crs":"EPSG:25832",
 "steps":{"2":"plan","4":"as built"},
 "layers":[
  {"name":"Technik","geometry":"Point","subject":"node","within":true,"attributes":[
   {"name":"ID","type":"integer","required":true,"rule":"unique, running from 1","source":"running"},
   {"name":"Art","type":"integer","required":true,"codes":{"1":"PoP","99":"other"},
    "other":{"code":99,"text":"Art_Text"},"source":"kind|{pop=1,*=99}"},
   {"name":"Art_Text","type":"text","chars_max":10,"source":"words"}]},
  {"name":"Kunden","geometry":"Point","subject":"address","attributes":[
   {"name":"ID_Technik","type":"integer","required":true,"references":"Technik.ID","source":"link:node"},
   {"name":"fertig","type":"date","steps_excluded":["2"],"source":"ready"}]},
  {"name":"Trasse","geometry":"LineString","subject":"trench","continuous":true,"steps":["4"],"attributes":[]},
  {"name":"Mit","geometry":"LineString","optional":true,"attributes":[]}]}]}"#;

fn profile() -> Profile {
    read_profiles(PROFILE.as_bytes()).unwrap().remove(0)
}

fn subject(kind: &str, key: &str, geometry: Geometry, values: Value) -> Subject {
    let Value::Object(values) = values else { panic!("an object") };
    let values: BTreeMap<String, Value> = values.into_iter().collect();
    Subject { kind: kind.into(), key: key.into(), geometry, values }
}

fn at(x: f64, y: f64) -> Geometry {
    Geometry::Point((361_000.0 + x, 5_700_000.0 + y))
}

fn line(places: &[(f64, f64)]) -> Geometry {
    Geometry::Line(places.iter().map(|(x, y)| (361_000.0 + x, 5_700_000.0 + y)).collect())
}

fn town() -> Vec<Subject> {
    vec![
        subject("node", "n-1", at(1.0, 1.0), json!({"kind": "pop"})),
        subject("node", "n-2", at(2.0, 1.0), json!({"kind": "box", "words": "Verteiler"})),
        subject("address", "a-1", at(5.0, 5.0), json!({"node": "n-2", "ready": "2026-05-01"})),
        subject("trench", "t-1", line(&[(0.0, 0.0), (5.0, 0.0)]), json!({})),
        subject("trench", "t-2", line(&[(2.0, 4.0), (5.0, 0.0)]), json!({})),
    ]
}

fn area() -> Geometry {
    let corners = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)];
    let Geometry::Line(ring) = line(&corners) else { panic!("a line") };
    Geometry::Polygon(vec![ring])
}

fn kinds(step: &str, files: &[Layered], areas: &[Geometry]) -> Vec<(Kind, usize, String)> {
    let files: Vec<Delivery> =
        files.iter().map(|f| Delivery { file: &f.file, bytes: &f.bytes }).collect();
    let found = check(&profile(), step, &files, areas);
    found.into_iter().map(|f| (f.kind, f.feature, f.attribute)).collect()
}

#[test]
fn what_is_written_is_right() {
    let files = write(&profile(), "4", &town()).unwrap();
    assert_eq!(files.iter().map(|f| f.features).collect::<Vec<_>>(), [2, 1, 2, 0]);
    assert_eq!(kinds("4", &files, &[area()]), []);
    let technology: Value = serde_json::from_slice(&files[0].bytes).unwrap();
    let second = &technology["features"][1]["properties"];
    assert_eq!(*second, json!({"ID": 2, "Art": 99, "Art_Text": "Verteiler"}));
    let customers: Value = serde_json::from_slice(&files[1].bytes).unwrap();
    assert_eq!(customers["features"][0]["properties"]["ID_Technik"], 2);
    let plan = write(&profile(), "2", &town()).unwrap();
    assert_eq!(plan.len(), 3, "the trenches belong to the last step");
    assert!(!String::from_utf8_lossy(&plan[1].bytes).contains("fertig"));
}

#[test]
fn gaps_are_named_at_their_place() {
    let mut town = town();
    town[1].values.remove("words");
    town[2].values.insert("node".into(), "n-9".into());
    town[2].values.insert("ready".into(), "bald".into());
    town[4].geometry = line(&[(50.0, 50.0), (60.0, 60.0)]);
    let found = kinds("4", &write(&profile(), "4", &town).unwrap(), &[]);
    let wanted = [
        (Kind::OtherWithoutWords, 2, "Art"),
        (Kind::ValueMissing, 1, "ID_Technik"),
        (Kind::ValueType, 1, "fertig"),
        (Kind::NotContinuous, 0, ""),
    ];
    assert_eq!(found, wanted.map(|(k, n, a)| (k, n, a.to_owned())));
    town[0].geometry = at(11.0, 1.0);
    let found = kinds("4", &write(&profile(), "4", &town).unwrap(), &[area()]);
    assert_eq!(found[0], (Kind::OutsideArea, 1, String::new()));
}

#[test]
fn files_of_others_are_read_with_care() {
    let one = |file: &str, text: &str| {
        let found = check(&profile(), "2", &[Delivery { file, bytes: text.as_bytes() }], &[]);
        let found = found.into_iter().filter(|f| f.kind != Kind::LayerMissing);
        found.map(|f| f.kind).collect::<Vec<_>>()
    };
    let crs = r#""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::25832"}}"#;
    let points = |places: &str| {
        format!(
            r#"{{{crs},"features":[{{"geometry":{{"type":"Point","coordinates":{places}}},"properties":{{"ID":1,"Art":7}}}}]}}"#
        )
    };
    assert_eq!(one("Technik.shp", ""), [Kind::FileUnknown]);
    assert_eq!(one("Trasse.geojson", "{}"), [Kind::FileUnknown], "not of this step");
    assert_eq!(one("Technik.geojson", "{"), [Kind::FileUnreadable]);
    assert_eq!(one("Technik.geojson", r#"{"features":[]}"#), [Kind::ReferenceSystem]);
    assert_eq!(one("Technik.geojson", &format!("{{{crs}}}")), [Kind::FileUnreadable]);
    assert_eq!(one("Technik.geojson", &points("[361000,5700000]")), [Kind::Code]);
    assert_eq!(one("Technik.geojson", &points("[5700000,361000]")), [Kind::ReferenceSystem]);
    assert_eq!(one("Technik.geojson", &points("[361000]")), [Kind::Geometry, Kind::Code]);
    let twice = format!(
        r#"{{{crs},"features":[{{"geometry":null,"properties":{{"ID":3,"Art":1,"x":1}}}},{{"geometry":null,"properties":{{"ID":3,"Art":1}}}}]}}"#
    );
    let found = one("Technik.geojson", &twice);
    for kind in [Kind::AttributeUnknown, Kind::NotUnique, Kind::NotRunning] {
        assert!(found.contains(&kind), "{found:?}");
    }
}

#[test]
fn a_profile_that_contradicts_itself_says_where() {
    for (from, to, place) in [
        (r#""Technik.ID""#, r#""Technik.Nr""#, "layer Kunden, attribute ID_Technik"),
        (r#""text":"Art_Text""#, r#""text":"Mehr""#, "layer Technik, attribute Art"),
        (r#""code":99"#, r#""code":98"#, "layer Technik, attribute Art"),
        (r#""link:node""#, r#""link:""#, "source, character 6"),
        ("|{pop=1,*=99}", "|pop=1", "source, character 6: a table"),
        (r#""steps":["4"]"#, r#""steps":["5"]"#, "the step 5 is not"),
        (r#""name":"Mit""#, r#""name":"../Mit""#, "a name has letters"),
        (r#""name":"Mit""#, r#""name":"Trasse""#, "two layers have this name"),
        (r#""geometry":"Point""#, r#""geometry":"Punkt""#, "line 5, column"),
    ] {
        let error =
            read_profiles(PROFILE.replacen(from, to, 1).as_bytes()).unwrap_err().to_string();
        assert!(error.contains(place), "{from} → {to}: {error}");
    }
}

#[test]
fn nothing_is_delivered_with_half_a_profile() {
    let text = PROFILE.replace(r#""status":"complete","#, "");
    let half = read_profiles(text.as_bytes()).unwrap().remove(0);
    assert_eq!(half.state, State::Partial);
    assert_eq!(write(&half, "4", &[]).unwrap_err().kind, Kind::ProfilePartial);
    assert_eq!(write(&profile(), "3", &[]).unwrap_err().kind, Kind::StepUnknown);
    assert_eq!(check(&profile(), "3", &[], &[])[0].kind, Kind::StepUnknown);
}

#[test]
fn many_gaps_of_a_kind_are_named_some_times() {
    let town: Vec<Subject> =
        (0..500).map(|n| subject("node", &format!("n-{n}"), at(1.0, 1.0), json!({}))).collect();
    let mut files = write(&profile(), "2", &town).unwrap();
    files.truncate(1);
    let missing = kinds("2", &files, &[]).into_iter().filter(|f| f.0 == Kind::ValueMissing);
    assert_eq!(missing.count(), check::FINDINGS_PER_PLACE_MAX);
}

#[test]
fn the_skeleton_of_the_shared_data_is_read_and_blocks_delivery() {
    let path = "../../../shared/data/broadband/gisnb/profile-skeleton.json";
    let Ok(bytes) = std::fs::read(path) else {
        eprintln!("SKIPPED: {path} is not there");
        return;
    };
    let profiles = read_profiles(&bytes).unwrap();
    assert_eq!(profiles.len(), 4);
    for profile in &profiles {
        assert_eq!(write(profile, "4", &[]).unwrap_err().kind, Kind::ProfilePartial);
    }
    let ducts = profiles[1].layer("Leerrohre").unwrap();
    assert!(ducts.attribute("ID").is_some_and(|a| a.is_unique && a.is_running));
    assert_eq!(ducts.attribute("LR_Art").unwrap().codes.len(), 18);
}

proptest! {
    #[test]
    fn nothing_falls_over(text in "(?s).{0,200}", source in ".{0,30}") {
        let _ = read_profiles(text.as_bytes());
        let _ = Source::read(&source);
        let files = [Delivery { file: "Technik.geojson", bytes: text.as_bytes() }];
        prop_assert!(!check(&profile(), "4", &files, &[area()]).is_empty());
    }

    #[test]
    fn a_path_is_one_piece_until_somebody_cuts_it(
        steps in prop::collection::vec((-50.0f64..50.0, 0.5f64..50.0), 2..30), cut in 1usize..28,
    ) {
        let mut places = vec![(0.0, 0.0)];
        for (x, y) in steps {
            let last = places[places.len() - 1];
            places.push((last.0 + x, last.1 + y));
        }
        let mut lines: Vec<&[Point]> = places.windows(2).collect();
        prop_assert_eq!(place::pieces(&lines, 0.01), 1);
        let cut = cut.min(lines.len() - 1);
        if cut > 0 && cut + 1 < lines.len() {
            lines.remove(cut);
            prop_assert_eq!(place::pieces(&lines, 0.01), 2);
        }
    }
}
