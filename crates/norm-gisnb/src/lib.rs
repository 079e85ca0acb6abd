//! Data of funded fibre networks as the federal GIS-Nebenbestimmungen ask for them.
//!
//! The rules come in many versions, and the grant notice names the one that holds. So no version is
//! built in: a profile file says which layers and attributes a step of the project delivers, where
//! their values come from and which codes are allowed. The same profile writes the layers and checks
//! those of others.
//!
//! No file, no network, no clock: bytes in, values out.

mod check;
mod finding;
mod place;
mod profile;
mod source;
mod write;

pub use check::{Delivery, check};
pub use finding::{Finding, Kind, Severity};
pub use place::{Geometry, Point};
pub use profile::{
    Attribute, BYTES_MAX, Layer, Profile, ProfileError, Shape, State, ValueType, read_profiles,
};
pub use source::{Source, SourceError};
pub use write::{Layered, Subject, write};

#[cfg(test)]
mod tests;
