//! `rathaus sensors`: keys with which programs send values.

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use kernel::{Actor, Audit, Town};

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
        SensorsCommand::Key { name, things } => {
            let things = (!things.is_empty()).then(|| things.clone());
            println!("{}", give_key(&town, name, things).await?);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A new key; what it is for stands in the logbook.
pub(super) async fn give_key(
    town: &Town,
    name: &str,
    things: Option<Vec<i64>>,
) -> Result<String, Failure> {
    let name = name.to_owned();
    let given = town.write(Actor::system("sensors"), move |tx| {
        let key = mod_sensors::give_key(tx, &name, things.as_deref())?;
        Ok(Audit::of("sensors.key_given", name).with(key))
    });
    Ok(given.await?)
}
