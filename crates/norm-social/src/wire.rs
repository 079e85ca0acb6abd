//! What goes over the wire, as values: a request, and what came of it.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What stays as it is in a query or a form.
const PLAIN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'*');

/// A token or a secret; what prints values does not print it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secret(String);

impl Secret {
    /// Keeps it.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The secret itself, for the one place that sends or seals it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("[secret]")
    }
}

/// What is done to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Make, or change in part.
    Post,
    /// Replace, or send a piece.
    Put,
    /// Take away.
    Delete,
}

impl Method {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// Bytes that the caller keeps: a part of one medium.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The caller's key of the medium.
    pub medium: String,
    /// First byte.
    pub from: u64,
    /// The byte after the last.
    pub until: u64,
    /// Its type, such as `image/jpeg`.
    pub media_type: String,
}

/// What a part of a form holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Text.
    Text(String),
    /// A file; its name is made from the field's.
    Media(Piece),
}

/// What a request carries.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Nothing.
    Empty,
    /// Fields as in a web address.
    Form(Vec<(String, String)>),
    /// JSON.
    Json(Value),
    /// `multipart/form-data`: fields in order.
    Multipart(Vec<(String, Content)>),
    /// `multipart/related`: JSON, then a file, as Google takes it.
    Related(Value, Piece),
    /// Bytes as they are.
    Media(Piece),
}

/// A request, ready to be sent. Its `Debug` shows neither tokens nor texts.
#[derive(Clone, PartialEq)]
pub struct Request {
    /// What is done.
    pub method: Method,
    /// Scheme, host and path.
    pub address: String,
    /// Names and values of the query, not yet encoded.
    pub query: Vec<(String, String)>,
    /// Headers besides type and length of the body.
    pub headers: Vec<(String, String)>,
    /// What it carries.
    pub body: Body,
}

impl fmt::Debug for Request {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{} {}", self.method.word(), self.address)
    }
}

/// Fields of a form as one text.
pub fn encoded(fields: &[(String, String)]) -> String {
    let one = |(name, value): &(String, String)| {
        format!("{}={}", utf8_percent_encode(name, PLAIN), utf8_percent_encode(value, PLAIN))
    };
    fields.iter().map(one).collect::<Vec<_>>().join("&")
}

/// A request turned to bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The type of the body, if there is one.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    pub(crate) fn new(method: Method, address: impl Into<String>) -> Self {
        let address = address.into();
        Self { method, address, query: Vec::new(), headers: Vec::new(), body: Body::Empty }
    }

    pub(crate) fn get(address: impl Into<String>) -> Self {
        Self::new(Method::Get, address)
    }

    pub(crate) fn post(address: impl Into<String>) -> Self {
        Self::new(Method::Post, address)
    }

    pub(crate) fn ask(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(crate) fn bearer(self, token: &Secret) -> Self {
        self.header("authorization", format!("Bearer {}", token.reveal()))
    }

    pub(crate) fn with(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// The whole address, query included. It can hold a token: never log it.
    pub fn url(&self) -> String {
        if self.query.is_empty() {
            return self.address.clone();
        }
        let joint = if self.address.contains('?') { '&' } else { '?' };
        format!("{}{joint}{}", self.address, encoded(&self.query))
    }

    /// The body as bytes. `read` gives the bytes of a piece; `boundary` must not occur in them.
    ///
    /// # Errors
    /// What `read` fails with.
    pub fn render<E>(
        &self,
        boundary: &str,
        mut read: impl FnMut(&Piece) -> Result<Vec<u8>, E>,
    ) -> Result<Rendered, E> {
        let typed = |kind: &str, body: Vec<u8>| Rendered { content_type: Some(kind.into()), body };
        Ok(match &self.body {
            Body::Empty => Rendered { content_type: None, body: Vec::new() },
            Body::Form(fields) => {
                typed("application/x-www-form-urlencoded", encoded(fields).into_bytes())
            }
            Body::Json(value) => typed("application/json", value.to_string().into_bytes()),
            Body::Media(piece) => typed(&piece.media_type, read(piece)?),
            Body::Related(head, piece) => {
                let mut body = format!(
                    "--{boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n{head}\r\n\
                     --{boundary}\r\nContent-Type: {}\r\n\r\n",
                    piece.media_type
                )
                .into_bytes();
                body.extend(read(piece)?);
                body.extend(format!("\r\n--{boundary}--\r\n").bytes());
                typed(&format!("multipart/related; boundary={boundary}"), body)
            }
            Body::Multipart(fields) => {
                let mut body = Vec::new();
                for (name, content) in fields {
                    let head =
                        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"");
                    body.extend(head.bytes());
                    match content {
                        Content::Text(text) => body.extend(format!("\r\n\r\n{text}").bytes()),
                        Content::Media(piece) => {
                            let kind = &piece.media_type;
                            let end = kind.rsplit(['/', '+']).next().unwrap_or("bin");
                            let head = format!(
                                "; filename=\"{name}.{end}\"\r\nContent-Type: {kind}\r\n\r\n"
                            );
                            body.extend(head.bytes());
                            body.extend(read(piece)?);
                        }
                    }
                    body.extend(b"\r\n");
                }
                body.extend(format!("--{boundary}--\r\n").bytes());
                typed(&format!("multipart/form-data; boundary={boundary}"), body)
            }
        })
    }
}

/// An answer of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers; names in any case.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of a name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The body as JSON; `Null` if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// Whether the status says yes.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// The server answered.
    Answered(Answer),
    /// Nothing left this machine: no name, no connection, no TLS. The request was not performed.
    NotSent,
    /// It may have arrived: time ran out, or the connection broke. Whether it was performed is
    /// unknown.
    Lost,
}

/// A text in a JSON value, empty if it is not there.
pub(crate) fn text(value: &Value, pointer: &str) -> String {
    match value.pointer(pointer) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// A whole number in a JSON value, whether written as number or as text.
pub(crate) fn number(value: &Value, pointer: &str) -> Option<i64> {
    match value.pointer(pointer)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}
