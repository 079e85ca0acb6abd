//! The numbers of a law as the kernel looks them up, and the proof that its arithmetic holds.

use crate::money::Cents;
use crate::tables::{Params, RentLevel};

/// Nobody with more income gets anything ([`Layout::is_sound`] asks it of each law), so more is
/// computed like this much: 10,485.76 euros a month, in cents.
pub(super) const INCOME_MAX: u32 = 1 << 20;

/// One cent in units of 1e-11 euros.
pub(super) const CENT: u64 = 1_000_000_000;

/// 1.15 times 2^17 units of 1e-11 euros, in units of 2^-51 euros.
pub(super) const SCALE: u64 = 3_394_200_910;

/// 1.15 units of 1e-11 euros, in units of 2^-68 euros.
pub(super) const WIDE_SCALE: u64 = 3_394_200_910;

/// Bits of a scaled amount below one euro.
pub(super) const FRACTION: u32 = 16;

/// How close to a half euro a rounded amount must be computed again, in units of the last bit of
/// [`FRACTION`], which is 1.5e-5 euros.
///
/// The arithmetic is off by at most 1.6e-6 euros (the bits dropped before [`SCALE`]) and 1e-6 (its
/// rounding), the law by 1.4e-6 (it rounds to ten decimals after each step).
pub(super) const WINDOW: u32 = 1;

/// The same for a share: its M is up to 1.01 cents too little, so the amount up to 1.15 times that,
/// which is less than 2^-6 euros.
pub(super) const SHARED_WINDOW: u32 = (1 << (FRACTION - 6)) + WINDOW;

/// Every ceiling with its climate amount is a multiple of ten cents, so it fits into 16 bits.
pub(super) const LIMIT_UNIT: u32 = 10;

/// The factor of § 19 (1) since 2016, in percent.
const FACTOR: i64 = 115;

/// M in cents has at most so many bits.
const RENT_BITS: u32 = 19;

/// What the kernel looks up, each table by a number of members from 0 to 15. No members and a
/// level that did not exist have the limit 0.
#[derive(Debug)]
#[repr(C, align(64))]
pub(super) struct Layout {
    /// Ceiling with climate amount in units of [`LIMIT_UNIT`], by members (four bits) and level
    /// (three bits).
    pub(super) limits: [u16; 128],
    /// Heating amount in cents, by members.
    pub(super) heating: [u32; 16],
    /// 2^32 divided by the members, rounded down.
    pub(super) parts: [u32; 16],
    /// Least M in cents, by considered members like all that follow.
    pub(super) least_rent: [u32; 16],
    /// Least Y in cents.
    pub(super) least_income: [u32; 16],
    /// a in units of 1e-9, negative ones as in 32 bits.
    pub(super) first: [u32; 16],
    /// b in units of 1e-7.
    pub(super) by_rent: [u32; 16],
    /// c in units of 1e-7.
    pub(super) by_income: [u32; 16],
    /// Supplement of § 19 (3) in euros.
    pub(super) supplement: [u32; 16],
    /// Least payment in euros.
    pub(super) least_payment: u32,
}

impl Layout {
    /// Lays a law out; `None` where the arithmetic of the kernel would not hold.
    pub(super) fn new(law: &Params) -> Option<Self> {
        if law.factor_percent != FACTOR || law.rounds_rent_and_income_first || law.is_capped_at_rent
        {
            return None;
        }
        let mut layout = Self {
            limits: [0; 128],
            heating: [0; 16],
            parts: [0; 16],
            least_rent: [0; 16],
            least_income: [0; 16],
            first: [0; 16],
            by_rent: [0; 16],
            by_income: [0; 16],
            supplement: [0; 16],
            least_payment: u32::try_from(law.minimum_payment_eur).ok()?,
        };
        let mut highest_rent = 0;
        for members in 1..=15_u8 {
            highest_rent = highest_rent.max(layout.add_limits(law, members)?);
            layout.add_values(law, members)?;
            let place = usize::from(members);
            let least = layout.least_rent[place];
            let is_sound = layout.is_sound(place, [least, highest_share(law, members)?.max(least)]);
            if !is_sound || highest_rent >= 1 << RENT_BITS {
                return None;
            }
        }
        Some(layout)
    }

    /// Fills in what depends on all members; answers the highest rent considered.
    fn add_limits(&mut self, law: &Params, members: u8) -> Option<u32> {
        let (count, place) = (u32::from(members), usize::from(members));
        self.heating[place] = cents(law.heating(count))?;
        // One member has no share.
        self.parts[place] = u32::try_from((1_u64 << 32) / u64::from(members)).unwrap_or(u32::MAX);
        let mut highest = 0;
        for level in (1..=7).filter_map(RentLevel::new) {
            let Some(ceiling) = law.ceiling(count, level) else { continue };
            let limit = cents(ceiling + law.climate(count))?;
            self.limits[place << 3 | usize::from(level.number())] =
                u16::try_from(limit / LIMIT_UNIT).ok().filter(|_| limit % LIMIT_UNIT == 0)?;
            highest = highest.max(limit + self.heating[place]);
        }
        Some(highest)
    }

    /// Fills in what depends on the considered members.
    fn add_values(&mut self, law: &Params, members: u8) -> Option<()> {
        let (count, place) = (u32::from(members), usize::from(members));
        let (first, second, third) = law.coefficients_raw(count);
        let (rent, income) = law.minimums(count);
        let whole = |value: i64, unit: i64| (value % unit == 0).then_some(value / unit);
        self.first[place] = i32::try_from(whole(first, 10)?).ok()?.cast_unsigned();
        self.by_rent[place] = u32::try_from(whole(second, 1000)?).ok()?;
        self.by_income[place] = u32::try_from(whole(third, 1000)?).ok()?;
        self.least_rent[place] = cents(rent)?;
        self.least_income[place] = cents(income)?;
        self.supplement[place] =
            count.saturating_sub(12) * u32::try_from(law.supplement_eur).ok()?;
        Some(())
    }

    /// Whether the kernel is right for a number of considered members with the given least and
    /// highest M.
    fn is_sound(&self, members: usize, [least, highest]: [u32; 2]) -> bool {
        let first = i64::from(self.first[members].cast_signed());
        let (by_rent, by_income) =
            (i64::from(self.by_rent[members]), i64::from(self.by_income[members]));
        let (income, cent) = (i64::from(INCOME_MAX), CENT.cast_signed());
        let negative = (-first).max(0);
        // a + b·M + c·Y fits into 32 bits with a sign, and M - (a + b·M + c·Y)·Y into 49.
        let share = first.abs() + by_rent * i64::from(highest) + by_income * income;
        let left = i64::from(highest) * cent + negative * income;
        let fits = share < 1 << 31 && left < 1 << 49;
        // Nothing is left at INCOME_MAX with the least and the highest M, so with none between,
        // for it is linear in M; and it falls with Y from there on: its slope is at most
        // -(a + 2·c·Y).
        let is_nothing = |rent: u32| {
            let rent = i64::from(rent);
            rent * cent <= (first + by_rent * rent + by_income * income) * income
        };
        let ends = is_nothing(least)
            && is_nothing(highest)
            && first + 2 * by_income * income >= 0
            && self.least_income[members] <= INCOME_MAX;
        // Where something is left, M·(1 - b·Y) >= (a + c·Y)·Y. If b·Y were above 1, c·Y would be
        // below -a and so b·Y below -a·b/c, which is at most 1. So b·Y is at most 1: a cent of M
        // changes the amount by at most 1.15 cents, and never downwards.
        let is_gentle = negative * by_rent <= by_income * cent;
        fits && ends && is_gentle
    }
}

/// Highest M for a number of considered members: part of a household of at least as many.
fn highest_share(law: &Params, considered: u8) -> Option<u32> {
    let mut highest = 0;
    for total in considered..=15 {
        for level in (1..=7).filter_map(RentLevel::new) {
            let count = u32::from(total);
            let Some(ceiling) = law.ceiling(count, level) else { continue };
            let whole = cents(ceiling + law.climate(count) + law.heating(count))?;
            highest = highest.max((whole * u32::from(considered)).div_ceil(count));
        }
    }
    Some(highest)
}

fn cents(amount: Cents) -> Option<u32> {
    u32::try_from(amount.0).ok()
}
