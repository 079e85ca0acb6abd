//! Instants, intervals and durations as `SensorThings` writes them (ISO 8601), kept to the nanosecond.

mod duration;

pub use duration::{format_duration, parse_duration};

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// Why a text is no time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TimeError {
    /// Bytes before the place in the text.
    pub offset: usize,
    /// What is wrong.
    pub message: String,
}

fn wrong<T>(offset: usize, message: impl Into<String>) -> Result<T, TimeError> {
    Err(TimeError { offset, message: message.into() })
}

/// A moment with the offset it was written with. `Display` writes it in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Instant {
    at: Timestamp,
    offset: Offset,
}

impl Instant {
    /// A moment in UTC.
    pub const fn utc(at: Timestamp) -> Self {
        Self { at, offset: Offset::UTC }
    }

    /// The moment itself; compare these, not the values with their offsets.
    pub const fn at(self) -> Timestamp {
        self.at
    }

    /// Minutes of the offset from UTC it was written with.
    pub const fn offset_minutes(self) -> i32 {
        self.offset.seconds() / 60
    }

    /// The text with the offset it was written with.
    pub fn with_offset(self) -> String {
        let seconds = self.offset.seconds();
        if seconds == 0 {
            return self.to_string();
        }
        let local = self.offset.to_datetime(self.at);
        let minutes = seconds.abs() / 60;
        let sign = if seconds < 0 { '-' } else { '+' };
        format!("{local}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl Display for Instant {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.at)
    }
}

/// Reads fixed-width fields from the bytes of a text.
struct Fields<'a> {
    text: &'a str,
    at: usize,
}

impl Fields<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, wanted: &[u8]) -> bool {
        let is_there = self.peek().is_some_and(|b| wanted.contains(&b));
        self.at += usize::from(is_there);
        is_there
    }

    /// A number of exactly `width` digits.
    fn number(&mut self, width: usize, what: &str) -> Result<i16, TimeError> {
        let digits = self.text.get(self.at..self.at + width);
        match digits.filter(|d| d.bytes().all(|b| b.is_ascii_digit())).map(str::parse) {
            Some(Ok(value)) => {
                self.at += width;
                Ok(value)
            }
            _ => wrong(self.at, format!("expected {width} digits for the {what}")),
        }
    }

    fn part(&mut self, what: &str) -> Result<i8, TimeError> {
        self.number(2, what).map(|v| i8::try_from(v).unwrap_or(i8::MAX))
    }

    fn want(&mut self, wanted: &[u8], what: &str) -> Result<(), TimeError> {
        if self.take(wanted) { Ok(()) } else { wrong(self.at, format!("expected {what}")) }
    }

    fn date(&mut self) -> Result<Date, TimeError> {
        let start = self.at;
        let year = self.number(4, "year")?;
        self.want(b"-", "'-' after the year")?;
        let month = self.part("month")?;
        self.want(b"-", "'-' after the month")?;
        let day = self.part("day")?;
        Date::new(year, month, day).or_else(|_| wrong(start, "there is no such day"))
    }

    fn time(&mut self) -> Result<Time, TimeError> {
        let start = self.at;
        let hour = self.part("hour")?;
        self.want(b":", "':' after the hour")?;
        let minute = self.part("minute")?;
        let mut second = 0;
        let mut nanosecond = 0;
        if self.take(b":") {
            second = self.part("second")?;
            if self.take(b".,") {
                nanosecond = self.fraction()?;
            }
        }
        // A leap second is read as the last second that clocks have.
        let second = if second == 60 { 59 } else { second };
        Time::new(hour, minute, second, nanosecond)
            .or_else(|_| wrong(start, "there is no such time of day"))
    }

    fn fraction(&mut self) -> Result<i32, TimeError> {
        let start = self.at;
        let mut value = 0_i32;
        let mut digits = 0_u32;
        while let Some(byte @ b'0'..=b'9') = self.peek() {
            self.at += 1;
            digits += 1;
            if digits <= 9 {
                value = value * 10 + i32::from(byte - b'0');
            } else if byte != b'0' {
                return wrong(start, "finer than a nanosecond");
            }
        }
        if digits == 0 {
            return wrong(start, "expected digits after the decimal mark");
        }
        Ok(value * 10_i32.pow(9_u32.saturating_sub(digits)))
    }

    fn offset(&mut self) -> Result<Offset, TimeError> {
        let start = self.at;
        if self.take(b"Zz") {
            return Ok(Offset::UTC);
        }
        let is_negative = match self.peek() {
            Some(b'+') => false,
            Some(b'-') => true,
            Some(b' ') => {
                return wrong(
                    start,
                    "a blank where the offset should be: write '+' as %2B in URLs",
                );
            }
            _ => {
                return wrong(
                    start,
                    "a time without zone is ambiguous: add Z or an offset such as +01:00",
                );
            }
        };
        self.at += 1;
        let hours = self.part("hours of the offset")?;
        let minutes = if self.take(b":") || self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.part("minutes of the offset")?
        } else {
            0
        };
        if hours > 23 || minutes > 59 {
            return wrong(start, "there is no such offset");
        }
        let seconds = i32::from(hours) * 3600 + i32::from(minutes) * 60;
        Offset::from_seconds(if is_negative { -seconds } else { seconds })
            .or_else(|_| wrong(start, "there is no such offset"))
    }

    fn instant(&mut self) -> Result<Instant, TimeError> {
        let start = self.at;
        let date = self.date()?;
        self.want(b"Tt ", "'T' between date and time")?;
        let time = self.time()?;
        let offset = self.offset()?;
        let local = DateTime::from_parts(date, time);
        match offset.to_timestamp(local) {
            // Years before 0 have no four digits to be written with.
            Ok(at) if Offset::UTC.to_datetime(at).year() >= 0 => Ok(Instant { at, offset }),
            _ => wrong(start, "outside the years that are supported"),
        }
    }

    fn end<T>(&self, value: T) -> Result<T, TimeError> {
        match self.peek() {
            None => Ok(value),
            Some(_) => wrong(self.at, "the time has ended, but there is more"),
        }
    }
}

impl FromStr for Instant {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let mut fields = Fields { text, at: 0 };
        let value = fields.instant()?;
        fields.end(value)
    }
}

/// Reads a day such as `2026-05-04`.
///
/// # Errors
/// When it is none.
pub fn parse_date(text: &str) -> Result<Date, TimeError> {
    let mut fields = Fields { text, at: 0 };
    let value = fields.date()?;
    fields.end(value)
}

/// Reads a time of day such as `08:30` or `08:30:15.5`.
///
/// # Errors
/// When it is none.
pub fn parse_time_of_day(text: &str) -> Result<Time, TimeError> {
    let mut fields = Fields { text, at: 0 };
    let value = fields.time()?;
    fields.end(value)
}

/// A stretch of time; its start is not after its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Interval {
    start: Instant,
    end: Instant,
}

impl Interval {
    /// An interval; `None` if it ends before it starts.
    pub fn new(start: Instant, end: Instant) -> Option<Self> {
        (start.at <= end.at).then_some(Self { start, end })
    }

    /// Where it starts.
    pub const fn start(self) -> Instant {
        self.start
    }

    /// Where it ends.
    pub const fn end(self) -> Instant {
        self.end
    }

    /// The text with the offsets it was written with.
    pub fn with_offset(self) -> String {
        format!("{}/{}", self.start.with_offset(), self.end.with_offset())
    }
}

impl Display for Interval {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.start, self.end)
    }
}

impl FromStr for Interval {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let mut fields = Fields { text, at: 0 };
        let start = fields.instant()?;
        fields.want(b"/", "'/' between start and end of the interval")?;
        let end = fields.instant()?;
        let (start, end) = fields.end((start, end))?;
        Self::new(start, end).map_or_else(|| wrong(0, "the interval ends before it starts"), Ok)
    }
}

/// An instant or an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeValue {
    /// A moment.
    Instant(Instant),
    /// A stretch.
    Interval(Interval),
}

impl TimeValue {
    /// The moment, or where the stretch starts.
    pub const fn start(self) -> Instant {
        match self {
            Self::Instant(instant) => instant,
            Self::Interval(interval) => interval.start,
        }
    }

    /// The moment, or where the stretch ends.
    pub const fn end(self) -> Instant {
        match self {
            Self::Instant(instant) => instant,
            Self::Interval(interval) => interval.end,
        }
    }

    /// The text with the offsets it was written with.
    pub fn with_offset(self) -> String {
        match self {
            Self::Instant(instant) => instant.with_offset(),
            Self::Interval(interval) => interval.with_offset(),
        }
    }
}

impl Display for TimeValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instant(instant) => instant.fmt(f),
            Self::Interval(interval) => interval.fmt(f),
        }
    }
}

impl FromStr for TimeValue {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        if text.contains('/') {
            text.parse().map(Self::Interval)
        } else {
            text.parse().map(Self::Instant)
        }
    }
}
