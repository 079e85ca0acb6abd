//! Sixteen rows at once, in the widest registers of the processor.
//!
//! All of it is integer arithmetic. What is said about the size of a value holds for every row
//! whose bit is not set at the end; [`Layout::new`] refuses a law for which it would not.

#![expect(clippy::inline_always, reason = "instructions reach only what is inlined under them")]

use std::ops::{Add, Mul, Shr};

use fearless_simd::prelude::*;
use fearless_simd::{Level, i64x8, u32x16, u64x8};

use super::columns::{CentColumns, LANES};
use super::layout::{
    CENT, FRACTION, INCOME_MAX, LIMIT_UNIT, Layout, SCALE, SHARED_WINDOW, WIDE_SCALE, WINDOW,
};

/// The columns of sixteen rows.
#[derive(Clone, Copy)]
struct Block<'a> {
    rent: &'a [u32; LANES],
    income: &'a [u32; LANES],
    total: &'a [u8; LANES],
    considered: &'a [u8; LANES],
    level: &'a [u8; LANES],
}

/// Bits of the registers used.
pub(super) fn register_bits(level: Level) -> u32 {
    if level.as_avx512().is_some() {
        512
    } else if level.as_avx2().is_some() {
        256
    } else {
        64
    }
}

/// Computes the amount of every row and answers the places of those that must be computed again,
/// in their order; `None` where the processor has neither AVX-512 nor AVX2.
pub(super) fn compute(
    level: Level,
    layout: &Layout,
    rows: &CentColumns,
    amounts: &mut [u32],
) -> Option<Vec<usize>> {
    if let Some(avx512) = level.as_avx512() {
        return Some(avx512.vectorize(
            #[inline(always)]
            || run(avx512, layout, rows, amounts),
        ));
    }
    let avx2 = level.as_avx2()?;
    Some(avx2.vectorize(
        #[inline(always)]
        || run(avx2, layout, rows, amounts),
    ))
}

#[inline(always)]
fn run<S: Simd>(simd: S, layout: &Layout, rows: &CentColumns, amounts: &mut [u32]) -> Vec<usize> {
    let mut open = Vec::new();
    let (rents, last_rents) = rows.rent.as_chunks();
    let (incomes, last_incomes) = rows.income.as_chunks();
    let (totals, last_totals) = rows.total.as_chunks();
    let (considered, last_considered) = rows.considered.as_chunks();
    let (levels, last_levels) = rows.level.as_chunks();
    let (blocks, last) = amounts.as_chunks_mut::<LANES>();
    let columns = rents.iter().zip(incomes).zip(totals).zip(considered).zip(levels);
    for (index, (((((rent, income), total), considered), level), amounts)) in
        columns.zip(blocks).enumerate()
    {
        let block = Block { rent, income, total, considered, level };
        let (computed, again) = sixteen(simd, layout, block);
        *amounts = computed.into();
        if again != 0 {
            note(&mut open, index * LANES, again);
        }
    }
    if !last.is_empty() {
        let block = Block {
            rent: &filled(last_rents, 0),
            income: &filled(last_incomes, 0),
            total: &filled(last_totals, 1),
            considered: &filled(last_considered, 1),
            level: &filled(last_levels, 1),
        };
        let (computed, again) = sixteen(simd, layout, block);
        let computed: [u32; LANES] = computed.into();
        last.copy_from_slice(&computed[..last.len()]);
        note(&mut open, rows.len() - last.len(), again & ((1 << last.len()) - 1));
    }
    open
}

/// The rest of a column, filled up.
fn filled<T: Copy>(rest: &[T], with: T) -> [T; LANES] {
    std::array::from_fn(|lane| rest.get(lane).copied().unwrap_or(with))
}

/// Notes the rows of a block whose bits are set.
#[cold]
fn note(open: &mut Vec<usize>, first: usize, bits: u64) {
    open.extend((0..LANES).filter(|lane| bits >> lane & 1 == 1).map(|lane| first + lane));
}

/// The amounts of sixteen rows, and a bit for each row that must be computed again.
#[inline(always)]
fn sixteen<S: Simd>(simd: S, layout: &Layout, block: Block<'_>) -> (u32x16<S>, u64) {
    let lanes = |bytes: &[u8; LANES]| u32x16::load_array(simd, bytes.map(u32::from));
    let number = |value: u32| u32x16::splat(simd, value);
    // More than fifteen members have no row in any table, like a level that does not exist.
    let total = lanes(&block.total.map(|total| total.min(16)));
    let considered = lanes(&block.considered.map(|considered| considered & 15));
    let is_shared = total.simd_ne(considered);
    let limit = limits(simd, &layout.limits, total << 3 | lanes(block.level));
    let look_up = |table: &[u32; 16], places| look_up(simd, table, places);

    // M in cents, below 2^19; for a share rounded down, so up to 1.01 cents too little.
    let rent = u32x16::load_array_ref(simd, block.rent).min(limit);
    let rent = rent + look_up(&layout.heating, total);
    let share = Pairs::of(rent * considered) * Pairs::of(look_up(&layout.parts, total));
    let rent = is_shared.select((share >> 32).join(), rent);
    let rent_m = rent.max(look_up(&layout.least_rent, considered));
    let income = u32x16::load_array_ref(simd, block.income)
        .max(look_up(&layout.least_income, considered))
        .min(INCOME_MAX);

    // a + b·M + c·Y in units of 1e-9 as a signed number.
    let share = look_up(&layout.first, considered)
        + look_up(&layout.by_rent, considered) * rent_m
        + look_up(&layout.by_income, considered) * income;
    // M - (a + b·M + c·Y)·Y in units of 1e-11 euros, below 2^49; a negative amount is none.
    let whole = Pairs::of(rent_m) * CENT;
    let left = whole.minus_at_least_zero(Pairs::signed(share), Pairs::of(income));
    // Times 1.15, half a euro more: whole euros above FRACTION bits.
    let scaled = scaled(simd, left).join();
    let rounded = scaled >> FRACTION;

    // § 19 (3): the supplement, at most up to the rent in whole euros.
    let supplement = look_up(&layout.supplement, considered);
    let euros = (rent * 5243) >> 19;
    let euros_in_cents = euros * 100;
    let euros = euros - euros_in_cents.simd_gt(rent).select(number(1), number(0));
    let more = rounded.max(euros.min(rounded + supplement));
    let amount = rounded.simd_gt(0).select(more, number(0));
    let is_paid = amount.simd_ge(layout.least_payment);

    // Close to a half euro, or the share to a whole one.
    let window = is_shared.select(number(SHARED_WINDOW), number(WINDOW));
    let is_close = ((scaled + window) & ((1 << FRACTION) - 1)).simd_le(window);
    let is_edge = (rent - euros_in_cents).simd_gt(97) & supplement.simd_gt(0) & is_shared;
    let again = is_close | is_edge | limit.simd_eq(0);
    (is_paid.select(amount, number(0)), again.to_bitmask())
}

/// Sixteen numbers of 32 bits as twice eight of 64 bits: those of the even lanes and of the odd.
#[derive(Clone, Copy)]
struct Pairs<S: Simd> {
    even: u64x8<S>,
    odd: u64x8<S>,
}

impl<S: Simd> Pairs<S> {
    #[inline(always)]
    fn of(lanes: u32x16<S>) -> Self {
        let both: u64x8<S> = lanes.bitcast();
        Self { even: both & u64::from(u32::MAX), odd: both >> 32 }
    }

    /// Numbers with a sign, as in 64 bits.
    #[inline(always)]
    fn signed(lanes: u32x16<S>) -> Self {
        let both: i64x8<S> = lanes.bitcast();
        Self { even: ((both << 32) >> 32).bitcast(), odd: (both >> 32).bitcast() }
    }

    /// Back into one register; the numbers have 32 bits.
    #[inline(always)]
    fn join(self) -> u32x16<S> {
        (self.even | self.odd << 32).bitcast()
    }

    /// `self - one * other`, or zero if that is negative.
    #[inline(always)]
    fn minus_at_least_zero(self, one: Self, other: Self) -> Self {
        let even: i64x8<S> = (self.even - one.even * other.even).bitcast();
        let odd: i64x8<S> = (self.odd - one.odd * other.odd).bitcast();
        Self { even: even.max(0).bitcast(), odd: odd.max(0).bitcast() }
    }
}

impl<S: Simd> Mul for Pairs<S> {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self { even: self.even * other.even, odd: self.odd * other.odd }
    }
}

impl<S: Simd> Mul<u64> for Pairs<S> {
    type Output = Self;

    /// The numbers have 32 bits: one instruction where a product of 64 bits has several.
    #[inline(always)]
    fn mul(self, by: u64) -> Self {
        let low = u64::from(u32::MAX);
        Self { even: (self.even & low) * by, odd: (self.odd & low) * by }
    }
}

impl<S: Simd> Add<u64> for Pairs<S> {
    type Output = Self;

    #[inline(always)]
    fn add(self, number: u64) -> Self {
        Self { even: self.even + number, odd: self.odd + number }
    }
}

impl<S: Simd> Shr<u32> for Pairs<S> {
    type Output = Self;

    #[inline(always)]
    fn shr(self, bits: u32) -> Self {
        Self { even: self.even >> bits, odd: self.odd >> bits }
    }
}

/// Amounts below 2^49 units of 1e-11 euros times 1.15, and half a euro more, cut off below
/// [`FRACTION`] bits.
#[inline(always)]
fn scaled<S: Simd>(simd: S, left: Pairs<S>) -> Pairs<S> {
    const HALF: u64 = 1 << (FRACTION - 1);
    let Some(avx512) = simd.level().as_avx512() else {
        return (((left >> 17) * SCALE) >> (51 - FRACTION)) + HALF;
    };
    let scaled = |left: u64x8<S>| {
        // The upper 52 bits of a product of 104 bits: 2^-68 becomes 2^-16.
        let found = wide::upper_product(avx512, left.to_array(), WIDE_SCALE, HALF);
        u64x8::load_array(simd, found)
    };
    Pairs { even: scaled(left.even), odd: scaled(left.odd) }
}

/// Looks the last four bits of each place up.
#[inline(always)]
fn look_up<S: Simd>(simd: S, table: &[u32; 16], places: u32x16<S>) -> u32x16<S> {
    let places = places.to_array();
    let found = if let Some(avx512) = simd.level().as_avx512() {
        wide::look_up(avx512, table, places)
    } else if let Some(avx2) = simd.level().as_avx2() {
        wide::look_up_in_halves(avx2, table, places)
    } else {
        places.map(|place| table[place as usize & 15])
    };
    u32x16::load_array(simd, found)
}

/// Looks the last seven bits of each place up.
#[inline(always)]
fn limits<S: Simd>(simd: S, table: &[u16; 128], places: u32x16<S>) -> u32x16<S> {
    let array = places.to_array();
    let Some(avx512) = simd.level().as_avx512() else {
        let found = array.map(|place| u32::from(table[place as usize & 127]));
        return u32x16::load_array(simd, found) * LIMIT_UNIT;
    };
    let (tables, _) = table.as_chunks();
    let part = |at: usize| {
        let found = wide::look_up_in_two(avx512, &tables[at], &tables[at + 1], array);
        u32x16::load_array(simd, found)
    };
    (places & 64).simd_ne(0).select(part(2), part(0)) * LIMIT_UNIT
}

/// Tables in registers.
mod wide {
    use std::arch::x86_64::{
        _mm256_blendv_ps, _mm256_castps_si256, _mm256_castsi256_ps, _mm256_permutevar8x32_epi32,
        _mm256_slli_epi32, _mm512_madd52hi_epu64, _mm512_permutex2var_epi16,
        _mm512_permutexvar_epi32,
    };

    use fearless_simd::prelude::*;
    use fearless_simd::{kernel, u16x32, u32x8, u32x16, u64x8};

    kernel!(
        /// The upper 52 bits of the products of numbers below 2^52 and one factor, and `more`.
        #[inline(always)]
        pub(super) fn upper_product(
            avx512: Avx512,
            numbers: [u64; 8],
            factor: u64,
            more: u64,
        ) -> [u64; 8] {
            let numbers = u64x8::load_array(avx512, numbers);
            let (factor, more) = (u64x8::splat(avx512, factor), u64x8::splat(avx512, more));
            let found = _mm512_madd52hi_epu64(more.into(), numbers.into(), factor.into());
            let found: u64x8<_> = found.simd_into(avx512);
            found.to_array()
        }
    );

    kernel!(
        #[inline(always)]
        pub(super) fn look_up(avx512: Avx512, table: &[u32; 16], places: [u32; 16]) -> [u32; 16] {
            let table = u32x16::load_array_ref(avx512, table);
            let places = u32x16::load_array(avx512, places);
            let found: u32x16<_> =
                _mm512_permutexvar_epi32(places.into(), table.into()).simd_into(avx512);
            found.to_array()
        }
    );

    kernel!(
        /// The last six bits of each place. The upper half of each place is 0 and finds what stands
        /// first: 0, because there is no level 0.
        #[inline(always)]
        pub(super) fn look_up_in_two(
            avx512: Avx512,
            first: &[u16; 32],
            second: &[u16; 32],
            places: [u32; 16],
        ) -> [u32; 16] {
            let first = u16x32::load_array_ref(avx512, first);
            let second = u16x32::load_array_ref(avx512, second);
            let places = u32x16::load_array(avx512, places);
            let found = _mm512_permutex2var_epi16(first.into(), places.into(), second.into());
            let found: u32x16<_> = found.simd_into(avx512);
            found.to_array()
        }
    );

    kernel!(
        #[inline(always)]
        pub(super) fn look_up_in_halves(
            avx2: Avx2,
            table: &[u32; 16],
            places: [u32; 16],
        ) -> [u32; 16] {
            let (low, high) = u32x16::load_array_ref(avx2, table).split();
            let (first, second) = u32x16::load_array(avx2, places).split();
            let half = |places: u32x8<_>| {
                let low = _mm256_permutevar8x32_epi32(low.into(), places.into());
                let high = _mm256_permutevar8x32_epi32(high.into(), places.into());
                let is_high = _mm256_slli_epi32::<28>(places.into());
                let found = _mm256_blendv_ps(
                    _mm256_castsi256_ps(low),
                    _mm256_castsi256_ps(high),
                    _mm256_castsi256_ps(is_high),
                );
                let found: u32x8<_> = _mm256_castps_si256(found).simd_into(avx2);
                found
            };
            half(first).combine(half(second)).to_array()
        }
    );
}
