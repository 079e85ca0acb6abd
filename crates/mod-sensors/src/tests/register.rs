//! The register of purposes: nothing is stored before its entry is published, and a switch stops it
//! at once.

use jiff::SignedDuration;
use kernel::{Actor, Audit, Id};

use super::{STATION, Server, record};
use crate::register::{Entry, Personal, Record};
use crate::store::register as store;
use crate::{Grant, KEEP, PAUSE, VIEW, acts};

const VALUE: &str = r#"{"result":1}"#;

impl Server {
    /// A draft and a key for it.
    async fn draft(&self, record: Record) -> (Id<Entry>, String) {
        let made = self.town.town.write(Actor::system("test"), move |tx| {
            let entry = acts::draft(tx, &record)?;
            let grant = Grant { name: "pegel".into(), entry: Some(entry), ..Grant::default() };
            let key = crate::give_key(tx, &grant)?;
            Ok(Audit::of("test.drafted", entry).with((entry, key)))
        });
        made.await.expect("a draft")
    }

    async fn publish(&self, entry: Id<Entry>) {
        let done = self.town.town.write(Actor::system("test"), move |tx| {
            acts::publish(tx, entry)?;
            Ok(Audit::of("test.published", entry).done())
        });
        done.await.expect("published");
    }

    async fn with(&self, key: &str, method: &str, path: &str, body: &str) -> super::Got {
        let headers = [("x-api-key", key), ("content-type", "application/json")];
        self.send(method, path, &headers, body).await
    }

    async fn night(&self) {
        acts::night(std::sync::Arc::clone(&self.town.town)).await.expect("a night");
    }
}

/// A station without values.
fn bare() -> String {
    let start = STATION.find(",\n    \"Observations\"").expect("observations");
    format!("{}\n  }}]\n}}", &STATION[..start])
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_stored_before_its_entry_is_published() {
    for server in Server::all().await {
        let (entry, key) = server.draft(record("Pegel")).await;
        let refused = server.with(&key, "POST", "/Things", STATION).await.is(403);
        assert!(refused.text.contains("register of purposes"), "{}", refused.text);
        let thing = server.with(&key, "POST", "/Things", &bare()).await.is(201).id();
        assert_eq!(thing, 1, "what was refused left nothing behind");
        server.with(&key, "POST", "/Datastreams(1)/Observations", VALUE).await.is(403);
        server.get("/Datastreams(1)").await.is(404);
        server.publish(entry).await;
        server.get("/Datastreams(1)").await.is(200);
        server.with(&key, "POST", "/Datastreams(1)/Observations", VALUE).await.is(201);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thing_in_no_entry_stores_nothing() {
    let server = Server::one().await;
    let made = server.town.town.write(Actor::system("test"), |tx| {
        let key = crate::give_key(tx, &Grant { name: "x".into(), ..Grant::default() })?;
        Ok(Audit::of("test.key_given", "x").with(key))
    });
    let key = made.await.expect("a key");
    server.with(&key, "POST", "/Things", &bare()).await.is(201);
    let refused = server.with(&key, "POST", "/Datastreams(1)/Observations", VALUE).await.is(403);
    assert!(refused.text.contains("no published entry"), "{}", refused.text);
    let rows = r#"[{"Datastream":{"@iot.id":1},"components":["phenomenonTime","result"],"dataArray":[["2026-05-02T00:00:00Z",1]]}]"#;
    let got = server.with(&key, "POST", "/CreateObservations", rows).await.is(201);
    assert!(got.at("/0").contains("no published entry"), "{}", got.text);
    assert_eq!(server.get("/Observations?$count=true").await.at("/@iot.count"), "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_stops_storing_and_showing_at_once_and_a_second_person_releases() {
    for server in Server::all().await {
        let personal = Record {
            personal: Personal::Possible,
            assessment: "DSFA 3".into(),
            ..record("Besucher")
        };
        let (entry, key) = server.draft(personal).await;
        server.publish(entry).await;
        server.with(&key, "POST", "/Things", STATION).await.is(201);
        server.get("/Datastreams(1)").await.is(200);
        let desk = format!("/verwaltung/sensoren/{entry}");
        let paula = server.town.staff("Paula", &[VIEW, PAUSE], "66").await;
        let peter = server.town.staff("Peter", &[VIEW, PAUSE], "66").await;
        let visitor = server.town.anybody();
        paula.get(&desk).await.is(200);
        let bare = paula.post(&format!("{desk}/pausieren"), &[("grund", "")]).await;
        bare.is(422).shows("Geben Sie den Grund an");
        let why = [("grund", "Der Rat berät neu")];
        paula.post(&format!("{desk}/pausieren"), &why).await.is(303);
        server.get("/Datastreams(1)").await.is(404);
        server.get("/Observations(1)").await.is(404);
        let late = server.with(&key, "POST", "/Datastreams(1)/Observations", VALUE).await.is(503);
        assert!(late.text.contains("/sensoren/besucher"), "{}", late.text);
        // Writing the stream anew does not bring it back.
        server
            .with(&key, "PATCH", "/Datastreams(1)", r#"{"properties":{"public":true}}"#)
            .await
            .is(200);
        server.get("/Datastreams(1)").await.is(404);
        visitor.get("/sensoren/besucher").await.is(200).shows("Der Rat berät neu");
        paula.post(&format!("{desk}/fortsetzen"), &[]).await.is(422).shows("andere Person");
        peter.post(&format!("{desk}/fortsetzen"), &[]).await.is(303);
        server.get("/Datastreams(1)").await.is(200);
        server.with(&key, "POST", "/Datastreams(1)/Observations", VALUE).await.is(201);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_day_pauses_by_itself() {
    let server = Server::one().await;
    let short = Record { ends_on: Some(jiff::civil::date(2026, 5, 10)), ..record("Kurz") };
    let (entry, key) = server.draft(short).await;
    server.publish(entry).await;
    server.with(&key, "POST", "/Things", STATION).await.is(201);
    server.town.advance_days(7);
    // The gate knows the day, before any night work.
    server.with(&key, "POST", "/Datastreams(1)/Observations", VALUE).await.is(403);
    server.night().await;
    server.get("/Datastreams(1)").await.is(404);
    server.town.anybody().get("/sensoren/kurz").await.is(200).shows("Die Laufzeit ist vorbei");
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_are_rounded_before_they_are_stored() {
    for server in Server::all().await {
        let (entry, key) = server.draft(Record { counts: true, ..record("Zählung") }).await;
        server.publish(entry).await;
        server.with(&key, "POST", "/Things", &bare()).await.is(201);
        let path = "/Datastreams(1)/Observations";
        let span = "2026-05-04T06:00:00Z/2026-05-04T06:15:00Z";
        let count = |n: &str, time: &str| format!(r#"{{"result":{n},"phenomenonTime":"{time}"}}"#);
        server.with(&key, "POST", path, &count("123", span)).await.is(201);
        server.with(&key, "POST", path, &count("4.0", span)).await.is(201);
        assert_eq!(server.get("/Observations(1)").await.at("/result"), "125");
        assert_eq!(server.get("/Observations(2)").await.at("/result"), "0");
        let instant = server.with(&key, "POST", path, &count("9", "2026-05-04T06:00:00Z")).await;
        assert!(instant.is(400).text.contains("15 minutes"));
        server.with(&key, "POST", path, &count("\"aa:bb:cc\"", span)).await.is(400);
        let more =
            format!(r#"{{"result":9,"phenomenonTime":"{span}","parameters":{{"mac":"aa"}}}}"#);
        server.with(&key, "POST", path, &more).await.is(400);
        // What is changed afterwards goes the same way.
        server.with(&key, "PATCH", "/Observations(1)", r#"{"result":58}"#).await.is(200);
        assert_eq!(server.get("/Observations(1)").await.at("/result"), "60");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn raw_values_go_on_time_and_daily_figures_stay() {
    for server in Server::all().await {
        let (entry, key) = server.draft(Record { raw_days: 2, ..record("Pegel") }).await;
        server.publish(entry).await;
        server.with(&key, "POST", "/Things", &bare()).await.is(201);
        let rows: Vec<String> = (0..5)
            .flat_map(|day| (0..4).map(move |hour| (day, hour)))
            .map(|(day, hour)| {
                format!(r#"["2026-05-0{}T{:02}:00:00Z",{}]"#, 1 + day, 8 + hour, day * 10 + hour)
            })
            .collect();
        let rows = format!(
            r#"[{{"Datastream":{{"@iot.id":1}},"components":["phenomenonTime","result"],"dataArray":[{}]}}]"#,
            rows.join(",")
        );
        server.with(&key, "POST", "/CreateObservations", &rows).await.is(201);
        let count =
            async || server.get("/Datastreams(1)/Observations?$count=true").await.at("/@iot.count");
        assert_eq!(count().await, "20");
        server.town.advance(SignedDuration::from_hours(24));
        server.night().await;
        // Today is the 5th: the 3rd and later stay.
        assert_eq!(count().await, "12");
        let time = server.get("/Datastreams(1)").await.at("/phenomenonTime");
        assert_eq!(time, "\"2026-05-03T08:00:00Z/2026-05-05T11:00:00Z\"");
        let days = server.town.town.read(|db| {
            const ALL: kernel::db::Sql =
                kernel::sql!("SELECT day, count, least, most, sum FROM sensors_day ORDER BY day");
            let rows = db.query(ALL, &[])?;
            rows.iter()
                .map(|r| {
                    Ok((
                        r.at::<String>(0)?,
                        r.at::<i64>(1)?,
                        r.at::<f64>(2)?,
                        r.at::<f64>(3)?,
                        r.at::<f64>(4)?,
                    ))
                })
                .collect::<Result<Vec<_>, kernel::AppError>>()
        });
        let days = days.await.expect("days");
        assert_eq!(
            days,
            [
                ("2026-05-01".to_owned(), 4, 0.0, 3.0, 6.0),
                ("2026-05-02".to_owned(), 4, 10.0, 13.0, 46.0),
            ]
        );
        server.night().await;
        assert_eq!(count().await, "12");
        let page = server.town.anybody().get("/sensoren/pegel").await.is(200);
        page.shows("Alte Werte gelöscht").shows("8 Werte");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_is_written_published_and_read_by_everybody() {
    let server = Server::one().await;
    let kai = server.town.staff("Kai", &[VIEW, KEEP], "66").await;
    let form = [
        ("titel", "Pegel am Bach"),
        ("zweck", "Vor Hochwasser warnen"),
        ("personenbezug", "none"),
        ("tage", "365"),
        ("jahre", "10"),
        ("einmalig", "4.800,00"),
        ("jährlich", "950,50"),
        ("gemessen", "Wasserstand"),
        ("nicht_gemessen", "Menschen"),
        ("nutzen", "Zeit"),
        ("kennzahl", "Minuten bis zur Flut"),
        ("foerderung", "Haushalt der Stadt"),
        ("rechtsgrundlage", "§ 3 DSG NRW"),
        ("zuständig", "Tiefbau"),
        ("kontakt", "66@example.org"),
        ("beschluss", "R 1/2026"),
        ("bis", "31.12.2028"),
    ];
    kai.get("/verwaltung/sensoren/neu").await.is(200);
    let bad: Vec<(&str, &str)> =
        form.iter().map(|(n, v)| (*n, if *n == "bis" { "31.31.2028" } else { *v })).collect();
    kai.post("/verwaltung/sensoren/neu", &bad).await.is(422).shows("Geben Sie ein Datum ein");
    let made = kai.post("/verwaltung/sensoren/neu", &form).await.is(303);
    let desk = made.location.clone().expect("its page");
    let visitor = server.town.anybody();
    visitor.get("/sensoren/pegel-am-bach").await.is(404);
    kai.get(&desk).await.is(200).shows("Solange der Eintrag ein Entwurf ist");
    kai.post(&format!("{desk}/veroeffentlichen"), &[]).await.is(303);
    visitor.get("/sensoren/pegel-am-bach").await.is(200).shows("950,50").shows("31. Dezember 2028");
    visitor.get("/sensoren").await.is(200).shows("Pegel am Bach");
    visitor.get("/sensoren/pegel-am-bach/daten.json").await.is(200).shows("\"cost_year\":95050");
    let sheet = visitor.get("/sensoren/pegel-am-bach/blatt.pdf").await.is(200);
    assert_eq!(sheet.kind, "application/pdf");
    // A change of what is public says what it is.
    kai.get(&format!("{desk}/angaben")).await.is(200);
    let mut silent: Vec<(&str, &str)> = form.to_vec();
    silent.push(("fassung", "2"));
    kai.post(&format!("{desk}/angaben"), &silent)
        .await
        .is(422)
        .shows("Geben Sie an, was sich ändert");
    silent.push(("anmerkung", "Neuer Beschluss"));
    kai.post(&format!("{desk}/angaben"), &silent).await.is(303);
    visitor.get("/sensoren/pegel-am-bach").await.is(200).shows("Neuer Beschluss");
    // Keys are given out and taken back here.
    kai.get(&desk).await.is(200);
    let given = kai.post(&format!("{desk}/schluessel"), &[("programm", "Pegel 1")]).await.is(200);
    let text = given.text();
    let key =
        text.split("<code>").nth(1).and_then(|t| t.split('<').next()).expect("a key").to_owned();
    server.with(&key, "POST", "/Things", STATION).await.is(201);
    let revoke = text
        .split("action=\"")
        .skip(1)
        .filter_map(|t| t.split('"').next())
        .find(|a| a.ends_with("/sperren"))
        .expect("a way back");
    kai.post(revoke, &[]).await.is(303);
    server.with(&key, "POST", "/Datastreams(1)/Observations", VALUE).await.is(401);
    let wanted = server.town.town.read(|db| store::by_slug(db, "pegel-am-bach")).await;
    assert!(wanted.expect("the register").is_some());
}
