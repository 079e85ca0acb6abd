//! The rule compiler against FITKO's own translation, by truth table.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use norm_fim::{CompileOptions, Condition, Effect, Operand, Rule, Schema, compile, read};
use serde_json::Value as Json;

use crate::data;
use crate::rules::{code_lists, schemas};

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

/// The place of an element in the files at hand.
fn place<'a>(schemas: &'a [Schema], id: &str, version: &str) -> Option<(&'a Schema, usize)> {
    schemas.iter().find_map(|schema| {
        (0..schema.nodes.len())
            .find(|n| {
                let key = &schema.base_of(*n).key;
                key.id == id && key.version == version
            })
            .map(|node| (schema, node))
    })
}

/// For elements whose schema is not at hand: a schema of our own with the elements that its
/// texts name, yes/no fields where the translation treats them so.
fn stand_in(element: &Json) -> Schema {
    let carrier = element["element"].as_str().unwrap();
    let texts: Vec<&str> = element["freitext"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["freitextRegel"].as_str().unwrap())
        .collect();
    let all = texts.join(" ");
    let ids = regex::Regex::new("[FG][0-9]{11}").unwrap();
    let ids: BTreeSet<&str> = ids.find_iter(&all).map(|m| m.as_str()).collect();
    let theirs: Vec<Rule> = serde_json::from_value(element["translated"].clone()).unwrap();
    let mut domain = BTreeMap::new();
    for rule in &theirs {
        literals(&rule.condition, &mut domain);
    }
    let common = |id: &str| {
        format!(
            "<identifikation><id>{id}</id><version>1.0.0</version></identifikation>\
             <name>N</name><freigabestatus><code>6</code></freigabestatus>\
             <bezeichnungEingabe>N</bezeichnungEingabe>"
        )
    };
    let mut inner = String::new();
    for id in ids.into_iter().filter(|id| *id != carrier) {
        inner.push_str("<struktur><anzahl>0:1</anzahl><enthaelt>");
        if id.starts_with('G') {
            write!(inner, "<datenfeldgruppe>{}</datenfeldgruppe>", common(id)).unwrap();
        } else {
            let is_bool = domain.get(id).is_some_and(|values| values.contains("true"));
            let kind = if is_bool { "bool" } else { "text" };
            write!(
                inner,
                "<datenfeld>{}<feldart><code>input</code></feldart>\
                 <datentyp><code>{kind}</code></datentyp></datenfeld>",
                common(id)
            )
            .unwrap();
        }
        inner.push_str("</enthaelt></struktur>");
    }
    let mut rules = String::new();
    for (number, text) in texts.iter().enumerate() {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        write!(
            rules,
            "<regel><identifikation><id>R{number:011}</id></identifikation><name>N</name>\
             <freitextRegel>{text}</freitextRegel></regel>"
        )
        .unwrap();
    }
    let xml = format!(
        "<xdatenfelder.datenfeldgruppe.0103 \
         xmlns=\"urn:xoev-de:fim:standard:xdatenfelder_3.0.0\"><datenfeldgruppe>{}{rules}{inner}\
         </datenfeldgruppe></xdatenfelder.datenfeldgruppe.0103>",
        common(carrier)
    );
    read(xml.as_bytes()).unwrap_or_else(|e| panic!("{carrier}: {e}\n{xml}")).schema
}

fn bare_target(rule: &Rule) -> Option<String> {
    rule.target.as_deref().map(plain)
}

/// Compares what both say about every target; `None` when they differ somewhere.
fn verdict(id: &str, ours: &[Rule], theirs: &[Rule]) -> String {
    let targets: BTreeSet<Option<String>> = ours.iter().chain(theirs).map(bare_target).collect();
    let mut verdict = Verdict::Equivalent;
    for wanted in &targets {
        let of = |rules: &'_ [Rule]| -> Vec<Rule> {
            rules.iter().filter(|r| bare_target(r) == *wanted).cloned().collect()
        };
        let (a, b) = (of(ours), of(theirs));
        let one = compare(&a.iter().collect::<Vec<_>>(), &b.iter().collect::<Vec<_>>());
        if one > Verdict::Equivalent {
            eprintln!("{id} {wanted:?}: {one:?}");
            for (who, rules) in [("ours", &a), ("theirs", &b)] {
                for r in rules {
                    let rule = serde_json::to_string(&(r.effect, &r.condition)).unwrap();
                    eprintln!("   {who:<6} {rule}");
                }
            }
        }
        verdict = verdict.max(one);
    }
    match verdict {
        Verdict::Wrong | Verdict::Weaker => accepts(ours, theirs),
        other => format!("{other:?}"),
    }
}

#[test]
fn compiled_rules_agree_with_the_official_translation() {
    let Some(fim) = data::fim() else { return };
    let text = std::fs::read_to_string(fim.join("rules/translated-rules.json")).unwrap();
    let elements: Vec<Json> = serde_json::from_str(&text).unwrap();
    let schemas = schemas(&fim);
    let lists = code_lists(&fim);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for element in &elements {
        let id = element["element"].as_str().unwrap();
        let version = element["version"].as_str().unwrap();
        let own;
        let (schema, node) = if let Some(found) = place(&schemas, id, version) {
            found
        } else {
            own = stand_in(element);
            (&own, 1)
        };
        let options = CompileOptions { code_lists: Some(&lists), ..CompileOptions::default() };
        let mut ours: Vec<Rule> = Vec::new();
        let mut open = 0;
        for rule in schema.rules_at(node) {
            let compiled = compile(schema, node, &schema.rules[*rule], &options);
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
            assert_eq!(*rule, serde_json::from_value::<Rule>(json).unwrap());
        }
        let name = if open > 0 { "not compiled".to_owned() } else { verdict(id, &ours, &theirs) };
        if name == "Wrong" {
            wrong.push(id.to_owned());
        }
        *counts.entry(name).or_default() += 1;
    }
    eprintln!("{counts:?}");
    assert!(wrong.is_empty(), "{wrong:?}");
    let same: usize =
        counts.iter().filter(|(n, _)| n.starts_with("Equivalent")).map(|(_, c)| *c).sum();
    assert!(elements.len() >= 54);
    assert!(100 * same >= 95 * elements.len(), "{same} of {}", elements.len());
}
