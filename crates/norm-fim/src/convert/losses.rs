//! What does not survive the way to edition 2.

use crate::model::{Base, DataType, FieldKind, Key, Schema, Standard};

/// Something that edition 2 has no place for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Loss {
    /// The element.
    pub element: Key,
    /// What is lost, in the words of the standard.
    pub what: &'static str,
}

/// What [`to_xdf2`](crate::to_xdf2) cannot keep of a schema.
pub fn losses(schema: &Schema) -> Vec<Loss> {
    if schema.standard != Standard::Xdf3 {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut lose = |is_lost: bool, base: &Base, what: &'static str| {
        if is_lost {
            found.push(Loss { element: base.key.clone(), what });
        }
    };
    lose(schema.document_profile.is_some(), &schema.base, "dokumentsteckbrief");
    for group in &schema.groups {
        lose(group.is_choice, &group.base, "art");
    }
    for field in &schema.fields {
        let columns = [&field.code_key, &field.name_key, &field.help_key];
        lose(field.kind == FieldKind::Hidden, &field.base, "feldart hidden");
        lose(field.kind == FieldKind::Locked, &field.base, "feldart locked");
        lose(
            matches!(field.data_type, DataType::TextLatin | DataType::Time | DataType::DateTime),
            &field.base,
            "datentyp",
        );
        lose(field.max_size.is_some(), &field.base, "maxSize");
        lose(!field.media_types.is_empty(), &field.base, "mediaType");
        lose(columns.iter().any(|c| c.is_some()), &field.base, "codeKey, nameKey, helpKey");
        let asks = field.prefill.as_deref().is_some_and(|p| p != "keine");
        lose(asks, &field.base, "vorbefuellung");
    }
    found
}
