//! What a town decides about its newsletter.

use kernel::Text;
use kernel::settings::{SettingField, SettingKind, Settings};
use serde::{Deserialize, Serialize};

/// Settings of the newsletter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewsletterSettings {
    /// Hour of the local day at which daily and weekly mails are made.
    pub hour: i8,
    /// Day of the weekly mail, 1 for Monday to 7 for Sunday.
    pub weekday: i8,
}

impl Default for NewsletterSettings {
    fn default() -> Self {
        Self { hour: 7, weekday: 5 }
    }
}

impl Settings for NewsletterSettings {
    const MODULE: &'static str = "newsletter";

    fn fields() -> Vec<SettingField> {
        vec![
            SettingField {
                key: "hour",
                label: Text::new(
                    "Stunde der täglichen und wöchentlichen E-Mail",
                    "Hour of the daily and weekly mail",
                ),
                hint: Text::new("Volle Stunde, 4 bis 22.", "Full hour, 4 to 22."),
                kind: SettingKind::Number(4, 22),
            },
            SettingField {
                key: "weekday",
                label: Text::new("Tag der wöchentlichen E-Mail", "Day of the weekly mail"),
                hint: Text::new("1 für Montag bis 7 für Sonntag.", "1 for Monday to 7 for Sunday."),
                kind: SettingKind::Number(1, 7),
            },
        ]
    }
}
