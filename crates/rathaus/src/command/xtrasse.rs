//! `rathaus xtrasse`: plans of lines and works on the command line.
//!
//! Exit status: 0 = accepted, 1 = rejected, 2 = the command could not do its work.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use norm_xtrasse::{Limits, Severity, Verdict, read, to_gml, to_jsonfg};

use super::foreign::{bytes, print_json, put};
use super::{Failure, Outcome};

/// `rathaus xtrasse`
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Answer in JSON.
    #[arg(long, global = true)]
    json: bool,
    /// Language of the reasons.
    #[arg(long, global = true, value_enum, default_value_t = Language::En)]
    language: Language,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Language {
    De,
    En,
}

impl Language {
    fn code(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say of every file whether it is accepted, and why not: path and reason.
    Check {
        /// GML or JSON-FG, packed or not; `-` reads standard input.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Write a plan in the other form; nothing is lost.
    Convert {
        /// GML or JSON-FG.
        file: PathBuf,
        /// Where to write; standard output without it.
        #[arg(long, short)]
        output: Option<PathBuf>,
        /// The form to write; the other one than that of the file without it.
        #[arg(long, value_enum)]
        to: Option<Form>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Gml,
    JsonFg,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Outcome {
    let outcome = match &arguments.command {
        Command::Check { files } => check(files, arguments),
        Command::Convert { file, output, to } => convert(file, output.as_ref(), *to, arguments),
    };
    if let (Err(error), true) = (&outcome, arguments.json) {
        print_json(&serde_json::json!({ "error": error.to_string() }))?;
    }
    outcome
}

#[derive(serde::Serialize)]
struct Answer {
    file: String,
    #[serde(flatten)]
    verdict: Verdict,
}

fn check(files: &[PathBuf], arguments: &Arguments) -> Outcome {
    let mut answers = Vec::new();
    for file in files {
        // One byte more than the library reads: it says itself that a file is too large.
        let limits = Limits::default();
        let bytes = bytes(file, limits.max_bytes)?;
        let verdict = norm_xtrasse::check(&bytes, limits);
        answers.push(Answer { file: file.display().to_string(), verdict });
    }
    let rejected = answers.iter().any(|answer| !answer.verdict.accepted);
    if arguments.json {
        print_json(&answers)?;
    } else {
        for answer in &answers {
            tell(answer, arguments.language)?;
        }
    }
    Ok(ExitCode::from(u8::from(rejected)))
}

fn tell(answer: &Answer, language: Language) -> Result<(), Failure> {
    let verdict = &answer.verdict;
    let word = match (verdict.accepted, language) {
        (true, Language::De) => "angenommen",
        (false, Language::De) => "abgelehnt",
        (true, Language::En) => "accepted",
        (false, Language::En) => "rejected",
    };
    let mut text = format!("{}: {word}\n", answer.file);
    for finding in &verdict.findings {
        let mark = if finding.severity == Severity::Error { "error" } else { "warning" };
        let line = finding.line.map_or_else(String::new, |line| format!(" line {line},"));
        let reason = finding.message(language.code());
        text.push_str("  ");
        text.extend([mark, ":", &line, " ", &finding.path, ": ", reason, "\n"]);
    }
    let hidden = verdict.findings_total.saturating_sub(verdict.findings.len());
    if hidden > 0 {
        text.extend(["  … ", &hidden.to_string(), "\n"]);
    }
    put(&text, None)
}

fn convert(
    file: &Path,
    output: Option<&PathBuf>,
    to: Option<Form>,
    arguments: &Arguments,
) -> Outcome {
    let limits = Limits::default();
    let reading = read(&bytes(file, limits.max_bytes)?, limits);
    let Some(collection) = reading.collection else {
        let answer = Answer { file: file.display().to_string(), verdict: reading.verdict };
        if arguments.json {
            print_json(&answer)?;
        } else {
            tell(&answer, arguments.language)?;
        }
        return Ok(ExitCode::from(1));
    };
    let by_name = output.and_then(|path| path.extension()).and_then(|ending| {
        let known = [("gml", Form::Gml), ("xml", Form::Gml), ("json", Form::JsonFg)];
        known.into_iter().find(|(name, _)| ending.eq_ignore_ascii_case(name)).map(|(_, form)| form)
    });
    let other = match reading.verdict.format {
        Some(norm_xtrasse::Format::Gml) => Form::JsonFg,
        _ => Form::Gml,
    };
    let text = match to.or(by_name).unwrap_or(other) {
        Form::Gml => to_gml(&collection),
        Form::JsonFg => to_jsonfg(&collection),
    };
    put(&text, output.map(PathBuf::as_path))?;
    Ok(ExitCode::SUCCESS)
}
