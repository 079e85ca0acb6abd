//! What an expression is, as it was written and before names and types are looked at.

use jiff::SignedDuration;
use jiff::civil::{Date, Time};

use super::Function;
use crate::geometry::Geometry;
use crate::json::Number;
use crate::time::TimeValue;

/// Bytes of a text, from start to before end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// An expression and where it stands. Two are equal if they say the same, wherever they stand.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it says.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl From<Kind> for Expr {
    fn from(kind: Kind) -> Self {
        Self { kind, span: Span::default() }
    }
}

/// What an expression says.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A value.
    Literal(Literal),
    /// A property, perhaps of a related entity.
    Path(Path),
    /// `path/any(variable: condition)`
    Any {
        /// The relation, a list.
        path: Path,
        /// The name of one entity of the list inside of the condition.
        variable: String,
        /// What at least one must fulfil.
        condition: Box<Expr>,
    },
    /// `not x`
    Not(Box<Expr>),
    /// `-x`
    Negate(Box<Expr>),
    /// Two or more conditions with `and` or `or` between them.
    Logic(Connective, Vec<Expr>),
    /// A comparison.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `x in (a, b, …)`
    In(Box<Expr>, Vec<Expr>),
    /// A calculation.
    Calculate(Arithmetic, Box<Expr>, Box<Expr>),
    /// A function and its arguments.
    Call(Function, Vec<Expr>),
}

/// A value in an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number with its digits.
    Number(Number),
    /// `'text'`
    Text(String),
    /// An instant or an interval.
    Time(TimeValue),
    /// A day.
    Date(Date),
    /// A time of day.
    TimeOfDay(Time),
    /// `duration'P1D'`
    Duration(SignedDuration),
    /// `geography'POINT (1 2)'`
    Geometry(Geometry),
}

/// Names and indexes with `/` between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The steps; the first is a name.
    pub steps: Vec<Step>,
}

/// A step of a path. Two are equal if they say the same.
#[derive(Debug, Clone, Eq)]
pub enum Step {
    /// A name.
    Name(String, Span),
    /// The index of an item of a list, from 0.
    Index(u32),
}

impl PartialEq for Step {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Name(a, _), Self::Name(b, _)) => a == b,
            (Self::Index(a), Self::Index(b)) => a == b,
            _ => false,
        }
    }
}

/// `and`, `or`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Connective {
    /// All must hold.
    And,
    /// One must hold.
    Or,
}

/// The comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `eq`
    Eq,
    /// `ne`
    Ne,
    /// `gt`
    Gt,
    /// `ge`
    Ge,
    /// `lt`
    Lt,
    /// `le`
    Le,
}

impl Comparison {
    /// All of them with their words.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Eq, "eq"),
        (Self::Ne, "ne"),
        (Self::Gt, "gt"),
        (Self::Ge, "ge"),
        (Self::Lt, "lt"),
        (Self::Le, "le"),
    ];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::Lt => "lt",
            Self::Le => "le",
        }
    }

    /// Whether an order of two values fulfils it.
    pub const fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Eq => order.is_eq(),
            Self::Ne => order.is_ne(),
            Self::Gt => order.is_gt(),
            Self::Ge => order.is_ge(),
            Self::Lt => order.is_lt(),
            Self::Le => order.is_le(),
        }
    }
}

/// The calculations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    /// `add`
    Add,
    /// `sub`
    Sub,
    /// `mul`
    Mul,
    /// `div`
    Div,
    /// `mod`
    Mod,
}

impl Arithmetic {
    /// All of them with their words.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Add, "add"),
        (Self::Sub, "sub"),
        (Self::Mul, "mul"),
        (Self::Div, "div"),
        (Self::Mod, "mod"),
    ];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Sub => "sub",
            Self::Mul => "mul",
            Self::Div => "div",
            Self::Mod => "mod",
        }
    }
}
