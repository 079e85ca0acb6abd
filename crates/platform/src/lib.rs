//! Adapters: what the house needs of the outside world. Only this room knows vendors and protocols.

pub mod backup;
pub mod returns;
pub mod smtp;

pub use smtp::{KeepingPost, Relay, SmtpPost};
