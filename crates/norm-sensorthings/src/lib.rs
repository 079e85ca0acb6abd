//! OGC `SensorThings` API 1.1 (18-088) as a pure library: no file, no network, no database, no
//! clock; texts and values in, values and texts out.
//!
//! The way of a request: [`path::parse_path`] says what is asked for, [`query::Query::parse`]
//! reads the options, [`check::check_query`] resolves names and types against the
//! [`model`]; a server builds its SQL from the outcome and writes what it finds with
//! [`write::Writer`], [`data_array`], or [`result`]. Bodies are read by [`entity::read_entity`],
//! [`data_array::read_create_observations`], [`batch`]; MQTT topics by [`mqtt`]. What a filter means
//! is said by [`evaluate`].
//!
//! Every parser takes linear time and ends at a named limit ([`limits`]); every mistake has a place.

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
pub mod sources;
pub mod time;
pub mod write;

pub use json::Json;

/// Compiles and runs the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
