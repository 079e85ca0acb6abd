//! Batches as multipart and as JSON.

use norm_sensorthings::batch::{
    BatchAnswer, BatchPart, BatchResponse, Method, boundary_of, parse_json_batch, parse_multipart,
    resolve_body, resolve_url, write_json_batch, write_multipart,
};
use norm_sensorthings::limits::BATCH_REQUESTS_MAX;
use norm_sensorthings::model::Id;

use crate::town::json;

const BATCH: &str = "--b\nContent-Type: application/http\n\nGET /v1.1/Things(1)?$select=name HTTP/1.1\nHost: localhost\n\n\n\
--b\nContent-Type: multipart/mixed;boundary=c\n\n\
--c\nContent-Type: application/http\nContent-ID: sensor1\n\nPOST /v1.1/Sensors HTTP/1.1\nContent-Type: application/json\n\n{\"name\":\n\"a\"}\n\
--c\nContent-Type: application/http\nContent-ID: <2>\n\nPATCH /v1.1/Things(1) HTTP/1.1\ncontent-type: application/json-patch+json\n\n[]\n--c--\n\
--b\nContent-Type: application/http\n\nDELETE Things(3)\n\n--b--";

#[test]
fn a_multipart_batch_is_read_with_either_line_end() {
    for text in [BATCH.to_owned(), BATCH.replace('\n', "\r\n")] {
        let parts = parse_multipart(text.as_bytes(), "b").unwrap();
        let [BatchPart::Single(get), BatchPart::Group(None, group), BatchPart::Single(delete)] =
            parts.as_slice()
        else {
            panic!("{parts:?}");
        };
        assert_eq!((get.method, get.url.as_str()), (Method::Get, "/v1.1/Things(1)?$select=name"));
        assert_eq!(get.header("host"), Some("localhost"));
        assert_eq!(group[0].id.as_deref(), Some("sensor1"));
        let body = String::from_utf8(group[0].body.clone()).unwrap();
        assert_eq!(json(&body), json(r#"{"name":"a"}"#));
        // The line end in front of the boundary is no part of the body.
        assert!(body.ends_with("\"a\"}"), "{body:?}");
        assert_eq!(group[1].id.as_deref(), Some("2"));
        assert_eq!(group[1].header("content-type"), Some("application/json-patch+json"));
        assert_eq!((delete.method, delete.url.as_str()), (Method::Delete, "Things(3)"));
        assert!(delete.body.is_empty());
    }
    assert_eq!(boundary_of("multipart/mixed; boundary=\"a b\""), Some("a b"));
    assert_eq!(boundary_of("Multipart/Mixed;charset=utf-8;Boundary=x"), Some("x"));
    assert_eq!(boundary_of("application/json"), None);
}

#[test]
fn broken_batches_are_told_where() {
    for (text, message) in [
        ("", "does not occur"),
        ("--b\n", "closing boundary is missing"),
        ("--b\nContent-Type: text/plain\n\nx\n--b--", "expected application/http"),
        ("--b\nContent-Type: application/http\n\n--b--", "request line is missing"),
        ("--b\nContent-Type: application/http\n\nFLY /x\n\n--b--", "expected GET"),
        ("--b\nContent-Type: application/http\n\nGET\n\n--b--", "address is missing"),
        ("--b\nnonsense\n\nGET /x\n\n--b--", "expected a header line"),
        (
            "--b\nContent-Type: multipart/mixed;boundary=c\n\n--c\n\nGET /x\n\n--c--\n--b--",
            "only writing",
        ),
    ] {
        let error = parse_multipart(text.as_bytes(), "b").unwrap_err();
        assert!(error.message.contains(message), "{text}: {error}");
        assert!(error.place.starts_with("byte "));
    }
    let many = "--b\n\nGET /x\n\n".repeat(BATCH_REQUESTS_MAX + 1) + "--b--";
    assert!(parse_multipart(many.as_bytes(), "b").unwrap_err().message.contains("more than"));
}

#[test]
fn references_become_ids() {
    let made = [("sensor1".to_owned(), Id::Number(5)), ("t1".to_owned(), Id::Number(7))];
    let address = |name: &str| (name == "sensor1").then(|| "Sensors(5)".to_owned());
    for (url, wanted) in [
        ("$sensor1/Datastreams?$top=1", "Sensors(5)/Datastreams?$top=1"),
        ("/$sensor1", "Sensors(5)"),
        ("Things($t1)/Datastreams", "Things(7)/Datastreams"),
        ("/v1.1/Things($t1)", "/v1.1/Things(7)"),
        ("Things($other)", "Things($other)"),
        ("Things?$filter=id eq ($t1)", "Things?$filter=id eq ($t1)"),
        ("Things($t1", "Things($t1"),
    ] {
        assert_eq!(resolve_url(url, &made, address), wanted);
    }
    let body = json(
        r#"{"Sensor":{"@iot.id":"$sensor1"},"Thing":{"id":"$t1"},"name":"$t1","x":[{"@iot.id":"$no"}]}"#,
    );
    let wanted =
        r#"{"Sensor":{"@iot.id":5},"Thing":{"id":7},"name":"$t1","x":[{"@iot.id":"$no"}]}"#;
    assert_eq!(resolve_body(body, &made).to_string(), wanted);
}

fn response(id: &str, status: u16, body: &str) -> BatchResponse {
    BatchResponse {
        id: Some(id.to_owned()),
        status,
        location: (status == 201).then(|| "https://x/Things(1)".to_owned()),
        content_type: (!body.is_empty()).then(|| "application/json".to_owned()),
        body: body.as_bytes().to_vec(),
    }
}

#[test]
fn answers_are_written_in_order() {
    let answers = [
        BatchAnswer::Single(response("a", 200, r#"{"x":1.0}"#)),
        BatchAnswer::Group(vec![response("b", 201, ""), response("c", 200, "")]),
    ];
    let text = String::from_utf8(write_multipart(&answers, "z")).unwrap();
    assert!(text.starts_with(
        "--z\r\nContent-Type: application/http\r\nContent-ID: a\r\n\r\nHTTP/1.1 200 OK\r\n"
    ));
    assert!(text.contains("Content-Type: multipart/mixed;boundary=z-group1\r\n\r\n--z-group1\r\n"));
    assert!(text.contains("HTTP/1.1 201 Created\r\nLocation: https://x/Things(1)\r\n"));
    assert!(text.ends_with("--z-group1--\r\n--z--\r\n"));
    assert_eq!(
        write_json_batch(&answers).to_string(),
        r#"{"responses":[{"id":"a","status":200,"headers":{"content-type":"application/json"},"body":{"x":1.0}},{"id":"b","status":201,"location":"https://x/Things(1)","headers":{"location":"https://x/Things(1)"}},{"id":"c","status":200}]}"#
    );
}

#[test]
fn a_json_batch_is_read() {
    let body = json(
        r#"{"requests":[
            {"id":"0","method":"get","url":"Things(1)"},
            {"id":"1","atomicityGroup":"g","method":"POST","url":"Things","body":{"name":"a"}},
            {"id":"2","atomicityGroup":"g","method":"patch","url":"$1","headers":{"Content-Type":"application/json-patch+json"},"body":[]},
            {"id":"3","method":"delete","url":"Things(2)","dependsOn":["g"]}]}"#,
    );
    let parts = parse_json_batch(&body).unwrap();
    assert_eq!(parts.len(), 3);
    let BatchPart::Group(Some(name), group) = &parts[1] else { panic!("{parts:?}") };
    assert_eq!((name.as_str(), group.len()), ("g", 2));
    assert_eq!(group[0].body, br#"{"name":"a"}"#);
    assert_eq!(group[1].header("content-type"), Some("application/json-patch+json"));
    for (text, place) in [
        ("[]", "/requests"),
        (r#"{"requests":[{"url":"x"}]}"#, "/requests/0/method"),
        (r#"{"requests":[{"method":"get"}]}"#, "/requests/0/url"),
        (
            r#"{"requests":[{"id":"1","method":"get","url":"x"},{"id":"1","method":"get","url":"x"}]}"#,
            "/requests/1/id",
        ),
        (r#"{"requests":[{"method":"get","url":"x","dependsOn":["9"]}]}"#, "/requests/0/dependsOn"),
        (r#"{"requests":[{"method":"get","url":"x","atomicityGroup":"g"}]}"#, "/requests/0"),
        (
            r#"{"requests":[{"method":"put","url":"x","atomicityGroup":"g"},{"method":"get","url":"x"},{"method":"put","url":"x","atomicityGroup":"g"}]}"#,
            "/requests/2/atomicityGroup",
        ),
    ] {
        assert_eq!(parse_json_batch(&json(text)).unwrap_err().place, place, "{text}");
    }
}
