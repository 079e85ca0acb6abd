//! How fast rows of a table and explained households are computed.
//!
//! Rows are made here with a fixed step, so the figures need no data from outside.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use norm_wohngeld::{
    BatchFields, BatchInput, Bulk, CentRow, Cents, Fixed, Household, Income, IncomeKind,
    LawOptions, Member, Month, Place, Relation, RentLevel, Tenure, assess, batch_row,
    compute_batch_row, params,
};

/// Rows of one run.
const ROWS: u32 = 10_000;

fn main() {
    divan::main();
}

/// Rows like those of the reference data; every tenth has excluded members.
fn rows() -> Vec<BatchInput> {
    let months: Vec<Month> = ["2020-01", "2022-01", "2023-01", "2025-01"]
        .iter()
        .map(|text| text.parse().expect("a month"))
        .collect();
    let row = |index: u32| {
        let persons_total = 1 + index % 7;
        let excluded = u32::from(index.is_multiple_of(10) && persons_total > 1);
        BatchInput {
            month: months[usize::try_from(index % 4).expect("small")],
            persons_total,
            persons_considered: persons_total - excluded,
            level: RentLevel::new(u8::try_from(1 + index % 7).expect("small")).expect("1 to 7"),
            rent: Fixed::from(Cents(30_000 + i64::from(index * 7919 % 120_000))),
            income: Fixed::from(Cents(i64::from(index * 104_729 % 350_000))),
        }
    };
    (0..ROWS).map(row).collect()
}

#[divan::bench]
fn rows_from_numbers(bencher: Bencher) {
    let rows = rows();
    let options = LawOptions::default();
    bencher.counter(ItemsCount::new(rows.len())).bench_local(|| {
        rows.iter()
            .map(|row| {
                compute_batch_row(black_box(row), &options).map_or(0, |row| row.wohngeld_eur)
            })
            .sum::<i64>()
    });
}

#[divan::bench]
fn rows_in_bulk(bencher: Bencher) {
    let month: Month = "2025-01".parse().expect("a month");
    let law = params(month, &LawOptions::default()).expect("a known month");
    let cents = |value: Fixed| u32::try_from(value.to_cents_half_up().0).expect("small");
    let byte = |value: u32| u8::try_from(value).expect("small");
    let rows: Vec<CentRow> = rows()
        .iter()
        .map(|row| {
            let (total, considered) = (byte(row.persons_total), byte(row.persons_considered));
            let row =
                CentRow::new(total, considered, row.level, cents(row.rent), cents(row.income));
            row.expect("a row")
        })
        .collect();
    let bulk = Bulk::new(law);
    let mut results = Vec::with_capacity(rows.len());
    bencher.counter(ItemsCount::new(rows.len())).bench_local(|| {
        bulk.compute(black_box(&rows), &mut results).expect("the levels exist");
        results.len()
    });
}

#[divan::bench]
fn rows_from_texts(bencher: Bencher) {
    let texts: Vec<[String; 6]> = rows()
        .iter()
        .map(|row| {
            [
                format!("{}-01", row.month),
                row.persons_total.to_string(),
                row.persons_considered.to_string(),
                row.level.number().to_string(),
                row.rent.to_string(),
                row.income.to_string(),
            ]
        })
        .collect();
    let options = LawOptions::default();
    bencher.counter(ItemsCount::new(texts.len())).bench_local(|| {
        texts
            .iter()
            .map(|row| {
                let fields: BatchFields<'_> = std::array::from_fn(|index| row[index].as_str());
                batch_row(black_box(&fields), &options).map_or(0, |row| row.wohngeld_eur)
            })
            .sum::<i64>()
    });
}

/// A family of four with two incomes.
fn family() -> Household {
    let person = |id: &str, relation| Member {
        id: id.into(),
        label: format!("Person {id}"),
        relation,
        ..Member::default()
    };
    let mut first = person("1", Relation::Applicant);
    first.incomes = vec![Income::monthly(IncomeKind::Employment, Cents::euros(2490))];
    first.pays_income_tax = Some(true);
    first.pays_health_insurance = Some(true);
    first.pays_pension_insurance = Some(true);
    let mut second = person("2", Relation::Spouse);
    second.incomes = vec![Income::monthly(IncomeKind::MinijobFlatTaxed, Cents::euros(556))];
    let mut household = Household {
        tenure: Some(Tenure::Tenant),
        place: Place { ags: None, rent_level: RentLevel::new(4) },
        members: vec![first, second, person("3", Relation::Child), person("4", Relation::Child)],
        ..Household::default()
    };
    household.dwelling.monthly_payment = Some(Cents::euros(1225));
    household
}

#[divan::bench]
fn one_explained_household(bencher: Bencher) {
    let household = family();
    let month: Month = "2025-01".parse().expect("a month");
    bencher.bench_local(|| assess(black_box(&household), month));
}
