//! The SQL of months that are sealed.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use kernel::db::{Row, Sql};
use kernel::files::{self, Checked, StoredFile};
use kernel::{AppError, Id, Reader, Tx, sql};

use super::retention::{day_of, start_of};
use crate::answer::Refusal;
use crate::register::Entry;

/// Files of one stream that pages and catalogue show.
const SHOWN_MAX: i64 = 2_000;
/// Supplements of one month at most; the store of files holds a hundred for one owner.
pub(crate) const SUPPLEMENTS_MAX: usize = 90;

const STREAMS: Sql = sql!(
    "SELECT d.id
     FROM sensors_purpose_thing t
     JOIN sensors_datastream d ON d.thing = t.thing
     WHERE t.purpose = $1 AND d.is_public AND NOT d.is_multi
     ORDER BY d.id"
);
const NEXT: Sql = sql!(
    "SELECT MIN(start_at) FROM sensors_observation
     WHERE stream = $1 AND start_at >= $2 AND start_at < $3"
);
const COUNT: Sql = sql!(
    "SELECT COUNT(*) FROM sensors_observation
     WHERE stream = $1 AND start_at >= $2 AND start_at < $3"
);
const SEALED: Sql = sql!("SELECT 1 FROM sensors_month WHERE stream = $1 AND month = $2");
const OF_STREAM: Sql = sql!(
    "SELECT month, number, file, sha256, bytes, lines, made_at, gone_at
     FROM sensors_month
     WHERE stream = $1
     ORDER BY month DESC, number
     LIMIT $2"
);
const OF_MONTH: Sql = sql!(
    "SELECT month, number, file, sha256, bytes, lines, made_at, gone_at
     FROM sensors_month
     WHERE stream = $1 AND month = $2
     ORDER BY number"
);
const ADD: Sql = sql!(
    "INSERT INTO sensors_month
         (stream, month, number, file, sha256, bytes, lines, is_touched, made_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
);
const TOUCH: Sql = sql!(
    "UPDATE sensors_month
     SET is_touched = $4
     WHERE stream = $1 AND month >= $2 AND month <= $3 AND number = 0 AND file IS NOT NULL"
);
const TOUCHED: Sql = sql!(
    "SELECT month FROM sensors_month
     WHERE stream = $1 AND number = 0 AND is_touched AND file IS NOT NULL
     ORDER BY month"
);
const OVER: Sql = sql!(
    "SELECT m.stream, m.month, m.number, m.file
     FROM (SELECT thing FROM sensors_purpose_thing WHERE purpose = $1
           UNION
           SELECT thing FROM sensors_released WHERE purpose = $1 OR purpose = '') t
     JOIN sensors_datastream d ON d.thing = t.thing
     JOIN sensors_month m ON m.stream = d.id
     WHERE m.month < $2 AND m.file IS NOT NULL
     ORDER BY m.stream, m.month, m.number
     LIMIT 500"
);
const GONE: Sql = sql!(
    "UPDATE sensors_month SET file = NULL, gone_at = $4
     WHERE stream = $1 AND month = $2 AND number = $3"
);
const LEFT: Sql = sql!(
    "SELECT m.stream, m.month, m.number, m.file
     FROM sensors_month m
     WHERE NOT EXISTS (SELECT 1 FROM sensors_datastream d WHERE d.id = m.stream)
     ORDER BY m.stream, m.month, m.number
     LIMIT 500"
);
const FORGET: Sql =
    sql!("DELETE FROM sensors_month WHERE stream = $1 AND month = $2 AND number = $3");

/// A sealed file: that of a month, or a supplement to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sealed {
    /// The first day of its month.
    pub month: Date,
    /// Zero for the month itself, else the number of the supplement.
    pub number: i64,
    /// Its bytes, packed; none when the time of its values is over.
    pub file: Option<Id<StoredFile>>,
    /// The digest of the plain file.
    pub sha256: String,
    /// Its length, in bytes.
    pub bytes: u64,
    /// How many values it tells of.
    pub lines: i64,
    /// When it was sealed.
    pub made_at: Timestamp,
    /// When it went.
    pub gone_at: Option<Timestamp>,
}

impl Sealed {
    /// The last part of its address.
    pub fn name(&self) -> String {
        let month = key(self.month);
        match self.number {
            0 => format!("{month}.csv"),
            number => format!("{month}-nachtrag-{number}.csv"),
        }
    }

    /// Its address.
    pub fn path(&self, stream: i64) -> String {
        format!("/sensoren/werte/{stream}/{}", self.name())
    }
}

/// A month as the database has it.
pub(crate) fn key(month: Date) -> String {
    month.strftime("%Y-%m").to_string()
}

/// The first day of a month from its key.
pub(crate) fn first_day(key: &str) -> Option<Date> {
    let day: Date = format!("{key}-01").parse().ok()?;
    (key.len() == 7 && (1970..=2200).contains(&day.year())).then_some(day)
}

/// The first instant of a month and of the next, in nanoseconds.
pub(crate) fn span(month: Date, zone: &TimeZone) -> (i64, i64) {
    (start_of(month, zone), start_of(month.saturating_add(1.month()), zone))
}

fn sealed(row: &Row) -> Result<Sealed, AppError> {
    let month: String = row.get("month")?;
    let bytes: i64 = row.get("bytes")?;
    Ok(Sealed {
        month: first_day(&month)
            .ok_or_else(|| AppError::internal(format!("sensors_month.month: {month}")))?,
        number: row.get("number")?,
        file: row.get("file")?,
        sha256: row.get("sha256")?,
        bytes: u64::try_from(bytes).unwrap_or(0),
        lines: row.get("lines")?,
        made_at: row.get("made_at")?,
        gone_at: row.get("gone_at")?,
    })
}

/// Streams of an entry that everybody can read.
pub(crate) fn streams(reader: &mut Reader<'_>, entry: Id<Entry>) -> Result<Vec<i64>, AppError> {
    reader.query(STREAMS, &[&entry])?.iter().map(|row| Ok(row.at(0)?)).collect()
}

/// Months of a stream from a day on that are over, have values and are not sealed.
pub(crate) fn open_months(
    reader: &mut Reader<'_>,
    stream: i64,
    from: Date,
    zone: &TimeZone,
) -> Result<Vec<Date>, AppError> {
    let first =
        if from.day() == 1 { from } else { from.first_of_month().saturating_add(1.month()) };
    let mut cursor = start_of(first, zone);
    let end = start_of(reader.today().first_of_month(), zone);
    let mut found = Vec::new();
    while cursor < end {
        let next: Option<i64> = reader.one(NEXT, &[&stream, &cursor, &end])?.at(0)?;
        let Some(next) = next else { break };
        let month = day_of(next, zone).first_of_month();
        if reader.maybe(SEALED, &[&stream, &key(month)])?.is_none() {
            found.push(month);
        }
        cursor = span(month, zone).1;
    }
    Ok(found)
}

/// Sealed files of a stream, the latest month first.
pub(crate) fn of_stream(reader: &mut Reader<'_>, stream: i64) -> Result<Vec<Sealed>, AppError> {
    reader.query(OF_STREAM, &[&stream, &SHOWN_MAX])?.iter().map(sealed).collect()
}

/// Sealed files of a month: itself, then its supplements.
pub(crate) fn of_month(
    reader: &mut Reader<'_>,
    stream: i64,
    month: Date,
) -> Result<Vec<Sealed>, AppError> {
    reader.query(OF_MONTH, &[&stream, &key(month)])?.iter().map(sealed).collect()
}

/// Seals a file whose packed bytes are stored. A month that was just sealed is looked at once more
/// the next night: values may have come while it was written.
pub(crate) fn add(
    tx: &mut Tx<'_>,
    stream: i64,
    new: &Sealed,
    packed: &Checked,
) -> Result<(), AppError> {
    let month = key(new.month);
    let owner = format!("sensors-month/{stream}/{month}");
    let file = files::link(tx, packed, &owner, "values", "house")?;
    let bytes = i64::try_from(new.bytes).map_err(AppError::internal)?;
    tx.execute(
        ADD,
        &[
            &stream,
            &month,
            &new.number,
            &file,
            &new.sha256,
            &bytes,
            &new.lines,
            &(new.number == 0),
            &new.made_at,
        ],
    )?;
    Ok(())
}

/// Values of a stream between two instants came, changed or went: sealed months among them are
/// looked at in the night. What belongs to the running month costs nothing.
pub(crate) fn touch(tx: &mut Tx<'_>, stream: i64, span: (i64, i64)) -> Result<(), Refusal> {
    let zone = kernel::clock::berlin();
    if span.0 >= start_of(tx.today().first_of_month(), &zone) {
        return Ok(());
    }
    let (first, last) = (key(day_of(span.0, &zone)), key(day_of(span.1, &zone)));
    tx.execute(TOUCH, &[&stream, &first, &last, &true])?;
    Ok(())
}

/// Sealed months of a stream that are to be looked at.
pub(crate) fn touched(reader: &mut Reader<'_>, stream: i64) -> Result<Vec<Date>, AppError> {
    let rows = reader.query(TOUCHED, &[&stream])?;
    let months = rows.iter().map(|row| Ok(first_day(&row.at::<String>(0)?)));
    Ok(months.collect::<Result<Vec<_>, AppError>>()?.into_iter().flatten().collect())
}

/// How many values a month has.
pub(crate) fn count(reader: &mut Reader<'_>, stream: i64, month: Date) -> Result<usize, AppError> {
    let (from, until) = span(month, &kernel::clock::berlin());
    let count: i64 = reader.one(COUNT, &[&stream, &from, &until])?.at(0)?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// A month was looked at.
pub(crate) fn looked_at(tx: &mut Tx<'_>, stream: i64, month: Date) -> Result<(), AppError> {
    let month = key(month);
    tx.execute(TOUCH, &[&stream, &month, &month, &false])?;
    Ok(())
}

/// Removes files of months that begin before a day; answers how many went, and digests of bytes that
/// nobody names any more.
pub(crate) fn drop_before(
    tx: &mut Tx<'_>,
    entry: Id<Entry>,
    before: Date,
) -> Result<(usize, Vec<String>), AppError> {
    let first = if before.day() == 1 { before } else { before.saturating_add(1.month()) };
    let rows = tx.query(OVER, &[&entry, &key(first)])?;
    let now = tx.now();
    let mut orphans = Vec::new();
    for row in &rows {
        let (stream, month, number): (i64, String, i64) = (row.at(0)?, row.at(1)?, row.at(2)?);
        tx.execute(GONE, &[&stream, &month, &number, &now])?;
        orphans.extend(files::unlink(tx, row.at(3)?)?);
    }
    Ok((rows.len(), orphans))
}

/// Forgets what is left of streams that were removed; answers how many files went, and digests of
/// bytes that nobody names any more.
pub(crate) fn drop_left(tx: &mut Tx<'_>) -> Result<(usize, Vec<String>), AppError> {
    let rows = tx.query(LEFT, &[])?;
    let mut orphans = Vec::new();
    for row in &rows {
        let (stream, month, number): (i64, String, i64) = (row.at(0)?, row.at(1)?, row.at(2)?);
        if let Some(file) = row.at::<Option<Id<StoredFile>>>(3)? {
            orphans.extend(files::unlink(tx, file)?);
        }
        tx.execute(FORGET, &[&stream, &month, &number])?;
    }
    Ok((rows.len(), orphans))
}
