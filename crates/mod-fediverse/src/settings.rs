//! What a town decides about the fediverse.

use kernel::Text;
use kernel::settings::{SettingField, SettingKind, Settings};
use serde::{Deserialize, Serialize};

/// Letters of the longest name before the `@`.
const HANDLE_MAX: usize = 30;

/// Settings of the fediverse. Off by default: nothing leaves the house unless the town says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FediverseSettings {
    /// Whether the town can be followed.
    pub is_on: bool,
    /// Its name before the `@`.
    pub handle: String,
    /// Whether whole texts are sent, not only title, teaser and link.
    pub is_whole: bool,
    /// Kinds of publications that are said, one per line.
    pub kinds: String,
    /// Servers in the town's own net that may be asked, one address per line; the open net always.
    pub own_servers: String,
}

impl Default for FediverseSettings {
    fn default() -> Self {
        Self {
            is_on: false,
            handle: "stadt".into(),
            is_whole: false,
            kinds: "news\ndisruption\nnotice".into(),
            own_servers: String::new(),
        }
    }
}

/// Kinds that can be said.
const KINDS: [&str; 7] = ["news", "disruption", "notice", "event", "job", "roadworks", "document"];

impl FediverseSettings {
    /// Whether a kind of publication is said.
    pub fn says(&self, kind: &str) -> bool {
        self.is_on && self.kinds().any(|k| k == kind)
    }

    /// The kinds that are said.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.kinds.lines().map(str::trim).filter(|k| !k.is_empty())
    }

    /// Addresses of the town's own net.
    pub fn own(&self) -> Vec<String> {
        let lines = self.own_servers.lines().map(|l| l.trim().trim_end_matches('/'));
        lines.filter(|l| !l.is_empty()).map(str::to_owned).collect()
    }
}

impl Settings for FediverseSettings {
    const MODULE: &'static str = "fediverse";

    fn fields() -> Vec<SettingField> {
        vec![
            SettingField {
                key: "is_on",
                label: Text::new(
                    "Die Stadt kann im Fediverse gefolgt werden",
                    "The town can be followed in the fediverse",
                ),
                hint: Text::new(
                    "Meldungen gehen dann an die Server derer, die folgen.",
                    "News then go to the servers of those who follow.",
                ),
                kind: SettingKind::Switch,
            },
            SettingField {
                key: "handle",
                label: Text::new("Name vor dem @", "Name before the @"),
                hint: Text::new(
                    "Kleine Buchstaben, Ziffern und _. Wer schon folgt, findet einen neuen Namen nicht von selbst.",
                    "Small letters, digits and _. Who follows already does not find a new name by itself.",
                ),
                kind: SettingKind::Line,
            },
            SettingField {
                key: "is_whole",
                label: Text::new("Ganzen Text senden", "Send the whole text"),
                hint: Text::new(
                    "Sonst Titel, Anrisstext und Link.",
                    "Else title, teaser and link.",
                ),
                kind: SettingKind::Switch,
            },
            SettingField {
                key: "kinds",
                label: Text::new("Was gesendet wird", "What is sent"),
                hint: Text::new(
                    "Eine Art je Zeile: news, disruption, notice, event, job, roadworks, document.",
                    "One kind per line: news, disruption, notice, event, job, roadworks, document.",
                ),
                kind: SettingKind::Lines,
            },
            SettingField {
                key: "own_servers",
                label: Text::new("Server im eigenen Netz", "Servers in the own net"),
                hint: Text::new(
                    "Eine Adresse je Zeile. Andere Adressen des eigenen Netzes werden nie gefragt.",
                    "One address per line. Other addresses of the own net are never asked.",
                ),
                kind: SettingKind::Lines,
            },
        ]
    }

    fn check(&self) -> Result<(), (String, Text)> {
        let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if self.handle.is_empty()
            || self.handle.len() > HANDLE_MAX
            || !self.handle.chars().all(is_letter)
        {
            let text = Text::new(
                "Der Name besteht aus kleinen Buchstaben, Ziffern und _, höchstens 30.",
                "The name is made of small letters, digits and _, 30 at most.",
            );
            return Err(("handle".into(), text));
        }
        if let Some(odd) = self.kinds().find(|k| !KINDS.contains(k)) {
            let text = Text::new(
                format!("Die Art „{odd}“ gibt es nicht."),
                format!("There is no kind “{odd}”."),
            );
            return Err(("kinds".into(), text));
        }
        let is_web = |a: &String| a.starts_with("https://") || a.starts_with("http://");
        if let Some(odd) = self.own().iter().find(|a| !is_web(a)) {
            let text = Text::new(
                format!("„{odd}“ ist keine Adresse: Sie beginnt mit https:// oder http://."),
                format!("“{odd}” is no address: it begins with https:// or http://."),
            );
            return Err(("own_servers".into(), text));
        }
        Ok(())
    }
}
