//! Money in whole cents and amounts with ten decimals; no floating point anywhere.

mod fixed;

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

pub use fixed::Fixed;
pub(crate) use fixed::{ONE, div_half_up};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Largest amount accepted from outside, in cents (ten billion euros).
///
/// Chosen so that every product of the formula fits into 128 bits.
pub const AMOUNT_CENTS_MAX: i64 = 1_000_000_000_000;

/// An amount of money in whole cents.
///
/// As data: euros as a text such as `"335.00"`; German texts and whole numbers of euros are read
/// too, broken numbers are refused because they would pass through floating point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cents(pub i64);

impl Cents {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Whole euros.
    pub const fn euros(euros: i64) -> Self {
        Self(euros * 100)
    }

    /// Never below zero.
    #[must_use]
    pub fn at_least_zero(self) -> Self {
        self.max(Self::ZERO)
    }

    /// Multiplied by a count; saturates at the limits of the type.
    #[must_use]
    pub fn times(self, count: i64) -> Self {
        Self(self.0.saturating_mul(count))
    }

    /// Reads `1234`, `1234.5`, `1.234,56` or `1234,56`; an optional euro sign is ignored.
    ///
    /// # Errors
    /// [`MoneyError`] if it is not such a number, has more than two decimals or is too large.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let text = text.trim().trim_end_matches('€').trim_end_matches("EUR").trim();
        let wrong = || MoneyError::NotANumber(text.chars().take(40).collect());
        let (is_negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, decimals) = split_decimals(digits).ok_or_else(wrong)?;
        if whole.is_empty() || decimals.len() > 2 || whole.len() > 14 {
            return Err(wrong());
        }
        let whole: i64 = whole.parse().map_err(|_| wrong())?;
        let cents: i64 = match decimals.len() {
            0 => 0,
            1 => decimals.parse::<i64>().map_err(|_| wrong())? * 10,
            _ => decimals.parse().map_err(|_| wrong())?,
        };
        let value = whole * 100 + cents;
        if value > AMOUNT_CENTS_MAX {
            return Err(MoneyError::TooLarge);
        }
        Ok(Self(if is_negative { -value } else { value }))
    }

    /// `1234.56`: for programs.
    pub fn plain(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let value = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", value / 100, value % 100)
    }
}

/// Splits into digits before and after the decimal sign; the last of `.` and `,` is the sign,
/// unless exactly three digits follow a point in German grouping together with a comma.
fn split_decimals(text: &str) -> Option<(String, &str)> {
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, decimals) = if let Some((whole, decimals)) = text.split_once(',') {
        (whole, decimals)
    } else if let Some((whole, decimals)) = text.rsplit_once('.') {
        // "1.234" is one thousand in German and nearly one in English: refuse to guess.
        if decimals.len() == 3 {
            return None;
        }
        return (is_digits(whole) && is_digits(decimals)).then(|| (whole.to_owned(), decimals));
    } else {
        (text, "")
    };
    let groups: Vec<&str> = whole.split('.').collect();
    let is_grouped = groups.len() == 1
        || (groups.iter().skip(1).all(|group| group.len() == 3) && groups[0].len() <= 3);
    (is_grouped && groups.iter().all(|group| is_digits(group)) && is_digits(decimals))
        .then(|| (groups.concat(), decimals))
}

/// Why a text is not an amount of money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not a number with at most two decimals.
    #[error("'{0}' is not an amount in euros with at most two decimals")]
    NotANumber(String),
    /// Beyond [`AMOUNT_CENTS_MAX`].
    #[error("the amount is larger than ten billion euros")]
    TooLarge,
}

/// Groups digits by threes with points.
fn grouped(value: u128) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

impl fmt::Display for Cents {
    /// German: `1.234,56 €`, whole euros as `1.234 €` only with the alternate form `{:#}`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let value = self.0.unsigned_abs();
        let whole = grouped(u128::from(value / 100));
        if formatter.alternate() && value.is_multiple_of(100) {
            write!(formatter, "{sign}{whole} €")
        } else {
            write!(formatter, "{sign}{whole},{:02} €", value % 100)
        }
    }
}

impl Add for Cents {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Cents {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
        values.fold(Self::ZERO, Add::add)
    }
}

impl Serialize for Cents {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.plain())
    }
}

/// Reads euros from a text or a whole number.
struct EuroVisitor;

impl de::Visitor<'_> for EuroVisitor {
    type Value = Cents;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("euros as a text such as \"335.00\" or as a whole number")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Cents, E> {
        Cents::parse(text).map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, euros: i64) -> Result<Cents, E> {
        let limit = AMOUNT_CENTS_MAX / 100;
        if (-limit..=limit).contains(&euros) {
            Ok(Cents::euros(euros))
        } else {
            Err(E::custom(MoneyError::TooLarge))
        }
    }

    fn visit_u64<E: de::Error>(self, euros: u64) -> Result<Cents, E> {
        i64::try_from(euros)
            .map_err(|_| E::custom(MoneyError::TooLarge))
            .and_then(|euros| self.visit_i64(euros))
    }
}

impl<'de> Deserialize<'de> for Cents {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EuroVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_german_and_plain_amounts() {
        for (text, cents) in [
            ("1234", 123_400),
            ("1234.5", 123_450),
            ("1.234,56", 123_456),
            ("1234,56 €", 123_456),
            ("1.234.567,8", 123_456_780),
            ("-3,20", -320),
            ("0", 0),
        ] {
            assert_eq!(Cents::parse(text), Ok(Cents(cents)), "{text}");
        }
        for text in ["", "abc", "1,234", "1.234", "1.23.456,00", "1e5", "--1", ",5", "1.2.3"] {
            assert!(Cents::parse(text).is_err(), "{text}");
        }
        assert_eq!(Cents::parse("99999999999"), Err(MoneyError::TooLarge));
    }

    #[test]
    fn writes_german() {
        assert_eq!(Cents(123_456_789).to_string(), "1.234.567,89 €");
        assert_eq!(format!("{:#}", Cents(11_000)), "110 €");
        assert_eq!(Cents(-5).to_string(), "-0,05 €");
        assert_eq!(Fixed(11_623_500_000_000).german(), "1.162,35");
        assert_eq!(Fixed(6_666_666_667).german(), "0,6666666667");
    }

    #[test]
    fn fixed_survives_its_text() {
        for value in [0, 1, -1, ONE, -ONE, 123_456_789_012_345, -50_000_000] {
            let text = Fixed(value).to_string();
            assert_eq!(Fixed::parse(&text), Ok(Fixed(value)), "{text}");
        }
    }

    #[test]
    fn halves_go_up() {
        assert_eq!(Fixed::parse("0.5").unwrap().to_euros_half_up(), 1);
        assert_eq!(Fixed::parse("0.4999999999").unwrap().to_euros_half_up(), 0);
        assert_eq!(Fixed::parse("41.9999999999").unwrap().to_euros_down(), 41);
    }
}
