//! Dated amounts of §§ 14 to 18 `WoGG` and of the acts they refer to, and the flat amounts of
//! the `WoGV`.

use crate::money::Cents;
use crate::month::Month;

/// An amount and the month from which it holds.
pub type Dated = (Month, Cents);

const fn from(year: i32, month: i32, euros: i64) -> Dated {
    (Month::known(year, month), Cents::euros(euros))
}

/// Lump sum for employees (§ 9a sentence 1 no. 1 a `EStG`), per year.
pub const EMPLOYEE_LUMP_SUM: [Dated; 4] =
    [from(2009, 1, 920), from(2011, 1, 1000), from(2022, 1, 1200), from(2023, 1, 1230)];

/// § 17 no. 1: degree of 100, or care at home (until 2015 with a degree of at least 80), per year.
pub const DISABILITY: [Dated; 2] = [from(2009, 1, 1500), from(2020, 1, 1800)];

/// § 17 no. 2 until 2015: degree below 80 with care at home, per year.
pub const DISABILITY_LOWER_UNTIL_2015: Cents = Cents::euros(1200);

/// § 17 no. 2 (until 2015 no. 3): persecuted by the Nazi regime, per year.
pub const NAZI_PERSECUTION: Cents = Cents::euros(750);

/// § 17 no. 3 since 2016: only with children, per year and household.
pub const SINGLE_PARENT: Cents = Cents::euros(1320);

/// § 17 no. 4 until 2015: per child under twelve of a single parent at work, per year.
pub const SINGLE_PARENT_PER_CHILD_UNTIL_2015: Cents = Cents::euros(600);

/// § 17 no. 4 (until 2015 no. 5): own earnings of a child, at most, per year.
pub const WORKING_CHILD: [Dated; 2] = [from(2009, 1, 600), from(2016, 1, 1200)];

/// § 17a: part of the yearly pension that is free.
pub const BASIC_PENSION_BASE: Cents = Cents::euros(1200);

/// § 17a: percent of the rest of the yearly pension that is free.
pub const BASIC_PENSION_PERCENT: i64 = 30;

/// First month of § 17a.
pub const BASIC_PENSION_FROM: Month = Month::known(2021, 1);

/// Regelbedarfsstufe 1 per month (Anlage to § 28 SGB XII).
pub const SUBSISTENCE_LEVEL_1: [Dated; 7] = [
    from(2020, 1, 432),
    from(2021, 1, 446),
    from(2022, 1, 449),
    from(2023, 1, 502),
    from(2024, 1, 563),
    from(2025, 1, 563),
    from(2026, 1, 563),
];

/// Lump sum for annuities and for civil service pensions (§ 9a sentence 1 nos. 1 b and 3 `EStG`).
pub const PENSION_LUMP_SUM: Cents = Cents::euros(102);

/// Capital yield that does not count, per year (§ 14 (2) no. 15).
pub const CAPITAL_FREE: Cents = Cents::euros(100);

/// Savings lump sum (§ 20 (9) `EStG`), per person and year; used by the bill for 2027 only.
pub const SAVINGS_LUMP_SUM: Cents = Cents::euros(1000);

/// Support spent on a carer that does not count, per year (§ 14 (2) nos. 19 and 20).
pub const CARER_FREE: Cents = Cents::euros(6540);

/// Support without prior duty that does not count, per year (§ 14 (2) no. 19).
pub const GIFTS_FREE: Cents = Cents::euros(480);

/// Parental allowance that does not count, per month and child (§ 10 BEEG).
pub const PARENTAL_ALLOWANCE_FREE: Cents = Cents::euros(300);

/// § 18 per year: trainee elsewhere, shared child, former spouse, other person.
pub const MAINTENANCE: [Cents; 4] =
    [Cents::euros(3000), Cents::euros(3000), Cents::euros(6000), Cents::euros(3000)];

/// Usable assets the guideline leaves for the first considered member (rule 21.37).
pub const ASSETS_FIRST: Cents = Cents::euros(60_000);

/// Usable assets the guideline leaves for each further considered member.
pub const ASSETS_FURTHER: Cents = Cents::euros(30_000);

/// Bill for 2027: assets at most.
pub const ASSETS_MAX_BILL_2027: Cents = Cents::euros(120_000);

/// § 6 (2) no. 1 `WoGV`: heating, cents per square metre and month.
pub const HEATING_CENTS_PER_M2: i64 = 125;

/// § 6 (2) no. 2 `WoGV`: hot water for one, two and each further occupant, per month.
pub const HOT_WATER: [Cents; 3] = [Cents::euros(9), Cents::euros(17), Cents::euros(3)];

/// § 6 (2) no. 3 `WoGV`: other household energy for one, two and each further occupant.
pub const ENERGY: [Cents; 3] = [Cents::euros(41), Cents::euros(74), Cents::euros(15)];

/// § 6 (2) no. 4 `WoGV`: garage, per month.
pub const GARAGE: Cents = Cents::euros(36);

/// § 6 (2) no. 4 `WoGV`: parking space, per month.
pub const PARKING: Cents = Cents::euros(25);

/// § 13 (2) `WoGV`: upkeep and operation, euros per square metre and year.
pub const UPKEEP_PER_M2_YEAR: Cents = Cents::euros(36);

/// First month for which the flat amounts of the `WoGV` were read in the text of the ordinance.
pub const FLAT_AMOUNTS_READ_FROM: Month = Month::known(2022, 1);

/// The amount that holds in a month, if the table reaches back so far.
pub fn at(table: &[Dated], month: Month) -> Option<Cents> {
    table.iter().rev().find(|(from, _)| *from <= month).map(|(_, amount)| *amount)
}
