//! The register of official house coordinates, and lists of others matched to it.

use norm_addresses::Matcher;

use super::{Address, District, NAMES_SERIES, add_street, insert_address};
use crate::clock::instant_text;
use crate::db::{Reader, Sql, Tx};
use crate::error::AppError;
use crate::map::Batch;
use crate::search::fold;
use crate::sql;
use crate::value::Id;

const OUTLINES: Sql = sql!("SELECT id, min_x, min_y, max_x, max_y, outline FROM kernel_district");
const STREET_NAME: Sql = sql!("SELECT name FROM kernel_street WHERE key = $1");
const RENAME: Sql = sql!("UPDATE kernel_street SET name = $2, folded = $3 WHERE key = $1");
const WIDEN: Sql = sql!(
    "UPDATE kernel_street
     SET min_x = CASE WHEN min_x > $2 THEN $2 ELSE min_x END,
         max_x = CASE WHEN max_x < $2 THEN $2 ELSE max_x END,
         min_y = CASE WHEN min_y > $3 THEN $3 ELSE min_y END,
         max_y = CASE WHEN max_y < $3 THEN $3 ELSE max_y END
     WHERE key = $1 AND (min_x > $2 OR max_x < $2 OR min_y > $3 OR max_y < $3)"
);
const BY_OFFICIAL: Sql = sql!(
    "SELECT a.id, s.name AS street, a.number, a.suffix, a.postcode, a.district, a.x, a.y, a.official
     FROM kernel_address a
     JOIN kernel_street s ON s.key = a.street
     WHERE a.official = $1 AND a.street = $2"
);
const HOLDS: Sql = sql!(
    "SELECT id, official FROM kernel_address WHERE street = $1 AND number = $2 AND suffix = $3"
);
const ELSEWHERE: Sql = sql!("SELECT id FROM kernel_address WHERE official = $1 AND official <> ''");
const MOVE: Sql = sql!(
    "UPDATE kernel_address
     SET street = $2, number = $3, suffix = $4, district = $5, x = $6, y = $7, official = $8
     WHERE id = $1"
);
const ALL: Sql = sql!(
    "SELECT a.id, s.name, a.street, a.number, a.suffix
     FROM kernel_address a
     JOIN kernel_street s ON s.key = a.street"
);
const ALIASES: Sql = sql!(
    "SELECT a.spelling, s.name FROM kernel_street_alias a JOIN kernel_street s ON s.key = a.street"
);
const LEARN: Sql = sql!(
    "INSERT INTO kernel_street_alias (folded, spelling, street, made_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (folded) DO UPDATE SET street = excluded.street, spelling = excluded.spelling,
        made_at = excluded.made_at"
);

/// A row of the official register that can be an address.
#[derive(Clone, Debug, PartialEq)]
pub struct Official {
    /// Number of the house coordinate.
    pub id: String,
    /// Key of the street.
    pub street_key: String,
    /// Name of the street.
    pub street: String,
    /// House number.
    pub number: i64,
    /// Letter behind it, in any case.
    pub suffix: String,
    /// Easting in metres.
    pub x: f64,
    /// Northing in metres.
    pub y: f64,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Taken {
    /// A new address.
    New,
    /// It was known and differs.
    Changed,
    /// It was known as it is.
    Same,
    /// Another house coordinate holds this street and number: a person must look.
    Occupied,
}

struct Outline {
    id: Id<District>,
    sides: [f64; 4],
    ring: Vec<(f64, f64)>,
}

/// The outlines of all districts, to tell in which a point lies.
pub struct Districts(Vec<Outline>);

impl Districts {
    /// Reads them.
    ///
    /// # Errors
    /// What the database says.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, AppError> {
        let mut all = Vec::new();
        for row in reader.query(OUTLINES, &[])? {
            let sides =
                [row.get("min_x")?, row.get("min_y")?, row.get("max_x")?, row.get("max_y")?];
            all.push(Outline { id: row.get("id")?, sides, ring: row.json("outline")? });
        }
        Ok(Self(all))
    }

    /// The district of a point.
    pub fn of(&self, x: f64, y: f64) -> Option<Id<District>> {
        let is_near = |s: &[f64; 4]| s[0] <= x && x <= s[2] && s[1] <= y && y <= s[3];
        let found = self.0.iter().find(|o| is_near(&o.sides) && is_inside(&o.ring, x, y));
        found.map(|o| o.id)
    }
}

/// Whether a point lies inside of a ring: a ray to the east crosses it an odd number of times.
fn is_inside(ring: &[(f64, f64)], x: f64, y: f64) -> bool {
    let next = ring.iter().cycle().skip(1);
    let crossings = ring
        .iter()
        .zip(next)
        .filter(|(a, b)| (a.1 > y) != (b.1 > y) && x < (b.0 - a.0) * (y - a.1) / (b.1 - a.1) + a.0);
    crossings.count() % 2 == 1
}

/// The street of a row, made when it is new.
fn street_of(tx: &mut Tx<'_>, row: &Official) -> Result<String, AppError> {
    let key = if row.street_key.is_empty() { fold(&row.street) } else { row.street_key.clone() };
    match tx.maybe(STREET_NAME, &[&key])? {
        None => add_street(tx, &key, &row.street, "", &[(row.x, row.y)])?,
        Some(found) => {
            if found.at::<String>(0)? != row.street {
                tx.execute(RENAME, &[&key, &row.street, &fold(&row.street)])?;
                tx.next(NAMES_SERIES)?;
            }
            tx.execute(WIDEN, &[&key, &row.x, &row.y])?;
        }
    }
    Ok(key)
}

/// Takes a row of the official register into the town's.
///
/// # Errors
/// What the database says.
pub fn take_official(
    tx: &mut Tx<'_>,
    batch: &mut Batch,
    districts: &Districts,
    row: &Official,
) -> Result<Taken, AppError> {
    let key = street_of(tx, row)?;
    let suffix = row.suffix.trim().to_lowercase();
    let wanted = |id| Address {
        id,
        street: row.street.clone(),
        number: row.number,
        suffix: suffix.clone(),
        postcode: String::new(),
        district: districts.of(row.x, row.y),
        x: row.x,
        y: row.y,
        official: row.id.clone(),
    };
    let known = tx.maybe(BY_OFFICIAL, &[&row.id, &key])?.filter(|_| !row.id.is_empty());
    if let Some(known) = known.as_ref().map(Address::read).transpose()? {
        let now = Address { postcode: known.postcode.clone(), ..wanted(known.id) };
        if now == known {
            return Ok(Taken::Same);
        }
    }
    let elsewhere = tx.maybe(ELSEWHERE, &[&row.id])?.map(|r| r.at::<Id<Address>>(0)).transpose()?;
    let holder = match tx.maybe(HOLDS, &[&key, &row.number, &suffix])? {
        Some(found) => Some((found.at::<Id<Address>>(0)?, found.at::<String>(1)?)),
        None => None,
    };
    let address = match (elsewhere, holder) {
        // Somebody else's number stands at this house, or two houses would become one.
        (_, Some((id, official))) if !official.is_empty() && Some(id) != elsewhere => {
            return Ok(Taken::Occupied);
        }
        (Some(mine), Some((id, _))) if id != mine => return Ok(Taken::Occupied),
        (Some(id), _) | (None, Some((id, _))) => wanted(id),
        (None, None) => {
            insert_address(tx, batch, &key, &wanted(Id::new()))?;
            return Ok(Taken::New);
        }
    };
    let a = &address;
    tx.execute(MOVE, &[&a.id, &key, &a.number, &a.suffix, &a.district, &a.x, &a.y, &a.official])?;
    super::drawn(batch.put(tx, &a.feature()))?;
    Ok(Taken::Changed)
}

/// The register ready to match lists to it, with the spellings people confirmed. What it finds are
/// identifiers of addresses.
///
/// # Errors
/// What the database says.
pub fn matcher(reader: &mut Reader<'_>) -> Result<Matcher, AppError> {
    let mut register = Vec::new();
    for row in reader.query(ALL, &[])? {
        register.push(norm_addresses::Address {
            id: row.at(0)?,
            street: row.at(1)?,
            street_key: row.at(2)?,
            number: row.at::<i64>(3)?.to_string(),
            suffix: row.at(4)?,
            place: None,
        });
    }
    let mut matcher = Matcher::new(&register);
    for row in reader.query(ALIASES, &[])? {
        matcher.learn(&row.at::<String>(0)?, &row.at::<String>(1)?);
    }
    Ok(matcher)
}

/// Remembers a spelling that a person confirmed to mean a street.
///
/// # Errors
/// What the database says.
pub fn confirm_spelling(tx: &mut Tx<'_>, spelling: &str, street_key: &str) -> Result<(), AppError> {
    let now = instant_text(tx.now());
    let folded = norm_addresses::street_key(spelling);
    tx.execute(LEARN, &[&folded, &spelling.trim(), &street_key, &now])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_in_one_of_two_neighbours() {
        let square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)];
        assert!(is_inside(&square, 5.0, 5.0));
        assert!(!is_inside(&square, 15.0, 5.0));
        let next: Vec<_> = square.iter().map(|(x, y)| (x + 10.0, *y)).collect();
        let on_edge = [is_inside(&square, 10.0, 5.0), is_inside(&next, 10.0, 5.0)];
        assert_eq!(on_edge.iter().filter(|b| **b).count(), 1);
    }
}
