//! Entities are changed: PATCH, PUT, JSON Patch.

use norm_sensorthings::Json;
use norm_sensorthings::batch::Method;
use norm_sensorthings::entity::{
    EntityBody, FieldValue, Link, Purpose, apply_json_patch, read_entity,
};
use norm_sensorthings::json::Object;
use norm_sensorthings::model::{EntityType, Id, Obligation, Relation};
use norm_sensorthings::path::entity_path;
use norm_sensorthings::write::Out;

use super::{Change, Work, json_of, reference, with_places};
use crate::answer::{Answer, Refusal};
use crate::store::{self, Entity, Sight};

/// When it was measured.
const TIME: &str = "phenomenonTime";
/// The media type of JSON Patch.
const JSON_PATCH: &str = "application/json-patch+json";

impl Work<'_, '_, '_> {
    pub(super) fn change(
        &mut self,
        change: &Change<'_>,
        kind: EntityType,
        id: i64,
    ) -> Result<Answer, Refusal> {
        self.may_change(kind, id)?;
        let stored = store::find(self.tx, kind, id, Sight::All)?;
        let stored = stored.ok_or_else(|| Refusal::missing(format!("there is no {kind} {id}")))?;
        let (json, text) = json_of(change.body)?;
        let is_patch = change.content_type.to_ascii_lowercase().starts_with(JSON_PATCH);
        let encoding = stored.field("encodingType").and_then(Out::bare);
        let mut body = if change.method == Method::Patch && is_patch {
            let document = self.document(&stored)?;
            let patched = apply_json_patch(&document, &json)
                .map_err(|error| Refusal::bad(error.to_string()))?;
            read_entity(&patched, kind, Purpose::Replace)?
        } else {
            let purpose = match change.method {
                Method::Put => Purpose::Replace,
                _ => Purpose::Update(encoding.as_deref()),
            };
            read_entity(&json, kind, purpose).map_err(|errors| with_places(&errors, text))?
        };
        keep_hidden(&stored, &mut body);
        if kind == EntityType::Observation {
            let is_whole = is_patch || change.method == Method::Put;
            self.change_observation(&stored, &body, is_whole)?;
        } else {
            self.change_entity(id, &body)?;
        }
        let path = entity_path(kind, &Id::Number(id));
        self.line = Some(("sensors.changed", path.clone()));
        self.shown(change, &path, 200)
    }

    /// The entity as JSON Patch sees it: its properties and the single entities it belongs to.
    fn document(&mut self, stored: &Entity) -> Result<Json, Refusal> {
        let mut document = Object::new();
        for (property, out) in &stored.fields {
            if property.obligation != Obligation::Server && !out.is_null() {
                document.set(property.name, out.to_json());
            }
        }
        for relation in stored.kind.relations().iter().filter(|r| !r.is_many) {
            let found = store::related_id(self.tx, relation, stored.id, None, Sight::All)?;
            if let Some(id) = found.first() {
                document.set(relation.name, reference(*id));
            }
        }
        Ok(document.into())
    }

    /// A measured value is written anew in its place: its time is part of its key. `is_whole` when
    /// the body holds all that shall be left of it.
    fn change_observation(
        &mut self,
        stored: &Entity,
        body: &EntityBody,
        is_whole: bool,
    ) -> Result<(), Refusal> {
        let Json::Object(mut document) = self.document(stored)? else { return Ok(()) };
        if is_whole {
            for (property, _) in &stored.fields {
                // A value without a time is none: its own stays.
                if property.name != TIME {
                    document.remove(property.name);
                }
            }
        }
        for (property, value) in &body.fields {
            match value {
                FieldValue::Null if property.name == TIME => {
                    return Err(Refusal::bad(format!("/{TIME}: a value has a time")));
                }
                FieldValue::Null => document.remove(property.name),
                value => document.set(property.name, value.to_json()),
            };
        }
        if !body.links("Datastream").is_empty() || !body.links("MultiDatastream").is_empty() {
            document.remove("Datastream");
            document.remove("MultiDatastream");
        }
        for (relation, links) in &body.links {
            if let Some(Link::To(Id::Number(id))) = links.first() {
                document.set(relation.name, reference(*id));
            }
        }
        self.rewrite(stored.id, document)
    }

    /// A value that belongs to another stream or feature from now on.
    pub(super) fn move_observation(
        &mut self,
        id: i64,
        to: &'static Relation,
        other: i64,
    ) -> Result<(), Refusal> {
        let kind = EntityType::Observation;
        self.may_change(kind, id)?;
        let stored = store::find(self.tx, kind, id, Sight::All)?;
        let stored = stored.ok_or_else(|| Refusal::missing(format!("there is no {kind} {id}")))?;
        let Json::Object(mut document) = self.document(&stored)? else { return Ok(()) };
        if to.name != "FeatureOfInterest" {
            document.remove("Datastream");
            document.remove("MultiDatastream");
        }
        document.set(to.name, reference(other));
        self.rewrite(id, document)
    }

    fn rewrite(&mut self, id: i64, document: Object) -> Result<(), Refusal> {
        let whole = read_entity(&document.into(), EntityType::Observation, Purpose::Create(None))?;
        let measured = self.measured(&whole, None)?;
        store::remove_observation(self.tx, id)?;
        self.insert(&[measured], Some(id))?;
        Ok(())
    }

    fn change_entity(&mut self, id: i64, body: &EntityBody) -> Result<(), Refusal> {
        if body.entity == EntityType::MultiDatastream {
            self.same_width(id, body)?;
        }
        let mut references: Vec<(&'static Relation, i64)> = Vec::new();
        for (relation, links) in body.links.iter().filter(|(r, _)| !r.is_many) {
            if let Some(Link::To(other)) = links.first() {
                let place = format!("/{}", relation.name);
                let other = self.must_exist(relation.to, other, &place)?;
                if relation.to == EntityType::Thing {
                    self.may_touch(other)?;
                }
                references.push((relation, other));
            }
        }
        store::update(self.tx, id, body, &references)?;
        if matches!(body.entity, EntityType::Datastream | EntityType::MultiDatastream) {
            store::register::hide_asleep(self.tx, id)?;
        }
        for (relation, links) in body.links.iter().filter(|(r, _)| r.is_many) {
            self.follow(id, relation, links)?;
        }
        Ok(())
    }

    /// Units, types and properties of a `MultiDatastream` go together.
    fn same_width(&mut self, id: i64, body: &EntityBody) -> Result<(), Refusal> {
        let width = self.stream(id)?.width;
        for name in ["unitOfMeasurements", "multiObservationDataTypes"] {
            if let Some(FieldValue::Json(Json::Array(items))) = body.field(name)
                && items.len() != width
            {
                let message = format!("/{name}: expected {width} items, found {}", items.len());
                return Err(Refusal::bad(message));
            }
        }
        if !body.links("ObservedProperties").is_empty() {
            let message = "/ObservedProperties: they are given when a MultiDatastream is made";
            return Err(Refusal::bad(message));
        }
        Ok(())
    }
}

/// A stream that its properties hide stays hidden until they say otherwise: leaving the word out
/// does not publish its past.
fn keep_hidden(stored: &Entity, body: &mut EntityBody) {
    const WORD: &str = "public";
    if !matches!(stored.kind, EntityType::Datastream | EntityType::MultiDatastream) {
        return;
    }
    let was = stored.field("properties").map(Out::to_json);
    if was.and_then(|p| p.get(WORD).map(|v| *v == false.into())) != Some(true) {
        return;
    }
    for (property, value) in &mut body.fields {
        if property.name != "properties" {
            continue;
        }
        let mut object = match value {
            FieldValue::Json(Json::Object(object)) => object.clone(),
            _ => Object::new(),
        };
        if object.get(WORD).is_none() {
            object.set(WORD, false);
            *value = FieldValue::Json(object.into());
        }
    }
}
