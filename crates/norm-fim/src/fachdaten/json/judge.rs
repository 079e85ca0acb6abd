//! Says whether a JSON document fits, keeping nothing of it: the first misfit ends the reading.
//!
//! It says yes only where reading and checking find nothing; the tests hold the two together on
//! every document.

use super::reader::text_of;
use super::stream::{Given, Seen, Taker};
use crate::check::fits;
use crate::form::Form;
use crate::model::{FieldKind, Node};

/// Takes nothing, only looks.
pub(super) struct Judge<'a> {
    pub form: &'a Form,
}

impl Taker for Judge<'_> {
    fn enter(&mut self, _place: &Node) -> usize {
        0
    }

    fn leave(&mut self, _mark: usize) {}

    fn group(&mut self) {}

    fn group_done(&mut self, node: usize, seen: &[Seen]) -> bool {
        let schema = &self.form.schema;
        let is_complete = schema.nodes[node].children.iter().zip(seen).all(|(child, seen)| {
            *seen == Seen::Given
                || schema.nodes[*child].multiplicity.min == 0
                || schema.field(*child).is_some_and(|field| field.kind == FieldKind::Label)
        });
        let chosen = || seen.iter().filter(|seen| **seen == Seen::Given).count();
        is_complete && (!schema.group(node).is_some_and(|group| group.is_choice) || chosen() == 1)
    }

    fn list(&mut self) -> usize {
        0
    }

    fn entry(&mut self, _index: u32) {}

    fn list_done(&mut self, node: usize, _mark: usize, count: Option<u32>) -> bool {
        let multiplicity = self.form.schema.nodes[node].multiplicity;
        count.is_some_and(|count| {
            count >= multiplicity.min && multiplicity.max.is_none_or(|most| count <= most)
        })
    }

    fn field(&mut self, field: usize, given: Given<'_>) -> bool {
        let text = text_of(&self.form.schema.fields[field], given);
        text.is_some_and(|text| fits(self.form, field, &text))
    }

    fn wrong_type(&mut self) -> bool {
        false
    }

    fn unknown(&mut self, _key: &str) -> bool {
        false
    }
}
