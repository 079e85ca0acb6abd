//! Keeps the answers of a JSON document and says what does not fit.

use std::borrow::Cow;

use super::super::FINDINGS_MAX;
use super::stream::{Given, Seen, Taker};
use crate::answers::{Answer, Answers};
use crate::finding::Finding;
use crate::form::Form;
use crate::model::{DataType, Field, FieldKind, Node};
use crate::path::Path;
use crate::value::{Notation, Value};

/// Takes the answers.
pub(super) struct Reader<'a> {
    form: &'a Form,
    /// Where the document is read at the moment.
    at: Path,
    /// What was given.
    pub answers: Answers,
    /// What did not fit.
    pub findings: Vec<Finding>,
}

impl<'a> Reader<'a> {
    pub fn new(form: &'a Form) -> Self {
        Self { form, at: Path::root(), answers: Answers::new(), findings: Vec::new() }
    }

    fn report(&mut self, code: &str, key: &str, de: &str, en: &str) {
        let above = self.at.to_string();
        let place = match (above.is_empty(), key.is_empty()) {
            (_, true) => above,
            (true, false) => key.to_owned(),
            (false, false) => format!("{above}.{key}"),
        };
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(Finding::error(code, place, de, en));
        }
    }
}

/// The text of a value where it is of the kind of the field.
pub(super) fn text_of<'t>(field: &Field, given: Given<'t>) -> Option<Cow<'t, str>> {
    let is_select = field.kind == FieldKind::Select;
    let is_number =
        matches!(field.data_type, DataType::Integer | DataType::Number | DataType::Money)
            && !is_select;
    let is_bool = field.data_type == DataType::Bool && !is_select;
    match given {
        Given::Text(text) if !is_number && !is_bool => Some(Cow::Borrowed(text)),
        Given::Bool(yes) if is_bool => Some(Cow::Borrowed(if yes { "true" } else { "false" })),
        Given::Number(number) if is_number => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}

impl Taker for Reader<'_> {
    fn enter(&mut self, place: &Node) -> usize {
        self.at.push(&place.segment, None)
    }

    fn leave(&mut self, mark: usize) {
        self.at.cut(mark);
    }

    fn group(&mut self) {
        self.answers.note_present(self.at.clone());
    }

    fn group_done(&mut self, _node: usize, _seen: &[Seen]) -> bool {
        true
    }

    fn list(&mut self) -> usize {
        self.findings.len()
    }

    fn entry(&mut self, index: u32) {
        self.at.set_index(Some(index));
    }

    fn list_done(&mut self, _node: usize, findings_before: usize, count: Option<u32>) -> bool {
        self.at.set_index(None);
        if let Some(count) = count {
            self.answers.note_count(self.at.clone(), count);
        } else {
            self.answers.forget_list(&self.at);
            self.findings.truncate(findings_before);
            self.report("too-many", "", "Die Liste ist zu lang.", "the list is too long");
        }
        true
    }

    fn field(&mut self, field: usize, given: Given<'_>) -> bool {
        let form = self.form;
        let field = &form.schema.fields[field];
        let Some(text) = text_of(field, given) else { return self.wrong_type() };
        match Value::parse(field, &text, Notation::Exchange) {
            Ok(value) => self.answers.set(self.at.clone(), value),
            Err(_) => self.answers.put(self.at.clone(), Answer::Raw(text.into_owned())),
        }
        true
    }

    fn wrong_type(&mut self) -> bool {
        // A document that is no object at all is refused as such.
        if !self.at.is_root() {
            let name = self.form.place_name(&self.at, "de");
            let de = format!("„{name}“ hat nicht die erwartete Art von Wert.");
            let en = format!("{} has the wrong type", self.at);
            self.report("wrong-type", "", &de, &en);
        }
        true
    }

    fn unknown(&mut self, key: &str) -> bool {
        let de = format!("Das Element {key} ist hier nicht vorgesehen.");
        let en = format!("the element {key} is not known here");
        self.report("unknown-key", key, &de, &en);
        true
    }
}
