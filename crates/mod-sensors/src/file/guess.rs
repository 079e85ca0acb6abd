//! What the columns of a file may mean; people see and change it before anything is stored.

use kernel::search::fold;

use super::read::{Written, instant, number};
use super::{Choices, Sheet, Zone};

/// Rows that are looked at.
const LOOKED_AT: usize = 50;
/// Names of columns that mean a quantity: both as [`fold`] gives them.
const ALIASES: [(&str, &str); 10] = [
    ("p1", "pm10"),
    ("p2", "pm2"),
    ("temperature", "temperatur"),
    ("humidity", "feuchte"),
    ("pressure", "druck"),
    ("level", "wasserstand"),
    ("pegel", "wasserstand"),
    ("count", "anzahl"),
    ("fill", "fullstand"),
    ("noise", "schall"),
];

/// Guesses; the streams with their names are those of the station.
pub(crate) fn guess(sheet: &Sheet, streams: &[(i64, String)]) -> Choices {
    let cells = |column: usize| {
        let rows = sheet.rows.iter().take(LOOKED_AT);
        rows.map(move |(_, cells)| cells.get(column).map_or("", String::as_str))
            .filter(|cell| !cell.is_empty())
    };
    let times = |column: usize| cells(column).filter(|cell| instant(cell).is_some()).count();
    let columns = 0..sheet.head.len();
    // The first of the best: numbers that look like seconds stand behind real times.
    let time = columns.clone().rev().max_by_key(|c| times(*c)).unwrap_or(0);
    let is_day = |cell: &str| !cell.contains(':') && instant(cell).is_some();
    let clock = cells(time).all(is_day).then(|| {
        let is_clock = |cell: &str| {
            cell.contains(':') && cell.bytes().all(|b| b.is_ascii_digit() || b == b':')
        };
        columns
            .clone()
            .find(|c| *c != time && cells(*c).next().is_some() && cells(*c).all(is_clock))
    });
    let clock = clock.flatten();
    let values = columns.filter(|c| *c != time && Some(*c) != clock);
    let commas: usize = values
        .clone()
        .map(|c| cells(c).filter(|cell| cell.contains(',') && number(cell, true).is_some()).count())
        .sum();
    let head: Vec<String> = sheet.head.iter().map(|name| fold(name)).collect();
    let is_utc = head.iter().any(|h| h.contains("utc") || h == "sensor_type" || h == "sensor type")
        || head.get(time).is_some_and(|h| h.contains("gmt"));
    let has_zone = cells(time).all(|c| matches!(instant(c), Some(Written::At(_))));
    let mut choices = Choices {
        time,
        clock,
        zone: if is_utc && !has_zone { Zone::Utc } else { Zone::Local },
        is_comma: sheet.separator != ',' && commas > 0,
        minutes: 0,
        columns: Vec::new(),
    };
    for column in values {
        let is_number = |cell: &str| number(cell, choices.is_comma).is_some();
        if cells(column).next().is_none() || !cells(column).any(is_number) {
            continue;
        }
        let stream = stream_of(head.get(column).map_or("", String::as_str), streams);
        if let Some(stream) = stream
            && !choices.columns.iter().any(|(_, known)| *known == stream)
        {
            choices.columns.push((column, stream));
        }
    }
    choices
}

/// The one stream a column's name fits.
fn stream_of(name: &str, streams: &[(i64, String)]) -> Option<i64> {
    let plain = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let name = plain(name);
    if name.is_empty() {
        return None;
    }
    let fitting = |test: &dyn Fn(&str) -> bool| {
        let mut found = streams.iter().filter(|(_, s)| test(&plain(&fold(s))));
        match (found.next(), found.next()) {
            (Some((id, _)), None) => Some(*id),
            _ => None,
        }
    };
    let alias = ALIASES.iter().find(|(known, _)| name == *known).map(|(_, meant)| *meant);
    fitting(&|stream| stream == name)
        .or_else(|| alias.and_then(|meant| fitting(&|stream| stream.contains(meant))))
        .or_else(|| {
            fitting(&|stream| name.len() > 3 && (stream.contains(&name) || name.contains(stream)))
        })
        .or_else(|| {
            let is_value = ["value", "wert", "messwert", "result"].contains(&name.as_str());
            (is_value && streams.len() == 1).then(|| streams[0].0)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn streams() -> Vec<(i64, String)> {
        vec![(1, "Feinstaub PM10".into()), (2, "Feinstaub PM2,5".into()), (3, "Temperatur".into())]
    }

    #[test]
    fn a_day_of_a_fine_dust_sensor_is_understood() {
        let text = "sensor_id;sensor_type;location;lat;lon;timestamp;P1;durP1;ratioP1;P2;durP2;ratioP2\n\
                    5331;SDS011;3121;57.138;-2.077;2017-11-15T00:02:19;3.20;;;2.50;;\n";
        let choices = guess(&Sheet::open(text.as_bytes(), None).unwrap(), &streams());
        assert_eq!((choices.time, choices.zone, choices.is_comma), (5, Zone::Utc, false));
        assert_eq!(choices.columns, [(6, 1), (9, 2)]);
    }

    #[test]
    fn day_and_time_of_day_may_stand_apart() {
        let text = "Datum;Uhrzeit;Temperatur\n04.05.2026;08:00;12,5\n04.05.2026;09:00;13\n";
        let choices = guess(&Sheet::open(text.as_bytes(), None).unwrap(), &streams());
        assert_eq!((choices.time, choices.clock), (0, Some(1)));
        assert_eq!((choices.zone, choices.is_comma), (Zone::Local, true));
        assert_eq!(choices.columns, [(2, 3)]);
    }

    #[test]
    fn what_fits_two_series_is_left_to_people() {
        let text = "time,Feinstaub\n2026-05-04T08:00:00Z,5\n";
        let choices = guess(&Sheet::open(text.as_bytes(), None).unwrap(), &streams());
        assert_eq!(choices.columns, []);
    }
}
