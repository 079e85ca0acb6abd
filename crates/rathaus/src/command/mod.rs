//! The commands of the program.

mod addresses;
mod backup;
mod check;
mod deadlines;
mod demo;
mod fim;
mod foreign;
mod gisnb;
mod notices;
mod roadworks;
mod sensors;
mod serve;
mod user;
mod wohngeld;
mod xtrasse;
mod xzufi;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A town's whole digital operation in one program.
#[derive(Debug, Parser)]
#[command(name = "rathaus", version, about, disable_version_flag = true)]
struct Arguments {
    /// Configuration file.
    #[arg(long, short, global = true, env = "RATHAUS_CONFIG", default_value = crate::config::DEFAULT_PATH)]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the towns of the configuration.
    Serve,
    /// Run a complete demo town in a folder of its own.
    Demo(demo::Arguments),
    /// Look whether a town is sound: database, audit trail, files, queues, settings.
    Check(check::Arguments),
    /// Write one encrypted file with everything in it, while the town runs.
    Backup(backup::BackupArguments),
    /// Read a backup into an empty town and prove it.
    Restore(backup::RestoreArguments),
    /// Bring the databases up to date; backs them up first.
    Migrate(serve::MigrateArguments),
    /// Make an administrator, or list the people who may sign in.
    User(user::Arguments),
    /// Give out keys with which programs send values of sensors.
    Sensors(sensors::Arguments),
    /// Explain the configuration, or check the one at hand.
    Config(serve::ConfigArguments),
    /// Make the root key of this machine.
    Key,
    /// Compute deadlines and compare them with given ones.
    Deadlines(deadlines::Arguments),
    /// Read, check, convert official form schemas (FIM XDatenfelder) and the data they ask for.
    Fim(fim::Arguments),
    /// Compute housing benefit for a file of households, or explain one.
    Wohngeld(wohngeld::Arguments),
    /// Read house coordinates with their defects, match a list of addresses to them.
    Addresses(addresses::Arguments),
    /// Check GIS data of funded networks against a profile file.
    Gisnb(gisnb::Arguments),
    /// Check and convert plans of lines and works (XTrasse).
    Xtrasse(xtrasse::Arguments),
    /// Read, check, compare, convert and export service catalogues (XZuFi).
    Xzufi(xzufi::Arguments),
    /// Write construction sites in the formats of others.
    Roadworks(roadworks::Arguments),
    /// Check the signed record of a town's official notices, offline.
    Notices(notices::Arguments),
    /// Print the version.
    Version(serve::VersionArguments),
}

pub use backup::undo_upgrade;
pub use serve::upgrade;

/// Why a command could not do its work.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
/// What a command answers: how it ended, or why it could not.
type Outcome = Result<ExitCode, Failure>;

/// Runs the program.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    log();
    let outcome = match arguments.command {
        Command::Deadlines(a) => deadlines::run(&a),
        Command::Fim(a) => fim::run(&a),
        Command::Wohngeld(a) => wohngeld::run(&a),
        Command::Addresses(a) if !a.is_for_a_town() => addresses::run(&a),
        Command::Gisnb(a) => gisnb::run(&a),
        Command::Xtrasse(a) => xtrasse::run(&a),
        Command::Xzufi(a) => xzufi::run(&a),
        Command::Roadworks(a) if !a.is_for_a_town() => roadworks::run(&a),
        Command::Notices(a) => notices::run(&a),
        Command::Version(a) => serve::version(&a),
        Command::Config(a) => serve::config(&arguments.config, &a),
        Command::Key => serve::key(&arguments.config),
        other => runtime().and_then(|rt| {
            rt.block_on(async {
                match other {
                    Command::Serve => serve::serve(&arguments.config).await,
                    Command::Demo(a) => demo::run(&a).await,
                    Command::Check(a) => check::run(&arguments.config, &a).await,
                    Command::Backup(a) => backup::backup(&arguments.config, &a).await,
                    Command::Restore(a) => backup::restore(&arguments.config, &a).await,
                    Command::Migrate(a) => serve::migrate(&arguments.config, &a).await,
                    Command::Sensors(a) => sensors::run(&arguments.config, &a).await,
                    Command::Addresses(a) => addresses::store(&arguments.config, &a).await,
                    Command::Roadworks(a) => roadworks::own(&arguments.config, &a).await,
                    Command::User(a) => user::run(&arguments.config, &a).await,
                    _ => Ok(ExitCode::SUCCESS),
                }
            })
        }),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("rathaus: {error}");
            ExitCode::from(2)
        }
    }
}

/// How long a thread waits for more to do before it ends.
const IDLE_THREAD: std::time::Duration = std::time::Duration::from_secs(1);

fn runtime() -> Result<tokio::runtime::Runtime, Box<dyn std::error::Error + Send + Sync>> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // Idle threads give their memory back soon: a town sleeps most of the day.
        .thread_keep_alive(IDLE_THREAD)
        .build()?)
}

/// Logs to standard error: JSON where a machine reads, plain where a person does.
fn log() {
    use std::io::IsTerminal;
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("RATHAUS_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let set = if std::io::stderr().is_terminal() {
        builder.with_target(false).try_init()
    } else {
        builder.json().try_init()
    };
    // A second initialisation happens only in tests, where the first one stands.
    drop(set);
}
