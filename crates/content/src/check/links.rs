//! Links: what they say.

use std::collections::BTreeMap;

use super::{Level, Note, Notes, note};
use crate::document::Document;
use crate::fields::FieldText;
use crate::link::TargetKind;

/// Texts of links that say nothing by themselves.
const VAGUE: &[&str] = &[
    "hier",
    "mehr",
    "klicken sie hier",
    "hier klicken",
    "klick hier",
    "weiter",
    "weiterlesen",
    "mehr lesen",
    "mehr erfahren",
    "mehr infos",
    "mehr informationen",
    "weitere informationen",
    "link",
    "dieser link",
    "siehe hier",
    "details",
    "download",
    "pdf",
    "dort",
    "website",
    "webseite",
    "internetseite",
    "here",
    "more",
    "read more",
    "click here",
    "learn more",
    "zum artikel",
    "zur seite",
    "zur website",
    "info",
    "infos",
];

pub(super) fn check(document: &Document, notes: &mut Notes<'_>) {
    let mut leads: BTreeMap<String, String> = BTreeMap::new();
    document.walk(&mut |block| {
        for field in block.kind.fields() {
            let FieldText::Rich(inlines) = field.text else { continue };
            for (target, text) in inlines.links() {
                let words = text.trim().trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
                if words.is_empty() {
                    let said = ("Ein Link hat keinen Text.", "A link has no text.");
                    let mend = ("Schreiben Sie, wohin er führt.", "Write where it leads.");
                    let it = note(Level::Blocker, "link-empty", said, mend);
                    notes.add(Some(block), &field.name, target.as_str(), it);
                    continue;
                }
                if VAGUE.contains(&words.as_str()) {
                    let said = ("Der Linktext sagt nicht, wohin er führt.", "The link text does not say where it leads.");
                    let mend = (
                        "Nennen Sie das Ziel: statt „hier“ zum Beispiel „Formular für Wohngeld“.",
                        "Name the target: instead of “here” for example “form for housing benefit”.",
                    );
                    let it = note(Level::Ask, "link-vague", said, mend);
                    notes.add(Some(block), &field.name, &text, it);
                }
                let is_address = words.starts_with("http") || words.starts_with("www.");
                if is_address && matches!(target.kind(), TargetKind::Web(_)) {
                    let said = ("Der Linktext ist eine Adresse.", "The link text is an address.");
                    let mend = ("Schreiben Sie, was dort zu finden ist.", "Write what can be found there.");
                    let it = note(Level::Hint, "link-address", said, mend);
                    notes.add(Some(block), &field.name, &text, it);
                }
                let other = leads.insert(words, target.as_str().to_owned());
                if other.is_some_and(|other| other != target.as_str()) {
                    let said = (
                        format!("Zwei Links heißen „{text}“, führen aber an verschiedene Orte."),
                        format!("Two links are called “{text}” but lead to different places."),
                    );
                    let mend = ("Geben Sie jedem Ziel einen eigenen Text.", "Give each target a text of its own.");
                    let it = Note { level: Level::Hint, kind: "link-same-text", said, mend };
                    notes.add(Some(block), &field.name, &text, it);
                }
            }
        }
    });
}
