//! Running programs and touching files, with errors that say what was attempted.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Why a task could not be done.
#[derive(Debug, thiserror::Error)]
pub enum XtaskError {
    /// A file or folder.
    #[error("{path}: {cause}")]
    File {
        /// Which one.
        path: PathBuf,
        /// The cause.
        cause: std::io::Error,
    },
    /// A program is missing.
    #[error("cannot start {program}: {cause}")]
    Missing {
        /// Its name.
        program: String,
        /// The cause.
        cause: std::io::Error,
    },
    /// A program failed; it has said why itself.
    #[error("{program} failed ({status})")]
    Failed {
        /// Its name.
        program: String,
        /// How it ended.
        status: std::process::ExitStatus,
    },
    /// What was asked for cannot be.
    #[error("{0}")]
    Refused(String),
}

/// Reads a text file.
pub fn read(path: &Path) -> Result<String, XtaskError> {
    fs::read_to_string(path).map_err(|cause| XtaskError::File { path: path.to_owned(), cause })
}

/// Writes a file and the folders above it.
pub fn write(path: &Path, text: &str) -> Result<(), XtaskError> {
    let fail = |cause| XtaskError::File { path: path.to_owned(), cause };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(fail)?;
    }
    fs::write(path, text).map_err(fail)
}

/// Copies a file with its mode and makes the folders above its new place.
pub fn copy(from: &Path, to: &Path) -> Result<(), XtaskError> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)
            .map_err(|cause| XtaskError::File { path: folder.to_owned(), cause })?;
    }
    fs::copy(from, to).map_err(|cause| XtaskError::File { path: from.to_owned(), cause })?;
    Ok(())
}

/// Sets the mode of a file.
pub fn set_mode(path: &Path, mode: u32) -> Result<(), XtaskError> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .map_err(|cause| XtaskError::File { path: path.to_owned(), cause })
}

/// Runs a program to its end.
pub fn run(command: &mut Command) -> Result<(), XtaskError> {
    let program = name_of(command);
    let status = command
        .status()
        .map_err(|cause| XtaskError::Missing { program: program.clone(), cause })?;
    if status.success() { Ok(()) } else { Err(XtaskError::Failed { program, status }) }
}

/// Runs a program to its end and answers what it printed.
pub fn output(command: &mut Command) -> Result<String, XtaskError> {
    let program = name_of(command);
    let output = command
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|cause| XtaskError::Missing { program: program.clone(), cause })?;
    if !output.status.success() {
        return Err(XtaskError::Failed { program, status: output.status });
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a program can be started.
pub fn is_there(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The cargo that runs us.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").as_deref().unwrap_or(OsStr::new("cargo")))
}

fn name_of(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
