//! Pages of stations: plot and table from figures the writer keeps, files, feed, map.

use kernel::map::{self, Filter};
use kernel::{Actor, Audit};

use super::{STATION, Server};
use crate::figures::Hour;
use crate::store::hours;
use crate::{Record, acts, layer};

impl Server {
    /// Values of stream 1, each at the end of its hour on a day of May 2026.
    async fn hourly(&self, values: &[(i8, i8, f64)]) {
        let rows: Vec<String> = values
            .iter()
            .map(|(day, hour, value)| format!(r#"["2026-05-{day:02}T{hour:02}:30:00Z",{value}]"#))
            .collect();
        let rows = format!(
            r#"[{{"Datastream":{{"@iot.id":1}},"components":["phenomenonTime","result"],"dataArray":[{}]}}]"#,
            rows.join(",")
        );
        self.post("/CreateObservations", &rows).await;
    }

    async fn hours(&self) -> Vec<Hour> {
        let all = self.town.town.read(|db| hours::hours(db, 1, 0, i64::MAX)).await;
        all.expect("hours")
    }

    async fn on_the_map(&self) -> Vec<String> {
        layer::keep(&self.town.town).await.expect("the map is in step");
        let filter = Filter { layer: "sensors.stations".into(), ..Filter::default() };
        let listed = self.town.town.read(move |db| map::list(db, &filter)).await.expect("a list");
        listed.entries.iter().map(|e| format!("{} {}", e.title.de, e.state)).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_are_kept_with_every_value_that_comes_changes_or_goes() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        server.hourly(&[(4, 5, 10.0), (4, 6, 20.0)]).await;
        server
            .write(
                "POST",
                "/Datastreams(1)/Observations",
                r#"{"phenomenonTime":"2026-05-04T06:45:00Z","result":40}"#,
            )
            .await
            .is(201);
        server
            .write(
                "POST",
                "/Datastreams(1)/Observations",
                r#"{"phenomenonTime":"2026-05-04T06:46:00Z","result":"Wort"}"#,
            )
            .await
            .is(201);
        let said = |hours: &[Hour]| -> Vec<(i64, f64, f64, f64)> {
            hours
                .iter()
                .map(|h| (h.figures.count, h.figures.least, h.figures.most, h.figures.sum))
                .collect()
        };
        let all = server.hours().await;
        // The first one came with the station.
        assert_eq!(
            said(&all),
            [(1, 20.5, 20.5, 20.5), (1, 10.0, 10.0, 10.0), (2, 20.0, 40.0, 60.0)]
        );
        server.write("PATCH", "/Observations(4)", r#"{"result":30}"#).await.is(200);
        assert_eq!(said(&server.hours().await)[2], (2, 20.0, 30.0, 50.0));
        server.write("DELETE", "/Observations(3)", "").await.is(200);
        assert_eq!(said(&server.hours().await)[2], (1, 30.0, 30.0, 30.0));
        server.write("DELETE", "/Observations?$filter=result gt 25", "").await.is(200);
        assert_eq!(server.hours().await.len(), 2);
        server.write("DELETE", "/Things(1)", "").await.is(200);
        assert_eq!(server.hours().await, []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_station_shows_its_values_drawn_listed_and_in_words() {
    let server = Server::one().await;
    server.post("/Things", STATION).await;
    server.hourly(&[(3, 5, 10.0), (4, 5, 12.5), (4, 6, 21.0), (4, 7, 18.0)]).await;
    let visitor = server.town.anybody();
    let old = visitor.get("/sensoren/station/1").await.is(303);
    assert_eq!(old.location.as_deref(), Some("/sensoren/station/1-station"));
    let page = visitor.get("/sensoren/station/1-station").await.is(200);
    let page = page.shows("18,0").shows("heute, 09:30").shows("Vor Hochwasser warnen");
    let page = page.shows("Zwischen 10,0").shows("im Mittel 16,4 °C").shows("Größter");
    let page = page.hides("kein neuer Wert").hides("Uhr geht vor");
    let text = page.text();
    assert!(
        text.contains("rh-plot__line")
            && text.contains("role=\"img\" aria-label=\"Temperatur, 7 Tage"),
        "{text}"
    );
    visitor
        .get("/sensoren/station/1-station?zeit=tag")
        .await
        .is(200)
        .shows("04.05.2026 07:00–08:00");
    visitor.get("/sensoren/station/1-station?zeit=jahr").await.is(200).shows("Mai 2026");
    visitor.get("/en/sensoren/station/1-station?zeit=monat").await.is(200).shows("Between 10.0");
    visitor.get("/sensoren/station/1-station?zeit=immer").await.is(404);
    for missing in [
        "/sensoren/station/2",
        "/sensoren/station/x",
        "/sensoren/werte/9/tag.csv",
        "/sensoren/werte/1/x.csv",
    ] {
        visitor.get(missing).await.is(404);
    }
    visitor.get("/sensoren/stationen").await.is(200).shows("Temperatur").shows("18,0");
    let entry = visitor.get("/sensoren/versuch").await.is(200).text();
    assert!(entry.contains("href=\"/sensoren/station/1\""), "{entry}");
    let csv = visitor.get("/sensoren/werte/1/2026-05.csv").await.is(200).text();
    assert!(
        csv.starts_with("station,quantity,unit,start_utc,end_utc,end_local,value,quality\r\n"),
        "{csv}"
    );
    assert!(csv.contains("Station,Temperatur,Grad,2026-05-04T06:30:00Z,2026-05-04T06:30:00Z,2026-05-04T08:30:00,21,\r\n"), "{csv}");
    let days = visitor.get("/sensoren/werte/1/jahr.csv?trenner=semikolon").await.is(200).text();
    assert!(days.contains("Station;Temperatur;Grad;2026-05-03;10;10;10;10;1\r\n"), "{days}");
    let feed = visitor.get("/sensoren/station/1-station/feed.atom").await.is(200).text();
    assert!(feed.contains("3. Mai 2026, Temperatur: 10"), "{feed}");
    assert!(!feed.contains("4. Mai 2026"), "today is not over: {feed}");
    let map = visitor.get("/sensoren/stationen.geojson").await.is(200).text();
    assert!(
        map.contains(r#""coordinates":[6.5,51.5]"#) && map.contains(r#""Temperatur/value":18.0"#),
        "{map}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_and_wrong_clocks_are_told_and_stand_on_the_map() {
    let server = Server::one().await;
    server.post("/Things", STATION).await;
    server.hourly(&[(4, 4, 10.0), (4, 5, 12.5), (4, 6, 21.0), (4, 7, 18.0)]).await;
    assert_eq!(server.on_the_map().await, ["Station live"]);
    server.town.advance(jiff::SignedDuration::from_hours(6));
    let page = server.town.anybody().get("/sensoren/station/1-station").await.is(200);
    page.shows("seit 7 Stunden kein neuer Wert").shows("alle 60 Minuten");
    assert_eq!(server.on_the_map().await, ["Station silent"]);
    server.hourly(&[(5, 20, 99.0)]).await;
    let page = server.town.anybody().get("/sensoren/station/1-station").await.is(200);
    page.shows("Die Uhr geht vor").shows("18,0").hides("99,0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_station_shows_nothing_and_leaves_the_map_at_once() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        server.hourly(&[(4, 5, 12.5)]).await;
        assert_eq!(server.on_the_map().await.len(), 1);
        let paused = server.town.town.write(Actor::system("test"), |tx| {
            let entry = crate::entry_at(tx, "versuch")?;
            acts::pause(tx, entry, &Actor::system("test"), "Der Rat berät neu")?;
            Ok(Audit::of("test.paused", entry).done())
        });
        paused.await.expect("paused");
        let filter = Filter { layer: "sensors.stations".into(), ..Filter::default() };
        let listed = server.town.town.read(move |db| map::list(db, &filter)).await.expect("a list");
        assert_eq!(listed.total, 0);
        let visitor = server.town.anybody();
        visitor
            .get("/sensoren/station/1-station")
            .await
            .is(200)
            .shows("ist pausiert")
            .hides("12,5");
        visitor.get("/sensoren/werte/1/2026-05.csv").await.is(404);
        visitor.get("/sensoren/station/1-station/feed.atom").await.is(404);
        visitor.get("/sensoren/stationen").await.is(200).hides("Temperatur");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_on_time_leaves_its_days_in_plots() {
    let server = Server::one().await;
    server.post("/Things", STATION).await;
    server.hourly(&[(1, 5, 1.0), (1, 6, 3.0), (4, 5, 8.0)]).await;
    let short = server.town.town.write(Actor::system("test"), |tx| {
        let id = crate::entry_at(tx, "versuch")?;
        let mut entry = crate::store::register::find_entry(tx, id)?;
        let record = Record { raw_days: 1, ..entry.record.clone() };
        acts::change(tx, &mut entry, record, "Kürzer")?;
        Ok(Audit::of("test.changed", id).done())
    });
    short.await.expect("changed");
    acts::night(std::sync::Arc::clone(&server.town.town)).await.expect("a night");
    assert_eq!(server.hours().await.len(), 1);
    let days = server.town.anybody().get("/sensoren/werte/1/jahr.csv").await.is(200).text();
    // Three values of the first of May: 20.5 came with the station.
    assert!(days.contains("2026-05-01,8.166666666666666,1,20.5,24.5,3"), "{days}");
    assert!(days.contains("2026-05-04,8,8,8,8,1"), "{days}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_station_is_added_without_programming() {
    let server = Server::one().await;
    let kai = server.town.staff("Kai", &[crate::VIEW, crate::KEEP], "66").await;
    let entry = server.town.town.read(|db| crate::store::register::by_slug(db, "versuch")).await;
    let desk =
        format!("/verwaltung/sensoren/{}/messstelle", entry.expect("read").expect("there").id);
    kai.get(&desk).await.is(200).shows("Wasserstand");
    let empty = kai.post(&desk, &[("name", ""), ("ort", "nirgends")]).await.is(422);
    empty
        .shows("Geben Sie einen Namen an")
        .shows("Diesen Ort kennen wir nicht")
        .shows("Wählen Sie, was gemessen wird");
    let form = [
        ("name", "Pegel Bach"),
        ("ort", "51,5512; 6,6013"),
        ("misst", "waterLevel"),
        ("misst", "battery"),
    ];
    kai.post(&desk, &form).await.is(303);
    let things = server.get("/Things?$expand=Datastreams,Locations").await;
    assert_eq!(things.at("/value/0/name"), "\"Pegel Bach\"");
    assert_eq!(things.at("/value/0/Locations/0/location/coordinates/0"), "6.6013");
    // The state of the battery is for programs of the town only.
    assert_eq!(things.at("/value/0/Datastreams/0/name"), "\"Wasserstand\"");
    assert_eq!(things.at("/value/0/Datastreams/1/name"), "-");
    server.town.anybody().get("/sensoren/station/1-pegel-bach").await.is(200).shows("Wasserstand");
}

#[tokio::test(flavor = "multi_thread")]
async fn values_with_several_parts_stand_in_a_table_of_their_own() {
    let server = Server::one().await;
    server.post("/Things", STATION).await;
    let wind = r#"{"name":"Wind","description":"Am Mast","Thing":{"@iot.id":1},"Sensor":{"@iot.id":1},
        "observationType":"http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation",
        "multiObservationDataTypes":["http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement","http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"],
        "unitOfMeasurements":[{"name":"Meter je Sekunde","symbol":"m/s","definition":null},{"name":"Grad","symbol":"°","definition":null}],
        "ObservedProperties":[{"name":"Geschwindigkeit","definition":"http://example.org/s","description":""},{"name":"Richtung","definition":"http://example.org/d","description":""}]}"#;
    let id = server.post("/MultiDatastreams", wind).await.id();
    let page = server.town.anybody().get("/sensoren/station/1-station").await.is(200);
    page.shows("Am Mast").shows("Noch keine Werte.");
    let path = format!("/MultiDatastreams({id})/Observations");
    server.post(&path, r#"{"phenomenonTime":"2026-05-04T07:00:00Z","result":[7.5,270]}"#).await;
    server.post(&path, r#"{"phenomenonTime":"2026-05-04T07:30:00Z","result":[8.25,null]}"#).await;
    // Another address: a page in memory may be a moment old.
    let page = server.town.anybody().get("/sensoren/station/1-station?zeit=tag").await.is(200);
    let page = page.shows("Geschwindigkeit (m/s)").shows("Richtung (°)").shows("7,5").shows("270");
    page.shows("8,25").shows("heute, 09:30");
}
