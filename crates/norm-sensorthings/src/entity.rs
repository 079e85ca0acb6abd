//! Entities in the bodies of requests: read with all complaints at once, each with its place.

mod patch;
mod read;
mod rules;

pub use patch::{PatchError, apply_json_patch};
pub use read::{Purpose, read_entity};
pub use rules::check_multi_result;

use std::fmt::{self, Display, Formatter};

use crate::geometry::Geometry;
use crate::json::{Json, locate, place};
use crate::model::{EntityType, Id, Property, Relation};
use crate::time::{Instant, Interval, TimeValue};

/// A value of a property.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue {
    /// Cleared.
    Null,
    /// A text.
    Text(String),
    /// JSON as it was sent.
    Json(Json),
    /// JSON as it was sent, with the geometry in it.
    Spatial(Json, Option<Geometry>),
    /// A moment.
    Instant(Instant),
    /// A stretch of time.
    Interval(Interval),
    /// A moment or a stretch of time.
    Time(TimeValue),
}

impl FieldValue {
    /// The value as JSON; times in UTC.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Text(text) => Json::from(text.as_str()),
            Self::Json(json) | Self::Spatial(json, _) => json.clone(),
            Self::Instant(instant) => Json::text(instant.to_string()),
            Self::Interval(interval) => Json::text(interval.to_string()),
            Self::Time(time) => Json::text(time.to_string()),
        }
    }
}

/// Another entity that a body names.
#[derive(Debug, Clone, PartialEq)]
pub enum Link {
    /// One that exists: `{"@iot.id": 1}`.
    To(Id),
    /// One to be made with it.
    New(Box<EntityBody>),
}

/// An entity as a body describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct EntityBody {
    /// Its kind.
    pub entity: EntityType,
    /// Within another body: the id it came with, besides everything else. Clients send whole entities
    /// where they mean one that exists.
    pub named: Option<i64>,
    /// The properties that were given, in the order of the model.
    pub fields: Vec<(&'static Property, FieldValue)>,
    /// The relations that were given.
    pub links: Vec<(&'static Relation, Vec<Link>)>,
}

impl EntityBody {
    /// A property that was given.
    pub fn field(&self, name: &str) -> Option<&FieldValue> {
        self.fields.iter().find(|(property, _)| property.name == name).map(|(_, value)| value)
    }

    /// The entities of a relation that was given.
    pub fn links(&self, name: &str) -> &[Link] {
        let found = self.links.iter().find(|(relation, _)| relation.name == name);
        found.map_or(&[], |(_, links)| links)
    }

    /// Binds a single relation to the entity of the address the body was sent to.
    ///
    /// # Errors
    /// When the body names another one.
    pub fn bind(&mut self, relation: &'static Relation, id: Id) -> Result<(), EntityError> {
        match self.links(relation.name) {
            [] => self.links.push((relation, vec![Link::To(id)])),
            [Link::To(named)] if *named == id => {}
            _ => {
                let message = "the body names another entity than the address".to_owned();
                return Err(EntityError { pointer: format!("/{}", relation.name), message });
            }
        }
        Ok(())
    }

    /// New entities in it, itself included.
    pub fn count(&self) -> usize {
        let links = self.links.iter().flat_map(|(_, links)| links);
        1 + links
            .map(|link| match link {
                Link::To(_) => 0,
                Link::New(body) => body.count(),
            })
            .sum::<usize>()
    }

    /// The body as JSON, as it is read.
    pub fn to_json(&self) -> Json {
        let mut object = crate::json::Object::new();
        for (property, value) in &self.fields {
            object.set(property.name, value.to_json());
        }
        for (relation, links) in &self.links {
            let mut items: Vec<Json> = links
                .iter()
                .map(|link| match link {
                    Link::To(id) => {
                        let mut reference = crate::json::Object::new();
                        reference.set(crate::model::ID, Json::from(id));
                        reference.into()
                    }
                    Link::New(body) => body.to_json(),
                })
                .collect();
            let value = match (relation.is_many, items.pop()) {
                (false, Some(single)) => single,
                (_, last) => {
                    items.extend(last);
                    Json::Array(items)
                }
            };
            object.set(relation.name, value);
        }
        object.into()
    }
}

/// A complaint about a body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", if pointer.is_empty() { "/" } else { pointer })]
pub struct EntityError {
    /// JSON pointer to the place, such as `/Datastreams/0/name`.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
}

/// All complaints about a body; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityErrors(pub Vec<EntityError>);

impl Display for EntityErrors {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (at, error) in self.0.iter().enumerate() {
            write!(f, "{}{error}", if at == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}

impl std::error::Error for EntityErrors {}

impl EntityErrors {
    /// The complaints with line and column in the text of the body.
    pub fn with_places(&self, text: &str) -> String {
        let lines = self.0.iter().map(|error| match locate(text, &error.pointer) {
            Some(offset) => {
                let (line, column) = place(text, offset);
                format!("line {line}, column {column}: {error}")
            }
            None => error.to_string(),
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}
