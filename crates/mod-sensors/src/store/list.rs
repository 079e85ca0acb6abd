//! Lists of entities: found, filtered, ordered, cut.

use jiff::Timestamp;
use kernel::Reader;
use kernel::db::Built;
use kernel::piece;
use norm_sensorthings::check::CheckedQuery;
use norm_sensorthings::model::{EntityType, Relation};
use norm_sensorthings::write::Out;

use super::entity::{Entity, nanoseconds, read, selected};
use super::filter::{Condition, Translator};
use super::keys::Sight;
use super::order::{natural, order};
use super::shown::shown;
use super::tables::{table, tied};
use super::walk::{Walk, judged, sorted, walk};
use crate::answer::Refusal;

/// Name of the table that a list starts from.
const FROM: usize = 0;
/// Name of the table whose rows are listed.
pub(super) const OWN: usize = 1;

/// Which list.
#[derive(Clone, Copy)]
pub(crate) struct Listing<'a> {
    /// The relation it follows and the entity it starts from; none for a whole set.
    pub parent: Option<(&'static Relation, i64)>,
    /// What is asked of it.
    pub query: &'a CheckedQuery,
    /// What is seen of what is not public.
    pub sight: Sight,
    /// Where it goes on, instead of counting the rows before.
    pub after: Option<Mark>,
    /// Fewer entities than were asked for, where the answer would grow too long.
    pub most: Option<u64>,
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
    pub(super) fn kind(&self) -> EntityType {
        self.query.entity
    }

    /// Entities of this page.
    pub(super) fn limit(&self) -> u64 {
        self.query.page().min(self.most.unwrap_or(u64::MAX))
    }

    /// Rows after the mark.
    fn rest(&self) -> Option<Built> {
        self.after.filter(|_| self.query.order.is_empty()).map(after)
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
                conditions.extend(shown(relation.from, FROM, self.sight));
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
        conditions.extend(shown(kind, OWN, self.sight));
        (tables.part(joins.clone()), conditions)
    }
}

/// Rows after a mark.
pub(super) fn after(mark: Mark) -> Built {
    let id = || Built::new().column(OWN, piece!("id"));
    match mark.start {
        None => id().and(piece!(" > ")).value(&mark.id),
        Some(start) => {
            let row = Built::of(piece!("(")).column(OWN, piece!("start_at"));
            let row = row.and(piece!(", ")).part(id()).and(piece!(") > ("));
            row.value(&start).and(piece!(", ")).value(&mark.id).and(piece!(")"))
        }
    }
}

fn start_of(out: &Out<'_>) -> Option<i64> {
    if let Out::Time(time) = out { Some(nanoseconds(time.start().at())) } else { None }
}

pub(super) fn statement(columns: Built, tables: Built, conditions: Vec<Built>) -> Built {
    let all = Built::of(piece!("SELECT ")).part(columns).and(piece!(" FROM ")).part(tables);
    if conditions.is_empty() {
        return all;
    }
    let conditions =
        conditions.into_iter().map(|c| Built::of(piece!("(")).part(c).and(piece!(")")));
    all.and(piece!(" WHERE ")).list(conditions, piece!(" AND "))
}

fn by_id(kind: EntityType, id: i64, sight: Sight) -> Built {
    let own = Built::new().column(OWN, piece!("id")).and(piece!(" = ")).value(&id);
    let conditions = std::iter::once(own).chain(shown(kind, OWN, sight)).collect();
    let tables = Built::of(table(kind)).and(piece!(" AS ")).alias(OWN);
    statement(selected(kind, OWN), tables, conditions)
}

/// One entity.
pub(crate) fn find(
    reader: &mut Reader<'_>,
    kind: EntityType,
    id: i64,
    sight: Sight,
) -> Result<Option<Entity>, Refusal> {
    let rows = reader.query_built(&by_id(kind, id, sight))?;
    Ok(rows.first().map(|row| read(kind, row)).transpose()?)
}

/// Ids of related entities: of all, or whether this one is among them.
pub(crate) fn related_id(
    reader: &mut Reader<'_>,
    relation: &'static Relation,
    from: i64,
    wanted: Option<i64>,
    sight: Sight,
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
    conditions.extend(shown(relation.from, FROM, sight));
    conditions.extend(shown(relation.to, OWN, sight));
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
    let mut translator = Translator::new(OWN + 1, listing.sight, now);
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
    if listing.limit() == 0 {
        // Nobody is sent round in a circle who asked for nothing.
        return Ok(Page { entities: Vec::new(), has_more: query.page() > 0 });
    }
    let mut plan = plan(listing, reader.now());
    let order = order(&mut plan.translator, query, OWN, listing.parent_in_sql());
    let limit = i64::try_from(listing.limit()).unwrap_or(i64::MAX - 1);
    let rest = listing.rest();
    let skip = if rest.is_some() { 0 } else { query.skip };
    let kind = listing.kind();
    let none = Built::new();
    let (tables, mut conditions) = listing.tables(order.as_ref().map_or(&none, |o| &o.joins));
    conditions.extend(plan.known);
    conditions.extend(rest);
    let Some(order) = order else {
        return sorted(reader, listing, &Walk::by_id(tables, conditions), plan.is_exact);
    };
    if !plan.is_exact {
        let walk = Walk { tables, conditions, order: Some(order.keys) };
        return judged(reader, listing, &walk, skip);
    }
    let all = statement(selected(kind, OWN), tables, conditions);
    let all = all.and(piece!(" ORDER BY ")).part(order.keys);
    let cut = all.and(piece!(" LIMIT ")).value(&(limit + 1));
    let skip = i64::try_from(skip).unwrap_or(i64::MAX);
    let cut = cut.and(piece!(" OFFSET ")).value(&skip);
    let rows = reader.query_built(&cut)?;
    let has_more = rows.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    let keep = rows.len() - usize::from(has_more);
    let entities = rows.iter().take(keep).map(|row| read(kind, row)).collect::<Result<_, _>>()?;
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
    let mut count = 0;
    walk(reader, listing, &Walk::by_id(tables, conditions), false, |_, entities| {
        count += entities.len();
        Ok(true)
    })?;
    Ok(u64::try_from(count).unwrap_or(u64::MAX))
}
