//! Rows that SQL alone does not find or order: gone through, judged, put into order, in bounded time
//! and memory.

use kernel::Reader;
use kernel::db::Built;
use kernel::piece;
use norm_sensorthings::check::Scope;
use norm_sensorthings::evaluate::{Evaluator, Row, Surroundings, Value};
use norm_sensorthings::model::Id;
use norm_sensorthings::query::Direction;

use super::entity::{Entity, read, selected};
use super::keys::Sight;
use super::list::{Listing, Mark, OWN, Page, after, statement};
use super::world::{Stored, zone};
use crate::answer::Refusal;

/// Rows that one request judges one by one at most: those a filter leaves that SQL cannot say.
const JUDGED_MAX: usize = 1_000_000;
/// Rows that are ordered together here; of more only those that may be on the page are kept.
const SORTED_TOGETHER: usize = 20_000;
/// How far a page may lie behind in an order that SQL does not know.
const SORTED_MAX: usize = 50_000;
/// Rows read at once to be judged.
const CHUNK: i64 = 2_000;

/// Rows that are gone through.
pub(super) struct Walk {
    /// The tables.
    pub tables: Built,
    /// What holds for the rows.
    pub conditions: Vec<Built>,
    /// The keys of their order; none for that of their ids.
    pub order: Option<Built>,
}

impl Walk {
    /// In the order of their ids.
    pub fn by_id(tables: Built, conditions: Vec<Built>) -> Self {
        Self { tables, conditions, order: None }
    }

    /// The next rows: after the last one where its place is known, else after so many.
    fn chunk(&self, listing: Listing<'_>, last: Option<&Entity>, offset: i64) -> Built {
        let mark = last.and_then(|last| match &self.order {
            None => Some(Mark { start: None, id: last.id }),
            Some(_) => listing.mark(last),
        });
        let mut conditions = self.conditions.clone();
        conditions.extend(mark.map(after));
        let all = statement(selected(listing.kind(), OWN), self.tables.clone(), conditions);
        let all = all.and(piece!(" ORDER BY "));
        let all = match &self.order {
            None => all.column(OWN, piece!("id")),
            Some(keys) => all.part(keys.clone()),
        };
        let all = all.and(piece!(" LIMIT ")).value(&CHUNK).and(piece!(" OFFSET "));
        all.value(if mark.is_some() { &0 } else { &offset })
    }
}

/// Goes through rows in their order and keeps those for which the filter holds.
pub(super) fn walk(
    reader: &mut Reader<'_>,
    listing: Listing<'_>,
    all: &Walk,
    is_exact: bool,
    mut keep: impl FnMut(&mut Reader<'_>, Vec<Entity>) -> Result<bool, Refusal>,
) -> Result<(), Refusal> {
    let mut offset = 0_i64;
    let mut judged = 0;
    let mut last: Option<Entity> = None;
    loop {
        let rows = reader.query_built(&all.chunk(listing, last.as_ref(), offset))?;
        let count = rows.len();
        let entities: Vec<Entity> =
            rows.iter().map(|row| read(listing.kind(), row)).collect::<Result<_, _>>()?;
        judged += count;
        if judged > JUDGED_MAX {
            return Err(Refusal::busy(
                "this filter looks at too many entities; narrow it, for example by time",
            ));
        }
        last = entities.last().cloned();
        let holds = match (&listing.query.filter, is_exact) {
            (Some(filter), false) => hold(reader, listing.sight, filter, &entities)?,
            _ => vec![true; count],
        };
        let kept = entities.into_iter().zip(holds).filter(|(_, holds)| *holds);
        if !keep(reader, kept.map(|(entity, _)| entity).collect())? {
            return Ok(());
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
    sight: Sight,
    filter: &Scope,
    entities: &[Entity],
) -> Result<Vec<bool>, Refusal> {
    let now = reader.now();
    let world = Stored::new(reader, sight);
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
pub(super) fn judged(
    reader: &mut Reader<'_>,
    listing: Listing<'_>,
    all: &Walk,
    mut skip: u64,
) -> Result<Page, Refusal> {
    let limit = usize::try_from(listing.limit()).unwrap_or(usize::MAX);
    let mut page = Page { entities: Vec::new(), has_more: false };
    walk(reader, listing, all, false, |_, entities| {
        for entity in entities {
            if skip > 0 {
                skip -= 1;
            } else if page.entities.len() == limit {
                page.has_more = true;
                return Ok(false);
            } else {
                page.entities.push(entity);
            }
        }
        Ok(true)
    })?;
    Ok(page)
}

type Keyed = (Vec<Value>, Entity);

/// The keys of entities in the order that is asked for.
fn keyed(
    reader: &mut Reader<'_>,
    listing: Listing<'_>,
    entities: Vec<Entity>,
) -> Result<Vec<Keyed>, Refusal> {
    let now = reader.now();
    let world = Stored::new(reader, listing.sight);
    world.know(&entities);
    let mut evaluator = Evaluator::new(&world, Surroundings { now, zone: &zone });
    let mut keyed = Vec::with_capacity(entities.len());
    for entity in entities {
        let row = row_of(&entity);
        let keys = listing.query.order.iter().map(|(scope, _)| evaluator.value(scope, &row));
        let keys = keys.collect::<Result<_, _>>().map_err(|e| Refusal::bad(e.to_string()))?;
        keyed.push((keys, entity));
    }
    world.finish()?;
    Ok(keyed)
}

/// Puts entities into order and lets those go that are behind the page.
fn arrange(all: &mut Vec<Keyed>, order: &[(Scope, Direction)], keep: usize) {
    all.sort_by(|(a, one), (b, other)| {
        let keys = a.iter().zip(b).zip(order);
        let by_keys = keys.map(|((a, b), (_, direction))| {
            let order = a.sort(b);
            if *direction == Direction::Descending { order.reverse() } else { order }
        });
        by_keys
            .fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
            .then(one.id.cmp(&other.id))
    });
    all.truncate(keep);
}

/// A page in an order that SQL does not know.
pub(super) fn sorted(
    reader: &mut Reader<'_>,
    listing: Listing<'_>,
    all: &Walk,
    is_exact: bool,
) -> Result<Page, Refusal> {
    let order = &listing.query.order;
    let skip = usize::try_from(listing.query.skip).unwrap_or(usize::MAX);
    let limit = usize::try_from(listing.limit()).unwrap_or(usize::MAX);
    // One more than the page, to know whether it is the last.
    let keep = skip.saturating_add(limit).saturating_add(1);
    if keep > SORTED_MAX {
        return Err(Refusal::bad(format!(
            "in this order only the first {SORTED_MAX} entities can be read; narrow them by $filter"
        )));
    }
    let mut found: Vec<Keyed> = Vec::new();
    walk(reader, listing, all, is_exact, |reader, entities| {
        found.extend(keyed(reader, listing, entities)?);
        if found.len() > keep.saturating_add(SORTED_TOGETHER) {
            arrange(&mut found, order, keep);
        }
        Ok(true)
    })?;
    arrange(&mut found, order, keep);
    let has_more = found.len() == keep;
    let entities = found.into_iter().skip(skip).take(limit).map(|(_, e)| e).collect();
    Ok(Page { entities, has_more })
}
