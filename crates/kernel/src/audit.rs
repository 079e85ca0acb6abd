//! The logbook: who did what, when; a gap-free chain of hashes written with every change.
//!
//! An entry holds identifiers only, no names and no texts of people. The hash covers the canonical
//! JSON (RFC 8785: sorted keys, no spaces) of the entry with the hash before it, so that a change,
//! deletion or reordering anywhere is found by [`verify`]. Cutting off the end is found by the
//! counter of the series, which is advanced in the same transaction.

use std::collections::BTreeMap;
use std::fmt::Display;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::clock::instant_text;
use crate::db::{Reader, Row, Sql, Tx};
use crate::error::AppError;
use crate::sql;

/// The series of the counter that numbers the entries.
const SERIES: &str = "audit";
/// What the first entry names as the one before it.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// Entries read at once while verifying.
const PAGE: i64 = 2_000;

const LAST: Sql = sql!("SELECT hash FROM kernel_audit ORDER BY seq DESC LIMIT 1");
const APPEND: Sql = sql!(
    "INSERT INTO kernel_audit (seq, at, actor, action, subject, note, previous, hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
);
const AFTER: Sql = sql!(
    "SELECT seq, at, actor, action, subject, note, previous, hash
     FROM kernel_audit
     WHERE seq > $1
     ORDER BY seq
     LIMIT $2"
);
const OF_SUBJECT: Sql = sql!(
    "SELECT seq, at, actor, action, subject, note, previous, hash
     FROM kernel_audit
     WHERE subject = $1
     ORDER BY seq
     LIMIT $2"
);
const LATEST: Sql = sql!(
    "SELECT seq, at, actor, action, subject, note, previous, hash
     FROM kernel_audit
     WHERE seq < $1
     ORDER BY seq DESC
     LIMIT $2"
);
const LATEST_OF_SUBJECT: Sql = sql!(
    "SELECT seq, at, actor, action, subject, note, previous, hash
     FROM kernel_audit
     WHERE subject = $1 AND seq < $2 AND ($3 = '' OR action = $3)
     ORDER BY seq DESC
     LIMIT $4"
);
const LATEST_OF_ACTION: Sql = sql!(
    "SELECT seq, at, actor, action, subject, note, previous, hash
     FROM kernel_audit
     WHERE action = $1 AND seq < $2
     ORDER BY seq DESC
     LIMIT $3"
);
const COUNTED: Sql = sql!("SELECT value FROM kernel_counter WHERE series = 'audit'");

/// What is to be written in the logbook about one change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    action: &'static str,
    subject: String,
    note: String,
}

impl Audit {
    /// An act on a subject: `Audit::of("permits.granted", permit.id)`.
    pub fn of(action: &'static str, subject: impl Display) -> Self {
        Self { action, subject: subject.to_string(), note: String::new() }
    }

    /// Adds a remark without personal data: counts, states, names of rules.
    #[must_use]
    pub fn note(mut self, note: impl Display) -> Self {
        self.note = note.to_string();
        self
    }
}

/// An entry as it stands in the logbook.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Entry {
    /// Number, without gaps from 1.
    pub seq: i64,
    /// When.
    pub at: String,
    /// Who: kind and identifier.
    pub actor: String,
    /// What, `module.past`.
    pub action: String,
    /// On what.
    pub subject: String,
    /// Remark without personal data.
    pub note: String,
    /// Hash of the entry before.
    pub previous: String,
    /// Hash of this entry.
    pub hash: String,
}

impl Entry {
    fn read(row: &Row) -> Result<Self, AppError> {
        Ok(Self {
            seq: row.get("seq")?,
            at: row.get("at")?,
            actor: row.get("actor")?,
            action: row.get("action")?,
            subject: row.get("subject")?,
            note: row.get("note")?,
            previous: row.get("previous")?,
            hash: row.get("hash")?,
        })
    }

    fn digest(&self) -> String {
        let seq = self.seq.to_string();
        // Values are strings throughout, so sorted keys and serde_json's escapes are canonical.
        let canonical: BTreeMap<&str, &str> = BTreeMap::from([
            ("action", self.action.as_str()),
            ("actor", &self.actor),
            ("at", &self.at),
            ("note", &self.note),
            ("previous", &self.previous),
            ("seq", &seq),
            ("subject", &self.subject),
        ]);
        let json = serde_json::to_string(&canonical).unwrap_or_default();
        hex::encode(Sha256::digest(json.as_bytes()))
    }
}

pub(crate) fn append(tx: &mut Tx<'_>, audit: &Audit) -> Result<(), AppError> {
    let seq = tx.next(SERIES)?;
    let previous = match tx.maybe(LAST, &[])? {
        Some(row) => row.at(0)?,
        None => GENESIS.to_owned(),
    };
    let mut entry = Entry {
        seq,
        at: instant_text(tx.now()),
        actor: tx.actor().label(),
        action: audit.action.to_owned(),
        subject: audit.subject.clone(),
        note: audit.note.clone(),
        previous,
        hash: String::new(),
    };
    entry.hash = entry.digest();
    tx.execute(
        APPEND,
        &[
            &entry.seq,
            &entry.at,
            &entry.actor,
            &entry.action,
            &entry.subject,
            &entry.note,
            &entry.previous,
            &entry.hash,
        ],
    )?;
    Ok(())
}

/// Entries about one subject, oldest first, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn of_subject(
    reader: &mut Reader<'_>,
    subject: &str,
    limit: i64,
) -> Result<Vec<Entry>, AppError> {
    reader.query(OF_SUBJECT, &[&subject, &limit])?.iter().map(Entry::read).collect()
}

/// Entries before a number, newest first, at most `limit`; `before` of `i64::MAX` gives the latest.
///
/// # Errors
/// What the database says.
pub fn latest(reader: &mut Reader<'_>, before: i64, limit: i64) -> Result<Vec<Entry>, AppError> {
    reader.query(LATEST, &[&before, &limit])?.iter().map(Entry::read).collect()
}

/// Entries before a number about a subject, of an action, or both, newest first, at most `limit`.
/// An empty text asks for any.
///
/// # Errors
/// What the database says.
pub fn latest_of(
    reader: &mut Reader<'_>,
    subject: &str,
    action: &str,
    before: i64,
    limit: i64,
) -> Result<Vec<Entry>, AppError> {
    let rows = match (subject, action) {
        ("", "") => return latest(reader, before, limit),
        ("", action) => reader.query(LATEST_OF_ACTION, &[&action, &before, &limit])?,
        _ => reader.query(LATEST_OF_SUBJECT, &[&subject, &before, &action, &limit])?,
    };
    rows.iter().map(Entry::read).collect()
}

/// What verifying the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All entries are sound: their number and the last hash.
    Sound(i64, String),
    /// The first broken line, and what is wrong with it.
    Broken {
        /// Its number.
        seq: i64,
        /// What is wrong.
        reason: String,
    },
}

/// Walks the whole chain.
///
/// # Errors
/// What the database says; a broken chain is a [`Verdict`], not an error.
pub fn verify(reader: &mut Reader<'_>) -> Result<Verdict, AppError> {
    let mut last = 0_i64;
    let mut previous = GENESIS.to_owned();
    let mut at: Option<Timestamp> = None;
    loop {
        let rows = reader.query(AFTER, &[&last, &PAGE])?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let entry = Entry::read(row)?;
            if let Err(reason) = sound(&entry, last, &previous) {
                let seq = if entry.seq == last + 1 { entry.seq } else { last + 1 };
                return Ok(Verdict::Broken { seq, reason });
            }
            at = entry.at.parse().ok().or(at);
            last = entry.seq;
            previous = entry.hash;
        }
    }
    let counted: i64 = reader.maybe(COUNTED, &[])?.map_or(Ok(0), |row| row.at(0))?;
    if counted != last {
        let reason = format!("the counter stands at {counted}, the last entry is {last}");
        return Ok(Verdict::Broken { seq: last + 1, reason });
    }
    Ok(Verdict::Sound(last, previous))
}

fn sound(entry: &Entry, last: i64, previous: &str) -> Result<(), String> {
    if entry.seq != last + 1 {
        return Err(format!("entry {} is missing, {} follows {last}", last + 1, entry.seq));
    }
    if entry.previous != previous {
        return Err("it does not name the entry before it".into());
    }
    if entry.digest() != entry.hash {
        return Err("its content was changed".into());
    }
    Ok(())
}
