//! Plain values: texts, numbers, marks.

use serde_json::Value;

use super::slot::deep_text;
use super::{Field, Reading, Wire, Writing};
use crate::finding::Severity;
use crate::html;
use crate::xml::{Element, Node};

/// The characters of a text with markup: escaped characters as they are, elements as markup.
pub(crate) fn inner_html(element: &Element, cx: &mut Reading) -> String {
    if element.has_elements() {
        cx.tell(
            Severity::Hint,
            "unescaped-markup",
            element,
            "Die Auszeichnung steht als Elemente im Text statt maskiert; sie wurde gelesen."
                .to_owned(),
            "The markup stands in the text as elements instead of escaped; it was read.".to_owned(),
        );
        let mut out = String::new();
        for node in &element.nodes {
            markup(node, &mut out);
        }
        return out;
    }
    element.text()
}

fn markup(node: &Node, out: &mut String) {
    match node {
        Node::Text(text) => html::escape(text, out),
        Node::Element(element) => {
            let href = element.attribute("href").unwrap_or_default();
            out.push('<');
            out.push_str(&element.name);
            if !href.is_empty() {
                out.push_str(" href=\"");
                html::escape(href, out);
                out.push('"');
            }
            out.push('>');
            for inner in &element.nodes {
                markup(inner, out);
            }
            if element.name != "br" {
                out.push_str("</");
                out.push_str(&element.name);
                out.push('>');
            }
        }
    }
}

impl Wire for String {
    fn read(from: &Element, cx: &mut Reading, field: &Field) -> Option<Self> {
        let text = deep_text(from, cx);
        if !field.is_html || !cx.cleans {
            return (!text.is_empty()).then_some(text);
        }
        let clean = html::sanitise(&text);
        for removed in &clean.removed {
            cx.tell(
                Severity::Warning,
                "markup-removed",
                from,
                format!("Nicht erlaubte Auszeichnung wurde entfernt: {removed}"),
                format!("Markup that is not allowed was removed: {removed}"),
            );
        }
        let text = crate::xml::trim(&clean.html).to_owned();
        (!text.is_empty()).then_some(text)
    }

    fn write(&self, name: &str, cx: &mut Writing, _field: &Field) -> Element {
        let mut element = Element::new(name, &cx.ns);
        element.nodes.push(Node::Text(self.clone()));
        element
    }

    fn json(&self, _field: &Field) -> Value {
        Value::String(self.clone())
    }

    fn text(&self) -> String {
        self.clone()
    }
}

fn unreadable(from: &Element, text: &str, what: (&str, &str), cx: &mut Reading) {
    let short: String = text.chars().take(60).collect();
    cx.tell(
        Severity::Warning,
        "unreadable-value",
        from,
        format!("„{short}“ ist {}; die Angabe wurde nicht übernommen.", what.0),
        format!("“{short}” is {}; it was not taken over.", what.1),
    );
}

impl Wire for bool {
    fn read(from: &Element, cx: &mut Reading, _field: &Field) -> Option<Self> {
        match deep_text(from, cx).as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            "" => None,
            other => {
                unreadable(from, other, ("weder true noch false", "neither true nor false"), cx);
                None
            }
        }
    }

    fn write(&self, name: &str, cx: &mut Writing, _field: &Field) -> Element {
        let mut element = Element::new(name, &cx.ns);
        element.nodes.push(Node::Text(self.to_string()));
        element
    }

    fn json(&self, _field: &Field) -> Value {
        Value::Bool(*self)
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Wire for i64 {
    fn read(from: &Element, cx: &mut Reading, _field: &Field) -> Option<Self> {
        let text = deep_text(from, cx);
        if text.is_empty() {
            return None;
        }
        let number = text.strip_prefix('+').unwrap_or(&text).parse().ok();
        if number.is_none() {
            unreadable(from, &text, ("keine ganze Zahl", "not a whole number"), cx);
        }
        number
    }

    fn write(&self, name: &str, cx: &mut Writing, _field: &Field) -> Element {
        let mut element = Element::new(name, &cx.ns);
        element.nodes.push(Node::Text(self.to_string()));
        element
    }

    fn json(&self, _field: &Field) -> Value {
        Value::from(*self)
    }

    fn text(&self) -> String {
        self.to_string()
    }
}
