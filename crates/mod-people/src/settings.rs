//! What a town decides about sign-in.

use kernel::Text;
use kernel::access::Trust;
use kernel::settings::{SettingField, SettingKind, Settings};
use serde::{Deserialize, Serialize};

/// Settings of sign-in and accounts. The outside account service is off until a town sets it up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PeopleSettings {
    /// Staff need a second factor beside the password.
    pub second_factor: bool,
    /// Citizens may sign in with an outside account (OpenID Connect).
    pub oidc: bool,
    /// Name of the outside account on the button, German.
    pub oidc_label_de: String,
    /// The same in English.
    pub oidc_label_en: String,
    /// Issuer: the address whose `/.well-known/openid-configuration` is read.
    pub oidc_issuer: String,
    /// Client identifier given by the provider.
    pub oidc_client_id: String,
    /// Path of the file with the client's secret; empty for a public client (PKCE only).
    pub oidc_secret_file: String,
    /// Scopes, parted by spaces; `openid` is added if it is missing.
    pub oidc_scopes: String,
    /// Claim with the full name; several parted by spaces are joined.
    pub oidc_claim_name: String,
    /// Claim with the e-mail address.
    pub oidc_claim_email: String,
    /// Claim with the level of assurance.
    pub oidc_claim_trust: String,
    /// Level asked for (`acr_values`), parted by spaces; empty asks for none.
    pub oidc_acr_values: String,
    /// One `value = low|substantial|high` per line; anything else is no trust.
    pub oidc_trust: String,
}

impl Default for PeopleSettings {
    fn default() -> Self {
        Self {
            second_factor: true,
            oidc: false,
            oidc_label_de: "Mit meinem Nutzerkonto anmelden".into(),
            oidc_label_en: "Sign in with my user account".into(),
            oidc_issuer: String::new(),
            oidc_client_id: String::new(),
            oidc_secret_file: String::new(),
            oidc_scopes: "openid profile email".into(),
            oidc_claim_name: "name".into(),
            oidc_claim_email: "email".into(),
            oidc_claim_trust: "acr".into(),
            oidc_acr_values: String::new(),
            oidc_trust: String::new(),
        }
    }
}

impl PeopleSettings {
    /// How sure the house is of somebody whose level of assurance is this value.
    pub fn trust_of(&self, value: &str) -> Trust {
        self.trust_lines()
            .find(|(name, _)| !name.is_empty() && *name == value)
            .map_or(Trust::None, |(_, word)| Trust::from_word(word))
    }

    fn trust_lines(&self) -> impl Iterator<Item = (&str, &str)> {
        // The last sign parts: values such as `http://eidas.europa.eu/LoA/high?x=1` hold one too.
        self.oidc_trust
            .lines()
            .filter_map(|line| line.rsplit_once('='))
            .map(|(name, word)| (name.trim(), word.trim()))
    }
}

impl Settings for PeopleSettings {
    const MODULE: &'static str = "people";

    #[expect(clippy::too_many_lines, reason = "one field after the other, nothing to decide")]
    fn fields() -> Vec<SettingField> {
        let field = |key, kind, de: &str, en: &str, hint_de: &str, hint_en: &str| SettingField {
            key,
            label: Text::new(de, en),
            hint: Text::new(hint_de, hint_en),
            kind,
        };
        vec![
            field(
                "second_factor",
                SettingKind::Switch,
                "Beschäftigte brauchen einen zweiten Faktor",
                "Staff need a second factor",
                "Code aus einer App oder Passkey. Schalten Sie das nur zum Ausprobieren ab.",
                "Code from an app or passkey. Switch it off for trials only.",
            ),
            field(
                "oidc",
                SettingKind::Switch,
                "Anmeldung mit einem Nutzerkonto",
                "Sign-in with an outside account",
                "Bürgerinnen und Bürger melden sich über einen Dienst mit OpenID Connect an.",
                "Citizens sign in through a service that speaks OpenID Connect.",
            ),
            field(
                "oidc_label_de",
                SettingKind::Line,
                "Beschriftung des Knopfes",
                "Label of the button (German)",
                "",
                "",
            ),
            field(
                "oidc_label_en",
                SettingKind::Line,
                "Beschriftung auf Englisch",
                "Label in English",
                "",
                "",
            ),
            field(
                "oidc_issuer",
                SettingKind::Line,
                "Adresse des Dienstes (Issuer)",
                "Address of the service (issuer)",
                "Beginnt mit https:// und steht genau so im Dienst.",
                "Starts with https:// and is written exactly as in the service.",
            ),
            field(
                "oidc_client_id",
                SettingKind::Line,
                "Kennung beim Dienst (Client-ID)",
                "Client identifier",
                "",
                "",
            ),
            field(
                "oidc_secret_file",
                SettingKind::Line,
                "Datei mit dem Geheimnis",
                "File with the secret",
                "Pfad auf dem Server; das Geheimnis selbst steht nie in der Datenbank.",
                "Path on the server; the secret itself is never in the database.",
            ),
            field(
                "oidc_scopes",
                SettingKind::Line,
                "Angefragte Bereiche (Scopes)",
                "Scopes",
                "Mit Leerzeichen getrennt.",
                "Parted by spaces.",
            ),
            field(
                "oidc_claim_name",
                SettingKind::Line,
                "Angabe mit dem Namen",
                "Claim with the name",
                "Zum Beispiel „name“ oder „given_name family_name“.",
                "For example “name” or “given_name family_name”.",
            ),
            field(
                "oidc_claim_email",
                SettingKind::Line,
                "Angabe mit der E-Mail-Adresse",
                "Claim with the e-mail address",
                "",
                "",
            ),
            field(
                "oidc_claim_trust",
                SettingKind::Line,
                "Angabe mit dem Vertrauensniveau",
                "Claim with the trust level",
                "Üblich ist „acr“.",
                "Usually “acr”.",
            ),
            field(
                "oidc_acr_values",
                SettingKind::Line,
                "Verlangtes Vertrauensniveau",
                "Trust level asked for",
                "Werte für „acr_values“, mit Leerzeichen getrennt; leer verlangt keines.",
                "Values for “acr_values”, parted by spaces; empty asks for none.",
            ),
            field(
                "oidc_trust",
                SettingKind::Lines,
                "Zuordnung der Vertrauensniveaus",
                "Mapping of trust levels",
                "Je Zeile: Wert = low, substantial oder high. Alles andere gilt als ungeprüft.",
                "One per line: value = low, substantial or high. Anything else counts as unverified.",
            ),
        ]
    }

    fn check(&self) -> Result<(), (String, Text)> {
        let wrong = |field: &str, de: &str, en: &str| Err((field.to_owned(), Text::new(de, en)));
        if self.oidc && !crate::oidc::is_allowed_address(&self.oidc_issuer) {
            return wrong(
                "oidc_issuer",
                "Geben Sie die Adresse des Dienstes mit https:// an.",
                "Enter the address of the service with https://.",
            );
        }
        if self.oidc && self.oidc_client_id.trim().is_empty() {
            return wrong(
                "oidc_client_id",
                "Geben Sie die Kennung an, die der Dienst der Stadt gegeben hat.",
                "Enter the identifier that the service gave to the town.",
            );
        }
        let is_level = |word: &str| matches!(word, "low" | "substantial" | "high");
        let lines = self.oidc_trust.lines().filter(|l| !l.trim().is_empty()).count();
        if lines != self.trust_lines().count()
            || !self.trust_lines().all(|(n, w)| !n.is_empty() && is_level(w))
        {
            return wrong(
                "oidc_trust",
                "Jede Zeile braucht die Form: Wert = low, substantial oder high.",
                "Every line needs the form: value = low, substantial or high.",
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trust_follows_the_list_and_nothing_else() {
        let settings = PeopleSettings {
            oidc_trust: "http://eidas.europa.eu/LoA/high = high\nSTORK-QAA-Level-3=substantial\n"
                .into(),
            ..PeopleSettings::default()
        };
        settings.check().unwrap();
        assert_eq!(settings.trust_of("http://eidas.europa.eu/LoA/high"), Trust::High);
        assert_eq!(settings.trust_of("STORK-QAA-Level-3"), Trust::Substantial);
        assert_eq!(settings.trust_of("high"), Trust::None);
        assert_eq!(settings.trust_of(""), Trust::None);
    }

    #[test]
    fn half_a_configuration_is_refused() {
        let with = |change: fn(&mut PeopleSettings)| {
            let mut s = PeopleSettings {
                oidc: true,
                oidc_issuer: "https://id.example".into(),
                oidc_client_id: "town".into(),
                ..Default::default()
            };
            change(&mut s);
            s.check().map_err(|(field, _)| field)
        };
        assert_eq!(with(|_| {}), Ok(()));
        assert_eq!(with(|s| s.oidc_issuer = "http://id.example".into()), Err("oidc_issuer".into()));
        assert_eq!(with(|s| s.oidc_client_id.clear()), Err("oidc_client_id".into()));
        assert_eq!(with(|s| s.oidc_trust = "a = very".into()), Err("oidc_trust".into()));
        assert_eq!(with(|s| s.oidc_trust = "nonsense".into()), Err("oidc_trust".into()));
    }
}
