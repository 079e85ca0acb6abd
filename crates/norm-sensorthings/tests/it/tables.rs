//! Decoders as tables: the same vectors as the built-in ones, and what is refused with its line.

use norm_sensorthings::Json;
use norm_sensorthings::lorawan::{Table, read_vectors};
use proptest::prelude::*;

use crate::town::{data, json};

/// Devices of the vectors, written as tables.
const TABLES: [(&str, &str); 3] = [
    (
        "milesight-em310-udl",
        "order little\nport 85\nrecord 01 75\nbattery u8\nrecord 03 82\ndistance u16\nrecord 04 00\nposition u8 words normal tilt\n",
    ),
    (
        "milesight-em500-udl",
        "order little # low byte first\nrecord 01 75\nbattery u8\nrecord 03 82\ndistance u16\n",
    ),
    (
        "dragino-lht65",
        "port 2\nBatV u16 bits 0-13 / 1000\nBat_status u16 at 0 bits 14-15\nTempC_SHT s16 / 100\nHum_SHT u16 bits 0-11 / 10\next u8 bits 0-3\nTempC_DS s16 / 100 without 32767 if ext = 1\n",
    ),
];

#[test]
fn tables_decode_the_vectors_as_the_built_in_decoders_do() {
    let Some(folder) = data() else { return };
    let text = std::fs::read_to_string(folder.join("lorawan/decoder_vectors.json")).expect("there");
    let vectors = json(&text);
    let mut checked = 0;
    for vector in vectors.as_array().expect("a list") {
        let text = |name: &str| vector.get(name).map(ToString::to_string).unwrap_or_default();
        let key = text("decoder").trim_matches('"').to_owned();
        let Some((_, table)) = TABLES.iter().find(|(k, _)| *k == key) else { continue };
        if vector.pointer("/expect/error").is_some()
            || vector.pointer("/expect/Systimestamp").is_some()
        {
            continue;
        }
        let mut expect = vector.get("expect").and_then(Json::as_object).expect("an object").clone();
        if key == "dragino-lht65" {
            let ext = i32::from(expect.get("TempC_DS").is_some());
            expect.set("ext", i64::from(ext));
        }
        let line = format!("{} {} = {expect}", text("fPort"), text("hex").trim_matches('"'));
        let vectors = read_vectors(&line).expect("a line");
        let table = Table::parse(table).expect("a table");
        vectors[0].check(&table).unwrap_or_else(|e| panic!("{key}: {e}"));
        checked += 1;
    }
    assert!(checked >= 4, "only {checked} vectors were checked");
}

#[test]
fn what_is_wrong_with_a_table_is_told_with_its_line() {
    for (text, line, part) in [
        ("", 1, "names no value"),
        ("order middle", 1, "big or little"),
        ("port 2\nx", 2, "the type is missing"),
        ("x u9", 1, "u8 s8"),
        ("x u8 at 999", 1, "0 to 241"),
        ("x u8 bits 0-9", 1, "0-7"),
        ("x u8 / 0", 1, "divided by 0"),
        ("x u8 without y", 1, "whole numbers"),
        ("x u8 if y = 1", 1, "no such field"),
        ("a u8\nx u8 if a 1", 2, "as in: if kind"),
        ("record 1 75\nx u8", 1, "record 01 75"),
        ("record 01\nx u8 at 1", 2, "does not fit into a record"),
        ("9x u8", 1, "no name"),
        ("x u8 rubbish", 1, "not understood"),
        ("port 300\nx u8", 1, "1 to 255"),
    ] {
        let error = Table::parse(text).expect_err(text);
        assert_eq!(error.line, line, "{text}: {error}");
        assert!(error.message.contains(part), "{text}: {error}");
        assert!(!error.german.is_empty() && error.german != error.message, "{text}");
    }
    let long = "x u8\n".repeat(401);
    assert_eq!(Table::parse(&long).expect_err("too long").line, 401);
}

#[test]
fn examples_show_every_difference() {
    let table = Table::parse("level u16 * -1 + 350\nkind u8 optional\n").expect("a table");
    let check = |line: &str| read_vectors(line).map(|v| v[0].check(&table));
    assert_eq!(check("- 00C8 = {\"level\": 150}"), Ok(Ok(())));
    assert_eq!(check("7 00C805 = {\"level\": 150, \"kind\": 5}"), Ok(Ok(())));
    assert_eq!(check("7 00 = error"), Ok(Ok(())));
    let wrong = |line: &str| check(line).expect("it reads").expect_err(line).message;
    assert_eq!(wrong("- 00C8 = {\"level\": 151}"), "level is 150 instead of 151");
    assert!(wrong("- 00C805 = {\"level\": 150}").contains("gives also kind"));
    assert!(wrong("- 00C8 = error").contains("is not refused"));
    assert!(wrong("- 00 = {\"level\": 1}").contains("too short"));
    for line in ["", "00C8 = {}", "- 0G = {}", "x 00 = {}", "- 00 = [1]", "- 000 = error"] {
        assert!(line.is_empty() || check(line).is_err(), "{line}");
    }
}

proptest! {
    #[test]
    fn no_table_and_no_payload_makes_it_fall(text in "[ -~\n]{0,200}", payload in prop::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(table) = Table::parse(&text) {
            let _ = table.decode(&payload, Some(2));
        }
        let _ = read_vectors(&text);
    }

    #[test]
    fn sound_tables_never_fall_over_payloads(payload in prop::collection::vec(any::<u8>(), 0..300), port in 0_u8..=255) {
        for (_, table) in TABLES {
            let table = Table::parse(table).expect("a table");
            let _ = table.decode(&payload, Some(port));
        }
    }
}
