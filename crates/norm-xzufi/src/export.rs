//! A complete export for the collecting service of the portals: files and their index.
//!
//! An index that misses objects deletes them there. So an export is made from everything, checked
//! against the previous one, read back before it is given out, and refused as a whole.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Findings, Severity};
use crate::model::{Action, Deletion, Header, Message, Object, ObjectKind, ROOT};
use crate::read::{ReadOptions, read_with};
use crate::write::{WriteOptions, write_with};

/// Name of the index at the base address.
pub const INDEX: &str = "index.txt";
/// Objects written into one file unless something else is said.
pub const OBJECTS_PER_FILE: usize = 500;

/// An object by kind and identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ObjectRef {
    /// Kind.
    pub kind: ObjectKind,
    /// Body that gives the identifiers, empty when it is not said.
    pub agency: String,
    /// Identifier.
    pub id: String,
}

impl ObjectRef {
    fn new(kind: ObjectKind, id: &crate::model::Identifier) -> Self {
        Self { kind, agency: id.agency.clone().unwrap_or_default(), id: id.value.clone() }
    }
}

impl std::fmt::Display for ObjectRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}({})", self.kind.element(), self.id)
    }
}

/// What an export held: to be kept until the next one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// All objects.
    pub objects: BTreeSet<ObjectRef>,
}

impl Manifest {
    /// What messages hold, for an export of which no manifest was kept.
    pub fn of<'m>(messages: impl IntoIterator<Item = &'m Message>) -> Self {
        let mut objects = BTreeSet::new();
        for action in messages.into_iter().flat_map(|m| &m.actions) {
            match action {
                Action::Write(object) => {
                    objects.insert(ObjectRef::new(object.kind(), object.id()));
                }
                Action::Delete(deletion) => {
                    objects.remove(&ObjectRef::new(deletion.kind, &deletion.id));
                }
            }
        }
        Self { objects }
    }
}

/// How an export is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportOptions {
    /// Edition, namespace, deletions.
    pub write: WriteOptions,
    /// Name of the root element.
    pub root: String,
    /// Beginning of the file names: letters, digits, `-` and `_`. A name that was never used lets
    /// the caller put the new files beside the old ones before the index is switched.
    pub prefix: String,
    /// Objects in one file.
    pub objects_per_file: usize,
    /// Head of every message.
    pub header: Option<Header>,
    /// Identifier of the transaction.
    pub transaction_id: Option<String>,
}

impl ExportOptions {
    /// The usual manner.
    pub fn new(write: WriteOptions, prefix: impl Into<String>) -> Self {
        Self {
            write,
            root: ROOT.to_owned(),
            prefix: prefix.into(),
            objects_per_file: OBJECTS_PER_FILE,
            header: None,
            transaction_id: None,
        }
    }
}

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFile {
    /// Name, without folder.
    pub name: String,
    /// Content, UTF-8.
    pub xml: String,
}

/// A complete export. Write the files first, the index last and at once (write, then rename).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The files, in the order of the index.
    pub files: Vec<ExportFile>,
    /// The index: one file name on each line.
    pub index: String,
    /// What it holds: to be kept for the next one.
    pub manifest: Manifest,
    /// Warnings: what was cleaned or is outside of String.Latin.
    pub findings: Findings,
}

/// Why there is no export.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// Nothing to write: an empty index aborts the collection.
    #[error("there is nothing to export; an empty index is not allowed")]
    Empty,
    /// Objects of the previous export are neither written nor deleted.
    #[error("{} objects of the previous export are missing, the first is {}", .0.len(), .0[0])]
    Missing(Vec<ObjectRef>),
    /// Objects written twice, or written and deleted.
    #[error("{} objects stand more than once, the first is {}", .0.len(), .0[0])]
    Repeated(Vec<ObjectRef>),
    /// An object without an identifier.
    #[error("{0} objects have no id")]
    WithoutId(usize),
    /// The names of the files would not be safe.
    #[error(
        "the beginning of the file names {0:?} has other characters than letters, digits, - and _"
    )]
    Prefix(String),
    /// The edition cannot carry an object.
    #[error("{}: {}", .0.path, .0.message_en)]
    Unwritable(Finding),
    /// What was written did not read back the same.
    #[error("the file {0} does not read back as it was written")]
    NotTheSame(String),
}

/// Makes an export of all objects.
///
/// # Errors
/// See [`ExportError`]; nothing may be published then, and the previous export stays.
pub fn export(
    objects: &[Object],
    deletions: &[Deletion],
    previous: Option<&Manifest>,
    options: &ExportOptions,
) -> Result<Export, ExportError> {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if options.prefix.is_empty() || !options.prefix.chars().all(is_safe) {
        return Err(ExportError::Prefix(options.prefix.clone()));
    }
    if objects.is_empty() {
        return Err(ExportError::Empty);
    }
    let manifest = checked(objects, deletions, previous)?;
    let mut ordered: Vec<&Object> = objects.iter().collect();
    ordered.sort_by_cached_key(|o| ObjectRef::new(o.kind(), o.id()));
    let writes = ordered.into_iter().cloned().map(Action::Write);
    let actions: Vec<Action> =
        writes.chain(deletions.iter().cloned().map(Action::Delete)).collect();
    let mut findings = Findings::default();
    let mut files = Vec::new();
    for (at, chunk) in actions.chunks(options.objects_per_file.max(1)).enumerate() {
        let message = Message {
            root: options.root.clone(),
            header: options.header.clone(),
            transaction_id: options.transaction_id.clone(),
            transaction_position: i64::try_from(at + 1).ok(),
            actions: chunk.to_vec(),
            ..Message::of(options.write.version, [])
        };
        let name = format!("{}{:06}.xml", options.prefix, at + 1);
        files.push(file(name, &message, options, &mut findings)?);
    }
    let mut index = String::new();
    for file in &files {
        index.push_str(&file.name);
        index.push('\n');
    }
    Ok(Export { files, index, manifest, findings })
}

fn checked(
    objects: &[Object],
    deletions: &[Deletion],
    previous: Option<&Manifest>,
) -> Result<Manifest, ExportError> {
    let written = objects.iter().map(|o| ObjectRef::new(o.kind(), o.id()));
    let deleted = deletions.iter().map(|d| ObjectRef::new(d.kind, &d.id));
    let mut counts: BTreeMap<ObjectRef, usize> = BTreeMap::new();
    for object in written.clone().chain(deleted) {
        *counts.entry(object).or_default() += 1;
    }
    let without = counts.iter().filter(|(o, _)| o.id.trim().is_empty()).map(|(_, n)| n).sum();
    if without > 0 {
        return Err(ExportError::WithoutId(without));
    }
    let repeated: Vec<ObjectRef> =
        counts.iter().filter(|(_, n)| **n > 1).map(|(o, _)| o.clone()).collect();
    if !repeated.is_empty() {
        return Err(ExportError::Repeated(repeated));
    }
    let before = previous.map(|m| &m.objects).into_iter().flatten();
    let missing: Vec<ObjectRef> = before.filter(|o| !counts.contains_key(o)).cloned().collect();
    if !missing.is_empty() {
        return Err(ExportError::Missing(missing));
    }
    Ok(Manifest { objects: written.collect() })
}

fn file(
    name: String,
    message: &Message,
    options: &ExportOptions,
    findings: &mut Findings,
) -> Result<ExportFile, ExportError> {
    let written = write_with(message, &options.write);
    for finding in written.findings.list {
        if finding.severity == Severity::Error {
            return Err(ExportError::Unwritable(finding));
        }
        findings.push(finding);
    }
    findings.omitted = findings.omitted.saturating_add(written.findings.omitted);
    // A technically invalid file aborts the whole collection: it must read, give nothing to
    // complain about, and be written again as the same bytes.
    let namespace = options.write.namespace.as_deref();
    let is_usual = namespace.is_none_or(|n| n == options.write.version.namespace());
    let mut limits = ReadOptions::default();
    limits.limits.max_bytes = usize::MAX;
    limits.limits.max_elements = usize::MAX;
    let again = read_with(written.xml.as_bytes(), &limits).ok().filter(|r| {
        !is_usual
            || (!r.findings.has_errors()
                && r.findings.list.iter().all(|f| f.code != "unknown-element"))
    });
    let is_same = again.is_some_and(|again| {
        let options = options.write.clone();
        write_with(&again.message, &options).xml == written.xml
    });
    if is_same {
        Ok(ExportFile { name, xml: written.xml })
    } else {
        Err(ExportError::NotTheSame(name))
    }
}
