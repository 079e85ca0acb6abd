//! Entities in memory.

use std::collections::BTreeMap;

use crate::json::{Json, Object};
use crate::model::{EntityType, Id, Relation, SELF_LINK};

/// An entity by kind and id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// Its kind.
    pub entity: EntityType,
    /// Its id.
    pub id: Id,
}

/// Where an evaluator finds entities.
pub trait World {
    /// The value of a property, or of `@iot.selfLink`; null if it has none.
    fn value(&self, row: &Row, name: &str) -> Json;
    /// The entities that a relation leads to, in their order.
    fn related(&self, row: &Row, relation: &Relation) -> Vec<Row>;
    /// All entities of a kind, by id.
    fn all(&self, entity: EntityType) -> Vec<Row>;
}

/// A world of entities in memory.
#[derive(Debug, Clone, Default)]
pub struct Entities {
    rows: BTreeMap<Row, Object>,
    links: BTreeMap<(Row, &'static str), Vec<Row>>,
}

impl Entities {
    /// An empty world.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an entity with its properties.
    pub fn insert(&mut self, entity: EntityType, id: i64, properties: Object) -> Row {
        let row = Row { entity, id: Id::Number(id) };
        self.rows.insert(row.clone(), properties);
        row
    }

    /// Links two entities by a relation of the first, in both directions.
    ///
    /// Does nothing if the first has no such relation to the second.
    pub fn link(&mut self, from: &Row, relation: &str, to: &Row) {
        let Some(relation) = from.entity.relation(relation).filter(|r| r.to == to.entity) else {
            return;
        };
        self.one_way(from, relation, to);
        if let Some(back) = relation.back() {
            self.one_way(to, back, from);
        }
    }

    fn one_way(&mut self, from: &Row, relation: &'static Relation, to: &Row) {
        let list = self.links.entry((from.clone(), relation.name)).or_default();
        if !relation.is_many {
            list.clear();
        }
        if !list.contains(to) {
            list.push(to.clone());
        }
    }
}

impl World for Entities {
    fn value(&self, row: &Row, name: &str) -> Json {
        if name == SELF_LINK {
            return Json::text(format!("{}({})", row.entity.set(), row.id));
        }
        self.rows.get(row).and_then(|object| object.get(name)).cloned().unwrap_or_default()
    }

    fn related(&self, row: &Row, relation: &Relation) -> Vec<Row> {
        self.links.get(&(row.clone(), relation.name)).cloned().unwrap_or_default()
    }

    fn all(&self, entity: EntityType) -> Vec<Row> {
        self.rows.keys().filter(|row| row.entity == entity).cloned().collect()
    }
}
