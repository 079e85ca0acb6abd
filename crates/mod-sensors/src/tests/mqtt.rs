//! MQTT over a real socket, with bytes too that no client would send. A client nobody here wrote
//! speaks to the whole house in `cargo xtask conformance sensorthings`.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use kernel::{Actor, Audit};
use norm_mqtt::{Connect, Packet, Publish, Subscribe, Version, read, reason, write};
use norm_sensorthings::Json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use super::{STATION, Server};
use crate::mqtt::Hub;

const PATIENCE: Duration = Duration::from_secs(10);
const OBSERVATIONS: &str = "v1.1/Datastreams(1)/Observations";

/// Opens the listener of a town; answers its port.
async fn open(server: &Server) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let town = Arc::clone(&server.town.town);
    tokio::spawn(crate::listen(town, listener, format!("mqtt://town.test:{port}")));
    port
}

/// A client.
struct Client {
    stream: TcpStream,
    version: Version,
    buffer: Vec<u8>,
    messages: VecDeque<Publish>,
}

impl Client {
    /// Connects; the first answer must be a yes.
    async fn new(port: u16, name: &str, key: Option<&str>) -> Self {
        Self::of(port, name, key, Version::V3_1_1).await
    }

    async fn of(port: u16, name: &str, key: Option<&str>, version: Version) -> Self {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("a connection");
        stream.write_all(&hello(name, key, version)).await.expect("sent");
        let mut client = Self { stream, version, buffer: Vec::new(), messages: VecDeque::new() };
        let answer = client.next().await;
        assert!(matches!(&answer, Some(Packet::ConnAck(yes)) if yes.code == 0), "{answer:?}");
        client
    }

    async fn send(&mut self, packet: &Packet) {
        let mut out = Vec::new();
        write(packet, self.version, &mut out);
        self.stream.write_all(&out).await.expect("sent");
    }

    /// The next packet; nothing when the server has hung up.
    async fn next(&mut self) -> Option<Packet> {
        loop {
            let found = read(&self.buffer, self.version, 1 << 20).expect("a packet");
            if let Some((packet, length)) = found {
                self.buffer.drain(..length);
                return Some(packet);
            }
            let count = timeout(PATIENCE, self.stream.read_buf(&mut self.buffer)).await;
            if count.expect("an answer in time").unwrap_or(0) == 0 {
                return None;
            }
        }
    }

    /// The next packet that is no message.
    async fn answer(&mut self) -> Packet {
        loop {
            match self.next().await.expect("an answer") {
                Packet::Publish(message) => self.messages.push_back(message),
                other => return other,
            }
        }
    }

    /// The next message: its topic and what it says.
    async fn heard(&mut self) -> (String, Json) {
        let message = match self.messages.pop_front() {
            Some(message) => message,
            None => match self.next().await.expect("a message") {
                Packet::Publish(message) => message,
                other => panic!("{other:?} is no message"),
            },
        };
        if message.qos > 0 {
            self.send(&Packet::PubAck(message.id, 0)).await;
        }
        let text = std::str::from_utf8(&message.payload).expect("text");
        (message.topic, Json::parse(text).expect("JSON"))
    }

    /// Subscribes; answers what the server says to it.
    async fn wish(&mut self, topic: &str) -> u8 {
        let filters = vec![(topic.to_owned(), 1)];
        self.send(&Packet::Subscribe(Subscribe { id: 1, filters })).await;
        match self.answer().await {
            Packet::SubAck(1, codes) => codes[0],
            other => panic!("{other:?} is no answer"),
        }
    }

    /// Publishes; answers what the server says to it.
    async fn publish(&mut self, topic: &str, body: &str) -> u8 {
        let (topic, payload) = (topic.to_owned(), body.as_bytes().to_vec());
        let message = Publish { topic, payload, qos: 1, id: 7, ..Publish::default() };
        self.send(&Packet::Publish(message)).await;
        match self.answer().await {
            Packet::PubAck(7, code) => code,
            other => panic!("{other:?} is no answer"),
        }
    }
}

/// The bytes of an introduction.
fn hello(name: &str, key: Option<&str>, version: Version) -> Vec<u8> {
    let connect = Connect {
        version,
        client: name.into(),
        is_clean: true,
        user: key.map(|_| "x".into()),
        password: key.map(|k| k.as_bytes().to_vec()),
        receive_max: u16::MAX,
        packet_max: u32::MAX,
        ..Connect::default()
    };
    written(&Packet::Connect(Box::new(connect)))
}

fn written(packet: &Packet) -> Vec<u8> {
    let mut out = Vec::new();
    write(packet, Version::V3_1_1, &mut out);
    out
}

fn text(json: &Json, pointer: &str) -> String {
    json.pointer(pointer).map_or_else(|| "-".to_owned(), ToString::to_string)
}

/// Requirements `create-observations-via-mqtt/observations-creation` and
/// `receive-updates-via-mqtt/receive-updates` of 18-088.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_is_stored_and_told_to_those_who_subscribed() {
    for server in Server::all().await {
        let port = open(&server).await;
        server.post("/Things", STATION).await;
        let mut told = Client::new(port, "reader", None).await;
        for topic in [
            OBSERVATIONS,
            "v1.1/Things(1)/Datastreams(1)/Observations?$select=result,phenomenonTime",
            "v1.1/Observations?$filter=result gt 100",
        ] {
            assert!(told.wish(topic).await == 1, "{topic}");
        }
        let mut confirmed = Client::new(port, "device", Some(&server.key)).await;
        let body = r#"{"result": 21.5, "phenomenonTime": "2026-05-04T07:50:00Z"}"#;
        assert_eq!(confirmed.publish(OBSERVATIONS, body).await, 0);
        let mut all = [told.heard().await, told.heard().await];
        all.sort_by_key(|(topic, _)| topic.len());
        assert_eq!(all[0].0, OBSERVATIONS);
        assert_eq!(text(&all[0].1, "/result"), "21.5");
        let own = text(&all[0].1, "/@iot.selfLink");
        assert_eq!(own, "\"http://town.test/sensorthings/v1.1/Observations(2)\"");
        let chosen = r#"{"result":21.5,"phenomenonTime":"2026-05-04T07:50:00Z"}"#;
        let mut members: Vec<_> =
            all[1].1.as_object().expect("an object").iter().map(|(name, _)| name).collect();
        members.sort_unstable();
        assert_eq!(members, ["phenomenonTime", "result"], "{} is not {chosen}", all[1].1);
        // What comes in by HTTP is told as well, and a filter lets through what fits it.
        server.post("/Datastreams(1)/Observations", r#"{"result": 120}"#).await;
        let mut topics = Vec::new();
        for _ in 0..3 {
            topics.push(told.heard().await.0);
        }
        assert!(topics.iter().any(|t| t.contains("result gt 100")), "{topics:?}");
        assert_eq!(server.get("/Datastreams(1)/Observations").await.ids(), [1, 2, 3]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn entities_and_properties_are_told_when_they_change() {
    let server = Server::one().await;
    let port = open(&server).await;
    server.post("/Things", STATION).await;
    let mut told = Client::new(port, "reader", None).await;
    for topic in ["v1.1/Things", "v1.1/Things(1)/description", "v1.0/Datastreams(1)"] {
        assert!(told.wish(topic).await == 1, "{topic}");
    }
    // A change of the name is none of the description.
    server.write("PATCH", "/Things(1)", r#"{"name": "Neu"}"#).await.is(200);
    let (topic, thing) = told.heard().await;
    assert_eq!((topic.as_str(), text(&thing, "/name")), ("v1.1/Things", "\"Neu\"".into()));
    assert!(thing.get("Datastreams@iot.navigationLink").is_some());
    server.write("PATCH", "/Things(1)", r#"{"description": "Am Teich"}"#).await.is(200);
    let mut all = [told.heard().await, told.heard().await];
    all.sort_by_key(|(topic, _)| topic.len());
    assert_eq!(all[1].0, "v1.1/Things(1)/description");
    assert_eq!(all[1].1.to_string(), r#"{"description":"Am Teich"}"#);
    // A stream changes when its interval grows.
    server.post("/Datastreams(1)/Observations", r#"{"result": 1}"#).await;
    let (topic, stream) = told.heard().await;
    assert_eq!(topic, "v1.0/Datastreams(1)");
    assert!(text(&stream, "/phenomenonTime").ends_with("2026-05-04T08:00:00Z\""), "{stream}");
    // New things are told with their set.
    server.post("/Things", STATION).await;
    assert_eq!(text(&told.heard().await.1, "/@iot.id"), "2");
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_are_those_of_http() {
    let server = Server::one().await;
    let port = open(&server).await;
    server.post("/Things", STATION).await;
    let hidden = STATION.replace(
        "\"name\": \"Temperatur\",",
        "\"name\": \"Batterie\", \"properties\": {\"public\": false},",
    );
    server.post("/Things", &hidden).await;
    let mut told = Client::new(port, "reader", None).await;
    assert!(told.wish("v1.1/Datastreams(2)/Observations").await == 0x80);
    for topic in ["#", "v1.1/#", "v1.1/+/x", "v1.1/Things(99)", "v1.1/Nothing", "v2.0/Things"] {
        assert!(told.wish(topic).await == 0x80, "{topic}");
    }
    assert!(told.wish("v1.1/Things?$filter=name eq").await == 0x80);
    assert!(told.wish("v1.1/Observations").await == 1);
    let mut all_told = Client::new(port, "all", Some(&server.key)).await;
    assert!(all_told.wish("v1.1/Datastreams(2)/Observations").await == 1);
    // Without a key nothing is stored; the old version has no word for it, staff read it.
    assert_eq!(told.publish(OBSERVATIONS, r#"{"result":1}"#).await, 0);
    assert_eq!(server.get("/Datastreams(1)/Observations").await.ids(), [1]);
    let refusals = server.town.town.part::<Hub>().standing().refusals;
    assert!(refusals[0].2.contains("needs a key"), "{refusals:?}");
    // Values of a hidden stream reach who may see it, and nobody else.
    server.post("/Datastreams(2)/Observations", r#"{"result": 7}"#).await;
    server.post("/Datastreams(1)/Observations", r#"{"result": 8}"#).await;
    assert_eq!(text(&all_told.heard().await.1, "/result"), "7");
    assert_eq!(text(&told.heard().await.1, "/result"), "8");
    // A wrong key opens nothing.
    let refused = answer_to(port, &hello("thief", Some("wrong"), Version::V3_1_1)).await;
    assert_eq!(refused, [0x20, 2, 0, 4]);
}

/// As `frost_sta_client` sends it: the whole stream with its id, and below it whatever it knows.
#[tokio::test(flavor = "multi_thread")]
async fn a_whole_entity_with_its_id_is_the_one_that_exists() {
    let server = Server::one().await;
    server.post("/Things", STATION).await;
    let stream = r#"{"@iot.id": 1, "name": "Temperatur", "description": "",
      "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
      "unitOfMeasurement": {"name": "Grad", "symbol": null, "definition": null},
      "Thing": {"@iot.id": 1, "name": "Station", "description": "x"},
      "Sensor": {"@iot.id": 1, "name": "DHT22", "description": "", "encodingType": "text/html", "metadata": "x"},
      "ObservedProperty": {"@iot.id": 1, "name": "Luft", "definition": "http://example.org/t", "description": ""}}"#;
    server.post("/Observations", &format!(r#"{{"result": 3, "Datastream": {stream}}}"#)).await;
    assert_eq!(server.get("/Datastreams").await.ids(), [1]);
    assert_eq!(server.get("/Things").await.ids(), [1]);
    assert_eq!(server.get("/Datastreams(1)/Observations").await.ids(), [1, 2]);
    // One with an id that nobody gave out is new.
    let other = stream
        .replace("\"@iot.id\": 1, \"name\": \"Temperatur\"", "\"@iot.id\": 77, \"name\": \"Neu\"");
    server.post("/Observations", &format!(r#"{{"result": 3, "Datastream": {other}}}"#)).await;
    assert_eq!(server.get("/Datastreams").await.ids(), [1, 2]);
}

/// Version 5 says why.
#[tokio::test(flavor = "multi_thread")]
async fn version_5_is_told_the_reason() {
    let server = Server::one().await;
    let port = open(&server).await;
    server.post("/Things", STATION).await;
    let small = server.town.town.write(Actor::system("test"), |tx| {
        let grant =
            crate::Grant { name: "x".into(), things: Some(vec![]), ..crate::Grant::default() };
        let key = crate::give_key(tx, &grant)?;
        Ok(Audit::of("sensors.key_given", "x").with(key))
    });
    for (key, body, topic, wanted) in [
        (server.key.clone(), r#"{"result":1}"#, OBSERVATIONS, reason::SUCCESS),
        (server.key.clone(), "{", OBSERVATIONS, reason::PAYLOAD_INVALID),
        (server.key.clone(), "{}", "v1.1/Things(1)", reason::TOPIC_INVALID),
        (server.key.clone(), "{}", "chat", reason::TOPIC_INVALID),
        (small.await.expect("a key"), r#"{"result":1}"#, OBSERVATIONS, reason::NOT_AUTHORIZED),
    ] {
        let mut client = Client::of(port, "five", Some(&key), Version::V5).await;
        assert_eq!(client.publish(topic, body).await, wanted, "{topic} {body}");
        assert_eq!(client.wish("v1.1/#").await, reason::NO_WILDCARDS);
    }
}

/// Sends bytes and reads until the server hangs up.
async fn answer_to(port: u16, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("a connection");
    stream.write_all(bytes).await.expect("sent");
    let mut answer = Vec::new();
    // Being cut off is an answer, too.
    drop(timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("an end in time"));
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_packets_end_their_connection_and_no_other() {
    let server = Server::one().await;
    let port = open(&server).await;
    server.post("/Things", STATION).await;
    let mut told = Client::new(port, "reader", None).await;
    assert!(told.wish(OBSERVATIONS).await == 1);
    let greeting = hello("bad", None, Version::V3_1_1);
    let after = |bytes: &[u8]| [greeting.as_slice(), bytes].concat();
    // Nothing is said to who is not speaking MQTT; afterwards there is the yes to the greeting.
    assert!(answer_to(port, b"GET / HTTP/1.1\r\n\r\n").await.is_empty());
    assert!(answer_to(port, &[0xC0, 0]).await.is_empty());
    assert!(answer_to(port, &[0x10, 0xFF, 0xFF, 0xFF, 0xFF]).await.is_empty());
    assert_eq!(answer_to(port, b"\x10\x0c\0\x04MQTT\x09\x02\0\x0a\0\0").await, [0x20, 2, 0, 1]);
    let yes = [0x20, 2, 0, 0];
    for bytes in [
        greeting.clone(),
        vec![0xF0, 0],
        vec![0x30, 0xFF, 0xFF, 0xFF, 0x7F],
        vec![0x20, 2, 0, 0],
        vec![0x82, 2, 0, 1],
        vec![0x32, 5, 0, 1, b'a', 0, 0],
        vec![0x30, 5, 0, 3, 0xFF, 0xFE, 0xFD],
    ] {
        assert_eq!(answer_to(port, &after(&bytes)).await, yes, "{bytes:?}");
    }
    server.post("/Datastreams(1)/Observations", r#"{"result": 5}"#).await;
    assert_eq!(text(&told.heard().await.1, "/result"), "5");
    assert_eq!(server.town.town.part::<Hub>().standing().clients, 1);
}

/// Thousands of messages and a listener that never reads: the town answers as before, and nothing
/// piles up.
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_is_read_slowly_and_blocks_nobody() {
    let server = Server::one().await;
    let port = open(&server).await;
    server.post("/Things", STATION).await;
    let hub = server.town.town.part::<Hub>();
    // A listener that orders and never reads.
    let mut deaf = TcpStream::connect(("127.0.0.1", port)).await.expect("a connection");
    let wish = Subscribe { id: 1, filters: vec![("v1.1/Things".into(), 0)] };
    let order = written(&Packet::Subscribe(wish));
    deaf.write_all(&[hello("deaf", None, Version::V3_1_1), order].concat()).await.expect("sent");
    // A sender that says as much as it can in a second.
    let mut flood = TcpStream::connect(("127.0.0.1", port)).await.expect("a connection");
    flood.write_all(&hello("flood", Some(&server.key), Version::V3_1_1)).await.expect("sent");
    let message = Publish {
        topic: OBSERVATIONS.into(),
        payload: br#"{"result":1}"#.to_vec(),
        ..Publish::default()
    };
    let many = written(&Packet::Publish(message)).repeat(500);
    let pouring = tokio::spawn(async move {
        let mut sent = 0;
        while let Ok(Ok(())) = timeout(Duration::from_secs(1), flood.write_all(&many)).await {
            sent += 500;
        }
        sent
    });
    let mut longest = Duration::ZERO;
    for _ in 0..20 {
        let begun = tokio::time::Instant::now();
        server.get("/Things").await.is(200);
        longest = longest.max(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(longest < Duration::from_secs(2), "{longest:?}");
    let sent = pouring.await.expect("the flood");
    let stored = usize::try_from(hub.standing().stored).expect("a count");
    assert!(stored >= 100, "{stored} of {sent} stored");
    assert!(stored < 500 + 200 * 12, "{stored} of {sent} stored: nobody held the flood up");
    assert!(sent > stored, "{sent} sent, {stored} stored");
    // What the deaf one ordered is cut off before it fills the memory.
    let thing = format!(r#"{{"description":"{}"}}"#, "x".repeat(60_000));
    for n in 0..1_400 {
        if hub.standing().slow > 0 {
            break;
        }
        let named = thing.replacen("xx", &format!("{n:02}"), 1);
        server.write("PATCH", "/Things(1)", &named).await.is(200);
    }
    assert!(hub.standing().slow > 0 || hub.standing().clients < 2);
    drop(deaf);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_client_of_the_same_key_and_name_takes_over() {
    let server = Server::one().await;
    let port = open(&server).await;
    let mut first = Client::new(port, "gauge", Some(&server.key)).await;
    let mut second = Client::new(port, "gauge", Some(&server.key)).await;
    assert_eq!(first.next().await, None);
    // A stranger of the same name is somebody else.
    let _stranger = Client::new(port, "gauge", None).await;
    second.send(&Packet::PingReq).await;
    assert_eq!(second.next().await, Some(Packet::PingResp));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_landing_page_says_where_to_connect() {
    let server = Server::one().await;
    assert!(!server.get("").await.text.contains("mqtt://"));
    let port = open(&server).await;
    // The listener says so once it runs.
    let _reader = Client::new(port, "reader", None).await;
    let page = server.get("").await;
    let place = format!("mqtt://town.test:{port}");
    assert_eq!(page.text.matches(&place).count(), 2, "{}", page.text);
    assert!(page.text.contains("observations-creation"));
}
