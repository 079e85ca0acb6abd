//! Quality findings by the numbers of the official catalogue (`xdfm` 1.8), as far as they can be
//! found without asking anybody.
//!
//! The words are ours; number, severity and row are those of the official report, so that a
//! finding here can be found there.

mod element;
mod field;
mod other;
mod structure;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::codelist::CodeLists;
use crate::finding::Finding;
use crate::model::{Element, Key, Payload, Schema};

/// How the catalogue ranks a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum QualityKind {
    /// Must be put right.
    FehlerKritisch,
    /// Breaks the method.
    FehlerMethodisch,
    /// Should be looked at.
    Warnung,
    /// Worth knowing.
    Hinweis,
}

/// A finding about an element of a schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct QualityFinding {
    /// The element whose report holds the row.
    pub element: Key,
    /// Row of the report: an attribute, or the id of the child in whose line it stands.
    pub row: String,
    /// Number in the catalogue.
    pub code: u16,
    /// Rank.
    pub kind: QualityKind,
    /// How often in this row.
    pub count: u32,
    /// Sentence in German.
    pub message: String,
}

/// Examines a schema.
pub fn quality(schema: &Schema) -> Vec<QualityFinding> {
    quality_with(schema, &CodeLists::default())
}

/// Examines a schema together with the code lists at hand; lists that are not at hand are passed
/// over. Relations are examined when they were kept in reading.
pub fn quality_with(schema: &Schema, code_lists: &CodeLists) -> Vec<QualityFinding> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for node in 1..schema.nodes.len() {
        places.entry(&schema.base_of(node).key.id).or_default().push(node);
    }
    let mut report = Report {
        places,
        schema,
        code_lists,
        found: BTreeMap::new(),
        order: Vec::new(),
        rules_seen: BTreeSet::new(),
    };
    match schema.payload {
        Payload::Schema => report.schema_itself(),
        Payload::Profile => report.profile(),
        Payload::Group | Payload::Field => {}
    }
    let mut seen = BTreeSet::new();
    for node in 1..schema.nodes.len() {
        let element = schema.nodes[node].element;
        report.own_range(node);
        if !seen.insert(schema.base_of(node).key.clone()) {
            continue;
        }
        report.common(node);
        match element {
            Element::Field(field) => report.field(&schema.fields[field]),
            Element::Group(group) => report.group(node, &schema.groups[group]),
            Element::Root => {}
        }
        report.rules_of(node);
    }
    report.across();
    report.order.into_iter().filter_map(|key| report.found.remove(&key)).collect()
}

/// What was found while the file was read and has a number in the catalogue, as rows of the
/// schema; the row names the place in the file. The schema itself does not show it any more.
pub fn quality_of_reading(schema: &Schema, findings: &[Finding]) -> Vec<QualityFinding> {
    findings
        .iter()
        .filter_map(|finding| {
            Some(QualityFinding {
                element: schema.base.key.clone(),
                row: finding.path.clone(),
                code: finding.code.parse().ok()?,
                kind: QualityKind::FehlerKritisch,
                count: 1,
                message: finding.message_de.clone(),
            })
        })
        .collect()
}

/// Findings in the order in which they came up, counted per row.
struct Report<'a> {
    schema: &'a Schema,
    /// Where an id stands.
    places: HashMap<&'a str, Vec<usize>>,
    code_lists: &'a CodeLists,
    found: BTreeMap<(Key, String, u16), QualityFinding>,
    order: Vec<(Key, String, u16)>,
    rules_seen: BTreeSet<Key>,
}

impl Report<'_> {
    fn add(&mut self, element: &Key, row: &str, code: u16, kind: QualityKind, message: &str) {
        let key = (element.clone(), row.to_owned(), code);
        if let Some(finding) = self.found.get_mut(&key) {
            finding.count += 1;
            return;
        }
        self.order.push(key.clone());
        self.found.insert(
            key,
            QualityFinding {
                element: element.clone(),
                row: row.to_owned(),
                code,
                kind,
                count: 1,
                message: message.to_owned(),
            },
        );
    }
}
