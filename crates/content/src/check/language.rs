//! Language: plain German, capitals, foreign passages, abbreviations.

use std::collections::BTreeSet;

use super::{Level, Note, Notes, note};
use crate::block::Block;
use crate::document::Document;
use crate::fields::{Field, FieldText, Role};
use crate::german::{
    Measures, NESTED_FROM, NOMINAL_FROM, SENTENCE_WORDS_MAX, WORD_SYLLABLES_MAX, find_phrases,
    is_nominal, is_passive, sentences, subclauses, syllables, words,
};
use crate::inline::Run;

/// Letters a word in capitals needs to be noticed.
const CAPITALS_FROM: usize = 4;
/// Words of a passage from which its language is guessed.
const FOREIGN_FROM: usize = 5;
/// Words with one name in the list of known abbreviations.
const KNOWN: &[&str] = &[
    "EU", "NRW", "PDF", "GmbH", "AG", "eV", "USA", "DRK", "ADAC", "TÜV", "CDU", "SPD", "FDP",
    "CSU", "BRD", "DDR", "WLAN", "PC", "TV", "ZDF", "ARD", "WDR", "SMS", "PIN", "TAN", "IBAN",
    "BIC", "Kfz", "LKW", "PKW", "Lkw", "Pkw", "DIN", "ISO", "HTML", "CSV", "URL", "GPS", "CO",
    "QR", "BAföG", "DHL", "UNO", "FFP", "ID", "OK", "AOK", "DLRG", "THW", "VHS", "FC", "SV", "TSV",
    "RTL",
];

const GERMAN: &[&str] = &[
    "der", "die", "das", "und", "ist", "nicht", "mit", "für", "auf", "ein", "eine", "sie", "wir",
    "von", "zu", "im", "den", "dem", "werden", "wird", "auch", "bei", "oder", "am", "es", "ich",
    "sich", "des",
];
const ENGLISH: &[&str] = &[
    "the", "and", "is", "are", "of", "to", "for", "with", "you", "your", "we", "our", "this",
    "that", "from", "by", "please", "have", "can", "will", "or", "on", "at", "it", "be", "not",
    "more",
];

fn count(all: &[&str], list: &[&str]) -> usize {
    all.iter().filter(|w| list.contains(&w.to_lowercase().as_str())).count()
}

/// Whether a sentence reads like the other of both languages.
fn is_foreign(all: &[&str], is_german: bool) -> bool {
    let (german, english) = (count(all, GERMAN), count(all, ENGLISH));
    let (own, other) = if is_german { (german, english) } else { (english, german) };
    all.len() >= FOREIGN_FROM && own == 0 && other >= 2 && other * 4 >= all.len()
}

fn capitals(block: Option<&Block>, field: &str, text: &str, notes: &mut Notes<'_>) {
    let all = words(text);
    let is_capital = |word: &&&str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        letters >= CAPITALS_FROM && word.chars().all(|c| !c.is_lowercase())
    };
    let found: Vec<&&str> = all.iter().filter(is_capital).collect();
    // One may be an abbreviation; two in a row, or the only word, are shouting.
    let is_shouted = (found.len() >= 2 && all.windows(2).any(|w| w.iter().all(|x| is_capital(&x))))
        || (all.len() == 1 && found.len() == 1 && text.chars().count() > 6);
    if is_shouted {
        let said = ("Das steht in Großbuchstaben.", "This is in capital letters.");
        let mend = (
            "Schreiben Sie normal; Vorleseprogramme buchstabieren Großes.",
            "Write normally; screen readers spell capitals.",
        );
        notes.add(block, field, text, note(Level::Ask, "capitals", said, mend));
    }
}

/// Runs whose words have no language of their own.
fn unmarked(field: &Field<'_>) -> String {
    match field.text {
        FieldText::Plain(text) => text.to_owned(),
        FieldText::Rich(inlines) => {
            let runs = inlines.runs();
            let own: Vec<&str> = runs
                .iter()
                .filter(|r| r.marks.lang.is_none())
                .map(|r: &Run| r.text.as_str())
                .collect();
            own.concat()
        }
    }
}

pub(super) fn check(document: &Document, notes: &mut Notes<'_>) {
    capitals(None, "title", notes.situation.title, notes);
    let language = notes.situation.language;
    let (is_german, is_english) = (notes.situation.is_german(), language.starts_with("en"));
    document.walk(&mut |block| {
        for field in block.kind.fields().iter().filter(|f| f.role != Role::Code) {
            capitals(Some(block), &field.name, &field.text.words(), notes);
            if !is_german && !is_english {
                continue;
            }
            for sentence in sentences(&unmarked(field)) {
                if is_foreign(&words(&sentence), is_german) {
                    let said = (
                        "Dieser Satz ist wohl in einer anderen Sprache, aber nicht so gekennzeichnet.",
                        "This sentence seems to be in another language but is not marked so.",
                    );
                    let mend = (
                        "Kennzeichnen Sie die Sprache, damit er richtig vorgelesen wird.",
                        "Mark the language, so that it is read out correctly.",
                    );
                    let it = note(Level::Ask, "language-mark", said, mend);
                    notes.add(Some(block), &field.name, &sentence, it);
                }
            }
        }
    });
}

/// Measures and hints of German prose.
pub(super) fn plain_german(document: &Document, notes: &mut Notes<'_>) -> Measures {
    let mut prose = String::new();
    let mut explained = explanations(document);
    explained.extend(notes.situation.known_abbreviations.iter().cloned());
    explained.extend(KNOWN.iter().map(|k| (*k).to_owned()));
    document.walk(&mut |block| {
        for field in block.kind.fields() {
            if !matches!(field.role, Role::Prose | Role::Note | Role::Title) {
                continue;
            }
            let text = unmarked(&field);
            abbreviations(block, &field, &mut explained, notes);
            if field.role != Role::Prose {
                continue;
            }
            prose.push_str(&text);
            prose.push('\n');
            for sentence in sentences(&text) {
                hints(block, &field.name, &sentence, notes);
            }
        }
    });
    let measures = Measures::of(&prose);
    // Few sentences say nothing about the whole.
    if measures.sentences >= 5 && measures.passive_share() > 0.3 {
        let percent = measures.passive * 100 / measures.sentences;
        let said = (
            format!("{percent} von 100 Sätzen stehen im Passiv."),
            format!("{percent} of 100 sentences are in the passive."),
        );
        let mend = (
            "Sagen Sie, wer etwas tut: „Wir prüfen“ statt „Es wird geprüft“.",
            "Say who does something: “We check” instead of “It is checked”.",
        );
        notes.add(None, "", "", Note { level: Level::Hint, kind: "passive-share", said, mend });
    }
    measures
}

/// What may be said about a sentence.
fn hints(block: &Block, field: &str, sentence: &str, notes: &mut Notes<'_>) {
    let all = words(sentence);
    let mut hint = |kind, said: (String, String), mend| {
        notes.add(Some(block), field, sentence, Note { level: Level::Hint, kind, said, mend });
    };
    if all.len() > SENTENCE_WORDS_MAX {
        let said = (
            format!("Der Satz hat {} Wörter.", all.len()),
            format!("The sentence has {} words.", all.len()),
        );
        hint("sentence-long", said, ("Machen Sie zwei Sätze daraus.", "Make two sentences of it."));
    }
    if subclauses(sentence) >= NESTED_FROM {
        let said = ("Der Satz ist verschachtelt.".to_owned(), "The sentence is nested.".to_owned());
        hint("sentence-nested", said, ("Ein Gedanke, ein Satz.", "One thought, one sentence."));
    }
    let nouns = is_nominal(sentence);
    if nouns.len() >= NOMINAL_FROM {
        let said = (
            format!("Viele Hauptwörter statt Tuwörtern: {}.", nouns.join(", ")),
            format!("Many nouns instead of verbs: {}.", nouns.join(", ")),
        );
        hint("nominal", said, ("Sagen Sie, wer was tut.", "Say who does what."));
    }
    let long: Vec<&str> = all.iter().copied().filter(|w| is_long(w)).collect();
    if !long.is_empty() {
        let said = (
            format!("Lange Wörter: {}.", long.join(", ")),
            format!("Long words: {}.", long.join(", ")),
        );
        let mend = (
            "Nehmen Sie ein kürzeres Wort oder trennen Sie mit einem Bindestrich.",
            "Use a shorter word or divide it with a hyphen.",
        );
        hint("word-long", said, mend);
    }
    if is_passive(sentence) && all.len() > 12 {
        let said =
            ("Ein langer Satz im Passiv.".to_owned(), "A long sentence in the passive.".to_owned());
        hint("passive", said, ("Sagen Sie, wer etwas tut.", "Say who does something."));
    }
    let phrases = find_phrases(sentence);
    if !phrases.is_empty() {
        let pairs: Vec<String> =
            phrases.iter().map(|p| format!("„{}“ → {}", p.found, p.better)).collect();
        let said = (
            format!("Amtsdeutsch: {}", pairs.join("; ")),
            format!("Officialese: {}", pairs.join("; ")),
        );
        let mend = (
            "Nehmen Sie das einfachere Wort, wenn es passt.",
            "Use the simpler word where it fits.",
        );
        hint("officialese", said, mend);
    }
}

fn is_long(word: &str) -> bool {
    !word.contains(['-', '·']) && syllables(word) > WORD_SYLLABLES_MAX
}

/// Whether a word is an abbreviation in capitals, such as `BImSchG`.
fn is_abbreviation(word: &str) -> bool {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let has_digits = word.chars().any(|c| c.is_ascii_digit());
    (2..=8).contains(&letters)
        && capitals >= 2
        && capitals * 2 >= letters
        && !has_digits
        && !word.contains('-')
}

/// Abbreviations that are explained: marked, or in brackets behind or before what they stand for.
fn explanations(document: &Document) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    document.walk(&mut |block| {
        for field in block.kind.fields() {
            if let FieldText::Rich(inlines) = field.text {
                let marked = inlines.runs().into_iter().filter(|r| r.marks.abbr.is_some());
                found.extend(marked.map(|r| r.text));
            }
            let text = field.text.words();
            for (at, _) in text.match_indices('(') {
                let inner = text[at + 1..].split(')').next().unwrap_or_default();
                // Stadtwerke (SW), or SW (Stadtwerke).
                found.extend(
                    words(inner).into_iter().filter(|w| is_abbreviation(w)).map(str::to_owned),
                );
                let before = words(&text[..at]).last().map(|w| (*w).to_owned());
                found.extend(before.filter(|b| {
                    is_abbreviation(b) && inner.contains(' ') | (inner.len() > b.len() * 2)
                }));
            }
        }
    });
    found
}

fn abbreviations(
    block: &Block,
    field: &Field<'_>,
    explained: &mut BTreeSet<String>,
    notes: &mut Notes<'_>,
) {
    for sentence in sentences(&unmarked(field)) {
        let all = words(&sentence);
        // In a line of capitals nothing is an abbreviation.
        if all.len() > 1 && all.iter().all(|w| !w.chars().any(char::is_lowercase)) {
            continue;
        }
        for word in all.into_iter().filter(|w| is_abbreviation(w)) {
            // Told once.
            if explained.insert(word.to_owned()) {
                let said = (
                    format!("Die Abkürzung „{word}“ wird nicht erklärt."),
                    format!("The abbreviation “{word}” is not explained."),
                );
                let mend = (
                    "Schreiben Sie sie beim ersten Mal aus, oder hinterlegen Sie, was sie bedeutet.",
                    "Write it in full the first time, or say what it stands for.",
                );
                let it = Note { level: Level::Hint, kind: "abbreviation", said, mend };
                notes.add(Some(block), &field.name, word, it);
            }
        }
    }
}
