//! Who may write what, and who sees what.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Actor, Audit, audit};

use super::{STATION, Server};

#[tokio::test(flavor = "multi_thread")]
async fn writing_needs_a_key_and_reaches_as_far_as_its_things() {
    for server in Server::all().await {
        let no_key = server.send("POST", "/Things", &[], STATION).await.is(401);
        assert!(no_key.text.contains("key"), "{}", no_key.text);
        server.send("POST", "/Things", &[("authorization", "Bearer wrong")], STATION).await.is(401);
        server.post("/Things", STATION).await;
        server.post("/Things", STATION).await;
        let small = server.town.town.write(Actor::system("test"), |tx| {
            let things = Some(vec![2]);
            let grant = crate::Grant { name: "gauge".into(), things, ..crate::Grant::default() };
            let key = crate::give_key(tx, &grant)?;
            Ok(Audit::of("sensors.key_given", "gauge").with(key))
        });
        let small = small.await.expect("a key");
        let headers = [("x-api-key", small.as_str())];
        let try_it = async |method: &str, path: &str, body: &str| {
            server.send(method, path, &headers, body).await.status
        };
        assert_eq!(try_it("POST", "/Datastreams(2)/Observations", r#"{"result":1}"#).await, 201);
        assert_eq!(try_it("POST", "/Datastreams(1)/Observations", r#"{"result":1}"#).await, 403);
        assert_eq!(try_it("PATCH", "/Things(2)", r#"{"name":"mine"}"#).await, 200);
        assert_eq!(try_it("PATCH", "/Things(1)", r#"{"name":"not mine"}"#).await, 403);
        assert_eq!(try_it("PATCH", "/Datastreams(2)", r#"{"Thing":{"@iot.id":1}}"#).await, 403);
        // What hangs only on its own Things is its own; what others use as well is not.
        assert_eq!(try_it("PATCH", "/Sensors(2)", r#"{"name":"mine"}"#).await, 200);
        assert_eq!(try_it("PATCH", "/Locations(2)", r#"{"name":"mine"}"#).await, 200);
        assert_eq!(try_it("DELETE", "/Sensors(1)", "").await, 403);
        assert_eq!(try_it("PATCH", "/ObservedProperties(1)", r#"{"name":"x"}"#).await, 403);
        assert_eq!(try_it("DELETE", "/Observations(1)", "").await, 403);
        assert_eq!(try_it("POST", "/Things", STATION).await, 403);
        let rows = r#"[{"Datastream":{"@iot.id":1},"components":["phenomenonTime","result"],"dataArray":[["2026-05-02T00:00:00Z",1]]}]"#;
        let got = server.send("POST", "/CreateObservations", &headers, rows).await.is(201);
        assert!(got.at("/0").contains("no right"), "{}", got.text);
        assert_eq!(server.get("/Things(1)").await.at("/name"), "\"Station\"");
        // The password of basic authentication will do, too: "x:" and the key.
        let basic = STANDARD.encode(format!("x:{}", server.key));
        let basic = format!("Basic {basic}");
        server.send("DELETE", "/Things(1)", &[("authorization", &basic)], "").await.is(200);
    }
}

/// A browser that is signed in carries a cookie; it opens nothing here.
#[tokio::test(flavor = "multi_thread")]
async fn cookies_do_not_count() {
    let server = Server::one().await;
    let egon = server.town.staff("Egon", &[], "50").await;
    let cookie = format!("rathaus={}", egon.session().expect("a session"));
    server.send("POST", "/Things", &[("cookie", &cookie)], STATION).await.is(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_that_are_not_public_are_seen_with_a_key_only() {
    for server in Server::all().await {
        let hidden = STATION.replace(
            "\"name\": \"Temperatur\",",
            "\"name\": \"Batterie\", \"properties\": {\"public\": false},",
        );
        server.post("/Things", &hidden).await;
        server.post("/Things", STATION).await;
        assert_eq!(server.get("/Datastreams").await.ids(), [2]);
        assert_eq!(server.get("/Observations?$count=true").await.ids(), [2]);
        assert_eq!(server.get("/Observations?$count=true").await.at("/@iot.count"), "1");
        assert!(server.get("/Things(1)/Datastreams").await.ids().is_empty());
        assert_eq!(
            server.get("/Things?$expand=Datastreams").await.at("/value/0/Datastreams"),
            "[]"
        );
        assert_eq!(
            server.get("/Things?$filter=Datastreams/name eq 'Batterie'").await.at("/value"),
            "[]"
        );
        assert_eq!(
            server
                .get("/Things?$filter=Datastreams/any(d: tolower(d/name) eq 'batterie')")
                .await
                .at("/value"),
            "[]"
        );
        server.get("/FeaturesOfInterest(1)/Observations").await.is(404);
        for path in [
            "/Datastreams(1)",
            "/Observations(1)",
            "/Datastreams(1)/Observations",
            "/Observations(1)/Datastream",
            "/Sensors(1)/Datastreams(1)",
        ] {
            server.get(path).await.is(404);
        }
        assert_eq!(server.write("GET", "/Datastreams", "").await.ids(), [1, 2]);
    }
}

/// What keys do stands in the logbook; single values do not.
#[tokio::test(flavor = "multi_thread")]
async fn the_logbook_knows_entities_and_not_values() {
    let server = Server::one().await;
    server.post("/Things", STATION).await;
    let lines = async || {
        let all = server.town.town.read(|db| audit::latest(db, i64::MAX, 100)).await;
        all.expect("the logbook").len()
    };
    let before = lines().await;
    server.post("/Datastreams(1)/Observations", r#"{"result":1}"#).await;
    assert_eq!(lines().await, before);
    server.write("PATCH", "/Things(1)", r#"{"name":"x"}"#).await.is(200);
    assert_eq!(lines().await, before + 1);
}
