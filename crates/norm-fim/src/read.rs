//! Reads `XDatenfelder` 3.0.0, 2 and 1.
//!
//! Elements are matched by namespace and local name, whatever the prefix. Real files are not
//! perfect: what can be understood is read and reported as a [`Finding`]; strict mode turns the
//! first warning into a refusal. `relation` elements, which make up most bytes of real files,
//! are passed over unless they are asked for.

mod basics;
mod elements;
mod legacy;
mod limits;

use std::collections::HashMap;

use crate::finding::{Finding, Severity};
use crate::model::{Element as Place, Key, Multiplicity, Node, Payload, Schema, Standard};
use crate::xml::{self, Element, Limits, XmlError};

/// Namespace of `XDatenfelder` 3.0.0.
pub const NAMESPACE_XDF3: &str = "urn:xoev-de:fim:standard:xdatenfelder_3.0.0";
/// Namespace of `XDatenfelder` 2.
pub const NAMESPACE_XDF2: &str = "urn:xoev-de:fim:standard:xdatenfelder_2";
/// Namespace of `XDatenfelder` 1.
pub const NAMESPACE_XDF1: &str = "urn:xoev-de:fim:standard:xdatenfelder_1";

/// Most places a structure may have.
const NODES_MAX: usize = 50_000;

/// Most rules a schema may carry, counted wherever they stand.
const RULES_MAX: usize = 2_000;
/// Findings that are kept; a file with more is not looked through one by one.
const FINDINGS_MAX: usize = 1_000;
/// Most entries that the multiplicities of a schema may demand together, beyond one of each.
const DEMANDED_MAX: u64 = 10_000;

/// How to read.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOptions {
    /// Refuse what would otherwise be a warning or an error finding.
    pub strict: bool,
    /// Keep `relation` elements.
    pub keep_relations: bool,
    /// Limits of the file.
    pub limits: Limits,
}

impl ReadOptions {
    /// Strict reading, for files we wrote ourselves.
    pub fn strict() -> Self {
        Self { strict: true, ..Self::default() }
    }
}

/// A schema with what was odd about its file.
#[derive(Debug, Clone)]
pub struct Read {
    /// The schema.
    pub schema: Schema,
    /// What was odd, in document order.
    pub findings: Vec<Finding>,
}

/// Why a file was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Not usable XML.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// Not an `XDatenfelder` namespace.
    #[error("unknown namespace {0:?}")]
    UnknownNamespace(String),
    /// The root element is none of the known messages.
    #[error("unknown root element {0}")]
    UnknownRoot(String),
    /// The message holds no payload.
    #[error("the element {0} is missing")]
    NoPayload(&'static str),
    /// An element without an id.
    #[error("line {line}: {path}: the id is missing or empty")]
    MissingId {
        /// Path of XML elements.
        path: String,
        /// Line in the file.
        line: u32,
    },
    /// An id with characters that no id has.
    #[error("line {line}: {path}: {id:?} is not an id")]
    BadId {
        /// Path of XML elements.
        path: String,
        /// Line in the file.
        line: u32,
        /// What was there.
        id: String,
    },
    /// A required value is missing.
    #[error("line {line}: {path}: the value is missing")]
    MissingValue {
        /// Path of XML elements.
        path: String,
        /// Line in the file.
        line: u32,
    },
    /// A single value given twice.
    #[error("line {line}: {path} is given twice")]
    Duplicate {
        /// Path of XML elements.
        path: String,
        /// Line in the file.
        line: u32,
    },
    /// More rules than accepted.
    #[error("line {line}: the schema carries more than {limit} rules")]
    TooManyRules {
        /// Line in the file.
        line: u32,
        /// Most rules accepted.
        limit: usize,
    },
    /// More places than accepted.
    #[error("the structure has more than {0} places")]
    TooManyNodes(usize),
    /// Strict mode: the first finding.
    #[error("{}: {}", .0.path, .0.message_en)]
    Strict(Box<Finding>),
}

/// Reads a file with the default options: findings instead of refusal where possible.
///
/// # Errors
/// [`ReadError`] when the file is not `XDatenfelder` or an element has no identity.
pub fn read(bytes: &[u8]) -> Result<Read, ReadError> {
    read_with(bytes, ReadOptions::default())
}

/// Reads a file.
///
/// # Errors
/// [`ReadError`] when the file is not `XDatenfelder`, an element has no identity, or, in strict
/// mode, anything at all is odd.
pub fn read_with(bytes: &[u8], options: ReadOptions) -> Result<Read, ReadError> {
    let skip: &[&str] = if options.keep_relations { &[] } else { &["relation"] };
    let (root, skipped) = xml::read(bytes, options.limits, skip)?;
    let standard = match &*root.ns {
        NAMESPACE_XDF3 => Standard::Xdf3,
        NAMESPACE_XDF2 => Standard::Xdf2,
        NAMESPACE_XDF1 => Standard::Xdf1,
        other => return Err(ReadError::UnknownNamespace(other.to_owned())),
    };
    let mut walker = Walker::new(standard, options.strict);
    walker.schema.relations_skipped = skipped;
    walker.message(&root)?;
    walker.schema.name_segments();
    walker.repeated_definitions();
    if options.strict
        && let Some(finding) = walker.findings.iter().find(|f| f.severity > Severity::Hint)
    {
        return Err(ReadError::Strict(Box::new(finding.clone())));
    }
    Ok(Read { schema: walker.schema, findings: walker.findings })
}

/// The state of one reading.
struct Walker {
    schema: Schema,
    findings: Vec<Finding>,
    strict: bool,
    path: Vec<String>,
    fields: HashMap<Key, usize>,
    groups: HashMap<Key, usize>,
    rules: HashMap<Key, usize>,
    differing: Vec<(Key, String)>,
    /// How many instances of the group at hand the schema demands.
    instances: u64,
    /// Instances demanded so far, beyond one of each.
    demanded: u64,
}

impl Walker {
    fn new(standard: Standard, strict: bool) -> Self {
        let root = Node {
            element: Place::Root,
            parent: None,
            children: Vec::new(),
            multiplicity: Multiplicity::ONE,
            legal_bases: Vec::new(),
            segment: String::new(),
        };
        Self {
            schema: Schema {
                standard,
                payload: Payload::Schema,
                message_id: String::new(),
                created_at: String::new(),
                base: crate::model::Base::default(),
                derive_structure: None,
                derive_representation: None,
                document_profile: None,
                document_kind: None,
                is_abstract: false,
                root_rules: Vec::new(),
                fields: Vec::new(),
                groups: Vec::new(),
                rules: Vec::new(),
                nodes: vec![root],
                rule_occurrences: 0,
                relations_skipped: 0,
            },
            findings: Vec::new(),
            strict,
            path: Vec::new(),
            fields: HashMap::new(),
            groups: HashMap::new(),
            rules: HashMap::new(),
            differing: Vec::new(),
            instances: 1,
            demanded: 0,
        }
    }

    fn here(&self, name: &str) -> String {
        let mut path = self.path.join("/");
        if !name.is_empty() {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(name);
        }
        path
    }

    /// Reports something odd; in strict mode the reading ends here.
    fn report(&mut self, finding: Finding) -> Result<(), ReadError> {
        if self.strict && finding.severity > Severity::Hint {
            return Err(ReadError::Strict(Box::new(finding)));
        }
        self.note(finding);
        Ok(())
    }

    /// Keeps a finding, as long as somebody could read them all.
    fn note(&mut self, finding: Finding) {
        if self.findings.len() == FINDINGS_MAX {
            self.findings.push(Finding::warning(
                "more",
                "",
                format!("Es gibt mehr als {FINDINGS_MAX} Befunde; die weiteren fehlen hier."),
                format!("there are more than {FINDINGS_MAX} findings; the others are left out"),
            ));
        } else if self.findings.len() < FINDINGS_MAX {
            self.findings.push(finding);
        }
    }

    fn message(&mut self, root: &Element) -> Result<(), ReadError> {
        if self.schema.standard == Standard::Xdf1 {
            return self.legacy_message(root);
        }
        self.path.push(root.name.clone());
        let (payload, names): (Payload, &[&'static str]) = match root.name.as_str() {
            "xdatenfelder.stammdatenschema.0102" => (Payload::Schema, &["stammdatenschema"]),
            "xdatenfelder.datenfeldgruppe.0103" => (Payload::Group, &["datenfeldgruppe"]),
            "xdatenfelder.datenfeld.0104" => (Payload::Field, &["datenfeld"]),
            "xdatenfelder.dokumentsteckbrief.0101" => {
                (Payload::Profile, &["dokumentsteckbrief", "dokumentensteckbrief"])
            }
            other => return Err(ReadError::UnknownRoot(other.to_owned())),
        };
        self.schema.payload = payload;
        self.header(root)?;
        let Some(body) = names.iter().find_map(|n| root.child(n)) else {
            return Err(ReadError::NoPayload(names[0]));
        };
        self.check_children(root, &["header", &body.name], &[])?;
        match payload {
            Payload::Schema => self.schema_element(body),
            Payload::Profile => self.profile_element(body),
            Payload::Group => {
                let node = self.add_node(0, Multiplicity::ONE, Vec::new())?;
                self.group_element(body, node)?;
                self.schema.base = self.schema.base_of(node).clone();
                Ok(())
            }
            Payload::Field => {
                let node = self.add_node(0, Multiplicity::ONE, Vec::new())?;
                self.field_element(body, node)?;
                self.schema.base = self.schema.base_of(node).clone();
                Ok(())
            }
        }
    }

    fn header(&mut self, root: &Element) -> Result<(), ReadError> {
        let Some(header) = root.child("header") else {
            let finding = Finding::warning(
                "header",
                self.here(""),
                "Der Nachrichtenkopf fehlt.",
                "The header is missing.",
            );
            return self.report(finding);
        };
        let known = ["nachrichtID", "erstellungszeitpunkt", "referenzID"];
        self.check_children(header, &known, &[])?;
        self.schema.message_id = Self::optional(header, "nachrichtID").unwrap_or_default();
        self.schema.created_at = Self::optional(header, "erstellungszeitpunkt").unwrap_or_default();
        Ok(())
    }

    fn add_node(
        &mut self,
        parent: usize,
        multiplicity: Multiplicity,
        legal_bases: Vec<crate::model::LegalBasis>,
    ) -> Result<usize, ReadError> {
        let index = self.schema.nodes.len();
        if index >= NODES_MAX {
            return Err(ReadError::TooManyNodes(NODES_MAX));
        }
        self.schema.nodes.push(Node {
            element: Place::Root,
            parent: Some(parent),
            children: Vec::new(),
            multiplicity,
            legal_bases,
            segment: String::new(),
        });
        self.schema.nodes[parent].children.push(index);
        Ok(index)
    }

    /// Reports definitions that were written differently at two places of the file.
    fn repeated_definitions(&mut self) {
        self.differing.sort();
        self.differing.dedup();
        for (key, path) in std::mem::take(&mut self.differing) {
            self.note(Finding {
                severity: Severity::Hint,
                code: "definition-differs".to_owned(),
                path,
                message_de: format!(
                    "{key} ist in der Datei an zwei Stellen verschieden beschrieben. \
                     Es gilt die erste Beschreibung."
                ),
                message_en: format!(
                    "{key} is described differently at two places of the file. The first holds."
                ),
            });
        }
    }
}
