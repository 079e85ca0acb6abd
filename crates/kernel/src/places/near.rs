//! Streets with their axes around a place, and the outline of the town.

use super::Extent;
use crate::db::{Reader, Row, Sql};
use crate::error::AppError;
use crate::search::fold;
use crate::sql;

const STREETS_NEAR: Sql = sql!(
    "SELECT key, name, class, axis FROM kernel_street
     WHERE min_x <= $3 AND max_x >= $1 AND min_y <= $4 AND max_y >= $2
     ORDER BY key
     LIMIT 2000"
);
const STREETS_NAMED: Sql = sql!(
    "SELECT key, name, class, axis FROM kernel_street WHERE folded = $1 ORDER BY key LIMIT 20"
);
const OUTLINES: Sql = sql!("SELECT outline FROM kernel_district ORDER BY id LIMIT 500");

const SIZES: Sql = sql!(
    "SELECT COALESCE(district, '') AS part, COUNT(*) AS many FROM kernel_address
     GROUP BY COALESCE(district, '') ORDER BY part"
);

/// How many addresses each district has: its identifier, empty for those in none.
///
/// # Errors
/// What the database says.
pub fn sizes(reader: &mut Reader<'_>) -> Result<Vec<(String, i64)>, AppError> {
    let rows = reader.query(SIZES, &[])?;
    rows.iter().map(|row| Ok((row.get("part")?, row.get("many")?))).collect()
}

/// A street with its axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Street {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its class, as the register has it.
    pub class: String,
    /// Its axis.
    pub axis: Vec<(f64, f64)>,
}

impl Street {
    fn read(row: &Row) -> Result<Self, AppError> {
        Ok(Self {
            key: row.get("key")?,
            name: row.get("name")?,
            class: row.get("class")?,
            axis: row.json("axis")?,
        })
    }
}

/// Streets whose box touches another, at most 2,000.
///
/// # Errors
/// What the database says.
pub fn streets_near(reader: &mut Reader<'_>, extent: &Extent) -> Result<Vec<Street>, AppError> {
    let Extent { min_x, min_y, max_x, max_y } = extent;
    reader.query(STREETS_NEAR, &[min_x, min_y, max_x, max_y])?.iter().map(Street::read).collect()
}

/// Streets of exactly this name, however its letters are written.
///
/// # Errors
/// What the database says.
pub fn streets_named(reader: &mut Reader<'_>, name: &str) -> Result<Vec<Street>, AppError> {
    reader.query(STREETS_NAMED, &[&fold(name.trim())])?.iter().map(Street::read).collect()
}

/// The outlines of the districts: together they are the town.
///
/// # Errors
/// What the database says.
pub fn outlines(reader: &mut Reader<'_>) -> Result<Vec<Vec<(f64, f64)>>, AppError> {
    reader.query(OUTLINES, &[])?.iter().map(|row| Ok(row.json("outline")?)).collect()
}
