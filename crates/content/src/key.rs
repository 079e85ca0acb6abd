//! Names of things: blocks, media, languages.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Characters of the longest block id: a UUID has 36.
pub const ID_CHARS_MAX: usize = 40;
/// Characters of the longest key of a medium, unit, service, form or topic.
pub const KEY_CHARS_MAX: usize = 80;
/// Characters of the longest language tag accepted.
const LANG_CHARS_MAX: usize = 35;

/// A name that is none: empty, too long, or with characters that do not belong there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a valid name: {0:?}")]
pub struct BadKey(pub String);

macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident, $test:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Reads a name.
            ///
            /// # Errors
            /// When it is empty, too long, or holds a character that does not belong there.
            pub fn parse(text: &str) -> Result<Self, BadKey> {
                let is_fine: fn(&str) -> bool = $test;
                if is_fine(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(BadKey(text.chars().take(KEY_CHARS_MAX).collect()))
                }
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadKey;

            fn try_from(text: String) -> Result<Self, BadKey> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name_type!(
    /// Names a block, the same through all editions: lower-case letters, digits and hyphens.
    BlockId,
    |text| {
        (1..=ID_CHARS_MAX).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    }
);
name_type!(
    /// Names something outside the text: a medium, a unit, a service, a form, a topic.
    Key,
    |text| {
        (1..=KEY_CHARS_MAX).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./".contains(&b))
    }
);
name_type!(
    /// A language as in BCP 47: `en`, `uk`, `de-simple`.
    Lang,
    |text| {
        let mut parts = text.split('-');
        let first = parts.next().unwrap_or_default();
        text.len() <= LANG_CHARS_MAX
            && (2..=3).contains(&first.len())
            && first.bytes().all(|b| b.is_ascii_alphabetic())
            && parts.all(|p| {
                (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric())
            })
    }
);

impl Lang {
    /// Whether text in this language is written from right to left.
    pub fn is_right_to_left(&self) -> bool {
        let first = self.0.split('-').next().unwrap_or_default().to_ascii_lowercase();
        matches!(first.as_str(), "ar" | "he" | "fa" | "ur" | "ps" | "ckb" | "yi" | "dv" | "sd")
    }
}

/// Where new block ids come from: the caller knows chance or counting, this library does not.
pub trait Ids {
    /// A block id nobody has yet.
    fn next_id(&mut self) -> BlockId;
}

impl<F: FnMut() -> BlockId> Ids for F {
    fn next_id(&mut self) -> BlockId {
        self()
    }
}

/// Ids that count: `import-1`, `import-2`. For imports that must end the same when repeated.
#[derive(Clone, Debug)]
pub struct Counted {
    prefix: String,
    last: u64,
}

impl Counted {
    /// Counts with a prefix; characters that do not belong into an id are left out.
    pub fn new(prefix: &str) -> Self {
        let mut prefix: String = prefix
            .to_ascii_lowercase()
            .chars()
            .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-')
            .collect();
        // Room for a hyphen and nineteen digits.
        prefix.truncate(ID_CHARS_MAX - 20);
        Self { prefix, last: 0 }
    }
}

impl Ids for Counted {
    fn next_id(&mut self) -> BlockId {
        self.last += 1;
        BlockId(format!("{}-{}", self.prefix, self.last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_only_what_belongs_there() {
        assert!(BlockId::parse("0198c1a2-7e11-7cc0-8000-0123456789ab").is_ok());
        for wrong in ["", "A", "a b", "ä", &"x".repeat(41)] {
            assert!(BlockId::parse(wrong).is_err(), "{wrong}");
        }
        for fine in ["de", "de-simple", "gsg", "zh-Hant-TW"] {
            assert!(Lang::parse(fine).is_ok(), "{fine}");
        }
        for wrong in ["d", "deutsch", "de_DE", "de-", "12"] {
            assert!(Lang::parse(wrong).is_err(), "{wrong}");
        }
        assert!(Lang::parse("ar").is_ok_and(|l| l.is_right_to_left()));
    }

    #[test]
    fn counted_ids_fit_and_differ() {
        let mut ids = Counted::new("Seite Über Uns mit einem sehr langen Namen");
        let (a, b) = (ids.next_id(), ids.next_id());
        assert_ne!(a, b);
        assert!(BlockId::parse(a.as_str()).is_ok());
    }
}
