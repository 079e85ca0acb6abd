//! The rule compiler against official texts.

use std::collections::BTreeMap;

use norm_fim::{CodeList, CodeLists, CompileOptions, Schema, compile, read};

use crate::data;

pub fn schemas(fim: &std::path::Path) -> Vec<Schema> {
    data::files(&fim.join("xdf3"), ".xml")
        .iter()
        .map(|p| read(&std::fs::read(p).unwrap()).unwrap().schema)
        .collect()
}

pub fn code_lists(fim: &std::path::Path) -> CodeLists {
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
