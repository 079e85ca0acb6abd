//! What comes in from outside: licences and sources, also where cargo-deny is not installed.

use std::process::Command;

use crate::sources::root;

fn allowed() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("deny.toml"))
        .expect("the house is as the test expects");
    let parsed: toml::Table = text.parse().expect("the house is as the test expects");
    let list = parsed["licenses"]["allow"].as_array().expect("the house is as the test expects");
    list.iter().map(|l| l.as_str().expect("the house is as the test expects").to_owned()).collect()
}

/// Whether an SPDX expression can be met with the allowed licences.
fn is_met(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.replace('/', " OR ");
    let mut rest = expression.as_str();
    either(&mut rest, allowed)
}

fn either(rest: &mut &str, allowed: &[String]) -> bool {
    let mut met = both(rest, allowed);
    while let Some(after) = rest.trim_start().strip_prefix("OR ") {
        *rest = after;
        met |= both(rest, allowed);
    }
    met
}

fn both(rest: &mut &str, allowed: &[String]) -> bool {
    let mut met = one(rest, allowed);
    while let Some(after) = rest.trim_start().strip_prefix("AND ") {
        *rest = after;
        met &= one(rest, allowed);
    }
    met
}

fn one(rest: &mut &str, allowed: &[String]) -> bool {
    let text = rest.trim_start();
    if let Some(inside) = text.strip_prefix('(') {
        *rest = inside;
        let met = either(rest, allowed);
        *rest = rest.trim_start().strip_prefix(')').unwrap_or(rest);
        return met;
    }
    let end = [" OR ", " AND ", ")"].iter().filter_map(|stop| text.find(stop)).min();
    let (name, after) = text.split_at(end.unwrap_or(text.len()));
    *rest = after;
    allowed.iter().any(|a| a == name.trim())
}

#[test]
fn expressions_are_understood() {
    let allowed = ["MIT".to_owned(), "Zlib".to_owned()];
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("Apache-2.0 OR MIT", true),
        ("MIT/Apache-2.0", true),
        ("MIT AND GPL-3.0", false),
        ("(GPL-3.0 OR MIT) AND Zlib", true),
        ("GPL-3.0 OR (MIT AND Apache-2.0)", false),
    ] {
        assert_eq!(is_met(expression, &allowed), expected, "{expression}");
    }
}

#[test]
fn licences_are_allowed_and_sources_known() {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["metadata", "--format-version=1", "--offline"])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .output()
        .expect("the house is as the test expects");
    let problem = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo metadata: {problem}");
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("the house is as the test expects");
    let allowed = allowed();
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().expect("the house is as the test expects") {
        let name = package["name"].as_str().unwrap_or_default();
        let licence = package["license"].as_str().unwrap_or("none stated");
        if !is_met(licence, &allowed) {
            wrong.push(format!("{name}: {licence}"));
        }
        if let Some(source) = package["source"].as_str()
            && !source.starts_with("registry+")
        {
            wrong.push(format!("{name} comes from {source}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
