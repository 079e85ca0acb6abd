//! What a town decides about housing benefit.

use kernel::procedure::Remedy;
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
    /// Whether people object first (*Widerspruch*); else they go to court. In North
    /// Rhine-Westphalia the objection is abolished for most decisions, this one included.
    pub has_objection: bool,
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
            has_objection: false,
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
        let mut fields = vec![
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
        ];
        fields.extend(remedy_fields());
        fields
    }

    fn check(&self) -> Result<(), (String, Text)> {
        let word = word(self.remedy_kind());
        if self.remedy.trim().is_empty() || self.remedy.contains(word) {
            return Ok(());
        }
        let text = Text::new(
            format!("Der Text nennt keinen Rechtsbehelf „{word}“, wie er darüber eingestellt ist."),
            format!("The text does not name “{word}”, the remedy set above."),
        );
        Err(("remedy".into(), text))
    }
}

/// The word a remedy notice must name.
fn word(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::Objection => "Widerspruch",
        Remedy::CourtAction => "Klage",
    }
}

/// What rules the remedy notice.
fn remedy_fields() -> [SettingField; 2] {
    [
        SettingField {
            key: "has_objection",
            label: Text::new("Widerspruch statt Klage", "Objection instead of court action"),
            hint: Text::new(
                "Aus: Gegen Bescheide wird geklagt, wie in Nordrhein-Westfalen in der Regel. Gilt für die Rechtsbehelfsbelehrung und für die Wörter am Schreibtisch.",
                "Off: people go to court, as a rule in North Rhine-Westphalia. Governs the remedy notice and the words of the desk.",
            ),
            kind: SettingKind::Switch,
        },
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

impl WohngeldSettings {
    /// What people can do against a decision.
    pub fn remedy_kind(&self) -> Remedy {
        if self.has_objection { Remedy::Objection } else { Remedy::CourtAction }
    }

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
    pub fn remedy_text(&self, town: &Town) -> String {
        if !self.remedy.trim().is_empty() {
            return self.remedy.clone();
        }
        let profile = town.profile();
        if self.has_objection {
            return format!(
                "Gegen diesen Bescheid können Sie innerhalb eines Monats nach seiner Bekanntgabe \
                 Widerspruch erheben. Der Widerspruch ist bei {}, {}, {} schriftlich, elektronisch \
                 oder zur Niederschrift zu erheben.",
                profile.name, profile.street, profile.postcode
            );
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_own_remedy_notice_names_the_remedy_that_is_set() {
        let own = |has_objection, remedy: &str| WohngeldSettings {
            has_objection,
            remedy: remedy.into(),
            ..WohngeldSettings::default()
        };
        assert_eq!(own(false, "").check(), Ok(()));
        assert_eq!(own(false, "Sie können Klage erheben.").check(), Ok(()));
        assert_eq!(own(true, "Sie können Klage erheben.").check().unwrap_err().0, "remedy");
        assert_eq!(own(true, "Sie können Widerspruch erheben.").check(), Ok(()));
    }
}
