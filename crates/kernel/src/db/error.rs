//! How statements go wrong.

/// What can go wrong with a statement.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A value is there already; names the constraint or columns.
    #[error("already there: {0}")]
    Unique(String),
    /// The engine cannot work: disk full, read-only, connection gone.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A column is missing or holds another type.
    #[error("column {column}: {reason}")]
    Column {
        /// Its name.
        column: String,
        /// What is wrong with it.
        reason: String,
    },
    /// It took longer than it may.
    #[error("longer than it may take")]
    TooLong,
    /// Exactly one row was expected.
    #[error("expected one row, found {0}")]
    NotOne(usize),
    /// Anything else the engine says, with the statement.
    #[error("{message} in: {statement}")]
    Statement {
        /// The engine's words.
        message: String,
        /// The statement.
        statement: String,
    },
}

impl DbError {
    /// Whether a uniqueness constraint said no.
    pub fn is_unique(&self) -> bool {
        matches!(self, Self::Unique(_))
    }
}
