//! What a town decides about road works.

use kernel::Text;
use kernel::settings::{SettingField, SettingKind, Settings};
use serde::{Deserialize, Serialize};

/// Settings of road works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoadworksSettings {
    /// A report belongs to works at most this far away, in metres.
    pub near_metres: u32,
    /// The same where the place is known only roughly, such as from an address.
    pub rough_metres: u32,
    /// Reports this near each other are shown as the same, in metres.
    pub same_metres: u32,
    /// Days for which a report is shown as the same.
    pub same_days: u32,
    /// Who is told of dangers at once; empty for nobody.
    pub alarm_email: String,
}

impl Default for RoadworksSettings {
    fn default() -> Self {
        Self {
            near_metres: 15,
            rough_metres: 50,
            same_metres: 30,
            same_days: 14,
            alarm_email: String::new(),
        }
    }
}

impl Settings for RoadworksSettings {
    const MODULE: &'static str = "roadworks";

    fn fields() -> Vec<SettingField> {
        let metres = |key, de: &str, en: &str, hint: Text| SettingField {
            key,
            label: Text::new(de, en),
            hint,
            kind: SettingKind::Number(1, 500),
        };
        vec![
            metres(
                "near_metres",
                "Meldung gehört zu einem Graben bis (Meter)",
                "A report belongs to a trench up to (metres)",
                Text::new("Wenn der Ort genau bekannt ist.", "Where the place is known exactly."),
            ),
            metres(
                "rough_metres",
                "Dasselbe bei ungenauem Ort (Meter)",
                "The same where the place is rough (metres)",
                Text::new("Zum Beispiel bei einer Hausnummer.", "For example a house number."),
            ),
            metres(
                "same_metres",
                "„Schon gemeldet“ im Umkreis von (Meter)",
                "“Reported already” within (metres)",
                Text::new(
                    "So nah gelten Meldungen als dieselbe.",
                    "This near reports count as one.",
                ),
            ),
            SettingField {
                key: "same_days",
                label: Text::new(
                    "„Schon gemeldet“ in den letzten (Tagen)",
                    "“Reported already” in the last (days)",
                ),
                hint: Text::new("Ältere Meldungen zählen als neu.", "Older reports count as new."),
                kind: SettingKind::Number(1, 365),
            },
            SettingField {
                key: "alarm_email",
                label: Text::new("E-Mail bei Gefahr", "Mail on danger"),
                hint: Text::new(
                    "Wer sofort erfährt, dass jemand verletzt werden kann, zum Beispiel der Bauhof.",
                    "Who learns at once that somebody may be hurt, such as the depot.",
                ),
                kind: SettingKind::Line,
            },
        ]
    }
}
