//! FIM `XDatenfelder` as a pure library: read and write schemas, ask their questions, check
//! answers, hand them over as Fachdaten.
//!
//! No file, no network, no clock: bytes and values in, values out.

mod finding;
mod model;
mod read;
mod write;
mod xml;

pub use finding::{Finding, Severity};
pub use model::{
    Base, Choice, CodeListRef, Constraints, DataType, Element, Field, FieldKind, Group, Key,
    Keyword, LegalBasis, Multiplicity, Node, Payload, Relation, ReleaseStatus, RuleText, Schema,
    Standard,
};
pub use read::{
    NAMESPACE_XDF1, NAMESPACE_XDF2, NAMESPACE_XDF3, Read, ReadError, ReadOptions, read, read_with,
};
pub use write::write_xdf3;
pub use xml::{Limits, XmlError};
