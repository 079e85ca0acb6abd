//! Which place of the structure an identifier of a rule means.

use std::cell::Cell;

use crate::model::Schema;

/// Finds the element an identifier of a rule means: below the carrier first, then around it.
/// Every place looked at takes one from `steps`; without any left nothing is found.
pub(crate) fn resolve(
    schema: &Schema,
    carrier: usize,
    identifier: &str,
    steps: &Cell<usize>,
) -> Option<usize> {
    let identifier = identifier.strip_prefix("self.").unwrap_or(identifier);
    let ids: Vec<&str> = identifier.split('.').collect();
    let mut around = Some(carrier);
    while let Some(node) = around {
        if let Some(found) = below(schema, node, &ids, steps) {
            return Some(found);
        }
        around = schema.nodes[node].parent;
    }
    None
}

/// The nearest place below `node` from which the ids lead on.
fn below(schema: &Schema, node: usize, ids: &[&str], steps: &Cell<usize>) -> Option<usize> {
    let mut level = vec![node];
    while !level.is_empty() {
        steps.set(steps.get().saturating_sub(level.len()));
        if steps.get() == 0 {
            return None;
        }
        if let Some(found) = level.iter().find_map(|n| descend(schema, *n, ids)) {
            return Some(found);
        }
        level = level.iter().flat_map(|n| schema.nodes[*n].children.iter().copied()).collect();
    }
    None
}

fn descend(schema: &Schema, node: usize, ids: &[&str]) -> Option<usize> {
    let Some((first, rest)) = ids.split_first() else { return Some(node) };
    schema.nodes[node]
        .children
        .iter()
        .filter(|child| schema.base_of(**child).key.id == *first)
        .find_map(|child| descend(schema, *child, rest))
}
