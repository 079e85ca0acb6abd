//! Geometry, as far as it is written and checked.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::profile::Shape;

/// A place in the reference system of the profile: x, then y.
pub type Point = (f64, f64);

/// What lies on the map.
#[derive(Clone, Debug, PartialEq)]
pub enum Geometry {
    /// A place.
    Point(Point),
    /// A line of at least two places.
    Line(Vec<Point>),
    /// An area: its outer ring, closed, then its holes.
    Polygon(Vec<Vec<Point>>),
}

fn point(value: &Value) -> Option<Point> {
    let pair = value.as_array().filter(|a| a.len() >= 2)?;
    let (x, y) = (pair[0].as_f64()?, pair[1].as_f64()?);
    (x.is_finite() && y.is_finite()).then_some((x, y))
}

fn points(value: &Value) -> Option<Vec<Point>> {
    value.as_array()?.iter().map(point).collect()
}

impl Geometry {
    /// What it is.
    pub fn shape(&self) -> Shape {
        match self {
            Self::Point(_) => Shape::Point,
            Self::Line(_) => Shape::LineString,
            Self::Polygon(_) => Shape::Polygon,
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        let coordinates = match self {
            Self::Point((x, y)) => json!([x, y]),
            Self::Line(line) => json!(line),
            Self::Polygon(rings) => json!(rings),
        };
        json!({ "type": self.shape().name(), "coordinates": coordinates })
    }

    /// Reads a geometry; a multiple one with a single part counts as that part.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let coordinates = value.get("coordinates")?;
        let only = || coordinates.as_array().filter(|a| a.len() == 1).map(|a| &a[0]);
        let line = |value| points(value).filter(|l| l.len() >= 2).map(Self::Line);
        let polygon = |value: &Value| {
            let rings: Option<Vec<Vec<Point>>> = value.as_array()?.iter().map(points).collect();
            rings
                .filter(|r| !r.is_empty() && r.iter().all(|ring| ring.len() >= 4))
                .map(Self::Polygon)
        };
        match value.get("type")?.as_str()? {
            "Point" => point(coordinates).map(Self::Point),
            "MultiPoint" => point(only()?).map(Self::Point),
            "LineString" => line(coordinates),
            "MultiLineString" => line(only()?),
            "Polygon" => polygon(coordinates),
            "MultiPolygon" => polygon(only()?),
            _ => None,
        }
    }

    pub(crate) fn points(&self) -> impl Iterator<Item = Point> + '_ {
        let (one, many): (Option<Point>, &[Point]) = match self {
            Self::Point(p) => (Some(*p), &[]),
            Self::Line(line) => (None, line),
            Self::Polygon(rings) => (None, rings.first().map_or(&[], Vec::as_slice)),
        };
        one.into_iter().chain(many.iter().copied())
    }
}

/// Whether a place lies in a ring; its edge may count either way.
fn is_in_ring(ring: &[Point], (x, y): Point) -> bool {
    let mut is_inside = false;
    for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        if (a.1 > y) != (b.1 > y) && x < (b.0 - a.0) * (y - a.1) / (b.1 - a.1) + a.0 {
            is_inside = !is_inside;
        }
    }
    is_inside
}

/// Whether a place lies in one of the areas.
pub(crate) fn is_within(areas: &[Geometry], place: Point) -> bool {
    areas.iter().any(|area| match area {
        Geometry::Polygon(rings) => {
            let mut holes = rings.iter();
            holes.next().is_some_and(|outer| is_in_ring(outer, place))
                && !holes.any(|hole| is_in_ring(hole, place))
        }
        _ => false,
    })
}

/// The first of the group a line belongs to.
fn root(group: &mut [usize], mut at: usize) -> usize {
    while group[at] != at {
        group[at] = group[group[at]];
        at = group[at];
    }
    at
}

/// Into how many pieces lines fall: two hang together where an end of one is a point of the other,
/// to the nearest `grid`.
pub(crate) fn pieces(lines: &[&[Point]], grid: f64) -> usize {
    let key = |(x, y): Point| {
        let cell = |v: f64| format!("{:.0}", v / grid);
        (cell(x), cell(y))
    };
    let mut group: Vec<usize> = (0..lines.len()).collect();
    let mut seen: HashMap<(String, String), usize> = HashMap::new();
    for (n, line) in lines.iter().enumerate() {
        for point in *line {
            let other = *seen.entry(key(*point)).or_insert(n);
            let (a, b) = (root(&mut group, n), root(&mut group, other));
            group[a] = b;
        }
    }
    (0..lines.len()).filter(|n| root(&mut group, *n) == *n).count()
}

/// Whether a place can lie in Germany; other systems than the two of practice are not judged.
pub(crate) fn is_possible(crs: &str, (x, y): Point) -> bool {
    match crs {
        "EPSG:4326" => (5.0..=16.0).contains(&x) && (47.0..=56.0).contains(&y),
        "EPSG:25832" => {
            (250_000.0..=950_000.0).contains(&x) && (5_200_000.0..=6_150_000.0).contains(&y)
        }
        _ => true,
    }
}
