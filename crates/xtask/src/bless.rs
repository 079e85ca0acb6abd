//! `bless`: writes the golden files anew from what the code says now. Read the diff before you
//! commit it: it is what reviewers see of a change.

use crate::root;
use crate::run::{XtaskError, cargo, run};

/// Runs the tests that hold golden files, with the leave to write them.
///
/// # Errors
/// [`XtaskError::Failed`] when a test fails for another reason than a golden file.
pub fn bless() -> Result<(), XtaskError> {
    run(cargo()
        .current_dir(root())
        .args(["test", "--quiet", "--package", "rathaus", "--test", "it", "--", "guards::"])
        .env("BLESS", "1"))?;
    run(std::process::Command::new("git").current_dir(root()).args([
        "--no-pager",
        "diff",
        "--stat",
        "--",
        "docs/reference",
        "crates",
    ]))
}
