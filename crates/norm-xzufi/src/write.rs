//! Writing messages: complete, in a fixed order, the same bytes for the same message.

use crate::finding::{Findings, Severity};
use crate::latin;
use crate::model::{Action, Deletion, Message, ORDER_2_3, Object, ObjectKind};
use crate::wire::{Field, Slot, Version, Wire, Writing};
use crate::xml::{Element, Node, print};

/// How an object to be deleted is named; receivers differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeletionForm {
    /// `loesche/leistung/id`.
    #[default]
    Object,
    /// `loesche/leistungID`.
    Id,
}

/// How a message is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteOptions {
    /// Edition.
    pub version: Version,
    /// Namespace, where the receiver wants another than [`Version::namespace`].
    pub namespace: Option<String>,
    /// How deletions are written.
    pub deletion: DeletionForm,
}

impl WriteOptions {
    /// The usual manner of an edition.
    pub fn new(version: Version) -> Self {
        Self { version, namespace: None, deletion: DeletionForm::default() }
    }
}

/// A written message and what could not be said in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The document, UTF-8.
    pub xml: String,
    /// What was left out or cleaned, and characters outside of the set String.Latin.
    pub findings: Findings,
}

/// Writes a message in its own edition.
pub fn write(message: &Message) -> Written {
    write_with(message, &WriteOptions::new(message.version))
}

/// Writes a message with options.
pub fn write_with(message: &Message, options: &WriteOptions) -> Written {
    let namespace = options.namespace.as_deref().unwrap_or(options.version.namespace());
    let mut cx = Writing::new(options.version, namespace);
    let name = if is_name(&message.root) { &message.root } else { crate::model::ROOT };
    // A single object as the portal gives it out stays one.
    let root = match (object_kind(name), message.actions.as_slice()) {
        (Some(kind), [Action::Write(object)]) if kind == object.kind() => {
            let mut element = object_element(object, &mut cx);
            product(message, &mut element, options.version);
            element
        }
        (found, _) => {
            let name = if found.is_some() { crate::model::ROOT } else { name };
            envelope(message, name, options, &mut cx)
        }
    };
    let mut findings = cx.findings;
    latin::check(&root, &mut findings);
    Written { xml: print(&root), findings }
}

fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(char::is_alphabetic)
        && chars.all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

fn object_kind(name: &str) -> Option<ObjectKind> {
    ObjectKind::ALL.into_iter().find(|kind| kind.element() == name)
}

fn product(message: &Message, root: &mut Element, version: Version) {
    let mut put = |name: &str, value: Option<&String>| {
        if let Some(value) = value {
            root.attributes.push((name.to_owned(), value.clone()));
        }
    };
    put("produktbezeichnung", message.product.as_ref());
    put("produkthersteller", message.product_maker.as_ref());
    put("produktversion", message.product_version.as_ref());
    put("xzufiVersion", Some(&version.number().to_owned()));
}

fn envelope(message: &Message, name: &str, options: &WriteOptions, cx: &mut Writing) -> Element {
    let mut root = Element::new(name, &cx.ns);
    product(message, &mut root, options.version);
    message.header.put(&Field::parse("nachrichtenkopf"), &mut root, cx);
    message.transaction_id.put(&Field::parse("transaktionID"), &mut root, cx);
    message.transaction_position.put(&Field::parse("transaktionPosition"), &mut root, cx);
    for action in &message.actions {
        let mut step = Element::new(
            if matches!(action, Action::Write(_)) { "schreibe" } else { "loesche" },
            &cx.ns,
        );
        step.push(match action {
            Action::Write(object) => object_element(object, cx),
            Action::Delete(deletion) => deletion_element(deletion, options.deletion, cx),
        });
        root.push(step);
    }
    root
}

fn object_element(object: &Object, cx: &mut Writing) -> Element {
    let name = object.kind().element();
    let plain = Field::parse("");
    let step = format!("{name}({})", object.id().value);
    cx.within(step, |cx| match object {
        Object::Service(service) => {
            let mut element = service.write(name, cx, &plain);
            if cx.version == Version::V2_3 {
                order(&mut element);
            }
            element
        }
        Object::Specialisation(object) => object.write(name, cx, &plain),
        Object::OrganisationUnit(object) => object.write(name, cx, &plain),
        Object::OnlineService(object) => object.write(name, cx, &plain),
        Object::Form(object) => object.write(name, cx, &plain),
    })
}

/// Edition 2.3 has some elements of a service in another order.
fn order(element: &mut Element) {
    element.nodes.sort_by_key(|node| match node {
        Node::Element(child) => {
            ORDER_2_3.iter().position(|n| *n == child.name).unwrap_or(ORDER_2_3.len())
        }
        Node::Text(_) => 0,
    });
}

fn deletion_element(deletion: &Deletion, form: DeletionForm, cx: &mut Writing) -> Element {
    let name = deletion.kind.element();
    let plain = Field::parse("");
    if deletion.id.value.is_empty() {
        cx.tell(
            Severity::Error,
            "no-id",
            "Eine Löschung ohne ID trifft nichts.".to_owned(),
            "A deletion without an id hits nothing.".to_owned(),
        );
    }
    match form {
        DeletionForm::Object => {
            let mut element = Element::new(name, &cx.ns);
            element.push(deletion.id.write("id", cx, &plain));
            element
        }
        DeletionForm::Id => deletion.id.write(&format!("{name}ID"), cx, &plain),
    }
}
