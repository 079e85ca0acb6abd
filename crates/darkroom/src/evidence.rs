//! What a photo says about where and when it was taken. Anybody can write that into a file: it is a
//! claim to be compared with what is known otherwise, never a proof.

use std::io::Cursor;

use exif::{Exif, In, Rational, Tag, Value};

/// What a photo says of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Longitude and latitude in degrees.
    pub place: Option<(f64, f64)>,
    /// Whether there is a place that cannot be: beyond the poles, no numbers, or exactly 0° and 0°.
    pub is_place_broken: bool,
    /// When, in the time of the camera: `2026-05-04T10:11:12`.
    pub taken_at: String,
}

/// Reads place and time; what does not read is left out.
pub fn evidence(bytes: &[u8]) -> Evidence {
    let Ok(exif) = exif::Reader::new().read_from_container(&mut Cursor::new(bytes)) else {
        return Evidence::default();
    };
    let has_place = exif.get_field(Tag::GPSLatitude, In::PRIMARY).is_some()
        || exif.get_field(Tag::GPSLongitude, In::PRIMARY).is_some();
    let place = degrees(&exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, 180.0)
        .zip(degrees(&exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, 90.0))
        .filter(|(lon, lat)| lon.abs() > 1e-6 || lat.abs() > 1e-6);
    let taken_at = exif
        .get_field(Tag::DateTimeOriginal, In::PRIMARY)
        .map(|f| moment(&f.value))
        .unwrap_or_default();
    Evidence { place, is_place_broken: has_place && place.is_none(), taken_at }
}

/// Degrees, minutes and seconds as one number with its sign.
fn degrees(exif: &Exif, tag: Tag, side: Tag, most: f64) -> Option<f64> {
    let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let part = |n: usize| parts.get(n).map_or(Some(0.0), |part| number(*part));
    if parts.is_empty() {
        return None;
    }
    let all = part(0)? + part(1)? / 60.0 + part(2)? / 3_600.0;
    let is_negative = match exif.get_field(side, In::PRIMARY).map(|f| &f.value) {
        Some(Value::Ascii(text)) => {
            matches!(text.first().and_then(|t| t.first()), Some(b'W' | b'S'))
        }
        _ => false,
    };
    (all <= most).then_some(if is_negative { -all } else { all })
}

fn number(part: Rational) -> Option<f64> {
    (part.denom > 0).then(|| f64::from(part.num) / f64::from(part.denom))
}

/// `2026:05:04 10:11:12` as a moment.
fn moment(value: &Value) -> String {
    let Value::Ascii(lines) = value else { return String::new() };
    let Some(line) = lines.first() else { return String::new() };
    let text: String = String::from_utf8_lossy(line)
        .chars()
        .take(19)
        .enumerate()
        .map(|(i, c)| match i {
            4 | 7 => '-',
            10 => 'T',
            _ => c,
        })
        .collect();
    let is_moment = text.len() == 19
        && !text.starts_with("0000")
        && text.char_indices().all(|(i, c)| match i {
            4 | 7 => c == '-',
            10 => c == 'T',
            13 | 16 => c == ':',
            _ => c.is_ascii_digit(),
        });
    if is_moment { text } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A JPEG of nothing with an Exif block: place as (degrees, minutes, seconds) and sides.
    fn photo(lat: [(u32, u32); 3], lon: [(u32, u32); 3], sides: (u8, u8)) -> Vec<u8> {
        let mut tiff = Vec::from(*b"II*\0\x08\0\0\0");
        let word = |out: &mut Vec<u8>, n: u32| out.extend(n.to_le_bytes());
        let entry = |out: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: [u8; 4]| {
            out.extend(tag.to_le_bytes());
            out.extend(kind.to_le_bytes());
            out.extend(count.to_le_bytes());
            out.extend(value);
        };
        // One entry that leads to the block of places at 26.
        tiff.extend(1_u16.to_le_bytes());
        entry(&mut tiff, 0x8825, 4, 1, 26_u32.to_le_bytes());
        word(&mut tiff, 0);
        tiff.extend(4_u16.to_le_bytes());
        let data = 26 + 2 + 4 * 12 + 4;
        entry(&mut tiff, 1, 2, 2, [sides.0, 0, 0, 0]);
        entry(&mut tiff, 2, 5, 3, u32::to_le_bytes(data));
        entry(&mut tiff, 3, 2, 2, [sides.1, 0, 0, 0]);
        entry(&mut tiff, 4, 5, 3, u32::to_le_bytes(data + 24));
        word(&mut tiff, 0);
        for (num, denom) in lat.into_iter().chain(lon) {
            word(&mut tiff, num);
            word(&mut tiff, denom);
        }
        let length = u16::try_from(tiff.len() + 8).unwrap();
        let mut out = vec![0xff, 0xd8, 0xff, 0xe1];
        out.extend(length.to_be_bytes());
        out.extend(b"Exif\0\0");
        out.extend(tiff);
        out.extend([0xff, 0xd9]);
        out
    }

    #[test]
    fn places_are_read_with_their_side() {
        let found =
            evidence(&photo([(51, 1), (30, 1), (0, 1)], [(7, 1), (15, 1), (36, 1)], (b'N', b'W')));
        let (lon, lat) = found.place.unwrap();
        assert!((lat - 51.5).abs() < 1e-9 && (lon + 7.26).abs() < 1e-9, "{lat} {lon}");
        assert!(!found.is_place_broken);
    }

    #[test]
    fn what_cannot_be_a_place_is_said_and_nothing_breaks() {
        let nowhere = [(0, 1), (0, 1), (0, 1)];
        assert!(evidence(&photo(nowhere, nowhere, (b'N', b'E'))).is_place_broken);
        let no_number = [(51, 0), (0, 0), (0, 0)];
        assert!(evidence(&photo(no_number, nowhere, (b'N', b'E'))).is_place_broken);
        let beyond = [(1_000, 1), (0, 1), (0, 1)];
        assert!(evidence(&photo(beyond, beyond, (b'N', b'E'))).is_place_broken);
        assert_eq!(evidence(b""), Evidence::default());
        assert_eq!(evidence(b"\xff\xd8\xff\xe1\xff\xff"), Evidence::default());
    }

    #[test]
    fn the_time_of_the_camera_is_read_as_it_stands() {
        let read = |text: &[u8]| moment(&Value::Ascii(vec![text.to_vec()]));
        assert_eq!(read(b"2026:05:04 10:11:12"), "2026-05-04T10:11:12");
        assert_eq!(read(b"0000:00:00 00:00:00"), "");
        assert_eq!(read(b"yesterday"), "");
    }
}
