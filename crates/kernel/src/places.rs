//! The map room: streets, addresses, districts; coordinates inside are EPSG:25832, in metres.

mod names;
mod near;
pub mod plane;
mod register;

use crate::db::{Reader, Row, Sql, Tx};
use crate::error::AppError;
use crate::map::{self, Batch, Feature, Shape};
use crate::search::fold;
use crate::sql;
use crate::value::Id;

pub(crate) use names::StreetNames;
pub use names::{Found, exactly, search};
pub use near::{Street, outlines, sizes, streets_named, streets_near};
pub use register::{Districts, Official, Taken, confirm_spelling, matcher, take_official};

/// Layers of the base map, filled by this part of the kernel and by whoever knows areas and waters.
pub const LAYERS: [&str; 6] = ["areas", "waters", "rails", "districts", "streets", "addresses"];
/// Layer of the districts.
const DISTRICTS: &str = "districts";
/// Layer of the streets.
const STREET_LAYER: &str = "streets";
/// Layer of the addresses.
const ADDRESSES: &str = "addresses";
/// Zoom from which addresses are drawn.
const ADDRESS_ZOOM: u8 = 16;
/// Series of the numbers of changes of street names.
const NAMES_SERIES: &str = "places/names";

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
    "INSERT INTO kernel_address (id, street, number, suffix, postcode, district, x, y, official)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
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
    "SELECT a.id, s.name AS street, a.number, a.suffix, a.postcode, a.district, a.x, a.y, a.official
     FROM kernel_address a
     JOIN kernel_street s ON s.key = a.street
     WHERE s.folded = $1 AND a.number = $2 AND a.suffix = $3"
);
const ADDRESS: Sql = sql!(
    "SELECT a.id, s.name AS street, a.number, a.suffix, a.postcode, a.district, a.x, a.y, a.official
     FROM kernel_address a
     JOIN kernel_street s ON s.key = a.street
     WHERE a.id = $1"
);
const OF_STREET: Sql = sql!(
    "SELECT a.id, s.name AS street, a.number, a.suffix, a.postcode, a.district, a.x, a.y, a.official
     FROM kernel_address a
     JOIN kernel_street s ON s.key = a.street
     WHERE a.street = $1
     ORDER BY a.number, a.suffix"
);
const ALL: Sql = sql!(
    "SELECT a.id, s.name AS street, a.number, a.suffix, a.postcode, a.district, a.x, a.y, a.official
     FROM kernel_address a
     JOIN kernel_street s ON s.key = a.street
     ORDER BY s.folded, a.number, a.suffix"
);
const ALL_DISTRICTS: Sql = sql!("SELECT id, name FROM kernel_district ORDER BY name");
const STREET: Sql = sql!("SELECT key, name FROM kernel_street WHERE folded = $1");
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
    /// Number of the official house coordinate; empty when there is none.
    pub official: String,
}

impl Address {
    /// Street and number as people write them.
    pub fn line(&self) -> String {
        format!("{} {}{}", self.street, self.number, self.suffix)
    }

    /// As the map draws it.
    fn feature(&self) -> Feature {
        Feature {
            layer: ADDRESSES,
            id: self.id.to_string(),
            shape: Shape::Point((self.x, self.y)),
            min_zoom: ADDRESS_ZOOM,
            state: String::new(),
            attributes: vec![("nr", format!("{}{}", self.number, self.suffix))],
            days: (None, None),
            entry: None,
        }
    }

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
            official: row.get("official")?,
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
    let feature = Feature {
        layer: DISTRICTS,
        id: id.to_string(),
        shape: Shape::Area(vec![outline.to_vec()]),
        min_zoom: 8,
        state: String::new(),
        attributes: vec![("name", name.to_owned())],
        days: (None, None),
        entry: None,
    };
    drawn(map::put(tx, &feature))?;
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
    tx.next(NAMES_SERIES)?;
    if axis.len() < 2 {
        return Ok(());
    }
    let feature = Feature {
        layer: STREET_LAYER,
        id: key.to_owned(),
        shape: Shape::Lines(vec![axis.to_vec()]),
        min_zoom: street_zoom(class),
        state: String::new(),
        attributes: vec![("name", name.to_owned()), ("class", class.to_owned())],
        days: (None, None),
        entry: None,
    };
    drawn(map::put(tx, &feature))
}

/// From which zoom a street is drawn.
fn street_zoom(class: &str) -> u8 {
    match class {
        "main" | "primary" | "secondary" | "motorway" | "trunk" => 10,
        "collector" | "tertiary" | "country" => 11,
        "footway" | "path" | "track" => 14,
        _ => 12,
    }
}

/// What has no place on the map is kept in the register all the same.
fn drawn(put: Result<(), AppError>) -> Result<(), AppError> {
    match put {
        Err(AppError::Refused(_)) => Ok(()),
        other => other,
    }
}

/// Adds an address: street key, number, suffix, postcode, district, easting and northing.
///
/// # Errors
/// What the database says.
pub fn add_address(tx: &mut Tx<'_>, street_key: &str, address: &Address) -> Result<(), AppError> {
    let mut batch = Batch::default();
    insert_address(tx, &mut batch, street_key, address)?;
    batch.finish(tx)
}

fn insert_address(
    tx: &mut Tx<'_>,
    batch: &mut Batch,
    street_key: &str,
    address: &Address,
) -> Result<(), AppError> {
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
            &address.official,
        ],
    )?;
    drawn(batch.add(tx, &address.feature()))
}

/// An address by its identifier.
///
/// # Errors
/// [`AppError::NotFound`] when there is none.
pub fn address(reader: &mut Reader<'_>, id: Id<Address>) -> Result<Address, AppError> {
    reader.maybe(ADDRESS, &[&id])?.as_ref().map(Address::read).ok_or(AppError::NotFound)?
}

/// All addresses of a street, by its key, in their order.
///
/// # Errors
/// What the database says.
pub fn of_street(reader: &mut Reader<'_>, key: &str) -> Result<Vec<Address>, AppError> {
    reader.query(OF_STREET, &[&key])?.iter().map(Address::read).collect()
}

/// All addresses of the town by street and number.
///
/// # Errors
/// What the database says.
pub fn all(reader: &mut Reader<'_>) -> Result<Vec<Address>, AppError> {
    reader.query(ALL, &[])?.iter().map(Address::read).collect()
}

/// All districts with their names.
///
/// # Errors
/// What the database says.
pub fn districts(reader: &mut Reader<'_>) -> Result<Vec<(Id<District>, String)>, AppError> {
    let rows = reader.query(ALL_DISTRICTS, &[])?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("name")?))).collect()
}

/// Key and name of a street by its name, spelling evened out.
///
/// # Errors
/// What the database says.
pub fn street(reader: &mut Reader<'_>, name: &str) -> Result<Option<(String, String)>, AppError> {
    let row = reader.maybe(STREET, &[&fold(name.trim())])?;
    row.map(|row| Ok((row.get("key")?, row.get("name")?))).transpose()
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
