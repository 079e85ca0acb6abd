//! `serve`, `migrate`, `config`, `key`, `version`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Subcommand};
use kernel::clock::Clock;
use kernel::db::{Db, Place};
use kernel::town::{House, TownPlan};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;

use super::{Failure, Outcome};
use crate::config::{self, Config};
use crate::manager;

/// Pause between two looks for mail that came back.
const RETURNS_PAUSE: Duration = Duration::from_mins(1);

/// `rathaus migrate`
#[derive(Debug, Args)]
pub struct MigrateArguments {
    /// Only say what would be done.
    #[arg(long)]
    dry_run: bool,
}

/// `rathaus config`
#[derive(Debug, Args)]
pub struct ConfigArguments {
    #[command(subcommand)]
    what: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Print every key with its meaning and default.
    Explain,
    /// Read the configuration and say what is wrong with it.
    Check,
}

/// `rathaus version`
#[derive(Debug, Args)]
pub struct VersionArguments {
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// Serves until told to stop.
pub async fn serve(path: &Path) -> Outcome {
    let config = Config::read(path)?;
    let house = crate::house(config.post()?);
    let root = config.root_key()?;
    let mut towns = Vec::new();
    for plan in config.plans()? {
        upgrade(&plan, &house, &root).await?;
        towns.push(config::open(plan, Arc::clone(&house), &root).await?);
    }
    let site = crate::site(house, &towns, config.trusts_proxy);
    // Before anybody can see that the house is open: whoever does may tell it to close.
    let stop = told_to_stop()?;
    let listener = TcpListener::bind(&config.listen)
        .await
        .map_err(|e| format!("cannot listen on {}: {e}", config.listen))?;
    let mut ears = listen_by_mqtt(&config, &towns).await?;
    if let Some(folder) = config.mail.returned.clone() {
        ears.spawn(look_for_returns(folder, towns.clone()));
    }
    tracing::info!(listen = config.listen, towns = towns.len(), "The house is open");
    manager::tell("READY=1");
    let watch = tokio::spawn(manager::watch(towns.clone()));
    let end = async {
        stop.await;
        manager::tell("STOPPING=1");
    };
    crate::serve_until(listener, site, towns, end).await?;
    watch.abort();
    drop(ears);
    tracing::info!("The house is closed");
    Ok(ExitCode::SUCCESS)
}

/// Opens the MQTT listeners of the towns; they end when what is returned is dropped. One that the
/// configuration names must work; the usual one is left out where another program has its port.
async fn listen_by_mqtt(
    config: &Config,
    towns: &[Arc<kernel::Town>],
) -> Result<JoinSet<()>, Failure> {
    let mut ears = JoinSet::new();
    for (at, town) in towns.iter().enumerate() {
        let Some(mqtt) = config.mqtt(at) else { continue };
        match TcpListener::bind(&mqtt.listen).await {
            Ok(listener) => {
                ears.spawn(mod_sensors::listen(Arc::clone(town), listener, mqtt.url));
            }
            Err(error) if mqtt.is_named => {
                return Err(format!("cannot listen by MQTT on {}: {error}", mqtt.listen).into());
            }
            Err(error) => {
                tracing::warn!(
                    listen = mqtt.listen,
                    %error,
                    "Sensors are not heard by MQTT; name another address or none as town.mqtt"
                );
            }
        }
    }
    Ok(ears)
}

/// Looks every minute which mails came back.
async fn look_for_returns(folder: PathBuf, towns: Vec<Arc<kernel::Town>>) {
    loop {
        match platform::returns::look(&folder, &towns).await {
            Ok(looked) if looked == platform::returns::Looked::default() => {}
            Ok(looked) => tracing::info!(
                returned = looked.returned,
                left = looked.left,
                "Looked what mail came back; what is left is for people"
            ),
            Err(error) => tracing::error!(%error, "Nobody hears of mail that comes back"),
        }
        tokio::time::sleep(RETURNS_PAUSE).await;
    }
}

/// Listens from now on for Ctrl-C and for the service manager; what is returned resolves when one of
/// them says to stop.
///
/// # Errors
/// If the system takes no listener.
pub fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Backs up an older database, then brings it up to date; all or nothing.
pub async fn upgrade(
    plan: &TownPlan,
    house: &Arc<House>,
    root: &kernel::keys::Key,
) -> Result<usize, Failure> {
    if let Place::Sqlite(file) = &plan.place {
        let folder = file.parent().unwrap_or(Path::new("."));
        kernel::folder::make(folder)?;
    }
    let db = Db::open(&plan.place, Clock::system()).await?;
    let (open, is_used) = db.pending(house.migrations()).await?;
    if open.is_empty() {
        return Ok(0);
    }
    if is_used {
        let kept = before_upgrade(plan, &db, root).await?;
        tracing::info!(backup = %kept.display(), "The old records are kept");
    }
    let count = open.len();
    db.migrate(open).await?;
    tracing::info!(town = plan.key, steps = count, "The database is up to date");
    Ok(count)
}

/// What the key is derived for that seals the records before an upgrade.
pub(super) const BEFORE_UPGRADE: &str = "rathaus/before-upgrade/1";

/// The records as they were, sealed with the root key: the old program may be gone tomorrow.
async fn before_upgrade(
    plan: &TownPlan,
    db: &Db,
    root: &kernel::keys::Key,
) -> Result<std::path::PathBuf, Failure> {
    let bytes = db
        .read(|reader| {
            let mut out = Vec::new();
            kernel::dump::write(reader, &mut out).map_err(kernel::AppError::internal)?;
            Ok(out)
        })
        .await?;
    let folder = plan.folder.join("before-upgrade");
    std::fs::create_dir_all(&folder)?;
    let name = format!("{}.records", Clock::system().now().as_second());
    let sealed = root.derive(BEFORE_UPGRADE).seal(&name, &bytes)?;
    let path = folder.join(&name);
    let part = folder.join(format!(".{name}.part"));
    std::fs::write(&part, sealed)?;
    std::fs::File::open(&part)?.sync_all()?;
    std::fs::rename(&part, &path)?;
    Ok(path)
}

/// Brings the databases up to date.
pub async fn migrate(path: &Path, arguments: &MigrateArguments) -> Outcome {
    let config = Config::read(path)?;
    let house = crate::house(config.post()?);
    let root = config.root_key()?;
    for plan in config.plans()? {
        if arguments.dry_run {
            let db = Db::open(&plan.place, Clock::system()).await?;
            let (open, _) = db.pending(house.migrations()).await?;
            for step in &open {
                println!("{}: {}/{}", plan.key, step.module, step.name);
            }
            println!("{}: {} steps to do", plan.key, open.len());
        } else {
            let done = upgrade(&plan, &house, &root).await?;
            println!("{}: {done} steps done", plan.key);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Explains or checks the configuration.
pub fn config(path: &Path, arguments: &ConfigArguments) -> Outcome {
    match arguments.what {
        ConfigCommand::Explain => print!("{}", config::EXPLAINED),
        ConfigCommand::Check => {
            let config = Config::read(path)?;
            config.root_key()?;
            config.post()?;
            config.plans()?;
            println!("{}: {} towns, nothing to complain about", path.display(), config.towns.len());
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes the root key where the configuration says.
pub fn key(path: &Path) -> Outcome {
    let config = Config::read(path)?;
    if config.key_file.exists() {
        return Err(format!(
            "{} exists already; it is never overwritten",
            config.key_file.display()
        )
        .into());
    }
    config::make_key(&config.key_file)?;
    println!(
        "{} written. Put a copy into the safe: without it no file can be read.",
        config.key_file.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Prints the version.
#[expect(clippy::unnecessary_wraps, reason = "all commands have one shape")]
pub fn version(arguments: &VersionArguments) -> Outcome {
    let version = env!("CARGO_PKG_VERSION");
    if arguments.json {
        println!("{}", serde_json::json!({ "name": "rathaus", "version": version }));
    } else {
        println!("rathaus {version}");
    }
    Ok(ExitCode::SUCCESS)
}
