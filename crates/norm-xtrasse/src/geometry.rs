//! Places: points, lines and areas in one coordinate reference system.

mod crossing;

use crate::crs::Crs;
use crate::model::GeometryType;

pub(crate) use crossing::{Crossing, line_crosses, rings_cross};

/// A coordinate: easting and northing, or longitude and latitude, whatever the file's order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Easting in metres or longitude in degrees.
    pub x: f64,
    /// Northing in metres or latitude in degrees.
    pub y: f64,
    /// Height, where there is one.
    pub z: Option<f64>,
}

impl Point {
    /// A coordinate without height.
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y, z: None }
    }

    /// The coordinate with its axes exchanged.
    #[must_use]
    pub fn swapped(self) -> Self {
        Self { x: self.y, y: self.x, z: self.z }
    }
}

/// An area with holes. Rings are closed: the last coordinate is the first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Polygon {
    /// The outer ring.
    pub exterior: Vec<Point>,
    /// The holes.
    pub interiors: Vec<Vec<Point>>,
}

impl Polygon {
    /// All rings, the outer one first.
    pub fn rings(&self) -> impl Iterator<Item = &Vec<Point>> {
        std::iter::once(&self.exterior).chain(&self.interiors)
    }
}

/// The form of a place.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// One point.
    Point(Point),
    /// Points.
    MultiPoint(Vec<Point>),
    /// One line.
    Line(Vec<Point>),
    /// Lines.
    MultiLine(Vec<Vec<Point>>),
    /// One area.
    Polygon(Polygon),
    /// Areas.
    MultiPolygon(Vec<Polygon>),
}

impl Shape {
    /// The word for it in `GeoJSON`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Point(_) => "Point",
            Self::MultiPoint(_) => "MultiPoint",
            Self::Line(_) => "LineString",
            Self::MultiLine(_) => "MultiLineString",
            Self::Polygon(_) => "Polygon",
            Self::MultiPolygon(_) => "MultiPolygon",
        }
    }

    /// True when the standard's type wants just this form.
    pub fn fits(&self, wanted: GeometryType) -> bool {
        matches!(
            (self, wanted),
            (Self::Point(_), GeometryType::Point)
                | (Self::MultiPoint(_), GeometryType::MultiPoint)
                | (Self::Line(_), GeometryType::Curve)
                | (Self::MultiLine(_), GeometryType::MultiCurve)
                | (Self::Polygon(_), GeometryType::Surface)
                | (Self::MultiPolygon(_), GeometryType::MultiSurface)
        )
    }

    /// Makes one of many and many of one where nothing is lost by it; otherwise the same form.
    #[must_use]
    pub fn cast(self, wanted: GeometryType) -> Self {
        match (self, wanted) {
            (Self::Point(point), GeometryType::MultiPoint) => Self::MultiPoint(vec![point]),
            (Self::Line(line), GeometryType::MultiCurve) => Self::MultiLine(vec![line]),
            (Self::Polygon(area), GeometryType::MultiSurface) => Self::MultiPolygon(vec![area]),
            (Self::MultiPoint(points), GeometryType::Point) if points.len() == 1 => {
                Self::Point(points[0])
            }
            (Self::MultiPolygon(mut areas), GeometryType::Surface) if areas.len() == 1 => {
                Self::Polygon(areas.swap_remove(0))
            }
            (Self::MultiLine(lines), GeometryType::Curve) => join(lines),
            (shape, _) => shape,
        }
    }

    /// All coordinates.
    pub fn points(&self) -> Box<dyn Iterator<Item = Point> + '_> {
        match self {
            Self::Point(point) => Box::new(std::iter::once(*point)),
            Self::MultiPoint(points) | Self::Line(points) => Box::new(points.iter().copied()),
            Self::MultiLine(lines) => Box::new(lines.iter().flatten().copied()),
            Self::Polygon(area) => Box::new(area.rings().flatten().copied()),
            Self::MultiPolygon(areas) => {
                Box::new(areas.iter().flat_map(Polygon::rings).flatten().copied())
            }
        }
    }

    /// The same form with every coordinate changed; `None` when one cannot be.
    pub fn map(&self, change: &mut dyn FnMut(Point) -> Option<Point>) -> Option<Self> {
        let mut all = |points: &[Point]| points.iter().map(|p| change(*p)).collect::<Option<_>>();
        Some(match self {
            Self::Point(point) => Self::Point(change(*point)?),
            Self::MultiPoint(points) => Self::MultiPoint(all(points)?),
            Self::Line(points) => Self::Line(all(points)?),
            Self::MultiLine(lines) => {
                Self::MultiLine(lines.iter().map(|l| all(l)).collect::<Option<_>>()?)
            }
            Self::Polygon(area) => Self::Polygon(map_polygon(area, &mut all)?),
            Self::MultiPolygon(areas) => {
                let areas = areas.iter().map(|a| map_polygon(a, &mut all));
                Self::MultiPolygon(areas.collect::<Option<_>>()?)
            }
        })
    }

    /// West, south, east and north end; `None` without coordinates.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        let mut points = self.points();
        let first = points.next()?;
        Some(points.fold([first.x, first.y, first.x, first.y], |[w, s, e, n], p| {
            [w.min(p.x), s.min(p.y), e.max(p.x), n.max(p.y)]
        }))
    }
}

fn map_polygon(
    area: &Polygon,
    all: &mut dyn FnMut(&[Point]) -> Option<Vec<Point>>,
) -> Option<Polygon> {
    let exterior = all(&area.exterior)?;
    let interiors = area.interiors.iter().map(|ring| all(ring)).collect::<Option<_>>()?;
    Some(Polygon { exterior, interiors })
}

/// Lines that follow each other become one.
fn join(lines: Vec<Vec<Point>>) -> Shape {
    let follow = lines.windows(2).all(|pair| pair[0].last() == pair[1].first());
    if lines.is_empty() || !follow {
        return Shape::MultiLine(lines);
    }
    let mut joined: Vec<Point> = Vec::new();
    for line in lines {
        let skip = usize::from(!joined.is_empty());
        joined.extend(line.into_iter().skip(skip));
    }
    Shape::Line(joined)
}

/// A place: a form in a coordinate reference system.
#[derive(Debug, Clone, PartialEq)]
pub struct Geometry {
    /// The system of the coordinates.
    pub crs: Crs,
    /// The form.
    pub shape: Shape,
}

impl Geometry {
    /// The same place in another system; `None` when one of both has no conversion.
    pub fn to(&self, crs: Crs) -> Option<Self> {
        if crs == self.crs {
            return Some(self.clone());
        }
        let mut convert = |p| crs.of_lon_lat(self.crs.to_lon_lat(p)?);
        Some(Self { crs, shape: self.shape.map(&mut convert)? })
    }

    /// Where one of its lines crosses itself. Lines with too many parts over each other to compare
    /// all of them are taken to cross at their first coordinate.
    pub fn crosses_itself(&self) -> Option<Point> {
        let of = |line: &Vec<Point>| match line_crosses(line) {
            Crossing::None => None,
            Crossing::At(point) => Some(point),
            Crossing::TooMany => line.first().copied(),
        };
        match &self.shape {
            Shape::Line(line) => of(line),
            Shape::MultiLine(lines) => lines.iter().find_map(of),
            _ => None,
        }
    }

    /// Length of its lines in metres, measured in the plane of a metric system; in degrees the
    /// coordinates are brought to UTM zone 32 first.
    pub fn length(&self) -> f64 {
        let metric = if self.crs.is_geographic() { self.to(Crs::UTM32) } else { None };
        let shape = metric.as_ref().map_or(&self.shape, |g| &g.shape);
        let along = |line: &Vec<Point>| -> f64 {
            line.windows(2).map(|s| (s[1].x - s[0].x).hypot(s[1].y - s[0].y)).sum()
        };
        match shape {
            Shape::Line(line) => along(line),
            Shape::MultiLine(lines) => lines.iter().map(along).sum(),
            _ => 0.0,
        }
    }
}
