//! `rathaus wohngeld`: the law library on the command line.

mod table;

use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use norm_wohngeld::{AssessError, Household, LawOptions, Month, assess_with, steps_german};

use super::Outcome;
use table::Table;

/// How the command ends, for those who call it from a program.
const AFTER_HELP: &str = "Exit status: 0 everything computed; 1 computed, but some rows are bad or \
                          the household cannot be computed (standard error names line, column and \
                          reason); 2 nothing could be done. Handbook: docs/guides/wohngeld.md";

/// `rathaus wohngeld`
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub struct Arguments {
    /// CSV with the columns `household`, `date`, `persons_total`, `persons_considered`,
    /// `mietenstufe`, `gross_cold_rent_eur`, `monthly_total_income_eur`; others are ignored.
    #[arg(long, value_name = "FILE.csv", conflicts_with = "json")]
    input: Option<PathBuf>,
    /// CSV to write: the input columns with `rent_m`, `income_y`, `wohngeld_eur`.
    #[arg(long, value_name = "FILE.csv", requires = "input")]
    output: Option<PathBuf>,
    /// Print the steps of this row (1 is the first below the heading).
    #[arg(long, value_name = "ROW", requires = "input")]
    explain: Option<usize>,
    /// Read one household as JSON (`{"month": "2026-11", "household": {…}}`) from standard input
    /// and answer with the result and its steps.
    #[arg(long)]
    json: bool,
    /// Allow the bill for 2027; name the source of its promulgation.
    #[arg(long, value_name = "SOURCE")]
    bill_2027_promulgated_in: Option<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    month: Month,
    household: Household,
}

/// Computes a file, explains a row, or answers one household.
pub fn run(arguments: &Arguments) -> Outcome {
    let options =
        LawOptions { bill_2027_promulgated_in: arguments.bill_2027_promulgated_in.clone() };
    if arguments.json {
        return one(&options);
    }
    let Some(input) = &arguments.input else {
        return Err("name --input FILE.csv, or --json to read one household".into());
    };
    if arguments.output.is_none() && arguments.explain.is_none() {
        return Err("name --output FILE.csv, or --explain ROW".into());
    }
    let mut is_sound = true;
    if let Some(output) = &arguments.output {
        is_sound &= Table::open(input)?.compute(output, &options, &mut std::io::stderr())?;
    }
    if let Some(row) = arguments.explain {
        match Table::open(input)?.explain(row, &options)? {
            Ok((line, steps)) => {
                println!(
                    "Zeile {line}, so ist gerechnet (Vorschau, kein Bescheid):\n{}",
                    steps_german(&steps)
                );
            }
            Err(complaint) => {
                eprintln!("{complaint}");
                is_sound = false;
            }
        }
    }
    Ok(ExitCode::from(u8::from(!is_sound)))
}

fn one(options: &LawOptions) -> Outcome {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let text = text.trim_start_matches('\u{feff}');
    let asked: Asked = serde_json::from_str(text).map_err(|e| format!("standard input: {e}"))?;
    match assess_with(&asked.household, asked.month, options) {
        Ok(assessment) => {
            println!("{}", serde_json::to_string_pretty(&assessment)?);
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            println!("{}", serde_json::to_string_pretty(&refusal(&error))?);
            eprintln!("{error}");
            Ok(ExitCode::from(1))
        }
    }
}

/// Why there is no result, for programs: the sentence, and what to change.
fn refusal(error: &AssessError) -> serde_json::Value {
    let (mut missing, mut invalid) = (Vec::new(), Vec::new());
    match error {
        AssessError::Missing(keys) => missing.clone_from(keys),
        AssessError::Invalid(facts) => invalid.clone_from(facts),
        AssessError::Law(_) | AssessError::Level(_) => {}
    }
    let invalid: Vec<_> = invalid
        .iter()
        .map(|fact| serde_json::json!({ "path": fact.path, "reason": fact.reason_en }))
        .collect();
    serde_json::json!({ "error": error.to_string(), "missing": missing, "invalid": invalid })
}
