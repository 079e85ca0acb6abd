//! Values from networks and programs that know nothing of `SensorThings`: a door with a token takes
//! their messages, a device says which of its values goes into which stream.

mod message;
mod receive;

use jiff::Timestamp;
use kernel::{Id, Text};
use serde::{Deserialize, Serialize};

pub(crate) use receive::{forget_devices, forget_frames, receive, take_message};

/// Who sends through a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sender {
    /// The Things Stack v3.
    ThingsStack,
    /// `ChirpStack` v4.
    ChirpStack,
    /// Any program that sends JSON.
    Json,
}

impl Sender {
    /// All, as forms offer them.
    pub const ALL: [Self; 3] = [Self::ThingsStack, Self::ChirpStack, Self::Json];

    /// As the database has it.
    pub fn key(self) -> &'static str {
        match self {
            Self::ThingsStack => "things_stack",
            Self::ChirpStack => "chirpstack",
            Self::Json => "json",
        }
    }

    /// From the database or a form.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.key() == key)
    }

    /// In words.
    pub fn label(self) -> Text {
        match self {
            Self::ThingsStack => Text::same("The Things Stack v3"),
            Self::ChirpStack => Text::same("ChirpStack v4"),
            Self::Json => Text::new("Anderes Programm (JSON)", "Another program (JSON)"),
        }
    }
}

/// Where the parts of a message in JSON stand, as JSON pointers (RFC 6901).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Places {
    /// A list of messages; empty where the body is one, or a list itself.
    pub list: String,
    /// What the device is called.
    pub device: String,
    /// When it measured: RFC 3339, or seconds or milliseconds since 1970. Empty: when it arrives.
    pub time: String,
    /// A number of the message that does not come twice; may be empty.
    pub key: String,
    /// An object with the values; empty for the whole message.
    pub values: String,
}

/// A door.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    /// Its identifier, part of its address.
    pub id: Id<Door>,
    /// What it is called.
    pub name: String,
    /// Who sends.
    pub sender: Sender,
    /// Where things stand in messages in JSON.
    pub places: Places,
    /// When something last came in.
    pub last_at: Option<Timestamp>,
    /// How many messages did.
    pub messages: i64,
    /// What was last wrong; empty when nothing is.
    pub trouble: String,
}

/// What is done with a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Somebody must say what it is.
    Waiting,
    /// Its values are stored.
    Assigned,
    /// It is none of ours.
    Refused,
}

impl Standing {
    /// As the database has it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Assigned => "assigned",
            Self::Refused => "refused",
        }
    }

    /// From the database.
    pub fn of(key: &str) -> Self {
        match key {
            "assigned" => Self::Assigned,
            "refused" => Self::Refused,
            _ => Self::Waiting,
        }
    }
}

/// One value of a device and where it goes: `value × factor + plus`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Route {
    /// JSON pointer into what was decoded.
    pub field: String,
    /// The stream.
    pub stream: i64,
    /// Times.
    pub factor: f64,
    /// Plus.
    pub plus: f64,
    /// Minutes before its time that the value is about; 0 for an instant.
    pub minutes: i64,
}

/// A device.
#[derive(Clone, Debug)]
pub(crate) struct Device {
    /// Its identifier.
    pub id: Id<Device>,
    /// The door it speaks through.
    pub door: Id<Door>,
    /// Its hardware address, or what its program calls it.
    pub address: String,
    /// Its name in the network.
    pub name: String,
    /// The application of the network it belongs to.
    pub application: String,
    /// What is done with it.
    pub standing: Standing,
    /// Who decodes: empty for the network, the key of a built-in decoder, or the id of a table.
    pub decoder: String,
    /// Where its values go.
    pub routes: Vec<Route>,
    /// What its values are called, as JSON pointers.
    pub fields: Vec<String>,
    /// How it was last received.
    pub signal: String,
    /// Port and length of its last payload.
    pub port: i64,
    /// Bytes of it.
    pub bytes: i64,
    /// When it was first heard.
    pub first_at: Timestamp,
    /// When it was last heard.
    pub last_at: Timestamp,
    /// Latest time of its values, in nanoseconds.
    pub last_time: i64,
    /// What became of its frames.
    pub tally: Tally,
    /// What was last wrong.
    pub trouble: String,
    /// Counts what staff change.
    pub version: i64,
}

/// What became of the frames of a device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Frames in all.
    pub frames: i64,
    /// Values that were stored.
    pub stored: i64,
    /// Frames or values that were there already.
    pub doubled: i64,
    /// Values older than one before them.
    pub late: i64,
    /// Values that lie in the future.
    pub ahead: i64,
    /// Values that the register held back.
    pub held: i64,
}

/// A decoder that staff wrote.
#[derive(Clone, Debug, Default)]
pub(crate) struct OwnDecoder {
    /// What it is called.
    pub name: String,
    /// Its table.
    pub layout: String,
    /// Its examples.
    pub vectors: String,
    /// Counts changes.
    pub version: i64,
}
