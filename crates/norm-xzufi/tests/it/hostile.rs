//! Files that want to do harm, and files cut off.

use norm_xzufi::*;

use crate::samples;

const NS: &str = "http://xoev.de/schemata/xzufi/2_2_0";

fn kind(bytes: &[u8]) -> ReadErrorKind {
    read(bytes).expect_err("must be refused").kind
}

#[test]
fn entities_and_document_types_are_refused() {
    let bomb = format!(
        "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><x xmlns=\"{NS}\">&b;</x>"
    );
    assert_eq!(kind(bomb.as_bytes()), ReadErrorKind::Doctype);
    let outside = format!("<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x xmlns=\"{NS}\"/>");
    assert_eq!(kind(outside.as_bytes()), ReadErrorKind::Doctype);
    let entity = format!("<x xmlns=\"{NS}\">&fremd;</x>");
    assert_eq!(kind(entity.as_bytes()), ReadErrorKind::Entity("fremd".into()));
}

#[test]
fn other_namespaces_are_refused() {
    for ns in ["", "urn:xoev-de:fim:standard:xdatenfelder_3.0.0", "http://xoev.de/schemata/xzufi"] {
        let file = format!("<leistung xmlns=\"{ns}\"><id>1</id></leistung>");
        assert_eq!(kind(file.as_bytes()), ReadErrorKind::Namespace(ns.into()), "{ns}");
    }
    let old = "<leistung xmlns=\"http://xoev.de/schemata/xzufi/2_1_0\"><id>1</id></leistung>";
    let read = read(old.as_bytes()).unwrap();
    assert_eq!(read.findings.list[0].code, "namespace");
}

#[test]
fn depth_and_counts_are_bounded() {
    let deep = format!("<x xmlns=\"{NS}\">{}", "<y>".repeat(1_000_000));
    assert_eq!(kind(deep.as_bytes()), ReadErrorKind::TooDeep(64));
    let limits = Limits { max_elements: 5_000, max_bytes: 1 << 20, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    let many = format!("<x xmlns=\"{NS}\">{}</x>", "<y/>".repeat(5_000));
    let error = read_with(many.as_bytes(), &options).unwrap_err();
    assert_eq!(error.kind, ReadErrorKind::TooMany(5_000));
    let large = vec![b' '; (1 << 20) + 1];
    let error = read_with(&large, &options).unwrap_err();
    assert!(matches!(error.kind, ReadErrorKind::TooLarge { .. }));
    // Findings are bounded, too, and what is left out is counted.
    let odd = format!("<x xmlns=\"{NS}\">{}</x>", "<y/>".repeat(3_000));
    let found = read(odd.as_bytes()).unwrap().findings;
    assert_eq!((found.list.len(), found.omitted), (FINDINGS_MAX, 2_000));
    let attributes: Vec<String> = (0..100).map(|n| format!("a{n}=\"1\"")).collect();
    let wide = format!("<x xmlns=\"{NS}\" {}/>", attributes.join(" "));
    assert!(matches!(kind(wide.as_bytes()), ReadErrorKind::Malformed(_)));
}

#[test]
fn a_file_cut_off_anywhere_is_refused_with_its_place() {
    let xml = write(&samples::message(Version::V2_2)).xml;
    let bytes = xml.as_bytes();
    let end = xml.trim_end().len();
    for cut in 0..end {
        let part = &bytes[..cut];
        let error = read(part).expect_err("cut off");
        assert!(error.line >= 1 && error.column >= 1, "{error}");
    }
    assert!(read(&bytes[..end]).is_ok());
    let error = read(&bytes[..end - 4]).unwrap_err();
    let lines = u32::try_from(xml.lines().count()).unwrap();
    assert_eq!(error.line, lines, "{error}");
}

#[test]
fn places_count_characters_not_bytes() {
    let file = format!("<x xmlns=\"{NS}\">\n<a>äöü</b></x>");
    let error = read(file.as_bytes()).unwrap_err();
    assert_eq!(error.line, 2, "{error}");
    let mut file = format!("<x xmlns=\"{NS}\">\näö").into_bytes();
    file.push(0xff);
    let error = read(&file).unwrap_err();
    assert_eq!((error.kind, error.line, error.column), (ReadErrorKind::NotUtf8, 2, 3));
}

/// What was read can be written, is read again, and then gives the same bytes.
fn survives(bytes: &[u8]) {
    let Ok(found) = read(bytes) else { return };
    let written = write(&found.message).xml;
    let again = read(written.as_bytes()).unwrap_or_else(|e| panic!("{e}\n{written}"));
    assert_eq!(write(&again.message).xml, written, "writing is not stable");
}

#[test]
fn every_single_byte_changed_is_survived() {
    for version in [Version::V2_2, Version::V2_3] {
        let mut small = samples::message(version);
        small.actions.truncate(1);
        let bytes = write(&small).xml.into_bytes();
        for at in (0..bytes.len()).step_by(11) {
            for new in [b'<', b'>', b'"', b'&', b' ', b'x', 0xff, b'/'] {
                let mut bent = bytes.clone();
                bent[at] = new;
                survives(&bent);
            }
        }
    }
}

#[test]
fn every_line_left_out_or_repeated_is_survived() {
    for version in [Version::V2_2, Version::V2_3] {
        let xml = write(&samples::message(version)).xml;
        let lines: Vec<&str> = xml.lines().collect();
        for at in 2..lines.len() - 1 {
            let mut less = lines.clone();
            less.remove(at);
            survives(less.join("\n").as_bytes());
            let mut more = lines.clone();
            more.insert(at, lines[at]);
            survives(more.join("\n").as_bytes());
        }
    }
}

#[test]
fn json_with_anything_in_it_is_survived() {
    let value = write_json(&samples::service());
    let fields: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
    let strange = ["null", "[]", "{}", "\"x\"", "7", "true", "[null,[1],{\"a\":[{}]}]", "-0.5e3"];
    for field in &fields {
        for new in strange {
            let mut bent = value.clone();
            bent[field] = serde_json::from_str(new).unwrap();
            let found = read_json(bent.to_string().as_bytes()).unwrap();
            let written = write_json(&found.service);
            let again = read_json(written.to_string().as_bytes()).unwrap();
            assert_eq!(write_json(&again.service), written, "{field} = {new}");
        }
    }
    let deep = "[".repeat(100_000);
    assert!(read_json(deep.as_bytes()).is_err());
}
