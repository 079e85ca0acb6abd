//! Structured data (schema.org) as JSON-LD: one graph per page, from the same values as the page.

mod news;
mod town;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::calendar::{Moment, berlin};

pub use news::{
    EventPage, HEADLINE_CHARS_MAX, Job, News, Picture, announcement, breadcrumbs, event, job, news,
};
pub use town::{Hours, Office, Organization, Service, office, organization, service, web_site};

/// An object, being built: empty values leave no trace.
#[derive(Clone, Debug)]
pub struct Thing(Map<String, Value>);

impl Thing {
    /// A thing of a type; `id` is its lasting address, or empty.
    pub fn of(kind: &str, id: &str) -> Self {
        let mut map = Map::new();
        map.insert("@type".into(), kind.into());
        Self(map).text("@id", id)
    }

    /// Sets a text, if there is one.
    #[must_use]
    pub fn text(mut self, name: &str, value: &str) -> Self {
        if !value.is_empty() {
            self.0.insert(name.into(), value.into());
        }
        self
    }

    /// Sets a value, if it is one.
    #[must_use]
    pub fn value(mut self, name: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        let is_empty = match &value {
            Value::Null => true,
            Value::Array(list) => list.is_empty(),
            Value::Object(map) => map.is_empty(),
            _ => false,
        };
        if !is_empty {
            self.0.insert(name.into(), value);
        }
        self
    }

    /// Sets an instant with the offset of the house.
    #[must_use]
    pub fn instant(self, name: &str, at: Option<Timestamp>) -> Self {
        self.text(name, &at.map(instant).unwrap_or_default())
    }

    /// Refers to another thing of the graph.
    #[must_use]
    pub fn refers(self, name: &str, id: &str) -> Self {
        if id.is_empty() { self } else { self.value(name, json!({ "@id": id })) }
    }
}

impl From<Thing> for Value {
    fn from(thing: Thing) -> Self {
        Self::Object(thing.0)
    }
}

/// An instant on the clock of the house, with its offset.
pub fn instant(at: Timestamp) -> String {
    at.to_zoned(berlin()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn moment(moment: Moment) -> String {
    match moment {
        Moment::Day(day) => day.to_string(),
        other => instant(other.instant()),
    }
}

/// All things of a page as one graph.
pub fn graph(things: Vec<Thing>) -> Value {
    let things: Vec<Value> = things.into_iter().map(Value::from).collect();
    json!({ "@context": "https://schema.org", "@graph": things })
}

/// A graph as it may stand within a `script` element: nothing in it ends that element.
pub fn script_text(graph: &Value) -> String {
    graph.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// An address by post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// Town.
    pub town: String,
}

impl Address {
    fn thing(&self) -> Value {
        if *self == Self::default() {
            return Value::Null;
        }
        Thing::of("PostalAddress", "")
            .text("streetAddress", &self.street)
            .text("postalCode", &self.postal_code)
            .text("addressLocality", &self.town)
            .text("addressCountry", "DE")
            .into()
    }
}
