//! Packets to bytes.

use crate::packet::{ConnAck, Connect, Packet, Publish, Version, reason};

/// Writes a packet at the end of `out`. A text longer than the protocol can say is cut: nothing that
/// the house writes is.
pub fn write(packet: &Packet, version: Version, out: &mut Vec<u8>) {
    let mut body = Vec::new();
    let first = match packet {
        Packet::Connect(connect) => {
            introduce(connect, &mut body);
            0x10
        }
        Packet::ConnAck(answer) => {
            conn_ack(answer, version, &mut body);
            0x20
        }
        Packet::Publish(message) => {
            text(&message.topic, &mut body);
            if message.qos > 0 {
                short(message.id, &mut body);
            }
            none(version, &mut body);
            body.extend_from_slice(&message.payload);
            first_of(message)
        }
        Packet::PubAck(id, code) => acknowledge(0x40, *id, *code, version, &mut body),
        Packet::PubRec(id, code) => acknowledge(0x50, *id, *code, version, &mut body),
        Packet::PubRel(id, code) => acknowledge(0x62, *id, *code, version, &mut body),
        Packet::PubComp(id, code) => acknowledge(0x70, *id, *code, version, &mut body),
        Packet::Subscribe(subscribe) => {
            short(subscribe.id, &mut body);
            none(version, &mut body);
            for (filter, quality) in &subscribe.filters {
                text(filter, &mut body);
                body.push(*quality);
            }
            0x82
        }
        Packet::SubAck(id, codes) => {
            short(*id, &mut body);
            none(version, &mut body);
            let old = |code: u8| if code > 2 { 0x80 } else { code };
            body.extend(codes.iter().map(|c| if version.is_5() { *c } else { old(*c) }));
            0x90
        }
        Packet::Unsubscribe(id, filters) => {
            short(*id, &mut body);
            none(version, &mut body);
            for filter in filters {
                text(filter, &mut body);
            }
            0xA2
        }
        Packet::UnsubAck(id, codes) => {
            short(*id, &mut body);
            none(version, &mut body);
            if version.is_5() {
                body.extend_from_slice(codes);
            }
            0xB0
        }
        Packet::PingReq => 0xC0,
        Packet::PingResp => 0xD0,
        Packet::Disconnect(code) => {
            if version.is_5() && *code != reason::SUCCESS {
                body.push(*code);
            }
            0xE0
        }
    };
    out.push(first);
    variable(body.len(), out);
    out.extend_from_slice(&body);
}

fn first_of(message: &Publish) -> u8 {
    let repeated = u8::from(message.is_repeated && message.qos > 0);
    0x30 | repeated << 3 | (message.qos & 0b11) << 1 | u8::from(message.is_retained)
}

fn introduce(connect: &Connect, body: &mut Vec<u8>) {
    let (name, level) = match connect.version {
        Version::V3_1 => ("MQIsdp", 3),
        Version::V3_1_1 => ("MQTT", 4),
        Version::V5 => ("MQTT", 5),
    };
    text(name, body);
    body.push(level);
    let flag = |is_set: bool, bit: u8| if is_set { bit } else { 0 };
    body.push(
        flag(connect.user.is_some(), 0x80)
            | flag(connect.password.is_some(), 0x40)
            | flag(connect.is_clean, 0x02),
    );
    short(connect.keep_alive, body);
    if connect.version.is_5() {
        let mut properties = Vec::new();
        if connect.receive_max < u16::MAX {
            properties.push(0x21);
            short(connect.receive_max, &mut properties);
        }
        if connect.packet_max < u32::MAX {
            properties.push(0x27);
            properties.extend_from_slice(&connect.packet_max.to_be_bytes());
        }
        variable(properties.len(), body);
        body.extend_from_slice(&properties);
    }
    text(&connect.client, body);
    if let Some(user) = &connect.user {
        text(user, body);
    }
    if let Some(password) = &connect.password {
        binary(password, body);
    }
}

fn conn_ack(answer: &ConnAck, version: Version, body: &mut Vec<u8>) {
    body.push(u8::from(answer.is_present));
    if !version.is_5() {
        body.push(match answer.code {
            reason::SUCCESS => 0,
            reason::VERSION => 1,
            0x85 => 2,
            reason::BAD_LOGIN => 4,
            reason::NOT_AUTHORIZED => 5,
            _ => 3,
        });
        return;
    }
    body.push(answer.code);
    let mut properties = Vec::new();
    if answer.code == reason::SUCCESS {
        let offer = &answer.offer;
        properties.push(0x21);
        short(offer.receive_max, &mut properties);
        properties.push(0x27);
        properties.extend_from_slice(&offer.packet_max.to_be_bytes());
        // No kept messages, wildcards, numbers of subscriptions, shared subscriptions.
        properties.extend_from_slice(&[0x25, 0, 0x28, 0, 0x29, 0, 0x2A, 0]);
        if let Some(seconds) = offer.keep_alive {
            properties.push(0x13);
            short(seconds, &mut properties);
        }
        if !offer.client.is_empty() {
            properties.push(0x12);
            text(&offer.client, &mut properties);
        }
    }
    variable(properties.len(), body);
    body.extend_from_slice(&properties);
}

fn acknowledge(first: u8, id: u16, code: u8, version: Version, body: &mut Vec<u8>) -> u8 {
    short(id, body);
    if version.is_5() && code != reason::SUCCESS {
        body.push(code);
    }
    first
}

/// No properties.
fn none(version: Version, body: &mut Vec<u8>) {
    if version.is_5() {
        body.push(0);
    }
}

fn short(value: u16, out: &mut Vec<u8>) {
    out.extend_from_slice(&value.to_be_bytes());
}

fn binary(bytes: &[u8], out: &mut Vec<u8>) {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    short(length, out);
    out.extend(bytes.iter().take(usize::from(length)));
}

fn text(value: &str, out: &mut Vec<u8>) {
    let mut end = value.len().min(usize::from(u16::MAX));
    while !value.is_char_boundary(end) {
        end -= 1;
    }
    binary(value.as_bytes().get(..end).unwrap_or_default(), out);
}

fn variable(value: usize, out: &mut Vec<u8>) {
    let mut left = value;
    loop {
        let low = u8::try_from(left & 0x7F).unwrap_or(0);
        left >>= 7;
        if left == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}
