//! The SQL of the register of purposes, and the gate in front of every value.

use kernel::db::{Row, Sql};
use kernel::{AppError, Id, Reader, Tx, sql};
use norm_sensorthings::Json;

use crate::register::{Entry, Record, State, Step};

const ADD: Sql = sql!(
    "INSERT INTO sensors_purpose
         (id, slug, state, title, record, ends_on, counts, paused_by, version, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, '', 1, $8)"
);
const SAVE: Sql = sql!(
    "UPDATE sensors_purpose
     SET state = $2, title = $3, record = $4, ends_on = $5, counts = $6, paused_by = $7,
         version = version + 1, changed_at = $9
     WHERE id = $1 AND version = $8"
);
const ALL: Sql = sql!(
    "SELECT id, slug, state, record, paused_by, version FROM sensors_purpose ORDER BY title, id"
);
const FIND: Sql =
    sql!("SELECT id, slug, state, record, paused_by, version FROM sensors_purpose WHERE id = $1");
const BY_SLUG: Sql =
    sql!("SELECT id, slug, state, record, paused_by, version FROM sensors_purpose WHERE slug = $1");
const STEP: Sql = sql!(
    "INSERT INTO sensors_purpose_step (purpose, number, at, what, note)
     SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4
     FROM sensors_purpose_step
     WHERE purpose = $1"
);
const STEPS: Sql =
    sql!("SELECT at, what, note FROM sensors_purpose_step WHERE purpose = $1 ORDER BY number DESC");
const ASSIGN: Sql = sql!(
    "INSERT INTO sensors_purpose_thing (thing, purpose) VALUES ($1, $2)
     ON CONFLICT (thing) DO UPDATE SET purpose = excluded.purpose"
);
const RELEASE: Sql = sql!("DELETE FROM sensors_purpose_thing WHERE thing = $1 AND purpose = $2");
const HIDE_THING: Sql = sql!("UPDATE sensors_datastream SET is_public = $2 WHERE thing = $1");
const MARK_RELEASED: Sql = sql!(
    "INSERT INTO sensors_released (thing, at, purpose) VALUES ($1, $2, $3) ON CONFLICT (thing) DO NOTHING"
);
const TAKEN_AGAIN: Sql = sql!("DELETE FROM sensors_released WHERE thing = $1");
const THINGS: Sql = sql!(
    "SELECT t.id, t.name, t.description
     FROM sensors_purpose_thing p
     JOIN sensors_thing t ON t.id = p.thing
     WHERE p.purpose = $1
     ORDER BY t.name, t.id"
);
const HOMELESS: Sql = sql!(
    "SELECT t.id, t.name, t.description
     FROM sensors_thing t
     WHERE NOT EXISTS (SELECT 1 FROM sensors_purpose_thing p WHERE p.thing = t.id)
     ORDER BY t.name, t.id
     LIMIT 200"
);
const GATE: Sql = sql!(
    "SELECT p.slug, p.state, p.ends_on, p.counts
     FROM sensors_purpose_thing t
     JOIN sensors_purpose p ON p.id = t.purpose
     WHERE t.thing = $1"
);
const STREAMS: Sql = sql!(
    "SELECT d.id, COALESCE(d.properties, '')
     FROM sensors_purpose_thing t
     JOIN sensors_datastream d ON d.thing = t.thing
     WHERE t.purpose = $1"
);
const SHOW: Sql = sql!("UPDATE sensors_datastream SET is_public = $2 WHERE id = $1");
const HIDE_ASLEEP: Sql = sql!(
    "UPDATE sensors_datastream
     SET is_public = $2
     WHERE id = $1
       AND thing IN (SELECT t.thing
                     FROM sensors_purpose_thing t
                     JOIN sensors_purpose p ON p.id = t.purpose
                     WHERE p.state <> 'published'
                     UNION
                     SELECT r.thing FROM sensors_released r)"
);
const OVER: Sql = sql!(
    "SELECT id FROM sensors_purpose
     WHERE state = 'published' AND ends_on < $1
     ORDER BY id"
);

fn entry(row: &Row) -> Result<Entry, AppError> {
    let state: String = row.get("state")?;
    let record: String = row.get("record")?;
    Ok(Entry {
        id: row.get("id")?,
        slug: row.get("slug")?,
        state: State::of(&state)
            .ok_or_else(|| AppError::internal(format!("sensors_purpose.state: {state}")))?,
        record: Record::read(&record)?,
        paused_by: row.get("paused_by")?,
        version: row.get("version")?,
    })
}

fn last_day(record: &Record) -> String {
    record.ends_on.map(|day| day.to_string()).unwrap_or_default()
}

/// Adds an entry as a draft.
pub(crate) fn add(tx: &mut Tx<'_>, slug: &str, record: &Record) -> Result<Id<Entry>, AppError> {
    let id: Id<Entry> = Id::new();
    let text = serde_json::to_string(record)?;
    let now = tx.now();
    let state = State::Draft.key();
    let (end, counts) = (last_day(record), i64::from(record.counts));
    tx.execute(ADD, &[&id, &slug, &state, &record.title.de, &text, &end, &counts, &now])?;
    Ok(id)
}

/// Saves an entry; refused when somebody else changed it meanwhile.
pub(crate) fn save(tx: &mut Tx<'_>, entry: &Entry) -> Result<(), AppError> {
    let text = serde_json::to_string(&entry.record)?;
    let (end, counts) = (last_day(&entry.record), i64::from(entry.record.counts));
    let now = tx.now();
    let changed = tx.execute(
        SAVE,
        &[
            &entry.id,
            &entry.state.key(),
            &entry.record.title.de,
            &text,
            &end,
            &counts,
            &entry.paused_by,
            &entry.version,
            &now,
        ],
    )?;
    if changed == 1 {
        return Ok(());
    }
    Err(AppError::refused(
        "sensors/changed-meanwhile",
        "Jemand anderes hat diesen Eintrag gerade geändert. Laden Sie die Seite neu.",
        "Somebody else has just changed this entry. Reload the page.",
    ))
}

/// All entries by name.
pub(crate) fn all(reader: &mut Reader<'_>) -> Result<Vec<Entry>, AppError> {
    reader.query(ALL, &[])?.iter().map(entry).collect()
}

/// An entry.
pub(crate) fn find_entry(reader: &mut Reader<'_>, id: Id<Entry>) -> Result<Entry, AppError> {
    reader.maybe(FIND, &[&id])?.as_ref().map(entry).ok_or(AppError::NotFound)?
}

/// The entry of an address.
pub(crate) fn by_slug(reader: &mut Reader<'_>, slug: &str) -> Result<Option<Entry>, AppError> {
    reader.maybe(BY_SLUG, &[&slug])?.as_ref().map(entry).transpose()
}

/// Writes down what happened to an entry.
pub(crate) fn step(tx: &mut Tx<'_>, id: Id<Entry>, what: &str, note: &str) -> Result<(), AppError> {
    let now = tx.now();
    tx.execute(STEP, &[&id, &now, &what, &note])?;
    Ok(())
}

/// What happened to an entry, the latest first.
pub(crate) fn steps(reader: &mut Reader<'_>, id: Id<Entry>) -> Result<Vec<Step>, AppError> {
    let rows = reader.query(STEPS, &[&id])?;
    rows.iter().map(|row| Ok(Step { at: row.at(0)?, what: row.at(1)?, note: row.at(2)? })).collect()
}

/// A Thing in a list: number, name, description.
pub(crate) type Named = (i64, String, String);

fn named(rows: &[Row]) -> Result<Vec<Named>, AppError> {
    rows.iter().map(|row| Ok((row.at(0)?, row.at(1)?, row.at(2)?))).collect()
}

/// The Things of an entry.
pub(crate) fn things(reader: &mut Reader<'_>, id: Id<Entry>) -> Result<Vec<Named>, AppError> {
    named(&reader.query(THINGS, &[&id])?)
}

/// Things that serve no purpose yet, at most two hundred.
pub(crate) fn homeless(reader: &mut Reader<'_>) -> Result<Vec<Named>, AppError> {
    named(&reader.query(HOMELESS, &[])?)
}

/// A Thing serves a purpose from now on; its streams are seen as the entry says.
pub(crate) fn assign(tx: &mut Tx<'_>, thing: i64, id: Id<Entry>) -> Result<(), AppError> {
    tx.execute(ASSIGN, &[&thing, &id])?;
    tx.execute(TAKEN_AGAIN, &[&thing])?;
    let state = find_entry(tx, id)?.state;
    show(tx, id, state)
}

/// A Thing serves this purpose no longer: nobody reads it until another entry takes it.
pub(crate) fn release(tx: &mut Tx<'_>, thing: i64, id: Id<Entry>) -> Result<bool, AppError> {
    if tx.execute(RELEASE, &[&thing, &id])? == 0 {
        return Ok(false);
    }
    let now = tx.now();
    tx.execute(MARK_RELEASED, &[&thing, &now, &id])?;
    tx.execute(HIDE_THING, &[&thing, &false])?;
    Ok(true)
}

/// Whether a stream's own properties let everybody see it.
pub(crate) fn is_open(properties: &str) -> bool {
    let hidden = Json::parse(properties).ok();
    let hidden = hidden.and_then(|p| p.get("public").map(|v| *v == false.into()));
    !hidden.unwrap_or(false)
}

/// Shows or hides all streams of an entry, as its state asks.
pub(crate) fn show(tx: &mut Tx<'_>, id: Id<Entry>, state: State) -> Result<(), AppError> {
    for row in tx.query(STREAMS, &[&id])? {
        let (stream, properties): (i64, String) = (row.at(0)?, row.at(1)?);
        let seen = state == State::Published && is_open(&properties);
        tx.execute(SHOW, &[&stream, &seen])?;
    }
    Ok(())
}

/// A stream that was just written stays hidden where its entry does not run, or where its Thing
/// was released.
pub(crate) fn hide_asleep(tx: &mut Tx<'_>, stream: i64) -> Result<(), AppError> {
    tx.execute(HIDE_ASLEEP, &[&stream, &false])?;
    Ok(())
}

/// Entries whose last day is over.
pub(crate) fn over(
    reader: &mut Reader<'_>,
    today: jiff::civil::Date,
) -> Result<Vec<Id<Entry>>, AppError> {
    let rows = reader.query(OVER, &[&today])?;
    rows.iter().map(|row| Ok(row.at(0)?)).collect()
}

/// What stands between a Thing and the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Gate {
    /// Values are stored; counts only rounded.
    Open {
        /// Whether the entry counts people or vehicles.
        counts: bool,
    },
    /// It is paused; the address of its entry.
    Paused(String),
    /// It is over; the address of its entry.
    Closed(String),
    /// It is being written; the address of its entry.
    Draft(String),
    /// It stands in no entry.
    Unknown,
}

/// The gate of a Thing today.
pub(crate) fn gate(reader: &mut Reader<'_>, thing: i64) -> Result<Gate, AppError> {
    let Some(row) = reader.maybe(GATE, &[&thing])? else { return Ok(Gate::Unknown) };
    let (slug, state, end): (String, String, String) = (row.at(0)?, row.at(1)?, row.at(2)?);
    let counts: i64 = row.at(3)?;
    let is_over = end < reader.today().to_string();
    Ok(match State::of(&state) {
        Some(State::Published) if !is_over => Gate::Open { counts: counts != 0 },
        Some(State::Paused) => Gate::Paused(slug),
        Some(State::Draft) => Gate::Draft(slug),
        _ => Gate::Closed(slug),
    })
}
