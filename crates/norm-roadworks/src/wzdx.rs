//! `WZDx` 4.2: the work zone feed, written and read.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use crate::model::{Core, Feed, FeedInfo, Place, Span, Work, Zone};

/// Largest feed that is read, in bytes.
pub const BYTES_MAX: usize = 64 << 20;

/// The version written.
const VERSION: &str = "4.2";

/// Why a feed cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Larger than [`BYTES_MAX`].
    #[error("the feed has {0} bytes, at most {BYTES_MAX} are read")]
    TooLarge(usize),
    /// Not JSON, or not the JSON of a feed.
    #[error("line {line}: {detail}")]
    Json {
        /// Line where reading stopped.
        line: usize,
        /// What was found there.
        detail: String,
    },
    /// One record is not as the standard wants it.
    #[error("features[{index}] ({id}): {detail}")]
    Feature {
        /// Number of the record, from 0.
        index: usize,
        /// Its identifier, as far as there is one.
        id: String,
        /// What is wrong.
        detail: String,
    },
}

/// Writes the feed.
pub fn write(feed: &Feed) -> String {
    let mut info = json(&feed.info);
    info["version"] = Json::from(VERSION);
    let features: Vec<Json> = feed.works.iter().map(feature).collect();
    let out = json!({ "feed_info": info, "type": "FeatureCollection", "features": features });
    format!("{out:#}\n")
}

/// Our own types have string keys and finite numbers only: they always become JSON.
fn json(value: &impl Serialize) -> Json {
    serde_json::to_value(value).unwrap_or(Json::Null)
}

fn feature(work: &Work) -> Json {
    let mut properties = Map::new();
    let mut core = json(&work.core);
    core["event_type"] = Json::from(if work.zone.is_some() { "work-zone" } else { "detour" });
    properties.insert("core_details".to_owned(), core);
    let parts = [json(&work.span), work.zone.as_ref().map_or(Json::Null, json)];
    for part in parts {
        if let Json::Object(part) = part {
            properties.extend(part);
        }
    }
    json!({
        "id": work.id,
        "type": "Feature",
        "properties": properties,
        "geometry": geometry(&work.place),
    })
}

/// The place as `GeoJSON`.
pub(crate) fn geometry(place: &Place) -> Json {
    let kind = match place {
        Place::Line(_) => "LineString",
        Place::Points(_) => "MultiPoint",
    };
    json!({ "type": kind, "coordinates": place.points() })
}

#[derive(Deserialize)]
struct Collection {
    #[serde(alias = "road_event_feed_info")]
    feed_info: FeedInfo,
    features: Vec<Json>,
}

#[derive(Deserialize)]
struct Feature {
    id: String,
    properties: Json,
    geometry: Geometry,
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(rename = "type")]
    kind: String,
    coordinates: Vec<Vec<f64>>,
}

/// Reads a feed of version 4.0 to 4.2: work zones and detours.
///
/// The older words `…_accuracy` are read as `is_…_verified`. What this library does not model
/// (curb zones, `lrs`) is left out.
pub fn read(bytes: &[u8]) -> Result<Feed, ReadError> {
    if bytes.len() > BYTES_MAX {
        return Err(ReadError::TooLarge(bytes.len()));
    }
    let collection: Collection = serde_json::from_slice(bytes)
        .map_err(|e| ReadError::Json { line: e.line(), detail: e.to_string() })?;
    let works = collection.features.into_iter().enumerate();
    let works = works.map(|(index, json)| {
        let id = json["id"].as_str().unwrap_or_default().to_owned();
        work(json).map_err(|detail| ReadError::Feature { index, id, detail })
    });
    Ok(Feed { info: collection.feed_info, works: works.collect::<Result<_, _>>()? })
}

fn work(json: Json) -> Result<Work, String> {
    let mut feature: Feature = serde_json::from_value(json).map_err(|e| e.to_string())?;
    let pairs = [
        ("start_date_accuracy", "is_start_date_verified"),
        ("end_date_accuracy", "is_end_date_verified"),
        ("beginning_accuracy", "is_start_position_verified"),
        ("ending_accuracy", "is_end_position_verified"),
    ];
    let Some(properties) = feature.properties.as_object_mut() else {
        return Err("the properties are no object".to_owned());
    };
    for (old, new) in pairs {
        if let Some(word) = properties.remove(old) {
            properties.entry(new).or_insert(Json::from(word == "verified"));
        }
    }
    let core_json = properties.get("core_details").cloned().unwrap_or_default();
    let kind = core_json["event_type"].as_str().unwrap_or_default().to_owned();
    let core: Core = serde_json::from_value(core_json).map_err(|e| format!("core_details: {e}"))?;
    let whole = || feature.properties.clone();
    let span: Span = serde_json::from_value(whole()).map_err(|e| e.to_string())?;
    let zone: Option<Zone> = match kind.as_str() {
        "work-zone" => Some(serde_json::from_value(whole()).map_err(|e| e.to_string())?),
        "detour" => None,
        other => return Err(format!("{other:?} is neither a work zone nor a detour")),
    };
    let place = place(&feature.geometry)?;
    Ok(Work { id: feature.id, place, core, span, zone })
}

fn place(geometry: &Geometry) -> Result<Place, String> {
    let points = geometry.coordinates.iter().map(|c| match c[..] {
        [lon, lat] | [lon, lat, _] => Ok([lon, lat]),
        _ => Err("a coordinate has two or three numbers".to_owned()),
    });
    let points = points.collect::<Result<Vec<_>, _>>()?;
    match geometry.kind.as_str() {
        "LineString" if points.len() >= 2 => Ok(Place::Line(points)),
        "MultiPoint" if !points.is_empty() => Ok(Place::Points(points)),
        other => Err(format!("{other:?} with {} coordinates is no place", points.len())),
    }
}
