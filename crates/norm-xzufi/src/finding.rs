//! What a reader, a writer or a check found: place, code and the sentence for people.

use serde::{Deserialize, Serialize};

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing, nothing to do.
    Hint,
    /// Odd, but usable.
    Warning,
    /// Must be put right before the thing is published or handed over.
    Error,
}

/// One finding about a message, an object in it, or a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How serious it is.
    pub severity: Severity,
    /// Stable name such as `unknown-element` or `module-missing`.
    pub code: String,
    /// Where: object and elements below it, such as `leistung(99…)/modulText[2]/inhalt`.
    pub path: String,
    /// Line in the file that was read, counted from 1; absent for values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Sentence in German, in the words of the reader.
    pub message_de: String,
    /// The same sentence in English.
    pub message_en: String,
}

impl Finding {
    /// Builds a finding.
    pub fn new(
        severity: Severity,
        code: &str,
        path: impl Into<String>,
        de: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            severity,
            code: code.to_owned(),
            path: path.into(),
            line: None,
            message_de: de.into(),
            message_en: en.into(),
        }
    }

    /// The sentence in the language asked for: German unless `language` starts with `en`.
    pub fn message(&self, language: &str) -> &str {
        if language.starts_with("en") { &self.message_en } else { &self.message_de }
    }
}

/// Findings up to a limit; the rest is counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// The findings, in the order in which they were made.
    pub list: Vec<Finding>,
    /// How many more there were.
    pub omitted: usize,
}

/// Findings kept of one file.
pub const FINDINGS_MAX: usize = 1_000;

impl Findings {
    /// Adds one, or counts it when there are [`FINDINGS_MAX`] already.
    pub fn push(&mut self, finding: Finding) {
        if self.list.len() < FINDINGS_MAX {
            self.list.push(finding);
        } else {
            self.omitted = self.omitted.saturating_add(1);
        }
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|f| f.severity == Severity::Error)
    }

    /// Those of one code.
    pub fn of<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Finding> {
        self.list.iter().filter(move |f| f.code == code)
    }
}
