//! What the sensors offer as open data: one dataset for each entry of the register that names a
//! licence, with its series as files.

use jiff::Timestamp;
use kernel::clock::local_day;
use kernel::open_data::{DataFile, DataInterface, Dataset, Every, Format, Licence};
use kernel::{AppError, Reader, Text, Town};

use crate::register::{Entry, Record, State};
use crate::station::Station;
use crate::store::{register, stations};

/// Series of one dataset at most.
const FILES_MAX: usize = 200;
/// The standard of the interface.
const STANDARD: &str = "http://www.opengis.net/spec/iot_sensing/1.1";

/// The licence that an entry names; nothing where its values are not open.
fn licence(text: &str) -> Option<Licence> {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return None;
    }
    Licence::of(&text).or_else(|| {
        let is_cc = text.contains("cc") || text.contains("creative");
        let is_by = text.contains("by") || text.contains("namensnennung");
        let is_zero = text.contains("zero") || text.contains("cc0");
        match (is_cc, is_by, is_zero) {
            (true, true, _) => Some(Licence::CcBy),
            (true, _, true) => Some(Licence::CcZero),
            (false, true, false) => Some(Licence::DlBy),
            (false, false, true) => Some(Licence::DlZero),
            // Words that no list knows promise nothing.
            _ => None,
        }
    })
}

/// All datasets of the sensors.
pub(crate) fn all(_: &Town, reader: &mut Reader<'_>) -> Result<Vec<Dataset>, AppError> {
    let everywhere = stations::all(reader)?;
    let mut found = Vec::new();
    for entry in register::all(reader)? {
        let Some(licence) = licence(&entry.record.licence) else { continue };
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
                modified: until,
            };
            files.push(file("letzte 30 Tage", "last 30 days", "monat"));
            files.push(file("Tageswerte eines Jahres", "days of a year", "jahr"));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_known_by_many_names() {
        for (text, wanted) in [
            ("dl-zero-de/2.0", Some(Licence::DlZero)),
            ("dl-by", Some(Licence::DlBy)),
            ("dl-by-de/2.0", Some(Licence::DlBy)),
            ("Datenlizenz Deutschland – Namensnennung – Version 2.0", Some(Licence::DlBy)),
            ("CC BY 4.0", Some(Licence::CcBy)),
            ("CC0 1.0", Some(Licence::CcZero)),
            ("cc-zero", Some(Licence::CcZero)),
            ("frei nach Absprache", None),
            ("", None),
        ] {
            assert_eq!(licence(text), wanted, "{text}");
        }
    }
}
