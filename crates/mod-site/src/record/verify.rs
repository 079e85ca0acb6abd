//! Checks a record file that somebody has downloaded, with nothing but the file and the town's public
//! key.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{file_statement, look_statement, record_digest};
use crate::probe::{Records, Run, Span};

/// Bytes of a public key.
const KEY_BYTES: usize = 32;

/// Why a record does not hold.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Bent {
    /// It is no record.
    #[error("this is no record of notices: {0}")]
    Unreadable(String),
    /// Nobody has signed it.
    #[error("the record bears no signature; fetch it again, the town signs after its next look")]
    Unsigned,
    /// Its content is not what was signed.
    #[error("the content was altered after it was signed")]
    Altered,
    /// The signature does not fit the key in the file.
    #[error("the signature of the file does not fit its key")]
    Signature,
    /// The key in the file is not the one the town publishes.
    #[error("signed with another key ({0}) than the one you named")]
    OtherKey(String),
    /// A look does not follow from the one before, or not from what was found.
    #[error("the chain does not fit from look {0} on")]
    Chain(i64),
    /// The signature of a look does not fit.
    #[error("the signature of look {0} does not fit")]
    LookSignature(i64),
    /// What is given as a key is none.
    #[error(
        "this is no public key: give 64 hexadecimal digits or the file that the town publishes"
    )]
    NoKey,
}

/// What a record that holds says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sound {
    /// The town.
    pub town: String,
    /// Its address.
    pub base: String,
    /// When the file was made.
    pub made_at: String,
    /// The key it is signed with, in hexadecimal.
    pub public_key: String,
    /// Whether that is the key somebody named.
    pub is_known_key: bool,
    /// Notices that are shown.
    pub notices: usize,
    /// Looks, and how many of them are signed one by one.
    pub looks: usize,
    /// Looks signed one by one.
    pub signed_looks: usize,
    /// First and last look.
    pub period: Option<(Timestamp, Timestamp)>,
    /// Looks on which something could not be had: number, how many of how many.
    pub failed: Vec<(i64, i64, i64)>,
    /// From when until when nobody looked.
    pub gaps: Vec<(Timestamp, Timestamp)>,
}

#[derive(Deserialize)]
struct File {
    town: String,
    base: String,
    made_at: String,
    looks: Vec<Look>,
    notices: Vec<Notice>,
    #[serde(default)]
    former: Vec<Notice>,
}

#[derive(Deserialize)]
struct Look {
    #[serde(rename = "look")]
    number: i64,
    at: String,
    asked: i64,
    failed: i64,
    digest: String,
    previous: String,
    hash: String,
    #[serde(default)]
    public_key: String,
    #[serde(default)]
    signature: String,
}

#[derive(Deserialize)]
struct Notice {
    id: String,
    found: Vec<Found>,
}

#[derive(Deserialize)]
struct Found {
    first_look: i64,
    last_look: i64,
    first_at: Timestamp,
    last_at: Timestamp,
    state: String,
    digest: String,
}

#[derive(Deserialize)]
struct Signature {
    public_key: String,
    record: String,
    value: String,
}

/// Reads a public key: hexadecimal digits, or the file the town publishes.
///
/// # Errors
/// [`Bent::NoKey`].
pub fn public_key(text: &str) -> Result<String, Bent> {
    let inner: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    let inner = inner.trim();
    let bytes = hex::decode(inner).or_else(|_| STANDARD.decode(inner)).map_err(|_| Bent::NoKey)?;
    let start = bytes.len().checked_sub(KEY_BYTES).ok_or(Bent::NoKey)?;
    let is_key = start == 0 || text.contains("BEGIN PUBLIC KEY");
    is_key.then(|| hex::encode(&bytes[start..])).ok_or(Bent::NoKey)
}

/// The short form in which people compare a key: groups of four digits of its SHA-256.
pub fn fingerprint(public_key: &str) -> String {
    let digest = hex::encode(Sha256::digest(hex::decode(public_key).unwrap_or_default()));
    let groups: Vec<&str> = (0..8).filter_map(|at| digest.get(4 * at..4 * at + 4)).collect();
    groups.join(" ")
}

fn is_signed(public_key: &str, statement: &str, signature: &str) -> bool {
    let (Ok(key), Ok(signature)) = (hex::decode(public_key), hex::decode(signature)) else {
        return false;
    };
    UnparsedPublicKey::new(&ED25519, key).verify(statement.as_bytes(), &signature).is_ok()
}

/// Checks a record: its signature, its chain, and that every look follows from what was found.
/// `known` is the key the town publishes, if somebody has fetched it.
///
/// # Errors
/// [`Bent`], with the first thing that does not hold.
pub fn verify(bytes: &[u8], known: Option<&str>) -> Result<Sound, Bent> {
    let unreadable = |e: serde_json::Error| Bent::Unreadable(e.to_string());
    let mut whole: Value = serde_json::from_slice(bytes).map_err(unreadable)?;
    let signature = whole.as_object_mut().and_then(|members| members.remove("signature"));
    let digest = record_digest(&whole);
    let file: File = serde_json::from_value(whole).map_err(unreadable)?;
    let signature: Signature =
        serde_json::from_value(signature.ok_or(Bent::Unsigned)?).map_err(unreadable)?;
    if signature.record != digest {
        return Err(Bent::Altered);
    }
    let key = signature.public_key.to_ascii_lowercase();
    if known.is_some_and(|known| known != key) {
        return Err(Bent::OtherKey(fingerprint(&key)));
    }
    let statement = file_statement(&file.base, &file.made_at, &digest);
    if !is_signed(&key, &statement, &signature.value) {
        return Err(Bent::Signature);
    }
    let signed_looks = signed(&file)?;
    let records = records(&file)?;
    let verdict = records.verify();
    if let Some(look) = verdict.bent {
        return Err(Bent::Chain(look));
    }
    let runs = &records.runs;
    Ok(Sound {
        is_known_key: known.is_some(),
        public_key: key,
        notices: file.notices.len(),
        looks: runs.len(),
        signed_looks,
        period: runs.first().zip(runs.last()).map(|(first, last)| (first.at, last.at)),
        failed: runs
            .iter()
            .filter(|run| run.failed > 0)
            .map(|run| (run.number, run.failed, run.asked))
            .collect(),
        gaps: verdict.gaps,
        town: file.town,
        base: file.base,
        made_at: file.made_at,
    })
}

/// How many looks are signed, each one rightly.
fn signed(file: &File) -> Result<usize, Bent> {
    let mut count = 0;
    for look in file.looks.iter().filter(|look| !look.signature.is_empty()) {
        let statement = look_statement(&file.base, look.number, &look.at, &look.hash);
        if !is_signed(&look.public_key, &statement, &look.signature) {
            return Err(Bent::LookSignature(look.number));
        }
        count += 1;
    }
    Ok(count)
}

/// The records as the house holds them.
fn records(file: &File) -> Result<Records, Bent> {
    let mut runs = Vec::with_capacity(file.looks.len());
    for (look, number) in file.looks.iter().zip(1..) {
        // Also: nobody makes a program count to the end of time.
        if look.number != number {
            return Err(Bent::Chain(number));
        }
        runs.push(Run {
            number: look.number,
            at: look.at.parse().map_err(|e: jiff::Error| Bent::Unreadable(e.to_string()))?,
            asked: look.asked,
            failed: look.failed,
            digest: look.digest.clone(),
            previous: look.previous.clone(),
            hash: look.hash.clone(),
        });
    }
    let last = runs.last().map_or(0, |run| run.number);
    let mut spans = Vec::new();
    let mut seen: BTreeMap<&str, BTreeSet<(i64, i64)>> = BTreeMap::new();
    for notice in file.notices.iter().chain(&file.former) {
        for found in &notice.found {
            let range = (found.first_look, found.last_look);
            let is_within = 1 <= range.0 && range.0 <= range.1 && range.1 <= last;
            if !is_within || !seen.entry(&notice.id).or_default().insert(range) {
                return Err(Bent::Chain(found.first_look));
            }
            spans.push(Span {
                publication: notice
                    .id
                    .parse()
                    .map_err(|_| Bent::Unreadable(format!("no identifier: {}", notice.id)))?,
                first_run: found.first_look,
                last_run: found.last_look,
                first_at: found.first_at,
                last_at: found.last_at,
                state: found.state.clone(),
                digest: found.digest.clone(),
            });
        }
    }
    // A look lists its notices in the order of their identifiers.
    spans.sort_by_key(|span| (span.publication.to_string(), span.first_run));
    Ok(Records { runs, spans })
}
