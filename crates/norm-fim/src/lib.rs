//! FIM `XDatenfelder` as a pure library: read and write schemas, ask their questions, check
//! answers, hand them over as Fachdaten.
//!
//! No file, no network, no clock: bytes and values in, values out.
//!
//! The way through: [`read`] a schema, build a [`Form`], take [`Form::pages`] and
//! [`Answers::enter`] what people type, [`Form::check`] it, and write [`Form::to_json`] or
//! [`Form::to_xml`].

mod answers;
mod canonical;
mod check;
mod codelist;
mod convert;
mod decimal;
mod diff;
mod fachdaten;
mod finding;
mod form;
mod generate;
mod model;
mod pages;
mod path;
mod pattern;
mod quality;
mod read;
mod rules;
mod value;
mod write;
mod write2;
mod xml;

pub use answers::{Answer, Answers, ListError};
pub use canonical::{json_difference, xml_difference};
pub use check::{FILE_SIZE_DEFAULT, MEDIA_TYPES_DEFAULT};
pub use codelist::{CodeList, CodeListError, CodeLists};
pub use convert::{ConvertError, DEFAULT_PROFILE, Loss, lists_of_values, losses, to_xdf2, to_xdf3};
pub use decimal::{Decimal, DecimalError};
pub use diff::{AttributeChange, Diff, PlaceChange, diff, lost_answers};
pub use fachdaten::{Document, DocumentError, NAMESPACE_VERSIONED, Naming, NamingError};
pub use finding::{Finding, Severity};
pub use form::{ElementText, Form, FormOptions, HandRule, Overlay};
pub use generate::{GenerateOptions, json_schema, xml_schema};
pub use model::{
    Base, Choice, CodeListRef, Constraints, DataType, Element, Field, FieldKind, Group, Key,
    Keyword, LegalBasis, Multiplicity, Node, Payload, Relation, ReleaseStatus, RuleText, Schema,
    Standard,
};
pub use pages::{
    Arrangement, Branch, ChoiceGroup, Entry, Fieldset, Input, Item, List, Page, PartialDate,
    QUESTIONS_INLINE, QUESTIONS_PER_PAGE, Question,
};
pub use path::{INDEX_MAX, Path, PathError, Step};
pub use pattern::pattern_findings;
pub use quality::{QualityFinding, QualityKind, quality, quality_of_reading, quality_with};
pub use read::{
    NAMESPACE_XDF1, NAMESPACE_XDF2, NAMESPACE_XDF3, Read, ReadError, ReadOptions, read, read_with,
};
pub use rules::{
    CompileOptions, Compiled, Condition, Effect, OpenRule, Operand, Prefill, Rule, RuleError,
    Situation, compile,
};
pub use value::{FileRef, Notation, Value, ValueError, german_date};
pub use write::write_xdf3;
pub use write2::write_xdf2;
pub use xml::{Limits, XmlError};
