//! Why a file cannot be read at all, and where.

/// What is wrong with a file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadErrorKind {
    /// Larger than the limit.
    #[error("the file has {bytes} bytes, at most {limit} are read")]
    TooLarge {
        /// Size of the file.
        bytes: usize,
        /// Largest size accepted.
        limit: usize,
    },
    /// Not UTF-8.
    #[error("the file is not UTF-8")]
    NotUtf8,
    /// Nested deeper than the limit.
    #[error("elements are nested deeper than {0} levels")]
    TooDeep(usize),
    /// More elements than the limit.
    #[error("more than {0} elements")]
    TooMany(usize),
    /// A document type declaration: entities are neither needed nor safe.
    #[error("a document type declaration is not accepted")]
    Doctype,
    /// An entity other than the five of XML.
    #[error("unknown entity &{0};")]
    Entity(String),
    /// Not well-formed XML, or not JSON.
    #[error("not well-formed: {0}")]
    Malformed(String),
    /// A root element of another standard.
    #[error("the root element is in the namespace {0:?}, which is not one of XZuFi")]
    Namespace(String),
    /// No root element.
    #[error("the file holds no element")]
    Empty,
}

/// A file that cannot be read, with the place where reading stopped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {kind}")]
pub struct ReadError {
    /// What is wrong.
    pub kind: ReadErrorKind,
    /// Line, counted from 1.
    pub line: u32,
    /// Column in characters, counted from 1.
    pub column: u32,
}
