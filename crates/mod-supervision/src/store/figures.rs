//! The SQL of the figures per company.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::org::Unit;
use kernel::{AppError, Id, Reader, Sql, sql};

use super::known;
use crate::model::Stage;

const LENGTHS: Sql = sql!(
    "SELECT w.builder, w.unit, CAST(SUM(s.length_cm) AS BIGINT) AS cm
     FROM supervision_section s JOIN supervision_work w ON w.id = s.work
     WHERE w.state <> 'planned' OR EXISTS (SELECT 1 FROM supervision_finding f WHERE f.work = w.id)
     GROUP BY w.builder, w.unit ORDER BY w.builder, w.unit"
);
const DEFECTS: Sql = sql!(
    "SELECT w.builder, w.unit, f.state, f.due_on, f.made_at,
            COALESCE((SELECT MAX(e.at) FROM supervision_event e WHERE e.finding = f.id), f.made_at) AS last_at
     FROM supervision_finding f JOIN supervision_work w ON w.id = f.work
     WHERE f.state NOT IN ('check', 'recorded', 'dismissed')
     ORDER BY w.builder, f.made_at"
);

/// A defect as the figures count it.
pub(crate) struct Defect {
    pub builder: String,
    pub unit: Id<Unit>,
    pub state: Stage,
    pub due_on: Option<Date>,
    pub made_at: Timestamp,
    pub last_at: Timestamp,
}

/// Who builds, the unit that supervises, and how many centimetres.
pub(crate) fn lengths(reader: &mut Reader<'_>) -> Result<Vec<(String, Id<Unit>, i64)>, AppError> {
    let rows = reader.query(LENGTHS, &[])?;
    rows.iter().map(|row| Ok((row.at(0)?, row.at(1)?, row.at(2)?))).collect()
}

/// All defects, whatever became of them.
pub(crate) fn defects(reader: &mut Reader<'_>) -> Result<Vec<Defect>, AppError> {
    let rows = reader.query(DEFECTS, &[])?;
    rows.iter()
        .map(|row| {
            let state: String = row.get("state")?;
            Ok(Defect {
                builder: row.get("builder")?,
                unit: row.get("unit")?,
                state: known(Stage::from_word(&state), &state)?,
                due_on: row.get("due_on")?,
                made_at: row.get("made_at")?,
                last_at: row.get("last_at")?,
            })
        })
        .collect()
}
