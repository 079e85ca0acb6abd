//! GETTSIM's own cases through the whole income chain; every remaining difference is explained
//! with its paragraph in `data/wohngeld/gettsim_differences.csv`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use norm_wohngeld::{
    BenefitKind, BenefitState, Cents, Household, Income, IncomeKind, LawError, Month, OtherBenefit,
    Per, Relation, assess, dated_amounts, recompute,
};
use serde_json::Value;

use crate::shared::{household, json, member, number};

/// A value of one person at a path such as `einnahmen.bruttolohn_m`.
fn of<'a>(inputs: &'a Value, path: &str, person: usize) -> &'a Value {
    &path.split('.').fold(inputs, |value, key| &value[key])[person]
}

/// An amount in euros of one person; absent is nothing.
fn euros(inputs: &Value, path: &str, person: usize) -> Cents {
    let value = of(inputs, path, person);
    if value.is_null() { Cents::ZERO } else { Cents::parse(&number(value)).expect("an amount") }
}

/// Adds the incomes of one person.
fn incomes(inputs: &Value, person: usize, month: Month) -> Vec<Income> {
    let mut incomes = Vec::new();
    let mut add = |kind, amount: Cents, per| {
        if amount > Cents::ZERO {
            incomes.push(Income { per, ..Income::monthly(kind, amount) });
        }
    };
    let net = "einkommensteuer.einkünfte.aus_nichtselbstständiger_arbeit.\
               einnahmen_nach_abzug_werbungskosten_y";
    let net = euros(inputs, net, person);
    if net > Cents::ZERO {
        // The case gives the income after work expenses; the chain takes the lump sum off again.
        let lump = dated_amounts::at(&dated_amounts::EMPLOYEE_LUMP_SUM, month).expect("known");
        add(IncomeKind::Employment, net + lump, Per::Year);
    } else {
        add(IncomeKind::Employment, euros(inputs, "einnahmen.bruttolohn_m", person), Per::Month);
    }
    let pension = euros(inputs, "einnahmen.renten.gesetzliche_m", person);
    add(IncomeKind::StatutoryPension, pension, Per::Month);
    let other = euros(inputs, "einkommensteuer.einkünfte.sonstige.alle_weiteren_m", person);
    add(IncomeKind::OtherTaxable, other, Per::Month);
    add(IncomeKind::Capital, euros(inputs, "einnahmen.kapitalerträge_y", person), Per::Year);
    incomes
}

/// A case as a household.
fn read(case: &Value, month: Month) -> Household {
    let inputs = &case["inputs"];
    let persons = usize::try_from(case["persons"].as_u64().expect("persons")).expect("few");
    let is_positive = |path: &str, person| euros(inputs, path, person) > Cents::ZERO;
    let mut members = Vec::new();
    for person in 0..persons {
        let parent = of(inputs, "familie.p_id_elternteil_1", person).as_i64();
        let spouse = of(inputs, "familie.p_id_ehepartner", person).as_i64();
        let relation = match person {
            0 => Relation::Applicant,
            _ if parent.is_some_and(|id| id >= 0) => Relation::Child,
            1 if spouse.is_some_and(|id| id >= 0) => Relation::Spouse,
            _ => Relation::Relative,
        };
        let mut ours = member(person, relation);
        let birth = ["geburtsjahr", "geburtsmonat", "geburtstag"]
            .map(|key| of(inputs, key, person).as_i64().expect("a date of birth"));
        ours.birth_date = format!("{:04}-{:02}-{:02}", birth[0], birth[1], birth[2]).parse().ok();
        ours.incomes = incomes(inputs, person, month);
        ours.pays_income_tax = Some(is_positive("einkommensteuer.betrag_y_sn", person));
        let insured = "sozialversicherung.kranken.beitrag.betrag_versicherter_m";
        ours.pays_health_insurance = Some(is_positive(insured, person));
        let insured = "sozialversicherung.rente.beitrag.betrag_versicherter_m";
        ours.pays_pension_insurance = Some(is_positive(insured, person));
        let degree = of(inputs, "behinderungsgrad", person).as_f64().unwrap_or(0.0);
        ours.disability_degree =
            number(&degree.into()).split('.').next().and_then(|d| d.parse().ok());
        let receiver = of(inputs, "kindergeld.p_id_empfänger", person).as_i64();
        ours.child_benefit = Some(receiver.is_some_and(|id| id >= 0));
        let times =
            of(inputs, "sozialversicherung.rente.grundrente.grundrentenzeiten_monate", person);
        ours.basic_pension_times = Some(times.as_i64().is_some_and(|months| months >= 396));
        // The mixed household: those who expect nothing form the unit under SGB II.
        let own = &case["expected_gettsim"]["betrag_m_wthh"][person];
        if own.as_f64() == Some(0.0) {
            ours.other_benefits.push(OtherBenefit {
                kind: BenefitKind::Grundsicherungsgeld,
                state: BenefitState::Received,
                includes_housing: true,
                is_loan: false,
                wohngeld_can_avoid_need: false,
                from: None,
                until: None,
            });
        }
        members.push(ours);
    }
    let level = of(inputs, "wohngeld.mietstufe_hh", 0).as_u64().and_then(|l| u8::try_from(l).ok());
    let rent = euros(inputs, "wohnen.bruttokaltmiete_m_hh", 0);
    let mut household = household(members, level.expect("level"), rent);
    household.usable_assets = Some((0..persons).map(|p| euros(inputs, "vermögen", p)).sum());
    household
}

/// A difference that is explained: our amount, theirs, paragraph and reason.
struct Difference {
    ours: i64,
    theirs: i64,
}

/// The explained differences by case.
fn differences() -> BTreeMap<String, Difference> {
    let path = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where"))
        .join("../../data/wohngeld/gettsim_differences.csv");
    let mut all = BTreeMap::new();
    for record in csv::Reader::from_path(path).expect("the list of differences").records() {
        let record = record.expect("a row");
        assert!(record[3].starts_with('§'), "{record:?} names no paragraph");
        assert!(record[4].len() > 20, "{record:?} gives no reason");
        let euros = |column: usize| record[column].parse().expect("euros");
        all.insert(record[0].to_owned(), Difference { ours: euros(1), theirs: euros(2) });
    }
    all
}

#[test]
fn gettsim_cases_agree_or_their_difference_is_explained() {
    let Some(file) = json("gettsim_cases.json") else { return };
    let explained = differences();
    let (mut agreeing, mut differing, mut refused) = (0, 0, 0);
    for case in file.as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let month: Month = case["policy_date"].as_str().unwrap().parse().unwrap();
        let result = match assess(&read(case, month), month) {
            Ok(result) => result,
            Err(error) => {
                let too_early = LawError::TooEarly(month).to_string();
                assert_eq!(error.to_string(), too_early, "{id}");
                refused += 1;
                continue;
            }
        };
        recompute(&result.steps).unwrap_or_else(|error| panic!("{id}: {error}"));
        let expected = &case["expected_gettsim"];
        let theirs = ["anspruchshöhe_m_wthh", "betrag_m_wthh"]
            .into_iter()
            .find_map(|key| expected[key][0].as_f64())
            .map(|euros| Cents::parse(&format!("{euros:.2}")).unwrap());
        let Some(theirs) = theirs else { continue };
        match explained.get(id) {
            None => {
                assert_eq!(result.amount, theirs, "{id}\n{}", result.german());
                agreeing += 1;
            }
            Some(difference) => {
                assert_eq!(
                    result.amount,
                    Cents::euros(difference.ours),
                    "{id}\n{}",
                    result.german()
                );
                assert_eq!(theirs, Cents::euros(difference.theirs), "{id}");
                assert_ne!(difference.ours, difference.theirs, "{id} is no difference");
                differing += 1;
            }
        }
    }
    assert_eq!(refused, 2, "two cases lie before 2009");
    assert_eq!(differing, explained.len(), "a listed difference is no case");
    assert!(agreeing >= 8, "{agreeing} agree");
}
