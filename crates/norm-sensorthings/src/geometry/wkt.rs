//! Well-known text: read leniently (case, blanks, heights), written plainly.

use std::fmt::{self, Display, Formatter};

use geo::{
    Coord, Geometry as G, GeometryCollection, LineString, MultiLineString, MultiPoint,
    MultiPolygon, Point, Polygon,
};

use super::{Budget, COORDINATE_MAX, Flaw, Geometry, line_of, polygon_of, ring_of};
use crate::limits::{COLLECTION_DEPTH_MAX, POSITIONS_MAX};

/// Why a text is no WKT, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct WktError {
    /// Bytes before the place in the text.
    pub offset: usize,
    /// What is wrong.
    pub message: String,
}

/// Reads a geometry in well-known text.
///
/// # Errors
/// Where and why it is none.
pub fn parse_wkt(text: &str) -> Result<Geometry, WktError> {
    let mut reader = Reader { text, at: 0, budget: Budget::new() };
    let geometry = reader.geometry(0)?;
    reader.blank();
    if reader.at < text.len() {
        return reader.wrong("the geometry has ended, but there is more");
    }
    Ok(Geometry::checked(geometry))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    budget: Budget,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn wrong<T>(&self, message: impl Into<String>) -> Result<T, WktError> {
        Err(WktError { offset: self.at, message: message.into() })
    }

    fn blank(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn take(&mut self, c: char) -> bool {
        self.blank();
        let is_there = self.rest().starts_with(c);
        self.at += if is_there { c.len_utf8() } else { 0 };
        is_there
    }

    fn want(&mut self, c: char) -> Result<(), WktError> {
        if self.take(c) { Ok(()) } else { self.wrong(format!("expected '{c}'")) }
    }

    fn word(&mut self) -> &'a str {
        self.blank();
        let rest = self.rest();
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn geometry(&mut self, depth: usize) -> Result<G<f64>, WktError> {
        self.blank();
        let start = self.at;
        let name = self.word().to_ascii_uppercase();
        // The marks for height and measure may stand apart or be joined to the name.
        let before = self.at;
        if !matches!(self.word().to_ascii_uppercase().as_str(), "Z" | "M" | "ZM") {
            self.at = before;
        }
        let plain = match name.as_str() {
            "POINTZ"
            | "LINESTRINGZ"
            | "POLYGONZ"
            | "MULTIPOINTZ"
            | "MULTILINESTRINGZ"
            | "MULTIPOLYGONZ"
            | "GEOMETRYCOLLECTIONZ" => name.trim_end_matches('Z'),
            other => other,
        };
        Ok(match plain {
            "POINT" => {
                self.want('(')?;
                let at = self.position()?;
                self.want(')')?;
                G::Point(Point::from(at))
            }
            "LINESTRING" => G::LineString(self.line()?),
            "POLYGON" => G::Polygon(self.polygon()?),
            "MULTIPOINT" => G::MultiPoint(MultiPoint(self.list(Self::bracketed_position)?)),
            "MULTILINESTRING" => G::MultiLineString(MultiLineString(self.list(Self::line)?)),
            "MULTIPOLYGON" => G::MultiPolygon(MultiPolygon(self.list(Self::polygon)?)),
            "GEOMETRYCOLLECTION" if depth < COLLECTION_DEPTH_MAX => {
                let parts = self.list(|reader| reader.geometry(depth + 1))?;
                G::GeometryCollection(GeometryCollection(parts))
            }
            "GEOMETRYCOLLECTION" => {
                let message =
                    format!("collections are nested deeper than {COLLECTION_DEPTH_MAX} levels");
                return Err(WktError { offset: start, message });
            }
            _ => {
                let message = "expected POINT, LINESTRING, POLYGON, MULTIPOINT, MULTILINESTRING, \
                               MULTIPOLYGON or GEOMETRYCOLLECTION"
                    .to_owned();
                return Err(WktError { offset: start, message });
            }
        })
    }

    /// One or more in brackets, with commas between.
    fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, WktError>,
    ) -> Result<Vec<T>, WktError> {
        self.want('(')?;
        let mut items = vec![item(self)?];
        while self.take(',') {
            items.push(item(self)?);
        }
        self.want(')')?;
        Ok(items)
    }

    fn flawed<T>(&self, start: usize, read: Result<T, Flaw>) -> Result<T, WktError> {
        read.map_err(|flaw| WktError {
            offset: start.min(self.at),
            message: flaw.message().to_owned(),
        })
    }

    fn line(&mut self) -> Result<LineString<f64>, WktError> {
        let start = self.at;
        let positions = self.list(Self::position)?;
        self.flawed(start, line_of(positions))
    }

    fn ring(&mut self) -> Result<LineString<f64>, WktError> {
        self.blank();
        let start = self.at;
        let positions = self.list(Self::position)?;
        self.flawed(start, ring_of(positions))
    }

    fn polygon(&mut self) -> Result<Polygon<f64>, WktError> {
        let rings = self.list(Self::ring)?;
        polygon_of(rings).map_or_else(|| self.wrong("a polygon has a ring"), Ok)
    }

    fn bracketed_position(&mut self) -> Result<Point<f64>, WktError> {
        let is_bracketed = self.take('(');
        let position = self.position()?;
        if is_bracketed {
            self.want(')')?;
        }
        Ok(position.into())
    }

    fn position(&mut self) -> Result<Coord<f64>, WktError> {
        if !self.budget.take() {
            return self.wrong(format!("more than {POSITIONS_MAX} positions"));
        }
        let x = self.number()?;
        let y = self.number()?;
        // Height and measure, not used.
        for _ in 0..2 {
            self.blank();
            if self.rest().starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'))
            {
                self.number()?;
            }
        }
        Ok(Coord { x, y })
    }

    fn number(&mut self) -> Result<f64, WktError> {
        self.blank();
        let rest = self.rest();
        let is_part = |b: &u8| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'e' | b'E');
        let length = rest.bytes().take_while(|b| is_part(b)).count();
        match rest.get(..length).unwrap_or_default().parse::<f64>() {
            Ok(value) if value.is_finite() && value.abs() <= COORDINATE_MAX => {
                self.at += length;
                Ok(value)
            }
            Ok(_) => self.wrong("this coordinate is too large"),
            Err(_) => self.wrong("expected a number"),
        }
    }
}

impl Display for Geometry {
    /// Well-known text.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write_geometry(f, &self.0)
    }
}

fn write_geometry(f: &mut Formatter<'_>, geometry: &G<f64>) -> fmt::Result {
    match geometry {
        G::Point(point) => write!(f, "POINT ({} {})", point.x(), point.y()),
        G::LineString(line) => {
            f.write_str("LINESTRING ")?;
            positions(f, line)
        }
        G::Polygon(polygon) => {
            f.write_str("POLYGON ")?;
            rings(f, polygon)
        }
        G::MultiPoint(points) => {
            f.write_str("MULTIPOINT ")?;
            listed(f, &points.0, |f, point| write!(f, "({} {})", point.x(), point.y()))
        }
        G::MultiLineString(lines) => {
            f.write_str("MULTILINESTRING ")?;
            listed(f, &lines.0, positions)
        }
        G::MultiPolygon(polygons) => {
            f.write_str("MULTIPOLYGON ")?;
            listed(f, &polygons.0, rings)
        }
        G::GeometryCollection(parts) => {
            f.write_str("GEOMETRYCOLLECTION ")?;
            listed(f, &parts.0, write_geometry)
        }
        // None of the readers makes these; they are areas and lines all the same.
        G::Line(line) => {
            f.write_str("LINESTRING ")?;
            positions(f, &LineString::from(*line))
        }
        G::Rect(rect) => {
            f.write_str("POLYGON ")?;
            rings(f, &rect.to_polygon())
        }
        G::Triangle(triangle) => {
            f.write_str("POLYGON ")?;
            rings(f, &triangle.to_polygon())
        }
    }
}

fn listed<T>(
    f: &mut Formatter<'_>,
    items: &[T],
    write: impl Fn(&mut Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (at, item) in items.iter().enumerate() {
        f.write_str(if at == 0 { "(" } else { ", " })?;
        write(f, item)?;
    }
    f.write_str(")")
}

fn positions(f: &mut Formatter<'_>, line: &LineString<f64>) -> fmt::Result {
    listed(f, &line.0, |f, at| write!(f, "{} {}", at.x, at.y))
}

fn rings(f: &mut Formatter<'_>, polygon: &Polygon<f64>) -> fmt::Result {
    let all: Vec<&LineString<f64>> =
        std::iter::once(polygon.exterior()).chain(polygon.interiors()).collect();
    listed(f, &all, |f, ring| positions(f, ring))
}

#[cfg(test)]
mod tests {
    use super::parse_wkt;

    #[test]
    fn what_is_read_is_written() {
        for text in [
            "POINT (8.5 54.1)",
            "LINESTRING (0 0, 1 0)",
            "POLYGON ((0 0, 4 0, 4 4, 0 0), (1 0.5, 2 0.5, 2 1, 1 0.5))",
            "MULTIPOINT ((1 2), (3 4))",
            "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))",
            "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))",
            "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 1 1))",
        ] {
            assert_eq!(parse_wkt(text).unwrap().to_string(), text);
        }
        for (loose, plain) in [
            ("point(1 2)", "POINT (1 2)"),
            (" POINT Z ( 1 2 3 ) ", "POINT (1 2)"),
            ("PointZ(1 2 3)", "POINT (1 2)"),
            ("MULTIPOINT(1 2,3 4)", "MULTIPOINT ((1 2), (3 4))"),
            ("POLYGON((0 0,1 0,1 1,0 0))", "POLYGON ((0 0, 1 0, 1 1, 0 0))"),
        ] {
            assert_eq!(parse_wkt(loose).unwrap().to_string(), plain);
        }
    }

    #[test]
    fn what_is_wrong_is_shown_where_it_is() {
        for (text, offset, message) in [
            ("CIRCLE (1 2)", 0, "expected POINT"),
            ("POINT 1 2", 6, "expected '('"),
            ("POINT (1)", 8, "expected a number"),
            ("POINT (1 2) x", 12, "there is more"),
            ("POLYGON ((0 0, 1 0, 0 0))", 9, "at least four"),
            ("POLYGON ((0 0, 1 0, 1 1, 2 2))", 9, "ends where it starts"),
            ("LINESTRING (0 0)", 10, "at least two"),
            ("POINT (1e99 2)", 7, "too large"),
        ] {
            let error = parse_wkt(text).unwrap_err();
            assert_eq!(error.offset, offset, "{text}: {error}");
            assert!(error.message.contains(message), "{text}: {error}");
        }
    }
}
