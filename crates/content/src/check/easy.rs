//! Rules of Leichte Sprache that a program can see (DIN SPEC 33429). Whether a text is easy, only its
//! readers can say.

use super::{Level, Note, Notes, note};
use crate::block::Kind;
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
        for field in
            block.kind.fields().iter().filter(|f| matches!(f.role, Role::Prose | Role::Title))
        {
            for line in field.text.words().lines() {
                let all = sentences(line);
                let mut tell = |level, kind, excerpt: &str, said: (String, String), mend| {
                    notes.add(Some(block), &field.name, excerpt, Note { level, kind, said, mend });
                };
                if all.len() > 1 {
                    let said = (
                        "Hier stehen mehrere Sätze in einer Zeile.".to_owned(),
                        "Several sentences stand in one line.".to_owned(),
                    );
                    tell(
                        Level::Ask,
                        "easy-one-sentence",
                        line,
                        said,
                        (
                            "Jeder Satz beginnt in einer neuen Zeile.",
                            "Each sentence begins on a new line.",
                        ),
                    );
                }
                for sentence in &all {
                    let count = words(sentence).len();
                    if count > WORDS_MAX {
                        let said = (
                            format!("Der Satz hat {count} Wörter."),
                            format!("The sentence has {count} words."),
                        );
                        tell(
                            Level::Ask,
                            "easy-sentence",
                            sentence,
                            said,
                            ("Machen Sie mehrere kurze Sätze.", "Make several short sentences."),
                        );
                    }
                    if is_passive(sentence) {
                        let said = (
                            "Der Satz steht im Passiv.".to_owned(),
                            "The sentence is in the passive.".to_owned(),
                        );
                        tell(
                            Level::Ask,
                            "easy-passive",
                            sentence,
                            said,
                            ("Sagen Sie, wer etwas tut.", "Say who does something."),
                        );
                    }
                    if words(sentence)
                        .iter()
                        .any(|w| SUBJUNCTIVE.contains(&w.to_lowercase().as_str()))
                    {
                        let said = (
                            "Der Satz steht in der Möglichkeitsform.".to_owned(),
                            "The sentence is in the subjunctive.".to_owned(),
                        );
                        tell(
                            Level::Hint,
                            "easy-subjunctive",
                            sentence,
                            said,
                            ("Schreiben Sie: vielleicht.", "Write: perhaps."),
                        );
                    }
                    if sentence.contains(['%', ';', '(', '§']) {
                        let said = (
                            "Sonderzeichen sind schwer zu lesen.".to_owned(),
                            "Special signs are hard to read.".to_owned(),
                        );
                        tell(
                            Level::Hint,
                            "easy-signs",
                            sentence,
                            said,
                            ("Schreiben Sie es mit Worten.", "Write it with words."),
                        );
                    }
                    let is_long =
                        |w: &&&str| !w.contains(['-', '·']) && syllables(w) > SYLLABLES_MAX;
                    let long: Vec<&str> = words(sentence).iter().filter(is_long).copied().collect();
                    if !long.is_empty() {
                        let said = (
                            format!("Lange Wörter: {}.", long.join(", ")),
                            format!("Long words: {}.", long.join(", ")),
                        );
                        tell(
                            Level::Ask,
                            "easy-word",
                            sentence,
                            said,
                            (
                                "Trennen Sie mit Mediopunkt oder Bindestrich: Wohn·geld.",
                                "Divide with a middle dot or hyphen: Wohn·geld.",
                            ),
                        );
                    }
                }
            }
        }
    });
}
