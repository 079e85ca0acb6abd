//! Reads bodies of POST, PATCH and PUT.

use super::rules;
use super::{EntityBody, EntityError, EntityErrors, FieldValue, Link};
use crate::geometry::read_geojson_feature;
use crate::json::{Json, Object, escape};
use crate::limits::{DEEP_INSERT_DEPTH_MAX, DEEP_INSERT_ENTITIES_MAX, ENTITY_ERRORS_MAX};
use crate::model::{
    EntityType, GEOJSON_TYPES, ID, ID_IN_PATHS, Id, Obligation, Property, PropertyKind, Relation,
    SELF_LINK,
};

/// What a body is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose<'a> {
    /// A new entity. With a relation, the address binds it already, so it need not be in the body.
    Create(Option<&'static Relation>),
    /// A change of what is given (PATCH). With the `encodingType` that is stored, if there is one.
    Update(Option<&'a str>),
    /// New values for all properties (PUT).
    Replace,
}

/// Reads the body of a request.
///
/// Ids, addresses and what the server computes are passed over in bodies; other unknown names are
/// complaints, because a mistyped name would lose data.
///
/// # Errors
/// All complaints, up to a limit, each with its place.
pub fn read_entity(
    json: &Json,
    entity: EntityType,
    purpose: Purpose<'_>,
) -> Result<EntityBody, EntityErrors> {
    let mut reader = Reader { errors: Vec::new(), entities: 0 };
    let body = reader.entity(json, entity, purpose, "", 0);
    match body {
        Some(body) if reader.errors.is_empty() => Ok(body),
        _ => Err(EntityErrors(reader.errors)),
    }
}

pub(super) struct Reader {
    pub(super) errors: Vec<EntityError>,
    entities: usize,
}

/// Names that describe an entity in answers and are passed over in bodies.
fn is_control(name: &str) -> bool {
    name == ID || name == ID_IN_PATHS || name == SELF_LINK || name.contains("@iot.")
}

impl Reader {
    pub(super) fn complain(&mut self, pointer: &str, message: impl Into<String>) {
        if self.errors.len() < ENTITY_ERRORS_MAX {
            self.errors.push(EntityError { pointer: pointer.to_owned(), message: message.into() });
        }
    }

    fn entity(
        &mut self,
        json: &Json,
        entity: EntityType,
        purpose: Purpose<'_>,
        at: &str,
        depth: usize,
    ) -> Option<EntityBody> {
        let Some(object) = json.as_object() else {
            self.complain(at, format!("expected an object, found {}", json.kind()));
            return None;
        };
        self.entities += 1;
        if depth > DEEP_INSERT_DEPTH_MAX || self.entities > DEEP_INSERT_ENTITIES_MAX {
            self.complain(
                at,
                format!(
                    "more than {DEEP_INSERT_DEPTH_MAX} levels or {DEEP_INSERT_ENTITIES_MAX} \
                     entities in one body"
                ),
            );
            return None;
        }
        let named = object.get(ID).and_then(Json::as_number);
        let named = named.and_then(crate::json::Number::as_i64);
        let named = named.filter(|_| depth > 0);
        let mut body = EntityBody { entity, named, fields: Vec::new(), links: Vec::new() };
        for property in entity.properties() {
            self.property(object, property, purpose, at, &mut body);
        }
        for relation in entity.relations() {
            if let Some(value) = object.get(relation.name) {
                let place = format!("{at}/{}", relation.name);
                self.relation(value, relation, purpose, &place, depth, &mut body);
            }
        }
        for (name, _) in object.iter() {
            self.unknown(name, entity, at);
        }
        rules::check(self, &mut body, purpose, at);
        (self.errors.len() < ENTITY_ERRORS_MAX).then_some(body)
    }

    fn unknown(&mut self, name: &str, entity: EntityType, at: &str) {
        if is_control(name) || entity.property(name).is_some() || entity.relation(name).is_some() {
            return;
        }
        let mut known = entity
            .properties()
            .iter()
            .map(|p| p.name)
            .chain(entity.relations().iter().map(|r| r.name));
        let hint = known
            .find(|k| k.eq_ignore_ascii_case(name))
            .map(|k| format!("; did you mean {k}?"))
            .unwrap_or_default();
        let place = format!("{at}/{}", escape(name));
        self.complain(&place, format!("{entity} has no '{name}'{hint}"));
    }

    fn property(
        &mut self,
        object: &Object,
        property: &'static Property,
        purpose: Purpose<'_>,
        at: &str,
        body: &mut EntityBody,
    ) {
        if property.obligation == Obligation::Server {
            return;
        }
        let place = format!("{at}/{}", property.name);
        let is_mandatory = property.obligation == Obligation::Mandatory;
        let value = match (object.get(property.name), purpose) {
            (None, Purpose::Create(_) | Purpose::Replace) if is_mandatory => {
                let message = format!("{} needs '{}'", body.entity, property.name);
                self.complain(at, message);
                return;
            }
            (None, Purpose::Replace) if property.obligation == Obligation::Optional => {
                FieldValue::Null
            }
            // Any JSON, so also null.
            (Some(Json::Null), _) if property.name == "result" => FieldValue::Json(Json::Null),
            (Some(Json::Null), _) if is_mandatory => {
                self.complain(&place, format!("'{}' must not be null", property.name));
                return;
            }
            // What the server fills in where it is missing, it fills in for null, too.
            (None, _) | (Some(Json::Null), Purpose::Create(_)) => return,
            (Some(Json::Null), _) => FieldValue::Null,
            (Some(value), _) => {
                let encoding = object.get("encodingType").and_then(Json::as_text);
                let stored = if let Purpose::Update(stored) = purpose { stored } else { None };
                match self.value(value, property, encoding.or(stored), &place) {
                    Some(value) => value,
                    None => return,
                }
            }
        };
        body.fields.push((property, value));
    }

    fn value(
        &mut self,
        value: &Json,
        property: &Property,
        encoding: Option<&str>,
        at: &str,
    ) -> Option<FieldValue> {
        match property.kind {
            PropertyKind::Text => {
                let text = self.text(value, at)?;
                Some(FieldValue::Text(text.to_owned()))
            }
            PropertyKind::Json => Some(FieldValue::Json(value.clone())),
            PropertyKind::Object => {
                if value.as_object().is_none() {
                    self.complain(at, format!("expected an object, found {}", value.kind()));
                    return None;
                }
                Some(FieldValue::Json(value.clone()))
            }
            PropertyKind::Spatial | PropertyKind::Area => self.spatial(value, encoding, at),
            PropertyKind::Unit => {
                rules::check_unit(self, value, at).then(|| FieldValue::Json(value.clone()))
            }
            PropertyKind::Units => {
                let Some(units) = value.as_array() else {
                    self.complain(at, format!("expected a list of units, found {}", value.kind()));
                    return None;
                };
                let mut is_fine = true;
                for (n, unit) in units.iter().enumerate() {
                    is_fine &= rules::check_unit(self, unit, &format!("{at}/{n}"));
                }
                is_fine.then(|| FieldValue::Json(value.clone()))
            }
            PropertyKind::Texts => {
                let items = value.as_array();
                if !items.is_some_and(|items| items.iter().all(|i| i.as_text().is_some())) {
                    self.complain(at, "expected a list of texts");
                    return None;
                }
                Some(FieldValue::Json(value.clone()))
            }
            PropertyKind::Instant => self.time(value, at).map(FieldValue::Instant),
            PropertyKind::Interval => self.time(value, at).map(FieldValue::Interval),
            PropertyKind::Time => self.time(value, at).map(FieldValue::Time),
        }
    }

    fn text<'j>(&mut self, value: &'j Json, at: &str) -> Option<&'j str> {
        let text = value.as_text();
        if text.is_none() {
            self.complain(at, format!("expected a text, found {}", value.kind()));
        }
        text
    }

    fn time<T: std::str::FromStr<Err = crate::time::TimeError>>(
        &mut self,
        value: &Json,
        at: &str,
    ) -> Option<T> {
        match self.text(value, at)?.parse() {
            Ok(time) => Some(time),
            Err(error) => {
                self.complain(at, format!("{error} (at byte {} of the text)", error.offset));
                None
            }
        }
    }

    fn spatial(&mut self, value: &Json, encoding: Option<&str>, at: &str) -> Option<FieldValue> {
        let must_be = encoding.is_some_and(|e| GEOJSON_TYPES.contains(&e));
        match read_geojson_feature(value) {
            Ok(geometry) => Some(FieldValue::Spatial(value.clone(), geometry)),
            Err(error) if must_be => {
                self.complain(&format!("{at}{}", error.pointer), error.message);
                None
            }
            Err(_) => Some(FieldValue::Spatial(value.clone(), None)),
        }
    }

    fn relation(
        &mut self,
        value: &Json,
        relation: &'static Relation,
        purpose: Purpose<'_>,
        at: &str,
        depth: usize,
        body: &mut EntityBody,
    ) {
        let mut links = Vec::new();
        match (value, relation.is_many) {
            (Json::Array(items), true) => {
                for (n, item) in items.iter().enumerate() {
                    links.extend(self.link(item, relation, purpose, &format!("{at}/{n}"), depth));
                }
            }
            (_, true) => {
                self.complain(at, format!("expected a list, found {}", value.kind()));
                return;
            }
            (Json::Null, false) => {
                if !matches!(purpose, Purpose::Create(_)) {
                    self.complain(at, "an entity cannot be taken away, only replaced");
                }
                return;
            }
            (_, false) => links.extend(self.link(value, relation, purpose, at, depth)),
        }
        if !links.is_empty() {
            body.links.push((relation, links));
        }
    }

    fn link(
        &mut self,
        value: &Json,
        relation: &'static Relation,
        purpose: Purpose<'_>,
        at: &str,
        depth: usize,
    ) -> Option<Link> {
        let id = value.get(ID).or_else(|| value.get(ID_IN_PATHS));
        let is_reference = value.as_object().is_some_and(|o| o.iter().all(|(n, _)| is_control(n)));
        match id {
            Some(id) if is_reference => match id {
                Json::Number(number) if number.as_i64().is_some() => {
                    number.as_i64().map(|id| Link::To(Id::Number(id)))
                }
                Json::Text(text) => Some(Link::To(Id::Text(text.clone()))),
                other => {
                    let message = format!("expected a whole number or a text, found {other}");
                    let name = if value.get(ID).is_some() { ID } else { ID_IN_PATHS };
                    self.complain(&format!("{at}/{}", escape(name)), message);
                    None
                }
            },
            _ if !matches!(purpose, Purpose::Create(_)) => {
                let message = "only entities that exist can be named here, as {\"@iot.id\": 1}";
                self.complain(at, message);
                None
            }
            _ => {
                // The way back to the entity that is being made is known.
                let inner = Purpose::Create(relation.back());
                let body = self.entity(value, relation.to, inner, at, depth + 1)?;
                Some(Link::New(Box::new(body)))
            }
        }
    }
}
