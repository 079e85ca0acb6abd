//! Whole households: what a case worker would check by hand.

use norm_wohngeld::*;

use crate::shared::{household, member};

pub fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

/// One person with a monthly pension and 500 euros rent in level III.
pub fn pensioner(pension: i64) -> Household {
    let mut person = member(0, Relation::Applicant);
    person.incomes = vec![Income::monthly(IncomeKind::StatutoryPension, Cents::euros(pension))];
    person.pays_health_insurance = Some(true);
    household(vec![person], 3, Cents::euros(500))
}

pub fn benefit(state: BenefitState) -> OtherBenefit {
    OtherBenefit {
        kind: BenefitKind::GrundsicherungAge,
        state,
        includes_housing: true,
        is_loan: false,
        wohngeld_can_avoid_need: false,
        from: None,
        until: None,
    }
}

/// The result of a step.
pub fn step(result: &Assessment, id: &str) -> Fixed {
    let found = result.steps.iter().find(|step| step.id == id);
    found.unwrap_or_else(|| panic!("no step {id} in\n{}", result.german())).result
}

#[test]
fn every_reason_is_collected_not_only_the_first() {
    let mut facts = pensioner(900);
    facts.members[0].other_benefits = vec![benefit(BenefitState::Received)];
    facts.members[0].training_support = TrainingSupport::Entitled;
    let result = assess(&facts, month("2025-03")).unwrap();
    let keys: Vec<&str> = result.reasons_against.iter().map(|reason| &*reason.key).collect();
    assert_eq!(keys, ["all_members_excluded", "training_support"]);
    assert_eq!((result.outcome, result.amount), (Outcome::NotEntitled, Cents::ZERO));
    assert_eq!(result.formula, None);
}

#[test]
fn a_benefit_excludes_only_while_it_lasts_and_only_with_housing_costs() {
    let considered = |change: &dyn Fn(&mut OtherBenefit), at: &str| {
        let mut facts = pensioner(900);
        let mut other = benefit(BenefitState::Received);
        change(&mut other);
        facts.members[0].other_benefits = vec![other];
        assess(&facts, month(at)).unwrap().members_considered
    };
    assert_eq!(considered(&|_| {}, "2025-03"), 0);
    assert_eq!(considered(&|other| other.is_loan = true, "2025-03"), 1);
    assert_eq!(considered(&|other| other.includes_housing = false, "2025-03"), 1);
    assert_eq!(considered(&|other| other.state = BenefitState::Over, "2025-03"), 1);
    assert_eq!(considered(&|other| other.until = Some(month("2025-02")), "2025-03"), 1);
    assert_eq!(considered(&|other| other.until = Some(month("2025-03")), "2025-03"), 0);
    assert_eq!(considered(&|other| other.from = Some(month("2025-04")), "2025-03"), 1);
    let avoidable = |other: &mut OtherBenefit| {
        other.state = BenefitState::AppliedFor;
        other.wohngeld_can_avoid_need = true;
    };
    assert_eq!(considered(&avoidable, "2025-03"), 1);
    // Not for the benefits of nos. 8 and 9.
    let asylum = |other: &mut OtherBenefit| {
        avoidable(other);
        other.kind = BenefitKind::AsylumBenefits;
    };
    assert_eq!(considered(&asylum, "2025-03"), 0);
}

#[test]
fn heating_is_taken_off_by_amount_or_by_flat_amount() {
    let mut facts = pensioner(900);
    let dwelling = &mut facts.dwelling;
    dwelling.monthly_payment = Some(Cents::euros(600));
    dwelling.area_hundredths_m2 = Some(5_000);
    dwelling.heating = CostPart::Included;
    dwelling.hot_water = CostPart::Included;
    dwelling.energy = CostPart::Shown(Cents::euros(30));
    dwelling.parking = CostPart::Included;
    // 600 − 50 · 1.25 − 9 − 30 − 25.
    let result = assess(&facts, month("2025-03")).unwrap();
    assert_eq!(result.rent_or_burden.to_cents_half_up(), Cents(47_350));
    recompute(&result.steps).unwrap();
}

#[test]
fn an_owners_burden_is_computed_from_loans_area_and_tax() {
    let mut facts = pensioner(900);
    facts.tenure = Some(Tenure::Owner);
    facts.dwelling.monthly_payment = None;
    facts.dwelling.area_hundredths_m2 = Some(8_000);
    facts.dwelling.owner = Some(OwnerCosts {
        loans: vec![
            Loan {
                label: "Hausbank".into(),
                interest_year: Cents::euros(2000),
                repayment_year: Cents::euros(1000),
                // Less was paid than agreed.
                agreed_year: Some(Cents::euros(3000)),
                paid_year: Some(Cents::euros(2700)),
                ..Loan::default()
            },
            Loan {
                label: "Umschuldung".into(),
                purpose: LoanPurpose::Replacement {
                    remaining_debt: Cents::euros(10_000),
                    nominal: Cents::euros(20_000),
                },
                interest_year: Cents::euros(600),
                ..Loan::default()
            },
            Loan {
                purpose: LoanPurpose::Other,
                interest_year: Cents::euros(9999),
                ..Loan::default()
            },
        ],
        property_tax_year: Some(Cents::euros(300)),
        garage: Some(OwnedParking { fee_month: Some(Cents::euros(50)) }),
        ..OwnerCosts::default()
    });
    // (2,700 + 300 + 0 + 80 · 36 + 300) / 12 − 50.
    let result = assess(&facts, month("2025-03")).unwrap();
    assert_eq!(step(&result, "owner.burden_year"), Fixed::euros(6180));
    assert_eq!(result.rent_or_burden, Fixed::euros(465));
    assert_eq!(result.subsidy, Subsidy::Owner);
    recompute(&result.steps).unwrap();
}

#[test]
fn what_others_pay_or_use_is_left_out_in_the_order_of_the_law() {
    let mut facts = pensioner(900);
    let dwelling = &mut facts.dwelling;
    dwelling.monthly_payment = Some(Cents::euros(800));
    dwelling.area_hundredths_m2 = Some(10_000);
    dwelling.business_area_hundredths_m2 = Some(1_000);
    dwelling.sublet = Some(Sublet { area_hundredths_m2: 1_000, fee: Cents::euros(120) });
    dwelling.co_occupants = Some(CoOccupants { persons: 1, fee: Cents::euros(100) });
    dwelling.public_support = Some(Cents::euros(50));
    // 800 − 80 = 720; − max(80; 120) = 600; − max(300; 100) = 300; − 50 = 250.
    let result = assess(&facts, month("2025-03")).unwrap();
    assert_eq!(step(&result, "rent.without_business"), Fixed::euros(720));
    assert_eq!(step(&result, "rent.without_sublet"), Fixed::euros(600));
    assert_eq!(step(&result, "rent.without_co_occupants"), Fixed::euros(300));
    assert_eq!(result.rent_or_burden, Fixed::euros(800));
    assert_eq!(step(&result, "rent.capped"), Fixed::euros(250));
}

#[test]
fn a_resident_of_a_home_gets_the_ceiling_whatever_the_cost() {
    let mut facts = pensioner(900);
    facts.tenure = Some(Tenure::HomeResident);
    facts.dwelling.monthly_payment = None;
    let result = assess(&facts, month("2025-03")).unwrap();
    // H 456 + K 19.20 + E 110.40 for one person in level III.
    assert_eq!(result.rent_m.to_cents_half_up(), Cents(58_560));
}

#[test]
fn a_death_keeps_the_number_of_members_for_twelve_months() {
    let mut facts = pensioner(900);
    facts.deaths = vec![Death { month: month("2025-01"), protection_ended: false }];
    let members = |facts: &Household, at: &str| {
        let result = assess(facts, month(at)).unwrap();
        (result.members_total, result.members_considered)
    };
    assert_eq!(members(&facts, "2025-01"), (2, 2));
    assert_eq!(members(&facts, "2026-01"), (2, 2));
    assert_eq!(members(&facts, "2026-02"), (1, 1));
    facts.deaths[0].protection_ended = true;
    assert_eq!(members(&facts, "2025-06"), (1, 1));
}

#[test]
fn a_one_off_income_counts_in_the_twelve_months_after_it_and_until_2022_in_three_years() {
    let sum = |received: &str, at: &str| {
        let mut person = member(0, Relation::Applicant);
        let per = Per::Once { received: month(received), for_months: None };
        let income = Income::monthly(IncomeKind::PensionSettlement, Cents::euros(3600));
        person.incomes = vec![Income { per, ..income }];
        let facts = household(vec![person], 3, Cents::euros(500));
        assess(&facts, month(at)).unwrap().income_monthly_sum
    };
    // Received in the month before: all twelve parts fall into the period.
    assert_eq!(sum("2025-02", "2025-03"), Fixed::euros(300));
    // Six months before: six parts are left.
    assert_eq!(sum("2024-08", "2025-03"), Fixed::euros(150));
    // More than a year before the application it no longer counts.
    assert_eq!(sum("2024-02", "2025-03"), Fixed::ZERO);
    assert_eq!(sum("2021-05", "2022-03"), Fixed::euros(100));
}

#[test]
fn income_of_a_part_of_the_period_is_averaged() {
    let mut facts = pensioner(0);
    let mut income = Income::monthly(IncomeKind::UnemploymentBenefit1, Cents::euros(1200));
    income.until = Some(month("2025-06"));
    facts.members[0].incomes = vec![income];
    // Four of twelve months.
    let result = assess(&facts, month("2025-03")).unwrap();
    assert_eq!(result.income_monthly_sum, Fixed::euros(400));
    // Four of six months: 4 · 1,200 · 12 / 6 a year.
    facts.period = Some(GrantPeriod { from: month("2025-03"), months: 6 });
    let result = assess(&facts, month("2025-03")).unwrap();
    assert_eq!(result.income_monthly_sum, Fixed::euros(800));
}

#[test]
fn losses_of_one_kind_do_not_reduce_another() {
    let mut facts = pensioner(1000);
    facts.members[0]
        .incomes
        .push(Income { per: Per::Year, ..Income::monthly(IncomeKind::Trade, Cents::euros(-5000)) });
    let alone = assess(&pensioner(1000), month("2025-03")).unwrap();
    assert_eq!(assess(&facts, month("2025-03")).unwrap().income_y, alone.income_y);
}

#[test]
fn the_months_beyond_the_known_law_are_refused_and_a_period_is_cut_there() {
    let facts = pensioner(900);
    let error = assess(&facts, month("2027-01")).unwrap_err();
    assert!(matches!(error, AssessError::Law(LawError::NotYetKnown(..))));
    let period = GrantPeriod { from: month("2026-08"), months: 12 };
    let result = assess_period(&facts, period, &LawOptions::default()).unwrap();
    assert_eq!(result.parts.len(), 1);
    assert_eq!(result.parts[0].until, month("2026-12"));
    assert_eq!(result.unknown_from, Some(month("2027-01")));
    assert!(result.parts[0].assessment.hints.iter().any(|hint| hint.key == "law_may_change"));
    // With the bill promulgated the same period is complete.
    let options = LawOptions { bill_2027_promulgated_in: Some("BGBl. 2026 I Nr. 999".into()) };
    let result = assess_period(&facts, period, &options).unwrap();
    assert_eq!(result.parts.len(), 2);
    assert_eq!(result.parts[1].assessment.regime, Regime::Bill2027);
}

#[test]
fn the_notice_names_the_figures_that_a_report_is_measured_by() {
    let facts = pensioner(900);
    let result = assess(&facts, month("2025-03")).unwrap();
    let notice = notice_contents(&facts, &result, None);
    assert!(notice.is_granted);
    assert_eq!(notice.monthly_rent_or_burden, Cents::euros(500));
    // 900 − 102 / 12.
    assert_eq!(notice.monthly_income_sum, Cents(89_150));
    let keys: Vec<&str> = notice.parts.iter().map(|part| &*part.key).collect();
    for must in [
        "grant",
        "rent_or_burden",
        "income_sum",
        "duty_to_report",
        "moving_out",
        "excluding_benefit",
        "repeat",
        "new_decision_possible",
        "statistics",
    ] {
        assert!(keys.contains(&must), "{must}");
    }
    let duty = notice.parts.iter().find(|part| part.key == "duty_to_report").unwrap();
    assert!(duty.text_de.contains("1.025,23 €"), "{}", duty.text_de);
    assert!(duty.text_de.contains("424,99 €"), "{}", duty.text_de);
    let refused = assess(&pensioner(9000), month("2025-03")).unwrap();
    let notice = notice_contents(&facts, &refused, None);
    assert!(!notice.is_granted && notice.reasons.len() == 1);
}

#[test]
fn assets_warn_but_do_not_refuse() {
    let mut facts = pensioner(900);
    facts.usable_assets = Some(Cents(6_000_001));
    let result = assess(&facts, month("2025-03")).unwrap();
    assert_eq!(result.outcome, Outcome::Entitled);
    assert!(result.hints.iter().any(|hint| hint.key == "assets_considerable"));
    facts.usable_assets = Some(Cents(6_000_000));
    let result = assess(&facts, month("2025-03")).unwrap();
    assert!(result.hints.iter().all(|hint| hint.key != "assets_considerable"));
}

#[test]
fn missing_and_impossible_facts_are_named() {
    let error = assess(&Household::default(), month("2025-03")).unwrap_err();
    let AssessError::Missing(missing) = error else { panic!("{error}") };
    assert_eq!(missing, ["tenure", "place", "members"]);
    let mut facts = pensioner(900);
    facts.members[0].disability_degree = Some(101);
    facts.dwelling.monthly_payment = Some(Cents(-1));
    let error = assess(&facts, month("2025-03")).unwrap_err();
    let AssessError::Invalid(facts) = error else { panic!("{error}") };
    let paths: Vec<&str> = facts.iter().map(|fact| fact.path.as_str()).collect();
    assert_eq!(paths, ["members.0.disability_degree", "dwelling.monthly_payment"]);
}

#[test]
fn an_unknown_field_in_json_is_an_error_and_money_is_never_a_broken_number() {
    let read = |text: &str| serde_json::from_str::<Household>(text);
    assert!(read(r#"{"tenure": "tenant", "place": {"ags": "05170048"}}"#).is_ok());
    assert!(read(r#"{"tenur": "tenant"}"#).is_err());
    assert!(read(r#"{"usable_assets": "1.234,56"}"#).is_ok());
    assert!(read(r#"{"usable_assets": 1234}"#).is_ok());
    assert!(read(r#"{"usable_assets": 1234.5}"#).is_err());
}

#[test]
fn the_german_text_shows_result_steps_and_thresholds() {
    let text = assess(&pensioner(900), month("2025-03")).unwrap().german();
    for part in [
        "Wohngeld (Mietzuschuss) für März 2025",
        "§ 12 Abs. 7 WoGG",
        "z4",
        "a + b · M + c · Y",
        "BGBl. 2024 I Nr. 314",
        "sofort melden",
        "Vorschau, kein Bescheid",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}
