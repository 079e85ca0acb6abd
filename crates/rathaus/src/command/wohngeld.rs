//! `rathaus wohngeld`: the law library on the command line.

use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use norm_wohngeld::{
    BATCH_COLUMNS, BATCH_RESULT_COLUMNS, BatchFields, Household, LawOptions, Month, assess_with,
    batch_columns, batch_row, explain_batch_row, read_batch_row, steps_german,
};

use super::Outcome;

/// Bad rows named one by one; the rest is counted.
const NAMED_MAX: usize = 100;

/// `rathaus wohngeld`
#[derive(Debug, Args)]
pub struct Arguments {
    /// CSV with the columns household, date, … (see the handbook).
    #[arg(long, conflicts_with = "json")]
    input: Option<PathBuf>,
    /// CSV to write: the input columns with `rent_m`, `income_y`, `wohngeld_eur`.
    #[arg(long, requires = "input")]
    output: Option<PathBuf>,
    /// Print the steps of this row (1 is the first below the heading).
    #[arg(long, value_name = "ROW", requires = "input")]
    explain: Option<usize>,
    /// Read one household as JSON (`{"month": "2026-11", "household": {…}}`) from standard input.
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
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(input)
        .map_err(|e| format!("{}: {e}", input.display()))?;
    let header = reader.headers().map_err(|e| format!("{}: {e}", input.display()))?.clone();
    let names: Vec<&str> = header.iter().collect();
    let columns = batch_columns(&names).map_err(|e| format!("{}: line 1: {e}", input.display()))?;
    let household = names.iter().position(|n| n.trim_start_matches('\u{feff}') == "household");
    if let Some(row) = arguments.explain {
        return explain(&mut reader, columns, row, &options);
    }
    let Some(output) = &arguments.output else {
        return Err("name --output FILE.csv, or --explain ROW".into());
    };
    let mut writer =
        csv::Writer::from_path(output).map_err(|e| format!("{}: {e}", output.display()))?;
    let heading = std::iter::once("household").chain(BATCH_COLUMNS).chain(BATCH_RESULT_COLUMNS);
    writer.write_record(heading)?;
    let (mut rows, mut bad) = (0_usize, 0_usize);
    for record in reader.records() {
        rows += 1;
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                bad += 1;
                complain(bad, &format!("{}: {error}", input.display()));
                continue;
            }
        };
        let line = record.position().map_or(rows as u64 + 1, csv::Position::line);
        let fields = fields(&record, columns);
        let name = household.and_then(|i| record.get(i)).unwrap_or_default();
        let kept = std::iter::once(name).chain(fields);
        match batch_row(&fields, &options) {
            Ok(result) => {
                let results = result.fields();
                writer.write_record(kept.chain(results.iter().map(String::as_str)))?;
            }
            Err(error) => {
                bad += 1;
                complain(bad, &format!("{}: line {line}, column {error}", input.display()));
                writer.write_record(kept.chain(["", "", ""]))?;
            }
        }
    }
    writer.flush()?;
    if bad > 0 {
        eprintln!("{bad} of {rows} rows could not be computed; their results are empty");
    }
    Ok(ExitCode::from(u8::from(bad > 0)))
}

fn complain(count: usize, words: &str) {
    if count <= NAMED_MAX {
        eprintln!("{words}");
    } else if count == NAMED_MAX + 1 {
        eprintln!("further rows are only counted");
    }
}

fn fields(record: &csv::StringRecord, columns: [usize; 6]) -> BatchFields<'_> {
    columns.map(|c| record.get(c).unwrap_or_default())
}

fn explain(
    reader: &mut csv::Reader<std::fs::File>,
    columns: [usize; 6],
    row: usize,
    options: &LawOptions,
) -> Outcome {
    let Some(record) = row.checked_sub(1).and_then(|n| reader.records().nth(n)) else {
        return Err(format!("there is no row {row}").into());
    };
    let record = record?;
    let input =
        read_batch_row(&fields(&record, columns)).map_err(|e| format!("row {row}, column {e}"))?;
    println!("{}", steps_german(&explain_batch_row(&input, options)?));
    Ok(ExitCode::SUCCESS)
}

fn one(options: &LawOptions) -> Outcome {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let asked: Asked = serde_json::from_str(&text).map_err(|e| format!("standard input: {e}"))?;
    let assessment = assess_with(&asked.household, asked.month, options)?;
    println!("{}", serde_json::to_string_pretty(&assessment)?);
    Ok(ExitCode::SUCCESS)
}
