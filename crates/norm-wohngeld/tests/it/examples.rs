//! Published worked examples with full incomes: Y, M and the amount to the cent.

use crate::shared::{household, json, member, number};
use norm_wohngeld::{
    BenefitKind, BenefitState, Cents, Fixed, Household, Income, IncomeKind, Month, OtherBenefit,
    Outcome, OwnerCosts, Relation, RentLevel, Tenure, amount, assess, considered_rent, params,
    recompute,
};
use serde_json::Value;

/// The kind of an income in the published examples.
fn kind(name: &str) -> IncomeKind {
    match name {
        "pension" => IncomeKind::StatutoryPension,
        "unemployment_benefit_1" => IncomeKind::UnemploymentBenefit1,
        "employment" => IncomeKind::Employment,
        "maintenance_advance" => IncomeKind::MaintenanceAdvance,
        "minijob_flat_taxed" => IncomeKind::MinijobFlatTaxed,
        other => panic!("unknown kind {other}"),
    }
}

/// A published example as a household.
fn read(example: &Value) -> Household {
    let is_single_parent = example["flags"]["single_parent"] == true;
    let mut members = Vec::new();
    for (index, theirs) in example["members"].as_array().expect("members").iter().enumerate() {
        let is_child = theirs["child_under_25"] == true || (is_single_parent && index > 0);
        let relation = match index {
            0 => Relation::Applicant,
            _ if is_child => Relation::Child,
            _ => Relation::Spouse,
        };
        let mut ours = member(index, relation);
        ours.child_benefit = Some(is_child);
        ours.pays_income_tax = theirs["pays_income_tax"].as_bool();
        ours.pays_health_insurance = theirs["pays_health_care"].as_bool();
        ours.pays_pension_insurance = theirs["pays_pension"].as_bool();
        let degree = theirs["disability_degree"].as_u64();
        ours.disability_degree = degree.and_then(|degree| u8::try_from(degree).ok());
        for income in theirs["income"].as_array().expect("income") {
            let name = income["kind"].as_str().expect("kind");
            let amount = Cents::parse(&number(&income["gross_month"])).expect("amount");
            ours.incomes.push(Income::monthly(kind(name), amount));
        }
        if !theirs["excluded"].is_null() {
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
    let cost = Cents::parse(&number(&example["gross_cold_rent_or_burden_eur"])).expect("rent");
    let level = example["mietenstufe"].as_u64().and_then(|level| u8::try_from(level).ok());
    let mut household = household(members, level.expect("level"), cost);
    if example["kind"] == "owner" {
        household.tenure = Some(Tenure::Owner);
        household.dwelling.monthly_payment = None;
        household.dwelling.owner =
            Some(OwnerCosts { computed_burden_month: Some(cost), ..OwnerCosts::default() });
    }
    household
}

#[test]
fn published_examples_agree_to_the_cent() {
    let Some(file) = json("published_examples.json") else { return };
    let examples = file["examples"].as_array().unwrap();
    assert_eq!(examples.len(), 10);
    for example in examples {
        let id = example["id"].as_str().unwrap();
        let month: Month = example["date"].as_str().unwrap().parse().unwrap();
        let result = assess(&read(example), month).unwrap();
        let expected = &example["expected"];
        let cents = |key: &str| Cents::parse(expected[key].as_str().unwrap()).unwrap();
        assert_eq!(result.income_y.to_cents_half_up(), cents("monthly_total_income_y"), "Y {id}");
        assert_eq!(result.rent_m.to_cents_half_up(), cents("rent_m"), "M of {id}");
        let euros = Cents::euros(expected["wohngeld_eur"].as_i64().unwrap());
        assert_eq!(result.amount, euros, "amount of {id}");
        assert_eq!(result.outcome, Outcome::Entitled, "{id}");
        recompute(&result.steps).unwrap_or_else(|error| panic!("{id}: {error}"));
    }
}

#[test]
fn published_income_limits_are_the_last_euro_with_a_benefit() {
    let Some(file) = json("published_examples.json") else { return };
    let limits = file["income_limits"].as_array().unwrap();
    assert_eq!(limits.len(), 7);
    for limit in limits {
        let month: Month = limit["date"].as_str().unwrap().parse().unwrap();
        let law = params(month, &norm_wohngeld::LawOptions::default()).unwrap();
        let level =
            RentLevel::try_from(u8::try_from(limit["mietenstufe"].as_u64().unwrap()).unwrap())
                .unwrap();
        let rent = considered_rent(law, 1, 1, level, Some(Fixed::euros(10_000))).unwrap();
        let income = i128::from(limit["published_income_limit_y_eur"].as_i64().unwrap());
        assert!(amount(law, 1, rent.m, Fixed::euros(income)).eur > 0, "{limit}");
        assert_eq!(amount(law, 1, rent.m, Fixed::euros(income + 1)).eur, 0, "{limit}");
    }
}
