//! `fim rules`: what the rule texts of a schema say to a machine, and which need a person.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use norm_fim::{CompileOptions, Key, Prefill, Rule, Schema, compile};
use serde::Serialize;

use super::{Manner, code_lists, exit, print, print_json, schema};
use crate::command::Outcome;

/// `rathaus fim rules`
#[derive(Debug, Args)]
pub struct Arguments {
    /// XDatenfelder 1, 2 or 3; `-` reads standard input.
    file: PathBuf,
    /// Federal state of the town, two letters, for texts that differ by state.
    #[arg(long, value_name = "NW")]
    state: Option<String>,
}

/// A rule text as it stands in the schema.
#[derive(Serialize)]
struct Said {
    id: String,
    version: String,
    name: String,
    #[serde(rename = "freitextRegel")]
    text: String,
}

/// A rule text that needs a person.
#[derive(Serialize)]
struct Open {
    #[serde(flatten)]
    text: Said,
    /// Where the element stands.
    place: String,
    reason: String,
}

/// The rules of one element, in the shape of the portal's `translated-rules`.
#[derive(Serialize)]
struct Carrier {
    element: String,
    version: String,
    freitext: Vec<Said>,
    translated: Vec<Rule>,
    prefilled: Vec<Prefill>,
    uncompiled: Vec<Open>,
}

/// Lists texts, rules and what was not understood.
pub fn rules(arguments: &Arguments, manner: &Manner) -> Outcome {
    let (schema, _) = schema(&arguments.file, manner, false)?;
    let lists = code_lists(manner)?;
    let options = CompileOptions { state: arguments.state.as_deref(), code_lists: Some(&lists) };
    let carriers = carriers(&schema, &options);
    let open: usize = carriers.iter().map(|c| c.uncompiled.len()).sum();
    if manner.json {
        print_json(&carriers)?;
    } else {
        print(&listing(&carriers)?)?;
        eprintln!("{open} rule texts need a person");
    }
    Ok(exit(open == 0))
}

fn carriers(schema: &Schema, options: &CompileOptions<'_>) -> Vec<Carrier> {
    let mut found: Vec<Carrier> = Vec::new();
    let mut known: BTreeMap<Key, usize> = BTreeMap::new();
    for node in 0..schema.nodes.len() {
        let rules = schema.rules_at(node);
        if rules.is_empty() {
            continue;
        }
        let key = &schema.base_of(node).key;
        let is_new = !known.contains_key(key);
        let at = *known.entry(key.clone()).or_insert(found.len());
        if is_new {
            found.push(Carrier {
                element: key.id.clone(),
                version: key.version.clone(),
                freitext: Vec::new(),
                translated: Vec::new(),
                prefilled: Vec::new(),
                uncompiled: Vec::new(),
            });
        }
        let carrier = &mut found[at];
        for index in rules {
            let rule = &schema.rules[*index];
            let text = || Said {
                id: rule.key.id.clone(),
                version: rule.key.version.clone(),
                name: rule.name.clone(),
                text: rule.text.clone(),
            };
            let compiled = compile(schema, node, rule, options);
            if is_new {
                carrier.freitext.push(text());
                carrier.translated.extend(compiled.rules);
                carrier.prefilled.extend(compiled.prefills);
            }
            // The same element may stand where its text does not hold.
            let is_listed = carrier.uncompiled.iter().any(|o| o.text.id == rule.key.id);
            if let (Some(reason), false) = (compiled.open, is_listed) {
                let place = schema.trail(node);
                carrier.uncompiled.push(Open { text: text(), place, reason });
            }
        }
    }
    found
}

fn listing(carriers: &[Carrier]) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    let mut out = String::new();
    for carrier in carriers {
        writeln!(out, "{} {}", carrier.element, carrier.version)?;
        for text in &carrier.freitext {
            let one_line = text.text.split_whitespace().collect::<Vec<_>>().join(" ");
            writeln!(out, "  {} {}: {one_line}", text.id, text.name)?;
        }
        for rule in &carrier.translated {
            let effect = format!("{:?}", rule.effect).to_lowercase();
            let target = rule.target.as_deref().unwrap_or("-");
            writeln!(out, "    {effect} {target} when {}", rule.condition.to_json())?;
        }
        for fill in &carrier.prefilled {
            writeln!(out, "    prefill {} with {}", fill.target, fill.value)?;
        }
        for open in &carrier.uncompiled {
            writeln!(out, "    NOT COMPILED {} at {}: {}", open.text.id, open.place, open.reason)?;
        }
    }
    Ok(out)
}
