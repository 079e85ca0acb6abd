//! Closed lists of words: one word in the database, one label in two languages.

/// Declares an enumeration whose variants have a word for the database and for JSON, and a label
/// for people:
///
/// ```
/// kernel::words! {
///     /// How far it is.
///     Progress {
///         /// Not begun.
///         Planned = "planned", "geplant", "planned";
///         /// Ended.
///         Done = "done", "fertig", "done";
///     }
/// }
/// assert_eq!(Progress::from_word("done"), Some(Progress::Done));
/// assert_eq!(Progress::Planned.label().de, "geplant");
/// ```
///
/// The variants are ordered as they are written.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item:meta])* $variant:ident = $word:literal, $de:literal, $en:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$item])* $variant,)*
        }

        impl $name {
            /// All of them, in the order people choose from.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word in the database.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Reads the word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }

            /// What people read.
            pub fn label(self) -> $crate::Text {
                match self { $(Self::$variant => $crate::Text::new($de, $en),)* }
            }
        }

        impl $crate::words::Serialize for $name {
            fn serialize<S: $crate::words::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.serialize_str(self.word())
            }
        }

        impl<'de> $crate::words::Deserialize<'de> for $name {
            fn deserialize<D: $crate::words::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let word = <String as $crate::words::Deserialize>::deserialize(from)?;
                Self::from_word(&word).ok_or_else(|| $crate::words::unknown::<D>(&word))
            }
        }
    };
}

#[doc(hidden)]
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[doc(hidden)]
pub fn unknown<'de, D: Deserializer<'de>>(word: &str) -> D::Error {
    serde::de::Error::custom(format!("unknown word {word:?}"))
}

#[cfg(test)]
mod tests {
    words! {
        /// Signals.
        Signal {
            /// Wait.
            Red = "red", "Rot", "Red";
            /// Go.
            Green = "green", "Grün", "Green";
        }
    }

    #[test]
    fn words_go_to_json_and_back_and_others_are_refused() {
        for signal in Signal::ALL {
            let json = serde_json::to_string(signal).unwrap();
            assert_eq!(json, format!("\"{}\"", signal.word()));
            assert_eq!(serde_json::from_str::<Signal>(&json).unwrap(), *signal);
        }
        let error = serde_json::from_str::<Signal>("\"blue\"").unwrap_err().to_string();
        assert!(error.starts_with("unknown word \"blue\""), "{error}");
        assert!(Signal::Red < Signal::Green);
        assert_eq!(Signal::Green.label().of(crate::Language::De), "Grün");
    }
}
