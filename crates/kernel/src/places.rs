//! The map room: streets, addresses, districts; coordinates inside are EPSG:25832, in metres.

use crate::db::{Reader, Row, Sql, Tx};
use crate::error::AppError;
use crate::search::fold;
use crate::sql;
use crate::value::Id;

/// Suggestions given at once.
const SUGGESTIONS_MAX: i64 = 12;

const ADD_DISTRICT: Sql = sql!(
    "INSERT INTO kernel_district (id, name, min_x, min_y, max_x, max_y, outline)
     VALUES ($1, $2, $3, $4, $5, $6, $7)"
);
const ADD_STREET: Sql = sql!(
    "INSERT INTO kernel_street (key, name, folded, class, min_x, min_y, max_x, max_y, axis)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
);
const ADD_ADDRESS: Sql = sql!(
    "INSERT INTO kernel_address (id, street, number, suffix, postcode, district, x, y)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
);
const STREETS: Sql = sql!(
    "SELECT key, name FROM kernel_street
     WHERE folded >= $1 AND folded < $2
     ORDER BY folded
     LIMIT $3"
);
const STREETS_WITHIN: Sql =
    sql!("SELECT key, name FROM kernel_street WHERE folded LIKE $1 ORDER BY folded LIMIT $2");
const FIND_ADDRESS: Sql = sql!(
    "SELECT a.id, s.name AS street, a.number, a.suffix, a.postcode, a.district, a.x, a.y
     FROM kernel_address a
     JOIN kernel_street s ON s.key = a.street
     WHERE s.folded = $1 AND a.number = $2 AND a.suffix = $3"
);
const COUNTS: Sql = sql!(
    "SELECT (SELECT COUNT(*) FROM kernel_street) AS streets,
            (SELECT COUNT(*) FROM kernel_address) AS addresses,
            (SELECT COUNT(*) FROM kernel_district) AS districts"
);

/// A box of coordinates in metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// West.
    pub min_x: f64,
    /// South.
    pub min_y: f64,
    /// East.
    pub max_x: f64,
    /// North.
    pub max_y: f64,
}

impl Extent {
    /// The box around points; none without points.
    pub fn around(points: &[(f64, f64)]) -> Option<Self> {
        let first = points.first()?;
        let start = Self { min_x: first.0, min_y: first.1, max_x: first.0, max_y: first.1 };
        Some(points.iter().fold(start, |b, p| Self {
            min_x: b.min_x.min(p.0),
            min_y: b.min_y.min(p.1),
            max_x: b.max_x.max(p.0),
            max_y: b.max_y.max(p.1),
        }))
    }
}

/// A part of the town.
#[derive(Clone, Copy, Debug)]
pub struct District;

/// An address of the register.
#[derive(Clone, Debug, PartialEq)]
pub struct Address {
    /// Identifier.
    pub id: Id<Address>,
    /// Name of the street.
    pub street: String,
    /// House number.
    pub number: i64,
    /// Letter behind the number, lower case, or empty.
    pub suffix: String,
    /// Postcode.
    pub postcode: String,
    /// District.
    pub district: Option<Id<District>>,
    /// Easting in metres.
    pub x: f64,
    /// Northing in metres.
    pub y: f64,
}

impl Address {
    fn read(row: &Row) -> Result<Self, AppError> {
        Ok(Self {
            id: row.get("id")?,
            street: row.get("street")?,
            number: row.get("number")?,
            suffix: row.get("suffix")?,
            postcode: row.get("postcode")?,
            district: row.get("district")?,
            x: row.get("x")?,
            y: row.get("y")?,
        })
    }
}

/// Adds a district with its outline.
///
/// # Errors
/// What the database says.
pub fn add_district(
    tx: &mut Tx<'_>,
    name: &str,
    outline: &[(f64, f64)],
) -> Result<Id<District>, AppError> {
    let id = Id::new();
    let b = Extent::around(outline).ok_or(AppError::NotFound)?;
    let text = serde_json::to_string(outline)?;
    tx.execute(ADD_DISTRICT, &[&id, &name, &b.min_x, &b.min_y, &b.max_x, &b.max_y, &text])?;
    Ok(id)
}

/// Adds a street with its axis.
///
/// # Errors
/// What the database says.
pub fn add_street(
    tx: &mut Tx<'_>,
    key: &str,
    name: &str,
    class: &str,
    axis: &[(f64, f64)],
) -> Result<(), AppError> {
    let b = Extent::around(axis).ok_or(AppError::NotFound)?;
    let text = serde_json::to_string(axis)?;
    tx.execute(
        ADD_STREET,
        &[&key, &name, &fold(name), &class, &b.min_x, &b.min_y, &b.max_x, &b.max_y, &text],
    )?;
    Ok(())
}

/// Adds an address: street key, number, suffix, postcode, district, easting and northing.
///
/// # Errors
/// What the database says.
pub fn add_address(tx: &mut Tx<'_>, street_key: &str, address: &Address) -> Result<(), AppError> {
    tx.execute(
        ADD_ADDRESS,
        &[
            &address.id,
            &street_key,
            &address.number,
            &address.suffix,
            &address.postcode,
            &address.district,
            &address.x,
            &address.y,
        ],
    )?;
    Ok(())
}

/// Street names for what somebody began to type: beginnings first, then parts.
///
/// # Errors
/// What the database says.
pub fn suggest_streets(reader: &mut Reader<'_>, typed: &str) -> Result<Vec<String>, AppError> {
    let start = fold(typed.trim());
    if start.chars().count() < 2 {
        return Ok(Vec::new());
    }
    let end = format!("{start}\u{10ffff}");
    let mut names = Vec::new();
    for row in reader.query(STREETS, &[&start, &end, &SUGGESTIONS_MAX])? {
        names.push(row.get("name")?);
    }
    let plain: String = start.chars().filter(|c| !"%_".contains(*c)).collect();
    for row in reader.query(STREETS_WITHIN, &[&format!("%{plain}%"), &SUGGESTIONS_MAX])? {
        let name: String = row.get("name")?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.truncate(usize::try_from(SUGGESTIONS_MAX).unwrap_or(12));
    Ok(names)
}

/// The address of a street name, number and suffix.
///
/// # Errors
/// What the database says.
pub fn find_address(
    reader: &mut Reader<'_>,
    street: &str,
    number: i64,
    suffix: &str,
) -> Result<Option<Address>, AppError> {
    let row = reader.maybe(FIND_ADDRESS, &[&fold(street), &number, &suffix.to_lowercase()])?;
    row.as_ref().map(Address::read).transpose()
}

/// Numbers of streets, addresses and districts.
///
/// # Errors
/// What the database says.
pub fn counts(reader: &mut Reader<'_>) -> Result<(i64, i64, i64), AppError> {
    let row = reader.one(COUNTS, &[])?;
    Ok((row.get("streets")?, row.get("addresses")?, row.get("districts")?))
}
