//! Which law holds in which month, with all numbers of the formula.

pub mod allowances;
mod regimes;

use serde::{Deserialize, Serialize};

use crate::money::{Cents, Fixed};
use crate::month::Month;

/// Members with values of their own; more are calculated like this many (administrative rule 19.31).
pub const MEMBERS_TABLED: usize = 12;

/// A period in which the numbers of the law did not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Regime {
    /// 2009 to 2015: first version of the act.
    R2009,
    /// 2016 to 2019.
    R2016,
    /// 2020.
    R2020,
    /// 2021: heating amount for the price of carbon dioxide.
    R2021,
    /// 2022: first regular update.
    R2022,
    /// 2023 and 2024: Wohngeld-Plus.
    R2023,
    /// 2025 and 2026: second regular update.
    R2025,
    /// Government bill for 2027; not law.
    Bill2027,
}

/// The numbers of one regime.
#[derive(Debug)]
pub struct Params {
    /// Its name.
    pub regime: Regime,
    /// First month.
    pub valid_from: Month,
    /// Last month known, if it ends.
    pub valid_until: Option<Month>,
    /// Where the numbers were promulgated.
    pub source: &'static str,
    /// The factor of § 19 (1) in percent.
    pub factor_percent: i64,
    /// Whether rent and income are rounded before they enter the formula (until 2015).
    pub rounds_rent_and_income_first: bool,
    /// Supplement for each member from the 13th, in euros (§ 19 (3)).
    pub supplement_eur: i64,
    /// Amounts below are not paid, in euros (§ 21 no. 1).
    pub minimum_payment_eur: i64,
    /// Whether the benefit may not exceed the rent considered (bill for 2027 only).
    pub is_capped_at_rent: bool,
    /// Rent ceilings in euros: rows for 1 to 5 members and each further one, columns for the
    /// rent levels; 0 where the level did not exist.
    pub ceilings_eur: [[i64; 7]; 6],
    /// Heating amount for the price of carbon dioxide, in cents, rows as above.
    pub heating_co2_cents: Option<[i64; 6]>,
    /// Permanent heating amount, in cents.
    pub heating_permanent_cents: Option<[i64; 6]>,
    /// Climate amount, in cents.
    pub climate_cents: Option<[i64; 6]>,
    /// Coefficients a, b, c in units of 1e-10 for 1 to 12 members.
    pub coefficients: [(i64, i64, i64); MEMBERS_TABLED],
    /// Least M in euros.
    pub minimum_rent_eur: [i64; MEMBERS_TABLED],
    /// Least Y in euros.
    pub minimum_income_eur: [i64; MEMBERS_TABLED],
}

/// Rent level I to VII of a municipality (§ 12 (2) to (5)). As data: a number 1 to 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct RentLevel(u8);

impl RentLevel {
    /// 1 to 7.
    pub fn new(level: u8) -> Option<Self> {
        (1..=7).contains(&level).then_some(Self(level))
    }

    /// The number.
    pub fn number(self) -> u8 {
        self.0
    }

    /// As a Roman number, as in the ordinance.
    pub fn roman(self) -> &'static str {
        ["I", "II", "III", "IV", "V", "VI", "VII"][usize::from(self.0 - 1)]
    }
}

impl TryFrom<u8> for RentLevel {
    type Error = LawError;
    fn try_from(level: u8) -> Result<Self, LawError> {
        Self::new(level).ok_or(LawError::NoSuchLevel { level, month: None })
    }
}

impl From<RentLevel> for u8 {
    fn from(level: RentLevel) -> Self {
        level.0
    }
}

/// Which law may be used beyond what is in force.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LawOptions {
    /// Where the bill for 2027 was promulgated. Only a person with the right role sets this, and
    /// only after the promulgation; without it every month from 2027 on is refused.
    pub bill_2027_promulgated_in: Option<String>,
}

impl LawOptions {
    /// Whether the bill for 2027 is switched on: only with a source, never with an empty text.
    pub fn has_bill_2027(&self) -> bool {
        self.bill_2027_promulgated_in.as_ref().is_some_and(|source| !source.trim().is_empty())
    }
}

/// Why no law could be chosen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LawError {
    /// Before 2009.
    #[error("{0}: the housing benefit act of 2009 does not apply to months before 2009-01")]
    TooEarly(Month),
    /// Beyond the law known to this library.
    #[error(
        "{0}: the law for this month is not known; known law ends with {1}, because § 43 WoGG \
         demands new values from the next month on"
    )]
    NotYetKnown(Month, Month),
    /// The rent level did not exist.
    #[error("there is no rent level {level}{}", month.map(|m| format!(" in {m}")).unwrap_or_default())]
    NoSuchLevel {
        /// The level asked for.
        level: u8,
        /// The month, if it existed at another time.
        month: Option<Month>,
    },
}

/// The law in force in a month.
///
/// # Errors
/// [`LawError`] before 2009 and beyond the known law; never silently another month's law.
pub fn params(month: Month, options: &LawOptions) -> Result<&'static Params, LawError> {
    let first = &regimes::LAW[0];
    if month < first.valid_from {
        return Err(LawError::TooEarly(month));
    }
    let bill = &regimes::BILL_2027[0];
    if options.has_bill_2027() && month >= bill.valid_from {
        // The next regular update after the bill is due two years later (§ 43).
        let last = bill.valid_from.plus(23);
        return if month <= last { Ok(bill) } else { Err(LawError::NotYetKnown(month, last)) };
    }
    regimes::LAW
        .iter()
        .rev()
        .find(|params| params.valid_from <= month)
        .filter(|params| params.valid_until.is_none_or(|last| month <= last))
        .ok_or_else(|| LawError::NotYetKnown(month, last_known_month()))
}

/// The last month of the law in force that this library knows.
pub fn last_known_month() -> Month {
    let last = &regimes::LAW[regimes::LAW.len() - 1];
    last.valid_until.unwrap_or(last.valid_from)
}

/// Every regime of the law in force, oldest first.
pub fn regimes() -> &'static [Params] {
    &regimes::LAW
}

/// The values of the government bill for 2027, which is not law.
pub fn bill_2027() -> &'static Params {
    &regimes::BILL_2027[0]
}

/// Value of a table row for a number of members: five rows and a further amount.
fn by_members(table: &[i64; 6], members: u32) -> i64 {
    let members = i64::from(members);
    match members {
        ..=0 => 0,
        1..=5 => table[usize::try_from(members - 1).unwrap_or(0)],
        _ => table[4] + (members - 5) * table[5],
    }
}

impl Params {
    /// The number of members whose values are used for H, K and E: at most twelve
    /// (administrative rule).
    pub fn members_tabled(members: u32) -> u32 {
        members.min(12)
    }

    /// H: rent ceiling of § 12 (1) for members and level; `None` if the level did not exist.
    pub fn ceiling(&self, members: u32, level: RentLevel) -> Option<Cents> {
        let column = usize::from(level.number() - 1);
        if self.ceilings_eur[0][column] == 0 {
            return None;
        }
        let table = std::array::from_fn(|row| self.ceilings_eur[row][column]);
        Some(Cents::euros(by_members(&table, Self::members_tabled(members))))
    }

    /// E: heating amount of § 12 (6), both parts.
    pub fn heating(&self, members: u32) -> Cents {
        let members = Self::members_tabled(members);
        let part = |table: Option<[i64; 6]>| table.map_or(0, |table| by_members(&table, members));
        Cents(part(self.heating_co2_cents) + part(self.heating_permanent_cents))
    }

    /// K: climate amount of § 12 (7).
    pub fn climate(&self, members: u32) -> Cents {
        let members = Self::members_tabled(members);
        Cents(self.climate_cents.map_or(0, |table| by_members(&table, members)))
    }

    /// Row of the tables for a number of considered members.
    fn row(considered: u32) -> usize {
        usize::try_from(considered.clamp(1, 12) - 1).unwrap_or(0)
    }

    /// a, b, c of Anlage 2.
    pub fn coefficients(&self, considered: u32) -> (Fixed, Fixed, Fixed) {
        let (a, b, c) = self.coefficients[Self::row(considered)];
        (Fixed(a.into()), Fixed(b.into()), Fixed(c.into()))
    }

    /// a, b, c in units of 1e-10.
    pub(crate) fn coefficients_raw(&self, considered: u32) -> (i64, i64, i64) {
        self.coefficients[Self::row(considered)]
    }

    /// Least M and least Y of Anlage 3 no. 1.
    pub fn minimums(&self, considered: u32) -> (Cents, Cents) {
        let row = Self::row(considered);
        (Cents::euros(self.minimum_rent_eur[row]), Cents::euros(self.minimum_income_eur[row]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn months_choose_their_law() {
        let of = |text| params(month(text), &LawOptions::default()).map(|params| params.regime);
        assert_eq!(of("2008-12"), Err(LawError::TooEarly(month("2008-12"))));
        assert_eq!(of("2009-01"), Ok(Regime::R2009));
        assert_eq!(of("2015-12"), Ok(Regime::R2009));
        assert_eq!(of("2019-12"), Ok(Regime::R2016));
        assert_eq!(of("2021-06"), Ok(Regime::R2021));
        assert_eq!(of("2026-12"), Ok(Regime::R2025));
        assert_eq!(of("2027-01"), Err(LawError::NotYetKnown(month("2027-01"), month("2026-12"))));
    }

    #[test]
    fn the_bill_needs_its_promulgation_and_ends_too() {
        let on = LawOptions { bill_2027_promulgated_in: Some("BGBl. 2026 I Nr. 1".into()) };
        let of = |text| params(month(text), &on).map(|params| params.regime);
        assert_eq!(of("2026-12"), Ok(Regime::R2025));
        assert_eq!(of("2027-01"), Ok(Regime::Bill2027));
        assert!(of("2029-01").is_err());
        let empty = LawOptions { bill_2027_promulgated_in: Some(" ".into()) };
        assert!(params(month("2027-01"), &empty).is_err(), "no source, no law");
    }

    #[test]
    fn regimes_follow_each_other_without_gaps() {
        for pair in regimes().windows(2) {
            assert_eq!(pair[0].valid_until.map(|last| last.plus(1)), Some(pair[1].valid_from));
        }
    }
}
