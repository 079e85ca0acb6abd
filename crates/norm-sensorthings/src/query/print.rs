//! Writes expressions and options as they are read.

use std::fmt::{self, Display, Formatter};

use super::expression::{Connective, Expr, Kind, Literal, Path, Step};
use super::lexer::{date_text, duration_text, time_text};
use super::options::{Direction, Expand, OrderKey, Query, ResultFormat, ResultMetadata};

/// How tightly a piece binds; looser pieces inside of tighter ones need brackets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Or,
    And,
    Not,
    Compare,
    Sum,
    Product,
    Unary,
    Operand,
}

fn rank(expr: &Expr) -> Rank {
    match &expr.kind {
        Kind::Logic(Connective::Or, _) => Rank::Or,
        Kind::Logic(Connective::And, _) => Rank::And,
        Kind::Not(_) => Rank::Not,
        Kind::Compare(..) | Kind::In(..) => Rank::Compare,
        Kind::Calculate(arithmetic, ..) => {
            if matches!(arithmetic, super::Arithmetic::Add | super::Arithmetic::Sub) {
                Rank::Sum
            } else {
                Rank::Product
            }
        }
        Kind::Negate(_) => Rank::Unary,
        _ => Rank::Operand,
    }
}

/// Writes a piece, in brackets if it binds looser than its place wants.
fn put(f: &mut Formatter<'_>, expr: &Expr, least: Rank) -> fmt::Result {
    if rank(expr) < least { write!(f, "({expr})") } else { write!(f, "{expr}") }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Literal(literal) => literal.fmt(f),
            Kind::Path(path) => path.fmt(f),
            Kind::Any { path, variable, condition } => {
                write!(f, "{path}/any({variable}: {condition})")
            }
            Kind::Not(inner) => {
                f.write_str("not ")?;
                put(f, inner, Rank::Not)
            }
            Kind::Negate(inner) => {
                f.write_str("-")?;
                // A number behind the minus would become a negative number.
                let is_number = matches!(inner.kind, Kind::Literal(Literal::Number(_)));
                if is_number { write!(f, "({inner})") } else { put(f, inner, Rank::Unary) }
            }
            Kind::Logic(connective, terms) => {
                let (word, least) = match connective {
                    Connective::And => (" and ", Rank::Not),
                    Connective::Or => (" or ", Rank::And),
                };
                for (at, term) in terms.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { word })?;
                    put(f, term, least)?;
                }
                Ok(())
            }
            Kind::Compare(comparison, left, right) => {
                put(f, left, Rank::Sum)?;
                write!(f, " {} ", comparison.word())?;
                put(f, right, Rank::Sum)
            }
            Kind::In(value, items) => {
                put(f, value, Rank::Sum)?;
                f.write_str(" in ")?;
                listed(f, items)
            }
            Kind::Calculate(arithmetic, left, right) => {
                let own = rank(self);
                put(f, left, own)?;
                write!(f, " {} ", arithmetic.word())?;
                // From left to right: an equal one on the right needs brackets.
                put(f, right, if own == Rank::Sum { Rank::Product } else { Rank::Unary })
            }
            Kind::Call(function, arguments) => {
                f.write_str(function.name())?;
                listed(f, arguments)
            }
        }
    }
}

fn listed(f: &mut Formatter<'_>, items: &[Expr]) -> fmt::Result {
    f.write_str("(")?;
    for (at, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if at == 0 { "" } else { "," })?;
    }
    f.write_str(")")
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Self::Time(time) => f.write_str(&time.with_offset()),
            Self::Date(date) => f.write_str(&date_text(*date)),
            Self::TimeOfDay(time) => f.write_str(&time_text(*time)),
            Self::Duration(duration) => f.write_str(&duration_text(*duration)),
            Self::Geometry(geometry) => write!(f, "geography'{geometry}'"),
        }
    }
}

impl Display for Path {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (at, step) in self.steps.iter().enumerate() {
            match step {
                Step::Name(name, _) if at == 0 => f.write_str(name)?,
                Step::Name(name, _) => write!(f, "/{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl Display for OrderKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.direction {
            Direction::Ascending => write!(f, "{}", self.expr),
            Direction::Descending => write!(f, "{} desc", self.expr),
        }
    }
}

impl Display for Expand {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        let options = self.query.options();
        if options.is_empty() {
            return Ok(());
        }
        for (at, (name, value)) in options.iter().enumerate() {
            write!(f, "{}{name}={value}", if at == 0 { "(" } else { ";" })?;
        }
        f.write_str(")")
    }
}

impl Query {
    /// The options as names and values, not percent-encoded, in the order of their effect.
    pub fn options(&self) -> Vec<(&'static str, String)> {
        let mut all = Vec::new();
        all.extend(self.filter.as_ref().map(|filter| ("$filter", filter.to_string())));
        all.extend(self.count.map(|count| ("$count", count.to_string())));
        if !self.order_by.is_empty() {
            all.push(("$orderby", joined(&self.order_by)));
        }
        all.extend(self.skip.map(|skip| ("$skip", skip.to_string())));
        all.extend(self.top.map(|top| ("$top", top.to_string())));
        if !self.select.is_empty() {
            let distinct = if self.is_distinct { "distinct:" } else { "" };
            let names: Vec<&Path> = self.select.iter().map(|item| &item.path).collect();
            all.push(("$select", format!("{distinct}{}", joined(&names))));
        }
        if !self.expand.is_empty() {
            all.push(("$expand", joined(&self.expand)));
        }
        all.extend(self.result_format.map(|format| {
            let name = match format {
                ResultFormat::DataArray => "dataArray",
                ResultFormat::Csv => "CSV",
                ResultFormat::GeoJson => "GeoJSON",
            };
            ("$resultFormat", name.to_owned())
        }));
        all.extend(self.result_metadata.map(|metadata| {
            let name = match metadata {
                ResultMetadata::Full => "full",
                ResultMetadata::Minimal => "minimal",
                ResultMetadata::None => "none",
                ResultMetadata::Off => "off",
            };
            ("$resultMetadata", name.to_owned())
        }));
        all.extend(self.skip_token.clone().map(|token| ("$skiptoken", token)));
        all
    }
}

fn joined<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}
