//! A threshold across the house: the value of a gauge warns on the home page, by mail and on the
//! desk, holds until it is well again, and all of it outlives a restart.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use jiff::SignedDuration;
use kernel::cases::WORK;
use kernel::clock::Clock;
use kernel::keys::Key;
use kernel::org::Unit;
use kernel::people::{self, AccountKind, Role};
use kernel::town::{House, TownPlan};
use kernel::{Actor, Audit, Id, Language, Text, Town, session, siren, worker};
use testkit::{Client, KeptPost, PlainPress, TestTown};

/// A Monday morning.
const MONDAY: &str = "2026-05-04T08:00:00Z";
const GAUGE: &str = r#"{
  "name": "Pegel Mühlenbrücke", "description": "Am Bach",
  "Locations": [{"name": "Brücke", "description": "", "encodingType": "application/geo+json",
    "location": {"type": "Point", "coordinates": [6.5, 51.5]}}],
  "Datastreams": [{
    "name": "Wasserstand", "description": "", "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
    "unitOfMeasurement": {"name": "Zentimeter", "symbol": "cm", "definition": null},
    "Sensor": {"name": "Radar", "description": "", "encodingType": "text/html", "metadata": "x"},
    "ObservedProperty": {"name": "Wasser", "definition": "http://example.org/w", "description": ""}
  }]
}"#;

/// A published entry of the register with a gauge; answers the key of the gauge.
async fn gauge(town: &Arc<Town>) -> String {
    let made = town.write(Actor::system("test"), |tx| {
        let text = |words: &str| Text::new(words, words);
        let record = mod_sensors::Record {
            title: text("Pegel"),
            purpose: text("Vor Hochwasser warnen"),
            measured: text("Der Wasserstand"),
            not_measured: text("Menschen"),
            legal_basis: text("§ 3 DSG NRW"),
            benefit: text("Zeit"),
            figure: text("Minuten zwischen Warnung und Flut"),
            funding: text("Haushalt der Stadt"),
            cost_once: Some(kernel::Euro(480_000)),
            cost_year: Some(kernel::Euro(95_050)),
            responsible: "Tiefbau".into(),
            contact: "tiefbau@example.org".into(),
            decision: "R 12/2026".into(),
            raw_days: 365,
            starts_on: Some(jiff::civil::date(2026, 1, 1)),
            ends_on: Some(jiff::civil::date(2028, 12, 31)),
            ..mod_sensors::Record::default()
        };
        let entry = mod_sensors::draft(tx, &record)?;
        mod_sensors::publish(tx, entry)?;
        let grant = mod_sensors::Grant {
            name: "pegel".into(),
            entry: Some(entry),
            ..mod_sensors::Grant::default()
        };
        let key = mod_sensors::give_key(tx, &grant)?;
        Ok(Audit::of("test.registered", entry).with(key))
    });
    let key = made.await.expect("a key");
    post(&testkit::visitor_of(town, None), &key, "/Things", GAUGE.to_owned()).await;
    key
}

async fn post(client: &Client, key: &str, path: &str, body: String) {
    let request = Request::builder()
        .method("POST")
        .uri(format!("/sensorthings/v1.1{path}"))
        .header("host", "town.test")
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", "application/json")
        .body(Body::from(body))
        .expect("a request");
    client.send(request).await.is(201);
}

/// A value of the gauge now.
async fn value(town: &Arc<Town>, key: &str, value: f64) {
    let body = format!(r#"{{"phenomenonTime":"{}","result":{value}}}"#, town.now());
    let client = testkit::visitor_of(town, None);
    post(&client, key, "/Datastreams(1)/Observations", body).await;
    siren::refresh(town).await.expect("the siren");
}

/// Paula of the civil engineers sets a threshold: from 300 on people are warned, below 280 no more.
/// Her office gets a mail and a case.
async fn threshold(paula: &Client, unit: &str) {
    let told = format!("unit/{unit}");
    let form = [
        ("strom", "1"),
        ("art", "above"),
        ("grenze", "300"),
        ("ende", "280"),
        ("minuten", ""),
        ("titel", "Hochwasser am Mühlenbach"),
        ("titel_en", "Flood of the mill brook"),
        ("text", "Meiden Sie den Uferweg."),
        ("text_en", "Keep away from the bank."),
        ("stufe", "danger"),
        ("oeffentlich", "ja"),
        ("ueberall", "ja"),
        ("wer0", told.as_str()),
        ("vorgang", unit),
    ];
    paula.post("/verwaltung/sensoren/schwellen/neu", &form).await.is(303);
}

fn subjects(post: &KeptPost) -> Vec<String> {
    post.mails().iter().map(|m| m.subject.clone()).collect()
}

/// The case that a mail leads to.
fn case_of(town: &TestTown) -> String {
    let mail = town.post.to("tiefbau@town.test").remove(0);
    let body = mail.body.reveal();
    let rest = body.split("/verwaltung/sensoren/aufgabe/").nth(1).expect("the way to the case");
    rest.chars().take_while(|c| c.is_ascii_hexdigit() || *c == '-').collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_warns_everybody_opens_a_task_and_ends_by_itself() {
    for town in testkit::towns(rathaus::modules, MONDAY).await {
        let key = gauge(&town.town).await;
        let mut office = town.unit("66").await;
        let unit = office.id.to_string();
        office.email = "tiefbau@town.test".into();
        let saved = town.town.write(Actor::system("test"), move |tx| {
            kernel::org::save(tx, &office)?;
            Ok(Audit::of("test.saved", office.id).done())
        });
        saved.await.expect("an office");
        let paula = town.staff("Paula", &[mod_sensors::VIEW, mod_sensors::KEEP], "66").await;
        threshold(&paula, &unit).await;
        let visitor = town.anybody();
        value(&town.town, &key, 299.0).await;
        visitor.get("/").await.is(200).hides("Hochwasser am Mühlenbach");
        town.advance(SignedDuration::from_mins(10));
        value(&town.town, &key, 310.0).await;
        for page in ["/", "/leistungen", "/sensoren/stationen"] {
            visitor.get(page).await.is(200).shows("Hochwasser am Mühlenbach");
        }
        visitor.get("/en").await.is(200).shows("Flood of the mill brook");
        town.settle().await;
        assert_eq!(subjects(&town.post), ["Hochwasser am Mühlenbach, Pegel Mühlenbrücke"]);

        // On the desk it is a task: something to do, nothing to decide.
        let case = case_of(&town);
        let bernd = town.staff("Bernd", &[WORK, mod_desk::DECIDE], "66").await;
        bernd.get("/vorgaenge").await.is(200).shows("Aufgaben von Sensoren");
        let desk = format!("/vorgaenge/{case}");
        let page = bernd.get(&desk).await.is(200);
        let page = page.shows("Worum es geht").shows("Hochwasser am Mühlenbach").shows("310");
        let page = page.shows("Messstelle ansehen, Aufgabe abschließen");
        page.hides("Unterlagen fehlen").hides("Unterlagen anfordern").hides("Anhören");
        let decide = bernd.get(&format!("{desk}/entscheiden")).await;
        assert!((400..500).contains(&decide.status), "{} offers a decision", decide.status);
        town.staff("Olga", &[WORK], "50").await.get(&desk).await.is(404);

        // It falls, but not enough: the warning stays, and nobody is told again.
        town.advance(SignedDuration::from_mins(10));
        value(&town.town, &key, 285.0).await;
        town.settle().await;
        visitor.get("/").await.is(200).shows("Hochwasser am Mühlenbach");
        assert_eq!(subjects(&town.post).len(), 1);
        // It is well again: everybody hears so, and the task waits for somebody to end it.
        town.advance(SignedDuration::from_mins(10));
        value(&town.town, &key, 270.0).await;
        town.settle().await;
        visitor.get("/").await.is(200).hides("Hochwasser am Mühlenbach");
        assert_eq!(
            subjects(&town.post)[1],
            "Entwarnung: Hochwasser am Mühlenbach, Pegel Mühlenbrücke"
        );
        let room = format!("/verwaltung/sensoren/aufgabe/{case}");
        bernd.get(&room).await.is(200).shows("Die Werte sind wieder gut");
        bernd.post(&room, &[("was", "Steg gesperrt und wieder geöffnet")]).await.is(303);
        bernd.get(&desk).await.is(200).shows("Abgeschlossen");
        town.settle().await;
        assert_eq!(subjects(&town.post).len(), 2);
    }
}

/// A town that can be opened again: on a ground of its own, with a key that stays.
struct Lasting {
    ground: testkit::Ground,
    house: Arc<House>,
    post: Arc<KeptPost>,
    clock: Clock,
    key: Key,
}

impl Lasting {
    async fn on(ground: testkit::Ground) -> Self {
        let post = Arc::new(KeptPost::default());
        let kept: Arc<dyn kernel::notify::Post> = Arc::<KeptPost>::clone(&post);
        let house = Arc::new(House::new(rathaus::modules(), Arc::new(PlainPress), kept));
        let clock = Clock::held_at(MONDAY.parse().expect("an instant"));
        kernel::town::migrate(&ground.place, &house, clock.clone()).await.expect("migrations");
        Self { ground, house, post, clock, key: Key::random() }
    }

    /// The town as a fresh process opens it.
    async fn open(&self) -> Arc<Town> {
        let plan = TownPlan {
            key: "teststadt".into(),
            hosts: vec!["town.test".into()],
            base_url: "http://town.test".into(),
            folder: self.ground.folder.path().to_owned(),
            place: self.ground.place.clone(),
        };
        let house = Arc::clone(&self.house);
        Town::open(plan, house, &self.key, self.clock.clone()).await.expect("the town opens")
    }
}

/// An office with an address, and the session of somebody who may set thresholds there.
async fn office(town: &Arc<Town>) -> (String, String) {
    let made = town.write(Actor::system("test"), |tx| {
        let unit = Unit {
            id: Id::new(),
            parent: None,
            number: "66".into(),
            name: Text::same("Tiefbau"),
            telephone: "02000 66".into(),
            email: "tiefbau@town.test".into(),
            street: "Marktplatz 1".into(),
            postcode: "49999 Teststadt".into(),
            room: "101".into(),
            hours: Vec::new(),
            position: 1,
            from: jiff::civil::date(2000, 1, 1),
            until: None,
        };
        kernel::org::save(tx, &unit)?;
        let staff = AccountKind::Staff;
        let paula = people::register(tx, staff, "Paula", "paula@mail.test", Language::De)?;
        let permissions = [mod_sensors::VIEW, mod_sensors::KEEP].map(|p| p.0.to_owned());
        let role =
            Role { id: Id::new(), name: Text::same("Sensoren"), permissions: permissions.into() };
        people::save_role(tx, &role)?;
        let from = tx.today();
        people::grant(tx, paula, role.id, unit.id, from, None)?;
        let account = people::account(tx, paula)?;
        let token = session::start(tx, &account, "Test")?;
        Ok(Audit::of("test.office", unit.id).with((unit.id.to_string(), token)))
    });
    made.await.expect("an office")
}

#[tokio::test(flavor = "multi_thread")]
async fn values_and_a_standing_warning_outlive_a_restart() {
    for ground in testkit::grounds().await {
        let lasting = Lasting::on(ground).await;
        let first = lasting.open().await;
        let key = gauge(&first).await;
        let (unit, token) = office(&first).await;
        threshold(&testkit::visitor_of(&first, Some(token)), &unit).await;
        value(&first, &key, 310.0).await;
        worker::settle(&first).await.expect("the town settles");
        assert_eq!(subjects(&lasting.post).len(), 1);
        drop(first);

        let again = lasting.open().await;
        let visitor = testkit::visitor_of(&again, None);
        let all = "/sensorthings/v1.1/Datastreams(1)/Observations?$count=true&$select=result";
        let values = visitor.get(all).await.is(200).text();
        assert!(values.contains("\"@iot.count\":1") && values.contains("310"), "{values}");
        siren::refresh(&again).await.expect("the siren");
        visitor.get("/").await.is(200).shows("Hochwasser am Mühlenbach");
        let feed = async || {
            let text = visitor.get("/sensoren/warnungen.atom").await.is(200).text();
            text.matches("<entry").count()
        };
        assert_eq!(feed().await, 1);
        // What was crossed before is crossed still: a higher value is no second warning, a value
        // between both levels is no end.
        for level in [320.0, 285.0] {
            lasting.clock.advance(SignedDuration::from_mins(5));
            value(&again, &key, level).await;
        }
        worker::settle(&again).await.expect("the town settles");
        assert_eq!((feed().await, subjects(&lasting.post).len()), (1, 1));
        visitor.get("/").await.is(200).shows("Hochwasser am Mühlenbach");
        drop(again);

        let last = lasting.open().await;
        lasting.clock.advance(SignedDuration::from_mins(5));
        value(&last, &key, 270.0).await;
        worker::settle(&last).await.expect("the town settles");
        let visitor = testkit::visitor_of(&last, None);
        visitor.get("/").await.is(200).hides("Hochwasser am Mühlenbach");
        assert_eq!(
            subjects(&lasting.post)[1..],
            ["Entwarnung: Hochwasser am Mühlenbach, Pegel Mühlenbrücke"]
        );
    }
}
