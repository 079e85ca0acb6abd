//! Income from gross amounts to Y (§§ 13 to 16, 18 `WoGG`); the allowances are in
//! [`crate::allowances`].

use crate::allowances;
use crate::assess::Context;
use crate::explain::{Mark, Remark, Step, Text, Unit, sum_formula, summand};
use crate::household::{GrantPeriod, Income, MaintenanceTo, Member, Per};
use crate::income_kinds::{IncomeKind, Treatment};
use crate::money::{Cents, Fixed};
use crate::month::Month;
use crate::tables::{Regime, allowances as dated};

/// What §§ 13 to 18 give.
pub(crate) struct IncomeResult {
    /// Y.
    pub y: Fixed,
    /// Sum of monthly income and receipts before deductions: § 27 (3) no. 3.
    pub monthly_sum: Fixed,
}

/// The income of one considered member.
pub(crate) struct MemberIncome<'a> {
    pub member: &'a Member,
    /// Income and receipts per year after § 14.
    pub base: Fixed,
    /// After § 16, and the step that says so.
    pub deducted: Fixed,
    pub deducted_id: Text,
    /// Own earnings per year after expenses, before § 16.
    pub earned: Fixed,
    /// Percent left after § 16.
    pub percent_left: i64,
    /// Gross statutory pension per year.
    pub statutory_pension: Fixed,
}

/// A summand of a member's base: value per year and the step it comes from.
type Summand = (Fixed, Text, Text);

/// Everything about income.
pub(crate) fn income(context: &mut Context<'_>) -> IncomeResult {
    let composition = context.composition;
    let household = context.household;
    let members: Vec<MemberIncome<'_>> =
        composition.considered(household).map(|member| member_income(context, member)).collect();
    let base: Fixed = members.iter().map(|member| member.base).sum();
    let mut minus = allowances::allowances(context, &members);
    minus.extend(maintenance(context, &members));

    let mut step = Step::new(
        "income.sum",
        "Summe der Jahreseinkommen",
        "sum of the yearly incomes",
        "§ 13 Abs. 1 WoGG",
    );
    let mut sum = Fixed::ZERO;
    let with_income = || members.iter().filter(|member| member.deducted > Fixed::ZERO);
    for (index, member) in with_income().enumerate() {
        let label = label_of(member.member);
        let id = member.deducted_id.clone();
        step = step.using(summand(index), label, member.deducted, Unit::EuroPerYear, id);
        sum = sum + member.deducted;
    }
    context.steps.push(step.is(sum_formula(with_income().count()), sum, Unit::EuroPerYear));

    let mut from = "income.sum";
    let mut yearly = sum;
    if !minus.is_empty() {
        let mut step = Step::new(
            "income.total",
            "Gesamteinkommen im Jahr nach Freibeträgen und Unterhalt",
            "total income per year after allowances and maintenance",
            "§ 13 Abs. 1, §§ 17, 17a, 18 WoGG",
        )
        .using("S", "Summe der Jahreseinkommen", sum, Unit::EuroPerYear, "income.sum");
        let count = minus.len();
        let mut off = Fixed::ZERO;
        for (index, (value, label, id)) in minus.into_iter().enumerate() {
            step = step.using(summand(index), label, value, Unit::EuroPerYear, id);
            off = off + value;
        }
        yearly = (sum - off).at_least_zero();
        let formula = format!("max(0; S − ({}))", sum_formula(count));
        context.steps.push(step.is(formula, yearly, Unit::EuroPerYear));
        from = "income.total";
    }
    let y = yearly.share(1, 12);
    context.steps.push(
        Step::new(
            "income.y",
            "Y: Gesamteinkommen im Monat",
            "Y: total income per month",
            "§ 13 Abs. 2 WoGG",
        )
        .using("G", "Gesamteinkommen im Jahr", yearly, Unit::EuroPerYear, from)
        .is("G / 12", y, Unit::EuroPerMonth),
    );
    IncomeResult { y, monthly_sum: base.share(1, 12) }
}

/// How a member is called in labels.
pub(crate) fn label_of(member: &Member) -> Text {
    let name = if member.label.is_empty() { &member.id } else { &member.label };
    name.clone().into()
}

/// § 15: months of the period in which a recurring income is received.
fn active_months(income: &Income, period: GrantPeriod) -> i64 {
    let first = income.from.map_or(period.from, |from| from.max(period.from));
    let last = income.until.map_or(period.last(), |until| until.min(period.last()));
    i64::from(last.since(first) + 1).clamp(0, i64::from(period.months))
}

/// § 15 (2): how many parts a one-off income has, and how many of them fall into the period.
fn one_off_months(received: Month, for_months: Option<u16>, period: GrantPeriod) -> (i64, i64) {
    let is_since_2023 = period.from >= Month::known(2023, 1);
    let (first, parts) = match for_months.filter(|months| *months > 0) {
        Some(months) => (received, i64::from(months)),
        None if is_since_2023 => (received.plus(1), 12),
        None => (received.plus(1), 36),
    };
    // Receipt long before the application no longer counts.
    let reach = if is_since_2023 { 12 } else { 36 };
    if period.from.since(received) > reach {
        return (parts, 0);
    }
    let last = first.plus(i32::try_from(parts - 1).unwrap_or(i32::MAX));
    let (from, until) = (first.max(period.from), last.min(period.last()));
    (parts, i64::from(until.since(from) + 1).max(0))
}

/// The amount per year of an income before expenses and free amounts, as a step in the making.
fn yearly(
    context: &Context<'_>,
    member: &Member,
    index: usize,
    income: &Income,
) -> (Step, String, Fixed) {
    let rule = income.kind.rule();
    let period = context.period;
    let months = i128::from(period.months);
    let amount = Fixed::from(income.amount);
    let label = label_of(member);
    let step = Step::new(
        format!("member.{}.income.{}", member.id, index + 1),
        format!("{label}: {}", rule.label_de),
        rule.label_en,
        format!("{}, § 15 WoGG", rule.norm.trim_end_matches(" WoGG")),
    );
    let number = |value: i64| Fixed::euros(value.into());
    match income.per {
        Per::Month => {
            let active = active_months(income, period);
            let step = step.given("B", "Betrag im Monat", amount, Unit::EuroPerMonth);
            if months == 12 {
                let value = amount.share(active.into(), 1);
                return (
                    step.given("m", "Monate", number(active), Unit::Number),
                    "B · m".into(),
                    value,
                );
            }
            let step = step.given("m", "Monate mit Einkommen", number(active), Unit::Number).given(
                "p",
                "Monate der Bewilligung",
                Fixed::euros(months),
                Unit::Number,
            );
            (step, "B · m · 12 / p".into(), amount.share(i128::from(active) * 12, months))
        }
        Per::Year => {
            let active = active_months(income, period);
            let step = step.given("B", "Betrag im Jahr", amount, Unit::EuroPerYear);
            if i128::from(active) == months {
                return (step, "B".into(), amount);
            }
            let step = step.given("m", "Monate mit Einkommen", number(active), Unit::Number).given(
                "p",
                "Monate der Bewilligung",
                Fixed::euros(months),
                Unit::Number,
            );
            (step, "B · m / p".into(), amount.share(active.into(), months))
        }
        Per::Once { received, for_months } => {
            let (parts, inside) = one_off_months(received, for_months, period);
            let step = step
                .given("B", "einmaliger Betrag", amount, Unit::Euro)
                .given("s", "verteilt auf Monate", number(parts), Unit::Number)
                .given("m", "davon im Zeitraum", number(inside), Unit::Number)
                .given("p", "Monate der Bewilligung", Fixed::euros(months), Unit::Number);
            let value = amount.share(i128::from(inside) * 12, i128::from(parts) * months);
            (step, "B · m · 12 / (s · p)".into(), value)
        }
    }
}

/// One income with what its own kind allows; returns its value per year and its step's id.
fn single(
    context: &mut Context<'_>,
    member: &Member,
    index: usize,
    income: &Income,
) -> (Fixed, Text) {
    let (mut step, mut formula, mut value) = yearly(context, member, index, income);
    let expenses = income.expenses_year.unwrap_or_default().at_least_zero();
    match income.kind.rule().treatment {
        Treatment::Half => {
            value = half(&step, &formula).unwrap_or_else(|| value.share(1, 2));
            formula = format!("{formula} / 2");
        }
        Treatment::Minijob | Treatment::Profit if expenses > Cents::ZERO => {
            step =
                step.given("A", "nachgewiesene Aufwendungen im Jahr", expenses, Unit::EuroPerYear);
            formula = format!("max(0; {formula} − A)");
            value = (value - expenses.into()).at_least_zero();
        }
        // Losses of one kind are not set off against others (§ 14 (1)).
        _ if value < Fixed::ZERO => {
            formula = format!("max(0; {formula})");
            value = Fixed::ZERO;
        }
        Treatment::ParentalAllowance => {
            let children = i64::from(income.children.unwrap_or(1).max(1));
            let is_plus = income.kind == IncomeKind::ParentalAllowancePlus;
            let one = if is_plus { Cents(15_000) } else { dated::PARENTAL_ALLOWANCE_FREE };
            // The free amount is monthly; an amount for a year or paid at once is taken as one
            // for twelve months.
            let months = if income.per == Per::Month { 1 } else { 12 };
            let free = one.times(children * months).min(income.amount.at_least_zero());
            step = step.given("f", "davon frei", free, Unit::Euro);
            formula = formula.replacen('B', "(B − f)", 1);
            let rest = Income { amount: income.amount - free, ..income.clone() };
            value = yearly(context, member, index, &rest).2;
        }
        Treatment::NotCounted => {
            formula = "0".into();
            value = Fixed::ZERO;
        }
        _ => {}
    }
    let id = step.id.clone();
    context.steps.push(step.is(formula, value, Unit::EuroPerYear));
    (value, id)
}

/// Half of a formula with one rounding, as every step rounds once.
fn half(step: &Step, formula: &str) -> Option<Fixed> {
    crate::recompute::evaluate(&format!("{formula} / 2"), &step.inputs).ok()
}

/// Treatments that are summed per member before a lump sum is taken off once.
const GROUPS: [Treatment; 6] = [
    Treatment::Employment,
    Treatment::Pension,
    Treatment::CivilPension,
    Treatment::Capital,
    Treatment::Carer,
    Treatment::Gifts,
];

/// Income and receipts of one member (§§ 14 to 16).
fn member_income<'a>(context: &mut Context<'_>, member: &'a Member) -> MemberIncome<'a> {
    let mut singles: Vec<(IncomeKind, Fixed, Text)> = Vec::with_capacity(member.incomes.len());
    for (index, income) in member.incomes.iter().enumerate() {
        let (value, id) = single(context, member, index, income);
        singles.push((income.kind, value, id));
    }
    let mut summands: Vec<Summand> = Vec::new();
    let (mut earned, mut statutory_pension) = (Fixed::ZERO, Fixed::ZERO);
    for treatment in GROUPS {
        let group: Vec<&(IncomeKind, Fixed, Text)> =
            singles.iter().filter(|(kind, ..)| kind.rule().treatment == treatment).collect();
        if !group.is_empty() {
            let summand = group_step(context, member, treatment, &group);
            if treatment == Treatment::Employment {
                earned = earned + summand.0;
            }
            summands.push(summand);
        }
    }
    for (kind, value, id) in singles {
        let treatment = kind.rule().treatment;
        if kind == IncomeKind::StatutoryPension {
            statutory_pension = statutory_pension + value;
        }
        if kind.is_earned() && treatment != Treatment::Employment {
            earned = earned + value;
        }
        if !GROUPS.contains(&treatment) && treatment != Treatment::NotCounted {
            summands.push((value, kind.rule().label_de.into(), id));
        }
    }
    finish_member(context, member, summands, earned, statutory_pension)
}

/// Child care costs, the base and § 16.
fn finish_member<'a>(
    context: &mut Context<'_>,
    member: &'a Member,
    summands: Vec<Summand>,
    earned: Fixed,
    statutory_pension: Fixed,
) -> MemberIncome<'a> {
    let label = label_of(member);
    let base_id: Text = format!("member.{}.base", member.id).into();
    let sum: Fixed = summands.iter().map(|(value, ..)| *value).sum();
    let child_care = Fixed::from(member.child_care_deductible_year.unwrap_or_default())
        .at_least_zero()
        .min(earned);
    let base = sum - child_care;
    let percent_left = 100 - 10 * deductions(context, member);
    if summands.is_empty() {
        return MemberIncome {
            member,
            base: Fixed::ZERO,
            deducted: Fixed::ZERO,
            deducted_id: base_id,
            earned,
            percent_left,
            statutory_pension,
        };
    }
    let mut step = Step::new(
        base_id.clone(),
        format!("{label}: Einkünfte und Einnahmen im Jahr"),
        "income and receipts per year",
        "§ 14 WoGG",
    );
    let mut formula = sum_formula(summands.len()).into_owned();
    for (index, (value, label, id)) in summands.into_iter().enumerate() {
        step = step.using(summand(index), label, value, Unit::EuroPerYear, id);
    }
    if child_care > Fixed::ZERO {
        step = step
            .given("K", "abziehbare Kinderbetreuungskosten", child_care, Unit::EuroPerYear)
            .marked(Mark::OurReading);
        step.norm = "§ 14 WoGG, § 2 Abs. 5a Satz 2 EStG".into();
        formula = format!("{formula} − K");
    }
    context.steps.push(step.is(formula, base, Unit::EuroPerYear));
    let (deducted, deducted_id) = deduct(context, member, base, &base_id);
    MemberIncome { member, base, deducted, deducted_id, earned, percent_left, statutory_pension }
}

/// How many of the three contributions of § 16 are paid.
fn deductions(context: &Context<'_>, member: &Member) -> i64 {
    let _ = context;
    [member.pays_income_tax, member.pays_health_insurance, member.pays_pension_insurance]
        .iter()
        .map(|paid| i64::from(*paid == Some(true)))
        .sum()
}

/// § 16: ten percent for each contribution; until 2015 six percent where there is none.
fn deduct(
    context: &mut Context<'_>,
    member: &Member,
    base: Fixed,
    base_id: &Text,
) -> (Fixed, Text) {
    let id: Text = format!("member.{}.deducted", member.id).into();
    let count = deductions(context, member);
    let is_six = count == 0 && context.params.regime == Regime::R2009;
    let (percent, formula) = if is_six {
        (6, "J · (100 − 6) / 100")
    } else {
        (count * 10, "J · (100 − 10 · k) / 100")
    };
    let value = base.share(i128::from(100 - percent), 100);
    let step = Step::new(
        id.clone(),
        format!("{}: Jahreseinkommen nach pauschalen Abzügen", label_of(member)),
        "yearly income after lump deductions",
        if is_six { "§ 16 Abs. 2 WoGG (Fassung bis 2015)" } else { "§ 16 WoGG" },
    )
    .using("J", "Einkünfte und Einnahmen", base, Unit::EuroPerYear, base_id.clone())
    .given(
        "k",
        "Abzüge: Steuern, Kranken- und Pflegeversicherung, Rentenversicherung",
        Fixed::euros(count.into()),
        Unit::Number,
    );
    context.steps.push(step.is(formula, value, Unit::EuroPerYear));
    (value, id)
}

/// A lump sum or free amount taken off once from several incomes of one kind.
fn group_step(
    context: &mut Context<'_>,
    member: &Member,
    treatment: Treatment,
    group: &[&(IncomeKind, Fixed, Text)],
) -> Summand {
    let label = label_of(member);
    let (key, label_de, label_en, norm, off_label) = match treatment {
        Treatment::Employment => (
            "employment",
            "Lohn nach Werbungskosten",
            "pay after work expenses",
            "§ 14 Abs. 1 WoGG, § 9a Satz 1 Nr. 1 EStG",
            "Arbeitnehmer-Pauschbetrag",
        ),
        Treatment::Pension => (
            "pension",
            "Renten nach Werbungskosten",
            "pensions after expenses",
            "§ 14 Abs. 1 WoGG, § 9a Satz 1 Nr. 3 EStG",
            "Werbungskosten-Pauschbetrag",
        ),
        Treatment::CivilPension => (
            "civil_pension",
            "Pensionen nach Werbungskosten",
            "civil service pensions after expenses",
            "§ 14 Abs. 1 WoGG, § 9a Satz 1 Nr. 1 EStG",
            "Werbungskosten-Pauschbetrag",
        ),
        Treatment::Capital => (
            "capital",
            "Kapitalerträge über 100 Euro",
            "capital income above 100 euros",
            "§ 14 Abs. 2 Nr. 15 WoGG",
            "frei im Jahr",
        ),
        Treatment::Carer => (
            "carer",
            "Unterstützung für Pflege über dem Freibetrag",
            "support for care above the free amount",
            "§ 14 Abs. 2 Nr. 19 und 20 WoGG",
            "frei im Jahr",
        ),
        _ => (
            "gifts",
            "Unterstützung über dem Freibetrag",
            "support above the free amount",
            "§ 14 Abs. 2 Nr. 19 WoGG",
            "frei im Jahr",
        ),
    };
    let id: Text = format!("member.{}.{key}", member.id).into();
    let mut step = Step::new(id.clone(), format!("{label}: {label_de}"), label_en, norm);
    let mut sum = Fixed::ZERO;
    for (index, (kind, value, from)) in group.iter().enumerate() {
        step = step.using(
            summand(index),
            kind.rule().label_de,
            *value,
            Unit::EuroPerYear,
            from.clone(),
        );
        sum = sum + *value;
    }
    let sum_text = sum_formula(group.len());
    let group_expenses: Cents = member
        .incomes
        .iter()
        .filter(|income| income.kind.rule().treatment == treatment)
        .filter_map(|income| income.expenses_year)
        .sum();
    let (lump, expenses) = match treatment {
        Treatment::Employment => (
            dated::at(&dated::EMPLOYEE_LUMP_SUM, context.month).unwrap_or_default(),
            member.work_expenses_year.unwrap_or_default() + group_expenses,
        ),
        Treatment::Pension | Treatment::CivilPension => (dated::PENSION_LUMP_SUM, group_expenses),
        Treatment::Capital => (dated::CAPITAL_FREE, Cents::ZERO),
        Treatment::Carer => (dated::CARER_FREE, Cents::ZERO),
        _ => (dated::GIFTS_FREE, Cents::ZERO),
    };
    step = step.given("P", off_label, lump, Unit::EuroPerYear);
    let mut off = Fixed::from(lump);
    let mut formula = String::from("P");
    // The bill for 2027 leaves only the lump sum.
    if expenses > Cents::ZERO && !context.params.is_capped_at_rent {
        step = step.given("A", "nachgewiesene Werbungskosten", expenses, Unit::EuroPerYear);
        off = off.max(expenses.into());
        formula = "max(P; A)".into();
    }
    let dues = member.union_dues_year.unwrap_or_default();
    if treatment == Treatment::Employment
        && dues > Cents::ZERO
        && context.month >= Month::known(2026, 1)
    {
        step = step.given("g", "Gewerkschaftsbeitrag", dues, Unit::EuroPerYear);
        off = off + dues.into();
        formula = format!("({formula}) − g");
    }
    if treatment == Treatment::Capital {
        step = step.marked(Mark::OurReading);
    }
    let value = (sum - off).at_least_zero();
    context.steps.push(step.is(
        format!("max(0; {sum_text} − {formula})"),
        value,
        Unit::EuroPerYear,
    ));
    (value, label_de.into(), id)
}

/// § 18: maintenance paid, each as a step.
fn maintenance(context: &mut Context<'_>, members: &[MemberIncome<'_>]) -> Vec<Summand> {
    let mut all = Vec::new();
    for MemberIncome { member, .. } in members {
        for (index, paid) in member.maintenance_paid.iter().enumerate() {
            let (number, label, limit) = match paid.to {
                MaintenanceTo::TraineeElsewhere => {
                    (1, "Mitglied in Ausbildung auswärts", dated::MAINTENANCE[0])
                }
                MaintenanceTo::SharedChild => {
                    (2, "Kind beim anderen Elternteil", dated::MAINTENANCE[1])
                }
                MaintenanceTo::FormerSpouse => {
                    (3, "früherer oder getrennter Ehegatte", dated::MAINTENANCE[2])
                }
                MaintenanceTo::OtherPerson => (4, "andere Person außerhalb", dated::MAINTENANCE[3]),
            };
            let id: Text = format!("member.{}.maintenance.{}", member.id, index + 1).into();
            let amount = paid.amount_year.at_least_zero();
            let limit = paid.titled_year.unwrap_or(limit);
            let limit_label = if paid.titled_year.is_some() {
                "laut Titel im Jahr"
            } else {
                "höchstens im Jahr"
            };
            let norm: Text = if paid.titled_year.is_some() {
                "§ 18 Satz 2 WoGG".into()
            } else {
                format!("§ 18 Satz 1 Nr. {number} WoGG").into()
            };
            let value = Fixed::from(amount.min(limit));
            let step = Step::new(
                id.clone(),
                format!("{}: gezahlter Unterhalt, {label}", label_of(member)),
                "maintenance paid",
                norm,
            )
            .given("U", "Unterhalt im Jahr", amount, Unit::EuroPerYear)
            .given("L", limit_label, limit, Unit::EuroPerYear);
            context.steps.push(step.is("min(U; L)", value, Unit::EuroPerYear));
            all.push((value, Text::from("gezahlter Unterhalt"), id));
        }
    }
    if !all.is_empty() {
        context.hints.push(Remark::new(
            "maintenance_legal_duty",
            "§ 18 WoGG",
            "Unterhalt zählt nur, soweit er gesetzlich geschuldet ist und voraussichtlich gezahlt \
             wird.",
            "Maintenance counts only as far as it is owed by law and expected to be paid.",
        ));
    }
    all
}
