//! The SQL of trenches under permits.

use kernel::db::Row;
use kernel::{AppError, Id, Reader, Sql, Tx, sql};

use super::Operator;

const ADD: Sql = sql!(
    "INSERT INTO broadband_trench (section, case_id, operator, street, line, ready_by)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (section) DO NOTHING"
);
const OF_CASE: Sql = sql!(
    "SELECT section, case_id, operator, street, line, ready_by
     FROM broadband_trench WHERE case_id = $1 ORDER BY section"
);
const ALL: Sql = sql!(
    "SELECT section, case_id, operator, street, line, ready_by FROM broadband_trench ORDER BY section"
);

/// A trench.
#[derive(Clone, Debug, PartialEq)]
pub struct Trench {
    /// Identifier of its section.
    pub section: String,
    /// The case of the permit.
    pub case: String,
    /// Who lays fibre in it.
    pub operator: Id<Operator>,
    /// Its street.
    pub street: String,
    /// Where it is, in metres.
    pub line: Vec<(f64, f64)>,
    /// When the works are to end, as coverage says it: `2026-09`.
    pub ready_by: String,
}

fn trench(row: &Row) -> Result<Trench, AppError> {
    Ok(Trench {
        section: row.get("section")?,
        case: row.get("case_id")?,
        operator: row.get("operator")?,
        street: row.get("street")?,
        line: row.json("line")?,
        ready_by: row.get("ready_by")?,
    })
}

/// Keeps a trench; one that is there already stays as it is.
pub fn add(tx: &mut Tx<'_>, t: &Trench) -> Result<(), AppError> {
    let line = serde_json::to_string(&t.line)?;
    tx.execute(ADD, &[&t.section, &t.case, &t.operator, &t.street, &line, &t.ready_by])?;
    Ok(())
}

/// The trenches of a permit.
pub fn of_case(reader: &mut Reader<'_>, case: &str) -> Result<Vec<Trench>, AppError> {
    reader.query(OF_CASE, &[&case])?.iter().map(trench).collect()
}

/// All trenches.
pub fn all(reader: &mut Reader<'_>) -> Result<Vec<Trench>, AppError> {
    reader.query(ALL, &[])?.iter().map(trench).collect()
}
