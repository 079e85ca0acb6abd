//! The stored entities as the reference evaluator sees them: what SQL cannot say is judged by it.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use jiff::tz::TimeZone;
use kernel::Reader;
use norm_sensorthings::Json;
use norm_sensorthings::evaluate::{Row, World};
use norm_sensorthings::model::{EntityType, Id, Relation, SELF_LINK};
use norm_sensorthings::path::entity_path;
use norm_sensorthings::write::Out;

use super::entity::Entity;
use super::keys::Sight;
use super::list::{find, related_id};
use crate::answer::Refusal;

/// Finds a time zone by its name.
pub(crate) fn zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

type Known = HashMap<(EntityType, i64), Option<Entity>>;

/// What is stored, read when it is asked for and remembered for one request.
pub(crate) struct Stored<'s, 'r> {
    reader: RefCell<&'s mut Reader<'r>>,
    sight: Sight,
    known: RefCell<Known>,
    related: RefCell<BTreeMap<(Row, &'static str), Vec<Row>>>,
    failed: RefCell<Option<Refusal>>,
}

impl<'s, 'r> Stored<'s, 'r> {
    /// A world over a transaction.
    pub fn new(reader: &'s mut Reader<'r>, sight: Sight) -> Self {
        Self {
            reader: RefCell::new(reader),
            sight,
            known: RefCell::default(),
            related: RefCell::default(),
            failed: RefCell::default(),
        }
    }

    /// Remembers entities that were read already.
    pub fn know(&self, entities: &[Entity]) {
        let mut known = self.known.borrow_mut();
        known.extend(entities.iter().map(|e| ((e.kind, e.id), Some(e.clone()))));
    }

    /// Says what went wrong on the way; the evaluator itself knows no database.
    pub fn finish(&self) -> Result<(), Refusal> {
        self.failed.borrow_mut().take().map_or(Ok(()), Err)
    }

    fn fail<T: Default>(&self, outcome: Result<T, Refusal>) -> T {
        outcome.unwrap_or_else(|refusal| {
            *self.failed.borrow_mut() = Some(refusal);
            T::default()
        })
    }
}

impl World for Stored<'_, '_> {
    fn value(&self, row: &Row, name: &str) -> Json {
        if name == SELF_LINK {
            return Json::text(entity_path(row.entity, &row.id));
        }
        let Id::Number(id) = row.id else { return Json::Null };
        let mut known = self.known.borrow_mut();
        let entity = known.entry((row.entity, id)).or_insert_with(|| {
            let found = find(&mut self.reader.borrow_mut(), row.entity, id, self.sight);
            self.fail(found)
        });
        entity.as_ref().and_then(|e| e.field(name)).map_or(Json::Null, Out::to_json)
    }

    fn related(&self, row: &Row, relation: &Relation) -> Vec<Row> {
        let Id::Number(id) = row.id else { return Vec::new() };
        let Some(relation) = row.entity.relation(relation.name) else { return Vec::new() };
        let key = (row.clone(), relation.name);
        if let Some(known) = self.related.borrow().get(&key) {
            return known.clone();
        }
        let found = related_id(&mut self.reader.borrow_mut(), relation, id, None, self.sight);
        let ids = self.fail(found);
        let rows: Vec<Row> =
            ids.into_iter().map(|id| Row { entity: relation.to, id: Id::Number(id) }).collect();
        self.related.borrow_mut().insert(key, rows.clone());
        rows
    }

    fn all(&self, _: EntityType) -> Vec<Row> {
        // Filters start from an entity; nobody asks for all.
        Vec::new()
    }
}
