//! Files of values: understood, shown, and stored whole or not at all.

use testkit::Client;

use super::{STATION, Server};
use crate::{KEEP, VIEW};

const FORM: &str = "/verwaltung/sensoren/dateien";

/// A station with two streams of fine dust and two of the air.
fn station() -> String {
    let stream = |name: &str| {
        format!(
            r#"{{"name": "{name}", "description": "", "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
            "unitOfMeasurement": {{"name": "Mikrogramm", "symbol": "µg/m³", "definition": null}},
            "Sensor": {{"name": "x", "description": "", "encodingType": "text/html", "metadata": "x"}},
            "ObservedProperty": {{"name": "{name}", "definition": "http://example.org/d", "description": ""}}}}"#
        )
    };
    let streams: Vec<String> =
        ["Feinstaub PM10", "Feinstaub PM2,5", "Temperatur", "Feuchte"].map(stream).into();
    let start = STATION.find("\"Datastreams\"").expect("streams");
    format!("{}\"Datastreams\": [{}]}}", &STATION[..start], streams.join(","))
}

struct Desk {
    server: Server,
    paula: Client,
}

impl Desk {
    async fn over(server: Server) -> Self {
        server.post("/Things", &station()).await;
        let paula = server.town.staff("Paula", &[VIEW, KEEP], "66").await;
        Self { server, paula }
    }

    async fn send(&self, name: &str, text: &[u8]) -> String {
        let fields = [("messstelle", "1")];
        let sent = self.paula.upload(FORM, &fields, &[("datei", name, text)]).await.is(303);
        sent.location.expect("the preview")
    }

    async fn count(&self) -> String {
        self.server.get("/Observations?$count=true&$top=0").await.at("/@iot.count")
    }

    /// Stores with the choices that the page shows.
    async fn store(&self, address: &str, more: &[(&str, &str)]) -> testkit::Answer {
        let page = self.paula.get(address).await.is(200);
        let text = page.text();
        let mut fields: Vec<(String, String)> = Vec::new();
        for part in text.split("<input type=\"hidden\" name=\"").skip(1) {
            let (name, rest) = part.split_once('"').expect("a name");
            let value = rest.split("value=\"").nth(1).and_then(|v| v.split('"').next());
            fields.push((name.to_owned(), value.unwrap_or_default().to_owned()));
        }
        let mut all: Vec<(&str, &str)> = fields
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .filter(|(n, _)| {
                n.starts_with("spalte")
                    || ["gewählt", "trenner", "zeit", "uhrzeit", "zone", "dezimal", "minuten"]
                        .contains(n)
            })
            .collect();
        all.extend(more);
        self.paula.post(address, &all).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_shown_before_it_is_stored_and_bad_rows_stop_it() {
    for server in Server::all().await {
        let desk = Desk::over(server).await;
        let text = "Zeit;Temperatur;Bemerkung\n04.05.2026 08:00;12,5;gut\n04.05.2026 08:10;kaputt;x\n04.05.2026 08:20;13,0;\n04.05.2026 08:20;14,0;\n";
        let address = desk.send("mai.csv", text.as_bytes()).await;
        let page = desk.paula.get(&address).await.is(200);
        let page = page.shows("Zeile 3: „kaputt“ ist keine Zahl.").shows("neue Werte");
        page.shows("4. Mai 2026, 08:00 Uhr").shows("12,5");
        assert_eq!(desk.count().await, "0", "nothing is stored by looking");
        desk.store(&address, &[]).await.is(422).shows("Lassen Sie die fehlerhaften Zeilen aus");
        assert_eq!(desk.count().await, "0", "nothing half-written");
        desk.store(&address, &[("auslassen", "ja")]).await.is(303);
        assert_eq!(desk.count().await, "2");
        let page = desk.paula.get(&address).await.is(200);
        page.shows("2 Werte gespeichert").shows("1 waren schon da").shows("ausgelassene Zeilen: 1");
        // A second click, and the same file once more.
        desk.paula.post(&address, &[("gewählt", "ja"), ("zeit", "0")]).await.is(303);
        let again = desk.send("mai.csv", text.as_bytes()).await;
        desk.paula.get(&again).await.is(200).hides("Werte speichern").shows("doppelt");
        assert_eq!(desk.count().await, "2");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn choices_change_what_a_file_means() {
    let desk = Desk::over(Server::one().await).await;
    let text = "when,reading\n2026-05-04 06:00,1.5\n2026-05-04 07:00,2.5\n";
    let address = desk.send("x.csv", text.as_bytes()).await;
    desk.paula.get(&address).await.is(200).shows("Wählen Sie unten");
    let chosen = "?gew%C3%A4hlt=ja&trenner=,&zeit=0&zone=utc&dezimal=punkt&spalte1=3&minuten=60";
    let page = desk.paula.get(&format!("{address}{chosen}")).await.is(200);
    page.shows("4. Mai 2026, 08:00 Uhr").shows("1,5").hides("fehlerhafte Zeilen sind");
    let fields = [
        ("gewählt", "ja"),
        ("trenner", ","),
        ("zeit", "0"),
        ("zone", "utc"),
        ("dezimal", "punkt"),
        ("minuten", "60"),
        ("spalte1", "3"),
    ];
    desk.paula.post(&address, &fields).await.is(303);
    let got = desk.server.get("/Datastreams(3)/Observations?$orderby=id").await;
    assert_eq!(got.at("/value/0/phenomenonTime"), "\"2026-05-04T05:00:00Z/2026-05-04T06:00:00Z\"");
    // A stream of another station is none of this file's.
    desk.server.post("/Things", &station()).await;
    let address = desk.send("x.csv", text.as_bytes()).await;
    let foreign = "?gew%C3%A4hlt=ja&trenner=,&zeit=0&zone=utc&dezimal=punkt&spalte1=7";
    desk.paula.get(&format!("{address}{foreign}")).await.is(200).shows("Wählen Sie unten");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_file_of_values_is_refused_with_a_reason() {
    let desk = Desk::over(Server::one().await).await;
    for (bytes, why) in [
        (&b"PK\x03\x04\0"[..], "keine Textdatei"),
        (b"Zeit;Wert\n", "nur eine Zeile"),
        (b"a;b\n1;\"x", "nicht geschlossen"),
    ] {
        let fields = [("messstelle", "1")];
        let got = desk.paula.upload(FORM, &fields, &[("datei", "x.csv", bytes)]).await;
        got.is(422).shows(why);
    }
    let fields = [("messstelle", "9")];
    let got = desk.paula.upload(FORM, &fields, &[("datei", "x.csv", &b"a;b\n1;2"[..])]).await;
    got.is(422).shows("Wählen Sie eine Messstelle");
    let egon = desk.server.town.staff("Egon", &[VIEW], "50").await;
    egon.get(FORM).await.is(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_station_takes_no_file() {
    let desk = Desk::over(Server::one().await).await;
    let text = "Zeit;Temperatur\n04.05.2026 08:00;12,5\n";
    let address = desk.send("mai.csv", text.as_bytes()).await;
    desk.server.turn(true).await;
    desk.store(&address, &[]).await.is(422).shows("pausiert");
    assert_eq!(desk.count().await, "0");
    desk.server.turn(false).await;
    desk.store(&address, &[]).await.is(303);
    assert_eq!(desk.count().await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn real_days_are_loaded_without_loss() {
    let Some(folder) = testkit::shared_data("smartcity/sensor.community") else { return };
    for server in Server::all().await {
        let desk = Desk::over(server).await;
        let mut wanted = 0;
        for (name, columns) in [
            ("2017-11-15_sds011_sensor_5331.csv", [6, 9]),
            ("2017-11-15_dht22_sensor_5332.csv", [6, 7]),
        ] {
            let bytes = std::fs::read(folder.join(name)).expect("the file is there");
            let text = String::from_utf8(bytes.clone()).expect("text");
            let cells = text.lines().skip(1).map(|l| l.split(';').collect::<Vec<_>>());
            wanted +=
                cells.map(|c| columns.iter().filter(|n| !c[**n].is_empty()).count()).sum::<usize>();
            let address = desk.send(name, &bytes).await;
            desk.store(&address, &[]).await.is(303);
        }
        assert!(wanted > 2_000, "{wanted}");
        assert_eq!(desk.count().await, wanted.to_string());
        let first =
            desk.server.get("/Datastreams(1)/Observations?$orderby=phenomenonTime&$top=1").await;
        assert_eq!(first.at("/value/0/phenomenonTime"), "\"2017-11-15T00:02:19Z\"");
        assert_eq!(first.at("/value/0/result"), "3.2");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_rows_are_taken_and_one_more_is_not() {
    use std::fmt::Write;
    let desk = Desk::over(Server::one().await).await;
    let start = 1_700_000_000;
    let mut text = String::from("zeit;Temperatur\n");
    for n in 0..100_000 {
        writeln!(text, "{};{},{}", start + n * 60, n % 30, n % 10).expect("memory");
    }
    let address = desk.send("lang.csv", text.as_bytes()).await;
    let began = std::time::Instant::now();
    desk.store(&address, &[]).await.is(303);
    let took = began.elapsed();
    assert!(took.as_secs() < 60, "{took:?}");
    assert_eq!(desk.count().await, "100000");
    writeln!(text, "{};1", start + 100_000 * 60).expect("memory");
    let fields = [("messstelle", "1")];
    let got = desk.paula.upload(FORM, &fields, &[("datei", "x.csv", text.as_bytes())]).await;
    got.is(422).shows("mehr als 100.000 Zeilen");
}
