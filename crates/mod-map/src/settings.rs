//! What a town decides about its map.

use kernel::Text;
use kernel::settings::{SettingField, SettingKind, Settings};
use serde::{Deserialize, Serialize};

/// Settings of the map.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MapSettings {
    /// Tiles of an outside base map, `https://…/{z}/{x}/{y}.png`; empty for none.
    pub outside_url: String,
    /// What the outside map is called, with its source.
    pub outside_name: String,
    /// Source of the own data, as its licence asks.
    pub source: String,
}

impl MapSettings {
    /// Scheme and host of the outside map.
    pub fn outside_origin(&self) -> Option<&str> {
        let rest = self.outside_url.strip_prefix("https://")?;
        let host = rest.split('/').next().filter(|h| !h.is_empty())?;
        let is_plain = host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:".contains(c));
        self.outside_url.get(.."https://".len() + host.len()).filter(|_| is_plain)
    }
}

impl Settings for MapSettings {
    const MODULE: &'static str = "map";

    fn fields() -> Vec<SettingField> {
        let line = |key, label: Text, hint: Text| SettingField {
            key,
            label,
            hint,
            kind: SettingKind::Line,
        };
        vec![
            line(
                "source",
                Text::new("Quellenvermerk der Karte", "Source of the map's data"),
                Text::new(
                    "Wie die Lizenz der Daten ihn verlangt, zum Beispiel „Land NRW (2026), dl-de/by-2-0“.",
                    "As the licence of the data asks, for example “Land NRW (2026), dl-de/by-2-0”.",
                ),
            ),
            line(
                "outside_url",
                Text::new("Hintergrundkarte von außen", "Base map from outside"),
                Text::new(
                    "Adresse von Kacheln mit {z}, {x} und {y}. Leer: Die Karte der Stadt genügt, und niemand draußen erfährt von Besuchen. Sonst fragt die Seite vorher, ob geladen werden darf.",
                    "Address of tiles with {z}, {x} and {y}. Empty: the town's own map is enough, and nobody outside learns of visits. Otherwise the page asks before it loads.",
                ),
            ),
            line(
                "outside_name",
                Text::new("Name der Hintergrundkarte", "Name of the base map"),
                Text::new("Mit ihrem Quellenvermerk.", "With its source."),
            ),
        ]
    }

    fn check(&self) -> Result<(), (String, Text)> {
        let names_all = ["{z}", "{x}", "{y}"].iter().all(|part| self.outside_url.contains(part));
        if self.outside_url.is_empty() || (self.outside_origin().is_some() && names_all) {
            return Ok(());
        }
        Err((
            "outside_url".into(),
            Text::new(
                "Geben Sie eine Adresse ein, die mit https:// beginnt und {z}, {x} und {y} enthält.",
                "Enter an address that begins with https:// and holds {z}, {x} and {y}.",
            ),
        ))
    }
}
