//! The result as German plain text.

use std::fmt::Write as _;

use crate::assess::{Assessment, Outcome};
use crate::explain::{Mark, Remark, Step};
use crate::household::Subsidy;

impl Assessment {
    /// The whole result with all steps, reasons, hints and assumptions as German plain text.
    pub fn german(&self) -> String {
        let mut text = String::with_capacity(4096);
        let kind = match self.subsidy {
            Subsidy::Rent => "Mietzuschuss",
            Subsidy::Owner => "Lastenzuschuss",
        };
        let _ = writeln!(text, "Wohngeld ({kind}) für {}", self.month.german());
        let _ = match self.outcome {
            Outcome::Entitled => writeln!(text, "Ergebnis: {:#} im Monat", self.amount),
            Outcome::NotEntitled => writeln!(text, "Ergebnis: kein Anspruch"),
        };
        let _ = writeln!(text, "Werte: {}", self.law_source);
        remarks(&mut text, "Gründe gegen einen Anspruch", &self.reasons_against);
        let _ = writeln!(text, "\nRechenweg");
        text.push_str(&steps_german(&self.steps));
        if let Some(limits) = &self.thresholds {
            let _ = write!(
                text,
                "\nÄnderungen (§ 27 WoGG)\n\
                 - sofort melden: Einkünfte und Einnahmen ab {} im Monat\n\
                 - sofort melden: Miete oder Belastung bis {} im Monat\n\
                 - mehr Wohngeld auf Antrag: zu berücksichtigende Miete ab {} (ohne Heizkosten)\n\
                 - mehr Wohngeld auf Antrag: Gesamteinkommen bis {} im Monat\n",
                limits.report_income_sum_from,
                limits.report_rent_down_to,
                limits.increase_rent_from,
                limits.increase_income_down_to
            );
        }
        remarks(&mut text, "Annahmen", &self.assumptions);
        remarks(&mut text, "Hinweise", &self.hints);
        text
    }
}

/// Numbered steps as German plain text.
pub fn steps_german(steps: &[Step]) -> String {
    let mut text = String::with_capacity(steps.len() * 120);
    for (index, step) in steps.iter().enumerate() {
        let _ = writeln!(text, "{}. {}", index + 1, step.german());
    }
    text
}

/// A titled list, left out where it is empty.
fn remarks(text: &mut String, title: &str, remarks: &[Remark]) {
    if remarks.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{title}");
    for remark in remarks {
        let mark = match remark.mark {
            Mark::Statute => "",
            Mark::AdministrativeRule => "; Verwaltungsvorschrift",
            Mark::OurReading => "; unsere Auslegung",
        };
        let _ = writeln!(text, "- {} ({}{mark})", remark.text_de, remark.norm);
    }
}
