//! Fachdaten as XML.

use std::borrow::Cow;

use super::{Document, DocumentError, FINDINGS_MAX, Names, Naming, values};
use crate::answers::{Answer, Answers};
use crate::finding::Finding;
use crate::form::Form;
use crate::model::{DataType, Element as Place, Field, FieldKind};
use crate::path::{INDEX_MAX, Path};
use crate::value::{Notation, Value};
use crate::xml::{Element, Limits, XmlText};

pub(super) fn write(form: &Form, answers: &Answers, naming: Naming) -> String {
    let (naming, names) = form.names(naming);
    let mut xml = XmlText::new();
    let root = form.schema.root_name(naming);
    xml.open(&root, &[("xmlns", &form.schema.data_namespace(naming))]);
    group(form, answers, names, 0, &Path::root(), &mut xml);
    xml.close(&root);
    xml.finish()
}

fn group(
    form: &Form,
    answers: &Answers,
    names: &Names,
    node: usize,
    path: &Path,
    xml: &mut XmlText,
) {
    let schema = &form.schema;
    for child in &schema.nodes[node].children {
        let place = &schema.nodes[*child];
        let at = path.child(&place.segment, None);
        let is_list = place.multiplicity.is_list();
        let name = names.name(*child);
        let mut one = |at: &Path| {
            xml.open(name, &[]);
            group(form, answers, names, *child, at, xml);
            xml.close(name);
        };
        match place.element {
            Place::Field(_) => {
                for value in values(answers, &at, is_list) {
                    xml.leaf(name, &[], &value.exchanged());
                }
            }
            _ if is_list => {
                for index in 0..answers.counted(&at) {
                    one(&at.with_index(Some(index)));
                }
            }
            _ => {
                if answers.is_present(&at) {
                    one(&at);
                }
            }
        }
    }
}

pub(super) fn read(
    form: &Form,
    bytes: &[u8],
    naming: Option<Naming>,
) -> Result<Document, DocumentError> {
    let root = crate::xml::read_document(bytes, Limits::default())?;
    let schema = &form.schema;
    let styles = [Naming::Versioned, Naming::Local, Naming::Portal, Naming::FitConnect];
    let naming = naming
        .or_else(|| {
            styles.into_iter().find(|n| {
                *root.ns == *schema.data_namespace(*n) && root.name == schema.root_name(*n)
            })
        })
        .or_else(|| styles.into_iter().find(|n| root.name == schema.root_name(*n)))
        .unwrap_or_default();
    let (naming, names) = form.names(naming);
    let expected = schema.root_name(naming);
    if root.name != expected {
        return Err(DocumentError::Root { found: root.name, expected });
    }
    let namespace = schema.data_namespace(naming);
    let mut reader = Reader {
        form,
        names,
        namespace: namespace.clone(),
        answers: Answers::new(),
        findings: Vec::new(),
    };
    if *root.ns != *namespace {
        reader.findings.push(Finding::error(
            "namespace",
            String::new(),
            format!("Der Namensraum ist {:?}, erwartet wird {namespace:?}.", &*root.ns),
            format!("the namespace is {:?}, expected {namespace:?}", &*root.ns),
        ));
    }
    reader.attributes(&Path::root(), &root);
    reader.group(0, &mut Path::root(), &root);
    Ok(Document { naming, answers: reader.answers, findings: reader.findings })
}

struct Reader<'a> {
    form: &'a Form,
    names: &'a Names,
    namespace: String,
    answers: Answers,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn report(&mut self, code: &str, path: &Path, name: &str, de: String, en: String) {
        let above = path.to_string();
        let place = if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(Finding::error(code, place, de, en));
        }
    }

    /// `path` is lent: every child stands at its end for a while.
    fn group(&mut self, node: usize, path: &mut Path, element: &Element) {
        let form = self.form;
        let schema = &form.schema;
        if !element.text.trim().is_empty() {
            self.report(
                "wrong-type",
                path,
                &element.name,
                format!("Zeile {}: Hier steht Text, wo eine Gruppe erwartet wird.", element.line),
                format!("line {}: text where a group is expected", element.line),
            );
        }
        let children = &schema.nodes[node].children;
        let mut reached = 0;
        let mut counts = vec![0_u32; children.len()];
        for child in &element.children {
            let Some(position) = self.names.position(schema, node, &child.name, reached) else {
                self.report(
                    "unknown-key",
                    path,
                    &child.name,
                    format!(
                        "Zeile {}: Das Element {} ist hier nicht vorgesehen.",
                        child.line, child.name
                    ),
                    format!("line {}: the element {} is not known here", child.line, child.name),
                );
                continue;
            };
            if position < reached {
                self.report(
                    "order",
                    path,
                    &child.name,
                    format!("Zeile {}: {} steht zu spät.", child.line, child.name),
                    format!("line {}: {} is out of order", child.line, child.name),
                );
            }
            reached = reached.max(position);
            if *child.ns != *self.namespace && position >= reached {
                self.report(
                    "namespace",
                    path,
                    &child.name,
                    format!("Zeile {}: {} hat einen falschen Namensraum.", child.line, child.name),
                    format!("line {}: {} has a wrong namespace", child.line, child.name),
                );
            }
            self.child(children[position], path, child, &mut counts[position]);
        }
    }

    fn child(&mut self, node: usize, path: &mut Path, element: &Element, count: &mut u32) {
        let form = self.form;
        let place = &form.schema.nodes[node];
        let is_list = place.multiplicity.is_list();
        let is_open =
            matches!(place.element, Place::Field(f) if is_attachment(&form.schema.fields[f]));
        if is_open {
            self.open_content(path, element);
        } else {
            self.attributes(path, element);
        }
        if *count >= if is_list { INDEX_MAX } else { 1 } {
            self.report(
                "too-many",
                path,
                &element.name,
                format!("Zeile {}: {} kommt zu oft vor.", element.line, element.name),
                format!("line {}: {} occurs too often", element.line, element.name),
            );
            return;
        }
        let Place::Field(index) = place.element else {
            let mark = path.push(&place.segment, None);
            if is_list {
                self.answers.note_count(path.clone(), *count + 1);
                path.set_index(Some(*count));
            } else {
                self.answers.note_present(path.clone());
            }
            *count += 1;
            self.group(node, path, element);
            path.cut(mark);
            return;
        };
        let at = path.child(&place.segment, is_list.then_some(*count));
        *count += 1;
        if !element.children.is_empty() && !is_open {
            self.report(
                "wrong-type",
                path,
                &element.name,
                format!("Zeile {}: {} ist ein Feld.", element.line, element.name),
                format!("line {}: {} is a field", element.line, element.name),
            );
            return;
        }
        let field = &form.schema.fields[index];
        let has_codes = !form.field_choices(index).is_empty();
        let text = lexical(field, has_codes, &element.text);
        match text.as_deref().map(|t| Value::parse(field, t, Notation::Exchange)) {
            Some(Ok(value)) => self.answers.set(at, value),
            _ => self.answers.put(at, Answer::Raw(element.text.trim().to_owned())),
        }
    }

    /// The schema lets attachments hold anything; only the text is kept of them.
    fn open_content(&mut self, path: &Path, element: &Element) {
        if element.children.is_empty() && element.attributes.is_empty() {
            return;
        }
        let at = path.child(&element.name, None);
        self.findings.push(Finding::warning(
            "attachment-content",
            at.to_string(),
            format!("Zeile {}: Von {} wird nur der Text übernommen.", element.line, element.name),
            format!("line {}: only the text of {} is kept", element.line, element.name),
        ));
    }

    /// Data carry no attributes, except where a schema may be found.
    fn attributes(&mut self, path: &Path, element: &Element) {
        const HARMLESS: [&str; 2] = ["xsi:schemaLocation", "xsi:noNamespaceSchemaLocation"];
        for (name, _) in &element.attributes {
            if !HARMLESS.contains(&name.as_str()) {
                self.report(
                    "attribute",
                    path,
                    &element.name,
                    format!("Zeile {}: Das Attribut {name} ist nicht vorgesehen.", element.line),
                    format!("line {}: the attribute {name} is not known", element.line),
                );
            }
        }
    }
}

fn is_attachment(field: &Field) -> bool {
    field.kind != FieldKind::Select && matches!(field.data_type, DataType::File | DataType::Object)
}

/// The value behind the text of an element, as XML Schema reads it: space counts in texts only,
/// numbers are written in the way of their type. `None` when the text is no value of the type.
fn lexical<'a>(field: &Field, has_codes: bool, text: &'a str) -> Option<Cow<'a, str>> {
    let is_select = field.kind == FieldKind::Select && field.data_type != DataType::Bool;
    if is_select && has_codes {
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        return Some(Cow::Owned(words.join(" ")));
    }
    let is_text = matches!(field.data_type, DataType::Text | DataType::TextLatin);
    if is_select || is_text {
        return Some(Cow::Borrowed(text));
    }
    let bare = text.trim_matches([' ', '\t', '\n', '\r']);
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let unsigned = bare.strip_prefix(['+', '-']).unwrap_or(bare);
    let fits = match field.data_type {
        DataType::Integer => !unsigned.is_empty() && digits(unsigned),
        DataType::Money => !unsigned.contains(['e', 'E']),
        _ => true,
    };
    fits.then_some(Cow::Borrowed(bare))
}
