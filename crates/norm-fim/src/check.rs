//! Checks answers against the form: type, limits, number, and the rules.

mod value;

pub(crate) use value::fits;

use std::collections::BTreeSet;

use crate::answers::Answers;
use crate::finding::Finding;
use crate::form::Form;
use crate::model::{DataType, Element, Field, FieldKind};
use crate::path::Path;
use crate::rules::{Situation, eval};

/// Largest attachment where the schema names none: 10 MiB.
pub const FILE_SIZE_DEFAULT: u64 = 10 << 20;
/// Kinds of attachments where the schema names none.
pub const MEDIA_TYPES_DEFAULT: [&str; 3] = ["application/pdf", "image/jpeg", "image/png"];

impl Form {
    /// Checks everything that applies: the whole form, as before sending.
    pub fn check(&self, answers: &Answers) -> Vec<Finding> {
        let situation = self.situation(answers);
        let mut check = Check::new(self, answers, &situation);
        check.group(0, &mut Path::root());
        check.rules();
        check.findings
    }

    /// Checks the structure and the values only, without any rule: what an XML or JSON schema
    /// could check. Used for documents from elsewhere.
    pub fn check_structure(&self, answers: &Answers) -> Vec<Finding> {
        let situation = Situation::default();
        let mut check = Check::new(self, answers, &situation);
        check.is_document = true;
        check.group(0, &mut Path::root());
        check.findings
    }

    /// Checks one page of the plan; findings of other pages are left out.
    pub fn check_page(&self, answers: &Answers, page: &crate::pages::Page) -> Vec<Finding> {
        let places: BTreeSet<String> = page.places();
        self.check(answers).into_iter().filter(|f| places.contains(&f.path)).collect()
    }

    /// The words that name a place in a message: label, and which entry of which list.
    pub fn place_name(&self, path: &Path, language: &str) -> String {
        let Some(node) = self.schema.locate(path) else { return path.to_string() };
        let mut name = self.label(node, language).trim_end_matches([':', '?', '*']).to_owned();
        let mut above = path.clone();
        while let Some(parent) = above.parent() {
            if let Some(index) = above.index()
                && let Some(list) = self.schema.locate(&above)
                && (list != node || self.schema.group(node).is_some())
            {
                let word = if language.starts_with("en") { "entry" } else { "Eintrag" };
                let number = index + 1;
                if list == node {
                    name = format!("{name}, {word} {number}");
                } else {
                    name = format!("{name} ({}, {word} {number})", self.label(list, language));
                }
                break;
            }
            above = parent;
        }
        name
    }
}

struct Check<'a> {
    form: &'a Form,
    answers: &'a Answers,
    situation: &'a Situation,
    /// A document must name its groups even where nothing stands in them; people need not.
    is_document: bool,
    findings: Vec<Finding>,
}

impl<'a> Check<'a> {
    fn new(form: &'a Form, answers: &'a Answers, situation: &'a Situation) -> Self {
        Self { form, answers, situation, is_document: false, findings: Vec::new() }
    }
}

impl Check<'_> {
    fn error(&mut self, code: &str, path: &Path, text: impl Fn(&str, bool) -> String) {
        let de = text(&self.form.place_name(path, "de"), false);
        let en = text(&self.form.place_name(path, "en"), true);
        self.findings.push(Finding::error(code, path.to_string(), de, en));
    }

    /// Checks the children of a group that is given. `path` is lent: every child stands at its end
    /// for a while.
    fn group(&mut self, node: usize, path: &mut Path) {
        let schema = &self.form.schema;
        let is_choice = schema.group(node).is_some_and(|g| g.is_choice);
        let mut chosen = 0_usize;
        for child in &schema.nodes[node].children {
            let place = &schema.nodes[*child];
            let mark = path.push(&place.segment, None);
            if self.situation.applies(path) {
                if is_choice && self.answers.is_present(path) {
                    chosen += 1;
                }
                match (place.element, place.multiplicity.is_list()) {
                    (Element::Field(field), false) => self.single(*child, field, path),
                    (Element::Field(field), true) => self.field_list(*child, field, path),
                    (_, false) => self.one_group(*child, path),
                    (_, true) => self.group_list(*child, path),
                }
            }
            path.cut(mark);
        }
        if is_choice && chosen != 1 {
            self.error("choice", path, |name, english| match (chosen, english) {
                (0, false) => format!("Bitte wählen Sie bei „{name}“ eine der Möglichkeiten."),
                (0, true) => format!("Choose one of the options at “{name}”."),
                (_, false) => format!("Bei „{name}“ ist nur eine der Möglichkeiten erlaubt."),
                (_, true) => format!("Only one of the options at “{name}” is allowed."),
            });
        }
    }

    fn one_group(&mut self, node: usize, at: &mut Path) {
        let place = &self.form.schema.nodes[node];
        let demanded = self.situation.requires(at);
        if !demanded && place.multiplicity.min == 0 && !self.answers.is_present(at) {
            return;
        }
        let before = self.findings.len();
        self.group(node, at);
        if self.findings.len() > before {
            return;
        }
        let is_filled = || self.answers.below(at).any(|(p, _)| self.situation.applies(p));
        let is_missing =
            demanded && !is_filled() || self.is_document && !self.answers.is_present(at);
        if is_missing {
            self.error("required", at, |name, english| {
                if english {
                    format!("Fill in “{name}”.")
                } else {
                    format!("Bitte machen Sie Angaben zu „{name}“.")
                }
            });
        }
    }

    fn group_list(&mut self, node: usize, list: &mut Path) {
        let schema = &self.form.schema;
        let multiplicity = schema.nodes[node].multiplicity;
        let counted = self.answers.counted(list);
        let least =
            if self.situation.requires(list) { multiplicity.min.max(1) } else { multiplicity.min };
        let before = self.findings.len();
        for index in 0..counted.max(least.min(counted.saturating_add(1))) {
            list.set_index(Some(index));
            if self.situation.applies(list) {
                self.group(node, list);
            }
        }
        list.set_index(None);
        if counted < least && self.findings.len() == before {
            self.too_few(list, least);
        }
        self.too_many(list, counted, multiplicity.max);
    }

    fn too_few(&mut self, list: &Path, least: u32) {
        self.error("too-few", list, |name, english| match (least, english) {
            (1, false) => format!("Bitte geben Sie bei „{name}“ mindestens einen Eintrag an."),
            (1, true) => format!("Give at least one entry at “{name}”."),
            (_, false) => format!("Bei „{name}“ sind mindestens {least} Einträge nötig."),
            (_, true) => format!("At least {least} entries are needed at “{name}”."),
        });
    }

    fn too_many(&mut self, list: &Path, count: u32, most: Option<u32>) {
        let Some(most) = most.filter(|most| count > *most) else { return };
        self.error("too-many", list, |name, english| {
            if english {
                format!("At most {most} entries are possible at “{name}”.")
            } else {
                format!("Bei „{name}“ sind höchstens {most} Einträge möglich.")
            }
        });
    }

    fn single(&mut self, node: usize, index: usize, at: &Path) {
        let form = self.form;
        let field = &form.schema.fields[index];
        if field.kind == FieldKind::Label {
            return;
        }
        let Some(answer) = self.answers.get(at) else {
            // A rule cannot ask for what the town asks nobody; the schema itself can.
            let by_rule = self.situation.requires(at) && !form.is_left_out(at);
            let demanded = form.schema.nodes[node].multiplicity.min > 0 || by_rule;
            let is_asked = field.kind != FieldKind::Hidden && !form.is_prefilled(node);
            if demanded && (is_asked || self.is_document) {
                self.missing(field, at);
            }
            return;
        };
        self.answer(field, index, at, answer);
    }

    fn field_list(&mut self, node: usize, index: usize, list: &mut Path) {
        let form = self.form;
        let field = &form.schema.fields[index];
        if field.kind == FieldKind::Label {
            return;
        }
        let multiplicity = form.schema.nodes[node].multiplicity;
        let mut given = 0;
        for position in 0..self.answers.counted(list) {
            list.set_index(Some(position));
            if let Some(answer) = self.answers.get(list) {
                given += 1;
                self.answer(field, index, list, answer);
            }
        }
        list.set_index(None);
        let demanded = multiplicity.min > 0 || self.situation.requires(list);
        if given == 0 && demanded {
            self.missing(field, list);
        } else if given < multiplicity.min {
            self.too_few(list, multiplicity.min);
        }
        self.too_many(list, given, multiplicity.max);
    }

    fn missing(&mut self, field: &Field, at: &Path) {
        let (kind, data_type) = (field.kind, field.data_type);
        let must_confirm = confirms(field);
        self.error("required", at, |name, english| match (kind, data_type, english) {
            (_, DataType::Bool, false) if must_confirm => {
                format!("Bitte bestätigen Sie: „{name}“.")
            }
            (_, DataType::Bool, true) if must_confirm => format!("Please confirm: “{name}”."),
            (_, DataType::Bool, false) => {
                format!("Bitte antworten Sie mit Ja oder Nein: „{name}“.")
            }
            (_, DataType::Bool, true) => format!("Answer yes or no: “{name}”."),
            (_, DataType::File, false) => format!("Bitte fügen Sie eine Datei hinzu: „{name}“."),
            (_, DataType::File, true) => format!("Add a file: “{name}”."),
            (FieldKind::Select, _, false) => format!("Bitte wählen Sie etwas aus: „{name}“."),
            (FieldKind::Select, _, true) => format!("Choose an option: “{name}”."),
            (_, _, false) => format!("Bitte füllen Sie „{name}“ aus."),
            (_, _, true) => format!("Fill in “{name}”."),
        });
    }

    /// Checks the `valid` rules.
    fn rules(&mut self) {
        let mut found = Vec::new();
        eval::broken(self.form, self.answers, self.situation, |carrier, rule, places| {
            let path = places.last().cloned().unwrap_or_else(|| carrier.clone());
            let names = |language: &str| -> String {
                let quoted: Vec<String> = places
                    .iter()
                    .filter_map(|p| self.form.schema.locate(p))
                    .map(|n| format!("„{}“", self.form.label(n, language)))
                    .collect();
                quoted.join(", ")
            };
            let de = if rule.message.is_empty() {
                format!("Diese Angaben passen nicht zusammen: {}.", names("de"))
            } else {
                rule.message.clone()
            };
            let en = format!("These answers do not fit together: {}.", names("en"));
            found.push(Finding::error("rule", path.to_string(), de, en));
        });
        self.findings.append(&mut found);
    }
}

/// True for a yes/no field that must be yes: its pattern is the word `true`.
pub(crate) fn confirms(field: &Field) -> bool {
    field.data_type == DataType::Bool && field.constraints.pattern.as_deref() == Some("true")
}
