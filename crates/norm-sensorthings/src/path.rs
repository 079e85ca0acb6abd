//! Resource paths: `/Datastreams(1)/Observations(2)/phenomenonTime/$value`.

use std::fmt::{self, Display, Formatter};

use percent_encoding::percent_decode_str;

use crate::check::Field;
use crate::limits::{JSON_STEPS_MAX, PATH_BYTES_MAX, PATH_STEPS_MAX};
use crate::model::{EntityType, ID, ID_IN_PATHS, Id, PropertyKind, Relation, SELF_LINK};
use crate::query::{QueryError, QueryErrorKind, Span, Step, encode_component};

/// What a path below the root of the service leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Resource {
    /// The landing page.
    Root,
    /// Where many Observations are created at once.
    CreateObservations,
    /// Where many requests are sent at once.
    Batch,
    /// Entities, one of them, or a part of one.
    Entities(ResourcePath),
}

/// A path to entities, to one of them, or to a part of one.
#[derive(Debug, Clone, PartialEq)]
pub struct ResourcePath {
    /// The set it starts with.
    pub set: EntityType,
    /// The entity of the set.
    pub id: Option<Id>,
    /// The relations it follows from there.
    pub steps: Vec<PathStep>,
    /// What stands at its end.
    pub tail: Tail,
}

/// A relation of a path.
#[derive(Debug, Clone, PartialEq)]
pub struct PathStep {
    /// The relation.
    pub relation: &'static Relation,
    /// The entity, where the relation is a list.
    pub id: Option<Id>,
}

/// The end of a path.
#[derive(Debug, Clone, PartialEq)]
pub enum Tail {
    /// Nothing: the entities themselves.
    Nothing,
    /// `$ref`: their addresses only.
    Ref,
    /// A property.
    Property {
        /// The property.
        field: Field,
        /// Whether the bare value is wanted: `$value`.
        is_value: bool,
    },
}

impl ResourcePath {
    /// The kind of entities at the end of the path.
    pub fn entity(&self) -> EntityType {
        self.steps.last().map_or(self.set, |step| step.relation.to)
    }

    /// Whether it leads to a list.
    pub fn is_list(&self) -> bool {
        self.tail_step_is_list() && !matches!(self.tail, Tail::Property { .. })
    }

    fn tail_step_is_list(&self) -> bool {
        match self.steps.last() {
            Some(step) => step.relation.is_many && step.id.is_none(),
            None => self.id.is_none(),
        }
    }
}

/// Reads a path below the root of the service, percent-encoded.
///
/// # Errors
/// Where it is wrong, with status 400 for its grammar and 404 for names that do not exist.
pub fn parse_path(text: &str) -> Result<Resource, QueryError> {
    if text.len() > PATH_BYTES_MAX {
        let message = format!("the path is longer than {PATH_BYTES_MAX} bytes");
        return Err(QueryError::new(QueryErrorKind::TooLarge, PATH_BYTES_MAX, 0, message));
    }
    let decoded = percent_decode_str(text).decode_utf8().map_err(|_| {
        let message = "the percent-encoded bytes are not UTF-8";
        QueryError::new(QueryErrorKind::Syntax, 0, 0, message)
    })?;
    let trimmed = decoded.strip_prefix('/').unwrap_or(&decoded);
    let skipped = decoded.len() - trimmed.len();
    match trimmed.strip_suffix('/').unwrap_or(trimmed) {
        "" => Ok(Resource::Root),
        "CreateObservations" => Ok(Resource::CreateObservations),
        "$batch" => Ok(Resource::Batch),
        path => {
            let mut reader = Reader { text: path, at: 0 };
            let read = reader.path().map(Resource::Entities);
            read.map_err(|mut error| {
                error.offset += skipped;
                error
            })
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self, c: char) -> bool {
        let is_there = self.rest().starts_with(c);
        self.at += if is_there { c.len_utf8() } else { 0 };
        is_there
    }

    fn fail<T>(
        kind: QueryErrorKind,
        span: Span,
        message: impl Into<String>,
    ) -> Result<T, QueryError> {
        Err(QueryError::new(kind, span.start, span.end - span.start, message))
    }

    fn here(&self) -> Span {
        Span { start: self.at, end: self.at }
    }

    /// Text up to one of the marks.
    fn word(&mut self, marks: &[char]) -> (&'a str, Span) {
        let start = self.at;
        let rest = self.rest();
        let length = rest.find(marks).unwrap_or(rest.len());
        self.at += length;
        (rest.get(..length).unwrap_or_default(), Span { start, end: self.at })
    }

    fn path(&mut self) -> Result<ResourcePath, QueryError> {
        let (name, span) = self.word(&['/', '(']);
        let Some(set) = EntityType::of_set(name) else {
            let known: Vec<&str> = EntityType::ALL.into_iter().map(EntityType::set).collect();
            let message = format!("there is no set '{name}'; there are {}", known.join(", "));
            return Self::fail(QueryErrorKind::NotFound, span, message);
        };
        let id = self.id()?;
        let mut path = ResourcePath { set, id, steps: Vec::new(), tail: Tail::Nothing };
        while self.take('/') {
            if path.steps.len() + 1 >= PATH_STEPS_MAX {
                let message = format!("more than {PATH_STEPS_MAX} steps");
                return Self::fail(QueryErrorKind::TooLarge, self.here(), message);
            }
            if self.rest() == "$ref" {
                path.tail = Tail::Ref;
                return Ok(path);
            }
            let (name, span) = self.word(&['/', '(', '[']);
            let entity = path.entity();
            if path.tail_step_is_list() {
                let message =
                    format!("a list has no '{name}'; name an entity, as in {}(1)", entity.set());
                return Self::fail(QueryErrorKind::NotFound, span, message);
            }
            let Some(relation) = entity.relation(name) else {
                path.tail = self.property(entity, name, span)?;
                return Ok(path);
            };
            let before = self.at;
            let id = self.id()?;
            if id.is_some() && !relation.is_many {
                let message = format!("{name} is a single entity and takes no id");
                return Self::fail(
                    QueryErrorKind::Syntax,
                    Span { start: before, end: self.at },
                    message,
                );
            }
            path.steps.push(PathStep { relation, id });
        }
        if self.rest().is_empty() {
            Ok(path)
        } else {
            Self::fail(QueryErrorKind::Syntax, self.here(), "expected '/' or the end")
        }
    }

    /// An id in brackets, if there is one.
    fn id(&mut self) -> Result<Option<Id>, QueryError> {
        if !self.take('(') {
            return Ok(None);
        }
        let start = self.at;
        let id = if self.take('\'') {
            let mut value = String::new();
            loop {
                let (piece, _) = self.word(&['\'']);
                value.push_str(piece);
                if !self.take('\'') {
                    let span = Span { start, end: self.at };
                    return Self::fail(QueryErrorKind::Syntax, span, "the id has no closing quote");
                }
                if !self.take('\'') {
                    break Id::Text(value);
                }
                value.push('\'');
            }
        } else {
            let (digits, span) = self.word(&[')', '/']);
            let bare = digits.strip_prefix('-').unwrap_or(digits);
            if bare.is_empty() || !bare.bytes().all(|b| b.is_ascii_digit()) {
                let message = "expected a number, or a text in single quotes";
                return Self::fail(QueryErrorKind::Syntax, span, message);
            }
            let Ok(number) = digits.parse() else {
                let message = "no entity has an id this large";
                return Self::fail(QueryErrorKind::NotFound, span, message);
            };
            Id::Number(number)
        };
        if self.take(')') {
            Ok(Some(id))
        } else {
            Self::fail(QueryErrorKind::Syntax, self.here(), "expected ')' after the id")
        }
    }

    fn property(&mut self, entity: EntityType, name: &str, span: Span) -> Result<Tail, QueryError> {
        let found = entity.property(name);
        let is_json = found.is_some_and(|p| {
            !matches!(
                p.kind,
                PropertyKind::Text
                    | PropertyKind::Instant
                    | PropertyKind::Interval
                    | PropertyKind::Time
            )
        });
        let mut steps = Vec::new();
        let mut is_value = false;
        while !self.rest().is_empty() {
            let before = self.at;
            if self.take('[') {
                let (digits, span) = self.word(&[']']);
                let Ok(index) = digits.parse() else {
                    return Self::fail(QueryErrorKind::Syntax, span, "expected an index from 0");
                };
                steps.push(Step::Index(index));
                if !self.take(']') {
                    return Self::fail(QueryErrorKind::Syntax, self.here(), "expected ']'");
                }
            } else if self.take('/') {
                if self.rest() == "$value" {
                    is_value = true;
                    break;
                }
                let (word, span) = self.word(&['/', '[']);
                if word.is_empty() {
                    return Self::fail(QueryErrorKind::Syntax, span, "expected a name after '/'");
                }
                steps.push(Step::Name(word.to_owned(), span));
            } else {
                return Self::fail(QueryErrorKind::Syntax, self.here(), "expected '/' or the end");
            }
            if !is_json || steps.len() > JSON_STEPS_MAX {
                let span = Span { start: before, end: self.at };
                let message = format!("there is nothing like that inside of {name}");
                return Self::fail(QueryErrorKind::NotFound, span, message);
            }
        }
        let field = match (found, name) {
            (Some(property), _) => Field::Property(property, steps),
            (None, ID_IN_PATHS | ID) => Field::Id,
            (None, "selfLink" | SELF_LINK) => Field::SelfLink,
            (None, _) => {
                let message = format!("{entity} has neither a property nor a relation '{name}'");
                return Self::fail(QueryErrorKind::NotFound, span, message);
            }
        };
        Ok(Tail::Property { field, is_value })
    }
}

impl Display for Resource {
    /// The path, percent-encoded, with its leading slash.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => f.write_str("/"),
            Self::CreateObservations => f.write_str("/CreateObservations"),
            Self::Batch => f.write_str("/$batch"),
            Self::Entities(path) => path.fmt(f),
        }
    }
}

/// An id in brackets for an address.
fn bracketed(id: Option<&Id>) -> String {
    // A slash inside of an id would look like a step to others.
    id.map_or(String::new(), |id| {
        format!("({})", encode_component(&id.to_string()).replace('/', "%2F"))
    })
}

/// The address of an entity below the root: `Things(1)`.
pub fn entity_path(entity: EntityType, id: &Id) -> String {
    format!("{}{}", entity.set(), bracketed(Some(id)))
}

impl Display for ResourcePath {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "/{}{}", self.set.set(), bracketed(self.id.as_ref()))?;
        for step in &self.steps {
            write!(f, "/{}{}", step.relation.name, bracketed(step.id.as_ref()))?;
        }
        match &self.tail {
            Tail::Nothing => Ok(()),
            Tail::Ref => f.write_str("/$ref"),
            Tail::Property { field, is_value } => {
                match field {
                    Field::Id => f.write_str("/id")?,
                    Field::SelfLink => f.write_str("/selfLink")?,
                    Field::Property(property, steps) => {
                        write!(f, "/{}", property.name)?;
                        for step in steps {
                            match step {
                                Step::Name(name, _) => write!(f, "/{}", encode_component(name))?,
                                Step::Index(index) => write!(f, "[{index}]")?,
                            }
                        }
                    }
                }
                f.write_str(if *is_value { "/$value" } else { "" })
            }
        }
    }
}
