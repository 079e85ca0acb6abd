//! Messages of The Things Stack v3, from webhooks or MQTT.

use super::{At, Device, Message, MessageError, Network, Uplink, plausible, wrong};
use crate::json::Json;

/// Kinds of messages without a measurement, by the member that holds them.
const OTHERS: [&str; 10] = [
    "join_accept",
    "downlink_ack",
    "downlink_nack",
    "downlink_sent",
    "downlink_failed",
    "downlink_queued",
    "downlink_queue_invalidated",
    "location_solved",
    "service_data",
    "uplink_normalized",
];

/// Reads a message of The Things Stack.
///
/// # Errors
/// Where it is not what the network sends.
pub fn read_things_stack(body: &Json) -> Result<Message, MessageError> {
    let all = At(body);
    let device = Device {
        name: all.owned("/end_device_ids/device_id"),
        application: all.owned("/end_device_ids/application_ids/application_id"),
        dev_eui: all.eui("/end_device_ids/dev_eui")?,
        dev_addr: all.text("/end_device_ids/dev_addr").map(str::to_owned),
    };
    if device.name.is_empty() && device.dev_eui.is_none() {
        return Err(wrong("/end_device_ids", "the message names no device"));
    }
    if all.get("/uplink_message").is_none() {
        let kind = OTHERS.into_iter().find(|kind| body.get(kind).is_some());
        return match kind {
            Some(kind) => Ok(Message::Other(device, kind.to_owned())),
            None => Err(wrong("", "expected uplink_message or another event of the network")),
        };
    }
    let received_at = match all.time("/uplink_message/received_at")? {
        Some(time) => time,
        None => all
            .time("/received_at")?
            .ok_or_else(|| wrong("/uplink_message/received_at", "the time is missing"))?,
    };
    let gateways = all.get("/uplink_message/rx_metadata").and_then(Json::as_array);
    let times = gateways.unwrap_or_default().iter().filter_map(|gateway| {
        // A gateway with a broken clock must not stop the frame.
        At(gateway).time("/time").ok().flatten()
    });
    let time = plausible(times, received_at).unwrap_or(received_at);
    let frame = all.count("/uplink_message/f_cnt")?;
    let session = all.text("/uplink_message/session_key_id").or(device.dev_addr.as_deref());
    let eui = device.dev_eui.as_deref().unwrap_or(&device.name);
    let key = format!("{eui}/{}/{frame}", session.unwrap_or_default());
    let factor = all.number("/uplink_message/settings/data_rate/lora/spreading_factor");
    Ok(Message::Uplink(Box::new(Uplink {
        network: Network::ThingsStack,
        key,
        time,
        received_at,
        frame,
        port: all.port("/uplink_message/f_port")?,
        payload: all.bytes("/uplink_message/frm_payload")?,
        decoded: all.get("/uplink_message/decoded_payload").cloned(),
        normalized: all.get("/uplink_message/normalized_payload").cloned(),
        reception: all.reception("/uplink_message/rx_metadata"),
        spreading_factor: factor.and_then(super::chirpstack::spreading_factor),
        is_simulated: all.flag("/simulated"),
        device,
    })))
}
