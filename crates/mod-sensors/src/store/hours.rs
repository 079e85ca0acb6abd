//! Figures of each stream and hour, kept by the writer: plots read them instead of the values.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::db::Sql;
use kernel::{AppError, Reader, Tx, sql};

use super::observations::Measured;
use crate::answer::Refusal;
use crate::figures::{Day, Figures, Hour};

/// Nanoseconds of an hour.
pub(crate) const HOUR: i64 = 3_600_000_000_000;

const GROW: Sql = sql!(
    "INSERT INTO sensors_hour (stream, hour, count, least, most, sum)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (stream, hour) DO UPDATE
     SET count = sensors_hour.count + excluded.count,
         least = CASE WHEN excluded.least < sensors_hour.least
                      THEN excluded.least ELSE sensors_hour.least END,
         most = CASE WHEN excluded.most > sensors_hour.most
                     THEN excluded.most ELSE sensors_hour.most END,
         sum = sensors_hour.sum + excluded.sum"
);
const DROP: Sql = sql!("DELETE FROM sensors_hour WHERE stream = $1 AND hour >= $2 AND hour < $3");
const REFILL: Sql = sql!(
    "INSERT INTO sensors_hour (stream, hour, count, least, most, sum)
     SELECT stream, start_at / 3600000000000, COUNT(number), MIN(number), MAX(number), SUM(number)
     FROM sensors_observation
     WHERE stream = $1 AND start_at >= $2 AND start_at < $3 AND number IS NOT NULL
     GROUP BY stream, start_at / 3600000000000"
);
const HOURS: Sql = sql!(
    "SELECT hour, count, least, most, sum
     FROM sensors_hour
     WHERE stream = $1 AND hour >= $2 AND hour < $3
     ORDER BY hour"
);
const DAYS: Sql = sql!(
    "SELECT day, count, least, most, sum
     FROM sensors_day
     WHERE stream = $1 AND day >= $2 AND day <= $3 AND sum IS NOT NULL
     ORDER BY day"
);

/// Adds new values. Those before 1970 are in no plot.
pub(super) fn grow(tx: &mut Tx<'_>, rows: &[Measured]) -> Result<(), Refusal> {
    let mut hours: BTreeMap<(i64, i64), Figures> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.time.0 >= 0) {
        if let Some(number) = row.result.1 {
            hours.entry((row.stream, row.time.0 / HOUR)).or_default().add(number);
        }
    }
    for ((stream, hour), f) in hours {
        tx.execute(GROW, &[&stream, &hour, &f.count, &f.least, &f.most, &f.sum])?;
    }
    Ok(())
}

/// Counts the hours between two instants anew, after values went.
pub(super) fn recount(tx: &mut Tx<'_>, stream: i64, span: (i64, i64)) -> Result<(), Refusal> {
    let (first, last) = (span.0.max(0) / HOUR, span.1.max(0) / HOUR);
    let end = last.saturating_add(1);
    tx.execute(DROP, &[&stream, &first, &end])?;
    tx.execute(REFILL, &[&stream, &first.saturating_mul(HOUR), &end.saturating_mul(HOUR)])?;
    Ok(())
}

/// Forgets the hours between two instants; the second is not included.
pub(super) fn forget(tx: &mut Tx<'_>, stream: i64, span: (i64, i64)) -> Result<(), AppError> {
    let (first, end) = (span.0.max(0) / HOUR, (span.1.max(0) + HOUR - 1) / HOUR);
    tx.execute(DROP, &[&stream, &first, &end])?;
    Ok(())
}

/// Hours of a stream from one to before another.
pub(crate) fn hours(
    reader: &mut Reader<'_>,
    stream: i64,
    from: i64,
    until: i64,
) -> Result<Vec<Hour>, AppError> {
    let rows = reader.query(HOURS, &[&stream, &from, &until])?;
    rows.iter()
        .map(|row| {
            let figures =
                Figures { count: row.at(1)?, least: row.at(2)?, most: row.at(3)?, sum: row.at(4)? };
            Ok(Hour { hour: row.at(0)?, figures })
        })
        .collect()
}

/// Days whose values are gone already, both included.
pub(crate) fn closed_days(
    reader: &mut Reader<'_>,
    stream: i64,
    from: Date,
    until: Date,
) -> Result<Vec<Day>, AppError> {
    let rows = reader.query(DAYS, &[&stream, &from, &until])?;
    rows.iter()
        .map(|row| {
            let figures =
                Figures { count: row.at(1)?, least: row.at(2)?, most: row.at(3)?, sum: row.at(4)? };
            Ok(Day { day: row.at(0)?, figures })
        })
        .collect()
}
