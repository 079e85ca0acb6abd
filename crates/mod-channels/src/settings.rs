//! What a town decides about channels: a second pair of eyes, and where providers are reached.

use kernel::Text;
use kernel::settings::{SettingField, SettingKind, Settings};
use norm_social::{Bases, Channel};
use serde::{Deserialize, Serialize};

/// Settings of the channels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChannelSettings {
    /// Whoever released a post may not be its last author.
    pub needs_second_pair: bool,
    /// The interface of Meta.
    pub meta_api: String,
    /// Where people sign in at Meta.
    pub meta_sign_in: String,
    /// The version of the interface of Meta.
    pub meta_version: String,
    /// The interface of `YouTube`.
    pub youtube_api: String,
    /// Where films go.
    pub youtube_upload: String,
    /// Where people sign in at Google.
    pub youtube_sign_in: String,
    /// Where Google gives tokens.
    pub youtube_token: String,
    /// Where figures of `YouTube` are.
    pub youtube_figures: String,
    /// Servers of the fediverse in the town's own net, one in each line.
    pub own_servers: String,
}

impl Default for ChannelSettings {
    fn default() -> Self {
        Self {
            needs_second_pair: false,
            meta_api: "https://graph.facebook.com".into(),
            meta_sign_in: "https://www.facebook.com".into(),
            meta_version: "v26.0".into(),
            youtube_api: "https://youtube.googleapis.com".into(),
            youtube_upload: "https://www.googleapis.com".into(),
            youtube_sign_in: "https://accounts.google.com".into(),
            youtube_token: "https://oauth2.googleapis.com".into(),
            youtube_figures: "https://youtubeanalytics.googleapis.com".into(),
            own_servers: String::new(),
        }
    }
}

/// Whether an address may be asked: TLS, or this machine; no path, no query.
pub(crate) fn is_base(url: &str) -> bool {
    let own = ["http://127.0.0.1:", "http://localhost:"];
    let is_plain =
        url.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '@' | '?' | '#' | '\\'));
    let host = url.split_once("://").map_or("", |(_, rest)| rest);
    let is_whole = !host.is_empty() && !host.contains('/');
    is_plain
        && is_whole
        && (url.starts_with("https://") || own.iter().any(|start| url.starts_with(start)))
}

impl ChannelSettings {
    /// Where a provider is reached; `api` is the server on Mastodon.
    pub(crate) fn bases(&self, channel: Channel, api: &str) -> Bases {
        let all = |api: &str, sign_in: &str| Bases {
            api: api.to_owned(),
            upload: api.to_owned(),
            sign_in: sign_in.to_owned(),
            token: api.to_owned(),
            figures: api.to_owned(),
        };
        match channel {
            Channel::Facebook | Channel::Instagram => all(&self.meta_api, &self.meta_sign_in),
            Channel::Mastodon => all(api, api),
            Channel::YouTube => Bases {
                upload: self.youtube_upload.clone(),
                token: self.youtube_token.clone(),
                figures: self.youtube_figures.clone(),
                ..all(&self.youtube_api, &self.youtube_sign_in)
            },
        }
    }

    /// The version of a provider's interface; empty where there is none.
    pub(crate) fn version(&self, channel: Channel) -> &str {
        match channel {
            Channel::Facebook | Channel::Instagram => &self.meta_version,
            Channel::YouTube | Channel::Mastodon => "",
        }
    }

    /// Addresses the town itself entered in place of the usual ones: they may lie in its own net.
    pub(crate) fn own(&self) -> Vec<String> {
        let usual = Self::default();
        let pairs = [
            (&self.meta_api, &usual.meta_api),
            (&self.youtube_api, &usual.youtube_api),
            (&self.youtube_upload, &usual.youtube_upload),
            (&self.youtube_token, &usual.youtube_token),
            (&self.youtube_figures, &usual.youtube_figures),
        ];
        let mut own: Vec<String> =
            pairs.into_iter().filter(|(is, was)| is != was).map(|(is, _)| is.clone()).collect();
        own.extend(self.own_servers.lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()));
        own
    }
}

fn address(key: &'static str, de: &str, en: &str) -> SettingField {
    SettingField {
        key,
        label: Text::new(de, en),
        hint: Text::new(
            "Nur ändern, wenn der Anbieter umzieht oder eine Nachbildung geprüft wird.",
            "Change it only if the provider moves or an emulation is tried.",
        ),
        kind: SettingKind::Line,
    }
}

impl Settings for ChannelSettings {
    const MODULE: &'static str = "channels";

    fn fields() -> Vec<SettingField> {
        vec![
            SettingField {
                key: "needs_second_pair",
                label: Text::new("Zweites Augenpaar", "Second pair of eyes"),
                hint: Text::new(
                    "Wer einen Beitrag zuletzt geschrieben hat, gibt ihn nicht selbst frei.",
                    "Whoever wrote a post last does not release it.",
                ),
                kind: SettingKind::Switch,
            },
            SettingField {
                key: "meta_version",
                label: Text::new(
                    "Fassung der Schnittstelle von Meta",
                    "Version of Meta's interface",
                ),
                hint: Text::new(
                    "Zum Beispiel v26.0. Jede lebt etwa zwei Jahre.",
                    "For example v26.0. Each lives about two years.",
                ),
                kind: SettingKind::Line,
            },
            address(
                "meta_api",
                "Adresse der Schnittstelle von Meta",
                "Address of Meta's interface",
            ),
            address("meta_sign_in", "Anmeldung bei Meta", "Sign-in at Meta"),
            address(
                "youtube_api",
                "Adresse der Schnittstelle von YouTube",
                "Address of YouTube's interface",
            ),
            address("youtube_upload", "Adresse für Videos", "Address for films"),
            address("youtube_sign_in", "Anmeldung bei Google", "Sign-in at Google"),
            address(
                "youtube_token",
                "Adresse für Zugänge von Google",
                "Address for tokens of Google",
            ),
            address(
                "youtube_figures",
                "Adresse der Zahlen von YouTube",
                "Address of YouTube's figures",
            ),
            SettingField {
                key: "own_servers",
                label: Text::new(
                    "Mastodon-Server im eigenen Netz",
                    "Mastodon servers in the own net",
                ),
                hint: Text::new(
                    "Eine Adresse je Zeile. Alle anderen müssen im offenen Netz liegen.",
                    "One address in each line. All others must lie in the open net.",
                ),
                kind: SettingKind::Lines,
            },
        ]
    }

    fn check(&self) -> Result<(), (String, Text)> {
        let lines = [
            ("meta_api", &self.meta_api),
            ("meta_sign_in", &self.meta_sign_in),
            ("youtube_api", &self.youtube_api),
            ("youtube_upload", &self.youtube_upload),
            ("youtube_sign_in", &self.youtube_sign_in),
            ("youtube_token", &self.youtube_token),
            ("youtube_figures", &self.youtube_figures),
        ];
        let servers = self.own_servers.lines().map(str::trim).filter(|l| !l.is_empty());
        let wrong = lines.iter().find(|(_, url)| !is_base(url)).map(|(name, _)| *name);
        let wrong =
            wrong.or_else(|| servers.into_iter().any(|s| !is_base(s)).then_some("own_servers"));
        if let Some(name) = wrong {
            return Err((
                name.into(),
                Text::new(
                    "Geben Sie eine Adresse ohne Pfad ein, die mit https:// beginnt.",
                    "Enter an address without a path that begins with https://.",
                ),
            ));
        }
        let is_version = self.meta_version.strip_prefix('v').is_some_and(|rest| {
            !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || c == '.')
        });
        if is_version {
            return Ok(());
        }
        Err((
            "meta_version".into(),
            Text::new("Geben Sie eine Fassung wie v26.0 ein.", "Enter a version such as v26.0."),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_addresses_are_taken_and_only_changed_ones_are_our_own() {
        for fine in
            ["https://graph.facebook.com", "http://127.0.0.1:8080", "https://social.example"]
        {
            assert!(is_base(fine), "{fine}");
        }
        for wrong in ["", "https://", "http://example.org", "https://a@b", "https://a/b", "ftp://a"]
        {
            assert!(!is_base(wrong), "{wrong}");
        }
        assert!(ChannelSettings::default().own().is_empty());
        assert!(ChannelSettings::default().check().is_ok());
        let own = ChannelSettings { meta_api: "http://127.0.0.1:1".into(), ..Default::default() };
        assert_eq!(own.own(), ["http://127.0.0.1:1"]);
    }
}
