//! A delivery of the official register taken into the town's: what is an address becomes one, what
//! is not waits for a person, and every defect is reported.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::map::Batch;
use kernel::places::{self, Districts, Official, Taken};
use kernel::{Actor, AppError, Audit, Id, Problem, Town};
use norm_addresses::{Address, DefectKind, Import, house_number};
use serde::{Deserialize, Serialize};

use crate::store::{self, Doubt};

/// Rows taken in at once; between them others write.
const AT_ONCE: usize = 1_000;

/// A defect of one row, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptDefect {
    /// Number of the row, from 1.
    pub row: usize,
    /// Identifier of the row.
    pub id: String,
    /// What is wrong, as [`DefectKind`] is written.
    pub kind: String,
}

/// What became of a delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Identifier of the delivery.
    pub id: String,
    /// Rows of the file; each of them is counted once below.
    pub rows: usize,
    /// New addresses.
    pub added: usize,
    /// Addresses that were known and differ.
    pub changed: usize,
    /// Addresses that were known as they are.
    pub same: usize,
    /// Rows that wait for a person.
    pub doubtful: usize,
    /// How often each defect occurs.
    pub counts: BTreeMap<String, usize>,
}

/// Why a row is no address as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The name of the street is not known.
    Street,
    /// The number is missing or cannot be read.
    Number,
    /// There is no usable coordinate.
    Place,
    /// Another house coordinate holds this street and number.
    Occupied,
}

impl Reason {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Street => "street",
            Self::Number => "number",
            Self::Place => "place",
            Self::Occupied => "occupied",
        }
    }

    /// What it means, in German and in English.
    pub fn of(word: &str) -> [&'static str; 2] {
        match word {
            "street" => ["Straßenname fehlt", "name of the street missing"],
            "number" => {
                ["Hausnummer fehlt oder ist nicht lesbar", "house number missing or not readable"]
            }
            "place" => ["keine brauchbare Koordinate", "no usable coordinate"],
            _ => [
                "Adresse gehört schon zu einer anderen Hauskoordinate",
                "another house coordinate holds this address",
            ],
        }
    }
}

/// The name of a kind of defect as it is written.
pub fn defect_word(kind: DefectKind) -> String {
    serde_json::to_value(kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The row as an address, or why it is none.
fn official(row: &Address) -> Result<Official, Reason> {
    if row.street.is_empty() {
        return Err(Reason::Street);
    }
    let number = house_number(&format!("{}{}", row.number, row.suffix)).ok_or(Reason::Number)?;
    let place = row.place.ok_or(Reason::Place)?;
    Ok(Official {
        id: row.id.clone(),
        street_key: row.street_key.clone(),
        street: row.street.clone(),
        number: i64::from(number.number),
        suffix: number.suffix,
        x: place.easting,
        y: place.northing,
    })
}

fn doubt(import: Id<Report>, line: usize, row: &Address, reason: Reason) -> Doubt {
    Doubt {
        id: Id::new(),
        import,
        line: i64::try_from(line).unwrap_or(i64::MAX),
        official: row.id.clone(),
        street_key: row.street_key.clone(),
        street: row.street.clone(),
        number: row.number.clone(),
        suffix: row.suffix.clone(),
        place: row.place.map(|p| (p.easting, p.northing)),
        reason: reason.word().to_owned(),
        state: "open".to_owned(),
        note: String::new(),
    }
}

/// Reads a delivery and takes it in.
///
/// # Errors
/// [`AppError::Refused`] when the file is no register, with the line; what the database says.
pub async fn take_in(
    town: &Arc<Town>,
    actor: &Actor,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Report, AppError> {
    let read = tokio::task::spawn_blocking(move || norm_addresses::import(&bytes));
    let import = read.await.map_err(AppError::internal)?.map_err(|e| no_register(&e))?;
    let Import { addresses, defects, .. } = import;
    let id: Id<Report> = Id::new();
    let mut report = Report { id: id.to_string(), rows: addresses.len(), ..Report::default() };
    let mut kept = Vec::with_capacity(defects.len());
    for defect in defects {
        let kind = defect_word(defect.kind);
        *report.counts.entry(kind.clone()).or_default() += 1;
        kept.push(KeptDefect { row: defect.row, id: defect.id, kind });
    }
    let (first, words) = (report.clone(), serde_json::to_string(&kept)?);
    let name = name.to_owned();
    town.write(actor.clone(), move |tx| {
        store::add_import(tx, id, &name, &first, &words)?;
        Ok(Audit::of("map.register_read", id).note(first.rows).done())
    })
    .await?;
    let addresses = Arc::new(addresses);
    for start in (0..addresses.len()).step_by(AT_ONCE) {
        let rows = Arc::clone(&addresses);
        let taken = town.write(actor.clone(), move |tx| {
            let counts = take_rows(tx, id, start, rows.get(start..).unwrap_or_default())?;
            Ok(Audit::of("map.register_taken_in", id).note(start).with(counts))
        });
        let [added, changed, same, doubtful] = taken.await?;
        report.added += added;
        report.changed += changed;
        report.same += same;
        report.doubtful += doubtful;
    }
    let last = report.clone();
    town.write(actor.clone(), move |tx| {
        store::finish_import(tx, id, &last)?;
        Ok(Audit::of("map.register_kept", id).done())
    })
    .await?;
    Ok(report)
}

/// New, changed, same and doubtful rows of the next piece.
fn take_rows(
    tx: &mut kernel::Tx<'_>,
    id: Id<Report>,
    start: usize,
    rows: &[Address],
) -> Result<[usize; 4], AppError> {
    let districts = Districts::read(tx)?;
    let mut batch = Batch::default();
    let mut counts = [0; 4];
    for (at, row) in rows.iter().take(AT_ONCE).enumerate() {
        let outcome = match official(row) {
            Ok(official) => match places::take_official(tx, &mut batch, &districts, &official)? {
                Taken::New => Ok(0),
                Taken::Changed => Ok(1),
                Taken::Same => Ok(2),
                Taken::Occupied => Err(Reason::Occupied),
            },
            Err(reason) => Err(reason),
        };
        match outcome {
            Ok(kind) => counts[kind] += 1,
            Err(reason) => {
                store::add_doubt(tx, &doubt(id, start + at + 1, row, reason))?;
                counts[3] += 1;
            }
        }
    }
    batch.finish(tx)?;
    Ok(counts)
}

fn no_register(error: &norm_addresses::ImportError) -> AppError {
    AppError::Refused(Problem::new(
        "map/no-register",
        format!(
            "Diese Datei ist kein Adressregister: {error}. Erwartet werden Hauskoordinaten als CSV oder WFS-Antwort (XML)."
        ),
        format!(
            "This file is no register of addresses: {error}. House coordinates as CSV or as a WFS answer (XML) are expected."
        ),
    ))
}

/// Takes a doubtful row in as a person corrected it.
///
/// # Errors
/// [`AppError::Refused`] when street and number are held by another house coordinate.
pub fn settle(
    tx: &mut kernel::Tx<'_>,
    doubt: &Doubt,
    corrected: &Official,
) -> Result<(), AppError> {
    let districts = Districts::read(tx)?;
    let mut batch = Batch::default();
    let taken = places::take_official(tx, &mut batch, &districts, corrected)?;
    if taken == Taken::Occupied {
        return Err(AppError::Refused(
            Problem::new(
                "map/occupied",
                "Diese Adresse gehört schon zu einer anderen Hauskoordinate.",
                "Another house coordinate holds this address.",
            )
            .at(
                "nummer",
                "Diese Hausnummer ist in der Straße vergeben. Ändern Sie sie, oder lassen Sie die Zeile weg.",
                "This number is taken in the street. Change it, or leave the row out.",
            ),
        ));
    }
    batch.finish(tx)?;
    store::decide_doubt(tx, doubt.id, "taken", "")
}
