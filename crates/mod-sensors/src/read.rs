//! Reading: what a path leads to, a page of a list, an entity, a property.

mod tables;
mod token;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;

use kernel::Reader;
use norm_sensorthings::Json;
use norm_sensorthings::check::{CheckedQuery, Field, check_query};
use norm_sensorthings::evaluate::step_into;
use norm_sensorthings::model::{EntityType, Id, Relation};
use norm_sensorthings::path::{Resource, ResourcePath, Tail, parse_path};
use norm_sensorthings::query::{Query, ResultFormat, Step, next_link};
use norm_sensorthings::service::Service;
use norm_sensorthings::write::{Expanded, List, Out, Record, Writer, property};

use crate::answer::{Answer, Refusal};
use crate::store::{Entity, Listing, Sight, count, find, multi_streams, page, related_id};

/// Entities of one answer at most, with all that are expanded.
const ENTITIES_MAX: usize = 100_000;
/// Longest answer, in bytes.
const ANSWER_BYTES_MAX: usize = 32 * 1024 * 1024;

/// What it does beyond the standard, as its landing page says; see `docs/operating/sensors.md`.
const EXTENSIONS: [&str; 4] = [
    "urn:rathaus:sensorthings:json-batch",
    "urn:rathaus:sensorthings:csv",
    "urn:rathaus:sensorthings:geojson",
    "urn:rathaus:sensorthings:delete-by-filter",
];

/// The service as one request sees it.
#[derive(Clone, Debug, Default)]
pub(crate) struct View {
    /// Address of its root, without a slash at the end.
    pub root: String,
    /// What is seen of what is not public.
    pub sight: Sight,
    /// Where programs connect by MQTT.
    pub mqtt: Vec<String>,
}

/// What a path leads to.
pub(crate) enum Target {
    /// One entity.
    One(EntityType, i64),
    /// A set, or the entities that are related to one.
    Many(EntityType, Option<(&'static Relation, i64)>),
}

fn number(id: &Id) -> Result<i64, Refusal> {
    match id {
        Id::Number(number) => Ok(*number),
        Id::Text(_) => Err(Refusal::missing(format!("there is no id {id}: ids are whole numbers"))),
    }
}

/// Follows a path; every step must hold.
pub(crate) fn resolve(
    reader: &mut Reader<'_>,
    path: &ResourcePath,
    sight: Sight,
) -> Result<Target, Refusal> {
    let Some(id) = &path.id else { return Ok(Target::Many(path.set, None)) };
    let (mut kind, mut at) = (path.set, number(id)?);
    if find(reader, kind, at, sight)?.is_none() {
        return Err(Refusal::missing(format!("there is no {kind} {at}")));
    }
    for step in &path.steps {
        let relation = step.relation;
        let wanted = step.id.as_ref().map(number).transpose()?;
        if relation.is_many && wanted.is_none() {
            return Ok(Target::Many(relation.to, Some((relation, at))));
        }
        let found = related_id(reader, relation, at, wanted, sight)?;
        let Some(next) = found.first() else {
            let named = wanted.map(|w| format!(" {w}")).unwrap_or_default();
            let message = format!("{kind} {at} has no {}{named}", relation.to);
            return Err(Refusal::missing(message));
        };
        (kind, at) = (relation.to, *next);
    }
    Ok(Target::One(kind, at))
}

/// Answers a GET.
pub(crate) fn get(
    reader: &mut Reader<'_>,
    view: &View,
    path: &str,
    query: &str,
) -> Result<Answer, Refusal> {
    let path = match parse_path(path)? {
        Resource::Root => return Ok(landing_page(view)),
        Resource::Entities(path) => path,
        _ => return Err(Refusal::Said(405, "this takes POST only".into())),
    };
    let query = Query::parse(query)?;
    let target = resolve(reader, &path, view.sight)?;
    let mut reading = Reading { reader, view, entities: 0, bytes: 0, multi: None };
    match (target, &path.tail) {
        (Target::Many(kind, parent), tail) => {
            reading.list(&path, kind, parent, &query, *tail == Tail::Ref)
        }
        (Target::One(kind, id), Tail::Property { field, is_value }) => {
            reading.property(kind, id, field, *is_value)
        }
        (Target::One(kind, id), Tail::Ref) => {
            let mut out = String::new();
            reading.writer(CheckedMeta::default()).reference(&mut out, kind, &Id::Number(id));
            Ok(Answer::json(out))
        }
        (Target::One(kind, id), Tail::Nothing) => reading.one(kind, id, &query),
    }
}

fn landing_page(view: &View) -> Answer {
    let service = Service {
        root: &view.root,
        has_multi_datastreams: true,
        mqtt_create: view.mqtt.clone(),
        mqtt_receive: view.mqtt.clone(),
        extensions: EXTENSIONS.map(str::to_owned).to_vec(),
        ..Service::default()
    };
    Answer::json(service.landing_page().to_string())
}

type CheckedMeta = norm_sensorthings::query::ResultMetadata;

/// One request that reads.
struct Reading<'a, 'r> {
    reader: &'a mut Reader<'r>,
    view: &'a View,
    entities: usize,
    bytes: usize,
    multi: Option<Rc<BTreeSet<i64>>>,
}

impl Reading<'_, '_> {
    fn writer(&self, metadata: CheckedMeta) -> Writer<'_> {
        Writer { root: &self.view.root, metadata }
    }

    /// Entities that lists within this answer may still hold; behind them a link goes on.
    fn left(&self) -> u64 {
        if self.bytes > ANSWER_BYTES_MAX / 2 {
            return 0;
        }
        u64::try_from((ENTITIES_MAX / 2).saturating_sub(self.entities)).unwrap_or(0)
    }

    /// Streams whose values are lists: their Observations belong to no Datastream.
    fn multi(&mut self) -> Result<Rc<BTreeSet<i64>>, Refusal> {
        if let Some(multi) = &self.multi {
            return Ok(Rc::clone(multi));
        }
        let multi = Rc::new(multi_streams(self.reader)?);
        self.multi = Some(Rc::clone(&multi));
        Ok(multi)
    }

    fn weigh(&mut self, entities: &[Entity]) -> Result<(), Refusal> {
        self.entities += entities.len();
        let texts = entities.iter().flat_map(|e| &e.fields).map(|(_, out)| match out {
            Out::Raw(text) | Out::Text(text) => text.len() + 40,
            _ => 40,
        });
        self.bytes += texts.sum::<usize>();
        if self.entities > ENTITIES_MAX || self.bytes > ANSWER_BYTES_MAX {
            return Err(Refusal::bad(format!(
                "the answer would hold more than {ENTITIES_MAX} entities or {} MB; ask for less by $top, $select or $filter",
                ANSWER_BYTES_MAX / 1024 / 1024
            )));
        }
        Ok(())
    }

    fn one(&mut self, kind: EntityType, id: i64, query: &Query) -> Result<Answer, Refusal> {
        let checked = check_query(query, kind)?;
        let entity = find(self.reader, kind, id, self.view.sight)?;
        let entity = entity.ok_or_else(|| Refusal::missing(format!("there is no {kind} {id}")))?;
        let records = self.records(vec![entity], &checked, query)?;
        match checked.format {
            Some(ResultFormat::Csv) => return tables::csv(&records, &checked, None),
            Some(ResultFormat::GeoJson) => return tables::geojson(&records, &checked, None),
            _ => {}
        }
        let mut out = String::new();
        for record in &records {
            self.writer(checked.metadata).entity(&mut out, record, &checked);
        }
        Ok(Answer::json(out))
    }

    fn property(
        &mut self,
        kind: EntityType,
        id: i64,
        field: &Field,
        is_value: bool,
    ) -> Result<Answer, Refusal> {
        let entity = find(self.reader, kind, id, self.view.sight)?;
        let entity = entity.ok_or_else(|| Refusal::missing(format!("there is no {kind} {id}")))?;
        let link = self.writer(CheckedMeta::default()).self_link(kind, &Id::Number(id));
        let (name, value) = match field {
            Field::Id => ("@iot.id".to_owned(), Out::Json(Json::from(id))),
            Field::SelfLink => ("@iot.selfLink".to_owned(), Out::Text(Cow::Owned(link))),
            Field::Property(property, steps) => {
                let whole = entity.field(property.name).cloned().unwrap_or(Out::Null);
                match steps.last() {
                    None => (property.name.to_owned(), whole),
                    Some(last) => {
                        let found = step_into(&whole.to_json(), steps);
                        let name = match last {
                            Step::Name(name, _) => name.clone(),
                            Step::Index(at) => at.to_string(),
                        };
                        (name, Out::Json(found))
                    }
                }
            }
        };
        if value.is_null() {
            return Ok(Answer::empty(204));
        }
        if is_value {
            let body = value.bare().unwrap_or_default().into_bytes();
            return Ok(Answer { kind: "text/plain;charset=UTF-8", body, ..Answer::empty(200) });
        }
        let mut out = String::new();
        property(&mut out, &name, &value);
        Ok(Answer::json(out))
    }

    fn list(
        &mut self,
        path: &ResourcePath,
        kind: EntityType,
        parent: Option<(&'static Relation, i64)>,
        query: &Query,
        is_ref: bool,
    ) -> Result<Answer, Refusal> {
        if query.is_distinct {
            return Err(Refusal::Said(501, "$select=distinct: is not supported".into()));
        }
        let checked = check_query(query, kind)?;
        let sight = self.view.sight;
        let after = token::read(query);
        let listing = Listing { parent, query: &checked, sight, after, most: None };
        let count = if checked.count { Some(count(self.reader, listing)?) } else { None };
        let page = page(self.reader, listing)?;
        let address = format!("{}{path}", self.view.root);
        let shown = u64::try_from(page.entities.len()).unwrap_or(u64::MAX);
        let mark = page.entities.last().and_then(|last| listing.mark(last));
        let token = mark.map(|mark| token::of(query, mark));
        let skip = checked.skip.saturating_add(shown);
        let next = page.has_more.then(|| next_link(&address, query, skip, token.as_ref()));
        self.weigh(&page.entities)?;
        if is_ref {
            let ids: Vec<Id> = page.entities.iter().map(|e| Id::Number(e.id)).collect();
            let mut out = String::new();
            let writer = self.writer(checked.metadata);
            writer.references(&mut out, kind, &ids, next.as_deref());
            return Ok(Answer::json(out));
        }
        if checked.format == Some(ResultFormat::DataArray) {
            return self.data_array(&page.entities, &checked, count, next.as_deref());
        }
        let records = self.records(page.entities, &checked, query)?;
        match checked.format {
            Some(ResultFormat::Csv) => tables::csv(&records, &checked, next),
            Some(ResultFormat::GeoJson) => tables::geojson(&records, &checked, next.as_deref()),
            _ => {
                let mut out = String::new();
                let list = List { records, count, next_link: next };
                self.writer(checked.metadata).list(&mut out, &list, &checked);
                Ok(Answer::json(out))
            }
        }
    }

    /// Entities with what is expanded in them.
    fn records(
        &mut self,
        entities: Vec<Entity>,
        checked: &CheckedQuery,
        query: &Query,
    ) -> Result<Vec<Record<'static>>, Refusal> {
        let mut records = Vec::with_capacity(entities.len());
        for entity in entities {
            let (id, stream) = (entity.id, entity.stream);
            let mut record = entity.into_record();
            if checked.entity == EntityType::Observation {
                // Of its two kinds of streams a value has one: no link leads to the other.
                let is_multi = self.multi()?.contains(&stream);
                let other = if is_multi { "Datastream" } else { "MultiDatastream" };
                if let Some(other) = checked.entity.relation(other) {
                    record.expanded.push((other, Expanded::One(None)));
                }
            }
            for expand in &checked.expand {
                let own = query.expand.iter().find(|e| e.name == expand.relation.name);
                let Some(own) = own else { continue };
                if record.expanded.iter().any(|(r, _)| *r == expand.relation) {
                    continue;
                }
                let shown = self.expand(id, expand.relation, &expand.query, &own.query)?;
                record.expanded.push((expand.relation, shown));
            }
            records.push(record);
        }
        Ok(records)
    }

    fn expand(
        &mut self,
        id: i64,
        relation: &'static Relation,
        checked: &CheckedQuery,
        query: &Query,
    ) -> Result<Expanded<'static>, Refusal> {
        let listing = Listing {
            parent: Some((relation, id)),
            query: checked,
            sight: self.view.sight,
            after: None,
            most: relation.is_many.then(|| self.left()),
        };
        let found = page(self.reader, listing)?;
        self.weigh(&found.entities)?;
        if !relation.is_many {
            let records = self.records(found.entities, checked, query)?;
            return Ok(Expanded::One(records.into_iter().next().map(Box::new)));
        }
        let count = if checked.count { Some(count(self.reader, listing)?) } else { None };
        let writer = self.writer(checked.metadata);
        let from = writer.self_link(relation.from, &Id::Number(id));
        let shown = u64::try_from(found.entities.len()).unwrap_or(u64::MAX);
        let address = format!("{from}/{}", relation.name);
        let next_link = found
            .has_more
            .then(|| next_link(&address, query, checked.skip.saturating_add(shown), None));
        let records = self.records(found.entities, checked, query)?;
        Ok(Expanded::Many(List { records, count, next_link }))
    }
}
