//! Writes GML as the tool of the standard's body does.

use std::fmt::Write as _;

use uuid::Uuid;

use super::{GML, SF};
use crate::geometry::{Geometry, Point, Polygon, Shape};
use crate::ids;
use crate::value::{Collection, Feature, Record, Value};

/// The file: the same collection gives the same bytes.
pub fn write(collection: &Collection) -> String {
    let version = collection.version;
    let namespace = version.namespace();
    let number = version.number();
    let mut out = String::with_capacity(1024 + collection.features.len() * 800);
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let id = collection_id(collection);
    let _ = write!(
        out,
        "<sf:FeatureCollection xmlns=\"{namespace}\" xmlns:gml=\"{GML}\" \
         xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:sf=\"{SF}\" \
         xsi:schemaLocation=\"{namespace} https://repository.gdi-de.org/schemas/\
         de.xleitstelle.xtrasse/{number}/XML/XTrasse.xsd {SF} \
         http://schemas.opengis.net/ogcapi/features/part1/1.0/xml/core-sf.xsd {GML} \
         https://schemas.opengis.net/gml/3.2.1/gml.xsd\" gml:id=\"GML_{id}\">"
    );
    for feature in &collection.features {
        Writer { out: &mut out, feature }.feature();
    }
    out.push_str("\n</sf:FeatureCollection>\n");
    out
}

fn collection_id(collection: &Collection) -> Uuid {
    let parts: Vec<&[u8]> =
        collection.features.iter().map(|f| f.id.as_bytes().as_slice()).collect();
    ids::derived(&parts)
}

struct Writer<'a> {
    out: &'a mut String,
    feature: &'a Feature,
}

impl Writer<'_> {
    fn line(&mut self, depth: usize, text: &str) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("  ", depth));
        self.out.push_str(text);
    }

    fn feature(&mut self) {
        let (class, id) = (self.feature.class.name, self.feature.id);
        self.line(1, "<sf:featureMember>");
        self.line(2, &format!("<{class} gml:id=\"GML_{id}\">"));
        let identifier = format!("<gml:identifier codeSpace=\"urn:uuid\">{id}</gml:identifier>");
        self.line(3, &identifier);
        let feature = self.feature;
        self.record(&feature.properties, 3);
        self.line(2, &format!("</{class}>"));
        self.line(1, "</sf:featureMember>");
    }

    fn record(&mut self, record: &Record, depth: usize) {
        for (name, value) in record.iter() {
            let text = match value {
                Value::Text(text) | Value::Uri(text) => escaped(text),
                Value::Code(code) => (*code).to_owned(),
                Value::Bool(value) => value.to_string(),
                Value::Integer(value) => value.to_string(),
                Value::Date(date) => date.to_string(),
                Value::Measure(measure) => {
                    let (uom, value) = (escaped(&measure.uom), measure.value);
                    self.line(depth, &format!("<{name} uom=\"{uom}\">{value}</{name}>"));
                    continue;
                }
                Value::Reference(id) => {
                    self.line(depth, &format!("<{name} xlink:href=\"#GML_{id}\"/>"));
                    continue;
                }
                Value::Data(class, inner) => {
                    self.line(depth, &format!("<{name}>"));
                    self.line(depth + 1, &format!("<{}>", class.name));
                    self.record(inner, depth + 2);
                    self.line(depth + 1, &format!("</{}>", class.name));
                    self.line(depth, &format!("</{name}>"));
                    continue;
                }
                Value::Geometry(geometry) => {
                    self.line(depth, &format!("<{name}>"));
                    self.geometry(geometry, depth + 1);
                    self.line(depth, &format!("</{name}>"));
                    continue;
                }
            };
            self.line(depth, &format!("<{name}>{text}</{name}>"));
        }
    }

    fn geometry(&mut self, geometry: &Geometry, depth: usize) {
        let id = ids::derived(&[self.feature.id.as_bytes(), b"geometry"]);
        let top = format!("srsName=\"{}\" gml:id=\"GML_{id}\"", geometry.crs.short_name());
        let member = |index: usize| format!("gml:id=\"GML_{id}.{index}\"");
        match &geometry.shape {
            Shape::Point(point) => self.point(*point, &top, depth),
            Shape::Line(line) => self.curve(line, &top, depth),
            Shape::Polygon(area) => self.area(area, &top, depth),
            Shape::MultiPoint(points) => {
                self.line(depth, &format!("<gml:MultiPoint {top}>"));
                for (index, point) in points.iter().enumerate() {
                    self.line(depth + 1, "<gml:pointMember>");
                    self.point(*point, &member(index), depth + 2);
                    self.line(depth + 1, "</gml:pointMember>");
                }
                self.line(depth, "</gml:MultiPoint>");
            }
            Shape::MultiLine(lines) => {
                self.line(depth, &format!("<gml:MultiCurve {top}>"));
                for (index, line) in lines.iter().enumerate() {
                    self.line(depth + 1, "<gml:curveMember>");
                    self.curve(line, &member(index), depth + 2);
                    self.line(depth + 1, "</gml:curveMember>");
                }
                self.line(depth, "</gml:MultiCurve>");
            }
            Shape::MultiPolygon(areas) => {
                self.line(depth, &format!("<gml:MultiSurface {top}>"));
                for (index, area) in areas.iter().enumerate() {
                    self.line(depth + 1, "<gml:surfaceMember>");
                    self.area(area, &member(index), depth + 2);
                    self.line(depth + 1, "</gml:surfaceMember>");
                }
                self.line(depth, "</gml:MultiSurface>");
            }
        }
    }

    fn point(&mut self, point: Point, attributes: &str, depth: usize) {
        self.line(depth, &format!("<gml:Point {attributes}>"));
        let tag = if point.z.is_some() { "gml:pos srsDimension=\"3\"" } else { "gml:pos" };
        self.line(depth + 1, &format!("<{tag}>{}</gml:pos>", positions(&[point])));
        self.line(depth, "</gml:Point>");
    }

    fn curve(&mut self, line: &[Point], attributes: &str, depth: usize) {
        self.line(depth, &format!("<gml:LineString {attributes}>"));
        self.positions(line, depth + 1);
        self.line(depth, "</gml:LineString>");
    }

    fn area(&mut self, area: &Polygon, attributes: &str, depth: usize) {
        self.line(depth, &format!("<gml:Polygon {attributes}>"));
        for (index, ring) in area.rings().enumerate() {
            let side = if index == 0 { "exterior" } else { "interior" };
            self.line(depth + 1, &format!("<gml:{side}>"));
            self.line(depth + 2, "<gml:LinearRing>");
            self.positions(ring, depth + 3);
            self.line(depth + 2, "</gml:LinearRing>");
            self.line(depth + 1, &format!("</gml:{side}>"));
        }
        self.line(depth, "</gml:Polygon>");
    }

    fn positions(&mut self, points: &[Point], depth: usize) {
        let heights = has_heights(points);
        let tag = if heights { "gml:posList srsDimension=\"3\"" } else { "gml:posList" };
        self.line(depth, &format!("<{tag}>{}</gml:posList>", positions(points)));
    }
}

/// A list is written with heights only when every coordinate has one.
fn has_heights(points: &[Point]) -> bool {
    !points.is_empty() && points.iter().all(|p| p.z.is_some())
}

fn positions(points: &[Point]) -> String {
    let heights = has_heights(points);
    let mut text = String::with_capacity(points.len() * 20);
    for point in points {
        if !text.is_empty() {
            text.push(' ');
        }
        let _ = write!(text, "{} {}", point.x, point.y);
        if let Some(z) = point.z.filter(|_| heights) {
            let _ = write!(text, " {z}");
        }
    }
    text
}

/// Text for XML; characters that XML cannot hold become the replacement character.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(character),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(character),
        }
    }
    out
}
