//! From the tree to text: indented, the same bytes for the same tree.

use std::fmt::Write;

use super::{Element, Node, XSI};

/// Prefix of the elements of the standard.
const PREFIX: &str = "xzufi";

/// Writes a document; elements without a namespace get no prefix.
pub(crate) fn print(root: &Element) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    element(root, 0, true, &mut out);
    out
}

fn element(this: &Element, depth: usize, is_root: bool, out: &mut String) {
    let name =
        if this.ns.is_empty() { this.name.clone() } else { format!("{PREFIX}:{}", this.name) };
    out.extend(std::iter::repeat_n("  ", depth));
    out.push('<');
    out.push_str(&name);
    if is_root {
        attribute(&format!("xmlns:{PREFIX}"), &this.ns, out);
        attribute("xmlns:xsi", XSI, out);
    }
    for (key, value) in &this.attributes {
        // Types of instances are qualified names of the same namespace.
        if key == "xsi:type" {
            attribute(key, &format!("{PREFIX}:{value}"), out);
        } else {
            attribute(key, value, out);
        }
    }
    let has_elements = this.has_elements();
    let text = if has_elements { String::new() } else { this.text() };
    if !has_elements && text.is_empty() {
        out.push_str("/>\n");
        return;
    }
    out.push('>');
    if has_elements {
        out.push('\n');
        for node in &this.nodes {
            if let Node::Element(child) = node {
                element(child, depth + 1, false, out);
            }
        }
        out.extend(std::iter::repeat_n("  ", depth));
    } else {
        escape(&text, false, out);
    }
    out.push_str("</");
    out.push_str(&name);
    out.push_str(">\n");
}

fn attribute(key: &str, value: &str, out: &mut String) {
    let _ = write!(out, " {key}=\"");
    escape(value, true, out);
    out.push('"');
}

/// Writes characters so that they are read back the same; what XML cannot hold is left out.
fn escape(text: &str, is_attribute: bool, out: &mut String) {
    for character in text.chars().filter(|c| is_xml(*c)) {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if is_attribute => out.push_str("&quot;"),
            // A bare carriage return would be read back as a line feed.
            '\r' => out.push_str("&#13;"),
            '\n' if is_attribute => out.push_str("&#10;"),
            '\t' if is_attribute => out.push_str("&#9;"),
            other => out.push(other),
        }
    }
}

/// Whether a character may stand in a document (XML 1.0, production 2).
pub(crate) fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
}
