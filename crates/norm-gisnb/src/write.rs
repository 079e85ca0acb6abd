//! Layers from what the house knows.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};

use crate::finding::{Finding, Kind};
use crate::place::Geometry;
use crate::profile::{Layer, Profile, State};
use crate::source::Said;

/// Something of the house that becomes a feature: a trench, an address, a duct.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Its kind, as profiles name it.
    pub kind: String,
    /// What others call it who point at it.
    pub key: String,
    /// Where it is, in the reference system of the profile.
    pub geometry: Geometry,
    /// What is known of it: words, numbers, truth.
    pub values: BTreeMap<String, Value>,
}

/// A written layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layered {
    /// Name of the layer.
    pub name: String,
    /// Name of the file.
    pub file: String,
    /// How many features it has.
    pub features: usize,
    /// The file: a `GeoJSON` collection of features.
    pub bytes: Vec<u8>,
}

/// Writes the layers of a step. What the house cannot say is left out and found by
/// [`check`](crate::check): the files are written all the same, so that somebody can fill the gaps.
///
/// # Errors
/// One finding, when the profile is partial or knows no such step: then nothing may be written.
pub fn write(profile: &Profile, step: &str, subjects: &[Subject]) -> Result<Vec<Layered>, Finding> {
    if profile.state == State::Partial {
        return Err(Finding::new(
            Kind::ProfilePartial,
            "",
            format!(
                "Das Profil {} ist unvollständig. Ergänzen Sie es nach der Anlage zum Bescheid und setzen Sie „status“ auf „complete“.",
                profile.id
            ),
            format!(
                "The profile {} is partial. Complete it by the annex of the notice and set “status” to “complete”.",
                profile.id
            ),
        ));
    }
    step_is_known(profile, step)?;
    let numbers = numbers(profile, step, subjects);
    let layers = profile.layers_of(step);
    Ok(layers.map(|layer| written(profile, step, layer, subjects, &numbers)).collect())
}

pub(crate) fn step_is_known(profile: &Profile, step: &str) -> Result<(), Finding> {
    if profile.steps.contains_key(step) {
        return Ok(());
    }
    let known = profile.steps.keys().cloned().collect::<Vec<_>>().join(", ");
    Err(Finding::new(
        Kind::StepUnknown,
        "",
        format!("Das Profil {} kennt die Stufe „{step}“ nicht. Es kennt: {known}.", profile.id),
        format!("The profile {} knows no step “{step}”. It knows: {known}.", profile.id),
    ))
}

fn of<'a>(layer: &'a Layer, subjects: &'a [Subject]) -> impl Iterator<Item = &'a Subject> {
    subjects.iter().filter(|s| s.kind == layer.subject && s.geometry.shape() == layer.shape)
}

/// The number of each subject in its layer, from 1.
fn numbers<'a>(
    profile: &'a Profile,
    step: &'a str,
    subjects: &'a [Subject],
) -> HashMap<(&'a str, &'a str), usize> {
    let mut numbers = HashMap::new();
    for layer in profile.layers_of(step) {
        for (n, subject) in of(layer, subjects).enumerate() {
            numbers.insert((layer.name.as_str(), subject.key.as_str()), n + 1);
        }
    }
    numbers
}

fn written(
    profile: &Profile,
    step: &str,
    layer: &Layer,
    subjects: &[Subject],
    numbers: &HashMap<(&str, &str), usize>,
) -> Layered {
    let mut features = Vec::new();
    for (n, subject) in of(layer, subjects).enumerate() {
        let mut properties = Map::new();
        for attribute in layer.attributes.iter().filter(|a| a.is_in(step)) {
            let Some(source) = &attribute.source else { continue };
            let value = match source.say(n + 1, &subject.values) {
                Said::Value(value) => value,
                Said::Link(key) => {
                    let to = attribute.references.as_ref().map_or("", |(layer, _)| layer.as_str());
                    match numbers.get(&(to, key)) {
                        Some(number) => (*number).into(),
                        None => continue,
                    }
                }
                Said::Nothing => continue,
            };
            properties.insert(attribute.name.clone(), value);
        }
        features.push(json!({
            "type": "Feature",
            "properties": properties,
            "geometry": subject.geometry.to_json(),
        }));
    }
    let count = features.len();
    let mut collection = json!({
        "type": "FeatureCollection",
        "name": layer.name,
        "features": features,
    });
    if let Some(code) = profile.crs.strip_prefix("EPSG:").filter(|code| *code != "4326") {
        // The old member of GeoJSON: the only one that programs for maps understand.
        let name = format!("urn:ogc:def:crs:EPSG::{code}");
        collection["crs"] = json!({ "type": "name", "properties": { "name": name } });
    }
    let mut bytes = collection.to_string().into_bytes();
    bytes.push(b'\n');
    Layered {
        name: layer.name.clone(),
        file: format!("{}.geojson", layer.name),
        features: count,
        bytes,
    }
}
