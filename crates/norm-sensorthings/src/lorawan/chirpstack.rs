//! Messages of `ChirpStack` v4, from HTTP or MQTT.

use super::{At, Device, DeviceStatus, Message, MessageError, Network, Uplink, wrong};
use crate::json::Json;

/// Kinds of messages without a measurement.
const OTHERS: [&str; 6] = ["join", "ack", "txack", "log", "location", "integration"];

/// Reads a message of `ChirpStack`. The kind of event stands in the address (`?event=up`) or in
/// the topic (`…/event/up`).
///
/// # Errors
/// Where it is not what the network sends.
pub fn read_chirpstack(event: &str, body: &Json) -> Result<Message, MessageError> {
    let all = At(body);
    let device = Device {
        name: all.owned("/deviceInfo/deviceName"),
        application: all.owned("/deviceInfo/applicationName"),
        dev_eui: all.eui("/deviceInfo/devEui")?,
        dev_addr: all.text("/devAddr").map(str::to_owned),
    };
    if device.dev_eui.is_none() {
        return Err(wrong("/deviceInfo/devEui", "the message names no device"));
    }
    match event {
        "up" => uplink(all, device),
        "status" => {
            let is_unknown = all.flag("/batteryLevelUnavailable");
            let level = all.number("/batteryLevel").unwrap_or(0.0);
            let is_externally_powered = all.flag("/externalPowerSource");
            let status = DeviceStatus {
                battery_percent: (!is_unknown && !is_externally_powered).then_some(level),
                margin: all.number("/margin").unwrap_or(0.0),
                is_externally_powered,
            };
            Ok(Message::Status(device, status))
        }
        other if OTHERS.contains(&other) => Ok(Message::Other(device, other.to_owned())),
        other => Err(wrong("", format!("there is no event '{other}'"))),
    }
}

/// A spreading factor that exists.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked in the same line"
)]
pub(super) fn spreading_factor(value: f64) -> Option<u8> {
    (5.0..=12.0).contains(&value).then_some(value as u8)
}

fn uplink(all: At<'_>, device: Device) -> Result<Message, MessageError> {
    let key = all.owned("/deduplicationId");
    if key.is_empty() {
        return Err(wrong("/deduplicationId", "the key of the frame is missing"));
    }
    let Some(time) = all.time("/time")? else {
        return Err(wrong("/time", "the time is missing"));
    };
    let factor = all.number("/txInfo/modulation/lora/spreadingFactor");
    Ok(Message::Uplink(Box::new(Uplink {
        network: Network::ChirpStack,
        key,
        time,
        received_at: all.time("/rxInfo/0/nsTime")?.unwrap_or(time).max(time),
        frame: all.count("/fCnt")?,
        port: all.port("/fPort")?,
        payload: all.bytes("/data")?,
        decoded: all.get("/object").cloned(),
        normalized: None,
        reception: all.reception("/rxInfo"),
        spreading_factor: factor.and_then(spreading_factor),
        is_simulated: false,
        device,
    })))
}
