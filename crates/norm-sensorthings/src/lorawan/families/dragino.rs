//! Dragino: fixed layouts by model, big-endian.

use crate::lorawan::decode::{Bytes, DecodeError, Decoded, Format, scaled};

/// The value of an external temperature probe that is not there.
const NO_PROBE: i64 = 0x7fff;
/// Bits of the battery voltage in millivolts; the two above them are a state.
const MILLIVOLTS: i64 = 0x3fff;
/// Bits of the humidity.
const HUMIDITY: i64 = 0x0fff;
/// The port of measurements.
const PORT: u8 = 2;
/// What the LDDS answers when its echo is not to be believed.
const INVALID_DISTANCE: i64 = 20;

/// LHT65: temperature and humidity with an external probe.
pub(super) fn lht65(payload: &[u8], port: Option<u8>) -> Result<Decoded, DecodeError> {
    let mut bytes = Bytes::new(payload, false);
    if port.is_some_and(|port| port != PORT) {
        return bytes.fail(format!("measurements come on port {PORT}"));
    }
    let mut decoded = Decoded::default();
    let values = &mut decoded.values;
    let first = bytes.read(Format::U16)?;
    let second = bytes.read(Format::S16)?;
    let third = bytes.read(Format::U16)?;
    let extension = bytes.read(Format::U8)? & 0x0f;
    if extension == 9 {
        // Stored values: the probe stands in front, a time at the end.
        let probe = if first > 0x7fff { first - 0x1_0000 } else { first };
        let time = bytes.read(Format::U32)?;
        values.set("Bat_status", third >> 14);
        values.set("TempC_SHT", scaled(second, 100));
        values.set("Hum_SHT", scaled(third & HUMIDITY, 10));
        if probe != NO_PROBE {
            values.set("TempC_DS", scaled(probe, 100));
        }
        values.set("Systimestamp", time);
        return Ok(decoded);
    }
    values.set("BatV", scaled(first & MILLIVOLTS, 1000));
    values.set("Bat_status", first >> 14);
    values.set("Hum_SHT", scaled(third & HUMIDITY, 10));
    values.set("TempC_SHT", scaled(second, 100));
    if extension == 1 {
        match bytes.read(Format::S16)? {
            NO_PROBE => decoded.warnings.push("the external probe is not connected".to_owned()),
            probe => {
                decoded.values.set("TempC_DS", scaled(probe, 100));
            }
        }
    }
    Ok(decoded)
}

/// LDDS75 and LDDS45: distance by ultrasound.
pub(super) fn ldds(payload: &[u8]) -> Result<Decoded, DecodeError> {
    let mut bytes = Bytes::new(payload, false);
    let mut decoded = Decoded::default();
    let battery = bytes.read(Format::U16)? & MILLIVOLTS;
    let distance = bytes.read(Format::U16)?;
    let interrupt = bytes.read(Format::U8)?;
    decoded.values.set("battery_v", scaled(battery, 1000));
    match distance {
        0 => decoded.warnings.push("no distance sensor is connected".to_owned()),
        INVALID_DISTANCE => decoded.warnings.push("the distance is invalid".to_owned()),
        distance => {
            decoded.values.set("distance_mm", distance);
        }
    }
    decoded.values.set("interrupt", interrupt);
    // Newer devices add a temperature probe and whether the sensor is there.
    if !bytes.is_empty() {
        let temperature = bytes.read(Format::S16)?;
        decoded.values.set("temperature", scaled(temperature, 10));
        if !bytes.is_empty() && bytes.read(Format::U8)? == 0 {
            decoded.warnings.push("no distance sensor is connected".to_owned());
            decoded.values.remove("distance_mm");
        }
    }
    Ok(decoded)
}
