//! Clients of `SensorThings` that nobody here wrote, against a running town: `frost_sta_client`,
//! `paho-mqtt`, and lists followed as Masterportal follows them.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{build, io, refused, start};
use crate::XtaskError;
use crate::bench::{Context, plain};
use crate::run::{run, write};

/// What is installed, pinned.
const CLIENTS: [&str; 2] = ["frost_sta_client==1.1.53", "paho-mqtt==2.1.0"];
/// The validator of shapes, pinned.
const SHACL: [&str; 1] = ["pyshacl==0.40.1"];
const CHECK: &str = include_str!("clients/check_clients.py");

/// Runs the clients against a demo town of its own; what they find is printed.
///
/// # Errors
/// When something cannot be installed or started, or a check fails.
pub fn sensor_clients(binary: Option<&Path>) -> Result<(), XtaskError> {
    let context = Context::new();
    let home = install(&context, "conformance-sensors", &CLIENTS)?;
    write(&home.join("check_clients.py"), CHECK)?;
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

/// The demo town's key is one that no municipality has; the vocabulary beside the shapes holds this one.
const KEY_OF_SHAPES: &str = "05170032";

/// Validates the catalogue of a demo town in its three forms with the official shapes of DCAT-AP.de,
/// which lie with the foreign test data.
///
/// # Errors
/// When something cannot be installed, started or read, or the shapes are violated.
pub fn open_data(binary: Option<&Path>) -> Result<(), XtaskError> {
    let context = Context::new();
    let home = install(&context, "conformance-open-data", &SHACL)?;
    let shared = std::env::var_os("RATHAUS_SHARED_DATA").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| crate::root().join("../shared/data"));
    let validator = shared.join("smartcity/dcat-ap.de/validate.py");
    if !validator.exists() {
        let message = format!(
            "{} is missing; name the folder of the foreign test data as RATHAUS_SHARED_DATA",
            validator.display()
        );
        return Err(refused(message));
    }
    let binary = match binary {
        Some(binary) => binary.to_owned(),
        None => build()?,
    };
    let folder = tempfile::tempdir().map_err(io("cannot make a folder"))?;
    let town = start(&binary, &folder.path().join("town"), "1")?;
    for name in ["catalog.ttl", "catalog.rdf", "catalog.jsonld"] {
        let answer = plain(town.port, &format!("/opendata/{name}"))
            .map_err(|cause| XtaskError::Missing { program: "the town".into(), cause })?;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let text = with_known_key(&text);
        if answer.status != 200 {
            return Err(refused(format!("/opendata/{name}: status {}", answer.status)));
        }
        let path = folder.path().join(name);
        write(&path, &text)?;
        for version in ["2.0", "3.0"] {
            let mut python = Command::new(home.join("venv/bin/python"));
            run(python.arg(&validator).arg(version).arg(&path))?;
        }
    }
    Ok(())
}

/// The catalogue with a municipality key that the list beside the shapes knows.
fn with_known_key(text: &str) -> String {
    let Some((_, rest)) = text.split_once("/municipalityKey/") else { return text.to_owned() };
    let key: String = rest.chars().take_while(char::is_ascii_digit).collect();
    text.replace(&format!("/municipalityKey/{key}"), &format!("/municipalityKey/{KEY_OF_SHAPES}"))
}

fn install(context: &Context, name: &str, packages: &[&str]) -> Result<PathBuf, XtaskError> {
    let home = context.external(name)?;
    let home = home.canonicalize().map_err(|cause| XtaskError::File { path: home, cause })?;
    let (wanted, installed) = (packages.join("\n"), home.join("installed.txt"));
    if !std::fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(home.join("venv")))?;
        let mut pip = Command::new(home.join("venv/bin/python"));
        run(pip.args(["-m", "pip", "install", "--quiet"]).args(packages))?;
        write(&installed, &wanted)?;
    }
    Ok(home)
}
