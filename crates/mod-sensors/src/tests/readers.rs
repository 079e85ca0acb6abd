//! Values of other services: small ones that speak the real protocols over a real socket, break
//! down, keep us waiting, say too much and point elsewhere.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kernel::Id;
use testkit::Client;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{STATION, Server};
use crate::reader::{Reader, poll};
use crate::store::readers as store;
use crate::{KEEP, VIEW};

const GAUGE: &str = include_str!("readers/station.json");
const COMMUNITY: &str = include_str!("readers/community.json");
const READERS: &str = "/verwaltung/sensoren/abholen";

/// What a service answers by path, and what it was asked.
#[derive(Default)]
struct State {
    answers: HashMap<String, (u16, String)>,
    asked: Vec<String>,
}

struct Service {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl Service {
    async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, Arc::clone(&shared)));
            }
        });
        Self { port, state }
    }

    fn says(&self, path: &str, status: u16, body: &str) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.answers.insert(path.to_owned(), (status, body.to_owned()));
    }

    /// What it was asked since somebody looked last.
    fn asked(&self) -> Vec<String> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut state.asked)
    }

    fn address(&self) -> String {
        format!("http://127.0.0.1:{}/rest", self.port)
    }
}

async fn talk(mut stream: TcpStream, state: Arc<Mutex<State>>) -> Option<()> {
    let mut head = Vec::new();
    while !head.windows(4).any(|w| w == b"\r\n\r\n") {
        if stream.read_buf(&mut head).await.ok()? == 0 {
            return None;
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let target = head.split_whitespace().nth(1)?.to_owned();
    let path = target.split('?').next().unwrap_or_default();
    let (status, body) = {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = state.answers.get(path).cloned();
        state.asked.push(target.clone());
        answer.unwrap_or((404, r#"{"status": 404, "message": "station not found"}"#.to_owned()))
    };
    let more = if status == 302 { "location: http://127.0.0.1:1/elsewhere\r\n" } else { "" };
    let answer = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n{more}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(answer.as_bytes()).await.ok()
}

fn measured(values: &[(&str, f64)]) -> String {
    let all = values.iter().map(|(time, value)| {
        format!(r#"{{"timestamp":"2026-05-04T{time}:00+02:00","value":{value}}}"#)
    });
    format!("[{}]", all.collect::<Vec<_>>().join(","))
}

impl Server {
    async fn keeper(&self) -> Client {
        self.post("/Things", STATION).await;
        self.town.staff("Kai", &[VIEW, KEEP], "66").await
    }

    async fn reader(&self, kai: &Client, kind: &str, service: &Service, station: &str) -> String {
        let form = [("dienst", kind), ("adresse", &service.address()), ("station", station)];
        kai.post(READERS, &form).await.is(303).location.expect("its page")
    }

    async fn kept(&self, page: &str) -> Reader {
        let id: Id<Reader> = page.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
        let found = self.town.town.read(move |db| store::find(db, id)).await;
        found.expect("a read").expect("a reader")
    }

    async fn results(&self) -> String {
        self.get("/Datastreams(1)/Observations?$orderby=phenomenonTime&$select=result")
            .await
            .json()
            .pointer("/value")
            .map(ToString::to_string)
            .unwrap_or_default()
    }

    async fn polled(&self) {
        poll(&self.town.town).await.expect("a look");
    }
}

/// The form of a reader whose first series goes into stream 1.
fn choices<'a>(address: &'a str, station: &'a str, key: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("adresse", address),
        ("station", station),
        ("minuten", "15"),
        ("an", "ja"),
        ("reihe0", "1"),
        ("reihe0_kennung", key),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_federal_gauge_is_fetched_once_it_is_switched_on_and_never_twice() {
    for server in Server::all().await {
        let service = Service::start().await;
        let station = "/rest/stations/MUSTERBACH.json";
        let measurements = "/rest/stations/MUSTERBACH/W/measurements.json";
        service.says(station, 200, GAUGE);
        let values = [("09:00", 150.0), ("09:15", 152.0), ("09:45", 159.0)];
        service.says(measurements, 200, &measured(&values));
        let kai = server.keeper().await;
        kai.get(READERS).await.is(200).shows("Es wird nichts abgeholt");
        let page = server.reader(&kai, "pegelonline", &service, "MUSTERBACH").await;
        server.polled().await;
        assert_eq!(service.asked(), Vec::<String>::new(), "off by default");
        // Somebody looks what there is: nothing of it is stored.
        kai.post(&format!("{page}/fragen"), &[]).await.is(303);
        assert_eq!(
            service.asked(),
            [format!("{station}?includeTimeseries=true&includeCurrentMeasurement=true")]
        );
        let shown = kai.get(&page).await.is(200);
        shown.shows("WASSERSTAND ROHDATEN (W)").shows("159 cm").shows("MUSTERBACH, MUSTER");
        assert_eq!(server.results().await, r#"[{"result":20.5}]"#);
        let address = service.address();
        kai.post(&page, &choices(&address, "MUSTERBACH", "W")).await.is(303);
        server.polled().await;
        let asked = service.asked();
        assert_eq!(asked.len(), 2);
        assert_eq!(asked[1], format!("{measurements}?start=2026-05-01T08:00:00%2B00:00"));
        let now = r#"[{"result":20.5},{"result":150},{"result":152},{"result":159}]"#;
        assert_eq!(server.results().await, now);
        let kept = server.kept(&page).await;
        // The current value stands in both answers.
        assert_eq!((kept.stored, kept.known, kept.series[0].gaps), (3, 1, 1));
        kai.get(&page).await.is(200).shows("1, zuletzt 4. Mai 2026").shows("läuft");
        // Not due yet.
        server.polled().await;
        assert_eq!(service.asked().len(), 0);
        // A late value finds its place, what is known stays as it is.
        server.town.advance(jiff::SignedDuration::from_mins(16));
        let more = [("09:15", 152.0), ("09:30", 155.0), ("09:45", 159.0), ("10:00", 161.0)];
        service.says(measurements, 200, &measured(&more));
        server.polled().await;
        assert!(service.asked()[1].ends_with("start=2026-05-04T04:45:00%2B00:00"));
        let now = r#"[{"result":20.5},{"result":150},{"result":152},{"result":155},{"result":159},{"result":161}]"#;
        assert_eq!(server.results().await, now);
        assert_eq!(server.kept(&page).await.stored, 5);
        // Silence is told.
        server.town.advance(jiff::SignedDuration::from_hours(2));
        let kai = server.town.staff("Kai", &[VIEW, KEEP], "66").await;
        kai.get(READERS).await.is(200).shows("schweigt");
        kai.post(&format!("{page}/entfernen"), &[]).await.is(303);
        kai.get(&page).await.is(404);
        server.polled().await;
        assert_eq!(service.asked().len(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sensor_of_volunteers_is_fetched() {
    let server = Server::one().await;
    let service = Service::start().await;
    service.says("/rest/sensor/2129/", 200, COMMUNITY);
    let kai = server.keeper().await;
    let page = server.reader(&kai, "sensor-community", &service, "2129").await;
    kai.post(&format!("{page}/fragen"), &[]).await.is(303);
    kai.get(&page).await.is(200).shows("Feinstaub PM10 (P1)").shows("Open Database License");
    let address = service.address();
    kai.post(&page, &choices(&address, "2129", "P1")).await.is(303);
    server.polled().await;
    let now = r#"[{"result":20.5},{"result":19.13},{"result":19.4}]"#;
    assert_eq!(server.results().await, now);
    server.town.advance(jiff::SignedDuration::from_mins(16));
    server.polled().await;
    let kept = server.kept(&page).await;
    assert_eq!((kept.stored, kept.known), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn troubles_are_told_in_german_and_tried_again_with_growing_pauses() {
    let server = Server::one().await;
    let service = Service::start().await;
    let kai = server.keeper().await;
    let page = server.reader(&kai, "pegelonline", &service, "NIRGENDS").await;
    let path = "/rest/stations/NIRGENDS.json";
    let address = service.address();
    kai.post(&page, &choices(&address, "NIRGENDS", "W")).await.is(303);
    let huge = format!("[{}", " ".repeat(3 * 1024 * 1024));
    for (status, body, german) in [
        (404, "", "kennt diese Messstelle oder Messreihe nicht"),
        (500, "", "antwortet mit Status 500"),
        // Nobody is followed elsewhere.
        (302, "", "antwortet mit Status 302"),
        (200, "<html>", "nicht lesbar: JSON, 1:1"),
        (200, r#"{"timeseries": 7}"#, "nicht lesbar: timeseries"),
        (200, huge.as_str(), "zu groß"),
    ] {
        service.says(path, status, body);
        kai.post(&format!("{page}/fragen"), &[]).await.is(303);
        kai.get(&page).await.is(200).shows(german).shows("Es wird von selbst weiter versucht");
    }
    kai.get(&format!("/en{page}")).await.is(200).shows("too large");
    let kept = server.kept(&page).await;
    assert_eq!(kept.failures, 6);
    let pause = kept.next_at.duration_since(server.town.town.now());
    assert!(pause > jiff::SignedDuration::from_hours(5), "{pause}");
    assert_eq!(service.asked().len(), 6);
    server.polled().await;
    assert_eq!(service.asked().len(), 0);
    // It answers again: everything is well.
    service.says(path, 200, GAUGE);
    server.town.advance(jiff::SignedDuration::from_hours(7));
    server.polled().await;
    let kept = server.kept(&page).await;
    assert_eq!((kept.failures, kept.trouble), (0, None));
    // Nobody is there.
    let kai = server.town.staff("Kai", &[VIEW, KEEP], "66").await;
    kai.post(&page, &choices("http://127.0.0.1:1", "NIRGENDS", "W")).await.is(303);
    server.polled().await;
    kai.get(&page).await.is(200).shows("ist nicht erreichbar");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_never_answers_is_left() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let server = Server::one().await;
    let kai = server.keeper().await;
    let form = [
        ("dienst", "pegelonline"),
        ("adresse", &format!("http://127.0.0.1:{port}")),
        ("station", "X"),
    ];
    let page = kai.post(READERS, &form).await.is(303).location.expect("its page");
    let ask = format!("{page}/fragen");
    let asked = tokio::time::timeout(Duration::from_secs(30), kai.post(&ask, &[]));
    asked.await.expect("an answer in time").is(303);
    kai.get(&page).await.is(200).shows("antwortet nicht rechtzeitig");
    drop(listener);
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_inside_and_strange_stations_are_refused() {
    let server = Server::one().await;
    let kai = server.keeper().await;
    for (address, station, message) in [
        ("http://example.org", "X", "https://"),
        ("https://user@example.org", "X", "https://"),
        ("https://example.org/?x", "X", "https://"),
        ("file:///etc/passwd", "X", "https://"),
        ("https://example.org", "../x", "Kennung der Messstelle"),
        ("https://example.org", "", "Kennung der Messstelle"),
    ] {
        let form = [("dienst", "pegelonline"), ("adresse", address), ("station", station)];
        kai.post(READERS, &form).await.is(422).shows(message);
    }
    let form =
        [("dienst", "sensor-community"), ("adresse", "https://example.org"), ("station", "x")];
    kai.post(READERS, &form).await.is(422).shows("Nummer des Sensors");
    let vera = server.town.staff("Vera", &[VIEW], "66").await;
    vera.get(READERS).await.is(200).hides("Eintragen");
    vera.post(READERS, &[]).await.is(403);
}
