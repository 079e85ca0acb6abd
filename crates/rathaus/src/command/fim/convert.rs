//! `fim convert`: from one edition of the standard to another.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use norm_fim::{CodeList, Severity};

use super::{Manner, code_lists, complain, exit, print, print_json, schema};
use crate::command::Outcome;

/// `rathaus fim convert`
#[derive(Debug, Args)]
pub struct Arguments {
    /// XDatenfelder 1, 2 or 3; `-` reads standard input.
    file: PathBuf,
    /// Edition to write.
    #[arg(long, value_parser = PossibleValuesParser::new(["2", "3"]))]
    to: String,
    /// Write the code lists that edition 2 keeps beside the schema into this folder.
    #[arg(long, value_name = "FOLDER")]
    lists_to: Option<PathBuf>,
}

/// Writes the schema in the other edition.
pub fn convert(arguments: &Arguments, manner: &Manner) -> Outcome {
    let (schema, findings) = schema(&arguments.file, manner, true)?;
    complain(&arguments.file, &findings);
    let (losses, lists, text) = if arguments.to == "2" {
        let losses = norm_fim::losses(&schema);
        let lists = norm_fim::lists_of_values(&schema);
        let converted =
            norm_fim::to_xdf2(schema).map_err(|e| format!("{}: {e}", arguments.file.display()))?;
        (losses, lists, norm_fim::write_xdf2(&converted))
    } else {
        let converted = norm_fim::to_xdf3(schema, &code_lists(manner)?);
        (Vec::new(), Vec::new(), norm_fim::write_xdf3(&converted))
    };
    if let Some(folder) = &arguments.lists_to {
        for list in &lists {
            let path = folder.join(file_name(list));
            std::fs::write(&path, list.write()).map_err(|e| format!("{}: {e}", path.display()))?;
        }
    }
    if manner.json {
        let lists: Vec<_> = lists
            .iter()
            .map(|l| serde_json::json!({ "uri": l.version_uri, "genericode": l.write() }))
            .collect();
        print_json(&serde_json::json!({
            "to": arguments.to,
            "xml": text,
            "lost": losses,
            "code_lists": lists,
            "findings": findings,
        }))?;
    } else {
        for loss in &losses {
            eprintln!("{}: edition 2 has no place for: {}", loss.element, loss.what);
        }
        print(&text)?;
    }
    Ok(exit(findings.iter().all(|f| f.severity < Severity::Error)))
}

/// A URN as the name of a file.
fn file_name(list: &CodeList) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '_' };
    format!("{}.gc.xml", list.version_uri.chars().map(plain).collect::<String>())
}
