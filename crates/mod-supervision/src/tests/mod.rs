//! Stories of supervision, through the real router.

mod figures;
mod ladder;
mod taking;

use jiff::civil::Date;
use kernel::facts::{PermitGranted, PermittedSection, WorksMoved};
use kernel::questions::{Company, CompanyOf};
use kernel::{Actor, AppError, Audit, Case, Id, Language, Module, Reader, Tx, cases};
use testkit::{Client, TestTown};

use crate::model::{Finding, Stage, Work};
use crate::store::{self, findings};
use crate::{INSPECT, routes};

/// A Monday morning.
const MONDAY: &str = "2026-03-02T08:00:00Z";
/// Coordinates of the test town.
const WEST: f64 = 366_000.0;
const SOUTH: f64 = 5_696_000.0;

/// Companies as permits know them: every case and every citizen's account belongs to one, except
/// accounts of people called otherwise.
fn companies(reader: &mut Reader<'_>, of: CompanyOf) -> Result<Option<Company>, AppError> {
    let key = match of {
        CompanyOf::Case(_) => "lindnetz".to_owned(),
        CompanyOf::Account(account) => {
            let account = kernel::people::account(reader, account)?;
            account.person.name.reveal().to_lowercase()
        }
    };
    Ok(Some(Company { key, name: "Lindnetz GmbH".into(), email: "bau@lindnetz.test".into() }))
}

fn modules() -> Vec<Module> {
    let fake = Module { name: "fake", companies: Some(companies), ..Module::default() };
    vec![crate::module(), fake]
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

#[expect(clippy::cast_possible_truncation, reason = "centimetres of a test town")]
fn line(from: f64, until: f64, y: f64) -> Vec<(i64, i64)> {
    [from, until]
        .iter()
        .map(|x| (((WEST + x) * 100.0) as i64, ((SOUTH + y) * 100.0) as i64))
        .collect()
}

/// A permit is granted for two sections; answers its works.
async fn grant(town: &TestTown) -> Work {
    let unit = town.unit("66").await;
    let case = write(town, move |tx| {
        let case = cases::open(tx, Id::new(), "permit.consent", "Ausbau", &unit, "account/x")?;
        let party = cases::NewParty {
            role: "applicant",
            name: "Lindnetz GmbH",
            address: "",
            email: "bau@lindnetz.test",
            language: Language::De,
            account: None,
            is_digital: true,
        };
        cases::add_party(tx, case.id, &party)?;
        Ok(case.id)
    })
    .await;
    let piece = |n: u8, street: &str, line| PermittedSection {
        section: Id::<()>::from_name(&format!("{case}/{n}")).to_string(),
        street: street.into(),
        method: "open".into(),
        line,
    };
    let fact = PermitGranted {
        case: case.to_string(),
        permit: "consent".into(),
        is_deemed: false,
        from: day("2026-03-02"),
        until: day("2026-04-30"),
        sections: vec![
            piece(1, "Lindenweg", line(100.0, 400.0, 200.0)),
            piece(2, "Birkenweg", line(100.0, 500.0, 600.0)),
        ],
    };
    write(town, move |tx| tx.emit(&fact)).await;
    town.settle().await;
    of_case(town, case).await
}

async fn of_case(town: &TestTown, case: Id<Case>) -> Work {
    read(town, move |db| store::of_case(db, case)?.ok_or(AppError::NotFound)).await
}

async fn moves(town: &TestTown, work: &Work, step: &str, sections: Vec<String>) {
    let fact = WorksMoved {
        case: work.case.to_string(),
        step: step.into(),
        on: day("2026-03-04"),
        until: None,
        sections,
        basis: String::new(),
    };
    write(town, move |tx| tx.emit(&fact)).await;
    town.settle().await;
}

async fn inspector(town: &TestTown, name: &str) -> Client {
    town.staff(name, &[INSPECT], "66").await
}

/// The findings of works, the latest first.
async fn found(town: &TestTown, work: &Work) -> Vec<Finding> {
    let (house, id) = (std::sync::Arc::clone(&town.town), work.id);
    read(town, move |db| findings::list(&house, db, id)).await
}

fn form(work: &Work) -> String {
    format!("{}/arbeiten/{}/befund", routes::TOUR, work.id)
}

/// A small photo, another one for every number.
fn photo(number: u8) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, number, 0];
    bytes.extend([0xff, 0xd9]);
    bytes
}

/// Longitude and latitude of a place of the test town.
fn degrees(x: f64, y: f64) -> (String, String) {
    let (lon, lat) = kernel::map::lon_lat(WEST + x, SOUTH + y).expect("a place");
    (format!("{lon:.7}"), format!("{lat:.7}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permit_becomes_works_that_move_with_the_road_works() {
    for town in testkit::towns(modules, MONDAY).await {
        let work = grant(&town).await;
        let ina = inspector(&town, "Ina").await;
        ina.get("/aufsicht")
            .await
            .is(200)
            .shows("Lindenweg, Birkenweg")
            .shows("soll begonnen haben");
        moves(&town, &work, "started", Vec::new()).await;
        ina.get("/aufsicht").await.shows("noch nie kontrolliert");
        // One street is finished, then the other.
        let sections = read(&town, move |db| store::sections_of(db, work.id)).await;
        let work = of_case(&town, work.case).await;
        moves(&town, &work, "finished", vec![sections[0].id.clone()]).await;
        assert_eq!(of_case(&town, work.case).await.state, crate::model::Progress::Active);
        moves(&town, &work, "finished", vec![sections[1].id.clone()]).await;
        ina.get("/aufsicht").await.shows("Abnahme steht an");
        let page = ina.get(&format!("/aufsicht/arbeiten/{}", work.id)).await.is(200);
        page.shows("Lindnetz GmbH").shows("fertig gemeldet").shows("300");
        ina.get(&format!("/en/aufsicht/arbeiten/{}", work.id)).await.is(200).shows("finished");
        // Others learn nothing of it.
        let otto = town.staff("Otto", &[INSPECT], "50").await;
        otto.get("/aufsicht").await.is(200).hides("Lindenweg");
        otto.get(&format!("/aufsicht/arbeiten/{}", work.id)).await.is(404);
        otto.get(&form(&work)).await.is(404);
        town.citizen("Erika").await.get("/aufsicht").await.is(403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tap_at_the_trench_tells_the_house() {
    let town = testkit::town(modules, MONDAY).await;
    let work = grant(&town).await;
    let ina = inspector(&town, "Ina").await;
    let (path, stand) =
        (format!("/aufsicht/arbeiten/{}/schritt", work.id), work.version.to_string());
    ina.post(&path, &[("schritt", "started"), ("stand", &stand)]).await.is(303);
    // The same tap again, from a page that is old.
    ina.post(&path, &[("schritt", "started"), ("stand", &stand)]).await.is(422);
    town.settle().await;
    let now = of_case(&town, work.case).await;
    assert_eq!(now.state, crate::model::Progress::Active);
    assert_eq!(now.started_on, Some(day("2026-03-02")));
    assert_eq!(now.version, work.version + 1, "our own fact changes nothing more");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_citizens_report_waits_to_be_checked() {
    let town = testkit::town(modules, MONDAY).await;
    let work = grant(&town).await;
    let fact = kernel::facts::DefectReported {
        report: Id::<()>::new().to_string(),
        case: work.case.to_string(),
        section: String::new(),
        category: "surface".into(),
        is_danger: true,
    };
    let again = fact.clone();
    write(&town, move |tx| tx.emit(&fact)).await;
    write(&town, move |tx| tx.emit(&again)).await;
    town.settle().await;
    let all = found(&town, &work).await;
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].state, all[0].kind.as_str()), (Stage::Check, "kante"));
    let ina = inspector(&town, "Ina").await;
    ina.get("/aufsicht").await.shows("Bürgermeldung prüfen").shows("Gefahr");
    let page = format!("/aufsicht/befunde/{}", all[0].id);
    ina.get(&page).await.is(200).shows("Meldung von Bürgern ansehen");
    assert!(town.post.to("bau@lindnetz.test").is_empty(), "nobody has checked it");
    let fields = [("schritt", "benachrichtigen"), ("stand", "1")];
    ina.post(&format!("{page}/schritt"), &fields).await.is(303);
    town.settle().await;
    assert_eq!(town.post.to("bau@lindnetz.test").len(), 1);
}

fn header(answer: &testkit::Answer, name: &str) -> String {
    let value = answer.headers.get(name).and_then(|v| v.to_str().ok());
    value.unwrap_or_default().to_owned()
}
