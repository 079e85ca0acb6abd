//! Readers of the town's feeds are told of changes: the whole house, and a reader that speaks `WebSub`
//! over a real socket.

use emulators::push::Push;
use emulators::websub::Feeds;
use emulators::{Fault, How, Running};
use jiff::SignedDuration;
use kernel::publication::{self, Publication, State};
use kernel::{Actor, Audit, Text, settings};
use mod_push::PushSettings;
use testkit::{Answer, TestTown};

const MONDAY: &str = "2026-05-04T07:30:00Z";
const FEED: &str = "http://town.test/feeds/aktuelles.atom";

async fn open(town: &TestTown, own: &str) {
    let own_servers = own.to_owned();
    town.town
        .write(Actor::system("test"), move |tx| {
            let on = PushSettings { tells_browsers: true, tells_readers: true, own_servers };
            settings::set(tx, &on)?;
            Ok(Audit::of("test.on", "push").done())
        })
        .await
        .expect("switched on");
}

async fn publish(town: &TestTown, title: &str) {
    let title = title.to_owned();
    town.town
        .write(Actor::system("test"), move |tx| {
            let slug = title.to_lowercase().replace(' ', "-");
            let it = Publication {
                title: Text::new(&title, &title),
                teaser: Text::new("Was dazu zu wissen ist.", ""),
                state: State::Published,
                ..Publication::new("news", &slug, tx.now())
            };
            publication::save(tx, &it, "test")?;
            Ok(Audit::of("test.published", it.id).done())
        })
        .await
        .expect("published");
}

/// Asks at the hub, as a program does: without a token, without a session.
async fn ask(town: &TestTown, fields: &[(&str, &str)]) -> Answer {
    town.anybody().post_raw("/websub", fields).await
}

async fn subscribe(town: &TestTown, callback: &str, topic: &str, secret: &str) -> Answer {
    let fields = [
        ("hub.mode", "subscribe"),
        ("hub.callback", callback),
        ("hub.topic", topic),
        ("hub.secret", secret),
        ("hub.lease_seconds", "86400"),
    ];
    ask(town, &fields).await
}

async fn look(town: &TestTown) {
    mod_push::hub::look(&town.town).await.expect("a look");
}

fn heard(reader: &Running<Feeds>) -> usize {
    reader.with(|r| r.heard.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_means_it_is_told_every_change_signed_until_it_leaves() {
    for town in testkit::towns(rathaus::modules, MONDAY).await {
        let plain = town.anybody().get("/feeds/aktuelles.atom").await.is(200);
        assert!(plain.headers.get("link").is_none() && !plain.text().contains("rel=\"hub\""));
        ask(&town, &[("hub.mode", "subscribe")]).await.is(404);
        let reader = Feeds::start();
        open(&town, &reader.address()).await;
        publish(&town, "Vorher").await;
        for (path, mark) in [
            ("/feeds/aktuelles.atom", "rel=\"hub\" href=\"http://town.test/websub\""),
            ("/feeds/aktuelles.rss", "rel=\"hub\" href=\"http://town.test/websub\""),
            ("/en/feeds/aktuelles.json", "\"url\":\"http://town.test/websub\""),
            ("/warnungen.rss", "rel=\"hub\""),
        ] {
            let feed = town.anybody().get(path).await.is(200);
            let link = feed.headers.get("link").expect("a link").to_str().expect("text").to_owned();
            let expected = format!(
                "<http://town.test/websub>; rel=\"hub\", <http://town.test{path}>; rel=\"self\""
            );
            assert_eq!(link, expected);
            assert!(feed.text().contains(mark), "{path}: {}", feed.text());
        }
        let english = "http://town.test/en/feeds/aktuelles.json";
        let (one, two) =
            (format!("{}/one", reader.address()), format!("{}/two?x=1", reader.address()));
        reader.with(|r| {
            r.meant = vec![FEED.into(), english.into()];
            r.secrets.insert("/one".into(), "geheim".into());
        });
        subscribe(&town, &one, FEED, "geheim").await.is(202);
        subscribe(&town, &two, english, "").await.is(202);
        town.settle().await;
        let asked = reader.with(|r| r.asked.clone());
        assert_eq!(asked.len(), 2);
        assert_eq!((asked[0].mode.as_str(), asked[0].lease.as_str()), ("subscribe", "86400"));
        look(&town).await;
        assert_eq!(heard(&reader), 0, "it knows what it has just read");

        publish(&town, "Die Brücke ist offen").await;
        look(&town).await;
        look(&town).await;
        let all = reader.with(|r| r.heard.clone());
        assert_eq!(all.len(), 2);
        let told = all.iter().find(|h| h.path == "/one").expect("told");
        assert_eq!(told.is_signed, Some(true));
        assert!(told.kind.starts_with("application/atom+xml"));
        assert!(told.links.contains(&format!("<{FEED}>; rel=\"self\"")), "{}", told.links);
        assert!(told.links.contains("<http://town.test/websub>; rel=\"hub\""));
        let now = town.anybody().get("/feeds/aktuelles.atom").await.text();
        assert_eq!(told.text, now, "the very bytes of the feed");
        let other = all.iter().find(|h| h.path == "/two").expect("told");
        assert!(other.kind.starts_with("application/feed+json"));
        assert_eq!(other.is_signed, None);

        let ends = [("hub.mode", "unsubscribe"), ("hub.callback", &one), ("hub.topic", FEED)];
        ask(&town, &ends).await.is(202);
        town.settle().await;
        publish(&town, "Noch etwas").await;
        look(&town).await;
        let all = reader.with(|r| r.heard.clone());
        assert_eq!(all.iter().filter(|h| h.path == "/one").count(), 1);
        assert_eq!(all.iter().filter(|h| h.path == "/two").count(), 2);
        // The lease ends by itself.
        town.advance(SignedDuration::from_hours(25));
        publish(&town, "Zu spät").await;
        look(&town).await;
        assert_eq!(heard(&reader), 3);
        let figures = town.staff("Ada", &[mod_push::SEE], "50").await;
        let page = figures.get("/verwaltung/benachrichtigungen").await.is(200);
        page.hides("/one").hides("geheim");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_mean_it_or_is_not_there_is_not_told() {
    for town in testkit::towns(rathaus::modules, MONDAY).await {
        let reader = Feeds::start();
        open(&town, &reader.address()).await;
        publish(&town, "Vorher").await;
        let hook = format!("{}/hook", reader.address());
        // Somebody else entered its address: it says no.
        subscribe(&town, &hook, FEED, "").await.is(202);
        town.settle().await;
        publish(&town, "Eins").await;
        look(&town).await;
        assert_eq!((heard(&reader), reader.with(|r| r.asked.len())), (0, 1));
        // It is in trouble when it is asked back; a little later it means it.
        reader.with(|r| r.meant = vec![FEED.into()]);
        reader.fault(Fault::once("GET", "/hook", How::Say(503, serde_json::Value::Null)));
        subscribe(&town, &hook, FEED, "").await.is(202);
        town.settle().await;
        town.advance(SignedDuration::from_mins(3));
        town.settle().await;
        publish(&town, "Zwei").await;
        // It cannot take the change at once, and not twice when it can.
        reader.fault(Fault::once("POST", "/hook", How::Say(500, serde_json::Value::Null)));
        look(&town).await;
        look(&town).await;
        assert_eq!(heard(&reader), 0);
        town.advance(SignedDuration::from_mins(3));
        look(&town).await;
        look(&town).await;
        assert_eq!(heard(&reader), 1);
        // It does not want to hear of it any more.
        reader.with(|r| r.is_gone = true);
        publish(&town, "Drei").await;
        look(&town).await;
        reader.with(|r| r.is_gone = false);
        publish(&town, "Vier").await;
        look(&town).await;
        assert_eq!(heard(&reader), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_is_never_there_is_forgotten() {
    for town in testkit::towns(rathaus::modules, MONDAY).await {
        let reader = Feeds::start();
        open(&town, &reader.address()).await;
        publish(&town, "Vorher").await;
        reader.with(|r| r.meant = vec![FEED.into()]);
        let hook = format!("{}/hook", reader.address());
        let lease = [
            ("hub.mode", "subscribe"),
            ("hub.callback", hook.as_str()),
            ("hub.topic", FEED),
            ("hub.lease_seconds", "2592000"),
        ];
        ask(&town, &lease).await.is(202);
        town.settle().await;
        publish(&town, "Eins").await;
        let broken = How::Say(500, serde_json::Value::Null);
        reader.fault(Fault { times: 99, ..Fault::once("POST", "/hook", broken) });
        for _ in 0..12 {
            look(&town).await;
            town.advance(SignedDuration::from_hours(9));
        }
        let tries = reader.asked().iter().filter(|a| a.starts_with("POST")).count();
        assert_eq!(tries, 8);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wishes_that_are_none_are_refused_with_a_sentence() {
    for town in testkit::towns(rathaus::modules, MONDAY).await {
        open(&town, "").await;
        publish(&town, "Vorher").await;
        let fine = "https://leser.example/hook";
        for (fields, sentence) in [
            (vec![], "hub.mode"),
            (vec![("hub.mode", "publish")], "hub.mode"),
            (vec![("hub.mode", "subscribe")], "hub.callback"),
            (vec![("hub.mode", "subscribe"), ("hub.callback", fine)], "hub.topic"),
        ] {
            let answer = ask(&town, &fields).await.is(400);
            assert!(answer.text().contains(sentence), "{fields:?}: {}", answer.text());
        }
        for topic in [
            "https://other.example/feeds/aktuelles.atom",
            "http://town.test/feeds/gibtesnicht.atom",
            "http://town.test/aktuelles",
            "http://town.test/feeds/aktuelles.atom?x=1",
            "http://town.test.evil.example/feeds/aktuelles.atom",
            "http://town.test/websub",
        ] {
            let answer = subscribe(&town, fine, topic, "").await.is(400);
            assert!(answer.text().contains("hub.topic"), "{topic}");
        }
        for callback in [
            "http://127.0.0.1:80/hook",
            "http://localhost/hook",
            "http://[::1]/hook",
            "http://10.0.0.1/hook",
            "http://2130706433/hook",
            "file:///etc/passwd",
            "javascript:alert(1)",
        ] {
            let answer = subscribe(&town, callback, FEED, "").await.is(400);
            assert!(answer.text().contains("hub.callback"), "{callback}");
        }
        let long = subscribe(&town, fine, FEED, &"x".repeat(200)).await.is(400);
        assert!(long.text().contains("hub.secret"));
        town.anybody().get("/websub").await.is(405);
        let trail = town.trail().await;
        assert!(!trail.iter().any(|line| line.contains("push.wished")), "{trail:?}");
    }
}

/// A warning reaches a browser within seconds, is pressing, is replaced by its update, and ends.
#[tokio::test(flavor = "multi_thread")]
async fn a_warning_is_told_at_once_and_its_update_replaces_it() {
    for town in testkit::towns(rathaus::modules, MONDAY).await {
        let service = Push::start();
        service.set(town.town.now());
        open(&town, &service.address()).await;
        mod_push::gather::warn(&town.town).await.expect("a first look");
        let state = town.anybody().get_json("/benachrichtigungen/stand.json").await.is(200);
        let state: serde_json::Value = serde_json::from_slice(&state.body).expect("JSON");
        let key = state["key"].as_str().expect("a key").to_owned();
        let handed = service.with(|s| s.subscribe(&key));
        let body = serde_json::json!({ "subscription": handed, "topics": ["warning"] }).to_string();
        town.anybody().script("/benachrichtigungen/einschalten", &body).await.is(200);

        let ada = town.staff("Ada", &[mod_warnings::ISSUE], "50").await;
        let warn = [
            ("stufe", "danger"),
            ("text", "Trinkwasser abkochen."),
            ("gebiet", "Altstadt"),
            ("stunden", "6"),
        ];
        let answer = ada.post("/verwaltung/warnung", &warn).await;
        assert_eq!(answer.status, 303, "{}", answer.words());
        mod_push::gather::warn(&town.town).await.expect("a look");
        mod_push::gather::warn(&town.town).await.expect("a look");
        town.settle().await;
        let told = service.with(|s| s.read(&handed));
        assert_eq!(told.len(), 1, "{:?}", service.with(|s| s.refused.clone()));
        let words = told[0].json();
        assert!(words["title"].as_str().expect("a title").contains("Altstadt"), "{words}");
        assert_eq!(words["body"], "Trinkwasser abkochen.");
        assert_eq!(told[0].urgency, "high");
        assert!(told[0].ttl <= 6 * 3_600 + 1, "{}", told[0].ttl);
        let url = words["url"].as_str().expect("an address").to_owned();
        town.anybody().get(&url).await.is(200).shows("Trinkwasser abkochen.");
    }
}
