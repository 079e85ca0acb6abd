//! Messages of networks and programs become frames.

use jiff::Timestamp;
use norm_sensorthings::Json;
use norm_sensorthings::json::Object;
use norm_sensorthings::lorawan::{Message, Uplink, read_chirpstack, read_things_stack};

use super::{Door, Places, Sender};
use crate::answer::Refusal;
use crate::store::nanoseconds;

/// Messages in one body at most.
const MESSAGES_MAX: usize = 500;
/// Names of values that are remembered of a device.
const FIELDS_MAX: usize = 60;
/// Deepest value that has a name.
const DEPTH_MAX: usize = 6;
/// Seconds since 1970 above this are milliseconds: it is the year 5138.
const SECONDS_MAX: f64 = 1e11;

/// A message of one device.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// Its hardware address or name.
    pub address: String,
    /// Its name in the network.
    pub name: String,
    /// Its application.
    pub application: String,
    /// The same for repetitions of the same frame.
    pub key: Option<String>,
    /// When it was measured, in nanoseconds.
    pub time: i64,
    /// The port.
    pub port: Option<u8>,
    /// The payload.
    pub payload: Vec<u8>,
    /// What its network made of it, or its values.
    pub decoded: Option<Json>,
    /// How it was received, in words.
    pub signal: String,
    /// Values of the device itself: signal, battery.
    pub health: Object,
}

/// Reads the body of a message; what carries no values gives no frames.
pub(super) fn frames(
    door: &Door,
    event: &str,
    body: &Json,
    now: Timestamp,
) -> Result<Vec<Frame>, Refusal> {
    let bad = |e: norm_sensorthings::lorawan::MessageError| Refusal::bad(e.to_string());
    let message = match door.sender {
        Sender::ThingsStack => read_things_stack(body).map_err(bad)?,
        Sender::ChirpStack => read_chirpstack(event, body).map_err(bad)?,
        Sender::Json => return of_json(&door.places, body, now),
    };
    Ok(match message {
        Message::Uplink(uplink) => of_uplink(*uplink).into_iter().collect(),
        Message::Status(device, status) => {
            let mut health = Object::new();
            health.set("@margin", status.margin);
            if let Some(percent) = status.battery_percent {
                health.set("@battery", percent);
            }
            vec![Frame {
                address: device.dev_eui.clone().unwrap_or_else(|| device.name.clone()),
                name: device.name,
                application: device.application,
                key: None,
                time: nanoseconds(now),
                port: None,
                payload: Vec::new(),
                decoded: None,
                signal: String::new(),
                health,
            }]
        }
        Message::Other(..) => Vec::new(),
    })
}

fn of_uplink(uplink: Uplink) -> Option<Frame> {
    if uplink.payload.is_empty() && uplink.decoded.is_none() {
        return None;
    }
    let mut health = Object::new();
    let mut signal = String::new();
    if let Some(reception) = &uplink.reception {
        health.set("@rssi", reception.rssi);
        signal = format!("{} dBm", reception.rssi);
        if let Some(snr) = reception.snr {
            health.set("@snr", snr);
        }
    }
    if let Some(factor) = uplink.spreading_factor {
        health.set("@sf", i64::from(factor));
        let space = if signal.is_empty() { "" } else { " " };
        signal = format!("{signal}{space}SF{factor}");
    }
    let device = uplink.device;
    Some(Frame {
        address: device.dev_eui.clone().unwrap_or_else(|| device.name.clone()),
        name: device.name,
        application: device.application,
        key: Some(uplink.key),
        time: nanoseconds(uplink.time),
        port: uplink.port,
        payload: uplink.payload,
        decoded: uplink.decoded,
        signal,
        health,
    })
}

/// An instant as programs write it.
fn time(value: &Json) -> Option<Timestamp> {
    match value {
        Json::Text(text) => {
            let instant = text.parse::<norm_sensorthings::time::Instant>().ok();
            instant
                .map(norm_sensorthings::time::Instant::at)
                .or_else(|| text.parse().ok().and_then(seconds))
        }
        Json::Number(number) => seconds(number.as_f64()),
        _ => None,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the range is checked before")]
fn seconds(number: f64) -> Option<Timestamp> {
    let seconds = if number.abs() > SECONDS_MAX { number / 1_000.0 } else { number };
    if !(0.0..SECONDS_MAX).contains(&seconds) {
        return None;
    }
    Timestamp::from_microsecond((seconds * 1e6).round() as i64).ok()
}

fn of_json(places: &Places, body: &Json, now: Timestamp) -> Result<Vec<Frame>, Refusal> {
    let start = match places.list.as_str() {
        "" => body,
        pointer => body
            .pointer(pointer)
            .ok_or_else(|| Refusal::bad(format!("{pointer}: the list of messages is missing")))?,
    };
    let one = std::slice::from_ref(start);
    let all = start.as_array().unwrap_or(one);
    if all.len() > MESSAGES_MAX {
        return Err(Refusal::bad(format!("there are at most {MESSAGES_MAX} messages in one body")));
    }
    all.iter().enumerate().map(|(at, message)| of_one(places, at, message, now)).collect()
}

fn of_one(places: &Places, at: usize, message: &Json, now: Timestamp) -> Result<Frame, Refusal> {
    let wrong =
        |pointer: &str, why: &str| Refusal::bad(format!("message {}, {pointer}: {why}", at + 1));
    let address = message.pointer(&places.device).and_then(Json::text_form);
    let address = address.map(|a| a.trim().to_owned()).filter(|a| !a.is_empty() && a.len() <= 200);
    let address = address.ok_or_else(|| wrong(&places.device, "the message names no device"))?;
    let at = match places.time.as_str() {
        "" => now,
        pointer => {
            let found = message.pointer(pointer).and_then(time);
            found.ok_or_else(|| {
                wrong(pointer, "expected a time: RFC 3339, or seconds or milliseconds since 1970")
            })?
        }
    };
    let key = match places.key.as_str() {
        "" => None,
        pointer => message.pointer(pointer).and_then(Json::text_form).map(|k| {
            let key: String = format!("{address}/{k}").chars().take(400).collect();
            key
        }),
    };
    let decoded = match places.values.as_str() {
        "" => message.clone(),
        pointer => {
            let found = message.pointer(pointer).cloned();
            found.ok_or_else(|| wrong(pointer, "the values are missing"))?
        }
    };
    Ok(Frame {
        name: address.clone(),
        address,
        application: String::new(),
        key,
        time: nanoseconds(at),
        port: None,
        payload: Vec::new(),
        decoded: Some(decoded),
        signal: String::new(),
        health: Object::new(),
    })
}

/// Names of everything in a value that could be stored, as JSON pointers.
pub(super) fn leaves(value: &Json) -> Vec<String> {
    let mut all = Vec::new();
    walk(value, "", 0, &mut all);
    all
}

fn walk(value: &Json, pointer: &str, depth: usize, all: &mut Vec<String>) {
    if all.len() >= FIELDS_MAX || depth > DEPTH_MAX {
        return;
    }
    match value {
        Json::Object(members) => {
            for (name, member) in members.iter() {
                let name = name.replace('~', "~0").replace('/', "~1");
                walk(member, &format!("{pointer}/{name}"), depth + 1, all);
            }
        }
        Json::Array(items) => {
            for (at, item) in items.iter().enumerate().take(FIELDS_MAX) {
                walk(item, &format!("{pointer}/{at}"), depth + 1, all);
            }
        }
        Json::Number(_) | Json::Bool(_) => all.push(pointer.to_owned()),
        Json::Text(text) if text.len() <= 200 => all.push(pointer.to_owned()),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_programs_write_them() {
        for text in [
            r#""2026-05-04T08:00:00Z""#,
            r#""2026-05-04T10:00:00+02:00""#,
            "1777881600",
            "1777881600000",
            r#""1777881600""#,
        ] {
            let found = time(&Json::parse(text).unwrap()).unwrap();
            assert_eq!(found.to_string(), "2026-05-04T08:00:00Z", "{text}");
        }
        for text in ["-5", "true", r#""gestern""#, "1e300"] {
            assert_eq!(time(&Json::parse(text).unwrap()), None, "{text}");
        }
    }

    #[test]
    fn values_have_names() {
        let json = Json::parse(r#"{"a":{"b":1,"c":[true,null]},"d/e":"x"}"#).unwrap();
        assert_eq!(leaves(&json), ["/a/b", "/a/c/0", "/d~1e"]);
    }
}
