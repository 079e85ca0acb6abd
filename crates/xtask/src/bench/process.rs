//! The program under measurement: started, watched, ended.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::refused;
use crate::run::{XtaskError, read};

/// A start that takes longer has failed.
const PATIENCE: Duration = Duration::from_mins(3);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(1);

/// A running house.
pub struct House {
    child: Child,
    opened_after: Duration,
}

/// An answer over HTTP/1.1.
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Head, in lower case.
    pub head: String,
    /// Body as it was sent.
    pub body: Vec<u8>,
}

/// Asks for a page on a connection of its own.
pub fn get(port: u16, path: &str) -> std::io::Result<Answer> {
    ask(port, path, "Accept-Encoding: gzip\r\n")
}

/// The same without compression.
pub fn plain(port: u16, path: &str) -> std::io::Result<Answer> {
    ask(port, path, "")
}

fn ask(port: u16, path: &str, accepted: &str) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{accepted}Connection: close\r\n\r\n"
    )?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let broken = || std::io::Error::other("no answer over HTTP");
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").ok_or_else(broken)?;
    let body = bytes.split_off(end + 4);
    let head = String::from_utf8_lossy(&bytes).to_lowercase();
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or_else(broken)?;
    Ok(Answer { status, head, body })
}

/// Memory of a process that lies in the machine now, in MiB. What is shared counts once, each sharer
/// its part: connections map the same file of the database, workers the same libraries.
pub fn memory_of(process: u32) -> Result<f64, XtaskError> {
    let path = format!("/proc/{process}/smaps_rollup");
    let rollup = read(Path::new(&path))?;
    let line = rollup.lines().find_map(|l| l.strip_prefix("Pss:"));
    let kilobytes: Option<f64> =
        line.and_then(|l| l.split_whitespace().next()).and_then(|n| n.parse().ok());
    kilobytes.map(|k| k / 1024.0).ok_or_else(|| refused("the system does not say Pss"))
}

impl House {
    /// Starts the demo town of a folder and waits for its first page.
    pub fn start(binary: &Path, data: &Path, port: u16, cases: &str) -> Result<Self, XtaskError> {
        let started = Instant::now();
        let mut child = Command::new(binary)
            .arg("demo")
            .arg("--data")
            .arg(data)
            .args(["--port", &port.to_string(), "--cases", cases])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|cause| XtaskError::Missing { program: "rathaus".into(), cause })?;
        // The port is taken before the town is there: a connection waits, and so does this.
        while get(port, "/").map_or(true, |answer| answer.status != 200) {
            if started.elapsed() > PATIENCE || child.try_wait().is_ok_and(|end| end.is_some()) {
                drop(child.kill());
                return Err(refused("the house did not open"));
            }
            std::thread::sleep(PAUSE);
        }
        Ok(Self { child, opened_after: started.elapsed() })
    }

    /// From the start of the program to its first page.
    pub fn opened_after(&self) -> Duration {
        self.opened_after
    }

    /// Waits until the letters of the past are set: they are no part of what is measured.
    pub fn wait_for_letters(data: &Path) -> Result<(), XtaskError> {
        let started = Instant::now();
        while data.join("letters.jsonl").exists() {
            if started.elapsed() > PATIENCE {
                return Err(refused("the letters of the demo town are never set"));
            }
            std::thread::sleep(PAUSE * 100);
        }
        Ok(())
    }

    /// Memory that lies in the machine now, in MiB.
    pub fn memory_mib(&self) -> Result<f64, XtaskError> {
        memory_of(self.child.id())
    }

    /// Ends it as a service manager would.
    pub fn stop(mut self) -> Result<(), XtaskError> {
        let id = self.child.id().to_string();
        crate::run::run(Command::new("kill").args(["-s", "TERM", &id]))?;
        drop(self.child.wait());
        Ok(())
    }
}

impl Drop for House {
    fn drop(&mut self) {
        drop(self.child.kill());
    }
}
