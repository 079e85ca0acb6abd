//! `fim xsd` and `fim json-schema`: what others check submitted data with.

use std::path::PathBuf;

use clap::Args;
use norm_fim::{CodeLists, Finding, GenerateOptions, Naming, Schema, Severity};

use super::{Failure, Manner, code_lists, complain, exit, print, print_json, schema};
use crate::command::Outcome;

/// `rathaus fim xsd`, `rathaus fim json-schema`
#[derive(Debug, Args)]
pub struct Arguments {
    /// XDatenfelder 1, 2 or 3; `-` reads standard input.
    file: PathBuf,
    /// How elements and keys are named: versioned, local, fitconnect or portal.
    #[arg(long, default_value = "versioned", value_name = "STYLE")]
    naming: Naming,
}

/// A schema to write for, with what must be said about it.
struct Wanted {
    schema: Schema,
    lists: Option<CodeLists>,
    naming: Naming,
    findings: Vec<Finding>,
}

impl Wanted {
    fn of(arguments: &Arguments, manner: &Manner) -> Result<Self, Failure> {
        let (schema, mut findings) = schema(&arguments.file, manner, false)?;
        let lists = match manner.code_lists {
            Some(_) => Some(code_lists(manner)?),
            None => None,
        };
        let naming = schema.effective_naming(arguments.naming);
        if naming != arguments.naming {
            findings.push(Finding::warning(
                "naming",
                schema.base.key.to_string(),
                "Zwei Versionen einer ID stehen nebeneinander: Die Namen tragen die Version.",
                "two versions of one id stand side by side: names carry the version",
            ));
        }
        findings.extend(norm_fim::pattern_findings(&schema));
        complain(&arguments.file, &findings);
        Ok(Self { schema, lists, naming, findings })
    }

    fn options(&self) -> GenerateOptions<'_> {
        GenerateOptions { naming: self.naming, code_lists: self.lists.as_ref() }
    }

    fn is_clean(&self) -> bool {
        self.findings.iter().all(|f| f.severity < Severity::Error)
    }
}

/// Writes the XML Schema.
pub fn xsd(arguments: &Arguments, manner: &Manner) -> Outcome {
    let wanted = Wanted::of(arguments, manner)?;
    let text = norm_fim::xml_schema(&wanted.schema, wanted.options());
    if manner.json {
        print_json(&serde_json::json!({
            "id": wanted.schema.base.key.id,
            "version": wanted.schema.base.key.version,
            "naming": wanted.naming.word(),
            "namespace": wanted.schema.data_namespace(wanted.naming),
            "root": wanted.schema.root_name(wanted.naming),
            "xsd": text,
            "findings": wanted.findings,
        }))?;
    } else {
        print(&text)?;
    }
    Ok(exit(wanted.is_clean()))
}

/// Writes the JSON Schema; it is JSON either way.
pub fn json_schema(arguments: &Arguments, manner: &Manner) -> Outcome {
    let wanted = Wanted::of(arguments, manner)?;
    print(&norm_fim::json_schema(&wanted.schema, wanted.options()))?;
    Ok(exit(wanted.is_clean()))
}
