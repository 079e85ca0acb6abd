//! Lists of others matched to the register: what is certain is found, the rest a person decides.

use kernel::places::{self, Address};
use kernel::{AppError, Id, Problem, Reader, Tx};
use norm_addresses::{Candidate, ListError, Reason, Summary, match_list};
use serde::{Deserialize, Serialize};
use web::Say;

use crate::store;

/// A list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Identifier.
    pub id: Id<List>,
    /// Name of the file.
    pub name: String,
    /// When it was matched.
    pub made_at: jiff::Timestamp,
    /// The heading.
    pub heading: Vec<String>,
    /// How it was written.
    pub encoding: String,
    /// Rows.
    pub lines: i64,
}

/// An address that might be meant, as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Meant {
    /// Identifier of the address; empty for a street without the number.
    pub id: String,
    /// Street and number.
    pub address: String,
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Line in the file, from 1 with the heading.
    pub number: i64,
    /// All fields as they stand there.
    pub fields: Vec<String>,
    /// The address; empty when there is none yet.
    pub address: String,
    /// Why, as [`Reason`] is written.
    pub reason: String,
    /// How sure, from 0 to 1.
    pub score: f64,
    /// What might be meant.
    pub candidates: Vec<Meant>,
    /// An earlier line that says the same; zero for none.
    pub same_as: i64,
    /// `found`, `open`, `decided` or `left`.
    pub state: String,
}

/// The words of a reason.
pub fn reason_words(say: Say, word: &str) -> String {
    let reason: Option<Reason> = [
        Reason::Exact,
        Reason::Normalised,
        Reason::Alias,
        Reason::Typo,
        Reason::Empty,
        Reason::StreetUnknown,
        Reason::StreetAmbiguous,
        Reason::NumberUnknown,
        Reason::SuffixUnknown,
        Reason::NumberMissing,
        Reason::NumberUnreadable,
        Reason::AddressAmbiguous,
    ]
    .into_iter()
    .find(|r| reason_word(*r) == word);
    reason.map_or_else(|| word.to_owned(), |r| say.of(r.words()[0], r.words()[1]).to_owned())
}

fn reason_word(reason: Reason) -> String {
    serde_json::to_value(reason)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Matches a list to the register.
///
/// # Errors
/// [`AppError::Refused`] when the file has no addresses, with what it has instead.
pub fn compare(reader: &mut Reader<'_>, bytes: &[u8]) -> Result<Summary, AppError> {
    let matcher = places::matcher(reader)?;
    match_list(&matcher, bytes).map_err(|error| {
        let (de, en) = match &error {
            ListError::Columns(found) => (
                format!("Die Liste hat keine Spalte „Straße“ oder „Adresse“. Gefunden: {found}."),
                format!("The list has no column “Straße” or “Adresse”. Found: {found}."),
            ),
            ListError::Csv { line, detail } => (
                format!("Zeile {line} ist nicht lesbar: {detail}."),
                format!("Line {line} cannot be read: {detail}."),
            ),
        };
        AppError::Refused(Problem::new("map/no-list", de, en))
    })
}

/// Keeps a list with all its rows.
///
/// # Errors
/// [`AppError::Refused`] when the same file was matched before.
pub fn keep(tx: &mut Tx<'_>, list: &List, sha256: &str, summary: &Summary) -> Result<(), AppError> {
    store::add_list(tx, list, sha256)?;
    for row in &summary.rows {
        let meant = |c: &Candidate| Meant { id: c.id.clone(), address: c.address.clone() };
        let is_found = row.answer.id.is_some();
        let number = |line: u64| i64::try_from(line).unwrap_or(i64::MAX);
        let line = Line {
            number: number(row.row.line),
            fields: row.row.fields.clone(),
            address: row.answer.id.clone().unwrap_or_default(),
            reason: reason_word(row.answer.reason),
            score: row.answer.score,
            candidates: row.answer.candidates.iter().map(meant).collect(),
            same_as: row.duplicate_of.map_or(0, number),
            state: if is_found { "found" } else { "open" }.to_owned(),
        };
        store::add_line(tx, list.id, &line)?;
    }
    Ok(())
}

/// What a list wrote for the street of a row: its spelling is remembered once a person decided.
pub fn spelling<'a>(list: &List, line: &'a Line) -> Option<&'a str> {
    let at = |names: &[&str]| {
        list.heading.iter().position(|h| names.contains(&h.trim().to_lowercase().as_str()))
    };
    let street = at(&["strasse", "straße", "strassenname", "straßenname", "street", "str"]);
    let field = |at: usize| line.fields.get(at).map(|f| f.trim()).filter(|f| !f.is_empty());
    if let Some(street) = street.and_then(field) {
        return Some(norm_addresses::split_address(street).0).filter(|s| !s.is_empty());
    }
    let whole = at(&["adresse", "anschrift", "address", "addresse"]).and_then(field)?;
    Some(norm_addresses::split_address(whole).0).filter(|s| !s.is_empty())
}

/// Decides a row: this address is meant. The spelling of the street is remembered when it is another.
///
/// # Errors
/// [`AppError::Refused`] when somebody else decided it meanwhile.
pub fn decide(
    tx: &mut Tx<'_>,
    list: &List,
    line: &Line,
    address: Id<Address>,
) -> Result<(), AppError> {
    let meant = places::address(tx, address)?;
    store::decide_line(tx, list.id, line.number, "decided", &address.to_string())?;
    let Some(spelling) = spelling(list, line) else { return Ok(()) };
    let is_other =
        norm_addresses::street_key(spelling) != norm_addresses::street_key(&meant.street);
    // A spelling that is the name of another street would lead everybody astray.
    if is_other
        && places::street(tx, spelling)?.is_none()
        && let Some((key, _)) = places::street(tx, &meant.street)?
    {
        places::confirm_spelling(tx, spelling, &key)?;
    }
    Ok(())
}
