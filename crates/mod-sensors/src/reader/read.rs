//! What services answer, read: nothing of it is trusted.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::Trouble;

/// Series of one station at most.
pub(crate) const SERIES_MAX: usize = 40;
/// Values of one answer at most.
pub(crate) const VALUES_MAX: usize = 5_000;
/// Longest name of anything.
const CHARS_MAX: usize = 120;

/// A series as a service tells of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Told {
    /// What the service calls it.
    pub key: String,
    /// In words.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// Minutes between two values.
    pub every: Option<i64>,
    /// Its values.
    pub values: Vec<(Timestamp, f64)>,
}

fn unreadable(place: &str) -> Trouble {
    Trouble::Unreadable(place.to_owned())
}

fn json(bytes: &[u8]) -> Result<Value, Trouble> {
    serde_json::from_slice(bytes)
        .map_err(|e| Trouble::Unreadable(format!("JSON, {}:{}", e.line(), e.column())))
}

fn word(of: &Value, name: &str) -> String {
    let text = of.get(name).and_then(Value::as_str).unwrap_or_default();
    text.chars().filter(|c| !c.is_control()).take(CHARS_MAX).collect()
}

fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|n| n.is_finite())
}

fn measurement(of: &Value) -> Option<(Timestamp, f64)> {
    let at: Timestamp = of.get("timestamp")?.as_str()?.parse().ok()?;
    Some((at, number(of.get("value")?)?))
}

/// A station of PEGELONLINE with its series and their latest values: its name, then the series.
pub(crate) fn gauge(bytes: &[u8]) -> Result<(String, Vec<Told>), Trouble> {
    let station = json(bytes)?;
    let water = station.get("water").map(|w| word(w, "longname")).unwrap_or_default();
    let names = [word(&station, "longname"), water];
    let name = names.into_iter().filter(|n| !n.is_empty()).collect::<Vec<_>>().join(", ");
    let all = station.get("timeseries").and_then(Value::as_array);
    let all = all.ok_or_else(|| unreadable("timeseries"))?;
    let told = all.iter().take(SERIES_MAX).map(|one| Told {
        key: word(one, "shortname"),
        name: word(one, "longname"),
        // What has no unit says so with two dashes.
        unit: Some(word(one, "unit")).filter(|unit| unit != "--").unwrap_or_default(),
        every: one.get("equidistance").and_then(Value::as_i64).filter(|m| (1..=1_440).contains(m)),
        values: one.get("currentMeasurement").and_then(measurement).into_iter().collect(),
    });
    Ok((name, told.filter(|t| !t.key.is_empty()).collect()))
}

/// Measurements of one series of PEGELONLINE. One that does not read is left out; if none does,
/// something else is wrong.
pub(crate) fn measurements(bytes: &[u8]) -> Result<Vec<(Timestamp, f64)>, Trouble> {
    let list = json(bytes)?;
    let all = list.as_array().ok_or_else(|| unreadable("measurements"))?;
    let values: Vec<_> = all.iter().filter_map(measurement).collect();
    if values.is_empty() && !all.is_empty() {
        return Err(unreadable("measurements[0]"));
    }
    // The latest count where there are too many.
    Ok(values.into_iter().rev().take(VALUES_MAX).collect())
}

/// Names and units of what stations of sensor.community measure.
const COMMUNITY: [(&str, &str, &str); 9] = [
    ("P0", "Feinstaub PM1", "µg/m³"),
    ("P1", "Feinstaub PM10", "µg/m³"),
    ("P2", "Feinstaub PM2,5", "µg/m³"),
    ("humidity", "Luftfeuchte", "%"),
    ("noise_LAeq", "Schallpegel", "dB(A)"),
    ("pressure", "Luftdruck", "Pa"),
    ("pressure_at_sealevel", "Luftdruck auf Meereshöhe", "Pa"),
    ("temperature", "Lufttemperatur", "°C"),
    ("signal", "Funksignal", "dBm"),
];
/// Minutes between two values of sensor.community that are usual, rounded up.
const COMMUNITY_EVERY: i64 = 5;

/// Values of a sensor of sensor.community: its type, then the series. Times are universal time
/// without a mark, values are texts.
pub(crate) fn community(bytes: &[u8], sensor: &str) -> Result<(String, Vec<Told>), Trouble> {
    let list = json(bytes)?;
    let all = list.as_array().ok_or_else(|| unreadable("[…]"))?;
    let (mut name, mut told) = (String::new(), Vec::<Told>::new());
    for (n, one) in all.iter().take(VALUES_MAX).enumerate() {
        let of = one.get("sensor").ok_or_else(|| unreadable(&format!("[{n}].sensor")))?;
        if of.get("id").and_then(Value::as_i64).map(|id| id.to_string()).as_deref() != Some(sensor)
        {
            continue;
        }
        if let Some(kind) = of.get("sensor_type") {
            name = format!("{} {sensor}", word(kind, "name"));
        }
        let at = word(one, "timestamp");
        let at = DateTime::strptime("%Y-%m-%d %H:%M:%S", &at)
            .and_then(|at| at.to_zoned(TimeZone::UTC))
            .map_err(|_| unreadable(&format!("[{n}].timestamp")))?
            .timestamp();
        let values = one.get("sensordatavalues").and_then(Value::as_array);
        let values = values.ok_or_else(|| unreadable(&format!("[{n}].sensordatavalues")))?;
        for value in values.iter().take(SERIES_MAX) {
            let key = word(value, "value_type");
            let Some(number) = value.get("value").and_then(number) else { continue };
            let known = COMMUNITY.iter().find(|(k, ..)| *k == key);
            let place = told.iter().position(|t| t.key == key);
            if place.is_none() && (key.is_empty() || told.len() >= SERIES_MAX) {
                continue;
            }
            let place = place.unwrap_or_else(|| {
                let (name, unit) =
                    known.map_or((key.as_str(), ""), |(_, name, unit)| (*name, *unit));
                told.push(Told {
                    key: key.clone(),
                    name: name.to_owned(),
                    unit: unit.to_owned(),
                    every: Some(COMMUNITY_EVERY),
                    values: Vec::new(),
                });
                told.len() - 1
            });
            if let Some(series) = told.get_mut(place) {
                series.values.push((at, number));
            }
        }
    }
    Ok((name, told))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAUGE: &[u8] = include_bytes!("../tests/readers/station.json");
    const COMMUNITY_NOW: &[u8] = include_bytes!("../tests/readers/community.json");

    #[test]
    fn a_gauge_tells_its_series_with_units_and_latest_values() {
        let (name, told) = gauge(GAUGE).unwrap();
        assert_eq!(name, "MUSTERBACH, MUSTER");
        let short: Vec<(&str, &str, Option<i64>, usize)> = told
            .iter()
            .map(|t| (t.key.as_str(), t.unit.as_str(), t.every, t.values.len()))
            .collect();
        assert_eq!(short, [("W", "cm", Some(15), 1), ("WT", "°C", Some(60), 1)]);
        assert_eq!(told[0].values[0].0.to_string(), "2026-05-04T07:45:00Z");
    }

    #[test]
    fn a_sensor_tells_texts_in_universal_time() {
        let (name, told) = community(COMMUNITY_NOW, "2129").unwrap();
        assert_eq!(name, "SDS011 2129");
        assert_eq!(told[0].name, "Feinstaub PM10");
        let times: Vec<String> = told[1].values.iter().map(|(at, _)| at.to_string()).collect();
        assert_eq!(times, ["2026-05-04T07:56:12Z", "2026-05-04T07:58:40Z"]);
        assert!((told[1].values[1].1 - 16.23).abs() < 1e-9);
        assert_eq!(community(COMMUNITY_NOW, "1").unwrap(), (String::new(), Vec::new()));
    }

    #[test]
    fn what_does_not_read_says_where() {
        let place = |found: Result<(String, Vec<Told>), Trouble>| match found {
            Err(Trouble::Unreadable(place)) => place,
            other => panic!("{other:?}"),
        };
        assert_eq!(place(gauge(b"<html>")), "JSON, 1:1");
        assert_eq!(place(gauge(b"{}")), "timeseries");
        assert_eq!(place(community(b"{}", "1")), "[…]");
        let wrong = br#"[{"timestamp":"gestern","sensor":{"id":1},"sensordatavalues":[]}]"#;
        assert_eq!(place(community(wrong, "1")), "[0].timestamp");
        assert_eq!(measurements(b"[]").unwrap(), []);
        assert!(measurements(br#"[{"timestamp":"x"}]"#).is_err());
        assert_eq!(
            measurements(br#"[{"timestamp":"2026-05-04T09:00:00+02:00","value":1e999}]"#)
                .unwrap_err(),
            Trouble::Unreadable("JSON, 1:55".into())
        );
    }
}
