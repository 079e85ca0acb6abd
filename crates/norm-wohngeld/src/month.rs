//! Calendar months: the unit in which housing benefit is granted.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// First and last year that can be written down; the law known ends long before.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// A calendar month. As data and as text: `2025-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// Months since January of year zero.
    index: i32,
}

/// The text or number is not a month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a month such as 2025-01")]
pub struct MonthError(String);

impl Month {
    /// A month of the tables: year and month 1 to 12.
    pub(crate) const fn known(year: i32, month: i32) -> Self {
        Self { index: year * 12 + month - 1 }
    }

    /// A month.
    ///
    /// # Errors
    /// [`MonthError`] outside the years 1900 to 2200 and the months 1 to 12.
    pub fn new(year: i16, month: i8) -> Result<Self, MonthError> {
        if YEARS.contains(&year) && (1..=12).contains(&month) {
            Ok(Self::known(i32::from(year), i32::from(month)))
        } else {
            Err(MonthError(format!("{year}-{month:02}")))
        }
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.index.div_euclid(12)
    }

    /// The month, 1 to 12.
    pub fn month(self) -> i32 {
        self.index.rem_euclid(12) + 1
    }

    /// This many months later, or earlier if negative.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self { index: self.index.saturating_add(months) }
    }

    /// Months from the other to this one; negative if this one is earlier.
    pub fn since(self, other: Self) -> i32 {
        self.index.saturating_sub(other.index)
    }

    /// The month of a day.
    pub fn of(day: jiff::civil::Date) -> Self {
        Self::known(i32::from(day.year()), i32::from(day.month()))
    }

    /// The first day, or `None` outside the calendar.
    pub fn first_day(self) -> Option<jiff::civil::Date> {
        let year = i16::try_from(self.year()).ok()?;
        let month = i8::try_from(self.month()).ok()?;
        jiff::civil::Date::new(year, month, 1).ok()
    }

    /// The last day, or `None` outside the calendar.
    pub fn last_day(self) -> Option<jiff::civil::Date> {
        self.first_day().map(jiff::civil::Date::last_of_month)
    }

    /// German: `Januar 2025`.
    pub fn german(self) -> String {
        const NAMES: [&str; 12] = [
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ];
        let index = usize::try_from(self.month() - 1).unwrap_or(0);
        format!("{} {}", NAMES[index], self.year())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for Month {
    type Err = MonthError;

    /// Reads `2025-01`, or the day `2025-01-15`, whose month it takes.
    fn from_str(text: &str) -> Result<Self, MonthError> {
        read(text).ok_or_else(|| MonthError(text.chars().take(20).collect()))
    }
}

/// Reads without allocating: tables have millions of these.
fn read(text: &str) -> Option<Month> {
    let number = |text: &str| {
        text.bytes().try_fold(0_i16, |value, byte| {
            byte.is_ascii_digit().then(|| value * 10 + i16::from(byte - b'0'))
        })
    };
    let (year, rest) = text.split_once('-').filter(|(year, _)| year.len() == 4)?;
    let (month, day) = match rest.split_once('-') {
        Some((month, day)) if day.len() == 2 => (month, Some(number(day)?)),
        Some(_) => return None,
        None => (rest, None),
    };
    if month.len() != 2 {
        return None;
    }
    let (year, month) = (number(year)?, i8::try_from(number(month)?).ok()?);
    if let Some(day) = day {
        jiff::civil::Date::new(year, month, i8::try_from(day).ok()?).ok()?;
    }
    Month::new(year, month).ok()
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_counted_and_named() {
        let month: Month = "2025-01".parse().unwrap();
        assert_eq!(month.plus(-1).to_string(), "2024-12");
        assert_eq!(month.plus(12).since(month), 12);
        assert_eq!(month.german(), "Januar 2025");
        assert_eq!("2024-02-29".parse::<Month>().unwrap().last_day().unwrap().day(), 29);
        for text in ["2025-13", "2025-00", "25-01", "2025-1", "2025-02-30", "x", ""] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }
}
