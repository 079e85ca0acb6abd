//! What a town decides about the workshop of forms.

use kernel::Text;
use kernel::settings::{SettingField, SettingKind, Settings};
use serde::{Deserialize, Serialize};

/// Longest address of the portal, in bytes.
const ADDRESS_BYTES_MAX: usize = 300;

/// Settings of the workshop. Nothing is asked outside the house until a town names the portal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StudioSettings {
    /// Address of the FIM portal; empty for none.
    pub portal: String,
}

impl Settings for StudioSettings {
    const MODULE: &'static str = "studio";

    fn fields() -> Vec<SettingField> {
        vec![SettingField {
            key: "portal",
            label: Text::new("Adresse des FIM-Portals", "Address of the FIM portal"),
            hint: Text::new(
                "Zum Beispiel https://fimportal.de. Damit suchen Beschäftigte amtliche Schemata und lesen sie ohne Umweg ein. Gesendet werden nur die gesuchten Wörter, der Leistungsschlüssel oder die Kennung eines Schemas, keine personenbezogenen Daten, und nur, wenn jemand auf einen Knopf drückt. Leer: Das Portal wird nie gefragt.",
                "For example https://fimportal.de. Staff search official schemas with it and read them in directly. Only the words searched for, the service key or the identifier of a schema are sent, no personal data, and only when somebody presses a button. Empty: the portal is never asked.",
            ),
            kind: SettingKind::Line,
        }]
    }

    fn check(&self) -> Result<(), (String, Text)> {
        let portal = self.portal.trim();
        let is_short = portal.len() <= ADDRESS_BYTES_MAX;
        if portal.is_empty() || (is_short && is_allowed_address(portal)) {
            return Ok(());
        }
        Err((
            "portal".to_owned(),
            Text::new(
                "Geben Sie die Adresse mit https:// an, zum Beispiel https://fimportal.de, ohne Fragezeichen und ohne Anmeldedaten.",
                "Enter the address with https://, for example https://fimportal.de, without a question mark and without credentials.",
            ),
        ))
    }
}

/// Whether the house may ask there: over TLS, or on this machine.
pub(crate) fn is_allowed_address(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://") else { return false };
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/[]%".contains(&b);
    if !rest.bytes().all(is_plain) {
        return false;
    }
    let authority = rest.split('/').next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    match scheme {
        "https" => !host.is_empty(),
        "http" => matches!(host, "localhost" | "127.0.0.1" | "::1"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tls_or_this_machine() {
        for good in [
            "https://fimportal.de",
            "https://fimportal.de/",
            "https://umweg.example:8443/fim",
            "http://127.0.0.1:3000",
            "http://localhost",
            "http://[::1]:80",
        ] {
            assert!(is_allowed_address(good), "{good}");
        }
        for bad in [
            "",
            "fimportal.de",
            "https://",
            "https:///api",
            "http://fimportal.de",
            "http://127.0.0.1.example",
            "ftp://fimportal.de",
            "https://name:wort@fimportal.de",
            "http://localhost@fimportal.de",
            "https://fimportal.de?x=1",
            "https://fimportal.de#x",
            "https://fimportal.de \r\nHost: x",
            "https://fim\\portal.de",
        ] {
            assert!(!is_allowed_address(bad), "{bad}");
        }
    }

    #[test]
    fn nothing_is_asked_by_default() {
        assert_eq!(StudioSettings::default().portal, "");
        StudioSettings::default().check().unwrap();
        let wrong = StudioSettings { portal: "http://fimportal.de".into() };
        assert_eq!(wrong.check().unwrap_err().0, "portal");
        let long = StudioSettings { portal: format!("https://{}", "a".repeat(400)) };
        assert_eq!(long.check().unwrap_err().0, "portal");
    }
}
