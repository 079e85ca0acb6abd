//! Submitted data (Fachdaten) in JSON and XML, in the naming styles met in practice.

mod json;
mod names;
mod xml;

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::answers::{Answer, Answers};
use crate::finding::Finding;
use crate::form::Form;
use crate::model::{Element, FieldKind, Schema};
use crate::path::Path;
use crate::rules::Situation;
use crate::value::Value;

pub(crate) use names::Names;

/// Namespace of XML in the versioned style.
pub const NAMESPACE_VERSIONED: &str = "urn:fim-de:xfall:datenschema:xdf3";

/// Largest JSON document, in bytes: attachments are not in it, so this is a hundred times a large
/// one.
const JSON_BYTES_MAX: usize = 8 << 20;
/// Findings that are kept of one document.
const FINDINGS_MAX: usize = 1_000;

/// How elements and keys are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Naming {
    /// `<id>V<version>` everywhere.
    #[default]
    Versioned,
    /// Bare ids; only the root carries the version.
    Local,
    /// Bare eight-digit ids, as older FIT-Connect examples have them.
    FitConnect,
    /// Bare ids below a root such as `fim.S99000001.00000001001000` (XSD of the portal).
    Portal,
}

/// A word is none of the naming styles.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no naming style: versioned, local, fitconnect or portal")]
pub struct NamingError(String);

impl Naming {
    /// All styles with their words.
    const ALL: [(&'static str, Self); 4] = [
        ("versioned", Self::Versioned),
        ("local", Self::Local),
        ("fitconnect", Self::FitConnect),
        ("portal", Self::Portal),
    ];

    /// How many styles there are.
    pub(crate) const COUNT: usize = Self::ALL.len();

    /// Its place among them.
    pub(crate) fn position(self) -> usize {
        Self::ALL.iter().position(|(_, n)| *n == self).unwrap_or(0)
    }

    /// The word for the style, as settings and commands use it.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, n)| *n == self).map_or("versioned", |(word, _)| word)
    }
}

impl FromStr for Naming {
    type Err = NamingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bare = text.to_ascii_lowercase().replace('-', "");
        let found = Self::ALL.iter().find(|(word, _)| *word == bare);
        found.map(|(_, naming)| *naming).ok_or_else(|| NamingError(text.chars().take(40).collect()))
    }
}

/// Answers read from a document, with what did not fit.
#[derive(Debug, Clone)]
pub struct Document {
    /// The style it is written in.
    pub naming: Naming,
    /// The answers.
    pub answers: Answers,
    /// Unknown keys, wrong types, wrong order.
    pub findings: Vec<Finding>,
}

/// A document could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Not JSON.
    #[error("not JSON: {0}")]
    Json(String),
    /// Larger than the limit.
    #[error("the document has {bytes} bytes, at most {limit} are read")]
    TooLarge {
        /// Size of the document.
        bytes: usize,
        /// Largest size accepted.
        limit: usize,
    },
    /// Not XML.
    #[error(transparent)]
    Xml(#[from] crate::xml::XmlError),
    /// JSON, but not an object.
    #[error("the document is not an object")]
    NotAnObject,
    /// XML of another schema.
    #[error("the root element is {found}, expected {expected}")]
    Root {
        /// What was there.
        found: String,
        /// What belongs there.
        expected: String,
    },
}

impl Schema {
    /// The style to use for this schema: in style local two versions of one id in one group
    /// would collide, then the versioned style is taken.
    pub fn effective_naming(&self, naming: Naming) -> Naming {
        if naming != Naming::Versioned && self.has_colliding_ids() {
            Naming::Versioned
        } else {
            naming
        }
    }

    /// True when two versions of one id stand in one group.
    pub fn has_colliding_ids(&self) -> bool {
        self.nodes.iter().any(|node| {
            let mut ids: Vec<&str> =
                node.children.iter().map(|c| self.base_of(*c).key.id.as_str()).collect();
            ids.sort_unstable();
            ids.windows(2).any(|pair| pair[0] == pair[1])
        })
    }

    /// Name of a node as key or element.
    pub fn data_name(&self, node: usize, naming: Naming) -> String {
        let key = &self.base_of(node).key;
        match naming {
            Naming::Versioned => key.to_string(),
            Naming::Local => key.id.clone(),
            Naming::FitConnect | Naming::Portal => narrow_id(&key.id),
        }
    }

    /// Name of the root element in XML.
    pub fn root_name(&self, naming: Naming) -> String {
        let key = &self.base.key;
        match naming {
            Naming::Versioned | Naming::Local => key.to_string(),
            Naming::FitConnect => narrow_id(&key.id),
            Naming::Portal => {
                let mut parts = key.version.split('.').map(|p| p.parse::<u32>().unwrap_or(0));
                let mut next = || parts.next().unwrap_or(0);
                let (major, minor, patch) = (next(), next(), next());
                format!("fim.{}.{major:08}{minor:03}{patch:03}", narrow_id(&key.id))
            }
        }
    }

    /// Namespace of XML.
    pub fn data_namespace(&self, naming: Naming) -> String {
        let key = &self.base.key;
        match naming {
            Naming::Versioned => NAMESPACE_VERSIONED.to_owned(),
            Naming::Local | Naming::FitConnect => format!("urn:fim-de:xfall:xdf3:{key}"),
            Naming::Portal => {
                let version: Vec<&str> = key.version.split('.').take(2).collect();
                format!(
                    "urn:xoev-de:xfall:standard:fim-{}_{}",
                    narrow_id(&key.id).to_lowercase(),
                    version.join(".")
                )
            }
        }
    }
}

/// The eight-digit id of edition 2 where there is one.
fn narrow_id(id: &str) -> String {
    match (id.get(..3), id.get(3..6), id.get(6..)) {
        (Some(head), Some("000"), Some(tail)) if id.len() == 12 => format!("{head}{tail}"),
        _ => id.to_owned(),
    }
}

impl Form {
    /// Writes the answers that apply as JSON.
    pub fn to_json(&self, answers: &Answers, naming: Naming) -> String {
        let situation = self.situation(answers);
        json::write(self, &self.export(answers, &situation), naming)
    }

    /// Writes the answers that apply as XML.
    pub fn to_xml(&self, answers: &Answers, naming: Naming) -> String {
        let situation = self.situation(answers);
        xml::write(self, &self.export(answers, &situation), naming)
    }

    /// Writes answers as JSON as they stand, whatever the rules say: for documents that were read.
    pub fn json_as_given(&self, answers: &Answers, naming: Naming) -> String {
        json::write(self, answers, naming)
    }

    /// Writes answers as XML as they stand, whatever the rules say: for documents that were read.
    pub fn xml_as_given(&self, answers: &Answers, naming: Naming) -> String {
        xml::write(self, answers, naming)
    }

    /// Reads a JSON document; `None` for the style finds it out.
    ///
    /// # Errors
    /// [`DocumentError`] when it is not a JSON object.
    pub fn from_json(
        &self,
        bytes: &[u8],
        naming: Option<Naming>,
    ) -> Result<Document, DocumentError> {
        json::read(self, bytes, naming)
    }

    /// Whether a JSON document fits: true when [`Form::from_json`] and [`Form::check_structure`]
    /// would find nothing. A document that fits is read once and nothing of it is kept.
    pub fn accepts_json(&self, bytes: &[u8], naming: Option<Naming>) -> bool {
        json::accepts(self, bytes, naming)
    }

    /// Reads an XML document; `None` for the style finds it out.
    ///
    /// # Errors
    /// [`DocumentError`] when it is not XML of this schema.
    pub fn from_xml(
        &self,
        bytes: &[u8],
        naming: Option<Naming>,
    ) -> Result<Document, DocumentError> {
        xml::read(self, bytes, naming)
    }

    /// The answers that are handed over: what applies and was understood. Empty entries of
    /// lists are closed up.
    pub fn exported(&self, answers: &Answers) -> Answers {
        let situation = self.situation(answers);
        self.export(answers, &situation)
    }

    fn export(&self, answers: &Answers, situation: &Situation) -> Answers {
        let mut out = Answers::new();
        for (path, answer) in answers.iter() {
            let Some(node) = self.schema.locate(path) else { continue };
            let Some(field) = self.schema.field(node) else { continue };
            if field.kind == FieldKind::Label || !situation.applies(path) {
                continue;
            }
            if let Answer::Given(value) = answer {
                out.set(path.clone(), value.clone());
            }
        }
        self.carry_groups(0, &Path::root(), answers, situation, &mut out);
        self.close_up(0, &Path::root(), &mut out);
        out
    }

    /// Entries that were added and groups that were given stay, even if they are empty.
    fn carry_groups(
        &self,
        node: usize,
        path: &Path,
        answers: &Answers,
        situation: &Situation,
        out: &mut Answers,
    ) {
        for child in &self.schema.nodes[node].children {
            let place = &self.schema.nodes[*child];
            if matches!(place.element, Element::Field(_)) {
                continue;
            }
            let at = path.child(&place.segment, None);
            if !situation.applies(&at) {
                continue;
            }
            if place.multiplicity.is_list() {
                let count = answers.counted(&at);
                if count > 0 {
                    out.note_count(at.clone(), count);
                }
                for index in 0..count {
                    self.carry_groups(*child, &at.with_index(Some(index)), answers, situation, out);
                }
            } else if place.multiplicity.min > 0 || out.is_present(&at) || answers.is_noted(&at) {
                out.note_present(at.clone());
                self.carry_groups(*child, &at, answers, situation, out);
            }
        }
    }

    /// Removes gaps in lists of fields, such as an emptied file input between two others.
    fn close_up(&self, node: usize, path: &Path, out: &mut Answers) {
        for child in &self.schema.nodes[node].children {
            let place = &self.schema.nodes[*child];
            let at = path.child(&place.segment, None);
            let is_field = matches!(place.element, Element::Field(_));
            if !place.multiplicity.is_list() {
                if !is_field {
                    self.close_up(*child, &at, out);
                }
                continue;
            }
            let mut index = 0;
            while index < out.counted(&at) {
                let entry = at.with_index(Some(index));
                if is_field && out.get(&entry).is_none() {
                    if out.remove_instance(&self.schema, &at, index).is_err() {
                        break;
                    }
                    continue;
                }
                if !is_field {
                    self.close_up(*child, &entry, out);
                }
                index += 1;
            }
        }
    }
}

/// The values of a field at a place: one, or those of the list.
fn values<'a>(answers: &'a Answers, at: &Path, is_list: bool) -> Vec<&'a Value> {
    if !is_list {
        return answers.get(at).and_then(Answer::value).into_iter().collect();
    }
    (0..answers.counted(at))
        .filter_map(|index| answers.get(&at.with_index(Some(index))).and_then(Answer::value))
        .collect()
}
