//! What must hold inside of a body beyond the kinds of its values.

use super::read::{Purpose, Reader};
use super::{EntityBody, EntityError, FieldValue};
use crate::json::Json;
use crate::model::{COMPLEX_OBSERVATION, EntityType, Obligation, UNIT_MEMBERS};

pub(super) fn check(reader: &mut Reader, body: &mut EntityBody, purpose: Purpose<'_>, at: &str) {
    if let Purpose::Create(bound) = purpose {
        for relation in body.entity.relations() {
            let is_there = bound == Some(relation) || !body.links(relation.name).is_empty();
            if relation.obligation == Obligation::Mandatory && !is_there {
                reader.complain(at, format!("{} needs '{}'", body.entity, relation.name));
            }
        }
    }
    match body.entity {
        EntityType::Observation => observation(reader, body, purpose, at),
        EntityType::MultiDatastream => multi_datastream(reader, body, purpose, at),
        _ => {}
    }
}

/// An Observation belongs to a Datastream or to a `MultiDatastream`, never to both.
fn observation(reader: &mut Reader, body: &EntityBody, purpose: Purpose<'_>, at: &str) {
    let bound = if let Purpose::Create(Some(bound)) = purpose { bound.name } else { "" };
    let streams = ["Datastream", "MultiDatastream"]
        .iter()
        .filter(|name| **name == bound || !body.links(name).is_empty())
        .count();
    match (streams, purpose) {
        (0, Purpose::Create(_)) => {
            reader.complain(at, "Observation needs 'Datastream' or 'MultiDatastream'");
        }
        (2, _) => {
            let message = "an Observation has either a Datastream or a MultiDatastream, not both";
            reader.complain(&format!("{at}/MultiDatastream"), message);
        }
        _ => {}
    }
}

fn multi_datastream(reader: &mut Reader, body: &mut EntityBody, purpose: Purpose<'_>, at: &str) {
    match body.field("observationType") {
        Some(FieldValue::Text(text)) if text != COMPLEX_OBSERVATION => {
            let message = format!("a MultiDatastream has {COMPLEX_OBSERVATION}");
            reader.complain(&format!("{at}/observationType"), message);
        }
        None if !matches!(purpose, Purpose::Update(_)) => {
            if let Some(property) = body.entity.property("observationType") {
                let value = FieldValue::Text(COMPLEX_OBSERVATION.to_owned());
                body.fields.push((property, value));
            }
        }
        _ => {}
    }
    let length = |name: &str| match body.field(name) {
        Some(FieldValue::Json(Json::Array(items))) => Some(items.len()),
        _ => None,
    };
    let properties = Some(body.links("ObservedProperties").len()).filter(|n| *n > 0);
    let sizes = [length("unitOfMeasurements"), length("multiObservationDataTypes"), properties];
    let mut known = sizes.into_iter().flatten();
    let first = known.next();
    if known.any(|size| Some(size) != first) {
        let message = "unitOfMeasurements, multiObservationDataTypes and ObservedProperties must \
                       have the same length";
        reader.complain(at, message);
    }
}

/// A unit is an object of name, symbol and definition, each a text or null. What else is in it is
/// kept.
pub(super) fn check_unit(reader: &mut Reader, value: &Json, at: &str) -> bool {
    let Some(object) = value.as_object() else {
        reader.complain(at, format!("expected an object, found {}", value.kind()));
        return false;
    };
    let before = reader.errors.len();
    for name in UNIT_MEMBERS {
        match object.get(name) {
            Some(Json::Text(_) | Json::Null) => {}
            Some(other) => {
                let message = format!("expected a text or null, found {}", other.kind());
                reader.complain(&format!("{at}/{name}"), message);
            }
            None => reader.complain(at, format!("a unit needs '{name}', if only as null")),
        }
    }
    reader.errors.len() == before
}

/// The result of a `MultiDatastream` is a list with one value for each observed property.
///
/// # Errors
/// When it is not.
pub fn check_multi_result(result: &Json, properties: usize) -> Result<(), EntityError> {
    let message = match result.as_array() {
        Some(items) if items.len() == properties => return Ok(()),
        Some(items) => format!("expected {properties} values, found {}", items.len()),
        None => format!("expected a list of {properties} values, found {}", result.kind()),
    };
    Err(EntityError { pointer: "/result".to_owned(), message })
}
