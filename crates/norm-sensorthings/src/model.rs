//! The entities of `SensorThings` 1.1 Part 1 with the `MultiDatastream` extension.

mod tables;

use std::fmt::{self, Display, Formatter};

/// Kinds of entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntityType {
    /// A thing of the world: a station, a bin, a bridge.
    Thing,
    /// Where a thing is.
    Location,
    /// Where a thing was from some time on.
    HistoricalLocation,
    /// Observations of one property by one sensor.
    Datastream,
    /// Observations with several values each.
    MultiDatastream,
    /// What measures.
    Sensor,
    /// What is measured.
    ObservedProperty,
    /// One result.
    Observation,
    /// What the result is about.
    FeatureOfInterest,
}

impl EntityType {
    /// All kinds, in the order of the landing page.
    pub const ALL: [Self; 9] = [
        Self::Thing,
        Self::Location,
        Self::HistoricalLocation,
        Self::Datastream,
        Self::MultiDatastream,
        Self::Sensor,
        Self::ObservedProperty,
        Self::Observation,
        Self::FeatureOfInterest,
    ];

    /// Name of one entity.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Thing => "Thing",
            Self::Location => "Location",
            Self::HistoricalLocation => "HistoricalLocation",
            Self::Datastream => "Datastream",
            Self::MultiDatastream => "MultiDatastream",
            Self::Sensor => "Sensor",
            Self::ObservedProperty => "ObservedProperty",
            Self::Observation => "Observation",
            Self::FeatureOfInterest => "FeatureOfInterest",
        }
    }

    /// Name of the set.
    pub const fn set(self) -> &'static str {
        match self {
            Self::Thing => "Things",
            Self::Location => "Locations",
            Self::HistoricalLocation => "HistoricalLocations",
            Self::Datastream => "Datastreams",
            Self::MultiDatastream => "MultiDatastreams",
            Self::Sensor => "Sensors",
            Self::ObservedProperty => "ObservedProperties",
            Self::Observation => "Observations",
            Self::FeatureOfInterest => "FeaturesOfInterest",
        }
    }

    /// The kind whose set has this name. Case counts.
    pub fn of_set(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.set() == name)
    }

    /// The properties, in the order in which they are written.
    pub const fn properties(self) -> &'static [Property] {
        tables::properties(self)
    }

    /// A property by name.
    pub fn property(self, name: &str) -> Option<&'static Property> {
        self.properties().iter().find(|property| property.name == name)
    }

    /// The relations to other entities.
    pub const fn relations(self) -> &'static [Relation] {
        tables::relations(self)
    }

    /// A relation by name.
    pub fn relation(self, name: &str) -> Option<&'static Relation> {
        self.relations().iter().find(|relation| relation.name == name)
    }
}

impl Display for EntityType {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What kind of value a property holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PropertyKind {
    /// A text.
    Text,
    /// Any JSON value.
    Json,
    /// A JSON object.
    Object,
    /// JSON that is `GeoJSON` when the `encodingType` beside it says so.
    Spatial,
    /// A geometry that the server computes.
    Area,
    /// An object of name, symbol and definition.
    Unit,
    /// A list of units.
    Units,
    /// A list of texts.
    Texts,
    /// A moment.
    Instant,
    /// A stretch of time.
    Interval,
    /// A moment or a stretch of time.
    Time,
}

/// Who must or may give a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Obligation {
    /// The client, on create.
    Mandatory,
    /// The client, or the server where it is missing.
    Defaulted,
    /// The client, if it likes.
    Optional,
    /// The server; what clients send is passed over.
    Server,
}

/// A property of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Property {
    /// Its name, in which case counts.
    pub name: &'static str,
    /// What it holds.
    pub kind: PropertyKind,
    /// Who gives it.
    pub obligation: Obligation,
}

/// A relation from one kind of entities to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Relation {
    /// Its name, in which case counts.
    pub name: &'static str,
    /// Where it starts.
    pub from: EntityType,
    /// Where it leads.
    pub to: EntityType,
    /// Whether it leads to a list.
    pub is_many: bool,
    /// Name of the relation back.
    pub inverse: &'static str,
    /// Whether a new entity must have it.
    pub obligation: Obligation,
}

impl Relation {
    /// The relation back.
    pub fn back(&self) -> Option<&'static Self> {
        self.to.relation(self.inverse)
    }
}

/// Name of the id in entities and references.
pub const ID: &str = "@iot.id";
/// Name of an entity's own address.
pub const SELF_LINK: &str = "@iot.selfLink";
/// Ending of a relation's name that holds its address.
pub const NAVIGATION_LINK: &str = "@iot.navigationLink";
/// Name of the number of all rows of a list.
pub const COUNT: &str = "@iot.count";
/// Name of the address of the next page.
pub const NEXT_LINK: &str = "@iot.nextLink";
/// The id's name in paths and expressions.
pub const ID_IN_PATHS: &str = "id";
/// Members of a unit of measurement.
pub const UNIT_MEMBERS: [&str; 3] = ["name", "symbol", "definition"];
/// The observation type of every `MultiDatastream`.
pub const COMPLEX_OBSERVATION: &str =
    "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation";

/// Media types under which `location` and `feature` must be `GeoJSON`.
pub const GEOJSON_TYPES: [&str; 2] = ["application/geo+json", "application/vnd.geo+json"];

/// Id of an entity.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Id {
    /// A number, written bare.
    Number(i64),
    /// A text, written in quotes.
    Text(String),
}

impl Display for Id {
    /// As it stands in a path, not percent-encoded: `5` or `'it''s'`.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
        }
    }
}

impl From<i64> for Id {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&Id> for crate::Json {
    fn from(id: &Id) -> Self {
        match id {
            Id::Number(number) => Self::from(*number),
            Id::Text(text) => Self::from(text.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_relation_has_one_back() {
        for kind in EntityType::ALL {
            for relation in kind.relations() {
                assert_eq!(relation.from, kind);
                let back = relation.back().unwrap_or_else(|| panic!("{relation:?}"));
                assert_eq!((back.to, back.inverse), (kind, relation.name));
            }
        }
    }

    #[test]
    fn names_are_unique_and_sets_are_found() {
        for kind in EntityType::ALL {
            assert_eq!(EntityType::of_set(kind.set()), Some(kind));
            let mut names: Vec<&str> = kind.properties().iter().map(|p| p.name).collect();
            names.extend(kind.relations().iter().map(|r| r.name));
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all, "{kind}");
        }
        assert_eq!(EntityType::of_set("things"), None);
    }
}
