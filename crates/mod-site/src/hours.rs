//! Opening hours as people write them, read well enough to say whether somebody is there now.

use jiff::civil::{DateTime, Time, Weekday};
use kernel::org::Hours;

/// Days of the week by their German names, from Monday.
const DAYS: [(&str, Weekday); 7] = [
    ("montag", Weekday::Monday),
    ("dienstag", Weekday::Tuesday),
    ("mittwoch", Weekday::Wednesday),
    ("donnerstag", Weekday::Thursday),
    ("freitag", Weekday::Friday),
    ("samstag", Weekday::Saturday),
    ("sonntag", Weekday::Sunday),
];

/// Whether a line such as `Montag bis Mittwoch` or `Dienstag und Freitag` names this day.
pub(crate) fn names_day(days: &str, day: Weekday) -> bool {
    let text = days.to_lowercase();
    let mut found: Vec<(usize, usize, Weekday)> = DAYS
        .iter()
        .filter_map(|(name, weekday)| text.find(name).map(|at| (at, at + name.len(), *weekday)))
        .collect();
    found.sort_by_key(|(at, _, _)| *at);
    found.iter().enumerate().any(|(index, (_, end, from))| {
        if *from == day {
            return true;
        }
        let Some((start, _, until)) = found.get(index + 1) else { return false };
        let between = text.get(*end..*start).unwrap_or_default().trim();
        let is_range = matches!(between, "bis" | "-" | "–" | "—");
        let order = |d: Weekday| d.to_monday_zero_offset();
        is_range && order(*from) <= order(day) && order(day) <= order(*until)
    })
}

/// Spans of a line such as `8:00–12:30 Uhr und 14:00–16:00 Uhr`; none where it says something else.
pub(crate) fn spans(times: &str) -> Vec<(Time, Time)> {
    let mut clocks: Vec<Time> = Vec::new();
    for word in times.split(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.')) {
        let (hour, minute) = match word.split_once([':', '.']) {
            Some((hour, minute)) if minute.len() == 2 => (hour, minute),
            None if !word.is_empty() && word.len() <= 2 => (word, "00"),
            _ => continue,
        };
        let (Ok(hour), Ok(minute)) = (hour.parse(), minute.parse()) else { continue };
        if let Ok(time) = Time::new(hour, minute, 0, 0) {
            clocks.push(time);
        }
    }
    if clocks.len() % 2 == 1 {
        return Vec::new();
    }
    let pairs: Vec<(Time, Time)> =
        clocks.chunks_exact(2).filter_map(|p| Some((*p.first()?, *p.get(1)?))).collect();
    if pairs.iter().all(|(from, until)| from < until) { pairs } else { Vec::new() }
}

/// Until when it is open now; `None` while it is closed or where the hours do not read.
pub(crate) fn open_until(hours: &[Hours], now: DateTime) -> Option<Time> {
    hours
        .iter()
        .filter(|line| names_day(&line.days.de, now.weekday()))
        // By appointment only is not open to everybody.
        .filter(|line| !line.times.de.to_lowercase().contains("vereinbarung"))
        .flat_map(|line| spans(&line.times.de))
        .find(|(from, until)| *from <= now.time() && now.time() < *until)
        .map(|(_, until)| until)
}

/// Whether any line can be read, so that "closed now" is true rather than unknown.
pub(crate) fn are_readable(hours: &[Hours]) -> bool {
    !hours.is_empty()
        && hours.iter().all(|line| {
            let times = line.times.de.to_lowercase();
            let closed = ["geschlossen", "vereinbarung"].iter().any(|w| times.contains(w));
            DAYS.iter().any(|(_, day)| names_day(&line.days.de, *day))
                && (closed || !spans(&line.times.de).is_empty())
        })
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use kernel::Text;

    use super::*;

    fn line(days: &str, times: &str) -> Hours {
        Hours { days: Text::same(days), times: Text::same(times) }
    }

    #[test]
    fn ranges_and_lists_of_days_are_read() {
        assert!(names_day("Montag bis Mittwoch", Weekday::Tuesday));
        assert!(!names_day("Montag bis Mittwoch", Weekday::Thursday));
        assert!(names_day("Dienstag und Freitag", Weekday::Friday));
        assert!(!names_day("Dienstag und Freitag", Weekday::Wednesday));
        assert!(names_day("Donnerstag", Weekday::Thursday));
        assert!(!names_day("nach Vereinbarung", Weekday::Monday));
    }

    #[test]
    fn times_are_read_in_the_usual_forms() {
        let morning = (time(8, 0, 0, 0), time(12, 30, 0, 0));
        for text in ["8:00–12:30 Uhr", "08:00 – 12:30", "8.00 bis 12.30 Uhr", "8 bis 12:30 Uhr"]
        {
            assert_eq!(spans(text), [morning], "{text}");
        }
        assert_eq!(spans("8:00–12:30 Uhr und 14:00–16:00 Uhr").len(), 2);
        assert!(spans("nach Vereinbarung").is_empty());
        assert!(spans("ab 8:00 Uhr").is_empty());
        assert!(spans("16:00–8:00").is_empty());
    }

    #[test]
    fn open_now_ends_with_the_span() {
        let hours = [line("Montag bis Mittwoch", "8:00–12:30 Uhr und 14:00–16:00 Uhr")];
        // 4 May 2026 is a Monday.
        let at = |h, m| date(2026, 5, 4).at(h, m, 0, 0);
        assert_eq!(open_until(&hours, at(8, 0)), Some(time(12, 30, 0, 0)));
        assert_eq!(open_until(&hours, at(12, 30)), None);
        assert_eq!(open_until(&hours, at(15, 59)), Some(time(16, 0, 0, 0)));
        assert_eq!(open_until(&hours, date(2026, 5, 7).at(9, 0, 0, 0)), None);
        assert!(are_readable(&hours));
        assert!(!are_readable(&[line("werktags", "vormittags")]));
    }
}
