//! Packets of MQTT 3.1, 3.1.1 and 5.0 as values: read from bytes as they arrive, written to bytes.
//!
//! No sockets, no sessions, no clock. Both sides of a connection are there, because a town listens
//! to devices and asks brokers of others. What version 5 adds as properties is checked and, apart
//! from limits, left out: retained messages, wills and topic aliases are not for servers whose
//! topics are a standard of their own.

mod packet;
mod read;
mod write;

pub use packet::{
    ConnAck, Connect, Offer, PACKET_BYTES_MAX, Packet, Publish, Subscribe, Version, reason,
};
pub use read::{Malformed, read};
pub use write::write;
