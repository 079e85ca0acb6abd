//! What a town decides about its catalogue.

use kernel::Text;
use kernel::settings::{SettingField, SettingKind, Settings};
use serde::{Deserialize, Serialize};

/// Settings of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OpenDataSettings {
    /// Who delivers to the portal of the country, by its key in the list of DCAT-AP.de.
    pub contributor: String,
}

impl Default for OpenDataSettings {
    fn default() -> Self {
        Self { contributor: "openNRW".into() }
    }
}

impl Settings for OpenDataSettings {
    const MODULE: &'static str = "opendata";

    fn fields() -> Vec<SettingField> {
        vec![SettingField {
            key: "contributor",
            label: Text::new("Kennung des Datenlieferanten", "Key of the data supplier"),
            hint: Text::new(
                "Aus der Liste von DCAT-AP.de, zum Beispiel openNRW. GovData ordnet den Katalog damit zu.",
                "From the list of DCAT-AP.de, for example openNRW. GovData knows the catalogue by it.",
            ),
            kind: SettingKind::Line,
        }]
    }

    fn check(&self) -> Result<(), (String, Text)> {
        let is_key = !self.contributor.is_empty()
            && self
                .contributor
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        if is_key {
            return Ok(());
        }
        Err((
            "contributor".into(),
            Text::new(
                "Geben Sie eine Kennung aus Buchstaben, Ziffern und Bindestrichen ein.",
                "Enter a key of letters, digits and hyphens.",
            ),
        ))
    }
}
