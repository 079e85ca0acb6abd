//! What somebody types into the pre-check, and the household it means. Nothing of it is stored.

use kernel::Fields;
use kernel::fields::parse_euro;
use norm_wohngeld::{
    Cents, CostPart, Dwelling, Household, Income, IncomeKind, Member, Relation, Stay, Tenure,
};
use web::{Errors, Say};

/// Persons the pre-check takes; larger households should apply.
pub const PERSONS_MAX: usize = 8;

/// Kinds of income the pre-check offers, the frequent ones.
pub const KINDS: [IncomeKind; 9] = [
    IncomeKind::Employment,
    IncomeKind::MinijobFlatTaxed,
    IncomeKind::SelfEmployment,
    IncomeKind::StatutoryPension,
    IncomeKind::UnemploymentBenefit1,
    IncomeKind::SickPay,
    IncomeKind::ParentalAllowance,
    IncomeKind::ChildMaintenance,
    IncomeKind::TrainingGrant,
];

/// Number of persons asked for.
pub fn persons(fields: &Fields) -> usize {
    fields.get("personen").parse::<usize>().unwrap_or(1).clamp(1, PERSONS_MAX)
}

/// Reads the household; what does not read is a message at its field.
pub fn household(fields: &Fields, say: Say) -> Result<Household, Errors> {
    let mut errors = Errors::new();
    let rent = parse_euro(fields.get("miete")).filter(|e| e.0 > 0);
    if rent.is_none() {
        errors.add(
            "miete",
            say.of(
                "Geben Sie die Miete ohne Heizung an, zum Beispiel 520,00.",
                "Enter the rent without heating, for example 520,00.",
            ),
        );
    }
    let members = (1..=persons(fields)).map(|n| member(fields, n, say, &mut errors)).collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(Household {
        tenure: Some(Tenure::Tenant),
        members,
        dwelling: Dwelling {
            monthly_payment: rent.map(|e| Cents(e.0)),
            heating: CostPart::NotIncluded,
            hot_water: CostPart::NotIncluded,
            energy: CostPart::NotIncluded,
            garage: CostPart::NotIncluded,
            parking: CostPart::NotIncluded,
            ..Dwelling::default()
        },
        usable_assets: Some(Cents(0)),
        ..Household::default()
    })
}

fn member(fields: &Fields, n: usize, say: Say, errors: &mut Errors) -> Member {
    let name = |part: &str| format!("p{n}-{part}");
    let chosen = KINDS.iter().copied().find(|kind| key(*kind) == fields.get(&name("art")));
    let mut incomes = Vec::new();
    if let Some(kind) = chosen {
        match parse_euro(fields.get(&name("betrag"))).filter(|e| e.0 >= 0) {
            Some(amount) => incomes.push(Income::monthly(kind, Cents(amount.0))),
            None => errors.add(
                name("betrag"),
                say.of(
                    "Geben Sie den Betrag im Monat an, zum Beispiel 1.450,00.",
                    "Enter the amount per month, for example 1.450,00.",
                ),
            ),
        }
    }
    let relation = match fields.get(&name("beziehung")) {
        _ if n == 1 => Relation::Applicant,
        "kind" => Relation::Child,
        "partner" => Relation::Partner,
        _ => Relation::Relative,
    };
    let ticked = |part: &str| fields.has(&name(part));
    Member {
        id: n.to_string(),
        label: say.of(format!("Person {n}"), format!("Person {n}")),
        relation,
        centre_of_life: Some(true),
        stay: Some(Stay::German),
        has_other_benefits: Some(false),
        has_income: Some(!incomes.is_empty()),
        incomes,
        pays_income_tax: Some(ticked("steuer")),
        pays_health_insurance: Some(ticked("kranken")),
        pays_pension_insurance: Some(ticked("rente")),
        ..Member::default()
    }
}

/// The name of a kind in forms.
pub fn key(kind: IncomeKind) -> &'static str {
    IncomeKind::all().iter().find(|r| r.kind == kind).map_or("", |r| r.key)
}

/// The label of a kind.
pub fn label(kind: IncomeKind, say: Say) -> &'static str {
    IncomeKind::all().iter().find(|r| r.kind == kind).map_or("", |r| say.of(r.label_de, r.label_en))
}
