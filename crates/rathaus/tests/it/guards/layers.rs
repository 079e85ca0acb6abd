//! Who may know whom.

use crate::sources::{Source, crates, files, rust};

/// Who may name whom in `[dependencies]`.
fn may_depend(from: &str, to: &str) -> bool {
    // What editors write and photograph stands beside the standards: as pure as they are.
    let is_norm = to.starts_with("norm-") || matches!(to, "content" | "darkroom");
    match from {
        m if m.starts_with("norm-") => to.starts_with("norm-"),
        "content" => to.starts_with("norm-"),
        // Emulators are written from the providers' descriptions, without a line of the clients they
        // test.
        "darkroom" | "emulators" | "outside" => false,
        // The town's texts are written in the text form; of the house it knows nothing.
        "demo-town" => to == "content",
        "kernel" => is_norm,
        "web" => matches!(to, "content" | "kernel"),
        "paper" | "platform" | "testkit" => is_norm || matches!(to, "kernel" | "web"),
        m if m.starts_with("mod-") => is_norm || matches!(to, "kernel" | "outside" | "web"),
        "rathaus" | "fuzz" => true,
        _ => false,
    }
}

/// Crates of ours in a table of a manifest.
fn named(manifest: &Source, table: &str) -> Vec<String> {
    let ours = crates();
    let parsed: toml::Table =
        manifest.text.parse().unwrap_or_else(|e| panic!("{}: {e}", manifest.path));
    let table = parsed.get(table).and_then(toml::Value::as_table);
    table.into_iter().flat_map(toml::Table::keys).filter(|k| ours.contains(k)).cloned().collect()
}

fn manifests() -> Vec<Source> {
    let all = files("crates", &|path| path.file_name().is_some_and(|n| n == "Cargo.toml"));
    let found: Vec<Source> = all.into_iter().filter(|m| m.path.matches('/').count() == 2).collect();
    assert_eq!(found.len(), crates().len());
    found
}

#[test]
fn dependencies_point_down() {
    for manifest in manifests() {
        let from = manifest.crate_name().to_owned();
        for to in named(&manifest, "dependencies") {
            assert!(may_depend(&from, &to), "{from} must not depend on {to}");
        }
        for table in ["dev-dependencies", "build-dependencies"] {
            for to in named(&manifest, table) {
                let is_fine =
                    matches!(to.as_str(), "emulators" | "testkit") || may_depend(&from, &to);
                assert!(is_fine, "{from} must not depend on {to}, not even in its tests");
            }
        }
    }
}

#[test]
fn emulators_serve_tests_only() {
    let of_tests: Vec<String> = manifests()
        .iter()
        .filter(|m| named(m, "dev-dependencies").iter().any(|to| to == "emulators"))
        .map(|m| m.crate_name().to_owned())
        .collect();
    assert!(of_tests.contains(&"norm-social".to_owned()), "nobody is tested: {of_tests:?}");
    for manifest in manifests() {
        for table in ["dependencies", "build-dependencies"] {
            let knows = named(&manifest, table).iter().any(|to| to == "emulators");
            assert!(!knows, "{} must not ship the emulators", manifest.crate_name());
        }
        if manifest.crate_name() == "emulators" {
            assert!(named(&manifest, "dev-dependencies").is_empty(), "it tests nobody itself");
        }
    }
}

#[test]
fn the_rule_of_dependencies_says_no() {
    for (from, to) in [
        ("mod-desk", "mod-wohngeld"),
        ("mod-desk", "paper"),
        ("kernel", "mod-desk"),
        ("kernel", "web"),
        ("norm-fim", "kernel"),
        ("web", "mod-site"),
        ("demo-town", "kernel"),
        ("content", "kernel"),
        ("norm-feeds", "content"),
        ("norm-social", "kernel"),
        ("emulators", "norm-social"),
        ("outside", "kernel"),
        ("norm-push", "outside"),
    ] {
        assert!(!may_depend(from, to), "{from} -> {to}");
    }
}

#[test]
fn modules_do_not_name_each_other_in_their_code() {
    let modules: Vec<String> = crates()
        .into_iter()
        .filter(|c| c.starts_with("mod-"))
        .map(|c| c.replace('-', "_"))
        .collect();
    let knows_all = ["rathaus", "xtask", "fuzz"];
    for source in rust().iter().filter(|s| !knows_all.contains(&s.crate_name())) {
        let own = source.crate_name().replace('-', "_");
        for other in modules.iter().filter(|m| **m != own) {
            assert!(!source.text.contains(&format!("{other}::")), "{} names {other}", source.path);
        }
    }
}

#[test]
fn standards_do_no_input_or_output() {
    let worlds = [
        "std::fs",
        "std::net",
        "std::process",
        "std::env",
        "std::time",
        "std::thread",
        "tokio::",
        "println!(",
    ];
    let is_pure = |name: &str| name.starts_with("norm-") || matches!(name, "content" | "darkroom");
    for source in rust().iter().filter(|s| is_pure(s.crate_name()) && !s.is_test()) {
        for world in worlds {
            assert!(
                crate::sources::after(source.without_tests(), world).is_empty(),
                "{} uses {world}",
                source.path
            );
        }
    }
}

/// Crates from outside that only some of ours may know.
const VENDORS: [(&str, &[&str]); 12] = [
    ("image", &["darkroom"]),
    ("lettre", &["platform"]),
    ("ravif", &["darkroom"]),
    ("typst", &["paper"]),
    ("typst-layout", &["paper"]),
    ("typst-pdf", &["paper"]),
    ("rusqlite", &["kernel"]),
    ("deadpool-postgres", &["kernel"]),
    // The town for tests makes databases.
    ("tokio-postgres", &["kernel", "testkit"]),
    // The binary reads passphrases for it.
    ("age", &["platform", "rathaus"]),
    ("webauthn-rs", &["mod-people"]),
    ("webp", &["darkroom"]),
];

#[test]
fn vendors_stay_in_their_crates() {
    for manifest in manifests() {
        let parsed: toml::Table = manifest.text.parse().expect("the house is as the test expects");
        let Some(table) = parsed.get("dependencies").and_then(toml::Value::as_table) else {
            continue;
        };
        for (vendor, homes) in VENDORS {
            let is_fine = !table.contains_key(vendor) || homes.contains(&manifest.crate_name());
            assert!(is_fine, "{} must not know {vendor}", manifest.crate_name());
        }
    }
}
