//! Text out of bytes: lists come in UTF-8, Windows-1252 and UTF-16.

use serde::Serialize;

/// How a file was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Encoding {
    /// UTF-8, as it should be.
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-16 with a byte order mark.
    #[serde(rename = "utf-16")]
    Utf16,
    /// Windows-1252, taken for everything that is not UTF-8.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// A text and how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text.
    pub text: String,
    /// How it was written.
    pub encoding: Encoding,
    /// Characters that could not be read and were replaced.
    pub replaced: usize,
}

/// The characters of Windows-1252 from 0x80 to 0x9F; five places are empty.
const HIGH: [char; 32] = [
    '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž',
    '\u{fffd}', '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}',
    'ž', 'Ÿ',
];

/// Reads the text of a file.
pub fn decode(bytes: &[u8]) -> Decoded {
    let utf16: Option<fn([u8; 2]) -> u16> = match bytes {
        [0xff, 0xfe, ..] => Some(u16::from_le_bytes),
        [0xfe, 0xff, ..] => Some(u16::from_be_bytes),
        _ => None,
    };
    let (text, encoding) = if let Some(unit) = utf16 {
        let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let text = char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect();
        (text, Encoding::Utf16)
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        (text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(), Encoding::Utf8)
    } else {
        let read = |byte: &u8| match byte {
            0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
            other => char::from(*other),
        };
        (bytes.iter().map(read).collect(), Encoding::Windows1252)
    };
    let replaced = if encoding == Encoding::Utf8 {
        0
    } else {
        text.chars().filter(|c| *c == '\u{fffd}').count()
    };
    Decoded { text, encoding, replaced }
}
