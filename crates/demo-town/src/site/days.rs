//! Days as the files name them: always seen from another day, so that the site never grows old.
//!
//! `+14` and `-3` are days from the day looked from; `sa+1` is the first Saturday after it, `sa+2`
//! the one after that, `do-1` the last Thursday before it; `12-05` is a day of the year, the next
//! one or the last one; `sa@12-05` the first Saturday on or after that day; `2sa-1` the second
//! Saturday of the month before, `ldi+0` the last Tuesday of this month. `/-3` behind any of them
//! means the same seen three years before.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// German short names of weekdays.
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mo", Weekday::Monday),
    ("di", Weekday::Tuesday),
    ("mi", Weekday::Wednesday),
    ("do", Weekday::Thursday),
    ("fr", Weekday::Friday),
    ("sa", Weekday::Saturday),
    ("so", Weekday::Sunday),
];

/// Where days of the year are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// The next one, today included.
    Ahead,
    /// The last one, today included.
    Back,
}

/// The day an expression means.
pub(super) fn day(expression: &str, from: Date, look: Look) -> Option<Date> {
    let text = expression.trim();
    if let Some((rest, years)) = text.split_once('/') {
        let years: i64 = years.parse().ok()?;
        return day(rest, from.checked_add(years.years()).ok()?, look);
    }
    if let Some((name, of)) = text.split_once('@') {
        let weekday = weekday(name)?;
        let day_of = |year: i16| Some(at_or_after(of_year(of, year)?, weekday));
        return nearest(from, look, day_of);
    }
    if let Some(day) = of_month(text, from) {
        return Some(day);
    }
    let bytes = text.as_bytes();
    if bytes.len() == 5 && bytes[2] == b'-' && bytes[0].is_ascii_digit() {
        return nearest(from, look, |year| of_year(text, year));
    }
    if let Some(weekday) = text.get(..2).and_then(weekday) {
        let weeks: i64 = text.get(2..)?.parse().ok()?;
        return match weeks {
            0 => Some(at_or_after(from, weekday)),
            1.. => {
                let first = at_or_after(from.checked_add(1.day()).ok()?, weekday);
                first.checked_add((weeks - 1).weeks()).ok()
            }
            _ => {
                let last = at_or_after(from.checked_sub(7.days()).ok()?, weekday);
                last.checked_add((weeks + 1).weeks()).ok()
            }
        };
    }
    from.checked_add(text.parse::<i64>().ok()?.days()).ok()
}

/// A numbered weekday of a month.
fn of_month(text: &str, from: Date) -> Option<Date> {
    let number: i8 = match text.get(..1)? {
        "l" => -1,
        digit => digit.parse().ok()?,
    };
    let weekday = weekday(text.get(1..3)?)?;
    let months: i64 = text.get(3..)?.parse().ok()?;
    let month = from.first_of_month().checked_add(months.months()).ok()?;
    month.nth_weekday_of_month(number, weekday).ok()
}

fn weekday(name: &str) -> Option<Weekday> {
    WEEKDAYS.iter().find(|(short, _)| *short == name).map(|(_, weekday)| *weekday)
}

fn of_year(text: &str, year: i16) -> Option<Date> {
    let (month, day) = text.split_once('-')?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

fn at_or_after(day: Date, weekday: Weekday) -> Date {
    let ahead = day.weekday().until(weekday);
    day.saturating_add(i64::from(ahead).days())
}

/// The nearest day of those each year has.
fn nearest(from: Date, look: Look, day_of: impl Fn(i16) -> Option<Date>) -> Option<Date> {
    let years = [from.year() - 1, from.year(), from.year() + 1];
    let mut days = years.into_iter().filter_map(day_of);
    match look {
        Look::Ahead => days.find(|day| *day >= from),
        Look::Back => days.rfind(|day| *day <= from),
    }
}

const MONTHS: [(&str, &str); 12] = [
    ("Januar", "January"),
    ("Februar", "February"),
    ("März", "March"),
    ("April", "April"),
    ("Mai", "May"),
    ("Juni", "June"),
    ("Juli", "July"),
    ("August", "August"),
    ("September", "September"),
    ("Oktober", "October"),
    ("November", "November"),
    ("Dezember", "December"),
];

const NAMES: [(&str, &str); 7] = [
    ("Montag", "Monday"),
    ("Dienstag", "Tuesday"),
    ("Mittwoch", "Wednesday"),
    ("Donnerstag", "Thursday"),
    ("Freitag", "Friday"),
    ("Samstag", "Saturday"),
    ("Sonntag", "Sunday"),
];

fn pick<const N: usize>(
    list: [(&'static str, &'static str); N],
    at: i8,
    is_en: bool,
) -> &'static str {
    let number = usize::try_from(at - 1).unwrap_or(0);
    let (de, en) = list[number % N];
    if is_en { en } else { de }
}

/// "5. Dezember 2026" or "5 December 2026".
pub(super) fn long(day: Date, is_en: bool) -> String {
    let month = pick(MONTHS, day.month(), is_en);
    let dot = if is_en { "" } else { "." };
    format!("{}{dot} {month} {}", day.day(), day.year())
}

/// "Samstag, 5. Dezember" or "Saturday 5 December".
pub(super) fn with_weekday(day: Date, is_en: bool) -> String {
    let name = pick(NAMES, day.weekday().to_monday_one_offset(), is_en);
    let month = pick(MONTHS, day.month(), is_en);
    if is_en {
        format!("{name} {} {month}", day.day())
    } else {
        format!("{name}, {}. {month}", day.day())
    }
}

/// "Dezember" or "December".
pub(super) fn month(day: Date, is_en: bool) -> &'static str {
    pick(MONTHS, day.month(), is_en)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_seen_from_a_day() {
        // A Sunday.
        let from = date(2026, 11, 22);
        for (text, look, expected) in [
            ("+14", Look::Ahead, date(2026, 12, 6)),
            ("-3", Look::Back, date(2026, 11, 19)),
            ("0", Look::Back, from),
            ("so+0", Look::Ahead, from),
            ("so+1", Look::Ahead, date(2026, 11, 29)),
            ("sa+1", Look::Ahead, date(2026, 11, 28)),
            ("sa+2", Look::Ahead, date(2026, 12, 5)),
            ("do-1", Look::Back, date(2026, 11, 19)),
            ("so-1", Look::Back, date(2026, 11, 15)),
            ("do-2", Look::Back, date(2026, 11, 12)),
            ("12-05", Look::Ahead, date(2026, 12, 5)),
            ("12-05", Look::Back, date(2025, 12, 5)),
            ("11-22", Look::Ahead, from),
            ("11-22", Look::Back, from),
            ("03-01", Look::Ahead, date(2027, 3, 1)),
            ("sa@12-01", Look::Ahead, date(2026, 12, 5)),
            ("sa@11-16", Look::Ahead, date(2027, 11, 20)),
            ("sa@11-16", Look::Back, date(2026, 11, 21)),
            ("2sa-1", Look::Ahead, date(2026, 10, 10)),
            ("1mo+1", Look::Ahead, date(2026, 12, 7)),
            ("ldi+0", Look::Back, date(2026, 11, 24)),
        ] {
            assert_eq!(day(text, from, look), Some(expected), "{text}");
        }
        for wrong in ["", "13-01", "xx+1", "morgen", "sa", "sa@", "02-30"] {
            assert_eq!(day(wrong, from, Look::Ahead), None, "{wrong}");
        }
    }

    #[test]
    fn days_are_said_in_both_languages() {
        let day = date(2026, 12, 5);
        assert_eq!(long(day, false), "5. Dezember 2026");
        assert_eq!(long(day, true), "5 December 2026");
        assert_eq!(with_weekday(day, false), "Samstag, 5. Dezember");
        assert_eq!(with_weekday(day, true), "Saturday 5 December");
        assert_eq!(month(day, true), "December");
    }
}
