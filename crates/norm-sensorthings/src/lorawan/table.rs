//! Decoders as data: a bounded table of lines says where in a payload which value stands. There are
//! no loops, no variables and no way to run for long; a payload is read once from front to back.
//!
//! ```text
//! # Gauge of the brook, port 2
//! order big
//! port 2
//! battery u16 bits 0-13 / 1000
//! distance u16 without 0 20
//! _ u8
//! temperature s16 / 10 optional
//! ```
//!
//! Devices whose payload is a row of records, each with its head:
//!
//! ```text
//! order little
//! port 85
//! record 01 75
//! battery u8
//! record 03 82
//! distance u16
//! ```

mod read;
mod vectors;

pub use read::TableError;
pub use vectors::{Vector, read_vectors};

use super::decode::{DecodeError, Decoded, PAYLOAD_BYTES_MAX};
use crate::json::Json;

/// Lines of a table at most.
pub(super) const LINES_MAX: usize = 400;
/// Bytes of the head of a record at most.
pub(super) const HEAD_BYTES_MAX: usize = 4;

/// How the bytes of a field are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shape {
    /// 1 to 4.
    bytes: usize,
    is_signed: bool,
    is_float: bool,
}

/// A field of a payload.
#[derive(Debug, Clone, PartialEq)]
struct Field {
    /// None for bytes that are passed over.
    name: Option<String>,
    shape: Shape,
    is_little: bool,
    /// Byte from the start; none goes on where the field before ended.
    at: Option<usize>,
    /// Lowest and highest bit.
    bits: Option<(u32, u32)>,
    factor: f64,
    divisor: f64,
    plus: f64,
    /// Numbers that mean that there is nothing.
    without: Vec<i64>,
    /// Words for 0, 1, …
    words: Vec<String>,
    /// Only where a field before it had this number.
    only: Option<(String, i64)>,
    is_optional: bool,
}

/// A record with its head.
#[derive(Debug, Clone, PartialEq)]
struct Record {
    head: Vec<u8>,
    fields: Vec<Field>,
}

/// What holds for some ports.
#[derive(Debug, Clone, PartialEq, Default)]
struct Layout {
    /// Empty for all.
    ports: Vec<u8>,
    fields: Vec<Field>,
    records: Vec<Record>,
}

/// A decoder that was written as a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    layouts: Vec<Layout>,
}

/// The payload and how far it was read.
struct Cursor<'a> {
    payload: &'a [u8],
    at: usize,
    /// Numbers of fields that were read, for conditions.
    seen: Vec<(&'a str, i64)>,
}

fn too_short<T>(offset: usize) -> Result<T, DecodeError> {
    Err(DecodeError { offset, message: "the frame is too short".to_owned() })
}

impl Shape {
    /// The number in these bytes; a float by its bits.
    fn number(self, bytes: &[u8], is_little: bool) -> i64 {
        let push = |value: i64, byte: &u8| (value << 8) | i64::from(*byte);
        let value =
            if is_little { bytes.iter().rev().fold(0, push) } else { bytes.iter().fold(0, push) };
        self.signed(value, self.bytes * 8)
    }

    fn signed(self, value: i64, bits: usize) -> i64 {
        let is_negative = self.is_signed && value >= 1 << (bits - 1);
        if is_negative { value - (1 << bits) } else { value }
    }
}

impl Field {
    fn raw(&self, bytes: &[u8]) -> i64 {
        let Some((low, high)) = self.bits else {
            return self.shape.number(bytes, self.is_little);
        };
        let plain = Shape { is_signed: false, ..self.shape };
        let width = high - low + 1;
        let value = (plain.number(bytes, self.is_little) >> low) & ((1 << width) - 1);
        self.shape.signed(value, usize::try_from(width).unwrap_or(32))
    }

    #[expect(clippy::cast_precision_loss, reason = "numbers of four bytes are exact in a float")]
    fn value(&self, raw: i64) -> Option<Json> {
        if self.without.contains(&raw) {
            return None;
        }
        if let Some(word) = usize::try_from(raw).ok().and_then(|n| self.words.get(n)) {
            return Some(Json::from(word.as_str()));
        }
        if self.shape.is_float {
            let bits = u32::try_from(raw).ok()?;
            let number = f64::from(f32::from_bits(bits));
            return number.is_finite().then(|| Json::from(self.scaled(number)));
        }
        let is_plain = (self.factor, self.divisor, self.plus) == (1.0, 1.0, 0.0);
        Some(if is_plain { Json::from(raw) } else { Json::from(self.scaled(raw as f64)) })
    }

    fn scaled(&self, number: f64) -> f64 {
        number * self.factor / self.divisor + self.plus
    }

    /// Reads it; answers false where the payload ended before a field that may be missing.
    fn read<'a>(
        &'a self,
        cursor: &mut Cursor<'a>,
        decoded: &mut Decoded,
    ) -> Result<bool, DecodeError> {
        if let Some((name, number)) = &self.only
            && !cursor.seen.iter().any(|(seen, raw)| seen == name && raw == number)
        {
            return Ok(true);
        }
        let start = self.at.unwrap_or(cursor.at);
        let Some(bytes) = cursor.payload.get(start..start + self.shape.bytes) else {
            return if self.is_optional { Ok(false) } else { too_short(start) };
        };
        cursor.at = start + self.shape.bytes;
        let Some(name) = &self.name else { return Ok(true) };
        let raw = self.raw(bytes);
        cursor.seen.push((name, raw));
        match self.value(raw) {
            Some(value) => {
                decoded.values.set(name, value);
            }
            None => decoded.warnings.push(format!("{name}: {raw} means that there is no value")),
        }
        Ok(true)
    }
}

fn read_all<'a>(
    fields: &'a [Field],
    cursor: &mut Cursor<'a>,
    decoded: &mut Decoded,
) -> Result<(), DecodeError> {
    for field in fields {
        if !field.read(cursor, decoded)? {
            break;
        }
    }
    Ok(())
}

impl Layout {
    fn decode(&self, payload: &[u8]) -> Result<Decoded, DecodeError> {
        let mut decoded = Decoded::default();
        let mut cursor = Cursor { payload, at: 0, seen: Vec::new() };
        read_all(&self.fields, &mut cursor, &mut decoded)?;
        while !self.records.is_empty() && cursor.at < payload.len() {
            let rest = &payload[cursor.at..];
            let Some(record) = self.records.iter().find(|r| rest.starts_with(&r.head)) else {
                // The length of an unknown record is unknown, so the rest is lost.
                let head = match rest {
                    [first, second, ..] => format!("{first:02x} {second:02x}"),
                    [first] => format!("{first:02x}"),
                    [] => String::new(),
                };
                let message = format!("there is no record for {head}");
                if decoded.values.is_empty() {
                    return Err(DecodeError { offset: cursor.at, message });
                }
                decoded.warnings.push(format!("{message} at byte {}", cursor.at));
                break;
            };
            cursor.at += record.head.len();
            read_all(&record.fields, &mut cursor, &mut decoded)?;
        }
        Ok(decoded)
    }
}

impl Table {
    /// Decodes a payload.
    ///
    /// # Errors
    /// Where it is not what the table says.
    pub fn decode(&self, payload: &[u8], port: Option<u8>) -> Result<Decoded, DecodeError> {
        if payload.len() > PAYLOAD_BYTES_MAX {
            let message = format!("a payload has at most {PAYLOAD_BYTES_MAX} bytes");
            return Err(DecodeError { offset: PAYLOAD_BYTES_MAX, message });
        }
        if payload.is_empty() {
            return Err(DecodeError { offset: 0, message: "the payload is empty".to_owned() });
        }
        let fits = |layout: &&Layout| {
            layout.ports.is_empty() || port.is_some_and(|p| layout.ports.contains(&p))
        };
        let Some(layout) = self.layouts.iter().find(fits) else {
            let port = port.map_or_else(|| "no port".to_owned(), |p| format!("port {p}"));
            return Err(DecodeError {
                offset: 0,
                message: format!("there is no layout for {port}"),
            });
        };
        layout.decode(payload)
    }

    /// Names of all values it can give, in the order of the table.
    pub fn names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for layout in &self.layouts {
            let fields = layout.fields.iter().chain(layout.records.iter().flat_map(|r| &r.fields));
            for name in fields.filter_map(|f| f.name.as_deref()) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }
}
