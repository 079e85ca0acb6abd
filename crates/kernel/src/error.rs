//! How things go wrong: refusals people can act on, and everything else.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::db::DbError;
use crate::value::Language;

/// A refusal by the rules, with words for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable name, `module/what-is-wrong`.
    pub kind: &'static str,
    /// What is wrong and what to do, in German.
    pub de: String,
    /// The same in English.
    pub en: String,
    /// Messages at single fields: field name, German, English.
    pub fields: Vec<(String, String, String)>,
}

impl Problem {
    /// A problem without field messages.
    pub fn new(kind: &'static str, de: impl Into<String>, en: impl Into<String>) -> Self {
        Self { kind, de: de.into(), en: en.into(), fields: Vec::new() }
    }

    /// Adds a message at a field.
    #[must_use]
    pub fn at(mut self, field: &str, de: &str, en: &str) -> Self {
        self.fields.push((field.to_owned(), de.to_owned(), en.to_owned()));
        self
    }

    /// The sentence in a language.
    pub fn text(&self, language: Language) -> &str {
        language.of(&self.de, &self.en)
    }
}

/// Everything a handler can fail with.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Nothing here, or nothing the caller may know of.
    #[error("not found")]
    NotFound,
    /// Was here and is gone for good.
    #[error("gone")]
    Gone,
    /// The caller must sign in first.
    #[error("sign-in required")]
    SignInRequired,
    /// The caller must confirm a factor again first (step-up).
    #[error("fresh factor required")]
    StepUpRequired,
    /// The caller may know of it but not do it.
    #[error("forbidden")]
    Forbidden,
    /// A form came from elsewhere or its token ran out.
    #[error("form token missing, expired or from elsewhere")]
    ForeignForm,
    /// The rules say no.
    #[error("refused: {}", .0.kind)]
    Refused(Problem),
    /// The request itself cannot be read.
    #[error("bad request: {}", .0.kind)]
    BadRequest(Problem),
    /// Larger than the named limit in bytes.
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    /// Too many tries; seconds until the next one makes sense.
    #[error("too many requests, again in {0} s")]
    TooMany(u64),
    /// The house cannot save or read at the moment: disk full, read-only, database away.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// Anything else; the cause goes to the log.
    #[error("internal: {0}")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl AppError {
    /// Wraps any error as an internal one.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    /// A refusal in one line.
    pub fn refused(kind: &'static str, de: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Refused(Problem::new(kind, de, en))
    }

    /// The HTTP status of this error.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Gone => StatusCode::GONE,
            Self::SignInRequired => StatusCode::UNAUTHORIZED,
            Self::StepUpRequired | Self::Forbidden | Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<Problem> for AppError {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<DbError> for AppError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unavailable(what) => Self::Unavailable(what),
            other => Self::Internal(Box::new(other)),
        }
    }
}

impl From<serde_json::Error> for AppError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(Box::new(error))
    }
}

/// The error a response carries until the outermost layer shows it as a page or as a problem
/// document (RFC 9457).
#[derive(Clone)]
pub struct Shown(pub std::sync::Arc<AppError>);

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Shown(std::sync::Arc::new(self)));
        response
    }
}
