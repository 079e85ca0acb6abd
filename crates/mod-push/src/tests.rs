//! Stories of messages in the browser, through the real router and a push service that speaks the
//! real protocol over a real socket.

use emulators::push::{Push, Read};
use emulators::{Fault, How, Running, Told};
use jiff::SignedDuration;
use kernel::publication::{self, Publication, State};
use kernel::{Actor, Audit, Id, Module, Text, settings};
use serde_json::{Value, json};
use testkit::TestTown;

use crate::gather::look;
use crate::settings::PushSettings;

/// A Monday morning.
const MONDAY: &str = "2026-05-04T07:30:00Z";

fn modules() -> Vec<Module> {
    vec![crate::module()]
}

/// A town that tells browsers, and the service it may reach.
async fn open(town: &TestTown) -> Running<Push> {
    let service = Push::start();
    let own_servers = service.address();
    town.town
        .write(Actor::system("test"), move |tx| {
            let on = PushSettings { tells_browsers: true, tells_readers: false, own_servers };
            settings::set(tx, &on)?;
            Ok(Audit::of("test.on", "push").done())
        })
        .await
        .expect("switched on");
    look(&town.town).await.expect("a first look");
    service
}

async fn publish(town: &TestTown, kind: &str, title: &str, after: SignedDuration) -> Publication {
    let (kind, title) = (kind.to_owned(), title.to_owned());
    let now = town.town.now();
    let it = Publication {
        title: Text::new(&title, format!("{title} (en)")),
        teaser: Text::new("Was dazu zu wissen ist.", "What to know about it."),
        state: State::Published,
        ..Publication::new(&kind, &title.to_lowercase().replace(' ', "-"), now + after)
    };
    save(town, &it).await;
    it
}

async fn save(town: &TestTown, it: &Publication) {
    let it = it.clone();
    town.town
        .write(Actor::system("test"), move |tx| {
            publication::save(tx, &it, "test")?;
            Ok(Audit::of("test.published", it.id).done())
        })
        .await
        .expect("published");
}

/// The town's key, as the page hands it to browsers.
async fn key(town: &TestTown) -> String {
    let state = town.anybody().get_json("/benachrichtigungen/stand.json").await.is(200);
    let state: Value = serde_json::from_slice(&state.body).expect("JSON");
    state["key"].as_str().expect("a key").to_owned()
}

/// A browser subscribes through the page's door.
async fn browser(town: &TestTown, service: &Running<Push>, topics: &[&str], path: &str) -> Value {
    let key = key(town).await;
    let handed = service.with(|s| s.subscribe(&key));
    let body = json!({ "subscription": handed, "topics": topics }).to_string();
    town.anybody().script(&format!("{path}/benachrichtigungen/einschalten"), &body).await.is(200);
    handed
}

/// What is noticed and told by now.
async fn turn(town: &TestTown, service: &Running<Push>) {
    service.set(town.town.now());
    look(&town.town).await.expect("a look");
    town.settle().await;
}

fn read(service: &Running<Push>, browser: &Value) -> Vec<Read> {
    service.with(|s| s.read(browser))
}

fn titles(service: &Running<Push>, browser: &Value) -> Vec<String> {
    let of = |r: &Read| r.json()["title"].as_str().unwrap_or_default().to_owned();
    read(service, browser).iter().map(of).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_subscribed_reads_what_becomes_visible_once_and_in_their_language() {
    for town in testkit::towns(modules, MONDAY).await {
        publish(&town, "news", "Von gestern", -SignedDuration::from_hours(2)).await;
        let service = open(&town).await;
        let news = browser(&town, &service, &["news", "warning", "quatsch"], "").await;
        let english = browser(&town, &service, &["news"], "/en").await;
        let events = browser(&town, &service, &["event"], "").await;
        turn(&town, &service).await;
        assert!(read(&service, &news).is_empty(), "nobody asked for the past");

        let it = publish(&town, "news", "Die Brücke ist offen", SignedDuration::ZERO).await;
        publish(&town, "news", "Erst morgen", SignedDuration::from_hours(20)).await;
        turn(&town, &service).await;
        turn(&town, &service).await;
        let told = read(&service, &news);
        assert_eq!(told.len(), 1, "{told:?} {:?}", service.with(|s| s.refused.clone()));
        let words = told[0].json();
        assert_eq!(words["title"], "Die Brücke ist offen");
        assert_eq!(words["body"], "Aktuelles: Was dazu zu wissen ist.");
        assert_eq!(words["url"], it.path());
        assert_eq!((told[0].ttl, told[0].urgency.as_str()), (86_400, "normal"));
        assert_eq!(told[0].topic.len(), 32);
        assert_eq!(titles(&service, &english), ["Die Brücke ist offen (en)"]);
        assert_eq!(read(&service, &english)[0].json()["url"], format!("/en{}", it.path()));
        assert!(read(&service, &events).is_empty());

        // The embargo ends.
        town.advance(SignedDuration::from_hours(20));
        turn(&town, &service).await;
        assert_eq!(titles(&service, &news), ["Die Brücke ist offen", "Erst morgen"]);
        assert!(service.with(|s| s.refused.clone()).is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withdrawn_before_it_is_told_is_told_to_nobody() {
    for town in testkit::towns(modules, MONDAY).await {
        let service = open(&town).await;
        let news = browser(&town, &service, &["news"], "").await;
        let mut it = publish(&town, "news", "Ein Irrtum", SignedDuration::ZERO).await;
        look(&town.town).await.expect("noticed, and not told yet");
        it.state = State::Withdrawn;
        save(&town, &it).await;
        turn(&town, &service).await;
        assert!(read(&service, &news).is_empty());
        publish(&town, "news", "Kein Irrtum", SignedDuration::ZERO).await;
        turn(&town, &service).await;
        assert_eq!(titles(&service, &news), ["Kein Irrtum"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_changes_its_topics_moves_and_ends() {
    for town in testkit::towns(modules, MONDAY).await {
        let service = open(&town).await;
        let it = browser(&town, &service, &["news"], "").await;
        let asked = json!({ "endpoint": it["endpoint"] }).to_string();
        let visitor = town.anybody();
        let chosen = visitor.script("/benachrichtigungen/auswahl", &asked).await.is(200);
        assert_eq!(chosen.text(), r#"{"topics":["news"]}"#);
        let other = json!({ "subscription": it, "topics": ["event"] }).to_string();
        visitor.script("/benachrichtigungen/einschalten", &other).await.is(200);
        // Its maker gives it another address: it keeps what it chose.
        let key = key(&town).await;
        let fresh = service.with(|s| s.subscribe(&key));
        let moved = json!({ "subscription": fresh, "endpoint": it["endpoint"] }).to_string();
        visitor.script("/benachrichtigungen/einschalten", &moved).await.is(200);
        publish(&town, "event", "Fest", SignedDuration::ZERO).await;
        publish(&town, "news", "Meldung", SignedDuration::ZERO).await;
        turn(&town, &service).await;
        assert!(read(&service, &it).is_empty());
        assert_eq!(titles(&service, &fresh), ["Fest"]);
        let ends = json!({ "endpoint": fresh["endpoint"] }).to_string();
        visitor.script("/benachrichtigungen/beenden", &ends).await.is(200);
        visitor.script("/benachrichtigungen/beenden", &ends).await.is(200);
        publish(&town, "event", "Noch ein Fest", SignedDuration::ZERO).await;
        turn(&town, &service).await;
        assert_eq!(titles(&service, &fresh).len(), 1);
        let gone = visitor.script("/benachrichtigungen/auswahl", &ends).await.is(200);
        assert_eq!(gone.text(), r#"{"topics":null}"#);
        // Nothing of an address stands in the logbook.
        let trail = town.trail().await.join(" ");
        assert!(trail.contains("push.subscribed") && !trail.contains("127.0.0.1"), "{trail}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_of_services_have_their_consequences() {
    for town in testkit::towns(modules, MONDAY).await {
        let service = open(&town).await;
        let gone = browser(&town, &service, &["news"], "").await;
        let busy = browser(&town, &service, &["news"], "").await;
        service.with(|s| s.give_up(&gone));
        let told = Told::json(429, &json!({})).with("retry-after", "600");
        let path = busy["endpoint"].as_str().expect("an address").to_owned();
        let path = path.rsplit('/').next().expect("a name").to_owned();
        service.fault(Fault::once("POST", &path, How::Tell(told)));
        publish(&town, "news", "Zweimal versucht", SignedDuration::ZERO).await;
        turn(&town, &service).await;
        assert!(read(&service, &busy).is_empty());
        let ada = town.staff("Ada", &[crate::SEE], "50").await;
        let page = ada.get("/verwaltung/benachrichtigungen").await.is(200);
        page.shows("bat um eine Pause").shows("wartet auf Dienste").hides("/push/");
        town.advance(SignedDuration::from_mins(9));
        turn(&town, &service).await;
        assert!(read(&service, &busy).is_empty(), "asked too early");
        town.advance(SignedDuration::from_mins(2));
        turn(&town, &service).await;
        assert_eq!(titles(&service, &busy), ["Zweimal versucht"]);
        // The one that is gone was asked once, and never again.
        let of = gone["endpoint"].as_str().expect("an address").rsplit('/').next().expect("a name");
        let asked = service.asked().iter().filter(|a| a.contains(&format!("/{of} "))).count();
        assert_eq!(asked, 1);
        ada.get("/verwaltung/benachrichtigungen").await.is(200).shows("vom Browser aufgegeben");

        // A key that is refused is an alarm; too long a message is said; neither is tried again.
        for (status, sentence) in
            [(403, "nimmt den Schlüssel der Stadt nicht an"), (413, "war eine Nachricht zu lang")]
        {
            service.fault(Fault::once("POST", "", How::Say(status, json!({}))));
            publish(&town, "news", &format!("Abgelehnt {status}"), SignedDuration::ZERO).await;
            turn(&town, &service).await;
            town.advance(SignedDuration::from_mins(30));
            turn(&town, &service).await;
            assert_eq!(titles(&service, &busy).len(), 1, "{status}");
            ada.get("/verwaltung/benachrichtigungen").await.is(200).shows(sentence);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_is_never_reached_is_forgotten() {
    for town in testkit::towns(modules, MONDAY).await {
        let service = open(&town).await;
        let it = browser(&town, &service, &["news"], "").await;
        for number in 0..5 {
            service.fault(Fault::once("POST", "", How::Say(400, json!({}))));
            publish(&town, "news", &format!("Nummer {number}"), SignedDuration::ZERO).await;
            turn(&town, &service).await;
        }
        publish(&town, "news", "Zu spät", SignedDuration::ZERO).await;
        turn(&town, &service).await;
        assert!(read(&service, &it).is_empty());
        let asked = json!({ "endpoint": it["endpoint"] }).to_string();
        let chosen = town.anybody().script("/benachrichtigungen/auswahl", &asked).await;
        assert_eq!(chosen.text(), r#"{"topics":null}"#);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_told_once_each_though_the_house_stops_in_the_middle() {
    for town in testkit::towns(modules, MONDAY).await {
        let service = open(&town).await;
        let key = key(&town).await;
        let there = std::sync::Arc::clone(&town.town);
        let all: Vec<Value> = (0..230).map(|_| service.with(|s| s.subscribe(&key))).collect();
        let handed = all.clone();
        let own = [service.address()];
        town.town
            .write(Actor::system("test"), move |tx| {
                for one in &handed {
                    let to = norm_push::browser::Subscription::read(one, &own).expect("one");
                    let topics = ["news".to_owned()];
                    crate::store::subscribe(&there, tx, &to, kernel::Language::De, &topics)?;
                }
                Ok(Audit::of("test.subscribed", "many").done())
            })
            .await
            .expect("subscribed");
        publish(&town, "news", "An alle", SignedDuration::ZERO).await;
        look(&town.town).await.expect("noticed");
        service.set(town.town.now());
        let message = town.town.read(|db| crate::store::latest(db, 1)).await.expect("read")[0].id;
        // A part is told, then the house stops; it goes on from the mark.
        let sender = std::sync::Arc::new(crate::key::sender(&town.town).await.expect("a key"));
        crate::send::tell_some(&town.town, message, &sender).await.expect("a part");
        let part = all.iter().filter(|b| !read(&service, b).is_empty()).count();
        assert!(part > 0 && part < all.len(), "{part}");
        turn(&town, &service).await;
        assert!(all.iter().all(|b| read(&service, b).len() == 1));
        let told = town.town.read(|db| crate::store::latest(db, 1)).await.expect("read")[0].clone();
        assert_eq!((told.sent, told.failed, told.ended_at.is_some()), (230, 0, true));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_browsers_can_be_subscribed_and_only_while_the_town_wants_it() {
    for town in testkit::towns(modules, MONDAY).await {
        let visitor = town.anybody();
        visitor
            .get("/benachrichtigungen")
            .await
            .is(200)
            .shows("Zurzeit nicht eingeschaltet")
            .shows("Newsletter per E-Mail");
        visitor.script("/benachrichtigungen/einschalten", "{}").await.is(404);
        visitor.get("/benachrichtigungen/stand.json").await.is(404);
        let service = open(&town).await;
        visitor.get("/benachrichtigungen").await.is(200).shows("Was mit Ihren Daten geschieht");
        let good = service.with(|s| s.subscribe("key"));
        let with = |endpoint: &str| {
            let mut other = good.clone();
            other["endpoint"] = endpoint.into();
            json!({ "subscription": other, "topics": ["news"] }).to_string()
        };
        for endpoint in [
            "https://evil.example/push",
            "http://127.0.0.1:1/push",
            "http://169.254.169.254/latest",
            "https://fcm.googleapis.com@10.0.0.1/x",
        ] {
            let answer =
                visitor.script("/benachrichtigungen/einschalten", &with(endpoint)).await.is(422);
            assert!(answer.text().contains("kennen wir nicht"), "{endpoint}: {}", answer.text());
        }
        for body in ["", "[]", "{}", r#"{"subscription":7,"topics":["news"]}"#, &"x".repeat(50_000)]
        {
            visitor.script("/benachrichtigungen/einschalten", body).await.is(422);
        }
        let none = json!({ "subscription": good, "topics": ["quatsch"] }).to_string();
        visitor.script("/benachrichtigungen/einschalten", &none).await.is(422);
        // A form of another site has no token.
        let foreign = visitor.post_raw("/benachrichtigungen/einschalten", &[("a", "b")]).await;
        assert_eq!(foreign.status, 403);
        assert_eq!(town.town.read(crate::store::all).await.expect("a count"), 0);
        visitor.get("/verwaltung/benachrichtigungen").await.is(401);
        let other = town.staff("Ohne Recht", &[], "50").await;
        other.get("/verwaltung/benachrichtigungen").await.is(403);
        let worker = visitor.get("/benachrichtigungen/dienst.js").await.is(200);
        assert!(worker.kind.starts_with("text/javascript"));
        assert!(worker.text().contains("showNotification"));
        let id: Id<crate::model::Message> = Id::new();
        assert!(town.town.read(move |db| crate::store::find(db, id)).await.is_err());
    }
}
