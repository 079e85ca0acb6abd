//! What a town decides about supervision.

use kernel::Text;
use kernel::settings::{SettingField, SettingKind, Settings};
use serde::{Deserialize, Serialize};

use crate::catalogue::{self, Basis, Kind, LineError, Measure};
use crate::model::Severity;

/// Settings of supervision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SupervisionSettings {
    /// Kinds of findings, see [`catalogue::kinds`].
    pub kinds: String,
    /// Measurements and their limits, see [`catalogue::measures`].
    pub measures: String,
    /// Bases of warranty, see [`catalogue::bases`].
    pub bases: String,
    /// Days to end a danger.
    pub days_danger: u32,
    /// Days for what is high.
    pub days_high: u32,
    /// Days for what is medium.
    pub days_medium: u32,
    /// Days for what is low.
    pub days_low: u32,
    /// Days of the second period.
    pub days_second: u32,
    /// Days of the last period before own repair.
    pub days_last: u32,
    /// A place farther than this from the section is doubted, in metres.
    pub doubt_metres: u32,
    /// A photo older or younger than this against the device is doubted, in minutes.
    pub doubt_minutes: u32,
    /// Works that nobody visited for this many days come first.
    pub visit_days: u32,
    /// A line as built may lie this far beside the permitted one, in centimetres.
    pub built_cm: u32,
}

impl Default for SupervisionSettings {
    fn default() -> Self {
        Self {
            kinds: include_str!("../data/kinds.txt").to_owned(),
            measures: include_str!("../data/measures.txt").to_owned(),
            bases: include_str!("../data/bases.txt").to_owned(),
            days_danger: 1,
            days_high: 3,
            days_medium: 14,
            days_low: 42,
            days_second: 7,
            days_last: 7,
            doubt_metres: 100,
            doubt_minutes: 60,
            visit_days: 7,
            built_cm: 50,
        }
    }
}

impl SupervisionSettings {
    /// The kinds; what was saved reads.
    pub fn all_kinds(&self) -> Vec<Kind> {
        catalogue::kinds(&self.kinds).unwrap_or_default()
    }

    /// A kind by its key.
    pub fn kind(&self, key: &str) -> Option<Kind> {
        self.all_kinds().into_iter().find(|k| k.key == key)
    }

    /// What a kind is called; its key where it is no longer in the catalogue.
    pub fn kind_label(&self, key: &str) -> Text {
        self.kind(key).map_or_else(|| Text::same(key), |k| k.label)
    }

    /// The measurements.
    pub fn all_measures(&self) -> Vec<Measure> {
        catalogue::measures(&self.measures).unwrap_or_default()
    }

    /// The bases of warranty.
    pub fn all_bases(&self) -> Vec<Basis> {
        catalogue::bases(&self.bases).unwrap_or_default()
    }

    /// Days a company has for a defect.
    pub fn days(&self, severity: Severity) -> i64 {
        i64::from(match severity {
            Severity::Danger => self.days_danger,
            Severity::High => self.days_high,
            Severity::Medium => self.days_medium,
            Severity::Low => self.days_low,
        })
    }
}

fn checked<T>(field: &str, read: Result<T, LineError>) -> Result<(), (String, Text)> {
    read.map(drop).map_err(|(_, text)| (field.to_owned(), text))
}

impl Settings for SupervisionSettings {
    const MODULE: &'static str = "supervision";

    fn fields() -> Vec<SettingField> {
        let field = |key, label: Text, hint: Text, kind| SettingField { key, label, hint, kind };
        let days = |key, de: &str, en: &str| {
            let hint = Text::new(
                "Tage; eine Annahme, die der Fachbereich bestätigt.",
                "Days; an assumption for the department to confirm.",
            );
            field(key, Text::new(de, en), hint, SettingKind::Number(1, 365))
        };
        let mut all = vec![
            field(
                "kinds",
                Text::new("Arten von Befunden", "Kinds of findings"),
                Text::new(
                    "Je Zeile: Schlüssel | Deutsch | Englisch | gefahr, hoch, mittel, gering oder keine.",
                    "Per line: key | German | English | gefahr, hoch, mittel, gering or keine.",
                ),
                SettingKind::Lines,
            ),
            field(
                "measures",
                Text::new("Messungen und ihre Grenzen", "Measurements and their limits"),
                Text::new(
                    "Je Zeile: Schlüssel | Deutsch | Englisch | Einheit | mindestens | höchstens. Die Grenzen sind Beispiele: Tragen Sie die Werte Ihrer Regelwerke ein.",
                    "Per line: key | German | English | unit | at least | at most. The limits are examples: enter those of your rule books.",
                ),
                SettingKind::Lines,
            ),
            field(
                "bases",
                Text::new("Grundlagen der Gewährleistung", "Bases of warranty"),
                Text::new(
                    "Je Zeile: Schlüssel | gilt für Abnahmen ab | Jahre | Deutsch | Englisch | bestätigt (ja oder nein). Vier oder fünf Jahre gibt es nur, wenn sie vereinbart sind. Unbestätigte Grundlagen sind überall so gekennzeichnet.",
                    "Per line: key | holds for acceptances from | years | German | English | confirmed (ja or nein). Four or five years exist only where they were agreed. What is not confirmed is marked so everywhere.",
                ),
                SettingKind::Lines,
            ),
            days("days_danger", "Frist bei Gefahr", "Period for dangers"),
            days("days_high", "Frist bei hoher Schwere", "Period for high severity"),
            days("days_medium", "Frist bei mittlerer Schwere", "Period for medium severity"),
            days("days_low", "Frist bei geringer Schwere", "Period for low severity"),
            days("days_second", "Zweite Frist", "Second period"),
            days(
                "days_last",
                "Letzte Frist vor der Ersatzvornahme",
                "Last period before own repair",
            ),
            days("visit_days", "Kontrolle spätestens alle", "Visit at least every"),
        ];
        all.extend(doubts());
        all
    }

    fn check(&self) -> Result<(), (String, Text)> {
        checked("kinds", catalogue::kinds(&self.kinds))?;
        checked("measures", catalogue::measures(&self.measures))?;
        checked("bases", catalogue::bases(&self.bases))
    }
}

fn doubts() -> Vec<SettingField> {
    vec![
        SettingField {
            key: "doubt_metres",
            label: Text::new("Standort fraglich ab (Meter)", "A position is doubted from (metres)"),
            hint: Text::new(
                "Liegt das Foto oder das Gerät weiter vom Abschnitt entfernt, steht es am Befund.",
                "If photo or device are farther from the section, the finding says so.",
            ),
            kind: SettingKind::Number(10, 10_000),
        },
        SettingField {
            key: "doubt_minutes",
            label: Text::new(
                "Aufnahmezeit fraglich ab (Minuten)",
                "Time of a photo is doubted from (minutes)",
            ),
            hint: Text::new(
                "Abstand der Zeit im Foto zur Zeit des Befunds.",
                "Distance of the photo's time to that of the finding.",
            ),
            kind: SettingKind::Number(5, 10_000),
        },
        SettingField {
            key: "built_cm",
            label: Text::new(
                "Bestand darf abweichen um (Zentimeter)",
                "As built may deviate by (centimetres)",
            ),
            hint: Text::new(
                "Mehr gilt als Abweichung von der Zustimmung.",
                "More counts as deviation from the consent.",
            ),
            kind: SettingKind::Number(5, 1_000),
        },
    ]
}
