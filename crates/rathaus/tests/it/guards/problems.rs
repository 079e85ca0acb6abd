//! Refusals: every kind with its words, on one page to proof-read.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::sources::{after, golden, literal, rust};

/// Ways to make a refusal, as they stand in the sources.
const MAKERS: [&str; 2] = ["Problem::new(", "AppError::refused("];

/// A text argument: a literal, a format with its holes, or something computed.
fn argument(rest: &str) -> (String, &str) {
    let rest = rest.trim_start().trim_start_matches(',').trim_start();
    let inner = rest.strip_prefix("format!(").unwrap_or(rest);
    if let Some((text, rest)) = literal(inner) {
        return (text, rest.trim_start().trim_start_matches(')'));
    }
    // Passed on: up to the next comma is close enough for a list.
    let rest = rest.split_once([',', ')']).map_or("", |(_, rest)| rest);
    ("(computed)".into(), rest)
}

#[test]
fn the_kinds_of_refusal_are_the_golden_ones() {
    let mut found = BTreeSet::new();
    // Standards have findings of their own, which no kind names.
    let ours = |name: &str| !name.starts_with("norm-") && name != "xtask";
    for source in rust().iter().filter(|s| !s.is_test() && ours(s.crate_name())) {
        for rest in MAKERS.iter().flat_map(|maker| after(source.without_tests(), maker)) {
            // A kind that is no literal was named where it is made.
            let Some((kind, rest)) = literal(rest) else { continue };
            let is_sound = kind.split_once('/').is_some_and(|(module, what)| {
                let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                !what.is_empty() && module.chars().all(plain) && what.chars().all(plain)
            });
            assert!(
                is_sound,
                "{}: {kind:?} is no name of a problem (module/what-is-wrong)",
                source.path
            );
            let (de, rest) = argument(rest);
            let (en, _) = argument(rest);
            found.insert((kind, de, en));
        }
    }
    assert!(found.len() > 20, "only {} refusals found", found.len());
    let mut text = String::from(
        "# Refusals\n\nEvery kind of problem with the sentence people read; `{…}` is filled in. Written \
         by a test; `cargo xtask bless`.\n\n| Kind | Deutsch | English |\n|---|---|---|\n",
    );
    let cell =
        |text: &str| text.replace('|', "\\|").split_whitespace().collect::<Vec<_>>().join(" ");
    for (kind, de, en) in found {
        writeln!(text, "| `{kind}` | {} | {} |", cell(&de), cell(&en))
            .expect("the house is as the test expects");
    }
    golden("docs/reference/problems.md", &text);
}
