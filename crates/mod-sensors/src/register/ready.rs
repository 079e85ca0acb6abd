//! What an entry must say before anything of it is stored.

use jiff::civil::Date;
use kernel::Problem;

use super::{Personal, RAW_DAYS_MAX, Record};

impl Record {
    /// What is missing before it may be published on a day.
    ///
    /// # Errors
    /// A problem at each field that is missing.
    pub fn ready(&self, today: Date) -> Result<(), Problem> {
        let mut problem = Problem::new(
            "sensors/not-ready",
            "Im Register fehlen noch Angaben. Erst dann darf gespeichert werden.",
            "The entry is not complete. Nothing may be stored before it is.",
        );
        for (field, text, de, en) in self.needed() {
            if text.trim().is_empty() {
                problem = problem.at(field, de, en);
            }
        }
        if !(1..=RAW_DAYS_MAX).contains(&self.raw_days) {
            problem = problem.at(
                "tage",
                "Geben Sie an, wie viele Tage die Werte bleiben: 1 bis 3.653.",
                "Enter how many days values are kept: 1 to 3,653.",
            );
        }
        for (field, cost) in [("einmalig", self.cost_once), ("jährlich", self.cost_year)] {
            if cost.is_none() {
                problem = problem.at(
                    field,
                    "Nennen Sie die Kosten. Wo es keine gibt, geben Sie 0 an.",
                    "Enter the cost. Where there is none, enter 0.",
                );
            }
        }
        if self.personal != Personal::None && self.assessment.trim().is_empty() {
            problem = problem.at(
                "folgenabschätzung",
                "Wo Personenbezug möglich ist, nennen Sie die Datenschutz-Folgenabschätzung.",
                "Where persons can be concerned, name the impact assessment.",
            );
        }
        if self.ends_on.is_none_or(|end| end < today) {
            problem = problem.at(
                "bis",
                "Geben Sie einen Endtag an, der nicht vorbei ist.",
                "Enter a last day that is not over.",
            );
        }
        if problem.fields.is_empty() { Ok(()) } else { Err(problem) }
    }

    /// The words that must be there: field, value, what to do.
    fn needed(&self) -> [(&'static str, &str, &'static str, &'static str); 11] {
        [
            ("titel", &self.title.de, "Geben Sie einen Namen an.", "Enter a name."),
            ("zweck", &self.purpose.de, "Sagen Sie, wozu gemessen wird.", "Say what it is for."),
            (
                "gemessen",
                &self.measured.de,
                "Sagen Sie, was gemessen wird.",
                "Say what is measured.",
            ),
            (
                "nicht_gemessen",
                &self.not_measured.de,
                "Sagen Sie, was nicht gemessen wird.",
                "Say what is not measured.",
            ),
            (
                "rechtsgrundlage",
                &self.legal_basis.de,
                "Nennen Sie die Rechtsgrundlage.",
                "Name the legal basis.",
            ),
            (
                "nutzen",
                &self.benefit.de,
                "Sagen Sie, welchen Nutzen Sie erwarten.",
                "Say what benefit you expect.",
            ),
            (
                "kennzahl",
                &self.figure.de,
                "Sagen Sie, woran Sie den Nutzen messen.",
                "Say how you measure the benefit.",
            ),
            (
                "foerderung",
                &self.funding.de,
                "Sagen Sie, wer es bezahlt oder fördert.",
                "Say who pays for it or funds it.",
            ),
            (
                "zuständig",
                &self.responsible,
                "Nennen Sie die zuständige Stelle.",
                "Name who answers for it.",
            ),
            ("kontakt", &self.contact, "Geben Sie einen Kontakt an.", "Enter a contact."),
            (
                "beschluss",
                &self.decision,
                "Nennen Sie den Beschluss oder warum keiner nötig ist.",
                "Name the decision, or why none is needed.",
            ),
        ]
    }
}
