//! Values between Rust and the engines: few types, each with one meaning (house style: ids, days,
//! instants and names of states are text; money and counts are whole numbers).

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::DbError;
use crate::clock::instant_text;
use crate::value::{Euro, Id, Language, Private};

/// A value of a column or parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// `BIGINT`.
    Int(i64),
    /// `DOUBLE PRECISION`.
    Real(f64),
    /// `TEXT`.
    Text(String),
    /// `BOOLEAN`.
    Bool(bool),
    /// `BYTEA`.
    Bytes(Vec<u8>),
}

/// What can be a parameter.
pub trait ToValue: Sync {
    /// The value for the engine.
    fn to_value(&self) -> Value;
}

/// What can be read from a column.
pub trait FromValue: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// A reason when the column holds something else.
    fn from_value(value: &Value) -> Result<Self, String>;
}

/// A row of an answer.
#[derive(Clone, Debug)]
pub struct Row {
    pub(super) columns: Arc<[String]>,
    pub(super) values: Vec<Value>,
}

impl Row {
    /// The column of this name.
    ///
    /// # Errors
    /// [`DbError::Column`] when it is missing or holds another type.
    pub fn get<T: FromValue>(&self, column: &str) -> Result<T, DbError> {
        let Some(index) = self.columns.iter().position(|c| c == column) else {
            return Err(DbError::Column {
                column: column.to_owned(),
                reason: "is not there".into(),
            });
        };
        self.at(index)
    }

    /// The column at this index.
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn at<T: FromValue>(&self, index: usize) -> Result<T, DbError> {
        let name = || self.columns.get(index).cloned().unwrap_or_else(|| index.to_string());
        let value = self
            .values
            .get(index)
            .ok_or_else(|| DbError::Column { column: name(), reason: "is not there".into() })?;
        T::from_value(value).map_err(|reason| DbError::Column { column: name(), reason })
    }

    /// A column that holds JSON.
    ///
    /// # Errors
    /// As [`Row::get`], or that the JSON does not read as `T`.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T, DbError> {
        let text: String = self.get(column)?;
        serde_json::from_str(&text)
            .map_err(|e| DbError::Column { column: column.to_owned(), reason: e.to_string() })
    }

    /// All values, for copying whole tables.
    pub(crate) fn values(&self) -> &[Value] {
        &self.values
    }
}

macro_rules! to_value {
    ($($type:ty, $this:ident => $value:expr;)*) => {$(
        impl ToValue for $type {
            fn to_value(&self) -> Value {
                let $this = self;
                $value
            }
        }
    )*};
}

to_value! {
    i64, v => Value::Int(*v);
    i32, v => Value::Int(i64::from(*v));
    u32, v => Value::Int(i64::from(*v));
    usize, v => Value::Int(i64::try_from(*v).unwrap_or(i64::MAX));
    f64, v => Value::Real(*v);
    bool, v => Value::Bool(*v);
    str, v => Value::Text(v.to_owned());
    &str, v => Value::Text((*v).to_owned());
    String, v => Value::Text(v.clone());
    Vec<u8>, v => Value::Bytes(v.clone());
    [u8], v => Value::Bytes(v.to_vec());
    Timestamp, v => Value::Text(instant_text(*v));
    Date, v => Value::Text(v.to_string());
    Euro, v => Value::Int(v.0);
    Language, v => Value::Text(v.tag().to_owned());
    Value, v => v.clone();
}

impl<T> ToValue for Id<T> {
    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

impl<T: ToValue> ToValue for Private<T> {
    fn to_value(&self) -> Value {
        self.reveal().to_value()
    }
}

fn other(value: &Value, wanted: &str) -> String {
    let found = match value {
        Value::Null => "nothing",
        Value::Int(_) => "a whole number",
        Value::Real(_) => "a number",
        Value::Text(_) => "text",
        Value::Bool(_) => "a truth value",
        Value::Bytes(_) => "bytes",
    };
    format!("expected {wanted}, found {found}")
}

impl FromValue for i64 {
    fn from_value(value: &Value) -> Result<Self, String> {
        match value {
            Value::Int(v) => Ok(*v),
            v => Err(other(v, "a whole number")),
        }
    }
}

impl FromValue for u32 {
    fn from_value(value: &Value) -> Result<Self, String> {
        Self::try_from(i64::from_value(value)?).map_err(|e| e.to_string())
    }
}

impl FromValue for u64 {
    fn from_value(value: &Value) -> Result<Self, String> {
        Self::try_from(i64::from_value(value)?).map_err(|e| e.to_string())
    }
}

impl FromValue for f64 {
    fn from_value(value: &Value) -> Result<Self, String> {
        match value {
            Value::Real(v) => Ok(*v),
            v => Err(other(v, "a number")),
        }
    }
}

impl FromValue for bool {
    fn from_value(value: &Value) -> Result<Self, String> {
        match value {
            Value::Bool(v) => Ok(*v),
            // SQLite keeps truth values as 0 and 1.
            Value::Int(v @ (0 | 1)) => Ok(*v == 1),
            v => Err(other(v, "a truth value")),
        }
    }
}

impl FromValue for String {
    fn from_value(value: &Value) -> Result<Self, String> {
        match value {
            Value::Text(v) => Ok(v.clone()),
            v => Err(other(v, "text")),
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: &Value) -> Result<Self, String> {
        match value {
            Value::Bytes(v) => Ok(v.clone()),
            v => Err(other(v, "bytes")),
        }
    }
}

macro_rules! from_text {
    ($($type:ty),*) => {$(
        impl FromValue for $type {
            fn from_value(value: &Value) -> Result<Self, String> {
                String::from_value(value)?.parse().map_err(|e| format!("{e}"))
            }
        }
    )*};
}
from_text!(Timestamp, Date);

impl<T> FromValue for Id<T> {
    fn from_value(value: &Value) -> Result<Self, String> {
        String::from_value(value)?.parse().map_err(|e| format!("{e}"))
    }
}

impl FromValue for Euro {
    fn from_value(value: &Value) -> Result<Self, String> {
        i64::from_value(value).map(Euro)
    }
}

impl FromValue for Language {
    fn from_value(value: &Value) -> Result<Self, String> {
        Ok(if String::from_value(value)? == "en" { Self::En } else { Self::De })
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Result<Self, String> {
        match value {
            Value::Null => Ok(None),
            v => T::from_value(v).map(Some),
        }
    }
}

impl<T: FromValue> FromValue for Private<T> {
    fn from_value(value: &Value) -> Result<Self, String> {
        T::from_value(value).map(Private::new)
    }
}
