//! Messages in the browser before implementations that nobody here wrote: do they open what we encrypt,
//! accept our proof, and does our push service for tests take what they send?

use std::process::Command;

use serde_json::Value;

use super::channels::{Checked, checked, install_into, start};
use super::refused;
use crate::XtaskError;
use crate::bench::Context;
use crate::run::{run, write};

/// What is installed, pinned.
const LIBRARIES: [&str; 3] = ["http_ece==1.2.1", "py-vapid==1.9.6", "pywebpush==2.5.0"];
const PEERS: &str = include_str!("push/peers.py");

/// Runs the libraries of others and prints what they found.
///
/// # Errors
/// When something cannot be installed, built or started, when they end before their last check, or
/// when a check fails.
pub fn push() -> Result<(), XtaskError> {
    run_peers()?.judge("messages are not what others expect")
}

fn run_peers() -> Result<Checked, XtaskError> {
    let context = Context::new();
    let python = install_into(&context, "conformance-push", &LIBRARIES)?;
    let mut writer = context.cargo();
    run(writer.args(["build", "--quiet", "--package", "norm-push", "--example", "message"]))?;
    let emulators = start(&context)?;
    let addresses: Value = serde_json::from_str(&emulators.addresses)
        .map_err(|error| refused(format!("the emulators said {error}")))?;
    let service = addresses.get("push").and_then(Value::as_str).unwrap_or_default();
    let folder = context.temp()?;
    let peers = folder.path().join("peers.py");
    write(&peers, PEERS)?;
    let output = Command::new(&python)
        .arg(&peers)
        .arg(context.target().join("debug/examples/message"))
        .arg(service)
        .current_dir(folder.path())
        .output()
        .map_err(|cause| XtaskError::Missing { program: "python".into(), cause })?;
    let found = checked(&String::from_utf8_lossy(&output.stdout));
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(refused(format!("the libraries broke off:\n{said}")));
    }
    Ok(found)
}
