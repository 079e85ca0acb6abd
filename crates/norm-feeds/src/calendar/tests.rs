//! Calendars written, read by others, and counted out by others.

use icalendar::{CalendarComponent, Component, EventLike};
use jiff::civil::{date, datetime};
use proptest::prelude::*;

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn market() -> Event {
    let start = Moment::Local(datetime(2026, 3, 7, 8, 0, 0, 0));
    let mut event = Event::new(
        "markt@stadt.example",
        at("2026-01-02T10:00:00Z"),
        start,
        "Wochenmarkt; Obst, Gemüse",
    );
    event.end = Some(Moment::Local(datetime(2026, 3, 7, 13, 30, 0, 0)));
    event.description = "Zeile eins\nZeile zwei \\ mit \"Zeichen\"".into();
    event.location = "Großer Markt, 46483 Wesel".into();
    event.url = "https://stadt.example/termine/wochenmarkt".into();
    event.categories = vec!["Markt, draußen".into(), "Essen".into()];
    event.organizer = Some(("Stadt \"Wesel\"".into(), "markt@stadt.example".into()));
    event.geo = Some(Geo { lat_microdeg: 51_657_900, lon_microdeg: 6_617_000 });
    event.rule = Some(Rule { until: Some(Moment::Day(date(2026, 11, 30))), ..Rule::default() });
    event.except = vec![Moment::Local(datetime(2026, 4, 4, 8, 0, 0, 0))];
    event.sequence = 3;
    event
}

fn calendar(events: Vec<Event>) -> Calendar {
    Calendar { name: "Termine der Stadt".into(), refresh_hours: 6, events, ..Calendar::default() }
}

#[test]
fn what_is_written_is_read_again() {
    let calendar = calendar(vec![market()]);
    let text = calendar.write("Rathaus");
    assert!(text.lines().all(|l| l.len() <= 75), "{text}");
    assert!(text.contains("DTSTART;TZID=Europe/Berlin:20260307T080000\r\n"));
    assert!(text.contains("RRULE:FREQ=WEEKLY;UNTIL=20261130T225959Z\r\n"));
    assert!(text.contains("SUMMARY:Wochenmarkt\\; Obst\\, Gemüse\r\n"));
    let read = read_calendar(text.as_bytes());
    assert_eq!(read.findings, []);
    let mut expected = calendar;
    // An end of day is written as the instant it means.
    let end = Moment::Utc(at("2026-11-30T22:59:59Z"));
    expected.events[0].rule.as_mut().unwrap().until = Some(end);
    assert_eq!(read.calendar, expected);
}

#[test]
fn an_independent_reader_understands_it() {
    let text = calendar(vec![market()]).write("Rathaus");
    let parsed: icalendar::Calendar = text.parse().unwrap();
    let event = parsed
        .components
        .iter()
        .find_map(|c| if let CalendarComponent::Event(e) = c { Some(e) } else { None })
        .unwrap();
    assert_eq!(event.get_uid(), Some("markt@stadt.example"));
    assert_eq!(event.get_summary(), Some("Wochenmarkt; Obst, Gemüse"));
    assert_eq!(event.get_location(), Some("Großer Markt, 46483 Wesel"));
    assert!(event.get_description().unwrap().starts_with("Zeile eins\nZeile zwei"));
    assert_eq!(event.property_value("SEQUENCE"), Some("3"));
    assert!(event.get_start().is_some() && event.get_end().is_some());
    assert!(parsed.components.len() >= 2, "the zone is a part of its own");
}

#[test]
fn the_clock_changes_and_the_market_stays_at_eight() {
    let event = market();
    let found = event.occurrences(at("2026-03-20T00:00:00Z"), at("2026-04-20T00:00:00Z"));
    let starts: Vec<String> = found.iter().map(|o| o.start.instant().to_string()).collect();
    // In winter seven, in summer six o'clock UTC; the fourth of April is left out.
    assert_eq!(
        starts,
        [
            "2026-03-21T07:00:00Z",
            "2026-03-28T07:00:00Z",
            "2026-04-11T06:00:00Z",
            "2026-04-18T06:00:00Z"
        ]
    );
    assert!(found.iter().all(|o| o.end.local().time() == jiff::civil::time(13, 30, 0, 0)));
}

#[test]
fn nights_of_the_clock_change() {
    let night = |day: Date| {
        let mut event = Event::new(
            "n",
            at("2026-01-01T00:00:00Z"),
            Moment::Local(day.at(2, 30, 0, 0)),
            "Nacht",
        );
        event.rule = Some(Rule { frequency: Frequency::Daily, count: Some(3), ..Rule::default() });
        event.end = Some(Moment::Local(day.at(3, 30, 0, 0)));
        let found = event.occurrences(at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"));
        found.iter().map(|o| o.start.instant().to_string()).collect::<Vec<_>>()
    };
    // Half past two does not exist on the 29th of March: the old offset counts.
    let spring = ["2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"];
    assert_eq!(night(date(2026, 3, 28)), spring);
    // It comes twice on the 25th of October: the first one counts.
    let autumn = ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"];
    assert_eq!(night(date(2026, 10, 24)), autumn);
}

#[test]
fn the_rule_of_the_zone_is_that_of_the_tables() {
    let tables = jiff::tz::TimeZone::get(BERLIN_NAME).unwrap();
    let mut at = at("1997-01-01T00:00:00Z");
    while at < self::at("2060-01-01T00:00:00Z") {
        assert_eq!(berlin().to_datetime(at), tables.to_datetime(at), "{at}");
        at = at.checked_add(SignedDuration::from_hours(5)).unwrap();
    }
}

#[test]
fn a_changed_repetition_stands_in_its_place() {
    let mut moved = market();
    moved.replaces = Some(Moment::Local(datetime(2026, 3, 14, 8, 0, 0, 0)));
    moved.start = Moment::Local(datetime(2026, 3, 15, 9, 0, 0, 0));
    moved.end = None;
    moved.rule = None;
    moved.except = Vec::new();
    let calendar = calendar(vec![market(), moved]);
    let found = calendar.occurrences(at("2026-03-01T00:00:00Z"), at("2026-03-22T00:00:00Z"));
    let days: Vec<i8> = found.iter().map(|(_, o)| o.start.local().day()).collect();
    assert_eq!(days, [7, 15, 21]);
}

#[test]
fn calendars_of_others_are_read() {
    let text = "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Verein\r\nBEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=\"W. Europe Standard Time\":20261224T160000\r\nDURATION:PT1H30M\r\nSUMMARY:Krippen\r\n spiel\r\nBEGIN:VALARM\r\nTRIGGER:-PT10M\r\nSUMMARY:nicht dies\r\nEND:VALARM\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nDTSTART;VALUE=DATE:20260501\r\nRRULE:FREQ=YEARLY;BYWEEKNO=20\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:3\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:4\r\nDTSTART;TZID=America/New_York:20260501T100000\r\nEND:VEVENT\r\n";
    let read = read_calendar(text.as_bytes());
    assert_eq!(read.calendar.name, "Verein");
    let event = &read.calendar.events[0];
    assert_eq!(event.summary, "Krippenspiel");
    assert_eq!(event.end.unwrap().instant(), at("2026-12-24T16:30:00Z"));
    assert_eq!(
        read.findings,
        [
            Finding::Repetition(RuleError::Unsupported("BYWEEKNO".into())),
            Finding::NoStart("3".into()),
            Finding::UnknownZone("America/New_York".into()),
        ]
    );
    assert_eq!(read.calendar.events.len(), 3);
}

/// Rules by chance, as text, with a frequency and what may stand beside it.
fn rules() -> impl Strategy<Value = String> {
    let days = prop::sample::subsequence(vec!["MO", "TU", "WE", "TH", "FR", "SA", "SU"], 0..3);
    let nth = prop::sample::select(vec!["", "1", "2", "-1", "5", "-2"]);
    let month_days = prop::collection::vec(prop::sample::select(vec![1, 15, 29, 31, -1, -3]), 0..2);
    let months = prop::collection::vec(1..=12, 0..2);
    let frequency = prop::sample::select(vec!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]);
    let position = prop::sample::select(vec![0, 1, 2, -1]);
    (frequency, 1..4, days, nth, month_days, months, position, 1..30).prop_map(
        |(frequency, interval, days, nth, month_days, months, position, count)| {
            let mut rule = format!("FREQ={frequency};INTERVAL={interval};COUNT={count}");
            let join =
                |all: &[i32]| all.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
            let may_count = matches!(frequency, "MONTHLY" | "YEARLY");
            let nth = if may_count { nth } else { "" };
            if !days.is_empty() {
                let days: Vec<String> = days.iter().map(|d| format!("{nth}{d}")).collect();
                rule.extend([";BYDAY=", &days.join(",")]);
            }
            if !month_days.is_empty() && frequency != "WEEKLY" && nth.is_empty() {
                rule.extend([";BYMONTHDAY=", &join(&month_days)]);
            }
            if !months.is_empty() {
                rule.extend([";BYMONTH=", &join(&months)]);
            }
            if position != 0 && !days.is_empty() && may_count && nth.is_empty() {
                rule.extend([";BYSETPOS=", &position.to_string()]);
            }
            rule
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn repetitions_are_counted_as_others_count_them(rule in rules(), day in 1..=28_i8, month in 1..=12_i8) {
        let start = datetime(2024, month, day, 9, 30, 0, 0);
        let ours = Rule::read(&rule, |_| None).unwrap();
        let horizon = datetime(2034, 1, 1, 0, 0, 0, 0);
        let found: Vec<String> =
            ours.times(start, horizon).iter().map(|t| t.strftime("%Y%m%dT%H%M%S").to_string()).collect();
        let text = format!("DTSTART:{}Z\nRRULE:{rule}", start.strftime("%Y%m%dT%H%M%S"));
        let set: rrule::RRuleSet = text.parse().unwrap();
        let end = "2034-01-01T00:00:00Z".parse::<Timestamp>().unwrap();
        let theirs: Vec<String> = set
            .all(100)
            .dates
            .iter()
            .filter(|d| d.timestamp() <= end.as_second())
            .map(|d| d.format("%Y%m%dT%H%M%S").to_string())
            .collect();
        prop_assert_eq!(found, theirs, "{}", rule);
        let again = Rule::read(&ours.text(false), |_| None);
        prop_assert_eq!(again, Ok(ours));
    }

    #[test]
    fn any_text_survives(summary in "(?s).{0,200}", name in "(?s).{0,40}", category in "(?s).{1,40}") {
        let mut event = market();
        event.summary = summary.clone();
        event.organizer = Some((name, "a@b.example".into()));
        event.categories = vec![category];
        let text = calendar(vec![event]).write("Rathaus");
        prop_assert!(text.split("\r\n").all(|l| l.len() <= 75 && !l.contains(['\n', '\r'])));
        let read = read_calendar(text.as_bytes());
        let plain = |t: &str| -> String {
            let t = t.replace("\r\n", "\n").replace('\r', "\n");
            t.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
        };
        prop_assert_eq!(&read.calendar.events[0].summary, &plain(&summary));
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = read_calendar(&bytes);
    }

    #[test]
    fn any_lines_are_read(lines in prop::collection::vec(prop::sample::select(vec![
        "BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "DTSTART:20260101", "DTSTART:20261340T99", "DTEND:20250101",
        "RRULE:FREQ=DAILY", "RRULE:FREQ=YEARLY;BYMONTHDAY=30;BYMONTH=2", "RRULE:FREQ=DAILY;INTERVAL=65535", "DURATION:P99999999999W",
        "RRULE:FREQ=MONTHLY;BYDAY=5MO,ÄÖ", "EXDATE:20260101,x", "GEO:1;2", "GEO:999;x", "SEQUENCE:-1", " fold", "\"", "A;B=\":C", "UID:x",
    ]), 0..30)) {
        let read = read_calendar(lines.join("\r\n").as_bytes());
        let (from, to) = (at("2026-01-01T00:00:00Z"), at("2036-01-01T00:00:00Z"));
        prop_assert!(read.calendar.occurrences(from, to).len() <= OCCURRENCES_MAX);
    }
}

#[test]
fn a_rule_alone_is_read_with_each_form_of_end() {
    for text in [
        "FREQ=WEEKLY;BYDAY=TU,TH",
        "RRULE:FREQ=MONTHLY;BYDAY=1SA;UNTIL=20261231",
        "FREQ=DAILY;UNTIL=20261231T220000Z",
        "FREQ=DAILY;UNTIL=20261231T220000;INTERVAL=2",
    ] {
        let rule: Rule = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
        let again: Rule = rule.text(false).parse().unwrap();
        assert_eq!(rule.until.map(|u| u.local().date()), again.until.map(|u| u.local().date()));
    }
    assert!("FREQ=HOURLY".parse::<Rule>().is_err() && "".parse::<Rule>().is_err());
    assert!("FREQ=DAILY;UNTIL=gestern".parse::<Rule>().is_err());
}
