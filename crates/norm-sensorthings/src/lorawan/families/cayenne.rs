//! Cayenne Low Power Payload: records of channel, type and value, big-endian.

use crate::json::Object;
use crate::lorawan::decode::{Bytes, DecodeError, Decoded, FieldSpec, Format, field};

/// Type, name, and the field or the parts of it.
const TABLE: &[(u8, &str, &[FieldSpec])] = &[
    (0x00, "digital_in", &[field("", Format::U8, 1)]),
    (0x01, "digital_out", &[field("", Format::U8, 1)]),
    (0x02, "analog_in", &[field("", Format::S16, 100)]),
    (0x03, "analog_out", &[field("", Format::S16, 100)]),
    (0x65, "luminosity", &[field("", Format::U16, 1)]),
    (0x66, "presence", &[field("", Format::U8, 1)]),
    (0x67, "temperature", &[field("", Format::S16, 10)]),
    (0x68, "relative_humidity", &[field("", Format::U8, 2)]),
    (
        0x71,
        "accelerometer",
        &[
            field("x", Format::S16, 1000),
            field("y", Format::S16, 1000),
            field("z", Format::S16, 1000),
        ],
    ),
    (0x73, "barometric_pressure", &[field("", Format::U16, 10)]),
    (
        0x86,
        "gyrometer",
        &[field("x", Format::S16, 100), field("y", Format::S16, 100), field("z", Format::S16, 100)],
    ),
    (
        0x88,
        "gps",
        &[
            field("latitude", Format::S24, 10_000),
            field("longitude", Format::S24, 10_000),
            field("altitude", Format::S24, 100),
        ],
    ),
];

pub(super) fn decode(payload: &[u8]) -> Result<Decoded, DecodeError> {
    let mut bytes = Bytes::new(payload, false);
    let mut decoded = Decoded::default();
    while !bytes.is_empty() {
        let start = bytes.at;
        let channel = bytes.read(Format::U8)?;
        let kind = bytes.read(Format::U8)?;
        let Some((_, name, fields)) = TABLE.iter().find(|(k, ..)| i64::from(*k) == kind) else {
            let message = format!("unknown type {kind:02x}");
            if decoded.values.is_empty() {
                return Err(DecodeError { offset: start, message });
            }
            decoded.warnings.push(format!("{message} at byte {start}"));
            break;
        };
        let mut parts = Object::new();
        bytes.fields(fields, &mut parts)?;
        let name = format!("{name}_{channel}");
        match parts.remove("") {
            Some(single) => decoded.values.set(&name, single),
            None => decoded.values.set(&name, parts),
        };
    }
    Ok(decoded)
}
