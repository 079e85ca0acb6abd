//! Facts that cannot be: limits on counts and amounts, so that nothing overflows or runs away.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::assess::AssessError;
use crate::household::{ENTRIES_MAX, Household, LoanPurpose, MEMBERS_MAX, Member};
use crate::levels::is_ags;
use crate::money::{AMOUNT_CENTS_MAX, Cents};

/// Longest name or label, in bytes.
const LABEL_BYTES_MAX: usize = 200;

/// Largest area, in hundredths of a square metre (100,000 m²).
const AREA_MAX: u32 = 10_000_000;

/// A fact that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvalidFact {
    /// Path, such as `members.2.disability_degree`.
    pub path: String,
    /// German reason.
    pub reason_de: String,
    /// English reason.
    pub reason_en: String,
}

impl fmt::Display for InvalidFact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.path, self.reason_en)
    }
}

/// Collects what is wrong.
struct Check(Vec<InvalidFact>);

impl Check {
    fn wrong(&mut self, path: String, reason_de: &str, reason_en: &str) {
        let (reason_de, reason_en) = (reason_de.to_owned(), reason_en.to_owned());
        self.0.push(InvalidFact { path, reason_de, reason_en });
    }

    /// An amount within the limits; losses of a business may be negative.
    fn amount(&mut self, path: &str, amount: Cents, may_be_negative: bool) {
        let least = if may_be_negative { -AMOUNT_CENTS_MAX } else { 0 };
        if !(least..=AMOUNT_CENTS_MAX).contains(&amount.0) {
            self.wrong(
                path.to_owned(),
                "Der Betrag ist negativ oder zu groß.",
                "the amount is negative or too large",
            );
        }
    }

    fn optional(&mut self, path: &str, amount: Option<Cents>) {
        if let Some(amount) = amount {
            self.amount(path, amount, false);
        }
    }

    fn area(&mut self, path: &str, area: Option<u32>) {
        if area.is_some_and(|area| area > AREA_MAX) {
            self.wrong(path.to_owned(), "Die Fläche ist zu groß.", "the area is too large");
        }
    }
}

/// Checks all facts and reports everything that cannot be.
///
/// # Errors
/// [`AssessError::Invalid`] with every such fact.
pub(crate) fn validate(household: &Household) -> Result<(), AssessError> {
    let mut check = Check(Vec::new());
    if household.members.len() > MEMBERS_MAX || household.deaths.len() > MEMBERS_MAX {
        check.wrong("members".into(), "Das sind zu viele Personen.", "too many persons");
    }
    if household.place.ags.as_deref().is_some_and(|ags| !is_ags(ags)) {
        check.wrong(
            "place.ags".into(),
            "Der Gemeindeschlüssel hat acht Ziffern.",
            "an official municipality key has eight digits",
        );
    }
    if household.period.is_some_and(|period| !(1..=24).contains(&period.months)) {
        check.wrong(
            "period.months".into(),
            "Der Bewilligungszeitraum hat 1 bis 24 Monate.",
            "a grant period has 1 to 24 months",
        );
    }
    check.optional("usable_assets", household.usable_assets);
    let mut ids = BTreeSet::new();
    for (index, person) in household.members.iter().enumerate() {
        let path = format!("members.{index}");
        if person.id.is_empty() || !ids.insert(person.id.as_str()) {
            check.wrong(
                format!("{path}.id"),
                "Jede Person braucht ein eigenes Kennzeichen.",
                "every person needs an id of its own",
            );
        }
        member(&mut check, &path, person);
    }
    dwelling(&mut check, household);
    if check.0.is_empty() { Ok(()) } else { Err(AssessError::Invalid(check.0)) }
}

fn member(check: &mut Check, path: &str, member: &Member) {
    if member.id.len() > LABEL_BYTES_MAX || member.label.len() > LABEL_BYTES_MAX {
        check.wrong(format!("{path}.label"), "Der Name ist zu lang.", "the name is too long");
    }
    if member.disability_degree.is_some_and(|degree| degree > 100) {
        check.wrong(
            format!("{path}.disability_degree"),
            "Der Grad der Behinderung liegt zwischen 0 und 100.",
            "a degree of disability lies between 0 and 100",
        );
    }
    if member.care_level.is_some_and(|level| !(1..=5).contains(&level)) {
        check.wrong(
            format!("{path}.care_level"),
            "Der Pflegegrad liegt zwischen 1 und 5.",
            "a care level lies between 1 and 5",
        );
    }
    let counts = [member.incomes.len(), member.other_benefits.len(), member.maintenance_paid.len()];
    if counts.iter().any(|count| *count > ENTRIES_MAX) {
        check.wrong(path.to_owned(), "Das sind zu viele Angaben.", "too many entries");
        return;
    }
    check.optional(&format!("{path}.work_expenses_year"), member.work_expenses_year);
    check.optional(&format!("{path}.union_dues_year"), member.union_dues_year);
    check
        .optional(&format!("{path}.child_care_deductible_year"), member.child_care_deductible_year);
    for (index, income) in member.incomes.iter().enumerate() {
        let path = format!("{path}.incomes.{index}");
        check.amount(&path, income.amount, true);
        check.optional(&path, income.expenses_year);
    }
    for (index, paid) in member.maintenance_paid.iter().enumerate() {
        let path = format!("{path}.maintenance_paid.{index}");
        check.amount(&path, paid.amount_year, false);
        check.optional(&path, paid.titled_year);
    }
}

fn dwelling(check: &mut Check, household: &Household) {
    let dwelling = &household.dwelling;
    let amounts = [
        ("monthly_payment", dwelling.monthly_payment),
        ("extra_services", dwelling.extra_services),
        ("public_support", dwelling.public_support),
        ("sponsor_support", dwelling.sponsor_support),
        ("rental_value", dwelling.rental_value),
        ("sublet.fee", dwelling.sublet.map(|sublet| sublet.fee)),
        ("co_occupants.fee", dwelling.co_occupants.map(|others| others.fee)),
    ];
    for (name, amount) in amounts {
        check.optional(&format!("dwelling.{name}"), amount);
    }
    let parts =
        [dwelling.heating, dwelling.hot_water, dwelling.energy, dwelling.garage, dwelling.parking];
    for part in parts {
        if let crate::household::CostPart::Shown(amount) = part {
            check.amount("dwelling", amount, false);
        }
    }
    check.area("dwelling.area_hundredths_m2", dwelling.area_hundredths_m2);
    let Some(owner) = &dwelling.owner else { return };
    if owner.loans.len() > ENTRIES_MAX {
        check.wrong("dwelling.owner.loans".into(), "Das sind zu viele Darlehen.", "too many loans");
        return;
    }
    for amount in [
        owner.computed_burden_month,
        owner.ground_rent_year,
        owner.property_tax_year,
        owner.administration_year,
    ] {
        check.optional("dwelling.owner", amount);
    }
    for space in [owner.garage, owner.parking] {
        check.optional("dwelling.owner.garage", space.and_then(|space| space.fee_month));
    }
    for (index, loan) in owner.loans.iter().enumerate() {
        let path = format!("dwelling.owner.loans.{index}");
        for amount in [loan.interest_year, loan.repayment_year, loan.guarantee_year] {
            check.amount(&path, amount, false);
        }
        for amount in [loan.premium_replaces_repayment_of, loan.agreed_year, loan.paid_year] {
            check.optional(&path, amount);
        }
        if let LoanPurpose::Replacement { remaining_debt, nominal } = loan.purpose {
            check.amount(&path, remaining_debt, false);
            check.amount(&path, nominal, false);
        }
    }
}
