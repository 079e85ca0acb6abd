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

/// One part of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// Name among siblings, usually the id.
    pub segment: String,
    /// Which repetition, counted from 0; `None` for an element that occurs once, or for a list.
    pub index: Option<u32>,
}

/// Place of an answer or of a group in one set of answers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Path(Vec<Step>);

/// A text is no path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the path of an answer")]
pub struct PathError(String);

impl Path {
    /// The root.
    pub fn root() -> Self {
        Self::default()
    }

    /// The parts.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// True for the root.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// This path and one part more.
    #[must_use]
    pub fn child(&self, segment: &str, index: Option<u32>) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step { segment: segment.to_owned(), index });
        Self(steps)
    }

    /// The path without its last part, `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.0.split_last()?;
        Some(Self(rest.to_vec()))
    }

    /// The last part.
    pub fn last(&self) -> Option<&Step> {
        self.0.last()
    }

    /// The same place with another index on the last part.
    #[must_use]
    pub fn with_index(&self, index: Option<u32>) -> Self {
        let mut steps = self.0.clone();
        if let Some(last) = steps.last_mut() {
            last.index = index;
        }
        Self(steps)
    }

    /// True when `self` is `above` or lies below it.
    pub fn starts_with(&self, above: &Path) -> bool {
        self.0.starts_with(&above.0)
    }

    /// For paths at or below repetition `n` of the list `list`: the index and the parts after it.
    pub fn within(&self, list: &Path) -> Option<(u32, &[Step])> {
        let (tail, before) = list.0.split_last()?;
        let own = self.0.get(before.len())?;
        if !self.0.starts_with(before) || own.segment != tail.segment {
            return None;
        }
        Some((own.index?, &self.0[list.0.len()..]))
    }

    /// The same path with another index at the position where `list` ends.
    #[must_use]
    pub(crate) fn moved(&self, list: &Path, index: u32) -> Self {
        let mut steps = self.0.clone();
        if let Some(step) = list.0.len().checked_sub(1).and_then(|at| steps.get_mut(at)) {
            step.index = Some(index);
        }
        Self(steps)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(".")?;
            }
            f.write_str(&step.segment)?;
            if let Some(index) = step.index {
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
        let mut steps = Vec::new();
        for part in text.split('.') {
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
            if segment.is_empty() || !plain || steps.len() >= STEPS_MAX {
                return Err(wrong());
            }
            steps.push(Step { segment: segment.to_owned(), index });
        }
        Ok(Self(steps))
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
