//! The same page from the house and from nginx, under the same load.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::process::{Answer, get};
use super::{free_port, refused};
use crate::run::{XtaskError, output, run as run_program, write};

/// Rounds of each, in turn.
pub const ROUNDS: usize = 3;
/// The load in words.
pub const WORDS: &str = "1 thread, 32 connections, 5 s";
/// The load as options of wrk.
const LOAD: [&str; 7] = ["--threads", "1", "--connections", "32", "--duration", "5s", "--latency"];
/// Programs the comparison needs, with the Debian package that brings them.
const TOOLS: [(&str, &str); 2] = [("nginx", "nginx-light"), ("wrk", "wrk")];
/// How long nginx may take to open.
const PATIENCE: Duration = Duration::from_secs(10);

/// Installs what is missing, as a person would.
pub fn install() -> Result<(), XtaskError> {
    for (program, package) in TOOLS {
        if is_installed(program) {
            continue;
        }
        run_program(Command::new("apt-get").args(["install", "--yes", "--quiet", package]))?;
        if !is_installed(program) {
            return Err(refused(format!("{program} is missing; install the package {package}")));
        }
    }
    Ok(())
}

/// These programs know no `--version`; the shell knows where they lie.
fn is_installed(program: &str) -> bool {
    output(Command::new("sh").args(["-c", &format!("command -v {program}")])).is_ok()
}

/// One round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Round {
    /// Requests per second.
    pub per_second: f64,
    /// The time only one answer in a hundred exceeds.
    pub p99: Duration,
}

/// A page at both.
pub struct Load {
    ours: String,
    theirs: String,
    bytes: usize,
    nginx: Child,
}

impl Drop for Load {
    fn drop(&mut self) {
        drop(self.nginx.kill());
        drop(self.nginx.wait());
    }
}

impl Load {
    /// Fetches the page of the house and has nginx serve the same bytes.
    pub fn prepare(folder: &Path, port: u16, path: &str) -> Result<Self, XtaskError> {
        let fail = |cause| XtaskError::Missing { program: "the house".into(), cause };
        let page = get(port, path).map_err(fail)?;
        let is_gzip = page.head.contains("content-encoding: gzip");
        if page.status != 200 || !is_gzip || !page.head.contains("content-length") {
            return Err(refused(format!("{path} is no compressed page of known length")));
        }
        let theirs = free_port()?;
        let root = folder.join(format!("nginx-{theirs}"));
        let file = |name: &str| root.join(name);
        // The plain file is never sent: every request accepts gzip. It must exist, though.
        write(&file("page.html"), "plain")?;
        std::fs::write(file("page.html.gz"), &page.body)
            .map_err(|cause| XtaskError::File { path: file("page.html.gz"), cause })?;
        write(&file("nginx.conf"), &configuration(&root, theirs))?;
        let nginx = Command::new("nginx")
            .arg("-c")
            .arg(file("nginx.conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|cause| XtaskError::Missing { program: "nginx".into(), cause })?;
        let load = Self {
            ours: format!("http://127.0.0.1:{port}{path}"),
            theirs: format!("http://127.0.0.1:{theirs}/page.html"),
            bytes: page.body.len(),
            nginx,
        };
        let same = wait_for(theirs)?;
        if same.body != page.body || !same.head.contains("content-encoding: gzip") {
            return Err(refused("nginx does not serve the same bytes"));
        }
        Ok(load)
    }

    /// Bytes of the body as sent.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Rounds in turn: the house's and nginx's. One before them warms both up.
    pub fn rounds(&self) -> Result<(Vec<Round>, Vec<Round>), XtaskError> {
        round(&self.ours)?;
        round(&self.theirs)?;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(round(&self.ours)?);
            theirs.push(round(&self.theirs)?);
        }
        Ok((ours, theirs))
    }
}

/// Rounds at an address of either, after one that warms it up.
pub fn rounds_of(url: &str) -> Result<Vec<Round>, XtaskError> {
    round(url)?;
    (0..ROUNDS).map(|_| round(url)).collect()
}

fn wait_for(port: u16) -> Result<Answer, XtaskError> {
    let started = Instant::now();
    loop {
        match get(port, "/page.html") {
            Ok(answer) if answer.status == 200 => return Ok(answer),
            _ if started.elapsed() > PATIENCE => return Err(refused("nginx did not open")),
            _ => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}

fn configuration(root: &Path, port: u16) -> String {
    let root = root.display();
    format!(
        "daemon off;\npid {root}/pid;\nerror_log {root}/error.log crit;\nworker_processes auto;\n\
         {}events {{ worker_connections 1024; }}\n\
         http {{\n  access_log off;\n  sendfile on;\n  tcp_nopush on;\n  keepalive_timeout 65;\n  \
         keepalive_requests 100000000;\n  types {{ text/html html; }}\n  charset utf-8;\n  \
         gzip_static on;\n  open_file_cache max=16 inactive=60s;\n  \
         server {{ listen 127.0.0.1:{port}; root {root}; }}\n}}\n",
        // Where a superuser starts it, the workers must read the folder as well.
        if is_superuser() { "user root;\n" } else { "" },
    )
}

fn is_superuser() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn round(url: &str) -> Result<Round, XtaskError> {
    let text =
        output(Command::new("wrk").args(LOAD).args(["--header", "Accept-Encoding: gzip", url]))?;
    read_round(&text).ok_or_else(|| refused(format!("wrk at {url}: {text}")))
}

/// Reads the report of wrk; none where it saw errors.
fn read_round(text: &str) -> Option<Round> {
    if text.contains("Non-2xx") || text.contains("Socket errors") {
        return None;
    }
    let after = |mark: &str| {
        let line = text.lines().map(str::trim).find_map(|line| line.strip_prefix(mark))?;
        Some(line.trim().to_owned())
    };
    Some(Round {
        per_second: after("Requests/sec:")?.parse().ok()?,
        p99: duration(&after("99%")?)?,
    })
}

/// A duration as wrk writes it.
fn duration(text: &str) -> Option<Duration> {
    let units = [("us", 1e-6), ("ms", 1e-3), ("s", 1.0), ("m", 60.0)];
    let (number, factor) =
        units.iter().find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, factor)))?;
    let number: f64 = number.parse().ok()?;
    Some(Duration::from_secs_f64(number * factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "  Latency Distribution\n     50%  371.00us\n     99%    1.53ms\n  \
                          90 requests in 5.00s, 1MB read\nRequests/sec:  41234.56\n";

    #[test]
    fn the_report_of_the_load_is_read() {
        let round = read_round(REPORT).unwrap();
        assert!((round.per_second - 41_234.56).abs() < 0.01);
        assert_eq!(round.p99, Duration::from_micros(1530));
    }

    #[test]
    fn a_round_with_errors_does_not_count() {
        let broken = format!("{REPORT}  Non-2xx or 3xx responses: 3\n");
        assert_eq!(read_round(&broken), None);
    }
}
