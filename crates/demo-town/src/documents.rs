//! Which documents an application needs.

use crate::model::{Household, IncomeKind, MissingDocument, Occupation, Tenancy};

/// The documents that this household could be asked for.
pub(crate) fn documents(household: &Household) -> Vec<MissingDocument> {
    use MissingDocument::{
        BenefitNotice, DisabilityCard, LandlordCertificate, LoanStatement, MaintenanceProof,
        PayCertificate, PensionNotice, ProfitStatement, RentPayments, ResidenceTitle,
        SchoolCertificate,
    };
    let mut list = if household.flat.tenancy == Tenancy::Owner {
        vec![LoanStatement]
    } else {
        vec![LandlordCertificate, RentPayments]
    };
    for person in household.family() {
        for income in &person.incomes {
            list.push(match income.kind {
                IncomeKind::Employment | IncomeKind::Minijob | IncomeKind::TrainingPay => {
                    PayCertificate
                }
                IncomeKind::SelfEmployment => ProfitStatement,
                IncomeKind::StatutoryPension
                | IncomeKind::SurvivorsPension
                | IncomeKind::CompanyPension
                | IncomeKind::CivilPension => PensionNotice,
                IncomeKind::UnemploymentBenefit
                | IncomeKind::SickPay
                | IncomeKind::ParentalAllowance
                | IncomeKind::StudentSupport => BenefitNotice,
                IncomeKind::ChildMaintenance
                | IncomeKind::MaintenanceAdvance
                | IncomeKind::SpousalMaintenance => MaintenanceProof,
                IncomeKind::Capital => RentPayments,
            });
        }
        let age = person.age_on(household.flat.moved_in.max(person.birth_date));
        if person.occupation == Occupation::Pupil && age > 9 {
            list.push(SchoolCertificate);
        }
        if person.disability_degree.is_some_and(|degree| degree >= 50) {
            list.push(DisabilityCard);
        }
        if matches!(person.nationality.as_str(), "SY" | "UA" | "AF" | "NG" | "TR" | "RU" | "VN") {
            list.push(ResidenceTitle);
        }
    }
    let mut seen = Vec::new();
    list.retain(|document| {
        let new = !seen.contains(document);
        seen.push(*document);
        new
    });
    list
}
