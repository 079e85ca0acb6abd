//! Which arguments each function takes.

use super::expression::{Checked, Checker, fail};
use super::types::{Node, Type, Typed};
use crate::geometry::is_relation_mask;
use crate::query::{Expr, Function, Literal, QueryError, QueryErrorKind, Span};

/// Longest name of a time zone, in bytes.
const ZONE_BYTES_MAX: usize = 64;

/// What an argument must be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Want {
    Text,
    Number,
    Time,
    TimeOrDate,
    TimeOrTimeOfDay,
    Interval,
    Geometry,
    Zone,
    Mask,
}

impl Want {
    const fn words(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Time => "an instant or an interval",
            Self::TimeOrDate => "a time or a day",
            Self::TimeOrTimeOfDay => "a time or a time of day",
            Self::Interval => "an interval",
            Self::Geometry => "a geometry: location, feature, observedArea or geography'…'",
            Self::Zone => "the name of a time zone such as 'Europe/Berlin'",
            Self::Mask => "a text of nine characters T, F, *, 0, 1, 2",
        }
    }

    const fn takes(self, kind: Type) -> bool {
        match self {
            Self::Text => matches!(kind, Type::Text | Type::Dynamic),
            Self::Number => matches!(kind, Type::Number | Type::Dynamic),
            Self::Time => kind.is_time() || matches!(kind, Type::Dynamic),
            Self::TimeOrDate => kind.is_time() || matches!(kind, Type::Date | Type::Dynamic),
            Self::TimeOrTimeOfDay => {
                kind.is_time() || matches!(kind, Type::TimeOfDay | Type::Dynamic)
            }
            Self::Interval => matches!(kind, Type::Interval | Type::Time | Type::Dynamic),
            Self::Geometry => matches!(kind, Type::Geometry | Type::Spatial),
            Self::Zone | Self::Mask => matches!(kind, Type::Text),
        }
    }
}

/// The arguments of a function, and what it gives.
const fn signature(function: Function) -> (&'static [Want], Type) {
    use Function as F;
    match function {
        F::SubstringOf | F::Contains | F::EndsWith | F::StartsWith => {
            (&[Want::Text, Want::Text], Type::Bool)
        }
        F::Length => (&[Want::Text], Type::Number),
        F::IndexOf => (&[Want::Text, Want::Text], Type::Number),
        F::Substring => (&[Want::Text, Want::Number, Want::Number], Type::Text),
        F::ToLower | F::ToUpper | F::Trim => (&[Want::Text], Type::Text),
        F::Concat => (&[Want::Text, Want::Text], Type::Text),
        F::Year | F::Month | F::Day => (&[Want::TimeOrDate, Want::Zone], Type::Number),
        F::Hour | F::Minute | F::Second => (&[Want::TimeOrTimeOfDay, Want::Zone], Type::Number),
        F::FractionalSeconds => (&[Want::TimeOrTimeOfDay], Type::Number),
        F::Date => (&[Want::Time, Want::Zone], Type::Date),
        F::Time => (&[Want::Time, Want::Zone], Type::TimeOfDay),
        F::TotalOffsetMinutes => (&[Want::Time], Type::Number),
        F::Now | F::MinDateTime | F::MaxDateTime => (&[], Type::Instant),
        F::Round | F::Floor | F::Ceiling => (&[Want::Number], Type::Number),
        F::GeoDistance => (&[Want::Geometry, Want::Geometry], Type::Number),
        F::GeoLength => (&[Want::Geometry], Type::Number),
        F::StRelate => (&[Want::Geometry, Want::Geometry, Want::Mask], Type::Bool),
        F::GeoIntersects
        | F::StEquals
        | F::StDisjoint
        | F::StTouches
        | F::StWithin
        | F::StOverlaps
        | F::StCrosses
        | F::StIntersects
        | F::StContains => (&[Want::Geometry, Want::Geometry], Type::Bool),
        F::During => (&[Want::Time, Want::Interval], Type::Bool),
        F::Before | F::After | F::Meets | F::Overlaps | F::Starts | F::Finishes => {
            (&[Want::Time, Want::Time], Type::Bool)
        }
    }
}

impl Checker {
    pub(super) fn call(&mut self, function: Function, arguments: &[Expr], span: Span) -> Checked {
        let (wanted, kind) = signature(function);
        let mut checked = Vec::with_capacity(arguments.len());
        for (argument, want) in arguments.iter().zip(wanted) {
            let typed = self.expr(argument)?;
            check_argument(function, &typed, *want)?;
            checked.push(typed);
        }
        Ok(Typed { node: Node::Call(function, checked), kind, span })
    }
}

fn check_argument(function: Function, typed: &Typed, want: Want) -> Result<(), QueryError> {
    let text = match &typed.node {
        Node::Literal(Literal::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    let is_fine = match want {
        Want::Zone => text.is_some_and(|name| {
            let is_part =
                |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'+');
            !name.is_empty() && name.len() <= ZONE_BYTES_MAX && name.bytes().all(is_part)
        }),
        Want::Mask => text.is_some_and(is_relation_mask),
        _ => want.takes(typed.kind),
    };
    if is_fine {
        return Ok(());
    }
    let message =
        format!("{} wants {} here, not {}", function.name(), want.words(), typed.kind.words());
    fail(QueryErrorKind::Type, typed.span, message)
}
