//! Fachdaten as XML.

use super::{Document, DocumentError, Naming, values};
use crate::answers::{Answer, Answers};
use crate::finding::Finding;
use crate::form::Form;
use crate::model::{Element as Place, FieldKind};
use crate::path::{INDEX_MAX, Path};
use crate::value::{Notation, Value};
use crate::xml::{Element, Limits, XmlText};

pub(super) fn write(form: &Form, answers: &Answers, naming: Naming) -> String {
    let naming = form.schema.effective_naming(naming);
    let mut xml = XmlText::new();
    let root = form.schema.root_name(naming);
    xml.open(&root, &[("xmlns", &form.schema.data_namespace(naming))]);
    group(form, answers, naming, 0, &Path::root(), &mut xml);
    xml.close(&root);
    xml.finish()
}

fn group(
    form: &Form,
    answers: &Answers,
    naming: Naming,
    node: usize,
    path: &Path,
    xml: &mut XmlText,
) {
    let schema = &form.schema;
    for child in &schema.nodes[node].children {
        let place = &schema.nodes[*child];
        let at = path.child(&place.segment, None);
        let is_list = place.multiplicity.is_list();
        let name = schema.data_name(*child, naming);
        let mut one = |at: &Path| {
            xml.open(&name, &[]);
            group(form, answers, naming, *child, at, xml);
            xml.close(&name);
        };
        match place.element {
            Place::Field(_) => {
                for value in values(answers, &at, is_list) {
                    xml.leaf(&name, &[], &value.exchange());
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
    let (root, _) = crate::xml::read(bytes, Limits::default(), &[])?;
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
    let naming = schema.effective_naming(naming);
    let expected = schema.root_name(naming);
    if root.name != expected {
        return Err(DocumentError::Root { found: root.name, expected });
    }
    let mut reader = Reader { form, naming, answers: Answers::new(), findings: Vec::new() };
    let namespace = schema.data_namespace(naming);
    if *root.ns != *namespace {
        reader.findings.push(Finding::error(
            "namespace",
            String::new(),
            format!("Der Namensraum ist {:?}, erwartet wird {namespace:?}.", &*root.ns),
            format!("the namespace is {:?}, expected {namespace:?}", &*root.ns),
        ));
    }
    reader.group(0, &Path::root(), &root);
    Ok(Document { answers: reader.answers, findings: reader.findings })
}

struct Reader<'a> {
    form: &'a Form,
    naming: Naming,
    answers: Answers,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn report(&mut self, code: &str, path: &Path, name: &str, de: String, en: String) {
        let above = path.to_string();
        let place = if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
        self.findings.push(Finding::error(code, place, de, en));
    }

    fn group(&mut self, node: usize, path: &Path, element: &Element) {
        let form = self.form;
        let schema = &form.schema;
        if !element.text.is_empty() {
            self.report(
                "wrong-type",
                path,
                &element.name,
                format!("Zeile {}: Hier steht Text, wo eine Gruppe erwartet wird.", element.line),
                format!("line {}: text where a group is expected", element.line),
            );
        }
        let names: Vec<String> =
            schema.nodes[node].children.iter().map(|c| schema.data_name(*c, self.naming)).collect();
        let mut reached = 0;
        let mut counts = vec![0_u32; names.len()];
        for child in &element.children {
            let position = names.iter().position(|n| *n == child.name);
            let is_label = |p: usize| {
                schema
                    .field(schema.nodes[node].children[p])
                    .is_some_and(|f| f.kind == FieldKind::Label)
            };
            let Some(position) = position.filter(|p| !is_label(*p)) else {
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
            self.child(schema.nodes[node].children[position], path, child, &mut counts[position]);
        }
    }

    fn child(&mut self, node: usize, path: &Path, element: &Element, count: &mut u32) {
        let form = self.form;
        let place = &form.schema.nodes[node];
        let is_list = place.multiplicity.is_list();
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
        let list = path.child(&place.segment, None);
        let at = if is_list { list.with_index(Some(*count)) } else { list.clone() };
        *count += 1;
        let Place::Field(field) = place.element else {
            if is_list {
                self.answers.note_count(list, *count);
            } else {
                self.answers.note_present(at.clone());
            }
            self.group(node, &at, element);
            return;
        };
        if !element.children.is_empty() {
            self.report(
                "wrong-type",
                path,
                &element.name,
                format!("Zeile {}: {} ist ein Feld.", element.line, element.name),
                format!("line {}: {} is a field", element.line, element.name),
            );
            return;
        }
        let field = &form.schema.fields[field];
        match Value::parse(field, &element.text, Notation::Exchange) {
            Ok(value) => self.answers.set(at, value),
            Err(_) => self.answers.put(at, Answer::Raw(element.text.clone())),
        }
    }
}
