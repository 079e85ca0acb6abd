//! The words of the form for what an invented household is.

use demo_town as invented;
use invented::{
    Citizen, ExcludingBenefit, Household, IncomeKind, MaritalStatus, Occupation, Relation,
};
use jiff::civil::Date;

/// Age up to which child benefit may be paid.
const CHILD_BENEFIT_AGE: u16 = 24;

/// Whether somebody is married.
pub fn marital(status: MaritalStatus) -> &'static str {
    match status {
        MaritalStatus::Single => "single",
        MaritalStatus::Married => "married",
        MaritalStatus::Separated => "separated",
        MaritalStatus::Divorced => "divorced",
        MaritalStatus::Widowed => "widowed",
    }
}

/// What somebody does.
pub fn occupation(person: &Citizen) -> &'static str {
    let has_civil_pension = person.incomes.iter().any(|i| i.kind == IncomeKind::CivilPension);
    match person.occupation {
        Occupation::Infant | Occupation::Pupil => "pupil",
        Occupation::Trainee => "trainee",
        Occupation::Student => "student",
        Occupation::Employee => "worker",
        Occupation::CivilServant => "civil_servant",
        Occupation::SelfEmployed => "self_employed",
        Occupation::Unemployed => "unemployed",
        Occupation::Pensioner if has_civil_pension => "retired_civil_servant",
        Occupation::Pensioner => "pensioner",
        Occupation::AtHome => "homemaker",
    }
}

/// Whether training support is due on the merits (§ 20 (2) `WoGG`).
pub fn training(home: &Household, person: &Citizen) -> &'static str {
    let is_supported = person.incomes.iter().any(|i| i.kind == IncomeKind::StudentSupport)
        || home.excluding_benefit == Some(ExcludingBenefit::Training);
    if is_supported { "entitled" } else { "not_entitled" }
}

/// What somebody is to the applicant.
pub fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Spouse => "spouse",
        Relation::Partner => "partner",
        Relation::Child => "child",
        Relation::Parent => "parent",
        Relation::Sibling => "sibling",
        Relation::Head | Relation::FlatMate => "not_related",
    }
}

/// Child benefit is known by number: it belongs to the youngest.
pub fn has_child_benefit(home: &Household, child: &Citizen, day: Date) -> bool {
    if child.age_on(day) > CHILD_BENEFIT_AGE {
        return false;
    }
    let younger = home
        .family()
        .filter(|p| p.relation == Relation::Child && p.birth_date > child.birth_date)
        .count();
    younger < usize::from(home.child_benefit_children)
}

/// What an income is.
pub fn income_kind(kind: IncomeKind) -> &'static str {
    match kind {
        IncomeKind::Employment | IncomeKind::TrainingPay => "employment",
        IncomeKind::Minijob => "minijob_flat_taxed",
        IncomeKind::SelfEmployment => "self_employment",
        IncomeKind::StatutoryPension | IncomeKind::SurvivorsPension => "statutory_pension",
        IncomeKind::CompanyPension => "other_pension",
        IncomeKind::CivilPension => "civil_pension",
        IncomeKind::UnemploymentBenefit => "unemployment_benefit1",
        IncomeKind::SickPay => "sick_pay",
        IncomeKind::ParentalAllowance => "parental_allowance",
        IncomeKind::ChildMaintenance => "child_maintenance",
        IncomeKind::MaintenanceAdvance => "maintenance_advance",
        IncomeKind::SpousalMaintenance => "spouse_maintenance",
        IncomeKind::StudentSupport => "training_grant",
        IncomeKind::Capital => "capital",
    }
}

/// The same landlord has the same address, wherever they let.
pub fn landlord_address(plan: &invented::Town, landlord: &str) -> String {
    let mark = landlord.bytes().fold(7_usize, |sum, byte| sum.wrapping_mul(31) + usize::from(byte));
    let all = &plan.map.addresses;
    let address = &all[mark % all.len()];
    format!("{}, {} {}", plan.address_line(address), address.postcode, plan.identity.name)
}
