//! Calendars (RFC 5545, RFC 7986): written, read, and their repetitions counted out.

mod lines;
mod read;
mod repeat;
mod write;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

pub(crate) use lines::microdegrees;
pub use read::{EVENTS_MAX, Finding, LINES_MAX, ReadCalendar, read_calendar};
pub use repeat::{ByDay, Frequency, OCCURRENCES_MAX, Rule, RuleError};
pub(crate) use write::degrees;

/// The zone of the house, by the rule in force since 1996; asked from nobody, so that reading a
/// calendar needs no files of the machine.
const BERLIN: &str = "CET-1CEST,M3.5.0,M10.5.0/3";
/// The name of that zone in calendars.
pub const BERLIN_NAME: &str = "Europe/Berlin";

/// The zone of the house.
pub fn berlin() -> TimeZone {
    TimeZone::posix(BERLIN).unwrap_or(TimeZone::UTC)
}

/// When something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// A whole day.
    Day(Date),
    /// A time in the zone of the house.
    Local(DateTime),
    /// An instant.
    Utc(Timestamp),
}

impl Moment {
    /// The instant it begins. A time skipped by the clock change counts as if the clock had not yet
    /// changed; of a time that comes twice the first is meant (RFC 5545, 3.3.5).
    pub fn instant(&self) -> Timestamp {
        let zoned = |at: DateTime| berlin().to_timestamp(at).unwrap_or_default();
        match self {
            Self::Day(day) => zoned(day.at(0, 0, 0, 0)),
            Self::Local(at) => zoned(*at),
            Self::Utc(at) => *at,
        }
    }

    /// The same on the clock of the house.
    pub fn local(&self) -> DateTime {
        match self {
            Self::Day(day) => day.at(0, 0, 0, 0),
            Self::Local(at) => *at,
            Self::Utc(at) => berlin().to_datetime(*at),
        }
    }

    /// Whether a whole day is meant.
    pub fn is_day(&self) -> bool {
        matches!(self, Self::Day(_))
    }
}

/// Whether an event takes place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// It does.
    #[default]
    Confirmed,
    /// It may.
    Tentative,
    /// It does not.
    Cancelled,
}

/// A place by its coordinates: WGS 84, in millionths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geo {
    /// Latitude.
    pub lat_microdeg: i32,
    /// Longitude.
    pub lon_microdeg: i32,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its lasting id, the same after changes.
    pub uid: String,
    /// Grows by one with every change that matters.
    pub sequence: u32,
    /// When it was last written: the time of the last change.
    pub stamp: Timestamp,
    /// When it begins.
    pub start: Moment,
    /// When it ends: the first moment after it.
    pub end: Option<Moment>,
    /// What it is.
    pub summary: String,
    /// What it is about.
    pub description: String,
    /// Where it is.
    pub location: String,
    /// Where exactly.
    pub geo: Option<Geo>,
    /// Its page.
    pub url: String,
    /// A picture.
    pub image_url: String,
    /// What kind of thing it is.
    pub categories: Vec<String>,
    /// Whether it takes place.
    pub status: Status,
    /// Who organises it: name and mail address.
    pub organizer: Option<(String, String)>,
    /// How it repeats.
    pub rule: Option<Rule>,
    /// Repetitions that do not take place.
    pub except: Vec<Moment>,
    /// Further repetitions.
    pub also: Vec<Moment>,
    /// The repetition this event stands for, if it changes one of another event with the same id.
    pub replaces: Option<Moment>,
}

impl Event {
    /// An event with the least one must know.
    pub fn new(
        uid: impl Into<String>,
        stamp: Timestamp,
        start: Moment,
        summary: impl Into<String>,
    ) -> Self {
        Self {
            uid: uid.into(),
            sequence: 0,
            stamp,
            start,
            end: None,
            summary: summary.into(),
            description: String::new(),
            location: String::new(),
            geo: None,
            url: String::new(),
            image_url: String::new(),
            categories: Vec::new(),
            status: Status::Confirmed,
            organizer: None,
            rule: None,
            except: Vec::new(),
            also: Vec::new(),
            replaces: None,
        }
    }

    /// How long it lasts: whole days for days, exactly elapsed time for times.
    fn lasts(&self) -> SignedDuration {
        match (self.start, self.end) {
            (Moment::Day(from), Some(Moment::Day(to))) => {
                SignedDuration::from_hours(24 * i64::from(days_between(from, to).max(1)))
            }
            (Moment::Day(_), None) => SignedDuration::from_hours(24),
            (start, Some(end)) => {
                end.instant().duration_since(start.instant()).max(SignedDuration::ZERO)
            }
            (_, None) => SignedDuration::ZERO,
        }
    }

    fn end_of(&self, start: Moment) -> Moment {
        let lasts = self.lasts();
        match start {
            Moment::Day(day) => {
                let days = i32::try_from(lasts.as_hours() / 24).unwrap_or(1);
                Moment::Day(add_days(day, days).unwrap_or(day))
            }
            Moment::Local(at) => {
                let end = start.instant().checked_add(lasts).unwrap_or_default();
                let end = berlin().to_datetime(end);
                Moment::Local(if lasts.is_zero() { at } else { end })
            }
            Moment::Utc(at) => Moment::Utc(at.checked_add(lasts).unwrap_or(at)),
        }
    }

    /// When it takes place between two instants, at most [`OCCURRENCES_MAX`] times.
    pub fn occurrences(&self, from: Timestamp, to: Timestamp) -> Vec<Occurrence> {
        let horizon = berlin().to_datetime(to);
        let mut starts: Vec<Moment> = match &self.rule {
            None => vec![self.start],
            Some(rule) => rule
                .times(self.start.local(), horizon)
                .into_iter()
                .map(|at| match self.start {
                    Moment::Day(_) => Moment::Day(at.date()),
                    Moment::Local(_) => Moment::Local(at),
                    Moment::Utc(_) => Moment::Utc(Moment::Local(at).instant()),
                })
                .collect(),
        };
        starts.extend(self.also.iter().copied());
        starts.retain(|start| !self.except.iter().any(|e| is_same(e, start)));
        starts.sort_by_key(Moment::instant);
        starts.dedup_by_key(|s| s.instant());
        starts
            .into_iter()
            .map(|start| Occurrence { start, end: self.end_of(start) })
            .filter(|o| {
                let (start, end) = (o.start.instant(), o.end.instant());
                start < to && (end > from || (start == end && start >= from))
            })
            .take(OCCURRENCES_MAX)
            .collect()
    }
}

/// Whether an exception means a repetition: days mean whatever begins on them.
fn is_same(except: &Moment, start: &Moment) -> bool {
    match (except, start) {
        (Moment::Day(day), start) => start.local().date() == *day,
        (except, start) => except.instant() == start.instant(),
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

fn add_days(day: Date, days: i32) -> Option<Date> {
    day.checked_add(jiff::Span::new().days(days)).ok()
}

/// One time at which an event takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// When it begins.
    pub start: Moment,
    /// The first moment after it.
    pub end: Moment,
}

/// The end of a rule as the standard writes it: a day, a local time, or an instant.
fn end(text: &str) -> Option<Moment> {
    let time = |text| DateTime::strptime("%Y%m%dT%H%M%S", text).ok();
    match text.strip_suffix('Z') {
        Some(utc) => {
            let zoned = time(utc)?.to_zoned(TimeZone::UTC).ok()?;
            Some(Moment::Utc(zoned.timestamp()))
        }
        None if text.contains('T') => time(text).map(Moment::Local),
        None => Date::strptime("%Y%m%d", text).ok().map(Moment::Day),
    }
}

impl std::str::FromStr for Rule {
    type Err = RuleError;

    /// Reads a rule that stands alone, such as `FREQ=WEEKLY;BYDAY=TU`.
    fn from_str(text: &str) -> Result<Self, RuleError> {
        Self::read(text.trim().trim_start_matches("RRULE:"), end)
    }
}

/// A calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// What it is called.
    pub name: String,
    /// What it holds.
    pub description: String,
    /// Its page.
    pub url: String,
    /// Its own address, where changes are to be found.
    pub source_url: String,
    /// How often readers should ask again, in hours; not said if zero.
    pub refresh_hours: u16,
    /// Its events.
    pub events: Vec<Event>,
}

impl Calendar {
    /// All events of a time with when they take place, in order. An event that changes one
    /// repetition of another stands in its place.
    pub fn occurrences(&self, from: Timestamp, to: Timestamp) -> Vec<(&Event, Occurrence)> {
        let mut all: Vec<(&Event, Occurrence)> = Vec::new();
        for event in &self.events {
            let mut found = event.occurrences(from, to);
            if event.replaces.is_none() {
                found.retain(|o| {
                    !self.events.iter().any(|other| {
                        other.uid == event.uid
                            && other.replaces.is_some_and(|r| is_same(&r, &o.start))
                    })
                });
            }
            all.extend(found.into_iter().map(|o| (event, o)));
        }
        all.sort_by_key(|(_, o)| o.start.instant());
        all.truncate(OCCURRENCES_MAX);
        all
    }
}

#[cfg(test)]
mod tests;
