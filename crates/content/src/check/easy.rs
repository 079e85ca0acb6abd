//! Rules of Leichte Sprache that a program can see (DIN SPEC 33429). Whether a text is easy, only its
//! readers can say.

use super::{Level, Note, Notes, note};
use crate::block::{Block, Kind};
use crate::document::Document;
use crate::fields::Role;
use crate::german::{is_passive, sentences, syllables, words};

/// Words of the longest sentence.
const WORDS_MAX: usize = 12;
/// Syllables of the longest word without a hyphen or dot in it.
const SYLLABLES_MAX: usize = 4;
/// Small words of the subjunctive.
const SUBJUNCTIVE: &[&str] = &[
    "würde", "würden", "könnte", "könnten", "hätte", "hätten", "wäre", "wären", "dürfte", "müsste",
    "sollte",
];

pub(super) fn check(document: &Document, notes: &mut Notes<'_>) {
    document.walk(&mut |block| {
        if let Kind::Table(_) = block.kind {
            let said = (
                "Tabellen sind in Leichter Sprache schwer zu lesen.",
                "Tables are hard to read in easy language.",
            );
            let mend = ("Schreiben Sie Sätze oder eine Liste.", "Write sentences or a list.");
            notes.add(Some(block), "", "", note(Level::Hint, "easy-table", said, mend));
        }
        let fields = block.kind.fields();
        for field in fields.iter().filter(|f| matches!(f.role, Role::Prose | Role::Title)) {
            for line in field.text.words().lines() {
                one_line(block, &field.name, line, notes);
            }
        }
    });
}

fn one_line(block: &Block, field: &str, line: &str, notes: &mut Notes<'_>) {
    let all = sentences(line);
    if all.len() > 1 {
        let said =
            ("Hier stehen mehrere Sätze in einer Zeile.", "Several sentences stand in one line.");
        let mend =
            ("Jeder Satz beginnt in einer neuen Zeile.", "Each sentence begins on a new line.");
        notes.add(Some(block), field, line, note(Level::Ask, "easy-one-sentence", said, mend));
    }
    for sentence in &all {
        for found in one_sentence(sentence) {
            notes.add(Some(block), field, sentence, found);
        }
    }
}

/// What may be said about a sentence.
fn one_sentence(sentence: &str) -> Vec<Note> {
    let all = words(sentence);
    let mut found = Vec::new();
    if all.len() > WORDS_MAX {
        let count = all.len();
        let said =
            (format!("Der Satz hat {count} Wörter."), format!("The sentence has {count} words."));
        let mend = ("Machen Sie mehrere kurze Sätze.", "Make several short sentences.");
        found.push(Note { level: Level::Ask, kind: "easy-sentence", said, mend });
    }
    if is_passive(sentence) {
        let said = ("Der Satz steht im Passiv.", "The sentence is in the passive.");
        let mend = ("Sagen Sie, wer etwas tut.", "Say who does something.");
        found.push(note(Level::Ask, "easy-passive", said, mend));
    }
    if all.iter().any(|w| SUBJUNCTIVE.contains(&w.to_lowercase().as_str())) {
        let said =
            ("Der Satz steht in der Möglichkeitsform.", "The sentence is in the subjunctive.");
        let mend = ("Schreiben Sie: vielleicht.", "Write: perhaps.");
        found.push(note(Level::Hint, "easy-subjunctive", said, mend));
    }
    if sentence.contains(['%', ';', '(', '§']) {
        let said = ("Sonderzeichen sind schwer zu lesen.", "Special signs are hard to read.");
        let mend = ("Schreiben Sie es mit Worten.", "Write it with words.");
        found.push(note(Level::Hint, "easy-signs", said, mend));
    }
    let is_long = |w: &&&str| !w.contains(['-', '·']) && syllables(w) > SYLLABLES_MAX;
    let long: Vec<&str> = all.iter().filter(is_long).copied().collect();
    if !long.is_empty() {
        let long = long.join(", ");
        let said = (format!("Lange Wörter: {long}."), format!("Long words: {long}."));
        let mend = (
            "Trennen Sie mit Mediopunkt oder Bindestrich: Wohn·geld.",
            "Divide with a middle dot or hyphen: Wohn·geld.",
        );
        found.push(Note { level: Level::Ask, kind: "easy-word", said, mend });
    }
    found
}
