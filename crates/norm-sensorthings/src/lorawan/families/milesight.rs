//! Milesight: records of channel, type and value, little-endian. Channels differ by model.

use crate::lorawan::decode::{Bytes, DecodeError, Decoded, FieldSpec, Format, field, words};

/// Channel, type and the fields of a record.
pub(super) type Table = &'static [(u8, u8, &'static [FieldSpec])];

const BATTERY: (u8, u8, &[FieldSpec]) = (0x01, 0x75, &[field("battery", Format::U8, 1)]);
const TEMPERATURE: (u8, u8, &[FieldSpec]) = (0x03, 0x67, &[field("temperature", Format::S16, 10)]);
const HUMIDITY: (u8, u8, &[FieldSpec]) = (0x04, 0x68, &[field("humidity", Format::U8, 2)]);

/// Distance by ultrasound, in millimetres.
pub(super) const UDL: Table = &[
    BATTERY,
    (0x03, 0x82, &[field("distance", Format::U16, 1)]),
    (0x04, 0x00, &[words("position", &["normal", "tilt"])]),
];

/// Water level under water, in centimetres.
pub(super) const SWL: Table = &[BATTERY, (0x03, 0x77, &[field("water_level", Format::U16, 1)])];

/// Temperature and humidity.
pub(super) const EM300_TH: Table = &[BATTERY, TEMPERATURE, HUMIDITY];

/// Air of rooms.
pub(super) const AM307: Table = &[
    BATTERY,
    TEMPERATURE,
    HUMIDITY,
    (0x05, 0x6a, &[field("activity", Format::U16, 1)]),
    (
        0x06,
        0x65,
        &[
            field("illumination", Format::U16, 1),
            field("infrared_and_visible", Format::U16, 1),
            field("infrared", Format::U16, 1),
        ],
    ),
    (0x07, 0x7d, &[field("co2", Format::U16, 1)]),
    (0x08, 0x7d, &[field("tvoc", Format::U16, 1)]),
    (0x09, 0x73, &[field("pressure", Format::U16, 10)]),
];

pub(super) fn decode(payload: &[u8], table: Table) -> Result<Decoded, DecodeError> {
    let mut bytes = Bytes::new(payload, true);
    let mut decoded = Decoded::default();
    while !bytes.is_empty() {
        let start = bytes.at;
        let channel = bytes.read(Format::U8)?;
        let kind = bytes.read(Format::U8)?;
        let known =
            table.iter().find(|(c, k, _)| i64::from(*c) == channel && i64::from(*k) == kind);
        let Some((.., fields)) = known else {
            // The length of an unknown record is unknown, so the rest is lost.
            let message = format!("unknown channel {channel:02x} type {kind:02x}");
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
