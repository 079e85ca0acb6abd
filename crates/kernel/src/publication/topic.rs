//! Topics of publications in words.

use crate::value::Language;

/// Topics whose words are not their short names: key, German, English.
const WORDS: &[(&str, &str, &str)] = &[
    ("abfall", "Abfall", "Waste"),
    ("arbeit", "Arbeit", "Work"),
    ("baeder", "Bäder", "Swimming"),
    ("bauen", "Bauen", "Building"),
    ("baustellen", "Baustellen", "Road works"),
    ("beteiligung", "Beteiligung", "Participation"),
    ("buecherei", "Bücherei", "Library"),
    ("digital", "Digitales", "Digital"),
    ("ehrenamt", "Ehrenamt", "Volunteering"),
    ("familie", "Familie", "Family"),
    ("feuerwehr", "Feuerwehr", "Fire service"),
    ("finanzen", "Finanzen", "Finances"),
    ("freizeit", "Freizeit", "Leisure"),
    ("glasfaser", "Glasfaser", "Fibre"),
    ("gesundheit", "Gesundheit", "Health"),
    ("jugend", "Jugend", "Young people"),
    ("kinder", "Kinder", "Children"),
    ("klima", "Klima", "Climate"),
    ("kultur", "Kultur", "Culture"),
    ("rathaus", "Rathaus", "Town hall"),
    ("rat", "Rat und Politik", "Council"),
    ("schule", "Schule", "School"),
    ("senioren", "Ältere Menschen", "Older people"),
    ("sicherheit", "Sicherheit", "Safety"),
    ("soziales", "Soziales", "Social affairs"),
    ("sport", "Sport", "Sport"),
    ("stadt", "Stadtentwicklung", "Town planning"),
    ("strassen", "Straßen", "Streets"),
    ("umwelt", "Umwelt", "Environment"),
    ("verkehr", "Verkehr", "Traffic"),
    ("wahl", "Wahlen", "Elections"),
    ("wahlen", "Wahlen", "Elections"),
    ("wirtschaft", "Wirtschaft", "Business"),
    ("wohnen", "Wohnen", "Housing"),
];

/// A topic in words: known ones as they are called, others with a capital letter.
pub fn topic_name(key: &str, language: Language) -> String {
    if let Some((_, de, en)) = WORDS.iter().find(|(known, ..)| *known == key) {
        return language.of(de, en).to_owned();
    }
    let words = key.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_have_words() {
        assert_eq!(topic_name("baeder", Language::De), "Bäder");
        assert_eq!(topic_name("baeder", Language::En), "Swimming");
        assert_eq!(topic_name("tag-der-offenen-tuer", Language::De), "Tag der offenen tuer");
        assert_eq!(topic_name("", Language::De), "");
    }
}
