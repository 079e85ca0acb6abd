//! XML Schema and JSON Schema for the Fachdaten of a schema.

mod json_schema;
mod xsd;

use crate::codelist::CodeLists;
use crate::fachdaten::Naming;
use crate::model::{Choice, Field, FieldKind, Schema};

/// What to generate.
#[derive(Debug, Clone, Copy, Default)]
pub struct GenerateOptions<'a> {
    /// How elements and keys are named.
    pub naming: Naming,
    /// Code lists whose codes are written out; without a list any text is accepted.
    pub code_lists: Option<&'a CodeLists>,
}

/// Writes the XML Schema of the Fachdaten.
pub fn xml_schema(schema: &Schema, options: GenerateOptions<'_>) -> String {
    xsd::write(schema, options)
}

/// Writes the JSON Schema (draft 2020-12) of the Fachdaten.
pub fn json_schema(schema: &Schema, options: GenerateOptions<'_>) -> String {
    json_schema::write(schema, options)
}

/// The codes a field accepts, empty when any text is.
fn codes(field: &Field, options: GenerateOptions<'_>) -> Vec<Choice> {
    if field.kind != FieldKind::Select {
        return Vec::new();
    }
    match options.code_lists {
        Some(lists) => lists.choices(field).unwrap_or_default(),
        None => field.choices.clone(),
    }
}

/// Where a group definition stands first: its children are those of this node.
fn first_node(schema: &Schema, group: usize) -> Option<usize> {
    schema.nodes.iter().position(|n| n.element == crate::model::Element::Group(group))
}

/// A whole number without decimals, or a decimal, as both schema languages read it.
fn number(text: &str) -> Option<String> {
    text.trim().parse::<crate::decimal::Decimal>().ok().map(|d| d.to_string())
}
