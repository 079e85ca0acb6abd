//! `rathaus roadworks`: construction sites in the formats of others.
//!
//! Exit status: 0 = written, 1 = some record is not sound, 2 = the command could not do its work.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand, ValueEnum};
use jiff::tz::TimeZone;
use norm_roadworks as feeds;

use super::Outcome;
use crate::config::{self, Config};

use super::foreign::{bytes, print_json, put};

/// `rathaus roadworks`
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Answer in JSON: what is not sound.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a feed; all formats tell the same identifiers, dates and coordinates.
    Feed {
        /// The format to write.
        #[arg(long, value_enum)]
        format: Format,
        /// The records: a WZDx feed (4.0 to 4.2); `-` reads standard input. Without it the records
        /// of a town are read.
        #[arg(long)]
        from: Option<PathBuf>,
        /// The town of the configuration whose records are read.
        #[arg(long, conflicts_with = "from")]
        town: Option<String>,
        /// Where to write; standard output without it.
        #[arg(long, short)]
        output: Option<PathBuf>,
        /// Time zone for the formats that want local time.
        #[arg(long, default_value = "Europe/Berlin")]
        zone: String,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Wzdx,
    Datex2,
    Cifs,
    CifsXml,
    Geojson,
    Ical,
}

impl Arguments {
    /// Whether it reads the records of a town.
    pub fn is_for_a_town(&self) -> bool {
        matches!(self.command, Command::Feed { from: None, .. })
    }
}

/// Runs the command on a feed of somebody else.
pub fn run(arguments: &Arguments) -> Outcome {
    let Command::Feed { from, .. } = &arguments.command;
    let Some(from) = from else { return Ok(ExitCode::SUCCESS) };
    let bytes = bytes(from, feeds::BYTES_MAX)?;
    let feed = feeds::read_wzdx(&bytes).map_err(|e| format!("{}: {e}", from.display()))?;
    write(arguments, &feed)
}

/// Runs the command on the records of a town.
pub async fn own(path: &Path, arguments: &Arguments) -> Outcome {
    let Command::Feed { town, .. } = &arguments.command;
    let config = Config::read(path)?;
    let house = crate::house(config.post()?);
    let (plan, root) = (config.plan(town.as_deref())?, config.root_key()?);
    let town = config::open(plan, house, &root).await?;
    let house = Arc::clone(&town);
    let feed = town.read(move |db| mod_roadworks::feed(&house, db, "")).await?;
    write(arguments, &feed)
}

fn write(arguments: &Arguments, feed: &feeds::Feed) -> Outcome {
    let Command::Feed { format, output, zone, .. } = &arguments.command;
    let zone = TimeZone::get(zone)?;
    let text = match format {
        Format::Wzdx => feeds::to_wzdx(feed),
        Format::Datex2 => feeds::to_datex2(feed, &zone),
        Format::Cifs => feeds::to_cifs_json(feed, &zone),
        Format::CifsXml => feeds::to_cifs_xml(feed, &zone),
        Format::Geojson => feeds::to_geojson(feed),
        Format::Ical => feeds::to_ical(feed),
    };
    // What belongs to records elsewhere is no fault of this feed.
    let problems: Vec<String> = feed
        .problems()
        .iter()
        .filter(|problem| !matches!(problem, feeds::Problem::Related(..)))
        .map(ToString::to_string)
        .collect();
    if !arguments.json || output.is_some() {
        put(&text, output.as_deref())?;
    }
    if arguments.json {
        let works = feed.works.len();
        print_json(&serde_json::json!({ "works": works, "problems": problems }))?;
    } else {
        for problem in &problems {
            eprintln!("{problem}");
        }
    }
    Ok(ExitCode::from(u8::from(!problems.is_empty())))
}
