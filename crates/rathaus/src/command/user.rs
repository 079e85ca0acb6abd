//! `rathaus user`: the first administrator, and who may sign in.

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use kernel::people::{self, AccountKind};

use super::Outcome;
use crate::config::{self, Config};

/// `rathaus user`
#[derive(Debug, Args)]
pub struct Arguments {
    /// Short name of the town; needed where there are several.
    #[arg(long)]
    town: Option<String>,
    #[command(subcommand)]
    what: UserCommand,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Make an administrator and print the one-time link; also for one who lost every factor.
    Admin {
        /// Full name.
        #[arg(long)]
        name: String,
        /// E-mail address: the name to sign in with.
        #[arg(long)]
        email: String,
    },
    /// List the members of staff who may sign in.
    List {
        /// Answer in JSON.
        #[arg(long)]
        json: bool,
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
        UserCommand::Admin { name, email } => {
            let link = mod_people::make_administrator(&town, name, email).await?;
            println!("Open this link within 24 hours; it works once:\n{link}");
        }
        UserCommand::List { json } => {
            let staff = town.read(|db| people::of_kind(db, AccountKind::Staff)).await?;
            if *json {
                let list: Vec<_> = staff
                    .iter()
                    .map(|a| {
                        serde_json::json!({
                            "id": a.id.to_string(),
                            "name": a.person.name.reveal(),
                            "login": a.login.reveal(),
                            "is_disabled": a.is_disabled,
                            "seen_at": a.seen_at.map(|t| t.to_string()),
                        })
                    })
                    .collect();
                println!("{}", serde_json::to_string_pretty(&list)?);
            } else {
                for a in staff {
                    let state = if a.is_disabled { "disabled" } else { "active" };
                    println!("{state:<9} {:<32} {}", a.login.reveal(), a.person.name.reveal());
                }
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
