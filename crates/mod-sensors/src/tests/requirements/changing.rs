//! Class `create-update-delete`.

use crate::tests::{STATION, Server};

/// req/create-update-delete/create-entity, link-to-existing-entities, deep-insert
#[tokio::test(flavor = "multi_thread")]
async fn create_entity() {
    for server in Server::all().await {
        let made = server.post("/Things", STATION).await;
        assert_eq!(
            (made.location.as_str(), made.text.as_str()),
            ("http://town.test/sensorthings/v1.1/Things(1)", "")
        );
        assert_eq!(server.get("/Things(1)/HistoricalLocations").await.ids(), [1]);
        assert_eq!(server.get("/HistoricalLocations(1)/Locations").await.ids(), [1]);
        // The feature is made from the Location, once.
        server.post("/Datastreams(1)/Observations", r#"{"result": 10.50}"#).await;
        assert_eq!(server.get("/FeaturesOfInterest").await.ids(), [1]);
        assert_eq!(
            server.get("/FeaturesOfInterest(1)/Observations?$select=result").await.at("/value/1"),
            r#"{"result":10.50}"#
        );
        assert_eq!(
            server.get("/Observations(2)").await.at("/phenomenonTime"),
            "\"2026-05-04T08:00:00Z\""
        );
        assert_eq!(server.get("/Observations(2)").await.at("/resultTime"), "null");
        // Links to what exists, several ones of a list, and the parent by the address.
        let stream = r#"{"name":"Feuchte","description":"","observationType":"x","unitOfMeasurement":{"name":null,"symbol":null,"definition":null},
            "Sensor":{"@iot.id":1},"ObservedProperty":{"@iot.id":1}}"#;
        let second = server.post("/Things(1)/Datastreams", stream).await;
        assert_eq!(server.get("/Sensors(1)/Datastreams").await.ids(), [1, second.id()]);
        let moved = server.post("/Things(1)/Locations", r#"{"name":"neu","description":"","encodingType":"application/geo+json","location":{"type":"Point","coordinates":[7,52]}}"#).await;
        assert_eq!(server.get("/Things(1)/Locations").await.ids(), [moved.id()]);
        assert_eq!(server.get("/Things(1)/HistoricalLocations").await.ids().len(), 2);
        server.post("/Datastreams(1)/Observations", r#"{"result": 1}"#).await;
        assert_eq!(server.get("/FeaturesOfInterest").await.ids(), [1, 2]);
        let shown = server
            .send(
                "POST",
                "/Things",
                &[("x-api-key", &server.key), ("prefer", "return=representation")],
                r#"{"name":"n","description":"d"}"#,
            )
            .await
            .is(201);
        assert_eq!(shown.at("/name"), "\"n\"");
    }
}

/// req/create-update-delete/deep-insert-status-code: all or nothing, and why
#[tokio::test(flavor = "multi_thread")]
async fn deep_insert_status_code() {
    for server in Server::all().await {
        for (path, body, said) in [
            ("/Things", r#"{"description":""}"#, "needs 'name'"),
            (
                "/Datastreams",
                r#"{"name":"n","description":"","observationType":"x","unitOfMeasurement":{"name":null,"symbol":null,"definition":null}}"#,
                "needs 'Thing'",
            ),
            ("/Observations", r#"{"result":1}"#, "Datastream"),
            (
                "/Observations",
                r#"{"result":1,"Datastream":{"@iot.id":77}}"#,
                "there is no Datastream 77",
            ),
            (
                "/Things",
                r#"{"name":"n","description":"","Datastreams":[{"name":"d"}]}"#,
                "/Datastreams/0",
            ),
            ("/Things", r#"{"name":"n","description":"","propertys":{}}"#, "propertys"),
            ("/Things", "{\"name\":\n!}", "line 2"),
        ] {
            let got = server.write("POST", path, body).await;
            assert_eq!(got.status, 400, "{body}: {}", got.text);
            assert!(got.text.contains(said), "{body}: {}", got.text);
        }
        // The second stream is wrong: nothing stays.
        let half = STATION.replace("\"Datastreams\": [{", "\"Datastreams\": [{\"name\":\"x\",\"description\":\"\",\"observationType\":\"x\",\"unitOfMeasurement\":{\"name\":null,\"symbol\":null,\"definition\":null},\"Sensor\":{\"@iot.id\":99},\"ObservedProperty\":{\"@iot.id\":99}},{");
        server.write("POST", "/Things", &half).await.is(400);
        for set in [
            "Things",
            "Locations",
            "Datastreams",
            "Sensors",
            "Observations",
            "FeaturesOfInterest",
            "HistoricalLocations",
        ] {
            assert!(server.get(&format!("/{set}")).await.ids().is_empty(), "{set}");
        }
    }
}

/// req/create-update-delete/update-entity, update-entity-put, update-entity-jsonpatch
#[tokio::test(flavor = "multi_thread")]
async fn update_entity() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        server.write("PATCH", "/Things(1)", r#"{"name":"neu","properties":{"z":1}}"#).await.is(200);
        let thing = server.get("/Things(1)").await;
        assert_eq!(
            (thing.at("/name"), thing.at("/properties"), thing.at("/description")),
            ("\"neu\"".into(), r#"{"z":1}"#.into(), "\"Am Markt\"".into())
        );
        server.write("PATCH", "/Things(1)", r#"{"properties":null}"#).await.is(200);
        assert_eq!(server.get("/Things(1)").await.at("/properties"), "-");
        server.write("PATCH", "/Things(1)", r#"{"name":null}"#).await.is(400);
        server.write("PATCH", "/Things(9)", "{}").await.is(404);
        server.write("PATCH", "/Datastreams(1)", r#"{"Sensor":{"name":"inline","description":"","encodingType":"x","metadata":"m"}}"#).await.is(400);
        server.write("PUT", "/Things(1)", r#"{"name":"ganz","description":"neu"}"#).await.is(200);
        server.write("PUT", "/Things(1)", r#"{"name":"halb"}"#).await.is(400);
        assert_eq!(server.get("/Things(1)/Datastreams").await.ids(), [1]);
        let bearer = format!("Bearer {}", server.key);
        let patch =
            [("authorization", bearer.as_str()), ("content-type", "application/json-patch+json")];
        let ops = r#"[{"op":"test","path":"/name","value":"ganz"},{"op":"add","path":"/properties","value":{"q":[1]}},{"op":"add","path":"/properties/q/-","value":2}]"#;
        server.send("PATCH", "/Things(1)", &patch, ops).await.is(200);
        assert_eq!(server.get("/Things(1)/properties/q").await.text, r#"{"q":[1,2]}"#);
        let failed = server.send("PATCH", "/Things(1)", &patch, r#"[{"op":"replace","path":"/name","value":"x"},{"op":"test","path":"/name","value":"y"}]"#).await.is(400);
        assert!(failed.text.contains("operation 1"), "{}", failed.text);
        assert_eq!(server.get("/Things(1)").await.at("/name"), "\"ganz\"");
        // A measured value keeps its id though its time is part of its key.
        server
            .write(
                "PATCH",
                "/Observations(1)",
                r#"{"phenomenonTime":"2026-05-03T00:00:00Z","result":"x"}"#,
            )
            .await
            .is(200);
        let observation = server.get("/Observations(1)").await;
        assert_eq!(
            (observation.at("/result"), observation.at("/resultTime")),
            ("\"x\"".into(), "\"2026-05-01T10:00:01Z\"".into())
        );
        assert_eq!(
            server.get("/Datastreams(1)").await.at("/phenomenonTime"),
            "\"2026-05-03T00:00:00Z/2026-05-03T00:00:00Z\""
        );
        server
            .write(
                "PATCH",
                "/FeaturesOfInterest(1)",
                r#"{"feature":{"type":"Point","coordinates":[8,50]}}"#,
            )
            .await
            .is(200);
        assert_eq!(server.get("/Datastreams(1)").await.at("/observedArea/coordinates"), "[8,50]");
    }
}

/// req/create-update-delete/delete-entity: what cannot be without it goes, the rest stays
#[tokio::test(flavor = "multi_thread")]
async fn delete_entity() {
    for server in Server::all().await {
        server.write("DELETE", "/Things(1)", "").await.is(404);
        for (set, gone, left) in [
            (
                "Things",
                vec!["Datastreams", "Observations", "HistoricalLocations"],
                vec!["Locations", "Sensors", "ObservedProperties", "FeaturesOfInterest"],
            ),
            (
                "Locations",
                vec!["HistoricalLocations"],
                vec!["Things", "Datastreams", "Observations"],
            ),
            ("Sensors", vec!["Datastreams", "Observations"], vec!["Things", "Locations"]),
            ("ObservedProperties", vec!["Datastreams", "Observations"], vec!["Things", "Sensors"]),
            ("FeaturesOfInterest", vec!["Observations"], vec!["Things", "Datastreams"]),
            ("Datastreams", vec!["Observations"], vec!["Things", "Sensors"]),
        ] {
            server.post("/Things", STATION).await;
            let id = *server.get(&format!("/{set}")).await.ids().last().expect("one");
            server.write("DELETE", &format!("/{set}({id})"), "").await.is(200);
            for set in gone {
                assert!(server.get(&format!("/{set}")).await.ids().is_empty(), "{set}");
            }
            for set in left {
                assert!(!server.get(&format!("/{set}")).await.ids().is_empty(), "{set}");
            }
            // Swept by a filter, never without one.
            for set in
                ["Things", "Locations", "Sensors", "ObservedProperties", "FeaturesOfInterest"]
            {
                server.write("DELETE", &format!("/{set}"), "").await.is(400);
                server.write("DELETE", &format!("/{set}?$filter=id gt 0"), "").await.is(200);
                assert!(server.get(&format!("/{set}")).await.ids().is_empty(), "{set}");
            }
        }
    }
}

/// req/create-update-delete/historical-location-manual-creation
#[tokio::test(flavor = "multi_thread")]
async fn historical_location_manual_creation() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        let place = r#"{"name":"alt","description":"","encodingType":"application/geo+json","location":{"type":"Point","coordinates":[1,1]}}"#;
        let old = server.post("/Locations", place).await.id();
        let history = |time: &str| {
            format!(
                r#"{{"time":"{time}","Thing":{{"@iot.id":1}},"Locations":[{{"@iot.id":{old}}}]}}"#
            )
        };
        server.post("/HistoricalLocations", &history("2020-01-01T00:00:00Z")).await;
        assert_eq!(server.get("/Things(1)/Locations").await.ids(), [1]);
        server.post("/HistoricalLocations", &history("2027-01-01T00:00:00Z")).await;
        assert_eq!(server.get("/Things(1)/Locations").await.ids(), [old]);
    }
}
