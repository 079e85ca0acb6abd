//! `XTrasse` 2.1 (2.0 is read as well) as a pure library: routes of lines and works, as
//! operators hand them in and towns give them out.
//!
//! No file, no network, no clock: bytes and values in, values out.
//!
//! The way through: [`read`] a file of either form, look at the [`Verdict`], work with the
//! [`Collection`], write it with [`to_gml`] or [`to_jsonfg`]. The object model stands in
//! [`model`]; coordinates are converted by [`Crs`].

mod check;
mod crs;
mod finding;
mod geojson;
mod geometry;
mod gml;
mod ids;
mod json;
mod limits;
pub mod model;
mod reading;
mod scalar;
mod value;
mod xml;

pub use crs::Crs;
pub use finding::{Finding, Severity};
pub use geojson::{GeoJsonError, Route, routes};
pub use geometry::{Geometry, Point, Polygon, Shape};
pub use gml::write as to_gml;
pub use json::{feature as to_jsonfg_feature, write as to_jsonfg};
pub use limits::Limits;
pub use model::Version;
pub use reading::{Format, Reading, Verdict, check, read};
pub use value::{Collection, Feature, Measure, Record, SetError, Value};
