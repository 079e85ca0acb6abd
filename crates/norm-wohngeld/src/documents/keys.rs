//! The kinds of documents and what they are called.

use serde::{Deserialize, Serialize};

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKey {
    /// Identity card or passport.
    Identity,
    /// Residence title, toleration or other proof of the right to stay.
    ResidenceTitle,
    /// Lease with the latest change of the rent.
    Lease,
    /// The landlord's certificate.
    LandlordCertificate,
    /// Proof that the rent is paid.
    RentPayment,
    /// Certificate of the home.
    HomeCertificate,
    /// Land register extract or contract of the right.
    LandRegister,
    /// Loan contracts and the bank's yearly statements.
    LoanStatements,
    /// Property tax notice.
    PropertyTaxNotice,
    /// Calculation of the living area.
    FloorArea,
    /// Bill of the administrator.
    AdministrationBill,
    /// The employer's certificate.
    PayCertificate,
    /// Latest tax assessment, or profit statement and forecast.
    TaxAssessment,
    /// Bank statement of the yearly yield.
    BankStatement,
    /// Pension notice.
    PensionNotice,
    /// Notice of the authority that pays a benefit.
    BenefitNotice,
    /// Notice about the training grant.
    TrainingNotice,
    /// Proof of training or studies.
    TrainingProof,
    /// Proof of support from outside.
    SupportProof,
    /// Maintenance received: title and payments.
    MaintenanceReceived,
    /// Maintenance paid: title and payments.
    MaintenancePaid,
    /// Work expenses above the lump sum.
    WorkExpenses,
    /// Union dues.
    UnionDues,
    /// Child care costs.
    ChildCareCosts,
    /// Contributions to health, care or pension insurance outside pay and pension.
    InsuranceContributions,
    /// Income tax outside pay.
    IncomeTaxProof,
    /// Disability card or notice.
    DisabilityCard,
    /// Notice of the care insurance.
    CareNotice,
    /// Recognition as a victim of Nazi persecution.
    PersecutionProof,
    /// Child benefit notice or account statement.
    ChildBenefitProof,
    /// Agreement about shared care.
    CareAgreement,
    /// Notice or application of another benefit.
    OtherBenefitNotice,
    /// Statement of assets.
    AssetsStatement,
    /// Death certificate.
    DeathCertificate,
    /// Contract about rooms left to others.
    SubletContract,
}

impl DocumentKey {
    /// Name in data, such as `pay_certificate`.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// German name.
    pub fn label_de(self) -> &'static str {
        self.row().1
    }

    /// English name.
    pub fn label_en(self) -> &'static str {
        self.row().2
    }

    /// The row of this key; the table is written in the order of the variants, a test holds it.
    fn row(self) -> (&'static str, &'static str, &'static str) {
        let (_, name, label_de, label_en) = ROWS[self as usize];
        (name, label_de, label_en)
    }

    /// Every kind, in the order of the form.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|(key, ..)| *key)
    }
}

/// Key, name in data, German and English name.
type Row = (DocumentKey, &'static str, &'static str, &'static str);

/// Every kind of document.
static ROWS: [Row; 35] = [
    (DocumentKey::Identity, "identity", "Personalausweis oder Pass", "identity card or passport"),
    (DocumentKey::ResidenceTitle, "residence_title", "Aufenthaltstitel", "residence title"),
    (
        DocumentKey::Lease,
        "lease",
        "Mietvertrag mit letzter Mietänderung",
        "lease with the latest change",
    ),
    (
        DocumentKey::LandlordCertificate,
        "landlord_certificate",
        "Bescheinigung der Vermieterin oder des Vermieters",
        "landlord's certificate",
    ),
    (DocumentKey::RentPayment, "rent_payment", "Nachweis der Mietzahlung", "proof of rent payment"),
    (
        DocumentKey::HomeCertificate,
        "home_certificate",
        "Heimvertrag oder Bescheinigung des Heims",
        "contract or certificate of the home",
    ),
    (
        DocumentKey::LandRegister,
        "land_register",
        "Grundbuchauszug oder Vertrag über das Recht",
        "land register extract or contract",
    ),
    (
        DocumentKey::LoanStatements,
        "loan_statements",
        "Darlehensverträge und Jahreskontoauszüge",
        "loan contracts and yearly statements",
    ),
    (
        DocumentKey::PropertyTaxNotice,
        "property_tax_notice",
        "Grundsteuerbescheid",
        "property tax notice",
    ),
    (
        DocumentKey::FloorArea,
        "floor_area",
        "Berechnung der Wohnfläche",
        "calculation of the living area",
    ),
    (
        DocumentKey::AdministrationBill,
        "administration_bill",
        "Abrechnung der Verwaltung",
        "administrator's bill",
    ),
    (
        DocumentKey::PayCertificate,
        "pay_certificate",
        "Verdienstbescheinigung",
        "employer's certificate of pay",
    ),
    (
        DocumentKey::TaxAssessment,
        "tax_assessment",
        "Steuerbescheid oder Gewinnermittlung",
        "tax assessment or profit statement",
    ),
    (
        DocumentKey::BankStatement,
        "bank_statement",
        "Jahresbescheinigung über Kapitalerträge",
        "yearly statement of capital income",
    ),
    (
        DocumentKey::PensionNotice,
        "pension_notice",
        "Rentenbescheid oder Rentenanpassung",
        "pension notice",
    ),
    (
        DocumentKey::BenefitNotice,
        "benefit_notice",
        "Bescheid über die Leistung",
        "notice of the benefit",
    ),
    (
        DocumentKey::TrainingNotice,
        "training_notice",
        "Bescheid über Ausbildungsförderung oder Stipendium",
        "notice of the training grant or scholarship",
    ),
    (
        DocumentKey::TrainingProof,
        "training_proof",
        "Ausbildungs- oder Studienbescheinigung",
        "proof of training or enrolment",
    ),
    (
        DocumentKey::SupportProof,
        "support_proof",
        "Nachweis der Unterstützung",
        "proof of the support",
    ),
    (
        DocumentKey::MaintenanceReceived,
        "maintenance_received",
        "Nachweis über erhaltenen Unterhalt",
        "proof of maintenance received",
    ),
    (
        DocumentKey::MaintenancePaid,
        "maintenance_paid",
        "Unterhaltstitel und Zahlungsnachweise",
        "maintenance title and payments",
    ),
    (
        DocumentKey::WorkExpenses,
        "work_expenses",
        "Nachweis der Werbungskosten",
        "proof of work expenses",
    ),
    (
        DocumentKey::UnionDues,
        "union_dues",
        "Nachweis des Gewerkschaftsbeitrags",
        "proof of union dues",
    ),
    (
        DocumentKey::ChildCareCosts,
        "child_care_costs",
        "Nachweis der Kinderbetreuungskosten",
        "proof of child care costs",
    ),
    (
        DocumentKey::InsuranceContributions,
        "insurance_contributions",
        "Nachweis der Versicherungsbeiträge",
        "proof of insurance contributions",
    ),
    (
        DocumentKey::IncomeTaxProof,
        "income_tax_proof",
        "Nachweis über Einkommensteuer",
        "proof of income tax",
    ),
    (
        DocumentKey::DisabilityCard,
        "disability_card",
        "Schwerbehindertenausweis oder Feststellungsbescheid",
        "disability card or notice",
    ),
    (
        DocumentKey::CareNotice,
        "care_notice",
        "Bescheid der Pflegekasse",
        "notice of the care insurance",
    ),
    (
        DocumentKey::PersecutionProof,
        "persecution_proof",
        "Nachweis der Anerkennung als NS-Verfolgte",
        "recognition as a victim of Nazi persecution",
    ),
    (
        DocumentKey::ChildBenefitProof,
        "child_benefit_proof",
        "Nachweis über Kindergeld",
        "proof of child benefit",
    ),
    (
        DocumentKey::CareAgreement,
        "care_agreement",
        "Vereinbarung über die gemeinsame Betreuung",
        "agreement about shared care",
    ),
    (
        DocumentKey::OtherBenefitNotice,
        "other_benefit_notice",
        "Bescheid oder Antrag zur anderen Leistung",
        "notice or application of the other benefit",
    ),
    (
        DocumentKey::AssetsStatement,
        "assets_statement",
        "Aufstellung des Vermögens",
        "statement of assets",
    ),
    (DocumentKey::DeathCertificate, "death_certificate", "Sterbeurkunde", "death certificate"),
    (
        DocumentKey::SubletContract,
        "sublet_contract",
        "Vertrag über überlassene Räume",
        "contract about rooms left to others",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_finds_its_own_row_and_name() {
        for key in DocumentKey::all() {
            assert_eq!(ROWS[key as usize].0, key);
            assert_eq!(serde_json::to_value(key).unwrap(), key.name());
        }
    }
}
