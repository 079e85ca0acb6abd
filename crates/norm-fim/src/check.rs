//! Checks answers against the form: type, limits, number, and the rules.

use std::collections::BTreeSet;

use crate::answers::{Answer, Answers};
use crate::decimal::Decimal;
use crate::finding::Finding;
use crate::form::Form;
use crate::model::{DataType, Element, Field, FieldKind};
use crate::path::Path;
use crate::rules::{Situation, eval};
use crate::value::{Value, ValueError, german_date};

/// Largest attachment where the schema names none: 10 MiB.
pub const FILE_SIZE_DEFAULT: u64 = 10 << 20;
/// Kinds of attachments where the schema names none.
pub const MEDIA_TYPES_DEFAULT: [&str; 3] = ["application/pdf", "image/jpeg", "image/png"];

impl Form {
    /// Checks everything that applies: the whole form, as before sending.
    pub fn check(&self, answers: &Answers) -> Vec<Finding> {
        let situation = self.situation(answers);
        let mut check = Check { form: self, answers, situation: &situation, findings: Vec::new() };
        check.group(0, &Path::root());
        check.rules();
        check.findings
    }

    /// Checks the structure and the values only, without any rule: what an XML or JSON schema
    /// could check. Used for documents from elsewhere.
    pub fn check_structure(&self, answers: &Answers) -> Vec<Finding> {
        let situation = Situation::default();
        let mut check = Check { form: self, answers, situation: &situation, findings: Vec::new() };
        check.group(0, &Path::root());
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
            if let Some(index) = above.last().and_then(|s| s.index)
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
    findings: Vec<Finding>,
}

impl Check<'_> {
    fn error(&mut self, code: &str, path: &Path, text: impl Fn(&str, bool) -> String) {
        let de = text(&self.form.place_name(path, "de"), false);
        let en = text(&self.form.place_name(path, "en"), true);
        self.findings.push(Finding::error(code, path.to_string(), de, en));
    }

    /// Checks the children of a group that is given.
    fn group(&mut self, node: usize, path: &Path) {
        let schema = &self.form.schema;
        let is_choice = schema.group(node).is_some_and(|g| g.is_choice);
        let mut chosen = 0_usize;
        for child in &schema.nodes[node].children {
            let place = &schema.nodes[*child];
            let at = path.child(&place.segment, None);
            if !self.situation.applies(&at) {
                continue;
            }
            if is_choice && self.answers.is_present(&at) {
                chosen += 1;
            }
            match (place.element, place.multiplicity.is_list()) {
                (Element::Field(field), false) => self.single(*child, field, &at),
                (Element::Field(field), true) => self.field_list(*child, field, &at),
                (_, false) => self.one_group(*child, &at),
                (_, true) => self.group_list(*child, &at),
            }
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

    fn one_group(&mut self, node: usize, at: &Path) {
        let place = &self.form.schema.nodes[node];
        let demanded = self.situation.requires(at);
        if !demanded && place.multiplicity.min == 0 && !self.answers.is_present(at) {
            return;
        }
        let before = self.findings.len();
        self.group(node, at);
        let is_filled = self.answers.below(at).any(|(p, _)| self.situation.applies(p));
        if demanded && !is_filled && self.findings.len() == before {
            self.error("required", at, |name, english| {
                if english {
                    format!("Fill in “{name}”.")
                } else {
                    format!("Bitte machen Sie Angaben zu „{name}“.")
                }
            });
        }
    }

    fn group_list(&mut self, node: usize, list: &Path) {
        let schema = &self.form.schema;
        let multiplicity = schema.nodes[node].multiplicity;
        let counted = self.answers.counted(list);
        let least =
            if self.situation.requires(list) { multiplicity.min.max(1) } else { multiplicity.min };
        let before = self.findings.len();
        for index in 0..counted.max(least.min(counted.saturating_add(1))) {
            let instance = list.with_index(Some(index));
            if self.situation.applies(&instance) {
                self.group(node, &instance);
            }
        }
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
            let demanded =
                form.schema.nodes[node].multiplicity.min > 0 || self.situation.requires(at);
            if demanded && field.kind != FieldKind::Hidden && !form.is_prefilled(node) {
                self.missing(field, at);
            }
            return;
        };
        self.answer(field, index, at, answer);
    }

    fn field_list(&mut self, node: usize, index: usize, list: &Path) {
        let form = self.form;
        let field = &form.schema.fields[index];
        if field.kind == FieldKind::Label {
            return;
        }
        let multiplicity = form.schema.nodes[node].multiplicity;
        let mut given = 0;
        for position in 0..self.answers.counted(list) {
            let at = list.with_index(Some(position));
            if let Some(answer) = self.answers.get(&at) {
                given += 1;
                self.answer(field, index, &at, answer);
            }
        }
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

    fn answer(&mut self, field: &Field, index: usize, at: &Path, answer: &Answer) {
        let value = match answer {
            Answer::Given(value) => value,
            Answer::Raw(text) => {
                let error = Value::parse(field, text, crate::value::Notation::German)
                    .err()
                    .unwrap_or(ValueError::Number);
                self.not_understood(at, error);
                return;
            }
        };
        match value {
            Value::Code(code) => {
                let known = self.form.field_choices(index).unwrap_or_default();
                if !known.is_empty() && !known.iter().any(|c| c.code == *code) {
                    self.error("choice-unknown", at, |name, english| {
                        if english {
                            format!("Choose one of the listed options: “{name}”.")
                        } else {
                            format!("Bitte wählen Sie einen Eintrag der Liste: „{name}“.")
                        }
                    });
                }
            }
            Value::Text(text) => self.length(field, at, text),
            Value::Date(date) => {
                let as_text = |limit: &str| {
                    limit.parse::<jiff::civil::Date>().map_or_else(
                        |_| (limit.to_owned(), limit.to_owned()),
                        |d| (d.to_string(), german_date(d)),
                    )
                };
                let day = date.to_string();
                let low = field.constraints.min_value.as_deref().map(as_text);
                let high = field.constraints.max_value.as_deref().map(as_text);
                self.between(
                    at,
                    low.filter(|(limit, _)| day < *limit).map(|(_, shown)| shown),
                    high.filter(|(limit, _)| day > *limit).map(|(_, shown)| shown),
                );
            }
            Value::Integer(_) | Value::Number(_) | Value::Money(_) => {
                let number = value.as_decimal().unwrap_or(Decimal::integer(0));
                let limit = |text: &Option<String>| text.as_ref()?.parse::<Decimal>().ok();
                self.between(
                    at,
                    limit(&field.constraints.min_value)
                        .filter(|low| number < *low)
                        .map(|low| low.german(0)),
                    limit(&field.constraints.max_value)
                        .filter(|high| number > *high)
                        .map(|high| high.german(0)),
                );
            }
            Value::Bool(yes) => {
                if confirms(field) && !yes {
                    self.missing(field, at);
                }
                return;
            }
            Value::File(file) => {
                self.file(field, at, file);
                return;
            }
            Value::Time(_) | Value::DateTime(_) => {}
        }
        let fits = self.form.pattern(index).is_none_or(|p| p.is_match(&value.exchange()));
        if !fits {
            self.error("pattern", at, |name, english| {
                if english {
                    format!("“{name}” does not have the expected form. Please check it.")
                } else {
                    format!("„{name}“ hat nicht die erwartete Form. Bitte prüfen Sie die Angabe.")
                }
            });
        }
    }

    fn length(&mut self, field: &Field, at: &Path, text: &str) {
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        if let Some(most) = field.constraints.max_length.filter(|most| length > *most) {
            self.error("too-long", at, |name, english| {
                if english {
                    format!("“{name}” may have at most {most} characters; it has {length}.")
                } else {
                    format!("„{name}“ darf höchstens {most} Zeichen haben; es sind {length}.")
                }
            });
        }
        if let Some(least) = field.constraints.min_length.filter(|least| length < *least) {
            self.error("too-short", at, |name, english| {
                if english {
                    format!("“{name}” must have at least {least} characters.")
                } else {
                    format!("„{name}“ muss mindestens {least} Zeichen haben.")
                }
            });
        }
    }

    fn between(&mut self, at: &Path, low: Option<String>, high: Option<String>) {
        if let Some(low) = low {
            self.error("too-small", at, |name, english| {
                if english {
                    format!("“{name}” must be {low} or more.")
                } else {
                    format!("„{name}“ muss {low} oder mehr sein.")
                }
            });
        }
        if let Some(high) = high {
            self.error("too-large", at, |name, english| {
                if english {
                    format!("“{name}” must be {high} or less.")
                } else {
                    format!("„{name}“ darf nicht über {high} liegen.")
                }
            });
        }
    }

    fn file(&mut self, field: &Field, at: &Path, file: &crate::value::FileRef) {
        let most = field.max_size.unwrap_or(FILE_SIZE_DEFAULT);
        if file.size_bytes > most {
            let megabytes = (most >> 20).max(1);
            self.error("file-size", at, |name, english| {
                if english {
                    format!("The file at “{name}” is larger than {megabytes} MB.")
                } else {
                    format!("Die Datei bei „{name}“ ist größer als {megabytes} MB.")
                }
            });
        }
        let accepted = crate::pages::media_types(field);
        if !file.media_type.is_empty() && !accepted.contains(&file.media_type) {
            let kinds = crate::pages::media_type_names(&accepted);
            self.error("file-type", at, |name, english| {
                if english {
                    format!("The file at “{name}” has a format that is not accepted ({kinds}).")
                } else {
                    format!("Die Datei bei „{name}“ hat kein erlaubtes Format ({kinds}).")
                }
            });
        }
    }

    fn not_understood(&mut self, at: &Path, error: ValueError) {
        self.error("not-understood", at, |name, english| match (error, english) {
            (ValueError::Date, false) => {
                format!("„{name}“ muss ein gültiges Datum sein, zum Beispiel 31.12.2026.")
            }
            (ValueError::Date, true) => {
                format!("“{name}” must be a real date, for example 31.12.2026.")
            }
            (ValueError::Time, false) => {
                format!("„{name}“ muss eine Uhrzeit sein, zum Beispiel 14:30.")
            }
            (ValueError::Time, true) => format!("“{name}” must be a time, for example 14:30."),
            (ValueError::Bool, false) => format!("Bitte antworten Sie mit Ja oder Nein: „{name}“."),
            (ValueError::Bool, true) => format!("Answer yes or no: “{name}”."),
            (ValueError::Integer, false) => {
                format!("„{name}“ muss eine ganze Zahl sein, zum Beispiel 3.")
            }
            (ValueError::Integer, true) => {
                format!("“{name}” must be a whole number, for example 3.")
            }
            (ValueError::Number, false) => {
                format!("„{name}“ muss eine Zahl sein, zum Beispiel 62,5.")
            }
            (ValueError::Number, true) => format!("“{name}” must be a number, for example 62,5."),
            (ValueError::Money, false) => {
                format!("„{name}“ muss ein Betrag in Euro sein, zum Beispiel 1.234,50.")
            }
            (ValueError::Money, true) => {
                format!("“{name}” must be an amount in euro, for example 1.234,50.")
            }
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
