//! The burden of owners: capital service and running costs (§ 10 `WoGG`, §§ 8 to 15 `WoGV`).

use crate::assess::Context;
use crate::explain::{Step, Unit, sum_formula, summand};
use crate::household::{Loan, LoanPurpose, OwnedParking, OwnerCosts};
use crate::money::{Cents, Fixed};
use crate::rent::square_metres;
use crate::tables::allowances as dated;

/// A summand of the burden: value per year, German label, step.
type Part = (Fixed, &'static str, crate::explain::Text);

/// The burden per month; its last step is `owner.burden`.
pub(crate) fn burden(context: &mut Context<'_>) -> Fixed {
    let household = context.household;
    let none = OwnerCosts::default();
    let costs = household.dwelling.owner.as_ref().unwrap_or(&none);
    let computed = costs.computed_burden_month.or_else(|| {
        household.dwelling.owner.is_none().then_some(household.dwelling.monthly_payment)?
    });
    if let Some(burden) = computed {
        context.steps.push(
            Step::new("owner.burden", "Belastung", "burden", "§ 10 WoGG")
                .given("B", "berechnete Belastung im Monat", burden, Unit::EuroPerMonth)
                .is("B", burden, Unit::EuroPerMonth),
        );
        return burden.into();
    }
    let mut parts: Vec<Part> = Vec::new();
    for (index, loan) in costs.loans.iter().enumerate() {
        parts.push(capital_service(context, index, loan));
    }
    if let Some(part) = upkeep(context) {
        parts.push(part);
    }
    let mut year = Step::new(
        "owner.burden_year",
        "Belastung aus Kapitaldienst und Bewirtschaftung im Jahr",
        "burden from capital service and running costs per year",
        "§ 10 Abs. 2 WoGG, §§ 12, 13 WoGV",
    );
    let mut total = Fixed::ZERO;
    let mut count = 0;
    for (value, label, id) in parts {
        year = year.using(summand(count), label, value, Unit::EuroPerYear, id);
        total = total + value;
        count += 1;
    }
    for (amount, label) in [
        (costs.ground_rent_year, "Erbbauzins und wiederkehrende Leistungen"),
        (costs.property_tax_year, "Grundsteuer"),
        (costs.administration_year, "Verwaltungskosten an Dritte"),
    ] {
        let Some(amount) = amount.filter(|amount| *amount > Cents::ZERO) else { continue };
        year = year.given(summand(count), label, amount, Unit::EuroPerYear);
        total = total + amount.into();
        count += 1;
    }
    context.steps.push(year.is(sum_formula(count), total, Unit::EuroPerYear));
    monthly(context, costs, total)
}

/// Per month, without garage and parking space (§ 15 (3) `WoGV`).
fn monthly(context: &mut Context<'_>, costs: &OwnerCosts, total: Fixed) -> Fixed {
    let parking_flat =
        if context.params.is_capped_at_rent { dated::GARAGE } else { dated::PARKING };
    let off = |space: Option<OwnedParking>, flat: Cents| {
        space.map_or(Cents::ZERO, |space| space.fee_month.unwrap_or_default().max(flat))
    };
    let (garage, parking) = (off(costs.garage, dated::GARAGE), off(costs.parking, parking_flat));
    let result = (total.share(1, 12) - garage.into() - parking.into()).at_least_zero();
    // The formula rounds once at its end, as every step does.
    let exact = total - Fixed::from(garage + parking).share(12, 1);
    let result = if result == Fixed::ZERO { result } else { exact.share(1, 12) };
    context.steps.push(
        Step::new(
            "owner.burden",
            "Belastung im Monat",
            "burden per month",
            "§ 10 Abs. 1 WoGG, § 15 Abs. 3 WoGV",
        )
        .using("J", "Belastung im Jahr", total, Unit::EuroPerYear, "owner.burden_year")
        .given("G", "Garage (Pauschale oder höheres Entgelt)", garage, Unit::EuroPerMonth)
        .given("S", "Stellplatz (Pauschale oder höheres Entgelt)", parking, Unit::EuroPerMonth)
        .is("max(0; J / 12 − G − S)", result, Unit::EuroPerMonth),
    );
    result
}

/// §§ 11, 12 `WoGV`: what a loan costs in a year, as far as it counts.
fn capital_service(context: &mut Context<'_>, index: usize, loan: &Loan) -> Part {
    let id = format!("owner.loan.{}", index + 1);
    let premium = loan.premium_replaces_repayment_of.unwrap_or_default();
    let cost = Fixed::from(loan.interest_year)
        + loan.repayment_year.into()
        + loan.guarantee_year.into()
        + Fixed::from(premium).share(2, 100);
    let mut limited = cost;
    let mut limits = String::new();
    let name = if loan.label.is_empty() { "Darlehen" } else { loan.label.as_str() };
    let mut step = Step::new(
        id.clone(),
        format!("Kapitaldienst: {name}"),
        "capital service of a loan",
        "§ 10 Abs. 2 WoGG, §§ 11, 12 WoGV",
    )
    .given("Z", "Zinsen und laufende Nebenleistungen", loan.interest_year, Unit::EuroPerYear)
    .given("T", "Tilgung", loan.repayment_year, Unit::EuroPerYear)
    .given("N", "Kosten einer Bürgschaft", loan.guarantee_year, Unit::EuroPerYear)
    .given("D", "Darlehen, dessen Tilgung Prämien ersetzen", premium, Unit::Euro);
    for (symbol, label, limit) in [
        ("v", "vereinbart im Jahr", loan.agreed_year),
        ("b", "tatsächlich bezahlt im Jahr", loan.paid_year),
    ] {
        let Some(limit) = limit else { continue };
        step = step.given(symbol, label, limit, Unit::EuroPerYear);
        limited = limited.min(limit.into());
        limits.push_str("; ");
        limits.push_str(symbol);
    }
    let sum = "Z + T + N + D · 2 / 100";
    let base = if limits.is_empty() { format!("({sum})") } else { format!("min({sum}{limits})") };
    let (formula, result) =
        match loan.purpose {
            LoanPurpose::Flat => (base, limited),
            LoanPurpose::Other => ("0".to_owned(), Fixed::ZERO),
            LoanPurpose::Replacement { remaining_debt, nominal } => {
                let debt = remaining_debt.at_least_zero().min(nominal);
                step = step
                    .given("s", "Restschuld des ersetzten Darlehens", debt, Unit::Euro)
                    .given("d", "neues Darlehen", nominal, Unit::Euro);
                let result = limited.share(debt.0.into(), nominal.0.into());
                if nominal > Cents::ZERO {
                    (format!("{base} · s / d"), result)
                } else {
                    ("0".to_owned(), Fixed::ZERO)
                }
            }
        };
    context.steps.push(step.is(formula, result, Unit::EuroPerYear));
    (result, "Kapitaldienst", id.into())
}

/// § 13 (2) `WoGV`: flat amount for upkeep and operation.
fn upkeep(context: &mut Context<'_>) -> Option<Part> {
    let area = context.household.dwelling.area_hundredths_m2?;
    context.note_old_flat_amounts();
    let area = square_metres(area);
    let rate = Fixed::from(dated::UPKEEP_PER_M2_YEAR);
    let value = area.times(rate);
    context.steps.push(
        Step::new(
            "owner.upkeep",
            "Instandhaltung und Betrieb",
            "upkeep and operation",
            "§ 13 Abs. 2 WoGV",
        )
        .given("F", "Wohnfläche", area, Unit::SquareMetre)
        .given("Satz", "je Quadratmeter im Jahr", rate, Unit::Euro)
        .is("F · Satz", value, Unit::EuroPerYear),
    );
    Some((value, "Instandhaltung und Betrieb", "owner.upkeep".into()))
}
