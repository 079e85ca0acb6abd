//! How a case of an imported form is worked on: what was declared beside what was found, the
//! documents, and a notice from the town's own words.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::deadlines::DeliveryRule;
use kernel::forms::SharedForm;
use kernel::paper::Block;
use kernel::procedure::{
    Correction, Decision, DocumentNeed, Notice, Outcome, Procedure, Proposal, Sheet, SheetRow,
    SheetSection,
};
use kernel::{AppError, Case, Language, Problem, Reader, Text, Town, Tx, files};
use norm_fim::{Answer, Answers, Input, Item, Page, Path, Question};

use crate::model::{Edition, KIND};
use crate::shelf::Shelf;
use crate::store::{self, Found};

/// Days after which a letter counts as delivered (§ 41 (2), (2a) VwVfG NRW).
const DELIVERY_DAYS: u8 = 4;

/// The procedure of all forms of the workshop.
pub(crate) struct Online {
    pub(crate) shelf: Arc<Shelf>,
}

struct Claim {
    edition: Edition,
    form: SharedForm,
    answers: Answers,
    found: BTreeMap<String, Found>,
}

impl Online {
    fn load(&self, town: &Town, reader: &mut Reader<'_>, case: &Case) -> Result<Claim, AppError> {
        let (edition, data) = store::claim(reader, case.id)?;
        let edition = store::find(reader, edition)?;
        let form = self.shelf.ready(town, reader, &edition, false)?;
        let file = files::find(reader, data)?;
        let bytes = town.files().read(&file.sha256)?;
        let document = form.form.from_json(&bytes, None).map_err(AppError::internal)?;
        let found = store::corrections(town, reader, case.id)?.into_iter().collect();
        Ok(Claim { edition, form, answers: document.answers, found })
    }
}

impl Procedure for Online {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn name(&self) -> Text {
        Text::new("Online-Antrag", "Online application")
    }

    fn covers(&self, kind: &str) -> bool {
        kind.strip_prefix(KIND).is_some_and(|rest| rest.starts_with('-'))
    }

    fn kinds(&self, reader: &mut Reader<'_>) -> Result<Vec<(String, Text)>, AppError> {
        let services = store::services(reader)?;
        Ok(services.into_iter().map(|(s, title)| (format!("{KIND}-{s}"), title)).collect())
    }

    fn delivery_rule(&self, _: &mut Reader<'_>) -> Result<DeliveryRule, AppError> {
        Ok(DeliveryRule { days: DELIVERY_DAYS, is_shifted: false })
    }

    fn retention_years(
        &self,
        reader: &mut Reader<'_>,
        case: &Case,
    ) -> Result<Option<i64>, AppError> {
        match store::claim(reader, case.id) {
            Ok((edition, _)) => Ok(store::find(reader, edition)?.additions.retention_years),
            // Withdrawn before it was taken in.
            Err(AppError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn sheet(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        case: &Case,
        language: Language,
    ) -> Result<Sheet, AppError> {
        let claim = self.load(town, reader, case)?;
        let pages = claim.form.form.pages(&claim.answers, language.tag());
        let sections = pages
            .iter()
            .map(|page| SheetSection {
                title: page.title.clone(),
                rows: rows(&claim, page, language),
            })
            .filter(|section| !section.rows.is_empty())
            .collect();
        Ok(Sheet { sections, calculation: None, hints: Vec::new() })
    }

    fn documents(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        case: &Case,
    ) -> Result<Vec<DocumentNeed>, AppError> {
        let claim = match self.load(town, reader, case) {
            // Not taken in yet: nothing can be said for some seconds.
            Err(AppError::NotFound) => return Ok(Vec::new()),
            other => other?,
        };
        let mut needs = claim.form.needs(&claim.answers)?;
        for file in files::of_owner(reader, &case.owner())? {
            if let Some(need) = needs.iter_mut().find(|need| need.key == file.label) {
                need.files += 1;
            }
        }
        Ok(needs)
    }

    fn correct(
        &self,
        town: &Town,
        tx: &mut Tx<'_>,
        case: &Case,
        correction: &Correction<'_>,
    ) -> Result<(), AppError> {
        let claim = self.load(town, tx, case)?;
        if correction.value.trim().is_empty() {
            return store::correct(town, tx, case.id, correction.key, None);
        }
        let path: Path = correction.key.parse().map_err(|_| AppError::NotFound)?;
        let mut probe = claim.answers.clone();
        if !probe.enter(claim.form.form.schema(), &path, correction.value) {
            return Err(AppError::NotFound);
        }
        if matches!(probe.get(&path), Some(Answer::Raw(_))) {
            let (de, en) = (
                "Das passt nicht zu dieser Frage. Schreiben Sie es wie im Formular.",
                "This does not fit the question. Write it as in the form.",
            );
            return Err(Problem::new("studio/value", de, en).at(correction.key, de, en).into());
        }
        if correction.reason.trim().is_empty() {
            let (de, en) = ("Nennen Sie den Grund der Abweichung.", "Say why it deviates.");
            return Err(Problem::new("studio/reason", de, en).at("reason", de, en).into());
        }
        let found = Found {
            value: correction.value.trim().to_owned(),
            reason: correction.reason.trim().to_owned(),
        };
        store::correct(town, tx, case.id, correction.key, Some(&found))
    }

    fn proposal(&self, _: &Town, _: &mut Reader<'_>, _: &Case) -> Result<Proposal, AppError> {
        // Nothing is computed here: the case worker decides and says why.
        Ok(Proposal {
            outcome: Outcome::Granted,
            amount: None,
            period: None,
            reasons: String::new(),
            is_amount_bound: false,
        })
    }

    fn notice(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        case: &Case,
        decision: &Decision,
    ) -> Result<Notice, AppError> {
        let claim = self.load(town, reader, case)?;
        let title = &claim.edition.form.title.de;
        let letters = &claim.edition.additions.letters;
        let words = match (letters.ruling(decision.outcome), decision.outcome) {
            ("", Outcome::Granted) => format!("Ihrem Antrag „{title}“ gebe ich statt."),
            ("", Outcome::Partly) => format!("Ihrem Antrag „{title}“ gebe ich zum Teil statt."),
            ("", Outcome::Refused) => format!("Ihren Antrag „{title}“ lehne ich ab."),
            (words, _) => words.to_owned(),
        };
        let mut parts = words.split("\n\n").map(|part| part.trim().to_owned());
        let mut ruling = vec![Block::Notice(parts.next().unwrap_or_default())];
        ruling.extend(parts.filter(|part| !part.is_empty()).map(Block::Paragraph));
        if let (Some(amount), true) = (decision.amount, decision.outcome != Outcome::Refused) {
            ruling.push(Block::Paragraph(format!("Betrag: {}.", amount.german())));
        }
        if let (Some(period), true) = (decision.period, decision.outcome != Outcome::Refused) {
            let day = |day| Language::De.day(day);
            ruling.push(Block::Paragraph(format!(
                "Zeitraum: vom {} bis zum {}.",
                day(period.from),
                day(period.until)
            )));
        }
        Ok(Notice {
            subject: format!("Bescheid: {title}"),
            ruling,
            explanation: Vec::new(),
            duties: Vec::new(),
            remedy: letters.remedy.clone(),
            annex: Vec::new(),
        })
    }
}

fn rows(claim: &Claim, page: &Page, language: Language) -> Vec<SheetRow> {
    let mut rows = Vec::new();
    collect(claim, &page.items, language, &mut rows);
    rows
}

fn collect(claim: &Claim, items: &[Item], language: Language, rows: &mut Vec<SheetRow>) {
    for item in items {
        match item {
            Item::Question(question) if question.input != Input::File => {
                rows.extend(row(claim, question, language));
            }
            Item::Question(_) | Item::Note { .. } => {}
            Item::Date(date) => {
                rows.extend(date.parts.iter().filter_map(|part| row(claim, part, language)));
            }
            Item::Fieldset(set) => collect(claim, &set.items, language, rows),
            Item::Choice(choice) => {
                for branch in choice.branches.iter().filter(|branch| branch.chosen) {
                    collect(claim, &branch.items, language, rows);
                }
            }
            Item::List(list) => {
                for entry in list.entries.iter().filter(|entry| entry.page.is_none()) {
                    collect(claim, &entry.items, language, rows);
                }
            }
        }
    }
}

/// A row for every question that was answered or corrected.
fn row(claim: &Claim, question: &Question, language: Language) -> Option<SheetRow> {
    let form = &claim.form.form;
    let key = question.path.to_string();
    let found = claim.found.get(&key);
    let declared = match claim.answers.get(&question.path) {
        Some(Answer::Given(value)) => form.display(question.node, value, language.tag()),
        Some(Answer::Raw(text)) => text.clone(),
        None => String::new(),
    };
    if declared.is_empty() && found.is_none() {
        return None;
    }
    let label = match language {
        Language::De => form.output_label(question.node).to_owned(),
        Language::En => question.label.clone(),
    };
    let shown = |found: &Found| {
        let mut probe = Answers::new();
        probe.enter(form.schema(), &question.path, &found.value);
        match probe.get(&question.path) {
            Some(Answer::Given(value)) => form.display(question.node, value, language.tag()),
            _ => found.value.clone(),
        }
    };
    Some(SheetRow {
        key,
        label,
        declared,
        found: found.map(shown),
        reason: found.map(|found| found.reason.clone()),
    })
}
