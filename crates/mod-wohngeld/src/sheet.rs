//! What the case worker sees of a claim.

use std::collections::BTreeMap;

use kernel::procedure::{Calculation, CalculationStep, Sheet, SheetRow, SheetSection};
use kernel::{Language, Text};
use norm_wohngeld::{AssessError, Assessment, Household, Mark, Month, Outcome, Step};

use crate::answers::Claim;
use crate::correction::{self, Found, correctable};

/// The calculation in words.
pub fn calculation(assessment: &Assessment, language: Language) -> Calculation {
    let mut remarks: Vec<String> = Vec::new();
    for remark in
        assessment.reasons_against.iter().chain(&assessment.hints).chain(&assessment.assumptions)
    {
        let text = language.of(&remark.text_de, &remark.text_en);
        remarks.push(format!("{text} ({})", remark.norm));
    }
    Calculation {
        result: result(assessment, language),
        declared_result: None,
        main: main_lines(assessment, language),
        steps: assessment.steps.iter().map(|s| step(s, language)).collect(),
        remarks,
    }
}

/// Who counts, what of the rent and what of the income counts, and what follows: the lines that
/// people follow without knowing the formula.
fn main_lines(assessment: &Assessment, language: Language) -> Vec<CalculationStep> {
    let of = |id: &str| assessment.steps.iter().find(|s| s.id == id);
    let rent = rent_words(assessment, language);
    let words = |de: &str, en: &str| language.of(de, en).to_owned();
    let ceiling = of("rent.ceiling").map(|s| language.of(&s.label_de, &s.label_en).to_owned());
    [
        (
            "household.considered",
            words("Personen, die zählen", "People who count"),
            words(
                "Wer Grundsicherung oder Ähnliches bekommt, zählt nicht mit",
                "without those on basic income support and the like",
            ),
        ),
        (
            "rent.ceiling",
            words("Höchstbetrag für die Wohnkosten", "Ceiling of the housing costs"),
            ceiling.unwrap_or_default(),
        ),
        (
            "rent.m",
            words("Wohnkosten im Monat, die zählen", "Housing costs a month that count"),
            rent,
        ),
        (
            "income.y",
            words("Einkommen im Monat, das zählt", "Income a month that counts"),
            words(
                "Einkommen aller Personen im Jahr nach Abzügen und Freibeträgen, geteilt durch 12",
                "yearly income of all after deductions and allowances, divided by 12",
            ),
        ),
        (
            "amount",
            words("Wohngeld im Monat", "Housing benefit a month"),
            words(
                "Die Formel des Gesetzes mit Personen, Wohnkosten und Einkommen",
                "The formula of the law with people, housing costs and income",
            ),
        ),
    ]
    .into_iter()
    .filter_map(|(id, label, formula)| {
        let step = of(id)?;
        Some(CalculationStep {
            label,
            formula,
            norm: step.norm.to_string(),
            result: step.unit.german(step.result),
            mark: String::new(),
        })
    })
    .collect()
}

/// How the housing costs were reached, in one line.
fn rent_words(assessment: &Assessment, language: Language) -> String {
    let has = |id: &str| assessment.steps.iter().any(|s| s.id == id);
    let more: Vec<&str> = [
        ("rent.climate", language.of("Klima", "climate")),
        ("rent.heating", language.of("Heizung", "heating")),
    ]
    .into_iter()
    .filter(|(id, _)| has(id))
    .map(|(_, word)| word)
    .collect();
    let and = language.of(" und ", " and ");
    match (more.is_empty(), language) {
        (true, Language::De) => "Kosten ohne Heizung, höchstens der Höchstbetrag".to_owned(),
        (true, Language::En) => "costs without heating, at most the ceiling".to_owned(),
        (false, Language::De) => format!(
            "Kosten ohne Heizung, höchstens der Höchstbetrag; dazu feste Beträge für {}",
            more.join(and)
        ),
        (false, Language::En) => format!(
            "costs without heating, at most the ceiling; plus fixed amounts for {}",
            more.join(and)
        ),
    }
}

/// The result in one line.
pub fn result(assessment: &Assessment, language: Language) -> String {
    match (assessment.outcome, language) {
        (Outcome::Entitled, Language::De) => format!("{} im Monat", assessment.amount),
        (Outcome::Entitled, Language::En) => format!("{} a month", assessment.amount),
        (Outcome::NotEntitled, Language::De) => "kein Anspruch".into(),
        (Outcome::NotEntitled, Language::En) => "no claim".into(),
    }
}

/// One step in words: the formula and the values put in.
pub fn step(step: &Step, language: Language) -> CalculationStep {
    let values: Vec<String> = step
        .inputs
        .iter()
        .map(|i| format!("{} = {} ({})", i.symbol, i.unit.german(i.value), i.label_de))
        .collect();
    let formula = match values.as_slice() {
        [] => step.formula.to_string(),
        [_] if step.inputs[0].symbol == step.formula => step.inputs[0].label_de.to_string(),
        _ => format!("{}; {}", step.formula, values.join("; ")),
    };
    let mark = match (step.mark, language) {
        (Mark::Statute, _) => String::new(),
        (Mark::AdministrativeRule, Language::En) => "administrative rule".into(),
        (Mark::OurReading, Language::En) => "our reading".into(),
        (mark, Language::De) => mark.label_de().to_owned(),
    };
    CalculationStep {
        label: language.of(&step.label_de, &step.label_en).to_owned(),
        norm: step.norm.to_string(),
        formula,
        result: step.unit.german(step.result),
        mark,
    }
}

/// Steps as the pages show them; the last stands out.
pub fn shown(steps: &[CalculationStep]) -> Vec<web::steps::Step> {
    let last = steps.len().saturating_sub(1);
    let law = |s: &CalculationStep| match s.mark.as_str() {
        "" => s.norm.clone(),
        mark => format!("{} ({mark})", s.norm),
    };
    steps
        .iter()
        .enumerate()
        .map(|(index, s)| web::steps::Step {
            label: s.label.clone(),
            how: s.formula.clone(),
            law: law(s),
            result: s.result.clone(),
            strong: index == last,
        })
        .collect()
}

/// Why nothing could be computed, for the case worker.
pub fn why_not(error: &AssessError, language: Language) -> String {
    match error {
        AssessError::Missing(keys) => format!(
            "{} {}",
            language.of("Für die Berechnung fehlen Angaben:", "The calculation lacks answers:"),
            keys.join(", ")
        ),
        AssessError::Invalid(facts) => facts
            .iter()
            .map(|f| language.of(&f.reason_de, &f.reason_en).to_owned())
            .collect::<Vec<_>>()
            .join(" "),
        AssessError::Law(_) => language
            .of(
                "Für diesen Monat ist das Recht noch nicht bekannt. Es wird nichts berechnet.",
                "The law of this month is not known yet. Nothing is computed.",
            )
            .to_owned(),
        AssessError::Level(_) => language
            .of(
                "Die Mietenstufe der Kommune ist nicht bekannt. Tragen Sie sie in den Einstellungen ein.",
                "The rent level of the town is not known. Enter it in the settings.",
            )
            .to_owned(),
    }
}

/// The whole sheet.
pub fn sheet(
    claim: &Claim,
    month: Month,
    found: &BTreeMap<String, Found>,
    declared: &Result<Assessment, AssessError>,
    corrected: &Result<Assessment, AssessError>,
    language: Language,
) -> Sheet {
    let mut hints = Vec::new();
    let calculation = match corrected {
        Ok(assessment) => {
            let mut shown = calculation(assessment, language);
            if let Ok(before) = declared
                && !found.is_empty()
            {
                shown.declared_result = Some(result(before, language));
            }
            Some(shown)
        }
        Err(error) => {
            hints.push(Text::new(why_not(error, Language::De), why_not(error, Language::En)));
            None
        }
    };
    if !found.is_empty() {
        let n = found.len();
        hints.push(Text::new(
            format!("{n} Angaben weichen von dem ab, was erklärt wurde."),
            format!("{n} values deviate from what was declared."),
        ));
    }
    if !claim.expected_change.is_empty() {
        hints.push(Text::new(
            format!("Das Einkommen wird sich ändern: {}", claim.expected_change),
            format!("Income is about to change: {}", claim.expected_change),
        ));
    }
    Sheet { sections: sections(claim, month, found, language), calculation, hints }
}

fn plain(label: &str, value: impl Into<String>) -> SheetRow {
    let value = value.into();
    SheetRow {
        key: String::new(),
        label: label.to_owned(),
        declared: if value.is_empty() { "–".into() } else { value },
        found: None,
        reason: None,
    }
}

fn sections(
    claim: &Claim,
    month: Month,
    found: &BTreeMap<String, Found>,
    language: Language,
) -> Vec<SheetSection> {
    let kind = match claim.kind.as_str() {
        "renewal" => language.of("Weiterleistung", "renewal"),
        "increase" => language.of("Erhöhung", "increase"),
        _ => language.of("Erstantrag", "first application"),
    };
    let mut application = vec![
        plain(language.of("Antrag", "Application"), kind),
        plain(language.of("Monat des Antrags", "Month of the application"), month.german()),
        plain(language.of("Wohnung", "Flat"), claim.flat.clone()),
        plain(
            language.of("Einzug", "Moved in"),
            claim.moved_in.map(|d| language.day(d)).unwrap_or_default(),
        ),
        plain(language.of("Vermietung", "Landlord"), claim.landlord.clone()),
        plain(language.of("Zahlung an", "Payment to"), claim.payee.clone()),
        plain("IBAN", claim.iban.clone()),
    ];
    if !claim.earlier_number.is_empty() {
        application.insert(
            1,
            plain(language.of("Frühere Nummer", "Earlier number"), claim.earlier_number.clone()),
        );
    }
    // What was found is shown in the form of what was declared, whatever was typed.
    let mut corrected = claim.household.clone();
    for (key, value) in found {
        // A key of an older form may have no place any more: then it stands as typed.
        drop(correction::apply(&mut corrected, key, &value.value));
    }
    let shown = correctable(&corrected);
    let rows = correctable(&claim.household)
        .into_iter()
        .map(|c| {
            let deviation = found.get(&c.key);
            let value = deviation.map(|f| {
                let own = shown.iter().find(|s| s.key == c.key).map(|s| s.declared.clone());
                own.filter(|text| *text != c.declared).unwrap_or_else(|| f.value.clone())
            });
            SheetRow {
                label: c.label.of(language).to_owned(),
                declared: c.declared,
                found: value,
                reason: deviation.map(|f| f.reason.clone()),
                key: c.key,
            }
        })
        .collect();
    vec![
        SheetSection { title: language.of("Antrag", "Application").to_owned(), rows: application },
        SheetSection {
            title: language.of("Haushalt", "Household").to_owned(),
            rows: people(&claim.household, month, language),
        },
        SheetSection {
            title: language.of("Miete, Einkommen, Vermögen", "Rent, income, assets").to_owned(),
            rows,
        },
    ]
}

fn people(household: &Household, month: Month, language: Language) -> Vec<SheetRow> {
    household
        .members
        .iter()
        .map(|m| {
            let born = m.birth_date.map(|d| language.day(d)).unwrap_or_default();
            let age = m
                .age_at(month)
                .map(|a| format!(" ({a} {})", language.of("Jahre", "years")))
                .unwrap_or_default();
            let relation = norm_wohngeld::RELATIONS
                .iter()
                .find(|c| {
                    serde_json::to_value(m.relation).is_ok_and(|v| v.as_str() == Some(c.value))
                })
                .map(|c| language.of(c.label_de, c.label_en).to_owned())
                .unwrap_or_default();
            plain(&m.label, format!("{relation}, {born}{age}"))
        })
        .collect()
}
