//! What a town decides about applications.

use kernel::Text;
use kernel::settings::{SettingField, SettingKind, Settings};
use serde::{Deserialize, Serialize};

/// Settings of applications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApplicationsSettings {
    /// Days a draft is kept after its last change.
    pub draft_days: i64,
    /// Days before the end on which a reminder is mailed.
    pub remind_days: i64,
    /// Months a withdrawn application is kept.
    pub retention_months_withdrawn: i64,
    /// What applicants should know about files, in German.
    pub upload_hint_de: String,
    /// The same in English.
    pub upload_hint_en: String,
    /// Privacy notice of the start page (Art. 13 GDPR), in German.
    pub privacy_de: String,
    /// The same in English.
    pub privacy_en: String,
}

impl Default for ApplicationsSettings {
    fn default() -> Self {
        Self {
            draft_days: 60,
            remind_days: 7,
            retention_months_withdrawn: 12,
            upload_hint_de: "Ein gut lesbares Foto mit dem Handy genügt. Schwärzen Sie, was wir nicht brauchen.".into(),
            upload_hint_en: "A readable photo taken with a phone is enough. Black out what we do not need.".into(),
            privacy_de: "Ihre Angaben brauchen wir, um über Ihren Antrag zu entscheiden. Wir speichern sie verschlüsselt auf unseren Servern. Solange Sie den Antrag nicht absenden, liest sie niemand bei uns. Sie können jederzeit Auskunft, Berichtigung und Löschung verlangen.".into(),
            privacy_en: "We need your data to decide on your application. We store it encrypted on our servers. As long as you have not sent the application, nobody here reads it. You can ask for access, correction and erasure at any time.".into(),
        }
    }
}

impl Settings for ApplicationsSettings {
    const MODULE: &'static str = "applications";

    fn fields() -> Vec<SettingField> {
        let field = |key, de: &str, en: &str, hint: Text, kind| SettingField {
            key,
            label: Text::new(de, en),
            hint,
            kind,
        };
        let none = Text::default;
        vec![
            field(
                "draft_days",
                "Entwürfe aufbewahren",
                "Keep drafts",
                Text::new("Tage nach der letzten Änderung.", "Days after the last change."),
                SettingKind::Number(7, 365),
            ),
            field(
                "remind_days",
                "Vor dem Löschen eines Entwurfs erinnern",
                "Remind before a draft is deleted",
                Text::new(
                    "Tage vorher, per E-Mail, wenn eine Adresse da ist.",
                    "Days before, by e-mail, if there is an address.",
                ),
                SettingKind::Number(1, 30),
            ),
            field(
                "retention_months_withdrawn",
                "Zurückgenommene Anträge aufbewahren",
                "Keep withdrawn applications",
                Text::new("Monate nach der Rücknahme.", "Months after the withdrawal."),
                SettingKind::Number(1, 120),
            ),
            field(
                "upload_hint_de",
                "Hinweis zu Dateien",
                "Hint on files",
                none(),
                SettingKind::Lines,
            ),
            field(
                "upload_hint_en",
                "Hinweis zu Dateien auf Englisch",
                "Hint on files in English",
                none(),
                SettingKind::Lines,
            ),
            field(
                "privacy_de",
                "Datenschutzhinweis",
                "Privacy notice",
                Text::new(
                    "Steht auf der ersten Seite jedes Antrags (Art. 13 DSGVO).",
                    "Shown on the first page of every application (Art. 13 GDPR).",
                ),
                SettingKind::Lines,
            ),
            field(
                "privacy_en",
                "Datenschutzhinweis auf Englisch",
                "Privacy notice in English",
                none(),
                SettingKind::Lines,
            ),
        ]
    }

    fn check(&self) -> Result<(), (String, Text)> {
        if self.remind_days >= self.draft_days {
            return Err((
                "remind_days".into(),
                Text::new(
                    "Die Erinnerung muss vor dem Löschen liegen.",
                    "The reminder must come before the deletion.",
                ),
            ));
        }
        Ok(())
    }
}
