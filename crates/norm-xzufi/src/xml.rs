//! A tree of XML elements with places, read as a stream with limits.
//!
//! Prefixes are dropped: an element is its namespace and its local name.

mod print;
mod read;

pub(crate) use print::{is_xml, print};
pub(crate) use read::read;

use std::rc::Rc;

/// Namespace of `xsi:type` and its like.
pub(crate) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// One element with its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    /// Namespace, empty when there is none.
    pub ns: Rc<str>,
    /// Local name.
    pub name: String,
    /// Attributes by local name; those of schema instances begin with `xsi:`.
    pub attributes: Vec<(String, String)>,
    /// Texts and elements in document order.
    pub nodes: Vec<Node>,
    /// Line of the start tag, counted from 1; 0 when it was not read from a file.
    pub line: u32,
}

/// What an element holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// Characters.
    Text(String),
    /// An element.
    Element(Element),
}

impl Element {
    /// An element of our own, in the namespace of the message.
    pub fn new(name: &str, ns: &Rc<str>) -> Self {
        Self {
            ns: Rc::clone(ns),
            name: name.to_owned(),
            attributes: Vec::new(),
            nodes: Vec::new(),
            line: 0,
        }
    }

    /// Value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The elements in it.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// First element with this local name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|e| e.name == name)
    }

    /// Whether it holds elements.
    pub fn has_elements(&self) -> bool {
        self.elements().next().is_some()
    }

    /// Its own characters.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for node in &self.nodes {
            if let Node::Text(part) = node {
                text.push_str(part);
            }
        }
        text
    }

    /// Adds an element that holds a text.
    pub fn push_text(&mut self, name: &str, text: &str) {
        let mut child = Element::new(name, &self.ns);
        child.nodes.push(Node::Text(text.to_owned()));
        self.nodes.push(Node::Element(child));
    }

    /// Adds an element.
    pub fn push(&mut self, child: Element) {
        self.nodes.push(Node::Element(child));
    }
}

/// White space of XML, at both ends.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(|c| matches!(c, ' ' | '\t' | '\n' | '\r'))
}
