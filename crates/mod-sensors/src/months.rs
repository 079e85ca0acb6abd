//! Months that are over become files that never change: each night seals what is over and writes
//! what came, changed or went since into numbered supplements. When the time of the values is over,
//! the files go too.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::sync::Arc;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use jiff::civil::Date;
use kernel::clock::berlin;
use kernel::files::{self, Checked, made_here};
use kernel::{Actor, AppError, Audit, Reader, Saved, Town, Tx};
use sha2::{Digest, Sha256};

use crate::csv::{self, Change, Rows};
use crate::register::{Entry, State};
use crate::station::{Reading, Station, Stream};
use crate::store::months::{self as store, Sealed};
use crate::store::stations;

/// Values of one file at most: one every twelve seconds for a month.
pub(crate) const ROWS_MAX: i64 = 225_000;
/// Longest file, unpacked, in bytes.
const BYTES_MAX: u64 = 256 * 1024 * 1024;

/// What the night does for an entry, whose values are kept from a day on.
pub(crate) async fn keep(town: &Arc<Town>, entry: &Entry, from: Date) -> Result<(), AppError> {
    forget(town, entry, from).await?;
    if entry.state != State::Published {
        return Ok(());
    }
    let id = entry.id;
    for stream in town.read(move |db| store::streams(db, id)).await? {
        let (new, touched) = town
            .read(move |db| {
                let new = store::open_months(db, stream, from, &berlin())?;
                Ok((new, store::touched(db, stream)?))
            })
            .await?;
        for month in new {
            seal(town, stream, month).await?;
        }
        for month in touched {
            supplement(town, stream, month).await?;
        }
    }
    Ok(())
}

/// Removes the files of months whose first values may be kept no longer.
async fn forget(town: &Arc<Town>, entry: &Entry, from: Date) -> Result<(), AppError> {
    let id = entry.id;
    remove(town, id.to_string(), move |tx| store::drop_before(tx, id, from)).await
}

/// Removes the files of streams that are not there any more.
pub(crate) async fn tidy(town: &Arc<Town>) -> Result<(), AppError> {
    remove(town, "removed".to_owned(), store::drop_left).await
}

/// Removes files, some at a time, until there are none; the bytes go after their records.
async fn remove<F>(town: &Arc<Town>, of: String, drop: F) -> Result<(), AppError>
where
    F: Fn(&mut Tx<'_>) -> Result<(usize, Vec<String>), AppError> + Copy + Send + 'static,
{
    loop {
        let of = of.clone();
        let (count, orphans) = town
            .write(Actor::system("sensors"), move |tx| {
                let (count, orphans) = drop(tx)?;
                if count == 0 {
                    return Ok(Saved::nothing((0, orphans)));
                }
                let note = format!("files={count}");
                Ok(Audit::of("sensors.months_forgotten", of).note(note).with((count, orphans)))
            })
            .await?;
        for sha256 in orphans {
            town.files().remove(&sha256)?;
        }
        if count == 0 {
            return Ok(());
        }
    }
}

/// The values of a month, and whose they are; nothing where there are too many for a file.
type Told = Option<(Station, Stream, Vec<Reading>)>;

fn told(reader: &mut Reader<'_>, stream: i64, month: Date) -> Result<Told, AppError> {
    let (station, stream) = stations::stream(reader, stream)?;
    let span = store::span(month, &berlin());
    let readings = stations::between(reader, stream.id, span, ROWS_MAX + 1)?;
    if i64::try_from(readings.len()).unwrap_or(i64::MAX) > ROWS_MAX {
        tracing::warn!(stream = stream.id, %month, "A month has too many values for a file");
        return Ok(None);
    }
    Ok(Some((station, stream, readings)))
}

async fn seal(town: &Arc<Town>, stream: i64, month: Date) -> Result<(), AppError> {
    let told = town.read(move |db| told(db, stream, month)).await?;
    let Some((station, about, readings)) = told else { return Ok(()) };
    let lines = readings.len();
    let text = csv::file(&station, &about, &Rows::Values(readings), ',');
    add(town, stream, month, 0, &text, lines).await
}

/// Stores a file and seals it.
async fn add(
    town: &Arc<Town>,
    stream: i64,
    month: Date,
    number: i64,
    text: &str,
    lines: usize,
) -> Result<(), AppError> {
    let packed = pack(stream, text)?;
    town.files().write(&packed)?;
    let new = Sealed {
        month,
        number,
        file: None,
        sha256: hex::encode(Sha256::digest(text.as_bytes())),
        bytes: text.len() as u64,
        lines: i64::try_from(lines).map_err(AppError::internal)?,
        made_at: town.now(),
        gone_at: None,
    };
    town.write(Actor::system("sensors"), move |tx| {
        store::add(tx, stream, &new, &packed)?;
        let action =
            if number == 0 { "sensors.month_sealed" } else { "sensors.month_supplemented" };
        Ok(Audit::of(action, format!("{stream}/{}", new.name())).note(lines).done())
    })
    .await
}

/// Writes what became of a sealed month since, if anything.
async fn supplement(town: &Arc<Town>, stream: i64, month: Date) -> Result<(), AppError> {
    let (told, sealed) = town
        .read(move |db| Ok((told(db, stream, month)?, store::of_month(db, stream, month)?)))
        .await?;
    let Some((station, about, readings)) = told else { return Ok(()) };
    if sealed.len() > store::SUPPLEMENTS_MAX {
        tracing::warn!(stream, %month, "A month has as many supplements as there may be");
        return Ok(());
    }
    let mut known = Vec::new();
    for one in &sealed {
        known.push(text(town, one).await?);
    }
    let changes = changes(&known, &readings);
    if changes.is_empty() {
        return town
            .write(Actor::system("sensors"), move |tx| {
                // Unless something came while we looked.
                if store::count(tx, stream, month)? == readings.len() {
                    store::looked_at(tx, stream, month)?;
                }
                Ok(Saved::measured(()))
            })
            .await;
    }
    let text = csv::supplement(&station, &about, &changes);
    let number = i64::try_from(sealed.len()).map_err(AppError::internal)?;
    add(town, stream, month, number, &text, changes.len()).await
}

/// What present values say beside files that are sealed, in the order of time; what went comes first.
fn changes(sealed: &[String], readings: &[Reading]) -> Vec<(Vec<String>, Change)> {
    let mut counts: BTreeMap<Vec<String>, i64> = BTreeMap::new();
    for key in csv::keys(readings) {
        *counts.entry(key).or_default() += 1;
    }
    for (key, change) in sealed.iter().flat_map(|text| csv::read(text)) {
        *counts.entry(key).or_default() += match change {
            Change::Added => -1,
            Change::Withdrawn => 1,
        };
    }
    let mut changes = Vec::new();
    for (key, count) in counts {
        let change = if count > 0 { Change::Added } else { Change::Withdrawn };
        for _ in 0..count.abs() {
            changes.push((key.clone(), change));
        }
    }
    let order = |change: Change| usize::from(change == Change::Added);
    changes.sort_by(|(a, of_a), (b, of_b)| {
        a.first().cmp(&b.first()).then_with(|| order(*of_a).cmp(&order(*of_b)))
    });
    changes
}

/// The plain text of a sealed file.
///
/// # Errors
/// Gone when the time of its values is over; what disk and database say.
pub(crate) async fn text(town: &Arc<Town>, sealed: &Sealed) -> Result<String, AppError> {
    let file = sealed.file.ok_or(AppError::Gone)?;
    let stored = town.read(move |db| files::find(db, file)).await?;
    let packed = town.files().read(&stored.sha256)?;
    let mut text = String::new();
    let mut unpacked = GzDecoder::new(packed.as_slice()).take(BYTES_MAX);
    unpacked.read_to_string(&mut text).map_err(AppError::internal)?;
    Ok(text)
}

fn pack(stream: i64, text: &str) -> Result<Checked, AppError> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(text.as_bytes()).map_err(AppError::internal)?;
    let bytes = packer.finish().map_err(AppError::internal)?;
    Ok(made_here(&format!("{stream}.csv.gz"), "application/gzip", bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::station::{SECOND, Value};

    fn reading(minute: i64, value: f64) -> Reading {
        let at = (1_775_000_000 + minute * 60) * SECOND;
        Reading { start: at, end: at, value: Value::Number(value), quality: String::new() }
    }

    #[test]
    fn late_changed_and_removed_values_are_told_apart() {
        let file = |readings: &[Reading]| {
            let rows =
                csv::keys(readings).into_iter().map(|k| format!("s,q,u,{}\r\n", k.join(",")));
            format!("head\r\n{}", rows.collect::<String>())
        };
        let sealed = file(&[reading(0, 1.0), reading(1, 2.0), reading(2, 3.0)]);
        let now = [reading(0, 1.0), reading(1, 2.5), reading(3, 4.0)];
        let found = changes(std::slice::from_ref(&sealed), &now);
        let told: Vec<(&str, Change)> = found.iter().map(|(k, c)| (k[3].as_str(), *c)).collect();
        assert_eq!(
            told,
            [
                ("2", Change::Withdrawn),
                ("2.5", Change::Added),
                ("3", Change::Withdrawn),
                ("4", Change::Added)
            ]
        );
        assert_eq!(changes(&[sealed], &[reading(0, 1.0), reading(1, 2.0), reading(2, 3.0)]), []);
    }
}
