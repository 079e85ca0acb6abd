//! From free German text to rules.
//!
//! A text is compiled as a whole or not at all: whatever is not understood ends up in the list
//! of open rules, with the place where understanding ended. Nothing is guessed and nothing is
//! dropped.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::ast::{Condition, Effect, Operand, Rule};
use super::complete::complete;
use super::resolve::resolve;
use super::sentence::Parser;
use super::token::tokens;
use crate::codelist::CodeLists;
use crate::model::{Choice, DataType, Field, FieldKind, Key, RuleText, Schema, Standard};

/// Places and codes that are looked at for one text; official texts need a few thousand.
const STEPS_MAX: usize = 200_000;

/// What a text may refer to besides the schema.
#[derive(Debug, Clone, Copy, Default)]
pub struct CompileOptions<'a> {
    /// State of the town as two letters (`NW`); `None` takes the branch "all other states".
    pub state: Option<&'a str>,
    /// Code lists, for naming codes by their labels.
    pub code_lists: Option<&'a CodeLists>,
}

/// A field that a rule fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prefill {
    /// The field, relative to the carrying element.
    pub target: String,
    /// Code or text.
    pub value: String,
    /// True when the field is not shown.
    pub hidden: bool,
}

/// A rule that needs a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRule {
    /// The rule.
    pub rule: Key,
    /// The element that carries it.
    pub element: Key,
    /// What it says.
    pub text: String,
    /// Where understanding ended.
    pub reason: String,
}

/// What came out of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Compiled {
    /// The rules.
    pub rules: Vec<Rule>,
    /// Fields that are filled in.
    pub prefills: Vec<Prefill>,
    /// Why the text was not understood; then there are no rules.
    pub open: Option<String>,
}

/// Compiles the text of a rule carried by `node`.
pub fn compile(
    schema: &Schema,
    node: usize,
    rule: &RuleText,
    options: &CompileOptions<'_>,
) -> Compiled {
    let refused = |reason: String| Compiled { open: Some(reason), ..Compiled::default() };
    let Some(tokens) = tokens(schema, &rule.text) else {
        return refused("Der Text enthält unbekannte Zeichen oder ist zu lang.".to_owned());
    };
    let memory = Memory { steps: Cell::new(STEPS_MAX), ..Memory::default() };
    let context = Context { schema, carrier: node, options, memory: &memory };
    let parsed = Parser::new(&rule.text, tokens, context).text();
    if memory.steps.get() == 0 {
        return refused("Der Text ist zu aufwendig, um ihn zu verstehen.".to_owned());
    }
    match parsed {
        Ok(mut parsed) => {
            complete(&mut parsed.rules, context);
            let mut rules: Vec<Rule> = Vec::new();
            for mut new in parsed.rules {
                new.message = context.message(&new);
                if !rules.contains(&new) {
                    rules.push(new);
                }
            }
            if rules.is_empty() && parsed.prefills.is_empty() && !parsed.says_nothing_here {
                return refused("Der Text enthält keine Anweisung.".to_owned());
            }
            Compiled { rules, prefills: parsed.prefills, open: None }
        }
        Err(reason) => refused(reason),
    }
}

/// What the parser may ask about the schema.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub schema: &'a Schema,
    pub carrier: usize,
    pub options: &'a CompileOptions<'a>,
    memory: &'a Memory,
}

/// What was asked before, and how much more may be asked.
#[derive(Default)]
struct Memory {
    /// Places and codes that may still be looked at.
    steps: Cell<usize>,
    /// Where identifiers lead to.
    nodes: RefCell<HashMap<String, Option<usize>>>,
    /// Entries of the fields asked for, by node.
    choices: RefCell<HashMap<usize, Rc<[Choice]>>>,
}

impl Context<'_> {
    /// The identifier as this schema writes it, if the element is there.
    pub fn known(&self, id: &str) -> Result<String, String> {
        // Texts of edition 2 name eight digits, as its ids do.
        let id = if self.schema.standard == Standard::Xdf3 {
            id.to_owned()
        } else {
            let parts: Vec<String> = id.split('.').map(narrow).collect();
            parts.join(".")
        };
        match self.node(&id) {
            Some(_) => Ok(id),
            None => Err(format!("Das Element {id} gibt es an dieser Stelle nicht.")),
        }
    }

    fn node(&self, id: &str) -> Option<usize> {
        if let Some(known) = self.memory.nodes.borrow().get(id) {
            return *known;
        }
        let found = resolve(self.schema, self.carrier, id, &self.memory.steps);
        self.memory.nodes.borrow_mut().insert(id.to_owned(), found);
        found
    }

    /// The field an identifier means.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.schema.field(self.node(id)?)
    }

    /// Entries a field chooses from.
    pub fn choices(&self, id: &str) -> Rc<[Choice]> {
        let Some(node) = self.node(id) else { return Rc::default() };
        let Some(field) = self.schema.field(node) else { return Rc::default() };
        let mut known = self.memory.choices.borrow_mut();
        let choices = known.entry(node).or_insert_with(|| match self.options.code_lists {
            Some(lists) => lists.choices(field).unwrap_or_default().into(),
            None => field.choices.clone().into(),
        });
        let left = self.memory.steps.get().saturating_sub(choices.len());
        self.memory.steps.set(left);
        if left == 0 { Rc::default() } else { Rc::clone(choices) }
    }

    /// The literal a written value stands for at this field.
    pub fn literal(&self, id: &str, text: &str) -> Result<Operand, String> {
        let Some(field) = self.field(id) else {
            return Err(format!("{id} ist kein Feld, es kann nicht {text:?} sein."));
        };
        let word = text.trim();
        let lower = word.to_lowercase();
        if field.data_type == DataType::Bool {
            return match lower.as_str() {
                "ja" | "wahr" | "true" | "1" => Ok(Operand::Bool(true)),
                "nein" | "falsch" | "false" | "0" => Ok(Operand::Bool(false)),
                _ => Err(format!("{id} ist ein Ja-Nein-Feld, nicht {word:?}.")),
            };
        }
        let choices = self.choices(id);
        if choices.is_empty() {
            return Ok(Operand::Text(word.to_owned()));
        }
        let bare = |code: &str| code.trim_start_matches('0').to_owned();
        let is_code = |c: &&Choice| c.code == word;
        let is_name = |c: &&Choice| c.name.trim().to_lowercase() == lower;
        let is_bare =
            |c: &&Choice| word.bytes().all(|b| b.is_ascii_digit()) && bare(&c.code) == bare(word);
        let leads = |c: &&Choice| {
            word.split_once(' ').is_some_and(|(first, _)| first.trim_end_matches('=') == c.code)
        };
        let found = choices
            .iter()
            .find(is_code)
            .or_else(|| choices.iter().find(is_name))
            .or_else(|| choices.iter().find(is_bare))
            .or_else(|| choices.iter().find(leads));
        match (found, field.kind) {
            (Some(choice), _) => Ok(Operand::Text(choice.code.clone())),
            (None, FieldKind::Select) => {
                Err(format!("{word:?} steht nicht in der Liste von {id}."))
            }
            (None, _) => Ok(Operand::Text(word.to_owned())),
        }
    }

    /// The question or heading behind an identifier.
    pub fn name(&self, id: &str) -> String {
        let Some(node) = self.node(id) else { return id.to_owned() };
        let base = self.schema.base_of(node);
        let label = if base.label.is_empty() { &base.name } else { &base.label };
        label.trim_end_matches(['?', ':', '*']).to_owned()
    }

    /// A sentence for the citizen.
    fn message(&self, rule: &Rule) -> String {
        let target = rule.target.as_deref().map(|t| self.name(t)).unwrap_or_default();
        match (rule.effect, &rule.condition) {
            (Effect::Require, Condition::Constant(_)) => {
                format!("„{target}“ muss angegeben werden.")
            }
            (Effect::Forbid, Condition::Constant(_)) => {
                format!("„{target}“ darf nicht angegeben werden.")
            }
            (Effect::Require, condition) => {
                format!("„{target}“ muss angegeben werden, wenn {}.", self.describe(condition))
            }
            (Effect::Forbid, condition) => format!(
                "„{target}“ darf nicht angegeben werden, wenn {}.",
                self.describe(condition)
            ),
            (Effect::Valid, Condition::IsValidDate(..)) => {
                "Dieses Datum gibt es nicht. Bitte prüfen Sie Tag, Monat und Jahr.".to_owned()
            }
            (Effect::Valid, Condition::LessThan(a, b)) => {
                format!("{} muss vor {} liegen.", self.operand(a), self.operand(b))
            }
            (Effect::Valid, Condition::Xor(all)) => {
                let names: Vec<String> = all.iter().map(|c| self.mentioned(c)).collect();
                format!("Bitte machen Sie Angaben entweder zu {}.", names.join(" oder zu "))
            }
            (Effect::Valid, condition @ Condition::Or(all)) => {
                if all.iter().any(|c| matches!(c, Condition::And(_) | Condition::IsValidDate(..))) {
                    return "Dieses Datum gibt es nicht. Bitte prüfen Sie Tag, Monat und Jahr."
                        .to_owned();
                }
                let filled = all.iter().all(|c| matches!(c, Condition::Not(_)));
                let yes = all.iter().all(|c| matches!(c, Condition::Equal(_, Operand::Bool(true))));
                let names: Vec<String> = all.iter().map(|c| self.mentioned(c)).collect();
                if filled {
                    format!("Bitte füllen Sie mindestens eines davon aus: {}.", names.join(", "))
                } else if yes {
                    format!(
                        "Bitte beantworten Sie mindestens eines davon mit Ja: {}.",
                        names.join(", ")
                    )
                } else {
                    format!("Bitte prüfen Sie: Es muss gelten, dass {}.", self.describe(condition))
                }
            }
            (Effect::Valid, condition) => {
                format!("Bitte prüfen Sie: Es muss gelten, dass {}.", self.describe(condition))
            }
        }
    }

    fn mentioned(&self, condition: &Condition) -> String {
        let names: Vec<String> =
            condition.identifiers().iter().map(|id| format!("„{}“", self.name(id))).collect();
        names.join(" und ")
    }

    fn operand(&self, operand: &Operand) -> String {
        match operand {
            Operand::Identifier(id) => format!("„{}“", self.name(id)),
            Operand::Text(text) => text.clone(),
            Operand::Bool(true) => "Ja".to_owned(),
            Operand::Bool(false) => "Nein".to_owned(),
        }
    }

    /// The value with its name from the list.
    fn value(&self, of: &Operand, value: &Operand) -> String {
        if let (Operand::Identifier(id), Operand::Text(code)) = (of, value)
            && let Some(choice) = self.choices(id).iter().find(|c| c.code == *code)
        {
            return format!("„{}“", choice.name);
        }
        match value {
            Operand::Identifier(_) => self.operand(value),
            _ => format!("„{}“", self.operand(value)),
        }
    }

    fn describe(&self, condition: &Condition) -> String {
        let join = |all: &[Condition], word: &str| {
            let parts: Vec<String> = all.iter().map(|c| self.describe(c)).collect();
            parts.join(word)
        };
        match condition {
            Condition::Constant(true) => "immer".to_owned(),
            Condition::Constant(false) => "nie".to_owned(),
            Condition::Identifier(id) => format!("„{}“ mit Ja beantwortet ist", self.name(id)),
            Condition::Equal(a, b) => format!("{} {} ist", self.operand(a), self.value(a, b)),
            Condition::NotEqual(a, b) => {
                format!("{} nicht {} ist", self.operand(a), self.value(a, b))
            }
            Condition::IsEmpty(id) => format!("„{}“ leer ist", self.name(id)),
            Condition::Not(inner) => match &**inner {
                Condition::IsEmpty(id) => format!("„{}“ ausgefüllt ist", self.name(id)),
                other => format!("nicht gilt, dass {}", self.describe(other)),
            },
            Condition::And(all) => join(all, " und "),
            Condition::Or(all) => join(all, " oder "),
            Condition::Xor(all) => format!("entweder {}", join(all, " oder ")),
            Condition::LessThan(a, b) => {
                format!("{} vor {} liegt", self.operand(a), self.operand(b))
            }
            Condition::IsValidDate(..) => "das Datum gültig ist".to_owned(),
        }
    }
}

fn narrow(id: &str) -> String {
    match (id.get(..3), id.get(3..6), id.get(6..)) {
        (Some(head), Some("000"), Some(tail)) if id.len() == 12 => format!("{head}{tail}"),
        _ => id.to_owned(),
    }
}
