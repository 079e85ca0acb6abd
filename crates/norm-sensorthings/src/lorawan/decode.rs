//! Decoders of payloads, chosen by the model of a device. Fields of a frame are data: tables of
//! name, format and scale.

use super::families;
use crate::json::{Json, Object};

/// Largest payload of a frame (`LoRaWAN` regional parameters), in bytes.
pub(super) const PAYLOAD_BYTES_MAX: usize = 242;

/// What a payload says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Decoded {
    /// Values by name.
    pub values: Object,
    /// What was not understood or is not to be believed.
    pub warnings: Vec<String>,
}

/// Why a payload cannot be decoded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("byte {offset}: {message}")]
pub struct DecodeError {
    /// The byte.
    pub offset: usize,
    /// What is wrong.
    pub message: String,
}

/// How bytes are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    U8,
    S8,
    U16,
    S16,
    S24,
    U32,
}

impl Format {
    pub const fn width(self) -> usize {
        match self {
            Self::U8 | Self::S8 => 1,
            Self::U16 | Self::S16 => 2,
            Self::S24 => 3,
            Self::U32 => 4,
        }
    }
}

/// A field of a frame: the value is the number that was read, divided by the scale.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldSpec {
    pub name: &'static str,
    pub format: Format,
    pub scale: i32,
    /// Words that stand for 0, 1, …
    pub words: &'static [&'static str],
}

/// A field with a scale.
pub(super) const fn field(name: &'static str, format: Format, scale: i32) -> FieldSpec {
    FieldSpec { name, format, scale, words: &[] }
}

/// A field with words for its numbers.
pub(super) const fn words(name: &'static str, words: &'static [&'static str]) -> FieldSpec {
    FieldSpec { name, format: Format::U8, scale: 1, words }
}

impl FieldSpec {
    fn value(&self, raw: i64) -> Json {
        let word = usize::try_from(raw).ok().and_then(|n| self.words.get(n));
        match word {
            Some(word) => Json::from(*word),
            None => scaled(raw, self.scale),
        }
    }
}

/// A whole number divided by a scale, exact where it can be.
pub(super) fn scaled(raw: i64, scale: i32) -> Json {
    let number = i32::try_from(raw).map_or(f64::MAX, f64::from);
    if scale == 1 { Json::from(raw) } else { Json::from(number / f64::from(scale)) }
}

/// Reads a payload from front to back.
pub(super) struct Bytes<'a> {
    payload: &'a [u8],
    pub at: usize,
    little_endian: bool,
}

impl<'a> Bytes<'a> {
    pub const fn new(bytes: &'a [u8], little_endian: bool) -> Self {
        Self { payload: bytes, at: 0, little_endian }
    }

    pub const fn is_empty(&self) -> bool {
        self.at >= self.payload.len()
    }

    pub fn fail<T>(&self, message: impl Into<String>) -> Result<T, DecodeError> {
        Err(DecodeError { offset: self.at, message: message.into() })
    }

    pub fn read(&mut self, format: Format) -> Result<i64, DecodeError> {
        let width = format.width();
        let Some(bytes) = self.payload.get(self.at..self.at + width) else {
            return self.fail("the frame is too short");
        };
        self.at += width;
        let push = |value: i64, byte: &u8| (value << 8) | i64::from(*byte);
        let value = if self.little_endian {
            bytes.iter().rev().fold(0, push)
        } else {
            bytes.iter().fold(0, push)
        };
        let bits = match format {
            Format::S8 => 8,
            Format::S16 => 16,
            Format::S24 => 24,
            _ => return Ok(value),
        };
        Ok(if value >= 1 << (bits - 1) { value - (1 << bits) } else { value })
    }

    /// Reads the fields of a record into an object.
    pub fn fields(&mut self, specs: &[FieldSpec], into: &mut Object) -> Result<(), DecodeError> {
        for spec in specs {
            let raw = self.read(spec.format)?;
            into.set(spec.name, spec.value(raw));
        }
        Ok(())
    }
}

type Decode = fn(&[u8], Option<u8>) -> Result<Decoded, DecodeError>;

/// A decoder for one model of devices.
#[derive(Clone, Copy)]
pub struct Decoder {
    /// Its key, as it is chosen and stored.
    pub key: &'static str,
    /// Maker and model.
    pub name: &'static str,
    decode: Decode,
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoder").field("key", &self.key).finish_non_exhaustive()
    }
}

impl Decoder {
    pub(super) const fn new(key: &'static str, name: &'static str, decode: Decode) -> Self {
        Self { key, name, decode }
    }

    /// The decoder with this key.
    pub fn named(key: &str) -> Option<Self> {
        decoders().iter().find(|decoder| decoder.key == key).copied()
    }

    /// Decodes a payload.
    ///
    /// # Errors
    /// Where it is not what the device sends.
    pub fn decode(&self, payload: &[u8], port: Option<u8>) -> Result<Decoded, DecodeError> {
        if payload.len() > PAYLOAD_BYTES_MAX {
            let message = format!("a payload has at most {PAYLOAD_BYTES_MAX} bytes");
            return Err(DecodeError { offset: PAYLOAD_BYTES_MAX, message });
        }
        if payload.is_empty() {
            return Err(DecodeError { offset: 0, message: "the payload is empty".to_owned() });
        }
        (self.decode)(payload, port)
    }
}

/// All decoders.
pub const fn decoders() -> &'static [Decoder] {
    families::DECODERS
}
