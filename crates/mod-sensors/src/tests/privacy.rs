//! What the register of purposes promises, against those who would get around it.

use jiff::SignedDuration;
use kernel::{Actor, Audit};

use super::{STATION, Server, record};
use crate::store::register as store;
use crate::{Record, acts};

/// A key for the Things of an entry that is still a draft.
async fn draft_key(server: &Server) -> (String, kernel::Id<crate::register::Entry>) {
    server
        .town
        .town
        .write(Actor::system("test"), |tx| {
            let entry = crate::draft(tx, &record("Entwurf"))?;
            let grant = crate::Grant {
                name: "draft".into(),
                entry: Some(entry),
                ..crate::Grant::default()
            };
            let key = crate::give_key(tx, &grant)?;
            Ok(Audit::of("sensors.key_given", "draft").with((key, entry)))
        })
        .await
        .expect("a key")
}

const MASTER: &str = r#"{
  "name": "Zähler", "description": "Am Bad", "properties": {},
  "Locations": [{"name": "Bad", "description": "", "encodingType": "application/geo+json",
    "location": {"type": "Point", "coordinates": [6.5, 51.5]}}],
  "Datastreams": [{
    "name": "Menschen", "description": "", "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
    "unitOfMeasurement": {"name": "a", "symbol": "a", "definition": "a"},
    "Sensor": {"name": "S", "description": "", "encodingType": "text/html", "metadata": "x"},
    "ObservedProperty": {"name": "O", "definition": "http://example.org/t", "description": ""}
  }]
}"#;

/// Before an entry is published nobody but who prepares it sees what is put up, nor where.
#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_seen_by_those_who_prepare_them() {
    for server in Server::all().await {
        let (key, entry) = draft_key(&server).await;
        let mine = [("x-api-key", key.as_str()), ("content-type", "application/json")];
        let made = server.send("POST", "/Things", &mine, MASTER).await.is(201);
        let place = r#"{"Locations":[{"name":"Tor","description":"","encodingType":"application/geo+json","location":{"type":"Point","coordinates":[6.6,51.6]}}]}"#;
        let inline = server.send("PATCH", &made.path(), &mine, place).await;
        inline.is(400);
        let tor = r#"{"name":"Tor","description":"","encodingType":"application/geo+json","location":{"type":"Point","coordinates":[6.6,51.6]}}"#;
        let tor =
            server.send("POST", &format!("{}/Locations", made.path()), &mine, tor).await.is(201);
        for path in [made.path(), "/Datastreams(1)".into(), tor.path()] {
            server.send("GET", &path, &mine, "").await.is(200);
            server.get(&path).await.is(404);
        }
        for set in ["/Things", "/Locations", "/Datastreams", "/HistoricalLocations"] {
            assert_eq!(server.get(set).await.at("/value"), "[]", "{set}");
        }
        // Put right before it begins: that leaves no trace.
        let past = format!("{}/HistoricalLocations", made.path());
        let traces = server.send("GET", &past, &mine, "");
        assert_eq!(traces.await.ids().len(), 1);
        let value = server.send("POST", "/Datastreams(1)/Observations", &mine, r#"{"result":1}"#);
        value.await.is(403);
        let opened = server.town.town.write(Actor::system("test"), move |tx| {
            acts::publish(tx, entry)?;
            Ok(Audit::of("sensors.published", entry).done())
        });
        opened.await.expect("published");
        server.get(&made.path()).await.is(200);
        server.send("POST", "/Datastreams(1)/Observations", &mine, r#"{"result":1}"#).await.is(201);
    }
}

/// Where something goes is a value like any other: it rests with its entry, and its traces go when
/// the time of the values is over.
#[tokio::test(flavor = "multi_thread")]
async fn traces_rest_and_go() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        let entry = server.town.town.read(store::all).await.expect("entries")[0].id;
        let place = |x: i32| {
            format!(
                r#"{{"name":"Ort {x}","description":"","encodingType":"application/geo+json","location":{{"type":"Point","coordinates":[{x},51]}}}}"#
            )
        };
        server.post("/Things(1)/Locations", &place(7)).await;
        server.town.advance(SignedDuration::from_hours(1));
        server.post("/Things(1)/Locations", &place(8)).await;
        assert_eq!(server.get("/HistoricalLocations").await.ids().len(), 3);
        let turn = async |pause: bool| {
            let turned = server.town.town.write(Actor::system("test"), move |tx| {
                if pause {
                    acts::pause(tx, entry, &Actor::system("a"), "Rat")?;
                } else {
                    acts::resume(tx, entry, &Actor::system("b"))?;
                }
                Ok(Audit::of("sensors.turned", entry).done())
            });
            turned.await.expect("turned");
        };
        turn(true).await;
        assert_eq!(server.get("/HistoricalLocations").await.at("/value"), "[]");
        server.write("POST", "/Things(1)/Locations", &place(9)).await.is(503);
        let past =
            r#"{"time":"2026-05-04T09:30:00Z","Thing":{"@iot.id":1},"Locations":[{"@iot.id":1}]}"#;
        server.write("POST", "/HistoricalLocations", past).await.is(503);
        turn(false).await;
        server.town.advance_days(370);
        acts::night(std::sync::Arc::clone(&server.town.town)).await.expect("a night");
        // The last place stays: the Thing is there.
        assert_eq!(server.get("/HistoricalLocations").await.ids(), [3]);
        assert_eq!(server.get("/Locations").await.ids(), [3]);
    }
}

/// What is released from its entry is kept no longer than the entry promised.
#[tokio::test(flavor = "multi_thread")]
async fn released_things_are_cleared_as_promised() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        let entry = server.town.town.read(store::all).await.expect("entries")[0].id;
        let released = server.town.town.write(Actor::system("test"), move |tx| {
            assert!(store::release(tx, 1, entry)?);
            Ok(Audit::of("sensors.released", entry).done())
        });
        released.await.expect("released");
        let bearer = format!("Bearer {}", server.key);
        let all = [("authorization", bearer.as_str())];
        assert_eq!(server.send("GET", "/Observations", &all, "").await.ids(), [1]);
        server.town.advance_days(370);
        acts::night(std::sync::Arc::clone(&server.town.town)).await.expect("a night");
        assert_eq!(server.send("GET", "/Observations", &all, "").await.at("/value"), "[]");
    }
}

/// What was promised about persons and counts is not loosened, not even in a pause.
#[tokio::test(flavor = "multi_thread")]
async fn promises_can_only_become_stricter() {
    let server = Server::one().await;
    let entry = server.town.town.read(store::all).await.expect("entries")[0].id;
    let change = async |change: fn(&mut Record)| {
        server
            .town
            .town
            .write(Actor::system("test"), move |tx| {
                let mut entry = store::find_entry(tx, entry)?;
                let mut record = entry.record.clone();
                change(&mut record);
                acts::change(tx, &mut entry, record, "Anders")?;
                Ok(Audit::of("sensors.changed", entry.id).done())
            })
            .await
    };
    change(|r| {
        r.counts = true;
        r.personal = crate::Personal::Possible;
        r.assessment = "DSFA 7".into();
    })
    .await
    .expect("stricter");
    assert!(change(|r| r.counts = false).await.is_err());
    assert!(change(|r| r.personal = crate::Personal::None).await.is_err());
    change(|r| r.personal = crate::Personal::Yes).await.expect("stricter still");
}

/// A stream that was hidden is not published by leaving the word out.
#[tokio::test(flavor = "multi_thread")]
async fn hidden_streams_stay_hidden_until_said_otherwise() {
    for server in Server::all().await {
        let hidden = STATION.replace(
            "\"name\": \"Temperatur\",",
            "\"name\": \"Temperatur\", \"properties\": {\"public\": false},",
        );
        server.post("/Things", &hidden).await;
        server.get("/Datastreams(1)").await.is(404);
        server.write("PATCH", "/Datastreams(1)", r#"{"properties":{}}"#).await.is(200);
        server.get("/Datastreams(1)").await.is(404);
        server.write("PATCH", "/Datastreams(1)", r#"{"properties":{"public":true}}"#).await.is(200);
        server.get("/Datastreams(1)").await.is(200);
    }
}
