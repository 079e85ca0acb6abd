//! Automation of the house, in Rust: what a script would do, with tests.

pub mod bench;
pub mod bless;
pub mod conformance;
pub mod fuzz;
pub mod new_module;
pub mod package;
mod run;

use std::path::PathBuf;

pub use run::XtaskError;

/// The root of the workspace.
pub fn root() -> PathBuf {
    // Asked at run time: clones that share a target folder must not see each other's files.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from);
    here.ancestors().nth(2).unwrap_or(&here).to_owned()
}
