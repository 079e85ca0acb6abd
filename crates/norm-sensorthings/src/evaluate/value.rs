//! Values of expressions, and how they are read as one kind or another.

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::SignedDuration;
use jiff::civil::{Date, Time};

use crate::check::Comparing;
use crate::geometry::{Geometry, read_geojson_feature};
use crate::json::{self, Json};
use crate::model::PropertyKind;
use crate::query::Arithmetic;
use crate::time::TimeValue;

/// A value of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing, or nothing that fits.
    Null,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(json::Number),
    /// A text.
    Text(String),
    /// An instant or an interval.
    Time(TimeValue),
    /// A day.
    Date(Date),
    /// A time of day.
    TimeOfDay(Time),
    /// A duration.
    Duration(SignedDuration),
    /// A geometry and the JSON it was read from.
    Geometry(Geometry, Json),
    /// Other JSON: objects, lists, and what holds no geometry.
    Json(Json),
}

impl Value {
    pub(super) fn number(number: Number) -> Self {
        match number {
            Number::Whole(value) => Self::Number(json::Number::from(value)),
            Number::Float(value) => json::Number::from_f64(value).map_or(Self::Null, Self::Number),
        }
    }

    pub(super) fn of_json(json: Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(value),
            Json::Number(number) => Self::Number(number),
            Json::Text(text) => Self::Text(text),
            other => Self::Json(other),
        }
    }

    /// The value of a property, or of a part of its JSON.
    pub(super) fn of_property(kind: PropertyKind, json: Json, is_part: bool) -> Self {
        match kind {
            PropertyKind::Instant | PropertyKind::Interval | PropertyKind::Time => {
                let time = json.as_text().and_then(|text| text.parse().ok());
                time.map_or(Self::Null, Self::Time)
            }
            PropertyKind::Spatial | PropertyKind::Area if !is_part => {
                match read_geojson_feature(&json) {
                    Ok(Some(geometry)) => Self::Geometry(geometry, json),
                    _ => Self::of_json(json),
                }
            }
            _ => Self::of_json(json),
        }
    }

    pub(super) const fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    pub(super) fn as_number(&self) -> Option<Number> {
        if let Self::Number(number) = self { Some(Number::of(number)) } else { None }
    }

    pub(super) const fn as_duration(&self) -> Option<SignedDuration> {
        if let Self::Duration(duration) = self { Some(*duration) } else { None }
    }

    /// A time, also from a text of JSON that is one.
    pub(super) fn as_time(&self) -> Option<TimeValue> {
        match self {
            Self::Time(time) => Some(*time),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// A text; other JSON by its text form.
    pub(super) fn as_text(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Text(text) => Cow::Borrowed(text.as_str()),
            Self::Number(number) => Cow::Borrowed(number.as_str()),
            Self::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Self::Geometry(_, Json::Null) => return None,
            Self::Geometry(_, json) | Self::Json(json) => Cow::Owned(json.to_string()),
            _ => return None,
        })
    }

    pub(super) const fn as_geometry(&self) -> Option<&Geometry> {
        if let Self::Geometry(geometry, _) = self { Some(geometry) } else { None }
    }

    /// Order of two values of any kinds, for `$orderby`: null first, then by kind, then by value.
    pub fn sort(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => Number::of(a).order(Number::of(b)),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Time(a), Self::Time(b)) => {
                (a.start().at(), a.end().at()).cmp(&(b.start().at(), b.end().at()))
            }
            (Self::Date(a), Self::Date(b)) => a.cmp(b),
            (Self::TimeOfDay(a), Self::TimeOfDay(b)) => a.cmp(b),
            (Self::Duration(a), Self::Duration(b)) => a.cmp(b),
            (a, b) => (a.rank(), a.as_text()).cmp(&(b.rank(), b.as_text())),
        }
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Bool(_) => 1,
            Self::Number(_) => 2,
            Self::Text(_) => 3,
            Self::Time(_) => 4,
            Self::Date(_) => 5,
            Self::TimeOfDay(_) => 6,
            Self::Duration(_) => 7,
            Self::Geometry(..) | Self::Json(_) => 8,
        }
    }
}

/// Order of two values, if both are of the kind that is compared.
pub(super) fn order(comparing: Comparing, left: &Value, right: &Value) -> Option<Ordering> {
    match (comparing, left, right) {
        (Comparing::Numbers, a, b) => Some(a.as_number()?.order(b.as_number()?)),
        (Comparing::Texts, a, b) => Some(a.as_text()?.cmp(&b.as_text()?)),
        (Comparing::Bools, a, b) => Some(a.as_bool()?.cmp(&b.as_bool()?)),
        (Comparing::Dates, Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Comparing::TimesOfDay, Value::TimeOfDay(a), Value::TimeOfDay(b)) => Some(a.cmp(b)),
        (Comparing::Durations, Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
        (Comparing::Json, Value::Number(a), Value::Number(b)) => {
            Some(Number::of(a).order(Number::of(b)))
        }
        (Comparing::Json, Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Comparing::Json, Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// A number to calculate with: whole as long as that is exact.
#[derive(Debug, Clone, Copy)]
pub(super) enum Number {
    Whole(i64),
    Float(f64),
}

impl Number {
    pub fn of(number: &json::Number) -> Self {
        number.as_i64().map_or_else(|| Self::Float(number.as_f64()), Self::Whole)
    }

    #[expect(clippy::cast_precision_loss, reason = "the nearest float is what databases take, too")]
    pub const fn as_f64(self) -> f64 {
        match self {
            Self::Whole(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    pub fn order(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => a.cmp(&b),
            (a, b) => a.as_f64().partial_cmp(&b.as_f64()).unwrap_or(Ordering::Equal),
        }
    }

    pub fn negated(self) -> Self {
        match self {
            Self::Whole(value) => {
                value.checked_neg().map_or_else(|| Self::Float(-self.as_f64()), Self::Whole)
            }
            Self::Float(value) => Self::Float(-value),
        }
    }

    /// `None` for division by zero and for results that are no number.
    pub fn calculate(self, arithmetic: Arithmetic, other: Self) -> Option<Self> {
        if let (Self::Whole(a), Self::Whole(b)) = (self, other) {
            let exact = match arithmetic {
                Arithmetic::Add => a.checked_add(b),
                Arithmetic::Sub => a.checked_sub(b),
                Arithmetic::Mul => a.checked_mul(b),
                Arithmetic::Mod => a.checked_rem(b),
                // A division that leaves a rest keeps its fraction.
                Arithmetic::Div if b != 0 && a.checked_rem(b) == Some(0) => a.checked_div(b),
                Arithmetic::Div => None,
            };
            if let Some(exact) = exact {
                return Some(Self::Whole(exact));
            }
        }
        let (a, b) = (self.as_f64(), other.as_f64());
        let result = match arithmetic {
            Arithmetic::Add => a + b,
            Arithmetic::Sub => a - b,
            Arithmetic::Mul => a * b,
            Arithmetic::Div | Arithmetic::Mod if b == 0.0 => return None,
            Arithmetic::Div => a / b,
            Arithmetic::Mod => a % b,
        };
        result.is_finite().then_some(Self::Float(result))
    }
}
