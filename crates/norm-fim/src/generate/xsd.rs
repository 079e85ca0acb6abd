//! XML Schema.

use super::{GenerateOptions, codes, first_node, number};
use crate::fachdaten::Naming;
use crate::model::{DataType, Element, Field, FieldKind, Schema};
use crate::pattern::{Patterns, for_xml_schema};
use crate::xml::XmlText;

pub(super) fn write(schema: &Schema, options: GenerateOptions<'_>) -> String {
    let options = GenerateOptions { naming: schema.effective_naming(options.naming), ..options };
    let namespace = schema.data_namespace(options.naming);
    let mut out = Writer { schema, patterns: Patterns::of(schema), options, xml: XmlText::new() };
    let attributes = [
        ("xmlns:xs", "http://www.w3.org/2001/XMLSchema"),
        ("xmlns", namespace.as_str()),
        ("targetNamespace", namespace.as_str()),
        ("elementFormDefault", "qualified"),
        ("attributeFormDefault", "unqualified"),
    ];
    out.xml.open("xs:schema", &attributes);
    out.xml.open("xs:element", &[("name", &schema.root_name(options.naming))]);
    out.note(&schema.base.name);
    out.content(0);
    out.xml.close("xs:element");
    if options.naming == Naming::Versioned {
        out.global_elements();
    }
    out.xml.close("xs:schema");
    out.xml.finish()
}

struct Writer<'a> {
    schema: &'a Schema,
    patterns: Patterns<'a>,
    options: GenerateOptions<'a>,
    xml: XmlText,
}

impl Writer<'_> {
    /// The pattern of a field in the words of this language.
    fn pattern(&self, field: &Field) -> Option<String> {
        self.patterns.get(field)?;
        field.constraints.pattern.as_deref().and_then(for_xml_schema)
    }

    fn note(&mut self, text: &str) {
        self.xml.open("xs:annotation", &[]);
        self.xml.leaf("xs:documentation", &[], text);
        self.xml.close("xs:annotation");
    }

    /// One global element per definition; the structure refers to them.
    fn global_elements(&mut self) {
        let schema = self.schema;
        for field in &schema.fields {
            if field.kind != FieldKind::Label {
                self.xml.open("xs:element", &[("name", &field.base.key.to_string())]);
                self.note(&field.base.name);
                self.simple_type(field);
                self.xml.close("xs:element");
            }
        }
        for (index, group) in schema.groups.iter().enumerate() {
            let Some(node) = first_node(schema, index) else { continue };
            self.xml.open("xs:element", &[("name", &group.base.key.to_string())]);
            self.note(&group.base.name);
            self.content(node);
            self.xml.close("xs:element");
        }
    }

    /// The children of a group.
    fn content(&mut self, node: usize) {
        let schema = self.schema;
        let is_choice = schema.group(node).is_some_and(|g| g.is_choice);
        let model = if is_choice { "xs:choice" } else { "xs:sequence" };
        self.xml.open("xs:complexType", &[]);
        self.xml.open(model, &[]);
        for child in &schema.nodes[node].children {
            self.particle(*child);
        }
        self.xml.close(model);
        self.xml.close("xs:complexType");
    }

    fn particle(&mut self, node: usize) {
        let schema = self.schema;
        let place = &schema.nodes[node];
        if schema.field(node).is_some_and(|f| f.kind == FieldKind::Label) {
            return;
        }
        let name = schema.data_name(node, self.options.naming);
        let is_reference = self.options.naming == Naming::Versioned;
        let min = place.multiplicity.min.to_string();
        let max = place.multiplicity.max.map_or("unbounded".to_owned(), |m| m.to_string());
        let mut attributes = vec![(if is_reference { "ref" } else { "name" }, name.as_str())];
        if min != "1" {
            attributes.push(("minOccurs", &min));
        }
        if max != "1" {
            attributes.push(("maxOccurs", &max));
        }
        if is_reference {
            self.xml.leaf("xs:element", &attributes, "");
            return;
        }
        self.xml.open("xs:element", &attributes);
        self.note(&schema.base_of(node).name);
        match place.element {
            Element::Field(field) => self.simple_type(&schema.fields[field]),
            _ => self.content(node),
        }
        self.xml.close("xs:element");
    }

    fn simple_type(&mut self, field: &Field) {
        if matches!(field.data_type, DataType::File | DataType::Object) {
            self.xml.open("xs:complexType", &[("mixed", "true")]);
            self.xml.open("xs:sequence", &[]);
            let any = [("minOccurs", "0"), ("maxOccurs", "unbounded"), ("processContents", "lax")];
            self.xml.leaf("xs:any", &any, "");
            self.xml.close("xs:sequence");
            self.xml.leaf("xs:anyAttribute", &[("processContents", "lax")], "");
            self.xml.close("xs:complexType");
            return;
        }
        let choices = codes(field, self.options);
        self.xml.open("xs:simpleType", &[]);
        if !choices.is_empty() {
            self.xml.open("xs:restriction", &[("base", "xs:token")]);
            for choice in choices {
                self.xml.open("xs:enumeration", &[("value", &choice.code)]);
                self.note(&choice.name);
                self.xml.close("xs:enumeration");
            }
        } else if field.kind == FieldKind::Select {
            self.xml.open("xs:restriction", &[("base", "xs:string")]);
        } else {
            self.restriction(field);
        }
        self.xml.close("xs:restriction");
        self.xml.close("xs:simpleType");
    }

    fn restriction(&mut self, field: &Field) {
        let limits = &field.constraints;
        let base = match field.data_type {
            DataType::Date => "xs:date",
            DataType::Time => "xs:time",
            DataType::DateTime => "xs:dateTime",
            DataType::Bool => "xs:boolean",
            DataType::Number => "xs:float",
            DataType::Integer => "xs:integer",
            DataType::Money => "xs:decimal",
            _ => "xs:string",
        };
        self.xml.open("xs:restriction", &[("base", base)]);
        if base == "xs:string" {
            for (facet, length) in
                [("xs:minLength", limits.min_length), ("xs:maxLength", limits.max_length)]
            {
                if let Some(length) = length {
                    self.xml.leaf(facet, &[("value", &length.to_string())], "");
                }
            }
        } else if base != "xs:boolean" {
            for (facet, value) in
                [("xs:minInclusive", &limits.min_value), ("xs:maxInclusive", &limits.max_value)]
            {
                let value = match field.data_type {
                    DataType::Number | DataType::Integer | DataType::Money => {
                        value.as_deref().and_then(number)
                    }
                    DataType::Date => {
                        value.clone().filter(|v| v.parse::<jiff::civil::Date>().is_ok())
                    }
                    _ => None,
                };
                if let Some(value) = value {
                    self.xml.leaf(facet, &[("value", &value)], "");
                }
            }
        }
        if let Some(pattern) = self.pattern(field) {
            self.xml.leaf("xs:pattern", &[("value", &pattern)], "");
        }
    }
}
