//! Complaints that point at the place.

use std::fmt::{self, Display, Formatter};

/// What kind of mistake it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryErrorKind {
    /// The text does not follow the grammar.
    Syntax,
    /// A property, relation or function that does not exist.
    Unknown,
    /// Values of kinds that do not go together.
    Type,
    /// A limit is passed.
    TooLarge,
    /// An option that the standard reserves and this library does not know.
    NotImplemented,
    /// A resource that does not exist.
    NotFound,
}

/// Why a query, a path or a topic is refused, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// What kind of mistake it is.
    pub kind: QueryErrorKind,
    /// The option it is in, such as `$filter`; empty for paths.
    pub option: String,
    /// Bytes before the place, in the percent-decoded value of the option or in the path.
    pub offset: usize,
    /// Bytes of the place; may be zero.
    pub length: usize,
    /// What is wrong, and what was expected.
    pub message: String,
}

impl QueryError {
    pub(crate) fn new(
        kind: QueryErrorKind,
        offset: usize,
        length: usize,
        message: impl Into<String>,
    ) -> Self {
        Self { kind, option: String::new(), offset, length, message: message.into() }
    }

    /// Names the option, unless one is named already.
    #[must_use]
    pub(crate) fn in_option(mut self, option: &str) -> Self {
        if self.option.is_empty() {
            option.clone_into(&mut self.option);
        }
        self
    }

    /// The HTTP status that the standard wants for it.
    pub const fn status(&self) -> u16 {
        match self.kind {
            QueryErrorKind::NotImplemented => 501,
            QueryErrorKind::NotFound => 404,
            _ => 400,
        }
    }

    /// The part of the text around the place, and below it a line with a caret.
    pub fn caret(&self, text: &str) -> String {
        const AROUND: usize = 40;
        let before = text.get(..floor(text, self.offset)).unwrap_or_default();
        let after = text.get(before.len()..).unwrap_or_default();
        let skipped = before.chars().count().saturating_sub(AROUND);
        let shown: String = before.chars().skip(skipped).collect();
        let rest: String = after.chars().take(AROUND).collect();
        let blank = |c: char| if c.is_control() { ' ' } else { c };
        let line: String = shown.chars().chain(rest.chars()).map(blank).collect();
        let marked = after.get(..floor(after, self.length)).unwrap_or_default();
        let marks = marked.chars().count().clamp(1, AROUND);
        format!("{line}\n{}{}", " ".repeat(shown.chars().count()), "^".repeat(marks))
    }
}

fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl Display for QueryError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if !self.option.is_empty() {
            write!(f, "{}: ", self.option)?;
        }
        write!(f, "{} (at byte {})", self.message, self.offset)
    }
}

impl std::error::Error for QueryError {}
