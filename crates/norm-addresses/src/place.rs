//! Coordinates as registers deliver them: swapped, with zone number, with noise.

use serde::Serialize;

/// A place in EPSG:25832, to the centimetre.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Place {
    /// Easting in metres.
    pub easting: f64,
    /// Northing in metres.
    pub northing: f64,
}

/// What had to be put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceNote {
    /// The northing came first.
    AxesSwapped,
    /// The easting began with the number of the zone (EPSG:4647).
    ZonePrefix,
    /// Digits below the centimetre without meaning.
    Noise,
}

/// What the prefix of zone 32 adds to the easting.
const ZONE_PREFIX: f64 = 32.0e6;
/// Eastings of zone 32 in Germany, in metres.
const EASTINGS: std::ops::RangeInclusive<f64> = 200_000.0..=920_000.0;
/// Northings in Germany, in metres.
const NORTHINGS: std::ops::RangeInclusive<f64> = 5_200_000.0..=6_110_000.0;
/// Beyond this a number is not what the surveyors wrote: a tenth of a millimetre.
const NOISE: f64 = 1.0e-4;

fn easting(number: f64) -> Option<(f64, bool)> {
    let prefixed = number - ZONE_PREFIX;
    if EASTINGS.contains(&number) {
        Some((number, false))
    } else if EASTINGS.contains(&prefixed) {
        Some((prefixed, true))
    } else {
        None
    }
}

/// Reads a pair of coordinates in whatever order; eastings and northings of Germany can never
/// be taken for each other. `None` when the pair is no place in zone 32.
pub fn place_of(first: f64, second: f64) -> Option<(Place, Vec<PlaceNote>)> {
    let (east, north, swapped) = if NORTHINGS.contains(&second) && easting(first).is_some() {
        (first, second, false)
    } else if NORTHINGS.contains(&first) && easting(second).is_some() {
        (second, first, true)
    } else {
        return None;
    };
    let (plain, prefixed) = easting(east)?;
    let mut notes = Vec::new();
    if swapped {
        notes.push(PlaceNote::AxesSwapped);
    }
    if prefixed {
        notes.push(PlaceNote::ZonePrefix);
    }
    let noisy = |number: f64| {
        let millimetres = (number * 1e3).round() / 1e3;
        let off = (number - millimetres).abs();
        off > 0.0 && off < NOISE && number.to_string().len() > format!("{millimetres}").len()
    };
    if noisy(first) || noisy(second) {
        notes.push(PlaceNote::Noise);
    }
    let cm = |number: f64| (number * 100.0).round() / 100.0;
    Some((Place { easting: cm(plain), northing: cm(north) }, notes))
}
