//! OGC `SensorThings` API 1.1 (18-088) as a pure library.

pub mod check;
pub mod entity;
pub mod evaluate;
pub mod geometry;
pub mod json;
pub mod limits;
pub mod model;
pub mod path;
pub mod query;
pub mod time;

pub use json::Json;
