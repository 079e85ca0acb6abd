//! A schema as values: definitions by id and version, and the tree of their occurrences.
//!
//! The same definition may occur many times in one schema and in several versions. A
//! [`Field`], [`Group`] or [`RuleText`] is stored once per id and version; a [`Node`] is one
//! place in the structure. Answers belong to nodes, labels and limits to definitions.

mod codes;
mod tree;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use codes::{DataType, FieldKind, ReleaseStatus};

/// Which edition of the standard a file was written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Standard {
    /// `XDatenfelder` 1 (legacy, read only).
    Xdf1,
    /// `XDatenfelder` 2.
    Xdf2,
    /// `XDatenfelder` 3.0.0.
    Xdf3,
}

/// What the file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Payload {
    /// A whole form (Stammdatenschema, message 0102).
    Schema,
    /// One group (Datenfeldgruppe, message 0103).
    Group,
    /// One field (Datenfeld, message 0104).
    Field,
    /// A document profile (Dokumentsteckbrief, message 0101).
    Profile,
}

/// Identity of a definition: id such as `F60000000231` and version such as `1.2.0`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Key {
    /// Letter and digits.
    pub id: String,
    /// Empty for a working copy (Arbeitskopie).
    pub version: String,
}

impl Key {
    /// Builds a key.
    pub fn new(id: impl Into<String>, version: impl Into<String>) -> Self {
        Self { id: id.into(), version: version.into() }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.version.is_empty() {
            f.write_str(&self.id)
        } else {
            write!(f, "{}V{}", self.id, self.version)
        }
    }
}

/// A legal basis (`bezug`) with its optional address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LegalBasis {
    /// For example `§ 3 WoGG`.
    pub text: String,
    /// Address of the text of law.
    pub link: Option<String>,
}

/// A keyword with the vocabulary it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Keyword {
    /// The word.
    pub text: String,
    /// Vocabulary.
    pub uri: Option<String>,
}

/// A relation to another element; read only when asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Relation {
    /// `ABL` derived from, `ERS` replaces, `EQU` equivalent, `VKN` linked with.
    pub predicate: String,
    /// The other element.
    pub object: Key,
}

/// What every element has (Basisdaten). Dates are kept as they were written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Base {
    /// Identity.
    pub key: Key,
    /// Internal name for editors.
    pub name: String,
    /// Editors' notes: never shown to citizens.
    pub description: Option<String>,
    /// Definition for editors.
    pub definition: Option<String>,
    /// Legal bases.
    pub legal_bases: Vec<LegalBasis>,
    /// Release status.
    pub release_status: Option<ReleaseStatus>,
    /// Day the status was set.
    pub status_set_on: Option<String>,
    /// Who set it.
    pub status_set_by: Option<String>,
    /// First day of validity.
    pub valid_from: Option<String>,
    /// Last day of validity.
    pub valid_until: Option<String>,
    /// What this version changed.
    pub version_note: Option<String>,
    /// Day of publication.
    pub published_on: Option<String>,
    /// Instant of the last change.
    pub last_change: Option<String>,
    /// Keywords.
    pub keywords: Vec<Keyword>,
    /// Relations, empty unless kept by [`ReadOptions`](crate::ReadOptions).
    pub relations: Vec<Relation>,
    /// `ABS`, `HAR` or `RNG` (schemaelementart).
    pub element_kind: Option<String>,
    /// Question or heading for the citizen (bezeichnungEingabe).
    pub label: String,
    /// Label for case worker and print (bezeichnungAusgabe).
    pub label_output: String,
    /// Help for the citizen (hilfetextEingabe).
    pub help: Option<String>,
    /// Help for the case worker (hilfetextAusgabe).
    pub help_output: Option<String>,
}

/// Limits of an answer (praezisierung). Values stay text: they may be numbers or dates.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Constraints {
    /// Fewest characters.
    pub min_length: Option<u32>,
    /// Most characters.
    pub max_length: Option<u32>,
    /// Smallest value.
    pub min_value: Option<String>,
    /// Largest value.
    pub max_value: Option<String>,
    /// Regular expression for the whole value.
    pub pattern: Option<String>,
}

impl Constraints {
    /// True when nothing is limited.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One entry of a list of values inside the schema (wert).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Choice {
    /// What is stored.
    pub code: String,
    /// What is shown.
    pub name: String,
    /// Explanation.
    pub help: Option<String>,
}

/// Reference to a code list outside of the schema.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CodeListRef {
    /// URN of the list.
    pub uri: String,
    /// Version, `None` = the one in force.
    pub version: Option<String>,
    /// URN with version.
    pub version_uri: Option<String>,
    /// Id of the list in `XDatenfelder` 2 (letter C).
    pub key: Option<Key>,
}

impl CodeListRef {
    /// URN with version when known, else without.
    pub fn full_uri(&self) -> String {
        match (&self.version_uri, &self.version) {
            (Some(uri), _) => uri.clone(),
            (None, Some(version)) => format!("{}_{version}", self.uri),
            (None, None) => self.uri.clone(),
        }
    }
}

/// A field definition.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Field {
    /// Basisdaten.
    pub base: Base,
    /// How it is used.
    pub kind: FieldKind,
    /// What the answer is.
    pub data_type: DataType,
    /// Limits.
    pub constraints: Constraints,
    /// Text of a label, or default value.
    pub content: Option<String>,
    /// `keine`, `optional` or `verpflichtend` (vorbefuellung).
    pub prefill: Option<String>,
    /// Values inside the schema.
    pub choices: Vec<Choice>,
    /// Or a list outside of it.
    pub code_list: Option<CodeListRef>,
    /// Column of the code.
    pub code_key: Option<String>,
    /// Column of the name.
    pub name_key: Option<String>,
    /// Column of the help.
    pub help_key: Option<String>,
    /// Largest file in bytes.
    pub max_size: Option<u64>,
    /// Accepted kinds of files.
    pub media_types: Vec<String>,
    /// Rules carried by the field: indices into [`Schema::rules`].
    pub rules: Vec<usize>,
}

/// A group definition.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Group {
    /// Basisdaten.
    pub base: Base,
    /// True for a choice group (art X): exactly one child is given.
    pub is_choice: bool,
    /// Rules carried by the group: indices into [`Schema::rules`].
    pub rules: Vec<usize>,
}

/// A rule as its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RuleText {
    /// Identity.
    pub key: Key,
    /// Name.
    pub name: String,
    /// Editors' notes.
    pub description: Option<String>,
    /// The rule in German sentences.
    pub text: String,
    /// Legal bases.
    pub legal_bases: Vec<LegalBasis>,
    /// Keywords.
    pub keywords: Vec<Keyword>,
    /// Author.
    pub author: Option<String>,
    /// Instant of the last change.
    pub last_change: Option<String>,
    /// `K` complex, `M` multiplicity, `V` validation, `B` calculation.
    pub kind: Option<String>,
    /// Script, kept but never run.
    pub script: Option<String>,
}

/// How often an element occurs (anzahl).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Multiplicity {
    /// Fewest.
    pub min: u32,
    /// Most, `None` = no limit.
    pub max: Option<u32>,
}

impl Multiplicity {
    /// Exactly once.
    pub const ONE: Self = Self { min: 1, max: Some(1) };

    /// Reads `0:1`, `1:*`, …
    pub fn parse(text: &str) -> Option<Self> {
        let (min, max) = text.trim().split_once(':')?;
        let min = min.trim().parse().ok()?;
        let max = match max.trim() {
            "*" => None,
            number => Some(number.parse().ok()?),
        };
        Some(Self { min, max })
    }

    /// True when more than one may be given: written as a list.
    pub fn is_list(self) -> bool {
        self.max != Some(1) && self.max != Some(0)
    }
}

impl fmt::Display for Multiplicity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.max {
            Some(max) => write!(f, "{}:{max}", self.min),
            None => write!(f, "{}:*", self.min),
        }
    }
}

/// What stands at a place of the structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Element {
    /// The schema itself (or the bare payload).
    Root,
    /// Index into [`Schema::groups`].
    Group(usize),
    /// Index into [`Schema::fields`].
    Field(usize),
}

/// One place in the structure. `nodes[0]` is the root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// What stands here.
    pub element: Element,
    /// The node above, `None` for the root.
    pub parent: Option<usize>,
    /// The nodes below in document order.
    pub children: Vec<usize>,
    /// How often.
    pub multiplicity: Multiplicity,
    /// Legal bases of this place.
    pub legal_bases: Vec<LegalBasis>,
    /// Name among its siblings: the id, with version or counter when siblings share it.
    pub segment: String,
}

/// A whole file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// Edition it was read from.
    pub standard: Standard,
    /// What the file is about.
    pub payload: Payload,
    /// Header: id of the message.
    pub message_id: String,
    /// Header: instant of creation.
    pub created_at: String,
    /// Basisdaten of the schema or profile; those of the only element otherwise.
    pub base: Base,
    /// `ableitungsmodifikationenStruktur`.
    pub derive_structure: Option<String>,
    /// `ableitungsmodifikationenRepraesentation`.
    pub derive_representation: Option<String>,
    /// The document profile the schema belongs to.
    pub document_profile: Option<Key>,
    /// Kind of document (profiles only).
    pub document_kind: Option<String>,
    /// True for an abstract profile.
    pub is_abstract: bool,
    /// Rules carried by the schema: indices into `rules`.
    pub root_rules: Vec<usize>,
    /// Field definitions.
    pub fields: Vec<Field>,
    /// Group definitions.
    pub groups: Vec<Group>,
    /// Rule texts.
    pub rules: Vec<RuleText>,
    /// Structure; `nodes[0]` is the root.
    pub nodes: Vec<Node>,
    /// How many rule elements the file held (the same rule may occur often).
    pub rule_occurrences: usize,
    /// How many relations were passed over.
    pub relations_skipped: usize,
}
