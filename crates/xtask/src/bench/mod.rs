//! `bench`: measures and writes `docs/benchmarks.md`. Every figure in that document comes from here.
//!
//! A bench is an entry in [`BENCHES`]. Peers are measured in the same run on the same machine, so
//! that the document shows ratios and not figures of different days.

mod fim;
mod house;
mod load;
mod permits;
mod places;
mod process;
pub mod report;
mod sensors;
mod website;
mod wohngeld;

pub(crate) use process::{Memory, memory_of, plain, service_environment};

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::root;
use crate::run::{XtaskError, cargo, is_there, run as run_program};

/// Something that is measured: one section of the document.
pub struct Bench {
    /// The name on the command line and of the markers around the section.
    pub name: &'static str,
    /// The heading of the section.
    pub title: &'static str,
    /// Measures and answers the section below its heading, in Markdown.
    pub run: fn(&Context) -> Result<String, XtaskError>,
}

/// All benches, in the order of the document.
pub const BENCHES: &[Bench] = &[
    house::BENCH,
    website::BENCH,
    website::WITHIN,
    wohngeld::BENCH,
    fim::BENCH,
    places::BENCH,
    permits::BENCH,
    sensors::BENCH,
];

/// Where a bench finds what it needs.
pub struct Context {
    root: PathBuf,
    target: PathBuf,
}

impl Context {
    /// The places of this checkout.
    pub fn new() -> Self {
        let root = root();
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        Self { root, target }
    }

    /// The root of the workspace.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder cargo builds into.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// A file of the shared test data beside the workspace; `RATHAUS_SHARED_DATA` names another
    /// place.
    ///
    /// # Errors
    /// [`XtaskError::Refused`] when the file is absent.
    pub fn shared_data(&self, path: &str) -> Result<PathBuf, XtaskError> {
        let folder = std::env::var_os("RATHAUS_SHARED_DATA")
            .map_or_else(|| self.root.join("../shared/data"), PathBuf::from);
        let file = folder.join(path);
        if file.exists() { Ok(file) } else { Err(refused(format!("{} is absent", file.display()))) }
    }

    /// The cargo of this checkout, in its root.
    pub fn cargo(&self) -> Command {
        let mut command = cargo();
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// Compiles the house as a town gets it but for the last step, and the program that measures it
    /// from within: both in one go, because the second one brings features of its own and would
    /// have everything compiled twice.
    ///
    /// # Errors
    /// [`XtaskError::Failed`] when it does not compile.
    pub fn house(&self) -> Result<HousePrograms, XtaskError> {
        run_program(
            self.cargo().args(["build", "--quiet", "--release", "--package", "rathaus"]).args([
                "--bin",
                "rathaus",
                "--example",
                "measure",
            ]),
        )?;
        let folder = self.target.join("release");
        Ok(HousePrograms {
            binary: folder.join("rathaus"),
            measure: folder.join("examples").join("measure"),
        })
    }

    /// A folder below the target folder for what is installed from outside for a comparison. Its
    /// name holds the pinned version, so that another version is installed anew. It is kept.
    ///
    /// # Errors
    /// [`XtaskError::File`] when the disk refuses.
    pub fn external(&self, pinned: &str) -> Result<PathBuf, XtaskError> {
        let folder = self.target.join("bench").join(pinned);
        std::fs::create_dir_all(&folder)
            .map_err(|cause| XtaskError::File { path: folder.clone(), cause })?;
        Ok(folder)
    }

    /// An empty folder that is deleted when it is dropped; on the disk of the target folder,
    /// because `/tmp` may lie in memory.
    ///
    /// # Errors
    /// [`XtaskError::File`] when the disk refuses.
    pub fn temp(&self) -> Result<tempfile::TempDir, XtaskError> {
        let parent = self.external("temp")?;
        tempfile::tempdir_in(&parent).map_err(|cause| XtaskError::File { path: parent, cause })
    }
}

/// The house, compiled for measuring.
pub struct HousePrograms {
    /// The binary.
    pub binary: PathBuf,
    /// Measures from within what it is told to, and prints figures.
    pub measure: PathBuf,
}

impl Default for Context {
    fn default() -> Self {
        Self::new()
    }
}

/// A port of this machine nobody listens on.
///
/// # Errors
/// [`XtaskError::Refused`] when the system has none.
pub fn free_port() -> Result<u16, XtaskError> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr());
    Ok(listener.map_err(|cause| refused(format!("no free port: {cause}")))?.port())
}

/// A command that runs on the given cores only; refuses where the system cannot pin.
///
/// # Errors
/// [`XtaskError::Refused`] without `taskset`.
pub fn pinned_to(cores: &str, program: &Path) -> Result<Command, XtaskError> {
    if !is_there("taskset") {
        return Err(refused("taskset is not installed; it pins a measurement to a core"));
    }
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", cores]).arg(program);
    Ok(command)
}

/// A bench that cannot run, with its reason.
pub fn refused(words: impl Into<String>) -> XtaskError {
    XtaskError::Refused(words.into())
}

/// Runs the named benches, or all, and replaces their sections in the document.
///
/// # Errors
/// What the first bench that fails says; sections measured before it are written.
pub fn bench(names: &[String]) -> Result<PathBuf, XtaskError> {
    let known = |name: &String| BENCHES.iter().any(|bench| bench.name == name);
    if let Some(unknown) = names.iter().find(|name| !known(name)) {
        let all: Vec<&str> = BENCHES.iter().map(|bench| bench.name).collect();
        return Err(refused(format!("no bench is named {unknown}; there are {}", all.join(", "))));
    }
    let context = Context::new();
    let path = context.root().join("docs/benchmarks.md");
    let machine = report::Machine::ask(&context)?;
    for bench in BENCHES {
        if !names.is_empty() && !names.iter().any(|name| name == bench.name) {
            continue;
        }
        eprintln!("bench {}", bench.name);
        let found = (bench.run)(&context)?;
        let stamp = report::Stamp::ask(&context)?;
        report::replace(&path, &machine, bench, &stamp, &found)?;
    }
    Ok(path)
}
