//! Conversions between the editions against the output of the reference converters.

use norm_fim::{
    CodeLists, Field, Group, ReadOptions, Schema, Standard, read, read_with, to_xdf2, to_xdf3,
    write_xdf2,
};

use crate::data;

fn load(path: &std::path::Path) -> Schema {
    read(&std::fs::read(path).unwrap()).unwrap().schema
}

/// What both converters decide on their own and what is not structure is levelled.
fn levelled_field(field: &Field) -> Field {
    let mut field = field.clone();
    field.base.relations.clear();
    field.rules.clear();
    field
}

fn levelled_group(group: &Group) -> Group {
    let mut group = group.clone();
    group.rules.clear();
    group
}

/// The first differences as `place: ours | theirs`.
fn differences(
    ours: &serde_json::Value,
    theirs: &serde_json::Value,
    at: &str,
    out: &mut Vec<String>,
) {
    use serde_json::Value::{Array, Object};
    match (ours, theirs) {
        (Object(a), Object(b)) => {
            for (key, value) in a {
                differences(value, &b[key], &format!("{at}/{key}"), out);
            }
        }
        (Array(a), Array(b)) if a.len() == b.len() => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                differences(a, b, &format!("{at}/{index}"), out);
            }
        }
        // Spaces inside of texts are no matter.
        (serde_json::Value::String(a), serde_json::Value::String(b))
            if a.split_whitespace().eq(b.split_whitespace()) => {}
        (a, b) if a != b => out.push(format!("{at}: {a} | {b}")),
        _ => {}
    }
}

fn compare(ours: &Schema, theirs: &Schema, name: &str) -> bool {
    let level = |schema: &Schema| {
        let rules: Vec<_> = schema.rules.iter().map(|r| (&r.key, r.text.trim())).collect();
        serde_json::json!({
            "base": schema.base,
            "fields": schema.fields.iter().map(levelled_field).collect::<Vec<_>>(),
            "groups": schema.groups.iter().map(levelled_group).collect::<Vec<_>>(),
            "nodes": schema.nodes,
            "rules": rules,
        })
    };
    let mut found = Vec::new();
    differences(&level(ours), &level(theirs), "", &mut found);
    found.truncate(12);
    if !found.is_empty() {
        eprintln!("{name}:\n{}", found.join("\n"));
    }
    found.is_empty()
}

#[test]
fn edition_2_becomes_edition_3_as_the_reference_has_it() {
    let Some(fim) = data::fim() else { return };
    let source = &data::files(&fim.join("xdf2"), ".xml")[0];
    let target = &data::files(&fim.join("reference/xdf3-from-xdf2"), ".xml")[0];
    let converted = to_xdf3(load(source), &CodeLists::default());
    assert_eq!(converted.standard, Standard::Xdf3);
    assert!(compare(&converted, &load(target), "S00000121"));
}

#[test]
fn edition_3_becomes_edition_2_as_the_reference_has_it() {
    let Some(fim) = data::fim() else { return };
    let mut same = true;
    for source in data::files(&fim.join("xdf3"), ".xml") {
        let name = source.file_name().unwrap().to_string_lossy().replace("_xdf3", "_xdf2");
        let reference = load(&fim.join("reference/xdf2").join(&name));
        let text = write_xdf2(&to_xdf2(load(&source)).unwrap());
        let ours = read_with(text.as_bytes(), ReadOptions::strict()).unwrap().schema;
        same &= compare(&ours, &reference, &name);
    }
    assert!(same);
}

#[test]
fn values_survive_the_way_through_edition_2_in_their_lists() {
    let Some(fim) = data::fim() else { return };
    let mut seen = 0;
    for source in data::files(&fim.join("xdf3"), ".xml") {
        let before = load(&source);
        let mut lists = CodeLists::default();
        for list in norm_fim::lists_of_values(&before) {
            let written = list.write();
            let again = norm_fim::CodeList::read(written.as_bytes()).unwrap();
            assert_eq!(again, list, "{}", source.display());
            lists.add(again);
        }
        let text = write_xdf2(&to_xdf2(before.clone()).unwrap());
        let older = read_with(text.as_bytes(), ReadOptions::strict()).unwrap().schema;
        let after = to_xdf3(older, &lists);
        for (a, b) in before.fields.iter().zip(&after.fields) {
            assert_eq!((&a.base.key, &a.choices), (&b.base.key, &b.choices));
            seen += usize::from(!a.choices.is_empty());
        }
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn official_code_lists_are_written_as_they_were_read() {
    let Some(fim) = data::fim() else { return };
    let files = data::files(&fim.join("codelists"), ".gc.xml");
    assert!(files.len() >= 22);
    for path in files {
        let list = norm_fim::CodeList::read(&std::fs::read(&path).unwrap()).unwrap();
        assert!(!list.rows.is_empty(), "{}", path.display());
        let again = norm_fim::CodeList::read(list.write().as_bytes()).unwrap();
        assert_eq!(list, again, "{}", path.display());
    }
}

#[test]
fn what_edition_2_cannot_keep_is_said() {
    let Some(fim) = data::fim() else { return };
    let choice = fim.join("xdf3/S00000000385V1.0.0_xdf3.xml");
    let lost = norm_fim::losses(&load(&choice));
    assert!(lost.iter().any(|l| l.element.id == "G00000002218" && l.what == "art"), "{lost:?}");
    assert!(lost.iter().any(|l| l.what == "dokumentsteckbrief"));
    let older = &data::files(&fim.join("xdf2"), ".xml")[0];
    assert!(norm_fim::losses(&load(older)).is_empty());
}
