//! What a picture says about who made it, read before that is taken out: a suggestion for the
//! fields of the library, never more.

use std::io::Cursor;

use exif::{In, Tag, Value};
use image::{ImageDecoder, ImageFormat, ImageReader};

use crate::Kind;

/// What the picture says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestion {
    /// Who made it.
    pub creator: String,
    /// Whom to name, or whose right it is.
    pub credit: String,
    /// What it shows, in the words of an agency.
    pub caption: String,
    /// The day it was taken, `2026-05-04`.
    pub taken_on: String,
    /// Whether a place was in it; it has been taken out.
    pub had_place: bool,
}

/// Longest text taken over, in characters.
const CHARS_MAX: usize = 300;

/// Reads Exif and IPTC; whatever does not read is left out.
pub fn suggestion(bytes: &[u8]) -> Suggestion {
    let mut found = Suggestion::default();
    if let Ok(exif) = exif::Reader::new().read_from_container(&mut Cursor::new(bytes)) {
        let text =
            |tag| exif.get_field(tag, In::PRIMARY).map(|f| words(&f.value)).unwrap_or_default();
        found.creator = text(Tag::Artist);
        found.credit = text(Tag::Copyright);
        found.caption = text(Tag::ImageDescription);
        found.taken_on = day(&text(Tag::DateTimeOriginal));
        found.had_place = exif.get_field(Tag::GPSLatitude, In::PRIMARY).is_some();
    }
    if let Some(block) = iptc_block(bytes) {
        for (record, text) in iptc(&block) {
            let field = match record {
                80 => &mut found.creator,
                110 | 116 => &mut found.credit,
                120 => &mut found.caption,
                _ => continue,
            };
            if field.is_empty() {
                *field = text;
            }
        }
    }
    found
}

fn tidy(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(CHARS_MAX).collect()
}

fn words(value: &Value) -> String {
    let Value::Ascii(lines) = value else { return String::new() };
    tidy(&lines.iter().map(|l| String::from_utf8_lossy(l)).collect::<Vec<_>>().join(" "))
}

/// `2026:05:04 10:11:12` as a day.
fn day(text: &str) -> String {
    let day: String = text.chars().take(10).map(|c| if c == ':' { '-' } else { c }).collect();
    let is_day = day.len() == 10
        && day
            .char_indices()
            .all(|(i, c)| if i == 4 || i == 7 { c == '-' } else { c.is_ascii_digit() })
        && !day.starts_with("0000");
    if is_day { day } else { String::new() }
}

fn iptc_block(bytes: &[u8]) -> Option<Vec<u8>> {
    if crate::kind(bytes) != Ok(Kind::Jpeg) {
        return None;
    }
    let reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::Jpeg);
    reader.into_decoder().ok()?.iptc_metadata().ok()?
}

/// Application records (`1c 02 number length text`), wherever they begin in the block.
fn iptc(block: &[u8]) -> Vec<(u8, String)> {
    let mut found = Vec::new();
    let Some(mut at) = block.windows(2).position(|w| w == [0x1c, 0x02]) else { return found };
    while let Some([0x1c, 0x02, number, high, low]) = block.get(at..at + 5) {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let Some(text) = block.get(at + 5..at + 5 + length) else { break };
        found.push((*number, tidy(&String::from_utf8_lossy(text))));
        at += 5 + length;
    }
    found
}
