//! `rathaus roadworks`: construction sites in the formats of others.
//!
//! Exit status: 0 = written, 1 = some record is not sound, 2 = the command could not do its work.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use jiff::tz::TimeZone;
use norm_roadworks as feeds;

use super::Outcome;
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
        /// The records: a WZDx feed (4.0 to 4.2); `-` reads standard input.
        #[arg(long)]
        from: PathBuf,
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

/// Runs the command.
pub fn run(arguments: &Arguments) -> Outcome {
    let Command::Feed { format, from, output, zone } = &arguments.command;
    let bytes = bytes(from, feeds::BYTES_MAX)?;
    let feed = feeds::read_wzdx(&bytes).map_err(|e| format!("{}: {e}", from.display()))?;
    let zone = TimeZone::get(zone)?;
    let text = match format {
        Format::Wzdx => feeds::to_wzdx(&feed),
        Format::Datex2 => feeds::to_datex2(&feed, &zone),
        Format::Cifs => feeds::to_cifs_json(&feed, &zone),
        Format::CifsXml => feeds::to_cifs_xml(&feed, &zone),
        Format::Geojson => feeds::to_geojson(&feed),
        Format::Ical => feeds::to_ical(&feed),
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
