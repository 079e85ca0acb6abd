//! Answers and refusals of the service.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::AppError;
use kernel::db::DbError;
use norm_sensorthings::entity::EntityErrors;
use norm_sensorthings::query::QueryError;
use norm_sensorthings::service::error_body;

/// JSON with its encoding.
pub(crate) const JSON: &str = "application/json;charset=UTF-8";

/// What is sent back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The status.
    pub status: u16,
    /// The media type of the body.
    pub kind: &'static str,
    /// The address of a new entity.
    pub location: Option<String>,
    /// Where a list goes on whose form has no place to say so.
    pub next: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer with a body of JSON.
    pub fn json(body: String) -> Self {
        Self { status: 200, kind: JSON, location: None, next: None, body: body.into_bytes() }
    }

    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self { status, kind: JSON, location: None, next: None, body: Vec::new() }
    }
}

/// Why something is not done.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The reason is the request.
    Said(u16, String),
    /// The reason is the house.
    House(AppError),
}

impl Refusal {
    /// The request is wrong.
    pub fn bad(message: impl Into<String>) -> Self {
        Self::Said(400, message.into())
    }

    /// There is nothing.
    pub fn missing(message: impl Into<String>) -> Self {
        Self::Said(404, message.into())
    }

    /// It would take too long.
    pub fn busy(message: impl Into<String>) -> Self {
        Self::Said(503, message.into())
    }

    /// Not with this key.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::Said(403, message.into())
    }

    /// Why, in a sentence for programs.
    pub fn words(&self) -> String {
        match self {
            Self::Said(_, message) => message.clone(),
            Self::House(error) => house_words(error),
        }
    }

    /// The answer that says so.
    pub fn answer(&self) -> Answer {
        let status = match self {
            Self::Said(status, _) => *status,
            Self::House(error) => {
                let status = error.status().as_u16();
                if status == 500 {
                    tracing::error!(%error, "A request to the sensors failed");
                }
                status
            }
        };
        let message = self.words();
        Answer { status, ..Answer::json(error_body(status, &message).to_string()) }
    }
}

fn house_words(error: &AppError) -> String {
    match error {
        AppError::TooMany(seconds) => format!("too many requests; again in {seconds} s"),
        AppError::Unavailable(_) => "the house cannot save or read just now".to_owned(),
        AppError::TooLarge(most) => format!("larger than {most} bytes"),
        _ => "something went wrong here; it is written down".to_owned(),
    }
}

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Self {
        Self::House(error)
    }
}

impl From<DbError> for Refusal {
    fn from(error: DbError) -> Self {
        match error {
            DbError::TooLong => Self::busy(
                "this takes too long; narrow it, for example by a filter on time or by $top",
            ),
            other => Self::House(other.into()),
        }
    }
}

impl From<QueryError> for Refusal {
    fn from(error: QueryError) -> Self {
        Self::Said(error.status(), error.to_string())
    }
}

impl From<EntityErrors> for Refusal {
    fn from(errors: EntityErrors) -> Self {
        Self::bad(errors.to_string())
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let is_empty = self.body.is_empty();
        let mut response = (status, self.body).into_response();
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_TYPE);
        if !is_empty {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        }
        let next = self.next.map(|address| format!("<{address}>; rel=\"next\""));
        if let Some(next) = next.and_then(|l| HeaderValue::from_str(&l).ok()) {
            headers.insert(header::LINK, next);
        }
        if self.status == 405 {
            let methods = HeaderValue::from_static("GET, HEAD, POST, PATCH, PUT, DELETE, OPTIONS");
            headers.insert(header::ALLOW, methods);
        }
        if let Some(location) = self.location.and_then(|l| HeaderValue::from_str(&l).ok()) {
            headers.insert(header::LOCATION, location);
        }
        let open = [
            ("access-control-allow-origin", "*"),
            ("access-control-expose-headers", "Location, Link"),
            ("cross-origin-resource-policy", "cross-origin"),
        ];
        for (name, value) in open {
            headers.insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

impl Refusal {
    /// The same for callers inside of the house.
    pub fn into_error(self) -> AppError {
        match self {
            Self::House(error) => error,
            Self::Said(status, message) => AppError::internal(format!("{status}: {message}")),
        }
    }
}
