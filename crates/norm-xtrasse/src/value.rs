//! A collection of objects with their values, as a program sees it.

use std::fmt;

use jiff::civil::Date;
use uuid::Uuid;

use crate::geometry::Geometry;
use crate::model::{Attribute, Class, Type, Version};
use crate::scalar;

/// All objects of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Collection {
    /// Version of the standard they follow.
    pub version: Version,
    /// The objects in the order of the file.
    pub features: Vec<Feature>,
}

impl Collection {
    /// An object by its identifier.
    pub fn find(&self, id: Uuid) -> Option<&Feature> {
        self.features.iter().find(|f| f.id == id)
    }

    /// All objects of a class or of one that descends from it.
    pub fn of<'a>(&'a self, class: &'a str) -> impl Iterator<Item = &'a Feature> {
        self.features.iter().filter(move |f| f.class.is_a(class))
    }
}

/// One object.
#[derive(Clone)]
pub struct Feature {
    /// Its class.
    pub class: &'static Class,
    /// Its identifier.
    pub id: Uuid,
    /// Its values.
    pub properties: Record,
    /// Line in the file it was read from, 0 when it was not read.
    pub line: u32,
}

impl fmt::Debug for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}] {:?}", self.class.name, self.id, self.properties)
    }
}

/// The line of the file is no part of the object.
impl PartialEq for Feature {
    fn eq(&self, other: &Self) -> bool {
        self.class.name == other.class.name
            && self.id == other.id
            && self.properties == other.properties
    }
}

/// The values of an object or of a structured value, in the order of the model.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record(Vec<(&'static str, Value)>);

impl Record {
    /// All values with the names of their attributes; repeated ones follow each other.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    /// The values of one attribute.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Value> {
        self.0.iter().filter(move |(n, _)| *n == name).map(|(_, v)| v)
    }

    /// The first value of an attribute.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(n, _)| *n == name).map(|(_, v)| v)
    }

    /// True without any value.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn push(&mut self, name: &'static str, value: Value) {
        self.0.push((name, value));
    }

    pub(crate) fn replace(&mut self, name: &'static str, value: Value) {
        self.0.retain(|(n, _)| *n != name);
        self.0.push((name, value));
    }

    /// Brings the values into the order of the model.
    pub(crate) fn sort(&mut self, class: &Class) {
        let place = |name: &str| class.attributes.iter().position(|a| a.name == name);
        self.0.sort_by_key(|(name, _)| place(name));
    }
}

impl FromIterator<(&'static str, Value)> for Record {
    fn from_iter<I: IntoIterator<Item = (&'static str, Value)>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

/// A number with its unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// The number.
    pub value: f64,
    /// The unit as written in the file.
    pub uom: String,
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Free text.
    Text(String),
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// An address.
    Uri(String),
    /// A day.
    Date(Date),
    /// A number with a unit.
    Measure(Measure),
    /// A place.
    Geometry(Geometry),
    /// A code of the attribute's list.
    Code(&'static str),
    /// A structured value.
    Data(&'static Class, Record),
    /// Another object.
    Reference(Uuid),
}

impl Value {
    /// The text of a text, an address or a code.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Uri(text) => Some(text),
            Self::Code(code) => Some(code),
            _ => None,
        }
    }
}

/// Why a value cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// The version knows no such class, or only as an ancestor.
    #[error("there is no class {0}")]
    Class(String),
    /// The class has no such attribute.
    #[error("{class} has no attribute {name}")]
    Attribute {
        /// The class.
        class: &'static str,
        /// What was asked for.
        name: String,
    },
    /// The attribute holds something else.
    #[error("{class}.{name}: {reason}")]
    Value {
        /// The class.
        class: &'static str,
        /// The attribute.
        name: &'static str,
        /// What is wrong.
        reason: String,
    },
}

impl Feature {
    /// An empty object of a class.
    pub fn new(version: Version, class: &str, id: Uuid) -> Result<Self, SetError> {
        let class = version
            .model()
            .class(class)
            .filter(|c| !c.is_abstract && c.kind == crate::model::ClassKind::Feature)
            .ok_or_else(|| SetError::Class(class.to_owned()))?;
        Ok(Self { class, id, properties: Record::default(), line: 0 })
    }

    /// Sets a simple value from its text in files, such as `1000`, `true` or `2026-05-04`; a
    /// measure takes the unit of the standard. An attribute that may occur repeatedly gains one.
    pub fn with(mut self, name: &str, text: &str) -> Result<Self, SetError> {
        let attribute = self.attribute(name)?;
        let value =
            scalar::from_text(self.class.version, &attribute.ty, text).map_err(|reason| {
                SetError::Value { class: self.class.name, name: attribute.name, reason: reason.1 }
            })?;
        self.put(attribute, value);
        Ok(self)
    }

    /// Sets a value that is not written as one text: place, reference or structured value.
    pub fn with_value(mut self, name: &str, value: Value) -> Result<Self, SetError> {
        let attribute = self.attribute(name)?;
        let fits = match (&attribute.ty, &value) {
            (Type::Text, Value::Text(_))
            | (Type::Bool, Value::Bool(_))
            | (Type::Integer, Value::Integer(_))
            | (Type::Uri, Value::Uri(_))
            | (Type::Date, Value::Date(_))
            | (Type::Measure { .. }, Value::Measure(_))
            | (Type::Reference { .. }, Value::Reference(_)) => true,
            (Type::Codes(list), Value::Code(code)) => {
                self.class.version.model().codes(list).is_some_and(|c| c.get(code).is_some())
            }
            (Type::Geometry(wanted), Value::Geometry(geometry)) => geometry.shape.fits(*wanted),
            (Type::Data(wanted), Value::Data(class, _)) => class.is_a(wanted),
            _ => false,
        };
        if !fits {
            let reason = "another type of value is wanted".to_owned();
            let (class, name) = (self.class.name, attribute.name);
            return Err(SetError::Value { class, name, reason });
        }
        self.put(attribute, value);
        Ok(self)
    }

    fn attribute(&self, name: &str) -> Result<&'static Attribute, SetError> {
        let class = self.class.name;
        let missing = || SetError::Attribute { class, name: name.to_owned() };
        self.class.attribute(name).ok_or_else(missing)
    }

    fn put(&mut self, attribute: &'static Attribute, value: Value) {
        if attribute.many {
            self.properties.push(attribute.name, value);
        } else {
            self.properties.replace(attribute.name, value);
        }
        self.properties.sort(self.class);
    }

    /// The text, address or code of an attribute.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.properties.get(name)?.text()
    }

    /// The number of a measure, in the unit of the file.
    pub fn measure(&self, name: &str) -> Option<&Measure> {
        match self.properties.get(name)? {
            Value::Measure(measure) => Some(measure),
            _ => None,
        }
    }

    /// The day of an attribute.
    pub fn date(&self, name: &str) -> Option<Date> {
        match self.properties.get(name)? {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// Yes or no of an attribute.
    pub fn bool(&self, name: &str) -> Option<bool> {
        match self.properties.get(name)? {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The objects an attribute leads to.
    pub fn references<'a>(&'a self, name: &'a str) -> impl Iterator<Item = Uuid> + 'a {
        self.properties.all(name).filter_map(|value| match value {
            Value::Reference(id) => Some(*id),
            _ => None,
        })
    }

    /// Where the object lies.
    pub fn geometry(&self) -> Option<&Geometry> {
        self.properties.iter().find_map(|(_, value)| match value {
            Value::Geometry(geometry) => Some(geometry),
            _ => None,
        })
    }
}
