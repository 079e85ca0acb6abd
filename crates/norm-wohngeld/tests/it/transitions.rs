//! Changes of the law within a grant period (§§ 41 to 44), and what holds for every source file.

use norm_wohngeld::*;

use crate::households::{benefit, month, pensioner, step};
use crate::shared::{household, member};

#[test]
fn an_open_application_takes_the_new_law_from_the_change_on() {
    let period = GrantPeriod { from: month("2022-07"), months: 12 };
    let result = assess_period(&pensioner(900), period, &LawOptions::default()).unwrap();
    let [old, new] = result.parts.as_slice() else { panic!("two parts") };
    assert_eq!((old.until, new.from), (month("2022-12"), month("2023-01")));
    assert_eq!(new.rule, Some(TransitionRule::S42d));
    assert!(new.amount > old.amount);
}

#[test]
fn a_new_decision_keeps_a_higher_old_amount_where_the_act_says_so() {
    let facts = pensioner(900);
    let period = GrantPeriod { from: month("2022-07"), months: 12 };
    let options = LawOptions::default();
    let decide = |granted: i64, at: &str| {
        redecide(&facts, Cents::euros(granted), period, month(at), &options).unwrap()
    };
    let new = decide(100, "2023-01").unwrap();
    assert_eq!((new.from, new.until), (month("2023-01"), month("2023-06")));
    assert_eq!(new.amount, new.assessment.amount);
    assert_eq!(decide(900, "2023-01").unwrap().amount, Cents::euros(900));
    // Nothing changed in March, and nothing outside the period.
    assert_eq!(decide(100, "2023-03"), None);
    assert_eq!(decide(100, "2025-01"), None);
    // The updates of § 43 replace the amount, whatever it was.
    let period = GrantPeriod { from: month("2024-07"), months: 12 };
    let new = redecide(&facts, Cents::euros(900), period, month("2025-01"), &options).unwrap();
    assert!(new.unwrap().amount < Cents::euros(900));
}

#[test]
fn the_reform_of_2016_leaves_the_old_allowances_to_a_running_award() {
    // A single parent at work with a child under twelve: 600 a year until 2015, 1,320 since.
    let mut parent = member(0, Relation::Applicant);
    parent.incomes = vec![Income::monthly(IncomeKind::Employment, Cents::euros(1200))];
    parent.pays_income_tax = Some(true);
    let mut child = member(1, Relation::Child);
    child.child_benefit = Some(true);
    child.birth_date = "2010-05-01".parse().ok();
    let facts = household(vec![parent, child], 3, Cents::euros(500));
    let period = GrantPeriod { from: month("2015-07"), months: 12 };
    let options = LawOptions::default();
    let part = redecide(&facts, Cents::euros(1), period, month("2016-01"), &options).unwrap();
    let part = part.expect("§ 42a orders a new decision");
    let of_old_law = step(&part.assessment, "member.1.single_parent");
    assert_eq!((part.rule, of_old_law), (Some(TransitionRule::S42a), Fixed::euros(600)));
    assert_eq!(part.assessment.regime, Regime::R2016);
    let fresh = assess(&facts, month("2016-01")).unwrap();
    assert_eq!(step(&fresh, "member.1.single_parent"), Fixed::euros(1320));
    recompute(&part.assessment.steps).unwrap();
}

#[test]
fn the_december_amount_is_a_floor_for_applications_open_at_the_reform() {
    // From January on the other parent is considered no longer: the amount falls.
    let mut facts = pensioner(700);
    let mut second = member(1, Relation::Spouse);
    let mut other = benefit(BenefitState::Received);
    other.from = Some(month("2023-01"));
    second.other_benefits = vec![other];
    facts.members.push(second);
    let period = GrantPeriod { from: month("2022-10"), months: 12 };
    let result = assess_period(&facts, period, &LawOptions::default()).unwrap();
    let [old, new] = result.parts.as_slice() else { panic!("two parts") };
    assert!(new.assessment.amount < old.amount, "the test needs a fall");
    assert_eq!(new.amount, old.amount);
    // An update of § 43 has no such floor.
    let mut facts = facts.clone();
    facts.members[1].other_benefits[0].from = Some(month("2025-01"));
    let period = GrantPeriod { from: month("2024-10"), months: 12 };
    let result = assess_period(&facts, period, &LawOptions::default()).unwrap();
    let [old, new] = result.parts.as_slice() else { panic!("two parts") };
    assert!(new.amount < old.amount && new.amount == new.assessment.amount);
}

#[test]
fn the_example_of_the_readme_is_one_that_compiles() {
    let folder = std::path::PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo"));
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("the file is there");
    let (readme, example) = (read("README.md"), read("examples/wohngeld_readme.rs"));
    let (_, code) = example.split_once("\n\n").expect("a head and code");
    assert!(readme.contains(&format!("```rust\n{code}```")), "README.md shows another example");
}

#[test]
fn no_source_file_knows_floating_point() {
    let folder = std::path::PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo"));
    let mut folders = vec![folder.join("src")];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a source file");
            for word in ["f32", "f64"] {
                assert!(!text.contains(word), "{word} in {}", path.display());
            }
            read += 1;
        }
    }
    assert!(read > 40, "{read} files");
}
