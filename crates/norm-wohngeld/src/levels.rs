//! Rent levels by official municipality key (annex to § 1 (3) `WoGV`).

use crate::month::Month;
use crate::tables::RentLevel;

/// Why a municipality has no rent level.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LevelError {
    /// Not a key of eight digits.
    #[error("'{0}' is not an official municipality key of eight digits")]
    NotAKey(String),
    /// No municipality has this key.
    #[error("no municipality has the key {0}")]
    Unknown(String),
    /// The list of this month is not known.
    #[error("the rent level of {0} in {1} is not known")]
    NotListed(String, Month),
}

/// Whether a text looks like an official municipality key.
pub(crate) fn is_ags(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The rent level of a municipality in a month.
///
/// # Errors
/// [`LevelError`] for an unknown key and for months whose list is not known.
pub fn rent_level(ags: &str, month: Month) -> Result<RentLevel, LevelError> {
    if !is_ags(ags) {
        return Err(LevelError::NotAKey(ags.chars().take(20).collect()));
    }
    Err(LevelError::NotListed(ags.to_owned(), month))
}
