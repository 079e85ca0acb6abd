//! `rathaus sensors`: keys with which programs send values.

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use kernel::{Actor, Audit, Town};
use mod_sensors::Grant;

use super::{Failure, Outcome};
use crate::config::{self, Config};

/// `rathaus sensors`
#[derive(Debug, Args)]
pub struct Arguments {
    /// Short name of the town; needed where there are several.
    #[arg(long)]
    town: Option<String>,
    #[command(subcommand)]
    what: SensorsCommand,
}

#[derive(Debug, Subcommand)]
enum SensorsCommand {
    /// Give out a key for a program that sends values; it is printed once.
    Key {
        /// What the program is called, for the list of keys.
        #[arg(long)]
        name: String,
        /// A Thing it may write to, by its number; may stand several times. Everything without it.
        #[arg(long = "thing")]
        things: Vec<i64>,
        /// The entry of the register of purposes whose Things it may write to and make, by the last
        /// part of its address.
        #[arg(long)]
        entry: Option<String>,
    },
}

/// Runs the command.
pub async fn run(path: &Path, arguments: &Arguments) -> Outcome {
    let config = Config::read(path)?;
    let house = crate::house(config.post()?);
    let plan = config.plan(arguments.town.as_deref())?;
    let root = config.root_key()?;
    super::serve::upgrade(&plan, &house, &root).await?;
    let town = config::open(plan, house, &root).await?;
    match &arguments.what {
        SensorsCommand::Key { name, things, entry } => {
            println!("{}", give_key(&town, name, things, entry.as_deref()).await?);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A new key; what it is for stands in the logbook.
async fn give_key(
    town: &Town,
    name: &str,
    things: &[i64],
    entry: Option<&str>,
) -> Result<String, Failure> {
    let name = name.to_owned();
    let things = (!things.is_empty()).then(|| things.to_vec());
    let slug = entry.map(str::to_owned);
    let given = town.write(Actor::system("sensors"), move |tx| {
        let entry = slug.map(|slug| mod_sensors::entry_at(tx, &slug)).transpose()?;
        let grant = Grant { name: name.clone(), things, entry, is_whole: false };
        let key = mod_sensors::give_key(tx, &grant)?;
        Ok(Audit::of("sensors.key_given", name).with(key))
    });
    Ok(given.await?)
}

/// A key for the trial of the interface, which a demo town prints.
pub(super) async fn trial_key(town: &Town) -> Result<String, Failure> {
    let given = town.write(Actor::system("sensors"), |tx| {
        let key = mod_sensors::trial_key(tx, "demo")?;
        Ok(Audit::of("sensors.key_given", "demo").with(key))
    });
    Ok(given.await?)
}
