//! Passive, nominal style, nested clauses.

use super::sentences::words;

const WERDEN: &[&str] = &[
    "wird", "werden", "werde", "wirst", "werdet", "wurde", "wurden", "wurdest", "worden", "würde",
    "würden",
];

/// Prefixes that part from the verb: an-gemeldet.
const SEPARABLE: &[&str] = &[
    "ab",
    "an",
    "auf",
    "aus",
    "bei",
    "durch",
    "ein",
    "fest",
    "fort",
    "frei",
    "gegenüber",
    "heran",
    "heraus",
    "her",
    "herein",
    "hin",
    "hinaus",
    "hinzu",
    "los",
    "mit",
    "nach",
    "nieder",
    "statt",
    "teil",
    "über",
    "um",
    "unter",
    "vor",
    "voraus",
    "vorbei",
    "weg",
    "weiter",
    "wieder",
    "zu",
    "zurück",
    "zusammen",
    "bereit",
    "bekannt",
    "sicher",
    "fertig",
    "still",
];

/// Participles without "ge" whose ending is that of the infinitive.
const STRONG: &[&str] = &[
    "beschlossen",
    "entschieden",
    "erhoben",
    "erlassen",
    "vergeben",
    "verboten",
    "begonnen",
    "betroffen",
    "gewonnen",
    "verschoben",
    "unterschrieben",
    "beschrieben",
    "vorgeschrieben",
    "verloren",
    "verstanden",
    "entnommen",
    "übernommen",
    "unternommen",
    "vernommen",
    "versprochen",
    "besprochen",
    "widersprochen",
    "entworfen",
    "verworfen",
    "unterworfen",
    "erschlossen",
    "verschlossen",
    "abgeschlossen",
    "ausgeschlossen",
    "empfohlen",
    "befohlen",
    "bewiesen",
    "erwiesen",
    "überwiesen",
    "verwiesen",
    "hinterlassen",
    "entlassen",
    "verlassen",
    "behalten",
    "erhalten",
    "enthalten",
    "vertreten",
    "betreten",
    "getreten",
    "übertragen",
    "beantragt",
    "vertragen",
    "bezogen",
    "entzogen",
    "vollzogen",
    "unterzogen",
    "betrieben",
    "vertrieben",
    "verbunden",
    "entbunden",
    "gefunden",
    "empfunden",
    "vergessen",
    "ermessen",
    "bemessen",
    "zerrissen",
];

/// Words that look like participles and are none.
const NO_PARTICIPLES: &[&str] = &[
    "gestern",
    "gegen",
    "gesamt",
    "gesamten",
    "geht",
    "gelten",
    "geben",
    "gehen",
    "gehören",
    "gibt",
    "gerecht",
    "gewiss",
    "genannten",
    "gekonnt",
    "gewohnt",
    "geeignet",
    "geehrte",
    "geehrten",
    "gilt",
    "gut",
    "gesund",
    "gelassen",
    "gelegen",
    "getrennt",
    "bereit",
    "bekannt",
    "bereits",
    "erst",
    "ernst",
    "echt",
    "entlang",
    "berechtigt",
    "verpflichtet",
];

fn is_participle(word: &str) -> bool {
    let word = word.to_lowercase();
    if NO_PARTICIPLES.contains(&word.as_str()) || word.chars().count() < 5 {
        return false;
    }
    if STRONG.contains(&word.as_str()) || word.ends_with("iert") {
        return true;
    }
    let has_ge = |rest: &str| {
        rest.strip_prefix("ge")
            .is_some_and(|r| r.chars().count() >= 3 && (r.ends_with('t') || r.ends_with("en")))
    };
    if has_ge(&word) || SEPARABLE.iter().any(|p| word.strip_prefix(p).is_some_and(has_ge)) {
        return true;
    }
    let weak = ["be", "ver", "ent", "er", "zer", "miss", "emp", "über", "unter", "hinter"];
    word.ends_with('t')
        && weak.iter().any(|p| word.strip_prefix(p).is_some_and(|r| r.chars().count() >= 3))
}

/// Whether a sentence stands in the passive: a form of "werden" with a participle.
pub fn is_passive(sentence: &str) -> bool {
    let all = words(sentence);
    all.iter().enumerate().any(|(at, word)| {
        let is_werden = WERDEN.contains(&word.to_lowercase().as_str());
        if !is_werden {
            return false;
        }
        // The participle is no noun, unless it begins the sentence.
        let fits = |(place, other): (usize, &&str)| {
            let is_small = other.chars().next().is_some_and(char::is_lowercase);
            (is_small || place == 0) && is_participle(other)
        };
        let end = clause_end(&all, at);
        all[..end].iter().enumerate().skip(clause_start(&all, at)).any(fits)
    })
}

/// The clause of a verb is looked for within so many words on each side.
const CLAUSE_WORDS: usize = 25;

fn clause_start(all: &[&str], at: usize) -> usize {
    at.saturating_sub(CLAUSE_WORDS).min(all.len())
}

fn clause_end(all: &[&str], at: usize) -> usize {
    (at + CLAUSE_WORDS).min(all.len())
}

/// Endings of nouns made of verbs and adjectives.
const NOMINAL: &[&str] =
    &["ung", "ungen", "heit", "heiten", "keit", "keiten", "tion", "tionen", "nahme", "ierung"];
/// Nouns with these endings that say things.
const THINGS: &[&str] = &[
    "zeitung", "wohnung", "kleidung", "ordnung", "sprung", "jung", "dung", "station", "nation",
    "leitung", "siedlung",
];

/// Nouns of a sentence that hide a verb: Durchführung, Inanspruchnahme.
pub fn is_nominal(sentence: &str) -> Vec<&str> {
    words(sentence)
        .into_iter()
        .filter(|word| {
            let lower = word.to_lowercase();
            word.starts_with(char::is_uppercase)
                && lower.chars().count() > 6
                && NOMINAL.iter().any(|end| lower.ends_with(end))
                && !THINGS.iter().any(|thing| lower.ends_with(thing))
        })
        .collect()
}

/// Conjunctions and pronouns that begin a clause.
const OPENERS: &[&str] = &[
    "dass", "weil", "wenn", "obwohl", "damit", "sodass", "falls", "sofern", "soweit", "nachdem",
    "bevor", "während", "indem", "ob", "der", "die", "das", "den", "dem", "deren", "dessen",
    "denen", "welche", "welcher", "welches", "wobei", "wodurch", "womit", "wofür", "worauf", "wie",
    "wo",
];

/// How many clauses hang on a sentence: commas followed by a word that begins one.
pub fn subclauses(sentence: &str) -> usize {
    sentence
        .split(',')
        .skip(1)
        .filter(|part| {
            let mut all = part.split_whitespace();
            let first = all.next().unwrap_or_default().to_lowercase();
            // "mit dem", "für die": the preposition stands before the pronoun.
            let second = all.next().unwrap_or_default().to_lowercase();
            OPENERS.contains(&first.as_str())
                || (["mit", "für", "auf", "in", "an", "von", "zu", "bei", "durch", "über", "aus"]
                    .contains(&first.as_str())
                    && ["der", "die", "das", "dem", "den", "denen", "deren"]
                        .contains(&second.as_str()))
        })
        .count()
}
