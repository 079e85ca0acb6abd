//! What is left out of rent or burden (§ 11 (2)).

use super::{occupants, square_metres};
use crate::assess::Context;
use crate::explain::{Mark, Remark, Step, Unit};
use crate::money::{Cents, Fixed};

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
        // The formula rounds once at its end, its parts do not; they differ in the tenth decimal.
        let result = crate::recompute::evaluate(formula, &step.inputs).unwrap_or(result);
        context.steps.push(step.is(formula, result, Unit::EuroPerMonth));
        *self = Self { value: result, from: id };
    }
}

/// § 11 (2): what is left out, in the order of the law.
pub(super) fn left_out(
    context: &mut Context<'_>,
    agreed: Fixed,
    from: &'static str,
) -> (Fixed, &'static str) {
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
