//! One income: what of it falls into a year of the grant period (§§ 14, 15).

use super::label_of;
use crate::assess::Context;
use crate::explain::{Step, Text, Unit};
use crate::household::{GrantPeriod, Income, Member, Per};
use crate::income_kinds::{IncomeKind, Treatment};
use crate::money::{Cents, Fixed};
use crate::month::Month;
use crate::tables::allowances as dated;

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
pub(super) fn single(
    context: &mut Context<'_>,
    member: &Member,
    index: usize,
    income: &Income,
) -> (Fixed, Text) {
    let (mut step, mut formula, mut value) = yearly(context, member, index, income);
    let expenses = income.expenses_year.unwrap_or_default().at_least_zero();
    match income.kind.rule().treatment {
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
        Treatment::Half => {
            value = half(&step, &formula).unwrap_or_else(|| value.share(1, 2));
            formula = format!("{formula} / 2");
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
