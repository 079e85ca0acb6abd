//! The page plan: which questions stand together, in which order, with which inputs.
//!
//! One page per top-level group; a group with many questions is split along its sub-groups.
//! Every entry of a repeated group with more than a few questions has pages of its own. The
//! plan is made anew from the answers each time: what does not apply is not in it.

mod arrange;
mod parts;
mod plan;
mod question;
mod spread;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::model::Choice;
use crate::path::Path;
use crate::value::FileRef;

pub use arrange::Arrangement;
pub(crate) use question::{media_type_names, media_types};

/// Most questions on one page before a group is split along its sub-groups.
pub const QUESTIONS_PER_PAGE: usize = 8;
/// Most questions an entry of a list may have to be shown on the list's own page.
pub const QUESTIONS_INLINE: usize = 4;

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// E-mail address.
    Email,
    /// Telephone number.
    Tel,
    /// Day.
    Date,
    /// Time of day.
    Time,
    /// Day and time.
    DateTime,
    /// Yes or no.
    YesNo,
    /// A box that must be ticked.
    Confirm,
    /// Whole number.
    Integer,
    /// Number.
    Number,
    /// Euro.
    Money,
    /// A few options, all visible.
    Radio,
    /// Many options.
    Select,
    /// Attachment.
    File,
    /// Shown, filled in by the system.
    Locked,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Where the answer is stored; its text is the name and id of the input. For several files
    /// the list as a whole: the next one is stored at `path.with_index(Some(files.len()))`.
    pub path: Path,
    /// Node in the schema.
    pub node: usize,
    /// The question.
    pub label: String,
    /// Help below it.
    pub help: Option<String>,
    /// How it is answered.
    pub input: Input,
    /// True when it must be answered.
    pub required: bool,
    /// Entries to choose from.
    pub choices: Vec<Choice>,
    /// What stands in the input: as typed or in German notation, a code for choices,
    /// `ja`/`nein` for yes and no.
    pub value: String,
    /// Most characters.
    pub max_length: Option<u32>,
    /// `autocomplete` token, only for data about the person who fills in.
    pub autocomplete: Option<String>,
    /// True when several files may be added.
    pub multiple: bool,
    /// Files given so far with their places.
    pub files: Vec<(Path, FileRef)>,
    /// Accepted kinds of files.
    pub media_types: Vec<String>,
    /// Largest file in bytes.
    pub max_size: u64,
}

/// A date of which parts may be unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartialDate {
    /// The group.
    pub path: Path,
    /// The question.
    pub label: String,
    /// Help.
    pub help: Option<String>,
    /// Day, month and year as single questions, in this order.
    pub parts: Vec<Question>,
}

/// Questions that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fieldset {
    /// The group.
    pub path: Path,
    /// Heading.
    pub legend: String,
    /// Help.
    pub help: Option<String>,
    /// False when the group may stay empty.
    pub required: bool,
    /// What is in it.
    pub items: Vec<Item>,
}

/// One branch of a choice group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Branch {
    /// The child that is chosen.
    pub path: Path,
    /// What the option says.
    pub label: String,
    /// True when something is answered there.
    pub chosen: bool,
    /// What is asked then.
    pub items: Vec<Item>,
}

/// Exactly one of several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChoiceGroup {
    /// The group.
    pub path: Path,
    /// Heading.
    pub legend: String,
    /// Help.
    pub help: Option<String>,
    /// The options.
    pub branches: Vec<Branch>,
}

/// One entry of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Index from 0.
    pub index: u32,
    /// Where it stands.
    pub path: Path,
    /// For example `Haushaltsmitglied 2`.
    pub title: String,
    /// First answers, for recognising it; may be empty.
    pub summary: String,
    /// Id of its first page, `None` when its questions stand here.
    pub page: Option<String>,
    /// Its questions when they stand here.
    pub items: Vec<Item>,
}

/// A list of entries that can be added and removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct List {
    /// The list as a whole: what to hand to `add_instance` and `remove_instance`.
    pub path: Path,
    /// Heading.
    pub legend: String,
    /// Help.
    pub help: Option<String>,
    /// Fewest entries.
    pub min: u32,
    /// Most entries.
    pub max: Option<u32>,
    /// The entries.
    pub entries: Vec<Entry>,
    /// True when one more is possible.
    pub can_add: bool,
    /// True when an entry may be removed.
    pub can_remove: bool,
}

/// What stands on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Item {
    /// A question.
    Question(Box<Question>),
    /// A date of which parts may be unknown.
    Date(PartialDate),
    /// A text without an answer.
    Note {
        /// The label field.
        path: Path,
        /// Heading, may be empty.
        title: String,
        /// The text.
        text: String,
    },
    /// A group.
    Fieldset(Fieldset),
    /// Exactly one of several.
    Choice(ChoiceGroup),
    /// A repeated group or field.
    List(List),
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// Stable name, safe in an address.
    pub id: String,
    /// The group it shows.
    pub path: Path,
    /// Heading.
    pub title: String,
    /// Introduction.
    pub help: Option<String>,
    /// Page of the list this page's entry belongs to, `None` for pages of the main line.
    pub parent: Option<String>,
    /// What stands on it.
    pub items: Vec<Item>,
}

impl Page {
    /// Every question on the page, in order, at whatever depth.
    pub fn questions(&self) -> Vec<&Question> {
        fn walk<'a>(items: &'a [Item], found: &mut Vec<&'a Question>) {
            for item in items {
                match item {
                    Item::Question(question) => found.push(question),
                    Item::Date(date) => found.extend(&date.parts),
                    Item::Note { .. } => {}
                    Item::Fieldset(set) => walk(&set.items, found),
                    Item::Choice(choice) => {
                        for branch in &choice.branches {
                            walk(&branch.items, found);
                        }
                    }
                    Item::List(list) => {
                        for entry in &list.entries {
                            walk(&entry.items, found);
                        }
                    }
                }
            }
        }
        let mut found = Vec::new();
        walk(&self.items, &mut found);
        found
    }

    /// Questions that were not on an earlier state of the page: they appeared because of an
    /// answer. A page with such questions is shown once more before it is left, and nobody is
    /// blamed for not having answered what he could not see.
    pub fn new_since(&self, before: &Page) -> Vec<Path> {
        let known: BTreeSet<&Path> = before.questions().iter().map(|q| &q.path).collect();
        self.questions()
            .into_iter()
            .filter(|q| !known.contains(&q.path))
            .map(|q| q.path.clone())
            .collect()
    }

    /// The texts of all places that the page speaks of: a finding belongs to the page that
    /// holds its path.
    pub fn places(&self) -> BTreeSet<String> {
        fn walk(items: &[Item], found: &mut BTreeSet<String>) {
            for item in items {
                match item {
                    Item::Question(question) => {
                        found.insert(question.path.to_string());
                        found.extend(question.files.iter().map(|(p, _)| p.to_string()));
                    }
                    Item::Date(date) => {
                        found.insert(date.path.to_string());
                        found.extend(date.parts.iter().map(|p| p.path.to_string()));
                    }
                    Item::Note { .. } => {}
                    Item::Fieldset(set) => {
                        found.insert(set.path.to_string());
                        walk(&set.items, found);
                    }
                    Item::Choice(choice) => {
                        found.insert(choice.path.to_string());
                        for branch in &choice.branches {
                            found.insert(branch.path.to_string());
                            walk(&branch.items, found);
                        }
                    }
                    Item::List(list) => {
                        found.insert(list.path.to_string());
                        for entry in &list.entries {
                            if entry.page.is_none() {
                                found.insert(entry.path.to_string());
                            }
                            walk(&entry.items, found);
                        }
                    }
                }
            }
        }
        let mut found = BTreeSet::new();
        found.insert(self.path.to_string());
        walk(&self.items, &mut found);
        found
    }
}
