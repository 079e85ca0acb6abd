//! What a file is, by its first bytes. Names and what a browser claims count for nothing.

use crate::Refusal;

/// A kind of file the library takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A photograph.
    Jpeg,
    /// A picture without loss.
    Png,
    /// A picture.
    WebP,
    /// A picture; of an animation the first one is taken.
    Gif,
    /// A drawing.
    Svg,
    /// A document.
    Pdf,
    /// A film.
    Mp4,
    /// A film.
    WebM,
    /// Sound.
    Mp3,
    /// Sound.
    Ogg,
    /// Sound in the container of MP4.
    M4a,
    /// Captions of a film.
    Vtt,
}

impl Kind {
    /// Its MIME type.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Gif => "image/gif",
            Self::Svg => "image/svg+xml",
            Self::Pdf => "application/pdf",
            Self::Mp4 => "video/mp4",
            Self::WebM => "video/webm",
            Self::Mp3 => "audio/mpeg",
            Self::Ogg => "audio/ogg",
            Self::M4a => "audio/mp4",
            Self::Vtt => "text/vtt",
        }
    }

    /// The ending of its file name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Gif => "gif",
            Self::Svg => "svg",
            Self::Pdf => "pdf",
            Self::Mp4 => "mp4",
            Self::WebM => "webm",
            Self::Mp3 => "mp3",
            Self::Ogg => "ogg",
            Self::M4a => "m4a",
            Self::Vtt => "vtt",
        }
    }

    /// Whether it is made of points and can be cut and scaled.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::WebP | Self::Gif)
    }

    /// Whether it is a film.
    pub fn is_film(self) -> bool {
        matches!(self, Self::Mp4 | Self::WebM)
    }

    /// Whether it is sound.
    pub fn is_sound(self) -> bool {
        matches!(self, Self::Mp3 | Self::Ogg | Self::M4a)
    }
}

/// How far into a file the mark of a drawing is looked for: behind a prologue and comments.
const DRAWING_WITHIN: usize = 4_096;
/// How far into a file the kind of a Matroska container stands.
const WEBM_WITHIN: usize = 128;

/// The kind of these bytes.
///
/// # Errors
/// [`Refusal::NotTaken`] for kinds people often send and browsers do not show, with their name;
/// [`Refusal::Unknown`] for everything else.
pub fn kind(bytes: &[u8]) -> Result<Kind, Refusal> {
    let starts = |mark: &[u8]| bytes.starts_with(mark);
    if starts(b"\xff\xd8\xff") {
        return Ok(Kind::Jpeg);
    } else if starts(b"\x89PNG\r\n\x1a\n") {
        return Ok(Kind::Png);
    } else if starts(b"GIF87a") || starts(b"GIF89a") {
        return Ok(Kind::Gif);
    } else if starts(b"RIFF") {
        return if bytes.get(8..12) == Some(b"WEBP") {
            Ok(Kind::WebP)
        } else {
            Err(Refusal::NotTaken("WAV/AVI"))
        };
    } else if starts(b"%PDF-") {
        return Ok(Kind::Pdf);
    } else if starts(b"ID3") || is_mpeg_frame(bytes) {
        return Ok(Kind::Mp3);
    } else if starts(b"OggS") {
        return Ok(Kind::Ogg);
    } else if starts(b"\x1a\x45\xdf\xa3") {
        let head = &bytes[..bytes.len().min(WEBM_WITHIN)];
        let is_webm = head.windows(4).any(|w| w == b"webm");
        return if is_webm { Ok(Kind::WebM) } else { Err(Refusal::NotTaken("Matroska")) };
    } else if bytes.get(4..8) == Some(b"ftyp") {
        return boxed(bytes);
    } else if starts(b"II*\0") || starts(b"MM\0*") {
        return Err(Refusal::NotTaken("TIFF"));
    } else if starts(b"BM") && bytes.len() > 26 {
        return Err(Refusal::NotTaken("BMP"));
    } else if starts(b"PK\x03\x04") {
        return Err(Refusal::NotTaken("ZIP/Office"));
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if text.starts_with(b"WEBVTT") {
        Ok(Kind::Vtt)
    } else if is_drawing(text) {
        Ok(Kind::Svg)
    } else {
        Err(Refusal::Unknown)
    }
}

/// The first frame of MPEG audio without a tag: eleven bits set, layer III, a real bit rate.
fn is_mpeg_frame(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, second, third, ..]
        if second & 0xe6 == 0xe2 && third & 0xf0 != 0xf0 && third & 0x0c != 0x0c)
}

/// Containers of the MP4 family by their brand.
fn boxed(bytes: &[u8]) -> Result<Kind, Refusal> {
    match bytes.get(8..12) {
        Some(b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"mif1" | b"msf1") => {
            Err(Refusal::NotTaken("HEIC"))
        }
        Some(b"avif" | b"avis") => Err(Refusal::NotTaken("AVIF")),
        Some(b"qt  ") => Err(Refusal::NotTaken("QuickTime")),
        Some(b"M4A " | b"M4B ") => Ok(Kind::M4a),
        Some(
            b"isom" | b"iso2" | b"iso4" | b"iso5" | b"iso6" | b"mp41" | b"mp42" | b"avc1" | b"M4V "
            | b"dash" | b"MSNV",
        ) => Ok(Kind::Mp4),
        _ => Err(Refusal::Unknown),
    }
}

fn is_drawing(text: &[u8]) -> bool {
    let head = &text[..text.len().min(DRAWING_WITHIN)];
    let first = head.iter().find(|b| !b.is_ascii_whitespace());
    first == Some(&b'<')
        && head.windows(4).any(|w| w == b"<svg")
        && !head.windows(5).any(|w| w.eq_ignore_ascii_case(b"<html"))
}
