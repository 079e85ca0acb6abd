//! What was found in a file: where, what, and the sentence for people.

use serde::Serialize;

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Odd, but usable.
    Warning,
    /// The file is rejected.
    Error,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How serious it is.
    pub severity: Severity,
    /// Stable name such as `required` or `axes_swapped`.
    pub code: &'static str,
    /// Where: the object and the way to the attribute, such as `BRA_Baugrube[…]/title`.
    pub path: String,
    /// The identifier of the object, as it stands in the file.
    pub id: Option<String>,
    /// Line in the file, from 1.
    pub line: Option<u32>,
    /// The reason in German.
    pub message_de: String,
    /// The same reason in English.
    pub message_en: String,
}

impl Finding {
    /// The reason in the language asked for: German unless `language` starts with `en`.
    pub fn message(&self, language: &str) -> &str {
        if language.starts_with("en") { &self.message_en } else { &self.message_de }
    }
}

/// Where a finding belongs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    pub path: String,
    pub id: Option<String>,
    pub line: Option<u32>,
}

impl Place {
    pub fn at(path: impl Into<String>, line: Option<u32>) -> Self {
        Self { path: path.into(), id: None, line }
    }

    pub fn object(class: &str, id: &str, line: Option<u32>) -> Self {
        Self { path: format!("{class}[{id}]"), id: Some(id.to_owned()), line }
    }

    pub fn below(&self, name: &str, line: Option<u32>) -> Self {
        Self {
            path: format!("{}/{name}", self.path),
            id: self.id.clone(),
            line: line.or(self.line),
        }
    }
}

/// Findings, up to a number; the rest is counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Findings {
    pub list: Vec<Finding>,
    pub errors: usize,
    pub total: usize,
    max: usize,
}

impl Findings {
    pub fn new(max: usize) -> Self {
        Self { max, ..Self::default() }
    }

    fn push(&mut self, severity: Severity, code: &'static str, place: &Place, say: [String; 2]) {
        self.total += 1;
        let first_error = severity == Severity::Error && self.errors == 0;
        self.errors += usize::from(severity == Severity::Error);
        if self.list.len() >= self.max {
            if !first_error {
                return;
            }
            // The error that decides the verdict is always named.
            self.list.pop();
        }
        let Place { path, id, line } = place.clone();
        let [message_de, message_en] = say;
        self.list.push(Finding { severity, code, path, id, line, message_de, message_en });
    }

    pub fn error(
        &mut self,
        code: &'static str,
        place: &Place,
        de: impl Into<String>,
        en: impl Into<String>,
    ) {
        self.push(Severity::Error, code, place, [de.into(), en.into()]);
    }

    pub fn warning(
        &mut self,
        code: &'static str,
        place: &Place,
        de: impl Into<String>,
        en: impl Into<String>,
    ) {
        self.push(Severity::Warning, code, place, [de.into(), en.into()]);
    }
}

/// Number of line breaks.
pub(crate) fn breaks(bytes: &[u8]) -> u32 {
    let parts = bytes.split(|byte| *byte == b'\n').skip(1);
    u32::try_from(parts.count()).unwrap_or(u32::MAX)
}
