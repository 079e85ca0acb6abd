//! The map as a list: the same features for people who do not use maps.

use crate::db::{Reader, Row, Sql};
use crate::error::AppError;
use crate::search::fold;
use crate::sql;
use crate::value::Text;

/// Entries on one page.
const PAGE: i64 = 50;

const LIST: Sql = sql!(
    "SELECT id, state, title_de, title_en, text_de, text_en, url, street, district, x, y
     FROM kernel_map_entry
     WHERE layer = $1 AND ($2 = '' OR state = $2) AND ($3 = '' OR district = $3)
       AND ($4 = '' OR folded LIKE $5)
       AND from_day <= $6 AND until_day >= $6
     ORDER BY position, id
     LIMIT $7 OFFSET $8"
);
const COUNT: Sql = sql!(
    "SELECT COUNT(*) FROM kernel_map_entry
     WHERE layer = $1 AND ($2 = '' OR state = $2) AND ($3 = '' OR district = $3)
       AND ($4 = '' OR folded LIKE $5)
       AND from_day <= $6 AND until_day >= $6"
);
const ENTRY: Sql = sql!(
    "SELECT id, state, title_de, title_en, text_de, text_en, url, street, district, x, y
     FROM kernel_map_entry
     WHERE layer = $1 AND id = $2 AND from_day <= $3 AND until_day >= $3"
);

const TALLY: Sql = sql!(
    "SELECT district, state, COUNT(*) AS many FROM kernel_map_entry WHERE layer = $1
     GROUP BY district, state ORDER BY district, state"
);

/// How many entries of a layer have which state in which district; the districts as their
/// identifiers, empty for none.
///
/// # Errors
/// What the database says.
pub fn tally(reader: &mut Reader<'_>, layer: &str) -> Result<Vec<(String, String, i64)>, AppError> {
    let rows = reader.query(TALLY, &[&layer])?;
    rows.iter().map(|row| Ok((row.get("district")?, row.get("state")?, row.get("many")?))).collect()
}

/// What of a layer is listed.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Name of the layer.
    pub layer: String,
    /// One of its marks; empty for all.
    pub state: String,
    /// Identifier of a district; empty for all.
    pub district: String,
    /// Words of the street or title; empty for all.
    pub words: String,
    /// Page, from 1.
    pub page: i64,
}

/// An entry of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedEntry {
    /// Identifier within the layer.
    pub id: String,
    /// One of the marks of the layer.
    pub state: String,
    /// What it is called.
    pub title: Text,
    /// A sentence about it.
    pub text: Text,
    /// Its page; empty for none.
    pub url: String,
    /// Name of its street.
    pub street: String,
    /// Identifier of its district.
    pub district: String,
    /// Where it is, in metres.
    pub place: (f64, f64),
}

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listed {
    /// The entries.
    pub entries: Vec<ListedEntry>,
    /// All that fit.
    pub total: i64,
    /// Entries on one page.
    pub per_page: i64,
}

fn read(row: &Row) -> Result<ListedEntry, AppError> {
    Ok(ListedEntry {
        id: row.get("id")?,
        state: row.get("state")?,
        title: Text { de: row.get("title_de")?, en: row.get("title_en")? },
        text: Text { de: row.get("text_de")?, en: row.get("text_en")? },
        url: row.get("url")?,
        street: row.get("street")?,
        district: row.get("district")?,
        place: (row.get("x")?, row.get("y")?),
    })
}

/// A page of the entries of a layer. Whether the reader may see the layer is the caller's question.
///
/// # Errors
/// What the database says.
pub fn list(reader: &mut Reader<'_>, filter: &Filter) -> Result<Listed, AppError> {
    let words: String = fold(filter.words.trim()).chars().filter(|c| !"%_".contains(*c)).collect();
    let like = format!("%{words}%");
    let today = reader.today();
    let from = (filter.page.max(1) - 1).saturating_mul(PAGE);
    let f = filter;
    let rows = reader
        .query(LIST, &[&f.layer, &f.state, &f.district, &words, &like, &today, &PAGE, &from])?;
    let total = reader.count(COUNT, &[&f.layer, &f.state, &f.district, &words, &like, &today])?;
    let entries = rows.iter().map(read).collect::<Result<_, _>>()?;
    Ok(Listed { entries, total, per_page: PAGE })
}

/// One entry that is to be seen today.
///
/// # Errors
/// [`AppError::NotFound`] when there is none.
pub fn entry(reader: &mut Reader<'_>, layer: &str, id: &str) -> Result<ListedEntry, AppError> {
    let today = reader.today();
    reader.maybe(ENTRY, &[&layer, &id, &today])?.as_ref().map(read).ok_or(AppError::NotFound)?
}
