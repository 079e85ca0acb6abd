//! `rathaus fim`: official form schemas on the command line.
//!
//! Exit status: 0 = clean, 1 = something was found, 2 = the command could not do its work.

mod convert;
mod documents;
mod generate;
mod info;
mod rules;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use norm_fim::{CodeList, CodeLists, Finding, Limits, ReadOptions, Schema, Severity, read_with};

use super::Outcome;

/// `rathaus fim`
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    manner: Manner,
}

/// What all of these commands understand.
#[derive(Debug, Clone, Args)]
struct Manner {
    /// Answer in JSON.
    #[arg(long, global = true)]
    json: bool,
    /// Refuse a schema with anything odd about it.
    #[arg(long, global = true)]
    strict: bool,
    /// Folder of code lists in genericode (`*.xml`).
    #[arg(long, global = true, value_name = "FOLDER")]
    code_lists: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Identity, counts and oddities of a schema.
    Info {
        /// XDatenfelder 1, 2 or 3; `-` reads standard input.
        file: PathBuf,
    },
    /// Quality findings by the numbers of the official catalogue.
    Check(info::CheckArguments),
    /// XML Schema of the data that a form submits.
    Xsd(generate::Arguments),
    /// JSON Schema (draft 2020-12) of the data that a form submits.
    JsonSchema(generate::Arguments),
    /// Look whether submitted data, XML or JSON, fit a schema.
    Validate(documents::ValidateArguments),
    /// Convert between the editions 2 and 3 of the standard.
    Convert(convert::Arguments),
    /// Rule texts, what they compile to, and what needs a person.
    Rules(rules::Arguments),
    /// Read submitted data, write them again and compare.
    Roundtrip(documents::RoundtripArguments),
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Outcome {
    let manner = &arguments.manner;
    let outcome = match &arguments.command {
        Command::Info { file } => info::info(file, manner),
        Command::Check(a) => info::check(a, manner),
        Command::Xsd(a) => generate::xsd(a, manner),
        Command::JsonSchema(a) => generate::json_schema(a, manner),
        Command::Validate(a) => documents::validate(a, manner),
        Command::Convert(a) => convert::convert(a, manner),
        Command::Rules(a) => rules::rules(a, manner),
        Command::Roundtrip(a) => documents::roundtrip(a, manner),
    };
    if let (Err(error), true) = (&outcome, manner.json) {
        print_json(&serde_json::json!({ "error": error.to_string() }))?;
    }
    outcome
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The bytes of a file, never more than a schema or document may have.
fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let named = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
    let limit = Limits::default().max_bytes;
    let room = u64::try_from(limit)?.saturating_add(1);
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(room).read_to_end(&mut bytes)
    } else {
        let file = std::fs::File::open(path).map_err(|e| named(&e))?;
        file.take(room).read_to_end(&mut bytes)
    };
    read.map_err(|e| named(&e))?;
    if bytes.len() > limit {
        return Err(
            named(&format!("larger than {} MiB, nothing of it is read", limit >> 20)).into()
        );
    }
    Ok(bytes)
}

/// A schema with what was odd about its file.
fn schema(
    path: &Path,
    manner: &Manner,
    relations: bool,
) -> Result<(Schema, Vec<Finding>), Failure> {
    let options =
        ReadOptions { strict: manner.strict, keep_relations: relations, ..ReadOptions::default() };
    let read = read_with(&bytes(path)?, options).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok((read.schema, read.findings))
}

/// The code lists at hand.
fn code_lists(manner: &Manner) -> Result<CodeLists, Failure> {
    let mut lists = CodeLists::default();
    let Some(folder) = &manner.code_lists else { return Ok(lists) };
    let entries = std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "xml") {
            paths.push(path);
        }
    }
    paths.sort();
    for path in paths {
        let list =
            CodeList::read(&bytes(&path)?).map_err(|e| format!("{}: {e}", path.display()))?;
        lists.add(list);
    }
    Ok(lists)
}

/// 0 when nothing was found that must be looked at.
fn status(findings: &[Finding]) -> ExitCode {
    exit(findings.iter().all(|f| f.severity == Severity::Hint))
}

fn exit(is_clean: bool) -> ExitCode {
    ExitCode::from(u8::from(!is_clean))
}

/// One line per finding, to standard error.
fn complain(path: &Path, findings: &[Finding]) {
    for finding in findings {
        eprintln!("{}: {}: {}", path.display(), finding.path, finding.message_en);
    }
}

/// Writes to standard output; a reader that has seen enough is no error.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    print(&text)
}
