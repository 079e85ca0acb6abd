//! Just enough HTTP/1.1 to be talked to by any client, and to call somebody back.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// Most bytes of a request's head.
const HEAD_BYTES_MAX: usize = 64 * 1024;
/// Most bytes of a request's body.
const BODY_BYTES_MAX: usize = 64 * 1024 * 1024;
/// How long a client may be silent.
const PATIENCE: Duration = Duration::from_secs(20);

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The verb.
    pub method: String,
    /// The path, decoded.
    pub path: String,
    /// The query.
    pub query: Vec<(String, String)>,
    /// Headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
    /// Fields of a form in the body, of either kind.
    pub form: Vec<(String, String)>,
    /// Files of a form: name of the field, bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// The body as JSON, else `Null`.
    pub json: Value,
}

/// An answer.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

impl Told {
    /// JSON with a status.
    pub fn json(status: u16, value: &Value) -> Self {
        let headers = vec![("content-type".into(), "application/json; charset=utf-8".into())];
        Self { status, headers, body: value.to_string().into_bytes() }
    }

    /// Nothing but a status.
    pub fn empty(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// With one more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// Names and values of a query or a form.
pub fn pairs(text: &str) -> Vec<(String, String)> {
    let filled = text.split('&').filter(|pair| !pair.is_empty());
    filled
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

impl Asked {
    /// A header.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// A field of the query, the form or the JSON body.
    pub fn field(&self, name: &str) -> Option<String> {
        let listed = self.form.iter().chain(&self.query).find(|(n, _)| n == name);
        listed.map(|(_, value)| value.clone()).or_else(|| match self.json.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other => Some(other.to_string()),
        })
    }

    /// All values of a field that is a list: `name[]=` in a form, or an array in JSON.
    pub fn list(&self, name: &str) -> Vec<String> {
        let plural = format!("{name}[]");
        let listed = self.form.iter().chain(&self.query).filter(|(n, _)| *n == plural);
        let mut found: Vec<String> = listed.map(|(_, value)| value.clone()).collect();
        if let Some(entries) = self.json.get(name).and_then(Value::as_array) {
            found.extend(entries.iter().map(|e| e.as_str().map_or(e.to_string(), str::to_owned)));
        }
        found
    }

    /// The token, from the header or the query.
    pub fn token(&self) -> String {
        let header = self.header("authorization");
        let bearer = header.strip_prefix("Bearer ").or_else(|| header.strip_prefix("OAuth "));
        bearer.map(str::to_owned).or_else(|| self.field("access_token")).unwrap_or_default()
    }

    fn understand(&mut self) {
        let kind = self.header("content-type").to_owned();
        if kind.starts_with("application/x-www-form-urlencoded") {
            self.form = pairs(&String::from_utf8_lossy(&self.body));
        } else if kind.starts_with("application/json") {
            self.json = serde_json::from_slice(&self.body).unwrap_or(Value::Null);
        } else if let Some((_, boundary)) = kind.split_once("boundary=") {
            let boundary = boundary.trim_matches(['"', ';', ' ']).to_owned();
            for (head, bytes) in parts(&self.body, &boundary) {
                self.part(&head, bytes);
            }
        }
    }

    fn part(&mut self, head: &str, bytes: Vec<u8>) {
        let named = |what: &str| {
            let (_, rest) = head.split_once(&format!("{what}=\""))?;
            Some(rest.split('"').next().unwrap_or_default().to_owned())
        };
        // "; name=" and not "filename=".
        let name = named("; name").or_else(|| named(" name"));
        if head.to_ascii_lowercase().contains("application/json") && name.is_none() {
            self.json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        } else if name.is_none() || named("filename").is_some() {
            self.files.push((name.unwrap_or_default(), bytes));
        } else {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            self.form.push((name.unwrap_or_default(), text));
        }
    }
}

fn find(bytes: &[u8], mark: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(mark.len()).position(|w| w == mark).map(|at| at + from)
}

/// Parts of a multipart body: head and bytes.
fn parts(body: &[u8], boundary: &str) -> Vec<(String, Vec<u8>)> {
    let mark = format!("--{boundary}").into_bytes();
    let mut found = Vec::new();
    let Some(mut at) = find(body, &mark, 0) else { return found };
    while let Some(end) = find(body, &mark, at + mark.len()) {
        let part = body.get(at + mark.len()..end).unwrap_or_default();
        let newline: &[u8] = if part.starts_with(b"\r\n") { b"\r\n" } else { b"\n" };
        let gap = [newline, newline].concat();
        if let Some(head) = find(part, &gap, 0) {
            let bytes = part.get(head + gap.len()..).unwrap_or_default();
            let bytes = bytes.strip_suffix(newline).unwrap_or(bytes);
            let head = String::from_utf8_lossy(part.get(..head).unwrap_or_default()).into_owned();
            found.push((head, bytes.to_vec()));
        }
        at = end;
    }
    found
}

/// Reads one request; none when the client has gone.
pub(crate) fn read(stream: &mut TcpStream) -> io::Result<Option<Asked>> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut bytes = Vec::new();
    let mut piece = [0_u8; 16 * 1024];
    let end = loop {
        if let Some(end) = find(&bytes, b"\r\n\r\n", 0) {
            break end;
        }
        let count = stream.read(&mut piece)?;
        if count == 0 || bytes.len() > HEAD_BYTES_MAX {
            return Ok(None);
        }
        bytes.extend_from_slice(piece.get(..count).unwrap_or_default());
    };
    let head = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned();
    let mut lines = head.lines();
    let mut words = lines.next().unwrap_or_default().split_whitespace();
    let mut asked = Asked { method: words.next().unwrap_or_default().into(), ..Asked::default() };
    let target = words.next().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    asked.path = percent_decode_str(path).decode_utf8_lossy().into_owned();
    asked.query = pairs(query);
    for line in lines {
        if let Some((name, value)) = line.split_once(':') {
            asked.headers.insert(name.trim().to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    let length = asked.header("content-length").parse::<usize>().unwrap_or(0);
    let length = length.min(BODY_BYTES_MAX);
    let mut body = bytes.get(end + 4..).unwrap_or_default().to_vec();
    while body.len() < length {
        let count = stream.read(&mut piece)?;
        if count == 0 {
            return Ok(None);
        }
        body.extend_from_slice(piece.get(..count).unwrap_or_default());
    }
    asked.body = body;
    asked.understand();
    Ok(Some(asked))
}

/// Writes an answer and keeps the connection.
pub(crate) fn write(stream: &mut TcpStream, told: &Told) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {} X\r\n", told.status);
    for (name, value) in &told.headers {
        head.extend([name.as_str(), ": ", value, "\r\n"]);
    }
    head.extend(["content-length: ", &told.body.len().to_string(), "\r\n\r\n"]);
    stream.write_all(head.as_bytes())?;
    stream.write_all(&told.body)
}

/// Calls an address on this machine; its status, or none if nobody answers.
pub(crate) fn call(
    method: &str,
    address: &str,
    kind: &str,
    signed: &str,
    body: &[u8],
) -> Option<u16> {
    let rest = address.strip_prefix("http://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut stream = TcpStream::connect(host).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let head = format!(
        "{method} /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: {kind}\r\n\
         x-hub-signature-256: {signed}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body).ok()?;
    let mut answer = [0_u8; 64];
    let count = stream.read(&mut answer).ok()?;
    let line = String::from_utf8_lossy(answer.get(..count)?).into_owned();
    line.split_whitespace().nth(1)?.parse().ok()
}
