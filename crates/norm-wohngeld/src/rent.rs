//! From the payment for a flat to M (§§ 9, 11, 12 `WoGG`, §§ 2 to 7 `WoGV`).

use crate::assess::Context;
use crate::explain::{Mark, Remark, Step, Text, Unit, sum_formula, summand};
use crate::formula::{ConsideredRent, considered_rent};
use crate::household::{CostPart, Dwelling, Subsidy, Tenure};
use crate::money::{Cents, Fixed};
use crate::owner;
use crate::tables::{LawError, RentLevel, allowances as dated};

/// A number of square metres from hundredths.
pub(crate) fn square_metres(hundredths: u32) -> Fixed {
    Fixed::from(Cents(hundredths.into()))
}

/// What §§ 9 to 12 give.
pub(crate) struct RentResult {
    /// Rent (§ 9) or burden (§ 10) per month.
    pub agreed: Fixed,
    /// The parts of the calculation.
    pub considered: ConsideredRent,
}

/// Everything about rent or burden.
pub(crate) fn rent(
    context: &mut Context<'_>,
    tenure: Tenure,
    level: RentLevel,
) -> Result<RentResult, LawError> {
    let dwelling = &context.household.dwelling;
    let is_home = tenure == Tenure::HomeResident;
    let (agreed, from) = if is_home {
        (Fixed::ZERO, "")
    } else if tenure.subsidy() == Subsidy::Owner {
        (owner::burden(context), "owner.burden")
    } else if tenure == Tenure::OwnHouseOfManyFlats {
        let value = dwelling.rental_value.or(dwelling.monthly_payment).unwrap_or_default();
        context.steps.push(
            Step::new("rent.agreed", "Mietwert der Wohnung", "rental value", "§ 9 Abs. 3 WoGG")
                .given("Mietwert", "ortsüblicher Mietwert", value, Unit::EuroPerMonth)
                .is("Mietwert", value, Unit::EuroPerMonth),
        );
        (value.into(), "rent.agreed")
    } else {
        (agreed_rent(context), "rent.agreed")
    };
    let (rent, rent_from) = if is_home {
        (None, "")
    } else {
        let (r, f) = left_out(context, agreed, from);
        (Some(r), f)
    };
    let considered = ceilings(context, level, rent, rent_from)?;
    let agreed = if is_home { considered.capped.into() } else { agreed };
    Ok(RentResult { agreed, considered })
}

/// The flat amount for occupants of § 6 (2) `WoGV`.
fn per_occupants(table: [Cents; 3], occupants: u32) -> Cents {
    match occupants {
        0 => Cents::ZERO,
        1 => table[0],
        _ => table[1] + table[2].times(i64::from(occupants) - 2),
    }
}

/// Persons living in the flat.
pub(crate) fn occupants(context: &Context<'_>) -> u32 {
    let people = u32::try_from(context.household.members.len()).unwrap_or(u32::MAX);
    let others = context.household.dwelling.co_occupants.map_or(0, |others| others.persons.into());
    people.saturating_add(others)
}

/// A part to be left out, as step if it is a flat amount.
fn part(
    context: &mut Context<'_>,
    part: CostPart,
    which: Part,
) -> Option<(Fixed, Option<&'static str>)> {
    match part {
        CostPart::Unknown | CostPart::NotIncluded => None,
        CostPart::Shown(amount) => Some((amount.into(), None)),
        CostPart::Included => flat_amount(context, which).map(|(value, id)| (value, Some(id))),
    }
}

/// The parts of § 9 (2).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Heating,
    HotWater,
    Energy,
    Garage,
    Parking,
}

impl Part {
    fn label_de(self) -> &'static str {
        match self {
            Self::Heating => "Heizkosten",
            Self::HotWater => "Warmwasser",
            Self::Energy => "Haushaltsenergie",
            Self::Garage => "Garage",
            Self::Parking => "Stellplatz",
        }
    }
}

/// The flat amount of § 6 (2) `WoGV`; `None` where the area is missing.
fn flat_amount(context: &mut Context<'_>, which: Part) -> Option<(Fixed, &'static str)> {
    context.note_old_flat_amounts();
    let occupants = occupants(context);
    let count = Fixed::euros(occupants.into());
    let step = match which {
        Part::Heating => {
            let Some(area) = context.household.dwelling.area_hundredths_m2 else {
                context.assumptions.push(Remark::new(
                    "area_missing",
                    "§ 6 Abs. 2 Nr. 1 WoGV",
                    "Die Wohnfläche fehlt. Für die Heizkosten in der Miete ist noch nichts \
                     abgezogen.",
                    "The living area is missing; nothing was taken off for heating yet.",
                ));
                return None;
            };
            let area = square_metres(area);
            let rate = Fixed::from(Cents(dated::HEATING_CENTS_PER_M2));
            Step::new(
                "rent.flat.heating",
                "Pauschale für Heizung",
                "flat amount for heating",
                "§ 6 Abs. 2 Nr. 1 WoGV",
            )
            .given("Fläche", "Wohnfläche", area, Unit::SquareMetre)
            .given("Satz", "je Quadratmeter", rate, Unit::Euro)
            .is("Fläche · Satz", area.times(rate), Unit::EuroPerMonth)
        }
        Part::HotWater | Part::Energy => {
            let (id, de, en, norm, table) = if which == Part::HotWater {
                (
                    "rent.flat.hot_water",
                    "Pauschale für Warmwasser",
                    "flat amount for hot water",
                    "§ 6 Abs. 2 Nr. 2 WoGV",
                    dated::HOT_WATER,
                )
            } else {
                (
                    "rent.flat.energy",
                    "Pauschale für Haushaltsenergie",
                    "flat amount for household energy",
                    "§ 6 Abs. 2 Nr. 3 WoGV",
                    dated::ENERGY,
                )
            };
            let step = Step::new(id, de, en, norm).given(
                "B",
                "Personen in der Wohnung",
                count,
                Unit::Number,
            );
            if occupants <= 1 {
                let value = per_occupants(table, occupants);
                step.given("P1", "für eine Person", table[0], Unit::EuroPerMonth).is(
                    "B · P1",
                    value,
                    Unit::EuroPerMonth,
                )
            } else {
                step.given("P2", "für zwei Personen", table[1], Unit::EuroPerMonth)
                    .given("W", "jede weitere Person", table[2], Unit::EuroPerMonth)
                    .is("P2 + (B − 2) · W", per_occupants(table, occupants), Unit::EuroPerMonth)
            }
        }
        Part::Garage | Part::Parking => {
            let (id, de, en, value) = if which == Part::Garage {
                (
                    "rent.flat.garage",
                    "Pauschale für die Garage",
                    "flat amount for the garage",
                    dated::GARAGE,
                )
            } else {
                let value =
                    if context.params.is_capped_at_rent { dated::GARAGE } else { dated::PARKING };
                (
                    "rent.flat.parking",
                    "Pauschale für den Stellplatz",
                    "flat amount for the parking space",
                    value,
                )
            };
            Step::new(id, de, en, "§ 6 Abs. 2 Nr. 4 WoGV")
                .given("P", "Pauschale", value, Unit::EuroPerMonth)
                .is("P", value, Unit::EuroPerMonth)
        }
    };
    let id = match &step.id {
        std::borrow::Cow::Borrowed(id) => *id,
        std::borrow::Cow::Owned(_) => "",
    };
    let value = step.result;
    context.steps.push(step);
    Some((value, id))
}

/// § 9 (1) and (2): the payment without what is left out.
fn agreed_rent(context: &mut Context<'_>) -> Fixed {
    let dwelling: &Dwelling = &context.household.dwelling;
    let payment = dwelling.monthly_payment.unwrap_or_default();
    let parts = [
        (Part::Heating, dwelling.heating),
        (Part::HotWater, dwelling.hot_water),
        (Part::Energy, dwelling.energy),
        (Part::Garage, dwelling.garage),
        (Part::Parking, dwelling.parking),
    ];
    if parts.iter().any(|(_, part)| *part == CostPart::Unknown) {
        context.assumptions.push(Remark::new(
            "cost_parts_unknown",
            "§ 9 Abs. 2 WoGG",
            "Wo nicht angegeben ist, ob Heizung, Warmwasser, Strom, Garage oder Stellplatz in der \
             Zahlung stecken, haben wir angenommen: nicht enthalten.",
            "Where it is not said whether heating, hot water, energy, garage or parking are part of \
             the payment, we assumed they are not.",
        ));
    }
    let extra = dwelling.extra_services.filter(|amount| *amount > Cents::ZERO);
    let mut left: Vec<(Fixed, &'static str, Option<&'static str>)> = Vec::new();
    for (which, cost) in parts {
        if let Some((value, id)) = part(context, cost, which) {
            left.push((value, which.label_de(), id));
        }
    }
    if let Some(extra) = extra {
        left.push((extra.into(), "Leistungen über die Wohnung hinaus", None));
    }
    let total: Fixed = left.iter().map(|(value, _, _)| *value).sum();
    let result = (Fixed::from(payment) - total).at_least_zero();
    let mut step = Step::new(
        "rent.agreed",
        "Miete ohne Heizung und andere Kosten, die nicht zählen",
        "rent without heating and other costs that do not count",
        "§ 9 Abs. 1 und 2 WoGG",
    )
    .given("Z", "monatliche Zahlung", payment, Unit::EuroPerMonth);
    let formula = if left.is_empty() {
        "max(0; Z)".to_owned()
    } else {
        format!("max(0; Z − ({}))", sum_formula(left.len()))
    };
    for (index, (value, label, id)) in left.into_iter().enumerate() {
        step = match id {
            Some(id) => step.using(summand(index), label, value, Unit::EuroPerMonth, id),
            None => step.given(summand(index), label, value, Unit::EuroPerMonth),
        };
    }
    context.steps.push(step.is(formula, result, Unit::EuroPerMonth));
    result
}

/// What remains of rent or burden, and the step that says so.
struct Rest {
    value: Fixed,
    from: &'static str,
}

impl Rest {
    /// Takes a share off: `step` lacks only the value so far and the formula.
    fn becomes(
        &mut self,
        context: &mut Context<'_>,
        step: Step,
        formula: &'static str,
        result: Fixed,
    ) {
        let id = match &step.id {
            std::borrow::Cow::Borrowed(id) => *id,
            std::borrow::Cow::Owned(_) => "",
        };
        let step = step.using("R", "bisheriger Betrag", self.value, Unit::EuroPerMonth, self.from);
        context.steps.push(step.is(formula, result, Unit::EuroPerMonth));
        *self = Self { value: result, from: id };
    }
}

/// § 11 (2): what is left out, in the order of the law.
fn left_out(context: &mut Context<'_>, agreed: Fixed, from: &'static str) -> (Fixed, &'static str) {
    let household = context.household;
    let dwelling = &household.dwelling;
    let mut rest = Rest { value: agreed, from };
    let area = dwelling.area_hundredths_m2.filter(|area| *area > 0);
    rooms_left_out(context, &mut rest, agreed, area);
    if let Some(others) = dwelling.co_occupants.filter(|others| others.persons > 0) {
        let heads = occupants(context);
        let share = rest.value.share(others.persons.into(), heads.into());
        let result = (rest.value - share.max(others.fee.into())).at_least_zero();
        let step = Step::new(
            "rent.without_co_occupants",
            "ohne den Anteil der Mitbewohner",
            "without the share of co-occupants",
            "§ 11 Abs. 2 Nr. 3 WoGG",
        )
        .given("p", "Mitbewohner", Fixed::euros(others.persons.into()), Unit::Number)
        .given("k", "alle Personen", Fixed::euros(heads.into()), Unit::Number)
        .given("Entgelt", "Zahlungen der Mitbewohner", others.fee, Unit::EuroPerMonth);
        rest.becomes(context, step, "max(0; R − max(R · p / k; Entgelt))", result);
    }
    let supports = [
        (
            dwelling.public_support,
            "rent.without_support",
            "ohne Leistungen anderer zur Miete",
            "without what public or trust funds pay",
            "§ 11 Abs. 2 Nr. 4 WoGG",
        ),
        (
            dwelling.sponsor_support,
            "rent.without_sponsor",
            "ohne Leistungen aus einer Verpflichtung nach § 68 AufenthG",
            "without what a sponsor pays",
            "§ 11 Abs. 2 Nr. 5 WoGG",
        ),
    ];
    for (support, id, label_de, label_en, norm) in supports {
        let Some(support) = support.filter(|support| *support > Cents::ZERO) else { continue };
        let result = (rest.value - support.into()).at_least_zero();
        let step = Step::new(id, label_de, label_en, norm).given(
            "L",
            "Leistung im Monat",
            support,
            Unit::EuroPerMonth,
        );
        rest.becomes(context, step, "max(0; R − L)", result);
    }
    (rest.value, rest.from)
}

/// § 11 (2) nos. 1 and 2: rooms used only for business or left to others.
///
/// The share is taken by area (our reading); without an area it cannot be taken.
fn rooms_left_out(context: &mut Context<'_>, rest: &mut Rest, agreed: Fixed, area: Option<u32>) {
    let dwelling = &context.household.dwelling;
    let business = dwelling.business_area_hundredths_m2.filter(|business| *business > 0);
    let Some(area) = area else {
        if business.is_some() || dwelling.sublet.is_some() {
            context.assumptions.push(Remark::new(
                "area_missing_for_share",
                "§ 11 Abs. 2 Nr. 1 und 2 WoGG",
                "Die Wohnfläche fehlt. Der Anteil beruflich genutzter oder überlassener Räume ist \
                 noch nicht abgezogen.",
                "The living area is missing; the share of rooms used for business or left to \
                 others was not taken off yet.",
            ));
        }
        return;
    };
    let whole = square_metres(area);
    if let Some(business) = business {
        let business = business.min(area);
        let step = Step::new(
            "rent.without_business",
            "ohne nur beruflich genutzte Räume",
            "without rooms used only for business",
            "§ 11 Abs. 2 Nr. 1 WoGG",
        )
        .given("F", "Wohnfläche", whole, Unit::SquareMetre)
        .given("g", "beruflich genutzte Fläche", square_metres(business), Unit::SquareMetre)
        .marked(Mark::OurReading);
        let result = rest.value.share((area - business).into(), area.into());
        rest.becomes(context, step, "R · (F − g) / F", result);
    }
    if let Some(sublet) = dwelling.sublet {
        let let_area = sublet.area_hundredths_m2.min(area);
        let share = agreed.share(let_area.into(), area.into());
        let first = if context.is_owner() { "owner.burden" } else { "rent.agreed" };
        let step = Step::new(
            "rent.without_sublet",
            "ohne Räume, die anderen überlassen sind",
            "without rooms left to others",
            "§ 11 Abs. 2 Nr. 2 WoGG",
        )
        .using("A", "Miete oder Belastung", agreed, Unit::EuroPerMonth, first)
        .given("F", "Wohnfläche", whole, Unit::SquareMetre)
        .given("u", "überlassene Fläche", square_metres(let_area), Unit::SquareMetre)
        .given("Entgelt", "Einnahmen dafür", sublet.fee, Unit::EuroPerMonth)
        .marked(Mark::OurReading);
        let result = (rest.value - share.max(sublet.fee.into())).at_least_zero();
        rest.becomes(context, step, "max(0; R − max(A · u / F; Entgelt))", result);
    }
}

/// §§ 11 (1) and (3), 12: ceilings, additions and share.
fn ceilings(
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
    }
    let formula = match (has_heating, is_shared) {
        (true, true) => "(R + E) · n / t",
        (true, false) => "R + E",
        (false, true) => "R · n / t",
        (false, false) => "R",
    };
    step.is(formula, result.m, Unit::EuroPerMonth)
}
