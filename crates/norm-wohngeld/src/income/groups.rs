//! Lump sums and free amounts taken off once from all incomes of a kind (§ 14, § 9a `EStG`).

use super::{Summand, label_of};
use crate::assess::Context;
use crate::explain::{Mark, Step, Text, Unit, sum_formula, summand};
use crate::household::Member;
use crate::income_kinds::{IncomeKind, Treatment};
use crate::money::{Cents, Fixed};
use crate::month::Month;
use crate::tables::{Regime, allowances as dated};

/// Key, German and English label, paragraph and name of what is taken off.
type Names = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// How a group is called.
fn names(treatment: Treatment) -> Names {
    match treatment {
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
    }
}

/// A lump sum or free amount taken off once from several incomes of one kind.
pub(super) fn group_step(
    context: &mut Context<'_>,
    member: &Member,
    treatment: Treatment,
    group: &[&(IncomeKind, Fixed, Text)],
) -> Summand {
    let label = label_of(member);
    let (key, label_de, label_en, norm, off_label) = names(treatment);
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
        // The bill for 2027 drops § 14 (2) no. 15, so the savings lump sum itself stays free.
        Treatment::Capital if context.params.regime == Regime::Bill2027 => {
            (dated::SAVINGS_LUMP_SUM, Cents::ZERO)
        }
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
