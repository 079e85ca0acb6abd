//! Checks that need the whole object or the whole file.

use std::collections::HashMap;

use uuid::Uuid;

use crate::crs::Crs;
use crate::finding::{Findings, Place};
use crate::geometry::{Crossing, Geometry, Point, Polygon, Shape, line_crosses, rings_cross};
use crate::model::{Class, Type, Version};
use crate::reading::{Link, Raw};
use crate::value::{Feature, Record, Value};

/// Whatever is required must be there; a structured value must hold anything at all.
pub(crate) fn required(class: &Class, record: &Record, at: &Place, findings: &mut Findings) {
    required_but(class, record, at, findings, &|_| false);
}

fn required_but(
    class: &Class,
    record: &Record,
    at: &Place,
    findings: &mut Findings,
    known_wrong: &dyn Fn(&'static str) -> bool,
) {
    if record.is_empty() && class.kind == crate::model::ClassKind::Data {
        let de = "die Angabe ist leer";
        findings.error("required", at, de, "nothing is given here");
    }
    for attribute in class.attributes.iter().filter(|a| a.required) {
        if record.get(attribute.name).is_none() && !known_wrong(attribute.name) {
            let name = attribute.name;
            let at = at.below(name, None);
            let de = format!("die Pflichtangabe „{name}“ fehlt");
            findings.error("required", &at, de, format!("the required \"{name}\" is missing"));
        }
    }
}

/// Follows references, then checks every object and what they have in common.
pub(crate) fn collection(version: Version, raw: &mut Raw, findings: &mut Findings) {
    references(raw, findings);
    let mut common: Option<Crs> = None;
    for (index, (feature, place)) in raw.features.iter().zip(&raw.places).enumerate() {
        let known_wrong = |name| raw.wrong.contains(&(index, name));
        required_but(feature.class, &feature.properties, place, findings, &known_wrong);
        let Some(geometry) = feature.geometry() else { continue };
        let name = feature.class.geometry().map_or("position", |a| a.name);
        let at = place.below(name, None);
        shape(feature, geometry, &at, findings);
        let first = *common.get_or_insert(geometry.crs);
        if first != geometry.crs {
            let (one, two) = (first.short_name(), geometry.crs.short_name());
            let de = format!("die Datei mischt Koordinatensysteme ({one} und {two})");
            let en = format!("the file mixes coordinate reference systems ({one} and {two})");
            findings.error("crs_mixed", &at, de, en);
        }
    }
    if raw.features.is_empty() && findings.errors == 0 {
        let de = "die Datei enthält kein Objekt";
        findings.warning("empty", &Place::at("/", None), de, "the file holds no object");
    }
    plans(version, raw, findings);
}

/// Sets the references; one that leads nowhere or to the wrong class is refused.
fn references(raw: &mut Raw, findings: &mut Findings) {
    let classes: HashMap<Uuid, &'static Class> =
        raw.features.iter().map(|f| (f.id, f.class)).collect();
    for pending in std::mem::take(&mut raw.pending) {
        let feature = &mut raw.features[pending.feature];
        let at = raw.places[pending.feature].below(pending.attribute, pending.line);
        let (id, written) = match &pending.link {
            Link::Uuid(uuid) => (Some(*uuid), uuid.to_string()),
            Link::Name(name) => (raw.names.get(name).copied(), crate::scalar::quoted(name)),
            Link::Local(name) => {
                let found = raw.names.get(name).copied();
                // A name may be given by its UUID alone.
                (found.or_else(|| crate::ids::find_uuid(name)), crate::scalar::quoted(name))
            }
        };
        let target = id.and_then(|id| Some((id, *classes.get(&id)?)));
        let Some(attribute) = feature.class.attribute(pending.attribute) else { continue };
        let Type::Reference { targets, .. } = &attribute.ty else { continue };
        let Some((id, class)) = target else {
            let de = format!("das Objekt „{written}“, auf das verwiesen wird, fehlt in der Datei");
            let en = format!("the object \"{written}\" that is referred to is not in the file");
            findings.error("reference", &at, de, en);
            raw.wrong.insert((pending.feature, attribute.name));
            continue;
        };
        if !targets.iter().any(|t| class.is_a(t)) {
            let (found, wanted) = (class.name, targets.join(", "));
            let de = format!("der Verweis führt zu {found}, erwartet wird {wanted}");
            let en = format!("the reference leads to {found}, expected is {wanted}");
            findings.error("reference", &at, de, en);
        }
        if attribute.many {
            feature.properties.push(attribute.name, Value::Reference(id));
        } else {
            feature.properties.replace(attribute.name, Value::Reference(id));
        }
    }
    for feature in &mut raw.features {
        let class = feature.class;
        feature.properties.sort(class);
    }
}

/// An object and its plan should name each other.
fn plans(version: Version, raw: &Raw, findings: &mut Findings) {
    let by_id: HashMap<Uuid, &Feature> = raw.features.iter().map(|f| (f.id, f)).collect();
    for (feature, place) in raw.features.iter().zip(&raw.places) {
        for attribute in feature.class.attributes.iter().filter(|a| a.required) {
            let Type::Reference { reverse: Some(reverse), .. } = &attribute.ty else { continue };
            let Some(id) = feature.references(attribute.name).next() else { continue };
            let Some(plan) = by_id.get(&id) else { continue };
            let listed = plan.class.attribute(reverse).is_none()
                || version == Version::V20 && plan.properties.get(reverse).is_none()
                || listed(plan, reverse, feature.id);
            if !listed {
                let at = place.below(attribute.name, None);
                let de = format!("der Plan nennt dieses Objekt nicht in „{reverse}“");
                let en = format!("the plan does not name this object in \"{reverse}\"");
                findings.warning("reverse", &at, de, en);
            }
        }
    }
}

fn listed(plan: &Feature, reverse: &str, id: Uuid) -> bool {
    plan.references(reverse).any(|found| found == id)
}

/// The form of a place, its coordinates and whether they can be where they say.
fn shape(feature: &Feature, geometry: &Geometry, at: &Place, findings: &mut Findings) {
    let wanted = feature.class.geometry().map(|a| &a.ty);
    if let Some(Type::Geometry(wanted)) = wanted
        && !geometry.shape.fits(*wanted)
    {
        let (found, wanted) = (geometry.shape.name(), wanted.name());
        let de = format!("die Geometrie ist {found}, verlangt wird {wanted}");
        let en = format!("the geometry is {found}, wanted is {wanted}");
        findings.error("geometry_type", at, de, en);
    }
    if empty(&geometry.shape) {
        let de = "die Geometrie ist leer oder hat zu wenige Koordinaten";
        findings.error(
            "geometry_empty",
            at,
            de,
            "the geometry is empty or has too few coordinates",
        );
        return;
    }
    coordinates(geometry, at, findings);
    crossing(&geometry.shape, at, findings);
}

fn empty(shape: &Shape) -> bool {
    let thin = |area: &Polygon| area.rings().any(|ring| ring.len() < 4);
    match shape {
        Shape::Point(_) => false,
        Shape::MultiPoint(points) => points.is_empty(),
        Shape::Line(line) => line.len() < 2,
        Shape::MultiLine(lines) => lines.is_empty() || lines.iter().any(|line| line.len() < 2),
        Shape::Polygon(area) => thin(area),
        Shape::MultiPolygon(areas) => areas.is_empty() || areas.iter().any(thin),
    }
}

/// Coordinates outside of Germany have swapped axes, another system, or are wrong.
fn coordinates(geometry: &Geometry, at: &Place, findings: &mut Findings) {
    let outside = geometry.shape.points().find(|p| !geometry.crs.in_germany(*p));
    let Some(point) = outside else { return };
    let name = geometry.crs.short_name();
    let Point { x, y, .. } = point;
    if geometry.crs.in_germany(point.swapped()) {
        let de =
            format!("die Achsen sind vertauscht: {x} {y} ist in {name} Hochwert vor Rechtswert");
        let en = format!("the axes are swapped: {x} {y} puts north before east in {name}");
        findings.error("axes_swapped", at, de, en);
        return;
    }
    let all = |crs: Crs| geometry.shape.points().all(|p| crs.in_germany(p));
    let swapped = |crs: Crs| geometry.shape.points().all(|p| crs.in_germany(p.swapped()));
    let other = Crs::likely().into_iter().find(|crs| all(*crs) || swapped(*crs));
    if let Some(other) = other {
        let other = other.short_name();
        let de = format!("die Koordinaten {x} {y} passen nicht zu {name}, wohl aber zu {other}");
        let en = format!("the coordinates {x} {y} do not fit {name}, but {other}");
        findings.error("crs_wrong", at, de, en);
    } else {
        let de = format!("die Koordinate {x} {y} ({name}) liegt nicht in Deutschland");
        let en = format!("the coordinate {x} {y} ({name}) does not lie in Germany");
        findings.error("outside", at, de, en);
    }
}

fn crossing(shape: &Shape, at: &Place, findings: &mut Findings) {
    let areas: &[Polygon] = match shape {
        Shape::Polygon(area) => std::slice::from_ref(area),
        Shape::MultiPolygon(areas) => areas,
        _ => &[],
    };
    let lines: &[Vec<Point>] = match shape {
        Shape::Line(line) => std::slice::from_ref(line),
        Shape::MultiLine(lines) => lines,
        _ => &[],
    };
    for found in areas.iter().map(rings_cross) {
        if let Crossing::At(Point { x, y, .. }) = found {
            let de = format!("die Grenze der Fläche kreuzt sich bei {x:.2} {y:.2}");
            let en = format!("the outline of the area crosses itself near {x:.2} {y:.2}");
            findings.error("self_crossing", at, de, en);
        }
        unsearched(found, at, findings);
    }
    for found in lines.iter().map(|line| line_crosses(line)) {
        if let Crossing::At(Point { x, y, .. }) = found {
            let de = format!("die Linie kreuzt sich bei {x:.2} {y:.2}");
            let en = format!("the line crosses itself near {x:.2} {y:.2}");
            findings.warning("self_crossing", at, de, en);
        }
        unsearched(found, at, findings);
    }
    for line in lines.iter().filter(|line| line.iter().all(|p| *p == line[0])) {
        let n = line.len();
        let de = format!("die Linie hat die Länge null ({n} gleiche Koordinaten)");
        findings.warning(
            "length",
            at,
            de,
            format!("the line has no length ({n} equal coordinates)"),
        );
    }
}

fn unsearched(found: Crossing, at: &Place, findings: &mut Findings) {
    if found == Crossing::TooMany {
        let de = "die Geometrie ist zu verwickelt, um Kreuzungen zu suchen";
        findings.warning("tangled", at, de, "the geometry is too tangled to look for crossings");
    }
}
