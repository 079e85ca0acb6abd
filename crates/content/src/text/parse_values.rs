//! Values of directives: captions, places, cells.

use super::parse::{Directive, Reader};
use crate::key::Key;
use crate::parts::{Alt, Captions, FramePlace};

/// What a picture says to people who do not see it.
pub(super) fn alt(directive: &mut Directive) -> Option<Alt> {
    if directive.flag("dekorativ") {
        return Some(Alt::Decorative);
    }
    directive.take("alt").map(Alt::Text)
}

/// The cells of a row: what stands before each bar that has no backslash.
pub(super) fn cells_of(text: &str) -> Vec<String> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                // The bar's own backslash goes; all others belong to the marks.
                Some('|') => cell.push('|'),
                Some(other) => cell.extend(['\\', other]),
                None => cell.push('\\'),
            },
            '|' => cells.push(std::mem::take(&mut cell)),
            _ => cell.push(c),
        }
    }
    // Typed without the last bar.
    if !cell.trim().is_empty() {
        cells.push(cell);
    }
    cells
}

/// How people follow a film who do not hear.
pub(super) fn captions(reader: &mut Reader<'_>, directive: &mut Directive) -> Option<Captions> {
    let text = directive.take("untertitel")?;
    match text.split_once(':') {
        None if text == "im-bild" => return Some(Captions::InPicture),
        None if text == "ohne-ton" => return Some(Captions::NoSpeech),
        Some(("fehlt", why)) => return Some(Captions::Missing(why.to_owned())),
        Some(("datei", key)) => {
            if let Ok(key) = Key::parse(key.trim()) {
                return Some(Captions::File(key));
            }
        }
        _ => {}
    }
    reader.wrong(directive.line, "untertitel", &text);
    None
}

fn microdegrees(text: &str) -> Option<i32> {
    let text = text.trim();
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 3
        || part.len() > 6
        || !is_number(whole)
        || !is_number(part)
    {
        return None;
    }
    let part = format!("{part:0<6}");
    Some(sign * (whole.parse::<i32>().ok()? * 1_000_000 + part.parse::<i32>().ok()?))
}

/// Where a map looks.
pub(super) fn place(reader: &mut Reader<'_>, directive: &mut Directive) -> Option<FramePlace> {
    let zoom = reader.number(directive, "zoom");
    let text = directive.take("ort")?;
    let found = text.split_once(',').and_then(|(lat, lon)| {
        let (lat_microdeg, lon_microdeg) = (microdegrees(lat)?, microdegrees(lon)?);
        Some(FramePlace { lat_microdeg, lon_microdeg, zoom })
    });
    if found.is_none() {
        reader.wrong(directive.line, "ort", &text);
    }
    found
}
