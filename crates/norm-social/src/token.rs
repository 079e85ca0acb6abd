//! How long a connection lives, when to renew it, when to warn; and what was permitted.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::post::Channel;
use crate::trouble::Words;
use crate::wire::Secret;

/// Days before its end on which people are warned.
pub const WARN_DAYS: [i64; 3] = [14, 7, 2];
/// Days after which a token of Instagram is renewed; it lives sixty.
const RENEW_DAYS: i64 = 30;
/// Seconds before its end from which a token of an hour is no longer used.
const SPARE_S: i64 = 300;

/// A connection to a provider, as it is kept (sealed).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// What calls are made with.
    pub token: Secret,
    /// What a new one is got with (Google).
    pub refresh: Secret,
    /// When the token was given.
    pub since: Option<Timestamp>,
    /// When the token dies; none if it says no date.
    pub expires_at: Option<Timestamp>,
    /// When consent to read data must be renewed (Meta); none if never.
    pub consent_until: Option<Timestamp>,
    /// What was permitted.
    pub scopes: Vec<String>,
}

impl Grant {
    /// The end people must know of: of the token if nobody renews it by program, or of the consent.
    pub fn ends_at(&self, channel: Channel) -> Option<Timestamp> {
        let by_itself = channel == Channel::YouTube && !self.refresh.reveal().is_empty();
        let token = if by_itself { None } else { self.expires_at };
        match (token, self.consent_until) {
            (Some(token), Some(consent)) => Some(token.min(consent)),
            (token, consent) => token.or(consent),
        }
    }

    /// Whether a new token should be got before the next call.
    pub fn wants_renewal(&self, channel: Channel, now: Timestamp) -> bool {
        let Some(end) = self.expires_at else { return false };
        match channel {
            Channel::YouTube => end.duration_since(now) < SignedDuration::from_secs(SPARE_S),
            Channel::Instagram => {
                let is_alive = end > now;
                let age = self.since.map(|since| now.duration_since(since));
                is_alive && age.is_none_or(|a| a >= SignedDuration::from_hours(24 * RENEW_DAYS))
            }
            Channel::Facebook | Channel::Mastodon => false,
        }
    }

    /// The warning that is due: the number of days of [`WARN_DAYS`], zero once it is dead.
    pub fn warning(&self, channel: Channel, now: Timestamp) -> Option<i64> {
        let left = self.ends_at(channel)?.duration_since(now);
        if left <= SignedDuration::ZERO {
            return Some(0);
        }
        WARN_DAYS.into_iter().filter(|days| left <= SignedDuration::from_hours(24 * days)).min()
    }
}

/// What a town does with a channel; each needs permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ability {
    /// Publish, correct, delete.
    Publish,
    /// Read and hide comments, answer them.
    Moderate,
    /// Read figures.
    Figures,
    /// Captions, lists, deletion of films.
    Dress,
}

impl Ability {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Publish, Self::Moderate, Self::Figures, Self::Dress];

    /// What it is, for people.
    pub fn words(self) -> Words {
        match self {
            Self::Publish => Words::of("Beiträge veröffentlichen", "publish posts"),
            Self::Moderate => Words::of("Kommentare betreuen", "look after comments"),
            Self::Figures => Words::of("Zahlen lesen", "read figures"),
            Self::Dress => {
                Words::of("Untertitel, Playlists und Löschen", "captions, lists and deletion")
            }
        }
    }
}

const GOOGLE: &str = "https://www.googleapis.com/auth/";

/// Permissions an ability needs; nothing where the channel has no such ability.
pub fn needed(channel: Channel, ability: Ability) -> Vec<String> {
    let names: &[&str] = match (channel, ability) {
        (Channel::Facebook, Ability::Publish) => {
            &["pages_show_list", "pages_read_engagement", "pages_manage_posts"]
        }
        (Channel::Facebook, Ability::Moderate) => {
            &["pages_manage_engagement", "pages_read_user_content"]
        }
        (Channel::Facebook, Ability::Figures) => &["read_insights"],
        (Channel::Instagram, Ability::Publish) => {
            &["instagram_basic", "instagram_content_publish", "pages_read_engagement"]
        }
        (Channel::Instagram, Ability::Moderate) => &["instagram_manage_comments"],
        (Channel::Instagram, Ability::Figures) => &["instagram_manage_insights"],
        (Channel::YouTube, Ability::Publish) => &["youtube.upload"],
        (Channel::YouTube, Ability::Dress) => &["youtube.force-ssl"],
        (Channel::YouTube, Ability::Figures) => &["youtube.readonly", "yt-analytics.readonly"],
        (Channel::Mastodon, Ability::Publish) => {
            &["read:accounts", "read:statuses", "write:statuses", "write:media"]
        }
        _ => &[],
    };
    let prefix = if channel == Channel::YouTube { GOOGLE } else { "" };
    names.iter().map(|name| format!("{prefix}{name}")).collect()
}

/// Whether a granted permission contains another: `write` contains `write:media`, the whole of
/// `YouTube` its parts.
fn contains(granted: &str, wanted: &str) -> bool {
    granted == wanted
        || wanted.split_once(':').is_some_and(|(whole, _)| whole == granted)
        // Instagram's own sign-in names them differently.
        || granted.replace("instagram_business_", "instagram_") == wanted
        || (granted == "pages_read_user_engagement" && wanted == "pages_read_user_content")
        || (granted == format!("{GOOGLE}youtube")
            && wanted.starts_with(&format!("{GOOGLE}youtube.")))
        || (granted == format!("{GOOGLE}youtube.force-ssl")
            && wanted == format!("{GOOGLE}youtube.readonly"))
}

/// Permissions that an ability lacks.
pub fn missing(channel: Channel, ability: Ability, granted: &[String]) -> Vec<String> {
    let wanted = needed(channel, ability).into_iter();
    wanted.filter(|w| !granted.iter().any(|g| contains(g, w))).collect()
}
