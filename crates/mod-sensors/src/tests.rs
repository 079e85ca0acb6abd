//! Through the door, on both engines: what the standard asks for, and lists against the reference
//! evaluator.

mod bad;
mod brokers;
mod edges;
mod inbound;
mod months;
mod mqtt;
mod oracle;
mod privacy;
mod readers;
mod register;
mod requirements;
mod rights;
mod socket;
mod stations;
mod upload;
mod warned;
mod watch;

use std::fmt::Write;

use axum::body::Body;
use axum::http::Request;
use kernel::{Actor, Audit, Text};
use norm_sensorthings::Json;
use testkit::{Client, TestTown};

/// A town with a key for everything.
pub struct Server {
    /// The town.
    pub town: TestTown,
    client: Client,
    /// The key.
    pub key: String,
}

/// What came back.
#[derive(Debug)]
pub struct Got {
    /// The status.
    pub status: u16,
    /// Address of a new entity.
    pub location: String,
    /// The media type.
    pub kind: String,
    /// The body as text.
    pub text: String,
}

impl Got {
    /// The body as JSON.
    pub fn json(&self) -> Json {
        Json::parse(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    /// Demands a status.
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// A value by its JSON pointer, as text.
    pub fn at(&self, pointer: &str) -> String {
        self.json().pointer(pointer).map_or_else(|| "-".to_owned(), ToString::to_string)
    }

    /// The path of a new entity: `/Things(1)`.
    pub fn path(&self) -> String {
        self.location.split("/v1.1").nth(1).expect("a Location").to_owned()
    }

    /// The id of a new entity.
    pub fn id(&self) -> i64 {
        let path = self.path();
        let id = path.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
        id.expect("an id").parse().expect("a number")
    }

    /// Ids of a list.
    pub fn ids(&self) -> Vec<i64> {
        let json = self.json();
        let value = json.get("value").and_then(Json::as_array).expect("a list").to_vec();
        value
            .iter()
            .map(|e| e.get("@iot.id").and_then(|i| i.as_number()?.as_i64()).expect("an id"))
            .collect()
    }
}

/// Percent-encodes what may not stand in a query.
pub fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'/'
            | b'('
            | b')'
            | b'\''
            | b'$'
            | b'='
            | b','
            | b';'
            | b':'
            | b'&'
            | b'?' => out.push(char::from(byte)),
            _ => write!(out, "%{byte:02X}").expect("writing to memory"),
        }
    }
    out
}

/// An entry of the register with all that must be said.
pub fn record(title: &str) -> crate::Record {
    let text = |words: &str| Text::new(words, "");
    crate::Record {
        title: text(title),
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
        ends_on: Some(jiff::civil::date(2028, 12, 31)),
        ..crate::Record::default()
    }
}

impl Server {
    /// One for each engine at hand.
    pub async fn all() -> Vec<Self> {
        let mut servers = Vec::new();
        for town in testkit::towns(|| vec![crate::module()], "2026-05-04T08:00:00Z").await {
            servers.push(Self::over(town).await);
        }
        servers
    }

    /// One over the embedded engine.
    pub async fn one() -> Self {
        Self::over(testkit::town(|| vec![crate::module()], "2026-05-04T08:00:00Z").await).await
    }

    async fn over(town: TestTown) -> Self {
        let key = town
            .town
            .write(Actor::system("test"), |tx| {
                let entry = crate::draft(tx, &record("Versuch"))?;
                crate::publish(tx, entry)?;
                let grant = crate::Grant {
                    name: "test".into(),
                    entry: Some(entry),
                    is_whole: true,
                    ..crate::Grant::default()
                };
                let key = crate::give_key(tx, &grant)?;
                Ok(Audit::of("sensors.key_given", "test").with(key))
            })
            .await
            .expect("a key");
        let client = town.anybody();
        Self { town, client, key }
    }

    /// Sends a request; the path is below the root of the service.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Got {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/sensorthings/v1.1{}", encoded(path)))
            .header("host", "town.test");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).expect("a request");
        let answer = self.client.send(request).await;
        let text = String::from_utf8(answer.body.clone()).expect("text");
        Got {
            status: answer.status,
            location: answer.location.clone().unwrap_or_default(),
            kind: answer.kind.clone(),
            text,
        }
    }

    /// Reads without a key.
    pub async fn get(&self, path: &str) -> Got {
        self.send("GET", path, &[], "").await
    }

    /// Writes with the key.
    pub async fn write(&self, method: &str, path: &str, body: &str) -> Got {
        let bearer = format!("Bearer {}", self.key);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        self.send(method, path, &headers, body).await
    }

    /// Posts with the key and demands success.
    pub async fn post(&self, path: &str, body: &str) -> Got {
        self.write("POST", path, body).await.is(201)
    }
}

/// A Thing with everything below it.
pub const STATION: &str = r#"{
  "name": "Station", "description": "Am Markt", "properties": {"a": 1, "b": {"c": "x"}},
  "Locations": [{"name": "Markt", "description": "", "encodingType": "application/geo+json",
    "location": {"type": "Point", "coordinates": [6.5, 51.5]}}],
  "Datastreams": [{
    "name": "Temperatur", "description": "", "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
    "unitOfMeasurement": {"name": "Grad", "symbol": "°C", "definition": null},
    "Sensor": {"name": "DHT22", "description": "", "encodingType": "text/html", "metadata": "x"},
    "ObservedProperty": {"name": "Luft", "definition": "http://example.org/t", "description": ""},
    "Observations": [{"phenomenonTime": "2026-05-01T10:00:00Z", "result": 20.5, "resultTime": "2026-05-01T10:00:01Z"}]
  }]
}"#;
