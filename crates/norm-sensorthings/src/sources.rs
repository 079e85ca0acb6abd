//! What other networks publish: gauges of the federal waterways (PEGELONLINE) and air sensors of
//! citizens (sensor.community), read into stations and readings.

mod pegelonline;
mod sensor_community;

pub use pegelonline::read_pegelonline;
pub use sensor_community::{read_sensor_community, read_sensor_community_csv};

use std::collections::HashSet;

use jiff::Timestamp;

use crate::geometry::Geometry;
use crate::json::Number;

/// Longest list of findings about one text; what follows is read, but not complained about.
const FINDINGS_MAX: usize = 100;

/// A station.
#[derive(Debug, Clone, PartialEq)]
pub struct Station {
    /// Its key in the network.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Where it is; networks may not say.
    pub place: Option<Geometry>,
}

/// A reading of one quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The key of the station.
    pub station: String,
    /// What was measured, as the network calls it: `W`, `P1`, `temperature`.
    pub quantity: String,
    /// The unit, where the network names it.
    pub unit: Option<String>,
    /// When it was measured.
    pub time: Timestamp,
    /// The value with its digits.
    pub value: Number,
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct Finding {
    /// Where: a JSON pointer, or a line.
    pub place: String,
    /// What is wrong.
    pub message: String,
}

/// What was read, and what could not be.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Published {
    /// The stations, each once.
    pub stations: Vec<Station>,
    /// The readings in their order.
    pub readings: Vec<Reading>,
    /// What could not be read. The rest counts all the same.
    pub findings: Vec<Finding>,
    /// Keys of the stations.
    known: HashSet<String>,
}

impl Published {
    fn find(&mut self, place: impl Into<String>, message: impl Into<String>) {
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(Finding { place: place.into(), message: message.into() });
        }
    }

    /// Adds a station, unless it is known already.
    fn station(&mut self, station: Station) {
        if !self.known.contains(&station.key) {
            self.known.insert(station.key.clone());
            self.stations.push(station);
        }
    }
}
