//! Takes out of a picture what it says beside itself: place, device, names, earlier versions.
//! The points stay as they are, and so does what is needed to show them: colours and orientation.

use exif::{In, Tag};

use crate::{Kind, Refusal};

/// The bytes without metadata.
///
/// # Errors
/// [`Refusal::Damaged`] when the parts of the file do not fit together.
pub fn clean(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    match crate::kind(bytes)? {
        Kind::Jpeg => jpeg(bytes),
        Kind::Png => png(bytes),
        Kind::WebP => webp(bytes),
        Kind::Gif => gif(bytes),
        _ => Err(Refusal::Unknown),
    }
}

fn damaged(what: &str) -> Refusal {
    Refusal::Damaged(what.to_owned())
}

/// The orientation a picture names, 1 to 8.
fn orientation(bytes: &[u8]) -> u16 {
    let mut cursor = std::io::Cursor::new(bytes);
    let Ok(found) = exif::Reader::new().read_from_container(&mut cursor) else { return 1 };
    let value = found.get_field(Tag::Orientation, In::PRIMARY).and_then(|f| f.value.get_uint(0));
    value.and_then(|v| u16::try_from(v).ok()).filter(|v| (1..=8).contains(v)).unwrap_or(1)
}

/// An Exif block that holds the orientation and nothing else.
fn only_orientation(value: u16) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    tiff.extend(value.to_be_bytes());
    tiff.extend([0; 6]);
    tiff
}

/// Segments are kept unless they talk: Exif and XMP (APP1), IPTC (APP13), comments, and what
/// nobody needs to show the picture.
fn jpeg(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut out = vec![0xff, 0xd8];
    let turned = orientation(bytes);
    if turned != 1 {
        let block = only_orientation(turned);
        let length = u16::try_from(block.len() + 8).map_err(|_| damaged("Exif"))?;
        out.extend([0xff, 0xe1]);
        out.extend(length.to_be_bytes());
        out.extend(b"Exif\0\0");
        out.extend(block);
    }
    let mut at = 2;
    loop {
        let marker = match bytes.get(at..at + 2) {
            Some([0xff, 0xff]) => {
                at += 1;
                continue;
            }
            Some([0xff, marker]) => *marker,
            _ => return Err(damaged("the segments of the JPEG break off")),
        };
        if marker == 0xda || marker == 0xd9 {
            // From here on it is points.
            out.extend(&bytes[at..]);
            return Ok(cut_behind_end(out));
        }
        let length =
            bytes.get(at + 2..at + 4).map(|l| usize::from(u16::from_be_bytes([l[0], l[1]])));
        let end = at
            + 2
            + length.filter(|l| *l >= 2).ok_or_else(|| damaged("a segment without length"))?;
        let segment = bytes.get(at..end).ok_or_else(|| damaged("a segment breaks off"))?;
        let is_kept = match marker {
            // Density and colours: JFIF, colour profile, Adobe's colour transform.
            0xe0 => segment.get(4..8) == Some(b"JFIF"),
            0xe2 => segment.get(4..15) == Some(b"ICC_PROFILE"),
            0xee => segment.get(4..9) == Some(b"Adobe"),
            0xe1 | 0xe3..=0xed | 0xef | 0xfe => false,
            _ => true,
        };
        if is_kept {
            out.extend(segment);
        }
        at = end;
    }
}

/// Phones put films and second pictures behind the end of the first, with metadata of their own.
fn cut_behind_end(mut bytes: Vec<u8>) -> Vec<u8> {
    // Within the points 0xff is always followed by 0x00 or a restart mark: the first end mark is it.
    let mut at = 2;
    while let Some(pair) = bytes.get(at..at + 2) {
        if pair == [0xff, 0xd9] {
            bytes.truncate(at + 2);
            return bytes;
        }
        let is_segment = pair[0] == 0xff && matches!(pair[1], 0xc0..=0xcf | 0xda..=0xfe);
        let skip = bytes.get(at + 2..at + 4).filter(|_| is_segment);
        at += skip.map_or(1, |l| 2 + usize::from(u16::from_be_bytes([l[0], l[1]])).max(2));
    }
    bytes
}

fn png(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut out = bytes.get(..8).ok_or_else(|| damaged("no head"))?.to_vec();
    let mut at = 8;
    while at < bytes.len() {
        let length = bytes.get(at..at + 4).map(|l| u32::from_be_bytes([l[0], l[1], l[2], l[3]]));
        let length = length.ok_or_else(|| damaged("a chunk breaks off"))? as usize;
        let end = at.checked_add(length).and_then(|e| e.checked_add(12));
        let chunk = end.and_then(|end| bytes.get(at..end));
        let chunk = chunk.ok_or_else(|| damaged("a chunk breaks off"))?;
        let name = &chunk[4..8];
        let is_kept = matches!(
            name,
            b"IHDR"
                | b"PLTE"
                | b"IDAT"
                | b"IEND"
                | b"tRNS"
                | b"gAMA"
                | b"cHRM"
                | b"sRGB"
                | b"iCCP"
                | b"sBIT"
                | b"bKGD"
                | b"pHYs"
                | b"cICP"
        );
        if is_kept {
            out.extend(chunk);
        }
        at += chunk.len();
        if name == b"IEND" {
            return Ok(out);
        }
    }
    Err(damaged("the end of the PNG is missing"))
}

/// Bits of the extended head that announce Exif and XMP.
const WEBP_TALKS: u8 = 0b0000_1100;

fn webp(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    let mut at = 12;
    while at < bytes.len() {
        let head = bytes.get(at..at + 8).ok_or_else(|| damaged("a chunk breaks off"))?;
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let padded = length.checked_add(length & 1).and_then(|l| l.checked_add(8));
        let end = padded.and_then(|l| l.checked_add(at)).filter(|e| *e <= bytes.len());
        let end = end.ok_or_else(|| damaged("a chunk breaks off"))?;
        match &head[..4] {
            b"VP8X" if length >= 1 => {
                let start = out.len();
                out.extend(&bytes[at..end]);
                out[start + 8] &= !WEBP_TALKS;
            }
            b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" | b"ANMF" | b"ICCP" => {
                out.extend(&bytes[at..end]);
            }
            _ => {}
        }
        at = end;
    }
    let size = u32::try_from(out.len() - 8).map_err(|_| damaged("too long"))?;
    out[4..8].copy_from_slice(&size.to_le_bytes());
    Ok(out)
}

/// A GIF is small: its first picture is written anew as PNG, and nothing else is left.
fn gif(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let picture = crate::decode(bytes, &crate::Limits::default())?;
    let mut out = std::io::Cursor::new(Vec::new());
    picture
        .copy
        .write_to(&mut out, image::ImageFormat::Png)
        .map_err(|e| Refusal::Damaged(e.to_string()))?;
    Ok(out.into_inner())
}
