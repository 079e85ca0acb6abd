//! Where inputs come from: our own data, the shared test data where it is there, and what was
//! found before.

use std::path::{Path, PathBuf};

/// Largest file taken as a seed, in bytes: larger ones only slow the search down.
const SEED_BYTES_MAX: u64 = 200_000;
/// Files taken of one folder.
const SEEDS_MAX: usize = 40;

fn root() -> PathBuf {
    let here = std::env::var("RATHAUS_ROOT")
        .or_else(|_| std::env::var("CARGO_MANIFEST_DIR").map(|at| format!("{at}/../..")));
    PathBuf::from(here.unwrap_or_else(|_| ".".into()))
}

fn read(folder: &Path, ending: &str) -> Vec<Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    paths
        .into_iter()
        .filter(|p| p.is_file() && p.to_string_lossy().ends_with(ending))
        .filter(|p| p.metadata().is_ok_and(|m| m.len() <= SEED_BYTES_MAX))
        .take(SEEDS_MAX)
        .filter_map(|p| std::fs::read(p).ok())
        .collect()
}

/// Files of a folder of our own data.
pub(crate) fn own(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    read(&root().join("data").join(folder), ending)
}

/// Files of a folder of the shared test data; none where they are absent.
pub(crate) fn shared(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    let shared = std::env::var("RATHAUS_SHARED_DATA")
        .map_or_else(|_| root().join("../shared/data"), PathBuf::from);
    read(&shared.join(folder), ending)
}

/// Inputs that once broke a target.
pub fn found(target: &str) -> Vec<Vec<u8>> {
    read(&root().join("crates/fuzz/found").join(target), "")
}
