//! Reads JSON in linear time with bounded depth, and says where it is wrong.

use std::collections::HashSet;

use super::{Json, Number, Object, place};
use crate::limits::{JSON_BYTES_MAX, JSON_DEPTH_MAX};

/// Above this number of members the names are kept in a set, so that finding doubles stays linear.
const MEMBERS_COMPARED: usize = 8;

/// Why a text is no JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct JsonError {
    /// Bytes before the place.
    pub offset: usize,
    /// Line of the place, from 1.
    pub line: usize,
    /// Column of the place in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

pub(super) fn parse_bytes(bytes: &[u8]) -> Result<Json, JsonError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => parse(text),
        Err(error) => {
            let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let good = String::from_utf8_lossy(good);
            Err(at(&good, good.len(), "the text is not UTF-8 from here on".to_owned()))
        }
    }
}

pub(super) fn parse(text: &str) -> Result<Json, JsonError> {
    if text.len() > JSON_BYTES_MAX {
        return Err(at(text, JSON_BYTES_MAX, format!("longer than {JSON_BYTES_MAX} bytes")));
    }
    // A mark of byte order is tolerated, as RFC 8259 allows.
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut reader = Reader { text, bytes: text.as_bytes(), at: start };
    let read = reader.value(0).and_then(|value| {
        reader.blank();
        match reader.peek() {
            None => Ok(value),
            Some(_) => Err((reader.at, "the JSON value has ended, but there is more".to_owned())),
        }
    });
    read.map_err(|(offset, message)| at(text, offset, message))
}

fn at(text: &str, offset: usize, message: String) -> JsonError {
    let (line, column) = place(text, offset);
    JsonError { offset, line, column, message }
}

/// Length of the JSON number at the start of the bytes, if there is one.
pub(super) fn number_length(bytes: &[u8]) -> Option<usize> {
    let digits = |from: usize| {
        bytes.get(from..).unwrap_or_default().iter().take_while(|b| b.is_ascii_digit()).count()
    };
    let mut at = usize::from(bytes.first() == Some(&b'-'));
    let whole = digits(at);
    if whole == 0 || (whole > 1 && bytes.get(at) == Some(&b'0')) {
        return None;
    }
    at += whole;
    if bytes.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        if fraction == 0 {
            return None;
        }
        at += 1 + fraction;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(at + 1 + sign);
        if exponent == 0 {
            return None;
        }
        at += 1 + sign + exponent;
    }
    Some(at)
}

type Failure = (usize, String);

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn wrong<T>(&self, expected: &str) -> Result<T, Failure> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let found = rest.chars().next().map_or("the end".to_owned(), |c| format!("{c:?}"));
        Err((self.at, format!("expected {expected}, found {found}")))
    }

    fn value(&mut self, depth: usize) -> Result<Json, Failure> {
        self.blank();
        if depth > JSON_DEPTH_MAX {
            return Err((self.at, format!("nested deeper than {JSON_DEPTH_MAX} levels")));
        }
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(Json::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => {
                for (word, value) in
                    [("true", Json::Bool(true)), ("false", Json::Bool(false)), ("null", Json::Null)]
                {
                    let rest = self.bytes.get(self.at..).unwrap_or_default();
                    if rest.starts_with(word.as_bytes()) {
                        self.at += word.len();
                        return Ok(value);
                    }
                }
                self.wrong("a JSON value")
            }
        }
    }

    fn number(&mut self) -> Result<Json, Failure> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let Some(length) = number_length(rest) else {
            return Err((self.at, "this is no JSON number".to_owned()));
        };
        let text = self.text.get(self.at..self.at + length).unwrap_or_default();
        self.at += length;
        Ok(Json::Number(Number(text.into())))
    }

    fn array(&mut self, depth: usize) -> Result<Json, Failure> {
        self.at += 1;
        let mut items = Vec::new();
        self.blank();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.blank();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Json::Array(items));
                }
                _ => return self.wrong("',' or ']'"),
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, Failure> {
        self.at += 1;
        let mut object = Object::new();
        let mut names: HashSet<String> = HashSet::new();
        self.blank();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Json::Object(object));
        }
        loop {
            self.blank();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return self.wrong("a name in double quotes");
            }
            let name = self.string()?;
            let is_double = if object.len() < MEMBERS_COMPARED {
                object.get(&name).is_some()
            } else {
                if names.is_empty() {
                    names.extend(object.iter().map(|(n, _)| n.to_owned()));
                }
                !names.insert(name.clone())
            };
            if is_double {
                return Err((start, format!("the name {name:?} stands twice in this object")));
            }
            self.blank();
            if self.peek() != Some(b':') {
                return self.wrong("':'");
            }
            self.at += 1;
            let value = self.value(depth + 1)?;
            object.push_new(name, value);
            self.blank();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Json::Object(object));
                }
                _ => return self.wrong("',' or '}'"),
            }
        }
    }

    fn string(&mut self) -> Result<String, Failure> {
        self.at += 1;
        let mut value = String::new();
        loop {
            let start = self.at;
            while self.peek().is_some_and(|b| b != b'"' && b != b'\\' && b >= 0x20) {
                self.at += 1;
            }
            value.push_str(self.text.get(start..self.at).unwrap_or_default());
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(value);
                }
                Some(b'\\') => self.escape(&mut value)?,
                Some(_) => return Err((self.at, "a control character in a text".to_owned())),
                None => return self.wrong("the closing '\"' of a text"),
            }
        }
    }

    fn escape(&mut self, value: &mut String) -> Result<(), Failure> {
        let start = self.at;
        self.at += 2;
        value.push(match self.bytes.get(start + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.hex(start)?;
                let code = match first {
                    0xd800..=0xdbff => {
                        let next = self.bytes.get(self.at..self.at + 2);
                        if next != Some(b"\\u") {
                            return Err((start, "half a surrogate pair".to_owned()));
                        }
                        self.at += 2;
                        let second = self.hex(start)?;
                        if !(0xdc00..=0xdfff).contains(&second) {
                            return Err((start, "half a surrogate pair".to_owned()));
                        }
                        0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
                    }
                    code => code,
                };
                char::from_u32(code).ok_or((start, "half a surrogate pair".to_owned()))?
            }
            _ => return Err((start, "no such escape".to_owned())),
        });
        Ok(())
    }

    fn hex(&mut self, start: usize) -> Result<u32, Failure> {
        let digits = self.text.get(self.at..self.at + 4);
        let digits = digits.filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = digits.and_then(|d| u32::from_str_radix(d, 16).ok());
        self.at += 4;
        code.ok_or((start, "\\u wants four hexadecimal digits".to_owned()))
    }
}
