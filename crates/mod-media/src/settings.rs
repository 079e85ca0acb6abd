//! What a town decides about its library.

use kernel::Text;
use kernel::settings::{SettingField, SettingKind, Settings};
use serde::{Deserialize, Serialize};

/// Largest film or sound a town may allow, in megabytes: a form is held in memory.
const LARGEST_MB: i64 = 150;

/// Settings of the media library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MediaSettings {
    /// Largest film or sound, in megabytes.
    pub film_mb_max: i64,
    /// Largest picture or document, in megabytes.
    pub file_mb_max: i64,
}

impl Default for MediaSettings {
    fn default() -> Self {
        Self { film_mb_max: 100, file_mb_max: 40 }
    }
}

impl Settings for MediaSettings {
    const MODULE: &'static str = "media";

    fn fields() -> Vec<SettingField> {
        vec![
            SettingField {
                key: "film_mb_max",
                label: Text::new("Größte Film- oder Tondatei", "Largest film or sound"),
                hint: Text::new(
                    "In Megabyte. Drei Minuten Film in guter Qualität sind etwa 60.",
                    "In megabytes. Three minutes of film in good quality are about 60.",
                ),
                kind: SettingKind::Number(5, LARGEST_MB),
            },
            SettingField {
                key: "file_mb_max",
                label: Text::new("Größtes Bild oder Dokument", "Largest picture or document"),
                hint: Text::new("In Megabyte.", "In megabytes."),
                kind: SettingKind::Number(1, 60),
            },
        ]
    }
}
