//! Values as CSV, the way files for everybody have them, and such files read again.

use crate::figures::{Bucket, day_of};
use crate::station::{Reading, SECOND, Station, Stream, Value};

/// Columns of values, after station, quantity and unit.
const VALUES: [&str; 5] = ["start_utc", "end_utc", "end_local", "value", "quality"];
/// Columns of daily figures.
const DAYS: [&str; 6] = ["day", "mean", "least", "most", "sum", "number"];
/// The last column of a supplement.
const CHANGE: &str = "change";

/// What a file is about: values of a time, or daily figures.
pub(crate) enum Rows {
    /// Values.
    Values(Vec<Reading>),
    /// Figures of days.
    Days(Vec<Bucket>),
}

/// What became of a value after its month was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// It came later.
    Added,
    /// It is not there any more.
    Withdrawn,
}

impl Change {
    fn key(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A cell. Texts that a table program would take for a formula get an apostrophe.
fn cell(text: &str, separator: char) -> String {
    let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    quoted(text, separator)
}

fn quoted(text: String, separator: char) -> String {
    if text.contains([separator, '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// An instant of nanoseconds in universal time.
pub(crate) fn utc(nanoseconds: i64) -> String {
    jiff::Timestamp::from_nanosecond(i128::from(nanoseconds)).unwrap_or_default().to_string()
}

fn line(cells: &[String], separator: char) -> String {
    let mut line = cells.join(&separator.to_string());
    line.push_str("\r\n");
    line
}

fn head(columns: &[&str], separator: char) -> String {
    let all = ["station", "quantity", "unit"].iter().chain(columns);
    line(&all.map(|c| (*c).to_owned()).collect::<Vec<_>>(), separator)
}

fn start(station: &Station, stream: &Stream, separator: char) -> [String; 3] {
    [&station.name, &stream.name, &stream.unit].map(|text| cell(text, separator))
}

/// The cells of a value behind station, quantity and unit.
fn cells(reading: &Reading, separator: char) -> Vec<String> {
    let value = match &reading.value {
        Value::Number(number) => number.to_string(),
        Value::Truth(truth) => truth.to_string(),
        Value::Word(word) => cell(word, separator),
        Value::Nothing => String::new(),
    };
    let at = jiff::Timestamp::from_second(reading.end / SECOND).unwrap_or_default();
    let local = at.to_zoned(kernel::clock::berlin()).strftime("%Y-%m-%dT%H:%M:%S").to_string();
    vec![utc(reading.start), utc(reading.end), local, value, cell(&reading.quality, separator)]
}

/// A file.
pub(crate) fn file(station: &Station, stream: &Stream, rows: &Rows, separator: char) -> String {
    let start = start(station, stream, separator);
    let row = |more: Vec<String>| {
        let mut cells = start.to_vec();
        cells.extend(more);
        line(&cells, separator)
    };
    match rows {
        Rows::Values(all) => {
            let mut out = head(&VALUES, separator);
            for reading in all {
                out.push_str(&row(cells(reading, separator)));
            }
            out
        }
        Rows::Days(all) => {
            let mut out = head(&DAYS, separator);
            for b in all {
                let f = b.figures;
                let day = day_of(b.from, &kernel::clock::berlin()).to_string();
                let figures = [f.mean(), f.least, f.most, f.sum].map(|v| v.to_string());
                let mut cells = vec![day];
                cells.extend(figures);
                cells.push(f.count.to_string());
                out.push_str(&row(cells));
            }
            out
        }
    }
}

/// The values of a file as they are compared: their cells, without what station and quantity are
/// called, which may have changed since.
pub(crate) fn keys(readings: &[Reading]) -> Vec<Vec<String>> {
    readings.iter().map(|r| records(&line(&cells(r, ','), ',')).concat()).collect()
}

/// A supplement: what came and what went.
pub(crate) fn supplement(
    station: &Station,
    stream: &Stream,
    changes: &[(Vec<String>, Change)],
) -> String {
    let columns: Vec<&str> = VALUES.into_iter().chain([CHANGE]).collect();
    let mut out = head(&columns, ',');
    let start = start(station, stream, ',');
    for (key, change) in changes {
        let mut cells = start.to_vec();
        cells.extend(key.iter().map(|text| quoted(text.clone(), ',')));
        cells.push(change.key().to_owned());
        out.push_str(&line(&cells, ','));
    }
    out
}

/// Reads a file of values or a supplement that was written here: what each line says of a value.
pub(crate) fn read(text: &str) -> Vec<(Vec<String>, Change)> {
    let rows = records(text).into_iter().skip(1);
    let told = rows.filter_map(|mut row| {
        let change = match row.get(VALUES.len() + 3).map(String::as_str) {
            Some("withdrawn") => Change::Withdrawn,
            _ => Change::Added,
        };
        row.truncate(VALUES.len() + 3);
        let key = row.split_off(row.len().min(3));
        (key.len() == VALUES.len()).then_some((key, change))
    });
    told.collect()
}

/// The same file with another separator.
pub(crate) fn separated(text: &str, separator: char) -> String {
    let rows = records(text).into_iter();
    let lines = rows.map(|row| {
        let cells: Vec<String> = row.into_iter().map(|text| quoted(text, separator)).collect();
        line(&cells, separator)
    });
    lines.collect()
}

/// Rows and cells of a file with commas.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut one) = (Vec::new(), Vec::new(), String::new());
    let mut is_quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (is_quoted, c) {
            (true, '"') if chars.peek() == Some(&'"') => {
                chars.next();
                one.push('"');
            }
            (_, '"') => is_quoted = !is_quoted,
            (false, ',') => row.push(std::mem::take(&mut one)),
            (false, '\r') => {}
            (false, '\n') => {
                row.push(std::mem::take(&mut one));
                rows.push(std::mem::take(&mut row));
            }
            (_, c) => one.push(c),
        }
    }
    if !one.is_empty() || !row.is_empty() {
        row.push(one);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_formulas() {
        assert_eq!(cell("Pegel", ','), "Pegel");
        assert_eq!(cell("a,b", ','), "\"a,b\"");
        assert_eq!(cell("a,b", ';'), "a,b");
        assert_eq!(cell("=1+1", ','), "'=1+1");
        assert_eq!(cell("sagt \"ja\"", ','), "\"sagt \"\"ja\"\"\"");
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = "station,quantity,unit,start_utc,end_utc,end_local,value,quality,change\r\n\
                    \"A, B\",Wort,,2026-04-01T00:00:00Z,2026-04-01T00:00:00Z,2026-04-01T02:00:00,\"sagt \"\"ja\"\"\nund geht\",,withdrawn\r\n";
        let all = read(text);
        let [(key, Change::Withdrawn)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(key[3], "sagt \"ja\"\nund geht");
        assert_eq!(separated(text, ','), text);
        let other = separated(text, ';');
        assert!(other.contains("\r\nA, B;Wort;;2026-04-01T00:00:00Z;"), "{other}");
        let plain = "s,q,u,a,b,c,1.5,\r\n";
        assert_eq!(
            read(&format!("head\r\n{plain}")),
            [(["a", "b", "c", "1.5", ""].map(str::to_owned).to_vec(), Change::Added)]
        );
    }
}
