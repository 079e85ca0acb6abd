//! How many rows of a table are computed in a second, and how long one explained answer takes.
//!
//! `cargo run --release --example throughput -- TABLE.csv REPEATS` reads a table with the columns
//! of `batch_columns` and prints one `name value` per line, for `cargo xtask bench`. Every figure is
//! the best of many runs.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use norm_wohngeld::{
    BATCH_COLUMNS, BatchFields, Bulk, CentColumns, CentRow, Cents, Fixed, Household, Income,
    IncomeKind, LawOptions, Member, Month, Place, Relation, RentLevel, Tenure, assess,
    batch_columns, batch_row, params, read_batch_row,
};

/// The best run within this time counts: short runs, many of them, so that other work on the
/// machine spoils some and not all.
const PATIENCE: Duration = Duration::from_secs(2);

/// Explained answers in one run.
const ANSWERS: u32 = 100;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("name a table");
    let repeats: usize = arguments.next().map_or(1, |text| text.parse().expect("a number"));
    let rows = read(&path);
    println!("rows {}", rows.len());
    println!("text_ns {}", best(|| from_texts(&rows)).as_nanos());
    let (count, time, bits) = in_bulk(&rows, repeats);
    println!("bulk_rows {count}");
    println!("bulk_ns {}", time.as_nanos());
    println!("bulk_bits {bits}");
    let (explained, steps) = explained();
    println!("explained_ns {}", explained.as_nanos());
    println!("explained_steps {steps}");
}

fn best(mut run: impl FnMut()) -> Duration {
    let mut time = || {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    time();
    let (start, mut best) = (Instant::now(), time());
    while start.elapsed() < PATIENCE {
        best = best.min(time());
    }
    best
}

fn read(path: &str) -> Vec<[String; BATCH_COLUMNS.len()]> {
    let mut reader = csv::Reader::from_path(path).expect("the table opens");
    let heading: Vec<String> =
        reader.headers().expect("a heading").iter().map(str::to_owned).collect();
    let columns = batch_columns(&heading).expect("the columns are there");
    reader
        .records()
        .map(|record| {
            let record = record.expect("a row");
            columns.map(|column| record.get(column).unwrap_or_default().to_owned())
        })
        .collect()
}

/// Text in, text out, as on the command line.
fn from_texts(rows: &[[String; 6]]) {
    let options = LawOptions::default();
    for row in rows {
        let fields: BatchFields<'_> = std::array::from_fn(|index| row[index].as_str());
        black_box(batch_row(&fields, &options).expect("a sound row").fields());
    }
}

/// The rows of each month under its law, columns in memory, to the column of the amounts; the
/// number of rows, the sum of the best times of the months, and the bits of the registers used.
fn in_bulk(rows: &[[String; 6]], repeats: usize) -> (usize, Duration, u32) {
    let mut months: BTreeMap<Month, Vec<CentRow>> = BTreeMap::new();
    let cents = |value: Fixed| u32::try_from(value.to_cents_half_up().0).expect("a usual amount");
    for row in rows {
        let fields: BatchFields<'_> = std::array::from_fn(|index| row[index].as_str());
        let row = read_batch_row(&fields).expect("a sound row");
        let (total, considered) = (row.persons_total, row.persons_considered);
        let persons = |count: u32| u8::try_from(count).expect("at most a hundred");
        let (total, considered) = (persons(total), persons(considered));
        let cent = CentRow::new(total, considered, row.level, cents(row.rent), cents(row.income));
        months.entry(row.month).or_default().push(cent.expect("a sound row"));
    }
    let (mut count, mut sum, mut bits) = (0, Duration::ZERO, 0);
    let mut amounts = Vec::new();
    for (month, rows) in months {
        let rows: CentColumns = rows.repeat(repeats).into_iter().collect();
        let law = params(month, &LawOptions::default()).expect("a known month");
        count += rows.len();
        sum += best(|| {
            let bulk = Bulk::new(law);
            bulk.compute(black_box(&rows), &mut amounts).expect("the levels exist");
            black_box(&amounts);
            bits = bulk.register_bits();
        });
    }
    (count, sum, bits)
}

/// One whole household of four with two incomes, from facts to explained result; and its steps.
fn explained() -> (Duration, usize) {
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
    let month: Month = "2025-01".parse().expect("a month");
    let steps = assess(&household, month).expect("a complete household").steps.len();
    let all = best(|| {
        for _ in 0..ANSWERS {
            black_box(assess(black_box(&household), month)).expect("a complete household");
        }
    });
    (all / ANSWERS, steps)
}
