//! JSON documents nobody should write: what is read of them, and that the quick verdict is that of
//! reading and checking.

use norm_fim::{Document, DocumentError, Form, FormOptions, INDEX_MAX, Naming, read};
use proptest::prelude::*;

fn base(id: &str) -> String {
    format!(
        "<identifikation><id>{id}</id></identifikation><name>{id}</name><freigabestatus><code>2\
         </code></freigabestatus><bezeichnungEingabe>{id}</bezeichnungEingabe>"
    )
}

fn place(count: &str, element: &str) -> String {
    format!("<struktur><anzahl>{count}</anzahl><enthaelt>{element}</enthaelt></struktur>")
}

fn field(id: &str, count: &str, kind: &str, limits: &str) -> String {
    let element = format!(
        "<datenfeld>{}<feldart><code>input</code></feldart><datentyp><code>{kind}</code></datentyp>\
         <praezisierung {limits}/></datenfeld>",
        base(id)
    );
    place(count, &element)
}

fn group(id: &str, count: &str, inner: &str) -> String {
    place(count, &format!("<datenfeldgruppe>{}{inner}</datenfeldgruppe>", base(id)))
}

/// A text that must be given, an optional group with a number, a list of groups, a list of texts.
fn form() -> Form {
    let inner = [
        field("F1", "1:1", "text", r#"maxLength="3" pattern="[a-z]*""#),
        group("G1", "0:1", &field("F2", "1:1", "num_int", r#"minValue="1" maxValue="9""#)),
        group("G2", "0:*", &field("F3", "0:1", "date", r#"minValue="2000-01-01""#)),
        field("F4", "0:2", "text", ""),
    ];
    let text = format!(
        "<xdatenfelder.stammdatenschema.0102 xmlns=\"urn:xoev-de:fim:standard:xdatenfelder_3.0.0\">\
         <stammdatenschema>{}{}</stammdatenschema></xdatenfelder.stammdatenschema.0102>",
        base("S1"),
        inner.concat()
    );
    Form::new(read(text.as_bytes()).unwrap().schema, FormOptions::default())
}

fn slowly(form: &Form, text: &str) -> Result<Document, DocumentError> {
    form.from_json(text.as_bytes(), Some(Naming::Local))
}

/// The verdict, the same both ways.
fn fits(form: &Form, text: &str) -> bool {
    let slow = slowly(form, text)
        .is_ok_and(|d| d.findings.is_empty() && form.check_structure(&d.answers).is_empty());
    assert_eq!(form.accepts_json(text.as_bytes(), Some(Naming::Local)), slow, "{text}");
    slow
}

#[test]
fn the_quick_verdict_is_that_of_reading_and_checking() {
    let form = form();
    for good in [
        r#"{"F1":"abc"}"#,
        r#"{"F1":"","G1":{"F2":9},"G2":[],"F4":[]}"#,
        r#"{"F4":["x","y"],"G2":[{},{"F3":"2000-01-01"}],"F1":"a"}"#,
        r#"{"F1":"\u0061"}"#,
    ] {
        assert!(fits(&form, good), "{good}");
    }
    for bad in [
        "",
        "[]",
        "null",
        "{}",
        r#"{"F1":"abcd"}"#,
        r#"{"F1":"A"}"#,
        r#"{"F1":1}"#,
        r#"{"F1":"a","F9":1}"#,
        r#"{"F1":"a","G1":{}}"#,
        r#"{"F1":"a","G1":{"F2":10}}"#,
        r#"{"F1":"a","G1":{"F2":1.5}}"#,
        r#"{"F1":"a","G1":[{"F2":1}]}"#,
        r#"{"F1":"a","G2":{"F3":"2000-01-01"}}"#,
        r#"{"F1":"a","G2":[{"F3":"1999-12-31"}]}"#,
        r#"{"F1":"a","G2":[null]}"#,
        r#"{"F1":"a","F4":["x","y","z"]}"#,
        r#"{"F1":"a"} x"#,
        r#"{"F1":"a","F4":["x"}"#,
    ] {
        assert!(!fits(&form, bad), "{bad}");
    }
}

#[test]
fn of_a_key_that_stands_twice_the_last_counts() {
    let form = form();
    assert!(fits(&form, r#"{"F1":1,"F1":"a"}"#));
    assert!(!fits(&form, r#"{"F1":"a","F1":1}"#));
    assert!(!fits(&form, r#"{"F1":"a","G1":{"F2":1},"G1":{}}"#));
    assert!(fits(&form, r#"{"F1":"a","F4":["x","y","z"],"F4":["u"]}"#));
    let document = slowly(&form, r#"{"F1":"a","F4":["x","y","z"],"F4":["u"]}"#).unwrap();
    assert_eq!(document.answers.iter().count(), 2);
    // It is no way around the grammar of JSON.
    assert!(matches!(slowly(&form, r#"{"F1":"a","F1":"b""#), Err(DocumentError::Json(_))));
}

#[test]
fn a_list_that_is_too_long_is_left_out_as_a_whole() {
    let form = form();
    let of = |count: u32| {
        let entries = vec!["{}"; usize::try_from(count).unwrap()].join(",");
        format!(r#"{{"F1":"a","G2":[{entries}]}}"#)
    };
    assert!(fits(&form, &of(INDEX_MAX)));
    assert!(!fits(&form, &of(INDEX_MAX + 1)));
    let wrong = of(INDEX_MAX + 1).replacen("{}", "5", 1);
    let document = slowly(&form, &wrong).unwrap();
    let codes: Vec<&str> = document.findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["too-many"]);
    assert_eq!(document.answers.counted(&"G2".parse().unwrap()), 0);
    assert_eq!(document.answers.iter().count(), 1);
}

proptest! {
    #[test]
    fn documents_of_any_shape_get_one_verdict(
        text in r#"\{("F1":"a?",?)?("(F1|G1|G2|F4)":("a"|1|null|\[("x",?){0,3}\]|\[(\{\},?){0,2}\]|\{("F2":[0-9],?){0,2}\}),?){0,3}\}"#
    ) {
        fits(&form(), &text);
    }
}
