//! A station: a device at a place, what it measures, and whether it is still to be believed.

use jiff::Timestamp;
use kernel::Id;

use crate::figures::usual_gap;
use crate::register::{Entry, State};

/// Nanoseconds of a second.
pub(crate) const SECOND: i64 = 1_000_000_000;
/// Seconds by which a value may lie ahead of us before its clock is wrong.
pub(crate) const AHEAD_SECONDS: i64 = 600;
/// A station is silent after so many times of what is usual between its values,
const SILENT_TIMES: i64 = 3;
/// and never before this, in seconds.
const SILENT_MIN: i64 = 1_800;
/// Without anything usual, after this.
const SILENT_ELSE: i64 = 24 * 3_600;

/// A device at a place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Station {
    /// The number of its Thing.
    pub thing: i64,
    /// What it is called.
    pub name: String,
    /// What is said of it.
    pub about: String,
    /// Longitude and latitude.
    pub place: Option<(f64, f64)>,
    /// The entry of the register it serves.
    pub entry: Id<Entry>,
    /// The address of that entry.
    pub slug: String,
    /// Where that entry stands.
    pub state: State,
}

impl Station {
    /// Its page, without language: its number counts, its name is for people.
    pub fn path(&self) -> String {
        format!("/sensoren/station/{}", self.key())
    }

    /// The last part of its address.
    pub fn key(&self) -> String {
        match crate::acts::slug_of(&self.name).as_str() {
            "" => self.thing.to_string(),
            slug => format!("{}-{slug}", self.thing),
        }
    }

    /// The number in the last part of an address.
    pub fn number(key: &str) -> Option<i64> {
        key.split('-').next()?.parse().ok().filter(|n| *n > 0)
    }
}

/// Something it measures.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stream {
    /// The number of its Datastream.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// What is said of it.
    pub about: String,
    /// The number of its Thing.
    pub thing: i64,
    /// Name of the unit.
    pub unit: String,
    /// Its sign; may be empty.
    pub sign: String,
    /// Whether values are counts: their sum says more than their mean.
    pub is_count: bool,
    /// End of the latest value, in nanoseconds, also one ahead of us.
    pub end_at: Option<i64>,
}

impl Stream {
    /// The unit behind a number: its sign, else its name.
    pub fn unit_words(&self) -> &str {
        if self.sign.is_empty() && !self.is_count { &self.unit } else { &self.sign }
    }
}

/// A result.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// A number.
    Number(f64),
    /// Yes or no.
    Truth(bool),
    /// A text, or anything else as JSON.
    Word(String),
    /// Nothing.
    Nothing,
}

/// A value with its time, in nanoseconds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    /// When it begins.
    pub start: i64,
    /// When it ends.
    pub end: i64,
    /// The result.
    pub value: Value,
    /// Its quality as JSON; may be empty.
    pub quality: String,
}

/// Whether a stream is to be believed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Trust {
    /// Seconds since the latest value, where that is unusually long.
    pub silent_for: Option<i64>,
    /// Seconds between two values, where something is usual.
    pub usual: Option<i64>,
    /// Seconds by which its clock is ahead, where it is.
    pub ahead_by: Option<i64>,
}

impl Trust {
    /// Judges by the latest values, the latest first.
    pub fn of(stream: &Stream, readings: &[Reading], now: Timestamp) -> Self {
        Self::judged(stream.end_at, readings, now)
    }

    /// The same by the end of the latest value, where it is known.
    pub fn judged(end_at: Option<i64>, readings: &[Reading], now: Timestamp) -> Self {
        let starts: Vec<i64> = readings.iter().map(|r| r.start / SECOND).collect();
        let usual = usual_gap(&starts);
        let limit = usual.map_or(SILENT_ELSE, |gap| (gap * SILENT_TIMES).max(SILENT_MIN));
        let age = readings.first().map(|r| now.as_second() - r.end.max(r.start) / SECOND);
        let ahead = end_at.map_or(0, |end| end / SECOND - now.as_second());
        Self {
            silent_for: age.filter(|age| *age > limit),
            usual,
            ahead_by: (ahead > AHEAD_SECONDS).then_some(ahead),
        }
    }
}

/// Digits behind the point that values need, at most two.
pub(crate) fn places(values: impl Iterator<Item = f64>) -> u32 {
    values
        .map(|value| {
            (0..2).find(|p| {
                let scaled = value * 10_f64.powi(*p);
                (scaled - scaled.round()).abs() < 1e-6
            })
        })
        .map(|found| u32::try_from(found.unwrap_or(2)).unwrap_or(2))
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(now: Timestamp, minutes: &[i64]) -> Vec<Reading> {
        minutes
            .iter()
            .map(|m| {
                let at = (now.as_second() - m * 60) * SECOND;
                Reading { start: at, end: at, value: Value::Number(1.0), quality: String::new() }
            })
            .collect()
    }

    #[test]
    fn silence_and_wrong_clocks_are_seen() {
        let now: Timestamp = "2026-05-04T08:00:00Z".parse().unwrap();
        let stream = |end: i64| Stream {
            id: 1,
            name: String::new(),
            about: String::new(),
            thing: 1,
            unit: String::new(),
            sign: String::new(),
            is_count: false,
            end_at: Some((now.as_second() + end) * SECOND),
        };
        let well = Trust::of(&stream(0), &readings(now, &[10, 70, 130, 190]), now);
        assert_eq!(well, Trust { usual: Some(3_600), ..Trust::default() });
        let silent = Trust::of(&stream(0), &readings(now, &[200, 260, 320]), now);
        assert_eq!(silent.silent_for, Some(200 * 60));
        // Every minute is usual; half an hour is waited all the same.
        let short = Trust::of(&stream(0), &readings(now, &[20, 21, 22, 23]), now);
        assert_eq!(short.silent_for, None);
        assert_eq!(Trust::of(&stream(7_200), &[], now).ahead_by, Some(7_200));
    }

    #[test]
    fn numbers_keep_the_digits_they_need() {
        assert_eq!(places([1.0, 12.0].into_iter()), 0);
        assert_eq!(places([1.5, 12.0].into_iter()), 1);
        assert_eq!(places([0.333].into_iter()), 2);
        assert_eq!(Station::number("7-pegel"), Some(7));
        assert_eq!(Station::number("pegel"), None);
    }
}
