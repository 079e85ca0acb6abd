//! Which documents a household must hand in, and why: one list for form, status page and desk.

use serde::{Deserialize, Serialize};

use crate::explain::Text;
use crate::household::{
    BenefitState, Care, Household, Member, Relation, Stay, Subsidy, Tenure, TrainingSupport,
};
use crate::income_kinds::IncomeProof;
use crate::money::Cents;
use crate::tables::allowances as dated;

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

    /// Name and labels.
    fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Identity => {
                ("identity", "Personalausweis oder Pass", "identity card or passport")
            }
            Self::ResidenceTitle => ("residence_title", "Aufenthaltstitel", "residence title"),
            Self::Lease => {
                ("lease", "Mietvertrag mit letzter Mietänderung", "lease with the latest change")
            }
            Self::LandlordCertificate => (
                "landlord_certificate",
                "Bescheinigung der Vermieterin oder des Vermieters",
                "landlord's certificate",
            ),
            Self::RentPayment => {
                ("rent_payment", "Nachweis der Mietzahlung", "proof of rent payment")
            }
            Self::HomeCertificate => (
                "home_certificate",
                "Heimvertrag oder Bescheinigung des Heims",
                "contract or certificate of the home",
            ),
            Self::LandRegister => (
                "land_register",
                "Grundbuchauszug oder Vertrag über das Recht",
                "land register extract or contract",
            ),
            Self::LoanStatements => (
                "loan_statements",
                "Darlehensverträge und Jahreskontoauszüge",
                "loan contracts and yearly statements",
            ),
            Self::PropertyTaxNotice => {
                ("property_tax_notice", "Grundsteuerbescheid", "property tax notice")
            }
            Self::FloorArea => {
                ("floor_area", "Berechnung der Wohnfläche", "calculation of the living area")
            }
            Self::AdministrationBill => {
                ("administration_bill", "Abrechnung der Verwaltung", "administrator's bill")
            }
            Self::PayCertificate => {
                ("pay_certificate", "Verdienstbescheinigung", "employer's certificate of pay")
            }
            Self::TaxAssessment => (
                "tax_assessment",
                "Steuerbescheid oder Gewinnermittlung",
                "tax assessment or profit statement",
            ),
            Self::BankStatement => (
                "bank_statement",
                "Jahresbescheinigung über Kapitalerträge",
                "yearly statement of capital income",
            ),
            Self::PensionNotice => {
                ("pension_notice", "Rentenbescheid oder Rentenanpassung", "pension notice")
            }
            Self::BenefitNotice => {
                ("benefit_notice", "Bescheid über die Leistung", "notice of the benefit")
            }
            Self::TrainingNotice => (
                "training_notice",
                "Bescheid über Ausbildungsförderung oder Stipendium",
                "notice of the training grant or scholarship",
            ),
            Self::TrainingProof => (
                "training_proof",
                "Ausbildungs- oder Studienbescheinigung",
                "proof of training or enrolment",
            ),
            Self::SupportProof => {
                ("support_proof", "Nachweis der Unterstützung", "proof of the support")
            }
            Self::MaintenanceReceived => (
                "maintenance_received",
                "Nachweis über erhaltenen Unterhalt",
                "proof of maintenance received",
            ),
            Self::MaintenancePaid => (
                "maintenance_paid",
                "Unterhaltstitel und Zahlungsnachweise",
                "maintenance title and payments",
            ),
            Self::WorkExpenses => {
                ("work_expenses", "Nachweis der Werbungskosten", "proof of work expenses")
            }
            Self::UnionDues => {
                ("union_dues", "Nachweis des Gewerkschaftsbeitrags", "proof of union dues")
            }
            Self::ChildCareCosts => (
                "child_care_costs",
                "Nachweis der Kinderbetreuungskosten",
                "proof of child care costs",
            ),
            Self::InsuranceContributions => (
                "insurance_contributions",
                "Nachweis der Versicherungsbeiträge",
                "proof of insurance contributions",
            ),
            Self::IncomeTaxProof => {
                ("income_tax_proof", "Nachweis über Einkommensteuer", "proof of income tax")
            }
            Self::DisabilityCard => (
                "disability_card",
                "Schwerbehindertenausweis oder Feststellungsbescheid",
                "disability card or notice",
            ),
            Self::CareNotice => {
                ("care_notice", "Bescheid der Pflegekasse", "notice of the care insurance")
            }
            Self::PersecutionProof => (
                "persecution_proof",
                "Nachweis der Anerkennung als NS-Verfolgte",
                "recognition as a victim of Nazi persecution",
            ),
            Self::ChildBenefitProof => {
                ("child_benefit_proof", "Nachweis über Kindergeld", "proof of child benefit")
            }
            Self::CareAgreement => (
                "care_agreement",
                "Vereinbarung über die gemeinsame Betreuung",
                "agreement about shared care",
            ),
            Self::OtherBenefitNotice => (
                "other_benefit_notice",
                "Bescheid oder Antrag zur anderen Leistung",
                "notice or application of the other benefit",
            ),
            Self::AssetsStatement => {
                ("assets_statement", "Aufstellung des Vermögens", "statement of assets")
            }
            Self::DeathCertificate => ("death_certificate", "Sterbeurkunde", "death certificate"),
            Self::SubletContract => (
                "sublet_contract",
                "Vertrag über überlassene Räume",
                "contract about rooms left to others",
            ),
        }
    }
}

/// A document the household must hand in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequiredDocument {
    /// Which.
    pub key: DocumentKey,
    /// German name.
    pub label_de: Text,
    /// English name.
    pub label_en: Text,
    /// German reason, a whole sentence.
    pub why_de: Text,
    /// English reason.
    pub why_en: Text,
    /// Paragraph the document serves.
    pub norm: Text,
    /// Id of the member it is about; absent for the household.
    pub for_whom: Option<String>,
    /// That member's label.
    pub for_whom_label: Option<String>,
}

impl RequiredDocument {
    /// Stable name within the application, such as `pay_certificate:2` or `lease`.
    pub fn id(&self) -> String {
        document_id(self.key, self.for_whom.as_deref())
    }
}

/// The stable name of a document within an application.
pub fn document_id(key: DocumentKey, for_whom: Option<&str>) -> String {
    match for_whom {
        Some(member) => format!("{}:{member}", key.name()),
        None => key.name().to_owned(),
    }
}

/// Collects documents without repeating one.
struct List(Vec<RequiredDocument>);

impl List {
    fn add(
        &mut self,
        key: DocumentKey,
        member: Option<&Member>,
        why_de: impl Into<Text>,
        why_en: impl Into<Text>,
        norm: &'static str,
    ) {
        let for_whom = member.map(|member| member.id.clone());
        if self.0.iter().any(|known| known.key == key && known.for_whom == for_whom) {
            return;
        }
        self.0.push(RequiredDocument {
            key,
            label_de: key.label_de().into(),
            label_en: key.label_en().into(),
            why_de: why_de.into(),
            why_en: why_en.into(),
            norm: norm.into(),
            for_whom,
            for_whom_label: member.map(|member| member.label.clone()),
        });
    }
}

/// Every document the facts call for, in the order of the form.
pub fn required_documents(household: &Household) -> Vec<RequiredDocument> {
    let mut list = List(Vec::new());
    if let Some(applicant) =
        household.members.iter().find(|member| member.relation == Relation::Applicant)
    {
        list.add(
            DocumentKey::Identity,
            Some(applicant),
            "Damit wir wissen, dass der Antrag von Ihnen kommt.",
            "So that we know the application comes from you.",
            "§ 21 SGB X",
        );
    }
    dwelling(&mut list, household);
    for member in &household.members {
        person(&mut list, member);
        incomes(&mut list, member);
        deductions(&mut list, member);
    }
    around(&mut list, household);
    list.0
}

/// The documents that are still missing. `provided` holds their stable names
/// ([`RequiredDocument::id`]).
pub fn missing_documents<S: AsRef<str>>(
    household: &Household,
    provided: &[S],
) -> Vec<RequiredDocument> {
    let mut missing = required_documents(household);
    missing.retain(|document| {
        let id = document.id();
        provided.iter().all(|given| given.as_ref() != id)
    });
    missing
}

fn dwelling(list: &mut List, household: &Household) {
    let rent = "§ 9 WoGG";
    match household.tenure {
        None => {}
        Some(Tenure::HomeResident) => list.add(
            DocumentKey::HomeCertificate,
            None,
            "Weil Sie in einem Heim wohnen.",
            "Because you live in a home.",
            "§ 3 Abs. 1 WoGG",
        ),
        Some(Tenure::OwnHouseOfManyFlats) => list.add(
            DocumentKey::LandRegister,
            None,
            "Weil Ihnen das Haus gehört.",
            "Because you own the house.",
            "§ 3 Abs. 1 WoGG",
        ),
        Some(tenure) if tenure.subsidy() == Subsidy::Owner => owner(list, household),
        Some(_) => {
            let why = ("Weil Sie zur Miete wohnen.", "Because you rent your home.");
            list.add(DocumentKey::Lease, None, why.0, why.1, rent);
            list.add(
                DocumentKey::LandlordCertificate,
                None,
                "Damit klar ist, welche Kosten in der Miete stecken.",
                "To show which costs are part of the rent.",
                rent,
            );
            list.add(
                DocumentKey::RentPayment,
                None,
                "Damit klar ist, was Sie tatsächlich zahlen.",
                "To show what you actually pay.",
                rent,
            );
        }
    }
    if household.dwelling.sublet.is_some() {
        list.add(
            DocumentKey::SubletContract,
            None,
            "Weil Sie Räume anderen überlassen.",
            "Because you leave rooms to others.",
            "§ 11 Abs. 2 Nr. 2 WoGG",
        );
    }
}

fn owner(list: &mut List, household: &Household) {
    let norm = "§ 10 WoGG";
    list.add(
        DocumentKey::LandRegister,
        None,
        "Weil Ihnen die Wohnung gehört oder Sie ein Recht an ihr haben.",
        "Because you own the flat or have a right to it.",
        "§ 3 Abs. 2 WoGG",
    );
    list.add(
        DocumentKey::FloorArea,
        None,
        "Instandhaltung und Betrieb zählen je Quadratmeter.",
        "Upkeep and operation count per square metre.",
        "§ 13 Abs. 2 WoGV",
    );
    let Some(costs) = &household.dwelling.owner else { return };
    if !costs.loans.is_empty() || costs.computed_burden_month.is_some() {
        list.add(
            DocumentKey::LoanStatements,
            None,
            "Weil Zinsen und Tilgung zur Belastung gehören.",
            "Because interest and repayment are part of the burden.",
            norm,
        );
    }
    if costs.property_tax_year.is_some() {
        list.add(
            DocumentKey::PropertyTaxNotice,
            None,
            "Weil die Grundsteuer zur Belastung gehört.",
            "Because property tax is part of the burden.",
            "§ 13 WoGV",
        );
    }
    if costs.administration_year.is_some() {
        list.add(
            DocumentKey::AdministrationBill,
            None,
            "Weil Kosten der Verwaltung zur Belastung gehören.",
            "Because administration costs are part of the burden.",
            "§ 13 WoGV",
        );
    }
}

fn person(list: &mut List, member: &Member) {
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

fn incomes(list: &mut List, member: &Member) {
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

fn deductions(list: &mut List, member: &Member) {
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

/// Documents about children of single parents, assets and deaths.
fn around(list: &mut List, household: &Household) {
    let adults = household.members.iter().filter(|member| !member.is_child()).count();
    let children = || household.members.iter().filter(|member| member.is_child());
    if adults == 1 {
        for child in children().filter(|child| child.child_benefit == Some(true)) {
            list.add(
                DocumentKey::ChildBenefitProof,
                Some(child),
                "Für den Freibetrag für Alleinerziehende.",
                "For the allowance for single parents.",
                "§ 17 Nr. 3 WoGG",
            );
        }
    }
    let further = i64::try_from(household.members.len()).unwrap_or(0).max(1) - 1;
    let guideline = dated::ASSETS_FIRST + dated::ASSETS_FURTHER.times(further);
    if household.usable_assets.is_some_and(|assets| assets > guideline) {
        list.add(
            DocumentKey::AssetsStatement,
            None,
            "Weil das Vermögen über dem Richtwert liegt.",
            "Because the assets exceed the guideline.",
            "§ 21 Nr. 3 WoGG",
        );
    }
    if !household.deaths.is_empty() {
        list.add(
            DocumentKey::DeathCertificate,
            None,
            "Weil ein Mitglied verstorben ist.",
            "Because a member died.",
            "§ 6 Abs. 2 WoGG",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::household::Income;
    use crate::income_kinds::IncomeKind;

    #[test]
    fn a_tenant_with_a_job_hands_in_five_documents_and_the_list_shrinks() {
        let mut member =
            Member { id: "1".into(), relation: Relation::Applicant, ..Member::default() };
        member.incomes.push(Income::monthly(IncomeKind::Employment, Cents::euros(1500)));
        member.incomes.push(Income::monthly(IncomeKind::NightSupplements, Cents::euros(50)));
        let household = Household {
            tenure: Some(Tenure::Tenant),
            members: vec![member],
            ..Household::default()
        };
        let ids: Vec<String> =
            required_documents(&household).iter().map(RequiredDocument::id).collect();
        let all =
            ["identity:1", "lease", "landlord_certificate", "rent_payment", "pay_certificate:1"];
        assert_eq!(ids, all);
        let missing = missing_documents(&household, &["lease", "pay_certificate:1"]);
        assert_eq!(missing.len(), 3);
        assert!(missing_documents(&household, &all).is_empty());
    }

    #[test]
    fn names_in_data_equal_names_in_ids() {
        for key in [DocumentKey::Identity, DocumentKey::OtherBenefitNotice, DocumentKey::FloorArea]
        {
            assert_eq!(serde_json::to_value(key).unwrap(), key.name());
        }
    }
}
