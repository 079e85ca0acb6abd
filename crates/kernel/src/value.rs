//! Small value types that everybody shares: identifiers, money, periods, languages, private values.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// An identifier that knows what it identifies: `Id<Case>` never passes for `Id<Person>`.
/// A version 7 UUID, stored as text.
pub struct Id<T>(Uuid, PhantomData<fn() -> T>);

impl<T> Id<T> {
    /// A fresh identifier.
    #[expect(clippy::new_without_default, reason = "a fresh identifier is no default value")]
    pub fn new() -> Self {
        Self(Uuid::now_v7(), PhantomData)
    }

    /// An identifier that follows from a name, for records that must not be made twice.
    pub fn from_name(name: &str) -> Self {
        use sha2::Digest;
        let digest = sha2::Sha256::digest(name.as_bytes());
        let mut bytes = [0_u8; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid(), PhantomData)
    }

    /// The same identifier, said of another kind: only where two records share one identity.
    pub fn of<U>(self) -> Id<U> {
        Id(self.0, PhantomData)
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> std::hash::Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<T> FromStr for Id<T> {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Only the one written form is accepted: an id in a URL has a single spelling.
        let id = Uuid::try_parse(text)?;
        if id.to_string() == text {
            Ok(Self(id, PhantomData))
        } else {
            Uuid::try_parse("").map(|id| Self(id, PhantomData))
        }
    }
}
impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// An amount of money in cents.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Euro(pub i64);

impl Euro {
    /// Whole euros and cents as an amount, for constants and tests.
    pub const fn cents(cents: i64) -> Self {
        Self(cents)
    }

    /// German form: `1.234,56 €`.
    pub fn german(self) -> String {
        format!("{} €", self.digits('.', ','))
    }

    /// English form: `€1,234.56`.
    pub fn english(self) -> String {
        format!("€{}", self.digits(',', '.'))
    }

    fn digits(self, group: char, point: char) -> String {
        let whole = (self.0 / 100).unsigned_abs().to_string();
        let mut out = String::new();
        if self.0 < 0 {
            out.push('-');
        }
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                out.push(group);
            }
            out.push(digit);
        }
        format!("{out}{point}{:02}", (self.0 % 100).unsigned_abs())
    }
}

/// First and last day, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
}

impl Period {
    /// Whether a day lies in the period.
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.until
    }
}

/// Language of a page or message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// German, the official language (§ 23 VwVfG, § 19 SGB X).
    #[default]
    De,
    /// English, a courtesy.
    En,
}

impl Language {
    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        self.of("de", "en")
    }

    /// Picks the text of this language.
    pub fn of<'a>(self, de: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::De => de,
            Self::En => en,
        }
    }

    /// A day as people write it: `4. Mai 2026`, `4 May 2026`.
    pub fn day(self, day: Date) -> String {
        const DE: [&str; 12] = [
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ];
        const EN: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let month = usize::from(day.month().unsigned_abs()).saturating_sub(1).min(11);
        match self {
            Self::De => format!("{}. {} {}", day.day(), DE[month], day.year()),
            Self::En => format!("{} {} {}", day.day(), EN[month], day.year()),
        }
    }

    /// An instant as people read it, in the town's time zone.
    pub fn moment(self, at: jiff::Timestamp) -> String {
        let local = at.to_zoned(crate::clock::berlin());
        match self {
            Self::De => {
                format!("{}, {:02}:{:02} Uhr", self.day(local.date()), local.hour(), local.minute())
            }
            Self::En => {
                format!("{}, {:02}:{:02}", self.day(local.date()), local.hour(), local.minute())
            }
        }
    }

    /// An amount in the form of the language.
    pub fn euro(self, amount: Euro) -> String {
        match self {
            Self::De => amount.german(),
            Self::En => amount.english(),
        }
    }
}

/// A text in both languages of the house.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// German.
    pub de: String,
    /// English.
    pub en: String,
}

impl Text {
    /// A text in both languages.
    pub fn new(de: impl Into<String>, en: impl Into<String>) -> Self {
        Self { de: de.into(), en: en.into() }
    }

    /// The same words in both languages: names, numbers.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { de: text.clone(), en: text }
    }

    /// The text of a language; German where a translation is missing.
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::En if !self.en.is_empty() => &self.en,
            _ => &self.de,
        }
    }
}

/// A value about a person: it never shows itself in logs. `reveal` is easy to find.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Shows the value to somebody entitled.
    pub fn reveal(&self) -> &T {
        &self.0
    }

    /// Gives the value away.
    pub fn into_revealed(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_reads_as_people_write_it() {
        assert_eq!(Euro(123_456).german(), "1.234,56 €");
        assert_eq!(Euro(-5).german(), "-0,05 €");
        assert_eq!(Euro(100_000_000).english(), "€1,000,000.00");
    }

    #[test]
    fn an_id_has_one_spelling() {
        let id = Id::<()>::new();
        assert_eq!(id.to_string().parse::<Id<()>>().unwrap(), id);
        assert!(id.to_string().to_uppercase().parse::<Id<()>>().is_err());
        assert!(id.to_string().replace('-', "").parse::<Id<()>>().is_err());
    }

    #[test]
    fn private_values_do_not_print() {
        assert_eq!(format!("{:?}", Private::new("Erika")), "[private]");
    }
}
