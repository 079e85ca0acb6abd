//! JSON-FG: the JSON form of the standard.

mod read;
pub(crate) mod shape;
mod write;

pub(crate) use read::read;
pub use write::{feature, write};

/// Begins the address of the schema in the `describedby` link of every file.
pub(crate) const SCHEMA: &str = "https://gitlab.opencode.de/xleitstelle/xtrasse/spezifikation";
