//! Households, names, stories.

use std::collections::{HashMap, HashSet};

use demo_town::{IncomeKind, Outcome, Relation, Tenancy};

use crate::TOWNS;

#[test]
fn households_live_where_homes_are() {
    for town in TOWNS.iter() {
        let mut used: HashMap<u32, u8> = HashMap::new();
        for household in &town.households {
            *used.entry(household.address).or_default() += 1;
            let flat = &household.flat;
            assert!(!household.members.is_empty());
            assert_eq!(household.head().relation, Relation::Head);
            assert!(household.head().age_on(town.as_of) >= 18, "{household:?}");
            assert!(flat.moved_in <= town.as_of);
            assert_eq!(flat.rent.is_none(), flat.tenancy == Tenancy::Owner);
            assert_eq!(flat.burden.is_some(), flat.tenancy == Tenancy::Owner);
            if let Some(rent) = flat.rent
                && flat.tenancy != Tenancy::CareHome
            {
                assert!(rent.total_cents() >= rent.gross_cold_cents());
                let per_metre = rent.gross_cold_cents() / i64::from(flat.area_m2);
                assert!((500..1_300).contains(&per_metre), "{per_metre} cents a square metre");
            }
            let youngest_adult = household
                .members
                .iter()
                .filter(|person| {
                    matches!(person.relation, Relation::Head | Relation::Spouse | Relation::Partner)
                })
                .map(|person| person.birth_date)
                .max()
                .unwrap();
            for person in &household.members {
                assert!(!person.first_names.is_empty() && !person.family_name.is_empty());
                assert!(person.birth_date <= town.as_of);
                if person.relation == Relation::Child {
                    let years = person.birth_date.year() - youngest_adult.year();
                    assert!(years >= 17, "{years} years between {household:?}");
                }
                assert!(person.incomes.iter().all(|income| income.monthly_cents > 0));
            }
        }
        for (address, count) in used {
            assert!(town.address(address).unwrap().homes >= count);
        }
    }
}

#[test]
fn names_are_as_diverse_as_a_real_town() {
    for town in TOWNS.iter() {
        let people: Vec<_> =
            town.households.iter().flat_map(|household| &household.members).collect();
        let any = |what: &str, holds: &dyn Fn(&str) -> bool| {
            let found = people.iter().any(|p| holds(&p.family_name) || holds(&p.first_names));
            assert!(found, "no {what}, seed {}", town.seed);
        };
        any("name of one letter", &|name| name.chars().count() == 1);
        any("hyphen", &|name| name.contains('-'));
        any("very long name", &|name| name.chars().count() > 40);
        any("apostrophe", &|name| name.contains('\''));
        any("Turkish letter", &|name| name.contains('ş') || name.contains('ğ'));
        any("Polish letter", &|name| name.contains('ł'));
        for language in ["de", "tr", "pl", "ar", "uk", "ru"] {
            let count = people.iter().filter(|person| person.language == language).count();
            assert!(count > 150, "{count} speak {language}, seed {}", town.seed);
        }
        let kinds: HashSet<String> = people
            .iter()
            .flat_map(|person| &person.incomes)
            .map(|income| format!("{:?}", income.kind))
            .collect();
        assert_eq!(kinds.len(), 16, "{kinds:?}");
        let minijobs = people.iter().flat_map(|person| &person.incomes);
        let minijobs = minijobs.filter(|income| income.kind == IncomeKind::Minijob);
        assert!(minijobs.clone().count() > 300);
        assert!(minijobs.clone().all(|income| income.monthly_cents <= 55_600));
    }
}

#[test]
fn stories_hang_together() {
    for town in TOWNS.iter() {
        let outcomes: HashSet<Outcome> = town.wohngeld.iter().map(|story| story.outcome).collect();
        assert_eq!(outcomes.len(), 8, "seed {}", town.seed);
        let heads: Vec<u16> =
            town.wohngeld.iter().map(|story| story.household.head().age_on(town.as_of)).collect();
        assert!(heads.iter().any(|age| *age < 25) && heads.iter().any(|age| *age > 85));
        for story in &town.wohngeld {
            let dates = &story.dates;
            let days = [
                Some(dates.begun),
                dates.submitted,
                dates.documents_requested,
                dates.documents_received,
                dates.hearing_sent,
                dates.withdrawn,
                dates.decided,
                dates.ended,
            ];
            let days: Vec<_> = days.into_iter().flatten().collect();
            assert!(days.is_sorted(), "{story:?}");
            assert!(days.iter().all(|day| *day <= town.as_of), "{story:?}");
            assert!(story.household.flat.moved_in <= dates.begun);
            assert_eq!(dates.submitted.is_none(), story.outcome == Outcome::Draft);
            let decided =
                matches!(story.outcome, Outcome::Granted | Outcome::Refused | Outcome::Ended);
            assert_eq!(dates.decided.is_some(), decided, "{story:?}");
            match story.outcome {
                Outcome::Granted => {
                    assert!(story.expected_euros >= 10 && story.complete);
                    assert!(dates.granted_until.unwrap() >= town.as_of, "{story:?}");
                }
                Outcome::Ended => {
                    assert!(story.expected_euros >= 10);
                    let end = dates.ended.or(dates.granted_until).unwrap();
                    assert!(end < town.as_of, "{story:?}");
                }
                Outcome::Refused | Outcome::Hearing => {
                    assert!(story.refusal.is_some() && story.expected_euros == 0);
                }
                Outcome::DocumentsMissing => {
                    assert!(!story.documents.is_empty() && !story.complete);
                    assert!(dates.documents_due.is_some() && dates.documents_received.is_none());
                }
                Outcome::Draft | Outcome::Submitted | Outcome::Withdrawn => {}
            }
            assert!(
                story.summary.ends_with('.') && !story.summary.contains('?'),
                "{}",
                story.summary
            );
        }
    }
}
