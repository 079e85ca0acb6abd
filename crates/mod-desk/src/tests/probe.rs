//! A department small enough for stories: it grants what the rent exceeds 400 euros by.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ToSpan;
use kernel::cases::Case;
use kernel::deadlines::DeliveryRule;
use kernel::fields::parse_euro;
use kernel::paper::Block;
use kernel::procedure::{
    Calculation, CalculationStep, Correction, Decision, DocumentNeed, Notice, Outcome, Procedure,
    Proposal, Sheet, SheetRow, SheetSection,
};
use kernel::settings::{self, SettingField, Settings};
use kernel::{AppError, Euro, Language, Module, Period, Problem, Reader, Text, Town, Tx, files};
use serde::{Deserialize, Serialize};

/// Kind of its cases.
pub const KIND: &str = "probe";
/// The rent every applicant declares.
const DECLARED: Euro = Euro(65_000);
/// The rent the department does not pay.
const OWN_SHARE: Euro = Euro(40_000);

/// Corrections by case: the department's whole memory.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Found(BTreeMap<String, (i64, String)>);

impl Settings for Found {
    const MODULE: &'static str = "probe";

    fn fields() -> Vec<SettingField> {
        Vec::new()
    }
}

struct Probe;

impl Probe {
    fn rent(reader: &mut Reader<'_>, case: &Case) -> Result<Euro, AppError> {
        let found = settings::get::<Found>(reader)?;
        Ok(found.0.get(&case.id.to_string()).map_or(DECLARED, |(cents, _)| Euro(*cents)))
    }

    fn amount(rent: Euro) -> Option<Euro> {
        Some(Euro(rent.0 - OWN_SHARE.0)).filter(|amount| amount.0 > 0)
    }
}

impl Procedure for Probe {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn name(&self) -> Text {
        Text::new("Probeleistung", "Probe benefit")
    }

    fn delivery_rule(&self, _: &mut Reader<'_>) -> Result<DeliveryRule, AppError> {
        Ok(DeliveryRule { days: 4, is_shifted: false })
    }

    fn sheet(
        &self,
        _: &Town,
        reader: &mut Reader<'_>,
        case: &Case,
        language: Language,
    ) -> Result<Sheet, AppError> {
        let found = settings::get::<Found>(reader)?.0.get(&case.id.to_string()).cloned();
        let rent = Self::rent(reader, case)?;
        let amount =
            |rent| Self::amount(rent).map_or("kein Anspruch".to_owned(), |a| language.euro(a));
        Ok(Sheet {
            sections: vec![SheetSection {
                title: "Wohnung".into(),
                rows: vec![SheetRow {
                    key: "rent".into(),
                    label: "Miete".into(),
                    declared: language.euro(DECLARED),
                    found: found.as_ref().map(|(cents, _)| language.euro(Euro(*cents))),
                    reason: found.as_ref().map(|(_, reason)| reason.clone()),
                }],
            }],
            calculation: Some(Calculation {
                result: format!("Probebetrag {}", amount(rent)),
                declared_result: found.is_some().then(|| amount(DECLARED)),
                main: Vec::new(),
                steps: vec![CalculationStep {
                    label: "Miete über dem Eigenanteil".into(),
                    norm: "§ 1 ProbeG".into(),
                    formula: format!("{} − {}", language.euro(rent), language.euro(OWN_SHARE)),
                    result: amount(rent),
                    mark: "statute".into(),
                }],
                remarks: Vec::new(),
            }),
            hints: vec![Text::new("Miete prüfen", "Check the rent")],
        })
    }

    fn documents(
        &self,
        _: &Town,
        reader: &mut Reader<'_>,
        case: &Case,
    ) -> Result<Vec<DocumentNeed>, AppError> {
        let held = files::of_owner(reader, &case.owner())?;
        let need = |key: &str, de: &str, is_required| DocumentNeed {
            key: key.into(),
            label: Text::same(de),
            why: Text::same("für die Prüfung"),
            files: held.iter().filter(|f| f.label == key).count(),
            is_required,
        };
        Ok(vec![need("lease", "Mietvertrag", true), need("wish", "Wunschzettel", false)])
    }

    fn correct(
        &self,
        _: &Town,
        tx: &mut Tx<'_>,
        case: &Case,
        correction: &Correction<'_>,
    ) -> Result<(), AppError> {
        let mut found = settings::get::<Found>(tx)?;
        if correction.value.is_empty() {
            found.0.remove(&case.id.to_string());
        } else {
            let euro = parse_euro(correction.value).ok_or_else(|| {
                Problem::new("probe/rent", "Bitte prüfen.", "Please check.").at(
                    "rent",
                    "Geben Sie die Miete in Euro an.",
                    "Enter the rent in euros.",
                )
            })?;
            found.0.insert(case.id.to_string(), (euro.0, correction.reason.to_owned()));
        }
        settings::set(tx, &found)
    }

    fn proposal(
        &self,
        _: &Town,
        reader: &mut Reader<'_>,
        case: &Case,
    ) -> Result<Proposal, AppError> {
        let amount = Self::amount(Self::rent(reader, case)?);
        let from = reader.today().first_of_month();
        let until = from.saturating_add(1.year()).saturating_sub(1.day());
        Ok(Proposal {
            outcome: if amount.is_some() { Outcome::Granted } else { Outcome::Refused },
            amount,
            period: amount.map(|_| Period { from, until }),
            reasons: String::new(),
            is_amount_bound: true,
        })
    }

    fn notice(
        &self,
        _: &Town,
        _: &mut Reader<'_>,
        _: &Case,
        decision: &Decision,
    ) -> Result<Notice, AppError> {
        let ruling = match decision.amount {
            Some(amount) => format!("Sie bekommen {}.", amount.german()),
            None => "Wir lehnen Ihren Antrag ab.".to_owned(),
        };
        Ok(Notice {
            subject: "Bescheid über die Probeleistung".into(),
            ruling: vec![Block::Paragraph(ruling)],
            explanation: vec![Block::Paragraph("Miete minus Eigenanteil.".into())],
            duties: vec![Block::Paragraph("Melden Sie Änderungen.".into())],
            remedy: "Gegen diesen Bescheid können Sie Widerspruch erheben.".into(),
            annex: vec![
                Block::Heading(1, "Anlage: Liste".into()),
                Block::Paragraph("Eins, zwei".into()),
            ],
        })
    }
}

/// The department.
pub fn module() -> Module {
    Module { name: "probe", procedures: vec![Arc::new(Probe)], ..Module::default() }
}
