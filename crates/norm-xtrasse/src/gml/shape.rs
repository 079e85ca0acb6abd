//! Geometries of GML.

use crate::finding::{Findings, Place};
use crate::geometry::{Point, Polygon, Shape};
use crate::scalar::quoted;
use crate::xml::Element;

/// Pieces an arc is drawn with.
const ARC_PIECES: u32 = 32;
/// Lines and areas that stand inside of each other; files have three levels at most.
const NESTED_MAX: usize = 8;

struct Shapes<'a> {
    at: &'a Place,
    findings: &'a mut Findings,
}

/// Reads a geometry; `None` and a finding when it cannot be read.
pub(super) fn read(element: &Element, at: &Place, findings: &mut Findings) -> Option<Shape> {
    let at = at.below(&element.name, Some(element.line));
    Shapes { at: &at, findings }.shape(element)
}

/// Children of the wrappers such as `pointMember` and `surfaceMembers`.
fn members<'e>(element: &'e Element, names: &'e [&'e str]) -> impl Iterator<Item = &'e Element> {
    element
        .children
        .iter()
        .filter(move |c| names.contains(&c.name.as_str()))
        .flat_map(|c| &c.children)
}

impl Shapes<'_> {
    fn fail<T>(&mut self, de: String, en: String) -> Option<T> {
        self.findings.error("geometry", self.at, de, en);
        None
    }

    fn shape(&mut self, element: &Element) -> Option<Shape> {
        Some(match element.name.as_str() {
            "Point" => {
                let points = self.positions(element)?;
                let [point] = points[..] else {
                    let n = points.len();
                    return self.fail(
                        format!("ein Punkt hat genau eine Koordinate, nicht {n}"),
                        format!("a point has one coordinate, not {n}"),
                    );
                };
                Shape::Point(point)
            }
            "MultiPoint" => {
                let mut all = Vec::new();
                for member in members(element, &["pointMember", "pointMembers"]) {
                    let points = self.positions(member)?;
                    if points.is_empty() {
                        return self.fail(
                            "ein Punkt ohne Koordinate".to_owned(),
                            "a point without a coordinate".to_owned(),
                        );
                    }
                    all.extend(points);
                }
                Shape::MultiPoint(all)
            }
            "LineString" | "Curve" | "CompositeCurve" | "LineStringSegment" | "OrientableCurve" => {
                Shape::Line(self.line(element, 0)?)
            }
            "MultiCurve" | "MultiLineString" => {
                let names = ["curveMember", "curveMembers", "lineStringMember"];
                let lines = members(element, &names).map(|m| self.line(m, 0));
                Shape::MultiLine(lines.collect::<Option<_>>()?)
            }
            "Polygon" | "PolygonPatch" => Shape::Polygon(self.polygon(element)?),
            "Surface" => {
                let patches: Vec<&Element> =
                    members(element, &["patches", "polygonPatches"]).collect();
                let mut areas = self.polygons(&patches)?;
                if areas.len() == 1 {
                    Shape::Polygon(areas.swap_remove(0))
                } else {
                    Shape::MultiPolygon(areas)
                }
            }
            "MultiSurface" | "MultiPolygon" | "CompositeSurface" => {
                let names = ["surfaceMember", "surfaceMembers", "polygonMember"];
                let mut areas = Vec::new();
                for member in members(element, &names) {
                    match self.shape(member)? {
                        Shape::Polygon(area) => areas.push(area),
                        Shape::MultiPolygon(more) => areas.extend(more),
                        _ => return None,
                    }
                }
                Shape::MultiPolygon(areas)
            }
            _ => return None,
        })
    }

    fn polygons(&mut self, elements: &[&Element]) -> Option<Vec<Polygon>> {
        elements.iter().map(|element| self.polygon(element)).collect()
    }

    fn polygon(&mut self, element: &Element) -> Option<Polygon> {
        let mut area = Polygon::default();
        for ring in &element.children {
            let line = match ring.name.as_str() {
                "exterior" | "outerBoundaryIs" | "interior" | "innerBoundaryIs" => {
                    self.ring(ring.children.first()?)?
                }
                _ => continue,
            };
            if ring.name.starts_with("ext") || ring.name.starts_with("out") {
                area.exterior = line;
            } else {
                area.interiors.push(line);
            }
        }
        Some(area)
    }

    /// A ring; an open one is closed.
    fn ring(&mut self, element: &Element) -> Option<Vec<Point>> {
        let mut line = self.line(element, 0)?;
        if let (Some(first), Some(last)) = (line.first().copied(), line.last().copied())
            && (first.x, first.y) != (last.x, last.y)
        {
            let de = "der Ring einer Fläche ist nicht geschlossen; er wird geschlossen";
            let en = "the ring of an area is not closed; it is closed";
            self.findings.warning("ring_open", self.at, de, en);
            line.push(first);
        }
        Some(line)
    }

    fn line(&mut self, element: &Element, depth: usize) -> Option<Vec<Point>> {
        if depth > NESTED_MAX {
            return None;
        }
        let parts: Vec<&Element> = match element.name.as_str() {
            "LineString" | "LinearRing" | "LineStringSegment" => return self.positions(element),
            "Arc" | "ArcString" => return self.arcs(element),
            "Curve" => members(element, &["segments"]).collect(),
            "CompositeCurve" | "Ring" => {
                members(element, &["curveMember", "curveMembers"]).collect()
            }
            "OrientableCurve" => {
                let base = element.child("baseCurve").and_then(|b| b.children.first())?;
                let mut line = self.line(base, depth + 1)?;
                if element.attribute("orientation") == Some("-") {
                    line.reverse();
                }
                return Some(line);
            }
            _ => return None,
        };
        let mut whole: Vec<Point> = Vec::new();
        for part in parts {
            let line = self.line(part, depth + 1)?;
            let again = whole.last().is_some_and(|last| Some(last) == line.first());
            whole.extend(line.into_iter().skip(usize::from(again)));
        }
        Some(whole)
    }

    /// Arcs through three points each, drawn with straight pieces.
    fn arcs(&mut self, element: &Element) -> Option<Vec<Point>> {
        let points = self.positions(element)?;
        if points.len() < 3 || points.len() % 2 == 0 {
            let n = points.len();
            return self.fail(
                format!("ein Bogen braucht 3, 5, 7 … Koordinaten, nicht {n}"),
                format!("an arc needs 3, 5, 7 … coordinates, not {n}"),
            );
        }
        let de = "ein Bogen wird durch gerade Stücke ersetzt";
        self.findings.warning("arc", self.at, de, "an arc is replaced by straight pieces");
        let mut line = vec![points[0]];
        for at in (0..points.len() - 2).step_by(2) {
            arc(points[at], points[at + 1], points[at + 2], &mut line);
        }
        Some(line)
    }

    /// The coordinates below an element.
    fn positions(&mut self, element: &Element) -> Option<Vec<Point>> {
        let size = |e: &Element| e.attribute("srsDimension").and_then(|d| d.parse::<usize>().ok());
        let outer = size(element);
        let mut points = Vec::new();
        for child in &element.children {
            let inner = size(child).or(outer);
            match child.name.as_str() {
                "posList" => self.numbers(&child.text, inner.unwrap_or(2), &mut points)?,
                "pos" => {
                    let count = child.text.split_ascii_whitespace().count();
                    self.numbers(&child.text, count.max(2), &mut points)?;
                }
                "coordinates" => {
                    for tuple in child.text.split_ascii_whitespace() {
                        let tuple = tuple.replace(',', " ");
                        let count = tuple.split_ascii_whitespace().count();
                        self.numbers(&tuple, count.max(2), &mut points)?;
                    }
                }
                "Point" | "pointProperty" => points.extend(self.positions(child)?),
                _ => {}
            }
        }
        Some(points)
    }

    fn numbers(&mut self, text: &str, size: usize, points: &mut Vec<Point>) -> Option<()> {
        let mut numbers = Vec::new();
        for word in text.split_ascii_whitespace() {
            let Some(number) = crate::scalar::number(word) else {
                let word = quoted(word);
                return self.fail(
                    format!("„{word}“ ist keine Koordinate"),
                    format!("\"{word}\" is no coordinate"),
                );
            };
            numbers.push(number);
        }
        let whole = (2..=3).contains(&size) && numbers.len().is_multiple_of(size);
        if !whole {
            let n = numbers.len();
            return self.fail(
                format!("{n} Zahlen lassen sich nicht in Koordinaten zu {size} teilen"),
                format!("{n} numbers do not make coordinates of {size}"),
            );
        }
        let read = |c: &[f64]| Point { x: c[0], y: c[1], z: c.get(2).copied() };
        points.extend(numbers.chunks_exact(size).map(read));
        Some(())
    }
}

/// Draws the arc from the first point through the second to the third; the first is there.
fn arc(first: Point, second: Point, third: Point, line: &mut Vec<Point>) {
    let (bx, by) = (second.x - first.x, second.y - first.y);
    let (cx, cy) = (third.x - first.x, third.y - first.y);
    let double = 2.0 * (bx * cy - by * cx);
    if double == 0.0 || !double.is_finite() {
        line.extend([second, third]);
        return;
    }
    let (b_squared, c_squared) = (bx * bx + by * by, cx * cx + cy * cy);
    let east = (cy * b_squared - by * c_squared) / double;
    let north = (bx * c_squared - cx * b_squared) / double;
    let (centre_x, centre_y, radius) = (first.x + east, first.y + north, east.hypot(north));
    let angle = |p: Point| (p.y - centre_y).atan2(p.x - centre_x);
    let full = std::f64::consts::TAU;
    let from = angle(first);
    let mut sweep = (angle(third) - from).rem_euclid(full);
    if double < 0.0 {
        sweep -= full;
    }
    for piece in 1..ARC_PIECES {
        let at = from + sweep * f64::from(piece) / f64::from(ARC_PIECES);
        line.push(Point::new(centre_x + radius * at.cos(), centre_y + radius * at.sin()));
    }
    line.push(third);
}
