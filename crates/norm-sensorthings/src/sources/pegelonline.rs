//! PEGELONLINE of the federal waterways administration, `/stations` and `/stations/{id}`.

use super::{Published, Reading, Station};
use crate::geometry::Geometry;
use crate::json::{Json, Number};
use crate::time::Instant;

/// Reads a station or a list of stations, with the current values of their time series if they are
/// in it.
pub fn read_pegelonline(body: &Json) -> Published {
    let mut published = Published::default();
    match body {
        Json::Array(stations) => {
            for (n, station) in stations.iter().enumerate() {
                read_station(station, &format!("/{n}"), &mut published);
            }
        }
        station => read_station(station, "", &mut published),
    }
    published
}

fn read_station(json: &Json, at: &str, published: &mut Published) {
    let text = |name: &str| json.get(name).and_then(Json::as_text);
    let Some(key) = text("uuid") else {
        let message = text("message").unwrap_or("expected a station with its uuid");
        published.find(at, message);
        return;
    };
    let degrees = |name: &str| json.get(name).and_then(Json::as_number).map(Number::as_f64);
    let place = match (degrees("longitude"), degrees("latitude")) {
        (Some(longitude), Some(latitude)) => Geometry::point(longitude, latitude),
        _ => None,
    };
    let name = text("longname").or_else(|| text("shortname")).unwrap_or(key).to_owned();
    published.station(Station { key: key.to_owned(), name, place });
    let series = json.get("timeseries").and_then(Json::as_array).unwrap_or_default();
    for (n, series) in series.iter().enumerate() {
        let at = format!("{at}/timeseries/{n}");
        let Some(quantity) = series.get("shortname").and_then(Json::as_text) else {
            published.find(at, "the time series has no short name");
            continue;
        };
        // A series without a current value is silent at the moment.
        let Some(current) = series.get("currentMeasurement") else { continue };
        let time = current.get("timestamp").and_then(Json::as_text).map(str::parse::<Instant>);
        let value = current.get("value").and_then(Json::as_number);
        match (time, value) {
            (Some(Ok(time)), Some(value)) => published.readings.push(Reading {
                station: key.to_owned(),
                quantity: quantity.to_owned(),
                unit: series.get("unit").and_then(Json::as_text).map(str::to_owned),
                time: time.at(),
                value: value.clone(),
            }),
            _ => published.find(
                format!("{at}/currentMeasurement"),
                "expected a timestamp with zone and a value that is a number",
            ),
        }
    }
}
