//! Where test data lives.

use std::path::PathBuf;

/// The folder of FIM test data, `None` (said loudly) where it is absent.
pub fn fim() -> Option<PathBuf> {
    let root = std::env::var_os("RATHAUS_SHARED_DATA").map_or_else(
        || {
            PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where"))
                .join("../../../shared/data")
        },
        PathBuf::from,
    );
    let folder = root.join("fim");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: no test data at {}", folder.display());
    None
}

/// Files of a folder with this ending, sorted.
pub fn files(folder: &std::path::Path, ending: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder can be listed")
        .map(|entry| entry.expect("the entry can be read").path())
        .filter(|p| p.to_string_lossy().ends_with(ending))
        .collect();
    files.sort();
    files
}
