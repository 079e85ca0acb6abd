//! The tables of a town: their schema, and the end of their rows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use kernel::module::{Erase, Retention};
use kernel::town::KERNEL_MIGRATIONS;
use kernel::{Sql, sql};

use crate::sources::golden;

/// SQLite's own list; only here, because the schema is written down from one engine.
const SCHEMA: Sql = sql!(
    "SELECT name, type, sql
     FROM sqlite_master
     WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
     ORDER BY tbl_name, type DESC, name"
);

/// Names of all tables that migrations make, as their text says.
pub fn names() -> BTreeSet<String> {
    let modules = rathaus::modules();
    let steps = KERNEL_MIGRATIONS.iter().chain(modules.iter().flat_map(|m| m.migrations));
    let mut names = BTreeSet::from(["kernel_migration".to_owned()]);
    for step in steps {
        for rest in step.sql.split("CREATE TABLE ").skip(1) {
            let name: String =
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            names.insert(name);
        }
    }
    names
}

fn rules() -> Vec<Retention> {
    let modules = rathaus::modules().into_iter().flat_map(|m| m.retention);
    kernel::retention::kernel_rules().into_iter().chain(modules).collect()
}

#[test]
fn every_table_has_one_rule_of_retention() {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for rule in rules() {
        *count.entry(rule.table).or_default() += 1;
        assert!(rule.rule.len() > 10, "{} has a rule without words", rule.table);
    }
    let tables = names();
    let without: Vec<&String> = tables.iter().filter(|t| !count.contains_key(t.as_str())).collect();
    assert!(without.is_empty(), "tables without a rule of retention: {without:?}");
    let unknown: Vec<&&str> = count.keys().filter(|t| !tables.contains(**t)).collect();
    assert!(unknown.is_empty(), "rules for tables that are not there: {unknown:?}");
    let twice: Vec<_> = count.iter().filter(|(_, n)| **n > 1).collect();
    assert!(twice.is_empty(), "tables with two rules: {twice:?}");
}

#[test]
fn tables_and_migrations_carry_the_name_of_their_module() {
    for module in rathaus::modules() {
        for step in module.migrations {
            assert_eq!(step.module, module.name, "{}", step.name);
            for rest in step.sql.split("CREATE TABLE ").skip(1) {
                let is_own = rest.starts_with(&format!("{}_", module.name));
                assert!(is_own, "{}/{} makes {:.40}", module.name, step.name, rest);
            }
        }
    }
}

#[test]
fn the_rules_of_retention_are_the_golden_ones() {
    let mut text = String::from(
        "# Retention\n\nWhat happens to the rows of every table in the end. Written by a test; \
         `cargo xtask bless`.\n\n| Table | How | Rule |\n|---|---|---|\n",
    );
    let mut all = rules();
    all.sort_by_key(|r| r.table);
    for rule in all {
        let how = match rule.erase {
            Erase::Kept => "kept",
            Erase::WithCase(_) => "with its case",
            Erase::Elsewhere => "elsewhere",
            Erase::Nightly(_) => "nightly",
        };
        writeln!(text, "| `{}` | {how} | {} |", rule.table, rule.rule)
            .expect("the house is as the test expects");
    }
    golden("docs/reference/retention.md", &text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_is_the_golden_one() {
    let town = testkit::town(rathaus::modules, "2026-05-04T08:00:00Z").await;
    let rows = town
        .town
        .read(|db| {
            let rows = db.query(SCHEMA, &[])?;
            rows.iter().map(|r| Ok((r.get("name")?, r.get("type")?, r.get("sql")?))).collect()
        })
        .await;
    let rows: Vec<(String, String, String)> = rows.expect("the house is as the test expects");
    let tables: BTreeSet<String> =
        rows.iter().filter(|r| r.1 == "table").map(|r| r.0.clone()).collect();
    assert_eq!(tables, names(), "the tables of a town are those its migrations name");
    let mut text = String::from(
        "# Schema\n\nAll tables after all migrations, as SQLite has them (PostgreSQL: the same without \
         `STRICT`, `INTEGER` is `BIGINT`). Written by a test; `cargo xtask bless`.\n\n```sql\n",
    );
    for (_, _, sql) in rows {
        writeln!(text, "{sql};\n").expect("the house is as the test expects");
    }
    text.push_str("```\n");
    golden("docs/reference/schema.md", &text);
}
