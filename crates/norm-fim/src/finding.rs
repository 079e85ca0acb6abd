//! What a reader or a check found: place, code and the sentence for people.

use serde::{Deserialize, Serialize};

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing, nothing to do.
    Hint,
    /// Odd, but usable.
    Warning,
    /// Must be put right before the thing is used.
    Error,
}

/// One finding about a schema, a submitted document or a set of answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How serious it is.
    pub severity: Severity,
    /// Stable name such as `required` or an official number such as `1046`.
    pub code: String,
    /// Where: an answer path, or the path of XML elements in a schema file.
    pub path: String,
    /// Sentence in German, in the words of the reader.
    pub message_de: String,
    /// The same sentence in English.
    pub message_en: String,
}

impl Finding {
    /// Builds a finding that must be put right.
    pub fn error(
        code: &str,
        path: impl Into<String>,
        de: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Error,
            code: code.to_owned(),
            path: path.into(),
            message_de: de.into(),
            message_en: en.into(),
        }
    }

    /// Builds a finding that does not keep anybody from going on.
    pub fn warning(
        code: &str,
        path: impl Into<String>,
        de: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, path, de, en) }
    }

    /// The sentence in the language asked for: German unless `language` starts with `en`.
    pub fn message(&self, language: &str) -> &str {
        if language.starts_with("en") { &self.message_en } else { &self.message_de }
    }
}
