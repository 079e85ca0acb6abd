//! `rathaus xzufi`: service catalogues of the administration on the command line.
//!
//! Exit status: 0 = clean, 1 = findings that keep a service from publication, or differences,
//! 2 = the command could not do its work.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use norm_xzufi::{
    ExportOptions, Finding, INDEX, Limits, Manifest, Message, Object, QualityRules, Read, Service,
    Severity, Version, WriteOptions, diff, export, quality_of_message, read, write_json,
    write_with,
};
use serde_json::json;

use super::foreign::{bytes, print_json, put};
use super::{Failure, Outcome};

/// Beginnings of file names tried for an export.
const NAMES_MAX: u32 = 1_000_000;

/// `rathaus xzufi`
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Answer in JSON.
    #[arg(long, global = true)]
    json: bool,
    /// Language of titles and reasons.
    #[arg(long, global = true, value_enum, default_value_t = Language::En)]
    language: Language,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Language {
    De,
    En,
}

impl Language {
    fn tag(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Edition {
    #[value(name = "2.2")]
    V2_2,
    #[value(name = "2.3")]
    V2_3,
}

impl Edition {
    fn version(self) -> Version {
        match self {
            Self::V2_2 => Version::V2_2,
            Self::V2_3 => Version::V2_3,
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say what a file holds: edition, counts, services with key and title.
    Info {
        /// XML, packed or not; `-` reads standard input.
        file: PathBuf,
    },
    /// List what keeps services, offices and online services from publication.
    Check {
        /// XML, packed or not.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Write a file in an edition; tells what that edition cannot say.
    Convert {
        /// XML.
        file: PathBuf,
        /// The edition.
        #[arg(long, value_enum)]
        to: Edition,
        /// Where to write; standard output without it.
        #[arg(long, short)]
        output: Option<PathBuf>,
    },
    /// Say what changed in each service from one file to the other.
    Diff {
        /// The earlier file.
        old: PathBuf,
        /// The later file.
        new: PathBuf,
    },
    /// Write the services of a file as JSON, in the shape of the FIM portal's interface.
    Json {
        /// XML.
        file: PathBuf,
    },
    /// Write the files and the index that a collecting service fetches. What the folder held
    /// before must be there again, or the export is refused.
    Export {
        /// XML with all objects.
        file: PathBuf,
        /// The folder.
        #[arg(long, short)]
        output: PathBuf,
        /// The edition.
        #[arg(long, value_enum, default_value = "2.2")]
        to: Edition,
    },
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Outcome {
    let outcome = match &arguments.command {
        Command::Info { file } => info(file, arguments),
        Command::Check { files } => check(files, arguments),
        Command::Convert { file, to, output } => convert(file, *to, output.as_deref(), arguments),
        Command::Diff { old, new } => compare(old, new, arguments),
        Command::Json { file } => portal_json(file),
        Command::Export { file, output, to } => collect(file, output, *to, arguments),
    };
    if let (Err(error), true) = (&outcome, arguments.json) {
        print_json(&json!({ "error": error.to_string() }))?;
    }
    outcome
}

fn load(path: &Path) -> Result<Read, Failure> {
    let bytes = bytes(path, Limits::default().max_bytes)?;
    read(&bytes).map_err(|e| format!("{}: {e}", path.display()).into())
}

fn status(is_clean: bool) -> ExitCode {
    if is_clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    }
}

/// Each on a line of its own.
fn lines(all: &[String]) -> String {
    all.iter().flat_map(|l| [l.as_str(), "\n"]).collect()
}

fn line(finding: &Finding, language: &str) -> String {
    let at = finding.line.map(|l| format!(" line {l}")).unwrap_or_default();
    let kind = word(finding.severity);
    format!("{kind}\t{}\t{}{at}\t{}", finding.code, finding.path, finding.message(language))
}

fn service_json(service: &Service, language: &str) -> serde_json::Value {
    json!({
        "id": service.id.value,
        "key": service.key().map(norm_xzufi::ServiceKey::number),
        "title": service.title(language),
    })
}

fn info(file: &Path, arguments: &Arguments) -> Outcome {
    let Read { message, findings } = load(file)?;
    let language = arguments.language.tag();
    let counts = [
        ("services", message.services().count()),
        ("units", message.units().count()),
        ("online_services", message.online_services().count()),
        ("deletions", message.actions.len() - message.objects().count()),
    ];
    let version = format!("{:?}", message.version);
    let version = version.trim_start_matches('V').replace('_', ".");
    if arguments.json {
        let services: Vec<_> = message.services().map(|s| service_json(s, language)).collect();
        let counts: serde_json::Map<_, _> =
            counts.iter().map(|(name, count)| ((*name).to_owned(), json!(count))).collect();
        print_json(&json!({
            "version": version, "counts": counts, "services": services,
            "findings": findings.list,
        }))?;
    } else {
        let mut out = vec![format!("XZuFi {version}")];
        for (name, count) in counts {
            out.push(format!("{name}: {count}"));
        }
        for service in message.services() {
            let key = service.key().map_or("-", norm_xzufi::ServiceKey::number);
            out.push(format!("{key}\t{}", service.title(language)));
        }
        out.extend(findings.list.iter().map(|f| line(f, language)));
        put(&lines(&out), None)?;
    }
    Ok(status(!findings.has_errors()))
}

fn check(files: &[PathBuf], arguments: &Arguments) -> Outcome {
    let today = kernel::clock::local_day(kernel::clock::Clock::system().now());
    let (mut answers, mut is_clean) = (Vec::new(), true);
    for file in files {
        let Read { message, findings } = load(file)?;
        let mut all = findings.list;
        all.extend(quality_of_message(&message, &QualityRules::on(today)));
        is_clean &= all.iter().all(|f| f.severity != Severity::Error);
        if !arguments.json {
            let said = all.iter().map(|f| line(f, arguments.language.tag()));
            let head = format!("{}: {} findings", file.display(), all.len());
            put(&lines(&std::iter::once(head).chain(said).collect::<Vec<_>>()), None)?;
        }
        answers.push(json!({ "file": file.display().to_string(), "findings": all }));
    }
    if arguments.json {
        print_json(&answers)?;
    }
    Ok(status(is_clean))
}

fn convert(file: &Path, to: Edition, output: Option<&Path>, arguments: &Arguments) -> Outcome {
    let Read { message, .. } = load(file)?;
    let written = write_with(&message, &WriteOptions::new(to.version()));
    put(&written.xml, output)?;
    for finding in &written.findings.list {
        eprintln!("{}", line(finding, arguments.language.tag()));
    }
    Ok(status(!written.findings.has_errors()))
}

fn compare(old: &Path, new: &Path, arguments: &Arguments) -> Outcome {
    let (old, new) = (load(old)?.message, load(new)?.message);
    let language = arguments.language.tag();
    let other = |all: &Message, service: &Service| {
        all.services().find(|s| s.id.is_same(&service.id)).cloned()
    };
    let (mut answers, mut out) = (Vec::new(), Vec::<String>::new());
    for service in new.services() {
        let Some(before) = other(&old, service) else {
            out.push(format!("+ {}", service.title(language)));
            answers.push(json!({ "service": service_json(service, language), "is": "new" }));
            continue;
        };
        let changes = diff(&before, service);
        if changes.is_empty() {
            continue;
        }
        out.push(format!("~ {}", service.title(language)));
        for change in &changes {
            let (before, after) = (change.before.as_deref(), change.after.as_deref());
            let name = change.part.name(language);
            out.push(format!("  {name}: {} -> {}", shown(before), shown(after)));
        }
        let service = service_json(service, language);
        answers.push(json!({ "service": service, "is": "changed", "changes": changes }));
    }
    for gone in old.services().filter(|s| other(&new, s).is_none()) {
        out.push(format!("- {}", gone.title(language)));
        answers.push(json!({ "service": service_json(gone, language), "is": "gone" }));
    }
    if arguments.json {
        print_json(&answers)?;
    } else {
        put(&lines(&out), None)?;
    }
    Ok(status(answers.is_empty()))
}

fn shown(text: Option<&str>) -> String {
    text.map_or_else(|| "-".to_owned(), |t| format!("{t:?}"))
}

fn portal_json(file: &Path) -> Outcome {
    let Read { message, findings } = load(file)?;
    let all: Vec<_> = message.services().map(write_json).collect();
    print_json(&all)?;
    Ok(status(!findings.has_errors()))
}

/// What the folder offers so far.
fn previous(folder: &Path) -> Result<Option<Manifest>, Failure> {
    let index = folder.join(INDEX);
    if !index.exists() {
        return Ok(None);
    }
    let names = std::fs::read_to_string(&index)?;
    let messages: Result<Vec<Message>, Failure> = names
        .lines()
        .filter(|name| !name.trim().is_empty())
        .map(|name| Ok(load(&folder.join(name.trim()))?.message))
        .collect();
    Ok(Some(Manifest::of(&messages?)))
}

fn collect(file: &Path, folder: &Path, to: Edition, arguments: &Arguments) -> Outcome {
    let Read { message, .. } = load(file)?;
    let objects: Vec<Object> = message.objects().cloned().collect();
    let deletions: Vec<_> = message
        .actions
        .iter()
        .filter_map(|action| match action {
            norm_xzufi::Action::Delete(gone) => Some(gone.clone()),
            norm_xzufi::Action::Write(_) => None,
        })
        .collect();
    std::fs::create_dir_all(folder)?;
    let before = previous(folder)?;
    // A name that was never used: the old files stay until the index is switched.
    let used = before.as_ref().map_or_else(Vec::new, |_| names(folder));
    let prefix = (1..=NAMES_MAX)
        .map(|n| format!("xzufi-{n}-"))
        .find(|prefix| used.iter().all(|name| !name.starts_with(prefix)))
        .ok_or("no file name is free")?;
    let options = ExportOptions::new(WriteOptions::new(to.version()), prefix);
    let made = export(&objects, &deletions, before.as_ref(), &options)?;
    for file in &made.files {
        std::fs::write(folder.join(&file.name), &file.xml)?;
    }
    let fresh = folder.join(format!("{INDEX}.new"));
    std::fs::write(&fresh, &made.index)?;
    std::fs::rename(&fresh, folder.join(INDEX))?;
    for old in used.iter().filter(|name| made.files.iter().all(|f| f.name != **name)) {
        std::fs::remove_file(folder.join(old))?;
    }
    for finding in &made.findings.list {
        eprintln!("{}", line(finding, arguments.language.tag()));
    }
    let count = objects.len() + deletions.len();
    if arguments.json {
        print_json(&json!({ "files": made.files.len(), "objects": count }))?;
    } else {
        put(&format!("{count} objects in {} files\n", made.files.len()), None)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Files of earlier exports in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| {
            name.starts_with("xzufi-") && Path::new(name).extension().is_some_and(|e| e == "xml")
        })
        .collect()
}
