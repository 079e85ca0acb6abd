//! Reads JSON-FG, object by object.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{SCHEMA, shape};
use crate::crs::Crs;
use crate::finding::{Findings, Place, breaks};
use crate::geometry::{Geometry, Point};
use crate::ids;
use crate::model::{Attribute, Class, ClassKind, Type, Version};
use crate::reading::{Link, Pending, Raw};
use crate::scalar::{self, quoted};
use crate::value::{Feature, Measure, Record, Value};

/// How far `geometry` and `place` may lie apart, in degrees (about two metres).
const APART_MAX: f64 = 2.0e-5;
/// Structured values inside of each other.
const DATA_DEPTH_MAX: usize = 8;

/// The outermost object; its features stay text until their turn.
#[derive(Deserialize)]
struct Outer<'a> {
    #[serde(rename = "coordRefSys")]
    crs: Option<Json>,
    links: Option<Json>,
    #[serde(borrow)]
    features: Option<Vec<&'a RawValue>>,
}

struct Reader<'a> {
    version: Version,
    raw: &'a mut Raw,
    findings: &'a mut Findings,
    crs: Option<Crs>,
}

/// Reads all objects of a file; `None` when it is no file of this standard.
pub(crate) fn read(text: &str, raw: &mut Raw, findings: &mut Findings) -> Option<Version> {
    let outer: Outer<'_> = match serde_json::from_str(text) {
        Ok(outer) => outer,
        Err(error) => {
            let place = Place::at("/", u32::try_from(error.line()).ok());
            let de = format!("kein gültiges JSON: {error}");
            findings.error("json", &place, de, format!("not valid JSON: {error}"));
            return None;
        }
    };
    let version = version_of(outer.links.as_ref(), findings)?;
    let Some(features) = outer.features else {
        let de = "die Objekte (features) fehlen";
        findings.error("root", &Place::at("/features", None), de, "features are missing");
        return None;
    };
    let crs = outer.crs.as_ref().and_then(named);
    let mut reader = Reader { version, raw, findings, crs };
    let mut lines = Lines { text, at: 0, line: 1 };
    for (index, one) in features.into_iter().enumerate() {
        let line = lines.of(one.get());
        let place = Place::at(format!("/features[{index}]"), Some(line));
        if reader.raw.too_many_features(&place, reader.findings) {
            break;
        }
        match serde_json::from_str::<Json>(one.get()) {
            Ok(json) => {
                reader.object(&json, &place, line);
            }
            Err(error) => {
                let de = format!("kein gültiges JSON: {error}");
                reader.findings.error("json", &place, de, format!("not valid JSON: {error}"));
            }
        }
    }
    Some(version)
}

/// Line of a part of the text; parts are asked for in their order.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn of(&mut self, part: &str) -> u32 {
        let start = part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        if let Some(between) = self.text.as_bytes().get(self.at..start) {
            self.line = self.line.saturating_add(breaks(between));
            self.at = start;
        }
        self.line
    }
}

fn version_of(links: Option<&Json>, findings: &mut Findings) -> Option<Version> {
    let place = Place::at("/links", None);
    let href = links.and_then(Json::as_array).and_then(|links| {
        let link = links.iter().find(|l| l["rel"] == "describedby")?;
        link["href"].as_str()
    });
    let Some(href) = href.filter(|href| href.contains(SCHEMA)) else {
        let de = "der Verweis auf das Schema von XTrasse (links, describedby) fehlt";
        let en = "the link to the schema of XTrasse (links, describedby) is missing";
        findings.error("version", &place, de, en);
        return None;
    };
    let number = href.split_once("/json/").map_or("", |(_, rest)| rest);
    match number.split_once('/').map_or(number, |(number, _)| number) {
        "2.1" => Some(Version::V21),
        "2.0" | "featurecollection.json" | "" => Some(Version::V20),
        other => {
            let other = quoted(other);
            let de = format!("die Version {other} ist unbekannt (lesbar sind 2.1 und 2.0)");
            let en = format!("version {other} is unknown (2.1 and 2.0 can be read)");
            findings.error("version", &place, de, en);
            None
        }
    }
}

fn named(json: &Json) -> Option<Crs> {
    Crs::parse(json.as_str().or_else(|| json.get("href")?.as_str())?)
}

impl Reader<'_> {
    fn object(&mut self, json: &Json, start: &Place, line: u32) -> Option<()> {
        let text = |name: &str| json.get(name).and_then(Json::as_str).unwrap_or_default();
        let (written, name) = (text("id"), text("featureType"));
        let place = if name.is_empty() {
            start.clone()
        } else {
            Place::object(&quoted(name), &quoted(written), Some(line))
        };
        let class = self.version.model().class(name);
        let Some(class) = class.filter(|c| c.kind == ClassKind::Feature && !c.is_abstract) else {
            let (number, name) = (self.version.number(), quoted(name));
            let de = format!("die Objektart „{name}“ gibt es in XTrasse {number} nicht");
            let en = format!("XTrasse {number} has no class \"{name}\"");
            self.findings.error("class", &place, de, en);
            return None;
        };
        let id = self.identify(written, &place)?;
        let index = self.raw.features.len();
        let mut feature = Feature { class, id, properties: Record::default(), line };
        match json.get("properties").and_then(Json::as_object) {
            Some(properties) => {
                self.record(class, properties, &mut feature.properties, &place, index, 0);
            }
            None => self.missing("properties", &place),
        }
        let before = self.findings.errors;
        self.position(class, json, &mut feature.properties, &place);
        if let Some(geometry) = class.geometry().filter(|_| self.findings.errors > before) {
            self.raw.wrong.insert((index, geometry.name));
        }
        feature.properties.sort(class);
        self.raw.features.push(feature);
        self.raw.places.push(place);
        Some(())
    }

    fn missing(&mut self, name: &str, at: &Place) {
        let de = format!("„{name}“ fehlt");
        self.findings.error(
            "required",
            &at.below(name, None),
            de,
            format!("\"{name}\" is missing"),
        );
    }

    fn identify(&mut self, written: &str, place: &Place) -> Option<Uuid> {
        if written.is_empty() {
            let de = "dem Objekt fehlt die Kennung (id)";
            self.findings.error("id", place, de, "the object has no identifier (id)");
            return None;
        }
        let id = Uuid::try_parse(written).unwrap_or_else(|_| {
            let de = "die Kennung ist keine UUID; es wird eine daraus abgeleitet";
            let en = "the identifier is no UUID; one is derived from it";
            self.findings.warning("id", place, de, en);
            ids::derived(&[written.as_bytes()])
        });
        if !self.raw.ids.insert(id) {
            let de = "dieselbe Kennung (id) steht an zwei Objekten";
            self.findings.error("id", place, de, "two objects have the same identifier (id)");
            return None;
        }
        self.raw.names.insert(written.to_owned(), id);
        Some(id)
    }

    fn record(
        &mut self,
        class: &'static Class,
        properties: &Map<String, Json>,
        record: &mut Record,
        at: &Place,
        feature: usize,
        depth: usize,
    ) {
        for (name, json) in properties {
            let at = at.below(&quoted(name), None);
            let known = class.attribute(name).filter(|a| !matches!(a.ty, Type::Geometry(_)));
            let Some(attribute) = known else {
                let (class, name) = (class.name, quoted(name));
                let de = format!("{class} kennt keine Angabe „{name}“");
                let en = format!("{class} has no attribute \"{name}\"");
                self.findings.error("unknown", &at, de, en);
                continue;
            };
            if json.is_null() {
                continue;
            }
            let one = std::slice::from_ref(json);
            let values = match (json, attribute.many) {
                (Json::Array(values), true) => values.as_slice(),
                (_, false) => one,
                (_, true) => {
                    self.raw.wrong.insert((feature, attribute.name));
                    let de = "hier wird eine Liste erwartet";
                    self.findings.error("value", &at, de, "a list is expected here");
                    continue;
                }
            };
            for json in values {
                let before = self.findings.errors;
                if let Some(value) = self.value(attribute, json, &at, feature, depth) {
                    record.push(attribute.name, value);
                } else if self.findings.errors > before && depth == 0 {
                    self.raw.wrong.insert((feature, attribute.name));
                }
            }
        }
    }

    fn value(
        &mut self,
        attribute: &'static Attribute,
        json: &Json,
        at: &Place,
        feature: usize,
        depth: usize,
    ) -> Option<Value> {
        match (&attribute.ty, json) {
            (Type::Reference { .. }, Json::String(text)) => {
                let bare = text.len() == 36 && !text.starts_with('{');
                let link = match Uuid::try_parse(text) {
                    Ok(uuid) if bare => Link::Uuid(uuid),
                    _ => Link::Name(text.clone()),
                };
                let attribute = attribute.name;
                self.raw.pending.push(Pending { feature, attribute, link, line: at.line });
                return None;
            }
            (Type::Data(wanted), Json::Object(properties)) if depth < DATA_DEPTH_MAX => {
                let class = self.version.model().class(wanted)?;
                let mut record = Record::default();
                self.record(class, properties, &mut record, at, feature, depth + 1);
                record.sort(class);
                crate::check::required(class, &record, at, self.findings);
                return Some(Value::Data(class, record));
            }
            (Type::Measure { uom }, Json::Object(parts)) => {
                if let Some(measure) = measure(parts, uom) {
                    return Some(Value::Measure(measure));
                }
            }
            (Type::Bool, Json::Bool(value)) => return Some(Value::Bool(*value)),
            (Type::Integer, Json::Number(number)) => {
                let text = number.to_string();
                if let Ok(value) = scalar::from_text(self.version, &attribute.ty, &text) {
                    return Some(value);
                }
            }
            (Type::Bool, Json::Number(number)) if matches!(number.as_u64(), Some(0 | 1)) => {
                return Some(Value::Bool(number.as_u64() == Some(1)));
            }
            (Type::Reference { .. } | Type::Data(_) | Type::Geometry(_), _) => {}
            (ty, Json::String(text)) => match scalar::from_text(self.version, ty, text) {
                Ok(value) => return Some(value),
                Err((de, en)) => {
                    let code = if matches!(ty, Type::Codes(_)) { "code" } else { "value" };
                    self.findings.error(code, at, de, en);
                    return None;
                }
            },
            _ => {}
        }
        let text = quoted(&json.to_string());
        let de = format!("der Wert {text} hat nicht die verlangte Form");
        let en = format!("the value {text} does not have the form wanted");
        self.findings.error("value", at, de, en);
        None
    }

    /// `place` in its own system comes before `geometry` in WGS 84; both must be named.
    fn position(&mut self, class: &'static Class, json: &Json, record: &mut Record, at: &Place) {
        let Some(attribute) = class.geometry() else { return };
        let Type::Geometry(wanted) = attribute.ty else { return };
        let Some(place) = json.get("place") else { return self.missing("place", at) };
        let world = json.get("geometry").unwrap_or(&Json::Null);
        let (name, found, crs) = if !place.is_null() {
            let crs = match json.get("coordRefSys").filter(|crs| !crs.is_null()) {
                Some(own) => named(own),
                None => self.crs,
            };
            ("place", place, crs)
        } else if !world.is_null() {
            ("geometry", world, Some(Crs::WGS84))
        } else {
            return;
        };
        let at = at.below(name, None);
        let Some(crs) = crs else {
            let de = "das Koordinatensystem (coordRefSys) fehlt oder ist unbekannt";
            let en = "the coordinate reference system (coordRefSys) is missing or unknown";
            return self.findings.error("crs", &at, de, en);
        };
        let shape = match shape::read(found) {
            Ok(shape) => shape.cast(wanted),
            Err((de, en)) => return self.findings.error("geometry", &at, de, en),
        };
        if self.raw.too_many_points(shape.points().count(), &at, self.findings) {
            return;
        }
        let geometry = Geometry { crs, shape };
        if name == "place" {
            self.agree(&geometry, world, &at);
        }
        record.push(attribute.name, Value::Geometry(geometry));
    }

    /// Both forms of a place should be the same place.
    fn agree(&mut self, geometry: &Geometry, world: &Json, at: &Place) {
        let Ok(world) = shape::read(world) else { return };
        let Some(own) = geometry.to(Crs::WGS84) else { return };
        let far =
            |a: Point, b: Point| (a.x - b.x).abs() > APART_MAX || (a.y - b.y).abs() > APART_MAX;
        let same = own.shape.points().count() == world.points().count()
            && !own.shape.points().zip(world.points()).any(|(a, b)| far(a, b));
        if !same {
            let de = "„place“ und „geometry“ liegen nicht am selben Ort; „place“ gilt";
            let en = "\"place\" and \"geometry\" are not the same place; \"place\" counts";
            self.findings.warning("place", at, de, en);
        }
    }
}

fn measure(parts: &Map<String, Json>, uom: &str) -> Option<Measure> {
    if parts.keys().any(|key| key != "value" && key != "uom") {
        return None;
    }
    let value = match parts.get("value")? {
        Json::String(text) => scalar::number(text)?,
        number => number.as_f64()?,
    };
    let uom = match parts.get("uom") {
        None | Some(Json::Null) => uom.to_owned(),
        Some(written) => written.as_str()?.to_owned(),
    };
    Some(Measure { value, uom })
}
