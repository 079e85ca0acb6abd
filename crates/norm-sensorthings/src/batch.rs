//! Many requests in one: `multipart/mixed` and JSON (`OData` 4.01), with references between them.

mod json;
mod multipart;

pub use json::{parse_json_batch, write_json_batch};
pub use multipart::{boundary_of, parse_multipart, write_multipart};

use crate::json::{Json, Object};
use crate::model::{ID, Id};

/// Methods of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PATCH
    Patch,
    /// PUT
    Put,
    /// DELETE
    Delete,
}

impl Method {
    /// The method of this name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Get, Self::Post, Self::Patch, Self::Put, Self::Delete]
            .into_iter()
            .find(|method| method.name().eq_ignore_ascii_case(name))
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// A request of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRequest {
    /// What later requests call it: its Content-ID, or its id in JSON.
    pub id: Option<String>,
    /// The method.
    pub method: Method,
    /// The address: absolute, beginning with `/`, or relative to the root of the service.
    pub url: String,
    /// Headers with their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Requests that must have succeeded before (JSON only).
    pub depends_on: Vec<String>,
}

impl BatchRequest {
    /// A header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// A part of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BatchPart {
    /// A request of its own.
    Single(BatchRequest),
    /// Requests that all succeed or all fail. In JSON with the name of their group.
    Group(Option<String>, Vec<BatchRequest>),
}

/// An answer to a request of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchResponse {
    /// The id of the request.
    pub id: Option<String>,
    /// The HTTP status.
    pub status: u16,
    /// The address of a new entity.
    pub location: Option<String>,
    /// The media type of the body.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// Answers to a part of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BatchAnswer {
    /// To a request of its own, or to a group that failed as a whole.
    Single(BatchResponse),
    /// To the requests of a group.
    Group(Vec<BatchResponse>),
}

/// Why a batch cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} ({place})")]
pub struct BatchError {
    /// What is wrong.
    pub message: String,
    /// Where: a byte of the body or a JSON pointer.
    pub place: String,
}

/// Ids of entities made by earlier requests, by the name of the request.
pub type Made = [(String, Id)];

/// Puts the ids of new entities into an address: `$sensor1/Datastreams` and `Things($thing1)`.
/// `address_of` gives the path of an entity by the name of its request, such as `Sensors(5)`.
pub fn resolve_url(url: &str, made: &Made, address_of: impl Fn(&str) -> Option<String>) -> String {
    let path = url.trim_start_matches('/');
    let first = path.split(['/', '?']).next().unwrap_or_default();
    if let Some(address) = first.strip_prefix('$').and_then(&address_of) {
        let rest = path.get(first.len()..).unwrap_or_default();
        return format!("{address}{rest}");
    }
    let (path, query) = url.split_once('?').map_or((url, None), |(p, q)| (p, Some(q)));
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once("($") {
        out.push_str(before);
        let (name, behind) = after.split_once(')').unwrap_or((after, ""));
        match made.iter().find(|(n, _)| n == name) {
            Some((_, id)) if after.contains(')') => {
                out.push('(');
                out.push_str(&id.to_string());
                out.push(')');
                rest = behind;
            }
            _ => {
                out.push_str("($");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    if let Some(query) = query {
        out.push('?');
        out.push_str(query);
    }
    out
}

/// Puts the ids of new entities into a body: `{"@iot.id": "$sensor1"}`.
pub fn resolve_body(body: Json, made: &Made) -> Json {
    match body {
        Json::Array(items) => {
            items.into_iter().map(|item| resolve_body(item, made)).collect::<Vec<_>>().into()
        }
        Json::Object(object) => {
            let members = object.iter().map(|(name, value)| {
                let reference = value.as_text().and_then(|text| text.strip_prefix('$'));
                let found = reference
                    .filter(|_| name == ID || name == "id")
                    .and_then(|r| made.iter().find(|(n, _)| n == r));
                let value = match found {
                    Some((_, id)) => Json::from(id),
                    None => resolve_body(value.clone(), made),
                };
                (name.to_owned(), value)
            });
            members.collect::<Object>().into()
        }
        other => other,
    }
}

/// The reason for a status, for status lines.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        413 => "Content Too Large",
        424 => "Failed Dependency",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        _ => "Other",
    }
}
