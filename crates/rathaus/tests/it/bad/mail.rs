//! A mail server that cannot be reached: tried again with growing pauses, then on the page for a
//! person, who repeats it when the server is back.

use std::sync::Arc;

use jiff::SignedDuration;
use kernel::clock::Clock;
use kernel::db::Place;
use kernel::keys::Key;
use kernel::people::{self, AccountKind, Role};
use kernel::town::TownPlan;
use kernel::{Actor, Audit, Id, Language, Text, Town, session};
use platform::SmtpPost;
use platform::smtp::{Protection, Relay};

async fn town(folder: &std::path::Path, port: u16, clock: &Clock) -> Arc<Town> {
    let relay = Relay {
        host: "127.0.0.1".into(),
        port,
        protection: Protection::None,
        login: None,
        from: "post@town.test".into(),
    };
    let house = rathaus::house(Arc::new(SmtpPost::new(&relay).expect("a relay")));
    let place = Place::Sqlite(folder.join("town.sqlite"));
    kernel::town::migrate(&place, &house, clock.clone()).await.expect("migrations");
    let plan = TownPlan {
        key: "mail".into(),
        hosts: vec!["town.test".into()],
        base_url: "http://town.test".into(),
        folder: folder.to_owned(),
        place,
    };
    let key = Key::from_hex(&"07".repeat(32)).expect("a key");
    Town::open(plan, house, &key, clock.clone()).await.expect("the town opens")
}

/// A member of staff who watches operations, signed in.
async fn operator(town: &Arc<Town>) -> testkit::Client {
    let token = town
        .write(Actor::system("test"), |tx| {
            let unit = kernel::org::Unit {
                id: Id::new(),
                parent: None,
                number: Id::<()>::new().to_string(),
                name: Text::same("IT"),
                telephone: String::new(),
                email: String::new(),
                street: String::new(),
                postcode: String::new(),
                room: String::new(),
                hours: Vec::new(),
                position: 1,
                from: jiff::civil::Date::constant(2000, 1, 1),
                until: None,
            };
            kernel::org::save(tx, &unit)?;
            let email = format!("{}@town.test", Id::<()>::new());
            let id = people::register(tx, AccountKind::Staff, "Ida", &email, Language::De)?;
            let role = Role {
                id: Id::new(),
                name: Text::same("IT"),
                permissions: vec!["operations.watch".into()],
            };
            people::save_role(tx, &role)?;
            let from = tx.today();
            people::grant(tx, id, role.id, unit.id, from, None)?;
            let account = people::account(tx, id)?;
            let token = session::start(tx, &account, "Test")?;
            Ok(Audit::of("test.account", id).with(token))
        })
        .await
        .expect("an account");
    testkit::visitor_of(town, Some(token))
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_waits_for_its_server_and_a_person_repeats_what_gave_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Clock::held_at("2026-11-02T08:00:00Z".parse().expect("an instant"));
    // A port nobody listens on: bound and given up at once.
    let free = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = free.local_addr().expect("its address").port();
    drop(free);
    let house = town(folder.path(), port, &clock).await;
    house
        .write(Actor::system("test"), |tx| {
            kernel::notify::mail(tx, "t/1", "erika@mail.test", "Neuer Bescheid", "Es gibt einen.")?;
            Ok(Audit::of("test.mail", "1").done())
        })
        .await
        .expect("the mail is taken");
    kernel::worker::settle(&house).await.expect("it settles");
    let dead = house.read(kernel::jobs::dead).await.expect("the list");
    assert!(dead.is_empty(), "the first failure is no end");
    let mut rounds = 0;
    while house.read(kernel::jobs::dead).await.expect("the list").is_empty() {
        rounds += 1;
        assert!(rounds < 100, "it is tried for ever");
        clock.advance(SignedDuration::from_hours(12));
        kernel::worker::settle(&house).await.expect("it settles");
    }
    assert!(rounds >= 2, "given up after {rounds} rounds");
    let ida = operator(&house).await;
    let page = ida.get("/verwaltung/betrieb").await.is(200).hides("erika@mail.test");
    let id = page.field("id").expect("a job to repeat");
    let findings = kernel::check::run(&house).await.expect("the check");
    let jobs = findings.iter().find(|f| f.id == "jobs/dead").expect("the finding");
    assert!(jobs.found.contains("1 jobs"), "{}", jobs.found);
    drop(house);

    // The server is back; the machine is configured anew.
    let relay = testkit::smtp::Relay::start().await;
    let house = town(folder.path(), relay.port, &clock).await;
    let ida = operator(&house).await;
    let _ = ida.post("/verwaltung/betrieb/auftrag/wiederholen", &[("id", &id)]).await.is(303);
    kernel::worker::settle(&house).await.expect("it settles");
    let received = relay.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].to, ["erika@mail.test"]);
}
