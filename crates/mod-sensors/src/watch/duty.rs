//! Duty hours: who is told at which hour, and when the next one begins if nobody is there.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use kernel::Text;
use kernel::deadlines::is_working_day;
use serde::{Deserialize, Serialize};

/// Days that are looked ahead: the longest row of holidays is shorter.
const DAYS_AHEAD: i32 = 14;

/// On which days somebody is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Days {
    /// Every day.
    #[default]
    All,
    /// Monday to Friday without holidays.
    Working,
    /// Saturday, Sunday and holidays.
    Free,
}

impl Days {
    /// All.
    pub const ALL: [Self; 3] = [Self::All, Self::Working, Self::Free];

    /// Its word in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Working => "working",
            Self::Free => "free",
        }
    }

    /// From its word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.key() == key)
    }

    /// In words.
    pub fn label(self) -> Text {
        match self {
            Self::All => Text::new("täglich", "every day"),
            Self::Working => Text::new("Montag bis Freitag, ohne Feiertage", "working days"),
            Self::Free => {
                Text::new("Samstag, Sonntag und Feiertage", "Saturday, Sunday and holidays")
            }
        }
    }

    fn holds(self, day: Date) -> bool {
        match self {
            Self::All => true,
            Self::Working => is_working_day(day),
            Self::Free => !is_working_day(day),
        }
    }
}

/// Somebody who is told at some hours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Duty {
    /// `unit/…` or `account/…` with the identifier.
    pub who: String,
    /// On which days.
    pub days: Days,
    /// From which hour on.
    pub from: Time,
    /// Until which hour; the same hour is around the clock, an earlier one is of the next day.
    pub until: Time,
}

impl Duty {
    /// Begin and end of the duty that begins on a day.
    fn span(&self, day: Date, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        if !self.days.holds(day) {
            return None;
        }
        let last = if self.until <= self.from { day.saturating_add(1.day()) } else { day };
        let at = |day: Date, time: Time| {
            day.to_datetime(time).to_zoned(zone.clone()).ok().map(|z| z.timestamp())
        };
        Some((at(day, self.from)?, at(last, self.until)?))
    }

    fn is_on(&self, at: Timestamp, zone: &TimeZone) -> bool {
        let today = at.to_zoned(zone.clone()).date();
        [today.saturating_sub(1.day()), today]
            .into_iter()
            .filter_map(|day| self.span(day, zone))
            .any(|(from, until)| from <= at && at < until)
    }
}

/// Who is on duty at an instant.
pub(crate) fn on_duty(all: &[Duty], at: Timestamp) -> Vec<&Duty> {
    let zone = kernel::clock::berlin();
    all.iter().filter(|duty| duty.is_on(at, &zone)).collect()
}

/// When somebody is there: now, or at the next begin of a duty; never where nobody ever is.
pub(crate) fn next(all: &[Duty], at: Timestamp) -> Option<Timestamp> {
    let zone = kernel::clock::berlin();
    if all.iter().any(|duty| duty.is_on(at, &zone)) {
        return Some(at);
    }
    let today = at.to_zoned(zone.clone()).date();
    let days = (0..=DAYS_AHEAD).map(|n| today.saturating_add(n.days()));
    days.flat_map(|day| all.iter().map(move |duty| (duty, day)))
        .filter_map(|(duty, day)| duty.span(day, &zone))
        .map(|(from, _)| from)
        .filter(|from| *from > at)
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;

    fn duty(who: &str, days: Days, from: Time, until: Time) -> Duty {
        Duty { who: who.into(), days, from, until }
    }

    fn told(all: &[Duty], at: &str) -> Vec<String> {
        on_duty(all, at.parse().unwrap()).into_iter().map(|d| d.who.clone()).collect()
    }

    #[test]
    fn the_office_by_day_and_somebody_else_by_night() {
        let all = [
            duty("office", Days::Working, time(7, 30, 0, 0), time(16, 0, 0, 0)),
            duty("night", Days::Working, time(16, 0, 0, 0), time(7, 30, 0, 0)),
            duty("weekend", Days::Free, time(0, 0, 0, 0), time(0, 0, 0, 0)),
        ];
        // Monday, 4 May 2026; the town is two hours ahead of the world.
        assert_eq!(told(&all, "2026-05-04T08:00:00Z"), ["office"]);
        assert_eq!(told(&all, "2026-05-04T14:00:00Z"), ["night"]);
        assert_eq!(told(&all, "2026-05-05T03:00:00Z"), ["night"]);
        assert_eq!(told(&all, "2026-05-03T12:00:00Z"), ["weekend"]);
        // Friday before Labour Day is the holiday itself.
        assert_eq!(told(&all, "2026-05-01T12:00:00Z"), ["weekend"]);
    }

    #[test]
    fn where_nobody_is_there_the_next_duty_is_told() {
        let all = [duty("office", Days::Working, time(7, 30, 0, 0), time(16, 0, 0, 0))];
        let next = |at: &str| next(&all, at.parse().unwrap()).map(|t| t.to_string());
        assert_eq!(next("2026-05-04T08:00:00Z").as_deref(), Some("2026-05-04T08:00:00Z"));
        assert_eq!(next("2026-05-04T20:00:00Z").as_deref(), Some("2026-05-05T05:30:00Z"));
        // Over Labour Day and the weekend behind it.
        assert_eq!(next("2026-04-30T20:00:00Z").as_deref(), Some("2026-05-04T05:30:00Z"));
        assert_eq!(super::next(&[], Timestamp::UNIX_EPOCH), None);
    }
}
