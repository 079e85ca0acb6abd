//! JSON Schema, draft 2020-12.

use serde_json::{Map, Value as Json, json};

use super::{GenerateOptions, codes, first_node, number};
use crate::fachdaten::Naming;
use crate::model::{DataType, Element, Field, FieldKind, Schema};
use crate::pattern::{Patterns, for_json_schema};

pub(super) fn write(schema: &Schema, options: GenerateOptions<'_>) -> String {
    let options = GenerateOptions { naming: schema.effective_naming(options.naming), ..options };
    let out = Writer { schema, patterns: Patterns::of(schema), options };
    let mut root = Map::new();
    root.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    root.insert("$id".into(), json!(out.id()));
    root.insert("title".into(), json!(schema.base.name));
    root.extend(out.object(0));
    if options.naming == Naming::Versioned {
        root.insert("$defs".into(), Json::Object(out.definitions()));
    }
    let mut text = serde_json::to_string_pretty(&Json::Object(root)).unwrap_or_default();
    text.push('\n');
    text
}

struct Writer<'a> {
    schema: &'a Schema,
    patterns: Patterns<'a>,
    options: GenerateOptions<'a>,
}

impl Writer<'_> {
    /// The pattern of a field in the words of this language.
    fn pattern(&self, field: &Field) -> Option<String> {
        self.patterns.get(field)?;
        field.constraints.pattern.as_deref().and_then(for_json_schema)
    }

    fn id(&self) -> String {
        let key = &self.schema.base.key;
        match self.options.naming {
            Naming::Versioned | Naming::Local => format!("{key}.schema.json"),
            Naming::FitConnect | Naming::Portal => {
                let version: Vec<&str> = key.version.split('.').take(2).collect();
                let name = self.schema.root_name(Naming::FitConnect).to_lowercase();
                format!("https://schema.fitko.de/fim/{name}_{}.schema.json", version.join("."))
            }
        }
    }

    fn definitions(&self) -> Map<String, Json> {
        let mut all = Map::new();
        for field in &self.schema.fields {
            if field.kind != FieldKind::Label {
                all.insert(field.base.key.to_string(), self.field(field));
            }
        }
        for (index, group) in self.schema.groups.iter().enumerate() {
            if let Some(node) = first_node(self.schema, index) {
                all.insert(group.base.key.to_string(), self.group(node));
            }
        }
        all
    }

    fn group(&self, node: usize) -> Json {
        let mut object = Map::new();
        object.insert("title".into(), json!(self.schema.base_of(node).name));
        object.extend(self.object(node));
        Json::Object(object)
    }

    fn object(&self, node: usize) -> Map<String, Json> {
        let schema = self.schema;
        let mut properties = Map::new();
        let mut required = Vec::new();
        for child in &schema.nodes[node].children {
            if schema.field(*child).is_some_and(|f| f.kind == FieldKind::Label) {
                continue;
            }
            let name = schema.data_name(*child, self.options.naming);
            let multiplicity = schema.nodes[*child].multiplicity;
            if multiplicity.min > 0 {
                required.push(name.clone());
            }
            let inner = if self.options.naming == Naming::Versioned {
                json!({ "$ref": format!("#/$defs/{name}") })
            } else {
                match schema.nodes[*child].element {
                    Element::Field(field) => self.field(&schema.fields[field]),
                    _ => self.group(*child),
                }
            };
            let property = if multiplicity.is_list() {
                let mut list = Map::new();
                list.insert("type".into(), json!("array"));
                list.insert("items".into(), inner);
                if multiplicity.min > 0 {
                    list.insert("minItems".into(), json!(multiplicity.min));
                }
                if let Some(max) = multiplicity.max {
                    list.insert("maxItems".into(), json!(max));
                }
                Json::Object(list)
            } else {
                inner
            };
            properties.insert(name, property);
        }
        let mut object = Map::new();
        object.insert("type".into(), json!("object"));
        if schema.group(node).is_some_and(|g| g.is_choice) && !properties.is_empty() {
            let one: Vec<Json> =
                properties.keys().map(|name| json!({ "required": [name] })).collect();
            object.insert("oneOf".into(), Json::Array(one));
        } else if !required.is_empty() {
            object.insert("required".into(), json!(required));
        }
        object.insert("properties".into(), Json::Object(properties));
        object.insert("additionalProperties".into(), json!(false));
        object
    }

    fn field(&self, field: &Field) -> Json {
        let mut out = Map::new();
        out.insert("title".into(), json!(field.base.name));
        let choices = codes(field, self.options);
        if !choices.is_empty() {
            let all: Vec<Json> =
                choices.iter().map(|c| json!({ "const": c.code, "description": c.name })).collect();
            out.insert("type".into(), json!("string"));
            out.insert("oneOf".into(), Json::Array(all));
            return Json::Object(out);
        }
        if field.kind == FieldKind::Select && field.data_type != DataType::Bool {
            out.insert("type".into(), json!("string"));
            return Json::Object(out);
        }
        let limits = &field.constraints;
        let name = match field.data_type {
            DataType::Bool => "boolean",
            DataType::Integer => "integer",
            DataType::Number | DataType::Money => "number",
            _ => "string",
        };
        out.insert("type".into(), json!(name));
        match field.data_type {
            DataType::Text | DataType::TextLatin => {
                if let Some(length) = limits.min_length {
                    out.insert("minLength".into(), json!(length));
                }
                if let Some(length) = limits.max_length {
                    out.insert("maxLength".into(), json!(length));
                }
                if let Some(whole) = self.pattern(field) {
                    out.insert("pattern".into(), json!(whole));
                }
            }
            DataType::Date => {
                out.insert("format".into(), json!("date"));
            }
            DataType::Integer | DataType::Number | DataType::Money => {
                for (key, value) in [("minimum", &limits.min_value), ("maximum", &limits.max_value)]
                {
                    let number = value
                        .as_deref()
                        .and_then(number)
                        .and_then(|n| n.parse::<serde_json::Number>().ok());
                    if let Some(number) = number {
                        out.insert(key.into(), Json::Number(number));
                    }
                }
            }
            _ => {}
        }
        Json::Object(out)
    }
}
