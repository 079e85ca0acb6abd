//! Permissions and roles: each right has words and a role, each role names real rights.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use kernel::{Access, Text};
use mod_people::ROLES;

use crate::sources::golden;

fn permissions() -> BTreeMap<&'static str, Text> {
    let mut all = BTreeMap::new();
    for module in rathaus::modules() {
        for (permission, label) in module.permissions {
            let before = all.insert(permission.0, label);
            assert!(before.is_none(), "{} is named twice", permission.0);
        }
    }
    all
}

#[test]
fn roles_and_permissions_fit() {
    let all = permissions();
    let held: BTreeSet<&str> = ROLES.iter().flat_map(|r| r.permissions).copied().collect();
    let without: Vec<&&str> = all.keys().filter(|p| !held.contains(**p)).collect();
    assert!(without.is_empty(), "permissions in no role: {without:?}");
    let unknown: Vec<&&str> = held.iter().filter(|p| !all.contains_key(**p)).collect();
    assert!(unknown.is_empty(), "roles name permissions no module has: {unknown:?}");
}

#[test]
fn every_door_asks_for_a_permission_that_exists() {
    let all = permissions();
    for module in rathaus::modules() {
        for route in module.routes.iter() {
            if let Access::Staff(p) | Access::StaffStepUp(p) = route.access {
                assert!(all.contains_key(p.0), "{} asks for {}", route.path, p.0);
            }
        }
        for entry in &module.navigation {
            if let Some(p) = entry.permission {
                assert!(all.contains_key(p.0), "{} asks for {}", entry.path, p.0);
            }
        }
    }
}

#[test]
fn the_matrix_of_roles_is_the_golden_one() {
    let mut text = String::from(
        "# Permissions and roles\n\nWhat the roles a town starts with may do. Written by a test; \
         `cargo xtask bless`.\n\n| Permission | Deutsch | English |",
    );
    for role in ROLES {
        write!(text, " {} |", role.de).expect("the house is as the test expects");
    }
    text.push_str("\n|---|---|---|");
    text.push_str(&"---|".repeat(ROLES.len()));
    text.push('\n');
    for (permission, label) in permissions() {
        write!(text, "| `{permission}` | {} | {} |", label.de, label.en)
            .expect("the house is as the test expects");
        for role in ROLES {
            let mark = if role.permissions.contains(&permission) { "●" } else { "" };
            write!(text, " {mark} |").expect("the house is as the test expects");
        }
        text.push('\n');
    }
    golden("docs/reference/permissions.md", &text);
}
