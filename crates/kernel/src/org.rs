//! The plan of offices: units, their people to reach, and who is competent for what.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::db::{Reader, Row, Sql, Tx};
use crate::error::AppError;
use crate::sql;
use crate::value::{Id, Text};

const ALL: Sql = sql!(
    "SELECT id, parent, number, name_de, name_en, telephone, email, street, postcode, room, hours,
            position, from_day, until_day
     FROM kernel_unit
     ORDER BY position, number"
);
const SAVE: Sql = sql!(
    "INSERT INTO kernel_unit (id, parent, number, name_de, name_en, telephone, email, street,
                              postcode, room, hours, position, from_day, until_day)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
     ON CONFLICT (id) DO UPDATE SET
        parent = excluded.parent, number = excluded.number, name_de = excluded.name_de,
        name_en = excluded.name_en, telephone = excluded.telephone, email = excluded.email,
        street = excluded.street, postcode = excluded.postcode, room = excluded.room,
        hours = excluded.hours, position = excluded.position, from_day = excluded.from_day,
        until_day = excluded.until_day"
);
const COMPETENT: Sql = sql!("SELECT unit FROM kernel_competence WHERE kind = $1");
const COMPETENCES: Sql = sql!("SELECT kind, unit FROM kernel_competence ORDER BY kind");
const SET_COMPETENT: Sql = sql!(
    "INSERT INTO kernel_competence (kind, unit)
     VALUES ($1, $2)
     ON CONFLICT (kind) DO UPDATE SET unit = excluded.unit"
);

/// An organisational unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Identifier.
    pub id: Id<Unit>,
    /// The unit above.
    pub parent: Option<Id<Unit>>,
    /// Number such as `50` or `50.2`.
    pub number: String,
    /// Name.
    pub name: Text,
    /// Telephone as written.
    pub telephone: String,
    /// E-mail.
    pub email: String,
    /// Street and number of the office.
    pub street: String,
    /// Postcode and town.
    pub postcode: String,
    /// Room or floor.
    pub room: String,
    /// Opening hours, in the order of the week.
    pub hours: Vec<Hours>,
    /// Order in lists.
    pub position: i64,
    /// First day of its existence.
    pub from: Date,
    /// Last day, if it is known.
    pub until: Option<Date>,
}

/// Opening hours of one day or group of days.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Hours {
    /// Days as written: `Montag bis Mittwoch`.
    pub days: Text,
    /// Times as written: `8:00–12:30 Uhr`.
    pub times: Text,
}

impl Unit {
    fn read(row: &Row) -> Result<Self, AppError> {
        Ok(Self {
            id: row.get("id")?,
            parent: row.get("parent")?,
            number: row.get("number")?,
            name: Text { de: row.get("name_de")?, en: row.get("name_en")? },
            telephone: row.get("telephone")?,
            email: row.get("email")?,
            street: row.get("street")?,
            postcode: row.get("postcode")?,
            room: row.get("room")?,
            hours: row.json("hours")?,
            position: row.get("position")?,
            from: row.get("from_day")?,
            until: row.get("until_day")?,
        })
    }

    /// Whether the unit exists on a day.
    pub fn exists_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|last| day <= last)
    }
}

/// All units, in the order of lists.
///
/// # Errors
/// What the database says.
pub fn all(reader: &mut Reader<'_>) -> Result<Vec<Unit>, AppError> {
    reader.query(ALL, &[])?.iter().map(Unit::read).collect()
}

/// One unit.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn find(reader: &mut Reader<'_>, id: Id<Unit>) -> Result<Unit, AppError> {
    all(reader)?.into_iter().find(|u| u.id == id).ok_or(AppError::NotFound)
}

/// A unit and all below it.
pub fn below(units: &[Unit], top: Id<Unit>) -> BTreeSet<Id<Unit>> {
    let mut found = BTreeSet::from([top]);
    // The tree is a handful of levels; a fix point needs no recursion and survives a cycle.
    loop {
        let before = found.len();
        for unit in units {
            if unit.parent.is_some_and(|p| found.contains(&p)) {
                found.insert(unit.id);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// Saves a unit.
///
/// # Errors
/// [`AppError::Refused`] when its number is taken or it would stand below itself.
pub fn save(tx: &mut Tx<'_>, unit: &Unit) -> Result<(), AppError> {
    if let Some(parent) = unit.parent
        && below(&all(tx)?, unit.id).contains(&parent)
    {
        return Err(AppError::refused(
            "org/cycle",
            "Eine Einheit kann nicht unter sich selbst stehen. Wählen Sie eine andere übergeordnete Einheit.",
            "A unit cannot stand below itself. Choose another unit above it.",
        ));
    }
    let saved = tx.execute(
        SAVE,
        &[
            &unit.id,
            &unit.parent,
            &unit.number,
            &unit.name.de,
            &unit.name.en,
            &unit.telephone,
            &unit.email,
            &unit.street,
            &unit.postcode,
            &unit.room,
            &serde_json::to_string(&unit.hours)?,
            &unit.position,
            &unit.from,
            &unit.until,
        ],
    );
    match saved {
        Err(e) if e.is_unique() => Err(AppError::refused(
            "org/number-taken",
            format!("Die Nummer {} trägt schon eine andere Einheit.", unit.number),
            format!("Another unit has the number {} already.", unit.number),
        )),
        other => Ok(other.map(|_| ())?),
    }
}

/// The unit that is competent for a kind of case.
///
/// # Errors
/// What the database says.
pub fn competent_for(reader: &mut Reader<'_>, kind: &str) -> Result<Option<Unit>, AppError> {
    match reader.maybe(COMPETENT, &[&kind])? {
        Some(row) => Ok(Some(find(reader, row.at(0)?)?)),
        None => Ok(None),
    }
}

/// Every kind of case with the unit that is competent for it.
///
/// # Errors
/// What the database says.
pub fn competences(reader: &mut Reader<'_>) -> Result<Vec<(String, Id<Unit>)>, AppError> {
    let rows = reader.query(COMPETENCES, &[])?;
    rows.iter().map(|row| Ok((row.get("kind")?, row.get("unit")?))).collect()
}

/// Makes a unit competent for a kind of case.
///
/// # Errors
/// What the database says.
pub fn make_competent(tx: &mut Tx<'_>, kind: &str, unit: Id<Unit>) -> Result<(), AppError> {
    tx.execute(SET_COMPETENT, &[&kind, &unit])?;
    Ok(())
}
