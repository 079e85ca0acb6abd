//! Values and how often they stand in a record.

use serde_json::{Map, Value};

use super::{Field, Reading, Taken, Writing};
use crate::finding::Severity;
use crate::xml::{Element, Node, trim};

/// A value that is an element (or an attribute, or the text of an element).
pub(crate) trait Wire: Sized {
    /// Reads it; `None` when there is nothing in it.
    fn read(from: &Element, cx: &mut Reading, field: &Field) -> Option<Self>;
    /// Writes it under a name.
    fn write(&self, name: &str, cx: &mut Writing, field: &Field) -> Element;
    /// Its JSON.
    fn json(&self, field: &Field) -> Value;
    /// Its text, for attributes and own texts.
    fn text(&self) -> String {
        String::new()
    }
}

/// A field of a record: once, perhaps, or repeated.
pub(crate) trait Slot: Sized {
    /// Takes it out of an element.
    fn take(from: &mut Taken<'_>, field: &Field, cx: &mut Reading) -> Self;
    /// Puts it into an element.
    fn put(&self, field: &Field, into: &mut Element, cx: &mut Writing);
    /// Puts it into an object of JSON.
    fn put_json(&self, field: &Field, map: &mut Map<String, Value>);
}

fn read_all<T: Wire>(from: &mut Taken<'_>, field: &Field, cx: &mut Reading) -> Vec<T> {
    let found = from.all(field, cx);
    let is_one = found.len() == 1;
    let mut values = Vec::with_capacity(found.len());
    for (at, element) in found.into_iter().enumerate() {
        let step =
            if is_one { element.name.clone() } else { format!("{}[{}]", element.name, at + 1) };
        values.extend(cx.within(step, |cx| T::read(element, cx, field)));
    }
    values
}

fn take_one<T: Wire>(from: &mut Taken<'_>, field: &Field, cx: &mut Reading) -> Option<T> {
    let ns = from.element.ns.clone();
    let text = if field.is_attribute {
        from.attribute(field, cx)
    } else if field.is_own_text {
        let inner: Vec<T> = read_all(from, field, cx);
        if let Some(value) = inner.into_iter().next() {
            return Some(value);
        }
        if field.is_html {
            from.use_everything();
            Some(super::text::inner_html(from.element, cx))
        } else {
            Some(from.own_text())
        }
    } else {
        let mut all = read_all(from, field, cx).into_iter();
        let first = all.next();
        if all.next().is_some() {
            cx.tell(
                Severity::Warning,
                "repeated",
                from.element,
                format!("{} steht mehrfach; nur das erste wurde übernommen.", field.label()),
                format!("{} is repeated; only the first was taken over.", field.label()),
            );
        }
        return first;
    };
    let mut element = Element::new(field.label(), &ns);
    element.line = from.element.line;
    element.nodes.push(Node::Text(text?));
    T::read(&element, cx, field)
}

fn put_one<T: Wire>(value: &T, field: &Field, into: &mut Element, cx: &mut Writing) {
    let Some(name) = field.name(cx.version) else {
        cx.lost(field.label());
        return;
    };
    if field.is_attribute {
        into.attributes.push((name.to_owned(), value.text()));
    } else if field.is_own_text {
        into.nodes.push(Node::Text(cleaned(value.text(), field, cx)));
    } else {
        let element = cx.within(name.to_owned(), |cx| value.write(name, cx, field));
        into.push(element);
    }
}

/// A text with markup as it may leave: cleaned again, whoever put it into the model.
pub(crate) fn cleaned(text: String, field: &Field, cx: &mut Writing) -> String {
    if !field.is_html {
        return text;
    }
    let clean = crate::html::sanitise(&text);
    for removed in &clean.removed {
        cx.tell(
            Severity::Warning,
            "markup-removed",
            format!("Nicht erlaubte Auszeichnung wurde entfernt: {removed}"),
            format!("Markup that is not allowed was removed: {removed}"),
        );
    }
    clean.html
}

impl<T: Wire + Default + PartialEq> Slot for T {
    fn take(from: &mut Taken<'_>, field: &Field, cx: &mut Reading) -> Self {
        take_one(from, field, cx).unwrap_or_else(|| {
            let label = if field.is_own_text { &from.element.name } else { field.label() };
            cx.tell(
                Severity::Warning,
                "missing",
                from.element,
                format!("{label} fehlt oder ist leer."),
                format!("{label} is missing or empty."),
            );
            T::default()
        })
    }

    fn put(&self, field: &Field, into: &mut Element, cx: &mut Writing) {
        put_one(self, field, into, cx);
    }

    fn put_json(&self, field: &Field, map: &mut Map<String, Value>) {
        if let Some(name) = field.json_name() {
            map.insert(name, Wire::json(self, field));
        }
    }
}

impl<T: Wire> Slot for Option<T> {
    fn take(from: &mut Taken<'_>, field: &Field, cx: &mut Reading) -> Self {
        take_one(from, field, cx)
    }

    fn put(&self, field: &Field, into: &mut Element, cx: &mut Writing) {
        if let Some(value) = self {
            put_one(value, field, into, cx);
        }
    }

    fn put_json(&self, field: &Field, map: &mut Map<String, Value>) {
        if let Some(name) = field.json_name() {
            map.insert(name, self.as_ref().map_or(Value::Null, |v| v.json(field)));
        }
    }
}

impl<T: Wire> Slot for Vec<T> {
    fn take(from: &mut Taken<'_>, field: &Field, cx: &mut Reading) -> Self {
        read_all(from, field, cx)
    }

    fn put(&self, field: &Field, into: &mut Element, cx: &mut Writing) {
        if self.is_empty() {
            return;
        }
        let Some(name) = field.name(cx.version) else {
            cx.lost(field.label());
            return;
        };
        let is_single = field.is_single && cx.version == super::Version::V2_2;
        if is_single && self.len() > 1 {
            cx.tell(
                Severity::Error,
                "only-one",
                format!(
                    "{name} darf in XZuFi 2.2 nur einmal vorkommen; geschrieben wird das erste."
                ),
                format!("{name} may occur only once in XZuFi 2.2; the first is written."),
            );
        }
        let many = if is_single { 1 } else { self.len() };
        for (at, value) in self.iter().take(many).enumerate() {
            let step =
                if self.len() == 1 { name.to_owned() } else { format!("{name}[{}]", at + 1) };
            let element = cx.within(step, |cx| value.write(name, cx, field));
            into.push(element);
        }
    }

    fn put_json(&self, field: &Field, map: &mut Map<String, Value>) {
        let Some(name) = field.json_name() else { return };
        let value = if field.is_single {
            self.first().map_or(Value::Null, |v| v.json(field))
        } else {
            Value::Array(self.iter().map(|v| v.json(field)).collect())
        };
        map.insert(name, value);
    }
}

/// The text of an element, also when a stranger put it one level deeper.
pub(crate) fn deep_text(from: &Element, cx: &mut Reading) -> String {
    let mut element = from;
    if !element.has_elements() {
        return trim(&element.text()).to_owned();
    }
    while let Some(inner) = element.elements().next() {
        element = inner;
    }
    cx.tell(
        Severity::Hint,
        "nested-text",
        from,
        format!("Statt eines Textes steht hier das Element {}; sein Text gilt.", element.name),
        format!("Instead of a text there is the element {}; its text counts.", element.name),
    );
    trim(&element.text()).to_owned()
}
