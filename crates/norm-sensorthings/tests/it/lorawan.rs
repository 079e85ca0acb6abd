//! Messages of networks, and payloads of devices.

use norm_sensorthings::Json;
use norm_sensorthings::lorawan::{
    Decoder, Downlink, Message, decoders, read_chirpstack, read_things_stack,
};

use crate::town::{data, json};

fn file(path: &str) -> Option<Json> {
    let text = std::fs::read_to_string(data()?.join(path)).expect("the file is there");
    Some(json(&text))
}

fn uplink(message: Message) -> norm_sensorthings::lorawan::Uplink {
    match message {
        Message::Uplink(uplink) => *uplink,
        other => panic!("{other:?}"),
    }
}

/// Whether what was decoded holds everything that was expected, numbers to a millionth.
fn agrees(found: &Json, expected: &Json) -> bool {
    match (found, expected) {
        (Json::Number(a), Json::Number(b)) => (a.as_f64() - b.as_f64()).abs() < 1e-6,
        (found, Json::Object(members)) => {
            members.iter().all(|(name, value)| found.get(name).is_some_and(|f| agrees(f, value)))
        }
        (a, b) => a == b,
    }
}

#[test]
fn all_vectors_decode() {
    let Some(vectors) = file("lorawan/decoder_vectors.json") else { return };
    let vectors = vectors.as_array().expect("a list").to_vec();
    assert!(vectors.len() >= 15);
    for vector in vectors {
        let key = vector.get("decoder").and_then(Json::as_text).expect("a decoder");
        let hex = vector.get("hex").and_then(Json::as_text).expect("a payload");
        let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
        let payload: Vec<u8> = (0..hex.len()).step_by(2).map(byte).collect();
        let port = vector
            .get("fPort")
            .and_then(Json::as_number)
            .and_then(norm_sensorthings::json::Number::as_i64);
        let port = port.map(|p| u8::try_from(p).expect("a port"));
        let model = Decoder::named(key).unwrap_or_else(|| panic!("no decoder {key}"));
        let expected = vector.get("expect").expect("an expectation");
        let outcome = model.decode(&payload, port);
        if expected.get("error").is_some() {
            assert!(outcome.is_err(), "{key} {hex}: {outcome:?}");
            continue;
        }
        let found = outcome.unwrap_or_else(|e| panic!("{key} {hex}: {e}"));
        let values = Json::from(found.values);
        assert!(agrees(&values, expected), "{key} {hex}: {values} instead of {expected}");
        assert_eq!(
            values.as_object().expect("an object").len(),
            expected.as_object().expect("an object").len(),
            "{key} {hex}: {values}"
        );
    }
}

#[test]
fn frames_that_lie_or_end_early_are_told() {
    let decode = |key: &str, payload: &[u8]| {
        Decoder::named(key).expect("in the list").decode(payload, Some(2))
    };
    // The distance sensor is not there; the battery still counts.
    let decoded = decode("dragino-ldds75", &[0x0e, 0x1c, 0, 0, 0]).unwrap();
    assert_eq!(decoded.values.to_string(), r#"{"battery_v":3.612,"interrupt":0}"#);
    assert_eq!(decoded.warnings.len(), 1);
    let decoded = decode("dragino-ldds75", &[0x0e, 0x1c, 0, 20, 0]).unwrap();
    assert!(decoded.values.get("distance_mm").is_none());
    let decoded =
        decode("dragino-lht65", &[0xcb, 0xf6, 0x0b, 0x0d, 3, 0x76, 1, 0x7f, 0xff, 0x7f, 0xff])
            .unwrap();
    assert!(decoded.values.get("TempC_DS").is_none() && decoded.warnings.len() == 1);
    // An unknown record ends the frame, what stood before it counts.
    let decoded = decode("milesight-em500-udl", &[1, 0x75, 92, 9, 9, 9]).unwrap();
    assert_eq!(decoded.values.to_string(), r#"{"battery":92}"#);
    assert_eq!(decoded.warnings, ["unknown channel 09 type 09 at byte 3"]);
    let decoded = decode("elsys-ers", &[1, 0, 226, 0x3d, 1]).unwrap();
    assert_eq!(decoded.values.to_string(), r#"{"temperature":22.6}"#);
    for decoder in decoders() {
        assert!(decoder.decode(&[], Some(2)).is_err(), "{}", decoder.key);
        assert!(decoder.decode(&[0; 300], Some(2)).is_err(), "{}", decoder.key);
    }
    assert!(Decoder::named("lht65").is_none());
}

#[test]
fn frames_of_the_things_stack_are_read() {
    let Some(body) = file("lorawan/tts/uplink_own_lht65.json") else { return };
    let frame = uplink(read_things_stack(&body).unwrap());
    assert_eq!(frame.device.dev_eui.as_deref(), Some("A84041000181C061"));
    assert_eq!(frame.device.application, "musterstadt-klima");
    assert_eq!((frame.frame, frame.port), (18, Some(2)));
    // The gateway's time, which is earlier than the network's and close to it.
    assert_eq!(frame.time.to_string(), "2026-03-02T06:20:11.17Z");
    assert_eq!(frame.received_at.to_string(), "2026-03-02T06:20:11.193882Z");
    assert_eq!(frame.key, "A84041000181C061/AY0000000000000000000A==/18");
    let reception = frame.reception.unwrap();
    assert_eq!((reception.rssi, reception.gateways), (-101.0, 2));
    assert_eq!(frame.spreading_factor, Some(8));
    // Our decoder and the network's agree.
    let own = Decoder::named("dragino-lht65").unwrap().decode(&frame.payload, frame.port).unwrap();
    assert!(agrees(&own.values.into(), &frame.decoded.unwrap()));
    let frame = uplink(read_things_stack(&file("lorawan/tts/uplink.json").unwrap()).unwrap());
    assert_eq!((frame.port, frame.frame, frame.payload), (None, 1, vec![0x82, 0x41, 0xde]));
    for (name, kind) in [
        ("join", "join_accept"),
        ("downlink_event", "downlink_ack"),
        ("downlink_failed_event", "downlink_failed"),
    ] {
        let body = file(&format!("lorawan/tts/{name}.json")).unwrap();
        match read_things_stack(&body).unwrap() {
            Message::Other(device, found) => {
                assert_eq!((device.name.as_str(), found.as_str()), ("dev1", kind));
            }
            other => panic!("{other:?}"),
        }
    }
    // The request of a downlink is no event.
    let error = read_things_stack(&file("lorawan/tts/downlink.json").unwrap()).unwrap_err();
    assert!(error.message.contains("expected uplink_message"), "{error}");
}

#[test]
fn frames_of_chirpstack_are_read() {
    let Some(body) = file("lorawan/chirpstack/up.json") else { return };
    let frame = uplink(read_chirpstack("up", &body).unwrap());
    assert_eq!(frame.device.dev_eui.as_deref(), Some("24E124713B000001"));
    assert_eq!((frame.frame, frame.port, frame.spreading_factor), (4711, Some(85), Some(9)));
    assert_eq!(frame.key, "0d5a4bb0-9c39-4a6a-8e9e-5a1d6f1c0001");
    assert_eq!(frame.time.to_string(), "2026-03-02T06:15:04.061Z");
    let own =
        Decoder::named("milesight-em500-udl").unwrap().decode(&frame.payload, frame.port).unwrap();
    assert!(agrees(&own.values.into(), &frame.decoded.unwrap()));
    // What is left out is zero or empty.
    let body = file("lorawan/chirpstack/up_minimal_protobuf_defaults_omitted.json").unwrap();
    let frame = uplink(read_chirpstack("up", &body).unwrap());
    assert_eq!((frame.frame, frame.port), (0, Some(85)));
    let body = file("lorawan/chirpstack/up_empty_payload.json").unwrap();
    let frame = uplink(read_chirpstack("up", &body).unwrap());
    assert_eq!((frame.payload.len(), frame.port), (0, None));
    match read_chirpstack("status", &file("lorawan/chirpstack/status.json").unwrap()).unwrap() {
        Message::Status(_, status) => assert_eq!(status.battery_percent, Some(91.34)),
        other => panic!("{other:?}"),
    }
    for kind in ["join", "ack", "txack", "log", "location"] {
        let body = file(&format!("lorawan/chirpstack/{kind}.json")).unwrap();
        assert!(
            matches!(read_chirpstack(kind, &body).unwrap(), Message::Other(_, found) if found == kind)
        );
    }
}

#[test]
fn commands_are_written_as_networks_take_them() {
    let command = Downlink { port: 15, payload: vec![0xbe, 0xef], is_confirmed: false };
    assert_eq!(
        command.for_things_stack().to_string(),
        r#"{"downlinks":[{"f_port":15,"frm_payload":"vu8=","priority":"NORMAL","confirmed":false}]}"#
    );
    assert_eq!(
        command.for_chirpstack("24E124713B000001").to_string(),
        r#"{"devEui":"24e124713b000001","confirmed":false,"fPort":15,"data":"vu8="}"#
    );
    // The example of the network's documentation has the same payload.
    if let Some(example) = file("lorawan/tts/downlink.json") {
        let pointer = "/downlinks/0/frm_payload";
        assert_eq!(command.for_things_stack().pointer(pointer), example.pointer(pointer));
    }
}

#[test]
fn broken_clocks_and_broken_messages_are_told_apart() {
    let message = |gateway: &str, more: &str| {
        json(&format!(
            r#"{{"end_device_ids":{{"device_id":"d","dev_addr":"01"}},"uplink_message":
                {{"received_at":"2026-03-02T06:20:00Z","rx_metadata":[{{"time":"{gateway}"}}]{more}}}}}"#
        ))
    };
    for (gateway, wanted) in [
        ("2026-03-02T06:19:59Z", "2026-03-02T06:19:59Z"),
        ("2026-03-02T06:00:00Z", "2026-03-02T06:20:00Z"),
        ("2026-03-02T06:20:01Z", "2026-03-02T06:20:00Z"),
        ("nonsense", "2026-03-02T06:20:00Z"),
    ] {
        let frame = uplink(read_things_stack(&message(gateway, "")).unwrap());
        assert_eq!(frame.time.to_string(), wanted);
        assert_eq!(frame.key, "d/01/0");
    }
    for (more, pointer) in [
        (r#","frm_payload":"?""#, "/uplink_message/frm_payload"),
        (r#","f_port":256"#, "/uplink_message/f_port"),
        (r#","f_cnt":-1"#, "/uplink_message/f_cnt"),
    ] {
        let error = read_things_stack(&message("", more)).unwrap_err();
        assert_eq!(error.pointer, pointer);
    }
    assert_eq!(read_chirpstack("up", &json("{}")).unwrap_err().pointer, "/deviceInfo/devEui");
    let eui = json(r#"{"deviceInfo":{"devEui":"xyz"}}"#);
    assert_eq!(read_chirpstack("up", &eui).unwrap_err().pointer, "/deviceInfo/devEui");
}
