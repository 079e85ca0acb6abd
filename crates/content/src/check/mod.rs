//! Checks while writing, at three levels: what blocks publishing, what asks, what hints.
//!
//! Each remark names its block and says in both languages what is wrong and how to mend it. What
//! needs the media library, other pages or the network is checked where those are known.

mod easy;
mod language;
mod links;
mod personal;
mod structure;

use crate::block::Block;
use crate::document::Document;
use crate::german::Measures;
use crate::key::BlockId;
use crate::said::Said;

pub use personal::{Personal, PersonalKind, find_personal, is_iban};

/// Remarks told of one text at most.
pub const REMARKS_MAX: usize = 300;
/// Letters of the excerpt in a remark.
const EXCERPT_LETTERS: usize = 80;

/// How much a remark weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing is published as long as it stands.
    Blocker,
    /// It may be published with a reason.
    Ask,
    /// It could be better.
    Hint,
}

/// Something to be mended or thought about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// How much it weighs.
    pub level: Level,
    /// What it is, for programs: stable.
    pub kind: &'static str,
    /// Where, if it is not about the whole.
    pub block: Option<BlockId>,
    /// The field of the block.
    pub field: String,
    /// The words concerned, in short.
    pub excerpt: String,
    /// What is wrong.
    pub said: Said,
    /// How to mend it.
    pub mend: Said,
}

/// What a check must know besides the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Situation<'a> {
    /// The title of the page.
    pub title: &'a str,
    /// Its teaser.
    pub teaser: &'a str,
    /// Whether the kind of page needs a teaser.
    pub needs_teaser: bool,
    /// The language of the text; German if empty.
    pub language: &'a str,
    /// Account numbers, telephone numbers and addresses of the town itself: they may be shown.
    pub own: &'a [String],
    /// Abbreviations everybody in town knows.
    pub known_abbreviations: &'a [String],
}

impl Situation<'_> {
    fn is_german(&self) -> bool {
        self.language.is_empty() || self.language == "de" || self.language.starts_with("de-")
    }

    fn is_easy(&self) -> bool {
        self.language == "de-simple"
    }
}

/// What was found in a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// Remarks, the weightiest first, in reading order.
    pub remarks: Vec<Remark>,
    /// What was counted; nothing for other languages than German.
    pub measures: Measures,
}

impl Checked {
    /// Whether nothing stands against publishing.
    pub fn may_be_published(&self) -> bool {
        self.remarks.iter().all(|r| r.level != Level::Blocker)
    }

    /// How many remarks of a level there are.
    pub fn count(&self, level: Level) -> usize {
        self.remarks.iter().filter(|r| r.level == level).count()
    }
}

/// Collects remarks.
struct Notes<'a> {
    situation: &'a Situation<'a>,
    remarks: Vec<Remark>,
}

/// A remark without its place.
struct Note {
    level: Level,
    kind: &'static str,
    said: (String, String),
    mend: (&'static str, &'static str),
}

impl Notes<'_> {
    fn add(&mut self, block: Option<&Block>, field: &str, excerpt: &str, note: Note) {
        if self.remarks.len() >= REMARKS_MAX {
            return;
        }
        let mut short: String = excerpt.chars().take(EXCERPT_LETTERS).collect();
        if short.len() < excerpt.len() {
            short.push('…');
        }
        self.remarks.push(Remark {
            level: note.level,
            kind: note.kind,
            block: block.map(|b| b.id.clone()),
            field: field.to_owned(),
            excerpt: short,
            said: Said::new(note.said.0, note.said.1),
            mend: Said::new(note.mend.0, note.mend.1),
        });
    }
}

fn note(
    level: Level,
    kind: &'static str,
    said: (&str, &str),
    mend: (&'static str, &'static str),
) -> Note {
    Note { level, kind, said: (said.0.to_owned(), said.1.to_owned()), mend }
}

/// Checks a text.
pub fn check(document: &Document, situation: &Situation<'_>) -> Checked {
    let mut notes = Notes { situation, remarks: Vec::new() };
    structure::check(document, &mut notes);
    links::check(document, &mut notes);
    personal::check(document, &mut notes);
    language::check(document, &mut notes);
    let mut measures = Measures::default();
    if situation.is_german() {
        measures = language::plain_german(document, &mut notes);
    }
    if situation.is_easy() {
        easy::check(document, &mut notes);
    }
    let mut remarks = notes.remarks;
    remarks.sort_by_key(|r| r.level);
    Checked { remarks, measures }
}

#[cfg(test)]
mod tests;
