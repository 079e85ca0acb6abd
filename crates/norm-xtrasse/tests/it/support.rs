//! Where the shared data lies.

use std::path::PathBuf;

/// The folder of the broadband data; `None` (and a loud word) where it is absent.
pub fn data() -> Option<PathBuf> {
    let shared = std::env::var_os("RATHAUS_SHARED_DATA").map(PathBuf::from).or_else(|| {
        let own = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from)?;
        Some(own.join("../../../shared/data"))
    })?;
    let folder = shared.join("broadband");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: {} is absent", folder.display());
    None
}

/// A file of the `XTrasse` samples.
pub fn sample(name: &str) -> Option<Vec<u8>> {
    let path = data()?.join("xtrasse").join(name);
    Some(std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())))
}
