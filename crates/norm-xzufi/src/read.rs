//! Reading messages: whatever the prefix, findings instead of refusal where it is possible.

use crate::error::{ReadError, ReadErrorKind};
use crate::finding::{Findings, Severity};
use crate::limits::Limits;
use crate::model::{
    Action, Deletion, Form, Header, Identifier, Message, Object, ObjectKind, OnlineService,
    OrganisationUnit, Service, Specialisation,
};
use crate::wire::{Field, Format, Reading, Slot, Taken, Version, Wire, unknown_element};
use crate::xml::{self, Element};

/// What every namespace of the standard begins with.
const NAMESPACES: &str = "http://xoev.de/schemata/xzufi/";

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadOptions {
    /// Limits.
    pub limits: Limits,
    /// Whether texts with markup are cleaned to what is allowed; on unless somebody wants to
    /// look at the original.
    pub sanitise: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { limits: Limits::default(), sanitise: true }
    }
}

/// A message and what was found on reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The message.
    pub message: Message,
    /// What was odd in the file.
    pub findings: Findings,
}

/// Reads a transfer message of edition 2.2 or 2.3.1, or a single object as the portal gives it out.
///
/// # Errors
/// When the file is no XML, too large, of another standard, or has a document type declaration.
pub fn read(bytes: &[u8]) -> Result<Read, ReadError> {
    read_with(bytes, &ReadOptions::default())
}

/// Reads a message with options.
///
/// # Errors
/// As [`read`].
pub fn read_with(bytes: &[u8], options: &ReadOptions) -> Result<Read, ReadError> {
    let root = xml::read(bytes, options.limits)?;
    if !root.ns.starts_with(NAMESPACES) {
        let namespace = root.ns.chars().take(120).collect();
        let kind = ReadErrorKind::Namespace(namespace);
        return Err(ReadError { kind, line: root.line, column: 1 });
    }
    let version = version_of(&root);
    let mut cx = Reading::new(version, Format::Xml, options.sanitise);
    tell_version(&root, version, &mut cx);
    let message = message(&root, &mut cx);
    Ok(Read { message, findings: cx.findings })
}

fn version_of(root: &Element) -> Version {
    let new = root.ns.get(NAMESPACES.len()..).is_some_and(|v| v.starts_with("2_3"));
    if new { Version::V2_3 } else { Version::V2_2 }
}

fn tell_version(root: &Element, version: Version, cx: &mut Reading) {
    let number = version.number();
    if &*root.ns != version.namespace() {
        cx.tell(
            Severity::Warning,
            "namespace",
            root,
            format!("Der Namensraum {} ist nicht bekannt; gelesen wird wie {number}.", root.ns),
            format!("The namespace {} is not known; it is read like {number}.", root.ns),
        );
    }
    let said = root.attribute("xzufiVersion").unwrap_or_default();
    let major = number.get(..3).unwrap_or(number);
    if !said.is_empty() && said != number && said != major {
        cx.tell(
            Severity::Hint,
            "version",
            root,
            format!("xzufiVersion ist „{said}“, der Namensraum gehört zu {number}."),
            format!("xzufiVersion is “{said}”, the namespace belongs to {number}."),
        );
    }
}

fn message(root: &Element, cx: &mut Reading) -> Message {
    let mut taken = Taken::new(root);
    taken.use_attribute("xzufiVersion");
    let attribute = |taken: &mut Taken<'_>, name: &str| {
        taken.use_attribute(name).filter(|v| !v.is_empty()).map(str::to_owned)
    };
    let mut message = Message {
        root: root.name.clone(),
        product: attribute(&mut taken, "produktbezeichnung"),
        product_maker: attribute(&mut taken, "produkthersteller"),
        product_version: attribute(&mut taken, "produktversion"),
        ..Message::of(cx.version, [])
    };
    if let Some(kind) = object_kind(&root.name) {
        message.actions.extend(object(root, kind, cx).map(Action::Write));
        return message;
    }
    message.header = Slot::take(&mut taken, &Field::parse("nachrichtenkopf"), cx);
    message.transaction_id = Slot::take(&mut taken, &Field::parse("transaktionID"), cx);
    message.transaction_position = Slot::take(&mut taken, &Field::parse("transaktionPosition"), cx);
    for child in root.elements() {
        let is_head = matches!(
            child.name.as_str(),
            "nachrichtenkopf" | "transaktionID" | "transaktionPosition"
        );
        if !is_head {
            step(child, &mut message.actions, cx);
        }
    }
    taken.use_everything();
    taken.finish(cx);
    message
}

fn object_kind(name: &str) -> Option<ObjectKind> {
    ObjectKind::ALL.into_iter().find(|kind| kind.element() == name)
}

/// Whether an element holds objects somewhere; the depth of the tree is bounded.
fn holds_objects(element: &Element) -> bool {
    element.elements().any(|c| {
        object_kind(&c.name).is_some() || c.name.starts_with("ergebnis") || holds_objects(c)
    })
}

fn step(element: &Element, actions: &mut Vec<Action>, cx: &mut Reading) {
    match element.name.as_str() {
        "schreibe" => {
            for child in element.elements() {
                match object_kind(&child.name) {
                    Some(kind) => actions.extend(object(child, kind, cx).map(Action::Write)),
                    None => unknown_element(child, cx),
                }
            }
        }
        "loesche" => {
            for child in element.elements() {
                actions.extend(deletion(child, cx).map(Action::Delete));
            }
        }
        name => {
            // Answers of directories carry the same objects in other wrappings.
            let inner = name.strip_prefix("ergebnis").map(lower_first);
            if let Some(kind) = object_kind(inner.as_deref().unwrap_or(name)) {
                tell_wrapping(element, cx);
                actions.extend(object(element, kind, cx).map(Action::Write));
            } else if holds_objects(element) {
                tell_wrapping(element, cx);
                for child in element.elements() {
                    step(child, actions, cx);
                }
            } else {
                unknown_element(element, cx);
            }
        }
    }
}

fn tell_wrapping(element: &Element, cx: &mut Reading) {
    cx.tell(
        Severity::Hint,
        "wrapping",
        element,
        format!("Objekte stehen in {} statt in schreibe; sie wurden gelesen.", element.name),
        format!("Objects stand in {} instead of schreibe; they were read.", element.name),
    );
}

fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// An object; `None` when it has no identifier, for then it could be neither replaced nor deleted.
fn object(element: &Element, kind: ObjectKind, cx: &mut Reading) -> Option<Object> {
    let id = element.child("id").map(|e| xml::trim(&e.text()).to_owned()).unwrap_or_default();
    cx.within(element.name.clone(), |cx| {
        if id.is_empty() {
            cx.tell(
                Severity::Error,
                "no-id",
                element,
                "Das Objekt hat keine ID und wurde nicht übernommen.".to_owned(),
                "The object has no id and was not taken over.".to_owned(),
            );
            return None;
        }
        cx.name_object(&id);
        Some(match kind {
            ObjectKind::Service => Object::Service(Box::new(Taken::whole::<Service>(element, cx))),
            ObjectKind::Specialisation => {
                Object::Specialisation(Box::new(Taken::whole::<Specialisation>(element, cx)))
            }
            ObjectKind::OrganisationUnit => {
                Object::OrganisationUnit(Box::new(Taken::whole::<OrganisationUnit>(element, cx)))
            }
            ObjectKind::OnlineService => {
                Object::OnlineService(Box::new(Taken::whole::<OnlineService>(element, cx)))
            }
            ObjectKind::Form => Object::Form(Box::new(Taken::whole::<Form>(element, cx))),
        })
    })
}

/// What is deleted: `leistung` with an `id` in it, or `leistungID` with the identifier itself.
fn deletion(element: &Element, cx: &mut Reading) -> Option<Deletion> {
    let name = element.name.strip_suffix("ID").unwrap_or(&element.name);
    let Some(kind) = object_kind(name) else {
        unknown_element(element, cx);
        return None;
    };
    let named = Field::parse("id");
    let id = match element.child("id") {
        Some(id) => Identifier::read(id, cx, &named),
        None => Identifier::read(element, cx, &named),
    };
    id.filter(|id| !id.value.is_empty()).map(|id| Deletion { kind, id })
}

/// The header alone, for those who only want to know whether a file is new.
impl Read {
    /// Who sent it, and when.
    pub fn header(&self) -> Option<&Header> {
        self.message.header.as_ref()
    }
}
