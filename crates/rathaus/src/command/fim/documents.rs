//! `fim validate` and `fim roundtrip`: submitted data against a schema.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use norm_fim::{
    Document, DocumentError, Finding, Form, FormOptions, Naming, Severity, json_difference,
    xml_difference,
};
use serde::Serialize;

use super::{Failure, Manner, bytes, code_lists, complain, exit, print, print_json, schema};
use crate::command::Outcome;

/// `rathaus fim validate`
#[derive(Debug, Args)]
pub struct ValidateArguments {
    /// XDatenfelder 1, 2 or 3; `-` reads standard input.
    schema: PathBuf,
    /// Submitted data, XML or JSON.
    #[arg(required = true)]
    documents: Vec<PathBuf>,
    /// Naming style of the documents; found out by default.
    #[arg(long, value_name = "STYLE")]
    naming: Option<Naming>,
    /// Check the rules of the schema, too, and not only what a schema language can say.
    #[arg(long)]
    rules: bool,
    /// Federal state of the town, two letters, for rules that differ by state.
    #[arg(long, value_name = "NW", requires = "rules")]
    state: Option<String>,
}

/// `rathaus fim roundtrip`
#[derive(Debug, Args)]
pub struct RoundtripArguments {
    /// XDatenfelder 1, 2 or 3; `-` reads standard input.
    schema: PathBuf,
    /// Submitted data, XML or JSON.
    #[arg(required = true)]
    documents: Vec<PathBuf>,
    /// Naming style of the documents; found out by default.
    #[arg(long, value_name = "STYLE")]
    naming: Option<Naming>,
}

/// What is said about a document.
#[derive(Serialize)]
struct Verdict {
    document: String,
    valid: bool,
    naming: Option<&'static str>,
    findings: Vec<Finding>,
}

/// What came of reading and writing a document.
#[derive(Serialize)]
struct Comparison {
    document: String,
    same: bool,
    /// Where it differs first, or why it could not be read.
    difference: Option<String>,
}

fn form(file: &Path, state: Option<String>, manner: &Manner) -> Result<Form, Failure> {
    let (schema, findings) = schema(file, manner, false)?;
    complain(file, &findings);
    let options = FormOptions { code_lists: code_lists(manner)?, state, ..FormOptions::default() };
    Ok(Form::new(schema, options))
}

fn is_xml(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'<')
}

fn read(form: &Form, bytes: &[u8], naming: Option<Naming>) -> Result<Document, DocumentError> {
    if is_xml(bytes) { form.from_xml(bytes, naming) } else { form.from_json(bytes, naming) }
}

/// Says of each document whether it fits.
pub fn validate(arguments: &ValidateArguments, manner: &Manner) -> Outcome {
    let form = form(&arguments.schema, arguments.state.clone(), manner)?;
    let mut verdicts = Vec::new();
    for path in &arguments.documents {
        verdicts.push(verdict(&form, path, arguments));
    }
    let is_clean = verdicts.iter().all(|v| v.valid);
    if manner.json {
        print_json(&verdicts)?;
    } else {
        let mut out = String::new();
        for v in &verdicts {
            writeln!(out, "{}: {}", v.document, if v.valid { "valid" } else { "invalid" })?;
            for f in &v.findings {
                writeln!(out, "  {} [{}] {}", f.path, f.code, f.message_en)?;
            }
        }
        print(&out)?;
    }
    Ok(exit(is_clean))
}

fn verdict(form: &Form, path: &Path, arguments: &ValidateArguments) -> Verdict {
    let document = path.display().to_string();
    let refused = |reason: String| {
        let finding = Finding::error("unreadable", "", reason.clone(), reason);
        Verdict { document: document.clone(), valid: false, naming: None, findings: vec![finding] }
    };
    let bytes = match bytes(path) {
        Ok(bytes) => bytes,
        Err(error) => return refused(error.to_string()),
    };
    match read(form, &bytes, arguments.naming) {
        Ok(read) => {
            let mut findings = read.findings;
            findings.extend(if arguments.rules {
                form.check(&read.answers)
            } else {
                form.check_structure(&read.answers)
            });
            let valid = findings.iter().all(|f| f.severity < Severity::Error);
            Verdict { document, valid, naming: Some(read.naming.word()), findings }
        }
        Err(error) => refused(error.to_string()),
    }
}

/// Reads and writes each document and compares.
pub fn roundtrip(arguments: &RoundtripArguments, manner: &Manner) -> Outcome {
    let form = form(&arguments.schema, None, manner)?;
    let mut all = Vec::new();
    for path in &arguments.documents {
        let difference = match compared(&form, path, arguments.naming) {
            Ok(difference) => difference,
            Err(error) => Some(error.to_string()),
        };
        let document = path.display().to_string();
        all.push(Comparison { document, same: difference.is_none(), difference });
    }
    let is_clean = all.iter().all(|c| c.same);
    if manner.json {
        print_json(&all)?;
    } else {
        let mut out = String::new();
        for c in &all {
            match &c.difference {
                None => writeln!(out, "{}: same", c.document)?,
                Some(at) => writeln!(out, "{}: differs: {at}", c.document)?,
            }
        }
        print(&out)?;
    }
    Ok(exit(is_clean))
}

fn compared(form: &Form, path: &Path, naming: Option<Naming>) -> Result<Option<String>, Failure> {
    let given = bytes(path)?;
    let document = read(form, &given, naming)?;
    Ok(if is_xml(&given) {
        let written = form.xml_as_given(&document.answers, document.naming);
        xml_difference(&given, written.as_bytes())?
    } else {
        let written = form.json_as_given(&document.answers, document.naming);
        json_difference(&given, written.as_bytes())?
    })
}
