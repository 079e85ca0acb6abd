//! The SQL of findings: what was found, photos, values, what happened.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::db::Row;
use kernel::{AppError, Id, Reader, Sql, Town, Tx, sql};

use super::{changed, known};
use crate::model::{Details, Event, Finding, Measured, Photo, Severity, Stage, Work};

const ADD: Sql = sql!(
    "INSERT INTO supervision_finding (id, number, work, section, kind, severity, origin, state,
        details, x, y, accuracy, source, device_at, made_at, made_by, digest, report, twin, due_on,
        conflict, version)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
        $20, FALSE, 1)"
);
const FIND: Sql = sql!(
    "SELECT id, number, work, section, kind, severity, origin, state, details, x, y, accuracy, source,
            device_at, made_at, made_by, digest, report, twin, due_on, conflict, version
     FROM supervision_finding WHERE id = $1"
);
const LIST: Sql = sql!(
    "SELECT id FROM supervision_finding WHERE work = $1 ORDER BY made_at DESC, number DESC LIMIT 500"
);
const OF_REPORT: Sql = sql!("SELECT id FROM supervision_finding WHERE report = $1");
const CHANGE: Sql = sql!(
    "UPDATE supervision_finding SET state = $2, severity = $3, due_on = $4, conflict = $5,
        version = version + 1
     WHERE id = $1 AND version = $6"
);
const COUNTS: Sql = sql!(
    "SELECT work, state, severity, COUNT(*) AS many, MIN(due_on) AS due_on
     FROM supervision_finding
     WHERE state NOT IN ('recorded', 'closed', 'dismissed')
     GROUP BY work, state, severity"
);
const ADD_PHOTO: Sql = sql!(
    "INSERT INTO supervision_photo (id, finding, event, file, sha256, origin, doubts, made_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
);
const PHOTOS: Sql = sql!(
    "SELECT event, file, sha256, origin, doubts FROM supervision_photo
     WHERE finding = $1 ORDER BY made_at, id LIMIT 200"
);
const SEEN: Sql =
    sql!("SELECT COUNT(*) FROM supervision_photo WHERE sha256 = $1 AND finding <> $2");
const ADD_VALUE: Sql = sql!(
    "INSERT INTO supervision_value (finding, seq, measure, label, unit, value, low, high, is_out)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
);
const VALUES: Sql = sql!(
    "SELECT measure, label, unit, value, low, high FROM supervision_value
     WHERE finding = $1 ORDER BY seq LIMIT 100"
);
const ADD_EVENT: Sql = sql!(
    "INSERT INTO supervision_event (id, finding, seq, what, details, at, device_at, made_by, base,
        conflict, due_on)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
);
const HAS_EVENT: Sql = sql!("SELECT finding FROM supervision_event WHERE id = $1");
const EVENTS: Sql = sql!(
    "SELECT id, what, details, at, device_at, made_by, base, conflict, due_on
     FROM supervision_event WHERE finding = $1 ORDER BY seq LIMIT 500"
);
const ERASE_PHOTOS: Sql = sql!("DELETE FROM supervision_photo WHERE finding = $1");
const ERASE_VALUES: Sql = sql!("DELETE FROM supervision_value WHERE finding = $1");
const ERASE_EVENTS: Sql = sql!("DELETE FROM supervision_event WHERE finding = $1");
const ERASE_COSTS: Sql = sql!("DELETE FROM supervision_cost WHERE finding = $1");
const ERASE: Sql = sql!("DELETE FROM supervision_finding WHERE id = $1");

fn place_of(id: &str) -> String {
    format!("supervision_finding|details|{id}")
}

fn event_place(id: &str) -> String {
    format!("supervision_event|details|{id}")
}

fn seal(town: &Town, place: &str, details: &Details) -> Result<String, AppError> {
    town.seal(place, &serde_json::to_vec(details)?)
}

fn unseal(town: &Town, place: &str, sealed: &str) -> Result<Details, AppError> {
    Ok(serde_json::from_slice(&town.unseal(place, sealed)?)?)
}

/// Adds a finding.
///
/// # Errors
/// A unique violation when its number or identifier is taken.
pub(crate) fn add(town: &Town, tx: &mut Tx<'_>, f: &Finding) -> Result<(), AppError> {
    let sealed = seal(town, &place_of(&f.id.to_string()), &f.details)?;
    let (x, y) = (f.place.map(|p| p.0), f.place.map(|p| p.1));
    tx.execute(
        ADD,
        &[
            &f.id,
            &f.number,
            &f.work,
            &f.section,
            &f.kind,
            &f.severity.word(),
            &f.origin,
            &f.state.word(),
            &sealed,
            &x,
            &y,
            &f.accuracy,
            &f.source,
            &f.device_at,
            &f.made_at,
            &f.made_by,
            &f.digest,
            &f.report,
            &f.twin,
            &f.due_on,
        ],
    )?;
    Ok(())
}

fn read(town: &Town, row: &Row) -> Result<Finding, AppError> {
    let text = |name: &str| -> Result<String, AppError> { Ok(row.get(name)?) };
    let id: Id<Finding> = row.get("id")?;
    let (severity, state, sealed) = (text("severity")?, text("state")?, text("details")?);
    let (x, y): (Option<f64>, Option<f64>) = (row.get("x")?, row.get("y")?);
    Ok(Finding {
        id,
        number: text("number")?,
        work: row.get("work")?,
        section: text("section")?,
        kind: text("kind")?,
        severity: known(Severity::from_word(&severity), &severity)?,
        origin: text("origin")?,
        state: known(Stage::from_word(&state), &state)?,
        details: unseal(town, &place_of(&id.to_string()), &sealed)?,
        place: x.zip(y),
        accuracy: row.get("accuracy")?,
        source: text("source")?,
        device_at: text("device_at")?,
        made_at: row.get("made_at")?,
        made_by: text("made_by")?,
        digest: text("digest")?,
        report: text("report")?,
        twin: text("twin")?,
        due_on: row.get("due_on")?,
        is_conflict: row.get("conflict")?,
        version: row.get("version")?,
    })
}

/// A finding, if it is there.
pub(crate) fn maybe(
    town: &Town,
    reader: &mut Reader<'_>,
    id: Id<Finding>,
) -> Result<Option<Finding>, AppError> {
    reader.maybe(FIND, &[&id])?.map(|row| read(town, &row)).transpose()
}

/// A finding.
///
/// # Errors
/// [`AppError::NotFound`].
pub(crate) fn find(
    town: &Town,
    reader: &mut Reader<'_>,
    id: Id<Finding>,
) -> Result<Finding, AppError> {
    maybe(town, reader, id)?.ok_or(AppError::NotFound)
}

/// Identifiers of the findings of works, the latest first.
pub(crate) fn of_work(
    reader: &mut Reader<'_>,
    work: Id<Work>,
) -> Result<Vec<Id<Finding>>, AppError> {
    let rows = reader.query(LIST, &[&work])?;
    rows.iter().map(|row| Ok(row.at(0)?)).collect()
}

/// The findings of works, the latest first.
pub(crate) fn list(
    town: &Town,
    reader: &mut Reader<'_>,
    work: Id<Work>,
) -> Result<Vec<Finding>, AppError> {
    let ids = of_work(reader, work)?;
    ids.into_iter().map(|id| find(town, reader, id)).collect()
}

/// Whether a citizens' report is a finding already.
pub(crate) fn has_report(reader: &mut Reader<'_>, report: &str) -> Result<bool, AppError> {
    Ok(reader.maybe(OF_REPORT, &[&report])?.is_some())
}

/// Writes state, severity, period and conflict anew.
///
/// # Errors
/// [`AppError::Refused`] when somebody else changed it meanwhile.
pub(crate) fn change(tx: &mut Tx<'_>, f: &Finding) -> Result<(), AppError> {
    let rows = tx.execute(
        CHANGE,
        &[&f.id, &f.state.word(), &f.severity.word(), &f.due_on, &f.is_conflict, &f.version],
    )?;
    if rows == 1 { Ok(()) } else { Err(changed()) }
}

/// What is open at works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Open {
    /// Everything that is open.
    pub all: i64,
    /// Dangers.
    pub danger: i64,
    /// Reports of citizens nobody looked at.
    pub to_check: i64,
    /// The company says it is repaired.
    pub answered: i64,
    /// Nobody told the company yet.
    pub found: i64,
    /// The nearest end of a period.
    pub due_on: Option<Date>,
}

/// What is open, by works.
pub(crate) fn open(reader: &mut Reader<'_>) -> Result<BTreeMap<String, Open>, AppError> {
    let mut all: BTreeMap<String, Open> = BTreeMap::new();
    for row in reader.query(COUNTS, &[])? {
        let (state, severity): (String, String) = (row.get("state")?, row.get("severity")?);
        let (many, due): (i64, Option<Date>) = (row.get("many")?, row.get("due_on")?);
        let one = all.entry(row.get("work")?).or_default();
        one.all += many;
        match state.as_str() {
            "check" => one.to_check += many,
            "answered" => one.answered += many,
            "found" => one.found += many,
            _ => {}
        }
        if severity == "danger" {
            one.danger += many;
        }
        one.due_on = match (one.due_on, due) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    Ok(all)
}

/// Adds a photo.
pub(crate) fn add_photo(
    tx: &mut Tx<'_>,
    finding: Id<Finding>,
    photo: &Photo,
) -> Result<(), AppError> {
    let (id, now) = (Id::<Photo>::new(), tx.now());
    let doubts = serde_json::to_string(&photo.doubts)?;
    let Photo { file, event, sha256, origin, .. } = photo;
    tx.execute(ADD_PHOTO, &[&id, &finding, event, file, sha256, origin, &doubts, &now])?;
    Ok(())
}

/// The photos of a finding in order.
pub(crate) fn photos(
    reader: &mut Reader<'_>,
    finding: Id<Finding>,
) -> Result<Vec<Photo>, AppError> {
    let rows = reader.query(PHOTOS, &[&finding])?;
    rows.iter()
        .map(|row| {
            Ok(Photo {
                file: row.get("file")?,
                event: row.get("event")?,
                sha256: row.get("sha256")?,
                origin: row.get("origin")?,
                doubts: row.json("doubts")?,
            })
        })
        .collect()
}

/// Whether another finding has the same picture.
pub(crate) fn is_seen(
    reader: &mut Reader<'_>,
    sha256: &str,
    finding: Id<Finding>,
) -> Result<bool, AppError> {
    Ok(reader.count(SEEN, &[&sha256, &finding])? > 0)
}

/// Adds measured values.
pub(crate) fn add_values(
    tx: &mut Tx<'_>,
    finding: Id<Finding>,
    values: &[Measured],
) -> Result<(), AppError> {
    for (seq, v) in (1_i64..).zip(values) {
        let is_out = v.is_out();
        tx.execute(
            ADD_VALUE,
            &[&finding, &seq, &v.measure, &v.label, &v.unit, &v.value, &v.low, &v.high, &is_out],
        )?;
    }
    Ok(())
}

/// The measured values of a finding.
pub(crate) fn values(
    reader: &mut Reader<'_>,
    finding: Id<Finding>,
) -> Result<Vec<Measured>, AppError> {
    let rows = reader.query(VALUES, &[&finding])?;
    rows.iter()
        .map(|row| {
            Ok(Measured {
                measure: row.get("measure")?,
                label: row.get("label")?,
                unit: row.get("unit")?,
                value: row.get("value")?,
                low: row.get("low")?,
                high: row.get("high")?,
            })
        })
        .collect()
}

/// Notes what happened.
pub(crate) fn happen(
    town: &Town,
    tx: &mut Tx<'_>,
    finding: Id<Finding>,
    e: &Event,
) -> Result<(), AppError> {
    let seq = tx.next("supervision/event")?;
    let sealed = seal(town, &event_place(&e.id), &e.details)?;
    tx.execute(
        ADD_EVENT,
        &[
            &e.id,
            &finding,
            &seq,
            &e.what,
            &sealed,
            &e.at,
            &e.device_at,
            &e.made_by,
            &e.base,
            &e.is_conflict,
            &e.due_on,
        ],
    )?;
    Ok(())
}

/// The finding an event of this number belongs to, if it is known.
pub(crate) fn event_known(
    reader: &mut Reader<'_>,
    id: &str,
) -> Result<Option<Id<Finding>>, AppError> {
    Ok(reader.maybe(HAS_EVENT, &[&id])?.map(|row| row.at(0)).transpose()?)
}

/// What happened to a finding, in order.
pub(crate) fn events(
    town: &Town,
    reader: &mut Reader<'_>,
    finding: Id<Finding>,
) -> Result<Vec<Event>, AppError> {
    let rows = reader.query(EVENTS, &[&finding])?;
    rows.iter()
        .map(|row| {
            let (id, sealed): (String, String) = (row.get("id")?, row.get("details")?);
            Ok(Event {
                what: row.get("what")?,
                details: unseal(town, &event_place(&id), &sealed)?,
                at: row.get("at")?,
                device_at: row.get("device_at")?,
                made_by: row.get("made_by")?,
                base: row.get("base")?,
                is_conflict: row.get("conflict")?,
                due_on: row.get("due_on")?,
                id,
            })
        })
        .collect()
}

/// Erases a finding.
pub(crate) fn erase(tx: &mut Tx<'_>, finding: Id<Finding>) -> Result<u64, AppError> {
    Ok(tx.execute(ERASE_PHOTOS, &[&finding])?
        + tx.execute(ERASE_VALUES, &[&finding])?
        + tx.execute(ERASE_EVENTS, &[&finding])?
        + tx.execute(ERASE_COSTS, &[&finding])?
        + tx.execute(ERASE, &[&finding])?)
}
