//! Reads GML.

use uuid::Uuid;

use super::{GML, SF, WFS, shape};
use crate::crs::Crs;
use crate::finding::{Findings, Place};
use crate::geometry::Geometry;
use crate::ids;
use crate::model::{Attribute, Class, ClassKind, Type, Version};
use crate::reading::{Link, Pending, Raw};
use crate::scalar::{self, quoted};
use crate::value::{Feature, Measure, Record, Value};
use crate::xml::{Element, Root, Walker, XmlError};

/// Structured values inside of each other; the model has two levels.
const DATA_DEPTH_MAX: usize = 8;

struct Reader<'a> {
    version: Version,
    raw: &'a mut Raw,
    findings: &'a mut Findings,
    /// The first reference system named in the file.
    crs: Option<Crs>,
    text: &'a str,
}

/// The first reference system that is named anywhere in the file.
fn first_named(text: &str) -> Option<Crs> {
    let (_, rest) = text.split_once("srsName=")?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Crs::parse(rest[1..].split(quote).next()?)
}

/// Reads all objects of a file; `None` when it is no file of this standard.
pub(crate) fn read(text: &str, raw: &mut Raw, findings: &mut Findings) -> Option<Version> {
    let (mut walker, root) = match Walker::new(text, raw.limits) {
        Ok(begun) => begun,
        Err(error) => {
            report(error, findings);
            return None;
        }
    };
    let version = version_of(&root, findings)?;
    let mut reader = Reader { version, raw: &mut *raw, findings: &mut *findings, crs: None, text };
    loop {
        match walker.next_object() {
            Ok(Some(element)) => {
                if !reader.object(&element) {
                    break;
                }
            }
            Ok(None) => break,
            Err(error) => {
                report(error, reader.findings);
                break;
            }
        }
    }
    if raw.features.is_empty() && findings.errors == 0 {
        let de = "die Datei enthält kein Objekt und kein Koordinatensystem";
        let en = "the file holds no object and no coordinate reference system";
        findings.error("empty", &Place::at("/", Some(root.line)), de, en);
    }
    Some(version)
}

fn report(error: XmlError, findings: &mut Findings) {
    let place = Place::at("/", Some(error.line));
    findings.error(error.code, &place, error.de, error.en);
}

fn version_of(root: &Root, findings: &mut Findings) -> Option<Version> {
    let place = Place::at(format!("/{}", root.name), Some(root.line));
    if root.name != "FeatureCollection" || (root.ns != SF && root.ns != WFS) {
        let name = quoted(&root.name);
        let de = format!("das äußerste Element „{name}“ ist keine FeatureCollection");
        let en = format!("the document element \"{name}\" is no FeatureCollection");
        findings.error("root", &place, de, en);
        return None;
    }
    let candidates = root
        .attributes
        .iter()
        .filter(|(name, _)| {
            name == "xmlns" || name.starts_with("xmlns:") || name.ends_with(":schemaLocation")
        })
        .flat_map(|(_, value)| value.split_ascii_whitespace());
    for candidate in candidates {
        if let Some(minor) = candidate.strip_prefix("http://www.xtrasse.de/2.") {
            if minor == "0" {
                return Some(Version::V20);
            }
            if minor.len() == 1 {
                if minor != "1" {
                    let de = format!("Version 2.{minor} wird wie 2.1 gelesen");
                    let en = format!("version 2.{minor} is read as 2.1");
                    findings.warning("version", &place, de, en);
                }
                return Some(Version::V21);
            }
        }
    }
    let de = "der Namensraum von XTrasse (http://www.xtrasse.de/2.1 oder 2.0) fehlt";
    let en = "the namespace of XTrasse (http://www.xtrasse.de/2.1 or 2.0) is missing";
    findings.error("version", &place, de, en);
    None
}

impl Reader<'_> {
    /// Reads one object; `false` when reading ends for lack of room.
    fn object(&mut self, element: &Element) -> bool {
        if &*element.ns == GML {
            self.envelope(element);
            return true;
        }
        let written = element.attribute("id").unwrap_or_default();
        let place = Place::object(&element.name, &quoted(written), Some(element.line));
        if self.raw.too_many_features(&place, self.findings) {
            return false;
        }
        let class = self.version.model().class(&element.name);
        let Some(class) = class.filter(|c| c.kind == ClassKind::Feature && !c.is_abstract) else {
            let number = self.version.number();
            let name = quoted(&element.name);
            let de = format!("die Objektart „{name}“ gibt es in XTrasse {number} nicht");
            let en = format!("XTrasse {number} has no class \"{name}\"");
            self.findings.error("class", &place, de, en);
            return true;
        };
        let Some(id) = self.identify(written, &place) else { return true };
        let index = self.raw.features.len();
        let line = element.line;
        let mut feature = Feature { class, id, properties: Record::default(), line };
        for property in element.children.iter().filter(|c| &*c.ns != GML) {
            let at = place.below(&property.name, Some(property.line));
            let Some(attribute) = self.attribute(class, property, &at) else { continue };
            let before = self.findings.errors;
            if let Some(value) = self.value(attribute, property, &at, index, 0) {
                self.put(&mut feature.properties, attribute, value, &at);
            } else if self.findings.errors > before {
                self.raw.wrong.insert((index, attribute.name));
            }
        }
        feature.properties.sort(class);
        self.raw.features.push(feature);
        self.raw.places.push(place);
        true
    }

    /// The reference system may be named once for all.
    fn envelope(&mut self, element: &Element) {
        if let Some(name) = element.attribute("srsName").filter(|_| self.crs.is_none()) {
            self.crs = Crs::parse(name);
        }
    }

    /// The identifier of an object; a repeated one is refused.
    fn identify(&mut self, written: &str, place: &Place) -> Option<Uuid> {
        if written.is_empty() {
            let de = "dem Objekt fehlt die Kennung (gml:id)";
            self.findings.error("id", place, de, "the object has no identifier (gml:id)");
            return None;
        }
        if self.raw.names.contains_key(written) {
            let de = "dieselbe Kennung (gml:id) steht an zwei Objekten";
            self.findings.error("id", place, de, "two objects have the same identifier (gml:id)");
            return None;
        }
        let found = ids::find_uuid(written).filter(|uuid| !self.raw.ids.contains(uuid));
        let id = found.unwrap_or_else(|| {
            let de = "die Kennung enthält keine eigene UUID; es wird eine daraus abgeleitet";
            let en = "the identifier holds no UUID of its own; one is derived from it";
            self.findings.warning("id", place, de, en);
            ids::derived(&[written.as_bytes()])
        });
        self.raw.names.insert(written.to_owned(), id);
        self.raw.ids.insert(id);
        Some(id)
    }

    fn attribute(
        &mut self,
        class: &'static Class,
        property: &Element,
        at: &Place,
    ) -> Option<&'static Attribute> {
        // An element without anything in it says as little as a missing one.
        let says_nothing = property.text.trim().is_empty()
            && property.attributes.is_empty()
            && property.children.is_empty();
        let found = class.attribute(&property.name);
        if found.is_none() && !says_nothing {
            let (class, name) = (class.name, quoted(&property.name));
            let de = format!("{class} kennt keine Angabe „{name}“");
            self.findings.error("unknown", at, de, format!("{class} has no attribute \"{name}\""));
        }
        found.filter(|_| !says_nothing)
    }

    fn put(&mut self, record: &mut Record, attribute: &Attribute, value: Value, at: &Place) {
        if attribute.many {
            record.push(attribute.name, value);
            return;
        }
        if record.get(attribute.name).is_some() {
            let de = "die Angabe darf nur einmal vorkommen; die letzte gilt";
            self.findings.warning("repeated", at, de, "given more than once; the last one counts");
        }
        record.replace(attribute.name, value);
    }

    fn value(
        &mut self,
        attribute: &'static Attribute,
        property: &Element,
        at: &Place,
        feature: usize,
        depth: usize,
    ) -> Option<Value> {
        match &attribute.ty {
            Type::Geometry(_) => self.geometry(attribute, property, at),
            Type::Data(wanted) => self.data(wanted, property, at, feature, depth),
            Type::Reference { .. } => {
                self.reference(attribute, property, at, feature);
                None
            }
            ty => {
                if let Some(child) = property.children.first() {
                    let name = quoted(&child.name);
                    let de = format!("hier steht ein Element „{name}“ statt eines Wertes");
                    let en = format!("an element \"{name}\" stands in place of a value");
                    self.findings.error("value", at, de, en);
                    return None;
                }
                // `nil` and other attributes alone say nothing; a number they cannot replace.
                if property.text.is_empty() && !matches!(ty, Type::Measure { .. }) {
                    return None;
                }
                match scalar::from_text(self.version, ty, &property.text) {
                    Ok(Value::Measure(measure)) => Some(self.unit(measure, property, at)),
                    Ok(value) => Some(value),
                    Err((de, en)) => {
                        let code = if matches!(ty, Type::Codes(_)) { "code" } else { "value" };
                        self.findings.error(code, at, de, en);
                        None
                    }
                }
            }
        }
    }

    /// The unit that the file writes, checked against the one of the standard.
    fn unit(&mut self, measure: Measure, property: &Element, at: &Place) -> Value {
        let wanted = measure.uom;
        let uom = match property.attribute("uom").filter(|uom| !uom.is_empty()) {
            None => {
                let de = format!("die Einheit (uom) fehlt; {wanted} wird angenommen");
                let en = format!("the unit (uom) is missing; {wanted} is taken");
                self.findings.warning("unit", at, de, en);
                wanted
            }
            Some(uom) => {
                if uom != wanted && uom.rsplit(':').next() != Some(wanted.as_str()) {
                    let written = quoted(uom);
                    let de = format!("die Einheit ist „{written}“ statt {wanted}");
                    let en = format!("the unit is \"{written}\" instead of {wanted}");
                    self.findings.warning("unit", at, de, en);
                }
                uom.to_owned()
            }
        };
        Value::Measure(Measure { value: measure.value, uom })
    }

    /// The reference system of a geometry, and whether its coordinates begin with the north.
    fn system(&mut self, element: &Element, at: &Place) -> Option<(Crs, bool)> {
        if let Some(name) = element.attribute("srsName") {
            if let Some(crs) = Crs::parse(name) {
                return Some((crs, crs.north_first(name)));
            }
            let name = quoted(name);
            let de = format!("das Koordinatensystem „{name}“ ist unbekannt (üblich: EPSG:25832)");
            let en = format!("the coordinate reference system \"{name}\" is unknown");
            self.findings.error("crs", at, de, en);
            return None;
        }
        let named = self.crs.or_else(|| first_named(self.text));
        if named.is_none() {
            let de = "das Koordinatensystem (srsName) fehlt";
            let en = "the coordinate reference system (srsName) is missing";
            self.findings.error("crs", at, de, en);
        }
        named.map(|crs| (crs, false))
    }

    fn geometry(&mut self, attribute: &Attribute, property: &Element, at: &Place) -> Option<Value> {
        let Type::Geometry(wanted) = attribute.ty else { return None };
        let (element, others) =
            property.children.split_first().map_or((None, &[][..]), |(f, o)| (Some(f), o));
        let only = element.filter(|c| &*c.ns == GML && others.is_empty());
        let Some(element) = only else {
            let de = "hier steht keine Geometrie";
            self.findings.error("geometry", at, de, "there is no geometry here");
            return None;
        };
        let (crs, north_first) = self.system(element, at)?;
        self.crs = self.crs.or(Some(crs));
        let before = self.findings.errors;
        let read = shape::read(element, at, self.findings);
        let Some(mut shape) = read else {
            if self.findings.errors == before {
                let name = quoted(&element.name);
                let de = format!("„{name}“ ist keine lesbare Geometrie");
                let en = format!("\"{name}\" is no geometry that can be read");
                self.findings.error("geometry", at, de, en);
            }
            return None;
        };
        if self.raw.too_many_points(shape.points().count(), at, self.findings) {
            return None;
        }
        if north_first {
            shape = shape.map(&mut |point| Some(point.swapped()))?;
        }
        let shape = shape.cast(wanted);
        Some(Value::Geometry(Geometry { crs, shape }))
    }

    fn data(
        &mut self,
        wanted: &'static str,
        property: &Element,
        at: &Place,
        feature: usize,
        depth: usize,
    ) -> Option<Value> {
        let model = self.version.model();
        let Some(element) = property.children.first() else {
            let de = format!("hier wird ein Element {wanted} erwartet");
            self.findings.error("value", at, de, format!("an element {wanted} is expected here"));
            return None;
        };
        let at = at.below(&element.name, Some(element.line));
        let class = model.class(&element.name).filter(|c| c.is_a(wanted));
        let Some(class) = class.filter(|_| depth < DATA_DEPTH_MAX) else {
            let name = quoted(&element.name);
            let de = format!("hier wird {wanted} erwartet, nicht „{name}“");
            self.findings.error("class", &at, de, format!("{wanted} is expected, not \"{name}\""));
            return None;
        };
        let mut record = Record::default();
        for child in &element.children {
            let below = at.below(&child.name, Some(child.line));
            let Some(attribute) = self.attribute(class, child, &below) else { continue };
            if let Some(value) = self.value(attribute, child, &below, feature, depth + 1) {
                self.put(&mut record, attribute, value, &below);
            }
        }
        record.sort(class);
        crate::check::required(class, &record, &at, self.findings);
        Some(Value::Data(class, record))
    }

    fn reference(
        &mut self,
        attribute: &'static Attribute,
        property: &Element,
        at: &Place,
        feature: usize,
    ) {
        let text = property.text.trim();
        let href = property.attribute("href").unwrap_or(text);
        let link = if let Some(local) = href.strip_prefix('#') {
            Some(Link::Local(local.to_owned()))
        } else if property.attribute("href").is_none() || href.starts_with("urn:uuid:") {
            ids::find_uuid(href).map(Link::Uuid)
        } else {
            None
        };
        let Some(link) = link else {
            let href = quoted(href);
            let de = format!("„{href}“ ist kein Verweis auf ein Objekt dieser Datei (#GML_…)");
            let en = format!("\"{href}\" is no reference to an object of this file (#GML_…)");
            self.findings.error("reference", at, de, en);
            return;
        };
        let attribute = attribute.name;
        self.raw.pending.push(Pending { feature, attribute, link, line: at.line });
    }
}
