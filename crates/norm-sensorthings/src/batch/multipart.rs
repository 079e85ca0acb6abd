//! Batches as `multipart/mixed` of `application/http`.

use super::{BatchAnswer, BatchError, BatchPart, BatchRequest, BatchResponse, Method, reason};
use crate::limits::{BATCH_BYTES_MAX, BATCH_REQUESTS_MAX, BATCH_URL_BYTES_MAX};

/// Longest boundary (RFC 2046), in characters.
const BOUNDARY_MAX: usize = 70;

/// The boundary that a Content-Type names, if it is one of `multipart/mixed`.
pub fn boundary_of(content_type: &str) -> Option<&str> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/mixed") {
        return None;
    }
    let value = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim())
    })?;
    let value = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value);
    (!value.is_empty() && value.len() <= BOUNDARY_MAX).then_some(value)
}

fn wrong<T>(message: impl Into<String>, offset: usize) -> Result<T, BatchError> {
    Err(BatchError { message: message.into(), place: format!("byte {offset}") })
}

/// Reads a batch. Lines may end with CRLF or LF; a missing line end at the very end is tolerated.
///
/// # Errors
/// What is wrong, and where.
pub fn parse_multipart(body: &[u8], boundary: &str) -> Result<Vec<BatchPart>, BatchError> {
    if body.len() > BATCH_BYTES_MAX {
        return wrong(format!("more than {BATCH_BYTES_MAX} bytes"), BATCH_BYTES_MAX);
    }
    let mut count = 0;
    let mut parts = Vec::new();
    for (offset, part) in split(body, boundary, 0)? {
        let (headers, content, start) = headers(part, offset)?;
        let kind = header(&headers, "content-type").unwrap_or_default();
        if let Some(inner) = boundary_of(kind) {
            let mut group = Vec::new();
            for (offset, part) in split(content, inner, start)? {
                let request = request_part(part, offset)?;
                if request.method == Method::Get {
                    return wrong("a change set holds only writing requests", offset);
                }
                group.push(request);
                limited(&mut count, offset)?;
            }
            parts.push(BatchPart::Group(None, group));
        } else {
            parts.push(BatchPart::Single(request_part(part, offset)?));
            limited(&mut count, offset)?;
        }
    }
    Ok(parts)
}

fn limited(count: &mut usize, offset: usize) -> Result<(), BatchError> {
    *count += 1;
    if *count > BATCH_REQUESTS_MAX {
        return wrong(format!("more than {BATCH_REQUESTS_MAX} requests"), offset);
    }
    Ok(())
}

/// The lines of a text with their offsets, without their ends.
fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    text.split_inclusive(|b| *b == b'\n').map(move |line| {
        let start = at;
        at += line.len();
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        (start, line.strip_suffix(b"\r").unwrap_or(line))
    })
}

/// Cuts a body at its boundary: each part with its offset from the start of everything.
fn split<'b>(
    body: &'b [u8],
    boundary: &str,
    base: usize,
) -> Result<Vec<(usize, &'b [u8])>, BatchError> {
    let mark = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut start: Option<usize> = None;
    let mut before = 0;
    for (offset, line) in lines(body) {
        let rest = line.strip_prefix(mark.as_bytes()).map(<[u8]>::trim_ascii_end);
        if let Some(rest @ (b"" | b"--")) = rest {
            if let Some(start) = start {
                // The line end in front of the boundary belongs to the boundary.
                let part = body.get(start..before.max(start)).unwrap_or_default();
                parts.push((base + start, part));
            }
            if rest == b"--" {
                return Ok(parts);
            }
            let after = body.get(offset..).unwrap_or_default();
            let length = after.iter().position(|b| *b == b'\n').map_or(after.len(), |n| n + 1);
            start = Some(offset + length);
        }
        before = offset + line.len();
    }
    let message = if start.is_some() {
        "the closing boundary is missing"
    } else {
        "the boundary of the Content-Type does not occur"
    };
    wrong(message, base + body.len())
}

type Headers = Vec<(String, String)>;

fn header<'h>(headers: &'h Headers, name: &str) -> Option<&'h str> {
    headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

/// Headers up to the empty line, what follows, and its offset.
fn headers(part: &[u8], base: usize) -> Result<(Headers, &[u8], usize), BatchError> {
    let mut headers = Vec::new();
    for (offset, line) in lines(part) {
        if line.is_empty() {
            let after = part.get(offset..).unwrap_or_default();
            let length = after.iter().position(|b| *b == b'\n').map_or(after.len(), |n| n + 1);
            let start = offset + length;
            return Ok((headers, part.get(start..).unwrap_or_default(), base + start));
        }
        let text = std::str::from_utf8(line).ok().and_then(|l| l.split_once(':'));
        let Some((name, value)) = text else {
            return wrong("expected a header line such as 'Content-Type: …'", base + offset);
        };
        headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
    Ok((headers, &[], base + part.len()))
}

/// A part that is a request: its headers, then the request with its own.
fn request_part(part: &[u8], base: usize) -> Result<BatchRequest, BatchError> {
    let (outer, content, start) = headers(part, base)?;
    let kind = header(&outer, "content-type").unwrap_or("application/http");
    if !kind.to_ascii_lowercase().starts_with("application/http") {
        return wrong(format!("expected application/http, found {kind}"), base);
    }
    // Blank lines in front of the request line are tolerated.
    let blank = content.iter().take_while(|b| b.is_ascii_whitespace()).count();
    let content = content.get(blank..).unwrap_or_default();
    let start = start + blank;
    let Some((_, line)) = lines(content).next() else {
        return wrong("the request line is missing", start);
    };
    let text = String::from_utf8_lossy(line);
    let (method, rest) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
    let Some(method) = Method::named(method) else {
        return wrong("expected GET, POST, PATCH, PUT or DELETE", start);
    };
    // People write filters with blanks in them: the address ends at the version of HTTP.
    let url = match rest.rsplit_once(char::is_whitespace) {
        Some((url, version)) if version.starts_with("HTTP/") => url,
        _ => rest,
    };
    let url = url.trim();
    if url.is_empty() || url.starts_with("HTTP/") {
        return wrong("the address is missing", start);
    }
    if url.len() > BATCH_URL_BYTES_MAX {
        return wrong(format!("an address longer than {BATCH_URL_BYTES_MAX} bytes"), start);
    }
    let after = content.iter().position(|b| *b == b'\n').map_or(content.len(), |n| n + 1);
    let (inner, body, _) = headers(content.get(after..).unwrap_or_default(), start + after)?;
    let id = header(&outer, "content-id").or_else(|| header(&inner, "content-id"));
    Ok(BatchRequest {
        id: id.map(|id| id.trim_matches(['<', '>']).to_owned()),
        method,
        url: url.to_owned(),
        headers: inner.clone(),
        body: body.to_vec(),
        depends_on: Vec::new(),
    })
}

/// Writes the answers to a batch.
pub fn write_multipart(answers: &[BatchAnswer], boundary: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for (n, answer) in answers.iter().enumerate() {
        put(&mut out, &format!("--{boundary}\r\n"));
        match answer {
            BatchAnswer::Single(response) => put_response(&mut out, response),
            BatchAnswer::Group(responses) => {
                let inner = format!("{boundary}-group{n}");
                put(&mut out, &format!("Content-Type: multipart/mixed;boundary={inner}\r\n\r\n"));
                for response in responses {
                    put(&mut out, &format!("--{inner}\r\n"));
                    put_response(&mut out, response);
                }
                put(&mut out, &format!("--{inner}--\r\n"));
            }
        }
    }
    put(&mut out, &format!("--{boundary}--\r\n"));
    out
}

fn put(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

fn put_response(out: &mut Vec<u8>, response: &BatchResponse) {
    put(out, "Content-Type: application/http\r\n");
    if let Some(id) = &response.id {
        put(out, &format!("Content-ID: {id}\r\n"));
    }
    put(out, &format!("\r\nHTTP/1.1 {} {}\r\n", response.status, reason(response.status)));
    if let Some(location) = &response.location {
        put(out, &format!("Location: {location}\r\n"));
    }
    if let Some(kind) = &response.content_type {
        put(out, &format!("Content-Type: {kind}\r\n"));
    }
    put(out, &format!("Content-Length: {}\r\n\r\n", response.body.len()));
    out.extend_from_slice(&response.body);
    put(out, "\r\n");
}
