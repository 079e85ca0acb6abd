//! Automation of the house, in Rust: what a script would do, with tests.

pub mod bless;
pub mod new_module;
pub mod package;
mod run;

use std::path::{Path, PathBuf};

pub use run::XtaskError;

/// The root of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}
