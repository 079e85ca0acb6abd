//! The deadline engine against vectors computed by somebody else, and against what must always hold.

use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;

use crate::law::{Clock, Event, Ineffective, Rules, RulesError, Standing, clock};
use crate::model::Kind;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn consent(received: &str, events: &[Event]) -> Clock {
    clock(Rules::shipped(), Kind::Consent, day(received), events)
}

#[derive(serde::Deserialize)]
struct Vectors {
    vectors: Vec<Vector>,
}

#[derive(serde::Deserialize)]
struct Vector {
    rule: String,
    event_date: Date,
    end_raw: Date,
    end_shifted: Date,
    fiction_effective_from: Date,
}

#[test]
fn the_engine_agrees_with_the_vectors() {
    let Some(path) = testkit::shared_data("broadband/deadlines/tkg127_vectors.json") else {
        return;
    };
    let text = std::fs::read_to_string(path).expect("vectors");
    let vectors: Vectors = serde_json::from_str(&text).expect("vectors");
    assert!(vectors.vectors.len() >= 80);
    for v in vectors.vectors {
        let kind = if v.rule.contains("(4)") { Kind::Minor } else { Kind::Consent };
        let events: &[Event] =
            if v.rule.contains("extended") { &[Event::Extension(v.event_date)] } else { &[] };
        // The vectors reach back before the act: its rules are asked as if they held.
        let rules =
            Rules::read(&include_str!("../../data/rules.toml").replace("2021-12-01", "1900-01-01"));
        let found = clock(&rules.expect("rules"), kind, v.event_date, events);
        let term =
            if v.rule.contains("completeness") { found.completeness() } else { found.decision() };
        let term = term.unwrap_or_else(|| panic!("{} has a rule", v.rule));
        let name = format!("{} from {}", v.rule, v.event_date);
        assert_eq!(term.raw, v.end_raw, "{name}");
        assert_eq!(term.legal, v.end_shifted, "{name}");
        if let Some(deemed) = term.deemed_from {
            assert_eq!(deemed, v.fiction_effective_from, "{name}");
        }
    }
}

#[test]
fn a_notice_in_time_stops_the_clock_and_a_late_one_does_not() {
    let waiting = consent("2026-03-02", &[Event::Notice(day("2026-04-02"))]);
    assert!(waiting.is_waiting && waiting.decision().is_none());
    let late = consent("2026-03-02", &[Event::Notice(day("2026-04-03"))]);
    assert_eq!(late.ineffective, [Ineffective::LateNotice(day("2026-04-03"))]);
    assert_eq!(late.deemed_from(), Some(day("2026-06-03")));
}

#[test]
fn a_supplement_starts_everything_anew_and_an_extension_counts_once() {
    let events = [
        Event::Notice(day("2026-03-10")),
        Event::Supplement(day("2026-03-20")),
        Event::Extension(day("2026-06-01")),
        Event::Extension(day("2026-06-02")),
    ];
    let now = consent("2026-03-02", &events);
    let decision = now.decision().expect("it runs");
    assert_eq!(decision.legal, day("2026-07-20"));
    assert_eq!(decision.extended_by.as_deref(), Some("§ 127 Abs. 3 Satz 4 TKG"));
    assert_eq!(now.ineffective, [Ineffective::VainExtension(day("2026-06-02"))]);
}

#[test]
fn both_laws_stand_beside_each_other_and_an_unverified_one_counts_for_nothing() {
    let now = consent("2026-03-02", &[]);
    assert_eq!(now.decide.len(), 2);
    let european = now.decide.iter().find(|t| t.law == "GIA").expect("the regulation");
    assert_eq!(european.standing, Standing::Unverified);
    assert_eq!(now.deemed_from(), Some(day("2026-06-03")));
    let before = consent("2025-11-11", &[]);
    assert!(before.decide.iter().all(|t| t.law == "TKG"), "it did not hold yet");
    let confirmed = Rules::shipped().clone().confirmed("GIA");
    let now = clock(&confirmed, Kind::Consent, day("2026-03-02"), &[]);
    // Twenty working days over Easter: earlier than a month.
    assert_eq!(now.completeness().map(|t| t.legal), Some(day("2026-03-30")));
}

#[test]
fn where_no_law_names_a_last_day_the_town_may_still_ask() {
    let event = Event::Notice(day("2026-05-30"));
    let now = clock(Rules::shipped(), Kind::Excavation, day("2026-03-02"), &[event]);
    assert!(now.is_waiting && now.ineffective.is_empty());
}

#[test]
fn shallow_laying_is_notified_only() {
    let now = clock(Rules::shipped(), Kind::Shallow, day("2026-03-02"), &[]);
    assert_eq!((now.decision(), now.deemed_from()), (None, None));
}

#[test]
fn tables_that_contradict_themselves_are_refused() {
    let shipped = include_str!("../../data/rules.toml");
    assert!(Rules::read(shipped).is_ok());
    assert!(Rules::read(&format!("{shipped}{shipped}")).is_err());
    assert!(Rules::read(&shipped.replace("3 months", "3 moons")).is_err());
    assert!(Rules::read(&shipped.replace("deemed", "damned")).is_err());
    assert!(matches!(Rules::read(""), Err(RulesError::Empty)), "no rules are no answer");
    assert!(Rules::read(&shipped.replace("[[rule]]", "[[rules]]")).is_err());
    let weeks = shipped.replacen(
        "step = \"extend\"\nspan = \"1 months\"",
        "step = \"extend\"\nspan = \"4 weeks\"",
        1,
    );
    assert!(matches!(Rules::read(&weeks), Err(RulesError::Extension(_))));
    let error = Rules::read(&shipped.replace("3 months", "3 moons")).expect_err("no length");
    assert!(error.to_string().contains("„3 moons“ is no length"), "{error}");
}

proptest! {
    #[test]
    fn ends_are_working_days_after_the_start(offset in 0_i64..20_000, late in 0_i64..400) {
        let received = day("2021-12-01").saturating_add(offset.days());
        let event = Event::Notice(received.saturating_add(late.days()));
        for now in [
            clock(Rules::shipped(), Kind::Consent, received, &[]),
            clock(Rules::shipped(), Kind::Minor, received, &[]),
            clock(Rules::shipped(), Kind::Consent, received, &[event]),
        ] {
            for term in now.notice.iter().chain(&now.decide) {
                prop_assert!(term.legal > received && term.raw <= term.legal);
                prop_assert!(kernel::deadlines::is_working_day(term.legal));
                prop_assert!(term.internal < term.raw && term.internal >= received);
                prop_assert!(term.deemed_from.is_none_or(|d| d > term.legal));
            }
            prop_assert_eq!(now.is_waiting, now.decide.is_empty());
        }
    }

    #[test]
    fn an_extension_never_shortens_and_a_supplement_never_ends_sooner(
        offset in 0_i64..10_000, first in 0_i64..80, second in 0_i64..80
    ) {
        let received = day("2022-01-01").saturating_add(offset.days());
        let at = |days: i64| received.saturating_add(days.days());
        let end = |events: &[Event]| {
            clock(Rules::shipped(), Kind::Consent, received, events).decision().map(|t| t.legal)
        };
        let plain = end(&[]);
        prop_assert!(end(&[Event::Extension(at(first))]) > plain);
        prop_assert!(end(&[Event::Supplement(at(first))]) >= plain);
        let (a, b) = (first.min(second), first.max(second));
        prop_assert!(end(&[Event::Supplement(at(a))]) <= end(&[Event::Supplement(at(b))]));
    }
}
