//! The peer: Wagtail from the Python package index, with its own project template and news.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::bench::process::{Memory, get, memory_of};
use crate::bench::{Context, free_port, refused};
use crate::run::{XtaskError, run, write};

/// What is installed, pinned.
const PEER: [&str; 2] = ["wagtail==8.0.1", "gunicorn==27.0.1"];
/// The peer in words.
pub(super) const WORDS: &str = "Wagtail 8.0.1 (project template, 40 news\nitems, 60 pages, SQLite, production settings) under gunicorn with 2 workers of 4 threads; its demo\nsite lies in no registry.";
/// Makes the site.
const SCRIPT: &str = include_str!("make_wagtail.py");
/// News items and other pages, about as many as the demo town has.
const NEWS: &str = "40";
const PAGES: &str = "60";
/// How long it may take to open.
const PATIENCE: Duration = Duration::from_mins(1);

/// Wagtail under gunicorn until this is dropped.
pub(super) struct Wagtail {
    child: Child,
    port: u16,
}

impl Drop for Wagtail {
    fn drop(&mut self) {
        // Its master ends its workers when it is asked to, not when it is killed.
        drop(Command::new("kill").args(["-s", "TERM", &self.child.id().to_string()]).status());
        drop(self.child.wait());
    }
}

impl Wagtail {
    /// Installs it once, makes a site and serves it.
    ///
    /// # Errors
    /// When something cannot be installed or started.
    pub(super) fn start(context: &Context, folder: &Path) -> Result<Self, XtaskError> {
        let home = context.external("wagtail-8.0.1")?;
        let python = home.join("venv/bin/python");
        let installed = home.join("installed.txt");
        let wanted = PEER.join("\n");
        if !std::fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
            run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(home.join("venv")))?;
            run(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(PEER))?;
            write(&installed, &wanted)?;
        }
        let script = home.join("make_wagtail.py");
        write(&script, SCRIPT)?;
        let site = folder.join("wagtail");
        std::fs::create_dir_all(&site)
            .map_err(|cause| XtaskError::File { path: site.clone(), cause })?;
        run(Command::new(&python).arg(&script).arg(&site).args([NEWS, PAGES]))?;
        let port = free_port()?;
        let child = Command::new(home.join("venv/bin/gunicorn"))
            .args(["--workers", "2", "--threads", "4", "--no-control-socket"])
            .args(["--bind", &format!("127.0.0.1:{port}"), "peer.wsgi"])
            .env("DJANGO_SETTINGS_MODULE", "peer.settings.production")
            .current_dir(&site)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|cause| XtaskError::Missing { program: "gunicorn".into(), cause })?;
        let wagtail = Self { child, port };
        let started = Instant::now();
        while !get(port, "/").is_ok_and(|answer| answer.status == 200) {
            if started.elapsed() > PATIENCE {
                return Err(refused("Wagtail did not open"));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(wagtail)
    }

    /// The address of one of its pages.
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Memory of the master and its workers together.
    ///
    /// # Errors
    /// When the system does not say it.
    pub(super) fn memory(&self) -> Result<Memory, XtaskError> {
        let own = self.child.id();
        let children = format!("/proc/{own}/task/{own}/children");
        let workers = crate::run::read(Path::new(&children))?;
        let workers = workers.split_whitespace().filter_map(|id| id.parse().ok());
        std::iter::once(own).chain(workers).map(memory_of).sum()
    }
}
