//! Rows become entities.

use std::borrow::Cow;

use jiff::Timestamp;
use kernel::db::{Built, DbError, Row};
use kernel::piece;
use norm_sensorthings::Json;
use norm_sensorthings::geometry::Bounds;
use norm_sensorthings::json::Number;
use norm_sensorthings::model::{EntityType, Id, Property, PropertyKind};
use norm_sensorthings::time::{Instant, Interval, TimeValue};
use norm_sensorthings::write::{Out, Record};

use super::tables::{Shape, columns};

/// An entity as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Entity {
    /// Its kind.
    pub kind: EntityType,
    /// Its id.
    pub id: i64,
    /// Its properties.
    pub fields: Vec<(&'static Property, Out<'static>)>,
    /// For Observations: the stream they belong to.
    pub stream: i64,
}

impl Entity {
    /// A property.
    pub fn field(&self, name: &str) -> Option<&Out<'static>> {
        self.fields.iter().find(|(p, _)| p.name == name).map(|(_, out)| out)
    }

    /// A record to be written, without related entities.
    pub fn into_record(self) -> Record<'static> {
        Record { id: Id::Number(self.id), fields: self.fields, expanded: Vec::new() }
    }
}

/// Nanoseconds since 1970; what lies outside of 1678 to 2261 is the nearest border.
pub(crate) fn nanoseconds(at: Timestamp) -> i64 {
    let exact = at.as_nanosecond();
    i64::try_from(exact).unwrap_or(if exact < 0 { i64::MIN } else { i64::MAX })
}

/// Whether an instant can be stored exactly.
pub(crate) fn is_storable(at: Timestamp) -> bool {
    i64::try_from(at.as_nanosecond()).is_ok_and(|n| n > i64::MIN && n < i64::MAX)
}

fn instant(nanoseconds: i64) -> Instant {
    // All 64-bit numbers of nanoseconds are instants.
    Instant::utc(Timestamp::from_nanosecond(i128::from(nanoseconds)).unwrap_or(Timestamp::MIN))
}

/// The list of columns of a kind: the id, the properties, the stream of Observations.
pub(crate) fn selected(kind: EntityType, alias: usize) -> Built {
    let mut built = Built::new().column(alias, piece!("id"));
    let add = |built: Built, name| built.and(piece!(", ")).column(alias, name);
    for column in columns(kind) {
        built = match column.shape {
            Shape::Text(name) | Shape::Json(name) | Shape::Place(name) | Shape::Instant(name) => {
                add(built, name)
            }
            Shape::Span(start, end) => add(add(built, start), end),
            Shape::Result => {
                let built = add(built, piece!("kind"));
                add(add(built, piece!("number")), piece!("word"))
            }
            Shape::Area => {
                let built = add(add(built, piece!("min_x")), piece!("min_y"));
                add(add(built, piece!("max_x")), piece!("max_y"))
            }
        };
    }
    if kind == EntityType::Observation {
        built = add(built, piece!("stream"));
    }
    built
}

/// Kinds of results, in the order in which they sort.
pub(crate) const NOTHING: i64 = 0;
/// True or false.
pub(crate) const TRUTH: i64 = 1;
/// A number.
pub(crate) const NUMBER: i64 = 2;
/// A text.
pub(crate) const WORD: i64 = 3;
/// An object or a list.
pub(crate) const OTHER: i64 = 8;

/// A result as it is stored: its kind, its number, and its text where the number does not say all.
pub(crate) fn stored_result(json: &Json) -> (i64, Option<f64>, Option<String>) {
    match json {
        Json::Null => (NOTHING, None, None),
        Json::Bool(value) => (TRUTH, None, Some(value.to_string())),
        Json::Number(number) => {
            let value = number.as_f64();
            let is_said = Number::from_f64(value).is_some_and(|n| n == *number);
            let word = (!is_said).then(|| number.as_str().to_owned());
            // Numbers too large for a float are the largest of all.
            (NUMBER, Some(value.clamp(f64::MIN, f64::MAX)), word)
        }
        Json::Text(text) => (WORD, None, Some(text.clone())),
        other => (OTHER, None, Some(other.to_string())),
    }
}

fn read_result(kind: i64, number: Option<f64>, word: Option<String>) -> Out<'static> {
    match (kind, number, word) {
        (WORD, _, Some(word)) => Out::Text(Cow::Owned(word)),
        (NUMBER, Some(number), None) => Out::Json(Json::from(number)),
        (TRUTH | NUMBER | OTHER, _, Some(word)) => Out::Raw(Cow::Owned(word)),
        _ => Out::Null,
    }
}

fn read_span(kind: PropertyKind, start: Option<i64>, end: Option<i64>) -> Out<'static> {
    let (Some(start), Some(end)) = (start, end) else { return Out::Null };
    if kind == PropertyKind::Time && start == end {
        return Out::Time(TimeValue::Instant(instant(start)));
    }
    let interval = Interval::new(instant(start), instant(end));
    interval.map_or(Out::Null, |interval| Out::Time(TimeValue::Interval(interval)))
}

fn read_area(row: &Row, at: usize) -> Result<Out<'static>, DbError> {
    let (Some(west), Some(south), Some(east), Some(north)) =
        (row.at(at)?, row.at(at + 1)?, row.at(at + 2)?, row.at(at + 3)?)
    else {
        return Ok(Out::Null);
    };
    let bounds = Bounds { west, south, east, north };
    Ok(Out::Json(bounds.area().to_geojson(None)))
}

/// Reads a row whose columns are those of [`selected`].
pub(crate) fn read(kind: EntityType, row: &Row) -> Result<Entity, DbError> {
    let mut at = 1;
    let mut fields = Vec::with_capacity(8);
    for column in columns(kind) {
        let Some(property) = kind.property(column.name) else { continue };
        let (out, width) = match column.shape {
            Shape::Text(_) => {
                let text: Option<String> = row.at(at)?;
                (text.map_or(Out::Null, |text| Out::Text(Cow::Owned(text))), 1)
            }
            Shape::Json(_) | Shape::Place(_) => {
                let text: Option<String> = row.at(at)?;
                (text.map_or(Out::Null, |text| Out::Raw(Cow::Owned(text))), 1)
            }
            Shape::Instant(_) => {
                let when: Option<i64> = row.at(at)?;
                (when.map_or(Out::Null, |w| Out::Time(TimeValue::Instant(instant(w)))), 1)
            }
            Shape::Span(..) => (read_span(property.kind, row.at(at)?, row.at(at + 1)?), 2),
            Shape::Result => (read_result(row.at(at)?, row.at(at + 1)?, row.at(at + 2)?), 3),
            Shape::Area => (read_area(row, at)?, 4),
        };
        fields.push((property, out));
        at += width;
    }
    let stream = if kind == EntityType::Observation { row.at(at)? } else { 0 };
    Ok(Entity { kind, id: row.at(0)?, fields, stream })
}
