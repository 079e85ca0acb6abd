//! Stories of whole texts.

mod editions;

use crate::{BLOCKS_MAX, Block, BlockId, Document, Kind, Wrong};

fn id(text: &str) -> BlockId {
    BlockId::parse(text).unwrap()
}

#[test]
fn every_kind_is_read_and_written() {
    let names: Vec<&str> = Kind::NAMES.to_vec();
    assert_eq!(names.len(), 25);
    let blocks: Vec<Block> = names
        .iter()
        .enumerate()
        .map(|(at, name)| Block::new(id(&format!("b-{at}")), Kind::empty(name).unwrap()))
        .collect();
    let document = Document::new(blocks).unwrap();
    let json = document.to_json();
    assert!(
        json.starts_with(r#"{"version":1,"blocks":[{"id":"b-0","type":"text","data":{"#),
        "{json}"
    );
    assert_eq!(Document::read(&json).unwrap(), document);
    for (block, name) in document.blocks().iter().zip(names) {
        assert_eq!(block.kind.name(), name);
    }
}

#[test]
fn errors_name_block_and_field() {
    let cases = [
        (r#"{"id":"a","type":"image","data":{"media":"m","size":1}}"#, "a", "size"),
        (
            r#"{"id":"a","type":"text","data":{"content":[{"link":{"to":"data:x","content":[]}}]}}"#,
            "a",
            "content[0].link.to",
        ),
        (r#"{"id":"a","type":"html","data":{}}"#, "a", "type"),
        (r#"{"id":"a","type":"text","data":{},"raw":"<b>"}"#, "a", "raw"),
        (
            r#"{"id":"a","type":"columns","data":{"left":[{"id":"b","type":"heading","data":{"rank":9}}]}}"#,
            "b",
            "rank",
        ),
        (r#"{"id":"a","type":"columns","data":{"left":[{"id":"a","type":"divider"}]}}"#, "a", "id"),
        (r#"{"id":"a","type":"table","data":{"rows":[[[]],[[],[]]]}}"#, "a", "rows[1]"),
        (
            r#"{"id":"a","type":"call_out","data":{"blocks":[{"id":"b","type":"map"}]}}"#,
            "b",
            "type",
        ),
    ];
    for (block, at, field) in cases {
        let json = format!(r#"{{"version":1,"blocks":[{block}]}}"#);
        let error = Document::read(&json).unwrap_err();
        assert_eq!(error.block, Some(id(at)), "{block}: {error}");
        assert_eq!(error.field, field, "{block}: {error}");
        assert!(!error.said().de.is_empty());
    }
}

#[test]
fn ten_thousand_blocks_are_refused_clearly() {
    let block = |at: usize| format!(r#"{{"id":"b-{at}","type":"divider"}}"#);
    let blocks: Vec<String> = (0..10_000).map(block).collect();
    let json = format!(r#"{{"version":1,"blocks":[{}]}}"#, blocks.join(","));
    let error = Document::read(&json).unwrap_err();
    assert_eq!(error.wrong, Wrong::TooMany { count: 10_000, max: BLOCKS_MAX });
    assert!(error.said().de.contains("10000 Einträge. Erlaubt sind 1000"), "{}", error.said().de);
}

#[test]
fn other_versions_and_other_things_are_refused() {
    for (json, wrong) in [
        (r#"{"version":2,"blocks":[]}"#, Some(Wrong::Version(2))),
        (r#"{"blocks":[]}"#, None),
        (r#"{"version":1,"blocks":[],"html":"x"}"#, None),
        ("[]", None),
        ("<p>", None),
    ] {
        let error = Document::read(json).unwrap_err();
        assert!(wrong.is_none_or(|w| w == error.wrong), "{json}: {error}");
    }
    let deep = "[".repeat(100_000);
    assert!(Document::read(&deep).is_err());
}

#[test]
fn blocks_in_blocks_end_somewhere() {
    let text = r#"{"id":"t","type":"text"}"#;
    let callout = format!(r#"{{"id":"c","type":"call_out","data":{{"blocks":[{text}]}}}}"#);
    let steps = format!(
        r#"{{"id":"s","type":"steps","data":{{"steps":[{{"title":"x","blocks":[{callout}]}}]}}}}"#
    );
    let columns = format!(r#"{{"id":"k","type":"columns","data":{{"left":[{steps}]}}}}"#);
    assert!(Document::read(&format!(r#"{{"version":1,"blocks":[{columns}]}}"#)).is_ok());
    let again = format!(r#"{{"id":"k2","type":"columns","data":{{"left":[{columns}]}}}}"#);
    let error = Document::read(&format!(r#"{{"version":1,"blocks":[{again}]}}"#)).unwrap_err();
    assert!(matches!(error.wrong, Wrong::TooDeep { .. } | Wrong::Misplaced(_)), "{error}");
}
