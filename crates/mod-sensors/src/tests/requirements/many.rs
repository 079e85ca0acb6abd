//! Classes `batch-request`, `multi-datastream`, `data-array`, and results in other forms.

use crate::tests::{STATION, Server};

/// req/data-array/data-array
#[tokio::test(flavor = "multi_thread")]
async fn data_array() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        let body = r#"[{"Datastream":{"@iot.id":1},"components":["phenomenonTime","result","FeatureOfInterest/id"],
            "dataArray@iot.count":3,"dataArray":[["2026-05-02T00:00:00Z",1,1],["gestern",2,1],["2026-05-02T02:00:00Z",3,1]]},
            {"Datastream":{"@iot.id":99},"components":["phenomenonTime","result"],"dataArray":[["2026-05-02T00:00:00Z",1]]}]"#;
        let got = server.write("POST", "/CreateObservations", body).await.is(201);
        assert_eq!(got.at("/0"), "\"http://town.test/sensorthings/v1.1/Observations(2)\"");
        assert!(
            got.at("/1").starts_with("\"error") && got.at("/1").contains("/0/dataArray/1/0"),
            "{}",
            got.text
        );
        assert_eq!(got.at("/2"), "\"http://town.test/sensorthings/v1.1/Observations(3)\"");
        assert!(got.at("/3").starts_with("\"error"), "{}", got.text);
        assert_eq!(
            server.get("/Datastreams(1)/Observations?$count=true&$top=0").await.at("/@iot.count"),
            "3"
        );
        let table = server
            .get("/Observations?$resultFormat=dataArray&$select=result&$count=true")
            .await
            .is(200);
        assert_eq!(table.at("/value/0/dataArray"), "[[20.5],[1],[3]]");
        assert_eq!(
            table.at("/value/0/Datastream@iot.navigationLink"),
            "\"http://town.test/sensorthings/v1.1/Datastreams(1)\""
        );
        let csv = server.get("/Observations?$resultFormat=CSV&$select=result,phenomenonTime&$expand=Datastream($select=name)").await.is(200);
        assert!(
            csv.text.starts_with(
                "result,phenomenonTime,Datastream/name\r\n20.5,2026-05-01T10:00:00Z,Temperatur\r\n"
            ),
            "{}",
            csv.text
        );
        let map = server.get("/Locations?$resultFormat=GeoJSON").await.is(200);
        assert_eq!(map.at("/features/0/geometry/coordinates"), "[6.5,51.5]");
    }
}

/// req/multi-datastream/properties, relations, constraints
#[tokio::test(flavor = "multi_thread")]
async fn multi_datastream() {
    for server in Server::all().await {
        server.post("/Things", STATION).await;
        server
            .post("/ObservedProperties", r#"{"name":"b","definition":"x","description":""}"#)
            .await;
        let body = |units: &str| {
            format!(
                r#"{{"name":"m","description":"","multiObservationDataTypes":["a","b"],"unitOfMeasurements":[{units}],
            "Thing":{{"@iot.id":1}},"Sensor":{{"@iot.id":1}},"ObservedProperties":[{{"@iot.id":2}},{{"@iot.id":1}}]}}"#
            )
        };
        let unit = r#"{"name":"m","symbol":"m","definition":null}"#;
        server.write("POST", "/MultiDatastreams", &body(unit)).await.is(400);
        let made = server.post("/MultiDatastreams", &body(&format!("{unit},{unit}"))).await;
        let path = made.path();
        assert_eq!(server.get(&format!("{path}/ObservedProperties")).await.ids(), [2, 1]);
        assert_eq!(server.get("/ObservedProperties(1)/MultiDatastreams").await.ids(), [made.id()]);
        assert_eq!(server.get("/Things(1)/Datastreams").await.ids(), [1]);
        server.get(&format!("/Datastreams({})", made.id())).await.is(404);
        server.write("POST", &format!("{path}/Observations"), r#"{"result":[1]}"#).await.is(400);
        server.write("POST", &format!("{path}/Observations"), r#"{"result":1}"#).await.is(400);
        let value = server.post(&format!("{path}/Observations"), r#"{"result":[1,"x"]}"#).await;
        assert_eq!(server.get(&value.path()).await.at("/result"), "[1,\"x\"]");
        server.get(&format!("{}/MultiDatastream", value.path())).await.is(200);
        server.get(&format!("{}/Datastream", value.path())).await.is(404);
        server.write("PATCH", &path, r#"{"multiObservationDataTypes":["a"]}"#).await.is(400);
    }
}

/// req/batch-request/batch-request
#[tokio::test(flavor = "multi_thread")]
async fn batch_request() {
    for server in Server::all().await {
        let batch = r#"{"requests":[
            {"id":"s","atomicityGroup":"g","method":"post","url":"Sensors","body":{"name":"s","description":"","encodingType":"x","metadata":"m"}},
            {"id":"t","atomicityGroup":"g","method":"POST","url":"Things","body":{"name":"t","description":""}},
            {"id":"d","atomicityGroup":"g","method":"POST","url":"Things($t)/Datastreams","body":{"name":"d","description":"","observationType":"x",
                "unitOfMeasurement":{"name":null,"symbol":null,"definition":null},"Sensor":{"@iot.id":"$s"},
                "ObservedProperty":{"name":"p","definition":"x","description":""}}},
            {"id":"r","method":"get","url":"$t/Datastreams?$select=name"},
            {"id":"x","method":"delete","url":"Things(77)"}]}"#;
        let got = server.write("POST", "/$batch", batch).await.is(200);
        assert_eq!(
            (got.at("/responses/2/status"), got.at("/responses/3/body/value/0/name")),
            ("201".into(), "\"d\"".into()),
            "{}",
            got.text
        );
        assert_eq!(got.at("/responses/4/status"), "404");
        let failing = r#"{"requests":[
            {"id":"a","atomicityGroup":"g","method":"post","url":"Things","body":{"name":"a","description":""}},
            {"id":"b","atomicityGroup":"g","method":"post","url":"Things","body":{"name":"b"}}]}"#;
        server.write("POST", "/$batch", failing).await.is(200);
        assert_eq!(server.get("/Things").await.ids().len(), 1);
        let bearer = format!("Bearer {}", server.key);
        let mixed =
            [("authorization", bearer.as_str()), ("content-type", "multipart/mixed;boundary=b")];
        let body = "--b\r\nContent-Type: application/http\r\n\r\nGET Things?$select=name HTTP/1.1\r\nHost: x\r\n\r\n\r\n\
            --b\r\nContent-Type: multipart/mixed;boundary=c\r\n\r\n--c\r\nContent-Type: application/http\r\nContent-ID: 1\r\n\r\n\
            POST Things HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{\"name\":\"m\",\"description\":\"\"}\r\n--c--\r\n--b--";
        let got = server.send("POST", "/$batch", &mixed, body).await.is(200);
        assert!(
            got.text.contains("HTTP/1.1 200") && got.text.contains("HTTP/1.1 201"),
            "{}",
            got.text
        );
        assert_eq!(server.get("/Things").await.ids().len(), 2);
    }
}
