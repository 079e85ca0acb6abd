//! The SQL of the house: where it stands, which tables it names, and that both engines take it.

use std::collections::BTreeSet;

use crate::sources::{Source, after, literal, rust};

/// A statement with the file it stands in.
struct Statement {
    path: String,
    module: String,
    text: String,
}

fn statements_of(source: &Source) -> Vec<Statement> {
    after(&source.text, "sql!(")
        .into_iter()
        .map(|rest| {
            let (text, _) = literal(rest).unwrap_or_else(|| {
                panic!("{}: sql! takes a literal and nothing else", source.path)
            });
            let name = source.crate_name();
            Statement {
                path: source.path.clone(),
                module: name.strip_prefix("mod-").unwrap_or(name).to_owned(),
                text,
            }
        })
        .collect()
}

/// Every statement outside tests.
fn statements() -> Vec<Statement> {
    let found: Vec<Statement> = rust()
        .iter()
        .filter(|s| !s.is_test() && s.path != "crates/kernel/src/db/mod.rs")
        // Templates of `cargo xtask new-module` become statements when a module is made of them.
        .filter(|s| !s.path.contains("/templates/"))
        .flat_map(statements_of)
        .collect();
    assert!(found.len() > 100, "only {} statements found", found.len());
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_is_prepared_on_both_engines() {
    let mut wrong = Vec::new();
    for town in testkit::towns(rathaus::modules, "2026-05-04T08:00:00Z").await {
        let engine = town.town.db().kind();
        for statement in statements() {
            if let Err(error) = town.town.db().prepare_only(statement.text.clone()).await {
                wrong.push(format!("{engine:?} {}: {error}\n{}", statement.path, statement.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{} statements:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_statement_would_be_found() {
    for town in testkit::towns(rathaus::modules, "2026-05-04T08:00:00Z").await {
        let db = town.town.db();
        assert!(db.prepare_only("SELECT nothing FROM kernel_case".into()).await.is_err());
        assert!(db.prepare_only("SELECT id FROM kernel_case WHERE id = $1".into()).await.is_ok());
    }
}

/// Words of a statement that could be names of tables.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|w| w.contains('_'))
}

#[test]
fn modules_name_only_their_own_tables() {
    let modules: BTreeSet<String> =
        rathaus::modules().iter().map(|m| m.name.to_owned()).chain(["kernel".to_owned()]).collect();
    for statement in statements() {
        let tables = super::tables::names();
        for word in words(&statement.text) {
            let Some((owner, _)) = word.split_once('_') else { continue };
            if tables.contains(word) && modules.contains(owner) {
                assert_eq!(
                    owner, statement.module,
                    "{} names the table {word}, which is not its own:\n{}",
                    statement.path, statement.text
                );
            }
        }
    }
}

/// Pieces of statements that are put together at run time.
fn pieces() -> Vec<Statement> {
    let all = rust();
    let outside = all.iter().filter(|s| !s.is_test() && s.crate_name() != "kernel");
    outside
        .flat_map(|source| {
            let found = after(source.without_tests(), "piece!(");
            let texts = found.into_iter().map(|rest| {
                let literal = literal(rest);
                literal.unwrap_or_else(|| panic!("{}: piece! takes a literal", source.path)).0
            });
            let name = source.crate_name();
            let module = name.strip_prefix("mod-").unwrap_or(name).to_owned();
            let texts: Vec<String> = texts.collect();
            texts.into_iter().map(move |text| Statement {
                path: source.path.clone(),
                module: module.clone(),
                text,
            })
        })
        .collect()
}

#[test]
fn pieces_name_only_tables_of_their_module_and_lie_in_stores() {
    let pieces = pieces();
    assert!(pieces.len() > 50, "only {} pieces found", pieces.len());
    let tables = super::tables::names();
    for piece in pieces {
        for word in words(&piece.text).filter(|w| tables.contains(*w)) {
            let is_own = word.starts_with(&format!("{}_", piece.module));
            assert!(is_own, "{} names the table {word}: {}", piece.path, piece.text);
        }
        assert!(piece.path.contains("/store"), "{} holds a piece of SQL", piece.path);
        assert!(!piece.text.contains('$'), "{}: values are bound, {}", piece.path, piece.text);
    }
    for source in rust().iter().filter(|s| !s.is_test()) {
        let is_macro = source.path == "crates/kernel/src/db/built.rs";
        assert!(
            is_macro || !source.text.contains("Piece::__new"),
            "{} goes around piece!",
            source.path
        );
    }
}

/// Only measured values are saved without a line in the logbook.
#[test]
fn only_sensors_save_without_a_line() {
    for source in rust().iter().filter(|s| !s.is_test()) {
        let may = matches!(source.crate_name(), "mod-sensors" | "kernel");
        assert!(may || !source.text.contains("Saved::measured"), "{} leaves no line", source.path);
    }
}

#[test]
fn only_stores_know_sql() {
    for source in rust().iter().filter(|s| !s.is_test()) {
        let inside = source.in_src();
        let is_store = inside == "store.rs"
            || inside.starts_with("store/")
            || inside.ends_with("/store.rs")
            // Each noun of the kernel is its own store.
            || source.crate_name() == "kernel";
        assert!(
            is_store || after(source.without_tests(), "sql!(").is_empty(),
            "{} holds SQL; it belongs into store.rs",
            source.path
        );
        let is_macro = source.path == "crates/kernel/src/db/mod.rs";
        assert!(
            is_macro || !source.text.contains("Sql::__new"),
            "{} goes around sql!",
            source.path
        );
    }
}
