//! A page of a list: filtered, ordered, cut.

use std::cmp::Ordering;

use super::{Evaluator, Row, Surroundings, TooMuch, Value, World};
use crate::check::CheckedQuery;
use crate::query::Direction;

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Row>,
    /// Rows of the whole filtered list.
    pub count: usize,
    /// Whether rows follow after this page.
    pub has_more: bool,
}

/// The page that a query asks for, out of given rows.
///
/// # Errors
/// When too many combinations of related entities would have to be tried.
pub fn page<W: World>(
    world: &W,
    rows: Vec<Row>,
    query: &CheckedQuery,
    surroundings: Surroundings<'_>,
) -> Result<Page, TooMuch> {
    let mut evaluator = Evaluator::new(world, surroundings);
    let mut kept: Vec<(Vec<Value>, Row)> = Vec::new();
    for row in rows {
        let holds = match &query.filter {
            Some(filter) => evaluator.holds(filter, &row)?,
            None => true,
        };
        if holds {
            let keys = query.order.iter().map(|(scope, _)| evaluator.value(scope, &row));
            kept.push((keys.collect::<Result<_, _>>()?, row));
        }
    }
    kept.sort_by(|(a, one), (b, other)| {
        let keys = a.iter().zip(b).zip(&query.order).map(|((a, b), (_, direction))| {
            let order = a.sort(b);
            if *direction == Direction::Descending { order.reverse() } else { order }
        });
        keys.fold(Ordering::Equal, Ordering::then).then_with(|| one.cmp(other))
    });
    let count = kept.len();
    let skip = usize::try_from(query.skip).unwrap_or(usize::MAX);
    let most = usize::try_from(query.page()).unwrap_or(usize::MAX);
    let rows: Vec<Row> = kept.into_iter().skip(skip).take(most).map(|(_, row)| row).collect();
    let has_more = count.saturating_sub(skip) > rows.len();
    Ok(Page { rows, count, has_more })
}
