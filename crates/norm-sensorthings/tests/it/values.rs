//! JSON as it was written, and times as they are written.

use norm_sensorthings::Json;
use norm_sensorthings::json::{Number, locate, place};
use norm_sensorthings::limits::JSON_DEPTH_MAX;
use norm_sensorthings::time::{Instant, TimeValue, format_duration, parse_duration};

use crate::town::json;

#[test]
fn json_keeps_what_was_written() {
    for text in [
        r#"{"b":10.0,"a":[1e5,-0,0.10,123456789012345678901234567890],"c":null}"#,
        r#"["\"\\/\b\f\n\r\t","ä\u0000€"]"#,
    ] {
        let read = json(text);
        assert_eq!(json(&read.to_string()), read);
    }
    assert_eq!(json(r#"{"b":10.0,"a":-0}"#).to_string(), r#"{"b":10.0,"a":-0}"#);
    assert_eq!(json(r#""\ud83d\ude00\u00e4""#).as_text(), Some("😀ä"));
    assert_eq!(json("\u{feff} 1 "), json("1"));
    assert!(json("1.0").means(&json("1")) && json("1.0") != json("1"));
    assert!(json(r#"{"a":1,"b":2}"#).means(&json(r#"{"b":2,"a":1.0}"#)));
    assert_eq!(Number::from_f64(-0.0).map(|n| n.to_string()), Some("0".to_owned()));
    assert_eq!(Number::from_f64(30.8).map(|n| n.to_string()), Some("30.8".to_owned()));
    assert_eq!(Number::from_f64(f64::NAN), None);
}

#[test]
fn broken_json_is_shown_where_it_breaks() {
    let deep = "[".repeat(JSON_DEPTH_MAX + 2);
    for (text, line, column, message) in [
        ("", 1, 1, "expected a JSON value"),
        ("{\"a\":1,\n \"ä\" 2}", 2, 6, "expected ':'"),
        ("{\"a\":1,\"a\":2}", 1, 8, "stands twice"),
        ("[1,]", 1, 4, "expected a JSON value"),
        ("[01]", 1, 2, "no JSON number"),
        ("[1.]", 1, 2, "no JSON number"),
        ("[+1]", 1, 2, "expected a JSON value"),
        ("[NaN]", 1, 2, "expected a JSON value"),
        ("'a'", 1, 1, "expected a JSON value"),
        ("\"a", 1, 3, "closing"),
        ("\"a\tb\"", 1, 3, "control character"),
        ("\"\\x\"", 1, 2, "no such escape"),
        ("\"\\ud800\"", 1, 2, "surrogate"),
        ("\"\\u12\"", 1, 2, "four hexadecimal"),
        ("1 2", 1, 3, "there is more"),
        (&deep, 1, JSON_DEPTH_MAX + 2, "nested deeper"),
    ] {
        let error = Json::parse(text).expect_err(text);
        assert!(error.message.contains(message), "{text}: {error}");
        assert_eq!((error.line, error.column), (line, column), "{text}: {error}");
    }
    // Doubles are found among many members, too.
    let members: Vec<String> = (0..30).map(|n| format!("\"n{}\":0", n % 29)).collect();
    let error = Json::parse(&format!("{{{}}}", members.join(","))).unwrap_err();
    assert!(error.message.contains("\"n0\" stands twice"), "{error}");
    let error = Json::parse_bytes(b"[\"a\xff\"]").unwrap_err();
    assert_eq!((error.offset, error.column), (3, 4));
}

#[test]
fn pointers_lead_to_places() {
    let text = "{\"a\": {\"b/c\": [1, {\"}\": \"]\"},\n true]}, \"d\": 2}";
    let read = json(text);
    for (pointer, found) in [
        ("", "{\"a\""),
        ("/a", "{\"b"),
        ("/a/b~1c/1/}", "\"]\""),
        ("/a/b~1c/2", "true"),
        ("/d", "2"),
        // Where nothing is, the last place on the way.
        ("/a/x", "{\"b"),
        ("/a/b~1c/9", "[1"),
    ] {
        let offset = locate(text, pointer).expect("a place");
        assert!(text[offset..].starts_with(found), "{pointer}: {}", &text[offset..]);
    }
    assert_eq!(place(text, locate(text, "/a/b~1c/2").expect("a place")), (2, 2));
    assert_eq!(read.pointer("/a/b~1c/01"), None);
}

/// Wide and long inputs take about as long as reading takes; quadratic steps would take minutes.
#[test]
fn wide_inputs_are_read_in_linear_time() {
    let started = std::time::Instant::now();
    let members: Vec<String> = (0..200_000).map(|n| format!("\"name{n}\":{n}")).collect();
    let text = format!("{{{}}}", members.join(","));
    let wide = json(&text);
    assert!(wide.means(&wide.clone()));
    assert_eq!(place(&text, locate(&text, "/name199999").expect("a place")).0, 1);
    let filter = vec!["'a'"; 4_900].join(",");
    let filter = format!("name in ({filter})");
    assert!(norm_sensorthings::query::parse_filter(&filter).is_ok());
    let quotes = format!("name eq '{}'", "''".repeat(30_000));
    assert!(norm_sensorthings::query::parse_filter(&quotes).is_ok());
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn times_are_read_as_people_and_devices_write_them() {
    for (text, utc) in [
        ("2026-05-04T08:00:00Z", "2026-05-04T08:00:00Z"),
        ("2026-05-04t08:00:00z", "2026-05-04T08:00:00Z"),
        ("2026-05-04T08:00Z", "2026-05-04T08:00:00Z"),
        ("2026-05-04T08:00:00.000Z", "2026-05-04T08:00:00Z"),
        ("2026-05-04T08:00:00.123456789Z", "2026-05-04T08:00:00.123456789Z"),
        ("2026-05-04T08:00:00.5000000000Z", "2026-05-04T08:00:00.5Z"),
        ("2026-05-04T08:00:00+02:00", "2026-05-04T06:00:00Z"),
        ("2026-05-04T08:00:00+0200", "2026-05-04T06:00:00Z"),
        ("2026-05-04T08:00:00-03", "2026-05-04T11:00:00Z"),
        ("2024-02-29T23:59:60Z", "2024-02-29T23:59:59Z"),
        (
            "2026-05-04T08:00:00Z/2026-05-04T09:00:00+00:30",
            "2026-05-04T08:00:00Z/2026-05-04T08:30:00Z",
        ),
    ] {
        assert_eq!(text.parse::<TimeValue>().unwrap().to_string(), utc, "{text}");
    }
    for (text, offset) in [
        ("2026-05-04T08:00:00", 19),
        ("2026-05-04", 10),
        ("2026-5-04T08:00:00Z", 5),
        ("2025-02-29T08:00:00Z", 0),
        ("2026-05-04T24:00:00Z", 11),
        ("2026-05-04T08:00:00+25:00", 19),
        ("2026-05-04T08:00:00.Z", 20),
        ("2026-05-04T08:00:00.1234567891Z", 20),
        ("2026-05-04T08:00:00Zx", 20),
        ("0000-01-01T00:00:00+01:00", 0),
        ("9999-12-31T23:59:59-23:00", 0),
    ] {
        assert_eq!(text.parse::<Instant>().unwrap_err().offset, offset, "{text}");
    }
    let instant: Instant = "2026-05-04T08:00:00.25+05:45".parse().unwrap();
    assert_eq!(instant.with_offset(), "2026-05-04T08:00:00.25+05:45");
    assert_eq!(instant.offset_minutes(), 345);
}

#[test]
fn durations_are_written_shortly() {
    for (text, short) in [
        ("PT0S", "PT0S"),
        ("P1D", "P1D"),
        ("PT24H", "P1D"),
        ("P1W", "P7D"),
        ("PT90M", "PT1H30M"),
        ("P1DT0.5S", "P1DT0.5S"),
        ("-PT5M", "-PT5M"),
    ] {
        assert_eq!(format_duration(parse_duration(text).unwrap()), short);
    }
    for text in [
        "",
        "P",
        "PT",
        "1D",
        "P1",
        "P1M",
        "P1Y",
        "PT1S1M",
        "P1.5D",
        "PT1D",
        "P1DT",
        "P99999999999999999999D",
    ] {
        assert!(parse_duration(text).is_err(), "{text}");
    }
}
