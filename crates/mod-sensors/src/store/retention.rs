//! Values go when their time is over; what stays is one row for each stream and day.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use kernel::db::Sql;
use kernel::{AppError, Id, Reader, Tx, sql};

use super::entity::nanoseconds;
use super::hours;
use super::observations::{fewer, unpair};
use crate::answer::Refusal;
use crate::register::Entry;

/// Days of one stream that go in one transaction: others write in between.
const DAYS_TOGETHER: usize = 31;

const STREAMS: Sql = sql!(
    "SELECT d.id
     FROM (SELECT thing FROM sensors_purpose_thing WHERE purpose = $1
           UNION
           SELECT thing FROM sensors_released WHERE purpose = $1 OR purpose = '') t
     JOIN sensors_datastream d ON d.thing = t.thing
     WHERE d.start_at < $2
     ORDER BY d.id"
);
const FIRST: Sql =
    sql!("SELECT MIN(start_at) FROM sensors_observation WHERE stream = $1 AND start_at < $2");
const FIGURES: Sql = sql!(
    "SELECT COUNT(*), MIN(number), MAX(number), SUM(number)
     FROM sensors_observation
     WHERE stream = $1 AND start_at >= $2 AND start_at < $3"
);
const FEATURES: Sql = sql!(
    "SELECT feature, COUNT(*)
     FROM sensors_observation
     WHERE stream = $1 AND start_at >= $2 AND start_at < $3
     GROUP BY feature
     ORDER BY feature"
);
const DROP: Sql =
    sql!("DELETE FROM sensors_observation WHERE stream = $1 AND start_at >= $2 AND start_at < $3");
// A day may come in twice: values that arrive after it was closed.
const KEEP_DAY: Sql = sql!(
    "INSERT INTO sensors_day (stream, day, count, least, most, sum)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (stream, day) DO UPDATE
     SET count = sensors_day.count + excluded.count,
         least = CASE WHEN sensors_day.least IS NULL OR excluded.least < sensors_day.least
                      THEN excluded.least ELSE sensors_day.least END,
         most = CASE WHEN sensors_day.most IS NULL OR excluded.most > sensors_day.most
                     THEN excluded.most ELSE sensors_day.most END,
         sum = COALESCE(sensors_day.sum, 0) + COALESCE(excluded.sum, 0)"
);
const DROP_DAYS: Sql = sql!(
    "DELETE FROM sensors_day
     WHERE day < $2
       AND stream IN (SELECT d.id
                      FROM (SELECT thing FROM sensors_purpose_thing WHERE purpose = $1
           UNION
           SELECT thing FROM sensors_released WHERE purpose = $1 OR purpose = '') t
                      JOIN sensors_datastream d ON d.thing = t.thing)"
);

/// The first instant of a local day, in nanoseconds.
pub(crate) fn start_of(day: Date, zone: &TimeZone) -> i64 {
    let start = day.to_zoned(zone.clone()).map(|z| z.timestamp());
    nanoseconds(start.unwrap_or(Timestamp::MIN))
}

/// The local day of an instant.
pub(crate) fn day_of(nanoseconds: i64, zone: &TimeZone) -> Date {
    let at = Timestamp::from_nanosecond(i128::from(nanoseconds)).unwrap_or(Timestamp::MIN);
    at.to_zoned(zone.clone()).date()
}

/// Streams of an entry with values before a day.
pub(crate) fn streams_before(
    reader: &mut Reader<'_>,
    entry: Id<Entry>,
    before: i64,
) -> Result<Vec<i64>, AppError> {
    let rows = reader.query(STREAMS, &[&entry, &before])?;
    rows.iter().map(|row| Ok(row.at(0)?)).collect()
}

/// Closes the oldest days of a stream before a day: deletes their values and keeps their figures.
/// Answers how many values went, and whether more are left.
pub(crate) fn close_days(
    tx: &mut Tx<'_>,
    stream: i64,
    before: Date,
    zone: &TimeZone,
) -> Result<(i64, bool), AppError> {
    let limit = start_of(before, zone);
    let (mut gone, mut has_more) = (0, true);
    for _ in 0..DAYS_TOGETHER {
        let first: Option<i64> = tx.one(FIRST, &[&stream, &limit])?.at(0)?;
        let Some(first) = first else {
            has_more = false;
            break;
        };
        let day = day_of(first, zone);
        let end = day.checked_add(1.day()).map_err(AppError::internal)?;
        let span = (start_of(day, zone), start_of(end, zone).min(limit));
        gone += close_day(tx, stream, day, span)?;
    }
    fewer(tx, stream, gone).map_err(Refusal::into_error)?;
    Ok((gone, has_more))
}

fn close_day(tx: &mut Tx<'_>, stream: i64, day: Date, span: (i64, i64)) -> Result<i64, AppError> {
    let (start, end) = span;
    let row = tx.one(FIGURES, &[&stream, &start, &end])?;
    let count: i64 = row.at(0)?;
    let figure = |n| row.at::<Option<f64>>(n);
    let (least, most, sum) = (figure(1)?, figure(2)?, figure(3)?);
    tx.execute(KEEP_DAY, &[&stream, &day, &count, &least, &most, &sum])?;
    let features = tx.query(FEATURES, &[&stream, &start, &end])?;
    tx.execute(DROP, &[&stream, &start, &end])?;
    hours::forget(tx, stream, span)?;
    for row in features {
        unpair(tx, stream, row.at(0)?, row.at(1)?).map_err(Refusal::into_error)?;
    }
    Ok(count)
}

/// Deletes daily figures before a day.
pub(crate) fn drop_days(tx: &mut Tx<'_>, entry: Id<Entry>, before: Date) -> Result<u64, AppError> {
    Ok(tx.execute(DROP_DAYS, &[&entry, &before])?)
}
