//! OGC `SensorThings` API 1.1 (18-088) as a pure library.

pub mod batch;
pub mod check;
pub mod data_array;
pub mod entity;
pub mod evaluate;
pub mod geometry;
pub mod json;
pub mod limits;
pub mod lorawan;
pub mod model;
pub mod mqtt;
pub mod path;
pub mod query;
pub mod result;
pub mod service;
pub mod time;
pub mod write;

pub use json::Json;
