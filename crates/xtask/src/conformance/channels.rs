//! The providers' official client libraries against our emulators: is the protocol that our tests
//! trust the one the providers' own programs speak?

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::refused;
use crate::XtaskError;
use crate::bench::Context;
use crate::run::{run, write};

/// What is installed, pinned.
const LIBRARIES: [&str; 4] = [
    "facebook_business==26.0.3",
    "google-api-python-client==2.202.0",
    "google-auth==2.62.2",
    "Mastodon.py==2.3.3",
];
const CLIENTS: &str = include_str!("channels/clients.py");

/// What the libraries found: checks that came out, and those that did not with what was seen.
#[derive(Debug, Default)]
pub(super) struct Checked {
    passed: usize,
    failed: Vec<String>,
}

impl Checked {
    /// Prints what was found; `wrong` says what it means if a check failed.
    pub(super) fn judge(&self, wrong: &str) -> Result<(), XtaskError> {
        for line in &self.failed {
            println!("{line}");
        }
        println!("{} checks passed, {} failed", self.passed, self.failed.len());
        if self.failed.is_empty() { Ok(()) } else { Err(refused(wrong)) }
    }
}

/// All emulators, until this is dropped.
pub(super) struct Emulators {
    child: Child,
    /// As JSON.
    pub(super) addresses: String,
}

impl Drop for Emulators {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Runs the official libraries against the emulators and prints what they found.
///
/// # Errors
/// When something cannot be installed, built or started, when the libraries end before their last
/// check, or when a check fails.
pub fn channels() -> Result<(), XtaskError> {
    run_clients()?.judge("an emulator is not what the libraries expect")
}

fn run_clients() -> Result<Checked, XtaskError> {
    let context = Context::new();
    let shared = context.shared_data("channels")?;
    let python = install_into(&context, "conformance-channels", &LIBRARIES)?;
    let emulators = start(&context)?;
    let folder = context.temp()?;
    let clients = folder.path().join("clients.py");
    write(&clients, CLIENTS)?;
    let output = Command::new(&python)
        .args(["-W", "ignore"])
        .arg(&clients)
        .arg(&emulators.addresses)
        .arg(&shared)
        .current_dir(folder.path())
        .output()
        .map_err(|cause| XtaskError::Missing { program: "python".into(), cause })?;
    let checked = checked(&String::from_utf8_lossy(&output.stdout));
    // It ends with 1 when a check failed, and also when it broke off.
    if !output.status.success() && checked.failed.is_empty() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(refused(format!("the libraries broke off:\n{said}")));
    }
    Ok(checked)
}

pub(super) fn checked(lines: &str) -> Checked {
    let mut checked = Checked::default();
    for line in lines.lines() {
        match line.strip_prefix("FAIL ") {
            Some(failed) => checked.failed.push(failed.to_owned()),
            None if line.starts_with("ok ") => checked.passed += 1,
            None => {}
        }
    }
    checked
}

/// A Python of its own with these libraries; its path.
pub(super) fn install_into(
    context: &Context,
    folder: &str,
    libraries: &[&str],
) -> Result<PathBuf, XtaskError> {
    let home = context.external(folder)?;
    let home = home.canonicalize().map_err(|cause| XtaskError::File { path: home, cause })?;
    let wanted = libraries.join("\n");
    let installed = home.join("installed.txt");
    let python = home.join("venv/bin/python");
    if !std::fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(home.join("venv")))?;
        let mut pip = Command::new(&python);
        run(pip.args(["-m", "pip", "install", "--quiet", "requests"]).args(libraries))?;
        write(&installed, &wanted)?;
    }
    Ok(python)
}

pub(super) fn start(context: &Context) -> Result<Emulators, XtaskError> {
    run(context.cargo().args(["build", "--quiet", "--package", "emulators"]))?;
    let missing = |cause| XtaskError::Missing { program: "emulators".into(), cause };
    let mut child = Command::new(context.target().join("debug/emulators"))
        .env("RATHAUS_SHARED_DATA", context.shared_data("channels")?.join(".."))
        // They end when their input ends.
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(missing)?;
    let out = child.stdout.take();
    let mut emulators = Emulators { child, addresses: String::new() };
    let Some(out) = out else { return Err(refused("the emulators say nothing")) };
    BufReader::new(out).read_line(&mut emulators.addresses).map_err(missing)?;
    Ok(emulators)
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn checks_are_counted() {
        let checked = checked("ok   a\nFAIL b: seen\nsomething else\nok   c\n");
        assert_eq!((checked.passed, checked.failed), (2, vec!["b: seen".to_owned()]));
    }
}
