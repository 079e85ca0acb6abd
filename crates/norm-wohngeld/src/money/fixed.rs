//! Numbers with ten decimals (Anlage 3 no. 2 `WoGG`).

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Cents, MoneyError, grouped};

/// One euro in units of [`Fixed`].
pub const ONE: i128 = 10_000_000_000;

/// One cent in units of [`Fixed`].
const CENT: i128 = ONE / 100;

/// A number with ten decimals (Anlage 3 no. 2 `WoGG`): euros, shares and coefficients.
/// As data: a decimal string such as `"1162.35"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fixed(pub i128);

impl Fixed {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Whole euros.
    pub const fn euros(euros: i128) -> Self {
        Self(euros * ONE)
    }

    /// A product, the eleventh decimal rounded half up.
    ///
    /// The act does not say whether the eleventh decimal is cut or rounded; no published case
    /// depends on it.
    #[must_use]
    pub fn times(self, factor: Self) -> Self {
        Self(div_half_up(self.0.saturating_mul(factor.0), ONE))
    }

    /// A share `numerator / denominator`, the eleventh decimal rounded half up.
    ///
    /// A denominator of zero gives zero.
    #[must_use]
    pub fn share(self, numerator: i128, denominator: i128) -> Self {
        if denominator == 0 {
            return Self::ZERO;
        }
        Self(div_half_up(self.0.saturating_mul(numerator), denominator))
    }

    /// Never below zero.
    #[must_use]
    pub fn at_least_zero(self) -> Self {
        self.max(Self::ZERO)
    }

    /// Rounded to whole euros, 0.50 upwards (§ 19 (2) `WoGG`).
    pub fn to_euros_half_up(self) -> i64 {
        clamp(div_half_up(self.0, ONE))
    }

    /// Rounded half up to so many decimals (at most ten), for showing only.
    #[must_use]
    pub fn rounded(self, decimals: u32) -> Self {
        let unit = ONE / 10_i128.pow(decimals.min(10));
        Self(div_half_up(self.0, unit).saturating_mul(unit))
    }

    /// Whole cents, if it is a whole number of cents.
    pub(crate) fn whole_cents(self) -> Option<i64> {
        // Most amounts fit into 64 bits, where the division is many times faster.
        let value = i64::try_from(self.0).ok()?;
        let cent = 100_000_000;
        (value % cent == 0).then_some(value / cent)
    }

    /// Whole euros, the rest cut.
    pub fn to_euros_down(self) -> i64 {
        clamp(self.0.div_euclid(ONE))
    }

    /// Rounded to cents, for showing only.
    pub fn to_cents_half_up(self) -> Cents {
        Cents(clamp(div_half_up(self.0, CENT)))
    }

    /// Reads a decimal number with a point, such as `-12.5`.
    ///
    /// # Errors
    /// [`MoneyError::NotANumber`] for anything else and for more than ten decimals.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        Self::read(text).ok_or_else(|| MoneyError::NotANumber(text.chars().take(40).collect()))
    }

    /// Reads as [`Fixed::parse`], with decimals beyond the tenth rounded half up.
    pub(crate) fn parse_rounded(text: &str) -> Option<Self> {
        if let Some(value) = Self::read(text) {
            return Some(value);
        }
        let (whole, decimals) = text.split_once('.')?;
        let (kept, more) = decimals.split_at_checked(10)?;
        if !more.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut value = Self::read(&format!("{whole}.{kept}"))?;
        if more.as_bytes().first().is_some_and(|digit| *digit >= b'5') {
            value.0 += if whole.starts_with('-') { -1 } else { 1 };
        }
        Some(value)
    }

    /// Reads without allocating: tables have millions of these.
    fn read(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() || whole.len() > 18 || decimals.len() > 10 {
            return None;
        }
        let number = |text: &str| {
            text.bytes().try_fold(0_i64, |value, byte| {
                byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0'))
            })
        };
        let scale = 10_i64.pow(10 - u32::try_from(decimals.len()).ok()?);
        let decimals = number(decimals)? * scale;
        Some(Self(sign * (i128::from(number(whole)?) * ONE + i128::from(decimals))))
    }

    /// All decimals in German writing, without trailing zeros beyond the second decimal and
    /// without a unit: `1.162,35` or `0,6666666667`.
    pub fn german(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let value = self.0.unsigned_abs();
        let mut decimals = format!("{:010}", value % ONE.unsigned_abs());
        while decimals.len() > 2 && decimals.ends_with('0') {
            decimals.pop();
        }
        format!("{sign}{},{decimals}", grouped(value / ONE.unsigned_abs()))
    }
}

/// Divides and rounds halves away from zero.
pub(crate) fn div_half_up(numerator: i128, denominator: i128) -> i128 {
    let (quotient, rest) = (numerator / denominator, numerator % denominator);
    if rest.unsigned_abs() * 2 < denominator.unsigned_abs() {
        return quotient;
    }
    if (numerator < 0) == (denominator < 0) { quotient + 1 } else { quotient - 1 }
}

/// Into 64 bits, at the limits if it does not fit.
fn clamp(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

impl From<Cents> for Fixed {
    fn from(value: Cents) -> Self {
        Self(i128::from(value.0) * CENT)
    }
}

impl Add for Fixed {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Fixed {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Fixed {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Fixed {
    fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
        values.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Fixed {
    /// For programs: `1162.35`, trailing zeros cut.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let value = self.0.unsigned_abs();
        let decimals = format!("{:010}", value % ONE.unsigned_abs());
        let decimals = decimals.trim_end_matches('0');
        let point = if decimals.is_empty() { "" } else { "." };
        write!(formatter, "{sign}{}{point}{decimals}", value / ONE.unsigned_abs())
    }
}

impl Serialize for Fixed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fixed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}
