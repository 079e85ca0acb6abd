//! Rent levels by official municipality key (annex to § 1 (3) `WoGV`, lists of 2016, 2020, 2023).

use std::sync::LazyLock;

use serde::Serialize;

use crate::month::Month;
use crate::tables::RentLevel;

/// The three lists, compiled in. Origin and format: `data/wohngeld/README.md`.
static LISTS: &str = include_str!("../data/mietenstufen.txt");

/// First months of the three lists.
const LIST_FROM: [Month; 3] = [Month::known(2016, 1), Month::known(2020, 1), Month::known(2023, 1)];

/// Why a municipality has no rent level.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LevelError {
    /// Not a key of eight digits.
    #[error("'{0}' is not an official municipality key of eight digits")]
    NotAKey(String),
    /// No municipality has this key.
    #[error("no municipality has the key {0}")]
    Unknown(String),
    /// The list of this month is not known, or the municipality did not exist then.
    #[error("the rent level of {0} in {1} is not known; give the level itself")]
    NotListed(String, Month),
}

/// A municipality of the register of 30 November 2023.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Municipality {
    /// Official municipality key, as a number of up to eight digits.
    #[serde(skip)]
    number: u32,
    /// Name as in the register.
    pub name: &'static str,
    /// Name of the Kreis or of the town that is none's part.
    pub district: &'static str,
    /// Levels of the lists of 2016, 2020 and 2023; zero where unknown.
    #[serde(skip)]
    levels: [u8; 3],
}

impl Municipality {
    /// Official municipality key, eight digits.
    pub fn ags(&self) -> String {
        format!("{:08}", self.number)
    }

    /// The rent level in a month, if its list is known.
    pub fn level(&self, month: Month) -> Option<RentLevel> {
        let list = LIST_FROM.iter().rposition(|from| *from <= month)?;
        RentLevel::new(self.levels[list])
    }
}

/// All municipalities, ordered by key.
static MUNICIPALITIES: LazyLock<Vec<Municipality>> = LazyLock::new(|| read(LISTS));

/// Reads three digits or dashes.
fn levels(text: &str) -> [u8; 3] {
    let mut levels = [0; 3];
    for (level, sign) in levels.iter_mut().zip(text.bytes()) {
        *level = sign.saturating_sub(b'0').min(7) * u8::from(sign.is_ascii_digit());
    }
    levels
}

fn read(text: &'static str) -> Vec<Municipality> {
    let mut all = Vec::with_capacity(11_000);
    let (mut district_key, mut district_levels, mut district) = (0, [0; 3], "");
    for line in text.lines() {
        if line.starts_with('#') {
            continue;
        }
        let is_district = line.starts_with('>');
        let mut fields = line.trim_start_matches('>').split(';');
        let number: u32 = fields.next().and_then(|key| key.parse().ok()).unwrap_or(0);
        let second = fields.next().unwrap_or_default();
        let third = fields.next();
        if is_district {
            district_key = number * 1000;
            district_levels = levels(second);
            district = third.unwrap_or_default();
        } else {
            all.push(Municipality {
                number: district_key + number,
                name: second,
                district,
                levels: third.map_or(district_levels, levels),
            });
        }
    }
    all
}

/// Whether a text looks like an official municipality key.
pub(crate) fn is_ags(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The municipality of a key.
///
/// # Errors
/// [`LevelError::NotAKey`] or [`LevelError::Unknown`].
pub fn municipality(ags: &str) -> Result<&'static Municipality, LevelError> {
    if !is_ags(ags) {
        return Err(LevelError::NotAKey(ags.chars().take(20).collect()));
    }
    let unknown = || LevelError::Unknown(ags.to_owned());
    let number: u32 = ags.parse().map_err(|_| unknown())?;
    let index = MUNICIPALITIES
        .binary_search_by_key(&number, |municipality| municipality.number)
        .map_err(|_| unknown())?;
    Ok(&MUNICIPALITIES[index])
}

/// The rent level of a municipality in a month.
///
/// # Errors
/// [`LevelError`] for an unknown key and for months whose list is not known (before 2016).
pub fn rent_level(ags: &str, month: Month) -> Result<RentLevel, LevelError> {
    let municipality = municipality(ags)?;
    municipality.level(month).ok_or_else(|| LevelError::NotListed(ags.to_owned(), month))
}

/// Municipalities whose name begins with a text, whatever its case; at most `limit`.
pub fn find_municipalities(beginning: &str, limit: usize) -> Vec<&'static Municipality> {
    let wanted = beginning.trim().to_lowercase();
    if wanted.is_empty() {
        return Vec::new();
    }
    MUNICIPALITIES
        .iter()
        .filter(|municipality| municipality.name.to_lowercase().starts_with(&wanted))
        .take(limit)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(ags: &str, month: &str) -> Option<u8> {
        rent_level(ags, month.parse().unwrap()).ok().map(RentLevel::number)
    }

    #[test]
    fn kreis_wesel_has_its_levels() {
        // Wesel is listed itself, Sonsbeck inherits from the Kreis.
        assert_eq!(level("05170048", "2025-01"), Some(3));
        let sonsbeck = find_municipalities("sonsbeck", 5)[0];
        assert_eq!(sonsbeck.level("2025-01".parse().unwrap()), RentLevel::new(2));
        assert_eq!(sonsbeck.district, "Wesel");
    }

    #[test]
    fn unknown_keys_and_months_are_refused() {
        let month: Month = "2025-01".parse().unwrap();
        assert!(matches!(rent_level("5170048", month), Err(LevelError::NotAKey(_))));
        assert!(matches!(rent_level("99999999", month), Err(LevelError::Unknown(_))));
        assert_eq!(level("05170048", "2015-12"), None);
    }

    #[test]
    fn the_list_is_ordered_and_complete() {
        assert!(MUNICIPALITIES.windows(2).all(|pair| pair[0].number < pair[1].number));
        assert_eq!(MUNICIPALITIES.len(), 10_979);
        assert!(MUNICIPALITIES.iter().all(|municipality| municipality.levels[2] > 0));
    }
}
