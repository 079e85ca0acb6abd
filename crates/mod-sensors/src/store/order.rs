//! The order of lists in SQL, where SQL has the same order as the standard.

use kernel::db::Built;
use kernel::piece;
use norm_sensorthings::check::{CheckedQuery, Scope};
use norm_sensorthings::model::{EntityType, Relation};
use norm_sensorthings::query::Direction;

use super::filter::{Operand, Translator};

/// How a statement orders its rows: tables it joins for that, and the keys.
pub(crate) struct Order {
    /// `LEFT JOIN …`
    pub joins: Built,
    /// The keys with their directions.
    pub keys: Built,
}

/// The columns of a key, each with whether it may be null.
fn columns(operand: Operand, is_plain: bool) -> Option<Vec<(Built, bool)>> {
    Some(match operand {
        Operand::Text(column) | Operand::Object(column) => vec![(column, true)],
        Operand::Id(column) => vec![(column, !is_plain)],
        // Of a row's own columns only those of streams may be null.
        Operand::Time(start, end, _) => vec![(start, true), (end, true)],
        Operand::Result(alias) => {
            let kind = Built::new().column(alias, piece!("kind"));
            let word = Built::of(piece!("CASE WHEN ")).column(alias, piece!("kind"));
            let word = word.and(piece!(" = 2 THEN NULL ELSE ")).column(alias, piece!("word"));
            let number = Built::new().column(alias, piece!("number"));
            vec![(kind, true), (number, true), (word.and(piece!(" END")), true)]
        }
        Operand::Word(_) | Operand::Number(_) => return None,
    })
}

fn key(
    translator: &mut Translator,
    scope: &Scope,
    direction: Direction,
    own: usize,
    joins: &mut Built,
) -> Option<Built> {
    let names: Vec<usize> = scope.joins.iter().map(|_| translator.name()).collect();
    *joins = std::mem::take(joins).part(translator.joins(scope, own, &names));
    let is_plain = scope.joins.is_empty();
    let operand = translator.operand_in(scope, own, names)?;
    let is_series = scope.entity == EntityType::Observation && is_plain;
    let is_time = matches!(operand, Operand::Time(..));
    let parts = columns(operand, is_plain)?.into_iter().enumerate().map(|(n, (column, null))| {
        // The times of Observations are always there: their index gives the order.
        let may_be_null = null && !(is_series && is_time && is_phenomenon(scope) && n < 2);
        column.and(match (direction, may_be_null) {
            (Direction::Ascending, true) => piece!(" ASC NULLS FIRST"),
            (Direction::Ascending, false) => piece!(" ASC"),
            (Direction::Descending, true) => piece!(" DESC NULLS LAST"),
            (Direction::Descending, false) => piece!(" DESC"),
        })
    });
    Some(Built::new().list(parts, piece!(", ")))
}

fn is_phenomenon(scope: &Scope) -> bool {
    use norm_sensorthings::check::{Field, Node, PathTo};
    match &scope.expr.node {
        Node::Path(PathTo { field: Field::Property(p, _), .. }) => p.name == "phenomenonTime",
        _ => false,
    }
}

/// The order that a query asks for; `None` where SQL cannot give it.
pub(crate) fn order(
    translator: &mut Translator,
    query: &CheckedQuery,
    own: usize,
    parent: Option<(&Relation, usize)>,
) -> Option<Order> {
    let mut joins = Built::new();
    let mut keys = Vec::new();
    for (scope, direction) in &query.order {
        keys.push(key(translator, scope, *direction, own, &mut joins)?);
    }
    if keys.is_empty() {
        keys.extend(natural(own, parent));
    }
    keys.push(Built::new().column(own, piece!("id")).and(piece!(" ASC")));
    Some(Order { joins, keys: Built::new().list(keys, piece!(", ")) })
}

/// Lists that have an order of their own: the values of a stream by time, the properties of a
/// `MultiDatastream` as its results hold them.
pub(crate) fn natural(own: usize, parent: Option<(&Relation, usize)>) -> Option<Built> {
    let (relation, from) = parent?;
    match (relation.from, relation.to) {
        (EntityType::Datastream | EntityType::MultiDatastream, EntityType::Observation) => {
            Some(Built::new().column(own, piece!("start_at")).and(piece!(" ASC")))
        }
        (EntityType::MultiDatastream, EntityType::ObservedProperty) => {
            let first =
                piece!("(SELECT MIN(position) FROM sensors_stream_property WHERE stream = ");
            let place = Built::of(first).column(from, piece!("id"));
            let place = place.and(piece!(" AND observed_property = ")).column(own, piece!("id"));
            Some(place.and(piece!(") ASC")))
        }
        _ => None,
    }
}
