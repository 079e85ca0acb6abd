//! The answers of one person to one form, complete or not.
//!
//! Input that is not understood is kept as it was typed, so that nobody loses anything.
//! Answers to questions that do not apply at the moment stay, too; the export leaves them out.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::model::{Element, Node, Schema};
use crate::path::{INDEX_MAX, Path};
use crate::value::{Notation, Value};

/// What stands at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// An answer of the right type.
    Given(Value),
    /// Typed in, but not understood.
    Raw(String),
}

impl Answer {
    /// The typed answer, if it was understood.
    pub fn value(&self) -> Option<&Value> {
        if let Self::Given(value) = self { Some(value) } else { None }
    }
}

/// Why an instance cannot be added or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// The path is not a list of this form.
    #[error("this element is not repeated")]
    NotAList,
    /// The largest number is reached.
    #[error("no more than {0} are possible")]
    Full(u32),
    /// There is no such instance.
    #[error("there is no such entry")]
    Absent,
}

/// Answers by place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Answers {
    /// Field answers.
    #[serde(default)]
    values: BTreeMap<Path, Answer>,
    /// Number of instances of lists that were counted by adding and removing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    counts: BTreeMap<Path, u32>,
    /// Groups that are given although nothing stands in them (documents only).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    present: BTreeSet<Path>,
}

impl Answers {
    /// No answers.
    pub fn new() -> Self {
        Self::default()
    }

    /// True when nothing was answered or added.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.counts.is_empty() && self.present.is_empty()
    }

    /// The answer at a place.
    pub fn get(&self, path: &Path) -> Option<&Answer> {
        self.values.get(path)
    }

    /// The typed answer at a place given as text; `None` for anything else.
    pub fn value(&self, path: &str) -> Option<&Value> {
        self.values.get(&path.parse().ok()?)?.value()
    }

    /// All answers in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, &Answer)> {
        self.values.iter()
    }

    /// Answers at or below a place.
    pub fn below<'a>(&'a self, path: &'a Path) -> impl Iterator<Item = (&'a Path, &'a Answer)> {
        // Paths are ordered by their parts, so everything below a place is one stretch.
        self.values.range(path..).take_while(move |(p, _)| p.starts_with(path))
    }

    /// Stores a typed answer.
    pub fn set(&mut self, path: Path, value: Value) {
        self.values.insert(path, Answer::Given(value));
    }

    /// Stores an answer of whatever kind.
    pub fn put(&mut self, path: Path, answer: Answer) {
        self.values.insert(path, answer);
    }

    /// Forgets an answer.
    pub fn clear(&mut self, path: &Path) {
        self.values.remove(path);
    }

    /// Takes what a person typed at a place: blank forgets the answer, otherwise it is read in
    /// German notation, and kept as typed when it is not understood. Returns false (and changes
    /// nothing) when the place is not a field of the schema.
    pub fn enter(&mut self, schema: &Schema, path: &Path, text: &str) -> bool {
        let Some(field) = schema.locate(path).and_then(|node| schema.field(node)) else {
            return false;
        };
        let clean: String = text.chars().filter(|c| *c != '\0').collect();
        if clean.trim().is_empty() {
            self.values.remove(path);
            return true;
        }
        let answer = match Value::parse(field, &clean, Notation::German) {
            Ok(value) => Answer::Given(value),
            Err(_) => Answer::Raw(clean.trim().to_owned()),
        };
        self.values.insert(path.clone(), answer);
        true
    }

    /// What to put into the input of a field.
    pub fn input(&self, path: &Path) -> String {
        match self.values.get(path) {
            Some(Answer::Given(value)) => value.input(),
            Some(Answer::Raw(text)) => text.clone(),
            None => String::new(),
        }
    }

    /// Number of instances of a list: those added, those answered, and at least the minimum.
    pub fn count(&self, schema: &Schema, list: &Path) -> u32 {
        let Some(node) = schema.locate(list) else { return 0 };
        self.count_at(&schema.nodes[node], list)
    }

    /// The same where the place is known.
    pub(crate) fn count_at(&self, place: &Node, list: &Path) -> u32 {
        let minimum = match place.element {
            // A list of fields shows one empty input in the form; it is not an instance.
            Element::Field(_) => 0,
            _ => place.multiplicity.min,
        };
        self.counted(list).max(minimum)
    }

    /// Number of instances that were added or answered, without any minimum.
    pub fn counted(&self, list: &Path) -> u32 {
        let noted = self.counts.get(list).copied().unwrap_or(0);
        if self.values.is_empty() && self.present.is_empty() {
            return noted;
        }
        // Everything in a list is one stretch, ordered by index: the last says how many.
        let (first, behind) = (list.with_index(None), list.behind());
        let of = |path: Option<&Path>| {
            path.and_then(|p| p.within(list)).map_or(0, |index| index.saturating_add(1))
        };
        let answered = of(self.values.range(&first..&behind).next_back().map(|(p, _)| p));
        let present = of(self.present.range(&first..&behind).next_back());
        noted.max(answered).max(present)
    }

    /// Adds an empty instance to a list and returns its index.
    ///
    /// # Errors
    /// [`ListError`] when the path is not a list or the list is full.
    pub fn add_instance(&mut self, schema: &Schema, list: &Path) -> Result<u32, ListError> {
        let node = schema.locate(list).ok_or(ListError::NotAList)?;
        let multiplicity = schema.nodes[node].multiplicity;
        if !multiplicity.is_list() || list.index().is_some() {
            return Err(ListError::NotAList);
        }
        let count = self.count(schema, list);
        let limit = multiplicity.max.unwrap_or(INDEX_MAX).min(INDEX_MAX);
        if count >= limit {
            return Err(ListError::Full(limit));
        }
        self.counts.insert(list.clone(), count + 1);
        Ok(count)
    }

    /// Removes instance `index` of a list with everything in it; later ones move up.
    ///
    /// # Errors
    /// [`ListError`] when there is no such list or instance.
    pub fn remove_instance(
        &mut self,
        schema: &Schema,
        list: &Path,
        index: u32,
    ) -> Result<(), ListError> {
        let node = schema.locate(list).ok_or(ListError::NotAList)?;
        if !schema.nodes[node].multiplicity.is_list() {
            return Err(ListError::NotAList);
        }
        let count = self.counted(list);
        if index >= count {
            return Err(ListError::Absent);
        }
        let shift = |path: Path| -> Option<Path> {
            match path.within(list) {
                Some(i) if i == index => None,
                Some(i) if i > index => Some(path.moved(list, i - 1)),
                _ => Some(path),
            }
        };
        let values = std::mem::take(&mut self.values);
        self.values = values.into_iter().filter_map(|(p, a)| Some((shift(p)?, a))).collect();
        let counts = std::mem::take(&mut self.counts);
        self.counts = counts.into_iter().filter_map(|(p, c)| Some((shift(p)?, c))).collect();
        let present = std::mem::take(&mut self.present);
        self.present = present.into_iter().filter_map(shift).collect();
        self.counts.insert(list.clone(), count - 1);
        Ok(())
    }

    /// Notes that a group is given although it is empty (read from a document).
    pub(crate) fn note_present(&mut self, path: Path) {
        self.present.insert(path);
    }

    /// Notes the number of instances of a list (read from a document).
    pub(crate) fn note_count(&mut self, list: Path, count: u32) {
        self.counts.insert(list, count);
    }

    /// Forgets a list with everything in it (a document whose list is too long).
    pub(crate) fn forget_list(&mut self, list: &Path) {
        let (first, behind) = (list.with_index(None), list.behind());
        let is_in = |path: &Path| *path >= first && *path < behind;
        self.values.retain(|path, _| !is_in(path));
        self.counts.retain(|path, _| !is_in(path));
        self.present.retain(|path| !is_in(path));
    }

    /// True when the group was given as such in a document.
    pub(crate) fn is_noted(&self, path: &Path) -> bool {
        self.present.contains(path)
    }

    /// True when the group at this place is given, with or without content.
    pub(crate) fn is_present(&self, path: &Path) -> bool {
        self.present.contains(path)
            || self.below(path).next().is_some()
            || self
                .counts
                .range(path..)
                .take_while(|(p, _)| p.starts_with(path))
                .any(|(_, c)| *c > 0)
    }

    /// Leaves out every answer whose place the schema does not know, and says which.
    pub fn retain_known(&mut self, schema: &Schema) -> Vec<Path> {
        let unknown: Vec<Path> = self
            .values
            .keys()
            .filter(|p| schema.locate(p).and_then(|n| schema.field(n)).is_none())
            .cloned()
            .collect();
        for path in &unknown {
            self.values.remove(path);
        }
        self.counts.retain(|p, _| schema.locate(p).is_some());
        self.present.retain(|p| schema.locate(p).is_some());
        unknown
    }
}

impl Schema {
    /// The node a path leads to. Every repeated part needs an index and no other may have one,
    /// except that the last part may name a list as a whole.
    pub fn locate(&self, path: &Path) -> Option<usize> {
        let mut node = 0;
        let mut parts = path.parts().peekable();
        while let Some((segment, index)) = parts.next() {
            node = self.child(node, segment)?;
            let is_list = self.nodes[node].multiplicity.is_list();
            match index {
                Some(_) if !is_list => return None,
                None if is_list && parts.peek().is_some() => return None,
                _ => {}
            }
        }
        Some(node)
    }
}
