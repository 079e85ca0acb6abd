//! `rathaus deadlines`: computes deadlines from a file of vectors, for comparison with others.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::deadlines::{end_raw, end_shifted};
use serde::{Deserialize, Serialize};

use super::Outcome;

/// `rathaus deadlines`
#[derive(Debug, Args)]
pub struct Arguments {
    /// JSON file with `vectors`: objects with `rule`, `event_date`, `months`.
    #[arg(long)]
    vectors: PathBuf,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    #[serde(default)]
    rule: String,
    event_date: Date,
    #[serde(default)]
    months: i64,
    #[serde(default)]
    weeks: i64,
    #[serde(default)]
    days: i64,
}

/// A deadline computed.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Computed {
    /// Name of the rule.
    pub rule: String,
    /// The event that starts the period.
    pub event_date: Date,
    /// Its end without the shift of § 193 BGB.
    pub end_raw: Date,
    /// Its end with it.
    pub end_shifted: Date,
    /// The first day on which silence counts as consent.
    pub fiction_effective_from: Date,
}

/// Computes one vector.
fn compute(vector: &Vector) -> Computed {
    let span = vector.months.months().weeks(vector.weeks).days(vector.days);
    let shifted = end_shifted(vector.event_date, span);
    Computed {
        rule: vector.rule.clone(),
        event_date: vector.event_date,
        end_raw: end_raw(vector.event_date, span),
        end_shifted: shifted,
        fiction_effective_from: shifted.saturating_add(1.day()),
    }
}

/// Answers each vector.
pub fn run(arguments: &Arguments) -> Outcome {
    let path = &arguments.vectors;
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let file: File = serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?;
    let computed: Vec<Computed> = file.vectors.iter().map(compute).collect();
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&computed)?);
    } else {
        for c in computed {
            println!(
                "{}  {} → {} (shifted {}, effective from {})",
                c.rule, c.event_date, c.end_raw, c.end_shifted, c.fiction_effective_from
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}
