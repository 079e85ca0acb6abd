//! Profile files: which layers and attributes a step of a project delivers.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::source::{Source, SourceError};

/// Largest profile file, in bytes: the longest annex has a few hundred attributes.
pub const BYTES_MAX: usize = 2_000_000;

/// Why a profile file is of no use.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ProfileError {
    /// Longer than anything that is a profile.
    #[error("the file has {0} bytes; a profile has at most {BYTES_MAX}")]
    TooLong(usize),
    /// Not the JSON of a profile; says where.
    #[error("line {line}, column {column}: {what}")]
    Json {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong there.
        what: String,
    },
    /// Something in it contradicts something else in it.
    #[error("profile {profile}, layer {layer}, attribute {attribute}: {what}")]
    Contradiction {
        /// Identifier of the profile.
        profile: String,
        /// Name of the layer; empty for the profile itself.
        layer: String,
        /// Name of the attribute; empty for the layer itself.
        attribute: String,
        /// What is wrong.
        what: String,
    },
}

/// Whether a profile holds everything the published annex asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Somebody compared it with the annex.
    Complete,
    /// It is a beginning: nothing may be delivered with it.
    #[default]
    Partial,
}

/// What lies on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Shape {
    /// Buildings, technology, customers.
    Point,
    /// Trenches, ducts, connections.
    LineString,
    /// Areas.
    Polygon,
}

impl Shape {
    /// Its name in `GeoJSON`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Point => "Point",
            Self::LineString => "LineString",
            Self::Polygon => "Polygon",
        }
    }
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueType {
    /// A whole number.
    Integer,
    /// Any number.
    Decimal,
    /// Words.
    Text,
    /// A day, `2026-11-23`.
    Date,
    /// Yes or no.
    Boolean,
}

/// An attribute of a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name in the file.
    pub name: String,
    /// What its values are.
    pub value: ValueType,
    /// Whether every feature has it.
    pub is_required: bool,
    /// Steps in which it is not delivered.
    pub steps_excluded: Vec<String>,
    /// Allowed codes and what they mean; empty where any value is.
    pub codes: BTreeMap<i64, String>,
    /// The code for everything else, and the attribute that then says what it is.
    pub other: Option<(i64, String)>,
    /// Layer and attribute it points at.
    pub references: Option<(String, String)>,
    /// Whether no two features share a value.
    pub is_unique: bool,
    /// Whether the values run from 1 without gaps.
    pub is_running: bool,
    /// Most characters of words.
    pub chars_max: Option<usize>,
    /// Where the house finds the value.
    pub source: Option<Source>,
}

impl Attribute {
    /// Whether it is part of a step.
    pub fn is_in(&self, step: &str) -> bool {
        !self.steps_excluded.iter().any(|s| s == step)
    }
}

/// A layer: one file of the delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// Its name; the file is called like it.
    pub name: String,
    /// What its features are.
    pub shape: Shape,
    /// Whether it may be missing.
    pub is_optional: bool,
    /// Steps that deliver it; empty for all.
    pub steps: Vec<String>,
    /// The kind of subject of the house that fills it; empty if the house has none.
    pub subject: String,
    /// Whether its lines hang together.
    pub is_continuous: bool,
    /// Whether its features lie in the area of the project.
    pub is_within: bool,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
}

impl Layer {
    /// Whether it is part of a step.
    pub fn is_in(&self, step: &str) -> bool {
        self.steps.is_empty() || self.steps.iter().any(|s| s == step)
    }

    /// An attribute by its name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|a| a.name == name)
    }
}

/// A version of the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its identifier, such as `gisnb-5.1`.
    pub id: String,
    /// The day the rules were issued, as the file says it.
    pub issued: String,
    /// Whether somebody compared it with the annex.
    pub state: State,
    /// Reference system of the coordinates, such as `EPSG:25832`.
    pub crs: String,
    /// Steps and what they are.
    pub steps: BTreeMap<String, String>,
    /// Layers.
    pub layers: Vec<Layer>,
}

impl Profile {
    /// A layer by its name.
    pub fn layer(&self, name: &str) -> Option<&Layer> {
        self.layers.iter().find(|l| l.name == name)
    }

    /// The layers of a step.
    pub fn layers_of<'a>(&'a self, step: &'a str) -> impl Iterator<Item = &'a Layer> {
        self.layers.iter().filter(move |l| l.is_in(step))
    }
}

#[derive(Deserialize)]
struct RawFile {
    profiles: Vec<RawProfile>,
}

#[derive(Deserialize)]
struct RawProfile {
    id: String,
    #[serde(default)]
    issued: String,
    #[serde(default)]
    status: State,
    #[serde(default)]
    crs: Option<String>,
    #[serde(default)]
    steps: BTreeMap<String, String>,
    #[serde(default)]
    layers: Vec<RawLayer>,
}

#[derive(Deserialize)]
struct RawLayer {
    name: String,
    geometry: Shape,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    steps: Vec<String>,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    continuous: bool,
    #[serde(default)]
    within: bool,
    #[serde(default)]
    attributes: Vec<RawAttribute>,
}

#[derive(Deserialize)]
struct RawAttribute {
    name: String,
    #[serde(rename = "type")]
    value: ValueType,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    steps_excluded: Vec<String>,
    #[serde(default)]
    codes: BTreeMap<String, String>,
    #[serde(default)]
    other: Option<RawOther>,
    #[serde(default)]
    references: Option<String>,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    chars_max: Option<usize>,
    #[serde(default)]
    source: Option<String>,
}

#[derive(Deserialize)]
struct RawOther {
    code: i64,
    text: String,
}

/// Reads a profile file: `{"profiles": […]}`.
///
/// # Errors
/// [`ProfileError`] with the place.
pub fn read_profiles(bytes: &[u8]) -> Result<Vec<Profile>, ProfileError> {
    if bytes.len() > BYTES_MAX {
        return Err(ProfileError::TooLong(bytes.len()));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let file: RawFile = serde_json::from_slice(bytes).map_err(|e| ProfileError::Json {
        line: e.line(),
        column: e.column(),
        what: e.to_string(),
    })?;
    file.profiles.into_iter().map(profile).collect()
}

/// Says where in a profile something is wrong.
struct At<'a> {
    profile: &'a str,
    layer: &'a str,
}

impl At<'_> {
    fn wrong(&self, attribute: &str, what: impl Into<String>) -> ProfileError {
        ProfileError::Contradiction {
            profile: self.profile.to_owned(),
            layer: self.layer.to_owned(),
            attribute: attribute.to_owned(),
            what: what.into(),
        }
    }
}

fn profile(raw: RawProfile) -> Result<Profile, ProfileError> {
    let layers: Result<Vec<Layer>, ProfileError> =
        raw.layers.into_iter().map(|l| layer(&raw.id, &raw.steps, l)).collect();
    let profile = Profile {
        issued: raw.issued,
        state: raw.status,
        crs: raw.crs.unwrap_or_else(|| "EPSG:4326".to_owned()),
        steps: raw.steps,
        layers: layers?,
        id: raw.id,
    };
    agrees(&profile)?;
    Ok(profile)
}

fn layer(id: &str, steps: &BTreeMap<String, String>, raw: RawLayer) -> Result<Layer, ProfileError> {
    let at = At { profile: id, layer: &raw.name };
    if raw.name.is_empty()
        || !raw.name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
    {
        return Err(at.wrong("", "a name has letters, digits, - and _ only: the file is called so"));
    }
    if let Some(unknown) = raw.steps.iter().find(|s| !steps.contains_key(*s)) {
        return Err(at.wrong("", format!("the step {unknown} is not among the steps")));
    }
    let attributes: Result<Vec<Attribute>, ProfileError> =
        raw.attributes.into_iter().map(|a| attribute(&at, a)).collect();
    Ok(Layer {
        attributes: attributes?,
        shape: raw.geometry,
        is_optional: raw.optional,
        steps: raw.steps,
        subject: raw.subject,
        is_continuous: raw.continuous,
        is_within: raw.within,
        name: raw.name,
    })
}

fn attribute(at: &At<'_>, raw: RawAttribute) -> Result<Attribute, ProfileError> {
    let mut codes = BTreeMap::new();
    for (code, meaning) in raw.codes {
        let number = code
            .parse()
            .map_err(|_| at.wrong(&raw.name, format!("the code {code} is not a whole number")))?;
        codes.insert(number, meaning);
    }
    let references = match raw.references {
        None => None,
        Some(text) => {
            let parts = text.split_once('.').map(|(l, a)| (l.to_owned(), a.to_owned()));
            Some(
                parts
                    .ok_or_else(|| at.wrong(&raw.name, "references are written Layer.attribute"))?,
            )
        }
    };
    let source = raw.source.map(|text| Source::read(&text)).transpose().map_err(
        |SourceError { at: place, what }| {
            at.wrong(&raw.name, format!("source, character {}: {what}", place + 1))
        },
    )?;
    Ok(Attribute {
        value: raw.value,
        is_required: raw.required,
        steps_excluded: raw.steps_excluded,
        codes,
        other: raw.other.map(|o| (o.code, o.text)),
        references,
        is_unique: raw.rule.contains("unique"),
        is_running: raw.rule.contains("running from 1"),
        chars_max: raw.chars_max,
        source,
        name: raw.name,
    })
}

/// What points somewhere points at something that is there.
fn agrees(profile: &Profile) -> Result<(), ProfileError> {
    for (n, layer) in profile.layers.iter().enumerate() {
        let at = At { profile: &profile.id, layer: &layer.name };
        if profile.layers.iter().take(n).any(|other| other.name == layer.name) {
            return Err(at.wrong("", "two layers have this name"));
        }
        for (n, attribute) in layer.attributes.iter().enumerate() {
            let wrong = |what: String| Err(at.wrong(&attribute.name, what));
            if layer.attributes.iter().take(n).any(|other| other.name == attribute.name) {
                return wrong("two attributes have this name".into());
            }
            if let Some((code, text)) = &attribute.other {
                if !attribute.codes.contains_key(code) {
                    return wrong(format!("the code {code} for everything else is not a code"));
                }
                if layer.attribute(text).is_none() {
                    return wrong(format!("there is no attribute {text} to say what else"));
                }
            }
            if let Some((to, name)) = &attribute.references
                && profile.layer(to).is_none_or(|l| l.attribute(name).is_none())
            {
                return wrong(format!("there is no {to}.{name} to point at"));
            }
            if !attribute.codes.is_empty() && attribute.value != ValueType::Integer {
                return wrong("codes are whole numbers".into());
            }
        }
    }
    Ok(())
}
