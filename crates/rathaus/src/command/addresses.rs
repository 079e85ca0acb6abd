//! `rathaus addresses`: the register of house coordinates, and lists matched to it.
//!
//! Exit status: 0 = done, 2 = the command could not do its work. Rows for people are no failure.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use kernel::AppError;
use norm_addresses::{Import, Matcher, Summary, import, match_list};
use serde_json::{Value, json};

use super::foreign::{bytes, print_json, put};
use super::{Failure, Outcome};
use crate::config::{self, Config};

/// Largest register or list, in bytes: the addresses of a whole state.
const BYTES_MAX: usize = 1 << 30;
/// Defects that are named one by one without `--json`.
const NAMED_MAX: usize = 20;

/// `rathaus addresses`
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
    /// Read official house coordinates (CSV, or pages of a WFS) and name every defect.
    Import {
        /// The files, packed or not; `-` reads standard input.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Where to write the register as CSV in EPSG:25832.
        #[arg(long, short)]
        output: Option<PathBuf>,
        /// Take the addresses into the register of this town of the configuration.
        #[arg(long)]
        town: Option<String>,
    },
    /// Match a list to the register; what is not certain is left to people.
    Match {
        /// The register.
        #[arg(long)]
        register: PathBuf,
        /// The list: CSV with columns for street and number, or for both in one.
        #[arg(long)]
        list: PathBuf,
        /// Where to write the list with the answers; standard output without it.
        #[arg(long, short)]
        output: Option<PathBuf>,
    },
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Outcome {
    let outcome = match &arguments.command {
        Command::Import { files, output, .. } => take(files, output.as_deref(), arguments.json),
        Command::Match { register, list, output } => {
            compare(register, list, output.as_deref(), arguments.json)
        }
    };
    if let (Err(error), true) = (&outcome, arguments.json) {
        print_json(&json!({ "error": error.to_string() }))?;
    }
    outcome
}

impl Arguments {
    /// Whether a town's register is written.
    pub fn is_for_a_town(&self) -> bool {
        matches!(&self.command, Command::Import { town: Some(_), .. })
    }
}

/// Takes deliveries into the register of a town; what is no address waits there for a person.
pub async fn store(path: &Path, arguments: &Arguments) -> Outcome {
    let Command::Import { files, town, .. } = &arguments.command else {
        return Ok(ExitCode::SUCCESS);
    };
    let config = Config::read(path)?;
    let house = crate::house(config.post()?);
    let (plan, root) = (config.plan(town.as_deref())?, config.root_key()?);
    super::serve::upgrade(&plan, &house, &root).await?;
    let town = config::open(plan, house, &root).await?;
    let actor = kernel::Actor::system("addresses.import");
    let mut reports = Vec::new();
    for file in files {
        let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let taken = mod_map::take_in(&town, &actor, &name, bytes(file, BYTES_MAX)?).await;
        let report = taken.map_err(|error| match error {
            AppError::Refused(problem) => Failure::from(problem.en),
            other => other.into(),
        })?;
        reports.push(report);
    }
    if arguments.json {
        print_json(&reports)?;
        return Ok(ExitCode::SUCCESS);
    }
    for (file, r) in files.iter().zip(&reports) {
        let line = format!(
            "{}: {} rows, {} new, {} changed, {} as before, {} for people\n",
            file.display(),
            r.rows,
            r.added,
            r.changed,
            r.same,
            r.doubtful
        );
        put(&line, None)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn read(file: &Path) -> Result<Import, Failure> {
    import(&bytes(file, BYTES_MAX)?).map_err(|e| format!("{}: {e}", file.display()).into())
}

fn take(files: &[PathBuf], output: Option<&Path>, as_json: bool) -> Outcome {
    let mut answers = Vec::new();
    let mut csv = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    csv.write_record(["objectid", "strschl", "strasse", "hsnr", "hsnrzu", "e25832", "n25832"])?;
    for file in files {
        let import = read(file)?;
        for a in &import.addresses {
            let number = |n: Option<f64>| n.map_or_else(String::new, |n| n.to_string());
            let (east, north) = (a.place.map(|p| p.easting), a.place.map(|p| p.northing));
            csv.write_record([
                &a.id,
                &a.street_key,
                &a.street,
                &a.number,
                &a.suffix,
                &number(east),
                &number(north),
            ])?;
        }
        answers.push((file.display().to_string(), import));
    }
    if let Some(output) = output {
        put(&String::from_utf8(csv.into_inner()?)?, Some(output))?;
    }
    if as_json {
        let all: Vec<Value> = answers.iter().map(|(file, import)| told(file, import)).collect();
        print_json(&all)?;
        return Ok(ExitCode::SUCCESS);
    }
    for (file, import) in &answers {
        let mut text = format!("{file}: {} addresses\n", import.addresses.len());
        for (kind, count) in import.counts() {
            text.extend(["  ", &count.to_string(), " × ", kind.words()[1], "\n"]);
        }
        for defect in import.defects.iter().take(NAMED_MAX) {
            let row = defect.row.to_string();
            text.extend(["    row ", &row, ", ", &defect.id, ": ", defect.kind.words()[1], "\n"]);
        }
        let hidden = import.defects.len().saturating_sub(NAMED_MAX);
        if hidden > 0 {
            text.extend(["    and ", &hidden.to_string(), " more; all of them with --json\n"]);
        }
        put(&text, None)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn told(file: &str, import: &Import) -> Value {
    let counts: serde_json::Map<String, Value> = import
        .counts()
        .into_iter()
        .filter_map(|(kind, count)| {
            Some((serde_json::to_value(kind).ok()?.as_str()?.to_owned(), count.into()))
        })
        .collect();
    json!({
        "file": file,
        "rows": import.addresses.len(),
        "encoding": import.encoding,
        "counts": counts,
        "defects": import.defects,
    })
}

fn compare(register: &Path, list: &Path, output: Option<&Path>, as_json: bool) -> Outcome {
    let matcher = Matcher::new(&read(register)?.addresses);
    let summary = match_list(&matcher, &bytes(list, BYTES_MAX)?)
        .map_err(|e| format!("{}: {e}", list.display()))?;
    if as_json {
        let text = serde_json::to_string_pretty(&answers(&summary))?;
        put(&format!("{text}\n"), output)?;
    } else {
        put(&table(&summary)?, output)?;
    }
    eprintln!(
        "{} found, {} for people, {} double of {} rows",
        summary.found,
        summary.for_people,
        summary.duplicates,
        summary.rows.len()
    );
    Ok(ExitCode::SUCCESS)
}

fn answers(summary: &Summary) -> Value {
    let rows: Vec<Value> = summary
        .rows
        .iter()
        .map(|row| {
            json!({
                "line": row.row.line,
                "fields": row.row.fields,
                "objectid": row.answer.id,
                "score": row.answer.score,
                "reason": row.answer.reason,
                "reason_de": row.answer.reason.words()[0],
                "candidates": row.answer.candidates,
                "duplicate_of": row.duplicate_of,
            })
        })
        .collect();
    json!({
        "rows_total": rows.len(),
        "found": summary.found,
        "for_people": summary.for_people,
        "duplicates": summary.duplicates,
        "encoding": summary.encoding,
        "reasons": summary.reasons,
        "columns": summary.heading,
        "rows": rows,
    })
}

/// The list as it came, with the answers in columns of their own.
fn table(summary: &Summary) -> Result<String, Failure> {
    let mut csv = csv::WriterBuilder::new().delimiter(b';').flexible(true).from_writer(Vec::new());
    let added = ["objectid", "score", "reason", "candidates", "duplicate_of"];
    csv.write_record(summary.heading.iter().map(String::as_str).chain(added))?;
    for row in &summary.rows {
        let answer = &row.answer;
        let mut fields = row.row.fields.clone();
        fields.resize(fields.len().max(summary.heading.len()), String::new());
        let reason = serde_json::to_value(answer.reason)?;
        let candidates: Vec<String> =
            answer.candidates.iter().map(|c| format!("{} ({})", c.address, c.id)).collect();
        fields.extend([
            answer.id.clone().unwrap_or_default(),
            format!("{:.3}", answer.score),
            reason.as_str().unwrap_or_default().to_owned(),
            candidates.join(", "),
            row.duplicate_of.map_or_else(String::new, |line| line.to_string()),
        ]);
        csv.write_record(&fields)?;
    }
    Ok(String::from_utf8(csv.into_inner()?)?)
}
