//! Every amount is that of the law, with every kind of instructions that this machine has.

use fearless_simd::{Level, Simd};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::layout::{INCOME_MAX, Layout, SCALE, WIDE_SCALE};
use super::{Bulk, CentColumns, CentRow};
use crate::batch::{batch_columns, compute_under, read_batch_row};
use crate::money::Fixed;
use crate::month::Month;
use crate::tables::{LawError, LawOptions, Params, Regime, RentLevel, bill_2027, params, regimes};

/// Each kind of instructions that this machine has, and one row after the other.
fn levels() -> Vec<Level> {
    let mut levels = vec![Level::baseline()];
    #[cfg(target_arch = "x86_64")]
    {
        let best = Level::new();
        levels.extend(best.as_avx2().map(Simd::level));
        levels.extend(best.as_avx512().map(Simd::level));
    }
    levels
}

/// Laws that are computed in wide registers.
fn wide_laws() -> impl Iterator<Item = &'static Params> {
    regimes().iter().filter(|law| law.regime != Regime::R2009)
}

fn level(number: u8) -> RentLevel {
    RentLevel::new(number).expect("1 to 7")
}

fn by_the_law(law: &Params, row: CentRow) -> u32 {
    let output = compute_under(law, &row.input(law)).expect("the level exists");
    u32::try_from(output.wohngeld_eur).expect("a usual amount")
}

/// Computes rows with every kind of instructions and compares each with the steps of the law.
fn assert_lawful(law: &Params, rows: &CentColumns) {
    let rows_of = || (0..rows.len()).map(|place| rows.get(place).expect("a row"));
    let expected: Vec<u32> = rows_of().map(|row| by_the_law(law, row)).collect();
    for level in levels() {
        let bulk = Bulk { level, ..Bulk::new(law) };
        // What was there before must not matter.
        let mut amounts = vec![7; rows.len() + 3];
        bulk.compute(rows, &mut amounts).expect("the levels exist");
        assert_eq!(amounts.len(), expected.len());
        for ((amount, expected), row) in amounts.iter().zip(&expected).zip(rows_of()) {
            assert_eq!(amount, expected, "{level:?}, {:?}, {row:?}", law.regime);
        }
    }
}

#[test]
fn twelve_thousand_random_households_agree() {
    let root = std::env::var_os("RATHAUS_SHARED_DATA").map_or_else(
        || {
            let here = std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where");
            std::path::PathBuf::from(here).join("../../../shared/data")
        },
        std::path::PathBuf::from,
    );
    let path = root.join("wohngeld/gettsim_random_reference.csv");
    if !path.exists() {
        eprintln!("SKIPPED: {} is absent", path.display());
        return;
    }
    let mut reader = csv::Reader::from_path(path).unwrap();
    let heading: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let columns = batch_columns(&heading).unwrap();
    let paid = heading.iter().position(|name| name == "statute_wohngeld_eur").unwrap();
    let mut months: std::collections::BTreeMap<Month, (CentColumns, Vec<u32>)> =
        std::collections::BTreeMap::new();
    for record in reader.records() {
        let record = record.unwrap();
        let row = read_batch_row(&columns.map(|column| record.get(column).unwrap())).unwrap();
        let cents = |value: Fixed| u32::try_from(value.to_cents_half_up().0).unwrap();
        let (total, considered) = (row.persons_total, row.persons_considered);
        let (total, considered) = (total.try_into().unwrap(), considered.try_into().unwrap());
        let cent = CentRow::new(total, considered, row.level, cents(row.rent), cents(row.income));
        let (rows, expected) = months.entry(row.month).or_default();
        rows.push(cent.unwrap());
        expected.push(record.get(paid).unwrap().parse().unwrap());
    }
    let mut count = 0;
    for (month, (rows, expected)) in months {
        let law = params(month, &LawOptions::default()).unwrap();
        for level in levels() {
            let bulk = Bulk { level, ..Bulk::new(law) };
            let mut amounts = Vec::new();
            bulk.compute(&rows, &mut amounts).unwrap();
            assert_eq!(amounts, expected, "{level:?}, {month}");
        }
        assert_lawful(law, &rows);
        count += rows.len();
    }
    assert_eq!(count, 12_000);
}

/// The highest income with which a row still gets at least so many euros.
fn last_income(law: &Params, row: CentRow, eur: u32) -> u32 {
    let (mut enough, mut too_much) = (0, 2 * INCOME_MAX);
    while too_much - enough > 1 {
        let income = u32::midpoint(enough, too_much);
        let gets = by_the_law(law, CentRow { income, ..row });
        *(if gets >= eur { &mut enough } else { &mut too_much }) = income;
    }
    enough
}

#[test]
fn rows_at_borders_are_those_of_the_law() {
    for law in wide_laws() {
        let mut rows = CentColumns::default();
        for (total, excluded) in (1..=16_u8).flat_map(|total| [(total, 0), (total, total / 3)]) {
            let row = |rent| CentRow::new(total, total - excluded, level(total % 6 + 1), rent, 0);
            for rent in [0, 31_415, 78_901, 400_000] {
                let row = row(rent).expect("a row");
                let highest = by_the_law(law, row);
                for eur in [10, highest / 3, highest / 2, highest.saturating_sub(1), highest] {
                    let border = last_income(law, row, eur.max(1));
                    rows.extend(
                        (border.saturating_sub(2)..=border + 3)
                            .map(|income| CentRow { income, ..row }),
                    );
                }
            }
        }
        // Incomes where the highest one is put in their place.
        for total in 1..=15 {
            let rich = CentRow::new(total, total, level(6), u32::MAX, 0).expect("a row");
            let incomes = [INCOME_MAX - 1, INCOME_MAX, INCOME_MAX + 1, u32::MAX];
            rows.extend(incomes.map(|income| CentRow { income, ..rich }));
        }
        assert!(rows.len() > 3_000, "{}", rows.len());
        assert_lawful(law, &rows);
    }
}

#[test]
fn amounts_close_to_a_half_euro_are_decided_by_the_law() {
    // Rents step by step at one income: every amount moves over its half euros slowly.
    for law in wide_laws() {
        let rows: CentColumns = (0..1_500)
            .flat_map(|rent| {
                [(1, 1), (3, 2), (7, 7), (12, 11), (14, 13)].map(|(total, considered)| {
                    CentRow::new(total, considered, level(3), 20_000 + 4 * rent, 95_000)
                        .expect("a row")
                })
            })
            .collect();
        assert_lawful(law, &rows);
    }
}

#[test]
fn every_length_is_computed_to_its_end() {
    let law = &regimes()[6];
    for length in (0..=50).chain([255, 256, 257]) {
        let rows: CentColumns = (0..length)
            .map(|index| {
                let members = u8::try_from(1 + index % 7).expect("small");
                let income = 30_000 + u32::try_from(index).expect("small") * 977;
                CentRow::new(members, members, level(members), 60_000, income).expect("a row")
            })
            .collect();
        assert_eq!((rows.len(), rows.is_empty()), (length, length == 0));
        assert_eq!(rows.get(length), None);
        assert_lawful(law, &rows);
    }
}

#[test]
fn the_first_level_that_did_not_exist_is_refused() {
    let law = regimes().iter().find(|law| law.regime == Regime::R2016).expect("2016");
    let row = |number| CentRow::new(2, 2, level(number), 50_000, 90_000).expect("a row");
    for at in [0, 15, 16, 40] {
        let mut rows: CentColumns = (0..41).map(|_| row(5)).collect();
        rows.level[at] = 7;
        for level in levels() {
            let refused = Bulk { level, ..Bulk::new(law) }.compute(&rows, &mut Vec::new());
            let month = Some(law.valid_from);
            assert_eq!(refused, Err(LawError::NoSuchLevel { level: 7, month }));
        }
    }
}

#[test]
fn only_laws_for_which_it_holds_are_laid_out() {
    for law in regimes().iter().chain([bill_2027()]) {
        let rounds_otherwise = matches!(law.regime, Regime::R2009 | Regime::Bill2027);
        assert_eq!(Layout::new(law).is_none(), rounds_otherwise, "{:?}", law.regime);
    }
    let law = &regimes()[6];
    let with = |change: fn(&mut Params)| {
        let mut changed = Params { factor_percent: law.factor_percent, ..*law };
        change(&mut changed);
        Layout::new(&changed)
    };
    assert!(with(|law| law.minimum_payment_eur = 20).is_some());
    let refused: [fn(&mut Params); 8] = [
        |law| law.factor_percent = 110,
        |law| law.coefficients[3].0 += 1,
        |law| law.coefficients[3].1 += 1,
        |law| law.coefficients[3].2 = -1_000,
        // Something left at the highest income.
        |law| law.coefficients[0] = (0, 0, 0),
        |law| law.coefficients[11].2 = 90_000,
        // More than the amount for a cent of rent; and more rent than 19 bits.
        |law| law.coefficients[11].1 = 90_000_000,
        |law| law.ceilings_eur[5][6] = 600,
    ];
    for (index, change) in refused.into_iter().enumerate() {
        assert!(with(change).is_none(), "change {index}");
    }
}

#[test]
fn few_rows_are_computed_again() {
    #[cfg(target_arch = "x86_64")]
    for law in wide_laws() {
        let rows: CentColumns = (0..50_000_u32)
            .map(|index| {
                let total = u8::try_from(1 + index % 15).expect("small");
                let considered = total - u8::from(total > 1 && index % 7 == 0);
                let (rent, income) = (index * 7_919 % 250_000, index * 10_007 % 400_000);
                CentRow::new(total, considered, level(total % 6 + 1), rent, income).expect("a row")
            })
            .collect();
        let layout = Layout::new(law).expect("laid out");
        for level in levels() {
            let mut amounts = vec![0; rows.len()];
            let Some(open) = super::kernel::compute(level, &layout, &rows, &mut amounts) else {
                continue;
            };
            assert!(open.is_sorted() && open.len() < rows.len() / 200, "{}", open.len());
            assert!(!open.is_empty(), "some lie close to a half euro");
        }
    }
}

#[test]
fn the_scale_is_the_factor() {
    let (factor, unit) = (23_u128 << 68, 2_000_000_000_000_u128);
    assert_eq!(u128::from(SCALE), (factor + unit / 2) / unit);
    assert_eq!(SCALE, WIDE_SCALE);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_rows_are_those_of_the_law(
        law in select(regimes().iter().chain([bill_2027()]).collect::<Vec<_>>()),
        rows in vec((
            prop_oneof![5 => 1_u8..=16, 1 => any::<u8>().prop_map(|total| total.max(1))],
            prop_oneof![2 => Just(0_u8), 1 => any::<u8>()],
            1_u8..=6,
            prop_oneof![5 => 0_u32..350_000, 1 => any::<u32>()],
            prop_oneof![5 => 0_u32..600_000, 1 => any::<u32>()],
        ), 0..100),
    ) {
        let rows: CentColumns = rows
            .into_iter()
            .map(|(total, excluded, number, rent, income)| {
                let considered = total - excluded % total;
                CentRow::new(total, considered, level(number), rent, income).expect("a row")
            })
            .collect();
        assert_lawful(law, &rows);
    }
}
