//! The SQL of thresholds.

use kernel::db::{Row, Sql};
use kernel::{AppError, Id, Reader, Tx, sql};
use norm_sensorthings::Json;

use crate::register::Entry;
use crate::watch::{Kind, Open, Rule, Threshold, Watch};

const OF_STREAM: Sql = sql!(
    "SELECT t.id, t.stream, t.kind, t.level, t.clear, t.seconds, t.plan, t.is_on, t.judged_at, t.since,
            t.armed_at, t.version, w.began_at, w.peak
     FROM sensors_threshold t
     LEFT JOIN sensors_warning w ON w.threshold = t.id AND w.closed_at IS NULL
     WHERE t.stream = $1
     ORDER BY t.level, t.id"
);
const FIND: Sql = sql!(
    "SELECT t.id, t.stream, t.kind, t.level, t.clear, t.seconds, t.plan, t.is_on, t.judged_at, t.since,
            t.armed_at, t.version, w.began_at, w.peak
     FROM sensors_threshold t
     LEFT JOIN sensors_warning w ON w.threshold = t.id AND w.closed_at IS NULL
     WHERE t.id = $1"
);
const ALL: Sql = sql!(
    "SELECT t.id, t.stream, t.kind, t.level, t.clear, t.seconds, t.plan, t.is_on, t.judged_at, t.since,
            t.armed_at, t.version, w.began_at, w.peak
     FROM sensors_threshold t
     LEFT JOIN sensors_warning w ON w.threshold = t.id AND w.closed_at IS NULL
     ORDER BY t.stream, t.level, t.id
     LIMIT 5000"
);
const SILENT: Sql = sql!(
    "SELECT t.id, t.stream, t.kind, t.level, t.clear, t.seconds, t.plan, t.is_on, t.judged_at, t.since,
            t.armed_at, t.version, w.began_at, w.peak
     FROM sensors_threshold t
     JOIN sensors_datastream d ON d.id = t.stream
     JOIN sensors_purpose_thing s ON s.thing = d.thing
     JOIN sensors_purpose p ON p.id = s.purpose
     LEFT JOIN sensors_warning w ON w.threshold = t.id AND w.closed_at IS NULL
     WHERE t.kind = 'silent' AND t.is_on AND p.state = 'published' AND w.id IS NULL
     ORDER BY t.id
     LIMIT 5000"
);
const OF_ENTRY: Sql = sql!(
    "SELECT t.id, t.stream, t.kind, t.level, t.clear, t.seconds, t.plan, t.is_on, t.judged_at, t.since,
            t.armed_at, t.version, w.began_at, w.peak
     FROM sensors_threshold t
     JOIN sensors_datastream d ON d.id = t.stream
     JOIN sensors_purpose_thing s ON s.thing = d.thing
     LEFT JOIN sensors_warning w ON w.threshold = t.id AND w.closed_at IS NULL
     WHERE s.purpose = $1
     ORDER BY t.id"
);
const OF_THING: Sql = sql!(
    "SELECT t.id, t.stream, t.kind, t.level, t.clear, t.seconds, t.plan, t.is_on, t.judged_at, t.since,
            t.armed_at, t.version, w.began_at, w.peak
     FROM sensors_threshold t
     JOIN sensors_datastream d ON d.id = t.stream
     LEFT JOIN sensors_warning w ON w.threshold = t.id AND w.closed_at IS NULL
     WHERE d.thing = $1
     ORDER BY t.stream, t.level, t.id"
);
const ADD: Sql = sql!(
    "INSERT INTO sensors_threshold
         (id, stream, kind, level, clear, seconds, plan, is_on, judged_at, armed_at, version, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11)"
);
const SAVE: Sql = sql!(
    "UPDATE sensors_threshold
     SET kind = $2, level = $3, clear = $4, seconds = $5, plan = $6, is_on = $7, version = version + 1,
         changed_at = $9
     WHERE id = $1 AND version = $8"
);
const SEEN: Sql = sql!("UPDATE sensors_threshold SET judged_at = $2, since = $3 WHERE id = $1");
const ARM: Sql = sql!("UPDATE sensors_threshold SET armed_at = $2, since = NULL WHERE id = $1");
const PLACE: Sql = sql!(
    "SELECT t.id, t.name, d.name, d.unit, d.observation_type, d.is_public,
            COALESCE((SELECT p.state
                      FROM sensors_purpose_thing s
                      JOIN sensors_purpose p ON p.id = s.purpose
                      WHERE s.thing = t.id), '')
     FROM sensors_datastream d
     JOIN sensors_thing t ON t.id = d.thing
     WHERE d.id = $1"
);
const DROP_THRESHOLDS: Sql = sql!("DELETE FROM sensors_threshold WHERE stream = $1");

fn strange(column: &str, word: &str) -> AppError {
    AppError::internal(format!("{column}: {word}"))
}

fn threshold(row: &Row) -> Result<Threshold, AppError> {
    let kind: String = row.get("kind")?;
    let plan: String = row.get("plan")?;
    let began: Option<i64> = row.get("began_at")?;
    let peak: Option<f64> = row.get("peak")?;
    let level = row.get("level")?;
    Ok(Threshold {
        id: row.get("id")?,
        stream: row.get("stream")?,
        rule: Rule {
            kind: Kind::of(&kind).ok_or_else(|| strange("sensors_threshold.kind", &kind))?,
            level,
            clear: row.get("clear")?,
            seconds: row.get("seconds")?,
        },
        plan: serde_json::from_str(&plan)?,
        is_on: row.get("is_on")?,
        watch: Watch {
            judged_at: row.get("judged_at")?,
            since: row.get("since")?,
            open: began.map(|began_at| Open { began_at, peak: peak.unwrap_or(level) }),
        },
        armed_at: row.get("armed_at")?,
        version: row.get("version")?,
    })
}

fn thresholds(rows: &[Row]) -> Result<Vec<Threshold>, AppError> {
    rows.iter().map(threshold).collect()
}

/// Thresholds of a stream, the lowest level first.
pub(crate) fn of_stream(reader: &mut Reader<'_>, stream: i64) -> Result<Vec<Threshold>, AppError> {
    thresholds(&reader.query(OF_STREAM, &[&stream])?)
}

/// Thresholds of a Thing's streams.
pub(crate) fn of_thing(reader: &mut Reader<'_>, thing: i64) -> Result<Vec<Threshold>, AppError> {
    thresholds(&reader.query(OF_THING, &[&thing])?)
}

/// Thresholds of an entry of the register.
pub(crate) fn of_entry(
    reader: &mut Reader<'_>,
    entry: Id<Entry>,
) -> Result<Vec<Threshold>, AppError> {
    thresholds(&reader.query(OF_ENTRY, &[&entry])?)
}

/// All thresholds.
pub(crate) fn all(reader: &mut Reader<'_>) -> Result<Vec<Threshold>, AppError> {
    thresholds(&reader.query(ALL, &[])?)
}

/// Thresholds that wait for silence: of running entries, with no warning yet.
pub(crate) fn waiting_for_silence(reader: &mut Reader<'_>) -> Result<Vec<Threshold>, AppError> {
    thresholds(&reader.query(SILENT, &[])?)
}

/// A threshold.
pub(crate) fn find(reader: &mut Reader<'_>, id: Id<Threshold>) -> Result<Threshold, AppError> {
    reader.maybe(FIND, &[&id])?.as_ref().map(threshold).ok_or(AppError::NotFound)?
}

/// Adds a threshold.
pub(crate) fn add(tx: &mut Tx<'_>, t: &Threshold) -> Result<(), AppError> {
    let plan = serde_json::to_string(&t.plan)?;
    let now = tx.now();
    tx.execute(
        ADD,
        &[
            &t.id,
            &t.stream,
            &t.rule.kind.key(),
            &t.rule.level,
            &t.rule.clear,
            &t.rule.seconds,
            &plan,
            &t.is_on,
            &t.watch.judged_at,
            &t.armed_at,
            &now,
        ],
    )?;
    Ok(())
}

/// Saves a threshold; refused when somebody else changed it meanwhile.
pub(crate) fn save(tx: &mut Tx<'_>, t: &Threshold) -> Result<(), AppError> {
    let plan = serde_json::to_string(&t.plan)?;
    let now = tx.now();
    let saved = tx.execute(
        SAVE,
        &[
            &t.id,
            &t.rule.kind.key(),
            &t.rule.level,
            &t.rule.clear,
            &t.rule.seconds,
            &plan,
            &t.is_on,
            &t.version,
            &now,
        ],
    )?;
    if saved == 1 {
        return Ok(());
    }
    Err(AppError::refused(
        "sensors/changed-meanwhile",
        "Jemand anderes hat diese Schwelle gerade geändert. Laden Sie die Seite neu.",
        "Somebody else has just changed this threshold. Reload the page.",
    ))
}

/// Notes how far a threshold has looked.
pub(crate) fn seen(tx: &mut Tx<'_>, id: Id<Threshold>, watch: &Watch) -> Result<(), AppError> {
    tx.execute(SEEN, &[&id, &watch.judged_at, &watch.since])?;
    if let Some(open) = watch.open {
        super::warnings::peak(tx, id, open.peak)?;
    }
    Ok(())
}

/// Silence counts from an instant on.
pub(crate) fn arm(tx: &mut Tx<'_>, id: Id<Threshold>, at: i64) -> Result<(), AppError> {
    tx.execute(ARM, &[&id, &at])?;
    Ok(())
}

/// Where a stream is measured and what it measures.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    /// The number of the Thing.
    pub thing: i64,
    /// What the Thing is called.
    pub station: String,
    /// What the stream is called.
    pub stream: String,
    /// The unit as people write it behind a number.
    pub sign: String,
    /// Whether everybody may read it now.
    pub is_shown: bool,
}

impl Spot {
    /// The page of the station, without language.
    pub fn path(&self) -> String {
        let slug = crate::acts::slug_of(&self.station);
        let dash = if slug.is_empty() { "" } else { "-" };
        format!("/sensoren/station/{}{dash}{slug}", self.thing)
    }
}

/// Where a stream is measured.
pub(crate) fn spot(reader: &mut Reader<'_>, stream: i64) -> Result<Spot, AppError> {
    let row = reader.maybe(PLACE, &[&stream])?.ok_or(AppError::NotFound)?;
    let (unit, kind): (String, String) = (row.at(3)?, row.at(4)?);
    let unit = Json::parse(&unit).unwrap_or(Json::Null);
    let word =
        |name: &str| unit.get(name).and_then(Json::as_text).unwrap_or_default().trim().to_owned();
    let sign = match word("symbol") {
        sign if sign.is_empty() && !kind.ends_with("OM_CountObservation") => word("name"),
        sign => sign,
    };
    let is_public: bool = row.at(5)?;
    let state: String = row.at(6)?;
    Ok(Spot {
        thing: row.at(0)?,
        station: row.at(1)?,
        stream: row.at(2)?,
        sign,
        is_shown: is_public && state == "published",
    })
}

/// Forgets everything about a stream that goes.
pub(crate) fn forget_stream(tx: &mut Tx<'_>, stream: i64) -> Result<(), AppError> {
    super::warnings::forget_stream(tx, stream)?;
    tx.execute(DROP_THRESHOLDS, &[&stream])?;
    Ok(())
}
