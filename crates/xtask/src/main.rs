//! `cargo xtask`: automation of the house.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::{XtaskError, bench, bless, conformance, fuzz, new_module, package};

/// Automation of the house.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
enum Task {
    /// Make a department with one page, one table and one story test.
    NewModule {
        /// Its name: plural, English, lower case, for example `dogs`.
        name: String,
        /// What one row of its table is; the name without its last `s` by default.
        #[arg(long)]
        noun: Option<String>,
    },
    /// Write the golden files anew and show what changed.
    Bless,
    /// Measure, beside peers, and write docs/benchmarks.md.
    Bench {
        /// Only these sections; all by default.
        sections: Vec<String>,
    },
    /// Search for inputs that break a parser of foreign bytes.
    Fuzz {
        /// The parser; all of them one after the other without it.
        target: Option<String>,
        /// How long to search in each, in seconds.
        #[arg(long, default_value_t = 60)]
        seconds: u64,
    },
    /// Run a suite that nobody here wrote against the running binary.
    Conformance {
        #[command(subcommand)]
        suite: Suite,
    },
    /// Make something to install.
    Package {
        #[command(subcommand)]
        what: What,
    },
}

#[derive(Debug, Subcommand)]
enum Suite {
    /// The official suite for `SensorThings` (OGC, `ets-sta10`), fetched by Maven; needs Java.
    Sensorthings {
        /// Its version. From 1.4 on one test reads a number as text and fails whatever one does.
        #[arg(long, default_value = "1.5")]
        version: String,
        /// Tests that must pass.
        #[arg(long, default_value_t = 21)]
        passed: u32,
        /// Take this binary instead of building one.
        #[arg(long)]
        binary: Option<PathBuf>,
    },
    /// Clients of `SensorThings` that nobody here wrote: `frost_sta_client`, `paho-mqtt`, lists as
    /// Masterportal follows them; needs Python.
    SensorClients {
        /// Take this binary instead of building one.
        #[arg(long)]
        binary: Option<PathBuf>,
    },
    /// The official client libraries of Facebook, Google and Mastodon against our emulators of their
    /// services; needs Python.
    Channels,
    /// Messages in the browser, read and sent by programs of others (`http_ece`, `py_vapid`,
    /// `pywebpush`); needs Python.
    Push,
    /// `GoToSocial` finds a town, follows it and reads what it says; needs Go.
    Fediverse,
    /// The catalogue of open data with the official shapes of DCAT-AP.de; needs Python.
    OpenData {
        /// Take this binary instead of building one.
        #[arg(long)]
        binary: Option<PathBuf>,
    },
    /// Every public page and feed of the demo town: Nu HTML checker, readers of feeds and
    /// calendars, types of schema.org; needs Java, Node.js and Python.
    Website {
        /// Take this binary instead of building one.
        #[arg(long)]
        binary: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
enum What {
    /// A Debian package.
    Deb(Options),
    /// A folder with service and user files.
    Systemd,
    /// A container image.
    Container(Options),
}

#[derive(Debug, clap::Args)]
struct Options {
    /// Take this binary instead of building one.
    #[arg(long)]
    binary: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(Task::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<(), XtaskError> {
    match task {
        Task::NewModule { name, noun } => {
            let module = new_module::NewModule::named(&name, noun.as_deref())?;
            module.write(&xtask::root())?;
            print!("{}", module.next_steps());
            Ok(())
        }
        Task::Bless => bless::bless(),
        Task::Bench { sections } => {
            println!("{}", bench::bench(&sections)?.display());
            Ok(())
        }
        Task::Fuzz { target, seconds } => fuzz::fuzz(target.as_deref(), seconds),
        Task::Conformance { suite: Suite::Sensorthings { version, passed, binary } } => {
            let verdict = conformance::sensorthings(&version, binary.as_deref())?;
            println!("ets-sta10 {version}: {} of {} tests passed", verdict.passed, verdict.total);
            for failed in &verdict.failed {
                println!("  {failed}");
            }
            if verdict.passed < passed {
                let message = format!("fewer than {passed} tests passed");
                return Err(XtaskError::Refused(message));
            }
            Ok(())
        }
        Task::Conformance { suite: Suite::SensorClients { binary } } => {
            conformance::sensor_clients(binary.as_deref())
        }
        Task::Conformance { suite: Suite::Channels } => conformance::channels(),
        Task::Conformance { suite: Suite::Push } => conformance::push(),
        Task::Conformance { suite: Suite::Fediverse } => conformance::fediverse(),
        Task::Conformance { suite: Suite::OpenData { binary } } => {
            conformance::open_data(binary.as_deref())
        }
        Task::Conformance { suite: Suite::Website { binary } } => {
            let found = conformance::website(binary.as_deref())?;
            for line in &found.lines {
                println!("{line}");
            }
            println!(
                "{} pages, {} feeds and calendars, {} pieces of structured data: {} findings",
                found.pages,
                found.feeds,
                found.structured,
                found.lines.len()
            );
            if found.lines.is_empty() {
                Ok(())
            } else {
                Err(XtaskError::Refused("the checkers found something".into()))
            }
        }
        Task::Package { what } => {
            let made = match what {
                What::Deb(options) => package::deb(options.binary)?,
                What::Systemd => package::systemd()?,
                What::Container(options) => package::container(options.binary)?,
            };
            println!("{}", made.display());
            Ok(())
        }
    }
}
