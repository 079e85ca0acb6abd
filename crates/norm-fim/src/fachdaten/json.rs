//! Fachdaten as JSON.

use serde_json::{Map, Value as Json};

use super::{Document, DocumentError, FINDINGS_MAX, JSON_BYTES_MAX, Naming, values};
use crate::answers::{Answer, Answers};
use crate::finding::Finding;
use crate::form::Form;
use crate::model::{DataType, Element, Field, FieldKind};
use crate::path::{INDEX_MAX, Path};
use crate::value::{Notation, Value};

/// Deepest nesting of a document.
const DEPTH_MAX: usize = 64;

pub(super) fn write(form: &Form, answers: &Answers, naming: Naming) -> String {
    let naming = form.schema.effective_naming(naming);
    let mut out = Writer { form, answers, naming, text: String::new() };
    out.object(0, &Path::root(), 0);
    out.text.push('\n');
    out.text
}

/// Written by hand so that numbers keep their digits.
struct Writer<'a> {
    form: &'a Form,
    answers: &'a Answers,
    naming: Naming,
    text: String,
}

impl Writer<'_> {
    fn line(&mut self, depth: usize) {
        self.text.push('\n');
        for _ in 0..depth {
            self.text.push_str("  ");
        }
    }

    fn string(&mut self, text: &str) {
        // A string is always representable.
        self.text.push_str(&Json::String(text.to_owned()).to_string());
    }

    fn object(&mut self, node: usize, path: &Path, depth: usize) {
        self.text.push('{');
        let schema = &self.form.schema;
        let mut is_first = true;
        for child in &schema.nodes[node].children {
            let place = &schema.nodes[*child];
            let at = path.child(&place.segment, None);
            let is_list = place.multiplicity.is_list();
            let name = schema.data_name(*child, self.naming);
            let mut start = |out: &mut Self| {
                if !is_first {
                    out.text.push(',');
                }
                is_first = false;
                out.line(depth + 1);
                out.string(&name);
                out.text.push_str(": ");
            };
            match place.element {
                Element::Field(_) => {
                    let found = values(self.answers, &at, is_list);
                    if found.is_empty() {
                        continue;
                    }
                    start(self);
                    self.values(&found, is_list, depth + 1);
                }
                _ if is_list => {
                    let count = self.answers.counted(&at);
                    if count == 0 {
                        continue;
                    }
                    start(self);
                    self.text.push('[');
                    for index in 0..count {
                        if index > 0 {
                            self.text.push(',');
                        }
                        self.line(depth + 2);
                        self.object(*child, &at.with_index(Some(index)), depth + 2);
                    }
                    self.line(depth + 1);
                    self.text.push(']');
                }
                _ => {
                    if self.answers.is_present(&at) {
                        start(self);
                        self.object(*child, &at, depth + 1);
                    }
                }
            }
        }
        if !is_first {
            self.line(depth);
        }
        self.text.push('}');
    }

    fn values(&mut self, found: &[&Value], is_list: bool, depth: usize) {
        if !is_list {
            if let Some(value) = found.first() {
                self.value(value);
            }
            return;
        }
        self.text.push('[');
        for (position, value) in found.iter().enumerate() {
            if position > 0 {
                self.text.push(',');
            }
            self.line(depth + 1);
            self.value(value);
        }
        self.line(depth);
        self.text.push(']');
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Bool(_) | Value::Integer(_) | Value::Number(_) | Value::Money(_) => {
                self.text.push_str(&value.exchange());
            }
            other => self.string(&other.exchange()),
        }
    }
}

pub(super) fn read(
    form: &Form,
    bytes: &[u8],
    naming: Option<Naming>,
) -> Result<Document, DocumentError> {
    if bytes.len() > JSON_BYTES_MAX {
        return Err(DocumentError::TooLarge { bytes: bytes.len(), limit: JSON_BYTES_MAX });
    }
    let json: Json =
        serde_json::from_slice(bytes).map_err(|e| DocumentError::Json(e.to_string()))?;
    let Json::Object(root) = json else { return Err(DocumentError::NotAnObject) };
    let naming = naming.unwrap_or_else(|| guess(form, &root));
    let naming = form.schema.effective_naming(naming);
    let mut reader = Reader { form, naming, answers: Answers::new(), findings: Vec::new() };
    reader.object(0, &Path::root(), &root, 0);
    Ok(Document { naming, answers: reader.answers, findings: reader.findings })
}

/// The style whose names fit most keys of the root.
fn guess(form: &Form, root: &Map<String, Json>) -> Naming {
    let fits = |naming: Naming| {
        form.schema.nodes[0]
            .children
            .iter()
            .filter(|c| root.contains_key(&form.schema.data_name(**c, naming)))
            .count()
    };
    [Naming::Versioned, Naming::Local, Naming::FitConnect]
        .into_iter()
        .rev()
        .max_by_key(|n| fits(*n))
        .unwrap_or_default()
}

struct Reader<'a> {
    form: &'a Form,
    naming: Naming,
    answers: Answers,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn report(&mut self, code: &str, path: &Path, key: &str, de: &str, en: &str) {
        let place = if key.is_empty() {
            path.to_string()
        } else {
            let above = path.to_string();
            if above.is_empty() { key.to_owned() } else { format!("{above}.{key}") }
        };
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(Finding::error(code, place, de, en));
        }
    }

    fn object(&mut self, node: usize, path: &Path, object: &Map<String, Json>, depth: usize) {
        if depth > DEPTH_MAX {
            return;
        }
        let form = self.form;
        let schema = &form.schema;
        let names: Vec<(String, usize)> = schema.nodes[node]
            .children
            .iter()
            .map(|c| (schema.data_name(*c, self.naming), *c))
            .collect();
        for (key, json) in object {
            let child = names.iter().find(|(name, _)| name == key).map(|(_, c)| *c);
            let is_label = |c: usize| schema.field(c).is_some_and(|f| f.kind == FieldKind::Label);
            let Some(child) = child.filter(|c| !is_label(*c)) else {
                let shown: String = key.chars().take(80).collect();
                self.report(
                    "unknown-key",
                    path,
                    &shown,
                    &format!("Das Element {shown} ist hier nicht vorgesehen."),
                    &format!("the element {shown} is not known here"),
                );
                continue;
            };
            let place = &schema.nodes[child];
            let at = path.child(&place.segment, None);
            match (place.element, place.multiplicity.is_list()) {
                (Element::Field(f), false) => self.field(&schema.fields[f], &at, json),
                (_, false) => match json {
                    Json::Object(inner) => {
                        self.answers.note_present(at.clone());
                        self.object(child, &at, inner, depth + 1);
                    }
                    _ => self.wrong_type(&at),
                },
                (element, true) => {
                    let Json::Array(entries) = json else {
                        self.wrong_type(&at);
                        continue;
                    };
                    let limit = usize::try_from(INDEX_MAX).unwrap_or(usize::MAX);
                    if entries.len() > limit {
                        self.report(
                            "too-many",
                            &at,
                            "",
                            "Die Liste ist zu lang.",
                            "the list is too long",
                        );
                        continue;
                    }
                    let count = u32::try_from(entries.len()).unwrap_or(INDEX_MAX);
                    self.answers.note_count(at.clone(), count);
                    for (index, entry) in (0..count).zip(entries) {
                        let entry_at = at.with_index(Some(index));
                        match (element, entry) {
                            (Element::Field(f), _) => {
                                self.field(&schema.fields[f], &entry_at, entry);
                            }
                            (_, Json::Object(inner)) => {
                                self.object(child, &entry_at, inner, depth + 1);
                            }
                            _ => self.wrong_type(&entry_at),
                        }
                    }
                }
            }
        }
    }

    fn wrong_type(&mut self, at: &Path) {
        let name = self.form.place_name(at, "de");
        self.report(
            "wrong-type",
            at,
            "",
            &format!("„{name}“ hat nicht die erwartete Art von Wert."),
            &format!("{at} has the wrong type"),
        );
    }

    fn field(&mut self, field: &Field, at: &Path, json: &Json) {
        let is_number =
            matches!(field.data_type, DataType::Integer | DataType::Number | DataType::Money)
                && field.kind != FieldKind::Select;
        let is_bool = field.data_type == DataType::Bool && field.kind != FieldKind::Select;
        let text = match json {
            Json::String(text) if !is_number && !is_bool => text.clone(),
            Json::Bool(yes) if is_bool => yes.to_string(),
            Json::Number(number) if is_number => number.to_string(),
            _ => {
                self.wrong_type(at);
                return;
            }
        };
        match Value::parse(field, &text, Notation::Exchange) {
            Ok(value) => self.answers.set(at.clone(), value),
            Err(_) => self.answers.put(at.clone(), Answer::Raw(text)),
        }
    }
}
