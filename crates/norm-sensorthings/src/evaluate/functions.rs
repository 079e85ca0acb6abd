//! What the functions of the query language do. `None` is null.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::Surroundings;
use super::times::{TimeRelation, time_relation};
use super::value::{Number, Value};
use crate::query::{Comparison, Function};
use crate::time::{Instant, TimeValue};

pub(super) fn call(
    function: Function,
    arguments: &[Value],
    surroundings: Surroundings<'_>,
) -> Option<Value> {
    use Function as F;
    match function {
        F::Now => Some(instant(surroundings.now)),
        F::MinDateTime => Some(instant(Timestamp::MIN)),
        F::MaxDateTime => Some(instant(Timestamp::MAX)),
        F::SubstringOf
        | F::Contains
        | F::EndsWith
        | F::StartsWith
        | F::Length
        | F::IndexOf
        | F::Substring
        | F::ToLower
        | F::ToUpper
        | F::Trim
        | F::Concat => text(function, arguments),
        F::Round | F::Floor | F::Ceiling => Some(round(function, arguments.first()?.as_number()?)),
        F::Before | F::After | F::Meets | F::During | F::Overlaps | F::Starts | F::Finishes => {
            related(function, arguments)
        }
        F::Year
        | F::Month
        | F::Day
        | F::Hour
        | F::Minute
        | F::Second
        | F::FractionalSeconds
        | F::Date
        | F::Time
        | F::TotalOffsetMinutes => time_part(function, arguments, surroundings),
        _ => spatial(function, arguments),
    }
}

const fn instant(at: Timestamp) -> Value {
    Value::Time(TimeValue::Instant(Instant::utc(at)))
}

fn count(number: usize) -> Value {
    i64::try_from(number).map_or(Value::Null, |n| Value::number(Number::Whole(n)))
}

fn text(function: Function, arguments: &[Value]) -> Option<Value> {
    use Function as F;
    let first = arguments.first()?.as_text()?;
    let second = || arguments.get(1)?.as_text();
    Some(match function {
        F::Length => count(first.chars().count()),
        F::ToLower => Value::Text(first.to_lowercase()),
        F::ToUpper => Value::Text(first.to_uppercase()),
        F::Trim => Value::Text(first.trim().to_owned()),
        F::SubstringOf => Value::Bool(second()?.contains(first.as_ref())),
        F::Contains => Value::Bool(first.contains(second()?.as_ref())),
        F::EndsWith => Value::Bool(first.ends_with(second()?.as_ref())),
        F::StartsWith => Value::Bool(first.starts_with(second()?.as_ref())),
        F::Concat => Value::Text(format!("{first}{}", second()?)),
        F::IndexOf => match first.find(second()?.as_ref()) {
            Some(at) => count(first.get(..at)?.chars().count()),
            None => Value::number(Number::Whole(-1)),
        },
        _ => {
            let at = |index: usize| match arguments.get(index) {
                // Positions before the start are the start.
                Some(value) => {
                    let whole = match value.as_number()? {
                        Number::Whole(whole) => whole,
                        Number::Float(_) => return None,
                    };
                    Some(usize::try_from(whole).unwrap_or(0))
                }
                None => Some(usize::MAX),
            };
            Value::Text(first.chars().skip(at(1)?).take(at(2)?).collect())
        }
    })
}

fn round(function: Function, number: Number) -> Value {
    let Number::Float(value) = number else { return Value::number(number) };
    let rounded = match function {
        Function::Floor => value.floor(),
        Function::Ceiling => value.ceil(),
        _ => value.round(),
    };
    Value::number(Number::Float(rounded))
}

fn related(function: Function, arguments: &[Value]) -> Option<Value> {
    let (a, b) = (arguments.first()?.as_time()?, arguments.get(1)?.as_time()?);
    let relation = match function {
        Function::Before => TimeRelation::Compare(Comparison::Lt),
        Function::After => TimeRelation::Compare(Comparison::Gt),
        Function::Meets => TimeRelation::Meets,
        Function::During => TimeRelation::During,
        Function::Overlaps => TimeRelation::Overlaps,
        Function::Starts => TimeRelation::Starts,
        _ => TimeRelation::Finishes,
    };
    Some(Value::Bool(time_relation(relation, a, b)))
}

fn time_part(
    function: Function,
    arguments: &[Value],
    surroundings: Surroundings<'_>,
) -> Option<Value> {
    use Function as F;
    let whole = |value: i64| Some(Value::number(Number::Whole(value)));
    match arguments.first()? {
        Value::Date(date) => {
            return match function {
                F::Year => whole(date.year().into()),
                F::Month => whole(date.month().into()),
                _ => whole(date.day().into()),
            };
        }
        Value::TimeOfDay(time) => return clock_part(function, *time),
        _ => {}
    }
    let start = arguments.first()?.as_time()?.start();
    let zone = match arguments.get(1) {
        Some(name) => (surroundings.zone)(&name.as_text()?)?,
        None => TimeZone::UTC,
    };
    let local: Zoned = start.at().to_zoned(zone);
    match function {
        F::Year => whole(local.year().into()),
        F::Month => whole(local.month().into()),
        F::Day => whole(local.day().into()),
        F::Date => Some(Value::Date(local.date())),
        F::Time => Some(Value::TimeOfDay(local.time())),
        F::TotalOffsetMinutes => whole(start.offset_minutes().into()),
        _ => clock_part(function, local.time()),
    }
}

fn clock_part(function: Function, time: Time) -> Option<Value> {
    let whole = |value: i64| Some(Value::number(Number::Whole(value)));
    match function {
        Function::Hour => whole(time.hour().into()),
        Function::Minute => whole(time.minute().into()),
        Function::Second => whole(time.second().into()),
        Function::FractionalSeconds => {
            let fraction = f64::from(time.subsec_nanosecond()) / 1e9;
            Some(Value::number(Number::Float(fraction)))
        }
        _ => None,
    }
}

fn spatial(function: Function, arguments: &[Value]) -> Option<Value> {
    let a = arguments.first()?.as_geometry()?;
    if function == Function::GeoLength {
        return Some(Value::number(Number::Float(a.length())));
    }
    let b = arguments.get(1)?.as_geometry()?;
    match (function, function.spatial_relation()) {
        (Function::GeoDistance, _) => a.distance(b).map(|d| Value::number(Number::Float(d))),
        (Function::StRelate, _) => {
            let mask = arguments.get(2)?.as_text()?;
            a.relates_by_mask(b, &mask).map(Value::Bool)
        }
        (_, Some(relation)) => Some(Value::Bool(a.relates(b, relation))),
        _ => None,
    }
}
