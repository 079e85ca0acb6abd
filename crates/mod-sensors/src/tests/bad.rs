//! Bad input: the right status, a message that says where, nothing half-written, no endless work.

use super::{STATION, Server};

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_refused_with_the_place() {
    let server = Server::one().await;
    server.post("/Things", STATION).await;
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let nested = format!("/Things?$filter={}name eq 'x'{}", "(".repeat(500), ")".repeat(500));
    let nots = format!("/Things?$filter={}true", "not ".repeat(400));
    for (path, status) in [
        (nested.as_str(), 400),
        (nots.as_str(), 400),
        ("/Things?$top=99999999999999999999", 400),
        ("/Things?$top=9223372036854775807", 200),
        ("/Things?$skip=9223372036854775807", 200),
        ("/Things(-1)", 404),
        ("/Things()", 400),
        ("/Things(1", 400),
        (
            "/Things(1)/Datastreams(1)/Thing/Datastreams(1)/Thing/Datastreams(1)/Thing/Datastreams(1)/Thing/Datastreams(1)/Thing",
            400,
        ),
        ("/Things?$expand=Datastreams/Thing/Datastreams/Thing/Datastreams/Thing", 400),
        ("/Things?$filter=substring(name,0,1) eq 'S' and year(now()) gt 1", 200),
        ("/Observations?$filter=result div 0 eq 1", 200),
        ("/Observations?$filter=phenomenonTime gt 9000-12-31T00:00:00Z", 200),
        ("/Locations?$filter=st_within(location,geography'POLYGON ((1 2, 3')", 400),
        ("/Observations?$filter=phenomenonTime gt 2026-05-01T00:00:00", 400),
    ] {
        let got = server.get(path).await;
        assert_eq!(got.status, status, "{path:.80}: {}", got.text);
    }
    for (path, body, status) in [
        ("/Things", "", 400),
        ("/Things", "[]", 400),
        ("/Things", r#"{"name":"a","name":"b","description":""}"#, 400),
        ("/Things", deep.as_str(), 400),
        ("/Things(1)", "{}", 405),
        ("/Observations", r#"{"result":1,"Datastream":{"@iot.id":"x"}}"#, 400),
        (
            "/Datastreams(1)/Observations",
            r#"{"result":1,"phenomenonTime":"1500-01-01T00:00:00Z"}"#,
            400,
        ),
        (
            "/Datastreams(1)/Observations",
            r#"{"result":1,"phenomenonTime":"2026-05-02T00:00:00Z/2026-05-01T00:00:00Z"}"#,
            400,
        ),
        ("/Datastreams(1)/Observations", r#"{"result":1,"Datastream":{"@iot.id":2}}"#, 400),
        (
            "/Locations",
            r#"{"name":"n","description":"","encodingType":"application/geo+json","location":{"type":"Point","coordinates":[600,51]}}"#,
            400,
        ),
        ("/Datastreams(9)/Observations", r#"{"result":1}"#, 404),
        ("/CreateObservations", "{}", 400),
        ("/$batch", "{}", 400),
    ] {
        let got = server.write("POST", path, body).await;
        assert_eq!(got.status, status, "{path} {body:.80}: {}", got.text);
        assert!(!got.at("/message").is_empty());
    }
    assert_eq!(server.get("/Observations").await.ids(), [1]);
    let large = format!(r#"{{"name":"{}","description":""}}"#, "x".repeat(33 * 1024 * 1024));
    server.write("POST", "/Things", &large).await.is(413);
    server.write("BREW", "/Things", "").await.is(405);
}

/// Values go in late, twice and out of order; the stream stays right.
#[tokio::test(flavor = "multi_thread")]
async fn order_of_arrival_does_not_matter() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        for time in [
            "2026-05-03T00:00:00Z",
            "2026-04-01T00:00:00Z",
            "2026-05-03T00:00:00Z",
            "2005-01-01T00:00:00Z",
        ] {
            let body = format!(r#"{{"result":1,"phenomenonTime":"{time}"}}"#);
            server.post("/Datastreams(1)/Observations", &body).await;
        }
        assert_eq!(
            server.get("/Datastreams(1)").await.at("/phenomenonTime"),
            "\"2005-01-01T00:00:00Z/2026-05-03T00:00:00Z\""
        );
        assert_eq!(
            server
                .get("/Datastreams(1)/Observations?$orderby=phenomenonTime,id&$select=id")
                .await
                .ids(),
            [5, 3, 1, 2, 4]
        );
    }
}
