//! Income from gross amounts to Y (§§ 13 to 16, 18 `WoGG`); the allowances are in
//! [`crate::allowances`].

mod groups;
mod maintenance;
mod sources;

use self::groups::group_step;
use self::maintenance::maintenance;
use self::sources::single;
use crate::allowances;
use crate::assess::Context;
use crate::explain::{Mark, Step, Text, Unit, sum_formula, summand};
use crate::household::Member;
use crate::income_kinds::{IncomeKind, Treatment};
use crate::money::Fixed;
use crate::tables::Regime;

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
    let mut step = Step::new(
        "income.y",
        "Y: Gesamteinkommen im Monat",
        "Y: total income per month",
        "§ 13 Abs. 2 WoGG",
    )
    .using("G", "Gesamteinkommen im Jahr", yearly, Unit::EuroPerYear, from);
    // Whether a twelfth that does not come out even is rounded to cents is not regulated.
    if y.share(12, 1) != yearly {
        step = step.marked(Mark::OurReading);
    }
    context.steps.push(step.is("G / 12", y, Unit::EuroPerMonth));
    IncomeResult { y, monthly_sum: base.share(1, 12) }
}

/// How a member is called in labels.
pub(crate) fn label_of(member: &Member) -> Text {
    let name = if member.label.is_empty() { &member.id } else { &member.label };
    name.clone().into()
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
    let percent_left = 100 - 10 * deductions(member);
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
fn deductions(member: &Member) -> i64 {
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
    let count = deductions(member);
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
