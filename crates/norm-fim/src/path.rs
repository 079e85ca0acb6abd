//! Where an answer stands: the segments from the root with repetition indices.
//!
//! The text form is safe in addresses, form field names and HTML ids:
//! `G99000000300-0.G99000000310-2.F99000000311`: parts joined by `.`, and `-n` (from 0) where
//! the element may occur more than once. A list as a whole has no index on its last part.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Most parts a path may have.
const STEPS_MAX: usize = 64;
/// Largest repetition index accepted from outside.
pub const INDEX_MAX: u32 = 9_999;

/// Ends the name of a part in the stored form; no name holds it.
const END: char = '\0';
/// Characters after it: the index in base 128, highest digit first; 0 for none, else one more.
const DIGITS: usize = 5;
/// Stands where an index would, after all of them.
const LAST: &str = "\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}";

/// One part of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// Name among siblings, usually the id.
    pub segment: String,
    /// Which repetition, counted from 0; `None` for an element that occurs once, or for a list.
    pub index: Option<u32>,
}

/// Place of an answer or of a group in one set of answers.
///
/// Paths are compared far more often than they are looked into. So all parts stand in one text
/// whose order is that of the parts: name, [`END`], [`DIGITS`] digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Path(String);

/// A text is no path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the path of an answer")]
pub struct PathError(String);

/// The parts of a path, one after the other.
struct Parts<'a>(&'a str);

impl<'a> Iterator for Parts<'a> {
    type Item = (&'a str, Option<u32>);

    fn next(&mut self) -> Option<Self::Item> {
        let (segment, rest) = self.0.split_once(END)?;
        let (digits, rest) = rest.split_at_checked(DIGITS)?;
        self.0 = rest;
        let number = digits.bytes().fold(0_u64, |sum, digit| sum << 7 | u64::from(digit));
        Some((segment, number.checked_sub(1).and_then(|index| u32::try_from(index).ok())))
    }
}

impl Path {
    /// The root.
    pub fn root() -> Self {
        Self::default()
    }

    /// The parts.
    pub fn steps(&self) -> Vec<Step> {
        self.parts().map(|(segment, index)| Step { segment: segment.to_owned(), index }).collect()
    }

    /// The parts as names and indices.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&str, Option<u32>)> {
        Parts(&self.0)
    }

    /// True for the root.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// This path and one part more.
    #[must_use]
    pub fn child(&self, segment: &str, index: Option<u32>) -> Self {
        let mut text = String::with_capacity(self.0.len() + segment.len() + 1 + DIGITS);
        text.push_str(&self.0);
        let mut path = Self(text);
        path.push(segment, index);
        path
    }

    /// Adds a part and returns what [`Path::cut`] wants to take it away again.
    pub(crate) fn push(&mut self, segment: &str, index: Option<u32>) -> usize {
        let mark = self.0.len();
        if segment.contains(END) {
            self.0.extend(segment.chars().filter(|c| *c != END));
        } else {
            self.0.push_str(segment);
        }
        self.0.push(END);
        self.push_index(index);
        mark
    }

    /// Takes away everything that was added since.
    pub(crate) fn cut(&mut self, mark: usize) {
        self.0.truncate(mark);
    }

    /// Sets the index of the last part; nothing for the root.
    pub(crate) fn set_index(&mut self, index: Option<u32>) {
        if let Some(bare) = self.0.len().checked_sub(DIGITS) {
            self.0.truncate(bare);
            self.push_index(index);
        }
    }

    fn push_index(&mut self, index: Option<u32>) {
        let number = index.map_or(0, |index| u64::from(index) + 1);
        for place in (0..DIGITS).rev() {
            let digit = u8::try_from(number >> (7 * place) & 0x7f).unwrap_or(0);
            self.0.push(char::from(digit));
        }
    }

    /// Where the last part begins.
    fn last_start(&self) -> Option<usize> {
        let mut parts = Parts(&self.0);
        let mut start = None;
        let mut next = 0;
        while parts.next().is_some() {
            start = Some(next);
            next = self.0.len() - parts.0.len();
        }
        start
    }

    /// The path without its last part, `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        self.last_start().map(|start| Self(self.0[..start].to_owned()))
    }

    /// The last part.
    pub fn last(&self) -> Option<Step> {
        let (segment, index) = self.parts().last()?;
        Some(Step { segment: segment.to_owned(), index })
    }

    /// The index of the last part, if it has one.
    pub(crate) fn index(&self) -> Option<u32> {
        self.parts().last()?.1
    }

    /// The same place with another index on the last part.
    #[must_use]
    pub fn with_index(&self, index: Option<u32>) -> Self {
        let mut path = self.clone();
        path.set_index(index);
        path
    }

    /// A path behind everything in the list that this path names, for searching.
    pub(crate) fn behind(&self) -> Self {
        let mut path = self.clone();
        if let Some(bare) = path.0.len().checked_sub(DIGITS) {
            path.0.truncate(bare);
            path.0.push_str(LAST);
        }
        path
    }

    /// True when `self` is `above` or lies below it.
    pub fn starts_with(&self, above: &Path) -> bool {
        self.0.starts_with(&above.0)
    }

    /// For paths at or below repetition `n` of the list `list`: the index.
    pub fn within(&self, list: &Path) -> Option<u32> {
        let bare = list.0.len().checked_sub(DIGITS)?;
        let rest = self.0.strip_prefix(&list.0[..bare])?;
        let (digits, _) = rest.split_at_checked(DIGITS)?;
        let number = digits.bytes().fold(0_u64, |sum, digit| sum << 7 | u64::from(digit));
        u32::try_from(number.checked_sub(1)?).ok()
    }

    /// The same path with another index at the position where `list` ends.
    #[must_use]
    pub(crate) fn moved(&self, list: &Path, index: u32) -> Self {
        let mut path = Self(self.0[..list.0.len().min(self.0.len())].to_owned());
        path.set_index(Some(index));
        path.0.push_str(self.0.get(list.0.len()..).unwrap_or_default());
        path
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Path({self})")
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (segment, index)) in self.parts().enumerate() {
            if position > 0 {
                f.write_str(".")?;
            }
            f.write_str(segment)?;
            if let Some(index) = index {
                write!(f, "-{index}")?;
            }
        }
        Ok(())
    }
}

impl FromStr for Path {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || PathError(text.chars().take(80).collect());
        if text.is_empty() {
            return Ok(Self::root());
        }
        let mut path = Self::root();
        for (position, part) in text.split('.').enumerate() {
            let (segment, index) = match part.split_once('-') {
                Some((segment, digits)) => {
                    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
                    let index: u32 = digits.parse().map_err(|_| wrong())?;
                    if !plain || index > INDEX_MAX || index.to_string() != digits {
                        return Err(wrong());
                    }
                    (segment, Some(index))
                }
                None => (part, None),
            };
            let plain = segment.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if segment.is_empty() || !plain || position >= STEPS_MAX {
                return Err(wrong());
            }
            path.push(segment, index);
        }
        Ok(path)
    }
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Path {
        text.parse().unwrap()
    }

    #[test]
    fn paths_stand_in_the_order_of_their_parts() {
        let texts = [
            "",
            "F1",
            "F1.A",
            "F1-0",
            "F1-0.A",
            "F1-0.B-127",
            "F1-2",
            "F1-10",
            "F1-126",
            "F1-127",
            "F1-128",
            "F1-9999",
            "F10",
            "F10-0",
            "F1V1_0",
            "F1_2",
            "F2",
        ];
        let paths: Vec<Path> = texts.iter().map(|text| path(text)).collect();
        for pair in paths.windows(2) {
            assert!(pair[0] < pair[1], "{pair:?}");
            assert!(pair[0].steps() < pair[1].steps(), "{pair:?}");
        }
        for (text, path) in texts.iter().zip(&paths) {
            assert_eq!(path.to_string(), *text);
        }
    }

    #[test]
    fn parts_can_be_reached_and_changed() {
        let at = path("A-3.B.C-7.D");
        assert_eq!(at.parent(), Some(path("A-3.B.C-7")));
        assert_eq!(at.last(), Some(Step { segment: "D".to_owned(), index: None }));
        assert_eq!(path("A-3").index(), Some(3));
        assert_eq!(at.within(&path("A-3.B.C")), Some(7));
        assert_eq!(at.within(&path("A-3.B.CC")), None);
        assert_eq!(at.within(&path("A-3.B")), None);
        assert_eq!(at.within(&Path::root()), None);
        assert_eq!(at.moved(&path("A-3.B.C"), 200), path("A-3.B.C-200.D"));
        assert_eq!(at.moved(&path("A"), 0), path("A-0.B.C-7.D"));
        assert!(at.starts_with(&path("A-3.B")) && !at.starts_with(&path("A-3.B.C")));
        assert_eq!(Path::root().parent(), None);
        assert_eq!(Path::root().with_index(Some(1)), Path::root());
        let list = path("A-3.B.C");
        assert!(list < at && at < list.behind() && list.behind() < path("A-3.B.C1"));
        let mut walker = path("A-3");
        let mark = walker.push("B\0x", Some(u32::MAX));
        assert_eq!(walker.index(), Some(u32::MAX));
        assert_eq!(walker.to_string(), format!("A-3.Bx-{}", u32::MAX));
        walker.cut(mark);
        assert_eq!(walker, path("A-3"));
    }
}
