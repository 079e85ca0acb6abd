//! Questions between modules: read-only, answered by at most one module, asked with the answer
//! "nobody is here" in mind.

use jiff::civil::Date;

use crate::cases::Case;
use crate::db::Reader;
use crate::error::AppError;
use crate::people::Account;
use crate::places::Address;
use crate::town::House;
use crate::value::Id;

/// What an operator offers at an address on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The address.
    pub address: Id<Address>,
    /// Name of the operator.
    pub operator: String,
    /// How far it is, in the order of the scale: `none` to `activated`.
    pub status: String,
    /// Technique, such as `ftth`.
    pub technology: String,
    /// Mbit/s towards the house.
    pub down: i64,
    /// Mbit/s from the house.
    pub up: i64,
    /// Since when.
    pub since: Date,
}

/// Answers what is there at an address on a day, past days too.
pub type CoverageAt = fn(&mut Reader<'_>, Id<Address>, Date) -> Result<Vec<Coverage>, AppError>;

/// What is there at an address on a day; nothing when no module of this house knows.
///
/// # Errors
/// What the database says.
pub fn coverage_at(
    house: &House,
    reader: &mut Reader<'_>,
    address: Id<Address>,
    day: Date,
) -> Result<Option<Vec<Coverage>>, AppError> {
    let Some(ask) = house.modules().iter().find_map(|m| m.coverage) else { return Ok(None) };
    ask(reader, address, day).map(Some)
}

/// A company that digs: an operator or a contractor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// Its key, stable over all answers.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Where the town writes to.
    pub email: String,
}

/// Of whom a company is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompanyOf {
    /// Whose permit a case is.
    Case(Id<Case>),
    /// For whom an account acts.
    Account(Id<Account>),
}

/// Answers which company a permit belongs to, and for which one an account acts.
pub type Companies = fn(&mut Reader<'_>, CompanyOf) -> Result<Option<Company>, AppError>;

/// The company of a permit or of an account; nothing when there is none, or when no module of this
/// house knows companies.
///
/// # Errors
/// What the database says.
pub fn company(
    house: &House,
    reader: &mut Reader<'_>,
    of: CompanyOf,
) -> Result<Option<Company>, AppError> {
    let Some(ask) = house.modules().iter().find_map(|m| m.companies) else { return Ok(None) };
    ask(reader, of)
}
