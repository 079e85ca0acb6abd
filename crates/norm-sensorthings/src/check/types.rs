//! Expressions with resolved names and known types.

use crate::model::{EntityType, Property, Relation};
use crate::query::{Arithmetic, Comparison, Connective, Function, Literal, Span, Step};

/// What kind of values an expression has. Every expression may also be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Type {
    /// Always null.
    Null,
    /// True or false.
    Bool,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A moment.
    Instant,
    /// A stretch of time.
    Interval,
    /// A moment or a stretch of time.
    Time,
    /// A day.
    Date,
    /// A time of day.
    TimeOfDay,
    /// A duration.
    Duration,
    /// A geometry.
    Geometry,
    /// JSON with a geometry beside it: usable as both.
    Spatial,
    /// Any JSON, known only when it is read: `result`, parts of `properties`, ids.
    Dynamic,
}

impl Type {
    /// What it is, in words, for messages.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a condition",
            Self::Number => "a number",
            Self::Text => "a text",
            Self::Instant => "an instant",
            Self::Interval => "an interval",
            Self::Time => "a time",
            Self::Date => "a day",
            Self::TimeOfDay => "a time of day",
            Self::Duration => "a duration",
            Self::Geometry | Self::Spatial => "a geometry",
            Self::Dynamic => "any JSON value",
        }
    }

    /// Whether it is an instant, an interval, or one of both.
    pub const fn is_time(self) -> bool {
        matches!(self, Self::Instant | Self::Interval | Self::Time)
    }

    /// Whether it is or may be JSON with its own kind of value.
    pub const fn is_json(self) -> bool {
        matches!(self, Self::Dynamic | Self::Spatial)
    }
}

/// How two values are compared. A value of another kind is null there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparing {
    /// As numbers; of JSON only numbers count.
    Numbers,
    /// As texts by code point; JSON by its text form, so that 5 equals '5'.
    Texts,
    /// As conditions; of JSON only booleans count.
    Bools,
    /// By the table for instants and intervals; of JSON only texts that are times count.
    Times,
    /// As days.
    Dates,
    /// As times of day.
    TimesOfDay,
    /// As durations.
    Durations,
    /// Two JSON values: number with number, text with text, boolean with boolean.
    Json,
}

/// How two values are calculated with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Computing {
    /// Numbers; of JSON only numbers count.
    Numbers,
    /// A time moved by a duration.
    Move,
    /// A duration moved by a time: `duration add time`.
    MoveBack,
    /// The duration between two times, by their starts.
    Between,
    /// A day moved by a duration of whole days.
    MoveDate,
    /// The duration between two days.
    BetweenDates,
    /// Two durations added or subtracted.
    Durations,
    /// A duration multiplied or divided by a number.
    Scale,
}

/// An expression with its type and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed {
    /// What it says.
    pub node: Node,
    /// What kind of values it has.
    pub kind: Type,
    /// Where it stands in the text.
    pub span: Span,
}

/// What a checked expression says.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// A value.
    Literal(Literal),
    /// A property.
    Path(PathTo),
    /// At least one entity of a list fulfils a condition.
    Any(Box<AnyOf>),
    /// A condition turned around; null stays null.
    Not(Box<Typed>),
    /// A number or duration with the other sign.
    Negate(Box<Typed>),
    /// Conditions with `and` or `or` between them, three-valued.
    Logic(Connective, Vec<Typed>),
    /// A comparison.
    Compare(Comparison, Comparing, Box<Typed>, Box<Typed>),
    /// Whether a value equals one of several, each compared in its own way.
    In(Box<Typed>, Vec<(Comparing, Typed)>),
    /// Whether a value is missing.
    IsNull {
        /// The value.
        value: Box<Typed>,
        /// Whether it is asked for the contrary.
        is_negated: bool,
    },
    /// A calculation.
    Calculate(Arithmetic, Computing, Box<Typed>, Box<Typed>),
    /// A function.
    Call(Function, Vec<Typed>),
    /// Whether a JSON value is `true`; every other value that is not null is false.
    IsTrue(Box<Typed>),
}

/// A property of the entity of a scope, or of one that is joined there.
#[derive(Debug, Clone, PartialEq)]
pub struct PathTo {
    /// The scope it belongs to: 0 is the outermost, each `any` adds one.
    pub scope: usize,
    /// The join in that scope; `None` for the scope's own entity.
    pub join: Option<usize>,
    /// What is read.
    pub field: Field,
}

/// What of an entity is read.
#[derive(Debug, Clone, PartialEq)]
pub enum Field {
    /// Its id.
    Id,
    /// Its own address.
    SelfLink,
    /// A property, perhaps with steps into its JSON.
    Property(&'static Property, Vec<Step>),
}

/// A related entity that a scope looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Join {
    /// The join it starts from, always an earlier one; `None` for the scope's own entity.
    pub parent: Option<usize>,
    /// The relation.
    pub relation: &'static Relation,
}

/// A list in which at least one entity must fulfil a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct AnyOf {
    /// The scope the list starts from.
    pub scope: usize,
    /// The join in that scope.
    pub join: Option<usize>,
    /// The list.
    pub relation: &'static Relation,
    /// The condition over one entity of the list.
    pub inner: Scope,
}

/// An expression over an entity and the related ones it looks at.
#[derive(Debug, Clone, PartialEq)]
pub struct Scope {
    /// The kind of the entity.
    pub entity: EntityType,
    /// The related entities.
    pub joins: Vec<Join>,
    /// The expression.
    pub expr: Typed,
}
