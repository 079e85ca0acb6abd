//! What the town wants a channel to show, and the account it is shown on.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::trouble::Words;
use crate::wire::{Piece, Secret};

/// A kind of channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// A Facebook Page.
    Facebook,
    /// A professional account on Instagram.
    Instagram,
    /// A channel on `YouTube`.
    YouTube,
    /// An account on Mastodon or a server that speaks like it.
    Mastodon,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Facebook, Self::Instagram, Self::YouTube, Self::Mastodon];

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Facebook => "Facebook",
            Self::Instagram => "Instagram",
            Self::YouTube => "YouTube",
            Self::Mastodon => "Mastodon",
        }
    }

    /// Whether a published post can be changed by program.
    pub fn can_correct(self) -> bool {
        self != Self::Instagram
    }
}

/// Where a provider is reached; configuration, so that an emulator can stand in. Without a slash at
/// the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bases {
    /// The interface: `https://graph.facebook.com`, `https://youtube.googleapis.com`, or the server.
    pub api: String,
    /// Where files go, if elsewhere.
    pub upload: String,
    /// Where a person signs in: `https://www.facebook.com`, `https://accounts.google.com`.
    pub sign_in: String,
    /// Where tokens are given: `https://oauth2.googleapis.com`.
    pub token: String,
    /// Where figures are, if elsewhere: `https://youtubeanalytics.googleapis.com`.
    pub figures: String,
}

/// An account the town publishes with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its kind.
    pub channel: Channel,
    /// The provider's number of it: page, professional account, channel, account.
    pub id: String,
    /// Where its provider is.
    pub bases: Bases,
    /// The version of the interface, `v26.0`; empty where there is none.
    pub version: String,
    /// Its token.
    pub token: Secret,
    /// The application's secret, for the proof that Meta asks for; empty without.
    pub app_secret: Secret,
    /// `YouTube`: the list of everything uploaded. Read when the account is connected.
    pub uploads: String,
}

/// Who may see a film.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Everybody.
    #[default]
    Public,
    /// Whoever has the link.
    Unlisted,
    /// Nobody else.
    Private,
}

impl Visibility {
    /// The word of the interfaces.
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unlisted => "unlisted",
            Self::Private => "private",
        }
    }
}

/// A file that the caller keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// The caller's key.
    pub key: String,
    /// Its size.
    pub bytes: u64,
    /// Its type.
    pub media_type: String,
}

impl Stored {
    pub(crate) fn whole(&self) -> Piece {
        self.piece(0, self.bytes)
    }

    pub(crate) fn piece(&self, from: u64, until: u64) -> Piece {
        Piece { medium: self.key.clone(), from, until, media_type: self.media_type.clone() }
    }
}

/// A picture or film of a post.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Medium {
    /// The file.
    pub file: Stored,
    /// Alternative text.
    pub alt: String,
    /// Where the provider can fetch it, for a while; Instagram needs it.
    pub url: String,
    /// What must stay in sight, from −1 to 1 in both directions (right, up).
    pub focus: Option<(f64, f64)>,
}

impl Medium {
    /// Whether it is a film.
    pub fn is_film(&self) -> bool {
        self.file.media_type.starts_with("video/")
    }
}

/// Captions of a film.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Captions {
    /// The file.
    pub file: Stored,
    /// Their language.
    pub language: String,
}

/// One post in its variant for one channel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Post {
    /// One key for one post on one channel, for ever.
    pub key: String,
    /// The title of a film.
    pub title: String,
    /// The text.
    pub text: String,
    /// The page of the town it leads to. Appended to the text where the channel has no field for it.
    pub link: String,
    /// Pictures, or one film.
    pub media: Vec<Medium>,
    /// Its language.
    pub language: String,
    /// Keywords of a film.
    pub tags: Vec<String>,
    /// Who may see it.
    pub visibility: Visibility,
    /// The channel shall make it public then, where the channel can (`YouTube`).
    pub public_at: Option<Timestamp>,
    /// The still of a film.
    pub still: Option<Stored>,
    /// Captions of a film.
    pub captions: Vec<Captions>,
    /// A list the film is put on.
    pub playlist: String,
    /// Whether a machine made what is seen.
    pub is_synthetic: bool,
}

impl Post {
    /// The text with the link below, for channels without a field for it.
    pub fn text_with_link(&self) -> String {
        if self.link.is_empty() || self.text.contains(&self.link) {
            return self.text.clone();
        }
        format!("{}\n\n{}", self.text.trim_end(), self.link).trim_start().to_owned()
    }

    /// Its film, if it has one.
    pub fn film(&self) -> Option<&Medium> {
        self.media.iter().find(|m| m.is_film())
    }
}

/// What shall become of a post on a channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Show it.
    Publish(Post),
    /// Change what is shown.
    Correct {
        /// The provider's number of the post.
        id: String,
        /// What it shall say.
        post: Post,
    },
    /// Take it away.
    Delete {
        /// The provider's number of the post.
        id: String,
    },
}

/// A post that stands on a channel (or, after a deletion, no longer does).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The provider's number.
    pub id: String,
    /// Where people see it; empty if the provider did not say.
    pub url: String,
    /// What the editor should know though it worked.
    pub notes: Vec<Words>,
}
