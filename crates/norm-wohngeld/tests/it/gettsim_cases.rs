//! GETTSIM's own cases through the whole chain: members, allowances, Y, M and the amount. Every
//! remaining difference is explained with its paragraph in
//! `data/wohngeld/gettsim_differences.csv`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use norm_wohngeld::{
    Assessment, BenefitKind, BenefitState, Cents, Fixed, Household, Income, IncomeKind, LawError,
    LawOptions, Month, OtherBenefit, Per, Relation, RentLevel, amount, assess, considered_rent,
    dated_amounts, params, recompute,
};
use serde_json::Value;

use crate::shared::{data, household, json, member, number};

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

/// The explained differences: ours and theirs by case and figure.
fn differences() -> BTreeMap<(String, String), (String, String)> {
    let path = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where"))
        .join("../../data/wohngeld/gettsim_differences.csv");
    let mut all = BTreeMap::new();
    for record in csv::Reader::from_path(path).expect("the list of differences").records() {
        let record = record.expect("a row");
        assert!(record[4].starts_with('§'), "{record:?} names no paragraph");
        assert!(record[5].len() > 20, "{record:?} gives no reason");
        assert_ne!(record[2], record[3], "{record:?} is no difference");
        let before = all.insert(
            (record[0].to_owned(), record[1].to_owned()),
            (record[2].to_owned(), record[3].to_owned()),
        );
        assert_eq!(before, None, "{record:?} stands there twice");
    }
    all
}

/// What is compared, ours: in euros per month, with cents.
fn ours(result: &Assessment) -> BTreeMap<&'static str, String> {
    let step = |id: &str| {
        result.steps.iter().find(|step| step.id == id).map_or(Fixed::ZERO, |step| step.result)
    };
    let kinds =
        [".disability", ".persecution", ".working_child", ".basic_pension", ".single_parent"];
    let is_allowance = |id: &str| kinds.iter().any(|kind| id.ends_with(kind));
    let allowances: Fixed =
        result.steps.iter().filter(|step| is_allowance(&step.id)).map(|step| step.result).sum();
    let shown = |value: Fixed| value.to_cents_half_up().plain();
    BTreeMap::from([
        ("members", result.members_considered.to_string()),
        ("allowances", shown(allowances.share(1, 12))),
        ("income", shown(step("amount.y"))),
        ("rent", shown(step("amount.m"))),
        ("amount", result.amount.plain()),
    ])
}

/// The same of GETTSIM, as far as the case has it.
fn theirs(case: &Value) -> BTreeMap<&'static str, String> {
    let mut found = BTreeMap::new();
    let (expected, between) = (&case["expected_gettsim"], &case["gettsim_intermediate"]);
    let plain = |value: &Value| value.as_f64().map(|euros| format!("{euros:.2}"));
    for (name, source, keys) in [
        ("amount", expected, &["betrag_m_wthh", "anspruchshöhe_m_wthh"][..]),
        ("rent", between, &["miete_m_wthh"]),
        ("income", between, &["einkommen_m_wthh"]),
    ] {
        let value = keys.iter().find_map(|key| plain(&source[key][0]));
        found.extend(value.map(|value| (name, value)));
    }
    let members = between["anzahl_personen_wthh"][0].as_f64();
    found.extend(members.map(|members| ("members", format!("{members:.0}"))));
    let each = [expected, between].into_iter().find_map(|source| source["freibetrag_m"].as_array());
    let sum = each.map(|each| each.iter().filter_map(Value::as_f64).sum::<f64>());
    found.extend(sum.map(|sum| ("allowances", format!("{sum:.2}"))));
    found
}

#[test]
fn gettsim_cases_agree_or_their_difference_is_explained() {
    let Some(file) = json("gettsim_cases.json") else { return };
    let mut explained = differences();
    let (mut agreeing, mut refused, mut unexplained) = (0, 0, Vec::new());
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
        let ours = ours(&result);
        for (figure, theirs) in theirs(case) {
            let ours = &ours[figure];
            let listed = explained.remove(&(id.to_owned(), figure.to_owned()));
            if *ours == theirs {
                assert_eq!(listed, None, "{figure} of {id} is listed and agrees");
                agreeing += 1;
            } else if listed != Some((ours.clone(), theirs.clone())) {
                unexplained.push(format!("{id},{figure},{ours},{theirs}"));
            }
        }
    }
    assert!(unexplained.is_empty(), "without explanation:\n{}", unexplained.join("\n"));
    assert!(explained.is_empty(), "listed, but no difference: {explained:?}");
    assert_eq!(refused, 2, "two cases lie before 2009");
    assert_eq!(agreeing, AGREEING, "figures that agree");
}

/// Figures of the fifteen cases since 2009 that agree.
const AGREEING: usize = 59;

#[test]
fn the_formula_gives_what_the_statute_gives_for_every_reduced_case() {
    let Some(path) = data("gettsim_cases_core.csv") else { return };
    let mut compared = 0;
    for record in csv::Reader::from_path(path).unwrap().records() {
        let record = record.unwrap();
        let month: Month = record[1].parse().unwrap();
        let law = params(month, &LawOptions::default());
        if record[8].is_empty() {
            assert_eq!(law.map(|law| law.regime), Err(LawError::TooEarly(month)), "{record:?}");
            continue;
        }
        let (considered, total) = (record[2].parse().unwrap(), record[3].parse().unwrap());
        let level = RentLevel::new(record[4].parse().unwrap()).unwrap();
        let (rent, income) = (Fixed::parse(&record[5]), Fixed::parse(&record[6]));
        let law = law.unwrap();
        let rent = considered_rent(law, total, considered, level, rent.ok()).unwrap();
        let found = amount(law, considered, rent.m, income.unwrap()).eur;
        assert_eq!(found.to_string(), record[8], "{record:?}");
        compared += 1;
    }
    assert_eq!(compared, 15);
}
