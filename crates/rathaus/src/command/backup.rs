//! `rathaus backup` and `rathaus restore`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use age::secrecy::SecretString;
use clap::Args;
use indicatif::ProgressBar;
use kernel::module::Health;

use super::Outcome;
use crate::config::{self, Config};

/// `rathaus backup`
#[derive(Debug, Args)]
pub struct BackupArguments {
    /// The file to write.
    target: PathBuf,
    /// File with the passphrase.
    #[arg(long)]
    passphrase_file: PathBuf,
    /// Short name of the town; needed where there are several.
    #[arg(long)]
    town: Option<String>,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// `rathaus restore`
#[derive(Debug, Args)]
pub struct RestoreArguments {
    /// The backup to read.
    source: PathBuf,
    /// File with the passphrase.
    #[arg(long)]
    passphrase_file: PathBuf,
    /// Short name of the town; needed where there are several.
    #[arg(long)]
    town: Option<String>,
}

fn passphrase(path: &Path) -> Result<SecretString, config::ConfigError> {
    Ok(SecretString::from(config::secret(path)?))
}

fn wait(words: &'static str) -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message(words);
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// Writes a backup.
pub async fn backup(path: &Path, arguments: &BackupArguments) -> Outcome {
    let config = Config::read(path)?;
    let house = crate::house(config.post()?);
    let plan = config.plan(arguments.town.as_deref())?;
    let town = config::open(plan, house, &config.root_key()?).await?;
    let bar = wait("writing the backup");
    let manifest =
        platform::backup::write(&town, &arguments.target, passphrase(&arguments.passphrase_file)?)
            .await;
    bar.finish_and_clear();
    let manifest = manifest?;
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&manifest)?);
    } else {
        println!(
            "{}: {} rows, {} files, audit trail up to entry {}",
            arguments.target.display(),
            manifest.rows,
            manifest.files,
            manifest.audit_entries
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Restores a backup into a town that holds nothing yet, and checks it.
pub async fn restore(path: &Path, arguments: &RestoreArguments) -> Outcome {
    let config = Config::read(path)?;
    let house = crate::house(config.post()?);
    let root = config.root_key()?;
    let plan = config.plan(arguments.town.as_deref())?;
    super::serve::upgrade(&plan, &house, &root).await?;
    let town = config::open(plan.clone(), std::sync::Arc::clone(&house), &root).await?;
    let used = town.read(|db| Ok(kernel::audit::latest(db, i64::MAX, 2)?.len() > 1)).await?;
    if used {
        return Err(format!(
            "the town {} holds records already; restore into an empty folder or database",
            plan.key
        )
        .into());
    }
    let bar = wait("restoring");
    let restored = platform::backup::restore(
        &town,
        &arguments.source,
        passphrase(&arguments.passphrase_file)?,
    )
    .await;
    bar.finish_and_clear();
    let manifest = restored?;
    drop(town);
    // The restored records bring the town's own key: opening it again proves the root key too.
    let town = config::open(plan, house, &root).await?;
    let replayed = replay(&town).await?;
    let findings = kernel::check::run(&town).await?;
    let broken: Vec<_> = findings.iter().filter(|f| f.health == Health::Fail).collect();
    for finding in &broken {
        println!("FAIL {} {}", finding.id, finding.found);
    }
    println!(
        "restored {} rows and {} files of {}; {replayed} erasures replayed; {} checks, {} broken",
        manifest.rows,
        manifest.files,
        manifest.made_at,
        findings.len(),
        broken.len()
    );
    Ok(if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// What was erased stays erased: the journal among the records names what must not come back.
async fn replay(
    town: &std::sync::Arc<kernel::Town>,
) -> Result<usize, Box<dyn std::error::Error + Send + Sync>> {
    let erased = town.read(kernel::retention::journal).await?;
    let mut replayed = 0;
    for id in erased {
        let found = town
            .read(move |db| match kernel::cases::find_for_update(db, id) {
                Err(kernel::AppError::NotFound) => Ok(None),
                other => other.map(Some),
            })
            .await?;
        if let Some(case) = found {
            kernel::retention::erase_case(town, case).await?;
            replayed += 1;
        }
    }
    Ok(replayed)
}
