//! Messages fetched from a broker of somebody else: a small one that speaks the real protocol over a
//! real socket, loses the connection, and wants a password.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use norm_mqtt::{ConnAck, Connect, Packet, Publish, Version, read, reason, write};
use testkit::TestTown;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::inbound::{Door, Places, Sender};
use crate::mqtt::outside::{Fetching, Link, watch};
use crate::store::brokers::{self, Broker};
use crate::store::inbound as store;
use kernel::{Actor, Audit, Id};

/// What a broker is asked for, and what it has.
#[derive(Default)]
struct Kept {
    waiting: Vec<(String, String)>,
    introductions: Vec<Connect>,
    topics: Vec<String>,
    confirmed: usize,
    password: String,
}

struct FakeBroker {
    port: u16,
    kept: Arc<Mutex<Kept>>,
}

impl FakeBroker {
    async fn start(password: &str, messages: &[(&str, &str)]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let waiting = messages.iter().map(|(t, m)| ((*t).to_owned(), (*m).to_owned())).collect();
        let kept = Kept { waiting, password: password.into(), ..Kept::default() };
        let kept = Arc::new(Mutex::new(kept));
        let shared = Arc::clone(&kept);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, Arc::clone(&shared)));
            }
        });
        Self { port, kept }
    }

    fn kept<T>(&self, look: impl FnOnce(&mut Kept) -> T) -> T {
        look(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// One message for each connection; then it hangs up, so that the house has to come again.
async fn talk(mut stream: TcpStream, kept: Arc<Mutex<Kept>>) -> Option<()> {
    let with = |look: &mut dyn FnMut(&mut Kept)| {
        look(&mut kept.lock().unwrap_or_else(PoisonError::into_inner));
    };
    let mut buffer = Vec::new();
    loop {
        let found = read(&buffer, Version::V3_1_1, 1 << 20).expect("a packet");
        let Some((packet, length)) = found else {
            if stream.read_buf(&mut buffer).await.ok()? == 0 {
                return None;
            }
            continue;
        };
        buffer.drain(..length);
        let mut answers = Vec::new();
        let mut is_over = false;
        with(&mut |kept| match &packet {
            Packet::Connect(connect) => {
                let is_right = connect.password.as_deref() == Some(kept.password.as_bytes());
                let code = if is_right { reason::SUCCESS } else { reason::BAD_LOGIN };
                kept.introductions.push((**connect).clone());
                answers.push(Packet::ConnAck(ConnAck { code, ..ConnAck::default() }));
            }
            Packet::Subscribe(subscribe) => {
                kept.topics.extend(subscribe.filters.iter().map(|(topic, _)| topic.clone()));
                answers.push(Packet::SubAck(subscribe.id, vec![1]));
                if let Some((topic, message)) = kept.waiting.first().cloned() {
                    let payload = message.into_bytes();
                    answers.push(Packet::Publish(Publish {
                        topic,
                        payload,
                        qos: 1,
                        id: 5,
                        ..Publish::default()
                    }));
                }
            }
            Packet::PubAck(5, _) => {
                kept.confirmed += 1;
                kept.waiting.remove(0);
                is_over = true;
            }
            Packet::PingReq => answers.push(Packet::PingResp),
            _ => {}
        });
        let mut out = Vec::new();
        for packet in &answers {
            write(packet, Version::V3_1_1, &mut out);
        }
        stream.write_all(&out).await.ok()?;
        if is_over {
            return None;
        }
    }
}

async fn door(town: &TestTown, port: u16, password: &str) -> Id<Door> {
    let password = password.to_owned();
    let owner = Arc::clone(&town.town);
    town.town
        .write(Actor::system("test"), move |tx| {
            let (door, _) =
                store::open_door(tx, "LoRaWAN", Sender::ChirpStack, &Places::default())?;
            let secret =
                owner.seal(&crate::mqtt::outside::secret_place(door), password.as_bytes())?;
            let address = format!("mqtt://127.0.0.1:{port}");
            let (account, topic) = ("town".to_owned(), "application/+/device/+/event/+".to_owned());
            brokers::set(tx, &Broker { door, address, account, secret, topic, version: 0 })?;
            Ok(Audit::of("sensors.broker_set", door).with(door))
        })
        .await
        .expect("a door")
}

async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..200 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("not in time: {what}");
}

const UP: &str = r#"{"deduplicationId":"11111111-1111-4111-8111-111111111111","time":"2026-05-04T07:58:00Z",
"deviceInfo":{"applicationName":"a","deviceName":"pegel","devEui":"0011223344556677"},"fPort":2,"data":"AQI=","object":{"level":12}}"#;

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_a_broker_come_through_their_door_and_are_confirmed() {
    let town = testkit::town(|| vec![crate::module()], "2026-05-04T08:00:00Z").await;
    let topic = "application/1/device/0011223344556677/event/";
    let (up, join) = (format!("{topic}up"), format!("{topic}join"));
    let broker = FakeBroker::start("secret", &[(&up, UP), (&join, "{}"), (&up, "no JSON")]).await;
    let id = door(&town, broker.port, "secret").await;
    watch(&town.town).await.expect("a look");
    // Each is confirmed, the broken one too: it would not get better. In between it was left twice.
    until("three confirmed", || broker.kept(|k| k.confirmed == 3)).await;
    let (topics, names) = broker.kept(|k| {
        let names: Vec<String> = k.introductions.iter().map(|c| c.client.clone()).collect();
        (k.topics.clone(), names)
    });
    assert_eq!(topics[0], "application/+/device/+/event/+");
    assert!(names.len() >= 3 && names.iter().all(|n| *n == format!("rathaus-{id}")), "{names:?}");
    assert!(broker.kept(|k| k.introductions.iter().all(|c| !c.is_clean)));
    let (found, device) = town
        .town
        .read(move |db| {
            Ok((store::find_door(db, id)?, store::device_at(db, id, "0011223344556677")?))
        })
        .await
        .expect("what came");
    assert_eq!(device.expect("the device waits").fields, ["/level"]);
    assert!(found.trouble.contains("no JSON"), "{}", found.trouble);
    // Shut is shut.
    town.town
        .write(Actor::system("test"), move |tx| {
            store::shut_door(tx, id)?;
            Ok(Audit::of("sensors.door_shut", id).done())
        })
        .await
        .expect("shut");
    watch(&town.town).await.expect("a look");
    assert_eq!(town.town.part::<Fetching>().link(id), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_told_to_staff_and_tried_again() {
    let town = testkit::town(|| vec![crate::module()], "2026-05-04T08:00:00Z").await;
    let broker = FakeBroker::start("right", &[]).await;
    let id = door(&town, broker.port, "wrong").await;
    watch(&town.town).await.expect("a look");
    let link = || town.town.part::<Fetching>().link(id);
    until("a refusal", || matches!(link(), Some(Link::Broken(..)))).await;
    let egon = town.staff("Egon", &[crate::VIEW, crate::KEEP], "66").await;
    let page = egon.get("/verwaltung/sensoren/eingang").await.is(200);
    page.shows("lehnt Benutzername oder Kennwort ab");
    let page = egon.get("/en/verwaltung/sensoren/eingang").await.is(200);
    page.shows("refuses the user name or the password");
    broker.kept(|k| k.password = "wrong".into());
    until("a connection", || matches!(link(), Some(Link::Connected(_)))).await;
    // The form: an address that must not be, another topic, the end.
    let path = format!("/verwaltung/sensoren/eingang/{id}/broker");
    let (address, topic) = (format!("broker-{id}"), format!("thema-{id}"));
    let wrong = [(address.as_str(), "mqtt://example.org"), (topic.as_str(), "x")];
    egon.post(&path, &wrong).await.is(422).shows("mqtts://");
    egon.post(&path, &[(address.as_str(), "")]).await.is(303);
    assert_eq!(link(), None);
    let all = town.town.read(brokers::all).await.expect("brokers");
    assert!(all.is_empty());
}
