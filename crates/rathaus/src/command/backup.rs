//! `rathaus backup` and `rathaus restore`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use age::secrecy::SecretString;
use clap::Args;
use indicatif::ProgressBar;
use kernel::Db;
use kernel::clock::Clock;
use kernel::keys::Key;
use kernel::module::Health;
use kernel::town::{House, TownPlan};

use super::{Failure, Outcome};
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
    #[arg(long, required_unless_present = "before_upgrade")]
    passphrase_file: Option<PathBuf>,
    /// The source is a file of `before-upgrade/`: the records as they were before the last upgrade.
    #[arg(long, conflicts_with = "passphrase_file")]
    before_upgrade: bool,
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

/// Restores a backup, or the records from before an upgrade, into a town that holds nothing yet,
/// and checks it.
pub async fn restore(path: &Path, arguments: &RestoreArguments) -> Outcome {
    let config = Config::read(path)?;
    let house = crate::house(config.post()?);
    let root = config.root_key()?;
    let plan = config.plan(arguments.town.as_deref())?;
    refuse_used(&plan, &house).await?;
    let bar = wait("restoring");
    let restored = match &arguments.passphrase_file {
        Some(file) => {
            let secret = passphrase(file)?;
            let done =
                platform::backup::restore_fresh(&plan, &house, &arguments.source, secret).await;
            done.map(|m| format!("{} rows and {} files of {}", m.rows, m.files, m.made_at))
                .map_err(Into::into)
        }
        None => undo_upgrade(&plan, &house, &root, &arguments.source)
            .await
            .map(|rows| format!("{rows} rows from before the upgrade")),
    };
    bar.finish_and_clear();
    let restored = restored?;
    // The restored records bring the town's own key: opening it again proves the root key too.
    let town = config::open(plan, house, &root).await?;
    let replayed = replay(&town).await?;
    let findings = kernel::check::run(&town).await?;
    let broken: Vec<_> = findings.iter().filter(|f| f.health == Health::Fail).collect();
    for finding in &broken {
        println!("FAIL {} {}", finding.id, finding.found);
    }
    println!(
        "restored {restored}; {replayed} erasures replayed; {} checks, {} broken",
        findings.len(),
        broken.len()
    );
    Ok(if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// A town with records is never overwritten.
async fn refuse_used(plan: &TownPlan, house: &House) -> Result<(), Failure> {
    kernel::folder::make(&plan.folder)?;
    let db = Db::open(&plan.place, Clock::system()).await?;
    let (_, is_set_up) = db.pending(house.migrations()).await?;
    if is_set_up && db.read(|db| Ok(kernel::audit::latest(db, i64::MAX, 2)?.len() > 1)).await? {
        let key = &plan.key;
        return Err(format!(
            "the town {key} holds records already; restore into an empty folder or database"
        )
        .into());
    }
    Ok(())
}

/// Reads the records that an upgrade kept, into a database that holds nothing yet; answers the
/// number of rows. The files of the town lie where they were.
///
/// # Errors
/// When the file does not open with this root key, or does not fit this program.
pub async fn undo_upgrade(
    plan: &TownPlan,
    house: &House,
    root: &Key,
    source: &Path,
) -> Result<u64, Failure> {
    let name = source.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let sealed =
        std::fs::read(source).map_err(|e| format!("cannot read {}: {e}", source.display()))?;
    let bytes = root.derive(super::serve::BEFORE_UPGRADE).open(name, &sealed).map_err(|_| {
        format!(
            "{} does not open: another root key, another file name, or changed bytes",
            source.display()
        )
    })?;
    let db = Db::open(&plan.place, Clock::system()).await?;
    let steps = kernel::dump::steps(bytes.as_slice())?;
    Ok(kernel::dump::load(&db, house.migrations(), steps, std::io::Cursor::new(bytes)).await?)
}

/// What was erased stays erased: the journal among the records names what must not come back.
async fn replay(town: &std::sync::Arc<kernel::Town>) -> Result<usize, Failure> {
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
