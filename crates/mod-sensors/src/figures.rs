//! Figures over times: hours become the hours, days and months that people look at.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use kernel::Text;

/// Seconds of an hour.
const HOUR: i64 = 3_600;

/// How many values, the least, the most, and their sum.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Figures {
    /// How many.
    pub count: i64,
    /// The least.
    pub least: f64,
    /// The most.
    pub most: f64,
    /// Their sum.
    pub sum: f64,
}

impl Figures {
    /// One more value.
    pub fn add(&mut self, value: f64) {
        self.merge(Self { count: 1, least: value, most: value, sum: value });
    }

    /// All values of another time.
    pub fn merge(&mut self, other: Self) {
        if self.count == 0 {
            *self = other;
            return;
        }
        if other.count == 0 {
            return;
        }
        self.count += other.count;
        self.least = self.least.min(other.least);
        self.most = self.most.max(other.most);
        self.sum += other.sum;
    }

    /// The mean.
    #[expect(clippy::cast_precision_loss, reason = "no hour has so many values")]
    pub fn mean(&self) -> f64 {
        self.sum / (self.count.max(1) as f64)
    }
}

/// An hour of a stream, counted since 1970.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Hour {
    /// Its number.
    pub hour: i64,
    /// Its figures.
    pub figures: Figures,
}

/// A local day of a stream.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Day {
    /// The day.
    pub day: Date,
    /// Its figures.
    pub figures: Figures,
}

/// Figures from one second to before another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bucket {
    /// First second.
    pub from: i64,
    /// The second after the last.
    pub until: i64,
    /// The figures.
    pub figures: Figures,
}

/// How far back people look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Period {
    /// The last 24 hours.
    Day,
    /// Seven days with today.
    Week,
    /// Thirty days with today.
    Month,
    /// A year with today.
    Year,
}

/// How long a bucket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grain {
    /// So many hours.
    Hours(i64),
    /// A local day.
    Days,
    /// A month.
    Months,
}

impl Period {
    /// All, the shortest first.
    pub const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Year];

    /// Its word in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Day => "tag",
            Self::Week => "woche",
            Self::Month => "monat",
            Self::Year => "jahr",
        }
    }

    /// From an address.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.key() == key)
    }

    /// In words.
    pub fn label(self) -> Text {
        match self {
            Self::Day => Text::new("24 Stunden", "24 hours"),
            Self::Week => Text::new("7 Tage", "7 days"),
            Self::Month => Text::new("30 Tage", "30 days"),
            Self::Year => Text::new("1 Jahr", "1 year"),
        }
    }

    /// How fine its plot is.
    pub fn grain(self) -> Grain {
        match self {
            Self::Day | Self::Week => Grain::Hours(1),
            Self::Month => Grain::Hours(6),
            Self::Year => Grain::Days,
        }
    }

    /// How fine its table is: nobody reads a hundred rows.
    pub fn table(self) -> Grain {
        match self {
            Self::Day => Grain::Hours(1),
            Self::Week | Self::Month => Grain::Days,
            Self::Year => Grain::Months,
        }
    }

    /// First second, and the second after the last.
    pub fn span(self, now: Timestamp, zone: &TimeZone) -> (i64, i64) {
        let today = now.to_zoned(zone.clone()).date();
        let days = match self {
            Self::Day => {
                let hour = now.as_second().div_euclid(HOUR) * HOUR;
                return (hour - 23 * HOUR, hour + HOUR);
            }
            Self::Week => 6,
            Self::Month => 29,
            Self::Year => 364,
        };
        let first = today.saturating_sub(days.days());
        (start(first, zone), start(today.saturating_add(1.day()), zone))
    }
}

/// The first second of a local day.
pub(crate) fn start(day: Date, zone: &TimeZone) -> i64 {
    day.to_zoned(zone.clone()).map_or(i64::MIN, |z| z.timestamp().as_second())
}

/// The local day of a second.
pub(crate) fn day_of(second: i64, zone: &TimeZone) -> Date {
    let at = Timestamp::from_second(second).unwrap_or(Timestamp::MIN);
    at.to_zoned(zone.clone()).date()
}

/// The bucket a second lies in.
fn bucket(second: i64, grain: Grain, zone: &TimeZone) -> (i64, i64) {
    let day = day_of(second, zone);
    match grain {
        Grain::Hours(hours) => {
            // From local midnight, so that six hours are a quarter of the day people know.
            let midnight = start(day, zone);
            let from = midnight + (second - midnight).div_euclid(hours * HOUR) * hours * HOUR;
            let next = start(day.saturating_add(1.day()), zone);
            (from, (from + hours * HOUR).min(next))
        }
        Grain::Days => (start(day, zone), start(day.saturating_add(1.day()), zone)),
        Grain::Months => {
            let first = day.first_of_month();
            (start(first, zone), start(first.saturating_add(1.month()), zone))
        }
    }
}

/// Figures by hour and those of closed days, put together; times without values are left out.
pub(crate) fn buckets(hours: &[Hour], days: &[Day], grain: Grain, zone: &TimeZone) -> Vec<Bucket> {
    let mut all: Vec<Bucket> = Vec::new();
    let closed = days.iter().map(|d| (start(d.day, zone), d.figures));
    let open = hours.iter().map(|h| (h.hour * HOUR, h.figures));
    for (second, figures) in closed.chain(open) {
        let (from, until) = match grain {
            // Of a closed day the hours are not known any more.
            Grain::Hours(_) if days.iter().any(|d| start(d.day, zone) == second) => {
                bucket(second, Grain::Days, zone)
            }
            grain => bucket(second, grain, zone),
        };
        match all.iter_mut().rev().find(|b| b.from == from && b.until == until) {
            Some(known) => known.figures.merge(figures),
            None => all.push(Bucket { from, until, figures }),
        }
    }
    all.sort_by_key(|b| b.from);
    all
}

/// All of it together.
pub(crate) fn whole(buckets: &[Bucket]) -> Figures {
    let mut all = Figures::default();
    for bucket in buckets {
        all.merge(bucket.figures);
    }
    all
}

/// The usual time between two values, from the latest ones; nothing of fewer than three.
pub(crate) fn usual_gap(starts: &[i64]) -> Option<i64> {
    let mut gaps: Vec<i64> = starts.windows(2).map(|pair| (pair[0] - pair[1]).abs()).collect();
    gaps.retain(|gap| *gap > 0);
    if gaps.len() < 2 {
        return None;
    }
    gaps.sort_unstable();
    gaps.get(gaps.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn hour(at: &str, value: f64) -> Hour {
        let at: Timestamp = at.parse().unwrap();
        let mut figures = Figures::default();
        figures.add(value);
        Hour { hour: at.as_second() / HOUR, figures }
    }

    #[test]
    fn days_are_those_of_the_town_and_may_have_25_hours() {
        let zone = kernel::clock::berlin();
        let hours = [
            hour("2026-10-24T21:00:00Z", 1.0),
            hour("2026-10-24T22:00:00Z", 2.0),
            hour("2026-10-25T22:00:00Z", 4.0),
            hour("2026-10-25T23:00:00Z", 8.0),
        ];
        let days = buckets(&hours, &[], Grain::Days, &zone);
        let said: Vec<(String, f64, i64)> = days
            .iter()
            .map(|b| (day_of(b.from, &zone).to_string(), b.figures.sum, (b.until - b.from) / HOUR))
            .collect();
        assert_eq!(
            said,
            [
                ("2026-10-24".to_owned(), 1.0, 24),
                ("2026-10-25".to_owned(), 6.0, 25),
                ("2026-10-26".to_owned(), 8.0, 24),
            ]
        );
        let closed = [Day { day: date(2026, 9, 30), figures: days[0].figures }];
        let months = buckets(&hours, &closed, Grain::Months, &zone);
        assert_eq!(months.iter().map(|b| b.figures.count).collect::<Vec<_>>(), [1, 4]);
        assert!((whole(&months).mean() - 16.0 / 5.0).abs() < 1e-9);
    }

    #[test]
    fn periods_end_with_now() {
        let zone = kernel::clock::berlin();
        let now: Timestamp = "2026-05-04T08:20:00Z".parse().unwrap();
        let (from, until) = Period::Day.span(now, &zone);
        assert_eq!((until - from) / HOUR, 24);
        assert_eq!(Timestamp::from_second(until).unwrap().to_string(), "2026-05-04T09:00:00Z");
        let (from, _) = Period::Week.span(now, &zone);
        assert_eq!(day_of(from, &zone), date(2026, 4, 28));
        assert_eq!(Period::of("jahr"), Some(Period::Year));
        assert_eq!(Period::of("x"), None);
    }

    #[test]
    fn the_usual_gap_is_the_middle_one() {
        assert_eq!(usual_gap(&[100, 90, 80, 20]), Some(10));
        assert_eq!(usual_gap(&[100, 90]), None);
    }
}
