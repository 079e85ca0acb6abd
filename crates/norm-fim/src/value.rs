//! A typed answer, and how people and documents write it.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

use crate::decimal::{Decimal, DecimalError};
use crate::model::{DataType, Field, FieldKind};

/// An attachment as an answer: the bytes live elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileRef {
    /// Id of the attachment; this is what the Fachdaten hold.
    pub id: String,
    /// Name the person gave it.
    #[serde(default)]
    pub name: String,
    /// Kind of file as found by its content.
    #[serde(default)]
    pub media_type: String,
    /// Size in bytes.
    #[serde(default)]
    pub size_bytes: u64,
}

/// A typed answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Text.
    Text(String),
    /// Code of a chosen entry.
    Code(String),
    /// Day.
    Date(Date),
    /// Time of day.
    Time(Time),
    /// Day and time, as written (an offset is kept).
    DateTime(String),
    /// Yes or no.
    Bool(bool),
    /// Whole number.
    Integer(i64),
    /// Decimal number.
    Number(Decimal),
    /// Euro.
    Money(Decimal),
    /// Attachment.
    File(FileRef),
}

/// Why an input is not an answer to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueError {
    /// Not a calendar day.
    Date,
    /// Not a time of day.
    Time,
    /// Neither yes nor no.
    Bool,
    /// Not a whole number.
    Integer,
    /// Not a number.
    Number,
    /// Not an amount in euro and cent.
    Money,
}

/// How a text is to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// As people type it in Germany: `31.12.2026`, `1.234,50`, `ja`.
    German,
    /// As documents hold it: `2026-12-31`, `1234.50`, `true`.
    Exchange,
}

impl Value {
    /// Reads a non-empty text as an answer to a field.
    ///
    /// # Errors
    /// [`ValueError`] says what kind of answer was expected.
    pub fn parse(field: &Field, text: &str, notation: Notation) -> Result<Self, ValueError> {
        let trimmed = if notation == Notation::German { text.trim() } else { text };
        if field.kind == FieldKind::Select && field.data_type != DataType::Bool {
            let code = if notation == Notation::German { trimmed } else { text };
            return Ok(Self::Code(code.to_owned()));
        }
        let german = notation == Notation::German;
        let decimal = |error| {
            if german { Decimal::parse_german(trimmed) } else { exchanged(trimmed) }
                .map_err(|_| error)
        };
        match field.data_type {
            DataType::Text | DataType::TextLatin if german => Ok(Self::Text(tidy(text))),
            DataType::Text | DataType::TextLatin => Ok(Self::Text(text.to_owned())),
            DataType::Date => parse_date(trimmed, german).map(Self::Date).ok_or(ValueError::Date),
            DataType::Time if german => parse_time(trimmed).map(Self::Time).ok_or(ValueError::Time),
            DataType::Time => iso_time(trimmed).map(Self::Time).ok_or(ValueError::Time),
            DataType::DateTime => parse_date_time(trimmed, german).ok_or(ValueError::Date),
            DataType::Bool => parse_bool(trimmed, german).map(Self::Bool).ok_or(ValueError::Bool),
            DataType::Integer => {
                let number = decimal(ValueError::Integer)?;
                match number.whole() {
                    Some(whole) => Ok(Self::Integer(whole)),
                    // Larger than people count, but a document may say so.
                    None if !german && number.scale() == 0 => Ok(Self::Number(number)),
                    None => Err(ValueError::Integer),
                }
            }
            DataType::Number => Ok(Self::Number(decimal(ValueError::Number)?)),
            DataType::Money => {
                let amount = decimal(ValueError::Money)?;
                if german && amount.cents().is_none() {
                    return Err(ValueError::Money);
                }
                Ok(Self::Money(amount))
            }
            DataType::File | DataType::Object => {
                Ok(Self::File(FileRef { id: trimmed.to_owned(), ..FileRef::default() }))
            }
        }
    }

    /// The text documents hold.
    pub fn exchange(&self) -> String {
        self.exchanged().into_owned()
    }

    /// The same, without a copy of what is text already.
    pub(crate) fn exchanged(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Code(text) | Self::DateTime(text) => Cow::Borrowed(text),
            Self::Date(date) => Cow::Owned(date.to_string()),
            Self::Time(time) => Cow::Owned(time.to_string()),
            Self::Bool(yes) => Cow::Borrowed(if *yes { "true" } else { "false" }),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Number(number) | Self::Money(number) => Cow::Owned(number.to_string()),
            Self::File(file) => Cow::Borrowed(&file.id),
        }
    }

    /// The text put back into the input: `31.12.2026`, `1234,50`, `ja`.
    pub fn input(&self) -> String {
        match self {
            Self::Date(date) => german_date(*date),
            Self::Time(time) => format!("{:02}:{:02}", time.hour(), time.minute()),
            Self::Bool(yes) => if *yes { "ja" } else { "nein" }.to_owned(),
            Self::Number(number) => number.to_string().replace('.', ","),
            Self::Money(amount) => amount.german(2).replace('.', ""),
            other => other.exchange(),
        }
    }

    /// The text for a summary or print; codes are shown with their names by the form.
    pub fn display(&self) -> String {
        match self {
            Self::Bool(yes) => if *yes { "Ja" } else { "Nein" }.to_owned(),
            Self::Number(number) => number.german(0),
            Self::Money(amount) => format!("{} €", amount.german(2)),
            Self::File(file) if !file.name.is_empty() => file.name.clone(),
            other => other.input(),
        }
    }

    /// The answer as a date.
    pub fn as_date(&self) -> Option<Date> {
        if let Self::Date(date) = self { Some(*date) } else { None }
    }

    /// The answer as an amount in cents.
    pub fn as_cents(&self) -> Option<i64> {
        match self {
            Self::Money(amount) | Self::Number(amount) => amount.cents(),
            Self::Integer(euros) => euros.checked_mul(100),
            _ => None,
        }
    }

    /// The answer as yes or no.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(yes) = self { Some(*yes) } else { None }
    }

    /// The answer as a number.
    pub fn as_decimal(&self) -> Option<Decimal> {
        match self {
            Self::Integer(number) => Some(Decimal::integer(*number)),
            Self::Number(number) | Self::Money(number) => Some(*number),
            _ => None,
        }
    }

    /// The answer as text: text itself or a code.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Code(text) => Some(text),
            _ => None,
        }
    }
}

/// Trims both ends and turns Windows line ends into plain ones.
fn tidy(text: &str) -> String {
    text.trim().replace("\r\n", "\n").replace('\r', "\n")
}

/// Writes `31.12.2026`.
pub fn german_date(date: Date) -> String {
    format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year())
}

fn parse_date(text: &str, german: bool) -> Option<Date> {
    if let Some(date) = iso_date(text) {
        return Some(date);
    }
    if !german {
        return None;
    }
    let cleaned = text.replace(['/', '-', ' '], ".");
    let mut parts = cleaned.split('.').filter(|p| !p.is_empty());
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || day.len() > 2 || month.len() > 2 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn iso_date(text: &str) -> Option<Date> {
    let shape = |(position, byte): (usize, u8)| match position {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    if text.len() != 10 || !text.bytes().enumerate().all(shape) {
        return None;
    }
    let (year, month, day) = (text.get(0..4)?, text.get(5..7)?, text.get(8..10)?);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A number as documents write it; an exponent is written out.
fn exchanged(text: &str) -> Result<Decimal, DecimalError> {
    if !text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)) {
        return Err(DecimalError);
    }
    if !text.contains(['e', 'E']) {
        return text.parse();
    }
    let number: f64 = text.parse().map_err(|_| DecimalError)?;
    number.to_string().parse()
}

/// `14:30:00`, with seconds, as both schema languages want it.
fn iso_time(text: &str) -> Option<Time> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_shaped = clock.len() == 8
        && clock.bytes().enumerate().all(|(position, byte)| match position {
            2 | 5 => byte == b':',
            _ => byte.is_ascii_digit(),
        });
    let is_fraction =
        (1..=9).contains(&fraction.len()) && fraction.bytes().all(|b| b.is_ascii_digit());
    if is_shaped && is_fraction { text.parse().ok() } else { None }
}

fn parse_time(text: &str) -> Option<Time> {
    let text = text.trim_end_matches("Uhr").trim().replace('.', ":");
    let mut parts = text.split(':');
    let two = |part: Option<&str>| -> Option<i8> {
        let part = part?;
        if part.is_empty() || part.len() > 2 || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        part.parse().ok()
    };
    let (hour, minute) = (two(parts.next())?, two(parts.next())?);
    let second = match parts.next() {
        None => 0,
        part => two(part)?,
    };
    if parts.next().is_some() {
        return None;
    }
    Time::new(hour, minute, second, 0).ok()
}

fn parse_date_time(text: &str, german: bool) -> Option<Value> {
    if text.parse::<DateTime>().is_ok() && text.contains('T') {
        return Some(Value::DateTime(text.to_owned()));
    }
    if text.contains('T') && text.parse::<jiff::Timestamp>().is_ok() {
        return Some(Value::DateTime(text.to_owned()));
    }
    if !german {
        return None;
    }
    let (day, time) = text.split_once([' ', ',', 'T'])?;
    let date = parse_date(day.trim(), true)?;
    let time = parse_time(time.trim_start_matches([' ', ',']))?;
    Some(Value::DateTime(DateTime::from_parts(date, time).to_string()))
}

fn parse_bool(text: &str, german: bool) -> Option<bool> {
    match text {
        "true" | "1" => return Some(true),
        "false" | "0" => return Some(false),
        _ if !german => return None,
        _ => {}
    }
    match text.to_lowercase().as_str() {
        "true" | "ja" | "j" | "wahr" | "yes" | "on" => Some(true),
        "false" | "nein" | "n" | "falsch" | "no" | "off" => Some(false),
        _ => None,
    }
}
