//! A new module must be green from its first minute: made in a workspace of its own, built and
//! tested there, and clean under the lints of the house.

use std::fs;
use std::path::Path;
use std::process::Command;

use xtask::new_module::NewModule;

/// A workspace with the lints and dependencies of the house, its crates taken from where they are.
fn workspace(folder: &Path) {
    let root = xtask::root();
    let manifest = fs::read_to_string(root.join("Cargo.toml")).expect("we are in a workspace");
    let manifest = manifest
        .replace("members = [\"crates/*\"]", "members = [\"crates/mod-dogs\"]")
        .replace("path = \"crates/", &format!("path = \"{}/crates/", root.display()))
        // The new one is the only crate of this workspace.
        .replace(&format!("{}/crates/mod-dogs", root.display()), "crates/mod-dogs");
    fs::write(folder.join("Cargo.toml"), manifest).expect("a temporary folder is writable");
    for file in ["Cargo.lock", "clippy.toml"] {
        fs::copy(root.join(file), folder.join(file)).expect("the house has this file");
    }
}

fn cargo(folder: &Path, arguments: &[&str]) {
    // The target folder of the house: what is built there already is not built again.
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| xtask::root().join("target"), std::path::PathBuf::from);
    let output = Command::new(env!("CARGO"))
        .current_dir(folder)
        .args(arguments)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .expect("cargo runs us");
    assert!(
        output.status.success(),
        "cargo {arguments:?} in a new module:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn a_new_module_is_formatted_clean_and_green() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir_all(folder.join("crates/rathaus")).unwrap();
    let root = xtask::root();
    for file in ["Cargo.toml", "crates/rathaus/Cargo.toml", "rustfmt.toml"] {
        fs::copy(root.join(file), folder.join(file)).unwrap();
    }
    NewModule::named("dogs", None).unwrap().write(folder).unwrap();
    let known = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    assert!(known.contains("mod-dogs = { path = \"crates/mod-dogs\" }"));
    let used = fs::read_to_string(folder.join("crates/rathaus/Cargo.toml")).unwrap();
    assert!(used.contains("mod-dogs.workspace = true"));
    assert!(NewModule::named("dogs", None).unwrap().write(folder).is_err(), "never written over");

    fs::remove_dir_all(folder.join("crates/rathaus")).unwrap();
    fs::write(folder.join("known.toml"), known).unwrap();
    workspace(folder);
    let with = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    assert!(!with.contains("mod-dogs = {"), "the house has no dogs yet");
    cargo(folder, &["fmt", "--package", "mod-dogs", "--check"]);
    cargo(folder, &["test", "--offline", "--quiet"]);
    cargo(folder, &["clippy", "--offline", "--quiet", "--all-targets", "--", "-D", "warnings"]);
}
