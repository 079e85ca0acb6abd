//! What a town decides about permits.

use kernel::settings::{SettingField, SettingKind, Settings};
use kernel::{AppError, Euro, Reader, Text, settings};
use serde::{Deserialize, Serialize};

use crate::law::Rules;

/// Settings of permits. What the house took from summaries only counts once the town confirms it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PermitSettings {
    /// Whether the periods of the regulation (EU) 2024/1309 are confirmed.
    pub european_is_confirmed: bool,
    /// Days other offices have to answer.
    pub participation_days: i64,
    /// Flat fee of a decision (§ 223 (4) TKG: administrative cost only).
    pub fee_flat: Euro,
    /// Fee per metre of granted route.
    pub fee_per_metre: Euro,
    /// The regulation the fee rests on; without it no fee is named.
    pub fee_norm: String,
    /// The remedy notice.
    pub remedy: String,
}

impl Default for PermitSettings {
    fn default() -> Self {
        Self {
            european_is_confirmed: false,
            participation_days: 14,
            fee_flat: Euro(0),
            fee_per_metre: Euro(0),
            fee_norm: String::new(),
            remedy: String::new(),
        }
    }
}

impl PermitSettings {
    /// The settings that hold now.
    pub fn of(reader: &mut Reader<'_>) -> Result<Self, AppError> {
        settings::get(reader)
    }

    /// The rules that hold in this town.
    pub fn rules(&self) -> Rules {
        let rules = Rules::shipped().clone();
        if self.european_is_confirmed { rules.confirmed("GIA") } else { rules }
    }

    /// The remedy notice: the town's, or a template its legal office must check.
    pub fn remedy_text(&self, town: &str, court: &str) -> String {
        if !self.remedy.trim().is_empty() {
            return self.remedy.trim().to_owned();
        }
        let court = if court.is_empty() { "dem zuständigen Verwaltungsgericht" } else { court };
        format!(
            "Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Klage bei {court} erhoben \
             werden. Sie ist zu richten gegen: {town}."
        )
    }
}

fn field(key: &'static str, label: Text, hint: Text, kind: SettingKind) -> SettingField {
    SettingField { key, label, hint, kind }
}

impl Settings for PermitSettings {
    const MODULE: &'static str = "permits";

    fn fields() -> Vec<SettingField> {
        vec![
            field(
                "european_is_confirmed",
                Text::new(
                    "Fristen der EU-Verordnung sind geprüft",
                    "Periods of the EU regulation are confirmed",
                ),
                Text::new(
                    "Verordnung (EU) 2024/1309: 20 Arbeitstage für die Nachforderung, vier Monate für die Entscheidung. Bis Ihre Rechtsabteilung das bestätigt, zeigt das Haus diese Fristen nur den Beschäftigten.",
                    "Regulation (EU) 2024/1309: 20 working days to say what is missing, four months to decide. Until your legal office confirms this, the house shows these periods to staff only.",
                ),
                SettingKind::Switch,
            ),
            field(
                "participation_days",
                Text::new("Frist für andere Stellen, in Tagen", "Period of other offices, in days"),
                Text::new("", ""),
                SettingKind::Number(1, 60),
            ),
            field(
                "fee_flat",
                Text::new("Gebühr je Entscheidung", "Fee per decision"),
                Text::new(
                    "Nur Verwaltungsaufwand (§ 223 Abs. 4 TKG).",
                    "Administrative cost only (§ 223 (4) TKG).",
                ),
                SettingKind::Money,
            ),
            field(
                "fee_per_metre",
                Text::new("Gebühr je Meter", "Fee per metre"),
                Text::new("", ""),
                SettingKind::Money,
            ),
            field(
                "fee_norm",
                Text::new("Satzung, auf der die Gebühr beruht", "By-law the fee rests on"),
                Text::new(
                    "Ohne Angabe steht keine Gebühr im Bescheid.",
                    "Without it no fee is named in the notice.",
                ),
                SettingKind::Line,
            ),
            field(
                "remedy",
                Text::new("Rechtsbehelfsbelehrung", "Remedy notice"),
                Text::new(
                    "Leer: eine Vorlage, die Ihre Rechtsabteilung prüfen muss.",
                    "Empty: a template that your legal office must check.",
                ),
                SettingKind::Lines,
            ),
        ]
    }
}
