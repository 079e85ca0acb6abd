//! The department of {{name}}: say here what it does for people and on which legal basis.

mod model;
mod routes;
mod store;
#[cfg(test)]
mod tests;

use kernel::db::Migration;
use kernel::module::{Erase, NavEntry, Retention};
use kernel::{Access, Module, Permission, Routes, Text};

/// May add to the list.
pub const WRITE: Permission = Permission("{{name}}.write");

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "{{name}}",
        routes: Routes::new()
            .get("/{{name}}", Access::Everyone, routes::list)
            .post("/{{name}}", Access::Staff(WRITE), routes::add),
        migrations: &[Migration {
            module: "{{name}}",
            name: "0001_{{noun}}",
            sql: include_str!("../migrations/0001_{{noun}}.sql"),
        }],
        permissions: vec![(WRITE, Text::new("{{Noun}}: eintragen", "{{Noun}}: add entries"))],
        navigation: vec![NavEntry {
            path: "/{{name}}",
            label: Text::same("{{Noun}}"),
            group: Text::new("Meine Arbeit", "My work"),
            icon: "checklist",
            permission: Some(WRITE),
        }],
        retention: vec![Retention {
            table: "{{name}}_{{noun}}",
            rule: "Published entries; no personal data. Say here why that is so.",
            erase: Erase::Kept,
        }],
        ..Module::default()
    }
}
