//! `LoRaWAN` messages of The Things Stack v3 and `ChirpStack` v4, and decoders for payloads of
//! common town sensors.
//!
//! Networks leave out members whose value is empty, zero or false; reading puts them back.

mod chirpstack;
mod decode;
mod downlink;
mod families;
mod table;
mod things_stack;

pub use chirpstack::read_chirpstack;
pub use decode::{DecodeError, Decoded, Decoder, decoders};
pub use downlink::Downlink;
pub use table::{Table, TableError, Vector, read_vectors};
pub use things_stack::read_things_stack;

use jiff::{SignedDuration, Timestamp};

use crate::json::Json;

/// The gateways' clocks are believed within this time before the network received a frame.
const CLOCK_TRUST: SignedDuration = SignedDuration::from_mins(10);

/// A network server that sends messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Network {
    /// The Things Stack, version 3.
    ThingsStack,
    /// `ChirpStack`, version 4.
    ChirpStack,
}

/// A device as its network names it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Device {
    /// Its name in the network.
    pub name: String,
    /// The application it belongs to.
    pub application: String,
    /// Its hardware address: 16 hexadecimal digits in upper case. Missing in some messages.
    pub dev_eui: Option<String>,
    /// Its address in the network.
    pub dev_addr: Option<String>,
}

/// How well a frame was received by the best gateway.
#[derive(Debug, Clone, PartialEq)]
pub struct Reception {
    /// Signal strength in dBm.
    pub rssi: f64,
    /// Signal to noise ratio in dB.
    pub snr: Option<f64>,
    /// How many gateways heard it.
    pub gateways: usize,
}

/// A frame from a device.
#[derive(Debug, Clone, PartialEq)]
pub struct Uplink {
    /// Where it comes from.
    pub network: Network,
    /// The device.
    pub device: Device,
    /// The same for repetitions of the same frame; different for all others.
    pub key: String,
    /// When the frame was sent, as well as can be known.
    pub time: Timestamp,
    /// When the network received it.
    pub received_at: Timestamp,
    /// Number of the frame.
    pub frame: u64,
    /// The port; missing without a payload of the application.
    pub port: Option<u8>,
    /// The payload; may be empty.
    pub payload: Vec<u8>,
    /// What the network's own decoder made of it.
    pub decoded: Option<Json>,
    /// The same in the common form of The Things Stack, a list; missing elsewhere.
    pub normalized: Option<Json>,
    /// How it was received.
    pub reception: Option<Reception>,
    /// Spreading factor, 7 to 12.
    pub spreading_factor: Option<u8>,
    /// Whether it was made for a test.
    pub is_simulated: bool,
}

/// The charge of a device's battery.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeviceStatus {
    /// Charge in percent, if the device knows it.
    pub battery_percent: Option<f64>,
    /// Margin of the last downlink in dB.
    pub margin: f64,
    /// Whether it has power from outside.
    pub is_externally_powered: bool,
}

/// A message of a network.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// A frame.
    Uplink(Box<Uplink>),
    /// A device tells its state (`ChirpStack`).
    Status(Device, DeviceStatus),
    /// Everything else: joins, acknowledgements, logs. Carries no measurement.
    Other(Device, String),
}

/// Why a message cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{pointer}: {message}")]
pub struct MessageError {
    /// JSON pointer to the place.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
}

/// Reads members of a message, each with its place.
#[derive(Clone, Copy)]
struct At<'a>(&'a Json);

impl<'a> At<'a> {
    fn get(self, pointer: &str) -> Option<&'a Json> {
        self.0.pointer(pointer).filter(|value| !value.is_null())
    }

    fn text(self, pointer: &str) -> Option<&'a str> {
        self.get(pointer).and_then(Json::as_text)
    }

    fn owned(self, pointer: &str) -> String {
        self.text(pointer).unwrap_or_default().to_owned()
    }

    /// A number; large ones come as text.
    fn number(self, pointer: &str) -> Option<f64> {
        match self.get(pointer)? {
            Json::Number(number) => Some(number.as_f64()),
            Json::Text(text) => text.parse().ok().filter(|n: &f64| n.is_finite()),
            _ => None,
        }
    }

    /// A count that is left out when it is zero.
    fn count(self, pointer: &str) -> Result<u64, MessageError> {
        let text = match self.get(pointer) {
            None => return Ok(0),
            Some(value) => value.text_form().unwrap_or_default(),
        };
        text.parse().map_err(|_| wrong(pointer, "expected a whole number, 0 or more"))
    }

    fn flag(self, pointer: &str) -> bool {
        self.get(pointer) == Some(&Json::Bool(true))
    }

    fn time(self, pointer: &str) -> Result<Option<Timestamp>, MessageError> {
        let Some(text) = self.text(pointer) else { return Ok(None) };
        match text.parse::<crate::time::Instant>() {
            Ok(instant) => Ok(Some(instant.at())),
            Err(error) => Err(wrong(pointer, error.message)),
        }
    }

    fn port(self, pointer: &str) -> Result<Option<u8>, MessageError> {
        let port = u8::try_from(self.count(pointer)?);
        let port = port.map_err(|_| wrong(pointer, "a port is at most 255"))?;
        Ok((port > 0).then_some(port))
    }

    fn bytes(self, pointer: &str) -> Result<Vec<u8>, MessageError> {
        use base64::Engine;
        let text = self.text(pointer).unwrap_or_default();
        let bytes = base64::engine::general_purpose::STANDARD.decode(text);
        bytes.map_err(|_| wrong(pointer, "expected base64"))
    }

    fn eui(self, pointer: &str) -> Result<Option<String>, MessageError> {
        let Some(text) = self.text(pointer).filter(|t| !t.is_empty()) else { return Ok(None) };
        if text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            Ok(Some(text.to_ascii_uppercase()))
        } else {
            Err(wrong(pointer, "expected 16 hexadecimal digits"))
        }
    }

    /// The best of the gateways in a list.
    fn reception(self, pointer: &str) -> Option<Reception> {
        let all = self.get(pointer)?.as_array()?;
        let best = all
            .iter()
            .filter_map(|gateway| {
                let gateway = At(gateway);
                Some((gateway.number("/rssi")?, gateway.number("/snr")))
            })
            .max_by(|(a, _), (b, _)| a.total_cmp(b));
        best.map(|(rssi, snr)| Reception { rssi, snr, gateways: all.len() })
    }
}

fn wrong(pointer: &str, message: impl Into<String>) -> MessageError {
    MessageError { pointer: pointer.to_owned(), message: message.into() }
}

/// The earliest time of a gateway that can be believed: not later than the network's, and not much
/// earlier.
fn plausible(times: impl Iterator<Item = Timestamp>, received_at: Timestamp) -> Option<Timestamp> {
    times
        .filter(|time| {
            let age = received_at.duration_since(*time);
            !age.is_negative() && age <= CLOCK_TRUST
        })
        .min()
}
