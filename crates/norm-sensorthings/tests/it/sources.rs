//! What other networks publish, from the data folder and from bad days.

use norm_sensorthings::sources::{
    read_pegelonline, read_sensor_community, read_sensor_community_csv,
};

use crate::town::{data, json};

#[test]
fn a_day_of_air_is_read_without_loss() {
    let Some(folder) = data() else { return };
    for (name, quantities) in [
        ("2017-11-15_sds011_sensor_5331.csv", vec!["P1", "P2"]),
        ("2017-11-15_dht22_sensor_5332.csv", vec!["temperature", "humidity"]),
    ] {
        let text = std::fs::read_to_string(folder.join("sensor.community").join(name)).unwrap();
        let day = read_sensor_community_csv(&text);
        assert!(day.findings.is_empty(), "{:?}", day.findings);
        assert_eq!(day.stations.len(), 1);
        assert_eq!(day.stations[0].place.as_ref().unwrap().to_string(), "POINT (-2.077 57.138)");
        // Every filled cell of a quantity, with its digits.
        let lines: Vec<&str> = text.lines().skip(1).filter(|l| !l.is_empty()).collect();
        let cells = lines.iter().flat_map(|l| l.split(';').skip(6)).filter(|c| !c.is_empty());
        let written: Vec<&str> = day.readings.iter().map(|r| r.value.as_str()).collect();
        assert_eq!(written, cells.collect::<Vec<_>>());
        assert!(written.len() > 500);
        for reading in &day.readings {
            assert!(quantities.contains(&reading.quantity.as_str()));
        }
        let first = lines[0].split(';').nth(5).unwrap();
        assert_eq!(day.readings[0].time.to_string(), format!("{first}Z"));
    }
}

#[test]
fn live_air_and_gauges_are_read() {
    let Some(folder) = data() else { return };
    let read = |path: &str| json(&std::fs::read_to_string(folder.join(path)).unwrap());
    let live = read_sensor_community(&read("sensor.community/api_2019-04-25.json"));
    assert!(live.findings.is_empty(), "{:?}", live.findings);
    assert_eq!((live.stations.len(), live.readings.len()), (3, 10));
    assert_eq!(live.stations[0].name, "SDS011 2129");
    assert_eq!(live.readings[0].value.as_str(), "19.13");
    assert_eq!(live.readings[0].time.to_string(), "2019-04-25T01:51:12Z");
    let gauge = read_pegelonline(&read("pegelonline/station_wuerzburg_with_timeseries.json"));
    assert!(gauge.findings.is_empty(), "{:?}", gauge.findings);
    assert_eq!(gauge.readings.len(), 7);
    let level = &gauge.readings[0];
    assert_eq!((level.quantity.as_str(), level.unit.as_deref()), ("W", Some("cm")));
    assert_eq!(
        (level.value.as_str(), level.time.to_string()),
        ("159", "2023-07-26T17:15:00Z".to_owned())
    );
    let stations = read_pegelonline(&read("pegelonline/stations.json"));
    assert_eq!((stations.stations.len(), stations.readings.len()), (2, 0));
    let bridge =
        read_pegelonline(&read("pegelonline/station_hanau_bridge_without_coordinates.json"));
    assert!(bridge.stations[0].place.is_none() && bridge.readings.len() == 1);
    let missing = read_pegelonline(&read("pegelonline/error_404.json"));
    assert_eq!(missing.findings[0].message, "station not found");
}

#[test]
fn bad_rows_are_told_and_the_others_count() {
    let text = "sensor_id;timestamp;P1\n1;2026-05-04T08:00:00;5.0\n1;yesterday;5\n1;2026-05-04T08:01:00;nan\n1;2\n";
    let day = read_sensor_community_csv(text);
    assert_eq!(day.readings.len(), 1);
    let places: Vec<&str> = day.findings.iter().map(|f| f.place.as_str()).collect();
    assert_eq!(places, ["line 3", "line 4", "line 5"]);
    assert_eq!(read_sensor_community_csv("").findings.len(), 1);
    let live = json(
        r#"[{"sensor":{"id":1},"timestamp":"2026-05-04 08:00:00","sensordatavalues":[{"value":"x"}]},5]"#,
    );
    let live = read_sensor_community(&live);
    let places: Vec<&str> = live.findings.iter().map(|f| f.place.as_str()).collect();
    assert_eq!(places, ["/0/sensordatavalues/0", "/1"]);
    let gauge = json(
        r#"{"uuid":"u","timeseries":[{"shortname":"W","currentMeasurement":{"timestamp":"2026-05-04T08:00:00","value":1}}]}"#,
    );
    assert_eq!(read_pegelonline(&gauge).findings[0].place, "/timeseries/0/currentMeasurement");
}
