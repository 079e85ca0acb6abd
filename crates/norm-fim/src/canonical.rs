//! Whether two documents say the same, however they are laid out.
//!
//! Compares the texts themselves and not what a reader understood of them, so that it can prove
//! a reader and a writer right: order, names, namespaces and every value count; white space
//! between elements, the order of keys in JSON and the spelling of a number do not.

use serde_json::Value as Json;

use crate::decimal::Decimal;
use crate::fachdaten::DocumentError;
use crate::xml::{Element, Limits, read_document};

/// The first place at which two JSON documents differ, `None` when they say the same.
///
/// # Errors
/// [`DocumentError`] when one of them is not JSON.
pub fn json_difference(one: &[u8], other: &[u8]) -> Result<Option<String>, DocumentError> {
    let read = |bytes: &[u8]| {
        serde_json::from_slice::<Json>(bytes).map_err(|e| DocumentError::Json(e.to_string()))
    };
    Ok(json(&read(one)?, &read(other)?, ""))
}

/// The first place at which two XML documents differ, `None` when they say the same.
///
/// # Errors
/// [`DocumentError`] when one of them is not XML.
pub fn xml_difference(one: &[u8], other: &[u8]) -> Result<Option<String>, DocumentError> {
    let read = |bytes: &[u8]| read_document(bytes, Limits::default());
    Ok(element(&read(one)?, &read(other)?, ""))
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn json(one: &Json, other: &Json, path: &str) -> Option<String> {
    match (one, other) {
        (Json::Object(a), Json::Object(b)) => {
            let missing = a.keys().find(|k| !b.contains_key(*k));
            if let Some(key) = missing.or_else(|| b.keys().find(|k| !a.contains_key(*k))) {
                return Some(below(path, key));
            }
            a.iter().find_map(|(key, value)| json(value, b.get(key)?, &below(path, key)))
        }
        (Json::Array(a), Json::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .find_map(|(index, (a, b))| json(a, b, &format!("{path}[{index}]"))),
        (Json::Number(a), Json::Number(b)) if a == b || same_number(a, b) => None,
        _ if one == other => None,
        _ => Some(path.to_owned()),
    }
}

fn same_number(one: &serde_json::Number, other: &serde_json::Number) -> bool {
    same_value(&one.to_string(), &other.to_string())
}

fn same_value(one: &str, other: &str) -> bool {
    let number = |text: &str| text.trim().parse::<Decimal>().ok();
    let yes_or_no = |text: &str| match text.trim() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    };
    one == other
        || number(one).is_some_and(|n| Some(n) == number(other))
        || yes_or_no(one).is_some_and(|y| Some(y) == yes_or_no(other))
}

fn element(one: &Element, other: &Element, path: &str) -> Option<String> {
    let here = below(path, &one.name);
    let same_text = one.text == other.text
        || one.children.is_empty() && same_value(&one.text, &other.text)
        || one.text.trim().is_empty() && other.text.trim().is_empty();
    if one.ns != other.ns
        || one.name != other.name
        || !same_text
        || one.children.len() != other.children.len()
    {
        return Some(here);
    }
    one.children.iter().zip(&other.children).find_map(|(a, b)| element(a, b, &here))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_and_spelling_do_not_count_but_values_do() {
        let same = |a: &str, b: &str| json_difference(a.as_bytes(), b.as_bytes()).expect("JSON");
        assert_eq!(same(r#"{"a":1.0,"b":[true]}"#, r#"{ "b": [true], "a": 1 }"#), None);
        assert_eq!(same(r#"{"a":{"b":[1,2]}}"#, r#"{"a":{"b":[1,3]}}"#), Some("a.b[1]".to_owned()));
        assert_eq!(same(r#"{"a":1}"#, "{}"), Some("a".to_owned()));
        assert_eq!(same(r#"{"a":"1"}"#, r#"{"a":1}"#), Some("a".to_owned()));
        let same = |a: &str, b: &str| xml_difference(a.as_bytes(), b.as_bytes()).expect("XML");
        assert_eq!(
            same("<x:a xmlns:x='u'><x:b>1.50</x:b></x:a>", "<a xmlns='u'>\n <b>1.5</b>\n</a>"),
            None
        );
        assert_eq!(same("<a><b>x</b></a>", "<a><b>x </b></a>"), Some("a.b".to_owned()));
        assert_eq!(same("<a xmlns='u'/>", "<a/>"), Some("a".to_owned()));
        assert_eq!(same("<a><b/><c/></a>", "<a><c/><b/></a>"), Some("a.b".to_owned()));
    }
}
