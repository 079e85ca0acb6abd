//! Names of fields, and the element they are taken out of.

use super::{Fields, Format, Reading, Version};
use crate::finding::Severity;
use crate::xml::{Element, Node, trim};

/// Names and manners of one field.
#[expect(clippy::struct_excessive_bools, reason = "marks that stand beside each other freely")]
pub(crate) struct Field {
    /// An attribute in XML.
    pub is_attribute: bool,
    /// Only its code, or only its text, in JSON.
    pub is_bare: bool,
    /// At most once in 2.2, repeated in the model.
    pub is_single: bool,
    /// The characters of the element itself.
    pub is_own_text: bool,
    /// Text with markup.
    pub is_html: bool,
    names: [&'static str; 2],
    json: Option<&'static str>,
}

impl Field {
    /// Reads a description: marks, name in 2.2, `|` and name in 2.3 if another, `:` and name in
    /// JSON if not the usual one. The name `-` means that the edition has no such field.
    ///
    /// Marks: `@` attribute, `#` bare in JSON, `?` at most once in 2.2, `=` own text, `%` markup.
    pub fn parse(spec: &'static str) -> Self {
        let rest = spec.trim_start_matches(['@', '#', '?', '=', '%']);
        let marks = spec.strip_suffix(rest).unwrap_or_default();
        let (names, json) = match rest.split_once(':') {
            Some((names, json)) => (names, Some(json)),
            None => (rest, None),
        };
        let (old, new) = names.split_once('|').unwrap_or((names, names));
        Self {
            is_attribute: marks.contains('@'),
            is_bare: marks.contains('#'),
            is_single: marks.contains('?'),
            is_own_text: marks.contains('='),
            is_html: marks.contains('%'),
            names: [old, new],
            json,
        }
    }

    /// Its name in an edition; `None` where it does not exist.
    pub fn name(&self, version: Version) -> Option<&'static str> {
        let name = match version {
            Version::V2_2 => self.names[0],
            Version::V2_3 => self.names[1],
        };
        (name != "-").then_some(name)
    }

    /// A name for people: of whatever edition has it.
    pub fn label(&self) -> &'static str {
        if self.names[0] == "-" { self.names[1] } else { self.names[0] }
    }

    /// Its name in the JSON of 2.2; `None` where it does not exist.
    pub fn json_name(&self) -> Option<String> {
        let name = self.name(Version::V2_2)?;
        Some(self.json.map_or_else(|| snake(name), str::to_owned))
    }

    fn fits(&self, name: &str, cx: &Reading) -> bool {
        match cx.format {
            Format::Xml => self.names.contains(&name) && name != "-",
            Format::Json => {
                self.json == Some(name)
                    || self.names.iter().any(|n| *n != "-" && (*n == name || snake(n) == name))
            }
        }
    }
}

/// `gueltigkeitGebietID` is `gueltigkeit_gebiet_id` in the portal's JSON.
pub(crate) fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut was_upper = true;
    for c in name.replace("LeiKa", "Leika").chars() {
        if c.is_uppercase() && !was_upper {
            out.push('_');
        }
        was_upper = c.is_uppercase();
        out.extend(c.to_lowercase());
    }
    out
}

/// An element of which fields are taken; what nobody takes is told.
pub(crate) struct Taken<'e> {
    /// The element.
    pub element: &'e Element,
    used: Vec<bool>,
    used_attributes: Vec<bool>,
    is_text_used: bool,
}

impl<'e> Taken<'e> {
    /// Begins.
    pub fn new(element: &'e Element) -> Self {
        Self {
            element,
            used: vec![false; element.nodes.len()],
            used_attributes: vec![false; element.attributes.len()],
            is_text_used: false,
        }
    }

    /// Reads a whole record and tells what it did not know.
    pub fn whole<T: Fields>(element: &'e Element, cx: &mut Reading) -> T {
        let mut taken = Self::new(element);
        let value = T::take_all(&mut taken, cx);
        taken.finish(cx);
        value
    }

    /// All elements of a field.
    pub fn all(&mut self, field: &Field, cx: &mut Reading) -> Vec<&'e Element> {
        let mut found = Vec::new();
        let element = self.element;
        for (node, used) in element.nodes.iter().zip(&mut self.used) {
            let Node::Element(child) = node else { continue };
            if *used || !is_ours(child, element) || !field.fits(&child.name, cx) {
                continue;
            }
            *used = true;
            let is_foreign =
                cx.format == Format::Xml && field.name(cx.version) != Some(child.name.as_str());
            if is_foreign {
                let number = cx.version.number();
                cx.tell(
                    Severity::Hint,
                    "other-version",
                    child,
                    format!("{} gehört nicht zu XZuFi {number}; es wurde gelesen.", child.name),
                    format!("{} is not part of XZuFi {number}; it was read.", child.name),
                );
            }
            found.push(child);
        }
        found
    }

    /// An attribute, or an element where the attribute is written as one.
    pub fn attribute(&mut self, field: &Field, cx: &mut Reading) -> Option<String> {
        let at = self.element.attributes.iter().position(|(name, _)| field.fits(name, cx));
        if let Some(at) = at {
            if let Some(used) = self.used_attributes.get_mut(at) {
                *used = true;
            }
            return self.element.attributes.get(at).map(|(_, value)| trim(value).to_owned());
        }
        self.all(field, cx).first().map(|e| trim(&e.text()).to_owned())
    }

    /// Marks an attribute as understood.
    pub fn use_attribute(&mut self, name: &str) -> Option<&'e str> {
        let at = self.element.attributes.iter().position(|(n, _)| n == name)?;
        if let Some(used) = self.used_attributes.get_mut(at) {
            *used = true;
        }
        self.element.attributes.get(at).map(|(_, v)| v.as_str())
    }

    /// The characters of the element itself.
    pub fn own_text(&mut self) -> String {
        self.is_text_used = true;
        self.element.text()
    }

    /// Marks everything inside as understood, for texts with markup.
    pub fn use_everything(&mut self) {
        self.used.fill(true);
        self.is_text_used = true;
    }

    /// Tells what nobody took.
    pub fn finish(self, cx: &mut Reading) {
        for (node, used) in self.element.nodes.iter().zip(&self.used) {
            match node {
                Node::Element(child) if !used => unknown_element(child, cx),
                Node::Text(text) if !self.is_text_used && !trim(text).is_empty() => cx.tell(
                    Severity::Warning,
                    "unknown-text",
                    self.element,
                    "Hier steht Text, für den es kein Feld gibt; er wurde nicht übernommen."
                        .to_owned(),
                    "There is text here for which there is no field; it was not taken over."
                        .to_owned(),
                ),
                _ => {}
            }
        }
        for ((name, _), used) in self.element.attributes.iter().zip(&self.used_attributes) {
            if !used && !name.starts_with("xsi:") {
                cx.tell(
                    Severity::Warning,
                    "unknown-attribute",
                    self.element,
                    format!("Das Attribut {name} ist unbekannt; es wurde nicht übernommen."),
                    format!("The attribute {name} is unknown; it was not taken over."),
                );
            }
        }
    }
}

/// Whether a child is an element of the standard: of the namespace of its parent, or of none.
fn is_ours(child: &Element, parent: &Element) -> bool {
    child.ns == parent.ns || child.ns.is_empty() || parent.ns.is_empty()
}

/// Tells of an element that no record knows.
pub(crate) fn unknown_element(element: &Element, cx: &mut Reading) {
    let name: String = element.name.chars().take(80).collect();
    cx.within(name.clone(), |cx| {
        cx.tell(
            Severity::Warning,
            "unknown-element",
            element,
            format!("Das Element {name} ist unbekannt; sein Inhalt wurde nicht übernommen."),
            format!("The element {name} is unknown; its content was not taken over."),
        );
    });
}
