//! The portal for tests answers as the real one describes itself: every answer is judged by the
//! schemas of its `OpenAPI` description.

use serde_json::{Value, json};
use testkit::portal::{Mood, Portal, Stock};

/// The project's own form.
const SCHEMA: &str = include_str!("../../../data/wohngeld/form.xdf3.xml");

/// Status, kind and body of an answer.
async fn ask(portal: &Portal, path: &str) -> (u16, String, Vec<u8>) {
    let url = format!("{}{path}", portal.address());
    tokio::task::spawn_blocking(move || {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build();
        let mut answer = agent.new_agent().get(&url).call().expect("an answer");
        let kind =
            answer.headers().get("content-type").map(|value| value.to_str().map(str::to_owned));
        let kind = kind.and_then(Result::ok).unwrap_or_default();
        let body = answer.body_mut().with_config().limit(64 << 20).read_to_vec();
        (answer.status().as_u16(), kind, body.expect("a whole body"))
    })
    .await
    .expect("the question ends")
}

fn judge(openapi: &Value, path: &str, status: u16) -> jsonschema::Validator {
    let content = &openapi["paths"][path]["get"]["responses"][status.to_string()]["content"];
    let mut schema = content["application/json"]["schema"].clone();
    assert!(schema.is_object(), "{path} {status} is not described");
    schema["components"] = openapi["components"].clone();
    jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema")
}

/// Official schemas where they are at hand, else the project's own form.
fn stock() -> Stock {
    let mut stock = Stock {
        schemas: vec![
            SCHEMA.to_owned(),
            SCHEMA.replacen("<xdf:version>1.0.0<", "<xdf:version>1.2.0<", 1),
        ],
        services: vec![("99107023017000".into(), "Wohngeld als Mietzuschuss Bewilligung".into())],
        ..Stock::default()
    };
    let texts = |part: &str| -> Vec<String> {
        let Some(folder) = testkit::shared_data(part) else { return Vec::new() };
        let files = std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("a file").path());
        files
            .filter(|path| path.extension().is_some_and(|e| e == "xml"))
            .filter(|path| path.metadata().is_ok_and(|data| data.len() < 500_000))
            .map(|path| std::fs::read_to_string(path).expect("text"))
            .collect()
    };
    stock.schemas.extend(texts("fim/xdf3"));
    stock.lists = texts("fim/codelists");
    stock
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_as_the_portal_describes_them() {
    let Some(path) = testkit::shared_data("fim/fim-portal-api/openapi-0.24.0.json") else { return };
    let openapi: Value =
        serde_json::from_slice(&std::fs::read(path).expect("the description")).expect("JSON");
    let portal = Portal::start(stock()).await;
    let (search, versions, one) =
        ("/api/v1/schemas", "/api/v1/schemas/{fim_id}", "/api/v1/schemas/{fim_id}/{fim_version}");
    let xdf = "/api/v1/schemas/{fim_id}/{fim_version}/xdf";
    let texts = "/api/v0/leistung-stammtexte";
    for (asked, path, status) in [
        ("/api/v1/schemas", search, 200),
        ("/api/v1/schemas?fts_query=antrag&is_latest=true&limit=3&offset=2", search, 200),
        ("/api/v1/schemas?fts_query=xyzzy", search, 200),
        ("/api/v1/schemas?limit=201", search, 422),
        ("/api/v1/schemas?offset=-1", search, 422),
        ("/api/v1/schemas/S99000000001", versions, 200),
        ("/api/v1/schemas/S12345678901", versions, 200),
        ("/api/v1/schemas/S99000000001/1.2.0", one, 200),
        ("/api/v1/schemas/S99000000001/latest", one, 200),
        ("/api/v1/schemas/S07000000200/1.2.0", one, 200),
        ("/api/v1/schemas/S99000000001/9.9.9/xdf", xdf, 404),
        ("/api/v0/leistung-stammtexte?leistungsschluessel=99107023017000&limit=1", texts, 200),
        ("/api/v0/leistung-stammtexte?leistungsschluessel=1", texts, 200),
    ] {
        let (got, kind, body) = ask(&portal, asked).await;
        if got == 404 && asked.contains("S07000000200") {
            continue; // said aloud: the official schemas are absent
        }
        assert_eq!((got, kind.as_str()), (status, "application/json"), "{asked}");
        let value: Value = serde_json::from_slice(&body).expect("JSON");
        let judge = judge(&openapi, path, status);
        let errors: Vec<String> =
            judge.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{asked}\n{}\n{value:#}", errors.join("\n"));
        // The judge can say no.
        assert!(!judge.is_valid(&json!("nothing")), "{asked}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn search_versions_and_files_belong_together() {
    let portal = Portal::start(stock()).await;
    let json = |body: Vec<u8>| serde_json::from_slice::<Value>(&body).expect("JSON");
    let found = json(ask(&portal, "/api/v1/schemas?fts_query=Wohngeld%20platzhalter").await.2);
    assert_eq!(found["total_count"], 2);
    let found = json(ask(&portal, "/api/v1/schemas?fts_query=platzhalter&is_latest=true").await.2);
    assert_eq!(found["total_count"], 1);
    assert_eq!(found["items"][0]["fim_version"], "1.2.0");
    let versions = json(ask(&portal, "/api/v1/schemas/S99000000001").await.2);
    assert_eq!(versions[0]["fim_version"], "1.0.0");
    assert_eq!(versions[1]["is_latest"], true);
    let (status, kind, xml) = ask(&portal, "/api/v1/schemas/S99000000001/1.0.0/xdf").await;
    assert_eq!((status, kind.as_str()), (200, "application/xml"));
    assert_eq!(xml, SCHEMA.as_bytes());
    portal.set_mood(Mood::LimitingOnce);
    assert_eq!(ask(&portal, "/api/v1/schemas").await.0, 429);
    assert_eq!(ask(&portal, "/api/v1/schemas").await.0, 200);
    assert_eq!(portal.asked().len(), 6);
}
