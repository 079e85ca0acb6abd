//! Searching addresses while they are typed: street names lie in memory, numbers in the records.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use norm_addresses::{Directory, split_address, street_key};

use super::{Address, NAMES_SERIES};
use crate::db::{Reader, Sql};
use crate::error::AppError;
use crate::sql;
use crate::town::Town;

/// Streets whose numbers are looked up for one question.
const STREETS_MAX: usize = 5;
/// Answers looked through for the one that is meant: a number may have many suffixes.
const EXACT_MAX: usize = 60;
/// Characters of what was typed that are looked at.
const TYPED_CHARS_MAX: usize = 80;

const STAMP: Sql = sql!("SELECT value FROM kernel_counter WHERE series = $1");
const NAMES: Sql = sql!("SELECT key, name FROM kernel_street ORDER BY folded, key");
const NUMBERS: Sql = sql!(
    "SELECT a.id, a.street AS key, s.name AS street, a.number, a.suffix, a.postcode, a.district,
            a.x, a.y, a.official
     FROM kernel_address a
     JOIN kernel_street s ON s.key = a.street
     WHERE a.street IN ($1, $2, $3, $4, $5) AND a.number = $6
     ORDER BY a.suffix
     LIMIT 60"
);

/// All street names, ready to be searched.
#[derive(Default)]
struct Names {
    directory: Directory,
    streets: Vec<(String, String)>,
}

/// The memory of a town's street names; read again when one was added.
#[derive(Default)]
pub struct StreetNames {
    names: RwLock<Arc<Names>>,
    /// Generation of the records they were looked at in, plus one; zero for never.
    seen: AtomicU64,
    /// Number of the change they are of.
    stamp: AtomicI64,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// A street: key and name.
    Street(String, String),
    /// An address.
    Address(Address),
}

impl Found {
    /// As people write it.
    pub fn line(&self) -> String {
        match self {
            Self::Street(_, name) => name.clone(),
            Self::Address(address) => address.line(),
        }
    }
}

async fn names(town: &Arc<Town>) -> Result<Arc<Names>, AppError> {
    let memory = town.street_names();
    let generation = town.db().generation() + 1;
    let current = || Arc::clone(&memory.names.read().unwrap_or_else(PoisonError::into_inner));
    if memory.seen.load(Ordering::Acquire) == generation {
        return Ok(current());
    }
    let known = memory.stamp.load(Ordering::Acquire);
    let fresh = town
        .read(move |db| {
            let stamp: i64 = db.maybe(STAMP, &[&NAMES_SERIES])?.map_or(Ok(0), |row| row.at(0))?;
            if stamp == known {
                return Ok(None);
            }
            let mut streets: Vec<(String, String)> = Vec::new();
            for row in db.query(NAMES, &[])? {
                streets.push((row.get("key")?, row.get("name")?));
            }
            let directory = Directory::new(streets.iter().map(|(_, name)| name.as_str()));
            Ok(Some((stamp, Names { directory, streets })))
        })
        .await?;
    if let Some((stamp, names)) = fresh {
        *memory.names.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(names);
        memory.stamp.store(stamp, Ordering::Release);
    }
    memory.seen.store(generation, Ordering::Release);
    Ok(current())
}

/// Streets and addresses for what somebody typed, with mistakes, the likeliest first.
///
/// # Errors
/// What the database says.
pub async fn search(town: &Arc<Town>, typed: &str, limit: usize) -> Result<Vec<Found>, AppError> {
    let typed: String = typed.trim().chars().take(TYPED_CHARS_MAX).collect();
    // What follows a comma is the place.
    let line = typed.split_once(',').map_or(typed.as_str(), |(line, _)| line).trim();
    let (street, number) = split_address(line);
    let names = names(town).await?;
    let hits = names.directory.find(street, limit.max(STREETS_MAX));
    let streets: Vec<(String, String)> =
        hits.iter().filter_map(|hit| names.streets.get(hit.at).cloned()).collect();
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    let Ok(wanted) = digits.parse::<i64>() else {
        let found = streets.into_iter().map(|(key, name)| Found::Street(key, name));
        return Ok(found.take(limit).collect());
    };
    let suffix: String = number.chars().skip(digits.len()).collect();
    let suffix = suffix.trim().to_lowercase();
    let keys: Vec<String> = streets.iter().take(STREETS_MAX).map(|(key, _)| key.clone()).collect();
    let rows = town.read(move |db| numbers(db, &keys, wanted)).await?;
    let mut found: Vec<(usize, Address)> = rows
        .into_iter()
        .filter(|(_, address)| address.suffix.starts_with(&suffix))
        .filter_map(|(key, address)| Some((streets.iter().position(|s| s.0 == key)?, address)))
        .collect();
    found.sort_by(|a, b| (a.0, &a.1.suffix).cmp(&(b.0, &b.1.suffix)));
    // A street without the number is still an answer.
    let all = found.into_iter().map(|(_, address)| Found::Address(address));
    let mut all: Vec<Found> = all.take(limit).collect();
    if all.is_empty() {
        all.extend(streets.into_iter().take(limit).map(|(key, name)| Found::Street(key, name)));
    }
    Ok(all)
}

/// The one address that somebody wrote down: this street and this number, however its letters are
/// written. What is merely like it is not meant: none then.
///
/// # Errors
/// What the database says.
pub async fn exactly(town: &Arc<Town>, written: &str) -> Result<Option<Address>, AppError> {
    let wanted = street_key(written);
    let found = search(town, written, EXACT_MAX).await?;
    Ok(found.into_iter().find_map(|one| match one {
        Found::Address(address) if street_key(&address.line()) == wanted => Some(address),
        _ => None,
    }))
}

fn numbers(
    reader: &mut Reader<'_>,
    keys: &[String],
    number: i64,
) -> Result<Vec<(String, Address)>, AppError> {
    let key = |at: usize| keys.get(at).map_or("", String::as_str);
    let rows = reader.query(NUMBERS, &[&key(0), &key(1), &key(2), &key(3), &key(4), &number])?;
    rows.iter().map(|row| Ok((row.get("key")?, Address::read(row)?))).collect()
}
