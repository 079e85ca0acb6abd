//! Whether a delivery is what its profile asks for.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value};

use crate::finding::{Finding, Kind};
use crate::place::{Geometry, Point, is_possible, is_within, pieces};
use crate::profile::{Attribute, Layer, Profile, Shape, ValueType};
use crate::write::step_is_known;

/// Findings kept for an attribute of a layer: the thousandth of the same kind tells nothing new.
pub const FINDINGS_PER_PLACE_MAX: usize = 20;
/// Lines hang together when their points are this near, in metres; in degrees the same on the
/// ground, roughly.
const NEAR_METRES: f64 = 0.01;
const NEAR_DEGREES: f64 = 0.000_000_1;

/// A file of a delivery.
#[derive(Clone, Copy, Debug)]
pub struct Delivery<'a> {
    /// Its name, without folders.
    pub file: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
}

struct Feature {
    properties: Map<String, Value>,
    geometry: Option<Geometry>,
}

/// Findings, not too many of a kind at a place.
#[derive(Default)]
struct Findings {
    all: Vec<Finding>,
    counts: HashMap<(String, String, Kind), usize>,
}

impl Findings {
    fn push(&mut self, finding: Finding) {
        let place = (finding.layer.clone(), finding.attribute.clone(), finding.kind);
        let count = self.counts.entry(place).or_default();
        *count += 1;
        if *count <= FINDINGS_PER_PLACE_MAX {
            self.all.push(finding);
        }
    }
}

/// Checks the files of a step; `areas` are those of the project, in the reference system of the
/// profile, and may be empty. Areas that are a layer of the delivery (subject `area`) count as well.
pub fn check(
    profile: &Profile,
    step: &str,
    files: &[Delivery<'_>],
    areas: &[Geometry],
) -> Vec<Finding> {
    if let Err(finding) = step_is_known(profile, step) {
        return vec![finding];
    }
    let mut found = Findings::default();
    let mut read: BTreeMap<&str, Vec<Feature>> = BTreeMap::new();
    let layers: Vec<&Layer> = profile.layers_of(step).collect();
    for file in files {
        let name = file.file.strip_suffix(".geojson").unwrap_or_default();
        let Some(layer) = layers.iter().find(|l| l.name == name) else {
            let known =
                layers.iter().map(|l| format!("{}.geojson", l.name)).collect::<Vec<_>>().join(", ");
            found.push(Finding::new(
                Kind::FileUnknown,
                file.file,
                format!("Diese Datei gehört zu keiner Ebene der Stufe. Erwartet werden: {known}."),
                format!("This file is of no layer of the step. Expected are: {known}."),
            ));
            continue;
        };
        match features(profile, file.bytes) {
            Ok(features) => {
                read.insert(&layer.name, features);
            }
            Err((kind, [de, en])) => found.push(Finding::new(kind, &layer.name, de, en)),
        }
    }
    // The area of the project may be a layer of the delivery itself.
    let mut areas = areas.to_vec();
    for layer in layers.iter().filter(|l| l.subject == "area") {
        let delivered = read.get(layer.name.as_str()).into_iter().flatten();
        areas.extend(delivered.filter_map(|f| f.geometry.clone()));
    }
    for layer in &layers {
        let is_there = files.iter().any(|f| f.file.strip_suffix(".geojson") == Some(&layer.name));
        if let Some(features) = read.get(layer.name.as_str()) {
            of_layer(&mut found, step, layer, features, &areas, profile);
        } else if !is_there && !layer.is_optional {
            found.push(Finding::new(
                Kind::LayerMissing,
                &layer.name,
                format!("Die Datei {}.geojson fehlt.", layer.name),
                format!("The file {}.geojson is missing.", layer.name),
            ));
        }
    }
    references(&mut found, step, &layers, &read);
    found.all
}

type Unread = (Kind, [String; 2]);

fn features(profile: &Profile, bytes: &[u8]) -> Result<Vec<Feature>, Unread> {
    let unread = |de: String, en: String| (Kind::FileUnreadable, [de, en]);
    let mut file: Value = serde_json::from_slice(bytes).map_err(|e| {
        unread(
            format!("Kein JSON: Zeile {}, Zeichen {}.", e.line(), e.column()),
            format!("No JSON: line {}, column {}.", e.line(), e.column()),
        )
    })?;
    reference_system(profile, &file)?;
    let Some(Value::Array(all)) = file.get_mut("features").map(Value::take) else {
        return Err(unread(
            "Keine FeatureCollection: Es fehlt die Liste „features“.".into(),
            "No FeatureCollection: the list “features” is missing.".into(),
        ));
    };
    let read: Vec<Feature> = all
        .into_iter()
        .map(|mut feature| Feature {
            geometry: feature.get("geometry").and_then(Geometry::read),
            properties: match feature.get_mut("properties").map(Value::take) {
                Some(Value::Object(properties)) => properties,
                _ => Map::new(),
            },
        })
        .collect();
    let geometries = read.iter().filter_map(|f| f.geometry.as_ref());
    let strange = geometries.flat_map(Geometry::points).find(|p| !is_possible(&profile.crs, *p));
    match strange {
        None => Ok(read),
        Some((x, y)) => Err((
            Kind::ReferenceSystem,
            [
                format!(
                    "{x}; {y} liegt nicht in {}: vertauscht oder in einem anderen System.",
                    profile.crs
                ),
                format!("{x}; {y} does not lie in {}: swapped, or in another system.", profile.crs),
            ],
        )),
    }
}

fn reference_system(profile: &Profile, file: &Value) -> Result<(), Unread> {
    let code = profile.crs.strip_prefix("EPSG:").unwrap_or(&profile.crs);
    let name = file.pointer("/crs/properties/name").and_then(Value::as_str);
    let is_right = match name {
        Some(name) => {
            name.rsplit(':').next() == Some(code) || (code == "4326" && name.ends_with("CRS84"))
        }
        None => code == "4326",
    };
    if is_right {
        return Ok(());
    }
    let said = name.unwrap_or("WGS 84");
    Err((
        Kind::ReferenceSystem,
        [
            format!("Die Datei ist in {said}; verlangt ist {}.", profile.crs),
            format!("The file is in {said}; {} is asked for.", profile.crs),
        ],
    ))
}

fn of_layer(
    found: &mut Findings,
    step: &str,
    layer: &Layer,
    features: &[Feature],
    areas: &[Geometry],
    profile: &Profile,
) {
    for (n, feature) in features.iter().enumerate() {
        geometry(found, layer, n + 1, feature, areas);
        for (name, _) in feature
            .properties
            .iter()
            .filter(|(name, _)| layer.attribute(name).is_none_or(|a| !a.is_in(step)))
        {
            found.push(
                Finding::new(
                    Kind::AttributeUnknown,
                    &layer.name,
                    format!("„{name}“ gehört nicht in diese Stufe."),
                    format!("“{name}” is not part of this step."),
                )
                .at(n + 1, name),
            );
        }
        for attribute in layer.attributes.iter().filter(|a| a.is_in(step)) {
            value(found, layer, attribute, n + 1, &feature.properties);
        }
    }
    for attribute in layer.attributes.iter().filter(|a| a.is_in(step)) {
        numbering(found, layer, attribute, features);
    }
    if layer.is_continuous && layer.shape == Shape::LineString {
        let lines: Vec<&[Point]> = features
            .iter()
            .filter_map(|f| match &f.geometry {
                Some(Geometry::Line(line)) => Some(line.as_slice()),
                _ => None,
            })
            .collect();
        let grid = if profile.crs == "EPSG:4326" { NEAR_DEGREES } else { NEAR_METRES };
        let many = pieces(&lines, grid);
        if many > 1 {
            found.push(Finding::new(
                Kind::NotContinuous,
                &layer.name,
                format!("Die Linien zerfallen in {many} Teile, die einander nicht berühren."),
                format!("The lines fall into {many} pieces that do not touch."),
            ));
        }
    }
}

fn geometry(found: &mut Findings, layer: &Layer, n: usize, feature: &Feature, areas: &[Geometry]) {
    let Some(geometry) = feature.geometry.as_ref().filter(|g| g.shape() == layer.shape) else {
        let shape = layer.shape.name();
        found.push(
            Finding::new(
                Kind::Geometry,
                &layer.name,
                format!("Hier gehört ein {shape} hin; er fehlt, ist leer oder etwas anderes."),
                format!("Here belongs a {shape}; it is missing, empty or something else."),
            )
            .at(n, ""),
        );
        return;
    };
    if layer.is_within && !areas.is_empty() && !geometry.points().all(|p| is_within(areas, p)) {
        found.push(
            Finding::new(
                Kind::OutsideArea,
                &layer.name,
                "Das liegt nicht oder nicht ganz im Projektgebiet.".into(),
                "This lies not, or not wholly, in the area of the project.".into(),
            )
            .at(n, ""),
        );
    }
}

fn is_day(text: &str) -> bool {
    let mut parts = text.split('-').map(|p| (p.len(), p.parse::<u32>().ok()));
    matches!(
        (parts.next(), parts.next(), parts.next(), parts.next()),
        (Some((4, Some(_))), Some((2, Some(1..=12))), Some((2, Some(1..=31))), None)
    )
}

fn value(
    found: &mut Findings,
    layer: &Layer,
    attribute: &Attribute,
    n: usize,
    properties: &Map<String, Value>,
) {
    let mut say = |kind, de: String, en: String| {
        found.push(Finding::new(kind, &layer.name, de, en).at(n, &attribute.name));
    };
    let is_empty =
        |value: &Value| value.is_null() || value.as_str().is_some_and(|t| t.trim().is_empty());
    let Some(value) = properties.get(&attribute.name).filter(|v| !is_empty(v)) else {
        if attribute.is_required {
            say(
                Kind::ValueMissing,
                format!("„{}“ fehlt und ist Pflicht.", attribute.name),
                format!("“{}” is missing and compulsory.", attribute.name),
            );
        }
        return;
    };
    let is_of_type = match attribute.value {
        ValueType::Integer => value.is_i64() || value.is_u64(),
        ValueType::Decimal => value.is_number(),
        ValueType::Text => value.is_string(),
        ValueType::Date => value.as_str().is_some_and(is_day),
        ValueType::Boolean => value.is_boolean(),
    };
    let is_short = match (attribute.chars_max, value.as_str()) {
        (Some(most), Some(text)) => text.chars().count() <= most,
        _ => true,
    };
    if !is_of_type || !is_short {
        let (de, en) = match attribute.value {
            ValueType::Integer => ("eine ganze Zahl", "a whole number"),
            ValueType::Decimal => ("eine Zahl", "a number"),
            ValueType::Text => ("ein Text", "words"),
            ValueType::Date => ("ein Tag wie 2026-11-23", "a day such as 2026-11-23"),
            ValueType::Boolean => ("true oder false", "true or false"),
        };
        let most = attribute.chars_max.map_or_else(String::new, |most| format!(" (≤ {most})"));
        say(
            Kind::ValueType,
            format!("„{value}“: Erwartet wird {de}{most}."),
            format!("“{value}”: {en}{most} is expected."),
        );
        return;
    }
    let Some(code) = value.as_i64().filter(|_| !attribute.codes.is_empty()) else { return };
    if !attribute.codes.contains_key(&code) {
        let known = attribute.codes.keys().map(i64::to_string).collect::<Vec<_>>().join(", ");
        say(
            Kind::Code,
            format!("{code} steht nicht in der Liste: {known}."),
            format!("{code} is not on the list: {known}."),
        );
    } else if let Some((other, words)) = &attribute.other
        && *other == code
        && properties.get(words).is_none_or(is_empty)
    {
        say(
            Kind::OtherWithoutWords,
            format!("Zu {code} gehört eine Erläuterung in „{words}“."),
            format!("With {code} goes an explanation in “{words}”."),
        );
    }
}

fn numbering(found: &mut Findings, layer: &Layer, attribute: &Attribute, features: &[Feature]) {
    if !attribute.is_unique && !attribute.is_running {
        return;
    }
    let mut seen = HashSet::new();
    let mut numbers = BTreeSet::new();
    for (n, feature) in features.iter().enumerate() {
        let Some(value) = feature.properties.get(&attribute.name) else { continue };
        numbers.extend(value.as_i64());
        if attribute.is_unique && !seen.insert(value.to_string()) {
            found.push(
                Finding::new(
                    Kind::NotUnique,
                    &layer.name,
                    format!("{value} steht schon bei einem anderen Objekt."),
                    format!("{value} stands at another feature already."),
                )
                .at(n + 1, &attribute.name),
            );
        }
    }
    let runs = numbers.iter().zip(1..).all(|(number, wanted)| *number == wanted);
    if attribute.is_running && !runs {
        found.push(
            Finding::new(
                Kind::NotRunning,
                &layer.name,
                format!("„{}“ läuft nicht lückenlos ab 1.", attribute.name),
                format!("“{}” does not run from 1 without gaps.", attribute.name),
            )
            .at(0, &attribute.name),
        );
    }
}

fn references(
    found: &mut Findings,
    step: &str,
    layers: &[&Layer],
    read: &BTreeMap<&str, Vec<Feature>>,
) {
    for layer in layers {
        let Some(features) = read.get(layer.name.as_str()) else { continue };
        for attribute in layer.attributes.iter().filter(|a| a.is_in(step)) {
            let Some((to, name)) = &attribute.references else { continue };
            let there: HashSet<String> = read
                .get(to.as_str())
                .into_iter()
                .flatten()
                .filter_map(|f| f.properties.get(name).map(Value::to_string))
                .collect();
            for (n, feature) in features.iter().enumerate() {
                let Some(value) = feature.properties.get(&attribute.name) else { continue };
                if !value.is_null() && !there.contains(&value.to_string()) {
                    found.push(
                        Finding::new(
                            Kind::Reference,
                            &layer.name,
                            format!("In {to} gibt es kein Objekt mit {name} = {value}."),
                            format!("In {to} there is no feature with {name} = {value}."),
                        )
                        .at(n + 1, &attribute.name),
                    );
                }
            }
        }
    }
}
