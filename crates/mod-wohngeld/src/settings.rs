//! What a town decides about housing benefit.

use kernel::settings::{SettingField, SettingKind, Settings};
use kernel::{Reader, Text, Town};
use norm_wohngeld::{Place, RentLevel};
use serde::{Deserialize, Serialize};

/// Settings of housing benefit. Where the law is silent or the notes mark a rule as unverified,
/// the town's legal office decides here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WohngeldSettings {
    /// Rent level 1 to 7; 0 takes it from the statutory list by the town's key.
    pub rent_level: i64,
    /// Days after which a notice counts as delivered (§ 37 (2), (2a) SGB X).
    pub delivery_days: i64,
    /// Whether deemed delivery moves to the next working day.
    pub delivery_is_shifted: bool,
    /// Months of the grant period the rules propose (§ 25 (1) WoGG: twelve as a rule).
    pub grant_months: i64,
    /// Days before the end of the grant period the household is reminded.
    pub reminder_days: i64,
    /// The remedy notice (§ 36 SGB X).
    pub remedy: String,
}

impl Default for WohngeldSettings {
    fn default() -> Self {
        Self {
            rent_level: 0,
            delivery_days: 4,
            delivery_is_shifted: false,
            grant_months: 12,
            reminder_days: 60,
            remedy: String::new(),
        }
    }
}

impl Settings for WohngeldSettings {
    const MODULE: &'static str = "wohngeld";

    fn fields() -> Vec<SettingField> {
        let number =
            |key, de: &str, en: &str, hint_de: &str, hint_en: &str, min, max| SettingField {
                key,
                label: Text::new(de, en),
                hint: Text::new(hint_de, hint_en),
                kind: SettingKind::Number(min, max),
            };
        vec![
            number(
                "rent_level",
                "Mietenstufe",
                "Rent level",
                "0: aus der Liste der Wohngeldverordnung nach dem Gemeindeschlüssel.",
                "0: from the statutory list by the municipality key.",
                0,
                7,
            ),
            number(
                "delivery_days",
                "Tage bis zur Bekanntgabe",
                "Days until delivery",
                "§ 37 Abs. 2, 2a SGB X.",
                "§ 37 (2), (2a) SGB X.",
                1,
                30,
            ),
            SettingField {
                key: "delivery_is_shifted",
                label: Text::new("Bekanntgabe nur an Werktagen", "Delivery on working days only"),
                hint: Text::new(
                    "Rechtlich umstritten: Ihre Rechtsabteilung entscheidet.",
                    "Disputed: your legal office decides.",
                ),
                kind: SettingKind::Switch,
            },
            number(
                "grant_months",
                "Monate des Bewilligungszeitraums",
                "Months of the grant period",
                "In der Regel 12 (§ 25 Abs. 1 WoGG).",
                "12 as a rule (§ 25 (1) WoGG).",
                1,
                24,
            ),
            number(
                "reminder_days",
                "Erinnerung vor Ablauf, in Tagen",
                "Reminder before the end, in days",
                "",
                "",
                14,
                120,
            ),
            SettingField {
                key: "remedy",
                label: Text::new("Rechtsbehelfsbelehrung", "Remedy notice"),
                hint: Text::new(
                    "Voller Text. Leer: ein Muster mit Gericht und Frist, das Ihre Rechtsabteilung prüfen muss.",
                    "Full text. Empty: a template your legal office must check.",
                ),
                kind: SettingKind::Lines,
            },
        ]
    }
}

impl WohngeldSettings {
    /// The settings of a town.
    ///
    /// # Errors
    /// What the database says.
    pub fn of(reader: &mut Reader<'_>) -> Result<Self, kernel::AppError> {
        kernel::settings::get(reader)
    }

    /// Where a flat in town lies, for the rent level.
    pub fn place(&self, town: &Town) -> Place {
        let level = u8::try_from(self.rent_level).ok().and_then(RentLevel::new);
        match level {
            Some(_) => Place { ags: None, rent_level: level },
            None => Place { ags: Some(town.profile().ags.clone()), rent_level: None },
        }
    }

    /// The remedy notice: the town's text, or the template.
    pub fn remedy(&self, town: &Town) -> String {
        if !self.remedy.trim().is_empty() {
            return self.remedy.clone();
        }
        let profile = town.profile();
        let court = if profile.court.is_empty() {
            "dem zuständigen Verwaltungsgericht"
        } else {
            profile.court.as_str()
        };
        format!(
            "Gegen diesen Bescheid können Sie innerhalb eines Monats nach seiner Bekanntgabe Klage \
             erheben. Die Klage ist bei {court} schriftlich, zur Niederschrift der Urkundsbeamtin \
             oder des Urkundsbeamten der Geschäftsstelle oder elektronisch zu erheben."
        )
    }
}
