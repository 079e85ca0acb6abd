//! Money follows milestones, and nobody asks for more than was granted.

use super::*;
use jiff::civil::date;
use proptest::prelude::*;

pub(crate) fn project() -> Project {
    let area = Area {
        id: Id::new(),
        name: "Süd".into(),
        is_funded: true,
        operator: String::new(),
        state: "building".into(),
        since: "2026-01-05".into(),
        quota: 0,
        signed: 0,
        quota_by: String::new(),
        ready_by: String::new(),
        file_number: String::new(),
        eligible: Euro(1_000_000),
        third: Euro(0),
        rule: "gigabit".into(),
        version: 1,
    };
    let rule = Rule {
        key: "gigabit".into(),
        name: String::new(),
        federal: 5_000,
        state: 3_000,
        own: 2_000,
        down: 500,
        both_ways: 200,
    };
    let grant = |giver: &str, amount| Grant {
        id: Id::new(),
        giver: giver.into(),
        kind: "final".into(),
        issued_on: date(2025, 3, 1),
        file_number: "1".into(),
        eligible: Euro(1_000_000),
        amount: Euro(amount),
        until: None,
        profile: String::new(),
    };
    Project {
        area,
        rule: Some(rule),
        grants: vec![grant("federal", 500_000), grant("state", 300_000)],
        milestones: Vec::new(),
        bookings: Vec::new(),
        draws: Vec::new(),
        proofs: Vec::new(),
        photos: Vec::new(),
        terms: Vec::new(),
    }
}

pub(crate) fn milestone(cost: i64, reached_on: Option<Date>) -> Milestone {
    let (title, evidence) = ("Trasse".to_owned(), String::new());
    Milestone { id: Id::new(), title, due_on: None, cost: Euro(cost), reached_on, evidence }
}

pub(crate) fn draw(giver: &str, amount: i64) -> Draw {
    Draw {
        id: Id::new(),
        giver: giver.into(),
        amount: Euro(amount),
        asked_on: date(2026, 2, 1),
        received_on: None,
        spend_by: None,
        spent_on: None,
    }
}

#[test]
fn money_follows_milestones() {
    let mut p = project();
    p.milestones = vec![milestone(400_000, None)];
    assert_eq!(p.account("federal").open, Euro(0), "nothing is reached");
    p.milestones[0].reached_on = Some(date(2026, 1, 20));
    assert_eq!(p.account("federal").open, Euro(200_000));
    assert_eq!(p.account("state").open, Euro(120_000));
    p.draws.push(draw("federal", 150_000));
    assert_eq!(p.account("federal").open, Euro(50_000));
    p.milestones.push(milestone(5_000_000, Some(date(2026, 1, 21))));
    assert_eq!(p.account("federal").open, Euro(350_000), "never more than granted");
    let retained = Term {
        key: "retained".into(),
        amount: 10,
        unit: "percent".into(),
        basis: String::new(),
        is_confirmed: true,
    };
    p.terms = vec![retained];
    assert_eq!(p.account("federal").open, Euro(300_000));
    let filed_on = Some(date(2026, 9, 1));
    p.proofs.push(Proof { kind: "final".into(), year: 2026, filed_on, ..Proof::default() });
    assert_eq!(p.account("federal").open, Euro(350_000));
}

#[test]
fn periods_end_on_working_days() {
    let term = |amount, unit: &str| Term {
        key: String::new(),
        amount,
        unit: unit.into(),
        basis: String::new(),
        is_confirmed: false,
    };
    assert_eq!(term(6, "weeks").end(date(2026, 5, 4)), date(2026, 6, 15));
    assert_eq!(term(12, "months").end(date(2025, 5, 2)), date(2026, 5, 4), "a Saturday");
}

proptest! {
    #[test]
    fn nobody_asks_for_more_than_was_granted(
        costs in prop::collection::vec((0i64..900_000, any::<bool>()), 0..6),
        wishes in prop::collection::vec((any::<bool>(), 1i64..900_000), 0..12),
    ) {
        let mut p = project();
        p.milestones = costs
            .into_iter()
            .map(|(cost, is_reached)| milestone(cost, is_reached.then(|| date(2026, 1, 1))))
            .collect();
        for (is_federal, amount) in wishes {
            let giver = if is_federal { "federal" } else { "state" };
            // As the page does it.
            if amount <= p.account(giver).open.0 {
                p.draws.push(draw(giver, amount));
            }
        }
        for giver in ["federal", "state"] {
            let a = p.account(giver);
            prop_assert!(a.asked.0 <= a.granted.0);
            prop_assert!(a.open.0 >= 0 && a.asked.0 + a.open.0 <= a.granted.0);
        }
        let s = p.split(p.reached()).unwrap();
        prop_assert!(p.account("federal").asked.0 <= s.federal.0);
    }
}
