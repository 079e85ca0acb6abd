//! Turns `ui/dist` (made by `ui/build`) into a table of assets inside the binary.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let dist = root.join("ui/dist");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    let manifest = dist.join("manifest.tsv");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", manifest.display());
    let Ok(lines) = fs::read_to_string(&manifest) else {
        println!("cargo::error=The assets are missing: run crates/web/ui/build");
        return;
    };
    let mut table = String::from("&[\n");
    for line in lines.lines() {
        let parts: Vec<&str> = line.split('\t').collect();
        let [name, file, mime, hash] = parts[..] else {
            println!("cargo::error=Strange line in manifest.tsv ({line}): run crates/web/ui/build");
            return;
        };
        // Copies: the assets may be built anew while the compiler still reads them.
        let [bytes, br, gz] =
            ["", ".br", ".gz"].map(|end| copy(&dist, &out, &format!("{file}{end}")));
        let Some(bytes) = bytes else {
            println!("cargo::error={file} is missing: run crates/web/ui/build");
            return;
        };
        writeln!(
            table,
            "Asset {{ name: {name:?}, url: \"/assets/{file}\", mime: {mime:?}, \
             bytes: include_bytes!({:?}), br: {}, gz: {}, etag: \"\\\"{hash}\\\"\" }},",
            bytes.display().to_string(),
            embedded(br.as_deref()),
            embedded(gz.as_deref()),
        )
        .expect("writing to a string cannot fail");
    }
    table.push_str("]\n");
    fs::write(out.join("assets.rs"), table).expect("OUT_DIR can be written");
}

/// Copies a file, if it is there.
fn copy(from: &Path, to: &Path, name: &str) -> Option<PathBuf> {
    let target = to.join(name);
    fs::copy(from.join(name), &target).ok().map(|_| target)
}

/// The expression for an optional compressed form.
fn embedded(file: Option<&Path>) -> String {
    file.map_or_else(
        || "None".to_owned(),
        |file| format!("Some(include_bytes!({:?}))", file.display().to_string()),
    )
}
