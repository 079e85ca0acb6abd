//! Stories of road works, through the real router.

mod reports;
mod sites;

use jiff::civil::Date;
use kernel::cases;
use kernel::facts::{PermitGranted, PermittedSection, WorksMoved};
use kernel::{Actor, AppError, Audit, Id, Language, Module, Reader, Tx, places};
use testkit::TestTown;

/// A Monday morning.
const MONDAY: &str = "2026-03-02T08:00:00Z";
/// Coordinates of the test town.
const WEST: f64 = 366_000.0;
const SOUTH: f64 = 5_696_000.0;

fn modules() -> Vec<Module> {
    vec![crate::module()]
}

/// Three streets with houses.
async fn survey(town: &TestTown) {
    town.town
        .write(Actor::system("test"), |tx| {
            for (key, name, y) in [
                ("1", "Lindenweg", 200.0),
                ("2", "Birkenweg", 400.0),
                ("3", "Lindenallee", 1_400.0),
            ] {
                let axis = [(WEST + 100.0, SOUTH + y), (WEST + 900.0, SOUTH + y)];
                places::add_street(tx, key, name, "residential", &axis)?;
                for number in 1..=40_i64 {
                    #[expect(clippy::cast_precision_loss, reason = "forty houses")]
                    let x = WEST + 100.0 + 20.0 * number as f64;
                    let house = places::Address {
                        id: Id::new(),
                        street: name.into(),
                        number,
                        suffix: String::new(),
                        postcode: "49999".into(),
                        district: None,
                        x,
                        y: SOUTH + y + 12.0,
                        official: String::new(),
                    };
                    places::add_address(tx, key, &house)?;
                }
            }
            Ok(Audit::of("test.surveyed", 3).done())
        })
        .await
        .expect("streets");
}

async fn towns() -> Vec<TestTown> {
    let towns = testkit::towns(modules, MONDAY).await;
    for town in &towns {
        survey(town).await;
    }
    towns
}

async fn one() -> TestTown {
    let town = testkit::town(modules, MONDAY).await;
    survey(&town).await;
    town
}

async fn write<T: Send + 'static>(
    town: &TestTown,
    f: impl FnOnce(&mut Tx<'_>) -> Result<T, AppError> + Send + 'static,
) -> T {
    let saved = town.town.write(Actor::system("test"), move |tx| {
        let value = f(tx)?;
        Ok(Audit::of("test.written", 1).with(value))
    });
    saved.await.expect("a write")
}

async fn read<T: Send + 'static>(
    town: &TestTown,
    f: impl FnOnce(&mut Reader<'_>) -> Result<T, AppError> + Send + 'static,
) -> T {
    town.town.read(f).await.expect("a reading")
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// A permit is granted for Lindenweg (two pieces) and Birkenweg; answers its case.
async fn grant(town: &TestTown) -> String {
    let unit = town.unit("66").await;
    let case = write(town, move |tx| {
        let case = cases::open(tx, Id::new(), "permit.consent", "Ausbau", &unit, "account/x")?;
        let party = cases::NewParty {
            role: "applicant",
            name: "Lindnetz GmbH",
            address: "",
            email: "",
            language: Language::De,
            account: None,
            is_digital: true,
        };
        cases::add_party(tx, case.id, &party)?;
        Ok(case.id.to_string())
    })
    .await;
    let fact = granted(&case);
    write(town, move |tx| tx.emit(&fact)).await;
    town.settle().await;
    case
}

#[expect(clippy::cast_possible_truncation, reason = "centimetres of a test town")]
fn granted(case: &str) -> PermitGranted {
    let line = |from: f64, until: f64, y: f64| -> Vec<(i64, i64)> {
        [from, until]
            .iter()
            .map(|x| (((WEST + x) * 100.0) as i64, ((SOUTH + y) * 100.0) as i64))
            .collect()
    };
    let piece = |n: u8, street: &str, line| PermittedSection {
        section: Id::<()>::from_name(&format!("{case}/{n}")).to_string(),
        street: street.into(),
        method: "open".into(),
        line,
    };
    PermitGranted {
        case: case.into(),
        permit: "consent".into(),
        is_deemed: false,
        from: day("2026-03-16"),
        until: day("2026-04-30"),
        sections: vec![
            piece(1, "Lindenweg", line(100.0, 400.0, 206.0)),
            piece(2, "Lindenweg", line(400.0, 700.0, 206.0)),
            piece(3, "Birkenweg", line(100.0, 500.0, 406.0)),
        ],
    }
}

fn step(case: &str, step: &str, on: &str, until: Option<&str>) -> WorksMoved {
    WorksMoved {
        case: case.into(),
        step: step.into(),
        on: day(on),
        until: until.map(day),
        sections: Vec::new(),
        basis: "§ 13 Abs. 4 VOB/B".into(),
    }
}

async fn moves(town: &TestTown, fact: WorksMoved) {
    write(town, move |tx| tx.emit(&fact)).await;
    town.settle().await;
}

/// The first link of a mail that holds a word.
fn link(body: &str, part: &str) -> String {
    let found = body.split_whitespace().find(|word| word.contains(part)).expect("a link");
    found.trim_start_matches("http://town.test").to_owned()
}

async fn shown(town: &TestTown, street: &'static str) -> crate::model::Site {
    read(town, move |db| {
        let all = crate::store::list(db, "", day("2020-01-01"))?;
        all.into_iter().find(|s| s.street == street).ok_or(AppError::NotFound)
    })
    .await
}
