//! Rows of one month as columns.

use super::CentRow;
use crate::tables::RentLevel;

/// Rows that are computed at once.
pub(super) const LANES: usize = 16;

/// Rows in whole cents as columns, eleven bytes each: the way a processor computes many at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CentColumns {
    pub(super) rent: Vec<u32>,
    pub(super) income: Vec<u32>,
    pub(super) total: Vec<u8>,
    pub(super) considered: Vec<u8>,
    pub(super) level: Vec<u8>,
}

impl CentColumns {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rent.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rent.is_empty()
    }

    /// Adds a row at the end.
    pub fn push(&mut self, row: CentRow) {
        self.rent.push(row.rent);
        self.income.push(row.income);
        self.total.push(row.total);
        self.considered.push(row.considered);
        self.level.push(row.level.number());
    }

    /// The row at a place, counted from zero.
    pub fn get(&self, index: usize) -> Option<CentRow> {
        Some(CentRow {
            rent: *self.rent.get(index)?,
            income: *self.income.get(index)?,
            total: *self.total.get(index)?,
            considered: *self.considered.get(index)?,
            level: RentLevel::new(*self.level.get(index)?)?,
        })
    }
}

impl Extend<CentRow> for CentColumns {
    fn extend<I: IntoIterator<Item = CentRow>>(&mut self, rows: I) {
        rows.into_iter().for_each(|row| self.push(row));
    }
}

impl FromIterator<CentRow> for CentColumns {
    fn from_iter<I: IntoIterator<Item = CentRow>>(rows: I) -> Self {
        let mut columns = Self::default();
        columns.extend(rows);
        columns
    }
}
