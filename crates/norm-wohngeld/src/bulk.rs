//! Millions of rows under one law: the same results as [`crate::compute_under`], several times faster.
//!
//! The law computes with ten decimals and rounds after every step. Here the whole polynomial of
//! § 19 (1) is computed without any rounding in 64 bits, and only its end is rounded. The two can
//! differ by at most 1.4e-6 euros; a row whose end lies closer than that to a half euro is computed
//! once more in the steps of the law. So the result is always that of the law.

use crate::batch::{BatchInput, BatchOutput, compute_under};
use crate::money::{Cents, Fixed};
use crate::tables::{LawError, Params, RentLevel};

/// Income up to which every product fits into 64 bits, in cents: 20,000 euros a month.
const INCOME_MAX: u32 = 2_000_000;

/// One euro after the factor 23/20 = 1.15, in units of 1e-14 euros.
const EURO: u64 = 2_000_000_000_000_000;

/// 1.5e-6 euros in the same units: closer to a half euro the steps of the law decide.
const CLOSE: u64 = 3_000_000_000;

/// The factor of § 19 (1) since 2016, in percent.
const FACTOR: i64 = 115;

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

/// The answer to a [`CentRow`], sixteen bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CentResult {
    rent_m: i64,
    income_y: u32,
    eur: u32,
}

impl CentResult {
    /// Benefit in whole euros per month.
    pub fn wohngeld_eur(self) -> u32 {
        self.eur
    }

    /// M as it enters the formula, after the least value.
    pub fn rent_m(self) -> Fixed {
        Fixed(self.rent_m.into())
    }

    /// Y as it enters the formula, after the least value.
    pub fn income_y(self) -> Fixed {
        Cents(self.income_y.into()).into()
    }

    fn of(output: &BatchOutput) -> Self {
        Self {
            rent_m: i64::try_from(output.rent_m.0).unwrap_or(i64::MAX),
            income_y: u32::try_from(output.income_y.to_cents_half_up().0).unwrap_or(u32::MAX),
            eur: u32::try_from(output.wohngeld_eur).unwrap_or(u32::MAX),
        }
    }
}

/// Ceiling and heating amount in cents for a number of members and a level.
#[derive(Debug, Clone, Copy, Default)]
struct Ceiling {
    limit: u32,
    heating: u32,
}

/// What the formula needs for a number of considered members; coefficients in units of 1e-12 and
/// 1e-10, least values in cents.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    first: i64,
    second: i64,
    third: i64,
    least_rent: i64,
    least_income: u32,
}

/// A law laid out for many rows.
#[derive(Debug)]
pub struct Bulk<'a> {
    law: &'a Params,
    /// By members (four bits) and level (three bits).
    ceilings: [Ceiling; 128],
    /// By considered members.
    rows: [Row; 16],
    least_payment: u64,
    is_plain: bool,
}

impl<'a> Bulk<'a> {
    /// Lays out the tables of a law.
    pub fn new(law: &'a Params) -> Self {
        let mut bulk = Self {
            law,
            ceilings: [Ceiling::default(); 128],
            rows: [Row::default(); 16],
            least_payment: u64::try_from(law.minimum_payment_eur).unwrap_or(u64::MAX),
            is_plain: law.factor_percent == FACTOR
                && !law.rounds_rent_and_income_first
                && !law.is_capped_at_rent,
        };
        let cents = |amount: Cents| u32::try_from(amount.0).unwrap_or(u32::MAX);
        for members in 1..=12_u8 {
            let count = u32::from(members);
            let (first, second, third) = law.coefficients_raw(count);
            let (rent, income) = law.minimums(count);
            bulk.rows[usize::from(members)] = Row {
                first: first * 100,
                second,
                third,
                least_rent: rent.0,
                least_income: cents(income),
            };
            for level in (1..=7).filter_map(RentLevel::new) {
                let Some(ceiling) = law.ceiling(count, level) else { continue };
                bulk.ceilings[place(members, level)] = Ceiling {
                    limit: cents(ceiling + law.climate(count)),
                    heating: cents(law.heating(count)),
                };
            }
        }
        bulk
    }

    /// Computes rows into results, which are replaced.
    ///
    /// # Errors
    /// [`LawError::NoSuchLevel`] for the first row whose rent level this law did not have.
    pub fn compute(&self, rows: &[CentRow], results: &mut Vec<CentResult>) -> Result<(), LawError> {
        results.resize(rows.len(), CentResult::default());
        for (row, result) in rows.iter().zip(results.iter_mut()) {
            *result = match self.quick(*row) {
                Some(quick) => quick,
                None => self.by_steps(*row)?,
            };
        }
        Ok(())
    }

    /// A row without rounding in between; `None` where the steps of the law must decide.
    #[inline]
    fn quick(&self, row: CentRow) -> Option<CentResult> {
        let ceiling = self.ceilings[place(row.total.min(12), row.level)];
        let is_quick =
            self.is_plain && ceiling.limit > 0 && row.considered <= 12 && row.income <= INCOME_MAX;
        if !is_quick {
            return None;
        }
        let values = &self.rows[usize::from(row.considered & 15)];
        let rent = i64::from(row.rent.min(ceiling.limit) + ceiling.heating);
        let income_y = row.income.max(values.least_income);
        let income = i64::from(income_y);
        // M and b·M in units of 1e-10 and 1e-12 euros.
        let (rent_m, by_rent) = if row.considered == row.total {
            let rent = rent.max(values.least_rent);
            (rent * 100_000_000, values.second * rent)
        } else {
            let (part, whole) = (u64::from(row.considered), u64::from(row.total));
            let shared = rent.unsigned_abs() * 100_000_000 * part;
            let shared = i64::try_from((2 * shared + whole) / (2 * whole)).ok()?;
            let rent_m = shared.max(values.least_rent * 100_000_000);
            (rent_m, values.second * (rent_m / 100) / 1_000_000)
        };
        let share = values.first + by_rent + values.third * income;
        // In units of 1e-14 euros; a negative amount is none.
        let left = (rent_m * 10_000 - share * income).max(0);
        let scaled = left.unsigned_abs() * 23 + EURO / 2;
        let (eur, beyond) = (scaled / EURO, scaled % EURO);
        if beyond.wrapping_sub(CLOSE) > EURO - 2 * CLOSE {
            return None;
        }
        let eur = if eur < self.least_payment { 0 } else { u32::try_from(eur).ok()? };
        Some(CentResult { rent_m, income_y, eur })
    }

    /// The steps of the law.
    #[cold]
    fn by_steps(&self, row: CentRow) -> Result<CentResult, LawError> {
        Ok(CentResult::of(&compute_under(self.law, &row.input(self.law))?))
    }
}

/// Where the ceiling for members (at most twelve) and level lies.
#[inline]
fn place(members: u8, level: RentLevel) -> usize {
    usize::from((members & 15) << 3 | (level.number() & 7))
}
