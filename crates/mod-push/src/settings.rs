//! What a town decides: whether anything of this leaves the house at all.

use kernel::Text;
use kernel::settings::{SettingField, SettingKind, Settings};
use serde::{Deserialize, Serialize};

/// Settings of messages in the browser and of the hub. Nothing is asked outside before a town
/// switches it on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PushSettings {
    /// People may have messages in their browser.
    pub tells_browsers: bool,
    /// Readers of feeds are told of changes.
    pub tells_readers: bool,
    /// Services and readers in the town's own net, scheme and host, one in each line.
    pub own_servers: String,
}

impl PushSettings {
    /// Addresses the town itself entered.
    pub(crate) fn own(&self) -> Vec<String> {
        let lines = self.own_servers.lines().map(str::trim).filter(|l| !l.is_empty());
        lines.map(str::to_owned).collect()
    }
}

/// Whether a line is a scheme and a host, and nothing else.
fn is_base(url: &str) -> bool {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty()
            && host
                .chars()
                .all(|c| c.is_ascii_graphic() && !matches!(c, '/' | '@' | '?' | '#' | '\\'))
    })
}

impl Settings for PushSettings {
    const MODULE: &'static str = "push";

    fn fields() -> Vec<SettingField> {
        vec![
            SettingField {
                key: "tells_browsers",
                label: Text::new("Benachrichtigungen im Browser", "Messages in the browser"),
                hint: Text::new(
                    "Verschlüsselte Nachrichten gehen über die Dienste der Browserhersteller. Sie erfahren, dass die Stadt eine Nachricht schickt, nicht welche.",
                    "Encrypted messages travel through the services of browser makers. They learn that the town sends a message, not which.",
                ),
                kind: SettingKind::Switch,
            },
            SettingField {
                key: "tells_readers",
                label: Text::new("Feeds melden Neues (WebSub)", "Feeds tell of changes (WebSub)"),
                hint: Text::new(
                    "Programme, die einen Feed abonnieren, werden bei jeder Änderung angerufen.",
                    "Programs that subscribe to a feed are called at every change.",
                ),
                kind: SettingKind::Switch,
            },
            SettingField {
                key: "own_servers",
                label: Text::new("Dienste im eigenen Netz", "Services in the own net"),
                hint: Text::new(
                    "Eine Adresse je Zeile, ohne Pfad. Alle anderen müssen im offenen Netz liegen.",
                    "One address in each line, without a path. All others must lie in the open net.",
                ),
                kind: SettingKind::Lines,
            },
        ]
    }

    fn check(&self) -> Result<(), (String, Text)> {
        if self.own().iter().all(|line| is_base(line)) {
            return Ok(());
        }
        Err((
            "own_servers".into(),
            Text::new(
                "Geben Sie Adressen ohne Pfad ein, die mit https:// oder http:// beginnen.",
                "Enter addresses without a path that begin with https:// or http://.",
            ),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_on_before_a_town_says_so_and_own_servers_are_whole_addresses() {
        let usual = PushSettings::default();
        assert!(!usual.tells_browsers && !usual.tells_readers && usual.own().is_empty());
        for (line, is_fine) in [
            ("http://127.0.0.1:8080", true),
            ("https://push.stadt.example", true),
            ("", true),
            ("ftp://a.example", false),
            ("https://a.example/path", false),
            ("https://a@b.example", false),
            ("https://", false),
        ] {
            let it = PushSettings { own_servers: line.into(), ..PushSettings::default() };
            assert_eq!(it.check().is_ok(), is_fine, "{line}");
        }
    }
}
