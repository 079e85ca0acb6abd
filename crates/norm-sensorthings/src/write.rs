//! Writes entities, lists, references and single properties as JSON, straight into one text.

use std::borrow::Cow;
use std::fmt::Write;

use crate::check::{CheckedQuery, Field, Selected};
use crate::evaluate::step_into;
use crate::json::{Json, Object, quote};
use crate::model::{
    COUNT, EntityType, ID, Id, NAVIGATION_LINK, NEXT_LINK, Property, Relation, SELF_LINK,
};
use crate::path::entity_path;
use crate::query::{ResultMetadata, Step};
use crate::time::TimeValue;

/// A value to be written.
#[derive(Debug, Clone, PartialEq)]
pub enum Out<'a> {
    /// Nothing.
    Null,
    /// JSON that is already text; written as it is.
    Raw(Cow<'a, str>),
    /// A text.
    Text(Cow<'a, str>),
    /// A time; written in UTC.
    Time(TimeValue),
    /// A number or other JSON.
    Json(Json),
}

impl Out<'_> {
    /// Whether it is nothing.
    pub fn is_null(&self) -> bool {
        match self {
            Self::Null | Self::Json(Json::Null) => true,
            Self::Raw(text) => text == "null",
            _ => false,
        }
    }

    /// The value as JSON.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            // What is not JSON was stored as text by somebody else.
            Self::Raw(text) => Json::parse(text).unwrap_or_else(|_| Json::from(text.as_ref())),
            Self::Text(text) => Json::from(text.as_ref()),
            Self::Time(time) => Json::text(time.to_string()),
            Self::Json(json) => json.clone(),
        }
    }

    pub(crate) fn put(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Raw(text) => out.push_str(text),
            Self::Text(text) => put_quoted(out, text),
            Self::Time(time) => put(out, format_args!("\"{time}\"")),
            Self::Json(json) => put(out, format_args!("{json}")),
        }
    }

    /// The bare value for `$value`; `None` for nothing, which is answered with 204.
    pub fn bare(&self) -> Option<String> {
        match self {
            Self::Time(time) => Some(time.to_string()),
            Self::Text(text) => Some(text.clone().into_owned()),
            other => other.to_json().text_form().map(Cow::into_owned),
        }
    }
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).unwrap_or_default();
}

fn put_quoted(out: &mut String, text: &str) {
    quote(out, text).unwrap_or_default();
}

/// An entity to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Record<'a> {
    /// Its id.
    pub id: Id,
    /// Its properties.
    pub fields: Vec<(&'static Property, Out<'a>)>,
    /// Related entities that are shown with it.
    pub expanded: Vec<(&'static Relation, Expanded<'a>)>,
}

/// Related entities that are shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Expanded<'a> {
    /// One, or none.
    One(Option<Box<Record<'a>>>),
    /// A list.
    Many(List<'a>),
}

/// A page of entities.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct List<'a> {
    /// The entities.
    pub records: Vec<Record<'a>>,
    /// How many there are on all pages, if that was asked.
    pub count: Option<u64>,
    /// Address of the next page.
    pub next_link: Option<String>,
}

/// Writes entities for a service and a query.
#[derive(Debug, Clone, Copy)]
pub struct Writer<'a> {
    /// Address of the service's root, without a slash at its end.
    pub root: &'a str,
    /// How many control members are wanted.
    pub metadata: ResultMetadata,
}

/// Writes members of an object with commas between.
struct Members<'o> {
    out: &'o mut String,
    is_first: bool,
}

impl<'o> Members<'o> {
    fn open(out: &'o mut String) -> Self {
        out.push('{');
        Self { out, is_first: true }
    }

    fn name(&mut self, name: &str) -> &mut String {
        if !self.is_first {
            self.out.push(',');
        }
        self.is_first = false;
        put_quoted(self.out, name);
        self.out.push(':');
        self.out
    }

    fn close(self) {
        self.out.push('}');
    }
}

impl Writer<'_> {
    /// The address of an entity.
    pub fn self_link(&self, entity: EntityType, id: &Id) -> String {
        format!("{}/{}", self.root, entity_path(entity, id))
    }

    /// Writes one entity.
    pub fn entity(&self, out: &mut String, record: &Record<'_>, query: &CheckedQuery) {
        let entity = query.entity;
        let is_plain = query.select.is_none();
        let link = self.self_link(entity, &record.id);
        let has_links = self.metadata == ResultMetadata::Full;
        let has_ids = matches!(self.metadata, ResultMetadata::Full | ResultMetadata::Minimal);
        let mut members = Members::open(out);
        if query.wants_id() && (has_ids || !is_plain) {
            put(members.name(ID), format_args!("{}", Json::from(&record.id)));
        }
        let wants_self =
            query.select.as_ref().is_none_or(|s| s.contains(&Selected::Field(Field::SelfLink)));
        if wants_self && (has_links || !is_plain) {
            put_quoted(members.name(SELF_LINK), &link);
        }
        for (property, value) in &record.fields {
            put_property(&mut members, property, value, query);
        }
        for relation in entity.relations() {
            let shown = record.expanded.iter().find(|(r, _)| *r == relation);
            if let Some((_, expanded)) = shown {
                self.expanded(&mut members, relation, expanded, query);
            } else if query.wants(relation.name) && (has_links || !is_plain) {
                let address = format!("{link}/{}", relation.name);
                put_quoted(members.name(&format!("{}{NAVIGATION_LINK}", relation.name)), &address);
            }
        }
        members.close();
    }

    fn expanded(
        &self,
        members: &mut Members<'_>,
        relation: &'static Relation,
        expanded: &Expanded<'_>,
        query: &CheckedQuery,
    ) {
        let Some(inner) = query.expand.iter().find(|e| e.relation == relation) else { return };
        match expanded {
            Expanded::One(None) => {}
            Expanded::One(Some(record)) => {
                self.entity(members.name(relation.name), record, &inner.query);
            }
            Expanded::Many(list) => {
                let has_counts = self.metadata != ResultMetadata::Off;
                if let Some(count) = list.count.filter(|_| has_counts) {
                    let name = format!("{}{COUNT}", relation.name);
                    put(members.name(&name), format_args!("{count}"));
                }
                self.records(members.name(relation.name), &list.records, &inner.query);
                if let Some(next) = list.next_link.as_ref().filter(|_| has_counts) {
                    put_quoted(members.name(&format!("{}{NEXT_LINK}", relation.name)), next);
                }
            }
        }
    }

    fn records(&self, out: &mut String, records: &[Record<'_>], query: &CheckedQuery) {
        out.push('[');
        for (at, record) in records.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            self.entity(out, record, query);
        }
        out.push(']');
    }

    /// Writes a page of a list.
    pub fn list(&self, out: &mut String, list: &List<'_>, query: &CheckedQuery) {
        let mut members = Members::open(out);
        if let Some(count) = list.count {
            put(members.name(COUNT), format_args!("{count}"));
        }
        self.records(members.name("value"), &list.records, query);
        if let Some(next) = &list.next_link {
            put_quoted(members.name(NEXT_LINK), next);
        }
        members.close();
    }

    /// Writes the addresses of a list, for `$ref`.
    pub fn references(
        &self,
        out: &mut String,
        entity: EntityType,
        ids: &[Id],
        next_link: Option<&str>,
    ) {
        let mut members = Members::open(out);
        let value = members.name("value");
        value.push('[');
        for (at, id) in ids.iter().enumerate() {
            if at > 0 {
                value.push(',');
            }
            self.reference(value, entity, id);
        }
        value.push(']');
        if let Some(next) = next_link {
            put_quoted(members.name(NEXT_LINK), next);
        }
        members.close();
    }

    /// Writes the address of an entity, for `$ref`.
    pub fn reference(&self, out: &mut String, entity: EntityType, id: &Id) {
        let mut members = Members::open(out);
        put_quoted(members.name(SELF_LINK), &self.self_link(entity, id));
        members.close();
    }
}

fn put_property(
    members: &mut Members<'_>,
    property: &'static Property,
    value: &Out<'_>,
    query: &CheckedQuery,
) {
    // The suite of the standard wants to see a result time that is missing.
    let stays = property.name == "resultTime" && query.entity == EntityType::Observation;
    if !query.wants(property.name) || (value.is_null() && !stays) {
        return;
    }
    let parts: Option<Vec<&[Step]>> = query.select.as_ref().map(|selected| {
        let own = selected.iter().filter_map(|item| match item {
            Selected::Field(Field::Property(p, steps)) if *p == property => Some(steps.as_slice()),
            _ => None,
        });
        own.collect()
    });
    match parts {
        Some(parts) if parts.iter().all(|steps| !steps.is_empty()) => {
            let shown = only(&value.to_json(), &parts);
            put(members.name(property.name), format_args!("{shown}"));
        }
        _ => value.put(members.name(property.name)),
    }
}

/// Writes a property alone: an object with one member.
pub fn property(out: &mut String, name: &str, value: &Out<'_>) {
    let mut members = Members::open(out);
    value.put(members.name(name));
    members.close();
}

/// An object of the wanted parts of a value, each at its place. What leads into a list is given
/// with the list.
fn only(value: &Json, parts: &[&[Step]]) -> Json {
    let mut object = Object::new();
    for steps in parts {
        let names: Vec<&str> = steps
            .iter()
            .map_while(|step| match step {
                Step::Name(name, _) => Some(name.as_str()),
                Step::Index(_) => None,
            })
            .collect();
        let found = step_into(value, steps.get(..names.len()).unwrap_or_default());
        if !found.is_null() {
            place_at(&mut object, &names, found);
        }
    }
    object.into()
}

/// Puts a value where names lead, making the objects on the way.
fn place_at(object: &mut Object, names: &[&str], value: Json) {
    let Some((first, rest)) = names.split_first() else { return };
    if rest.is_empty() {
        object.set(first, value);
        return;
    }
    if !matches!(object.get(first), Some(Json::Object(_))) {
        object.set(first, Object::new());
    }
    if let Some(Json::Object(inner)) = object.get_mut(first) {
        place_at(inner, rest, value);
    }
}
