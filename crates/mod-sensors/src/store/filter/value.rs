//! Values of filters as columns and bound parameters.

use kernel::db::Built;
use kernel::piece;
use norm_sensorthings::check::{Field, Node, PathTo, Typed};
use norm_sensorthings::geometry::{Bounds, Geometry};
use norm_sensorthings::json::Number;
use norm_sensorthings::query::{Function, Literal};
use norm_sensorthings::time::TimeValue;

use super::Translator;
use crate::store::entity::nanoseconds;
use crate::store::tables::{Shape, columns};

/// A value that SQL can hold.
pub(crate) enum Operand {
    /// A column of text.
    Text(Built),
    /// A column of ids.
    Id(Built),
    /// Start and end; whether it is known to be an instant.
    Time(Built, Built, bool),
    /// A result: the table it lies in.
    Result(usize),
    /// JSON as text that is an object, a list or nothing.
    Object(Built),
    /// A text of the filter.
    Word(String),
    /// A number of the filter.
    Number(Number),
}

/// The property that a path leads to, without steps into its JSON.
fn whole(path: &PathTo) -> Option<&'static str> {
    match &path.field {
        Field::Property(property, steps) if steps.is_empty() => Some(property.name),
        _ => None,
    }
}

impl Translator {
    fn shape(&self, path: &PathTo) -> Option<(usize, Shape)> {
        let (alias, kind) = self.alias(path.scope, path.join)?;
        let name = whole(path)?;
        let column = columns(kind).iter().find(|c| c.name == name)?;
        Some((alias, column.shape))
    }

    /// The value of an expression, if SQL can hold it exactly.
    pub(super) fn operand(&mut self, typed: &Typed) -> Option<Operand> {
        match &typed.node {
            Node::Literal(Literal::Text(text)) => Some(Operand::Word(text.clone())),
            Node::Literal(Literal::Number(number)) => Some(Operand::Number(number.clone())),
            Node::Literal(Literal::Time(time)) => Some(of_time(*time)),
            Node::Call(Function::Now, _) => Some(of_instant(nanoseconds(self.now))),
            Node::Call(Function::MinDateTime, _) => Some(of_instant(i64::MIN)),
            Node::Call(Function::MaxDateTime, _) => Some(of_instant(i64::MAX)),
            Node::Path(path) => self.column(path),
            _ => None,
        }
    }

    fn column(&self, path: &PathTo) -> Option<Operand> {
        if path.field == Field::Id {
            let (alias, _) = self.alias(path.scope, path.join)?;
            return Some(Operand::Id(Built::new().column(alias, piece!("id"))));
        }
        let (alias, shape) = self.shape(path)?;
        let column = |name| Built::new().column(alias, name);
        Some(match shape {
            Shape::Text(name) => Operand::Text(column(name)),
            Shape::Instant(name) => Operand::Time(column(name), column(name), true),
            Shape::Span(start, end) => Operand::Time(column(start), column(end), false),
            Shape::Result => Operand::Result(alias),
            Shape::Json(name)
                if matches!(
                    whole(path),
                    Some("properties" | "parameters" | "unitOfMeasurement" | "unitOfMeasurements")
                ) =>
            {
                Operand::Object(column(name))
            }
            Shape::Place(name) => Operand::Object(column(name)),
            Shape::Json(_) | Shape::Area => return None,
        })
    }

    /// A column that is null exactly where a value is missing.
    pub(super) fn presence(&self, typed: &Typed) -> Option<Built> {
        let Node::Path(path) = &typed.node else { return None };
        if path.field == Field::Id {
            let (alias, _) = self.alias(path.scope, path.join)?;
            return Some(Built::new().column(alias, piece!("id")));
        }
        let (alias, shape) = self.shape(path)?;
        let column = |name| Built::new().column(alias, name);
        Some(match shape {
            Shape::Text(name)
            | Shape::Json(name)
            | Shape::Place(name)
            | Shape::Instant(name)
            | Shape::Span(name, _) => column(name),
            Shape::Result => {
                let kind = Built::of(piece!("NULLIF(")).column(alias, piece!("kind"));
                kind.and(piece!(", 0)"))
            }
            Shape::Area => column(piece!("min_x")),
        })
    }

    /// The table of a place that has a box.
    pub(super) fn boxed(&self, typed: &Typed) -> Option<usize> {
        let Node::Path(path) = &typed.node else { return None };
        match self.shape(path)? {
            (alias, Shape::Place(_) | Shape::Area) => Some(alias),
            _ => None,
        }
    }
}

/// The box of a geometry of the filter.
pub(super) fn bounds_of(typed: &Typed) -> Option<Bounds> {
    match &typed.node {
        Node::Literal(Literal::Geometry(geometry)) => Geometry::bounds(geometry),
        _ => None,
    }
}

/// A value whose type is known, though it may stand beside another value.
fn bound(at: i64) -> Built {
    Built::of(piece!("CAST(")).value(&at).and(piece!(" AS BIGINT)"))
}

fn of_instant(at: i64) -> Operand {
    let value = bound(at);
    Operand::Time(value.clone(), value, true)
}

fn of_time(time: TimeValue) -> Operand {
    let (start, end) = (nanoseconds(time.start().at()), nanoseconds(time.end().at()));
    Operand::Time(bound(start), bound(end), start == end)
}
