//! Packets from bytes as they arrive.

use crate::packet::{
    ConnAck, Connect, Offer, PACKET_BYTES_MAX, Packet, Publish, Subscribe, Version, reason,
};

/// Why bytes are no packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// It is larger than the reader takes.
    #[error("a packet of {0} bytes; at most {1} are taken")]
    TooLarge(usize, usize),
    /// Bytes that mean nothing.
    #[error("malformed: {0}")]
    Bytes(&'static str),
    /// Bytes that mean something that is not allowed.
    #[error("against the protocol: {0}")]
    Protocol(&'static str),
    /// A version that is not spoken here.
    #[error("version {0} of the protocol is not spoken here; 3.1, 3.1.1 and 5.0 are")]
    Version(u8),
}

impl Malformed {
    /// The reason of version 5 that says so.
    pub fn reason(self) -> u8 {
        match self {
            Self::TooLarge(..) => reason::TOO_LARGE,
            Self::Bytes(_) => reason::MALFORMED,
            Self::Protocol(_) => reason::PROTOCOL,
            Self::Version(_) => reason::VERSION,
        }
    }
}

type Read<T> = Result<T, Malformed>;

/// Reads the first packet of `bytes`: the packet and its length, or nothing as long as it has not
/// arrived as a whole. Nothing is kept of a packet that is larger than `most`: it is refused by its
/// first bytes.
///
/// # Errors
/// [`Malformed`]: the connection cannot go on, because nobody knows where the next packet begins.
pub fn read(bytes: &[u8], version: Version, most: usize) -> Read<Option<(Packet, usize)>> {
    let Some((&first, rest)) = bytes.split_first() else { return Ok(None) };
    let Some((length, width)) = variable(rest)? else { return Ok(None) };
    let whole = 1 + width + length;
    if whole > most {
        return Err(Malformed::TooLarge(whole, most));
    }
    let Some(body) = bytes.get(1 + width..whole) else { return Ok(None) };
    let mut body = Bytes { rest: body };
    let packet = packet(first, &mut body, version)?;
    if body.rest.is_empty() {
        Ok(Some((packet, whole)))
    } else {
        Err(Malformed::Bytes("bytes are left over at the end of a packet"))
    }
}

/// A number of one to four bytes and its width; nothing as long as it is not there as a whole.
fn variable(bytes: &[u8]) -> Read<Option<(usize, usize)>> {
    let mut value = 0;
    for (at, byte) in bytes.iter().take(4).enumerate() {
        value |= usize::from(byte & 0x7F) << (7 * at);
        if byte & 0x80 == 0 {
            debug_assert!(value <= PACKET_BYTES_MAX);
            return Ok(Some((value, at + 1)));
        }
    }
    if bytes.len() >= 4 {
        return Err(Malformed::Bytes("a length of more than four bytes"));
    }
    Ok(None)
}

/// What is left of a packet.
struct Bytes<'a> {
    rest: &'a [u8],
}

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Read<&'a [u8]> {
        let Some((taken, rest)) = self.rest.split_at_checked(count) else {
            return Err(Malformed::Bytes("a packet that ends too early"));
        };
        self.rest = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Read<u8> {
        Ok(self.take(1)?.first().copied().unwrap_or_default())
    }

    fn short(&mut self) -> Read<u16> {
        Ok(self.take(2)?.iter().fold(0, |all, b| all << 8 | u16::from(*b)))
    }

    fn long(&mut self) -> Read<u32> {
        Ok(self.take(4)?.iter().fold(0, |all, b| all << 8 | u32::from(*b)))
    }

    fn variable(&mut self) -> Read<usize> {
        let Some((value, width)) = variable(self.rest)? else {
            return Err(Malformed::Bytes("a packet that ends too early"));
        };
        self.take(width)?;
        Ok(value)
    }

    fn binary(&mut self) -> Read<&'a [u8]> {
        let length = self.short()?;
        self.take(usize::from(length))
    }

    fn text(&mut self) -> Read<String> {
        let text = std::str::from_utf8(self.binary()?)
            .map_err(|_| Malformed::Bytes("a text that is not UTF-8"))?;
        if text.contains('\0') {
            return Err(Malformed::Bytes("a text with a null character"));
        }
        Ok(text.to_owned())
    }

    /// A number of a packet, which is never 0.
    fn id(&mut self) -> Read<u16> {
        match self.short()? {
            0 => Err(Malformed::Protocol("a packet with the number 0")),
            id => Ok(id),
        }
    }

    /// Properties of version 5; those of limits are kept.
    fn properties(&mut self, version: Version) -> Read<Properties> {
        let mut found = Properties::default();
        if !version.is_5() {
            return Ok(found);
        }
        let length = self.variable()?;
        let mut all = Bytes { rest: self.take(length)? };
        while !all.rest.is_empty() {
            match all.variable()? {
                0x01 | 0x17 | 0x19 | 0x24 | 0x25 | 0x28 | 0x29 | 0x2A => drop(all.byte()?),
                0x02 | 0x11 | 0x18 => drop(all.long()?),
                0x22 => drop(all.short()?),
                0x03 | 0x08 | 0x15 | 0x1A | 0x1C | 0x1F => drop(all.text()?),
                0x09 | 0x16 => drop(all.binary()?),
                0x0B => drop(all.variable()?),
                0x12 => found.client = all.text()?,
                0x13 => found.keep_alive = Some(all.short()?),
                0x21 => found.receive_max = Some(all.id()?),
                0x23 => found.has_alias = all.short()? > 0 || found.has_alias,
                0x26 => {
                    all.text()?;
                    all.text()?;
                }
                0x27 => match all.long()? {
                    0 => return Err(Malformed::Protocol("a largest packet of 0 bytes")),
                    most => found.packet_max = Some(most),
                },
                _ => return Err(Malformed::Bytes("an unknown property")),
            }
        }
        Ok(found)
    }

    /// Number, and in version 5 a reason and properties, each of which may be missing.
    fn acknowledgement(&mut self, version: Version) -> Read<(u16, u8)> {
        let id = self.id()?;
        if !version.is_5() || self.rest.is_empty() {
            return Ok((id, reason::SUCCESS));
        }
        let code = self.byte()?;
        if !self.rest.is_empty() {
            self.properties(version)?;
        }
        Ok((id, code))
    }
}

#[derive(Default)]
struct Properties {
    client: String,
    keep_alive: Option<u16>,
    receive_max: Option<u16>,
    packet_max: Option<u32>,
    has_alias: bool,
}

fn packet(first: u8, body: &mut Bytes<'_>, version: Version) -> Read<Packet> {
    let flags = first & 0x0F;
    let kind = first >> 4;
    let wanted = match kind {
        3 => flags,
        6 | 8 | 10 => 0b0010,
        _ => 0,
    };
    // Devices of 3.1 set the bits of quality and repetition here.
    let are_loose = version == Version::V3_1 && matches!(kind, 6 | 8 | 10);
    if flags != wanted && !are_loose {
        return Err(Malformed::Bytes("flags of a packet that may not be set"));
    }
    Ok(match kind {
        1 => Packet::Connect(Box::new(connect(body)?)),
        2 => Packet::ConnAck(conn_ack(body, version)?),
        3 => Packet::Publish(publish(flags, body, version)?),
        4..=7 => acknowledged(kind, body.acknowledgement(version)?),
        8 => Packet::Subscribe(subscribe(body, version)?),
        9 => {
            let id = body.id()?;
            body.properties(version)?;
            let codes = std::mem::take(&mut body.rest).to_vec();
            // Before 5.0 an answer is a quality or "no" (3.1.1, section 3.9.3).
            if !version.is_5() && codes.iter().any(|code| *code > 2 && *code != 0x80) {
                return Err(Malformed::Protocol("an answer no subscription gets"));
            }
            Packet::SubAck(id, codes)
        }
        10 => {
            let id = body.id()?;
            body.properties(version)?;
            let mut filters = Vec::new();
            while !body.rest.is_empty() {
                filters.push(body.text()?);
            }
            if filters.is_empty() {
                return Err(Malformed::Protocol("an end of no subscription"));
            }
            Packet::Unsubscribe(id, filters)
        }
        11 => {
            let id = body.id()?;
            body.properties(version)?;
            // Before 5.0 it says nothing but the number (3.1.1, section 3.11.3).
            let codes = if version.is_5() { std::mem::take(&mut body.rest) } else { &[] };
            Packet::UnsubAck(id, codes.to_vec())
        }
        12 => Packet::PingReq,
        13 => Packet::PingResp,
        14 => {
            let mut code = reason::SUCCESS;
            if version.is_5() && !body.rest.is_empty() {
                code = body.byte()?;
                if !body.rest.is_empty() {
                    body.properties(version)?;
                }
            }
            Packet::Disconnect(code)
        }
        _ => return Err(Malformed::Bytes("a kind of packet that there is not")),
    })
}

fn acknowledged(kind: u8, (id, code): (u16, u8)) -> Packet {
    match kind {
        4 => Packet::PubAck(id, code),
        5 => Packet::PubRec(id, code),
        6 => Packet::PubRel(id, code),
        _ => Packet::PubComp(id, code),
    }
}

fn connect(body: &mut Bytes<'_>) -> Read<Connect> {
    let name = body.text()?;
    let level = body.byte()?;
    // The bridges of one widespread broker set the highest bit.
    let version = match (name.as_str(), level & 0x7F) {
        ("MQIsdp", 3) => Version::V3_1,
        ("MQTT", 4) => Version::V3_1_1,
        ("MQTT", 5) => Version::V5,
        ("MQTT" | "MQIsdp", other) => return Err(Malformed::Version(other)),
        _ => return Err(Malformed::Bytes("a protocol that is not MQTT")),
    };
    let flags = body.byte()?;
    let keep_alive = body.short()?;
    let found = body.properties(version)?;
    let client = body.text()?;
    let has = |bit: u8| flags & bit != 0;
    let will_quality = flags >> 3 & 0b11;
    if has(0x01) || will_quality == 3 || (!has(0x04) && (will_quality > 0 || has(0x20))) {
        return Err(Malformed::Bytes("flags of an introduction that may not be set"));
    }
    if has(0x40) && !has(0x80) && !version.is_5() {
        return Err(Malformed::Bytes("a password without a user name"));
    }
    if has(0x04) {
        body.properties(version)?;
        body.text()?;
        body.binary()?;
    }
    let user = has(0x80).then(|| body.text()).transpose()?;
    let password = has(0x40).then(|| body.binary()).transpose()?;
    Ok(Connect {
        version,
        client,
        keep_alive,
        is_clean: has(0x02),
        user,
        password: password.map(<[u8]>::to_vec),
        has_will: has(0x04),
        receive_max: found.receive_max.unwrap_or(u16::MAX),
        packet_max: found.packet_max.unwrap_or(u32::MAX),
    })
}

fn conn_ack(body: &mut Bytes<'_>, version: Version) -> Read<ConnAck> {
    let flags = body.byte()?;
    if flags > 1 {
        return Err(Malformed::Bytes("flags of an answer that may not be set"));
    }
    let code = match (version.is_5(), body.byte()?) {
        (true, code) => code,
        (false, 0) => reason::SUCCESS,
        (false, 1) => reason::VERSION,
        (false, 2) => 0x85,
        (false, 3) => reason::BUSY,
        (false, 4) => reason::BAD_LOGIN,
        (false, 5) => reason::NOT_AUTHORIZED,
        // Reserved before 5.0 (3.1.1, table 3.1): nobody can say what it means.
        (false, _) => return Err(Malformed::Protocol("an answer no connection gets")),
    };
    let mut found = body.properties(version)?;
    if code != reason::SUCCESS {
        // Who is refused is offered nothing.
        found = Properties::default();
    }
    let offer = Offer {
        client: found.client,
        keep_alive: found.keep_alive,
        receive_max: found.receive_max.unwrap_or(u16::MAX),
        packet_max: found.packet_max.unwrap_or(u32::MAX),
    };
    Ok(ConnAck { is_present: flags == 1, code, offer })
}

fn publish(flags: u8, body: &mut Bytes<'_>, version: Version) -> Read<Publish> {
    let qos = flags >> 1 & 0b11;
    if qos == 3 || (qos == 0 && flags & 0b1000 != 0) {
        return Err(Malformed::Bytes("a quality of service that there is not"));
    }
    let topic = body.text()?;
    let id = if qos > 0 { body.id()? } else { 0 };
    let found = body.properties(version)?;
    // The reader offers no aliases, so nobody may use one.
    if found.has_alias {
        return Err(Malformed::Protocol("an alias of a topic that was not offered"));
    }
    if topic.is_empty() || topic.contains(['+', '#']) {
        return Err(Malformed::Protocol("a message needs a topic without wildcards"));
    }
    Ok(Publish {
        topic,
        payload: std::mem::take(&mut body.rest).to_vec(),
        qos,
        id,
        is_repeated: flags & 0b1000 != 0,
        is_retained: flags & 1 != 0,
    })
}

fn subscribe(body: &mut Bytes<'_>, version: Version) -> Read<Subscribe> {
    let id = body.id()?;
    body.properties(version)?;
    let mut filters = Vec::new();
    while !body.rest.is_empty() {
        let filter = body.text()?;
        let options = body.byte()?;
        let unknown = if version.is_5() { 0b1100_0000 } else { 0b1111_1100 };
        if options & unknown != 0 || options & 0b11 == 3 {
            return Err(Malformed::Bytes("options of a subscription that there are not"));
        }
        filters.push((filter, options & 0b11));
    }
    if filters.is_empty() {
        return Err(Malformed::Protocol("a subscription to nothing"));
    }
    Ok(Subscribe { id, filters })
}
