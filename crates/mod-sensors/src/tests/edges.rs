//! Edges of the standard: empty pages, links that hold, what belongs to what, batches as people
//! write them.

use super::{STATION, Server};

const MULTI: &str = r#"{
  "name": "Wind", "description": "", "multiObservationDataTypes": ["http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement", "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"],
  "unitOfMeasurements": [{"name":"a","symbol":"a","definition":"a"},{"name":"b","symbol":"b","definition":"b"}],
  "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation",
  "Thing": {"@iot.id": 1}, "Sensor": {"@iot.id": 1},
  "ObservedProperties": [{"@iot.id": 1}, {"name": "Richtung", "definition": "http://example.org/r", "description": ""}]
}"#;

/// Who asks for nothing gets nothing, and no link that leads back to the same question.
#[tokio::test(flavor = "multi_thread")]
async fn an_empty_page_leads_nowhere() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        for path in [
            "/Observations?$count=true&$top=0",
            "/Observations?$top=0&$orderby=year(phenomenonTime)",
            "/Observations?$top=0&$filter=length(result) eq 1 or result gt 1",
        ] {
            let got = server.get(path).await.is(200);
            assert_eq!(got.at("/value"), "[]", "{path}");
            assert_eq!(got.at("/@iot.nextLink"), "-", "{path}");
        }
        let nested = server.get("/Datastreams?$expand=Observations($top=0;$count=true)").await;
        assert_eq!(nested.at("/value/0/Observations@iot.count"), "1");
        assert_eq!(nested.at("/value/0/Observations@iot.nextLink"), "-");
    }
}

/// Orders that SQL does not know go over all pages, each entity once.
#[tokio::test(flavor = "multi_thread")]
async fn strange_orders_have_pages_too() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        for day in 2..9 {
            let body = format!(
                r#"{{"phenomenonTime":"2026-04-0{day}T00:00:00Z","result":{},"parameters":{{"x":{}}}}}"#,
                day % 3,
                9 - day
            );
            server.post("/Datastreams(1)/Observations", &body).await;
        }
        let order = "$orderby=day(phenomenonTime) mod 4 desc,id&$top=3";
        let mut seen = Vec::new();
        let mut path = format!("/Observations?{order}");
        for _ in 0..4 {
            let got = server.get(&path).await.is(200);
            seen.extend(got.ids());
            let next = got.at("/@iot.nextLink");
            let Some((_, rest)) = next.split_once("/v1.1") else { break };
            path = percent_encoding_free(rest.trim_matches('"'));
        }
        assert_eq!(seen.len(), 8, "{seen:?}");
        let whole = server.get("/Observations?$orderby=day(phenomenonTime) mod 4 desc,id").await;
        assert_eq!(seen, whole.ids());
        let far = server.get("/Observations?$orderby=day(phenomenonTime)&$skip=900000").await;
        assert!(far.is(400).text.contains("50000"));
    }
}

/// The address of a next page, decoded: the client of these tests encodes it again.
fn percent_encoding_free(text: &str) -> String {
    text.replace("%20", " ").replace("%24", "$").replace("%2C", ",").replace("%2F", "/")
}

/// Each link of an Observation leads somewhere.
#[tokio::test(flavor = "multi_thread")]
async fn all_links_of_values_hold() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        let multi = server.post("/MultiDatastreams", MULTI).await.path();
        server.post(&format!("{multi}/Observations"), r#"{"result":[1,2]}"#).await;
        let all = server.get("/Observations").await.is(200);
        assert_eq!(all.at("/value/0/MultiDatastream@iot.navigationLink"), "-");
        assert_eq!(all.at("/value/1/Datastream@iot.navigationLink"), "-");
        for pointer in ["/value/0/Datastream", "/value/1/MultiDatastream"] {
            let link = all.at(&format!("{pointer}@iot.navigationLink"));
            let path = link.trim_matches('"').split("/v1.1").nth(1).expect("a link").to_owned();
            server.get(&path).await.is(200);
        }
        let expanded = server.get("/Observations?$expand=Datastream,MultiDatastream").await.is(200);
        assert_eq!(expanded.at("/value/0/Datastream/@iot.id"), "1");
        assert_eq!(expanded.at("/value/1/Datastream"), "-");
        // A single entity in another form.
        let feature = server.get("/Things(1)?$resultFormat=GeoJSON").await.is(200);
        assert!(feature.text.contains("FeatureCollection"), "{}", feature.text);
        let table = server.get("/Observations(1)?$resultFormat=CSV").await.is(200);
        assert!(table.text.lines().count() == 2, "{}", table.text);
    }
}

/// What may be left out is gone when it is taken away; what may not stays.
#[tokio::test(flavor = "multi_thread")]
async fn times_are_taken_away_or_stay() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        let bearer = format!("Bearer {}", server.key);
        let kind = ("content-type", "application/json-patch+json");
        let headers = [("authorization", bearer.as_str()), kind];
        let remove = r#"[{"op":"remove","path":"/resultTime"}]"#;
        server.send("PATCH", "/Observations(1)", &headers, remove).await.is(200);
        let got = server.get("/Observations(1)").await;
        assert_eq!((got.at("/resultTime"), got.at("/result")), ("null".into(), "20.5".into()));
        server.write("PATCH", "/Observations(1)", r#"{"resultTime":"2026-05-01T10:00:02Z"}"#).await;
        server.write("PATCH", "/Observations(1)", r#"{"phenomenonTime":null}"#).await.is(400);
        server.write("PUT", "/Observations(1)", r#"{"result":7}"#).await.is(200);
        let got = server.get("/Observations(1)").await;
        assert_eq!(got.at("/resultTime"), "null");
        assert_eq!(got.at("/phenomenonTime"), "\"2026-05-01T10:00:00Z\"");
    }
}

/// Values are given to another feature from either side, and a place that is moved has a feature of
/// its own from then on.
#[tokio::test(flavor = "multi_thread")]
async fn values_are_linked_from_both_sides() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        let feature = r#"{"name":"Bach","description":"","encodingType":"application/geo+json","feature":{"type":"Point","coordinates":[7,52]},"Observations":[{"@iot.id":1}]}"#;
        let made = server.post("/FeaturesOfInterest", feature).await.path();
        assert_eq!(server.get(&format!("{made}/Observations")).await.ids(), [1]);
        assert_eq!(server.get("/FeaturesOfInterest(1)/Observations").await.at("/value"), "[]");
        let back = r#"{"Observations":[{"@iot.id":1}]}"#;
        server.write("PATCH", "/FeaturesOfInterest(1)", back).await.is(200);
        assert_eq!(server.get("/FeaturesOfInterest(1)/Observations").await.ids(), [1]);
        let place = r#"{"location":{"type":"Point","coordinates":[7.5,52.5]}}"#;
        server.write("PATCH", "/Locations(1)", place).await.is(200);
        let value = server.post("/Datastreams(1)/Observations", r#"{"result":1}"#).await.path();
        let now = server.get(&format!("{value}/FeatureOfInterest")).await;
        assert_eq!(now.at("/feature/coordinates"), "[7.5,52.5]");
    }
}

/// Nobody changes the width of a stream from behind.
#[tokio::test(flavor = "multi_thread")]
async fn properties_of_wide_streams_stay() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        server.post("/MultiDatastreams", MULTI).await;
        let behind =
            r#"{"name":"x","definition":"x","description":"","MultiDatastreams":[{"@iot.id":1}]}"#;
        server.write("POST", "/ObservedProperties", behind).await.is(400);
        let multi = server.get("/MultiDatastreams").await.ids();
        let path = format!("/MultiDatastreams({})", multi[0]);
        assert_eq!(server.get(&format!("{path}/ObservedProperties")).await.ids().len(), 2);
        server.post(&format!("{path}/Observations"), r#"{"result":[1,2]}"#).await;
    }
}

/// No database keeps it in a text: it is refused where it is read.
#[tokio::test(flavor = "multi_thread")]
async fn a_character_that_is_none_is_refused() {
    for server in Server::all().await {
        let body = "{\"name\":\"a\\u0000\",\"description\":\"\"}";
        let got = server.write("POST", "/Things", body).await.is(400);
        assert!(got.text.contains("u0000"), "{}", got.text);
        server.get("/Things?$filter=name eq 'a\0'").await.is(400);
    }
}

/// Addresses with blanks, and from the version on, as the examples of the standard have them.
#[tokio::test(flavor = "multi_thread")]
async fn batches_as_people_write_them() {
    let server = Server::one().await;
    server.post("/Things", STATION).await;
    let lines = [
        "--b",
        "Content-Type: application/http",
        "",
        "GET Things?$filter=name eq 'Station'&$select=name HTTP/1.1",
        "Host: localhost",
        "",
        "",
        "--b",
        "Content-Type: application/http",
        "",
        "GET /v1.1/Things(1)/name HTTP/1.1",
        "Host: localhost",
        "",
        "",
        "--b--",
    ];
    let headers = [("content-type", "multipart/mixed;boundary=b")];
    let got = server.send("POST", "/$batch", &headers, &lines.join("\r\n")).await.is(200);
    assert_eq!(got.text.matches("HTTP/1.1 200").count(), 2, "{}", got.text);
    assert_eq!(got.text.matches("\"Station\"").count(), 2, "{}", got.text);
}
