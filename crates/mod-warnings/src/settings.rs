//! What a town decides about warnings.

use kernel::Text;
use kernel::settings::{SettingField, SettingKind, Settings};
use serde::{Deserialize, Serialize};

/// Settings of the warnings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WarningSettings {
    /// Telephone for questions in a crisis.
    pub hotline: String,
    /// Where warnings of federal authorities are read; empty for nowhere.
    pub federal_url: String,
    /// From which severity they are shown without anybody's word: 0 never, 2 moderate, 3 severe, 4 extreme.
    pub show_from: i64,
}

/// Whether an address may be asked: TLS, or this machine.
pub fn is_allowed(url: &str) -> bool {
    let own = ["http://127.0.0.1:", "http://localhost:"];
    let is_plain =
        url.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '@' | '?' | '#' | '\\'));
    is_plain && (url.starts_with("https://") || own.iter().any(|start| url.starts_with(start)))
}

impl Settings for WarningSettings {
    const MODULE: &'static str = "warnings";

    fn fields() -> Vec<SettingField> {
        vec![
            SettingField {
                key: "hotline",
                label: Text::new("Bürgertelefon im Krisenfall", "Citizens' line in a crisis"),
                hint: Text::new("Steht auf der Krisenseite.", "Stands on the crisis page."),
                kind: SettingKind::Line,
            },
            SettingField {
                key: "federal_url",
                label: Text::new("Adresse der Bundeswarnungen", "Address of federal warnings"),
                hint: Text::new(
                    "Zum Beispiel https://warnung.bund.de/api31. Leer: es wird nichts abgerufen.",
                    "For example https://warnung.bund.de/api31. Empty: nothing is asked.",
                ),
                kind: SettingKind::Line,
            },
            SettingField {
                key: "show_from",
                label: Text::new(
                    "Bundeswarnungen sofort zeigen ab Schwere",
                    "Show federal warnings at once from severity",
                ),
                hint: Text::new(
                    "0 nie (jemand bestätigt), 1 gering, 2 mäßig, 3 schwer, 4 extrem.",
                    "0 never (somebody confirms), 1 minor, 2 moderate, 3 severe, 4 extreme.",
                ),
                kind: SettingKind::Number(0, 4),
            },
        ]
    }

    fn check(&self) -> Result<(), (String, Text)> {
        if self.federal_url.is_empty() || is_allowed(&self.federal_url) {
            return Ok(());
        }
        Err((
            "federal_url".into(),
            Text::new(
                "Geben Sie eine Adresse ein, die mit https:// beginnt.",
                "Enter an address that begins with https://.",
            ),
        ))
    }
}
