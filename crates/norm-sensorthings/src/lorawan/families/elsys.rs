//! Elsys: records of type and value, big-endian, the same for all models.

use crate::json::Object;
use crate::lorawan::decode::{Bytes, DecodeError, Decoded, FieldSpec, Format, field};

/// Types with one value, or with several of equal rank.
const TABLE: &[(u8, &[FieldSpec])] = &[
    (0x01, &[field("temperature", Format::S16, 10)]),
    (0x02, &[field("humidity", Format::U8, 1)]),
    (0x04, &[field("light", Format::U16, 1)]),
    (0x05, &[field("motion", Format::U8, 1)]),
    (0x06, &[field("co2", Format::U16, 1)]),
    (0x07, &[field("battery_mv", Format::U16, 1)]),
    (0x0a, &[field("pulse1", Format::U16, 1)]),
    (0x0b, &[field("pulse1_total", Format::U32, 1)]),
    (0x0c, &[field("external_temperature", Format::S16, 10)]),
    (0x0d, &[field("digital", Format::U8, 1)]),
    (0x0e, &[field("distance", Format::U16, 1)]),
    (0x0f, &[field("vibration", Format::U8, 1)]),
    (0x11, &[field("occupancy", Format::U8, 1)]),
    (0x12, &[field("water_leak", Format::U8, 1)]),
    (0x14, &[field("pressure", Format::U32, 1000)]),
    (0x15, &[field("sound_peak", Format::U8, 1), field("sound_average", Format::U8, 1)]),
    (0x16, &[field("pulse2", Format::U16, 1)]),
    (0x17, &[field("pulse2_total", Format::U32, 1)]),
    (0x19, &[field("external_temperature2", Format::S16, 10)]),
    (0x1c, &[field("tvoc", Format::U16, 1)]),
];

const ACCELERATION: i64 = 0x03;
const AXES: [FieldSpec; 3] =
    [field("x", Format::S8, 1), field("y", Format::S8, 1), field("z", Format::S8, 1)];

pub(super) fn decode(payload: &[u8]) -> Result<Decoded, DecodeError> {
    let mut bytes = Bytes::new(payload, false);
    let mut decoded = Decoded::default();
    while !bytes.is_empty() {
        let start = bytes.at;
        let kind = bytes.read(Format::U8)?;
        if kind == ACCELERATION {
            let mut axes = Object::new();
            bytes.fields(&AXES, &mut axes)?;
            decoded.values.set("acceleration", axes);
            continue;
        }
        let Some((_, fields)) = TABLE.iter().find(|(k, _)| i64::from(*k) == kind) else {
            // An unknown type ends the frame: its length is unknown.
            let message = format!("unknown type {kind:02x}");
            if decoded.values.is_empty() {
                return Err(DecodeError { offset: start, message });
            }
            decoded.warnings.push(format!("{message} at byte {start}"));
            break;
        };
        bytes.fields(fields, &mut decoded.values)?;
    }
    Ok(decoded)
}
