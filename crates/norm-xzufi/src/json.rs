//! The JSON of the FIM portal: services as its interface answers them (`Leistung220`).

use std::rc::Rc;

use serde_json::{Map, Value};

use crate::error::{ReadError, ReadErrorKind};
use crate::finding::Findings;
use crate::limits::Limits;
use crate::model::Service;
use crate::wire::{Fields, Format, Reading, Taken, Version};
use crate::xml::{Element, Node};

/// A service of the portal and what was found on reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadService {
    /// The service.
    pub service: Service,
    /// What was odd.
    pub findings: Findings,
}

/// Reads a service from the portal's JSON; answers of edition 2.3 are told by their fields.
///
/// # Errors
/// When it is no JSON object, or too large.
pub fn read_json(bytes: &[u8]) -> Result<ReadService, ReadError> {
    let limits = Limits::default();
    if bytes.len() > limits.max_bytes {
        let kind = ReadErrorKind::TooLarge { bytes: bytes.len(), limit: limits.max_bytes };
        return Err(ReadError { kind, line: 1, column: 1 });
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|error| ReadError {
        kind: ReadErrorKind::Malformed(error.to_string()),
        line: u32::try_from(error.line()).unwrap_or(u32::MAX),
        column: u32::try_from(error.column()).unwrap_or(u32::MAX),
    })?;
    let Value::Object(map) = value else {
        let kind = ReadErrorKind::Malformed("not an object".to_owned());
        return Err(ReadError { kind, line: 1, column: 1 });
    };
    let is_new = map.contains_key("referenz_leistungsschluessel");
    let version = if is_new { Version::V2_3 } else { Version::V2_2 };
    let ns: Rc<str> = Rc::from(version.namespace());
    let mut root = Element::new("leistung", &ns);
    let mut count = 0;
    fill(&mut root, map, limits.max_elements, &mut count);
    if count > limits.max_elements {
        let kind = ReadErrorKind::TooMany(limits.max_elements);
        return Err(ReadError { kind, line: 1, column: 1 });
    }
    let mut cx = Reading::new(version, Format::Json, true);
    let id = root.child("id").and_then(|e| e.child("value")).map(Element::text);
    let service = cx.within("leistung".to_owned(), |cx| {
        cx.name_object(&id.unwrap_or_default());
        Taken::whole::<Service>(&root, cx)
    });
    Ok(ReadService { service, findings: cx.findings })
}

/// A service as the portal would give it out in edition 2.2.
pub fn write_json(service: &Service) -> Value {
    let mut map = Map::new();
    service.json_all(&mut map);
    Value::Object(map)
}

/// Turns fields into elements; nothing and empty lists leave no trace.
fn fill(element: &mut Element, map: Map<String, Value>, limit: usize, count: &mut usize) {
    for (name, value) in map {
        add(element, &name, value, limit, count);
    }
}

fn add(element: &mut Element, name: &str, value: Value, limit: usize, count: &mut usize) {
    *count += 1;
    if *count > limit {
        return;
    }
    let text = match value {
        Value::Null => return,
        Value::Array(values) => {
            for value in values {
                add(element, name, value, limit, count);
            }
            return;
        }
        Value::Object(map) => {
            let mut child = Element::new(name, &element.ns);
            fill(&mut child, map, limit, count);
            element.nodes.push(Node::Element(child));
            return;
        }
        Value::Bool(is) => is.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text,
    };
    element.push_text(name, &text);
}
