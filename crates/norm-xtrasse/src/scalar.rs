//! Simple values from the text of a file.
//!
//! What counts as a number, a day or a yes follows the reading tool of the standard's body, so
//! that both come to the same verdict.

use jiff::civil::{Date, DateTime};
use uuid::Uuid;

use crate::model::{Type, Version};
use crate::value::{Measure, Value};

/// Longest text that is repeated in a message.
const QUOTED_CHARS: usize = 60;

/// Why a text is no value: code, German, English.
pub(crate) type Wrong = (String, String);

/// A text as it is repeated in messages.
pub(crate) fn quoted(text: &str) -> String {
    let mut short: String = text.chars().take(QUOTED_CHARS).collect();
    if text.chars().nth(QUOTED_CHARS).is_some() {
        short.push('…');
    }
    short
}

fn wrong(de: &str, en: &str, text: &str) -> Wrong {
    let text = quoted(text);
    (format!("„{text}“ ist {de}"), format!("\"{text}\" is {en}"))
}

/// Reads a simple value; places, structured values and references by URI are not simple.
pub(crate) fn from_text(version: Version, ty: &Type, text: &str) -> Result<Value, Wrong> {
    match ty {
        Type::Text => Ok(Value::Text(text.to_owned())),
        Type::Bool => boolean(text)
            .map(Value::Bool)
            .ok_or_else(|| wrong("weder true noch false", "neither true nor false", text)),
        Type::Integer => integer(text)
            .map(Value::Integer)
            .ok_or_else(|| wrong("keine ganze Zahl", "no whole number", text)),
        Type::Uri => {
            uri(text).map(Value::Uri).ok_or_else(|| wrong("keine Adresse", "no address", text))
        }
        Type::Date => date(text)
            .map(Value::Date)
            .ok_or_else(|| wrong("kein Datum (JJJJ-MM-TT)", "no date (YYYY-MM-DD)", text)),
        Type::Measure { uom } => number(text)
            .map(|value| Value::Measure(Measure { value, uom: (*uom).to_owned() }))
            .ok_or_else(|| wrong("keine Zahl", "no number", text)),
        Type::Codes(list) => code(version, list, text),
        Type::Reference { .. } => Uuid::try_parse(text.trim())
            .map(Value::Reference)
            .map_err(|_| wrong("kein Verweis auf ein Objekt", "no reference to an object", text)),
        Type::Geometry(_) => Err(wrong("keine Geometrie", "no geometry", text)),
        Type::Data(_) => Err(wrong("keine Angabe mit Feldern", "no value with fields", text)),
    }
}

/// A code of a list, exactly as the list has it.
fn code(version: Version, list: &str, text: &str) -> Result<Value, Wrong> {
    let codes = version.model().codes(list);
    if let Some(code) = codes.and_then(|c| c.get(text)) {
        return Ok(Value::Code(code.code));
    }
    let known = codes.map(|c| c.codes.iter().map(|c| c.code).collect::<Vec<_>>().join(", "));
    let known = known.unwrap_or_default();
    let text = quoted(text);
    Err((
        format!("„{text}“ steht nicht in der Codeliste {list} ({known})"),
        format!("\"{text}\" is not in the code list {list} ({known})"),
    ))
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" | "t" | "y" => Some(true),
        "false" | "0" | "no" | "off" | "f" | "n" => Some(false),
        _ => None,
    }
}

/// A whole number; `12.0` is one, too.
fn integer(text: &str) -> Option<i64> {
    let text = text.trim();
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    whole.parse().ok()
}

/// A finite number with a point.
pub(crate) fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|n: &f64| n.is_finite())
}

/// A day after the year 0, or a moment at midnight.
pub(crate) fn date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let shaped = bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
    let moment = matches!(bytes.get(10), Some(b'T' | b't' | b' '));
    if !shaped || !(bytes.len() == 10 || moment) {
        return None;
    }
    let date: Date = text.get(..10)?.parse().ok()?;
    if moment {
        let moment: DateTime = text.strip_suffix('Z').unwrap_or(text).parse().ok()?;
        if moment.time() != jiff::civil::Time::midnight() {
            return None;
        }
    }
    (date.year() > 0).then_some(date)
}

/// An address; without a scheme it is a file beside the plan.
fn uri(text: &str) -> Option<String> {
    let text = text.trim();
    let Some((scheme, rest)) = text.split_once("://") else {
        return (!text.is_empty()).then(|| text.to_owned());
    };
    let mut letters = scheme.bytes();
    let named = letters.next().is_some_and(|b| b.is_ascii_alphabetic())
        && letters.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let reachable = scheme.eq_ignore_ascii_case("file")
        || (!host.is_empty() && !host.contains([' ', '<', '>', '^', '|', '[', '\\']));
    (named && reachable).then(|| text.to_owned())
}
