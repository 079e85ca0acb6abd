//! The official register: house coordinates as CSV or as pages of a WFS.

use std::collections::HashMap;

use serde::Serialize;

use crate::encoding::{Encoding, decode};
use crate::place::{Place, PlaceNote, place_of};
use crate::wfs;

/// Rows that are read at most.
pub const ROWS_MAX: usize = 30_000_000;
/// Largest distance between two coordinates of one row, in metres.
const APART_MAX: f64 = 1.0;

/// An address of the register.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Address {
    /// Identifier of the house coordinate.
    pub id: String,
    /// Key of the street.
    pub street_key: String,
    /// Name of the street; empty when the register does not know it.
    pub street: String,
    /// House number; empty when there is none.
    pub number: String,
    /// Suffix of the house number.
    pub suffix: String,
    /// Where it is; `None` when the register has no usable coordinate.
    pub place: Option<Place>,
}

/// A kind of defect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DefectKind {
    /// Northing before easting; put right.
    AxesSwapped,
    /// Zone number before the easting; put right.
    ZonePrefix,
    /// Digits without meaning; rounded to the centimetre.
    Noise,
    /// No coordinate, or none in this zone; the row has no place.
    NoPlace,
    /// The row has two coordinates that are not the same place; the row has none.
    TwoPlaces,
    /// The name of the street is not known.
    StreetUnknown,
    /// There is no house number.
    NumberMissing,
    /// The same identifier stands in another row.
    IdRepeated,
    /// The row has no identifier.
    IdMissing,
    /// The file is not UTF-8.
    Encoding,
    /// The row has fewer or more columns than the heading.
    Columns,
}

impl DefectKind {
    /// What it means, in German and in English.
    pub fn words(self) -> [&'static str; 2] {
        match self {
            Self::AxesSwapped => ["Achsen vertauscht, berichtigt", "axes swapped, put right"],
            Self::ZonePrefix => {
                ["Zonennummer vor dem Ostwert, berichtigt", "zone number in the easting, put right"]
            }
            Self::Noise => ["Rundungsrauschen, auf cm gerundet", "noise, rounded to centimetres"],
            Self::NoPlace => ["keine brauchbare Koordinate", "no usable coordinate"],
            Self::TwoPlaces => {
                ["zwei Koordinaten an verschiedenen Orten", "two coordinates, two places"]
            }
            Self::StreetUnknown => ["Straßenname unbekannt", "name of the street unknown"],
            Self::NumberMissing => ["Hausnummer fehlt", "house number missing"],
            Self::IdRepeated => ["Kennung mehrfach vergeben", "identifier used twice"],
            Self::IdMissing => ["Kennung fehlt", "identifier missing"],
            Self::Encoding => ["Datei nicht in UTF-8", "file not in UTF-8"],
            Self::Columns => ["Zahl der Spalten passt nicht", "wrong number of columns"],
        }
    }
}

/// A defect of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Defect {
    /// Number of the row, from 1.
    pub row: usize,
    /// Identifier of the row.
    pub id: String,
    /// What is wrong.
    pub kind: DefectKind,
}

/// What an import found. Every row of the file is an address.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Import {
    /// All addresses in the order of the file.
    pub addresses: Vec<Address>,
    /// All defects in the order of the file.
    pub defects: Vec<Defect>,
    /// How the file was written.
    pub encoding: Encoding,
}

impl Import {
    /// How often each defect occurs.
    pub fn counts(&self) -> Vec<(DefectKind, usize)> {
        let mut counts = std::collections::BTreeMap::new();
        for defect in &self.defects {
            *counts.entry(defect.kind).or_insert(0) += 1;
        }
        counts.into_iter().collect()
    }
}

/// Why a file is no register.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// A column is missing.
    #[error("the column {0} is missing (found: {1})")]
    Column(&'static str, String),
    /// Not readable as CSV.
    #[error("line {line}: {detail}")]
    Csv {
        /// Line where reading stopped.
        line: u64,
        /// What was found.
        detail: String,
    },
    /// Not readable as XML.
    #[error("line {line}: {detail}")]
    Xml {
        /// Line where reading stopped.
        line: u64,
        /// What was found.
        detail: String,
    },
    /// More than [`ROWS_MAX`] rows.
    #[error("the file has more than {ROWS_MAX} rows")]
    TooMany,
    /// Nothing in it.
    #[error("the file holds no address")]
    Empty,
}

/// A row as it stands in a file.
#[derive(Debug, Default, Clone)]
pub(crate) struct RawRow {
    pub id: String,
    pub street_key: String,
    pub street: String,
    pub number: String,
    pub suffix: String,
    /// Pairs of coordinates; all of them mean the same place.
    pub places: Vec<[String; 2]>,
    pub columns_differ: bool,
}

/// Imports a register: a WFS answer (XML) or a CSV with the columns `objectid`, `strasse`,
/// `hsnr`, `hsnrzu`, `e25832`, `n25832` and, if there is one, `strschl`.
pub fn import(bytes: &[u8]) -> Result<Import, ImportError> {
    let decoded = decode(bytes);
    let text = decoded.text.trim_start();
    let rows = if text.starts_with('<') { wfs::rows(text)? } else { csv_rows(text)? };
    if rows.is_empty() {
        return Err(ImportError::Empty);
    }
    let mut import = Import {
        addresses: Vec::with_capacity(rows.len()),
        defects: Vec::new(),
        encoding: decoded.encoding,
    };
    let mut seen: HashMap<String, usize> = HashMap::with_capacity(rows.len());
    for (index, row) in rows.into_iter().enumerate() {
        take(&mut import, &mut seen, index + 1, &row);
    }
    if decoded.encoding != Encoding::Utf8 {
        let kind = DefectKind::Encoding;
        import.defects.insert(0, Defect { row: 0, id: String::new(), kind });
    }
    Ok(import)
}

fn take(import: &mut Import, seen: &mut HashMap<String, usize>, number: usize, row: &RawRow) {
    let id = row.id.trim().to_owned();
    let mut found = Vec::new();
    if row.columns_differ {
        found.push(DefectKind::Columns);
    }
    if id.is_empty() {
        found.push(DefectKind::IdMissing);
    } else if seen.insert(id.clone(), number).is_some() {
        found.push(DefectKind::IdRepeated);
    }
    let street = row.street.trim();
    let known = !street.is_empty() && !street.starts_with('#');
    if !known {
        found.push(DefectKind::StreetUnknown);
    }
    if row.number.trim().is_empty() {
        found.push(DefectKind::NumberMissing);
    }
    let place = place(&row.places, &mut found);
    import.defects.extend(found.into_iter().map(|kind| Defect {
        row: number,
        id: id.clone(),
        kind,
    }));
    import.addresses.push(Address {
        id,
        street_key: row.street_key.trim().to_owned(),
        street: if known { street.to_owned() } else { String::new() },
        number: row.number.trim().to_owned(),
        suffix: row.suffix.trim().to_owned(),
        place,
    });
}

fn place(pairs: &[[String; 2]], found: &mut Vec<DefectKind>) -> Option<Place> {
    let number = |text: &str| text.trim().replace(',', ".").parse::<f64>().ok();
    let mut agreed: Option<Place> = None;
    let mut notes = Vec::new();
    for [first, second] in pairs {
        let pair = number(first).zip(number(second));
        let Some((place, more)) = pair.and_then(|(a, b)| place_of(a, b)) else { continue };
        notes.extend(more);
        if let Some(before) = agreed {
            let apart = (before.easting - place.easting).hypot(before.northing - place.northing);
            if apart > APART_MAX {
                found.push(DefectKind::TwoPlaces);
                return None;
            }
        }
        agreed.get_or_insert(place);
    }
    for (note, kind) in [
        (PlaceNote::AxesSwapped, DefectKind::AxesSwapped),
        (PlaceNote::ZonePrefix, DefectKind::ZonePrefix),
        (PlaceNote::Noise, DefectKind::Noise),
    ] {
        if notes.contains(&note) {
            found.push(kind);
        }
    }
    if agreed.is_none() {
        found.push(DefectKind::NoPlace);
    }
    agreed
}

/// The separator: whichever of the usual ones the heading has most of.
pub(crate) fn separator(text: &str) -> u8 {
    let heading = text.lines().next().unwrap_or_default();
    let count = |byte: u8| heading.bytes().filter(|b| *b == byte).count();
    [b';', b'\t', b','].into_iter().max_by_key(|b| (count(*b), *b == b';')).unwrap_or(b';')
}

fn csv_rows(text: &str) -> Result<Vec<RawRow>, ImportError> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(text))
        .flexible(true)
        .from_reader(text.as_bytes());
    let failed = |error: &csv::Error| ImportError::Csv {
        line: error.position().map_or(1, csv::Position::line),
        detail: error.to_string(),
    };
    let heading: Vec<String> =
        reader.headers().map_err(|e| failed(&e))?.iter().map(|h| h.trim().to_lowercase()).collect();
    let column = |name: &str| heading.iter().position(|h| h == name);
    let needed = |name: &'static str| {
        column(name).ok_or_else(|| ImportError::Column(name, heading.join(", ")))
    };
    let (id, street, number) = (needed("objectid")?, needed("strasse")?, needed("hsnr")?);
    let (east, north) = (needed("e25832")?, needed("n25832")?);
    let (key, suffix) = (column("strschl"), column("hsnrzu"));
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| failed(&e))?;
        if rows.len() >= ROWS_MAX {
            return Err(ImportError::TooMany);
        }
        let text = |at: usize| record.get(at).unwrap_or_default().to_owned();
        rows.push(RawRow {
            id: text(id),
            street_key: key.map(text).unwrap_or_default(),
            street: text(street),
            number: text(number),
            suffix: suffix.map(text).unwrap_or_default(),
            places: vec![[text(east), text(north)]],
            columns_differ: record.len() != heading.len(),
        });
    }
    Ok(rows)
}
