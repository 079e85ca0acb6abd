//! Lists of entities: found, filtered, ordered, cut.

use jiff::Timestamp;
use kernel::Reader;
use kernel::db::Built;
use kernel::piece;
use norm_sensorthings::check::{CheckedQuery, Scope};
use norm_sensorthings::evaluate::{Evaluator, Row, Surroundings, Value};
use norm_sensorthings::model::{EntityType, Id, Relation};
use norm_sensorthings::query::Direction;
use norm_sensorthings::write::Out;

use super::entity::{Entity, nanoseconds, read, selected};
use super::filter::{Condition, Translator};
use super::order::{natural, order};
use super::tables::{shown, table, tied};
use super::world::{Stored, zone};
use crate::answer::Refusal;

/// Rows that one request judges one by one at most: those a filter leaves that SQL cannot say.
const JUDGED_MAX: usize = 1_000_000;
/// Rows that one request orders itself at most.
const SORTED_MAX: usize = 50_000;
/// Rows read at once to be judged.
const CHUNK: i64 = 2_000;

/// Name of the table that a list starts from.
const FROM: usize = 0;
/// Name of the table whose rows are listed.
const OWN: usize = 1;

/// Which list.
#[derive(Clone, Copy)]
pub(crate) struct Listing<'a> {
    /// The relation it follows and the entity it starts from; none for a whole set.
    pub parent: Option<(&'static Relation, i64)>,
    /// What is asked of it.
    pub query: &'a CheckedQuery,
    /// Whether streams that are not public are seen.
    pub sees_all: bool,
    /// Where it goes on, instead of counting the rows before.
    pub after: Option<Mark>,
}

/// The last row of the page before, in a list without an order of the asker's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Its start, in lists that are ordered by time.
    pub start: Option<i64>,
    /// Its id.
    pub id: i64,
}

/// A page of a list.
pub(crate) struct Page {
    /// Its entities.
    pub entities: Vec<Entity>,
    /// Whether more follow.
    pub has_more: bool,
}

impl Listing<'_> {
    fn kind(&self) -> EntityType {
        self.query.entity
    }

    /// Rows after the mark.
    fn rest(&self) -> Option<Built> {
        let mark = self.after.filter(|_| self.query.order.is_empty())?;
        let id = || Built::new().column(OWN, piece!("id"));
        Some(match mark.start {
            None => id().and(piece!(" > ")).value(&mark.id),
            Some(start) => {
                let row = Built::of(piece!("(")).column(OWN, piece!("start_at"));
                let row = row.and(piece!(", ")).part(id()).and(piece!(") > ("));
                row.value(&start).and(piece!(", ")).value(&mark.id).and(piece!(")"))
            }
        })
    }

    /// The mark of a row, in lists that have one.
    pub fn mark(&self, last: &Entity) -> Option<Mark> {
        if !self.query.order.is_empty() {
            return None;
        }
        match self.parent {
            Some((r, _)) if r.to == EntityType::ObservedProperty && r.is_many => None,
            Some((r, _))
                if r.to == EntityType::Observation && r.from != EntityType::FeatureOfInterest =>
            {
                let start = last.field("phenomenonTime").and_then(start_of)?;
                Some(Mark { start: Some(start), id: last.id })
            }
            _ => Some(Mark { start: None, id: last.id }),
        }
    }

    fn parent_in_sql(&self) -> Option<(&'static Relation, usize)> {
        self.parent.map(|(relation, _)| (relation, FROM))
    }

    /// The tables and conditions that make up the list, without its filter.
    fn tables(&self, joins: &Built) -> (Built, Vec<Built>) {
        let kind = self.kind();
        let mut conditions = Vec::new();
        let tables = match self.parent {
            Some((relation, id)) => {
                let parent = Built::new().column(FROM, piece!("id")).and(piece!(" = ")).value(&id);
                conditions.push(parent);
                conditions.extend(shown(relation.from, FROM, self.sees_all));
                let from = Built::of(table(relation.from)).and(piece!(" AS ")).alias(FROM);
                from.and(piece!(" JOIN "))
                    .and(table(kind))
                    .and(piece!(" AS "))
                    .alias(OWN)
                    .and(piece!(" ON "))
                    .part(tied(relation, FROM, OWN))
            }
            None => Built::of(table(kind)).and(piece!(" AS ")).alias(OWN),
        };
        conditions.extend(shown(kind, OWN, self.sees_all));
        (tables.part(joins.clone()), conditions)
    }
}

fn start_of(out: &Out<'_>) -> Option<i64> {
    if let Out::Time(time) = out { Some(nanoseconds(time.start().at())) } else { None }
}

fn statement(columns: Built, tables: Built, conditions: Vec<Built>) -> Built {
    let all = Built::of(piece!("SELECT ")).part(columns).and(piece!(" FROM ")).part(tables);
    if conditions.is_empty() {
        return all;
    }
    let conditions =
        conditions.into_iter().map(|c| Built::of(piece!("(")).part(c).and(piece!(")")));
    all.and(piece!(" WHERE ")).list(conditions, piece!(" AND "))
}

fn by_id(kind: EntityType, id: i64, sees_all: bool) -> Built {
    let own = Built::new().column(OWN, piece!("id")).and(piece!(" = ")).value(&id);
    let conditions = std::iter::once(own).chain(shown(kind, OWN, sees_all)).collect();
    let tables = Built::of(table(kind)).and(piece!(" AS ")).alias(OWN);
    statement(selected(kind, OWN), tables, conditions)
}

/// One entity.
pub(crate) fn find(
    reader: &mut Reader<'_>,
    kind: EntityType,
    id: i64,
    sees_all: bool,
) -> Result<Option<Entity>, Refusal> {
    let rows = reader.query_built(&by_id(kind, id, sees_all))?;
    Ok(rows.first().map(|row| read(kind, row)).transpose()?)
}

/// Ids of related entities: of all, or whether this one is among them.
pub(crate) fn related_id(
    reader: &mut Reader<'_>,
    relation: &'static Relation,
    from: i64,
    wanted: Option<i64>,
    sees_all: bool,
) -> Result<Vec<i64>, Refusal> {
    let tables = Built::of(table(relation.from))
        .and(piece!(" AS "))
        .alias(FROM)
        .and(piece!(" JOIN "))
        .and(table(relation.to))
        .and(piece!(" AS "))
        .alias(OWN)
        .and(piece!(" ON "))
        .part(tied(relation, FROM, OWN));
    let mut conditions =
        vec![Built::new().column(FROM, piece!("id")).and(piece!(" = ")).value(&from)];
    conditions.extend(shown(relation.from, FROM, sees_all));
    conditions.extend(shown(relation.to, OWN, sees_all));
    if let Some(id) = wanted {
        conditions.push(Built::new().column(OWN, piece!("id")).and(piece!(" = ")).value(&id));
    }
    let mut all = statement(Built::new().column(OWN, piece!("id")), tables, conditions);
    all = all.and(piece!(" ORDER BY "));
    if let Some(natural) = natural(OWN, Some((relation, FROM))) {
        all = all.part(natural).and(piece!(", "));
    }
    all = all.column(OWN, piece!("id"));
    let rows = reader.query_built(&all)?;
    Ok(rows.iter().map(|r| r.at(0)).collect::<Result<_, _>>()?)
}

/// How a list is read: all by SQL, or judged here.
struct Plan {
    /// The condition of the filter that SQL knows.
    known: Option<Built>,
    /// Whether that says it all.
    is_exact: bool,
    translator: Translator,
}

fn plan(listing: Listing<'_>, now: Timestamp) -> Plan {
    let mut translator = Translator::new(OWN + 1, listing.sees_all, now);
    let condition = listing.query.filter.as_ref().map(|f| translator.filter(f, OWN));
    let (known, is_exact) = match condition {
        None => (None, true),
        Some(Condition::Exact(built)) => (Some(built), true),
        Some(Condition::Wider(built)) => (Some(built), false),
        Some(Condition::Unknown) => (None, false),
    };
    Plan { known, is_exact, translator }
}

/// A page of a list.
pub(crate) fn page(reader: &mut Reader<'_>, listing: Listing<'_>) -> Result<Page, Refusal> {
    let query = listing.query;
    let mut plan = plan(listing, reader.now());
    let order = order(&mut plan.translator, query, OWN, listing.parent_in_sql());
    let limit = i64::try_from(query.page()).unwrap_or(i64::MAX - 1);
    let rest = listing.rest();
    let skip = if rest.is_some() { 0 } else { query.skip };
    let kind = listing.kind();
    let none = Built::new();
    let (tables, mut conditions) = listing.tables(order.as_ref().map_or(&none, |o| &o.joins));
    conditions.extend(plan.known);
    conditions.extend(rest);
    let all = statement(selected(kind, OWN), tables, conditions);
    let Some(order) = order else {
        return sorted(reader, listing, all, plan.is_exact);
    };
    let all = all.and(piece!(" ORDER BY ")).part(order.keys);
    if !plan.is_exact {
        return judged(reader, listing, &all, skip);
    }
    let cut = all.and(piece!(" LIMIT ")).value(&(limit + 1));
    let skip = i64::try_from(skip).unwrap_or(i64::MAX);
    let cut = cut.and(piece!(" OFFSET ")).value(&skip);
    let rows = reader.query_built(&cut)?;
    let has_more = rows.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    let keep = rows.len() - usize::from(has_more);
    let entities = rows.iter().take(keep).map(|row| read(kind, row)).collect::<Result<_, _>>()?;
    Ok(Page { entities, has_more })
}

/// Goes through the rows of a statement in its order and keeps those for which the filter holds.
fn walk(
    reader: &mut Reader<'_>,
    listing: Listing<'_>,
    all: &Built,
    is_exact: bool,
    mut keep: impl FnMut(&mut Reader<'_>, Entity) -> Result<bool, Refusal>,
) -> Result<(), Refusal> {
    let mut offset = 0_i64;
    let mut judged = 0;
    loop {
        let chunk = all.clone().and(piece!(" LIMIT ")).value(&CHUNK);
        let chunk = chunk.and(piece!(" OFFSET ")).value(&offset);
        let rows = reader.query_built(&chunk)?;
        let count = rows.len();
        let entities: Vec<Entity> =
            rows.iter().map(|row| read(listing.kind(), row)).collect::<Result<_, _>>()?;
        judged += count;
        if judged > JUDGED_MAX {
            return Err(Refusal::busy(
                "this filter looks at too many entities; narrow it, for example by time",
            ));
        }
        let holds = match (&listing.query.filter, is_exact) {
            (Some(filter), false) => hold(reader, listing.sees_all, filter, &entities)?,
            _ => vec![true; count],
        };
        for (entity, holds) in entities.into_iter().zip(holds) {
            if holds && !keep(reader, entity)? {
                return Ok(());
            }
        }
        if i64::try_from(count).unwrap_or(i64::MAX) < CHUNK {
            return Ok(());
        }
        offset += CHUNK;
    }
}

/// For which entities a filter holds.
fn hold(
    reader: &mut Reader<'_>,
    sees_all: bool,
    filter: &Scope,
    entities: &[Entity],
) -> Result<Vec<bool>, Refusal> {
    let now = reader.now();
    let world = Stored::new(reader, sees_all);
    world.know(entities);
    let mut evaluator = Evaluator::new(&world, Surroundings { now, zone: &zone });
    let holds: Result<Vec<bool>, _> =
        entities.iter().map(|e| evaluator.holds(filter, &row_of(e))).collect();
    world.finish()?;
    holds.map_err(|e| Refusal::bad(e.to_string()))
}

fn row_of(entity: &Entity) -> Row {
    Row { entity: entity.kind, id: Id::Number(entity.id) }
}

/// A page of rows that are judged one by one.
fn judged(
    reader: &mut Reader<'_>,
    listing: Listing<'_>,
    all: &Built,
    mut skip: u64,
) -> Result<Page, Refusal> {
    let limit = usize::try_from(listing.query.page()).unwrap_or(usize::MAX);
    let mut page = Page { entities: Vec::new(), has_more: false };
    walk(reader, listing, all, false, |_, entity| {
        if skip > 0 {
            skip -= 1;
        } else if page.entities.len() == limit {
            page.has_more = true;
            return Ok(false);
        } else {
            page.entities.push(entity);
        }
        Ok(true)
    })?;
    Ok(page)
}

/// A page in an order that SQL does not know.
fn sorted(
    reader: &mut Reader<'_>,
    listing: Listing<'_>,
    all: Built,
    is_exact: bool,
) -> Result<Page, Refusal> {
    let all = all.and(piece!(" ORDER BY ")).column(OWN, piece!("id"));
    let mut rows = Vec::new();
    walk(reader, listing, &all, is_exact, |_, entity| {
        rows.push(entity);
        if rows.len() > SORTED_MAX {
            let message = format!(
                "more than {SORTED_MAX} entities cannot be ordered like this; narrow them by $filter"
            );
            return Err(Refusal::bad(message));
        }
        Ok(true)
    })?;
    let now = reader.now();
    let world = Stored::new(reader, listing.sees_all);
    world.know(&rows);
    let mut evaluator = Evaluator::new(&world, Surroundings { now, zone: &zone });
    let mut keyed: Vec<(Vec<Value>, Entity)> = Vec::with_capacity(rows.len());
    for entity in rows {
        let row = row_of(&entity);
        let keys = listing.query.order.iter().map(|(scope, _)| evaluator.value(scope, &row));
        let keys = keys.collect::<Result<_, _>>().map_err(|e| Refusal::bad(e.to_string()))?;
        keyed.push((keys, entity));
    }
    world.finish()?;
    keyed.sort_by(|(a, one), (b, other)| {
        let keys = a.iter().zip(b).zip(&listing.query.order);
        let by_keys = keys.map(|((a, b), (_, direction))| {
            let order = a.sort(b);
            if *direction == Direction::Descending { order.reverse() } else { order }
        });
        by_keys
            .fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
            .then(one.id.cmp(&other.id))
    });
    let skip = usize::try_from(listing.query.skip).unwrap_or(usize::MAX);
    let limit = usize::try_from(listing.query.page()).unwrap_or(usize::MAX);
    let has_more = keyed.len().saturating_sub(skip) > limit;
    let entities = keyed.into_iter().skip(skip).take(limit).map(|(_, e)| e).collect();
    Ok(Page { entities, has_more })
}

/// How many entities a list has on all its pages.
pub(crate) fn count(reader: &mut Reader<'_>, listing: Listing<'_>) -> Result<u64, Refusal> {
    if listing.query.filter.is_none()
        && let Some(kept) = super::observations::kept_count(reader, listing)?
    {
        return Ok(kept);
    }
    let plan = plan(listing, reader.now());
    let (tables, mut conditions) = listing.tables(&Built::new());
    conditions.extend(plan.known);
    if plan.is_exact {
        let all = statement(Built::of(piece!("COUNT(*)")), tables, conditions);
        let rows = reader.query_built(&all)?;
        let count: i64 = rows.first().map_or(Ok(0), |r| r.at(0))?;
        return Ok(u64::try_from(count).unwrap_or(0));
    }
    let all = statement(selected(listing.kind(), OWN), tables, conditions);
    let all = all.and(piece!(" ORDER BY ")).column(OWN, piece!("id"));
    let mut count = 0;
    walk(reader, listing, &all, false, |_, _| {
        count += 1;
        Ok(true)
    })?;
    Ok(count)
}
