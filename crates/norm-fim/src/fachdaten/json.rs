//! Fachdaten as JSON.

mod judge;
mod reader;
mod stream;

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value as Json;

use super::{Document, DocumentError, JSON_BYTES_MAX, Names, Naming, values};
use crate::answers::Answers;
use crate::form::Form;
use crate::model::Element;
use crate::path::Path;
use crate::value::Value;

use judge::Judge;
use reader::Reader;
use stream::Stream;

pub(super) fn write(form: &Form, answers: &Answers, naming: Naming) -> String {
    let (_, names) = form.names(naming);
    let mut out = Writer { form, answers, names, text: String::new() };
    out.object(0, &Path::root(), 0);
    out.text.push('\n');
    out.text
}

/// Written by hand so that numbers keep their digits.
struct Writer<'a> {
    form: &'a Form,
    answers: &'a Answers,
    names: &'a Names,
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
            let name = self.names.name(*child);
            let mut start = |out: &mut Self| {
                if !is_first {
                    out.text.push(',');
                }
                is_first = false;
                out.line(depth + 1);
                out.string(name);
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
    let (naming, names) = form.names(naming.map_or_else(|| guess(form, bytes), Ok)?);
    let mut stream = Stream::new(form, names, Reader::new(form));
    if let Err(error) = stream.run(bytes) {
        if !stream.is_ambiguous {
            return Err(DocumentError::Json(error));
        }
        // A key stands twice in one object: of these, the last counts, as everywhere.
        let json: Json =
            serde_json::from_slice(bytes).map_err(|e| DocumentError::Json(e.to_string()))?;
        stream = Stream::new(form, names, Reader::new(form));
        stream.run(json.to_string().as_bytes()).map_err(DocumentError::Json)?;
    }
    if !stream.is_object {
        return Err(DocumentError::NotAnObject);
    }
    let Reader { answers, findings, .. } = stream.taker;
    Ok(Document { naming, answers, findings })
}

/// Whether reading and checking would find nothing.
pub(super) fn accepts(form: &Form, bytes: &[u8], naming: Option<Naming>) -> bool {
    if bytes.len() > JSON_BYTES_MAX {
        return false;
    }
    let naming = naming.map_or_else(|| guess(form, bytes), Ok);
    let Ok((naming, names)) = naming.map(|naming| form.names(naming)) else { return false };
    let mut stream = Stream::new(form, names, Judge { form });
    if stream.run(bytes).is_ok() && stream.is_object && !stream.is_too_deep {
        return true;
    }
    // What does not fit at first sight is looked at once more, with all that may excuse it.
    read(form, bytes, Some(naming)).is_ok_and(|document| {
        document.findings.is_empty() && form.check_structure(&document.answers).is_empty()
    })
}

/// The keys of the outermost object.
struct Keys(HashSet<String>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_map(KeysVisitor).map(Self)
    }
}

struct KeysVisitor;

impl<'de> Visitor<'de> for KeysVisitor {
    type Value = HashSet<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut keys = HashSet::new();
        while let Some((key, IgnoredAny)) = map.next_entry()? {
            keys.insert(key);
        }
        Ok(keys)
    }
}

/// The style whose names fit most keys of the root.
fn guess(form: &Form, bytes: &[u8]) -> Result<Naming, DocumentError> {
    let root = match serde_json::from_slice(bytes) {
        Ok(Keys(root)) => root,
        Err(error) if error.is_data() => HashSet::new(),
        Err(error) => return Err(DocumentError::Json(error.to_string())),
    };
    let fits = |naming: Naming| {
        form.schema.nodes[0]
            .children
            .iter()
            .filter(|c| root.contains(&form.schema.data_name(**c, naming)))
            .count()
    };
    Ok([Naming::Versioned, Naming::Local, Naming::FitConnect]
        .into_iter()
        .rev()
        .max_by_key(|n| fits(*n))
        .unwrap_or_default())
}
