//! Finding one's way in a schema.

use std::collections::HashMap;

use super::{Base, Element, Field, Group, Key, Schema};

impl Schema {
    /// Basisdaten of whatever stands at a node.
    pub fn base_of(&self, node: usize) -> &Base {
        match self.nodes.get(node).map(|n| n.element) {
            Some(Element::Group(g)) => self.groups.get(g).map_or(&self.base, |g| &g.base),
            Some(Element::Field(f)) => self.fields.get(f).map_or(&self.base, |f| &f.base),
            _ => &self.base,
        }
    }

    /// The field at a node.
    pub fn field(&self, node: usize) -> Option<&Field> {
        match self.nodes.get(node)?.element {
            Element::Field(f) => self.fields.get(f),
            _ => None,
        }
    }

    /// The group at a node.
    pub fn group(&self, node: usize) -> Option<&Group> {
        match self.nodes.get(node)?.element {
            Element::Group(g) => self.groups.get(g),
            _ => None,
        }
    }

    /// Rules carried by whatever stands at a node.
    pub fn rules_at(&self, node: usize) -> &[usize] {
        match self.nodes.get(node).map(|n| n.element) {
            Some(Element::Root) => &self.root_rules,
            Some(Element::Group(g)) => self.groups.get(g).map_or(&[], |g| &g.rules),
            Some(Element::Field(f)) => self.fields.get(f).map_or(&[], |f| &f.rules),
            None => &[],
        }
    }

    /// The child of `node` with this path segment.
    pub fn child(&self, node: usize, segment: &str) -> Option<usize> {
        let node = self.nodes.get(node)?;
        node.children.iter().copied().find(|c| self.nodes[*c].segment == segment)
    }

    /// The path of a node without repetition indices, for people and logs.
    pub fn trail(&self, node: usize) -> String {
        let mut parts = Vec::new();
        let mut at = Some(node);
        while let Some(node) = at.and_then(|n| self.nodes.get(n)) {
            if node.parent.is_some() {
                parts.push(node.segment.as_str());
            }
            at = node.parent;
        }
        parts.reverse();
        parts.join(".")
    }

    /// Number of places where a field stands.
    pub fn field_occurrences(&self) -> usize {
        self.nodes.iter().filter(|n| matches!(n.element, Element::Field(_))).count()
    }

    /// Number of places where a group stands.
    pub fn group_occurrences(&self) -> usize {
        self.nodes.iter().filter(|n| matches!(n.element, Element::Group(_))).count()
    }

    /// Gives every node a name that is unique among its siblings.
    pub(crate) fn name_segments(&mut self) {
        for parent in 0..self.nodes.len() {
            let children = self.nodes[parent].children.clone();
            let keys: Vec<Key> = children.iter().map(|c| self.base_of(*c).key.clone()).collect();
            let mut by_id: HashMap<&str, usize> = HashMap::new();
            for key in &keys {
                *by_id.entry(&key.id).or_default() += 1;
            }
            let mut seen: HashMap<&Key, usize> = HashMap::new();
            for (key, child) in keys.iter().zip(children) {
                let earlier = seen.entry(key).or_default();
                let mut segment = key.id.clone();
                if by_id.get(key.id.as_str()).is_some_and(|count| *count > 1) {
                    segment = format!("{}V{}", key.id, key.version.replace('.', "_"));
                }
                if *earlier > 0 {
                    segment = format!("{segment}_{}", *earlier + 1);
                }
                *earlier += 1;
                self.nodes[child].segment = segment;
            }
        }
    }
}
