//! Geometries: WKT and `GeoJSON` in and out, relations, distance. Coordinates are longitude and
//! latitude (EPSG:4326) taken as a plane; heights are read and passed over.

mod geojson;
mod wkt;

pub use geojson::{GeoJsonError, read_geojson, read_geojson_feature};
pub use wkt::{WktError, parse_wkt};

use geo::{BoundingRect, Distance, Euclidean, HasDimensions, Length, Relate};

use crate::limits::POSITIONS_MAX;

/// A geometry on the plane of longitude and latitude.
#[derive(Debug, Clone, PartialEq)]
pub struct Geometry(geo::Geometry<f64>);

/// A box: smallest and largest longitude and latitude.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Western border.
    pub west: f64,
    /// Southern border.
    pub south: f64,
    /// Eastern border.
    pub east: f64,
    /// Northern border.
    pub north: f64,
}

/// How two geometries may lie to each other (OGC 06-103, DE-9IM).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpatialRelation {
    /// Same points.
    Equals,
    /// No point in common.
    Disjoint,
    /// Borders meet, insides do not.
    Touches,
    /// The first lies inside the second.
    Within,
    /// Same dimension, part in common.
    Overlaps,
    /// Insides meet in a lower dimension.
    Crosses,
    /// Some point in common.
    Intersects,
    /// The second lies inside the first.
    Contains,
}

impl Geometry {
    /// A point.
    pub fn point(longitude: f64, latitude: f64) -> Option<Self> {
        let is_finite = longitude.is_finite() && latitude.is_finite();
        is_finite.then(|| Self(geo::Point::new(longitude, latitude).into()))
    }

    /// Takes a geometry that was checked when it was read.
    const fn checked(inner: geo::Geometry<f64>) -> Self {
        Self(inner)
    }

    /// The geometry for programs that compute with it.
    pub const fn as_geo(&self) -> &geo::Geometry<f64> {
        &self.0
    }

    /// The box around it. `None` only for an empty collection.
    pub fn bounds(&self) -> Option<Bounds> {
        let rect = self.0.bounding_rect()?;
        let (min, max) = (rect.min(), rect.max());
        Some(Bounds { west: min.x, south: min.y, east: max.x, north: max.y })
    }

    /// Whether two geometries lie to each other as asked.
    pub fn relates(&self, other: &Self, relation: SpatialRelation) -> bool {
        let matrix = self.0.relate(&other.0);
        match relation {
            SpatialRelation::Equals => matrix.is_equal_topo(),
            SpatialRelation::Disjoint => matrix.is_disjoint(),
            SpatialRelation::Touches => matrix.is_touches(),
            SpatialRelation::Within => matrix.is_within(),
            SpatialRelation::Overlaps => matrix.is_overlaps(),
            SpatialRelation::Crosses => matrix.is_crosses(),
            SpatialRelation::Intersects => matrix.is_intersects(),
            SpatialRelation::Contains => matrix.is_contains(),
        }
    }

    /// Whether the nine intersections match a mask of `T`, `F`, `*`, `0`, `1`, `2`. `None` if the
    /// mask is none; see [`is_relation_mask`].
    pub fn relates_by_mask(&self, other: &Self, mask: &str) -> Option<bool> {
        if !is_relation_mask(mask) {
            return None;
        }
        self.0.relate(&other.0).matches(&mask.to_ascii_uppercase()).ok()
    }

    /// Shortest distance in degrees. Degrees, because clients know it so (FROST measures so).
    pub fn distance(&self, other: &Self) -> Option<f64> {
        let is_empty = self.0.is_empty() || other.0.is_empty();
        (!is_empty).then(|| Euclidean.distance(&self.0, &other.0))
    }

    /// Length of its lines in degrees; points and areas have none.
    pub fn length(&self) -> f64 {
        fn of(geometry: &geo::Geometry<f64>) -> f64 {
            match geometry {
                geo::Geometry::LineString(line) => Euclidean.length(line),
                geo::Geometry::MultiLineString(lines) => Euclidean.length(lines),
                geo::Geometry::GeometryCollection(parts) => parts.iter().map(of).sum(),
                _ => 0.0,
            }
        }
        of(&self.0)
    }
}

/// Whether a text is a mask for the nine intersections.
pub fn is_relation_mask(mask: &str) -> bool {
    mask.len() == 9 && mask.bytes().all(|b| b"TFtf*012".contains(&b))
}

/// What encloses the features of a stream (`observedArea`): a point if there is only one, else the
/// box around all; a box without width or height is written as a line. `None` for none.
pub fn observed_area<'a>(features: impl IntoIterator<Item = &'a Geometry>) -> Option<Geometry> {
    let mut all: Option<Bounds> = None;
    for bounds in features.into_iter().filter_map(Geometry::bounds) {
        all = Some(all.map_or(bounds, |a| a.and(bounds)));
    }
    all.map(Bounds::area)
}

impl Bounds {
    /// The box around two boxes.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// The box as a geometry: a point or a line where it has no extent.
    pub fn area(self) -> Geometry {
        let (low, high) = (
            geo::Coord { x: self.west, y: self.south },
            geo::Coord { x: self.east, y: self.north },
        );
        let has_width = self.west < self.east;
        let has_height = self.south < self.north;
        Geometry(match (has_width, has_height) {
            (false, false) => geo::Point::from(low).into(),
            (true, true) => {
                let corners = [
                    (self.west, self.south),
                    (self.east, self.south),
                    (self.east, self.north),
                    (self.west, self.north),
                    (self.west, self.south),
                ];
                geo::Polygon::new(geo::LineString::from(corners.to_vec()), vec![]).into()
            }
            _ => geo::LineString::new(vec![low, high]).into(),
        })
    }
}

/// The largest coordinate that is computed with; far outside of the world, but safe from overflow.
const COORDINATE_MAX: f64 = 1e6;

/// What can be wrong with coordinates, whatever the notation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flaw {
    ShortLine,
    ShortRing,
    OpenRing,
}

impl Flaw {
    const fn message(self) -> &'static str {
        match self {
            Self::ShortLine => "a line has at least two positions",
            Self::ShortRing => "a ring has at least four positions",
            Self::OpenRing => "a ring ends where it starts",
        }
    }
}

fn line_of(positions: Vec<geo::Coord<f64>>) -> Result<geo::LineString<f64>, Flaw> {
    if positions.len() < 2 { Err(Flaw::ShortLine) } else { Ok(geo::LineString::new(positions)) }
}

fn ring_of(positions: Vec<geo::Coord<f64>>) -> Result<geo::LineString<f64>, Flaw> {
    if positions.len() < 4 {
        Err(Flaw::ShortRing)
    } else if positions.first() != positions.last() {
        Err(Flaw::OpenRing)
    } else {
        Ok(geo::LineString::new(positions))
    }
}

/// A polygon of its rings, the outer one first; `None` without any.
fn polygon_of(mut rings: Vec<geo::LineString<f64>>) -> Option<geo::Polygon<f64>> {
    if rings.is_empty() {
        return None;
    }
    let outer = rings.remove(0);
    Some(geo::Polygon::new(outer, rings))
}

/// Counts positions down to the limit.
struct Budget(usize);

impl Budget {
    const fn new() -> Self {
        Self(POSITIONS_MAX)
    }

    const fn take(&mut self) -> bool {
        match self.0.checked_sub(1) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }
}
