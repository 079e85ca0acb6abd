//! Allowances (§§ 17, 17a `WoGG`), with the law until 2015.

use crate::assess::Context;
use crate::explain::{Mark, Step, Text, Unit};
use crate::household::{Household, Member, Relation};
use crate::income::{MemberIncome, label_of};
use crate::money::{Cents, Fixed};
use crate::month::Month;
use crate::tables::allowances as dated;

/// An allowance: value per year, German label, step.
type Allowance = (Fixed, Text, Text);

/// All allowances of the household, each as a step.
pub(crate) fn allowances(
    context: &mut Context<'_>,
    members: &[MemberIncome<'_>],
) -> Vec<Allowance> {
    let mut all = Vec::new();
    for income in members {
        let member = income.member;
        if let Some((amount, norm)) = disability(context, member) {
            all.push(fixed_amount(
                context,
                member,
                "disability",
                "Freibetrag Schwerbehinderung",
                "allowance for severe disability",
                norm,
                amount,
            ));
        }
        if member.nazi_persecution {
            let norm = if is_old_law(context) {
                "§ 17 Nr. 3 WoGG (Fassung bis 2015)"
            } else {
                "§ 17 Nr. 2 WoGG"
            };
            all.push(fixed_amount(
                context,
                member,
                "persecution",
                "Freibetrag für Opfer der NS-Verfolgung",
                "allowance for victims of Nazi persecution",
                norm,
                dated::NAZI_PERSECUTION,
            ));
        }
        all.extend(working_child(context, income));
        all.extend(basic_pension(context, income));
    }
    all.extend(single_parent(context));
    all
}

fn is_old_law(context: &Context<'_>) -> bool {
    context.allowance_month < Month::known(2016, 1)
}

fn fixed_amount(
    context: &mut Context<'_>,
    member: &Member,
    key: &'static str,
    label_de: &'static str,
    label_en: &'static str,
    norm: &'static str,
    amount: Cents,
) -> Allowance {
    let id: Text = format!("member.{}.{key}", member.id).into();
    let step = Step::new(id.clone(), format!("{}: {label_de}", label_of(member)), label_en, norm)
        .given("F", "Freibetrag im Jahr", amount, Unit::EuroPerYear)
        .is("F", amount, Unit::EuroPerYear);
    context.steps.push(step);
    (amount.into(), label_de.into(), id)
}

/// § 17 no. 1 (until 2015 nos. 1 and 2).
fn disability(context: &Context<'_>, member: &Member) -> Option<(Cents, &'static str)> {
    // Severe disability begins at a degree of 50 (§ 2 (2) SGB IX).
    const SEVERE_FROM: u8 = 50;
    let degree = member.disability_degree.filter(|degree| *degree >= SEVERE_FROM)?;
    let full = dated::at(&dated::DISABILITY, context.allowance_month).unwrap_or_default();
    let care = member.care_at_home == Some(true);
    if context.params.is_capped_at_rent {
        let counts = degree >= 100 || member.care_level.is_some_and(|level| level >= 3);
        return counts.then_some((full, "§ 17 Nr. 1 WoGG (Entwurf 2027)"));
    }
    if is_old_law(context) {
        return if degree >= 100 || (degree >= 80 && care) {
            Some((full, "§ 17 Nr. 1 WoGG (Fassung bis 2015)"))
        } else {
            care.then_some((
                dated::DISABILITY_LOWER_UNTIL_2015,
                "§ 17 Nr. 2 WoGG (Fassung bis 2015)",
            ))
        };
    }
    (degree >= 100 || care).then_some((full, "§ 17 Nr. 1 WoGG"))
}

/// § 17 no. 4: own earnings of a child of a member.
fn working_child(context: &mut Context<'_>, income: &MemberIncome<'_>) -> Option<Allowance> {
    let member = income.member;
    if !member.is_child() || income.earned <= Fixed::ZERO {
        return None;
    }
    let age = member.age_at(context.period.from);
    let old = is_old_law(context);
    // Without a date of birth a child is taken to be young enough; the question stays open.
    if age.is_some_and(|age| age >= 25 || (old && age < 16)) {
        return None;
    }
    let limit = dated::at(&dated::WORKING_CHILD, context.allowance_month).unwrap_or_default();
    let percent = i128::from(income.percent_left);
    let value = income.earned.share(percent, 100).min(limit.into());
    let id: Text = format!("member.{}.working_child", member.id).into();
    let label = "Freibetrag für das Einkommen eines Kindes";
    let step = Step::new(
        id.clone(),
        format!("{}: {label}", label_of(member)),
        "allowance for a child's own earnings",
        if old { "§ 17 Nr. 5 WoGG (Fassung bis 2015)" } else { "§ 17 Nr. 4 WoGG" },
    )
    .given("V", "eigener Verdienst im Jahr nach Werbungskosten", income.earned, Unit::EuroPerYear)
    .given("r", "Prozent nach pauschalen Abzügen", Fixed::euros(percent), Unit::Number)
    .given("F", "höchstens im Jahr", limit, Unit::EuroPerYear)
    .marked(Mark::AdministrativeRule);
    context.steps.push(step.is("min(V · r / 100; F)", value, Unit::EuroPerYear));
    Some((value, label.into(), id))
}

/// § 17a: 33 years of basic pension times.
fn basic_pension(context: &mut Context<'_>, income: &MemberIncome<'_>) -> Option<Allowance> {
    let pension = income.statutory_pension;
    let counts = income.member.basic_pension_times == Some(true)
        && pension > Fixed::ZERO
        && context.month >= dated::BASIC_PENSION_FROM;
    if !counts {
        return None;
    }
    let level = dated::at(&dated::SUBSISTENCE_LEVEL_1, context.month).unwrap_or_default();
    if context.month > crate::tables::last_known_month() {
        context.assume_subsistence_level();
    }
    let base = Fixed::from(dated::BASIC_PENSION_BASE);
    let percent = i128::from(dated::BASIC_PENSION_PERCENT);
    let free = pension.min(base) + (pension - base).at_least_zero().share(percent, 100);
    let value = free.min(Fixed::from(level).share(6, 1));
    let id: Text = format!("member.{}.basic_pension", income.member.id).into();
    let label = "Freibetrag bei 33 Jahren Grundrentenzeiten";
    let step = Step::new(
        id.clone(),
        format!("{}: {label}", label_of(income.member)),
        "allowance for 33 years of basic pension times",
        "§ 17a Abs. 1 WoGG",
    )
    .given("R", "gesetzliche Rente im Jahr", pension, Unit::EuroPerYear)
    .given("S", "Sockel im Jahr", base, Unit::EuroPerYear)
    .given("p", "Prozent vom Rest", Fixed::euros(percent), Unit::Number)
    .given("B", "Regelbedarfsstufe 1 im Monat", level, Unit::EuroPerMonth)
    .marked(Mark::OurReading);
    let formula = "min(min(R; S) + max(0; R − S) · p / 100; 12 · B / 2)";
    context.steps.push(step.is(formula, value, Unit::EuroPerYear));
    Some((value, label.into(), id))
}

/// Whether somebody lives only with children: the single adult of the household.
fn lives_only_with_children(household: &Household) -> bool {
    let dwelling = &household.dwelling;
    let nobody_else = dwelling.co_occupants.is_none_or(|others| others.persons == 0);
    let adults = household.members.iter().filter(|member| !member.is_child()).count();
    let lives_here = |member: &Member| member.relation == Relation::Applicant || member.is_child();
    nobody_else && adults == 1 && household.members.iter().all(lives_here)
}

/// § 17 no. 3 (until 2015 no. 4).
fn single_parent(context: &mut Context<'_>) -> Option<Allowance> {
    let household = context.household;
    if !lives_only_with_children(household) {
        return None;
    }
    let parent = context.composition.considered(household).find(|member| !member.is_child())?;
    let old = is_old_law(context);
    let age_limit = if old { 12 } else { 18 };
    let from = context.period.from;
    let children = household.members.iter().filter(|member| {
        let young = member.age_at(from).is_none_or(|age| age < age_limit);
        member.is_child() && member.child_benefit == Some(true) && young
    });
    let children = i64::try_from(children.count()).unwrap_or(0);
    if children == 0 {
        return None;
    }
    if !old {
        return Some(fixed_amount(
            context,
            parent,
            "single_parent",
            "Freibetrag für Alleinerziehende",
            "allowance for single parents",
            "§ 17 Nr. 3 WoGG",
            dated::SINGLE_PARENT,
        ));
    }
    // Until 2015 only for parents away at work or in training.
    let only_minors = household
        .members
        .iter()
        .filter(|member| member.is_child())
        .all(|member| member.age_at(from).is_none_or(|age| age < 18));
    let is_away = parent.incomes.iter().any(|income| income.kind.is_earned());
    if !only_minors || !is_away {
        return None;
    }
    let id: Text = format!("member.{}.single_parent", parent.id).into();
    let label = "Freibetrag für Alleinerziehende";
    let each = dated::SINGLE_PARENT_PER_CHILD_UNTIL_2015;
    let value = Fixed::from(each.times(children));
    let step = Step::new(
        id.clone(),
        label,
        "allowance for single parents",
        "§ 17 Nr. 4 WoGG (Fassung bis 2015)",
    )
    .given("k", "Kinder unter zwölf Jahren", Fixed::euros(children.into()), Unit::Number)
    .given("F", "je Kind im Jahr", each, Unit::EuroPerYear);
    context.steps.push(step.is("k · F", value, Unit::EuroPerYear));
    Some((value, label.into(), id))
}
