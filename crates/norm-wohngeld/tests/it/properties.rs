//! Properties that hold for every household: explained, monotone, never out of range.

use norm_wohngeld::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::shared;

/// Euros up to 20,000 with cents.
fn cents() -> impl Strategy<Value = Cents> {
    (0_i64..2_000_000).prop_map(Cents)
}

fn months() -> impl Strategy<Value = Month> {
    // 2009-01 to 2026-12.
    let first: Month = "2009-01".parse().expect("a month");
    (0_i32..216).prop_map(move |months| first.plus(months))
}

fn incomes(month: Month) -> impl Strategy<Value = Vec<Income>> {
    let kinds: Vec<IncomeKind> = IncomeKind::all().iter().map(|rule| rule.kind).collect();
    let per = prop_oneof![
        Just(Per::Month),
        Just(Per::Year),
        (-40_i32..14, option::of(0_u16..30)).prop_map(move |(received, for_months)| Per::Once {
            received: month.plus(received),
            for_months
        }),
    ];
    let bounds = (option::of(-3_i32..14), option::of(-3_i32..14));
    let income = (select(kinds), -200_000_i64..2_000_000, per, bounds, option::of(cents()));
    let income = income.prop_map(move |(kind, amount, per, (from, until), expenses_year)| Income {
        kind,
        amount: Cents(amount),
        per,
        from: from.map(|from| month.plus(from)),
        until: until.map(|until| month.plus(until)),
        expenses_year,
        children: Some(2),
    });
    vec(income, 0..4)
}

fn members(month: Month) -> impl Strategy<Value = Vec<Member>> {
    let relations = select(vec![
        Relation::Spouse,
        Relation::Child,
        Relation::FosterChild,
        Relation::Relative,
        Relation::NotRelated,
    ]);
    let flags = (any::<[bool; 6]>(), option::of(0_u8..=100), 1930_i16..2026);
    let maintenance = option::of((cents(), option::of(cents())));
    let member = (relations, incomes(month), flags, maintenance, 0_u8..12);
    let member = member.prop_map(|(relation, incomes, (flags, degree, year), paid, special)| {
        let mut member = shared::member(0, relation);
        member.incomes = incomes;
        member.birth_date = jiff::civil::Date::new(year, 6, 15).ok();
        member.pays_income_tax = Some(flags[0]);
        member.pays_health_insurance = Some(flags[1]);
        member.pays_pension_insurance = Some(flags[2]);
        member.child_benefit = Some(flags[3]);
        member.basic_pension_times = Some(flags[4]);
        member.care_at_home = Some(flags[5]);
        member.disability_degree = degree;
        member.counted_in_others_benefit = special == 0;
        member.nazi_persecution = special == 1;
        member.union_dues_year = (special == 2).then_some(Cents::euros(300));
        member.work_expenses_year = (special == 3).then_some(Cents::euros(2000));
        member.child_care_deductible_year = (special == 4).then_some(Cents::euros(1500));
        member.maintenance_paid = paid
            .map(|(amount_year, titled_year)| MaintenancePaid {
                to: MaintenanceTo::FormerSpouse,
                amount_year,
                titled_year,
            })
            .into_iter()
            .collect();
        member
    });
    vec(member, 1..16).prop_map(|mut members| {
        for (index, member) in members.iter_mut().enumerate() {
            member.id = (index + 1).to_string();
        }
        members[0].relation = Relation::Applicant;
        members
    })
}

fn owner_costs() -> impl Strategy<Value = OwnerCosts> {
    let loan = (cents(), cents(), option::of(cents()), option::of(cents()), cents(), cents(), 0..3);
    let loan =
        loan.prop_map(|(interest, repayment, agreed, premium, debt, nominal, purpose)| Loan {
            label: "Hausbank".into(),
            purpose: match purpose {
                0 => LoanPurpose::Flat,
                1 => LoanPurpose::Replacement { remaining_debt: debt, nominal },
                _ => LoanPurpose::Other,
            },
            interest_year: interest,
            repayment_year: repayment,
            guarantee_year: Cents(1_234),
            premium_replaces_repayment_of: premium,
            agreed_year: agreed,
            paid_year: agreed,
        });
    let garage = option::of(option::of((0_i64..10_000).prop_map(Cents)));
    (vec(loan, 0..3), option::of(cents()), garage).prop_map(|(loans, tax, garage)| OwnerCosts {
        computed_burden_month: None,
        loans,
        ground_rent_year: tax,
        property_tax_year: tax,
        administration_year: None,
        garage: garage.map(|fee_month| OwnedParking { fee_month }),
        parking: None,
    })
}

fn dwellings() -> impl Strategy<Value = Dwelling> {
    let part = prop_oneof![
        Just(CostPart::Unknown),
        Just(CostPart::NotIncluded),
        Just(CostPart::Included),
        (0_i64..20_000).prop_map(|amount| CostPart::Shown(Cents(amount))),
    ];
    let parts = [part.clone(), part.clone(), part.clone(), part.clone(), part];
    let rooms = (option::of(0_u32..20_000), option::of(0_u32..9_000), option::of(0_u32..9_000));
    let others = option::of((0_u16..4, (0_i64..50_000).prop_map(Cents)));
    let supports = (option::of(cents()), option::of((0_i64..30_000).prop_map(Cents)));
    let strategy = (cents(), parts, rooms, others, supports, owner_costs());
    strategy.prop_map(|(payment, parts, (area, business, sublet), others, supports, owner)| {
        Dwelling {
            monthly_payment: Some(payment),
            heating: parts[0],
            hot_water: parts[1],
            energy: parts[2],
            garage: parts[3],
            parking: parts[4],
            extra_services: supports.1,
            area_hundredths_m2: area,
            business_area_hundredths_m2: business,
            sublet: sublet.map(|area| Sublet { area_hundredths_m2: area, fee: Cents(4_321) }),
            co_occupants: others.map(|(persons, fee)| CoOccupants { persons, fee }),
            public_support: supports.0.filter(|_| payment.0 % 3 == 0),
            sponsor_support: supports.1,
            rental_value: Some(payment),
            owner: Some(owner),
        }
    })
}

fn households() -> impl Strategy<Value = (Household, Month)> {
    months().prop_flat_map(|month| {
        let tenures = select(vec![
            Tenure::Tenant,
            Tenure::HomeResident,
            Tenure::OwnHouseOfManyFlats,
            Tenure::Owner,
        ]);
        let deaths = vec(-20_i32..3, 0..2);
        let period = option::of((-6_i32..3, 1_u8..=24));
        (tenures, members(month), dwellings(), 1_u8..=6, deaths, period, option::of(cents()))
            .prop_map(move |(tenure, members, dwelling, level, deaths, period, assets)| {
                let household = Household {
                    tenure: Some(tenure),
                    place: Place { ags: None, rent_level: RentLevel::new(level) },
                    members,
                    dwelling,
                    usable_assets: assets,
                    period: period
                        .map(|(from, months)| GrantPeriod { from: month.plus(from), months }),
                    deaths: deaths
                        .into_iter()
                        .map(|ago| Death { month: month.plus(ago), protection_ended: false })
                        .collect(),
                };
                (household, month)
            })
    })
}

/// A law with its month, and a level it has.
fn laws() -> impl Strategy<Value = (&'static Params, RentLevel)> {
    let laws: Vec<&'static Params> = regimes().iter().chain([bill_2027()]).collect();
    (select(laws), 1_u8..=6).prop_map(|(law, level)| (law, RentLevel::new(level).expect("1 to 6")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_explanation_is_total_and_recomputable((household, month) in households()) {
        let result = assess(&household, month).expect("a complete household");
        if let Err(error) = recompute(&result.steps) {
            prop_assert!(false, "{error}\n{}", result.german());
        }
        for step in &result.steps {
            prop_assert!(!step.label_de.is_empty() && !step.label_en.is_empty(), "{}", step.id);
            prop_assert!(step.norm.contains('§') || step.norm.contains("Anlage"), "{}", step.id);
        }
        // The last step is the amount of the formula.
        if let Some(formula) = result.formula {
            let last = result.steps.last().expect("steps");
            prop_assert_eq!(&last.id, "amount");
            prop_assert_eq!(last.result, Fixed::euros(formula.eur.into()));
        }
        prop_assert_eq!(result.outcome == Outcome::Entitled, result.reasons_against.is_empty());
        prop_assert_eq!(result.amount > Cents::ZERO, result.outcome == Outcome::Entitled);
        // Steps have names of their own.
        let mut ids: Vec<_> = result.steps.iter().map(|step| step.id.clone()).collect();
        ids.sort();
        ids.dedup();
        prop_assert_eq!(ids.len(), result.steps.len());
    }

    #[test]
    fn a_household_that_earns_more_never_gets_more(
        (household, month) in households(), whose in 0_usize..16, which in 0_usize..4,
        more in cents(),
    ) {
        let before = assess(&household, month).expect("a complete household");
        let mut richer = household.clone();
        let member = whose % richer.members.len();
        let incomes = &mut richer.members[member].incomes;
        prop_assume!(!incomes.is_empty());
        let index = which % incomes.len();
        incomes[index].amount = incomes[index].amount + more;
        let after = assess(&richer, month).expect("a complete household");
        prop_assert!(
            after.amount <= before.amount,
            "{} before, {} after:\n{}\n{}", before.amount, after.amount, before.german(),
            after.german()
        );
    }

    #[test]
    fn a_household_that_pays_more_rent_never_gets_less(
        (household, month) in households(), more in cents(),
    ) {
        let before = assess(&household, month).expect("a complete household");
        let mut dearer = household.clone();
        dearer.dwelling.monthly_payment = dearer.dwelling.monthly_payment.map(|rent| rent + more);
        let after = assess(&dearer, month).expect("a complete household");
        prop_assert!(after.amount >= before.amount, "{} < {}", after.amount, before.amount);
    }

    #[test]
    fn facts_and_results_survive_json((household, month) in households()) {
        let text = serde_json::to_string(&household).expect("facts are data");
        let read: Household = serde_json::from_str(&text).expect("data are facts");
        prop_assert_eq!(&read, &household);
        let result = assess(&household, month).expect("a complete household");
        let text = serde_json::to_string(&result).expect("a result is data");
        let read: Assessment = serde_json::from_str(&text).expect("data are a result");
        prop_assert_eq!(read, result);
    }

    #[test]
    fn documents_and_questions_never_fail((household, _) in households()) {
        let required = required_documents(&household);
        let ids: Vec<String> = required.iter().map(RequiredDocument::id).collect();
        prop_assert!(missing_documents(&household, &ids).is_empty());
        let open = questions_needed(&household);
        prop_assert!(open.iter().all(|question| !question.is_required));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn more_income_never_means_more_benefit(
        (law, _) in laws(), members in 1_u32..=40, m in cents(), y in cents(), more in cents(),
    ) {
        let with = |income: Cents| amount(law, members, m.into(), income.into()).eur;
        prop_assert!(with(y + more) <= with(y), "{members} members, M {m}, Y {y} + {more}");
    }

    #[test]
    fn more_rent_never_means_less_benefit(
        (law, level) in laws(), total in 1_u32..=40, excluded in 0_u32..5, rent in cents(),
        more in cents(), y in cents(),
    ) {
        let considered = total.saturating_sub(excluded).max(1);
        let with = |rent: Cents| {
            let rent = considered_rent(law, total, considered, level, Some(rent.into()));
            amount(law, considered, rent.expect("the level exists").m, y.into()).eur
        };
        prop_assert!(with(rent + more) >= with(rent), "{considered} of {total}, {rent} + {more}");
    }

    #[test]
    fn a_row_of_a_table_gives_the_same_as_the_exact_formula(
        (law, level) in laws(), total in 1_u32..=100, excluded in 0_u32..5,
        rent in 0_i64..8_000_000, income in 0_i64..8_000_000,
    ) {
        let considered = total.saturating_sub(excluded).max(1);
        let (rent, income) = (Fixed::from(Cents(rent)), Fixed::from(Cents(income)));
        let month = law.valid_from;
        let input = BatchInput {
            month, persons_total: total, persons_considered: considered, level, rent, income,
        };
        let row = compute_under(law, &input).expect("the level exists");
        let rent = considered_rent(law, total, considered, level, Some(rent)).expect("level");
        let exact = amount(law, considered, rent.m, income);
        prop_assert_eq!(row.wohngeld_eur, exact.eur);
        prop_assert_eq!((row.rent_m, row.income_y), (exact.m_used, exact.y_used));
        let options = LawOptions {
            bill_2027_promulgated_in: (law.regime == Regime::Bill2027).then(|| "BGBl.".into()),
        };
        let steps = explain_batch_row(&input, &options).expect("a known month");
        prop_assert_eq!(recompute(&steps), Ok(()));
        let last = steps.last().expect("steps");
        prop_assert_eq!((&*last.id, last.result), ("amount", Fixed::euros(row.wohngeld_eur.into())));
    }

    #[test]
    fn bulk_gives_what_the_steps_of_the_law_give(
        (law, level) in laws(), total in 1_u8..=20, excluded in 0_u8..5,
        rent in prop_oneof![0_u32..400_000, any::<u32>()],
        incomes in vec(prop_oneof![0_u32..600_000, any::<u32>()], 20),
    ) {
        let considered = total.saturating_sub(excluded).max(1);
        let row = |income| CentRow::new(total, considered, level, rent, income).expect("a row");
        let rows: CentColumns = incomes.iter().copied().map(row).collect();
        let (bulk, mut amounts) = (Bulk::new(law), Vec::new());
        bulk.compute(&rows, &mut amounts).expect("the level exists");
        prop_assert_eq!(amounts.len(), rows.len());
        for (income, eur) in incomes.iter().zip(amounts) {
            let input = BatchInput {
                month: law.valid_from,
                persons_total: total.into(),
                persons_considered: considered.into(),
                level,
                rent: Cents(rent.into()).into(),
                income: Cents((*income).into()).into(),
            };
            let exact = compute_under(law, &input).expect("the level exists");
            prop_assert_eq!(i64::from(eur), exact.wohngeld_eur, "{:?}", input);
            prop_assert_eq!(bulk.row(row(*income)), Ok(exact));
        }
    }

    #[test]
    fn nothing_overflows(
        (law, level) in laws(), members in 0_u32.., rent in any::<i64>(), y in any::<i64>(),
    ) {
        let rent = considered_rent(law, members, members, level, Some(Cents(rent).into()));
        if let Ok(rent) = rent {
            let _ = amount(law, members, rent.m, Cents(y).into());
        }
        let _ = amount(law, members, Fixed(i128::MAX), Fixed(i128::MAX));
        let _ = amount(law, members, Fixed(i128::MIN), Fixed(i128::MIN));
    }

    #[test]
    fn any_text_in_a_row_is_answered(fields in any::<[String; 6]>()) {
        let fields: BatchFields<'_> = std::array::from_fn(|index| fields[index].as_str());
        let _ = batch_row(&fields, &LawOptions::default());
    }
}
