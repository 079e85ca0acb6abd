//! Codes of code lists, and the key of a service.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::codes;
use crate::finding::Severity;
use crate::wire::{Field, Format, Reading, Taken, Version, Wire, Writing};
use crate::xml::{Element, Node, trim};

/// A code with the list it belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Code {
    /// The code.
    pub code: String,
    /// What it means.
    pub name: Option<String>,
    /// Address of the list (`urn:…`).
    pub list_uri: Option<String>,
    /// Version of the list.
    pub list_version: Option<String>,
}

impl Code {
    /// A code of a list.
    pub fn new(code: impl Into<String>, list_uri: impl Into<String>, version: &str) -> Self {
        Self {
            code: code.into(),
            name: None,
            list_uri: Some(list_uri.into()),
            list_version: (!version.is_empty()).then(|| version.to_owned()),
        }
    }

    /// A code of the list that a field of the standard uses, for example
    /// `Code::of("vertrauensniveau", "30")`; without a list where none is known.
    pub fn of(field: &str, code: impl Into<String>) -> Self {
        match codes::list_of(field) {
            Some((uri, version)) => Self::new(code, uri, version),
            None => Self { code: code.into(), ..Self::default() },
        }
    }
}

fn child_text(taken: &mut Taken<'_>, spec: &'static str, cx: &mut Reading) -> Option<String> {
    let found = taken.all(&Field::parse(spec), cx);
    found.first().map(|e| trim(&e.text()).to_owned()).filter(|t| !t.is_empty())
}

fn read_code(taken: &mut Taken<'_>, cx: &mut Reading, field: &Field) -> Option<Code> {
    let list_uri = taken.attribute(&Field::parse("@listURI"), cx).filter(|t| !t.is_empty());
    let list_version =
        taken.attribute(&Field::parse("@listVersionID"), cx).filter(|t| !t.is_empty());
    let name = child_text(taken, "name", cx);
    let code = match child_text(taken, "code", cx) {
        Some(code) => code,
        None if taken.element.has_elements() => String::new(),
        None => trim(&taken.own_text()).to_owned(),
    };
    if code.is_empty() {
        return None;
    }
    let code = Code { code, name, list_uri, list_version };
    // The portal's JSON names only the code where the field has one list.
    if cx.format == Format::Json && field.is_bare && code.list_uri.is_none() {
        return Some(Code { name: code.name, ..Code::of(field.label(), code.code) });
    }
    Some(code)
}

fn write_code(code: &Code, element: &mut Element, cx: &Writing) {
    if let Some(uri) = &code.list_uri {
        element.attributes.push(("listURI".to_owned(), uri.clone()));
    }
    if let Some(version) = &code.list_version {
        element.attributes.push(("listVersionID".to_owned(), version.clone()));
    }
    // Code and name stand without a namespace, as in all standards of the XÖV.
    let texts = [("code", Some(&code.code)), ("name", code.name.as_ref())];
    for (name, text) in texts {
        if let Some(text) = text {
            let mut child = Element::new(name, &cx.none);
            child.nodes.push(Node::Text(text.clone()));
            element.push(child);
        }
    }
}

impl Wire for Code {
    fn read(from: &Element, cx: &mut Reading, field: &Field) -> Option<Self> {
        let mut taken = Taken::new(from);
        let code = read_code(&mut taken, cx, field);
        taken.finish(cx);
        if code.is_none() {
            cx.tell(
                Severity::Warning,
                "missing",
                from,
                format!("{} enthält keinen Code.", from.name),
                format!("{} holds no code.", from.name),
            );
        }
        code
    }

    fn write(&self, name: &str, cx: &mut Writing, _field: &Field) -> Element {
        let mut element = Element::new(name, &cx.ns);
        write_code(self, &mut element, cx);
        element
    }

    fn json(&self, field: &Field) -> Value {
        if field.is_bare {
            return Value::String(self.code.clone());
        }
        let mut map = Map::new();
        map.insert("list_uri".to_owned(), self.list_uri.clone().unwrap_or_default().into());
        map.insert(
            "list_version_id".to_owned(),
            self.list_version.clone().unwrap_or_default().into(),
        );
        map.insert("code".to_owned(), self.code.clone().into());
        map.insert("name".to_owned(), self.name.clone().into());
        Value::Object(map)
    }

    fn text(&self) -> String {
        self.code.clone()
    }
}

/// A code of a list, or a value that the list does not have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct OpenCode {
    /// The code.
    pub code: Option<Code>,
    /// The value that no list has.
    pub unlisted: Option<String>,
}

impl From<Code> for OpenCode {
    fn from(code: Code) -> Self {
        Self { code: Some(code), unlisted: None }
    }
}

impl Wire for OpenCode {
    fn read(from: &Element, cx: &mut Reading, field: &Field) -> Option<Self> {
        let mut taken = Taken::new(from);
        let unlisted = child_text(&mut taken, "nichtGelisteterWert", cx);
        let code = read_code(&mut taken, cx, field);
        taken.finish(cx);
        let is_bare = cx.format == Format::Json && field.is_bare;
        let (code, unlisted) = match code {
            // In JSON both are a bare text; codes of these lists are three digits.
            Some(code) if is_bare && !codes::is_code(&code.code) => (None, Some(code.code)),
            // The object of the portal names the code of a document's kind alone.
            Some(code) if cx.format == Format::Json && !is_bare && code.list_uri.is_none() => {
                (Some(Code::of(codes::DOCUMENT_KIND, code.code)), unlisted)
            }
            code => (code, unlisted),
        };
        (code.is_some() || unlisted.is_some()).then_some(Self { code, unlisted })
    }

    fn write(&self, name: &str, cx: &mut Writing, _field: &Field) -> Element {
        let mut element = Element::new(name, &cx.ns);
        if let Some(code) = &self.code {
            write_code(code, &mut element, cx);
        }
        if let Some(text) = &self.unlisted {
            element.push_text("nichtGelisteterWert", text);
        }
        element
    }

    fn json(&self, field: &Field) -> Value {
        let code = self.code.as_ref().map(|c| c.code.clone());
        if field.is_bare {
            return Value::String(code.or_else(|| self.unlisted.clone()).unwrap_or_default());
        }
        let mut map = Map::new();
        map.insert("code".to_owned(), code.into());
        map.insert("nicht_gelisteter_wert".to_owned(), self.unlisted.clone().into());
        Value::Object(map)
    }
}

/// Key of a service in the catalogue of the administration (`LeiKa`): 14 digits beginning with 99.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServiceKey(pub Code);

impl ServiceKey {
    /// A key with the list of the catalogue.
    pub fn new(number: impl Into<String>) -> Self {
        Self(Code::of("referenzLeiKa", number))
    }

    /// The digits.
    pub fn number(&self) -> &str {
        &self.0.code
    }

    /// Whether it is 99 and twelve more digits.
    pub fn is_valid(&self) -> bool {
        let digits = self.number();
        digits.len() == 14 && digits.starts_with("99") && digits.bytes().all(|b| b.is_ascii_digit())
    }

    /// Its name in the world: `urn:de:fim:leika:leistung:99…`.
    pub fn urn(&self) -> String {
        format!("urn:de:fim:leika:leistung:{}", self.number())
    }
}

/// In 2.2 a code, in 2.3 an identifier.
impl Wire for ServiceKey {
    fn read(from: &Element, cx: &mut Reading, field: &Field) -> Option<Self> {
        if from.child("code").is_some() || cx.version == Version::V2_2 {
            return Code::read(from, cx, field).map(Self);
        }
        let id = super::Identifier::read(from, cx, field).filter(|id| !id.value.is_empty())?;
        Some(Self(Code {
            code: id.value,
            name: id.scheme_name,
            list_uri: id.scheme_uri,
            list_version: id.scheme_version,
        }))
    }

    fn write(&self, name: &str, cx: &mut Writing, field: &Field) -> Element {
        if cx.version == Version::V2_2 {
            return self.0.write(name, cx, field);
        }
        let id = super::Identifier {
            value: self.0.code.clone(),
            scheme_name: self.0.name.clone(),
            scheme_uri: self.0.list_uri.clone(),
            scheme_version: self.0.list_version.clone(),
            ..super::Identifier::default()
        };
        id.write(name, cx, field)
    }

    fn json(&self, field: &Field) -> Value {
        self.0.json(field)
    }
}
