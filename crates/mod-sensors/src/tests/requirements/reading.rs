//! Classes `datamodel`, `resource-path`, `request-data`.

use norm_sensorthings::Json;
use norm_sensorthings::model::EntityType;

use crate::tests::{STATION, Server};

/// req/resource-path/resource-path-to-entities
#[tokio::test(flavor = "multi_thread")]
async fn resource_path_to_entities() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        let page = server.get("").await.is(200);
        assert_eq!(
            page.at("/value/0"),
            r#"{"name":"Things","url":"http://town.test/sensorthings/v1.1/Things"}"#
        );
        assert_eq!(page.json().get("value").and_then(Json::as_array).map(<[_]>::len), Some(9));
        for kind in EntityType::ALL.into_iter().filter(|k| *k != EntityType::MultiDatastream) {
            let set = kind.set();
            assert_eq!(server.get(&format!("/{set}")).await.is(200).ids(), [1], "{set}");
            let one = server.get(&format!("/{set}(1)")).await.is(200);
            assert_eq!(
                one.at("/@iot.selfLink"),
                format!("\"http://town.test/sensorthings/v1.1/{set}(1)\"")
            );
            for relation in kind.relations().iter().filter(|r| !r.name.contains("Multi")) {
                server.get(&format!("/{set}(1)/{}", relation.name)).await.is(200);
                server.get(&format!("/{set}(1)/{}/$ref", relation.name)).await.is(200);
            }
            server.get(&format!("/{set}(9223372036854775807)")).await.is(404);
            server.get(&format!("/{set}('x')")).await.is(404);
        }
        let value = server.get("/Datastreams(1)/unitOfMeasurement/symbol/$value").await.is(200);
        assert_eq!((value.text.as_str(), value.kind.as_str()), ("°C", "text/plain;charset=UTF-8"));
        assert_eq!(server.get("/Things(1)/properties/b/c").await.is(200).text, r#"{"c":"x"}"#);
        assert_eq!(server.get("/Observations(1)/result").await.text, r#"{"result":20.5}"#);
        server.get("/Observations(1)/validTime").await.is(204);
        server.get("/Observations(1)/nothing").await.is(404);
        server.get("/Nothings").await.is(404);
        assert_eq!(
            server.get("/Things(1)/Datastreams(1)/Observations(1)").await.is(200).at("/result"),
            "20.5"
        );
        server.post("/Things", r#"{"name":"other","description":""}"#).await;
        server.get("/Things(2)/Datastreams(1)").await.is(404);
        let refs = server.get("/Things/$ref").await.is(200);
        assert_eq!(
            refs.at("/value/1"),
            r#"{"@iot.selfLink":"http://town.test/sensorthings/v1.1/Things(2)"}"#
        );
    }
}

/// req/datamodel/datastream/properties: intervals and area are kept and shrink again
#[tokio::test(flavor = "multi_thread")]
async fn datastreams_know_their_observations() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        let stream = || server.get("/Datastreams(1)");
        assert_eq!(
            stream().await.at("/phenomenonTime"),
            "\"2026-05-01T10:00:00Z/2026-05-01T10:00:00Z\""
        );
        assert_eq!(stream().await.at("/observedArea/type"), "\"Point\"");
        let late = r#"{"result":1,"phenomenonTime":"2026-05-02T10:00:00.25Z/2026-05-02T11:00:00.125Z",
            "FeatureOfInterest":{"name":"f","description":"","encodingType":"application/geo+json",
            "feature":{"type":"Point","coordinates":[7,52]}}}"#;
        let made = server.post("/Datastreams(1)/Observations", late).await;
        assert_eq!(
            stream().await.at("/phenomenonTime"),
            "\"2026-05-01T10:00:00Z/2026-05-02T11:00:00.125Z\""
        );
        assert_eq!(stream().await.at("/observedArea/type"), "\"Polygon\"");
        assert_eq!(
            stream().await.at("/resultTime"),
            "\"2026-05-01T10:00:01Z/2026-05-01T10:00:01Z\""
        );
        server.write("DELETE", &made.path(), "").await.is(200);
        assert_eq!(
            stream().await.at("/phenomenonTime"),
            "\"2026-05-01T10:00:00Z/2026-05-01T10:00:00Z\""
        );
        assert_eq!(stream().await.at("/observedArea/type"), "\"Point\"");
        server.write("DELETE", "/Observations(1)", "").await.is(200);
        assert_eq!(stream().await.at("/phenomenonTime"), "-");
        assert_eq!(stream().await.at("/observedArea"), "-");
        assert_eq!(server.get("/Observations?$count=true").await.at("/@iot.count"), "0");
    }
}

/// req/request-data/expand, select, count, top, skip, pagination
#[tokio::test(flavor = "multi_thread")]
async fn request_data() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        for n in 0..11 {
            let body = format!(r#"{{"result":{n},"phenomenonTime":"2026-05-02T{n:02}:00:00Z"}}"#);
            server.post("/Datastreams(1)/Observations", &body).await;
        }
        let all = server.get("/Observations?$count=true&$top=5&$skip=2").await.is(200);
        assert_eq!((all.ids().len(), all.at("/@iot.count")), (5, "12".to_owned()));
        let next = all.at("/@iot.nextLink");
        assert!(
            next.contains("$top=5") && next.contains("$skip=7") && next.contains("$count=true"),
            "{next}"
        );
        assert_eq!(server.get("/Observations?$top=0").await.at("/value"), "[]");
        assert_eq!(server.get("/Observations?$skip=11").await.at("/@iot.nextLink"), "-");
        let few = server.get("/Things?$select=name,id").await;
        assert_eq!(few.at("/value/0"), r#"{"@iot.id":1,"name":"Station"}"#);
        let deep = "/Things?$expand=Datastreams($expand=Observations($top=1;$orderby=phenomenonTime desc;$count=true),ObservedProperty),Locations";
        let got = server.get(deep).await.is(200);
        let at = |pointer: &str| got.at(&format!("/value/0/{pointer}"));
        assert_eq!(at("Datastreams/0/Observations/0/result"), "10");
        assert_eq!(at("Datastreams/0/Observations@iot.count"), "12");
        assert!(at("Datastreams/0/Observations@iot.nextLink").contains("$skip=1"), "{}", got.text);
        assert_eq!(at("Datastreams/0/ObservedProperty/name"), "\"Luft\"");
        assert_eq!(at("Locations/0/location/coordinates"), "[6.5,51.5]");
        let latest =
            server.get("/Datastreams(1)/Observations?$top=2&$orderby=phenomenonTime desc").await;
        assert_eq!(latest.at("/value/1/result"), "9");
        // The suite of the standard asks exactly this of 1 to 12.
        let text = "/Observations?$count=true&$top=1&$skip=2&$orderby=phenomenonTime asc&$filter=result gt '3'";
        assert_eq!(server.get(text).await.is(200).at("/@iot.count"), "6");
    }
}

/// req/request-data/status-code, query-status-code
#[tokio::test(flavor = "multi_thread")]
async fn status_codes() {
    let server = Server::one().await;
    for (path, status, said) in [
        ("/Things?$top=-1", 400, "$top"),
        ("/Things?$count=yes", 400, "$count"),
        ("/Things?$apply=x", 501, "$apply"),
        ("/Things?what=x", 200, ""),
        ("/Things?$top=1&$top=2", 400, "twice"),
        ("/Things?$filter=nam eq 'x'", 400, "Thing has no 'nam'"),
        ("/Things?$filter=name eq", 400, "at byte"),
        ("/Things?$expand=Nothing", 400, "$expand"),
        ("/Things?$select=nothing", 400, "$select"),
        ("/Things?$expand=Datastreams&$resultFormat=dataArray", 400, "dataArray"),
        ("/$batch", 405, ""),
    ] {
        let got = server.get(path).await;
        assert_eq!(got.status, status, "{path}: {}", got.text);
        assert!(got.text.contains(said), "{path}: {}", got.text);
        if status >= 400 {
            assert_eq!(got.at("/code"), status.to_string());
        }
    }
}

/// req/request-data/pagination: every page once, though values come in while somebody reads
#[tokio::test(flavor = "multi_thread")]
async fn pagination() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        for n in 0..20 {
            let body = format!(
                r#"{{"result":{n},"phenomenonTime":"2026-04-{:02}T00:00:00Z"}}"#,
                n % 9 + 1
            );
            server.post("/Datastreams(1)/Observations", &body).await;
        }
        for list in [
            "/Observations?$top=4",
            "/Datastreams(1)/Observations?$top=4&$filter=result ge 0&$select=id",
            "/Observations?$top=4&$filter=round(result) ge 0",
        ] {
            let mut path = list.to_owned();
            let mut seen = Vec::new();
            loop {
                let page = server.get(&path).await.is(200);
                seen.extend(page.ids());
                // In front of all that is still to be read in time, behind it by id.
                server
                    .post(
                        "/Datastreams(1)/Observations",
                        r#"{"result":-1,"phenomenonTime":"2026-03-01T00:00:00Z"}"#,
                    )
                    .await;
                let next = page.at("/@iot.nextLink");
                let Some((_, rest)) = next.trim_matches('"').split_once("/v1.1") else { break };
                assert!(rest.contains("$skiptoken="), "{rest}");
                path = rest.replace("%20", " ");
            }
            let all = seen.len();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), all, "{list}: none twice");
            assert!((1..=21).all(|id| seen.contains(&id)), "{list}: {seen:?}");
        }
    }
}

/// Maps in browsers of other sites read the service; long lists travel packed.
#[tokio::test(flavor = "multi_thread")]
async fn maps_of_others_can_read() {
    use axum::body::Body;
    use axum::http::Request;
    let server = Server::one().await;
    for _ in 0..5 {
        server.post("/Things", STATION).await;
    }
    let ask = async |method: &str, uri: &str| {
        let request = Request::builder()
            .method(method)
            .uri(uri)
            .header("host", "town.test")
            .header("origin", "https://geo.example")
            .header("accept", "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2")
            .header("accept-encoding", "gzip, deflate")
            .body(Body::empty());
        server.town.anybody().send(request.expect("a request")).await
    };
    let list = ask("GET", "/sensorthings/v1.0/Things").await;
    let header =
        |name: &str| list.headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    assert_eq!(header("access-control-allow-origin").as_deref(), Some("*"));
    assert_eq!(header("content-encoding").as_deref(), Some("gzip"));
    assert_eq!(header("cross-origin-resource-policy").as_deref(), Some("cross-origin"));
    assert!(list.body.starts_with(&[0x1f, 0x8b]) && list.body.len() < 1_400);
    let before = ask("OPTIONS", "/sensorthings/v1.1/Things").await;
    assert_eq!(before.status, 204);
    assert!(before.headers.contains_key("access-control-allow-methods"));
    let head = ask("HEAD", "/sensorthings/v1.1/Things").await;
    assert_eq!((head.status, head.body.len()), (200, 0));
}
