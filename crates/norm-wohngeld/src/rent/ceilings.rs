//! Ceilings, additions and the share of the considered members (§§ 11 (1) and (3), 12).

use crate::assess::Context;
use crate::explain::{Mark, Step, Text, Unit};
use crate::formula::{ConsideredRent, considered_rent};
use crate::money::{Cents, Fixed};
use crate::tables::{LawError, RentLevel};

/// §§ 11 (1) and (3), 12: ceilings, additions and share.
pub(crate) fn ceilings(
    context: &mut Context<'_>,
    level: RentLevel,
    rent: Option<Fixed>,
    rent_from: &'static str,
) -> Result<ConsideredRent, LawError> {
    let params = context.params;
    let (total, considered) = (context.total, context.considered);
    let result = considered_rent(params, total, considered, level, rent)?;
    let column = usize::from(level.number() - 1);
    let row = |row: usize| Cents::euros(params.ceilings_eur[row][column]);
    let label = format!("Höchstbetrag, Mietenstufe {}", level.roman());
    let names = ("rent.ceiling", "rent ceiling", "§ 12 Abs. 1 WoGG, Anlage 1");
    context.steps.push(table_step(context, names, label.into(), result.ceiling, row(4), row(5)));
    let has_climate = params.climate_cents.is_some();
    if let Some(table) = params.climate_cents {
        let names = ("rent.climate", "climate amount", "§ 12 Abs. 7 WoGG");
        let (five, further) = (Cents(table[4]), Cents(table[5]));
        let label = "Klimakomponente".into();
        context.steps.push(table_step(context, names, label, result.climate, five, further));
    }
    let has_heating = params.heating_co2_cents.is_some();
    if let Some(co2) = params.heating_co2_cents {
        let permanent = params.heating_permanent_cents.unwrap_or_default();
        let names = ("rent.heating", "heating amount", "§ 12 Abs. 6 WoGG");
        let (five, further) = (Cents(co2[4] + permanent[4]), Cents(co2[5] + permanent[5]));
        let label = "Entlastung bei den Heizkosten".into();
        context.steps.push(table_step(context, names, label, result.heating, five, further));
    }
    context.steps.push(capped_step(&result, rent, rent_from, has_climate));
    context.steps.push(m_step(context, &result, has_heating));
    Ok(result)
}

/// A value of a table with rows for one to five members and each further one.
fn table_step(
    context: &Context<'_>,
    (id, label_en, norm): (&'static str, &'static str, &'static str),
    label_de: Text,
    value: Cents,
    five: Cents,
    further: Cents,
) -> Step {
    let total = Fixed::euros(context.total.into());
    let step = Step::new(id, label_de, label_en, norm)
        .using("t", "Haushaltsmitglieder", total, Unit::Number, "household.total")
        .source(context.params.source);
    if context.total <= 5 {
        return step.given("W", "Wert der Tabelle", value, Unit::EuroPerMonth).is(
            "W",
            value,
            Unit::EuroPerMonth,
        );
    }
    let step = step.given("W5", "Wert für fünf Mitglieder", five, Unit::EuroPerMonth).given(
        "Ww",
        "Mehrbetrag für jedes weitere",
        further,
        Unit::EuroPerMonth,
    );
    if context.total <= 12 {
        return step.is("W5 + (t − 5) · Ww", value, Unit::EuroPerMonth);
    }
    step.marked(Mark::AdministrativeRule).is(
        "W5 + (min(t; 12) − 5) · Ww",
        value,
        Unit::EuroPerMonth,
    )
}

/// The lesser of rent and ceiling.
fn capped_step(
    result: &ConsideredRent,
    rent: Option<Fixed>,
    rent_from: &'static str,
    has_climate: bool,
) -> Step {
    let mut step = Step::new(
        "rent.capped",
        "Miete oder Belastung, höchstens bis zum Höchstbetrag",
        "rent or burden up to the ceiling",
        if rent.is_some() { "§ 11 Abs. 1 WoGG" } else { "§ 9 Abs. 3, § 11 Abs. 1 Satz 2 WoGG" },
    )
    .using("H", "Höchstbetrag", result.ceiling.into(), Unit::EuroPerMonth, "rent.ceiling");
    if has_climate {
        let climate = result.climate.into();
        step = step.using("K", "Klimakomponente", climate, Unit::EuroPerMonth, "rent.climate");
    }
    if let Some(rent) = rent {
        step = step.using("R", "Miete oder Belastung", rent, Unit::EuroPerMonth, rent_from);
    }
    let formula = match (rent.is_some(), has_climate) {
        (true, true) => "min(R; H + K)",
        (true, false) => "min(R; H)",
        (false, true) => "H + K",
        (false, false) => "H",
    };
    step.is(formula, result.capped, Unit::EuroPerMonth)
}

/// M.
fn m_step(context: &Context<'_>, result: &ConsideredRent, has_heating: bool) -> Step {
    let (total, considered) = (context.total, context.considered);
    let is_shared = considered < total;
    let mut step = Step::new(
        "rent.m",
        "M: zu berücksichtigende Miete oder Belastung",
        "M: rent or burden considered",
        if is_shared { "§ 11 Abs. 1 und 3 WoGG" } else { "§ 11 Abs. 1 WoGG" },
    )
    .using("R", "Miete bis zum Höchstbetrag", result.capped, Unit::EuroPerMonth, "rent.capped");
    if has_heating {
        let heating = result.heating.into();
        step =
            step.using("E", "Entlastung Heizkosten", heating, Unit::EuroPerMonth, "rent.heating");
    }
    if is_shared {
        let number = |value: u32| Fixed::euros(value.into());
        step = step
            .using(
                "n",
                "zu berücksichtigende Mitglieder",
                number(considered),
                Unit::Number,
                "household.considered",
            )
            .using("t", "alle Mitglieder", number(total), Unit::Number, "household.total");
        // How a share that does not come out even is rounded is not regulated.
        let whole = (result.capped + result.heating.into()).share(considered.into(), 1);
        if result.m.share(total.into(), 1) != whole {
            step = step.marked(Mark::OurReading);
        }
    }
    let formula = match (has_heating, is_shared) {
        (true, true) => "(R + E) · n / t",
        (true, false) => "R + E",
        (false, true) => "R · n / t",
        (false, false) => "R",
    };
    step.is(formula, result.m, Unit::EuroPerMonth)
}
