//! A schema made ready for asking: rules bound to their places, lists at hand, texts.

mod facts;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::answers::Answers;
use crate::codelist::CodeLists;
use crate::fachdaten::{Names, Naming};
use crate::finding::Finding;
use crate::model::{Choice, Element, Key, Schema};
use crate::pages::Arrangement;
use crate::path::Path;
use crate::pattern::Patterns;
use crate::rules::eval::{self, Bound};
use crate::rules::{CompileOptions, OpenRule, Prefill, Rule, Situation, compile, resolve};
pub(crate) use facts::Facts;

/// Places that are looked at to bind all rules of a form; official forms need some ten thousand.
const STEPS_MAX: usize = 20_000_000;

/// Texts of one element in another language or in plainer words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ElementText {
    /// Question or heading.
    pub label: Option<String>,
    /// Help.
    pub help: Option<String>,
    /// Text of a label field.
    pub content: Option<String>,
    /// Names of the codes.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
}

/// Texts by element id, laid over the schema. Reads well from TOML:
/// `[F99000000012]`, `label = "First name"`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Overlay {
    /// Texts by id.
    pub elements: BTreeMap<String, ElementText>,
}

/// A rule written by hand, for an element of the schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandRule {
    /// Id of the carrying group or schema.
    pub element: String,
    /// The free-text rule it stands for, if any.
    pub stands_for: Option<Key>,
    /// The rule.
    pub rule: Rule,
}

/// What a form is built with.
#[derive(Debug, Clone, Default)]
pub struct FormOptions {
    /// Code lists at hand.
    pub code_lists: CodeLists,
    /// State of the town as two letters (`NW`), for rules that differ by state.
    pub state: Option<String>,
    /// Rules written by hand.
    pub rules: Vec<HandRule>,
    /// Free-text rules that staff marked as not needed.
    pub settled: Vec<Key>,
    /// Texts by language, such as `en` or `de-easy`.
    pub overlays: BTreeMap<String, Overlay>,
    /// The town's own layout.
    pub arrangement: Arrangement,
}

/// A form: schema, rules and texts.
#[derive(Debug, Clone)]
pub struct Form {
    pub(crate) schema: Schema,
    pub(crate) bound: Vec<Bound>,
    pub(crate) code_lists: CodeLists,
    facts: Vec<Facts>,
    names: [OnceLock<Arc<Names>>; Naming::COUNT],
    collides: OnceLock<bool>,
    overlays: BTreeMap<String, Overlay>,
    pub(crate) arrangement: Arrangement,
    open_rules: Vec<OpenRule>,
    prefills: Vec<(usize, Prefill)>,
    findings: Vec<Finding>,
}

impl Form {
    /// Builds a form: compiles the free-text rules and binds them to their places.
    pub fn new(schema: Schema, options: FormOptions) -> Self {
        let (findings, facts) = {
            let patterns = Patterns::of(&schema);
            let facts = |f| Facts::of(f, patterns.get(f), options.code_lists.choices(f));
            (patterns.findings(&schema), schema.fields.iter().map(facts).collect())
        };
        let mut form = Self {
            schema,
            bound: Vec::new(),
            code_lists: options.code_lists,
            facts,
            names: Default::default(),
            collides: OnceLock::new(),
            overlays: options.overlays,
            arrangement: options.arrangement,
            open_rules: Vec::new(),
            prefills: Vec::new(),
            findings,
        };
        form.missing_lists();
        form.bind_all(&options.rules, &options.settled, options.state.as_deref());
        form
    }

    /// The schema.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The code lists.
    pub fn code_lists(&self) -> &CodeLists {
        &self.code_lists
    }

    /// Rules that were not understood and are neither replaced nor settled.
    pub fn open_rules(&self) -> &[OpenRule] {
        &self.open_rules
    }

    /// What staff must know about the form itself: missing lists, patterns, rules.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Which questions apply and which must be answered.
    pub fn situation(&self, answers: &Answers) -> Situation {
        eval::situation(self, answers)
    }

    /// The compiled rules with the id of their carrying element.
    pub fn rules(&self) -> impl Iterator<Item = (&Key, &Rule)> {
        self.bound.iter().map(|b| (&self.schema.base_of(b.carrier).key, &b.rule))
    }

    /// The entries to choose from at a field, in the language asked for.
    pub fn choices(&self, node: usize, language: &str) -> Vec<Choice> {
        let Some(Element::Field(field)) = self.schema.nodes.get(node).map(|n| n.element) else {
            return Vec::new();
        };
        let mut choices = self.facts[field].choices.clone().unwrap_or_default();
        if let Some(text) = self.text(node, language) {
            for choice in &mut choices {
                if let Some(name) = text.values.get(&choice.code) {
                    choice.name.clone_from(name);
                }
            }
        }
        choices
    }

    pub(crate) fn field_choices(&self, field: usize) -> &[Choice] {
        self.facts[field].choices.as_deref().unwrap_or_default()
    }

    pub(crate) fn facts(&self, field: usize) -> &Facts {
        &self.facts[field]
    }

    /// The style data are written in, and its names.
    pub(crate) fn names(&self, naming: Naming) -> (Naming, &Names) {
        let collides = *self.collides.get_or_init(|| self.schema.has_colliding_ids());
        let naming = if collides { Naming::Versioned } else { naming };
        let names =
            self.names[naming.position()].get_or_init(|| Arc::new(Names::of(&self.schema, naming)));
        (naming, names)
    }

    fn text(&self, node: usize, language: &str) -> Option<&ElementText> {
        self.overlays.get(language)?.elements.get(&self.schema.base_of(node).key.id)
    }

    /// Question or heading at a node.
    pub fn label(&self, node: usize, language: &str) -> &str {
        if let Some(label) = self.text(node, language).and_then(|t| t.label.as_deref()) {
            return label;
        }
        let base = self.schema.base_of(node);
        if base.label.is_empty() { &base.name } else { &base.label }
    }

    /// Label for case worker and print.
    pub fn output_label(&self, node: usize) -> &str {
        let base = self.schema.base_of(node);
        if base.label_output.is_empty() { self.label(node, "de") } else { &base.label_output }
    }

    /// Help at a node.
    pub fn help(&self, node: usize, language: &str) -> Option<&str> {
        self.text(node, language)
            .and_then(|t| t.help.as_deref())
            .or(self.schema.base_of(node).help.as_deref())
            .filter(|h| !h.is_empty())
    }

    /// Text of a label field.
    pub fn content(&self, node: usize, language: &str) -> Option<&str> {
        self.text(node, language)
            .and_then(|t| t.content.as_deref())
            .or_else(|| self.schema.field(node)?.content.as_deref())
    }

    /// The name of an answer for people: names instead of codes.
    pub fn display(&self, node: usize, value: &crate::value::Value, language: &str) -> String {
        match value {
            crate::value::Value::Code(code) => self
                .choices(node, language)
                .into_iter()
                .find(|c| c.code == *code)
                .map_or_else(|| code.clone(), |c| c.name),
            crate::value::Value::Bool(yes) if language.starts_with("en") => {
                if *yes { "Yes" } else { "No" }.to_owned()
            }
            value => value.display(),
        }
    }

    /// Answers given in advance by the rules (`vorbefüllt`) and by default contents.
    pub fn prefilled(&self) -> Answers {
        let mut answers = Answers::new();
        for (node, prefill) in &self.prefills {
            for path in eval::instances(self, &answers, *node, &Path::root()) {
                answers.enter(&self.schema, &path, &prefill.value);
            }
        }
        self.arrange_answers(&mut answers);
        answers
    }

    /// True when a rule fills the field in and hides it.
    pub(crate) fn is_prefilled(&self, node: usize) -> bool {
        self.prefills.iter().any(|(n, prefill)| *n == node && prefill.hidden)
    }

    fn missing_lists(&mut self) {
        for field in &self.schema.fields {
            if let Some(reference) = &field.code_list
                && field.choices.is_empty()
                && self.code_lists.find(reference).is_none()
            {
                self.findings.push(Finding::error(
                    "code-list-missing",
                    field.base.key.to_string(),
                    format!(
                        "Für „{}“ fehlt die Codeliste {}.",
                        field.base.name,
                        reference.full_uri()
                    ),
                    format!("the code list {} is missing", reference.full_uri()),
                ));
            }
        }
    }

    fn bind_all(&mut self, by_hand: &[HandRule], settled: &[Key], state: Option<&str>) {
        let steps = Cell::new(STEPS_MAX);
        let handled: Vec<&Key> = by_hand.iter().filter_map(|r| r.stands_for.as_ref()).collect();
        for node in 0..self.schema.nodes.len() {
            for index in self.schema.rules_at(node).to_vec() {
                let text = self.schema.rules[index].clone();
                if handled.contains(&&text.key) || settled.contains(&text.key) {
                    continue;
                }
                let options = CompileOptions { state, code_lists: Some(&self.code_lists) };
                let compiled = compile(&self.schema, node, &text, &options);
                let mut failure = compiled.open;
                for rule in compiled.rules {
                    if let Err(reason) = self.bind(node, rule, &steps) {
                        failure.get_or_insert(reason);
                    }
                }
                for prefill in compiled.prefills {
                    match resolve(&self.schema, node, &prefill.target, &steps) {
                        Some(target) => self.prefills.push((target, prefill)),
                        None => {
                            failure.get_or_insert(format!("{} fehlt", prefill.target));
                        }
                    }
                }
                let is_new = !self
                    .open_rules
                    .iter()
                    .any(|o| o.rule == text.key && o.element == self.schema.base_of(node).key);
                if let (Some(reason), true) = (failure, is_new) {
                    self.open_rules.push(OpenRule {
                        rule: text.key,
                        element: self.schema.base_of(node).key.clone(),
                        text: text.text,
                        reason,
                    });
                }
            }
            for hand in by_hand {
                if self.schema.base_of(node).key.id == hand.element
                    && let Err(reason) = self.bind(node, hand.rule.clone(), &steps)
                {
                    self.findings.push(Finding::error(
                        "rule",
                        hand.element.clone(),
                        format!("Eine eigene Regel passt nicht zum Formular: {reason}"),
                        format!("a rule of our own does not fit the form: {reason}"),
                    ));
                }
            }
        }
    }

    fn bind(&mut self, carrier: usize, rule: Rule, steps: &Cell<usize>) -> Result<(), String> {
        let mut nodes = BTreeMap::new();
        let mut names: Vec<&str> = rule.condition.identifiers();
        names.extend(rule.target.as_deref());
        for name in names {
            let node = resolve(&self.schema, carrier, name, steps)
                .ok_or_else(|| format!("{name} kommt hier nicht vor"))?;
            nodes.insert(name.to_owned(), node);
        }
        self.bound.push(Bound { carrier, rule, nodes });
        Ok(())
    }
}
