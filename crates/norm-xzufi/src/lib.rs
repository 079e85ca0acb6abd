//! `XZuFi` 2.2 and 2.3.1 as a pure library: services, org units, online services and forms of the
//! German administration, read, checked, completed locally and written.
//!
//! No file, no network, no clock: bytes and values in, values out.
//!
//! The way through: [`read`] a message, work with the [`Message`] and its objects, [`write`] it.

mod codes;
mod diff;
mod error;
mod export;
mod finding;
mod html;
mod json;
mod latin;
mod limits;
mod maturity;
mod merge;
mod model;
mod quality;
mod read;
mod wire;
mod words;
mod write;
mod xml;

pub use codes::{ModuleKind, TEXT_MODULES, list_of, text_module};
pub use diff::{Change, Part, diff};
pub use error::{ReadError, ReadErrorKind};
pub use export::{
    Export, ExportError, ExportFile, ExportOptions, INDEX, Manifest, OBJECTS_PER_FILE, ObjectRef,
    export,
};
pub use finding::{FINDINGS_MAX, Finding, Findings, Severity};
pub use html::{Clean, MARKUP_DEPTH_MAX, SCHEMES, links, plain, safe_link, sanitise};
pub use json::{ReadService, read_json, write_json};
pub use latin::{is_latin, outside_of_latin};
pub use limits::Limits;
pub use maturity::{Evidence, Maturity, MaturityFacts, MaturityReason, maturity};
pub use merge::{Merged, Supplement, Update, merge, update};
pub use model::*;
pub use quality::{
    QualityRules, link_fault, quality, quality_of_message, quality_of_online_service,
    quality_of_unit,
};
pub use read::{Read, ReadOptions, read, read_with};
pub use wire::Version;
pub use words::{amount_words, cost_words, span_words};
pub use write::{DeletionForm, WriteOptions, Written, write, write_with};
