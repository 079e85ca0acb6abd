//! What a town decides about case work.

use kernel::settings::{SettingField, SettingKind, Settings};
use kernel::{Euro, Text};
use serde::{Deserialize, Serialize};

/// Longest deadline that can be set, in days: a year.
pub(crate) const DAYS_MAX: i64 = 366;

/// Settings of the desk. All values are the town's own rules, none of them is law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeskSettings {
    /// A second pair of eyes looks at decisions above this amount (cents); 0 for none.
    pub second_pair_above: Euro,
    /// A second pair of eyes looks at every refusal.
    pub second_pair_on_refusal: bool,
    /// Days to hand in documents that were asked for.
    pub document_days: i64,
    /// Days to answer a hearing.
    pub hearing_days: i64,
    /// Months to object, counted from delivery.
    pub objection_months: i64,
    /// Years a closed case is kept.
    pub retention_years: i64,
    /// Days until somebody should have looked at a new case.
    pub new_case_days: i64,
}

impl Default for DeskSettings {
    fn default() -> Self {
        Self {
            second_pair_above: Euro(60_000),
            second_pair_on_refusal: false,
            document_days: 21,
            hearing_days: 14,
            objection_months: 1,
            retention_years: 10,
            new_case_days: 7,
        }
    }
}

impl Settings for DeskSettings {
    const MODULE: &'static str = "desk";

    fn fields() -> Vec<SettingField> {
        let field = |key, de: &str, en: &str, hint_de: &str, hint_en: &str, kind| SettingField {
            key,
            label: Text::new(de, en),
            hint: Text::new(hint_de, hint_en),
            kind,
        };
        let days = || SettingKind::Number(1, DAYS_MAX);
        vec![
            field(
                "second_pair_above",
                "Mitzeichnung ab einem Betrag über",
                "Second pair of eyes above",
                "Betrag, wie er in der Entscheidung steht. 0 bedeutet: keine Grenze nach Betrag.",
                "The amount of the decision. 0 means no limit by amount.",
                SettingKind::Money,
            ),
            field(
                "second_pair_on_refusal",
                "Mitzeichnung bei jeder Ablehnung",
                "Second pair of eyes on every refusal",
                "",
                "",
                SettingKind::Switch,
            ),
            field(
                "document_days",
                "Frist für Unterlagen",
                "Deadline for documents",
                "Tage. Im Einzelfall änderbar.",
                "Days. Can be changed in each case.",
                days(),
            ),
            field(
                "hearing_days",
                "Frist für Anhörungen",
                "Deadline for hearings",
                "Tage. Im Einzelfall änderbar.",
                "Days. Can be changed in each case.",
                days(),
            ),
            field(
                "objection_months",
                "Frist für Widerspruch oder Klage",
                "Time for an objection or court action",
                "Monate ab Bekanntgabe. Einstellung der Kommune; die Frist im Bescheid steht in der Rechtsbehelfsbelehrung.",
                "Months from delivery. A setting of the town; the deadline in the notice stands in the remedy notice.",
                SettingKind::Number(1, 12),
            ),
            field(
                "retention_years",
                "Aufbewahrung abgeschlossener Vorgänge",
                "Retention of closed cases",
                "Jahre. Einstellung der Kommune, danach werden die Daten gelöscht.",
                "Years. A setting of the town; the data is erased afterwards.",
                SettingKind::Number(1, 60),
            ),
            field(
                "new_case_days",
                "Neue Vorgänge ansehen innerhalb von",
                "Look at new cases within",
                "Tage.",
                "Days.",
                days(),
            ),
        ]
    }

    fn check(&self) -> Result<(), (String, Text)> {
        let in_days = [
            ("document_days", self.document_days),
            ("hearing_days", self.hearing_days),
            ("new_case_days", self.new_case_days),
        ];
        for (key, value) in in_days {
            if !(1..=DAYS_MAX).contains(&value) {
                return Err((
                    key.into(),
                    Text::new(
                        format!("Geben Sie eine Zahl von 1 bis {DAYS_MAX} ein."),
                        format!("Enter a number from 1 to {DAYS_MAX}."),
                    ),
                ));
            }
        }
        if !(1..=12).contains(&self.objection_months) {
            let text = Text::new("Geben Sie 1 bis 12 Monate ein.", "Enter 1 to 12 months.");
            return Err(("objection_months".into(), text));
        }
        if !(1..=60).contains(&self.retention_years) {
            let text = Text::new("Geben Sie 1 bis 60 Jahre ein.", "Enter 1 to 60 years.");
            return Err(("retention_years".into(), text));
        }
        if self.second_pair_above.0 < 0 {
            let text = Text::new(
                "Geben Sie 0 oder einen Betrag in Euro ein.",
                "Enter 0 or an amount in euros.",
            );
            return Err(("second_pair_above".into(), text));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_sound_and_every_field_is_on_the_page() {
        let settings = DeskSettings::default();
        assert_eq!(settings.check(), Ok(()));
        let value = serde_json::to_value(&settings).unwrap();
        let keys: Vec<&str> = DeskSettings::fields().iter().map(|f| f.key).collect();
        for key in value.as_object().unwrap().keys() {
            assert!(keys.contains(&key.as_str()), "{key} is missing on the settings page");
        }
        assert_eq!(keys.len(), value.as_object().unwrap().len());
    }

    #[test]
    fn values_out_of_bounds_are_refused_at_their_field() {
        let settings = DeskSettings { hearing_days: 0, ..DeskSettings::default() };
        assert_eq!(settings.check().unwrap_err().0, "hearing_days");
        let settings = DeskSettings { retention_years: 61, ..DeskSettings::default() };
        assert_eq!(settings.check().unwrap_err().0, "retention_years");
    }
}
