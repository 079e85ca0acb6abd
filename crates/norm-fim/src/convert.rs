//! From edition 2 (and 1) to edition 3 and back, as the reference converters do it.

mod lists;
mod losses;

use crate::codelist::CodeLists;
use crate::model::{
    Base, CodeListRef, DataType, Element, Field, FieldKind, Key, LegalBasis, ReleaseStatus, Schema,
    Standard,
};

pub use lists::lists_of_values;
use lists::{list_uri, list_version};
pub use losses::{Loss, losses};

/// Document profile for schemas that name none.
pub const DEFAULT_PROFILE: &str = "D99000000001";

/// How converters begin what they note down in `beschreibung`.
const CONVERTER_NOTE: &str = "Originalwerte der XDF2-Datei:";

/// A schema cannot be written in edition 2.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConvertError {
    /// The sub-range of the id (Unternummernkreis) is not 000.
    #[error("{0} has no id of edition 2: its sub-range is not 000")]
    NoNarrowId(String),
}

/// Converts to edition 3. Code lists at hand whose URN is one of FIM's own become values of the
/// field; others stay references. A schema that is edition 3 already is returned as it is.
pub fn to_xdf3(mut schema: Schema, code_lists: &CodeLists) -> Schema {
    if schema.standard == Standard::Xdf3 {
        return schema;
    }
    let changed = schema.created_at.clone();
    // Elements without a date of their own were published with the schema.
    let published = schema.base.published_on.clone();
    widen_base(&mut schema.base, &changed, None);
    for group in &mut schema.groups {
        widen_base(&mut group.base, &changed, published.as_ref());
    }
    for field in &mut schema.fields {
        widen_base(&mut field.base, &changed, published.as_ref());
        inline_list(field, code_lists);
        field.prefill.get_or_insert_with(|| "keine".to_owned());
    }
    for rule in &mut schema.rules {
        rule.key = widened(&rule.key);
        rule.text = map_ids(&rule.text.replace("\r\n", "\n"), widen_id);
        rule.kind = Some("K".to_owned());
        rule.script = None;
        rule.last_change.get_or_insert_with(|| changed.clone());
    }
    for node in &mut schema.nodes {
        node.legal_bases = node.legal_bases.iter().flat_map(split_basis).collect();
    }
    if schema.document_profile.is_none() {
        schema.document_profile = Some(Key::new(DEFAULT_PROFILE, ""));
    }
    schema.standard = Standard::Xdf3;
    schema.name_segments();
    schema
}

/// Converts to edition 2. Values become references to code lists of FIM; hidden fields, the mark
/// of choice groups, media types and sizes have no place there and are lost.
///
/// # Errors
/// [`ConvertError`] when an id does not fit into eight digits.
pub fn to_xdf2(mut schema: Schema) -> Result<Schema, ConvertError> {
    if schema.standard == Standard::Xdf2 {
        return Ok(schema);
    }
    drop_hidden(&mut schema);
    narrow_base(&mut schema.base)?;
    for group in &mut schema.groups {
        narrow_base(&mut group.base)?;
        group.is_choice = false;
    }
    for field in &mut schema.fields {
        refer_to_list(field)?;
        narrow_base(&mut field.base)?;
        field.data_type = match field.data_type {
            DataType::TextLatin | DataType::Time | DataType::DateTime => DataType::Text,
            other => other,
        };
        if field.kind == FieldKind::Locked {
            field.kind = FieldKind::Label;
        }
        field.choices.clear();
        field.media_types.clear();
        field.max_size = None;
        field.prefill = None;
        field.code_key = None;
        field.name_key = None;
        field.help_key = None;
    }
    for rule in &mut schema.rules {
        rule.key = narrowed(&rule.key)?;
        rule.text = map_ids(&rule.text, |id| narrow_id(id).unwrap_or_else(|| id.to_owned()));
    }
    for node in &mut schema.nodes {
        node.legal_bases = joined_basis(&node.legal_bases);
    }
    schema.document_profile = None;
    schema.standard = Standard::Xdf2;
    schema.name_segments();
    Ok(schema)
}

fn widen_base(base: &mut Base, changed: &str, published: Option<&String>) {
    if base.published_on.is_none() {
        base.published_on = published.cloned();
    }
    base.key = widened(&base.key);
    for text in [&mut base.description, &mut base.definition, &mut base.help, &mut base.help_output]
        .into_iter()
        .flatten()
    {
        *text = text.replace("\r\n", "\n");
    }
    base.legal_bases = base.legal_bases.iter().flat_map(split_basis).collect();
    if base.status_set_on.is_none() {
        base.status_set_on.clone_from(&base.published_on);
    }
    base.last_change.get_or_insert_with(|| changed.to_owned());
}

fn narrow_base(base: &mut Base) -> Result<(), ConvertError> {
    base.key = narrowed(&base.key)?;
    base.legal_bases = joined_basis(&base.legal_bases);
    // Only gold counts as released in edition 2.
    if base.release_status != Some(ReleaseStatus::Gold) {
        base.status_set_on = None;
    }
    if let Some(description) = &mut base.description {
        // Earlier conversions left the values they could not keep in the notes.
        if let Some(at) = description.find(CONVERTER_NOTE) {
            description.truncate(at);
        }
        *description = description.trim().to_owned();
        if description.is_empty() {
            base.description = None;
        }
    }
    base.last_change = None;
    base.keywords.clear();
    base.relations.clear();
    Ok(())
}

fn widened(key: &Key) -> Key {
    Key::new(widen_id(&key.id), widen_version(&key.version))
}

fn narrowed(key: &Key) -> Result<Key, ConvertError> {
    let id = narrow_id(&key.id).ok_or_else(|| ConvertError::NoNarrowId(key.id.clone()))?;
    Ok(Key::new(id, narrow_version(&key.version)))
}

/// `F60000231` to `F60000000231`.
fn widen_id(id: &str) -> String {
    match (id.get(..3), id.get(3..)) {
        (Some(head), Some(tail)) if id.len() == 9 => format!("{head}000{tail}"),
        _ => id.to_owned(),
    }
}

/// `F60000000231` to `F60000231`, `None` when the sub-range is in use.
fn narrow_id(id: &str) -> Option<String> {
    if id.len() == 9 {
        return Some(id.to_owned());
    }
    match (id.get(..3), id.get(3..6), id.get(6..)) {
        (Some(head), Some("000"), Some(tail)) if id.len() == 12 => Some(format!("{head}{tail}")),
        _ => None,
    }
}

/// `1.2` to `1.2.0`, `1.002001` to `1.2.1`.
fn widen_version(version: &str) -> String {
    let Some((major, minor)) = version.split_once('.') else { return version.to_owned() };
    if minor.contains('.') {
        return version.to_owned();
    }
    match (minor.get(..3), minor.get(3..)) {
        (Some(high), Some(low)) if minor.len() == 6 => {
            let plain = |part: &str| part.parse::<u32>().unwrap_or(0);
            format!("{major}.{}.{}", plain(high), plain(low))
        }
        _ => format!("{version}.0"),
    }
}

/// `1.2.0` to `1.2`, `1.2.1` to `1.002001`.
fn narrow_version(version: &str) -> String {
    let mut parts = version.split('.');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(major), Some(minor), Some("0"), None) => format!("{major}.{minor}"),
        (Some(major), Some(minor), Some(patch), None) => format!("{major}.{minor:0>3}{patch:0>3}"),
        _ => version.to_owned(),
    }
}

/// Replaces every id of a field or group in a rule text.
fn map_ids(text: &str, map: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['F', 'G']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let digits = from[1..].bytes().take_while(u8::is_ascii_digit).count();
        let length = if digits == 8 || digits == 11 { digits + 1 } else { 1 };
        let (id, after) = from.split_at(length);
        if length > 1 {
            out.push_str(&map(id));
        } else {
            out.push_str(id);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// One text with several legal bases becomes several; `(https://…)` at the end is its address.
fn split_basis(basis: &LegalBasis) -> Vec<LegalBasis> {
    basis
        .text
        .split(';')
        .map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|t| !t.is_empty())
        .map(|text| {
            let link = text.strip_suffix(')').and_then(|t| t.rsplit_once(" (http"));
            match (link, &basis.link) {
                (Some((text, address)), None) => {
                    LegalBasis { text: text.to_owned(), link: Some(format!("http{address}")) }
                }
                _ => LegalBasis { link: basis.link.clone(), text },
            }
        })
        .collect()
}

fn joined_basis(bases: &[LegalBasis]) -> Vec<LegalBasis> {
    let all: Vec<String> = bases
        .iter()
        .map(|b| match &b.link {
            Some(link) => format!("{} ({link})", b.text),
            None => b.text.clone(),
        })
        .collect();
    if all.is_empty() {
        return Vec::new();
    }
    vec![LegalBasis { text: all.join("; "), link: None }]
}

fn inline_list(field: &mut Field, code_lists: &CodeLists) {
    let Some(reference) = &field.code_list else { return };
    let is_own =
        reference.uri.contains("urn:de:fim:") || reference.uri.contains("urn:xoev-de:fim:");
    if is_own && let Some(list) = code_lists.find(reference) {
        // Edition 2 names no columns; ours for the explanation is called so.
        if field.help_key.is_none() && list.columns.iter().any(|c| c == lists::HELP_COLUMN) {
            field.help_key = Some(lists::HELP_COLUMN.to_owned());
        }
        field.choices = list.choices(field);
        field.help_key = None;
        field.code_list = None;
    } else if let Some(reference) = &mut field.code_list {
        reference.key = None;
    }
}

fn refer_to_list(field: &mut Field) -> Result<(), ConvertError> {
    let key = Key::new(
        narrow_id(&field.base.key.id)
            .ok_or_else(|| ConvertError::NoNarrowId(field.base.key.id.clone()))?
            .replacen('F', "C", 1),
        narrow_version(&field.base.key.version),
    );
    // Edition 2 demands a version; where there is none it is the day of the last change.
    let version = list_version(field);
    if let Some(reference) = &mut field.code_list {
        reference.key = Some(key);
        if reference.version.is_none() {
            reference.version_uri = version.as_ref().map(|v| format!("{}_{v}", reference.uri));
            reference.version = version;
        }
        return Ok(());
    }
    if field.choices.is_empty() {
        return Ok(());
    }
    let uri = list_uri(field);
    field.code_list = Some(CodeListRef {
        version_uri: version.as_ref().map(|v| format!("{uri}_{v}")),
        uri,
        version,
        key: Some(key),
    });
    Ok(())
}

/// Takes hidden fields out of the structure.
fn drop_hidden(schema: &mut Schema) {
    let is_hidden = |schema: &Schema, node: usize| matches!(schema.nodes[node].element, Element::Field(f) if schema.fields[f].kind == FieldKind::Hidden);
    for node in 0..schema.nodes.len() {
        let children = std::mem::take(&mut schema.nodes[node].children);
        schema.nodes[node].children =
            children.into_iter().filter(|c| !is_hidden(schema, *c)).collect();
    }
}
