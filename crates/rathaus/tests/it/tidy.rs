//! The source itself: every file compiled, none without a sentence, none growing without end.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crate::sources::{after, files, root, rust};

/// Lines a file should not exceed, its unit tests apart.
const FILE_LINES_MAX: usize = 400;
/// Lines a function should not exceed.
const FUNCTION_LINES_MAX: usize = 70;

/// Files a source declares with `mod`.
fn children(path: &Path, text: &str) -> Vec<PathBuf> {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let folder = path.parent().expect("a file lies in a folder");
    let below = match name {
        "lib.rs" | "main.rs" | "mod.rs" | "build.rs" => folder.to_owned(),
        _ => path.with_extension(""),
    };
    let mut found = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        let line =
            line.split_once(") ").filter(|(p, _)| p.starts_with("pub(")).map_or(line, |(_, l)| l);
        let line = line.strip_prefix("pub ").unwrap_or(line);
        if let Some(module) = line.strip_prefix("mod ").and_then(|l| l.strip_suffix(';')) {
            found.push(below.join(format!("{module}.rs")));
            found.push(below.join(module).join("mod.rs"));
        }
    }
    found
}

fn reach(path: &Path, seen: &mut BTreeSet<PathBuf>) {
    let Ok(text) = fs::read_to_string(path) else { return };
    if seen.insert(path.to_owned()) {
        for child in children(path, &text) {
            reach(&child, seen);
        }
    }
}

#[test]
fn every_file_is_compiled() {
    let all = files("crates", &|path| path.extension().is_some_and(|e| e == "rs"));
    let mut seen = BTreeSet::new();
    for source in &all {
        let below = source.path.splitn(3, '/').nth(2).unwrap_or_default();
        let is_root = matches!(below, "src/lib.rs" | "src/main.rs" | "build.rs" | "tests/it/main.rs")
            // Cargo takes every file of these folders for a program of its own.
            || (below.matches('/').count() == 1 && !below.starts_with("src/"))
            || (below.ends_with("/main.rs") && below.matches('/').count() == 2)
            || below.starts_with("src/bin/")
            // Templates of new modules are compiled by a test of xtask.
            || below.starts_with("templates/")
            // Fuzz targets are a workspace of their own.
            || below.starts_with("fuzz/");
        if is_root {
            reach(&root().join(&source.path), &mut seen);
        }
    }
    let orphans: Vec<&str> = all
        .iter()
        .filter(|s| !seen.contains(&root().join(&s.path)))
        .map(|s| s.path.as_str())
        .collect();
    assert!(orphans.is_empty(), "files that nobody compiles: {orphans:?}");
}

/// Clones share a target folder; a path that the compiler put in leads into another clone.
#[test]
fn no_source_keeps_the_folder_it_was_compiled_in() {
    let asked = concat!("env!(\"CARGO_", "MANIFEST_DIR\")");
    let keeping: Vec<String> =
        rust().into_iter().filter(|s| s.text.contains(asked)).map(|s| s.path).collect();
    assert!(keeping.is_empty(), "ask std::env::var at run time instead: {keeping:?}");
}

#[test]
fn every_file_says_what_it_is() {
    let without: Vec<String> = rust()
        .into_iter()
        .filter(|s| !s.path.contains("/templates/") && !s.text.starts_with("//! "))
        .map(|s| s.path)
        .collect();
    assert!(without.is_empty(), "without a first sentence: {without:?}");
}

#[test]
fn only_the_clock_knows_the_time() {
    for source in rust().iter().filter(|s| s.path != "crates/kernel/src/clock.rs") {
        for call in ["Timestamp::now(", "Zoned::now(", "SystemTime::now("] {
            assert!(after(&source.text, call).is_empty(), "{} asks {call}…)", source.path);
        }
    }
}

#[test]
fn exceptions_to_lints_give_a_reason() {
    for source in rust() {
        // Put together, so that this file does not find itself.
        for mark in [concat!("#[all", "ow("), concat!("#![all", "ow(")] {
            assert!(
                after(&source.text, mark).is_empty(),
                "{}: write #[expect(…, reason = …)]",
                source.path
            );
        }
        for rest in after(&source.text, "#[expect(") {
            let attribute = rest.split(")]").next().unwrap_or_default();
            assert!(attribute.contains("reason"), "{}: #[expect({attribute})]", source.path);
        }
    }
}

#[test]
fn nothing_is_left_to_do_without_an_issue() {
    for source in rust() {
        for mark in [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX")] {
            for rest in source.text.split(mark).skip(1) {
                assert!(rest.starts_with("(#"), "{}: {mark} without an issue number", source.path);
            }
        }
    }
}

/// Words that belong to one machine and not into the repository; put together, so that this file
/// does not find itself.
const MACHINES: [&str; 8] = [
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/fa", "rm/"),
    concat!("/ho", "me/"),
    concat!("registry.", "npmjs"),
    concat!("static.", "crates.io"),
    concat!("index.", "crates.io"),
    concat!("deb.", "debian"),
];

#[test]
fn no_machine_is_named() {
    let wanted = [
        "rs", "md", "toml", "sh", "sql", "service", "conf", "css", "js", "mjs", "html", "json",
        "yml", "typ", "",
    ];
    let take = |path: &Path| {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        wanted.contains(&extension)
            && !matches!(name, "package-lock.json" | "Cargo.lock" | "LICENSE")
    };
    for source in files(".", &take) {
        for machine in MACHINES {
            assert!(!source.text.contains(machine), "{} names {machine}", source.path);
        }
    }
}

/// Functions of a file with their length in lines: rustfmt puts the closing brace below the first
/// letter of the line that opens it.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let head = ["pub ", "pub(crate) ", "pub(super) ", "const ", "async ", "unsafe "]
            .iter()
            .fold(code, |code, word| code.strip_prefix(word).unwrap_or(code));
        let Some(rest) = head.strip_prefix("fn ") else { continue };
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        // A signature without a body, as traits have them, is no function.
        let head = lines.iter().skip(at).find(|l| l.ends_with(['{', ';', '}'])).unwrap_or(line);
        if !head.ends_with('{') {
            continue;
        }
        let indent = line.get(..line.len() - code.len()).unwrap_or_default();
        let closing = format!("{indent}}}");
        let end = lines.iter().skip(at).position(|l| *l == closing);
        if let Some(length) = end {
            found.push((name, length + 1));
        }
    }
    found
}

/// Everything above the limits: name and lines.
fn long() -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    // Stories are told in one piece.
    for source in rust().iter().filter(|s| !s.is_test()) {
        let lines = source.without_tests().lines().count();
        if lines > FILE_LINES_MAX {
            found.insert(source.path.clone(), lines);
        }
        for (name, lines) in functions(source.without_tests()) {
            if lines > FUNCTION_LINES_MAX {
                let most = found.entry(format!("{} {name}", source.path)).or_default();
                *most = lines.max(*most);
            }
        }
    }
    found
}

/// A list that may only shrink: what is longer than it should be, with its length.
#[test]
fn long_files_and_functions_only_shrink() {
    let path = root().join("crates/rathaus/tests/long.txt");
    let now = long();
    let listed: BTreeMap<String, usize> = fs::read_to_string(&path)
        .unwrap_or_default()
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|line| {
            let (name, lines) = line.rsplit_once(' ')?;
            Some((name.to_owned(), lines.parse().ok()?))
        })
        .collect();
    let grown: Vec<String> = now
        .iter()
        .filter(|(name, lines)| listed.get(*name).is_none_or(|was| *lines > was))
        .map(|(name, lines)| format!("{name} {lines}"))
        .collect();
    assert!(
        grown.is_empty(),
        "longer than {FILE_LINES_MAX} lines (files) or {FUNCTION_LINES_MAX} (functions); divide them:\n{}",
        grown.join("\n")
    );
    let mut text = String::from(
        "# What is longer than it should be, with its lines. May only shrink; BLESS=1 shortens it.\n",
    );
    for (name, lines) in &now {
        writeln!(text, "{name} {lines}").expect("the house is as the test expects");
    }
    if std::env::var("BLESS").is_ok_and(|v| v == "1") {
        fs::write(&path, text).expect("the house is as the test expects");
    } else {
        assert_eq!(now, listed, "something became shorter: BLESS=1 shortens the list");
    }
}

#[test]
fn functions_are_measured() {
    let text = "trait A {\n    fn no_body(\n        &self,\n    );\n}\nfn two() {\n}\npub async fn three() {\n    x\n}\n";
    assert_eq!(functions(text), [("two".to_owned(), 2), ("three".to_owned(), 3)]);
}
