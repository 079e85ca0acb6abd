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

/// Memory of a process that lies in the machine now, in MiB.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Memory {
    /// What belongs to it alone.
    pub own: f64,
    /// Its part of files that are mapped: the program itself, the database. The machine keeps them as
    /// long as nobody needs the room.
    pub mapped: f64,
}

impl std::iter::Sum for Memory {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            own: sum.own + one.own,
            mapped: sum.mapped + one.mapped,
        })
    }
}

impl Memory {
    /// From what the system says of a process (`smaps_rollup`). What is shared counts once, each
    /// sharer its part: workers have the same libraries.
    fn read(rollup: &str) -> Option<Self> {
        let mib = |name: &str| {
            let line = rollup.lines().find_map(|l| l.strip_prefix(name))?;
            line.split_whitespace().next()?.parse::<f64>().ok().map(|kilobytes| kilobytes / 1024.0)
        };
        // What processes share in memory, as those of PostgreSQL do, is theirs as well.
        let shared = mib("Pss_Shmem:").unwrap_or_default();
        Some(Self { own: mib("Pss_Anon:")? + shared, mapped: mib("Pss_File:")? })
    }
}

/// Memory of a process.
pub fn memory_of(process: u32) -> Result<Memory, XtaskError> {
    let rollup = read(Path::new(&format!("/proc/{process}/smaps_rollup")))?;
    Memory::read(&rollup).ok_or_else(|| refused("the system does not say Pss"))
}

/// How the service is started beyond its command: the figures are those of the packaged house.
pub fn service_environment() -> Vec<(&'static str, &'static str)> {
    let unit = include_str!("../../../../packaging/rathaus.service");
    unit.lines().filter_map(|line| line.strip_prefix("Environment=")?.split_once('=')).collect()
}

impl House {
    /// Starts the demo town of a folder and waits for its first page.
    pub fn start(binary: &Path, data: &Path, port: u16, cases: &str) -> Result<Self, XtaskError> {
        let started = Instant::now();
        let mut child = Command::new(binary)
            .envs(service_environment())
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

    /// Memory that lies in the machine now.
    pub fn memory(&self) -> Result<Memory, XtaskError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_told_apart() {
        let said =
            "Rss: 900 kB\nPss: 5120 kB\nPss_Anon: 2048 kB\nPss_File:   3072 kB\nPss_Shmem: 0 kB\n";
        assert_eq!(Memory::read(said), Some(Memory { own: 2.0, mapped: 3.0 }));
        assert_eq!(Memory::read("Rss: 900 kB\n"), None);
    }

    #[test]
    fn the_service_gives_memory_back() {
        let all = service_environment();
        assert!(all.iter().any(|(name, _)| *name == "MIMALLOC_PURGE_DELAY"), "{all:?}");
    }
}
