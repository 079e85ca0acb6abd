//! sensor.community: the live interface (JSON) and the archive of days (CSV). Times are UTC
//! without a mark, values are texts.

use jiff::Timestamp;

use super::{Published, Reading, Station};
use crate::geometry::Geometry;
use crate::json::{Json, Number};
use crate::time::Instant;

/// Columns of the archive that are no quantities.
const FRAME: [&str; 6] = ["sensor_id", "sensor_type", "location", "lat", "lon", "timestamp"];

fn time(text: &str) -> Option<Timestamp> {
    let is_marked = text.ends_with(['Z', 'z']) || text.get(10..).is_some_and(|t| t.contains('+'));
    let text = if is_marked { text.to_owned() } else { format!("{text}Z") };
    text.parse::<Instant>().ok().map(Instant::at)
}

fn place(longitude: Option<&str>, latitude: Option<&str>) -> Option<Geometry> {
    Geometry::point(longitude?.parse().ok()?, latitude?.parse().ok()?)
}

/// Reads a day of the archive. Empty cells are columns that the sensor does not use.
pub fn read_sensor_community_csv(text: &str) -> Published {
    let mut published = Published::default();
    let mut lines = text.lines();
    let header: Vec<&str> =
        lines.next().unwrap_or_default().trim_start_matches('\u{feff}').split(';').collect();
    let column = |name: &str| header.iter().position(|h| *h == name);
    let (Some(sensor), Some(stamp)) = (column("sensor_id"), column("timestamp")) else {
        published.find("line 1", "expected the columns sensor_id and timestamp");
        return published;
    };
    for (n, line) in lines.enumerate().filter(|(_, line)| !line.is_empty()) {
        let at = format!("line {}", n + 2);
        let cells: Vec<&str> = line.split(';').collect();
        if cells.len() != header.len() {
            let message = format!("expected {} cells, found {}", header.len(), cells.len());
            published.find(at, message);
            continue;
        }
        let cell = |index: Option<usize>| index.and_then(|i| cells.get(i)).copied();
        let key = cell(Some(sensor)).unwrap_or_default();
        let Some(time) = cell(Some(stamp)).and_then(time) else {
            published.find(at, "the timestamp is no time");
            continue;
        };
        let kind = cell(column("sensor_type")).unwrap_or_default();
        published.station(Station {
            key: key.to_owned(),
            name: format!("{kind} {key}"),
            place: place(cell(column("lon")), cell(column("lat"))),
        });
        for (quantity, value) in header.iter().zip(&cells) {
            if FRAME.contains(quantity) || value.is_empty() {
                continue;
            }
            match Number::parse(value) {
                Some(value) => published.readings.push(Reading {
                    station: key.to_owned(),
                    quantity: (*quantity).to_owned(),
                    unit: None,
                    time,
                    value,
                }),
                None => published.find(at.clone(), format!("{quantity} is no number: {value:?}")),
            }
        }
    }
    published
}

/// Reads an answer of the live interface.
pub fn read_sensor_community(body: &Json) -> Published {
    let mut published = Published::default();
    let Some(frames) = body.as_array() else {
        published.find("", format!("expected a list, found {}", body.kind()));
        return published;
    };
    for (n, frame) in frames.iter().enumerate() {
        let at = format!("/{n}");
        let text = |pointer: &str| frame.pointer(pointer).and_then(Json::as_text);
        let key = frame.pointer("/sensor/id").and_then(Json::text_form);
        let (Some(key), Some(time)) = (key, text("/timestamp").and_then(time)) else {
            published.find(at, "expected sensor/id and a timestamp");
            continue;
        };
        let kind = text("/sensor/sensor_type/name").unwrap_or_default();
        published.station(Station {
            key: key.to_string(),
            name: format!("{kind} {key}"),
            place: place(text("/location/longitude"), text("/location/latitude")),
        });
        let values = frame.get("sensordatavalues").and_then(Json::as_array).unwrap_or_default();
        for (m, value) in values.iter().enumerate() {
            let quantity = value.get("value_type").and_then(Json::as_text);
            let number = value.get("value").and_then(Json::text_form);
            let number = number.and_then(|text| Number::parse(&text));
            match (quantity, number) {
                (Some(quantity), Some(value)) => published.readings.push(Reading {
                    station: key.to_string(),
                    quantity: quantity.to_owned(),
                    unit: None,
                    time,
                    value,
                }),
                _ => published.find(
                    format!("{at}/sensordatavalues/{m}"),
                    "expected value_type and a value that is a number",
                ),
            }
        }
    }
    published
}
