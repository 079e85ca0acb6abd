//! Webhooks: who may send, what of a message is stored, and that nothing is before the register says
//! what it is for.

use axum::body::Body;
use axum::http::Request;
use kernel::{Actor, Audit};
use testkit::Client;

use super::{Server, record};
use crate::inbound::{Places, Route, Sender, Standing};
use crate::store::inbound as store;
use crate::{KEEP, VIEW, acts};

/// A station without values, with two streams.
const BARE: &str = r#"{
  "name": "Pegel", "description": "",
  "Locations": [{"name": "Bach", "description": "", "encodingType": "application/geo+json",
    "location": {"type": "Point", "coordinates": [6.5, 51.5]}}],
  "Datastreams": [
    {"name": "Wasserstand", "description": "", "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
     "unitOfMeasurement": {"name": "Zentimeter", "symbol": "cm", "definition": null},
     "Sensor": {"name": "x", "description": "", "encodingType": "text/html", "metadata": "x"},
     "ObservedProperty": {"name": "Wasser", "definition": "http://example.org/w", "description": ""}},
    {"name": "Batterie", "description": "", "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
     "unitOfMeasurement": {"name": "Prozent", "symbol": "%", "definition": null},
     "Sensor": {"name": "y", "description": "", "encodingType": "text/html", "metadata": "y"},
     "ObservedProperty": {"name": "Batterie", "definition": "http://example.org/b", "description": ""}}]
}"#;

/// A town with a station and an open door.
struct Wired {
    server: Server,
    door: String,
    token: String,
    client: Client,
}

impl Wired {
    async fn all(sender: Sender) -> Vec<Self> {
        let mut all = Vec::new();
        for server in Server::all().await {
            server.post("/Things", BARE).await;
            all.push(Self::over(server, sender).await);
        }
        all
    }

    async fn one(sender: Sender) -> Self {
        let server = Server::one().await;
        server.post("/Things", BARE).await;
        Self::over(server, sender).await
    }

    async fn over(server: Server, sender: Sender) -> Self {
        // The messages of the data folder are from March.
        let opened = server.town.town.write(Actor::system("test"), move |tx| {
            let places = Places {
                device: "/id".into(),
                time: "/at".into(),
                values: "/v".into(),
                ..Places::default()
            };
            let (id, token) = store::open_door(tx, "Netz", sender, &places)?;
            Ok(Audit::of("test.opened", id).with((id.to_string(), token)))
        });
        let (door, token) = opened.await.expect("a door");
        let client = server.town.anybody();
        Self { server, door, token, client }
    }

    async fn send_with(&self, token: &str, query: &str, body: &str) -> (u16, String) {
        let request = Request::builder()
            .method("POST")
            .uri(format!("/sensoren/eingang/{}{query}", self.door))
            .header("host", "town.test")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(Body::from(body.to_owned()))
            .expect("a request");
        let answer = self.client.send(request).await;
        (answer.status, answer.text())
    }

    async fn send(&self, body: &str) -> String {
        let (status, text) = self.send_with(&self.token, "", body).await;
        assert_eq!(status, 200, "{text}");
        text
    }

    async fn device(&self) -> crate::inbound::Device {
        let all = self.server.town.town.read(|db| {
            let mut all = store::devices(db, Standing::Waiting)?;
            all.extend(store::devices(db, Standing::Assigned)?);
            all.extend(store::devices(db, Standing::Refused)?);
            Ok(all)
        });
        all.await.expect("devices").into_iter().next().expect("a device")
    }

    async fn assign(&self, decoder: &str, routes: Vec<Route>) {
        let mut device = self.device().await;
        device.decoder = decoder.to_owned();
        device.routes = routes;
        device.standing = Standing::Assigned;
        let done = self.server.town.town.write(Actor::system("test"), move |tx| {
            assert!(store::set_standing(tx, &device)?);
            Ok(Audit::of("test.assigned", device.id).done())
        });
        done.await.expect("assigned");
    }

    async fn count(&self) -> String {
        self.server.get("/Observations?$count=true").await.at("/@iot.count")
    }

    async fn pause(&self) {
        let done = self.server.town.town.write(Actor::system("test"), |tx| {
            let entry = crate::entry_at(tx, "versuch")?;
            acts::pause(tx, entry, &Actor::system("test"), "Der Rat berät neu")?;
            Ok(Audit::of("test.paused", entry).done())
        });
        done.await.expect("paused");
    }
}

fn route(field: &str, stream: i64, factor: f64, plus: f64) -> Route {
    Route { field: field.into(), stream, factor, plus, minutes: 0 }
}

fn file(path: &str) -> Option<String> {
    let folder = testkit::shared_data("smartcity/lorawan")?;
    Some(std::fs::read_to_string(folder.join(path)).expect("the file is there"))
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_has_the_token_comes_in() {
    let wired = Wired::one(Sender::Json).await;
    let (status, _) = wired.send_with("falsch", "", "{}").await;
    assert_eq!(status, 401);
    let (status, text) = wired.send_with(&wired.token, "", "{").await;
    assert_eq!(status, 400, "{text}");
    assert!(text.contains("no JSON"), "{text}");
    let (status, text) = wired.send_with(&wired.token, "", r#"{"id":"a"}"#).await;
    assert_eq!(status, 400, "{text}");
    assert!(text.contains("/at"), "{text}");
    let door = wired.server.town.town.read(store::doors).await.expect("doors").remove(0);
    assert!(door.trouble.contains("/at"), "staff see what was wrong: {}", door.trouble);
    let long = format!(r#"{{"id":"a","x":"{}"}}"#, "y".repeat(2_000_000));
    assert_eq!(wired.send_with(&wired.token, "", &long).await.0, 413);
    let shut = wired.server.town.town.write(Actor::system("test"), move |tx| {
        store::shut_door(tx, door.id)?;
        Ok(Audit::of("test.shut", door.id).done())
    });
    shut.await.expect("shut");
    assert_eq!(wired.send_with(&wired.token, "", "{}").await.0, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_device_waits_and_nothing_it_says_is_kept() {
    for wired in Wired::all(Sender::Json).await {
        let message =
            r#"{"id":"a1","at":"2026-05-04T07:00:00Z","v":{"level":4711,"b":{"c":true}}}"#;
        assert!(wired.send(message).await.contains(r#""waiting":1"#));
        let device = wired.device().await;
        assert_eq!(device.fields, ["/level", "/b/c"]);
        assert!(!format!("{device:?}").contains("4711"), "{device:?}");
        assert_eq!(wired.count().await, "0");
        wired.assign("", vec![route("/level", 1, -0.1, 500.0)]).await;
        assert!(wired.send(message).await.contains(r#""stored":1"#));
        assert_eq!(
            wired.server.get("/Datastreams(1)/Observations").await.at("/value/0/result"),
            "28.9"
        );
        // The same again changes nothing, and an older one still finds its place.
        assert!(wired.send(message).await.contains(r#""known":1"#));
        let older = message.replace("07:00", "06:00");
        assert!(wired.send(&older).await.contains(r#""stored":1"#));
        let future = message.replace("05-04T07", "05-04T12");
        assert!(wired.send(&future).await.contains(r#""ahead":1"#));
        let tally = wired.device().await.tally;
        assert_eq!((tally.stored, tally.doubled, tally.late, tally.ahead), (2, 1, 1, 1));
        assert_eq!(wired.count().await, "2");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_discards_what_comes_in_and_remembers_nothing_of_it() {
    for wired in Wired::all(Sender::Json).await {
        let message = r#"{"id":"a1","at":1777878000,"v":{"level":7}}"#;
        wired.send(message).await;
        wired.assign("", vec![route("/level", 1, 1.0, 0.0)]).await;
        wired.pause().await;
        let answer = wired.send(message).await;
        assert!(answer.contains(r#""stored":0"#) && answer.contains(r#""held":1"#), "{answer}");
        assert!(answer.contains("/sensoren/versuch"), "{answer}");
        let counted = wired.server.town.town.read(|db| {
            const ALL: kernel::db::Sql = kernel::sql!("SELECT COUNT(*) FROM sensors_observation");
            const FRAMES: kernel::db::Sql = kernel::sql!("SELECT COUNT(*) FROM sensors_frame");
            Ok((db.count(ALL, &[])?, db.count(FRAMES, &[])?))
        });
        assert_eq!(counted.await.expect("counted"), (0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_of_the_things_stack_are_stored_once() {
    let Some(message) = file("tts/uplink_own_lht65.json") else { return };
    let wired = Wired::one(Sender::ThingsStack).await;
    assert!(wired.send(&message).await.contains("waiting"));
    let device = wired.device().await;
    assert_eq!(device.address, "A84041000181C061");
    assert!(device.fields.iter().any(|f| f == "/@rssi"), "{:?}", device.fields);
    let routes = vec![route("/TempC_SHT", 1, 1.0, 0.0), route("/@rssi", 2, 1.0, 0.0)];
    wired.assign("dragino-lht65", routes).await;
    assert!(wired.send(&message).await.contains(r#""stored":2"#));
    assert!(wired.send(&message).await.contains(r#""known":1"#));
    assert_eq!(wired.count().await, "2");
    let time = wired.server.get("/Datastreams(1)/Observations").await.at("/value/0/phenomenonTime");
    assert_eq!(time, "\"2026-03-02T06:20:11.17Z\"");
    for other in ["tts/join.json", "tts/downlink_event.json"] {
        let body = file(other).expect("there");
        assert_eq!(wired.send(&body).await, r#"{"stored":0}"#, "{other}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_of_chirpstack_go_through_a_table_of_our_own() {
    let Some(message) = file("chirpstack/up.json") else { return };
    let wired = Wired::one(Sender::ChirpStack).await;
    wired.send(&message).await;
    let kai = wired.server.town.staff("Kai", &[VIEW, KEEP], "66").await;
    let layout = "order little\nrecord 01 75\nbattery u8\nrecord 03 82\nlevel u16 * -0.1 + 350\n";
    let form = |vectors: &'static str| {
        [("name", "Pegel EM500"), ("tabelle", layout), ("beispiele", vectors), ("fassung", "0")]
    };
    let desk = "/verwaltung/sensoren/decoder";
    kai.get(&format!("{desk}/neu")).await.is(200).shows("record 01 75");
    let wrong = form("85 01755C03821E00 = {\"battery\": 92, \"level\": 346}");
    kai.post(&format!("{desk}/neu"), &wrong)
        .await
        .is(422)
        .shows("Zeile 1: level ist 347 statt 346");
    let none = form("85 01 = error");
    kai.post(&format!("{desk}/neu"), &none).await.is(422).shows("mindestens ein Beispiel");
    let right = form("85 01755C03821E00 = {\"battery\": 92, \"level\": 347}");
    kai.post(&format!("{desk}/neu"), &right).await.is(303);
    kai.post(&format!("{desk}/neu"), &right).await.is(422).shows("Diesen Namen gibt es schon");
    let own = wired.server.town.town.read(store::decoders).await.expect("decoders");
    let routes = vec![route("/level", 1, 1.0, 0.0), route("/battery", 2, 1.0, 0.0)];
    wired.assign(&own[0].0.to_string(), routes).await;
    assert!(wired.send(&message).await.contains(r#""stored":2"#));
    assert_eq!(wired.server.get("/Datastreams(1)/Observations").await.at("/value/0/result"), "347");
    for (other, event) in
        [("join", "join"), ("ack", "ack"), ("log", "log"), ("up_empty_payload", "up")]
    {
        let body = file(&format!("chirpstack/{other}.json")).expect("there");
        let (status, text) = wired.send_with(&wired.token, &format!("?event={event}"), &body).await;
        assert_eq!(status, 200, "{other}: {text}");
        assert!(text.contains(r#""stored":0"#), "{other}: {text}");
    }
    assert_eq!(wired.count().await, "2");
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_need_their_minutes_and_are_rounded_here_too() {
    let wired = Wired::one(Sender::Json).await;
    let made = wired.server.town.town.write(Actor::system("test"), |tx| {
        let entry = acts::draft(tx, &crate::Record { counts: true, ..record("Zählung") })?;
        acts::publish(tx, entry)?;
        crate::store::register::assign(tx, 1, entry)?;
        Ok(Audit::of("test.moved", entry).done())
    });
    made.await.expect("moved");
    let message = r#"{"id":"a1","at":"2026-05-04T07:00:00Z","v":{"n":123}}"#;
    wired.send(message).await;
    wired.assign("", vec![route("/n", 1, 1.0, 0.0)]).await;
    assert!(wired.send(message).await.contains("15 minutes"));
    wired.assign("", vec![Route { minutes: 60, ..route("/n", 1, 1.0, 0.0) }]).await;
    assert!(wired.send(message).await.contains(r#""stored":1"#));
    assert_eq!(wired.server.get("/Observations").await.at("/value/0/result"), "125");
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_open_doors_and_assign_devices_on_pages() {
    let wired = Wired::one(Sender::Json).await;
    let kai = wired.server.town.staff("Kai", &[VIEW, KEEP], "66").await;
    let desk = "/verwaltung/sensoren/eingang";
    kai.get(desk).await.is(200).shows("Netz");
    kai.post(desk, &[("name", ""), ("art", "json")])
        .await
        .is(422)
        .shows("Geben Sie einen Namen an");
    let opened = kai.post(desk, &[("name", "Stadtwerke"), ("art", "chirpstack")]).await.is(200);
    opened.shows("nur dieses eine Mal");
    wired.send(r#"{"id":"a1","at":"2026-05-04T07:00:00Z","v":{"level":"47,5"}}"#).await;
    kai.get(desk).await.is(200).shows("a1");
    let page = format!("{desk}/geraet/{}", wired.device().await.id);
    kai.get(&page).await.is(200).shows("wartet auf Zuordnung").shows("Wert /level");
    let form = [
        ("tun", "zuordnen"),
        ("fassung", "1"),
        ("feld-0", "/level"),
        ("reihe-0", "1"),
        ("faktor-0", "2"),
        ("plus-0", "0,5"),
        ("minuten-0", "0"),
    ];
    let mut wrong = form;
    wrong[4].1 = "viel";
    kai.post(&page, &wrong).await.is(422).shows("Wählen Sie eine Messreihe");
    kai.post(&page, &form).await.is(303);
    kai.post(&page, &form).await.is(422).shows("Jemand anderes");
    let answer =
        wired.send(r#"{"id":"a1","at":"2026-05-04T07:30:00Z","v":{"level":"47,5"}}"#).await;
    assert!(answer.contains(r#""stored":1"#), "{answer}");
    assert_eq!(wired.server.get("/Observations").await.at("/value/0/result"), "95.5");
    kai.post(&page, &[("tun", "ablehnen"), ("fassung", "2")]).await.is(303);
    let answer = wired.send(r#"{"id":"a1","at":"2026-05-04T07:40:00Z","v":{"level":1}}"#).await;
    assert_eq!(answer, r#"{"stored":0,"ignored":1}"#);
    let places = [("liste", "/all"), ("geraet", "id"), ("zeit", ""), ("nummer", ""), ("werte", "")];
    let places: Vec<(String, &str)> =
        places.iter().map(|(n, v)| (format!("{n}-{}", wired.door), *v)).collect();
    let places: Vec<(&str, &str)> = places.iter().map(|(n, v)| (n.as_str(), *v)).collect();
    let to = format!("{desk}/{}/stellen", wired.door);
    kai.post(&to, &places).await.is(422).shows("beginnen mit einem Schrägstrich");
    kai.post(&format!("{desk}/{}/schliessen", wired.door), &[]).await.is(303);
    assert_eq!(wired.send_with(&wired.token, "", "{}").await.0, 401);
}
