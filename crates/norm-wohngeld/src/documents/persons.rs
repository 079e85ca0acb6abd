//! Documents about single members.

use super::{DocumentKey, List};
use crate::household::{BenefitState, Care, Member, Stay, TrainingSupport};
use crate::income_kinds::IncomeProof;
use crate::money::Cents;

/// Right to stay, other benefits, training and care.
pub(super) fn person(list: &mut List, member: &Member) {
    let some = Some(member);
    let needs_title = matches!(
        member.stay,
        Some(
            Stay::Title
                | Stay::Toleration
                | Stay::Treaty
                | Stay::AsylumProcedure
                | Stay::HomelessForeigner
                | Stay::ExemptByOrdinance
                | Stay::TitleWithoutClaim
        )
    );
    if needs_title {
        list.add(
            DocumentKey::ResidenceTitle,
            some,
            "Weil das Aufenthaltsrecht eine Voraussetzung ist.",
            "Because the right to stay is a condition.",
            "§ 3 Abs. 5, § 5 Abs. 3 WoGG",
        );
    }
    for benefit in &member.other_benefits {
        if benefit.state != BenefitState::Over {
            list.add(
                DocumentKey::OtherBenefitNotice,
                some,
                "Weil die andere Leistung vom Wohngeld ausschließen kann.",
                "Because the other benefit may exclude from housing benefit.",
                "§§ 7, 8 WoGG",
            );
        }
    }
    if member.training_support != TrainingSupport::None {
        list.add(
            DocumentKey::TrainingProof,
            some,
            "Weil eine Ausbildung oder ein Studium läuft.",
            "Because of training or studies.",
            "§ 20 Abs. 2 WoGG",
        );
    }
    if member.care != Care::Here {
        list.add(
            DocumentKey::CareAgreement,
            some,
            "Weil das Kind in zwei Haushalten betreut wird.",
            "Because the child is cared for in two households.",
            "§ 5 Abs. 4 WoGG",
        );
    }
}

/// Proofs of every income.
pub(super) fn incomes(list: &mut List, member: &Member) {
    for income in &member.incomes {
        let rule = income.kind.rule();
        let key = match rule.proof {
            IncomeProof::PayCertificate => DocumentKey::PayCertificate,
            IncomeProof::TaxAssessment => DocumentKey::TaxAssessment,
            IncomeProof::BankStatement => DocumentKey::BankStatement,
            IncomeProof::PensionNotice => DocumentKey::PensionNotice,
            IncomeProof::BenefitNotice => DocumentKey::BenefitNotice,
            IncomeProof::TrainingNotice => DocumentKey::TrainingNotice,
            IncomeProof::SupportProof => DocumentKey::SupportProof,
            IncomeProof::MaintenanceReceived => DocumentKey::MaintenanceReceived,
            IncomeProof::None => continue,
        };
        list.add(
            key,
            Some(member),
            format!("Weil angegeben ist: {}.", rule.label_de),
            format!("Because you stated: {}.", rule.label_en),
            rule.norm,
        );
    }
}

/// Proofs of what reduces the income.
pub(super) fn deductions(list: &mut List, member: &Member) {
    let some = Some(member);
    let is_stated = |amount: Option<Cents>| amount.is_some_and(|amount| amount > Cents::ZERO);
    if is_stated(member.work_expenses_year) {
        list.add(
            DocumentKey::WorkExpenses,
            some,
            "Weil höhere Werbungskosten angegeben sind.",
            "Because higher work expenses were stated.",
            "§ 14 Abs. 1 WoGG",
        );
    }
    if is_stated(member.union_dues_year) {
        list.add(
            DocumentKey::UnionDues,
            some,
            "Weil ein Gewerkschaftsbeitrag angegeben ist.",
            "Because union dues were stated.",
            "§ 14 Abs. 1 WoGG, § 9a EStG",
        );
    }
    if is_stated(member.child_care_deductible_year) {
        list.add(
            DocumentKey::ChildCareCosts,
            some,
            "Weil Kosten der Kinderbetreuung angegeben sind.",
            "Because child care costs were stated.",
            "§ 2 Abs. 5a Satz 2 EStG",
        );
    }
    contributions(list, member);
    if member.disability_degree.is_some_and(|degree| degree >= 50) {
        list.add(
            DocumentKey::DisabilityCard,
            some,
            "Weil eine Schwerbehinderung angegeben ist.",
            "Because a severe disability was stated.",
            "§ 17 Nr. 1 WoGG",
        );
    }
    if member.care_at_home == Some(true) || member.care_level.is_some() {
        list.add(
            DocumentKey::CareNotice,
            some,
            "Weil Pflegebedürftigkeit angegeben ist.",
            "Because a need of care was stated.",
            "§ 17 Nr. 1 WoGG",
        );
    }
    if member.nazi_persecution {
        list.add(
            DocumentKey::PersecutionProof,
            some,
            "Für den Freibetrag wegen Verfolgung.",
            "For the allowance because of persecution.",
            "§ 17 Nr. 2 WoGG",
        );
    }
    if !member.maintenance_paid.is_empty() {
        list.add(
            DocumentKey::MaintenancePaid,
            some,
            "Weil gezahlter Unterhalt das Einkommen mindert.",
            "Because maintenance paid reduces the income.",
            "§ 18 WoGG",
        );
    }
}

/// Contributions are proven by pay certificate and pension notice; otherwise apart.
fn contributions(list: &mut List, member: &Member) {
    let is_shown_elsewhere = member.incomes.iter().any(|income| {
        matches!(income.kind.rule().proof, IncomeProof::PayCertificate | IncomeProof::PensionNotice)
    });
    if is_shown_elsewhere || member.incomes.is_empty() {
        return;
    }
    let pays_insurance = [member.pays_health_insurance, member.pays_pension_insurance];
    if pays_insurance.contains(&Some(true)) {
        list.add(
            DocumentKey::InsuranceContributions,
            Some(member),
            "Weil Beiträge zur Versicherung das Einkommen um je 10 Prozent mindern.",
            "Because insurance contributions reduce the income by 10 percent each.",
            "§ 16 WoGG",
        );
    }
    let has_assessment =
        member.incomes.iter().any(|income| income.kind.rule().proof == IncomeProof::TaxAssessment);
    if member.pays_income_tax == Some(true) && !has_assessment {
        list.add(
            DocumentKey::IncomeTaxProof,
            Some(member),
            "Weil Steuern das Einkommen um 10 Prozent mindern.",
            "Because income tax reduces the income by 10 percent.",
            "§ 16 WoGG",
        );
    }
}
