//! M from the rent (§§ 11, 12) and the amount from M and Y (§ 19): exact, with all roundings.

use serde::{Deserialize, Serialize};

use crate::money::{Cents, Fixed, ONE};
use crate::tables::{LawError, Params, RentLevel};

/// What §§ 11 and 12 make of the rent or burden of a flat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsideredRent {
    /// H, rent ceiling for all members (§ 12 (1)).
    pub ceiling: Cents,
    /// K, climate amount (§ 12 (7)).
    pub climate: Cents,
    /// E, heating amount (§ 12 (6)).
    pub heating: Cents,
    /// The lesser of rent and H + K, for the whole flat.
    pub capped: Fixed,
    /// M for the considered members, after the share of § 11 (3).
    pub m: Fixed,
    /// M without the heating amount, after the share: the measure of § 27 (1) and (2).
    pub without_heating: Fixed,
}

/// The rent or burden to consider.
///
/// `rent` is the rent of the whole flat after § 11 (2); `None` stands for a resident of a home,
/// where the ceiling counts whatever the cost (§ 11 (1) sentence 2).
///
/// # Errors
/// [`LawError::NoSuchLevel`] if the level did not exist under this law.
pub fn considered_rent(
    params: &Params,
    total: u32,
    considered: u32,
    level: RentLevel,
    rent: Option<Fixed>,
) -> Result<ConsideredRent, LawError> {
    let ceiling = params
        .ceiling(total, level)
        .ok_or(LawError::NoSuchLevel { level: level.number(), month: Some(params.valid_from) })?;
    let climate = params.climate(total);
    let heating = params.heating(total);
    let limit = Fixed::from(ceiling + climate);
    let capped = rent.map_or(limit, |rent| rent.at_least_zero().min(limit));
    // § 11 (3) takes the same share of all three parts, so one division is enough.
    let share = |value: Fixed| {
        if considered >= total { value } else { value.share(considered.into(), total.into()) }
    };
    Ok(ConsideredRent {
        ceiling,
        climate,
        heating,
        capped,
        m: share(capped + heating.into()),
        without_heating: share(capped),
    })
}

/// Everything § 19 computes, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// M after the rounding of the law until 2015, before the least value.
    pub m_rounded: Fixed,
    /// Y after the rounding of the law until 2015, before the least value.
    pub y_rounded: Fixed,
    /// M after the least value of Anlage 3 no. 1.
    pub m_used: Fixed,
    /// Y after the least value.
    pub y_used: Fixed,
    /// a + b·M + c·Y.
    pub z1: Fixed,
    /// z1·Y.
    pub z2: Fixed,
    /// M − z2.
    pub z3: Fixed,
    /// 1.15·z3 (1.08 until 2015).
    pub z4: Fixed,
    /// z4 in whole euros, never below zero.
    pub rounded_eur: i64,
    /// After the supplement for more than twelve members and the cap of the 2027 bill.
    pub before_minimum_payment_eur: i64,
    /// What is paid per month: zero below the minimum payment of § 21 no. 1.
    pub eur: i64,
}

/// The amount of § 19 for the considered members.
///
/// `m` and `y` must not be negative; more than ten billion euros is treated as that much.
#[expect(clippy::many_single_char_names, reason = "the letters of the act")]
pub fn amount(params: &Params, considered: u32, m: Fixed, y: Fixed) -> Amount {
    let limit = Fixed::from(Cents(crate::money::AMOUNT_CENTS_MAX));
    let (m, y) = (m.at_least_zero().min(limit), y.at_least_zero().min(limit));
    let (m_rounded, y_rounded) = if params.rounds_rent_and_income_first {
        (to_middle_of_ten(m), to_middle_of_ten(y))
    } else {
        (m, y)
    };
    let (m_least, y_least) = params.minimums(considered);
    let (m_used, y_used) = (m_rounded.max(m_least.into()), y_rounded.max(y_least.into()));
    let (a, b, c) = params.coefficients(considered);
    // One rounding for the whole of z1: each z is a number with ten decimals, its parts are not.
    let z1 = a + Fixed(crate::money::div_half_up(b.0 * m_used.0 + c.0 * y_used.0, ONE));
    let z2 = z1.times(y_used);
    let z3 = m_used - z2;
    let z4 = z3.share(params.factor_percent.into(), 100);
    let rounded_eur = z4.to_euros_half_up().max(0);
    let before_minimum_payment_eur = supplement_and_cap(params, considered, m, rounded_eur);
    let eur = if before_minimum_payment_eur < params.minimum_payment_eur {
        0
    } else {
        before_minimum_payment_eur
    };
    Amount {
        m_rounded,
        y_rounded,
        m_used,
        y_used,
        z1,
        z2,
        z3,
        z4,
        rounded_eur,
        before_minimum_payment_eur,
        eur,
    }
}

/// § 19 (3): a supplement for each member from the 13th, at most up to the rent considered, and
/// only on top of a positive result (our reading); then the cap of the bill for 2027.
pub(crate) fn supplement_and_cap(params: &Params, considered: u32, m: Fixed, eur: i64) -> i64 {
    let further = i64::from(considered.saturating_sub(12));
    let rent = m.to_euros_down();
    let eur = if further > 0 && eur > 0 {
        eur.max(rent.min(eur + further * params.supplement_eur))
    } else {
        eur
    };
    if params.is_capped_at_rent { eur.min(rent) } else { eur }
}

/// Until 2015 (Anlage 2 nos. 1 and 2 of that time): up to the next multiple of ten unless it is
/// one already, then minus five.
fn to_middle_of_ten(value: Fixed) -> Fixed {
    let ten = 10 * ONE;
    let up = (value.0 + ten - 1).div_euclid(ten) * ten;
    Fixed(up - 5 * ONE).at_least_zero()
}

/// Largest M or Y for which every product of [`whole_cents_amount`] fits into 64 bits, in cents.
const WHOLE_CENTS_MAX: i64 = 5_000_000;

/// As [`amount`], for whole cents up to 50,000 euros: M, Y and the amount in 64 bits.
///
/// Gives the same result to the last decimal, several times faster; `None` outside its range.
pub(crate) fn whole_cents_amount(
    params: &Params,
    considered: u32,
    m: Fixed,
    y: Fixed,
) -> Option<(Fixed, Fixed, i64)> {
    let (rent, income) = (m.whole_cents()?, y.whole_cents()?);
    if !(0..=WHOLE_CENTS_MAX).contains(&rent) || !(0..=WHOLE_CENTS_MAX).contains(&income) {
        return None;
    }
    let (mut rent_used, mut income_used) = (rent, income);
    if params.rounds_rent_and_income_first {
        let to_middle = |cents: i64| ((cents + 999) / 1000 * 1000 - 500).max(0);
        (rent_used, income_used) = (to_middle(rent), to_middle(income));
    }
    let (least_rent, least_income) = params.minimums(considered);
    (rent_used, income_used) = (rent_used.max(least_rent.0), income_used.max(least_income.0));
    let (first, second, third) = params.coefficients_raw(considered);
    // Coefficients are units of 1e-10, amounts of 1e-2: products of 1e-12, rounded to 1e-10.
    let z1 = first + half_up(second * rent_used + third * income_used, 100);
    let z2 = half_up(z1 * income_used, 100);
    let z3 = rent_used * 100_000_000 - z2;
    let z4 = half_up(z3 * params.factor_percent, 100);
    let rounded = half_up(z4, 10_000_000_000).max(0);
    let before = supplement_and_cap(params, considered, m, rounded);
    let eur = if before < params.minimum_payment_eur { 0 } else { before };
    Some((Cents(rent_used).into(), Cents(income_used).into(), eur))
}

/// Divides and rounds halves away from zero, in 64 bits.
fn half_up(numerator: i64, denominator: i64) -> i64 {
    let half = denominator / 2;
    if numerator < 0 { (numerator - half) / denominator } else { (numerator + half) / denominator }
}
