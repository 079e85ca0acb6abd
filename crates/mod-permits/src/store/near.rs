//! Where sections lie: an index of cells with the box of what lies in each, and the search in it.

use jiff::civil::Date;
use kernel::{AppError, Id, Reader, Sql, Tx, sql};

use super::read_section;
use crate::model::{Request, Section};
use crate::shape::{self, Piece};

const ADD: Sql = sql!(
    "INSERT INTO permits_cell (cell, section, min_x, min_y, max_x, max_y)
     VALUES ($1, $2, $3, $4, $5, $6)"
);
const DROP: Sql = sql!(
    "DELETE FROM permits_cell WHERE section IN (SELECT id FROM permits_section WHERE request = $1)"
);
const NEAR: Sql = sql!(
    "SELECT s.id, s.request, s.street, s.line, s.length_cm, s.method, s.depth_cm, s.width_cm,
            s.surface, s.road, s.ruling, s.ground
     FROM permits_cell c
     CROSS JOIN permits_section s
     CROSS JOIN permits_request r
     WHERE c.cell = $1 AND c.min_x <= $4 AND c.max_x >= $2 AND c.min_y <= $5 AND c.max_y >= $3
       AND s.id = c.section AND s.request <> $6 AND s.ruling <> 'refused'
       AND r.id = s.request AND r.state NOT IN ('draft', 'refused', 'withdrawn')
       AND r.until_day >= $7 AND r.from_day <= $8"
);

/// A box in whole centimetres that holds the piece.
#[expect(clippy::cast_possible_truncation, reason = "coordinates of Germany in centimetres")]
fn centimetres(piece: &Piece) -> [i64; 4] {
    let down = |v: f64| (v * 100.0).floor() as i64;
    let up = |v: f64| (v * 100.0).ceil() as i64;
    [down(piece.min_x), down(piece.min_y), up(piece.max_x), up(piece.max_y)]
}

/// Files a section under the cells it lies in.
pub(super) fn index(tx: &mut Tx<'_>, section: &Section) -> Result<(), AppError> {
    for piece in shape::pieces(&section.line, 0.0) {
        let [min_x, min_y, max_x, max_y] = centimetres(&piece);
        tx.execute(ADD, &[&piece.cell, &section.id, &min_x, &min_y, &max_x, &max_y])?;
    }
    Ok(())
}

/// Takes the sections of a request out of the index.
pub(super) fn drop_index(tx: &mut Tx<'_>, request: Id<Request>) -> Result<u64, AppError> {
    Ok(tx.execute(DROP, &[&request])?)
}

/// Sections of other requests whose boxes touch a piece, within a time.
pub(crate) fn near(
    reader: &mut Reader<'_>,
    piece: &Piece,
    request: Id<Request>,
    (from, until): (Date, Date),
) -> Result<Vec<(Id<Request>, Section)>, AppError> {
    let [min_x, min_y, max_x, max_y] = centimetres(piece);
    let rows = reader
        .query(NEAR, &[&piece.cell, &min_x, &min_y, &max_x, &max_y, &request, &from, &until])?;
    rows.iter().map(|row| Ok((row.get("request")?, read_section(row)?))).collect()
}
