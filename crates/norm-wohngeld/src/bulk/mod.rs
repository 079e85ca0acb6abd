//! Millions of rows under one law: the same amounts as [`crate::compute_under`], many times faster.
//!
//! The law computes with ten decimals and rounds after every step. Here the polynomial of § 19 (1)
//! is computed in integers without rounding in between, sixteen rows at once with the instructions
//! the processor has; only its end is rounded. A row whose end lies so close to a half euro that
//! the order of rounding could matter is computed once more, alone: first more exactly, then, if
//! still close, in the steps of the law. So every amount is that of the law, on every processor.

mod columns;
#[cfg(target_arch = "x86_64")]
mod kernel;
mod layout;
#[cfg(test)]
mod tests;

use fearless_simd::Level;

pub use self::columns::CentColumns;
use self::layout::Layout;
use crate::batch::{BatchInput, BatchOutput, compute_under};
use crate::money::Cents;
use crate::tables::{LawError, Params, RentLevel};

/// Income up to which every product of [`Bulk::alone`] fits into 64 bits, in cents.
const INCOME_ALONE_MAX: u32 = 2_000_000;

/// One euro after the factor 23/20 = 1.15, in units of 1e-14 euros.
const EURO: u64 = 2_000_000_000_000_000;

/// 1.5e-6 euros in the same units: closer to a half euro the steps of the law decide. They differ
/// from the polynomial by at most 1.4e-6 euros.
const CLOSE: u64 = 3_000_000_000;

/// A row in whole cents, twelve bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CentRow {
    rent: u32,
    income: u32,
    total: u8,
    considered: u8,
    level: RentLevel,
}

impl CentRow {
    /// A row: members, considered members (1 to all of them), rent level, rent of the whole flat
    /// and total income of the considered members per month, in cents.
    ///
    /// `None` where nobody or more than everybody is considered.
    pub fn new(
        total: u8,
        considered: u8,
        level: RentLevel,
        rent: u32,
        income: u32,
    ) -> Option<Self> {
        let row = Self { rent, income, total, considered, level };
        (1..=total).contains(&considered).then_some(row)
    }

    /// The same row for [`compute_under`].
    fn input(self, law: &Params) -> BatchInput {
        BatchInput {
            month: law.valid_from,
            persons_total: self.total.into(),
            persons_considered: self.considered.into(),
            level: self.level,
            rent: Cents(self.rent.into()).into(),
            income: Cents(self.income.into()).into(),
        }
    }
}

/// A law laid out for many rows.
#[derive(Debug)]
pub struct Bulk<'a> {
    law: &'a Params,
    /// Missing where the law rounds otherwise (until 2015) or caps (the bill for 2027).
    layout: Option<Layout>,
    level: Level,
}

impl<'a> Bulk<'a> {
    /// Lays out the tables of a law and asks the processor what it can do.
    pub fn new(law: &'a Params) -> Self {
        Self { law, layout: Layout::new(law), level: Level::new() }
    }

    /// Bits of the registers that compute sixteen rows at once: 512 or 256 as the processor has
    /// them, or 64 where rows are computed one after the other.
    pub fn register_bits(&self) -> u32 {
        #[cfg(target_arch = "x86_64")]
        if self.layout.is_some() {
            return kernel::register_bits(self.level);
        }
        64
    }

    /// Computes the benefit of each row in whole euros per month; `amounts` is replaced.
    ///
    /// # Errors
    /// [`LawError::NoSuchLevel`] for the first row whose rent level this law did not have.
    pub fn compute(&self, rows: &CentColumns, amounts: &mut Vec<u32>) -> Result<(), LawError> {
        amounts.resize(rows.len(), 0);
        #[cfg(target_arch = "x86_64")]
        if let Some(layout) = &self.layout
            && let Some(open) = kernel::compute(self.level, layout, rows, amounts)
        {
            return self.one_by_one(rows, open, amounts);
        }
        self.one_by_one(rows, 0..rows.len(), amounts)
    }

    /// Computes some rows one after the other.
    fn one_by_one(
        &self,
        rows: &CentColumns,
        places: impl IntoIterator<Item = usize>,
        amounts: &mut [u32],
    ) -> Result<(), LawError> {
        for place in places {
            let Some(row) = rows.get(place) else { continue };
            amounts[place] = match self.alone(row) {
                Some(amount) => amount,
                None => u32::try_from(self.row(row)?.wohngeld_eur).unwrap_or(u32::MAX),
            };
        }
        Ok(())
    }

    /// One row in the steps of the law: also M and Y.
    ///
    /// # Errors
    /// [`LawError::NoSuchLevel`] if this law did not have the rent level.
    pub fn row(&self, row: CentRow) -> Result<BatchOutput, LawError> {
        compute_under(self.law, &row.input(self.law))
    }

    /// A row without rounding in between, M with ten decimals; `None` where the steps of the law
    /// must decide.
    fn alone(&self, row: CentRow) -> Option<u32> {
        let layout = self.layout.as_ref()?;
        let (total, considered) = (usize::from(row.total), usize::from(row.considered));
        if total >= layout.heating.len() || row.income > INCOME_ALONE_MAX {
            return None;
        }
        let limit = layout.limits[total << 3 | usize::from(row.level.number())];
        let limit = u32::from(limit) * layout::LIMIT_UNIT;
        if limit == 0 {
            return None;
        }
        let cents = row.rent.min(limit) + layout.heating[total];
        let income_y = row.income.max(layout.least_income[considered]);
        // M in units of 1e-10 euros.
        let rent = i64::from(cents) * 100_000_000;
        let rent = if considered == total { rent } else { share(rent, row.considered, row.total) };
        let rent_m = rent.max(i64::from(layout.least_rent[considered]) * 100_000_000);
        let (first, second, third) = self.law.coefficients_raw(row.considered.into());
        // The coefficients have units of 1e-10, their sum has 1e-12.
        let by_rent = second * (rent_m / 100) / 1_000_000;
        let sum = first * 100 + by_rent + third * i64::from(income_y);
        // In units of 1e-14 euros; a negative amount is none.
        let left = (rent_m * 10_000 - sum * i64::from(income_y)).max(0);
        let scaled = left.unsigned_abs() * 23 + EURO / 2;
        let (rounded, beyond) = (scaled / EURO, scaled % EURO);
        if beyond.wrapping_sub(CLOSE) > EURO - 2 * CLOSE {
            return None;
        }
        let rounded = u32::try_from(rounded).ok()?;
        let supplement = layout.supplement[considered];
        let amount = if rounded > 0 && supplement > 0 {
            let euros = u32::try_from(rent / 10_000_000_000).ok()?;
            rounded.max(euros.min(rounded + supplement))
        } else {
            rounded
        };
        Some(if amount < layout.least_payment { 0 } else { amount })
    }
}

/// The part of an amount, rounded half up (§ 11 (3)).
fn share(amount: i64, part: u8, whole: u8) -> i64 {
    let (part, whole) = (i64::from(part), i64::from(whole));
    (2 * amount * part + whole) / (2 * whole)
}
