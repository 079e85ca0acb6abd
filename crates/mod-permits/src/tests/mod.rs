//! Stories of permits, through the real router: operators, the office, the calendar.

mod bad;
mod law;
mod near;
mod story;
mod watch;

use std::sync::Arc;

use kernel::cases::{self, Case, WORK};
use kernel::facts::{Fact, PermitGranted};
use kernel::outbox::{self, Subscriber};
use kernel::places;
use kernel::{Actor, AppError, Audit, Id, Module, Permission, Reader, Town, Tx};
use testkit::{Client, TestTown};

use crate::model::Request;
use crate::{COMPETENCE, REGISTER, store};

/// A Monday morning.
const MONDAY: &str = "2026-03-02T08:00:00Z";
/// Everything an engineer of the stories may do.
const ENGINEER: &[Permission] = &[WORK, REGISTER];

/// Somebody who listens: what was granted stands in the logbook.
fn listen(_: &Arc<Town>, _: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: PermitGranted = outbox::read(body)?;
    let words = format!("{} {} {}", fact.permit, fact.sections.len(), fact.is_deemed);
    Ok(Audit::of("listener.heard", words))
}

fn modules() -> Vec<Module> {
    let listener = Subscriber { name: "listener.hear", fact: PermitGranted::NAME, run: listen };
    let listener = Module { name: "listener", subscribers: vec![listener], ..Module::default() };
    vec![crate::module(), listener]
}

/// Coordinates of the test town: a square of two kilometres near the middle of NRW.
const WEST: f64 = 366_000.0;
const SOUTH: f64 = 5_696_000.0;

/// Streets, one of them the Land's, and the border.
async fn survey(town: &TestTown) {
    town.town
        .write(Actor::system("test"), |tx| {
            let corners = [(0.0, 0.0), (2_000.0, 0.0), (2_000.0, 2_000.0), (0.0, 2_000.0)];
            let ring: Vec<(f64, f64)> = corners.iter().map(|p| (WEST + p.0, SOUTH + p.1)).collect();
            places::add_district(tx, "Mitte", &ring)?;
            for (key, name, class, y) in [
                ("1", "Lindenweg", "residential", 200.0),
                ("2", "Birkenweg", "residential", 400.0),
                ("3", "Landstraße", "state", 600.0),
            ] {
                let axis = [(WEST + 100.0, SOUTH + y), (WEST + 900.0, SOUTH + y)];
                places::add_street(tx, key, name, class, &axis)?;
            }
            Ok(Audit::of("test.surveyed", "town").done())
        })
        .await
        .expect("streets");
    town.competent(COMPETENCE, "66").await;
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

/// A company with somebody who acts for it.
async fn company(town: &TestTown, name: &str, is_contractor: bool) -> Client {
    let engineer = town.staff("Ina Geneur", ENGINEER, "66").await;
    let kind = if is_contractor { "contractor" } else { "operator" };
    let fields = [
        ("art", kind),
        ("name", name),
        ("email", "netz@firma.test"),
        ("nachweis", if is_contractor { "" } else { "BNetzA 1" }),
    ];
    engineer.post("/verwaltung/netzbetreiber", &fields).await.is(303);
    member(town, name).await
}

/// Somebody who acts for a company, signed in a moment ago.
async fn member(town: &TestTown, name: &str) -> Client {
    let (client, account) = citizen(town, name).await;
    let name = name.to_owned();
    town.town
        .write(Actor::system("test"), move |tx| {
            let all = store::operators(tx)?;
            let operator = all.into_iter().find(|o| o.name == name).expect("it is registered");
            store::join(tx, account, operator.id)?;
            Ok(Audit::of("test.joined", operator.id).done())
        })
        .await
        .expect("a member");
    client
}

async fn citizen(town: &TestTown, name: &str) -> (Client, Id<kernel::people::Account>) {
    let client = town.citizen(name).await;
    let accounts = town
        .town
        .read(|db| kernel::people::of_kind(db, kernel::people::AccountKind::Citizen))
        .await
        .expect("accounts");
    let mut mine = accounts.into_iter().filter(|a| a.person.name.reveal() == name);
    (client, mine.next_back().expect("an account").id)
}

/// A form with everything that is needed.
fn whole<'a>(title: &'a str, streets: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("art", "consent"),
        ("titel", title),
        ("von", "1.8.2026"),
        ("bis", "30.9.2026"),
        ("strassen", streets),
        ("verfahren", "open"),
        ("belag", "footway"),
        ("tiefe", "70"),
        ("breite", "30"),
        ("firma", "Grabenbau"),
        ("bauleitung", "Rita Polier"),
        ("telefon", "0151 1"),
        ("auskunft", "ja"),
    ]
}

/// Drafts a request; answers its page.
async fn draft(client: &Client, fields: &[(&str, &str)]) -> String {
    let answer = client.upload("/leitungen/neu", fields, &[]).await.is(303);
    answer.location.expect("the page of the request")
}

/// Drafts and sends; answers page and case.
async fn send(town: &TestTown, client: &Client, fields: &[(&str, &str)]) -> (String, Id<Case>) {
    let page = draft(client, fields).await;
    client.post(&format!("{page}/absenden"), &[]).await.is(303);
    town.settle().await;
    let request = request_of(town, &page).await;
    (page, request.case.expect("a case"))
}

async fn request_of(town: &TestTown, page: &str) -> Request {
    let id: Id<Request> = page.rsplit('/').next().expect("an id").parse().expect("an id");
    let house = Arc::clone(&town.town);
    read(town, move |db| store::find(&house, db, id)).await
}

async fn read<T: Send + 'static>(
    town: &TestTown,
    f: impl FnOnce(&mut Reader<'_>) -> Result<T, AppError> + Send + 'static,
) -> T {
    town.town.read(f).await.expect("a reading")
}

fn office(case: Id<Case>, below: &str) -> String {
    format!("/verwaltung/leitungen/{case}{below}")
}

/// Decides as the desk does.
async fn decide(town: &TestTown, case: Id<Case>, outcome: &'static str) {
    town.town
        .write(Actor::system("desk"), move |tx| {
            let found = cases::find_for_update(tx, case)?;
            cases::decide(tx, case)?;
            tx.emit(&kernel::facts::DecisionIssued {
                case: case.to_string(),
                kind: found.kind,
                decision: String::new(),
                outcome: outcome.into(),
                from: None,
                until: None,
            })?;
            Ok(Audit::of("test.decided", case).done())
        })
        .await
        .expect("a decision");
    town.settle().await;
}

/// What the listener heard.
async fn heard(town: &TestTown) -> usize {
    town.trail().await.iter().filter(|a| *a == "listener.heard").count()
}
