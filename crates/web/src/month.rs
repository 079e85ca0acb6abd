//! A month at a glance: a table of its days, those with something on them as links.

use jiff::civil::{Date, Time};
use maud::{Markup, html};

use crate::format;
use crate::say::Say;

/// Days of a week.
const WEEK: i32 = 7;

/// The days of a month as they stand in a table: weeks of seven cells, some of them empty.
fn weeks(first: Date) -> Vec<Vec<Option<Date>>> {
    let days = i32::from(first.days_in_month());
    let before = i32::from(first.weekday().to_monday_zero_offset());
    let day_at = |cell: i32| {
        let number = cell - before + 1;
        let number = i8::try_from(number).ok().filter(|n| (1..=days).contains(&i32::from(*n)))?;
        Date::new(first.year(), first.month(), number).ok()
    };
    let count = (before + days + WEEK - 1) / WEEK;
    (0..count).map(|week| (0..WEEK).map(|column| day_at(week * WEEK + column)).collect()).collect()
}

fn head(say: Say) -> Markup {
    html! {
        thead { tr { @for name in format::weekdays(say) {
            th scope="col" abbr=(name) { (name.chars().take(2).collect::<String>()) }
        } } }
    }
}

/// The ways to the months before and after.
fn steps(say: Say, first: Date, url: impl Fn(Date) -> String) -> Markup {
    let step = |months: i32| first.saturating_add(jiff::Span::new().months(months));
    html! {
        p.rh-month__steps {
            a href=(url(step(-1))) rel="nofollow" { "← " (format::month_and_year(say, step(-1))) }
            a href=(url(step(1))) rel="nofollow" { (format::month_and_year(say, step(1))) " →" }
        }
    }
}

/// The month a day is the first of; `marked` days are links, whose addresses `day_url` makes; `url`
/// makes those of other months of their first days.
pub fn month(
    say: Say,
    first: Date,
    today: Date,
    marked: &[Date],
    url: impl Fn(Date) -> String,
    day_url: impl Fn(Date) -> String,
) -> Markup {
    html! {
        div.rh-month {
            table {
                caption { a href=(url(first)) { (format::month_and_year(say, first)) } }
                (head(say))
                tbody { @for week in weeks(first) {
                    tr { @for cell in week {
                        @match cell {
                            Some(day) => td aria-current=[(day == today).then_some("date")] {
                                @if marked.contains(&day) {
                                    a href=(day_url(day)) rel="nofollow" {
                                        (day.day())
                                        span.kern-sr-only { (say.of(": Veranstaltungen", ": events")) }
                                    }
                                } @else { (day.day()) }
                            },
                            None => td {},
                        }
                    } }
                } }
            }
            (steps(say, first, url))
        }
    }
}

/// Something on a day of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// The day.
    pub day: Date,
    /// When it begins, unless it takes the whole day.
    pub time: Option<Time>,
    /// What it is.
    pub title: String,
    /// Where to read more.
    pub url: String,
}

/// A whole month with what happens on each day; on phones the days that hold something, one below
/// the other.
pub fn agenda(
    say: Say,
    first: Date,
    today: Date,
    all: &[Happening],
    url: impl Fn(Date) -> String,
) -> Markup {
    html! {
        div.rh-agenda {
            (steps(say, first, url))
            table {
                caption { (format::month_and_year(say, first)) }
                (head(say))
                tbody { @for week in weeks(first) {
                    tr { @for cell in week {
                        @match cell {
                            Some(day) => (agenda_day(say, day, day == today, all)),
                            None => td.rh-agenda__empty {},
                        }
                    } }
                } }
            }
        }
    }
}

fn agenda_day(say: Say, day: Date, is_today: bool, all: &[Happening]) -> Markup {
    let here: Vec<&Happening> = all.iter().filter(|it| it.day == day).collect();
    html! {
        td."rh-agenda__empty"[here.is_empty()] aria-current=[is_today.then_some("date")] {
            time.rh-agenda__day datetime=(day) {
                span.rh-agenda__name { (format::weekday(say, day)) ", " }
                (day.day()) (say.of(".", ""))
                span.rh-agenda__name { " " (format::month(say, day.month())) }
            }
            @if !here.is_empty() {
                ul { @for it in here {
                    li {
                        @if let Some(time) = it.time { span.rh-agenda__time { (format::time(say, time)) } " " }
                        a href=(it.url) { (it.title) }
                    }
                } }
            }
        }
    }
}

/// A month as a sheet: a table of its days, each with what is on it. `entries` draws a day; it is
/// asked for days of this month only.
pub fn sheet(say: Say, first: Date, today: Date, entries: impl Fn(Date) -> Vec<Markup>) -> Markup {
    let days = i32::from(first.days_in_month());
    let before = i32::from(first.weekday().to_monday_zero_offset());
    let day_at = |cell: i32| {
        let number = i8::try_from(cell - before + 1).ok()?;
        (1..=days).contains(&i32::from(number)).then(|| first.with().day(number).build().ok())?
    };
    let title = format::month_and_year(say, first);
    html! {
        div.rh-scroll role="region" aria-label=(title) tabindex="0" {
            table.rh-month-sheet {
                caption.kern-sr-only { (title) }
                thead { tr { @for name in format::weekdays(say) { th scope="col" { (name) } } } }
                tbody { @for week in 0..(before + days + 6) / 7 {
                    tr { @for column in 0..7 {
                        @match day_at(week * 7 + column) {
                            Some(day) => td aria-current=[(day == today).then_some("date")] {
                                @let all = entries(day);
                                p.rh-month-sheet__day { (day.day()) }
                                @if !all.is_empty() { ul { @for one in &all { li { (one) } } } }
                            },
                            None => td {},
                        }
                    } }
                } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_stand_under_their_weekdays() {
        let first = date(2026, 2, 1);
        let url = |first: Date| format!("/v?monat={}", first.strftime("%Y-%m"));
        let day_url = |day: Date| format!("/v?tag={day}");
        let marked = [date(2026, 2, 14)];
        let html = month(Say::GERMAN, first, date(2026, 2, 3), &marked, url, day_url).into_string();
        // February 2026 begins on a Sunday: six empty cells, then five weeks.
        assert_eq!(html.matches("<td></td>").count(), 6 + 1);
        assert!(html.contains("href=\"/v?tag=2026-02-14\""));
        assert!(html.contains("aria-current=\"date\">3<"));
        assert!(html.contains("/v?monat=2026-01") && html.contains("/v?monat=2026-03"));
    }

    #[test]
    fn a_month_holds_what_happens_on_its_days() {
        let market = Happening {
            day: date(2026, 2, 14),
            time: Some(jiff::civil::time(8, 0, 0, 0)),
            title: "Markt".into(),
            url: "/v/markt".into(),
        };
        let first = date(2026, 2, 1);
        let html = agenda(Say::GERMAN, first, first, &[market], |_| String::new()).into_string();
        assert_eq!(html.matches("<li>").count(), 1);
        assert_eq!(html.matches("rh-agenda__empty").count(), 7 + 27);
        assert!(html.contains("Samstag, ") && html.contains("href=\"/v/markt\""));
    }
}
