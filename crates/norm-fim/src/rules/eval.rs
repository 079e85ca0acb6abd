//! Which questions apply and which must be answered, for one set of answers.
//!
//! Logic with three values: a comparison with an answer that does not apply is *unknown*. A
//! `forbid` acts also when its condition is unknown (what depends on a question that is not
//! asked is not asked either), a `require` and a `valid` do not.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::Answers;
use crate::decimal::Decimal;
use crate::form::Form;
use crate::model::Element;
use crate::path::Path;
use crate::rules::{Condition, Effect, Operand, Rule};
use crate::value::Value;

/// Most instances one identifier may stand for; more are left out.
const INSTANCES_MAX: usize = 10_000;

/// A rule bound to the place of the element that carries it.
#[derive(Debug, Clone)]
pub(crate) struct Bound {
    /// Node of the carrying element.
    pub carrier: usize,
    /// The rule.
    pub rule: Rule,
    /// Nodes of the identifiers, including the target.
    pub nodes: BTreeMap<String, usize>,
}

/// What applies in the present state of the answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Situation {
    forbidden: BTreeSet<Path>,
    required: BTreeSet<Path>,
    conflicts: BTreeSet<Path>,
    oscillating: bool,
}

impl Situation {
    /// True when the question or group is to be asked.
    pub fn applies(&self, path: &Path) -> bool {
        if self.forbidden.is_empty() {
            return true;
        }
        let mut above = Path::root();
        for (segment, index) in path.parts() {
            above.push(segment, None);
            if self.forbidden.contains(&above) {
                return false;
            }
            if index.is_some() {
                above.set_index(index);
                if self.forbidden.contains(&above) {
                    return false;
                }
            }
        }
        true
    }

    /// True when a rule demands an answer here.
    pub fn requires(&self, path: &Path) -> bool {
        self.required.contains(path)
            || !self.required.is_empty()
                && path.index().is_some()
                && self.required.contains(&path.with_index(None))
    }

    /// Places that one rule demands and another forbids; the demand was followed.
    pub fn conflicts(&self) -> impl Iterator<Item = &Path> {
        self.conflicts.iter()
    }

    /// True when the rules do not come to rest: staff must correct them.
    pub fn oscillates(&self) -> bool {
        self.oscillating
    }
}

/// Works out what applies: repeats all rules until nothing changes.
pub(crate) fn situation(form: &Form, answers: &Answers) -> Situation {
    let mut current = Situation::default();
    let passes_max = form.bound.len() + 1;
    for _ in 0..=passes_max {
        let next = pass(form, answers, &current);
        if next == current {
            return current;
        }
        current = next;
    }
    current.oscillating = true;
    current
}

fn pass(form: &Form, answers: &Answers, before: &Situation) -> Situation {
    let mut next = Situation::default();
    let mut forbidden = BTreeSet::new();
    for bound in &form.bound {
        if bound.rule.effect == Effect::Valid {
            continue;
        }
        let Some(target) = bound.rule.target.as_ref().and_then(|t| bound.nodes.get(t)) else {
            continue;
        };
        for carrier in instances(form, answers, bound.carrier, &Path::root()) {
            if !before.applies(&carrier) {
                continue;
            }
            let evaluation = Evaluation { form, answers, situation: before, bound, at: &carrier };
            let holds = evaluation.condition(&bound.rule.condition);
            let acts = match bound.rule.effect {
                Effect::Forbid => holds != Some(false),
                Effect::Require | Effect::Valid => holds == Some(true),
            };
            if !acts {
                continue;
            }
            for place in targets(form, answers, *target, &carrier) {
                if bound.rule.effect == Effect::Forbid {
                    forbidden.insert(place);
                } else {
                    next.required.insert(place);
                }
            }
        }
    }
    for place in forbidden {
        if next.required.contains(&place) {
            next.conflicts.insert(place);
        } else {
            next.forbidden.insert(place);
        }
    }
    next
}

/// Checks the `valid` rules; calls back with the carrier, the rule and the places it speaks of.
pub(crate) fn broken<'a>(
    form: &'a Form,
    answers: &Answers,
    situation: &Situation,
    mut found: impl FnMut(&Path, &'a Rule, Vec<Path>),
) {
    for bound in form.bound.iter().filter(|b| b.rule.effect == Effect::Valid) {
        for carrier in instances(form, answers, bound.carrier, &Path::root()) {
            if !situation.applies(&carrier) {
                continue;
            }
            let evaluation = Evaluation { form, answers, situation, bound, at: &carrier };
            if evaluation.condition(&bound.rule.condition) == Some(false) {
                let places = bound
                    .rule
                    .condition
                    .identifiers()
                    .iter()
                    .filter_map(|id| bound.nodes.get(*id))
                    .flat_map(|node| instances(form, answers, *node, &carrier))
                    .filter(|place| situation.applies(place))
                    .collect();
                found(&carrier, &bound.rule, places);
            }
        }
    }
}

/// All instances of a node; where `context` runs through the same nodes its indices are used.
pub(crate) fn instances(form: &Form, answers: &Answers, node: usize, context: &Path) -> Vec<Path> {
    expand(form, answers, node, context, false)
}

/// Like [`instances`], but a list is named as a whole.
fn targets(form: &Form, answers: &Answers, node: usize, context: &Path) -> Vec<Path> {
    expand(form, answers, node, context, true)
}

fn expand(
    form: &Form,
    answers: &Answers,
    node: usize,
    context: &Path,
    whole_list: bool,
) -> Vec<Path> {
    let schema = &form.schema;
    let mut chain = Vec::new();
    let mut at = Some(node);
    while let Some(n) = at {
        if schema.nodes[n].parent.is_some() {
            chain.push(n);
        }
        at = schema.nodes[n].parent;
    }
    chain.reverse();
    let mut paths = vec![Path::root()];
    let mut around = context.parts();
    let mut shared = true;
    for (depth, n) in chain.iter().enumerate() {
        let place = &schema.nodes[*n];
        let step = around.next().filter(|(segment, _)| shared && *segment == place.segment);
        shared = step.is_some();
        let is_last = depth + 1 == chain.len();
        let own = step.and_then(|(_, index)| index);
        for path in &mut paths {
            path.push(&place.segment, own.filter(|_| place.multiplicity.is_list()));
        }
        if place.multiplicity.is_list() && own.is_none() && !(is_last && whole_list) {
            let mut wider = Vec::new();
            for list in &paths {
                let room = INSTANCES_MAX - wider.len();
                let entries = 0..answers.count_at(place, list);
                wider.extend(entries.take(room).map(|index| list.with_index(Some(index))));
            }
            paths = wider;
        }
    }
    paths
}

struct Evaluation<'a> {
    form: &'a Form,
    answers: &'a Answers,
    situation: &'a Situation,
    bound: &'a Bound,
    at: &'a Path,
}

/// The answers an operand stands for.
enum Given<'a> {
    /// The question does not apply.
    Inapplicable,
    /// Answers, none when nothing was answered.
    Values(Vec<&'a Value>),
    /// A literal.
    Text(&'a str),
    /// A literal.
    Bool(bool),
}

impl<'a> Evaluation<'a> {
    fn condition(&self, condition: &'a Condition) -> Option<bool> {
        match condition {
            Condition::Constant(value) => Some(*value),
            Condition::Identifier(id) => equal(&self.place(id), &Given::Bool(true)),
            Condition::Equal(a, b) => equal(&self.operand(a), &self.operand(b)),
            Condition::NotEqual(a, b) => {
                equal(&self.operand(a), &self.operand(b)).map(|same| !same)
            }
            Condition::Not(inner) => self.condition(inner).map(|holds| !holds),
            Condition::IsEmpty(id) => Some(self.is_empty(id)),
            Condition::And(all) => {
                let mut result = Some(true);
                for inner in all {
                    match self.condition(inner) {
                        Some(false) => return Some(false),
                        None => result = None,
                        Some(true) => {}
                    }
                }
                result
            }
            Condition::Or(all) => {
                let mut result = Some(false);
                for inner in all {
                    match self.condition(inner) {
                        Some(true) => return Some(true),
                        None => result = None,
                        Some(false) => {}
                    }
                }
                result
            }
            Condition::Xor(all) => {
                let mut odd = false;
                for inner in all {
                    odd ^= self.condition(inner)?;
                }
                Some(odd)
            }
            Condition::LessThan(a, b) => less_than(&self.operand(a), &self.operand(b)),
            Condition::IsValidDate(d, m, y) => {
                Some(valid_date(&self.operand(d), &self.operand(m), &self.operand(y)))
            }
        }
    }

    fn operand(&self, operand: &'a Operand) -> Given<'a> {
        match operand {
            Operand::Identifier(id) => self.place(id),
            Operand::Text(text) => Given::Text(text),
            Operand::Bool(yes) => Given::Bool(*yes),
        }
    }

    fn place(&self, id: &str) -> Given<'a> {
        let Some(node) = self.bound.nodes.get(id) else { return Given::Inapplicable };
        let places = instances(self.form, self.answers, *node, self.at);
        let applying: Vec<&Path> = places.iter().filter(|p| self.situation.applies(p)).collect();
        if applying.is_empty() && !places.is_empty() {
            return Given::Inapplicable;
        }
        let answers = self.answers;
        Given::Values(
            applying.into_iter().filter_map(|p| answers.get(p).and_then(|a| a.value())).collect(),
        )
    }

    fn is_empty(&self, id: &str) -> bool {
        let Some(node) = self.bound.nodes.get(id) else { return true };
        let is_group = !matches!(self.form.schema.nodes[*node].element, Element::Field(_));
        !instances(self.form, self.answers, *node, self.at).iter().any(|place| {
            if is_group {
                self.answers.below(place).any(|(path, _)| self.situation.applies(path))
            } else {
                self.answers.get(place).is_some() && self.situation.applies(place)
            }
        })
    }
}

fn equal(a: &Given<'_>, b: &Given<'_>) -> Option<bool> {
    match (a, b) {
        (Given::Inapplicable, _) | (_, Given::Inapplicable) => None,
        (Given::Values(values), other) | (other, Given::Values(values)) => {
            Some(values.iter().any(|value| match other {
                Given::Values(others) => others.iter().any(|o| same(value, &o.exchanged())),
                Given::Text(text) => same(value, text),
                Given::Bool(yes) => same(value, if *yes { "true" } else { "false" }),
                Given::Inapplicable => false,
            }))
        }
        (Given::Text(a), Given::Text(b)) => Some(a == b),
        (Given::Bool(a), Given::Bool(b)) => Some(a == b),
        (Given::Text(t), Given::Bool(b)) | (Given::Bool(b), Given::Text(t)) => {
            Some(*t == b.to_string())
        }
    }
}

fn same(value: &Value, text: &str) -> bool {
    if value.exchanged() == text {
        return true;
    }
    match (value.as_decimal(), text.parse::<Decimal>()) {
        (Some(a), Ok(b)) => a == b,
        _ => false,
    }
}

/// A day or number that can be compared.
#[derive(PartialEq, PartialOrd)]
enum Ordered {
    Number(Decimal),
    Text(String),
}

fn ordered(given: &Given<'_>) -> Option<Ordered> {
    let text = match given {
        Given::Values(values) => match values.first() {
            Some(Value::Date(date)) => return Some(Ordered::Text(date.to_string())),
            Some(value) => match value.as_decimal() {
                Some(number) => return Some(Ordered::Number(number)),
                None => value.exchange(),
            },
            None => return None,
        },
        Given::Text(text) => (*text).to_owned(),
        Given::Bool(_) | Given::Inapplicable => return None,
    };
    Some(text.parse::<Decimal>().map_or(Ordered::Text(text), Ordered::Number))
}

fn less_than(a: &Given<'_>, b: &Given<'_>) -> Option<bool> {
    match (ordered(a)?, ordered(b)?) {
        (Ordered::Number(a), Ordered::Number(b)) => Some(a < b),
        (Ordered::Text(a), Ordered::Text(b)) => Some(a < b),
        _ => None,
    }
}

/// Missing parts are not held against the date: they have rules of their own.
fn valid_date(day: &Given<'_>, month: &Given<'_>, year: &Given<'_>) -> bool {
    let part = |given: &Given<'_>| match ordered(given) {
        Some(Ordered::Number(number)) => number.whole(),
        _ => None,
    };
    let (Some(month), Some(year)) = (part(month), part(year)) else { return true };
    let day = part(day).unwrap_or(1);
    let (Ok(day), Ok(month), Ok(year)) =
        (i8::try_from(day), i8::try_from(month), i16::try_from(year))
    else {
        return false;
    };
    jiff::civil::Date::new(year, month, day).is_ok()
}
