//! What the sensors offer as open data: one dataset for each entry of the register that names a
//! licence, with its series as files.

use jiff::Timestamp;
use kernel::clock::local_day;
use kernel::open_data::{DataFile, DataInterface, Dataset, Every, Format, Licence};
use kernel::{AppError, Reader, Text, Town};

use crate::register::{Entry, Record, State};
use crate::station::Station;
use crate::store::months::{self, Sealed};
use crate::store::{register, stations};

/// Files of one dataset at most.
const FILES_MAX: usize = 2_000;
/// The standard of the interface.
const STANDARD: &str = "http://www.opengis.net/spec/iot_sensing/1.1";

/// All datasets of the sensors.
pub(crate) fn all(_: &Town, reader: &mut Reader<'_>) -> Result<Vec<Dataset>, AppError> {
    let everywhere = stations::all(reader)?;
    let mut found = Vec::new();
    for entry in register::all(reader)? {
        let Some(licence) = entry.record.licence else { continue };
        if entry.state != State::Published {
            continue;
        }
        let own: Vec<&Station> = everywhere.iter().filter(|s| s.entry == entry.id).collect();
        if let Some(dataset) = dataset(reader, &entry, licence, &own)? {
            found.push(dataset);
        }
    }
    Ok(found)
}

/// What is measured and what for, in one language.
fn described(record: &Record, language: fn(&Text) -> &str) -> String {
    let sentence = |t: &Text| {
        let words = language(t).trim().trim_end_matches('.').to_owned();
        if words.is_empty() { words } else { format!("{words}. ") }
    };
    format!("{}{}", sentence(&record.measured), sentence(&record.purpose)).trim().to_owned()
}

fn dataset(
    reader: &mut Reader<'_>,
    entry: &Entry,
    licence: Licence,
    own: &[&Station],
) -> Result<Option<Dataset>, AppError> {
    let mut files = Vec::new();
    let mut latest: Option<Timestamp> = None;
    for station in own {
        for stream in stations::streams(reader, station.thing)? {
            let until = stream.end_at.and_then(|at| Timestamp::from_nanosecond(at.into()).ok());
            latest = latest.max(until);
            let name = format!("{}: {}", station.name, stream.name);
            let file = |de: &str, en: &str, file: &str| DataFile {
                title: Text::new(format!("{name}, {de}"), format!("{name}, {en}")),
                path: format!("/sensoren/werte/{}/{file}.csv", stream.id),
                format: Format::Csv,
                bytes: None,
                sha256: None,
                modified: until,
            };
            files.push(file("letzte 30 Tage", "last 30 days", "monat"));
            files.push(file("Tageswerte eines Jahres", "days of a year", "jahr"));
            let sealed = months::of_stream(reader, stream.id)?;
            let there = sealed.iter().filter(|one| one.file.is_some());
            files.extend(there.map(|one| month(&name, stream.id, one)));
        }
    }
    if files.is_empty() {
        return Ok(None);
    }
    files.truncate(FILES_MAX);
    files.push(DataFile {
        title: Text::new(
            "Alle Messstellen mit ihren letzten Werten",
            "All stations with their latest values",
        ),
        path: "/sensoren/stationen.geojson".into(),
        format: Format::GeoJson,
        bytes: None,
        sha256: None,
        modified: latest,
    });
    let record = &entry.record;
    Ok(Some(Dataset {
        key: format!("sensoren-{}", entry.slug),
        title: record.title.clone(),
        text: Text::new(described(record, |t| &t.de), described(record, |t| &t.en)),
        keywords: vec!["Sensoren".into(), "Messwerte".into(), record.title.de.clone()],
        themes: vec![if record.counts { "TRAN" } else { "ENVI" }],
        licence,
        page: format!("/sensoren/{}", entry.slug),
        issued: record.starts_on,
        modified: latest,
        every: Every::Moment,
        from: record.starts_on,
        until: latest.map(local_day).filter(|day| record.starts_on.is_none_or(|from| from <= *day)),
        area: area(own),
        high_value: None,
        source: String::new(),
        files,
        interface: Some(DataInterface {
            key: "sensorthings",
            title: Text::same("OGC SensorThings API 1.1"),
            path: "/sensorthings/v1.1".into(),
            standard: STANDARD,
        }),
    }))
}

/// A sealed month, or a supplement to it.
fn month(name: &str, stream: i64, one: &Sealed) -> DataFile {
    let month = months::key(one.month);
    let (de, en) = match one.number {
        0 => (String::new(), String::new()),
        number => (format!(", Nachtrag {number}"), format!(", supplement {number}")),
    };
    DataFile {
        title: Text::new(format!("{name}, {month}{de}"), format!("{name}, {month}{en}")),
        path: one.path(stream),
        format: Format::Csv,
        bytes: Some(one.bytes),
        sha256: Some(one.sha256.clone()),
        modified: Some(one.made_at),
    }
}

/// The box around stations, with a little room around a single one.
fn area(own: &[&Station]) -> Option<[f64; 4]> {
    const ROOM: f64 = 0.001;
    let mut places = own.iter().filter_map(|s| s.place);
    let (x, y) = places.next()?;
    let first = [x - ROOM, y - ROOM, x + ROOM, y + ROOM];
    Some(places.fold(first, |[west, south, east, north], (x, y)| {
        [west.min(x - ROOM), south.min(y - ROOM), east.max(x + ROOM), north.max(y + ROOM)]
    }))
}
