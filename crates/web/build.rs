//! Turns `ui/dist` (made by `ui/build`) into a table of assets inside the binary.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let dist = root.join("ui/dist");
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
        let bytes = dist.join(file);
        let (br, gz) = (dist.join(format!("{file}.br")), dist.join(format!("{file}.gz")));
        if !bytes.exists() {
            println!("cargo::error={file} is missing: run crates/web/ui/build");
            return;
        }
        writeln!(
            table,
            "Asset {{ name: {name:?}, url: \"/assets/{file}\", mime: {mime:?}, \
             bytes: include_bytes!({:?}), br: {}, gz: {}, etag: \"\\\"{hash}\\\"\" }},",
            bytes.display().to_string(),
            embedded(&br),
            embedded(&gz),
        )
        .expect("writing to a string cannot fail");
    }
    table.push_str("]\n");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it")).join("assets.rs");
    fs::write(out, table).expect("OUT_DIR can be written");
}

/// The expression for an optional compressed form.
fn embedded(file: &Path) -> String {
    if file.exists() {
        format!("Some(include_bytes!({:?}))", file.display().to_string())
    } else {
        "None".to_owned()
    }
}
