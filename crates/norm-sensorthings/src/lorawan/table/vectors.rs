//! Examples that stand beside a table: payloads and what they say. A table is right when all of them
//! come out.
//!
//! ```text
//! 85 01755C03821E00 = {"battery": 92, "distance": 30}
//! 85 0175 = error
//! ```

use super::Table;
use super::read::{TableError, Wrong, wrong};
use crate::json::Json;

/// Examples of one table at most.
const VECTORS_MAX: usize = 100;
/// Numbers this near are the same.
const NEAR: f64 = 1e-6;

/// An example.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector {
    /// Its line, from 1.
    pub line: usize,
    /// The port; none for a frame without one.
    pub port: Option<u8>,
    /// The payload.
    pub payload: Vec<u8>,
    /// What it says; none where it must be refused.
    pub expect: Option<Json>,
}

/// Bytes from hexadecimal digits, with or without spaces.
pub fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = hex
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_digit(16))
        .collect::<Option<_>>()?;
    let pairs = digits.chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(high * 16 + low).ok(),
        _ => None,
    });
    pairs.collect()
}

fn vector(line: usize, text: &str) -> Result<Vector, Wrong> {
    let parts = text.split_once('=');
    let parts = parts.and_then(|(a, b)| Some((a.trim().split_once(char::is_whitespace)?, b)));
    let Some(((port, hex), expect)) = parts else {
        return wrong(
            "schreiben Sie Port („-“ für keinen), Nutzdaten hexadezimal, „=“ und was herauskommt",
            "write the port ('-' for none), the payload in hexadecimal, '=' and what comes out",
        );
    };
    let port = match port {
        "-" => None,
        text => match text.parse() {
            Ok(port) => Some(port),
            Err(_) => {
                return wrong(format!("„{text}“ ist kein Port"), format!("'{text}' is no port"));
            }
        },
    };
    let Some(payload) = bytes_of(hex) else {
        return wrong("die Nutzdaten sind nicht hexadezimal", "the payload is not hexadecimal");
    };
    if expect.trim() == "error" {
        return Ok(Vector { line, port, payload, expect: None });
    }
    match Json::parse(expect.trim()) {
        Ok(json) if json.as_object().is_some() => {
            Ok(Vector { line, port, payload, expect: Some(json) })
        }
        _ => wrong(
            "nach „=“ steht ein Objekt, zum Beispiel {\"temperature\": 20.5}, oder das Wort error",
            "after '=' stands an object, as in {\"temperature\": 20.5}, or the word error",
        ),
    }
}

/// Reads examples, one in each line; lines that begin with `#` are notes.
///
/// # Errors
/// The first line that is not understood.
pub fn read_vectors(text: &str) -> Result<Vec<Vector>, TableError> {
    let mut all = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let fail = |wrong| TableError::at(at + 1, wrong);
        if all.len() >= VECTORS_MAX {
            let (de, en) = (
                format!("es sind höchstens {VECTORS_MAX} Beispiele"),
                format!("there are at most {VECTORS_MAX} examples"),
            );
            return Err(fail((de, en)));
        }
        all.push(vector(at + 1, line).map_err(fail)?);
    }
    Ok(all)
}

fn agrees(found: &Json, expected: &Json) -> bool {
    match (found, expected) {
        (Json::Number(a), Json::Number(b)) => (a.as_f64() - b.as_f64()).abs() < NEAR,
        (a, b) => a == b,
    }
}

impl Vector {
    /// Whether a table says of this payload what the example says: every value of it, and no other.
    ///
    /// # Errors
    /// The difference.
    pub fn check(&self, table: &Table) -> Result<(), TableError> {
        self.compare(table).map_err(|wrong| TableError::at(self.line, wrong))
    }

    fn compare(&self, table: &Table) -> Result<(), Wrong> {
        let decoded = match (&self.expect, table.decode(&self.payload, self.port)) {
            (None, Err(_)) => return Ok(()),
            (None, Ok(decoded)) => {
                let found = decoded.values;
                return wrong(
                    format!("wird nicht abgelehnt, sondern ergibt {found}"),
                    format!("is not refused but gives {found}"),
                );
            }
            (Some(_), Err(error)) => {
                return wrong(
                    format!("Byte {}: {}", error.offset, error.message),
                    error.to_string(),
                );
            }
            (Some(_), Ok(decoded)) => decoded,
        };
        let Some(wanted) = self.expect.as_ref().and_then(Json::as_object) else { return Ok(()) };
        for (name, value) in wanted.iter() {
            let found = decoded.values.get(name);
            if !found.is_some_and(|f| agrees(f, value)) {
                let found = found.unwrap_or(&Json::Null);
                return wrong(
                    format!("{name} ist {found} statt {value}"),
                    format!("{name} is {found} instead of {value}"),
                );
            }
        }
        match decoded.values.iter().map(|(name, _)| name).find(|n| wanted.get(n).is_none()) {
            Some(name) => wrong(
                format!("ergibt auch {name}, was das Beispiel nicht nennt"),
                format!("gives also {name}, which the example does not name"),
            ),
            None => Ok(()),
        }
    }
}
