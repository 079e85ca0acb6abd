//! Geometries of `GeoJSON` and JSON-FG.

use serde_json::{Value as Json, json};

use crate::geometry::{Point, Polygon, Shape};

/// Reads a geometry; the error tells what is wrong in German and in English.
pub(crate) fn read(json: &Json) -> Result<Shape, (String, String)> {
    let kind = json.get("type").and_then(Json::as_str).unwrap_or_default();
    let coordinates = json.get("coordinates");
    let shape = coordinates.and_then(|c| {
        Some(match kind {
            "Point" => Shape::Point(point(c)?),
            "MultiPoint" => Shape::MultiPoint(points(c)?),
            "LineString" => Shape::Line(points(c)?),
            "MultiLineString" => {
                Shape::MultiLine(c.as_array()?.iter().map(points).collect::<Option<_>>()?)
            }
            "Polygon" => Shape::Polygon(polygon(c)?),
            "MultiPolygon" => {
                Shape::MultiPolygon(c.as_array()?.iter().map(polygon).collect::<Option<_>>()?)
            }
            _ => return None,
        })
    });
    shape.ok_or_else(|| {
        let kind = crate::scalar::quoted(kind);
        (
            format!("„{kind}“ ist keine lesbare Geometrie"),
            format!("\"{kind}\" is no geometry that can be read"),
        )
    })
}

fn point(json: &Json) -> Option<Point> {
    let numbers = json.as_array()?;
    let number = |i: usize| numbers.get(i).and_then(Json::as_f64).filter(|n| n.is_finite());
    let z = match numbers.len() {
        2 => None,
        3 => Some(number(2)?),
        _ => return None,
    };
    Some(Point { x: number(0)?, y: number(1)?, z })
}

fn points(json: &Json) -> Option<Vec<Point>> {
    json.as_array()?.iter().map(point).collect()
}

/// An area; open rings are closed.
fn polygon(json: &Json) -> Option<Polygon> {
    let rings = json.as_array()?.iter().map(|ring| {
        let mut ring = points(ring)?;
        if let (Some(first), Some(last)) = (ring.first().copied(), ring.last().copied())
            && (first.x, first.y) != (last.x, last.y)
        {
            ring.push(first);
        }
        Some(ring)
    });
    let mut rings = rings.collect::<Option<Vec<_>>>()?;
    if rings.is_empty() {
        return Some(Polygon::default());
    }
    let exterior = rings.remove(0);
    Some(Polygon { exterior, interiors: rings })
}

/// Writes a geometry.
pub(crate) fn write(shape: &Shape) -> Json {
    let coordinates = match shape {
        Shape::Point(point) => position(*point),
        Shape::MultiPoint(points) | Shape::Line(points) => list(points),
        Shape::MultiLine(lines) => lines.iter().map(|line| list(line)).collect(),
        Shape::Polygon(area) => rings(area),
        Shape::MultiPolygon(areas) => areas.iter().map(rings).collect(),
    };
    json!({ "type": shape.name(), "coordinates": coordinates })
}

fn position(point: Point) -> Json {
    match point.z {
        Some(z) => json!([point.x, point.y, z]),
        None => json!([point.x, point.y]),
    }
}

fn list(points: &[Point]) -> Json {
    points.iter().map(|p| position(*p)).collect()
}

fn rings(area: &Polygon) -> Json {
    area.rings().map(|ring| list(ring)).collect()
}
