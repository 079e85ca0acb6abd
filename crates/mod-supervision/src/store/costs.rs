//! The SQL of cost records.

use kernel::{AppError, Id, Reader, Sql, Tx, sql};

use crate::model::{Cost, Finding};

const ADD: Sql = sql!(
    "INSERT INTO supervision_cost (id, finding, seq, day, sort, what, hundredths, unit_cents, cents)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING"
);
const LIST: Sql = sql!(
    "SELECT day, sort, what, hundredths, unit_cents, cents FROM supervision_cost
     WHERE finding = $1 ORDER BY seq LIMIT 500"
);

/// Adds a position; sent twice it is one.
pub(crate) fn add(
    tx: &mut Tx<'_>,
    id: Id<Cost>,
    finding: Id<Finding>,
    c: &Cost,
) -> Result<(), AppError> {
    let seq = tx.next("supervision/cost")?;
    tx.execute(
        ADD,
        &[&id, &finding, &seq, &c.day, &c.sort, &c.what, &c.hundredths, &c.unit_cents, &c.cents],
    )?;
    Ok(())
}

/// The positions of a finding in order.
pub(crate) fn list(reader: &mut Reader<'_>, finding: Id<Finding>) -> Result<Vec<Cost>, AppError> {
    let rows = reader.query(LIST, &[&finding])?;
    rows.iter()
        .map(|row| {
            Ok(Cost {
                day: row.get("day")?,
                sort: row.get("sort")?,
                what: row.get("what")?,
                hundredths: row.get("hundredths")?,
                unit_cents: row.get("unit_cents")?,
                cents: row.get("cents")?,
            })
        })
        .collect()
}
