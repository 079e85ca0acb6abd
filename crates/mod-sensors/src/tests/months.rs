//! Months that are over: sealed files that never change, supplements, and their end.

use axum::body::Body;
use axum::http::Request;
use sha2::{Digest, Sha256};

use super::{STATION, Server};
use crate::acts;
use crate::store::months as store;

const APRIL: &str = "/sensoren/werte/1/2026-04.csv";

impl Server {
    async fn in_april(&self, rows: &str) {
        let rows = format!(
            r#"[{{"Datastream":{{"@iot.id":1}},"components":["phenomenonTime","result"],"dataArray":[{rows}]}}]"#
        );
        self.post("/CreateObservations", &rows).await;
    }

    async fn one_night(&self) {
        acts::night(std::sync::Arc::clone(&self.town.town)).await.expect("a night");
    }

    async fn sealed(&self) -> Vec<(String, i64)> {
        let all = self.town.town.read(|db| store::of_stream(db, 1)).await.expect("files");
        all.iter().map(|one| (one.name(), one.lines)).collect()
    }

    async fn file(&self, path: &str) -> testkit::Answer {
        self.town.anybody().get(path).await
    }
}

fn names(all: &[(&str, i64)]) -> Vec<(String, i64)> {
    all.iter().map(|(name, lines)| ((*name).to_owned(), *lines)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_is_sealed_once_it_is_over_and_late_values_go_into_supplements() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        server
            .in_april(r#"["2026-04-01T10:00:00Z",1.5],["2026-04-02T10:00:00Z","hoch, sehr"],["2026-04-30T21:00:00Z",3]"#)
            .await;
        // Before the night it is what it is.
        let before = server.file(APRIL).await.is(200);
        assert!(before.headers.get("etag").is_none());
        server.one_night().await;
        // The running month is not sealed.
        assert_eq!(server.sealed().await, names(&[("2026-04.csv", 3)]));
        let sealed = server.file(APRIL).await.is(200);
        assert_eq!(sealed.body, before.body);
        let digest = hex::encode(Sha256::digest(&sealed.body));
        assert_eq!(sealed.headers["etag"], format!("\"{digest}\""));
        assert!(sealed.headers.contains_key("repr-digest"));
        let again = Request::builder()
            .uri(APRIL)
            .header("host", "town.test")
            .header("if-none-match", format!("\"{digest}\""))
            .body(Body::empty())
            .expect("a request");
        assert!(server.town.anybody().send(again).await.is(304).body.is_empty());
        let other = server.file(&format!("{APRIL}?trenner=semikolon")).await.is(200).text();
        assert!(other.contains(";hoch, sehr;"), "{other}");

        // A late value, one that is corrected, one that goes: the file stays as it is.
        server.in_april(r#"["2026-04-10T10:00:00Z",7]"#).await;
        server.write("PATCH", "/Observations(2)", r#"{"result":2.5}"#).await.is(200);
        server.write("DELETE", "/Observations(4)", "").await.is(200);
        assert_eq!(server.file(APRIL).await.is(200).body, sealed.body);
        let first = "/sensoren/werte/1/2026-04-nachtrag-1.csv";
        server.file(first).await.is(404);
        server.one_night().await;
        assert_eq!(server.file(APRIL).await.is(200).body, sealed.body);
        let told = server.file(first).await.is(200).text();
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(
            lines,
            [
                "station,quantity,unit,start_utc,end_utc,end_local,value,quality,change",
                "Station,Temperatur,Grad,2026-04-01T10:00:00Z,2026-04-01T10:00:00Z,2026-04-01T12:00:00,1.5,,withdrawn",
                "Station,Temperatur,Grad,2026-04-01T10:00:00Z,2026-04-01T10:00:00Z,2026-04-01T12:00:00,2.5,,added",
                "Station,Temperatur,Grad,2026-04-10T10:00:00Z,2026-04-10T10:00:00Z,2026-04-10T12:00:00,7,,added",
                "Station,Temperatur,Grad,2026-04-30T21:00:00Z,2026-04-30T21:00:00Z,2026-04-30T23:00:00,3,,withdrawn",
            ]
        );
        // Nothing new, nothing written; what comes then is the next supplement.
        server.one_night().await;
        assert_eq!(server.sealed().await.len(), 2);
        server.in_april(r#"["2026-04-11T10:00:00Z",8]"#).await;
        server.one_night().await;
        server.one_night().await;
        assert_eq!(
            server.sealed().await,
            names(&[
                ("2026-04.csv", 3),
                ("2026-04-nachtrag-1.csv", 4),
                ("2026-04-nachtrag-2.csv", 1)
            ])
        );
        let page = server.file("/sensoren/station/1-station").await.is(200);
        page.shows("Abgeschlossene Monate").shows("April 2026, Nachtrag 2").shows("365 Tage");
        let check = |files: usize| {
            assert_eq!(server.town.town.files().on_disk().expect("files").len(), files);
        };
        check(3);
        server.write("DELETE", "/Things(1)", "").await.is(200);
        server.file(APRIL).await.is(404);
        server.one_night().await;
        assert_eq!(server.sealed().await, []);
        check(0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sealed_files_go_with_their_first_value_and_their_digest_stays() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        server.in_april(r#"["2026-04-01T10:00:00Z",1],["2026-04-20T10:00:00Z",2]"#).await;
        server.one_night().await;
        server.in_april(r#"["2026-04-21T10:00:00Z",3]"#).await;
        server.one_night().await;
        assert_eq!(server.sealed().await.len(), 2);
        // The first of April is kept for 365 days.
        server.town.advance_days(331);
        server.one_night().await;
        server.file(APRIL).await.is(200).shows("2026-04-01T10:00:00Z,");
        server.town.advance_days(2);
        server.one_night().await;
        server.file("/sensoren/werte/1/2026-04-nachtrag-1.csv").await.is(410);
        // What may be kept is there still, unsealed.
        let left = server.file(APRIL).await.is(200);
        assert!(left.headers.get("etag").is_none());
        left.shows("2026-04-20T10:00:00Z").hides("2026-04-01T10:00:00Z");
        assert_eq!(server.town.town.files().on_disk().expect("files").len(), 1, "May is left");
        let page = server.file("/sensoren/station/1-station").await.is(200);
        page.shows("gelöscht am 2. April 2027");
        server.one_night().await;
        assert_eq!(server.sealed().await.len(), 3, "nothing is sealed anew");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_lists_sealed_months_with_their_digests() {
    let server = Server::one().await;
    server.post("/Things", STATION).await;
    server.in_april(r#"["2026-04-01T10:00:00Z",1]"#).await;
    server.one_night().await;
    let town = std::sync::Arc::clone(&server.town.town);
    let listed = server.town.town.read(move |db| crate::datasets::all(&town, db)).await;
    assert!(listed.expect("datasets").is_empty(), "without a licence nothing is offered");
    let town = std::sync::Arc::clone(&server.town.town);
    let datasets = server
        .town
        .town
        .write(kernel::Actor::system("test"), move |tx| {
            let entries = crate::store::register::all(tx)?;
            for mut entry in entries {
                entry.record.licence = Some(kernel::open_data::Licence::DlBy);
                crate::store::register::save(tx, &entry)?;
            }
            let all = crate::datasets::all(&town, tx)?;
            Ok(kernel::Audit::of("test.licensed", "all").with(all))
        })
        .await
        .expect("datasets");
    let file = datasets[0].files.iter().find(|f| f.path == APRIL).expect("April");
    let body = server.file(APRIL).await.is(200).body;
    assert_eq!(file.sha256, Some(hex::encode(Sha256::digest(&body))));
    assert_eq!(file.bytes, Some(body.len() as u64));
    assert_eq!(file.title.de, "Station: Temperatur, 2026-04");
}
