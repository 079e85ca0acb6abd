//! `rathaus check`: is a town sound?

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use kernel::module::{Finding, Health};

use super::Outcome;
use crate::config::{self, Config};

/// `rathaus check`
#[derive(Debug, Args)]
pub struct Arguments {
    /// Short name of the town; all towns without it.
    #[arg(long)]
    town: Option<String>,
    /// Folder of a demo town instead of a configuration.
    #[arg(long, value_name = "FOLDER")]
    demo: Option<std::path::PathBuf>,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the checks; the exit status is 0 when all is well, 1 with warnings, 2 when something is
/// broken.
pub async fn run(path: &Path, arguments: &Arguments) -> Outcome {
    let mut all = Vec::new();
    for town in towns(path, arguments).await? {
        let findings = kernel::check::run(&town).await?;
        all.push((town.plan().key.clone(), findings));
    }
    if arguments.json {
        let json: serde_json::Map<String, serde_json::Value> = all
            .iter()
            .map(|(key, findings)| Ok((key.clone(), serde_json::to_value(findings)?)))
            .collect::<Result<_, serde_json::Error>>()?;
        println!("{}", serde_json::to_string_pretty(&json)?);
    } else {
        for (key, findings) in &all {
            println!("{key}");
            for finding in findings {
                print(finding);
            }
        }
    }
    let worst = all
        .iter()
        .flat_map(|(_, findings)| findings)
        .map(|f| f.health)
        .filter(|h| *h != Health::Skip)
        .max()
        .unwrap_or(Health::Ok);
    Ok(ExitCode::from(match worst {
        Health::Fail => 2,
        Health::Warn => 1,
        Health::Ok | Health::Skip => 0,
    }))
}

async fn towns(
    path: &Path,
    arguments: &Arguments,
) -> Result<Vec<Arc<kernel::Town>>, Box<dyn std::error::Error + Send + Sync>> {
    if let Some(folder) = &arguments.demo {
        return Ok(vec![crate::demo::open(folder, 0).await?]);
    }
    let config = Config::read(path)?;
    let house = crate::house(config.post()?);
    let root = config.root_key()?;
    let plans = match &arguments.town {
        Some(key) => vec![config.plan(Some(key))?],
        None => config.plans()?,
    };
    let mut towns = Vec::new();
    for plan in plans {
        towns.push(config::open(plan, Arc::clone(&house), &root).await?);
    }
    Ok(towns)
}

fn print(finding: &Finding) {
    let word = match finding.health {
        Health::Ok => "ok  ",
        Health::Warn => "warn",
        Health::Fail => "FAIL",
        Health::Skip => "skip",
    };
    println!("  {word}  {:<24} {}", finding.id, finding.found);
    if !finding.remedy.is_empty() {
        println!("        {:<24} → {}", "", finding.remedy);
    }
}
