//! How a Wohngeld case is worked on: the contract with the desk.

use std::collections::BTreeMap;

use kernel::deadlines::DeliveryRule;
use kernel::files;
use kernel::paper::Block;
use kernel::procedure::{
    Correction, Decision, DocumentNeed, Notice, Outcome, Procedure, Proposal, Remedy, Sheet,
};
use kernel::{AppError, Case, Euro, Language, Period, Reader, Text, Town, Tx};
use norm_wohngeld::{
    AssessError, Assessment, GrantPeriod, Household, Month, NoticeContents, assess,
    notice_contents, required_documents,
};

use crate::answers::Claim;
use crate::correction::{self, Found};
use crate::settings::WohngeldSettings;
use crate::{KIND, sheet, store};

/// The procedure of housing benefit.
pub struct Wohngeld;

/// A claim with what was found.
struct Loaded {
    claim: Claim,
    month: Month,
    found: BTreeMap<String, Found>,
    declared: Household,
    corrected: Household,
}

fn load(town: &Town, reader: &mut Reader<'_>, case: &Case) -> Result<Loaded, AppError> {
    let (month, claim) = store::find(town, reader, case.id)?;
    let found = store::corrections(town, reader, case.id)?;
    let settings = WohngeldSettings::of(reader)?;
    let mut declared = claim.household.clone();
    declared.place = settings.place(town);
    let months = u8::try_from(settings.grant_months).unwrap_or(12);
    declared.period = Some(GrantPeriod { from: month, months });
    let mut corrected = declared.clone();
    for (key, found) in &found {
        // A key of an older form may have no place any more; the sheet still shows it.
        drop(correction::apply(&mut corrected, key, &found.value));
    }
    Ok(Loaded { claim, month, found, declared, corrected })
}

fn assessed(loaded: &Loaded) -> Result<Assessment, AppError> {
    assess(&loaded.corrected, loaded.month).map_err(|e| cannot_compute(&e))
}

fn cannot_compute(error: &AssessError) -> AppError {
    AppError::refused(
        "wohngeld/not-computable",
        sheet::why_not(error, Language::De),
        sheet::why_not(error, Language::En),
    )
}

/// Documents a household must hand in, without numbers of files.
pub fn needs(household: &Household) -> Vec<DocumentNeed> {
    required_documents(household)
        .into_iter()
        .map(|document| {
            let whom = document
                .for_whom_label
                .as_ref()
                // Where only one person lives, there is nobody to be told apart from.
                .filter(|label| !label.is_empty() && household.members.len() > 1)
                .map(|label| format!(" ({label})"))
                .unwrap_or_default();
            DocumentNeed {
                key: document.id(),
                label: Text::new(
                    format!("{}{whom}", document.label_de),
                    format!("{}{whom}", document.label_en),
                ),
                why: Text::new(document.why_de.to_string(), document.why_en.to_string()),
                files: 0,
                is_required: true,
            }
        })
        .collect()
}

impl Procedure for Wohngeld {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn name(&self) -> Text {
        Text::new("Wohngeld", "Housing benefit")
    }

    fn delivery_rule(&self, reader: &mut Reader<'_>) -> Result<DeliveryRule, AppError> {
        let settings = WohngeldSettings::of(reader)?;
        Ok(DeliveryRule {
            days: u8::try_from(settings.delivery_days).unwrap_or(4),
            is_shifted: settings.delivery_is_shifted,
        })
    }

    fn remedy(&self, reader: &mut Reader<'_>) -> Result<Remedy, AppError> {
        Ok(WohngeldSettings::of(reader)?.remedy_kind())
    }

    fn sheet(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        case: &Case,
        language: Language,
    ) -> Result<Sheet, AppError> {
        let loaded = load(town, reader, case)?;
        let declared = assess(&loaded.declared, loaded.month);
        let corrected = assess(&loaded.corrected, loaded.month);
        Ok(sheet::sheet(
            &loaded.claim,
            loaded.month,
            &loaded.found,
            &declared,
            &corrected,
            language,
        ))
    }

    fn documents(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        case: &Case,
    ) -> Result<Vec<DocumentNeed>, AppError> {
        let loaded = match load(town, reader, case) {
            // Not taken in yet: nothing can be said for some seconds.
            Err(AppError::NotFound) => return Ok(Vec::new()),
            other => other?,
        };
        let mut needed = needs(&loaded.declared);
        for file in files::of_owner(reader, &case.owner())? {
            if let Some(need) = needed.iter_mut().find(|n| n.key == file.label) {
                need.files += 1;
            }
        }
        Ok(needed)
    }

    fn correct(
        &self,
        town: &Town,
        tx: &mut Tx<'_>,
        case: &Case,
        correction: &Correction<'_>,
    ) -> Result<(), AppError> {
        let (_, claim) = store::find(town, tx, case.id)?;
        if correction.value.trim().is_empty() {
            return store::correct(town, tx, case.id, correction.key, None);
        }
        let mut probe = claim.household;
        correction::apply(&mut probe, correction.key, correction.value)?;
        if correction.reason.trim().is_empty() {
            let (de, en) = ("Nennen Sie den Grund der Abweichung.", "Say why it deviates.");
            return Err(kernel::Problem::new("wohngeld/reason", de, en)
                .at("reason", de, en)
                .into());
        }
        let found = Found {
            value: correction.value.trim().into(),
            reason: correction.reason.trim().into(),
        };
        store::correct(town, tx, case.id, correction.key, Some(&found))
    }

    fn proposal(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        case: &Case,
    ) -> Result<Proposal, AppError> {
        let loaded = load(town, reader, case)?;
        let assessment = assessed(&loaded)?;
        let entitled = assessment.outcome == norm_wohngeld::Outcome::Entitled;
        let reasons = if entitled {
            "Die Voraussetzungen für Wohngeld sind erfüllt. Die Berechnung steht in diesem Bescheid."
                .to_owned()
        } else {
            assessment
                .reasons_against
                .iter()
                .map(|r| format!("{} ({})", r.text_de, r.norm))
                .collect::<Vec<_>>()
                .join("\n\n")
        };
        Ok(Proposal {
            outcome: if entitled { Outcome::Granted } else { Outcome::Refused },
            amount: entitled.then_some(Euro(assessment.amount.0)),
            period: entitled.then(|| days(assessment.period)).flatten(),
            reasons,
            is_amount_bound: true,
        })
    }

    fn notice(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        case: &Case,
        decision: &Decision,
    ) -> Result<Notice, AppError> {
        let mut loaded = load(town, reader, case)?;
        if let Some(period) = decision.period {
            let from = Month::of(period.from);
            let months = u8::try_from(Month::of(period.until).since(from) + 1).unwrap_or(12);
            loaded.corrected.period = Some(GrantPeriod { from, months });
        }
        let assessment = assess(&loaded.corrected, loaded.month);
        let settings = WohngeldSettings::of(reader)?;
        Ok(write_notice(&loaded, assessment.as_ref().ok(), decision, settings.remedy_text(town)))
    }
}

fn days(period: GrantPeriod) -> Option<Period> {
    Some(Period { from: period.from.first_day()?, until: period.last().last_day()? })
}

fn write_notice(
    loaded: &Loaded,
    assessment: Option<&Assessment>,
    decision: &Decision,
    remedy: String,
) -> Notice {
    let language = Language::De;
    let granted = decision.outcome != Outcome::Refused;
    let contents = assessment.map(|a| notice_contents(&loaded.corrected, a, None));
    let mut ruling = Vec::new();
    match (granted, decision.amount, decision.period) {
        (true, Some(amount), Some(period)) => ruling.push(Block::Notice(format!(
            "Sie bekommen Wohngeld als Mietzuschuss: {} im Monat, vom {} bis zum {}.",
            amount.german(),
            language.day(period.from),
            language.day(period.until)
        ))),
        (true, ..) => ruling.push(Block::Notice("Sie bekommen Wohngeld.".into())),
        (false, ..) => {
            ruling.push(Block::Notice("Ihren Antrag auf Wohngeld lehne ich ab.".into()));
        }
    }
    if granted {
        ruling.push(Block::Paragraph(format!(
            "Das Geld wird jeden Monat im Voraus auf das Konto {} überwiesen (§ 26 Abs. 2 WoGG).",
            masked(&loaded.claim.iban)
        )));
    }
    Notice {
        subject: if granted {
            "Bescheid über Wohngeld".into()
        } else {
            "Ablehnung Ihres Antrags auf Wohngeld".into()
        },
        ruling,
        explanation: assessment.map(explanation).unwrap_or_default(),
        duties: contents.map(|c| duties(&c)).unwrap_or_default(),
        remedy,
        annex: Vec::new(),
    }
}

/// The last four characters of an account number, enough to recognise it.
fn masked(iban: &str) -> String {
    let compact: String = iban.chars().filter(|c| !c.is_whitespace()).collect();
    let count = compact.chars().count();
    let end: String = compact.chars().skip(count.saturating_sub(4)).collect();
    format!("mit den Endziffern {end}")
}

fn explanation(assessment: &Assessment) -> Vec<Block> {
    let steps = sheet::calculation(assessment, Language::De).steps;
    let rows = steps
        .into_iter()
        .map(|s| {
            let norm = if s.mark.is_empty() { s.norm } else { format!("{} ({})", s.norm, s.mark) };
            vec![s.label, norm, s.result]
        })
        .collect();
    let mut blocks = vec![
        Block::Heading(1, "So ist gerechnet worden".into()),
        Block::Table {
            caption: "Schritte der Berechnung mit Rechtsgrundlage".into(),
            head: vec!["Schritt".into(), "Rechtsgrundlage".into(), "Ergebnis".into()],
            rows,
            amounts: true,
        },
    ];
    if !assessment.assumptions.is_empty() {
        blocks.push(Block::Paragraph("Dabei ist angenommen worden:".into()));
        blocks.push(Block::List(
            assessment.assumptions.iter().map(|r| format!("{} ({})", r.text_de, r.norm)).collect(),
        ));
    }
    blocks
}

fn duties(contents: &NoticeContents) -> Vec<Block> {
    // The grant itself stands in the ruling already.
    let parts: Vec<String> = contents
        .parts
        .iter()
        .filter(|part| part.key != "grant")
        .map(|part| format!("{} ({})", part.text_de, part.norm))
        .collect();
    if parts.is_empty() {
        return Vec::new();
    }
    vec![Block::Heading(1, "Was Sie wissen und mitteilen müssen".into()), Block::List(parts)]
}
