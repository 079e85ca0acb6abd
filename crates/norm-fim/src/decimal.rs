//! Exact decimal numbers, for money and limits. No floating point.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Most digits a number may have.
const DIGITS_MAX: usize = 30;

/// A decimal number: `units / 10^scale`, in shortest form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    units: i128,
    scale: u32,
}

/// A text is no decimal number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number")]
pub struct DecimalError;

impl Decimal {
    /// A whole number.
    pub fn integer(value: i64) -> Self {
        Self { units: i128::from(value), scale: 0 }
    }

    /// An amount of money from cents.
    pub fn from_cents(cents: i64) -> Self {
        Self { units: i128::from(cents), scale: 2 }.shortest()
    }

    fn shortest(mut self) -> Self {
        while self.scale > 0 && self.units % 10 == 0 {
            self.units /= 10;
            self.scale -= 1;
        }
        self
    }

    /// Number of digits after the point.
    pub fn scale(self) -> u32 {
        self.scale
    }

    /// The amount in cents, `None` when it has fractions of a cent or is too large.
    pub fn cents(self) -> Option<i64> {
        let factor = 10_i128.checked_pow(2_u32.checked_sub(self.scale)?)?;
        i64::try_from(self.units.checked_mul(factor)?).ok()
    }

    /// The whole number, `None` when there is a fraction.
    pub fn whole(self) -> Option<i64> {
        if self.scale == 0 { i64::try_from(self.units).ok() } else { None }
    }

    /// Reads German input: `1.234,50`, `1234,5`, `1 234`, `-3`, and `1234.50` where the point
    /// cannot group thousands. `1.234` is read as one thousand two hundred and thirty-four.
    ///
    /// # Errors
    /// [`DecimalError`] when the text is not a number.
    pub fn parse_german(text: &str) -> Result<Self, DecimalError> {
        let text: String = text
            .trim()
            .trim_end_matches(['€', '%'])
            .chars()
            .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\''))
            .collect();
        if text.contains(',') {
            let (whole, fraction) = text.split_once(',').ok_or(DecimalError)?;
            let grouped = whole.contains('.');
            if fraction.contains([',', '.']) || grouped && !Self::is_grouped(whole) {
                return Err(DecimalError);
            }
            return format!("{}.{fraction}", whole.replace('.', "")).parse();
        }
        if text.contains('.') && Self::is_grouped(&text) {
            return text.replace('.', "").parse();
        }
        text.parse()
    }

    fn is_grouped(whole: &str) -> bool {
        let digits = whole.trim_start_matches(['-', '+', '\u{2212}']);
        let mut parts = digits.split('.');
        let first = parts.next().unwrap_or_default();
        (1..=3).contains(&first.len()) && first != "0" && parts.all(|p| p.len() == 3)
    }

    /// Writes it in German: comma, points between thousands, at least `digits` decimals.
    pub fn german(self, digits: usize) -> String {
        let plain = self.to_string();
        let (sign, plain) = match plain.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", plain.as_str()),
        };
        let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
        let mut grouped = String::new();
        for (position, digit) in whole.chars().enumerate() {
            if position > 0 && (whole.len() - position).is_multiple_of(3) {
                grouped.push('.');
            }
            grouped.push(digit);
        }
        let mut fraction = fraction.to_owned();
        while fraction.len() < digits {
            fraction.push('0');
        }
        if fraction.is_empty() {
            format!("{sign}{grouped}")
        } else {
            format!("{sign}{grouped},{fraction}")
        }
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    /// Reads `-12.50`; a point, no grouping, no exponent.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() && fraction.is_empty()
            || !all_digits(whole)
            || !all_digits(fraction)
            || whole.len() + fraction.len() > DIGITS_MAX
            || digits.ends_with('.')
        {
            return Err(DecimalError);
        }
        let mut units: i128 = 0;
        for digit in whole.bytes().chain(fraction.bytes()) {
            units = units * 10 + i128::from(digit - b'0');
        }
        let scale = u32::try_from(fraction.len()).map_err(|_| DecimalError)?;
        Ok(Self { units: if negative { -units } else { units }, scale }.shortest())
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let mut digits = self.units.unsigned_abs().to_string();
        let scale = usize::try_from(self.scale).unwrap_or(0);
        while digits.len() <= scale {
            digits.insert(0, '0');
        }
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        if fraction.is_empty() {
            write!(f, "{sign}{whole}")
        } else {
            write!(f, "{sign}{whole}.{fraction}")
        }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        // Whole parts first, then fractions widened to the same number of digits.
        let split = |d: &Self| {
            let unit = 10_i128.pow(d.scale);
            let room = u32::try_from(DIGITS_MAX).unwrap_or(u32::MAX).saturating_sub(d.scale);
            (d.units.div_euclid(unit), d.units.rem_euclid(unit) * 10_i128.pow(room))
        };
        split(self).cmp(&split(other))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
