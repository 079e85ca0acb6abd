//! JSON as it was written: numbers keep their digits, members keep their order.
//!
//! A value that a client stored must come back as it went in (`10` not as `10.0`), which common
//! JSON values do not promise.

mod pointer;
mod read;
mod write;

pub(crate) use pointer::{escape, index, unescape};
pub use pointer::{locate, place};
pub use read::JsonError;
pub(crate) use write::quote;

use std::borrow::Cow;
use std::collections::HashMap;

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Json {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number with its digits as written.
    Number(Number),
    /// A text.
    Text(String),
    /// A list.
    Array(Vec<Json>),
    /// An object.
    Object(Object),
}

impl Json {
    /// Reads one JSON value from a text.
    ///
    /// # Errors
    /// Where and why the text is no JSON, or a limit is passed, or a name stands twice in an object.
    pub fn parse(text: &str) -> Result<Self, JsonError> {
        read::parse(text)
    }

    /// Reads one JSON value from bytes.
    ///
    /// # Errors
    /// As [`Json::parse`], and when the bytes are not UTF-8.
    pub fn parse_bytes(bytes: &[u8]) -> Result<Self, JsonError> {
        read::parse_bytes(bytes)
    }

    /// A text value.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<&Number> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }

    /// The members, if it is an object.
    pub fn as_object(&self) -> Option<&Object> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }

    /// The items, if it is a list.
    pub fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// A member of an object.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.as_object().and_then(|object| object.get(name))
    }

    /// What it is, in a word, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::Array(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// The text form of a value: texts without quotes, everything else as JSON. `None` for `null`.
    pub fn text_form(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Null => None,
            Self::Text(text) => Some(Cow::Borrowed(text)),
            other => Some(Cow::Owned(other.to_string())),
        }
    }

    /// Whether two values mean the same: numbers by value, objects whatever the order of members.
    pub fn means(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.means(b),
            (Self::Array(a), Self::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.means(b))
            }
            (Self::Object(a), Self::Object(b)) => {
                // A table of names, so that wide objects take linear time.
                let names: HashMap<&str, &Self> = b.iter().collect();
                a.len() == b.len()
                    && a.iter().all(|(k, v)| names.get(k).is_some_and(|w| v.means(w)))
            }
            (a, b) => a == b,
        }
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        Self::Number(Number::from(value))
    }
}

impl From<f64> for Json {
    /// A number; `null` if it is not finite.
    fn from(value: f64) -> Self {
        Number::from_f64(value).map_or(Self::Null, Self::Number)
    }
}

impl From<&str> for Json {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Json {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl FromIterator<(String, Json)> for Object {
    /// Of two members with the same name the later value counts, at the place of the first.
    fn from_iter<I: IntoIterator<Item = (String, Json)>>(members: I) -> Self {
        let mut object = Self::default();
        let mut places: HashMap<String, usize> = HashMap::new();
        for (name, value) in members {
            if let Some((_, old)) = places.get(&name).and_then(|at| object.0.get_mut(*at)) {
                *old = value;
            } else {
                places.insert(name.clone(), object.len());
                object.0.push((name, value));
            }
        }
        object
    }
}

/// A number with its digits as written; always a valid JSON number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Number(Box<str>);

impl Number {
    /// Takes a text that is a JSON number.
    pub fn parse(text: &str) -> Option<Self> {
        (read::number_length(text.as_bytes()) == Some(text.len())).then(|| Self(text.into()))
    }

    /// A number from a float, written as an integer where it is one. `None` if it is not finite.
    pub fn from_f64(value: f64) -> Option<Self> {
        // Up to here every whole float is exact, and short enough to write without exponent.
        const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;
        if !value.is_finite() {
            None
        } else if value.fract() == 0.0 && value.abs() <= WHOLE_MAX {
            // Minus zero is written without its sign.
            Some(Self(format!("{:.0}", value + 0.0).into()))
        } else {
            Some(Self(format!("{value:?}").into()))
        }
    }

    /// The digits as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value as a whole number, if it is written as one and fits.
    pub fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    /// The nearest float. Infinite when the number is too large for one.
    pub fn as_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }

    /// Whether two numbers have the same value: `1` and `1.0` do.
    pub fn means(&self, other: &Self) -> bool {
        self.0 == other.0
            || match (self.as_i64(), other.as_i64()) {
                (Some(a), Some(b)) => a == b,
                _ => self.as_f64().total_cmp(&other.as_f64()).is_eq(),
            }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(value.to_string().into())
    }
}

/// The members of an object in their order; every name once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Object(Vec<(String, Json)>);

impl Object {
    /// An object without members.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// How many members it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A member.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value)
    }

    /// A member, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Json> {
        self.0.iter_mut().find(|(n, _)| n == name).map(|(_, value)| value)
    }

    /// Sets a member: in its place if it exists, else at the end. Returns the old value.
    pub fn set(&mut self, name: &str, value: impl Into<Json>) -> Option<Json> {
        let value = value.into();
        if let Some(old) = self.get_mut(name) {
            return Some(std::mem::replace(old, value));
        }
        self.0.push((name.to_owned(), value));
        None
    }

    /// Takes a member out.
    pub fn remove(&mut self, name: &str) -> Option<Json> {
        let at = self.0.iter().position(|(n, _)| n == name)?;
        Some(self.0.remove(at).1)
    }

    /// The members in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Adds a member whose name is known to be new.
    fn push_new(&mut self, name: String, value: Json) {
        self.0.push((name, value));
    }
}

impl From<Object> for Json {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl From<Vec<Json>> for Json {
    fn from(items: Vec<Json>) -> Self {
        Self::Array(items)
    }
}
