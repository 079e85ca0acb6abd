//! A client that keeps its connection: the same requests for both servers.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::bench::refused;
use crate::run::XtaskError;

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_mins(5);

/// Where a server is asked.
#[derive(Clone, Debug)]
pub(super) struct Root {
    /// Its port on this machine.
    pub port: u16,
    /// The path of the service.
    pub path: String,
    /// A key, where it wants one.
    pub key: Option<String>,
}

/// What came back.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// The status.
    pub status: u16,
    /// The address of what was made.
    pub location: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The id at the end of the address of what was made.
    pub fn id(&self) -> Option<i64> {
        let (_, rest) = self.location.rsplit_once('(')?;
        rest.strip_suffix(')')?.parse().ok()
    }
}

/// A kept connection.
pub(super) struct Client {
    root: Root,
    stream: TcpStream,
}

fn io(cause: &std::io::Error) -> XtaskError {
    refused(format!("the server does not answer: {cause}"))
}

impl Client {
    /// Connects.
    pub fn open(root: &Root) -> Result<Self, XtaskError> {
        let stream = TcpStream::connect(("127.0.0.1", root.port)).map_err(|e| io(&e))?;
        stream.set_nodelay(true).map_err(|e| io(&e))?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(|e| io(&e))?;
        Ok(Self { root: root.clone(), stream })
    }

    /// Asks and waits for the whole answer.
    pub fn ask(&mut self, method: &str, path: &str, body: &str) -> Result<Answer, XtaskError> {
        let Root { port, path: root, key } = &self.root;
        let key = key.as_ref().map(|k| format!("Authorization: Bearer {k}\r\n"));
        let request = format!(
            "{method} {root}{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{}Content-Type: \
             application/json\r\nContent-Length: {}\r\n\r\n{body}",
            key.unwrap_or_default(),
            body.len()
        );
        self.stream.write_all(request.as_bytes()).map_err(|e| io(&e))?;
        let answer = self.read()?;
        if answer.status >= 300 {
            let text = String::from_utf8_lossy(&answer.body);
            let text: String = text.chars().take(300).collect();
            return Err(refused(format!("{method} {path}: {} {text}", answer.status)));
        }
        Ok(answer)
    }

    /// Asks and says how long the whole answer took.
    pub fn time(&mut self, path: &str) -> Result<Duration, XtaskError> {
        let begun = Instant::now();
        self.ask("GET", path, "")?;
        Ok(begun.elapsed())
    }

    fn read(&mut self) -> Result<Answer, XtaskError> {
        let mut all = Vec::with_capacity(8 * 1024);
        let mut chunk = vec![0_u8; 64 * 1024];
        let head = loop {
            if let Some(end) = all.windows(4).position(|w| w == b"\r\n\r\n") {
                break end;
            }
            self.more(&mut all, &mut chunk)?;
        };
        let text = String::from_utf8_lossy(all.get(..head).unwrap_or_default()).into_owned();
        let header = |name: &str| {
            text.lines().skip(1).find_map(|line| {
                let (n, value) = line.split_once(':')?;
                n.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
            })
        };
        let status = text.split(' ').nth(1).and_then(|s| s.parse().ok());
        let length = header("content-length").and_then(|l| l.parse::<usize>().ok());
        let (Some(status), Some(length)) = (status, length) else {
            return Err(refused(format!("an answer without status or length: {text}")));
        };
        while all.len() < head + 4 + length {
            self.more(&mut all, &mut chunk)?;
        }
        let body = all.split_off(head + 4);
        Ok(Answer { status, location: header("location").unwrap_or_default(), body })
    }

    fn more(&mut self, all: &mut Vec<u8>, chunk: &mut [u8]) -> Result<(), XtaskError> {
        let count = self.stream.read(chunk).map_err(|e| io(&e))?;
        if count == 0 {
            return Err(refused("the server closed the connection"));
        }
        all.extend_from_slice(chunk.get(..count).unwrap_or_default());
        Ok(())
    }
}
