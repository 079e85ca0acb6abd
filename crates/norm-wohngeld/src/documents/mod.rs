//! Which documents a household must hand in, and why: one list for form, status page and desk.

mod keys;
mod persons;

pub use keys::DocumentKey;
use persons::{deductions, incomes, person};
use serde::{Deserialize, Serialize};

use crate::explain::Text;
use crate::household::{Household, Member, Relation, Subsidy, Tenure};
use crate::tables::allowances as dated;

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
    use crate::money::Cents;

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
}
