//! Documents name only what exists.

use std::collections::BTreeSet;

use crate::sources::{Source, crates, files, root, rust};

/// Everything that is declared anywhere: types, functions, constants, modules.
fn declared() -> BTreeSet<String> {
    let words = ["fn ", "struct ", "enum ", "trait ", "type ", "mod ", "const ", "macro_rules! "];
    let tests = files("crates", &|path| path.extension().is_some_and(|e| e == "rs"));
    let mut names = BTreeSet::new();
    for source in &tests {
        for line in source.text.lines() {
            for word in words {
                for rest in line.split(word).skip(1) {
                    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
                    names.insert(rest.get(..end.unwrap_or(rest.len())).unwrap_or(rest).to_owned());
                }
            }
        }
    }
    names
}

fn ticked(text: &str) -> Vec<&str> {
    text.lines()
        .filter(|line| !line.starts_with("```"))
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .collect()
}

/// What is wrong with a word in backticks, if it claims that something exists.
fn complaint(word: &str, known: &BTreeSet<String>) -> Option<String> {
    let is_path =
        word.starts_with("crates/") || word.starts_with("docs/") || word.starts_with("packaging/");
    if is_path {
        return (!root().join(word).exists()).then(|| format!("the file {word}"));
    }
    if word.starts_with("mod-") || word.starts_with("norm-") {
        let is_crate = word.ends_with('…') || crates().iter().any(|c| c == word);
        return (!is_crate).then(|| format!("the crate {word}"));
    }
    let name = word.trim_end_matches("()").trim_end_matches('!');
    let is_name = name.split("::").all(|part| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    });
    let is_type = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().any(|c| c.is_ascii_lowercase());
    let is_claim = is_name
        && (is_type
            || name.contains("::")
            || (name.contains('_') && name.matches('_').count() > 2));
    if !is_claim {
        return None;
    }
    let packages: BTreeSet<String> = crates().iter().map(|c| c.replace('-', "_")).collect();
    name.split("::")
        .find(|part| !known.contains(*part) && !packages.contains(*part))
        .map(|part| format!("{part} of {word}"))
}

fn missing(document: &Source, known: &BTreeSet<String>) -> Vec<String> {
    ticked(&document.text).into_iter().filter_map(|word| complaint(word, known)).collect()
}

#[test]
fn the_architecture_names_only_what_exists() {
    let known = declared();
    let documents = files(".", &|path| path.extension().is_some_and(|e| e == "md"));
    let architecture = documents.iter().find(|d| d.path == "ARCHITECTURE.md").expect("the map");
    let wrong = missing(architecture, &known);
    assert!(wrong.is_empty(), "ARCHITECTURE.md names what is not there: {wrong:?}");
    // Every crate is on the map, and nothing else is.
    let map: BTreeSet<String> = architecture
        .text
        .lines()
        .filter_map(|line| {
            line.strip_prefix("| `")?.split_once("` | ").map(|(name, _)| name.to_owned())
        })
        .collect();
    assert_eq!(map, crates().into_iter().collect(), "the code map of ARCHITECTURE.md");
    // Every invariant names a test.
    let held: Vec<&str> = architecture
        .text
        .lines()
        .skip_while(|line| !line.starts_with("| Invariant"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .filter_map(|line| ticked(line).pop())
        .collect();
    assert!(held.len() > 10, "only {} invariants", held.len());
    for test in held {
        let name = test.rsplit("::").next().unwrap_or(test);
        let mark = format!("fn {name}()");
        let all = files("crates", &|path| path.extension().is_some_and(|e| e == "rs"));
        let is_test = all.iter().any(|s| {
            s.text.find(&mark).is_some_and(|at| {
                let before = s.text.get(..at).unwrap_or_default();
                before.rsplit('\n').take(4).any(|l| l.contains("test]") || l.contains("test("))
            })
        });
        assert!(is_test, "{test} is no test");
    }
}

#[test]
fn a_name_that_is_not_there_would_be_found() {
    let known = declared();
    for word in
        ["crates/mod-cats/src/lib.rs", "mod-cats", "CatManager", "guards::layers::cats_purr"]
    {
        assert!(complaint(word, &known).is_some(), "{word}");
    }
    for word in ["crates/kernel/src/lib.rs", "mod-desk", "Module", "/en", "serve", "v1", "TEXT"] {
        assert_eq!(complaint(word, &known), None, "{word}");
    }
}

#[test]
fn guides_and_decisions_name_only_files_that_exist() {
    // Paths a guide tells its reader to make.
    let yet_to_be = ["crates/mod-dogs"];
    for document in files("docs", &|path| path.extension().is_some_and(|e| e == "md")) {
        for word in ticked(&document.text) {
            let is_path = word.starts_with("crates/")
                || word.starts_with("docs/")
                || word.starts_with("packaging/");
            if is_path && !word.contains(['<', '…', '*']) && !yet_to_be.contains(&word) {
                assert!(root().join(word).exists(), "{} names {word}", document.path);
            }
        }
    }
}

#[test]
fn links_between_documents_lead_somewhere() {
    for document in files(".", &|path| path.extension().is_some_and(|e| e == "md")) {
        let folder = root().join(&document.path);
        let folder = folder.parent().expect("a file lies in a folder");
        for rest in document.text.split("](").skip(1) {
            let Some((target, _)) = rest.split_once(')') else { continue };
            let target = target.split('#').next().unwrap_or_default();
            if target.is_empty()
                || target.contains("://")
                || target.starts_with('/')
                || target.contains(' ')
            {
                continue;
            }
            assert!(folder.join(target).exists(), "{} links to {target}", document.path);
        }
    }
}

#[test]
fn every_module_has_a_readme() {
    let without: Vec<String> = crates()
        .into_iter()
        .filter(|c| c.starts_with("mod-") || c.starts_with("norm-"))
        .filter(|c| !root().join("crates").join(c).join("README.md").exists())
        .collect();
    assert!(without.is_empty(), "without README.md: {without:?}");
}

#[test]
fn the_sources_were_found() {
    assert!(rust().iter().any(|s| s.path == "crates/kernel/src/lib.rs"));
}
