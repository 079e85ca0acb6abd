//! What somebody can do with an item.

use kernel::Text;

/// What kind of change is published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    /// Nothing the public needs to be told.
    #[default]
    Minor,
    /// A change in substance, told with a note.
    Major,
    /// Something was wrong: told with a date, never silently.
    Correction,
}

impl ChangeKind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::Major => "major",
            Self::Correction => "correction",
        }
    }

    pub(crate) fn from_word(word: &str) -> Self {
        match word {
            "major" => Self::Major,
            "correction" => Self::Correction,
            _ => Self::Minor,
        }
    }
}

/// What somebody wants to do with an item.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Hands it to review.
    Submit,
    /// Gives it back with a reason.
    Return(String),
    /// Finds it good.
    Approve,
    /// Publishes at the time the text says, or now.
    Publish(Release),
    /// Takes a planned text back before it appears.
    Unschedule,
    /// Takes a published text back.
    Withdraw {
        /// Why, for the public.
        note: Text,
        /// It stays readable, with the notice above it.
        is_readable: bool,
    },
    /// Confirms what was published without a second pair of eyes.
    SecondLook,
}

/// How something is published.
#[derive(Clone, Debug, Default)]
pub(crate) struct Release {
    pub(crate) kind: ChangeKind,
    pub(crate) note: Text,
    /// Why remarks that ask for a reason are left as they are.
    pub(crate) reason: String,
    /// Without the second pair of eyes.
    pub(crate) is_forced: bool,
}
