//! The names of a schema in one style, worked out once for all documents.

use crate::model::{FieldKind, Schema};

use super::Naming;

/// What every node is called, and what may stand below it.
#[derive(Debug)]
pub(crate) struct Names {
    /// Name of every node.
    own: Vec<String>,
    /// Positions among the children of every node, in the order of their names. Labels are left
    /// out: no data belong to them.
    sorted: Vec<Vec<usize>>,
    /// Whether a node stands in `sorted`.
    is_meant: Vec<bool>,
}

impl Names {
    pub fn of(schema: &Schema, naming: Naming) -> Self {
        let own: Vec<String> =
            (0..schema.nodes.len()).map(|node| schema.data_name(node, naming)).collect();
        let is_label = |node: usize| schema.field(node).is_some_and(|f| f.kind == FieldKind::Label);
        let sorted: Vec<Vec<usize>> = schema
            .nodes
            .iter()
            .map(|node| {
                let name = |position: &usize| own[node.children[*position]].as_str();
                let mut positions: Vec<usize> = (0..node.children.len()).collect();
                // The order of the schema stays where two have one name: the first is meant, and
                // when that is a label nothing is.
                positions.sort_by(|a, b| name(a).cmp(name(b)));
                positions.dedup_by(|b, a| name(a) == name(b));
                positions.retain(|position| !is_label(node.children[*position]));
                positions
            })
            .collect();
        let mut is_meant = vec![false; own.len()];
        for (node, positions) in schema.nodes.iter().zip(&sorted) {
            for position in positions {
                is_meant[node.children[*position]] = true;
            }
        }
        Self { own, sorted, is_meant }
    }

    /// The name of a node.
    pub fn name(&self, node: usize) -> &str {
        &self.own[node]
    }

    /// The position among the children of `node` of what data call `name`; data mostly come in
    /// the order of the schema, so `likely` is looked at first.
    pub fn position(
        &self,
        schema: &Schema,
        node: usize,
        name: &str,
        likely: usize,
    ) -> Option<usize> {
        let children = &schema.nodes[node].children;
        if children
            .get(likely)
            .is_some_and(|child| self.is_meant[*child] && self.own[*child] == name)
        {
            return Some(likely);
        }
        let found = self.sorted[node]
            .binary_search_by(|position| self.own[children[*position]].as_str().cmp(name));
        found.ok().map(|at| self.sorted[node][at])
    }
}
