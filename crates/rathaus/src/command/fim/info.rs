//! `fim info` and `fim check`: what a schema is, and what the official catalogue says about it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use norm_fim::{
    Finding, Payload, QualityFinding, Schema, Standard, quality_of_reading, quality_with,
};
use serde::Serialize;

use super::{Failure, Manner, code_lists, complain, exit, print, print_json, schema, status};
use crate::command::Outcome;

/// What is said about a schema; the names follow the index of the official exports.
#[derive(Serialize)]
struct Info<'a> {
    file: String,
    id: &'a str,
    version: &'a str,
    name: &'a str,
    standard: &'static str,
    kind: &'static str,
    status: Option<&'static str>,
    steckbrief: Option<String>,
    fields: usize,
    groups: usize,
    rules: usize,
    relations: usize,
    code_lists: BTreeSet<String>,
    findings: &'a [Finding],
}

/// Identity, counts and findings.
pub fn info(file: &Path, manner: &Manner) -> Outcome {
    let (schema, findings) = schema(file, manner, false)?;
    let info = Info {
        file: file.display().to_string(),
        id: &schema.base.key.id,
        version: &schema.base.key.version,
        name: &schema.base.name,
        standard: match schema.standard {
            Standard::Xdf1 => "1",
            Standard::Xdf2 => "2",
            Standard::Xdf3 => "3.0.0",
        },
        kind: match schema.payload {
            Payload::Schema => "stammdatenschema",
            Payload::Group => "datenfeldgruppe",
            Payload::Field => "datenfeld",
            Payload::Profile => "dokumentsteckbrief",
        },
        status: schema.base.release_status.map(norm_fim::ReleaseStatus::label),
        steckbrief: schema.document_profile.as_ref().map(|p| p.id.clone()),
        fields: schema.field_occurrences(),
        groups: schema.group_occurrences(),
        rules: schema.rule_occurrences,
        relations: schema.relations_skipped,
        code_lists: lists(&schema),
        findings: &findings,
    };
    if manner.json {
        print_json(&info)?;
    } else {
        print(&text(&info)?)?;
    }
    Ok(status(&findings))
}

fn lists(schema: &Schema) -> BTreeSet<String> {
    schema.fields.iter().filter_map(|f| Some(f.code_list.as_ref()?.full_uri())).collect()
}

fn text(info: &Info<'_>) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    let none = "-";
    writeln!(out, "{} {} {}", info.id, info.version, info.name)?;
    writeln!(out, "edition     XDatenfelder {}, {}", info.standard, info.kind)?;
    writeln!(out, "status      {}", info.status.unwrap_or(none))?;
    writeln!(out, "steckbrief  {}", info.steckbrief.as_deref().unwrap_or(none))?;
    writeln!(out, "fields      {}", info.fields)?;
    writeln!(out, "groups      {}", info.groups)?;
    writeln!(out, "rules       {}", info.rules)?;
    writeln!(out, "relations   {} (passed over)", info.relations)?;
    for list in &info.code_lists {
        writeln!(out, "code list   {list}")?;
    }
    for finding in info.findings {
        let severity = format!("{:?}", finding.severity).to_lowercase();
        writeln!(out, "{severity:<11} {} {}: {}", finding.code, finding.path, finding.message_en)?;
    }
    if info.findings.is_empty() {
        writeln!(out, "findings    none")?;
    }
    Ok(out)
}

/// `rathaus fim check`
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// XDatenfelder 1, 2 or 3; `-` reads standard input.
    file: PathBuf,
    /// Add a column with the finding in words.
    #[arg(long)]
    words: bool,
}

/// One row, in the columns of the official report.
#[derive(Serialize)]
struct Reported<'a> {
    schema: String,
    element: &'a str,
    version: &'a str,
    row: &'a str,
    code: u16,
    #[serde(rename = "type")]
    kind: String,
    count: u32,
    message: &'a str,
}

/// Quality findings as tab-separated rows.
pub fn check(arguments: &CheckArguments, manner: &Manner) -> Outcome {
    let (schema, odd) = schema(&arguments.file, manner, true)?;
    let mut found = quality_of_reading(&schema, &odd);
    found.extend(quality_with(&schema, &code_lists(manner)?));
    let rows: Vec<Reported<'_>> = found.iter().map(|f| row(&schema, f)).collect();
    if manner.json {
        print_json(&rows)?;
    } else {
        complain(&arguments.file, &odd);
        print(&table(&rows, arguments.words)?)?;
    }
    Ok(exit(rows.is_empty()))
}

fn row<'a>(schema: &Schema, finding: &'a QualityFinding) -> Reported<'a> {
    Reported {
        schema: schema.base.key.to_string(),
        element: &finding.element.id,
        version: &finding.element.version,
        row: &finding.row,
        code: finding.code,
        kind: format!("{:?}", finding.kind),
        count: finding.count,
        message: &finding.message,
    }
}

fn table(rows: &[Reported<'_>], with_words: bool) -> Result<String, Failure> {
    let mut out = String::from("schema\telement\tversion\trow\tcode\ttype\tcount");
    out.push_str(if with_words { "\tmessage\n" } else { "\n" });
    for r in rows {
        write!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}",
            r.schema, r.element, r.version, r.row, r.code, r.kind, r.count
        )?;
        if with_words {
            write!(out, "\t{}", r.message)?;
        }
        out.push('\n');
    }
    Ok(out)
}
