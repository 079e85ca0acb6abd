//! Waze CIFS: closures and incidents, as JSON and as XML.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use crate::model::{Feed, Work};
use crate::words::{Direction, Impact, Status};
use crate::xml::Writer;

/// One incident: the fields in their order.
struct Incident {
    id: String,
    fields: Vec<(&'static str, String)>,
}

/// The feed as JSON. Works that are done, cancelled or detours are no incidents.
///
/// `zone` is the time zone whose offset the times are written with.
pub fn json(feed: &Feed, zone: &TimeZone) -> String {
    let incidents: Vec<_> = incidents(feed, zone)
        .map(|incident| {
            let mut fields = serde_json::Map::new();
            fields.insert("id".to_owned(), incident.id.into());
            for (name, value) in incident.fields {
                fields.insert(name.to_owned(), value.into());
            }
            json!({ "incident": fields })
        })
        .collect();
    format!("{:#}\n", json!({ "incidents": incidents }))
}

/// The feed as XML; see [`json`].
pub fn xml(feed: &Feed, zone: &TimeZone) -> String {
    let mut out = Writer::new();
    out.inside("incidents", &[], |out| {
        for incident in incidents(feed, zone) {
            out.inside("incident", &[("id", &incident.id)], |out| {
                for (name, value) in &incident.fields {
                    out.text(name, value);
                }
            });
        }
    });
    out.finish()
}

fn incidents<'a>(feed: &'a Feed, zone: &'a TimeZone) -> impl Iterator<Item = Incident> + 'a {
    feed.works
        .iter()
        .filter(|work| !matches!(work.status(), Status::Completed | Status::Cancelled))
        .filter_map(|work| incident(work, zone))
}

fn incident(work: &Work, zone: &TimeZone) -> Option<Incident> {
    let impact = work.zone.as_ref()?.vehicle_impact;
    let (kind, subtype) = if impact == Impact::AllLanesClosed {
        ("ROAD_CLOSED", "ROAD_CLOSED_CONSTRUCTION")
    } else {
        ("HAZARD", "HAZARD_ON_ROAD_CONSTRUCTION")
    };
    let direction = match work.core.direction {
        Direction::Undefined | Direction::Unknown => "BOTH_DIRECTIONS",
        _ => "ONE_DIRECTION",
    };
    let description = work.core.description.clone().or_else(|| work.core.name.clone());
    let fields = vec![
        ("type", kind.to_owned()),
        ("subtype", subtype.to_owned()),
        ("polyline", polyline(work)),
        ("street", work.streets()),
        ("starttime", local(work.span.start_date, zone)),
        ("endtime", local(work.span.end_date, zone)),
        ("description", description.unwrap_or_else(|| work.impact_german().to_owned())),
        ("direction", direction.to_owned()),
    ];
    Some(Incident { id: work.id.clone(), fields })
}

/// Latitude before longitude; a single point is written twice, for a line has two.
fn polyline(work: &Work) -> String {
    let points = work.place.points();
    let again = if points.len() == 1 { points } else { &[] };
    let mut text = String::new();
    for [lon, lat] in points.iter().chain(again) {
        if !text.is_empty() {
            text.push(' ');
        }
        let _ = write!(text, "{} {}", precise(*lat), precise(*lon));
    }
    text
}

/// A number with all its digits, six after the point at least.
pub(crate) fn precise(number: f64) -> String {
    let short = number.to_string();
    let digits = short.split_once('.').map_or(0, |(_, digits)| digits.len());
    if digits < 6 { format!("{number:.6}") } else { short }
}

/// Local time with its offset.
pub(crate) fn local(time: Timestamp, zone: &TimeZone) -> String {
    time.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
