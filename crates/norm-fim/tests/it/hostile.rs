//! Foreign bytes: nothing panics, nothing explodes, everything is refused with its place.

use norm_fim::{
    Answers, CodeList, Decimal, DocumentError, Form, FormOptions, Limits, Notation, Path,
    ReadError, ReadOptions, Value, XmlError, compile, read, read_with,
};
use proptest::prelude::*;

use crate::wohngeld;

fn schema(inner: &str) -> String {
    format!(
        r#"<a:xdatenfelder.stammdatenschema.0102 xmlns:a="urn:xoev-de:fim:standard:xdatenfelder_3.0.0">
<a:header><a:nachrichtID>x</a:nachrichtID><a:erstellungszeitpunkt>2026-01-01T00:00:00Z</a:erstellungszeitpunkt></a:header>
<a:stammdatenschema><a:identifikation><a:id>S99000000009</a:id></a:identifikation><a:name>N</a:name>
<a:freigabestatus><code>2</code></a:freigabestatus><a:bezeichnung>B</a:bezeichnung>{inner}
</a:stammdatenschema></a:xdatenfelder.stammdatenschema.0102>"#
    )
}

fn field(extra: &str, precision: &str) -> String {
    format!(
        "<a:struktur><a:anzahl>1:1</a:anzahl><a:enthaelt><a:datenfeld><a:identifikation>\
         <a:id>F99000000001</a:id></a:identifikation><a:name>N</a:name><a:freigabestatus>\
         <code>2</code></a:freigabestatus><a:bezeichnungEingabe>Frage</a:bezeichnungEingabe>\
         <a:feldart><code>input</code></a:feldart><a:datentyp><code>text</code></a:datentyp>\
         <a:praezisierung {precision}/>{extra}</a:datenfeld></a:enthaelt></a:struktur>"
    )
}

#[test]
fn entity_bombs_and_external_entities_are_refused_before_anything_is_read() {
    let bomb = format!(
        "<!DOCTYPE x [<!ENTITY a \"{}\"><!ENTITY b \"&a;&a;\">]>{}",
        "x".repeat(1000),
        schema("&b;")
    );
    assert!(matches!(read(bomb.as_bytes()), Err(ReadError::Xml(XmlError::Doctype { .. }))));
    let external = "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x>&e;</x>";
    assert!(matches!(read(external.as_bytes()), Err(ReadError::Xml(XmlError::Doctype { .. }))));
    let entity = schema("&unknown;");
    assert!(matches!(read(entity.as_bytes()), Err(ReadError::Xml(XmlError::Entity { .. }))));
}

#[test]
fn depth_size_and_number_are_bounded() {
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert!(matches!(read(deep.as_bytes()), Err(ReadError::Xml(XmlError::TooDeep { .. }))));
    let limits = Limits { max_bytes: 100, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    let text = schema("");
    assert!(matches!(
        read_with(text.as_bytes(), options),
        Err(ReadError::Xml(XmlError::TooLarge { .. }))
    ));
    let limits = Limits { max_elements: 5, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    assert!(matches!(
        read_with(text.as_bytes(), options),
        Err(ReadError::Xml(XmlError::TooMany { .. }))
    ));
}

#[test]
fn a_group_inside_itself_is_reported_and_bounded() {
    let open = "<a:struktur><a:anzahl>1:1</a:anzahl><a:enthaelt><a:datenfeldgruppe>\
        <a:identifikation><a:id>G99000000001</a:id></a:identifikation><a:name>N</a:name>\
        <a:freigabestatus><code>2</code></a:freigabestatus>";
    let close = "</a:datenfeldgruppe></a:enthaelt></a:struktur>";
    let text = schema(&format!("{}{}", open.repeat(5), close.repeat(5)));
    let read = read(text.as_bytes()).unwrap();
    assert!(read.findings.iter().any(|f| f.code == "cycle"));
    assert_eq!(read.schema.group_occurrences(), 5);
}

#[test]
fn multiplicities_and_patterns_that_make_no_sense_are_findings() {
    let text = schema(&field("", "pattern=\"([a-z\" minLength=\"x\"").replace("1:1", "5:2"));
    let read = read(text.as_bytes()).unwrap();
    assert!(read.findings.iter().any(|f| f.code == "1047"));
    let form = Form::new(read.schema, FormOptions::default());
    assert!(form.findings().iter().any(|f| f.code == "pattern"));
    let text = schema(&field("", "").replace("1:1", "many"));
    let read = norm_fim::read(text.as_bytes()).unwrap();
    assert!(read.findings.iter().any(|f| f.code == "1046"));
    assert!(read_with(text.as_bytes(), ReadOptions::strict()).is_err());
}

#[test]
fn a_pattern_that_explodes_elsewhere_is_checked_in_linear_time() {
    let text = schema(&field("", "pattern=\"(a+)+b\""));
    let form = Form::new(read(text.as_bytes()).unwrap().schema, FormOptions::default());
    let mut answers = Answers::new();
    let path: Path = "F99000000001".parse().unwrap();
    answers.set(path, Value::Text("a".repeat(20_000)));
    assert_eq!(form.check(&answers).len(), 1);
    let text = schema(&field("", "pattern=\"(((((a{100}){100}){100}){100}){100})\""));
    let form = Form::new(read(text.as_bytes()).unwrap().schema, FormOptions::default());
    assert!(form.findings().iter().any(|f| f.code == "pattern"), "too large to compile");
}

fn group(id: u32, count: &str, inner: &str) -> String {
    format!(
        "<a:struktur><a:anzahl>{count}</a:anzahl><a:enthaelt><a:datenfeldgruppe>\
         <a:identifikation><a:id>G{id:011}</a:id></a:identifikation><a:name>N</a:name>\
         <a:freigabestatus><code>2</code></a:freigabestatus>{inner}</a:datenfeldgruppe>\
         </a:enthaelt></a:struktur>"
    )
}

/// Seconds that are more than enough even on a busy machine, and far too few for what explodes.
const LIMIT: std::time::Duration = std::time::Duration::from_secs(20);

#[test]
fn a_schema_that_demands_millions_of_entries_is_read_as_one_that_demands_one() {
    let start = std::time::Instant::now();
    let nested = (1..9).fold(field("", ""), |inner, id| group(id, "1000:*", &inner));
    for inner in [group(1, "4000000000:4000000000", &field("", "")), nested] {
        let text = schema(&inner);
        let read = read(text.as_bytes()).unwrap();
        let finding = read.findings.iter().find(|f| f.code == "multiplicity-large").unwrap();
        assert!(finding.path.ends_with("/anzahl"), "{}", finding.path);
        assert!(finding.message_en.starts_with("line "), "{}", finding.message_en);
        let strict = read_with(text.as_bytes(), ReadOptions::strict());
        assert!(matches!(strict, Err(ReadError::Strict(_))));
        let form = Form::new(read.schema, FormOptions::default());
        let answers = Answers::new();
        assert!(form.pages(&answers, "de").len() < 20_000);
        assert!(!form.check(&answers).is_empty());
        assert!(!form.check_structure(&answers).is_empty());
        assert!(form.to_json(&answers, norm_fim::Naming::Local).len() < 10_000_000);
    }
    assert!(start.elapsed() < LIMIT, "{:?}", start.elapsed());
}

#[test]
fn what_is_many_of_a_kind_takes_no_longer_than_its_size() {
    let start = std::time::Instant::now();
    let attributes = (0..50_000).map(|n| format!(" a{n}=\"1\"")).collect::<Vec<_>>().concat();
    let bindings =
        (0..50_000).map(|n| format!(" xmlns:a{n}=\"u{n}\"")).collect::<Vec<_>>().concat();
    for tag in [format!("<a:x{attributes}/>"), format!("<a:x{bindings}/>")] {
        let error = read(schema(&tag).as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with("line 4: "), "{error}");
    }
    let strangers =
        (0..50_000).map(|n| format!("<b xmlns=\"u{n}\"/>")).collect::<Vec<_>>().concat();
    let found = read(schema(&strangers).as_bytes()).unwrap().findings;
    assert!(found.len() <= 1_001 && found.iter().any(|f| f.code == "more"), "{}", found.len());
    let siblings = field("", "").repeat(10_000);
    assert_eq!(read(schema(&siblings).as_bytes()).unwrap().schema.field_occurrences(), 10_000);
    let rule = "<a:regel><a:identifikation><a:id>R1</a:id></a:identifikation><a:name>N</a:name>\
                <a:freitextRegel>x</a:freitextRegel></a:regel>";
    let rules = rule.repeat(2_001);
    let error = read(schema(&rules).as_bytes()).unwrap_err();
    assert!(matches!(error, ReadError::TooManyRules { line: 4, .. }), "{error}");
    assert!(start.elapsed() < LIMIT, "{:?}", start.elapsed());
}

#[test]
fn a_rule_text_that_would_take_too_long_is_listed() {
    let start = std::time::Instant::now();
    let values = (0..50_000)
        .map(|n| format!("<a:wert><a:code>{n:06}</a:code></a:wert>"))
        .collect::<Vec<_>>()
        .concat();
    let text = schema(&field(&format!("<a:werte>{values}</a:werte>"), ""))
        .replace("<code>input</code>", "<code>select</code>");
    let schema = read(text.as_bytes()).unwrap().schema;
    let text = format!(
        "Wenn F99000000001 = 000001{}, dann muss F99000000001 befüllt werden.",
        " ODER 000002".repeat(400)
    );
    let rule = norm_fim::RuleText { text, ..norm_fim::RuleText::default() };
    let compiled = compile(&schema, 0, &rule, &norm_fim::CompileOptions::default());
    assert!(compiled.open.is_some_and(|reason| reason.contains("aufwendig")));
    assert!(start.elapsed() < LIMIT, "{:?}", start.elapsed());
}

#[test]
fn documents_are_bounded_and_refused_with_their_place() {
    let form = wohngeld::form();
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    for text in [deep.as_str(), "{\"a\":", "[]", "1", "\u{0}"] {
        assert!(form.from_json(text.as_bytes(), None).is_err(), "{text:.20}");
    }
    let error = form.from_json(b"{\n\"a\": }", None).unwrap_err().to_string();
    assert!(error.contains("line 2"), "{error}");
    let large = vec![b' '; 9 << 20];
    assert!(matches!(form.from_json(&large, None), Err(DocumentError::TooLarge { .. })));
    let bomb = b"<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///x\">]><a>&b;</a>";
    assert!(matches!(form.from_xml(bomb, None), Err(DocumentError::Xml(XmlError::Doctype { .. }))));
    let keys: Vec<String> = (0..50_000).map(|n| format!("\"k{n}\":1")).collect();
    let document = form.from_json(format!("{{{}}}", keys.join(",")).as_bytes(), None).unwrap();
    assert_eq!(document.findings.len(), 1_000);
}

#[test]
fn lengths_that_are_no_numbers_are_said_and_not_swallowed() {
    let text = schema(&field("<a:maxSize>viel</a:maxSize>", "minLength=\"-1\" maxLength=\"1e3\""));
    let read = read(text.as_bytes()).unwrap();
    let codes: Vec<&str> = read.findings.iter().map(|f| f.code.as_str()).collect();
    for code in ["1059", "1060", "max-size"] {
        assert!(codes.contains(&code), "{codes:?}");
    }
}

#[test]
fn truncated_files_are_refused_with_a_line() {
    let text = schema(&field("", ""));
    for length in (0..text.len()).step_by(7) {
        assert!(read(&text.as_bytes()[..length]).is_err(), "{length}");
    }
    let error = read(&text.as_bytes()[..text.len() - 20]).unwrap_err().to_string();
    assert!(error.contains("line "), "{error}");
}

#[test]
fn ids_that_would_break_paths_are_refused() {
    for id in ["F1.2", "F-1", "F 1", "../x", "F<1", "Ä1"] {
        let text = schema("").replace("S99000000009", &id.replace('<', "&lt;"));
        assert!(matches!(read(text.as_bytes()), Err(ReadError::BadId { .. })), "{id}");
    }
}

#[test]
fn decimals_compare_and_print_exactly() {
    let decimal = |text: &str| Decimal::parse_german(text).unwrap();
    assert_eq!(decimal("1.234,50").to_string(), "1234.5");
    assert_eq!(decimal("1.234").to_string(), "1234");
    assert_eq!(decimal("12.34").to_string(), "12.34");
    assert_eq!(decimal("0.123").to_string(), "0.123");
    assert_eq!(decimal("1 234,5 €").cents(), Some(123_450));
    assert_eq!(decimal("-0,05").german(2), "-0,05");
    assert_eq!(Decimal::from_cents(123_456_789).german(2), "1.234.567,89");
    assert!(decimal("-1,5") < decimal("-1,4"));
    assert!(decimal("2") > decimal("1,999999999999999999999999"));
    for wrong in ["", ",", ".", "1,2,3", "1.2,3", "12.34.567", "1e5", "0x1", "--1", "1-", "١"] {
        assert!(Decimal::parse_german(wrong).is_err(), "{wrong}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes);
        let _ = CodeList::read(&bytes);
    }

    #[test]
    fn damaged_schemas_are_read_without_panic(at in 0_usize..1200, what in any::<u8>()) {
        let mut bytes = schema(&field("<a:regel/>", "maxLength=\"3\"")).into_bytes();
        let length = bytes.len();
        bytes[at % length] = what;
        let _ = read(&bytes);
    }

    /// Real files with real damage: bytes changed, stretches cut out, moved or doubled. Whatever is
    /// still read is also asked, checked, written, converted and turned into schemas.
    #[test]
    fn damaged_official_files_do_no_harm(
        which in 0_usize..8,
        hits in proptest::collection::vec((any::<usize>(), any::<u8>(), 0_usize..5), 1..12),
    ) {
        let Some(fim) = crate::data::fim() else { return Ok(()) };
        let mut files = crate::data::files(&fim.join("xdf3"), ".xml");
        files.extend(crate::data::files(&fim.join("xdf2"), ".xml"));
        files.sort_by_key(|f| std::fs::metadata(f).unwrap().len());
        let mut bytes = std::fs::read(&files[which]).unwrap();
        for (at, byte, how) in hits {
            let at = at % bytes.len();
            let end = (at + usize::from(byte)).min(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => { bytes.drain(at..end); }
                2 => { let part = bytes[at..end].to_vec(); bytes.splice(at..at, part); }
                3 => bytes.truncate(bytes.len() - usize::from(byte).min(bytes.len() - 1)),
                _ => { bytes.splice(at..at, b"<a>&x;]]>\"0:*".iter().copied()); }
            }
        }
        match read(&bytes) {
            Err(error) => prop_assert!(!error.to_string().is_empty()),
            Ok(read) => {
                let schema = read.schema;
                let _ = norm_fim::quality(&schema);
                let _ = norm_fim::xml_schema(&schema, norm_fim::GenerateOptions::default());
                let text = norm_fim::json_schema(&schema, norm_fim::GenerateOptions::default());
                prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
                let again = norm_fim::write_xdf3(&norm_fim::to_xdf3(schema.clone(), &norm_fim::CodeLists::default()));
                prop_assert!(norm_fim::read(again.as_bytes()).is_ok());
                if let Ok(older) = norm_fim::to_xdf2(schema.clone()) {
                    prop_assert!(norm_fim::read(norm_fim::write_xdf2(&older).as_bytes()).is_ok());
                }
                let form = Form::new(schema, FormOptions::default());
                let answers = Answers::new();
                prop_assert!(form.pages(&answers, "de").len() < 1000);
                let _ = form.check(&answers);
            }
        }
    }

    #[test]
    fn any_rule_text_is_compiled_or_listed(text in "(Wenn|dann|[FG]99000000011|das Feld|=|<>|\"Ja\"|muss|darf|nicht|befüllt|werden|zeige|an|ODER|UND|\\(|\\)|sonst|für das Land NW|gilt|[,.:\"„“0-9-]|[a-zäöü]{1,8}| ){0,40}") {
        let form = wohngeld::form();
        let rule = norm_fim::RuleText { text, ..norm_fim::RuleText::default() };
        let compiled = compile(form.schema(), 1, &rule, &norm_fim::CompileOptions::default());
        prop_assert!(compiled.open.is_none() || compiled.rules.is_empty());
    }

    #[test]
    fn any_unicode_rule_text_is_no_danger(text in "\\PC{0,120}") {
        let form = wohngeld::form();
        let rule = norm_fim::RuleText { text, ..norm_fim::RuleText::default() };
        let _ = compile(form.schema(), 0, &rule, &norm_fim::CompileOptions::default());
    }

    #[test]
    fn whatever_is_typed_is_kept_and_never_panics(text in "\\PC{0,40}") {
        let form = wohngeld::form();
        let schema = form.schema();
        for node in 0..schema.nodes.len() {
            let Some(field) = schema.field(node) else { continue };
            let _ = Value::parse(field, &text, Notation::German);
            let _ = Value::parse(field, &text, Notation::Exchange);
        }
        let mut answers = Answers::new();
        let path: Path = "G99000000020.F99000000024".parse().unwrap();
        prop_assert!(answers.enter(schema, &path, &text));
        let is_blank = text.replace('\0', "").trim().is_empty();
        prop_assert_eq!(answers.input(&path).is_empty(), is_blank);
        let json = serde_json::to_string(&answers).unwrap();
        prop_assert_eq!(serde_json::from_str::<Answers>(&json).unwrap(), answers);
    }

    #[test]
    fn paths_round_trip_and_strangers_are_refused(text in "[A-Z0-9._-]{0,40}") {
        if let Ok(path) = text.parse::<Path>() {
            prop_assert_eq!(path.to_string(), text);
        }
    }

    #[test]
    fn dates_read_as_they_are_written(year in 1900_i16..2100, month in 1_i8..13, day in 1_i8..29) {
        let form = wohngeld::form();
        let schema = form.schema();
        let path: Path = "G99000000020.F99000000024".parse().unwrap();
        let mut answers = Answers::new();
        answers.enter(schema, &path, &format!("{day}.{month}.{year}"));
        let first = answers.value(&path.to_string()).unwrap().clone();
        answers.enter(schema, &path, &first.input());
        prop_assert_eq!(answers.value(&path.to_string()), Some(&first));
        answers.enter(schema, &path, &first.exchange());
        prop_assert_eq!(answers.value(&path.to_string()), Some(&first));
    }

    #[test]
    fn amounts_read_as_they_are_written(cents in 0_i64..1_000_000_000) {
        let amount = Decimal::from_cents(cents);
        let value = Value::Money(amount);
        prop_assert_eq!(value.as_cents(), Some(cents));
        prop_assert_eq!(Decimal::parse_german(&value.input()).unwrap(), amount);
        prop_assert_eq!(Decimal::parse_german(&amount.german(2)).unwrap(), amount);
        prop_assert_eq!(amount.to_string().parse::<Decimal>().unwrap(), amount);
    }

    #[test]
    fn documents_of_any_shape_are_read_without_panic(text in "[{}\\[\\]\",:0-9a-zFGV.]{0,80}") {
        let form = wohngeld::form();
        let _ = form.from_json(text.as_bytes(), None);
        let _ = form.from_xml(text.as_bytes(), None);
    }
}
