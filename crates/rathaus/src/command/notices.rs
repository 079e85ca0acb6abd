//! `rathaus notices`: checks the record of official notices that a town has signed, offline.
//!
//! Exit status: 0 = it holds, 1 = it does not, 2 = the command could not do its work.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use mod_site::record::{Sound, fingerprint, public_key, verify};

use super::Outcome;
use super::foreign::{bytes, print_json};

/// Largest record read, in bytes.
const RECORD_MAX: usize = 256 * 1024 * 1024;
/// Largest file of a key, in bytes.
const KEY_MAX: usize = 64 * 1024;

/// `rathaus notices`
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Answer in JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check a record that was fetched from a town's website: signature, chain, every look.
    Verify {
        /// The record (JSON); `-` reads standard input.
        file: PathBuf,
        /// The town's public key, fetched on another day or way: 64 hexadecimal digits, or the file.
        #[arg(long)]
        key: Option<String>,
    },
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Outcome {
    let Command::Verify { file, key } = &arguments.command;
    let record = bytes(file, RECORD_MAX)?;
    let known = key.as_deref().map(read_key).transpose()?;
    let verdict = verify(&record, known.as_deref());
    if arguments.json {
        print_json(&match &verdict {
            Ok(sound) => serde_json::json!({
                "holds": true, "town": sound.town, "base": sound.base, "made_at": sound.made_at,
                "public_key": sound.public_key, "is_known_key": sound.is_known_key,
                "notices": sound.notices, "looks": sound.looks, "signed_looks": sound.signed_looks,
                "failed_looks": sound.failed.len(), "gaps": sound.gaps,
            }),
            Err(bent) => serde_json::json!({ "holds": false, "why": bent.to_string() }),
        })?;
    } else {
        match &verdict {
            Ok(sound) => print(sound),
            Err(bent) => println!("DOES NOT HOLD: {bent}"),
        }
    }
    Ok(ExitCode::from(u8::from(verdict.is_err())))
}

/// A key as it is given: the digits, or the path of a file with them.
fn read_key(given: &str) -> Result<String, super::Failure> {
    if let Ok(key) = public_key(given) {
        return Ok(key);
    }
    let text = bytes(&PathBuf::from(given), KEY_MAX)?;
    Ok(public_key(&String::from_utf8_lossy(&text))?)
}

fn print(sound: &Sound) {
    println!("HOLDS: the record of {} ({}), made at {}", sound.town, sound.base, sound.made_at);
    println!("  Notices shown: {}", sound.notices);
    println!("  Looks: {}, of these signed one by one: {}", sound.looks, sound.signed_looks);
    if let Some((first, last)) = sound.period {
        println!("  From {first} to {last}");
    }
    for (look, failed, asked) in &sound.failed {
        println!("  Look {look}: {failed} of {asked} notices could not be had as provided");
    }
    for (from, until) in &sound.gaps {
        println!("  Nobody looked from {from} until {until}");
    }
    println!("  Key: {} ({})", sound.public_key, fingerprint(&sound.public_key));
    if !sound.is_known_key {
        println!(
            "  Compare this key with {}/bekanntmachungen/nachweis, or name it with --key:\n  \
             without that, only the file itself was checked.",
            sound.base
        );
    }
}
