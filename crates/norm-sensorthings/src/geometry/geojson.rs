//! `GeoJSON` (RFC 7946): geometries and Features read with the place of an error, written plainly.

use geo::{
    Coord, Geometry as G, GeometryCollection, LineString, MultiLineString, MultiPoint,
    MultiPolygon, Point, Polygon,
};

use super::{Budget, Flaw, Geometry, line_of, polygon_of, ring_of};
use crate::json::{Json, Object};
use crate::limits::{COLLECTION_DEPTH_MAX, POSITIONS_MAX};

/// Why a value is no `GeoJSON`, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct GeoJsonError {
    /// JSON pointer from the value to the place.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
}

type Read<T> = Result<T, GeoJsonError>;

fn wrong<T>(pointer: &str, message: impl Into<String>) -> Read<T> {
    Err(GeoJsonError { pointer: pointer.to_owned(), message: message.into() })
}

/// Reads a geometry.
///
/// # Errors
/// Where and why it is none, or lies outside the world.
pub fn read_geojson(value: &Json) -> Result<Geometry, GeoJsonError> {
    let mut reader = Reader { budget: Budget::new() };
    reader.geometry(value, "", 0).map(Geometry::checked)
}

/// Reads what may stand in `location` and `feature`: a geometry, or a Feature, whose geometry
/// counts. A Feature without geometry and a `FeatureCollection` are read, but have no place.
///
/// # Errors
/// As [`read_geojson`].
pub fn read_geojson_feature(value: &Json) -> Result<Option<Geometry>, GeoJsonError> {
    match value.get("type").and_then(Json::as_text) {
        Some("Feature") => match value.get("geometry") {
            None | Some(Json::Null) => Ok(None),
            Some(geometry) => {
                let mut reader = Reader { budget: Budget::new() };
                reader.geometry(geometry, "/geometry", 0).map(|g| Some(Geometry::checked(g)))
            }
        },
        Some("FeatureCollection") => match value.get("features") {
            Some(Json::Array(_)) => Ok(None),
            _ => wrong("/features", "a FeatureCollection has a list of features"),
        },
        _ => read_geojson(value).map(Some),
    }
}

struct Reader {
    budget: Budget,
}

impl Reader {
    fn geometry(&mut self, value: &Json, at: &str, depth: usize) -> Read<G<f64>> {
        let Some(object) = value.as_object() else {
            return wrong(at, format!("expected a GeoJSON object, found {}", value.kind()));
        };
        let name = object.get("type").and_then(Json::as_text).unwrap_or_default();
        if name == "GeometryCollection" {
            if depth >= COLLECTION_DEPTH_MAX {
                return wrong(at, format!("nested deeper than {COLLECTION_DEPTH_MAX} levels"));
            }
            let at = format!("{at}/geometries");
            let parts = list(object.get("geometries").unwrap_or(&Json::Null), &at, |v, at| {
                self.geometry(v, at, depth + 1)
            })?;
            return Ok(G::GeometryCollection(GeometryCollection(parts)));
        }
        let coordinates = object.get("coordinates").unwrap_or(&Json::Null);
        let place = format!("{at}/coordinates");
        Ok(match name {
            "Point" => G::Point(Point::from(self.position(coordinates, &place)?)),
            "LineString" => G::LineString(self.line(coordinates, &place)?),
            "Polygon" => G::Polygon(self.polygon(coordinates, &place)?),
            "MultiPoint" => {
                let points = self.positions(coordinates, &place)?;
                G::MultiPoint(MultiPoint(points.into_iter().map(Point::from).collect()))
            }
            "MultiLineString" => {
                G::MultiLineString(MultiLineString(list(coordinates, &place, |v, at| {
                    self.line(v, at)
                })?))
            }
            "MultiPolygon" => G::MultiPolygon(MultiPolygon(list(coordinates, &place, |v, at| {
                self.polygon(v, at)
            })?)),
            _ => {
                return wrong(
                    &format!("{at}/type"),
                    "expected the type of a GeoJSON geometry: Point, LineString, Polygon, \
                     MultiPoint, MultiLineString, MultiPolygon, GeometryCollection",
                );
            }
        })
    }

    fn positions(&mut self, value: &Json, at: &str) -> Read<Vec<Coord<f64>>> {
        list(value, at, |v, at| self.position(v, at))
    }

    fn line(&mut self, value: &Json, at: &str) -> Read<LineString<f64>> {
        let positions = self.positions(value, at)?;
        sound(at, line_of(positions))
    }

    fn polygon(&mut self, value: &Json, at: &str) -> Read<Polygon<f64>> {
        let rings = list(value, at, |v, at| {
            let positions = self.positions(v, at)?;
            sound(at, ring_of(positions))
        })?;
        polygon_of(rings).map_or_else(|| wrong(at, "a polygon has a ring"), Ok)
    }

    fn position(&mut self, value: &Json, at: &str) -> Read<Coord<f64>> {
        if !self.budget.take() {
            return wrong(at, format!("more than {POSITIONS_MAX} positions"));
        }
        let Some([x, y, rest @ ..]) = value.as_array() else {
            return wrong(at, "a position is a list of longitude, latitude and perhaps height");
        };
        if rest.len() > 2 || rest.iter().any(|v| v.as_number().is_none()) {
            return wrong(at, "after longitude and latitude only a height may follow");
        }
        let (Some(x), Some(y)) = (x.as_number(), y.as_number()) else {
            return wrong(at, "longitude and latitude are numbers");
        };
        let (x, y) = (x.as_f64(), y.as_f64());
        if !(-180.0..=180.0).contains(&x) || !(-90.0..=90.0).contains(&y) {
            return wrong(
                at,
                "outside the world: longitude (-180 to 180) comes first, then latitude (-90 to \
                 90), both in degrees",
            );
        }
        Ok(Coord { x, y })
    }
}

fn sound<T>(at: &str, read: Result<T, Flaw>) -> Read<T> {
    read.or_else(|flaw| wrong(at, flaw.message()))
}

fn list<T>(value: &Json, at: &str, mut item: impl FnMut(&Json, &str) -> Read<T>) -> Read<Vec<T>> {
    match value {
        Json::Array(items) if !items.is_empty() => {
            items.iter().enumerate().map(|(n, v)| item(v, &format!("{at}/{n}"))).collect()
        }
        Json::Array(_) => wrong(at, "this list is empty"),
        Json::Null => wrong(at, "missing"),
        other => wrong(at, format!("expected a list, found {}", other.kind())),
    }
}

impl Geometry {
    /// The geometry as `GeoJSON`, coordinates rounded to so many decimals where given.
    pub fn to_geojson(&self, decimals: Option<u8>) -> Json {
        written(self.as_geo(), &Precision(decimals))
    }
}

struct Precision(Option<u8>);

impl Precision {
    fn number(&self, value: f64) -> Json {
        let Some(decimals) = self.0 else { return Json::from(value) };
        let scale = 10_f64.powi(i32::from(decimals.min(15)));
        Json::from((value * scale).round() / scale)
    }

    fn position(&self, at: Coord<f64>) -> Json {
        Json::Array(vec![self.number(at.x), self.number(at.y)])
    }

    fn line(&self, line: &LineString<f64>) -> Json {
        Json::Array(line.coords().map(|at| self.position(*at)).collect())
    }

    fn polygon(&self, polygon: &Polygon<f64>) -> Json {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        Json::Array(rings.map(|ring| self.line(ring)).collect())
    }
}

fn written(geometry: &G<f64>, precision: &Precision) -> Json {
    let (name, coordinates) = match geometry {
        G::Point(point) => ("Point", precision.position(point.0)),
        G::LineString(line) => ("LineString", precision.line(line)),
        G::Polygon(polygon) => ("Polygon", precision.polygon(polygon)),
        G::MultiPoint(points) => {
            let all = points.iter().map(|p| precision.position(p.0)).collect();
            ("MultiPoint", Json::Array(all))
        }
        G::MultiLineString(lines) => {
            ("MultiLineString", Json::Array(lines.iter().map(|l| precision.line(l)).collect()))
        }
        G::MultiPolygon(polygons) => {
            ("MultiPolygon", Json::Array(polygons.iter().map(|p| precision.polygon(p)).collect()))
        }
        G::GeometryCollection(parts) => {
            let parts: Vec<Json> = parts.iter().map(|p| written(p, precision)).collect();
            let mut object = Object::new();
            object.set("type", "GeometryCollection");
            object.set("geometries", parts);
            return object.into();
        }
        G::Line(line) => ("LineString", precision.line(&LineString::from(*line))),
        G::Rect(rect) => ("Polygon", precision.polygon(&rect.to_polygon())),
        G::Triangle(triangle) => ("Polygon", precision.polygon(&triangle.to_polygon())),
    };
    let mut object = Object::new();
    object.set("type", name);
    object.set("coordinates", coordinates);
    object.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json {
        Json::parse(text).unwrap()
    }

    #[test]
    fn what_is_read_is_written() {
        for text in [
            r#"{"type":"Point","coordinates":[9.978648204,53.461316652]}"#,
            r#"{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]]]}"#,
            r#"{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}"#,
            r#"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]}"#,
        ] {
            assert_eq!(read_geojson(&json(text)).unwrap().to_geojson(None).to_string(), text);
        }
        let point = Geometry::point(9.978_648_204, 53.461_316_652).unwrap();
        let rounded = r#"{"type":"Point","coordinates":[9.9786482,53.4613167]}"#;
        assert_eq!(point.to_geojson(Some(7)).to_string(), rounded);
    }

    #[test]
    fn a_feature_counts_by_its_geometry() {
        let text = r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2,30]}}"#;
        let found = read_geojson_feature(&json(text)).unwrap().unwrap();
        assert_eq!(found.to_string(), "POINT (1 2)");
        let none = r#"{"type":"FeatureCollection","features":[]}"#;
        assert_eq!(read_geojson_feature(&json(none)), Ok(None));
    }

    #[test]
    fn what_is_wrong_is_shown_where_it_is() {
        for (text, pointer) in [
            (r#"{"type":"Circle"}"#, "/type"),
            (r#"{"type":"Point"}"#, "/coordinates"),
            (r#"{"type":"Point","coordinates":[356000,5708000]}"#, "/coordinates"),
            (r#"{"type":"LineString","coordinates":[[0,0],["1",2]]}"#, "/coordinates/1"),
            (r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[2,2]]]}"#, "/coordinates/0"),
            (
                r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[]}}"#,
                "/geometry/coordinates",
            ),
            ("[1,2]", ""),
        ] {
            assert_eq!(read_geojson_feature(&json(text)).unwrap_err().pointer, pointer, "{text}");
        }
    }
}
