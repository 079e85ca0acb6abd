//! The two languages of the house, inline: German first, English second.

use serde::{Deserialize, Serialize};

/// A language the house speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Language {
    /// German, plain, with *Sie*.
    #[default]
    #[serde(rename = "de")]
    German,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// The code for `lang` attributes and addresses: `de` or `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::German => "de",
            Self::English => "en",
        }
    }

    /// The language of a code such as `de`, `en` or `en-GB`; `None` for any other.
    pub fn from_code(code: &str) -> Option<Self> {
        match code.split(['-', '_']).next()? {
            "de" => Some(Self::German),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The other one, for the language switch.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::German => Self::English,
            Self::English => Self::German,
        }
    }

    /// The name of the language in itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::German => "Deutsch",
            Self::English => "English",
        }
    }
}

/// Says a text in the language of the reader. Every text states both languages where it is used,
/// so that a missing translation does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Say {
    /// The language of the reader.
    pub language: Language,
}

impl Say {
    /// Speaks German.
    pub const GERMAN: Self = Self { language: Language::German };
    /// Speaks English.
    pub const ENGLISH: Self = Self { language: Language::English };

    /// Speaks the given language.
    pub const fn new(language: Language) -> Self {
        Self { language }
    }

    /// The German or the English value: texts, but also formatted strings or markup.
    pub fn of<T>(self, german: T, english: T) -> T {
        match self.language {
            Language::German => german,
            Language::English => english,
        }
    }

    /// The code for `lang` attributes.
    pub const fn code(self) -> &'static str {
        self.language.code()
    }
}

impl From<Language> for Say {
    fn from(language: Language) -> Self {
        Self { language }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_it_in_the_language_of_the_reader() {
        assert_eq!(Say::GERMAN.of("Antrag prüfen", "Check application"), "Antrag prüfen");
        assert_eq!(Say::ENGLISH.of("Antrag prüfen", "Check application"), "Check application");
        assert_eq!(Language::from_code("en-GB"), Some(Language::English));
        assert_eq!(Language::from_code("fr"), None);
    }
}
