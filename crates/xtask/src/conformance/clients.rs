//! Clients of `SensorThings` that nobody here wrote, against a running town: `frost_sta_client`,
//! `paho-mqtt`, and lists followed as Masterportal follows them.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{build, io, refused, start};
use crate::XtaskError;
use crate::bench::Context;
use crate::run::{run, write};

/// What is installed, pinned.
const CLIENTS: [&str; 2] = ["frost_sta_client==1.1.53", "paho-mqtt==2.1.0"];
const CHECK: &str = include_str!("clients/check_clients.py");

/// Runs the clients against a demo town of its own; what they find is printed.
///
/// # Errors
/// When something cannot be installed or started, or a check fails.
pub fn sensor_clients(binary: Option<&Path>) -> Result<(), XtaskError> {
    let context = Context::new();
    let home = install(&context)?;
    let binary = match binary {
        Some(binary) => binary.to_owned(),
        None => build()?,
    };
    let folder = tempfile::tempdir().map_err(io("cannot make a folder"))?;
    let town = start(&binary, &folder.path().join("town"), "1")?;
    let place = town.mqtt.strip_prefix("mqtt://").and_then(|p| p.rsplit_once(':'));
    let (Some((host, port)), false) = (place, town.key.is_empty()) else {
        return Err(refused("the demo printed no key or no MQTT address for its sensors"));
    };
    let root = format!("http://localhost:{}/sensorthings/v1.1", town.port);
    let mut check = Command::new(home.join("venv/bin/python"));
    run(check.arg(home.join("check_clients.py")).args([root.as_str(), &town.key, host, port]))
}

fn install(context: &Context) -> Result<PathBuf, XtaskError> {
    let home = context.external("conformance-sensors")?;
    let home = home.canonicalize().map_err(|cause| XtaskError::File { path: home, cause })?;
    let (wanted, installed) = (CLIENTS.join("\n"), home.join("installed.txt"));
    if !std::fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(home.join("venv")))?;
        let mut pip = Command::new(home.join("venv/bin/python"));
        run(pip.args(["-m", "pip", "install", "--quiet"]).args(CLIENTS))?;
        write(&installed, &wanted)?;
    }
    write(&home.join("check_clients.py"), CHECK)?;
    Ok(home)
}
