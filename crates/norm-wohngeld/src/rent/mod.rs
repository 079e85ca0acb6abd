//! From the payment for a flat to M (§§ 9, 11, 12 `WoGG`, §§ 2 to 7 `WoGV`).

mod ceilings;
mod left_out;

pub(crate) use self::ceilings::ceilings;
use self::left_out::left_out;
use crate::assess::Context;
use crate::explain::{Remark, Step, Unit, sum_formula, summand};
use crate::formula::ConsideredRent;
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
    let agreed = if is_home { considered.capped } else { agreed };
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
