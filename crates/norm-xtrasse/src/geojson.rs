//! Plain `GeoJSON` as a route: for those who draw a line and have no plan.

use serde_json::{Map, Value as Json};

use crate::crs::Crs;
use crate::geometry::{Geometry, Shape};
use crate::json::shape;
use crate::limits::Limits;

/// One line of a `GeoJSON` file.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Where it lies: a line or lines.
    pub geometry: Geometry,
    /// What the file says about it, as it stands there.
    pub properties: Map<String, Json>,
}

/// Why a `GeoJSON` file gives no routes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GeoJsonError {
    /// Larger than the limit.
    #[error("the file has {bytes} bytes, at most {limit} are read")]
    TooLarge {
        /// Size of the file.
        bytes: usize,
        /// Largest size accepted.
        limit: usize,
    },
    /// Not JSON, or cut off.
    #[error("line {line}: not valid JSON: {detail}")]
    Json {
        /// Line where reading stopped.
        line: usize,
        /// What the reader said.
        detail: String,
    },
    /// A part that is no line, or no geometry at all.
    #[error("{path}: {reason}")]
    Geometry {
        /// Where it stands, such as `features[3]`.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Coordinates that cannot be in the system named.
    #[error("{path}: {reason}")]
    Place {
        /// Where it stands.
        path: String,
        /// `the axes are swapped` or `the coordinates lie outside of Germany`.
        reason: String,
    },
    /// There is no line in the file.
    #[error("the file holds no line")]
    Empty,
}

/// Reads the lines of a `GeoJSON` file: a collection, one feature or a bare geometry.
///
/// The coordinates are WGS 84 unless the file has the old member `crs`. Points and areas are
/// refused, not dropped; swapped axes are refused, not turned.
pub fn routes(bytes: &[u8], limits: Limits) -> Result<Vec<Route>, GeoJsonError> {
    if bytes.len() > limits.max_bytes {
        return Err(GeoJsonError::TooLarge { bytes: bytes.len(), limit: limits.max_bytes });
    }
    let json: Json = serde_json::from_slice(bytes)
        .map_err(|e| GeoJsonError::Json { line: e.line(), detail: e.to_string() })?;
    let named = json.pointer("/crs/properties/name").and_then(Json::as_str);
    let crs = match named {
        None => Crs::WGS84,
        Some(name) => Crs::parse(name).ok_or_else(|| {
            let reason = format!("unknown coordinate reference system {name}");
            GeoJsonError::Place { path: "crs".to_owned(), reason }
        })?,
    };
    let mut routes = Vec::new();
    match json.get("type").and_then(Json::as_str) {
        Some("FeatureCollection") => {
            let features = json.get("features").and_then(Json::as_array);
            for (index, feature) in features.into_iter().flatten().enumerate() {
                let path = format!("features[{index}]");
                routes.push(route(&feature["geometry"], feature, crs, path)?);
            }
        }
        Some("Feature") => {
            routes.push(route(&json["geometry"], &json, crs, "geometry".to_owned())?);
        }
        _ => routes.push(route(&json, &Json::Null, crs, "geometry".to_owned())?),
    }
    if routes.is_empty() { Err(GeoJsonError::Empty) } else { Ok(routes) }
}

fn route(geometry: &Json, feature: &Json, crs: Crs, path: String) -> Result<Route, GeoJsonError> {
    let shape = match shape::read(geometry) {
        Ok(shape) => shape,
        Err((_, reason)) => return Err(GeoJsonError::Geometry { path, reason }),
    };
    let long = match &shape {
        Shape::Line(line) => line.len() >= 2,
        Shape::MultiLine(lines) => !lines.is_empty() && lines.iter().all(|l| l.len() >= 2),
        other => {
            let reason = format!("a line is wanted, not a {}", other.name());
            return Err(GeoJsonError::Geometry { path, reason });
        }
    };
    if !long {
        let reason = "a line needs two coordinates".to_owned();
        return Err(GeoJsonError::Geometry { path, reason });
    }
    if let Some(point) = shape.points().find(|p| !crs.in_germany(*p)) {
        let swapped = crs.in_germany(point.swapped());
        let reason = if swapped {
            "the axes are swapped: longitude comes before latitude".to_owned()
        } else {
            format!("the coordinate {} {} lies outside of Germany", point.x, point.y)
        };
        return Err(GeoJsonError::Place { path, reason });
    }
    let properties = feature.get("properties").and_then(Json::as_object).cloned();
    let properties = properties.unwrap_or_default();
    Ok(Route { geometry: Geometry { crs, shape }, properties })
}
