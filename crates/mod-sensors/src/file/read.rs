//! From rows to values: times and numbers as people write them, each problem with its line.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use kernel::Text;

use super::Sheet;
use crate::station::{AHEAD_SECONDS, SECOND};
use crate::store::nanoseconds;

/// Bad rows that are named; the others are counted.
const NAMED_MAX: usize = 50;
/// Values of one file, at most.
const VALUES_MAX: usize = 300_000;
/// Words for no value.
const NOTHING: [&str; 7] = ["", "-", "--", "nan", "na", "n/a", "null"];

/// The time zone of times that name none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    /// The town's clock, with summer time.
    Local,
    /// Universal time.
    Utc,
}

/// What the columns of a file mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choices {
    /// The column of the time, or of the day.
    pub time: usize,
    /// The column of the time of day, where it stands by itself.
    pub clock: Option<usize>,
    /// The zone of times that name none.
    pub zone: Zone,
    /// Numbers have a comma.
    pub is_comma: bool,
    /// How many minutes a value is about, ending at its time.
    pub minutes: i64,
    /// Columns with the streams their values belong to.
    pub columns: Vec<(usize, i64)>,
}

/// A value of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Found {
    /// Its line.
    pub line: usize,
    /// The stream.
    pub stream: i64,
    /// Start and end, in nanoseconds.
    pub time: (i64, i64),
    /// The number.
    pub value: f64,
}

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Read {
    /// The values in the order of the file.
    pub values: Vec<Found>,
    /// Rows that cannot be read: line and why; the first ones.
    pub bad: Vec<(usize, Text)>,
    /// How many there are.
    pub bad_count: usize,
    /// Values that stand in the file twice.
    pub doubled: usize,
}

impl Read {
    fn wrong(&mut self, line: usize, why: Text) {
        self.bad_count += 1;
        if self.bad.len() < NAMED_MAX {
            self.bad.push((line, why));
        }
    }
}

/// Reads all rows; `now` bounds what a sound clock can have written.
pub(crate) fn read(sheet: &Sheet, choices: &Choices, now: Timestamp) -> Result<Read, Text> {
    let limit = nanoseconds(now).saturating_add(AHEAD_SECONDS * SECOND);
    let zone = kernel::clock::berlin();
    let mut read = Read::default();
    let mut seen: HashSet<(i64, i64)> = HashSet::new();
    let mut last = i64::MIN;
    for (line, cells) in &sheet.rows {
        let at = match time_of(cells, choices, &zone, last) {
            Ok(at) if at > limit => {
                Err(Text::new("Die Zeit liegt in der Zukunft.", "The time lies in the future."))
            }
            other => other,
        };
        let at = match at {
            Ok(at) => at,
            Err(why) => {
                read.wrong(*line, why);
                continue;
            }
        };
        match row(*line, cells, choices, at) {
            Ok(found) => {
                last = at;
                for value in found {
                    if seen.insert((value.stream, value.time.0)) {
                        read.values.push(value);
                    } else {
                        read.doubled += 1;
                    }
                }
            }
            Err(why) => read.wrong(*line, why),
        }
        if read.values.len() > VALUES_MAX {
            return Err(Text::new(
                "Das sind mehr als 300.000 Werte. Teilen Sie die Datei, zum Beispiel nach Monaten.",
                "These are more than 300,000 values. Divide the file, for example by months.",
            ));
        }
    }
    Ok(read)
}

fn row(line: usize, cells: &[String], choices: &Choices, at: i64) -> Result<Vec<Found>, Text> {
    let start = at.saturating_sub(choices.minutes.saturating_mul(60 * SECOND));
    let mut found = Vec::new();
    for (column, stream) in &choices.columns {
        let cell = cells.get(*column).map_or("", String::as_str);
        if NOTHING.contains(&cell.to_lowercase().as_str()) {
            continue;
        }
        let value = number(cell, choices.is_comma).ok_or_else(|| {
            let cell: String = cell.chars().take(40).collect();
            Text::new(format!("„{cell}“ ist keine Zahl."), format!("“{cell}” is no number."))
        })?;
        found.push(Found { line, stream: *stream, time: (start, at), value });
    }
    Ok(found)
}

fn time_of(cells: &[String], choices: &Choices, zone: &TimeZone, last: i64) -> Result<i64, Text> {
    let cell = |n: usize| cells.get(n).map_or("", String::as_str);
    let mut text = cell(choices.time).to_owned();
    if let Some(clock) = choices.clock {
        text = format!("{text} {}", cell(clock));
    }
    let text = text.trim();
    match instant(text) {
        Some(Written::At(at)) => Ok(nanoseconds(at)),
        Some(Written::Local(at)) => {
            let zone = if choices.zone == Zone::Utc { &TimeZone::UTC } else { zone };
            local(at, zone, last)
        }
        None if text.is_empty() => Err(Text::new("Die Zeit fehlt.", "The time is missing.")),
        None => {
            let text: String = text.chars().take(40).collect();
            Err(Text::new(format!("„{text}“ ist keine Zeit."), format!("“{text}” is no time.")))
        }
    }
}

/// A time of the town's clock. In the night when summer time ends an hour comes twice: the second
/// time is the one that comes after the row before.
fn local(at: DateTime, zone: &TimeZone, last: i64) -> Result<i64, Text> {
    let ambiguous = zone.to_ambiguous_timestamp(at);
    let strange = |_| Text::new("Diese Zeit gibt es nicht.", "This time does not exist.");
    match ambiguous.offset() {
        AmbiguousOffset::Gap { .. } => Err(Text::new(
            "Diese Uhrzeit gibt es nicht: In dieser Nacht beginnt die Sommerzeit. Ist die Datei in UTC?",
            "This time does not exist: summer time begins in this night. Is the file in UTC?",
        )),
        AmbiguousOffset::Fold { .. } => {
            let earlier = nanoseconds(ambiguous.earlier().map_err(strange)?);
            let later = nanoseconds(ambiguous.later().map_err(strange)?);
            Ok(if earlier <= last { later } else { earlier })
        }
        AmbiguousOffset::Unambiguous { .. } => {
            Ok(nanoseconds(ambiguous.unambiguous().map_err(strange)?))
        }
    }
}

/// A time as it was written: with its zone, or without.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Written {
    At(Timestamp),
    Local(DateTime),
}

/// Reads a time: ISO 8601, German, seconds or milliseconds since 1970.
pub(super) fn instant(text: &str) -> Option<Written> {
    let text = text.trim();
    if text.len() > 40 {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        let number: i64 = text.parse().ok()?;
        return match text.len() {
            9..=10 => Timestamp::from_second(number).ok().map(Written::At),
            13 => Timestamp::from_millisecond(number).ok().map(Written::At),
            _ => None,
        };
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return is_sound(at).then_some(Written::At(at));
    }
    let (day, clock) = match text.split_once(['T', ' ']) {
        Some((day, clock)) => (day.trim_end_matches(','), clock.trim()),
        None => (text, ""),
    };
    let at = day_of(day)?.to_datetime(clock_of(clock)?);
    let is_known = (1900..=2200).contains(&at.year());
    is_known.then_some(Written::Local(at))
}

fn is_sound(at: Timestamp) -> bool {
    crate::store::is_storable(at)
}

fn day_of(text: &str) -> Option<Date> {
    if text.contains('.') {
        let mut parts = text.split('.');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        let year: i16 = match year.len() {
            2 => 2000 + year.parse::<i16>().ok()?,
            _ => year.parse().ok()?,
        };
        return Date::new(year, month.parse().ok()?, day.parse().ok()?).ok();
    }
    text.replace('/', "-").parse().ok()
}

fn clock_of(text: &str) -> Option<Time> {
    let text = text.trim_end_matches("Uhr").trim();
    if text.is_empty() {
        return Some(Time::midnight());
    }
    let mut parts = text.split(':');
    let hour: i8 = parts.next()?.parse().ok()?;
    let minute: i8 = parts.next()?.parse().ok()?;
    let second = parts.next().unwrap_or("0");
    let second = second.split(['.', ',']).next()?.parse().ok()?;
    Time::new(hour, minute, second, 0).ok()
}

/// Reads a number with a comma or a point.
pub(super) fn number(text: &str, is_comma: bool) -> Option<f64> {
    let text: String =
        text.chars().filter(|c| !c.is_whitespace() && *c != '\u{a0}' && *c != '\u{202f}').collect();
    let plain = if is_comma {
        let (whole, rest) = text.split_once(',').unwrap_or((&text, ""));
        let mut groups = whole.split('.');
        let is_grouped = groups.next().is_some_and(|g| g.len() <= 4)
            && groups.all(|g| g.len() == 3 && g.bytes().all(|b| b.is_ascii_digit()));
        if !is_grouped && whole.contains('.') {
            return None;
        }
        format!("{}.{rest}", whole.replace('.', ""))
    } else {
        text
    };
    let plain = plain.trim_end_matches('.');
    let is_number = plain.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    let number: f64 = is_number.then(|| plain.parse().ok()).flatten()?;
    (number.is_finite() && number.abs() < 1e15).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices() -> Choices {
        Choices {
            time: 0,
            clock: None,
            zone: Zone::Local,
            is_comma: true,
            minutes: 0,
            columns: vec![(1, 7)],
        }
    }

    fn all(text: &str, choices: &Choices) -> Read {
        let sheet = Sheet::open(text.as_bytes(), Some(';')).unwrap();
        read(&sheet, choices, "2026-05-04T08:00:00Z".parse().unwrap()).unwrap()
    }

    fn times(read: &Read) -> Vec<String> {
        let at = |v: &Found| Timestamp::from_nanosecond(i128::from(v.time.1)).unwrap().to_string();
        read.values.iter().map(at).collect()
    }

    #[test]
    fn times_are_read_as_people_and_machines_write_them() {
        for text in [
            "2026-05-04T06:00:00Z",
            "2026-05-04T08:00:00+02:00",
            "2026-05-04 08:00",
            "2026/05/04 08:00:00.250",
            "04.05.2026 08:00",
            "4.5.26, 08:00 Uhr",
            "1777874400",
            "1777874400000",
        ] {
            let read = all(&format!("t;v\n{text};1\n"), &choices());
            assert_eq!(times(&read), ["2026-05-04T06:00:00Z"], "{text}: {:?}", read.bad);
        }
        for text in ["", "gestern", "31.02.2026 10:00", "2026-05-04 25:00", "12", "2026-05-04T08"] {
            let read = all(&format!("t;v\n{text};1\n"), &choices());
            assert_eq!((read.bad_count, read.bad[0].0), (1, 2), "{text}");
        }
    }

    #[test]
    fn the_hour_that_comes_twice_loses_nothing_and_the_missing_one_is_named() {
        let autumn = "t;v\n26.10.2025 02:00;1\n26.10.2025 02:30;2\n26.10.2025 02:00;3\n26.10.2025 02:30;4\n26.10.2025 03:00;5\n";
        let read = all(autumn, &choices());
        assert_eq!(
            times(&read),
            [
                "2025-10-26T00:00:00Z",
                "2025-10-26T00:30:00Z",
                "2025-10-26T01:00:00Z",
                "2025-10-26T01:30:00Z",
                "2025-10-26T02:00:00Z"
            ]
        );
        let spring = all("t;v\n29.03.2026 02:30;1\n", &choices());
        assert!(spring.bad[0].1.de.contains("Sommerzeit"));
        let utc = Choices { zone: Zone::Utc, ..choices() };
        assert_eq!(times(&all("t;v\n29.03.2026 02:30;1\n", &utc)), ["2026-03-29T02:30:00Z"]);
    }

    #[test]
    fn numbers_have_a_comma_or_a_point() {
        for (text, is_comma, wanted) in [
            ("1,5", true, Some(1.5)),
            ("1.234,5", true, Some(1234.5)),
            ("1.234", true, Some(1234.0)),
            ("1.5", true, None),
            ("-0,5", true, Some(-0.5)),
            ("1.5", false, Some(1.5)),
            ("1,5", false, None),
            ("1e3", false, Some(1000.0)),
            ("1 234,5", true, Some(1234.5)),
            ("inf", false, None),
            ("x", true, None),
        ] {
            assert_eq!(number(text, is_comma), wanted, "{text}");
        }
    }

    #[test]
    fn bad_rows_are_named_and_doubles_counted() {
        let text = "t;v\n04.05.2026 08:00;1\n04.05.2026 08:00;2\n04.05.2026 08:10;kaputt\n04.05.2027 08:00;1\n04.05.2026 08:20;-\n";
        let read = all(text, &choices());
        assert_eq!((read.values.len(), read.doubled, read.bad_count), (1, 1, 2));
        let said: Vec<String> = read.bad.iter().map(|(n, why)| format!("{n} {}", why.de)).collect();
        assert_eq!(said, ["4 „kaputt“ ist keine Zahl.", "5 Die Zeit liegt in der Zukunft."]);
        let apart = Choices { clock: Some(2), minutes: 60, ..choices() };
        let read = all("Tag;Wert;Uhrzeit\n04.05.2026;1;08:00\n", &apart);
        assert_eq!(read.values[0].time.1 - read.values[0].time.0, 3_600 * SECOND);
    }
}
