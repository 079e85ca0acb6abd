//! The other formats: the same identifiers, dates and coordinates in all of them.

use std::collections::BTreeSet;
use std::process::Command;

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use norm_roadworks::{
    Feed, Place, Problem, Status, Work, to_cifs_json, to_cifs_xml, to_datex2, to_geojson, to_ical,
    to_wzdx,
};
use proptest::prelude::*;
use quick_xml::events::Event;
use serde_json::Value as Json;

use crate::samples::{data, feed, work};

/// What every format must say of a site.
#[derive(Debug, Clone, PartialEq)]
struct Told {
    id: String,
    start: Timestamp,
    end: Timestamp,
    points: Vec<[f64; 2]>,
}

fn zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(2))
}

fn truth(feed: &Feed) -> Vec<Told> {
    let told = |work: &Work| Told {
        id: work.id.clone(),
        start: work.span.start_date,
        end: work.span.end_date,
        points: work.place.points().to_vec(),
    };
    feed.works.iter().map(told).collect()
}

fn moment(json: &Json) -> Timestamp {
    json.as_str().expect("a text").parse().expect("a moment")
}

fn pairs(numbers: &[f64], lat_first: bool) -> Vec<[f64; 2]> {
    numbers.chunks_exact(2).map(|c| if lat_first { [c[1], c[0]] } else { [c[0], c[1]] }).collect()
}

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().map(|word| word.parse().expect("a number")).collect()
}

fn of_features(text: &str, start: &str, end: &str) -> Vec<Told> {
    let json: Json = serde_json::from_str(text).expect("JSON");
    let told = |feature: &Json| Told {
        id: feature["id"].as_str().expect("an identifier").to_owned(),
        start: moment(&feature["properties"][start]),
        end: moment(&feature["properties"][end]),
        points: serde_json::from_value(feature["geometry"]["coordinates"].clone()).expect("points"),
    };
    json["features"].as_array().expect("a list").iter().map(told).collect()
}

fn of_cifs_json(text: &str) -> Vec<Told> {
    let json: Json = serde_json::from_str(text).expect("JSON");
    let told = |item: &Json| {
        let incident = &item["incident"];
        Told {
            id: incident["id"].as_str().expect("an identifier").to_owned(),
            start: moment(&incident["starttime"]),
            end: moment(&incident["endtime"]),
            points: pairs(&numbers(incident["polyline"].as_str().expect("a line")), true),
        }
    };
    json["incidents"].as_array().expect("a list").iter().map(told).collect()
}

/// The paths of all elements with their text, and the `id` attributes, in document order.
fn elements(xml: &str) -> Vec<(String, String)> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut path, mut out) = (Vec::<String>::new(), Vec::new());
    let mut text = String::new();
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(start) => {
                path.push(start.name().into_inner().to_owned());
                text.clear();
                for attribute in start.attributes() {
                    let attribute = attribute.expect("sound");
                    let key = attribute.key.into_inner();
                    if key == "id" {
                        out.push((format!("{}@id", path.join("/")), attribute.value.into_owned()));
                    }
                }
            }
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::End(_) => {
                out.push((path.join("/"), std::mem::take(&mut text).trim().to_owned()));
                path.pop();
            }
            Event::Eof => return out,
            _ => {}
        }
    }
}

fn of_xml(xml: &str, id: &str, start: &str, end: &str, points: &str) -> Vec<Told> {
    let elements = elements(xml);
    let all = |ending: &str| -> Vec<String> {
        elements.iter().filter(|(p, _)| p.ends_with(ending)).map(|(_, t)| t.clone()).collect()
    };
    let (ids, starts, ends, lines) = (all(id), all(start), all(end), all(points));
    assert_eq!([starts.len(), ends.len(), lines.len()], [ids.len(); 3]);
    let told = |at: usize| Told {
        id: ids[at].clone(),
        start: starts[at].parse().expect("a moment"),
        end: ends[at].parse().expect("a moment"),
        points: pairs(&numbers(&lines[at]), true),
    };
    (0..ids.len()).map(told).collect()
}

fn of_ical(text: &str) -> Vec<Told> {
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    let unfolded = text.replace("\r\n ", "");
    let value = |event: &str, name: &str| {
        let line = event.lines().find(|l| l.starts_with(name)).unwrap_or_default();
        let text = line.split_once(name).map_or("", |(_, rest)| rest);
        text.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    };
    let moment = |text: String| {
        let stamp = jiff::fmt::strtime::parse("%Y%m%dT%H%M%SZ", text).expect("a moment");
        let moment = stamp.to_datetime().expect("a moment");
        moment.to_zoned(TimeZone::UTC).expect("in range").timestamp()
    };
    unfolded
        .split("BEGIN:VEVENT")
        .skip(1)
        .map(|event| {
            let data = event.lines().find(|l| l.starts_with("STRUCTURED-DATA")).expect("a place");
            let place = data.split_once("rfc7946\":").expect("a value").1.replace("\\,", ",");
            let place: Json = serde_json::from_str(&place).expect("GeoJSON");
            Told {
                id: value(event, "UID:"),
                start: moment(value(event, "DTSTART:")),
                end: moment(value(event, "DTEND:")),
                points: serde_json::from_value(place["coordinates"].clone()).expect("points"),
            }
        })
        .collect()
}

proptest! {
    /// One record, five formats (CIFS twice), the same words in all of them.
    #[test]
    fn all_formats_tell_the_same(works in proptest::collection::vec(work(), 0..5)) {
        let feed = feed(works);
        let truth = truth(&feed);
        prop_assert_eq!(&of_features(&to_wzdx(&feed), "start_date", "end_date"), &truth);
        prop_assert_eq!(&of_features(&to_geojson(&feed), "start", "end"), &truth);
        prop_assert_eq!(&of_cifs_json(&to_cifs_json(&feed, &zone())), &truth);
        let cifs = to_cifs_xml(&feed, &zone());
        prop_assert_eq!(&of_xml(&cifs, "incident@id", "starttime", "endtime", "polyline"), &truth);
        let datex = to_datex2(&feed, &zone());
        let told = of_xml(&datex, "situation@id", "overallStartTime", "overallEndTime", "posList");
        prop_assert_eq!(&told, &truth);
        prop_assert_eq!(&of_ical(&to_ical(&feed)), &truth);
    }
}

fn one(change: impl FnOnce(&mut Work)) -> Feed {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let tree = work().new_tree(&mut runner).expect("works can be made");
    let mut work = proptest::strategy::ValueTree::current(&tree);
    change(&mut work);
    feed(vec![work])
}

#[test]
fn the_example_of_cifs_has_the_same_fields_in_the_same_form() {
    let Some(folder) = data() else { return };
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("the file is there");
    let theirs: Json = serde_json::from_str(&read("cifs/example.json")).expect("JSON");
    let ours: Json = serde_json::from_str(&to_cifs_json(&one(|_| ()), &zone())).expect("JSON");
    let keys = |json: &Json| -> BTreeSet<String> {
        json["incidents"][0]["incident"].as_object().expect("an object").keys().cloned().collect()
    };
    assert_eq!(keys(&theirs), keys(&ours));
    let names = |xml: &str| -> Vec<String> { elements(xml).into_iter().map(|(p, _)| p).collect() };
    let ours = to_cifs_xml(&one(|_| ()), &zone());
    assert_eq!(names(&read("cifs/example.xml")), names(&ours));
}

/// Elements that the German example does not have, but DATEX II 2.0 does.
const BEYOND_THE_EXAMPLE: [&str; 4] = [
    "trafficConstrictionType",
    "management",
    "management/lifeCycleManagement",
    "roadInformation/roadName",
];

#[test]
fn datex_has_the_structure_of_the_german_example() {
    let Some(folder) = data() else { return };
    let path = folder.join("datex2/bw_situation_1487640.xml");
    let theirs = elements(&std::fs::read_to_string(path).expect("the file is there"));
    let theirs: Vec<String> = theirs.into_iter().map(|(p, _)| p).collect();
    let works = one(|work| {
        let zone = work.zone.as_mut().expect("works have one");
        zone.vehicle_impact = norm_roadworks::Impact::AllLanesClosed;
    });
    let ours = elements(&to_datex2(&works, &zone()));
    let mut last = 0;
    for (path, _) in ours.iter().filter(|(p, _)| !p.contains('@')) {
        if BEYOND_THE_EXAMPLE.iter().any(|known| path.ends_with(known)) {
            continue;
        }
        let at = theirs.iter().position(|p| p == path);
        let at = at.unwrap_or_else(|| panic!("the example has no {path}"));
        let record = path.matches('/').count() == 4;
        if record && path.contains("situationRecord/") {
            assert!(at >= last, "{path} stands too late");
            last = at;
        }
    }
}

#[test]
fn xmllint_takes_both_xml_formats() {
    let folder = std::env::temp_dir();
    for (name, text) in [
        ("rathaus-datex2.xml", to_datex2(&one(|_| ()), &zone())),
        ("rathaus-cifs.xml", to_cifs_xml(&one(|_| ()), &zone())),
    ] {
        let path = folder.join(format!("{}-{name}", std::process::id()));
        std::fs::write(&path, text).expect("the folder takes files");
        let ran = Command::new("xmllint").arg("--noout").arg(&path).status();
        std::fs::remove_file(&path).expect("it was just written");
        match ran {
            Ok(status) => assert!(status.success(), "{name}"),
            Err(_) => eprintln!("SKIPPED: xmllint is absent"),
        }
    }
}

#[test]
fn what_is_over_leaves_the_closures_and_is_taken_back() {
    let with = |status: Status| {
        one(move |work| work.zone.as_mut().expect("works have one").event_status = Some(status))
    };
    for (status, word) in [(Status::Cancelled, "cancel"), (Status::Completed, "end")] {
        let feed = with(status);
        assert!(of_cifs_json(&to_cifs_json(&feed, &zone())).is_empty());
        let datex = to_datex2(&feed, &zone());
        assert!(datex.contains(&format!("<{word}>true</{word}>")), "{datex}");
    }
    assert!(to_ical(&with(Status::Cancelled)).contains("STATUS:CANCELLED\r\n"));
}

#[test]
fn a_single_point_is_a_line_of_two_for_waze() {
    let feed = one(|work| work.place = Place::Points(vec![[7.0, 51.4]]));
    let told = of_cifs_json(&to_cifs_json(&feed, &zone()));
    assert_eq!(told[0].points, [[7.0, 51.4], [7.0, 51.4]]);
    assert!(to_cifs_json(&feed, &zone()).contains("51.400000 7.000000"));
}

#[test]
fn unsound_feeds_are_named() {
    let id = |feed: &Feed| feed.works[0].id.clone();
    let broken = one(|work| {
        work.span.end_date = work.span.start_date - jiff::SignedDuration::from_secs(1);
        work.core.road_names.clear();
        work.core.data_source_id = "?".to_owned();
        work.place = Place::Line(vec![[200.0, 51.4]]);
    });
    let id = id(&broken);
    assert_eq!(
        broken.problems(),
        [
            Problem::Street(id.clone()),
            Problem::Source(id.clone()),
            Problem::Dates(id.clone()),
            Problem::Place(id),
        ]
    );
}
