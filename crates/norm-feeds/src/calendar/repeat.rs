//! How events repeat: rules of RFC 5545, 3.3.10, read, written and counted out.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime, Weekday};
use jiff::{Timestamp, ToSpan};

use super::{Moment, add_days};

/// Times counted out at most.
pub const OCCURRENCES_MAX: usize = 5_000;
/// Days, weeks, months or years looked at, at most: a rule that never fits ends.
const PERIODS_MAX: usize = 50_000;

/// How often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Frequency {
    /// Every day.
    Daily,
    /// Every week.
    #[default]
    Weekly,
    /// Every month.
    Monthly,
    /// Every year.
    Yearly,
}

/// A weekday, perhaps the n-th one: 2 for the second, -1 for the last, 0 for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByDay {
    /// Which one of the month or year; 0 for each.
    pub nth: i16,
    /// The weekday.
    pub weekday: Weekday,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// How often.
    pub frequency: Frequency,
    /// Every so many days, weeks, months, years; at least one.
    pub interval: u16,
    /// So many times in all.
    pub count: Option<u32>,
    /// Until this moment, included.
    pub until: Option<Moment>,
    /// In these months.
    pub months: Vec<i8>,
    /// On these days of the month; -1 is the last.
    pub month_days: Vec<i8>,
    /// On these days of the year; -1 is the last.
    pub year_days: Vec<i16>,
    /// On these weekdays.
    pub days: Vec<ByDay>,
    /// Of all found in a period only these; -1 is the last.
    pub positions: Vec<i16>,
    /// The day a week begins.
    pub week_start: Weekday,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            frequency: Frequency::Weekly,
            interval: 1,
            count: None,
            until: None,
            months: Vec::new(),
            month_days: Vec::new(),
            year_days: Vec::new(),
            days: Vec::new(),
            positions: Vec::new(),
            week_start: Weekday::Monday,
        }
    }
}

/// A rule that is none, or one this library does not count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// Not what the standard allows.
    #[error("not a rule: {0}")]
    Malformed(String),
    /// Allowed, but not counted here: hours, minutes, seconds, numbers of weeks.
    #[error("not supported: {0}")]
    Unsupported(String),
}

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("MO", Weekday::Monday),
    ("TU", Weekday::Tuesday),
    ("WE", Weekday::Wednesday),
    ("TH", Weekday::Thursday),
    ("FR", Weekday::Friday),
    ("SA", Weekday::Saturday),
    ("SU", Weekday::Sunday),
];

fn code(weekday: Weekday) -> &'static str {
    WEEKDAYS.iter().find(|(_, w)| *w == weekday).map_or("MO", |(code, _)| code)
}

fn numbers<T: TryFrom<i32>>(value: &str, range: std::ops::RangeInclusive<i32>) -> Option<Vec<T>> {
    value
        .split(',')
        .map(|part| {
            let number: i32 = part.parse().ok()?;
            let is_fine = number != 0 && range.contains(&number);
            if is_fine { T::try_from(number).ok() } else { None }
        })
        .collect()
}

fn by_day(value: &str) -> Option<Vec<ByDay>> {
    value
        .split(',')
        .map(|part| {
            let at = part.len().checked_sub(2).filter(|at| part.is_char_boundary(*at))?;
            let (nth, name) = part.split_at(at);
            let weekday = WEEKDAYS.iter().find(|(code, _)| *code == name)?.1;
            let nth = if nth.is_empty() { 0 } else { nth.parse().ok().filter(|n| *n != 0)? };
            (-53..=53).contains(&nth).then_some(ByDay { nth, weekday })
        })
        .collect()
}

impl Rule {
    /// Reads a rule; `moment` reads the end.
    pub(super) fn read(
        text: &str,
        moment: impl Fn(&str) -> Option<Moment>,
    ) -> Result<Self, RuleError> {
        let mut rule = Self::default();
        let mut has_frequency = false;
        for part in text.split(';').filter(|p| !p.is_empty()) {
            let upper = part.to_ascii_uppercase();
            let malformed = || RuleError::Malformed(part.chars().take(60).collect());
            let (name, value) = upper.split_once('=').ok_or_else(malformed)?;
            let fine = match name {
                "FREQ" => {
                    has_frequency = true;
                    rule.frequency = match value {
                        "DAILY" => Frequency::Daily,
                        "WEEKLY" => Frequency::Weekly,
                        "MONTHLY" => Frequency::Monthly,
                        "YEARLY" => Frequency::Yearly,
                        "HOURLY" | "MINUTELY" | "SECONDLY" => {
                            return Err(RuleError::Unsupported(value.into()));
                        }
                        _ => return Err(malformed()),
                    };
                    Some(())
                }
                "INTERVAL" => value.parse().ok().filter(|i| *i > 0).map(|i| rule.interval = i),
                "COUNT" => value.parse().ok().filter(|c| *c > 0).map(|c| rule.count = Some(c)),
                "UNTIL" => moment(value).map(|until| rule.until = Some(until)),
                "BYMONTH" => numbers(value, 1..=12).map(|months| rule.months = months),
                "BYMONTHDAY" => numbers(value, -31..=31).map(|days| rule.month_days = days),
                "BYYEARDAY" => numbers(value, -366..=366).map(|days| rule.year_days = days),
                "BYDAY" => by_day(value).map(|days| rule.days = days),
                "BYSETPOS" => numbers(value, -366..=366).map(|all| rule.positions = all),
                "WKST" => {
                    let found = WEEKDAYS.iter().find(|(code, _)| *code == value);
                    found.map(|(_, weekday)| rule.week_start = *weekday)
                }
                "BYWEEKNO" | "BYHOUR" | "BYMINUTE" | "BYSECOND" | "RSCALE" | "SKIP" => {
                    return Err(RuleError::Unsupported(name.into()));
                }
                _ => None,
            };
            fine.ok_or_else(malformed)?;
        }
        if !has_frequency {
            return Err(RuleError::Malformed("FREQ".into()));
        }
        Ok(rule)
    }

    /// The rule as it stands in a calendar; `is_day` for events of whole days.
    pub fn text(&self, is_day: bool) -> String {
        let mut parts = vec![match self.frequency {
            Frequency::Daily => "FREQ=DAILY".to_owned(),
            Frequency::Weekly => "FREQ=WEEKLY".into(),
            Frequency::Monthly => "FREQ=MONTHLY".into(),
            Frequency::Yearly => "FREQ=YEARLY".into(),
        }];
        if self.interval > 1 {
            parts.push(format!("INTERVAL={}", self.interval));
        }
        if let Some(count) = self.count {
            parts.push(format!("COUNT={count}"));
        }
        if let Some(until) = self.until {
            // An end is a day for days and an instant otherwise (RFC 5545, 3.3.10).
            parts.push(if is_day {
                format!("UNTIL={}", until.local().date().strftime("%Y%m%d"))
            } else {
                let end = match until {
                    Moment::Day(day) => Moment::Local(day.at(23, 59, 59, 0)),
                    other => other,
                };
                format!("UNTIL={}", super::write::utc(end.instant()))
            });
        }
        let join = |all: Vec<String>| all.join(",");
        let strings = |all: &[i8]| join(all.iter().map(ToString::to_string).collect());
        let longs = |all: &[i16]| join(all.iter().map(ToString::to_string).collect());
        let days = self.days.iter().map(|d| match d.nth {
            0 => code(d.weekday).to_owned(),
            nth => format!("{nth}{}", code(d.weekday)),
        });
        let lists = [
            ("BYMONTH", strings(&self.months)),
            ("BYMONTHDAY", strings(&self.month_days)),
            ("BYYEARDAY", longs(&self.year_days)),
            ("BYDAY", join(days.collect())),
            ("BYSETPOS", longs(&self.positions)),
        ];
        parts
            .extend(lists.into_iter().filter(|l| !l.1.is_empty()).map(|(n, v)| format!("{n}={v}")));
        if self.week_start != Weekday::Monday {
            parts.push(format!("WKST={}", code(self.week_start)));
        }
        parts.join(";")
    }

    /// All times on the clock of the house from the first one until a horizon.
    pub fn times(&self, start: DateTime, horizon: DateTime) -> Vec<DateTime> {
        let mut times = Vec::new();
        let last = self.until.map(|until| match until {
            Moment::Day(day) => Moment::Local(day.at(23, 59, 59, 0)).instant(),
            other => other.instant(),
        });
        let is_over = |at: DateTime| {
            at > horizon || last.is_some_and(|last: Timestamp| Moment::Local(at).instant() > last)
        };
        let max = self.count.map_or(OCCURRENCES_MAX, |c| {
            usize::try_from(c).unwrap_or(OCCURRENCES_MAX).min(OCCURRENCES_MAX)
        });
        for step in 0..PERIODS_MAX {
            let Some((first, days)) = self.period(start.date(), step) else { break };
            for day in self.positioned(days) {
                let at = day.to_datetime(start.time());
                if at < start {
                    continue;
                }
                if times.len() >= max || is_over(at) {
                    return times;
                }
                times.push(at);
            }
            if is_over(first.to_datetime(start.time())) {
                break;
            }
        }
        times
    }

    fn positioned(&self, days: BTreeSet<Date>) -> Vec<Date> {
        let days: Vec<Date> = days.into_iter().collect();
        if self.positions.is_empty() {
            return days;
        }
        let chosen: BTreeSet<usize> = self
            .positions
            .iter()
            .filter_map(|position| {
                let place = usize::from(position.unsigned_abs());
                let at = if *position > 0 { place - 1 } else { days.len().checked_sub(place)? };
                (at < days.len()).then_some(at)
            })
            .collect();
        chosen.into_iter().map(|at| days[at]).collect()
    }

    /// The n-th period: its first day and the days in it that fit.
    fn period(&self, start: Date, step: usize) -> Option<(Date, BTreeSet<Date>)> {
        let steps = i32::try_from(step).ok()?.checked_mul(i32::from(self.interval))?;
        match self.frequency {
            Frequency::Daily => {
                let day = add_days(start, steps)?;
                let is_fine = self.fits_month(day)
                    && self.fits_month_day(day)
                    && (self.days.is_empty()
                        || self.days.iter().any(|d| d.weekday == day.weekday()));
                Some((day, is_fine.then_some(day).into_iter().collect()))
            }
            Frequency::Weekly => {
                let back = i32::from(start.weekday().since(self.week_start));
                let first =
                    add_days(start, -back)?.checked_add(steps.checked_mul(7)?.days()).ok()?;
                let fits = |day: &Date| {
                    self.fits_month(*day)
                        && if self.days.is_empty() {
                            day.weekday() == start.weekday()
                        } else {
                            self.days.iter().any(|d| d.weekday == day.weekday())
                        }
                };
                Some((first, (0..7).filter_map(|at| add_days(first, at)).filter(fits).collect()))
            }
            Frequency::Monthly => {
                let first = start.first_of_month().checked_add(steps.months()).ok()?;
                let days = if self.fits_month(first) {
                    self.in_month(first, start)
                } else {
                    BTreeSet::new()
                };
                Some((first, days))
            }
            Frequency::Yearly => {
                let year = i16::try_from(i32::from(start.year()) + steps).ok()?;
                let first = Date::new(year, 1, 1).ok()?;
                Some((first, self.in_year(first, start)))
            }
        }
    }

    fn fits_month(&self, day: Date) -> bool {
        self.months.is_empty() || self.months.contains(&day.month())
    }

    fn fits_month_day(&self, day: Date) -> bool {
        let from_end = day.day() - day.days_in_month() - 1;
        self.month_days.is_empty()
            || self.month_days.iter().any(|d| *d == day.day() || *d == from_end)
    }

    fn fits_year_day(&self, day: Date) -> bool {
        let at = day.day_of_year();
        let from_end = at - day.days_in_year() - 1;
        self.year_days.is_empty() || self.year_days.iter().any(|d| *d == at || *d == from_end)
    }

    /// The days of a month that fit.
    fn in_month(&self, first: Date, start: Date) -> BTreeSet<Date> {
        let is_bare = self.month_days.is_empty() && self.days.is_empty();
        let fits = |day: &Date| {
            let place = i16::from((day.day() - 1) / 7 + 1);
            let from_end = -i16::from((day.days_in_month() - day.day()) / 7 + 1);
            let weekday = self.days.is_empty()
                || self.days.iter().any(|d| {
                    d.weekday == day.weekday()
                        && (d.nth == 0 || d.nth == place || d.nth == from_end)
                });
            weekday && self.fits_month_day(*day) && (!is_bare || day.day() == start.day())
        };
        let count = i32::from(first.days_in_month());
        (0..count).filter_map(|at| add_days(first, at)).filter(fits).collect()
    }

    /// The days of a year that fit.
    fn in_year(&self, first: Date, start: Date) -> BTreeSet<Date> {
        let by_year = !self.year_days.is_empty();
        if !by_year && (!self.month_days.is_empty() || !self.months.is_empty()) {
            let months = (0..12).filter_map(|at| first.checked_add(at.months()).ok());
            return months
                .filter(|m| self.fits_month(*m))
                .flat_map(|m| self.in_month(m, start))
                .collect();
        }
        let is_bare = !by_year && self.days.is_empty();
        let fits = |day: &Date| {
            let at = day.day_of_year();
            let (place, from_end) = ((at - 1) / 7 + 1, -((day.days_in_year() - at) / 7 + 1));
            let weekday = self.days.is_empty()
                || self.days.iter().any(|d| {
                    d.weekday == day.weekday()
                        && (d.nth == 0 || d.nth == place || d.nth == from_end)
                });
            let bare = !is_bare || (day.month() == start.month() && day.day() == start.day());
            weekday
                && bare
                && self.fits_year_day(*day)
                && self.fits_month(*day)
                && self.fits_month_day(*day)
        };
        let count = i32::from(first.days_in_year());
        (0..count).filter_map(|at| add_days(first, at)).filter(fits).collect()
    }
}
