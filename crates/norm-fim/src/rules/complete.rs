//! Texts that name every code of a list one by one.
//!
//! "If 001, show A and hide B; if 002, hide A and show B" says of a list with these two codes only
//! that A belongs to 001 and to nothing else. Written so, A is not shown either while nothing has
//! been chosen yet: that is how the official translation reads such texts.

use std::collections::{BTreeMap, BTreeSet};

use super::ast::{Condition, Effect, Operand, Rule};
use super::compile::Context;

/// Turns "forbidden with every other code" into "forbidden unless one of these codes".
pub(super) fn complete(rules: &mut [Rule], context: Context<'_>) {
    let mut said: BTreeMap<(String, String), Said> = BTreeMap::new();
    for (position, rule) in rules.iter().enumerate() {
        let (Some(target), Some((id, codes))) = (&rule.target, codes(&rule.condition)) else {
            continue;
        };
        let said = said.entry((target.clone(), id.to_owned())).or_default();
        match rule.effect {
            Effect::Require => said.required.extend(codes),
            Effect::Forbid => {
                said.forbidden.extend(codes);
                said.forbids.push(position);
            }
            Effect::Valid => {}
        }
    }
    for ((_, id), said) in said {
        let choices: BTreeSet<String> =
            context.choices(&id).iter().map(|c| c.code.clone()).collect();
        let named: BTreeSet<String> = said.required.union(&said.forbidden).cloned().collect();
        let is_complete = named == choices && said.required.is_disjoint(&said.forbidden);
        if said.required.is_empty() || !is_complete {
            continue;
        }
        let mut other: Vec<Condition> = said
            .required
            .into_iter()
            .map(|code| Condition::NotEqual(Operand::Identifier(id.clone()), Operand::Text(code)))
            .collect();
        let condition = match other.pop() {
            Some(only) if other.is_empty() => only,
            last => Condition::And(other.into_iter().chain(last).collect()),
        };
        for position in said.forbids {
            rules[position].condition = condition.clone();
        }
    }
}

/// What a text says about one target, by the code of one question.
#[derive(Default)]
struct Said {
    required: BTreeSet<String>,
    forbidden: BTreeSet<String>,
    /// Positions of the rules that forbid.
    forbids: Vec<usize>,
}

/// The question and the codes, when a condition asks for codes of one question only.
fn codes(condition: &Condition) -> Option<(&str, Vec<String>)> {
    match condition {
        Condition::Equal(Operand::Identifier(id), Operand::Text(code)) => {
            Some((id, vec![code.clone()]))
        }
        Condition::Or(all) => {
            let mut found = Vec::new();
            let (first, _) = codes(all.first()?)?;
            for inner in all {
                let (id, mut codes) = codes(inner)?;
                if id != first {
                    return None;
                }
                found.append(&mut codes);
            }
            Some((first, found))
        }
        _ => None,
    }
}
