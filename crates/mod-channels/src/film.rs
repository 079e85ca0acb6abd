//! What is wished for a film on `YouTube` beside its words: who may see it and from when, its still,
//! captions, keywords, the list it is put on.

use jiff::Timestamp;
use norm_social::Visibility;
use serde::{Deserialize, Serialize};

/// Captions of a film, one file for each language.
pub const CAPTIONS_MAX: usize = 10;
/// Keywords of a film.
pub const KEYWORDS_MAX: usize = 50;

/// Languages captions may have: word, German, English.
pub const LANGUAGES: [(&str, &str, &str); 9] = [
    ("de", "Deutsch", "German"),
    ("en", "Englisch", "English"),
    ("tr", "Türkisch", "Turkish"),
    ("ar", "Arabisch", "Arabic"),
    ("uk", "Ukrainisch", "Ukrainian"),
    ("ru", "Russisch", "Russian"),
    ("pl", "Polnisch", "Polish"),
    ("ro", "Rumänisch", "Romanian"),
    ("fr", "Französisch", "French"),
];

/// Captions out of the media library.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caption {
    /// Their key in the media library.
    pub key: String,
    /// Their language.
    pub language: String,
}

/// What is wished for a film.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Film {
    /// Who may see it.
    pub visibility: Visibility,
    /// It becomes public then, by itself, at the service; until then nobody sees it.
    pub public_at: Option<Timestamp>,
    /// Words it is found by.
    pub keywords: Vec<String>,
    /// Key of its still in the media library; the service chooses one without.
    pub still: String,
    /// Captions.
    pub captions: Vec<Caption>,
    /// The list it is put on; none if empty.
    pub list: String,
}

impl Film {
    /// Keywords as people write them into one field: parted by commas.
    pub fn read_keywords(text: &str) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for word in text.split([',', '\n']).map(|w| w.trim().trim_start_matches('#')) {
            if !word.is_empty() && !all.iter().any(|known| known == word) {
                all.push(word.to_owned());
            }
        }
        all.truncate(KEYWORDS_MAX);
        all
    }
}

/// The word of a visibility, as stored and in forms.
pub fn visibility_of(word: &str) -> Visibility {
    match word {
        "unlisted" => Visibility::Unlisted,
        "private" => Visibility::Private,
        _ => Visibility::Public,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_read_as_people_write_them() {
        let read = Film::read_keywords(" Brunnen, #Marktplatz,\nBrunnen,, Bau im Herbst ");
        assert_eq!(read, ["Brunnen", "Marktplatz", "Bau im Herbst"]);
        assert_eq!(visibility_of("private"), Visibility::Private);
        assert_eq!(visibility_of("?"), Visibility::Public);
    }

    #[test]
    fn what_was_stored_before_there_were_wishes_is_read() {
        let film: Film = serde_json::from_str("{}").unwrap();
        assert_eq!(film, Film::default());
    }
}
