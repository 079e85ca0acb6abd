//! How a town lays out a schema that it did not write: its own order, what nobody is asked, what is
//! filled in beforehand.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::answers::Answers;
use crate::form::Form;
use crate::model::FieldKind;
use crate::path::Path;

/// A town's own layout. Places are paths of ids without repetition indices; the schema itself is
/// the empty place. What names no place of the schema is ignored: after a new version of the schema
/// the rest still holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Arrangement {
    /// By place: the ids of its children in the order of the pages. Children not named follow.
    pub order: BTreeMap<String, Vec<String>>,
    /// Places nobody is asked.
    pub hidden: BTreeSet<String>,
    /// Values given beforehand, by place, as a person would type them.
    pub prefill: BTreeMap<String, String>,
}

impl Arrangement {
    /// True when everything stands as the schema has it.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty() && self.hidden.is_empty() && self.prefill.is_empty()
    }
}

impl Path {
    /// The path without repetition indices: a place of the schema.
    pub fn place(&self) -> String {
        let ids: Vec<&str> = self.parts().map(|(segment, _)| segment).collect();
        ids.join(".")
    }
}

impl Form {
    /// The town's own layout.
    pub fn arrangement(&self) -> &Arrangement {
        &self.arrangement
    }

    /// The children of a node in the order of the pages, without those nobody is asked.
    pub(crate) fn arranged(&self, node: usize, at: &Path) -> Vec<usize> {
        let mut children = self.schema.nodes[node].children.clone();
        if self.arrangement.is_empty() {
            return children;
        }
        let place = at.place();
        let segment = |child: usize| self.schema.nodes[child].segment.as_str();
        children.retain(|child| {
            let below = if place.is_empty() {
                segment(*child).to_owned()
            } else {
                format!("{place}.{}", segment(*child))
            };
            !self.arrangement.hidden.contains(&below)
        });
        if let Some(order) = self.arrangement.order.get(&place) {
            children.sort_by_key(|child| {
                order.iter().position(|id| id == segment(*child)).unwrap_or(usize::MAX)
            });
        }
        children
    }

    /// Whether the town asks nobody for this place.
    pub(crate) fn is_left_out(&self, path: &Path) -> bool {
        let hidden = &self.arrangement.hidden;
        if hidden.is_empty() {
            return false;
        }
        let mut above = Some(path.clone());
        while let Some(at) = above {
            if hidden.contains(&at.place()) {
                return true;
            }
            above = at.parent();
        }
        false
    }

    /// Fills in what the town gives beforehand.
    pub(crate) fn arrange_answers(&self, answers: &mut Answers) {
        for (place, value) in &self.arrangement.prefill {
            if let Ok(path) = place.parse::<Path>() {
                answers.enter(&self.schema, &path, value);
            }
        }
    }

    /// Places that are hidden although they must be answered and nothing is filled in: with them
    /// no application could ever be sent.
    pub fn dead_ends(&self) -> Vec<String> {
        let mut found = Vec::new();
        for place in &self.arrangement.hidden {
            let Ok(path) = place.parse::<Path>() else { continue };
            let Some(node) = self.schema.locate(&path) else { continue };
            self.unanswered_below(node, place, &mut found);
        }
        found
    }

    fn unanswered_below(&self, node: usize, place: &str, found: &mut Vec<String>) {
        let schema = &self.schema;
        if schema.nodes[node].multiplicity.min == 0 {
            return;
        }
        if let Some(field) = schema.field(node) {
            let is_given = self.arrangement.prefill.contains_key(place)
                || self.is_prefilled(node)
                || matches!(field.kind, FieldKind::Hidden | FieldKind::Label);
            if !is_given {
                found.push(place.to_owned());
            }
            return;
        }
        for child in &schema.nodes[node].children {
            let below = format!("{place}.{}", schema.nodes[*child].segment);
            self.unanswered_below(*child, &below, found);
        }
    }
}
