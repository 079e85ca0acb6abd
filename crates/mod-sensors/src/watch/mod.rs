//! Thresholds: from which value on people are warned, when the warning ends by itself, who is told
//! at which hour, and what silence of a device means.

pub(crate) mod acts;
mod duty;
mod judge;
pub(crate) mod task;
pub(crate) mod tell;

use kernel::siren::Level;
use kernel::{Id, Text};
use serde::{Deserialize, Serialize};

pub(crate) use duty::{Days, Duty, next, on_duty};
pub(crate) use judge::{Open, Rule, Turn, Watch, judge};

/// What a threshold looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The value is at the level or above it.
    Above,
    /// The value is at the level or below it.
    Below,
    /// No value for a time.
    Silent,
}

impl Kind {
    /// All.
    pub const ALL: [Self; 3] = [Self::Above, Self::Below, Self::Silent];

    /// Its word in the database and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::Below => "below",
            Self::Silent => "silent",
        }
    }

    /// From its word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.key() == key)
    }

    /// In words.
    pub fn label(self) -> Text {
        match self {
            Self::Above => Text::new("Der Wert steigt auf oder über …", "The value rises to …"),
            Self::Below => Text::new("Der Wert fällt auf oder unter …", "The value falls to …"),
            Self::Silent => Text::new("Das Gerät schweigt", "The device is silent"),
        }
    }
}

/// How grave a warning is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Gravity {
    /// Good to know.
    #[default]
    Info,
    /// Be careful.
    Caution,
    /// Danger.
    Danger,
}

impl Gravity {
    /// All, the lightest first.
    pub const ALL: [Self; 3] = [Self::Info, Self::Caution, Self::Danger];

    /// Its word in the database and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Caution => "caution",
            Self::Danger => "danger",
        }
    }

    /// From its word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|g| g.key() == key)
    }

    /// As the siren says it.
    pub fn level(self) -> Level {
        match self {
            Self::Info => Level::Info,
            Self::Caution => Level::Caution,
            Self::Danger => Level::Danger,
        }
    }
}

/// What happens when a threshold is crossed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Plan {
    /// What the warning is called.
    pub title: Text,
    /// What it means and what to do.
    pub text: Text,
    /// How grave it is.
    pub gravity: Gravity,
    /// Everybody is warned: at the station, by mail, in the feed. Otherwise staff only.
    pub is_public: bool,
    /// And on every page of the town, the home page first.
    pub is_everywhere: bool,
    /// The unit that gets a case; empty for none.
    pub unit: String,
    /// Who is told when.
    pub duty: Vec<Duty>,
}

/// A threshold.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Threshold {
    /// Its identifier.
    pub id: Id<Threshold>,
    /// The stream it looks at.
    pub stream: i64,
    /// From where to where.
    pub rule: Rule,
    /// What happens then.
    pub plan: Plan,
    /// Whether it is switched on.
    pub is_on: bool,
    /// How far it has looked.
    pub watch: Watch,
    /// From when on silence counts, in nanoseconds.
    pub armed_at: i64,
    /// Counts changes, so that two people do not overwrite each other.
    pub version: i64,
}

/// A warning that stands or stood.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Warning {
    /// Its identifier.
    pub id: Id<Warning>,
    /// Its threshold.
    pub threshold: Id<Threshold>,
    /// The stream.
    pub stream: i64,
    /// What it is called.
    pub title: Text,
    /// How grave it was.
    pub gravity: Gravity,
    /// Whether everybody was warned.
    pub is_public: bool,
    /// What was looked at.
    pub kind: Kind,
    /// The level, or seconds of silence.
    pub level: f64,
    /// When the value was reached, in nanoseconds.
    pub began_at: i64,
    /// When it was left.
    pub ended_at: Option<i64>,
    /// The most extreme value in between.
    pub peak: Option<f64>,
    /// When people were warned.
    pub raised_at: jiff::Timestamp,
    /// When the warning was taken back.
    pub closed_at: Option<jiff::Timestamp>,
    /// Why it ended.
    pub ending: Ending,
    /// Its case; empty for none.
    pub case: String,
}

/// Why a warning ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It stands.
    #[default]
    Stands,
    /// The values say so.
    Values,
    /// Its group was paused or ended, or the device belongs to none any more.
    Paused,
    /// Somebody switched the threshold off.
    Off,
}

impl Ending {
    const ALL: [Self; 4] = [Self::Stands, Self::Values, Self::Paused, Self::Off];

    /// Its word in the database.
    pub fn key(self) -> &'static str {
        match self {
            Self::Stands => "",
            Self::Values => "values",
            Self::Paused => "paused",
            Self::Off => "off",
        }
    }

    /// From its word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|e| e.key() == key)
    }

    /// In words.
    pub fn label(self) -> Text {
        match self {
            Self::Stands => Text::new("besteht", "stands"),
            Self::Values => Text::new("von selbst beendet", "ended by itself"),
            Self::Paused => Text::new("beendet: Messung pausiert", "ended: measuring paused"),
            Self::Off => Text::new("beendet: Schwelle abgeschaltet", "ended: threshold off"),
        }
    }
}
