//! A whole list, such as an operator delivers it.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::encoding::{Encoding, decode};
use crate::import::separator;
use crate::matching::{Match, Matcher, Query, Reason};

/// Names of the column of the street.
const STREET: [&str; 6] = ["strasse", "straße", "strassenname", "straßenname", "street", "str"];
/// Names of the column of the number.
const NUMBER: [&str; 6] = ["hausnummer", "hausnr", "hsnr", "nr", "number", "hnr"];
/// Names of the column of both.
const ADDRESS: [&str; 4] = ["adresse", "anschrift", "address", "addresse"];
/// Names of the column of the suffix.
const SUFFIX: [&str; 4] = ["hausnummernzusatz", "hsnrzu", "zusatz", "suffix"];

/// Where a list has its addresses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ListColumns {
    /// Column of the street.
    pub street: Option<usize>,
    /// Column of the number.
    pub number: Option<usize>,
    /// Column of the suffix.
    pub suffix: Option<usize>,
    /// Column of both.
    pub address: Option<usize>,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListRow {
    /// Line in the file, from 1 with the heading.
    pub line: u64,
    /// All fields as they stand there.
    pub fields: Vec<String>,
}

/// A row with its answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MatchedRow {
    /// The row.
    pub row: ListRow,
    /// The answer.
    #[serde(rename = "match")]
    pub answer: Match,
    /// Line of an earlier row with the same answer or the same words.
    pub duplicate_of: Option<u64>,
}

/// All rows with their answers, and how often which.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// The heading.
    pub heading: Vec<String>,
    /// Every row of the list, none left out.
    pub rows: Vec<MatchedRow>,
    /// How the list was written.
    pub encoding: Encoding,
    /// Rows that were found.
    pub found: usize,
    /// Rows for people.
    pub for_people: usize,
    /// Rows that say the same as an earlier one.
    pub duplicates: usize,
    /// How often each reason occurs.
    pub reasons: BTreeMap<Reason, usize>,
}

/// Why a list cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// There is neither a street nor an address among the columns.
    #[error("the list has no column for the street or the address (found: {0})")]
    Columns(String),
    /// Not readable as CSV.
    #[error("line {line}: {detail}")]
    Csv {
        /// Line where reading stopped.
        line: u64,
        /// What was found.
        detail: String,
    },
}

fn columns(heading: &[String]) -> Option<ListColumns> {
    let of = |names: &[&str]| {
        heading.iter().position(|h| names.contains(&h.trim().to_lowercase().as_str()))
    };
    let columns = ListColumns {
        street: of(&STREET),
        number: of(&NUMBER),
        suffix: of(&SUFFIX),
        address: of(&ADDRESS),
    };
    (columns.street.is_some() || columns.address.is_some()).then_some(columns)
}

/// Matches a list to the register. Every row gets an answer.
pub fn match_list(matcher: &Matcher, bytes: &[u8]) -> Result<Summary, ListError> {
    let decoded = decode(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(&decoded.text))
        .flexible(true)
        .from_reader(decoded.text.as_bytes());
    let failed = |error: &csv::Error| ListError::Csv {
        line: error.position().map_or(1, csv::Position::line),
        detail: error.to_string(),
    };
    let heading: Vec<String> =
        reader.headers().map_err(|e| failed(&e))?.iter().map(str::to_owned).collect();
    let columns = columns(&heading).ok_or_else(|| ListError::Columns(heading.join(", ")))?;
    let mut summary = Summary {
        heading,
        rows: Vec::new(),
        encoding: decoded.encoding,
        found: 0,
        for_people: 0,
        duplicates: 0,
        reasons: BTreeMap::new(),
    };
    let mut seen: HashMap<String, u64> = HashMap::new();
    for record in reader.records() {
        let record = record.map_err(|e| failed(&e))?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default();
        let number = format!("{} {}", field(columns.number), field(columns.suffix));
        let query = Query {
            street: field(columns.street),
            number: number.trim(),
            address: field(columns.address),
        };
        let answer = matcher.find(query);
        let same = answer.id.clone().unwrap_or_else(|| {
            format!("\u{1}{}\u{1}{}\u{1}{}", query.street, query.number, query.address)
        });
        let duplicate_of = seen.get(&same).copied();
        seen.entry(same).or_insert(line);
        summary.found += usize::from(answer.id.is_some());
        summary.for_people += usize::from(answer.id.is_none());
        summary.duplicates += usize::from(duplicate_of.is_some());
        *summary.reasons.entry(answer.reason).or_insert(0) += 1;
        let fields = record.iter().map(str::to_owned).collect();
        summary.rows.push(MatchedRow { row: ListRow { line, fields }, answer, duplicate_of });
    }
    Ok(summary)
}
