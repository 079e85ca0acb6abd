//! A month at a glance: a table of its days, those with something on them as links.

use jiff::civil::Date;
use maud::{Markup, html};

use crate::format;
use crate::say::Say;

/// The month a day is the first of; `marked` days link to `#tag-…` on their month's page, whose
/// address `url` makes of a first day.
pub fn month(
    say: Say,
    first: Date,
    today: Date,
    marked: &[Date],
    url: impl Fn(Date) -> String,
) -> Markup {
    let days = i32::from(first.days_in_month());
    let before = i32::from(first.weekday().to_monday_zero_offset());
    let weeks = (before + days + 6) / 7;
    let day_at = |cell: i32| {
        let number = cell - before + 1;
        let number = i8::try_from(number).ok().filter(|n| (1..=days).contains(&i32::from(*n)))?;
        Date::new(first.year(), first.month(), number).ok()
    };
    let step = |months: i32| first.saturating_add(jiff::Span::new().months(months));
    html! {
        section.rh-month {
            table {
                caption { (format::month_and_year(say, first)) }
                thead { tr { @for name in format::weekdays(say) {
                    th scope="col" abbr=(name) { (name.chars().take(2).collect::<String>()) }
                } } }
                tbody { @for week in 0..weeks {
                    tr { @for column in 0..7 {
                        @match day_at(week * 7 + column) {
                            Some(day) => td aria-current=[(day == today).then_some("date")] {
                                @if marked.contains(&day) {
                                    a href={ (url(first)) "#tag-" (day) } {
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
            p.rh-month__steps {
                a href=(url(step(-1))) rel="nofollow" { "← " (format::month_and_year(say, step(-1))) }
                a href=(url(step(1))) rel="nofollow" { (format::month_and_year(say, step(1))) " →" }
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
        let html = month(Say::GERMAN, first, date(2026, 2, 3), &[date(2026, 2, 14)], |first| {
            format!("/v?monat={}", first.strftime("%Y-%m"))
        })
        .into_string();
        // February 2026 begins on a Sunday: six empty cells, then five weeks.
        assert_eq!(html.matches("<td></td>").count(), 6 + 1);
        assert!(html.contains("href=\"/v?monat=2026-02#tag-2026-02-14\""));
        assert!(html.contains("aria-current=\"date\">3<"));
        assert!(html.contains("/v?monat=2026-01") && html.contains("/v?monat=2026-03"));
    }
}
