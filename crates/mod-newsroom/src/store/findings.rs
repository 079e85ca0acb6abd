//! What the look by night found, and how other websites answered.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kernel::org::Unit;
use kernel::publication::Publication;
use kernel::{AppError, Id, Reader, Sql, Text, Tx, sql};

/// Days after which nobody links to an outside address any more.
const OUTSIDE_DAYS: i64 = 30;

const NOTE: Sql = sql!(
    "INSERT INTO newsroom_finding (id, item, kind, text_de, text_en, excerpt, found_on, seen_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (id) DO UPDATE SET text_de = excluded.text_de, text_en = excluded.text_en,
        seen_at = excluded.seen_at"
);
const FORGET: Sql = sql!("DELETE FROM newsroom_finding WHERE seen_at < $1");
const FINDINGS: Sql = sql!(
    "SELECT f.kind, f.text_de, f.text_en, f.excerpt, f.found_on, i.id, i.title, i.unit
     FROM newsroom_finding f
     JOIN newsroom_item i ON i.id = f.item
     WHERE ($1 = '' OR f.kind = $1) AND ($2 = '' OR i.unit = $2)
     ORDER BY f.found_on, i.title, f.id
     LIMIT 5000"
);
const BARRIERS: Sql = sql!(
    "SELECT f.item, f.text_de, f.text_en, f.found_on FROM newsroom_finding f
     WHERE f.kind = 'barrier' AND f.found_on <= $1
     ORDER BY f.found_on, f.id
     LIMIT 500"
);
const ANSWER: Sql = sql!(
    "INSERT INTO newsroom_outside (url, status, asked_at, failed_at, failures)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (url) DO UPDATE SET status = excluded.status, asked_at = excluded.asked_at,
        failed_at = excluded.failed_at, failures = excluded.failures"
);
const OUTSIDE: Sql =
    sql!("SELECT url, asked_at, failed_at, failures FROM newsroom_outside LIMIT 20000");
const FAILING: Sql =
    sql!("SELECT url, status FROM newsroom_outside WHERE failures >= 2 LIMIT 5000");
const ERASE_OUTSIDE: Sql = sql!("DELETE FROM newsroom_outside WHERE asked_at < $1");

/// Something found, as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Seen<'a> {
    pub(crate) id: &'a str,
    pub(crate) item: Id<Publication>,
    pub(crate) kind: &'a str,
    pub(crate) text: &'a Text,
    /// The words or the address concerned.
    pub(crate) excerpt: &'a str,
}

/// Keeps a finding; the day it was first found stays.
pub(crate) fn note_finding(tx: &mut Tx<'_>, seen: &Seen<'_>) -> Result<(), AppError> {
    let (today, now) = (tx.today(), tx.now());
    let Seen { id, item, kind, text, excerpt } = seen;
    tx.execute(NOTE, &[id, item, kind, &text.de, &text.en, excerpt, &today, &now])?;
    Ok(())
}

/// Forgets what was not found this time.
pub(crate) fn forget_findings(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let now = tx.now();
    Ok(tx.execute(FORGET, &[&now])?)
}

/// A finding with its text.
#[derive(Clone, Debug)]
pub(crate) struct FindingRow {
    pub(crate) kind: String,
    pub(crate) text: Text,
    pub(crate) excerpt: String,
    pub(crate) found_on: Date,
    pub(crate) item: Id<Publication>,
    pub(crate) title: String,
    pub(crate) unit: Id<Unit>,
}

/// Findings, the oldest first; of a kind and a unit, or of all where these are empty.
pub(crate) fn findings(
    reader: &mut Reader<'_>,
    kind: &str,
    unit: &str,
) -> Result<Vec<FindingRow>, AppError> {
    let rows = reader.query(FINDINGS, &[&kind, &unit])?;
    rows.iter()
        .map(|row| {
            Ok(FindingRow {
                kind: row.get("kind")?,
                text: Text { de: row.get("text_de")?, en: row.get("text_en")? },
                excerpt: row.get("excerpt")?,
                found_on: row.get("found_on")?,
                item: row.get("id")?,
                title: row.get("title")?,
                unit: row.get("unit")?,
            })
        })
        .collect()
}

/// Findings about accessibility known since a day: which publication, what, since when.
pub(crate) fn barriers(
    reader: &mut Reader<'_>,
    known_since: Date,
) -> Result<Vec<(Id<Publication>, Text, Date)>, AppError> {
    let rows = reader.query(BARRIERS, &[&known_since])?;
    rows.iter()
        .map(|row| {
            let text = Text { de: row.get("text_de")?, en: row.get("text_en")? };
            Ok((row.get("item")?, text, row.get("found_on")?))
        })
        .collect()
}

/// How an address outside answered so far.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    pub(crate) url: String,
    pub(crate) asked_at: Timestamp,
    pub(crate) failed_at: Option<Timestamp>,
    pub(crate) failures: i64,
}

/// All addresses outside that were asked.
pub(crate) fn known_outside(reader: &mut Reader<'_>) -> Result<Vec<Answered>, AppError> {
    let rows = reader.query(OUTSIDE, &[])?;
    rows.iter()
        .map(|row| {
            Ok(Answered {
                url: row.get("url")?,
                asked_at: row.get("asked_at")?,
                failed_at: row.get("failed_at")?,
                failures: row.get("failures")?,
            })
        })
        .collect()
}

/// Keeps how an address answered.
pub(crate) fn note_answer(
    tx: &mut Tx<'_>,
    answered: &Answered,
    status: &str,
) -> Result<(), AppError> {
    let Answered { url, asked_at, failed_at, failures } = answered;
    tx.execute(ANSWER, &[url, &status, asked_at, failed_at, failures])?;
    Ok(())
}

/// Addresses that failed twice, a day or more apart: address and how.
pub(crate) fn failing(reader: &mut Reader<'_>) -> Result<Vec<(String, String)>, AppError> {
    let rows = reader.query(FAILING, &[])?;
    rows.iter().map(|row| Ok((row.get("url")?, row.get("status")?))).collect()
}

/// Forgets addresses that were not asked for long: no text leads there any more.
pub(crate) fn erase_outside(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now().checked_sub(SignedDuration::from_hours(24 * OUTSIDE_DAYS));
    let before = before.map_err(AppError::internal)?;
    Ok(tx.execute(ERASE_OUTSIDE, &[&before])?)
}
