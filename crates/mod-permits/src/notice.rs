//! The department's part of a notice: what is decided, conditions, fee.

use kernel::paper::Block;
use kernel::procedure::{Decision, Outcome};
use kernel::{Euro, Language, Period};

use crate::library::Condition;
use crate::model::{Ruling, Section};
use crate::procedure::Whole;
use crate::settings::PermitSettings;

/// What is decided on a section by a decision.
pub(crate) fn ruled(section: &Section, decision: &Decision) -> Ruling {
    match (section.ruling, decision.outcome) {
        (Ruling::Forwarded, _) => Ruling::Forwarded,
        (_, Outcome::Refused) => Ruling::Refused,
        (Ruling::Pending, _) => Ruling::Granted,
        (ruling, _) => ruling,
    }
}

pub(crate) fn ruling(whole: &Whole, decision: &Decision) -> Vec<Block> {
    let day = |d| Language::De.day(d);
    let request = &whole.request;
    let period = decision.period.unwrap_or(Period { from: request.from, until: request.until });
    let numbers = |wanted: Ruling| {
        let all: Vec<String> = (1_usize..)
            .zip(&whole.sections)
            .filter(|(_, s)| ruled(s, decision) == wanted)
            .map(|(n, _)| n.to_string())
            .collect();
        all.join(", ")
    };
    let (yes, no) = (numbers(Ruling::Granted), numbers(Ruling::Refused));
    let other = numbers(Ruling::Forwarded);
    let what = request.kind.label().de;
    let mut blocks = Vec::new();
    if yes.is_empty() {
        blocks.push(Block::Notice(format!("Ihren Antrag lehne ich ab ({what}).")));
    } else {
        blocks.push(Block::Notice(format!(
            "{what}: Dem Antrag stimme ich für die Abschnitte {yes} zu. Die Arbeiten dürfen vom {} bis zum {} ausgeführt werden.",
            day(period.from),
            day(period.until)
        )));
        if !no.is_empty() {
            blocks.push(Block::Paragraph(format!(
                "Für die Abschnitte {no} lehne ich den Antrag ab."
            )));
        }
    }
    if !other.is_empty() {
        blocks.push(Block::Paragraph(format!(
            "Für die Abschnitte {other} ist eine andere Straßenbaubehörde zuständig. Darüber ist hier nicht entschieden."
        )));
    }
    blocks
}

pub(crate) fn duties(
    whole: &Whole,
    decision: &Decision,
    conditions: &[Condition],
    settings: &PermitSettings,
) -> Vec<Block> {
    let mut blocks = Vec::new();
    if decision.outcome != Outcome::Refused && !conditions.is_empty() {
        let items = conditions
            .iter()
            .map(|c| {
                let ground = c.ground.label().de;
                let only = if c.streets.is_empty() {
                    String::new()
                } else {
                    format!(" Gilt für: {}.", c.streets.replace('\n', ", "))
                };
                format!("{}{only} (§ 127 Abs. 8 TKG: {ground})", c.text)
            })
            .collect();
        blocks.push(Block::Heading(1, "Nebenbestimmungen".into()));
        blocks.push(Block::Steps(items));
    }
    let granted: i64 = whole
        .sections
        .iter()
        .filter(|s| ruled(s, decision) == Ruling::Granted)
        .map(|s| s.length_cm)
        .sum();
    let fee = fee(settings, granted);
    if fee.0 > 0 && !settings.fee_norm.trim().is_empty() {
        blocks.push(Block::Heading(1, "Gebühr".into()));
        blocks.push(Block::Paragraph(format!(
            "Für diese Entscheidung wird eine Gebühr von {} festgesetzt ({}).",
            fee.german(),
            settings.fee_norm.trim()
        )));
    }
    blocks
}

/// The fee of a decision that grants so much route.
fn fee(settings: &PermitSettings, granted_cm: i64) -> Euro {
    Euro(settings.fee_flat.0 + per_metre(settings.fee_per_metre, granted_cm).0)
}

/// An amount of cents per metre times a length.
fn per_metre(rate: Euro, length_cm: i64) -> Euro {
    Euro(rate.0.saturating_mul(length_cm.max(0)).saturating_add(50) / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fees_are_rounded_to_cents_and_add_up() {
        let settings = PermitSettings {
            fee_flat: Euro(2_500),
            fee_per_metre: Euro(15),
            ..PermitSettings::default()
        };
        assert_eq!(fee(&settings, 0), Euro(2_500));
        assert_eq!(fee(&settings, 100_050), Euro(2_500 + 15_008));
    }
}
