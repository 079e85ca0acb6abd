//! `cargo xtask conformance`: suites that nobody here wrote, against the running binary.

mod channels;
mod clients;
mod fediverse;
mod proxy;
mod push;
mod sensorthings;
mod website;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::XtaskError;
use crate::bench::{Memory, memory_of, service_environment};

pub use channels::channels;
pub use clients::{open_data, sensor_clients};
pub use fediverse::fediverse;
pub use push::push;
pub use sensorthings::{Verdict, sensorthings};
pub use website::{Findings, website};

fn refused(message: impl Into<String>) -> XtaskError {
    XtaskError::Refused(message.into())
}

fn io(what: &str) -> impl Fn(std::io::Error) -> XtaskError + '_ {
    move |cause| XtaskError::Refused(format!("{what}: {cause}"))
}

/// A demo town that runs until this is dropped.
pub(crate) struct Running {
    child: Child,
    port: u16,
    key: String,
    mqtt: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Running {
    /// Its port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The key of its sensors.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// What it takes of the machine.
    pub(crate) fn memory(&self) -> Result<Memory, XtaskError> {
        memory_of(self.child.id())
    }
}

fn build() -> Result<PathBuf, XtaskError> {
    let status = Command::new("cargo")
        .args(["build", "-p", "rathaus", "--bin", "rathaus"])
        .current_dir(crate::root())
        .status()
        .map_err(|cause| XtaskError::Missing { program: "cargo".into(), cause })?;
    if !status.success() {
        return Err(XtaskError::Failed { program: "cargo".into(), status });
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    Ok(target.unwrap_or_else(|| crate::root().join("target")).join("debug/rathaus"))
}

/// Starts a demo town, waits until it is open and reads the key of its sensors from what it prints.
pub(crate) fn start(binary: &Path, data: &Path, cases: &str) -> Result<Running, XtaskError> {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|l| l.local_addr())
        .map_err(io("no free port"))?
        .port();
    let mut child = Command::new(binary)
        .envs(service_environment())
        .args(["demo", "--cases", cases, "--port", &port.to_string(), "--data"])
        .arg(data)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|cause| XtaskError::Missing { program: "rathaus".into(), cause })?;
    let out = child.stdout.take();
    let mut running = Running { child, port, key: String::new(), mqtt: String::new() };
    let Some(out) = out else { return Err(refused("the demo says nothing")) };
    for line in BufReader::new(out).lines() {
        let line = line.map_err(io("the demo"))?;
        if let Some((_, key)) = line.split_once("SensorThings-Schlüssel:") {
            key.trim().clone_into(&mut running.key);
        }
        if let Some((_, mqtt)) = line.split_once("SensorThings-MQTT:") {
            mqtt.trim().clone_into(&mut running.mqtt);
        }
        if line.starts_with("Bereit") {
            break;
        }
    }
    Ok(running)
}
