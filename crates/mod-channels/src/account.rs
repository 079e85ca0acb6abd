//! An account the town publishes with, and its sealed connection.

use jiff::Timestamp;
use kernel::{AppError, Id, Reader, Town};
use norm_social::connect::App;
use norm_social::mastodon::Instance;
use norm_social::token::{Ability, Grant, missing};
use norm_social::youtube::List;
use norm_social::{Account, Channel, Secret, Trouble, Words};
use serde::{Deserialize, Serialize};

use crate::settings::ChannelSettings;
use crate::store;

/// Where the provider sends people back to.
pub const RETURN: &str = "/verwaltung/kanaele/konten/zurueck";

/// Whether an account can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Yes.
    Connected,
    /// No: a person must see to it.
    Stopped,
    /// No: the town disconnected it, or never connected it.
    Off,
}

impl Standing {
    /// As stored.
    pub fn word(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Stopped => "stopped",
            Self::Off => "off",
        }
    }

    /// Reads what is stored.
    pub fn of(word: &str) -> Self {
        match word {
            "connected" => Self::Connected,
            "stopped" => Self::Stopped,
            _ => Self::Off,
        }
    }
}

/// What a server of the fediverse takes; the usual numbers elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Letters of a post.
    pub letters_max: usize,
    /// What an address counts.
    pub url_weight: usize,
    /// Files on a post.
    pub media_max: usize,
    /// Bytes of a picture.
    pub picture_bytes_max: u64,
    /// Letters of an alternative text.
    pub alt_max: usize,
}

impl Limits {
    /// Those a server told.
    pub fn of(instance: &Instance) -> Self {
        Self {
            letters_max: instance.letters_max,
            url_weight: instance.url_weight,
            media_max: instance.media_max,
            picture_bytes_max: instance.picture_bytes_max,
            alt_max: instance.alt_max,
        }
    }
}

/// An account of the town at a provider.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Identifier.
    pub id: Id<Connection>,
    /// Its kind.
    pub channel: Channel,
    /// The server, on Mastodon; empty elsewhere.
    pub api: String,
    /// The provider's number of it.
    pub remote: String,
    /// What it is called there.
    pub name: String,
    /// Whether it can be used.
    pub standing: Standing,
    /// Why not.
    pub trouble: Option<Trouble>,
    /// The connection, sealed; empty without.
    pub sealed: String,
    /// `YouTube`: the list of everything uploaded.
    pub uploads: String,
    /// What the server takes.
    pub limits: Option<Limits>,
    /// What was permitted; empty if nobody said.
    pub scopes: Vec<String>,
    /// When it ends, as far as people must know.
    pub ends_at: Option<Timestamp>,
    /// The warning that was sent: days left; a large number if none.
    pub warned: i64,
    /// Nothing before then: the provider asked us to wait.
    pub resume_at: Option<Timestamp>,
    /// When it was connected.
    pub connected_at: Option<Timestamp>,
    /// When it was last looked at.
    pub checked_at: Option<Timestamp>,
    /// `YouTube`: the lists films can be put on.
    pub lists: Vec<List>,
}

/// No warning was sent.
pub const NOT_WARNED: i64 = 1_000;

/// The word of a channel, as stored and in addresses.
pub fn word(channel: Channel) -> &'static str {
    match channel {
        Channel::Facebook => "facebook",
        Channel::Instagram => "instagram",
        Channel::YouTube => "youtube",
        Channel::Mastodon => "mastodon",
    }
}

/// The channel of a word.
pub fn channel_of(word_given: &str) -> Option<Channel> {
    Channel::ALL.into_iter().find(|c| word(*c) == word_given)
}

/// Where the application of a channel stands: Facebook and Instagram share one.
pub fn app_of(channel: Channel) -> &'static str {
    match channel {
        Channel::Facebook | Channel::Instagram => "meta",
        Channel::YouTube => "google",
        Channel::Mastodon => "mastodon",
    }
}

impl Connection {
    /// An account that was never connected.
    pub fn new(channel: Channel, api: &str, remote: &str, name: &str) -> Self {
        Self {
            id: Id::new(),
            channel,
            api: api.to_owned(),
            remote: remote.to_owned(),
            name: name.to_owned(),
            standing: Standing::Off,
            trouble: None,
            sealed: String::new(),
            uploads: String::new(),
            limits: None,
            scopes: Vec::new(),
            ends_at: None,
            warned: NOT_WARNED,
            resume_at: None,
            connected_at: None,
            checked_at: None,
            lists: Vec::new(),
        }
    }

    fn place(&self) -> String {
        format!("channels_account|{}", self.id)
    }

    /// Seals a connection into it.
    ///
    /// # Errors
    /// Never in practice.
    pub fn seal(&mut self, town: &Town, grant: &Grant) -> Result<(), AppError> {
        self.sealed = town.seal(&self.place(), &serde_json::to_vec(grant)?)?;
        self.scopes.clone_from(&grant.scopes);
        self.ends_at = grant.ends_at(self.channel);
        Ok(())
    }

    /// Opens its connection; an empty one if there is none.
    ///
    /// # Errors
    /// That it does not open.
    pub fn grant(&self, town: &Town) -> Result<Grant, AppError> {
        if self.sealed.is_empty() {
            return Ok(Grant::default());
        }
        Ok(serde_json::from_slice(&town.unseal(&self.place(), &self.sealed)?)?)
    }

    /// What the standard wants to know of it.
    pub fn account(&self, settings: &ChannelSettings, grant: &Grant, app: &App) -> Account {
        Account {
            channel: self.channel,
            id: self.remote.clone(),
            bases: settings.bases(self.channel, &self.api),
            version: settings.version(self.channel).to_owned(),
            token: grant.token.clone(),
            app_secret: if app_of(self.channel) == "meta" {
                app.secret.clone()
            } else {
                Secret::default()
            },
            uploads: self.uploads.clone(),
        }
    }

    /// What the server takes, the usual where nobody asked it.
    pub fn instance(&self) -> Instance {
        let usual = Instance::default();
        match &self.limits {
            None => usual,
            Some(l) => Instance {
                letters_max: l.letters_max,
                url_weight: l.url_weight,
                media_max: l.media_max,
                picture_bytes_max: l.picture_bytes_max,
                alt_max: l.alt_max,
                ..usual
            },
        }
    }

    /// What it is called on pages: the channel, and its name there.
    pub fn label(&self) -> String {
        if self.name.is_empty() {
            return self.channel.name().to_owned();
        }
        format!("{}: {}", self.channel.name(), self.name)
    }

    /// What the town does there and whether it may; nothing where the provider did not say.
    pub fn abilities(&self) -> Vec<(Ability, Vec<String>)> {
        if self.scopes.is_empty() {
            return Vec::new();
        }
        let needs = |a: &Ability| !norm_social::token::needed(self.channel, *a).is_empty();
        let all = Ability::ALL.into_iter().filter(needs);
        all.map(|a| (a, missing(self.channel, a, &self.scopes))).collect()
    }

    /// Whether posts can be sent now.
    pub fn is_usable(&self) -> bool {
        self.standing == Standing::Connected
    }
}

/// The words for a page.
pub fn of(say: web::Say, words: &Words) -> &str {
    say.of(&words.de, &words.en)
}

/// The town's own application for a channel; an empty one if none was entered.
///
/// # Errors
/// What the database says, or that its secret does not open.
pub fn app(
    town: &Town,
    reader: &mut Reader<'_>,
    channel: Channel,
    api: &str,
) -> Result<App, AppError> {
    let redirect = format!("{}{RETURN}", town.plan().base_url);
    let Some((client, sealed)) = store::account::app(reader, app_of(channel), api)? else {
        return Ok(App { redirect, ..App::default() });
    };
    let plain = town.unseal(&app_place(channel, api), &sealed)?;
    let secret = String::from_utf8(plain).map_err(AppError::internal)?;
    Ok(App { id: client, secret: Secret::new(secret), redirect })
}

/// Where the secret of an application is sealed for.
pub fn app_place(channel: Channel, api: &str) -> String {
    format!("channels_app|{}|{api}", app_of(channel))
}
