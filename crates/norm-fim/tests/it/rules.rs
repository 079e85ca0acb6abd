//! The rule compiler against official texts and FITKO's own translation.

use std::collections::{BTreeMap, BTreeSet};

use norm_fim::{
    CodeList, CodeLists, CompileOptions, Condition, Effect, Operand, Rule, Schema, compile, read,
};
use serde_json::Value as Json;

use crate::data;

fn schemas(fim: &std::path::Path) -> Vec<Schema> {
    data::files(&fim.join("xdf3"), ".xml")
        .iter()
        .map(|p| read(&std::fs::read(p).unwrap()).unwrap().schema)
        .collect()
}

fn code_lists(fim: &std::path::Path) -> CodeLists {
    let mut lists = CodeLists::default();
    for path in data::files(&fim.join("codelists"), ".gc.xml") {
        lists.add(CodeList::read(&std::fs::read(path).unwrap()).unwrap());
    }
    lists
}

#[test]
fn most_official_texts_compile_and_the_rest_is_listed() {
    let Some(fim) = data::fim() else { return };
    let lists = code_lists(&fim);
    let options = CompileOptions { state: Some("NW"), code_lists: Some(&lists) };
    let mut texts: BTreeMap<String, Option<String>> = BTreeMap::new();
    for schema in schemas(&fim) {
        for node in 0..schema.nodes.len() {
            for rule in schema.rules_at(node) {
                let rule = &schema.rules[*rule];
                let compiled = compile(&schema, node, rule, &options);
                assert!(compiled.open.is_none() || compiled.rules.is_empty());
                texts.entry(rule.text.clone()).or_insert(compiled.open);
            }
        }
    }
    let open: Vec<(&String, &String)> =
        texts.iter().filter_map(|(t, o)| o.as_ref().map(|o| (t, o))).collect();
    for (text, reason) in &open {
        eprintln!("- {reason}\n    {}", text.replace('\n', " "));
    }
    let share = 100 * (texts.len() - open.len()) / texts.len();
    eprintln!("{} of {} texts compile ({share} %)", texts.len() - open.len(), texts.len());
    assert!(share >= 94);
}

/// One assignment: identifier to answer, absent = unanswered.
type World = BTreeMap<String, String>;

fn plain(id: &str) -> String {
    id.strip_prefix("self.").unwrap_or(id).to_owned()
}

/// Codes compare without leading zeros and without the label some translations keep.
fn code(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or(text);
    let is_number = !first.is_empty() && first.bytes().all(|b| b.is_ascii_digit());
    if is_number { first.trim_start_matches('0').to_owned() } else { text.to_owned() }
}

fn operand(o: &Operand, world: &World) -> Option<String> {
    match o {
        Operand::Identifier(id) => world.get(&plain(id)).cloned(),
        Operand::Text(text) => Some(code(text)),
        Operand::Bool(yes) => Some(yes.to_string()),
    }
}

/// An evaluator of its own, written from the description of the language only.
fn holds(c: &Condition, world: &World) -> bool {
    match c {
        Condition::Constant(value) => *value,
        Condition::Identifier(id) => world.get(&plain(id)).is_some_and(|v| v == "true"),
        Condition::Equal(a, b) => {
            let (a, b) = (operand(a, world), operand(b, world));
            a.is_some() && a == b
        }
        Condition::NotEqual(a, b) => {
            let (a, b) = (operand(a, world), operand(b, world));
            a.is_none() || b.is_none() || a != b
        }
        Condition::Not(inner) => !holds(inner, world),
        Condition::IsEmpty(id) => !world.contains_key(&plain(id)),
        Condition::And(all) => all.iter().all(|c| holds(c, world)),
        Condition::Or(all) => all.iter().any(|c| holds(c, world)),
        Condition::Xor(all) => all.iter().filter(|c| holds(c, world)).count() % 2 == 1,
        Condition::LessThan(a, b) => operand(a, world) < operand(b, world),
        Condition::IsValidDate(d, m, y) => {
            let part = |o| operand(o, world).and_then(|v| v.parse::<i16>().ok());
            match (part(d), part(m), part(y)) {
                (Some(d), Some(m), Some(y)) => i8::try_from(m)
                    .and_then(|m| i8::try_from(d).map(|d| jiff::civil::Date::new(y, m, d).is_ok()))
                    .unwrap_or(false),
                _ => true,
            }
        }
    }
}

fn literals(c: &Condition, found: &mut BTreeMap<String, BTreeSet<String>>) {
    let mut pair = |a: &Operand, b: &Operand| {
        for (a, b) in [(a, b), (b, a)] {
            if let Operand::Identifier(id) = a {
                let values = found.entry(plain(id)).or_default();
                match b {
                    Operand::Text(text) => {
                        values.insert(code(text));
                        values.insert("anders".to_owned());
                    }
                    Operand::Bool(_) => values.extend(["true".to_owned(), "false".to_owned()]),
                    Operand::Identifier(_) => {
                        values.extend(["2020-01-01".to_owned(), "2021-01-01".to_owned()]);
                    }
                }
            }
        }
    };
    match c {
        Condition::Equal(a, b) | Condition::NotEqual(a, b) | Condition::LessThan(a, b) => {
            pair(a, b);
        }
        Condition::Identifier(id) => {
            found.entry(plain(id)).or_default().extend(["true".to_owned(), "false".to_owned()]);
        }
        Condition::IsEmpty(id) => {
            found.entry(plain(id)).or_default().insert("30".to_owned());
        }
        Condition::Not(inner) => literals(inner, found),
        Condition::And(all) | Condition::Or(all) | Condition::Xor(all) => {
            for inner in all {
                literals(inner, found);
            }
        }
        Condition::IsValidDate(d, m, y) => {
            for (o, values) in [(d, ["30", "1"]), (m, ["2", "12"]), (y, ["2019", "2020"])] {
                if let Operand::Identifier(id) = o {
                    found.entry(plain(id)).or_default().extend(values.map(ToOwned::to_owned));
                }
            }
        }
        Condition::Constant(_) => {}
    }
}

fn worlds(rules: &[&Rule], with_unanswered: bool) -> Vec<World> {
    let mut domain = BTreeMap::new();
    for rule in rules {
        literals(&rule.condition, &mut domain);
    }
    let mut worlds = vec![World::new()];
    for (id, values) in domain {
        let mut wider = Vec::new();
        for world in &worlds {
            if with_unanswered {
                wider.push(world.clone());
            }
            for value in &values {
                let mut next = world.clone();
                next.insert(id.clone(), value.clone());
                wider.push(next);
            }
        }
        worlds = wider;
        assert!(worlds.len() < 3_000_000);
    }
    worlds
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Equivalent,
    EquivalentWhenAnswered,
    Weaker,
    Wrong,
}

/// Compares what both say about one target.
fn compare(ours: &[&Rule], theirs: &[&Rule]) -> Verdict {
    let all: Vec<&Rule> = ours.iter().chain(theirs).copied().collect();
    let says = |rules: &[&Rule], effect: Effect, world: &World| match effect {
        Effect::Valid => {
            rules.iter().filter(|r| r.effect == effect).any(|r| !holds(&r.condition, world))
        }
        _ => rules.iter().filter(|r| r.effect == effect).any(|r| holds(&r.condition, world)),
    };
    let effects = [Effect::Require, Effect::Forbid, Effect::Valid];
    let same =
        |world: &World| effects.iter().all(|e| says(ours, *e, world) == says(theirs, *e, world));
    let weaker =
        |world: &World| effects.iter().all(|e| !says(ours, *e, world) || says(theirs, *e, world));
    if worlds(&all, true).iter().all(same) {
        Verdict::Equivalent
    } else if worlds(&all, false).iter().all(same) {
        Verdict::EquivalentWhenAnswered
    } else if worlds(&all, true).iter().all(weaker) {
        Verdict::Weaker
    } else {
        Verdict::Wrong
    }
}

/// Where single targets differ the rules may still mean the same together: compares which
/// whole sets of answers both accept.
fn accepts(ours: &[Rule], theirs: &[Rule]) -> String {
    let all: Vec<&Rule> = ours.iter().chain(theirs).collect();
    let given: Vec<Rule> = all
        .iter()
        .filter_map(|r| r.target.clone())
        .map(|t| Rule {
            effect: Effect::Valid,
            target: None,
            condition: Condition::IsEmpty(t),
            message: String::new(),
        })
        .collect();
    let mut wide = all.clone();
    wide.extend(&given);
    let accepts = |rules: &[Rule], world: &World| {
        rules.iter().all(|r| {
            let is_given = r.target.as_deref().is_some_and(|t| world.contains_key(&plain(t)));
            match r.effect {
                Effect::Require => !holds(&r.condition, world) || is_given,
                Effect::Forbid => !holds(&r.condition, world) || !is_given,
                Effect::Valid => holds(&r.condition, world),
            }
        })
    };
    let worlds = worlds(&wide, true);
    let name = if worlds.iter().all(|w| accepts(ours, w) == accepts(theirs, w)) {
        "Equivalent"
    } else if worlds.iter().all(|w| !accepts(theirs, w) || accepts(ours, w)) {
        "Weaker"
    } else {
        "Wrong"
    };
    name.to_owned()
}

#[test]
fn compiled_rules_agree_with_the_official_translation() {
    let Some(fim) = data::fim() else { return };
    let text = std::fs::read_to_string(fim.join("rules/translated-rules.json")).unwrap();
    let elements: Vec<Json> = serde_json::from_str(&text).unwrap();
    let schemas = schemas(&fim);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for element in &elements {
        let (id, version) = (element["element"].as_str().unwrap(), &element["version"]);
        let found = schemas.iter().find_map(|schema| {
            (0..schema.nodes.len())
                .find(|n| {
                    let key = &schema.base_of(*n).key;
                    key.id == id && version == key.version.as_str()
                })
                .map(|node| (schema, node))
        });
        let Some((schema, node)) = found else {
            *counts.entry("element not in the files".to_owned()).or_default() += 1;
            continue;
        };
        let mut ours: Vec<Rule> = Vec::new();
        let mut open = 0;
        for rule in schema.rules_at(node) {
            let compiled = compile(schema, node, &schema.rules[*rule], &CompileOptions::default());
            if let Some(reason) = &compiled.open {
                eprintln!("{id}: open: {reason}");
                open += 1;
            }
            ours.extend(compiled.rules);
        }
        let theirs: Vec<Rule> =
            serde_json::from_value(element["translated"].clone()).expect("the grammar is known");
        for rule in &theirs {
            let json = serde_json::to_value(rule).unwrap();
            let again: Rule = serde_json::from_value(json).unwrap();
            assert_eq!(*rule, again);
        }
        let target = |r: &Rule| r.target.as_deref().map(plain);
        let targets: BTreeSet<Option<String>> = ours.iter().chain(&theirs).map(target).collect();
        let mut verdict = Verdict::Equivalent;
        for wanted in &targets {
            let of = |rules: &'_ [Rule]| -> Vec<Rule> {
                rules.iter().filter(|r| target(r) == *wanted).cloned().collect()
            };
            let (a, b) = (of(&ours), of(&theirs));
            let one = compare(&a.iter().collect::<Vec<_>>(), &b.iter().collect::<Vec<_>>());
            if one > Verdict::EquivalentWhenAnswered {
                eprintln!("{id} {wanted:?}: {one:?}");
                for r in &a {
                    eprintln!(
                        "   ours   {}",
                        serde_json::to_string(&(r.effect, &r.condition)).unwrap()
                    );
                }
                for r in &b {
                    eprintln!(
                        "   theirs {}",
                        serde_json::to_string(&(r.effect, &r.condition)).unwrap()
                    );
                }
            }
            verdict = verdict.max(one);
        }
        let name = if open > 0 && verdict > Verdict::EquivalentWhenAnswered {
            "not compiled".to_owned()
        } else {
            format!("{verdict:?}")
        };
        let name = if name == "Wrong" { accepts(&ours, &theirs) } else { name };
        if name == "Wrong" {
            wrong.push(id.to_owned());
        }
        *counts.entry(name).or_default() += 1;
    }
    eprintln!("{counts:?}");
    assert!(wrong.is_empty(), "{wrong:?}");
}
