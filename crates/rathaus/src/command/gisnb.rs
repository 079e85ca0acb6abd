//! `rathaus gisnb`: GIS data of funded networks checked against a profile file.
//!
//! Exit status: 0 = no errors, 1 = errors, 2 = the command could not do its work.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use norm_gisnb::{Delivery, Finding, Severity, check, read_profiles};

use super::Outcome;
use super::foreign::{bytes, print_json, put};

/// Largest file that is read, in bytes.
const FILE_BYTES_MAX: usize = 500_000_000;

/// `rathaus gisnb`
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Answer in JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check files of a delivery: layers, types, codes, references, places.
    Check {
        /// The profile file.
        #[arg(long)]
        profile: PathBuf,
        /// Identifier of the profile; needed where the file holds several.
        #[arg(long)]
        id: Option<String>,
        /// The step of the project, such as `4`.
        #[arg(long)]
        step: String,
        /// The files, each called like its layer.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Outcome {
    let outcome = checked(arguments);
    if let (Err(error), true) = (&outcome, arguments.json) {
        print_json(&serde_json::json!({ "error": error.to_string() }))?;
    }
    outcome
}

fn checked(arguments: &Arguments) -> Outcome {
    let Command::Check { profile, id, step, files } = &arguments.command;
    let profiles = read_profiles(&bytes(profile, norm_gisnb::BYTES_MAX)?)?;
    let names = || profiles.iter().map(|p| p.id.as_str()).collect::<Vec<_>>().join(", ");
    let chosen = match (id, profiles.as_slice()) {
        (None, [only]) => Some(only),
        (None, _) => return Err(format!("--id is missing: one of {}", names()).into()),
        (Some(id), all) => all.iter().find(|p| p.id == *id),
    };
    let chosen =
        chosen.ok_or_else(|| format!("there is no such profile; there are {}", names()))?;
    let mut read = Vec::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        read.push((name, bytes(file, FILE_BYTES_MAX)?));
    }
    let delivered: Vec<Delivery<'_>> =
        read.iter().map(|(file, bytes)| Delivery { file, bytes }).collect();
    let findings = check(chosen, step, &delivered, &[]);
    if arguments.json {
        print_json(&findings.iter().map(as_json).collect::<Vec<_>>())?;
    } else {
        for finding in &findings {
            let mark = if finding.severity == Severity::Error { "error" } else { "hint" };
            let place = [finding.layer.clone(), number(finding.feature), finding.attribute.clone()];
            let place = place.iter().filter(|p| !p.is_empty()).cloned().collect::<Vec<_>>();
            put(&format!("{mark}: {}: {}\n", place.join(", "), finding.words[1]), None)?;
        }
    }
    let has_errors = findings.iter().any(|f| f.severity == Severity::Error);
    Ok(ExitCode::from(u8::from(has_errors)))
}

fn number(feature: usize) -> String {
    if feature == 0 { String::new() } else { format!("feature {feature}") }
}

fn as_json(finding: &Finding) -> serde_json::Value {
    serde_json::json!({
        "severity": if finding.severity == Severity::Error { "error" } else { "hint" },
        "kind": format!("{:?}", finding.kind),
        "layer": finding.layer,
        "feature": finding.feature,
        "attribute": finding.attribute,
        "de": finding.words[0],
        "en": finding.words[1],
    })
}
