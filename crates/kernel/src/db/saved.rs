//! What a write answers, and its line in the logbook.

use crate::audit::Audit;

/// What a write closure answers: its value and the line in the logbook.
#[derive(Debug)]
pub struct Saved<T> {
    pub(super) value: T,
    pub(super) audit: Option<Audit>,
    pub(super) keep: bool,
}

impl<T> Saved<T> {
    /// Saves without a line in the logbook: for values that machines measured and sent with a key
    /// whose giving out stands in the logbook. A line for each of them would bury all others. A
    /// guard allows this to `mod-sensors` only.
    pub fn measured(value: T) -> Self {
        Self { value, audit: None, keep: true }
    }

    /// Nothing was changed after all: the transaction is rolled back and leaves no line.
    pub fn nothing(value: T) -> Self {
        Self { value, audit: None, keep: false }
    }
}

impl Audit {
    /// Saves together with this line.
    pub fn with<T>(self, value: T) -> Saved<T> {
        Saved { value, audit: Some(self), keep: true }
    }

    /// Saves together with this line, with nothing to answer.
    pub fn done(self) -> Saved<()> {
        self.with(())
    }
}
