//! Quality findings against the official report.

use std::collections::BTreeMap;

use norm_fim::{DataType, FieldKind, quality, read_with};

use crate::data;

#[test]
fn findings_equal_the_official_report() {
    let Some(fim) = data::fim() else { return };
    let text = std::fs::read_to_string(fim.join("reference/qs-messages.tsv")).unwrap();
    let mut expected: BTreeMap<String, u32> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let (key, count) = line.rsplit_once('\t').unwrap();
        expected.insert(key.to_owned(), count.parse().unwrap());
    }
    assert!(expected.len() > 600);
    let mut ours: BTreeMap<String, u32> = BTreeMap::new();
    for path in data::files(&fim.join("xdf3"), ".xml") {
        // With everything that can be kept: relations have findings of their own.
        let options = norm_fim::ReadOptions { keep_relations: true, ..Default::default() };
        let schema = read_with(&std::fs::read(&path).unwrap(), options).unwrap().schema;
        for finding in quality(&schema) {
            let key = format!(
                "{}\t{}\t{}\t{}\t{}\t{:?}",
                schema.base.key,
                finding.element.id,
                finding.element.version,
                finding.row,
                finding.code,
                finding.kind
            );
            ours.insert(key, finding.count);
        }
    }
    let missing: Vec<_> = expected.iter().filter(|(k, v)| ours.get(*k) != Some(v)).collect();
    let extra: Vec<_> = ours.iter().filter(|(k, v)| expected.get(*k) != Some(v)).collect();
    for (key, count) in &missing {
        eprintln!("missing {count} {key}");
    }
    for (key, count) in &extra {
        eprintln!("extra {count} {key}");
    }
    assert!(missing.is_empty() && extra.is_empty(), "{} {}", missing.len(), extra.len());
}

#[test]
fn what_the_official_report_passes_over_is_passed_over() {
    let Some(fim) = data::fim() else { return };
    let text = std::fs::read_to_string(fim.join("reference/qs-messages.tsv")).unwrap();
    let codes: Vec<&str> = text.lines().skip(1).filter_map(|l| l.split('\t').nth(4)).collect();
    assert!(codes.contains(&"1101") && !codes.contains(&"1103") && !codes.contains(&"1105"));
    let (mut without_range, mut without_date) = (0, 0);
    for path in data::files(&fim.join("xdf3"), ".xml") {
        let schema = norm_fim::read(&std::fs::read(&path).unwrap()).unwrap().schema;
        for field in &schema.fields {
            let is_measured = matches!(
                field.data_type,
                DataType::Number | DataType::Integer | DataType::Money | DataType::Date
            );
            let limits = (&field.constraints.min_value, &field.constraints.max_value);
            let is_open = field.kind == FieldKind::Input && limits == (&None, &None);
            without_range += u32::from(is_measured && is_open);
            let version = field.code_list.as_ref().and_then(|list| list.version.as_deref());
            let is_date = |version: &str| version.parse::<jiff::civil::Date>().is_ok();
            without_date += u32::from(version.is_some_and(|version| !is_date(version)));
        }
    }
    eprintln!("1103 would hold for {without_range} fields, 1105 for {without_date} lists");
    assert!(without_range > 20 && without_date > 5, "{without_range} {without_date}");
}

#[test]
fn our_own_form_has_no_critical_finding() {
    let form = crate::wohngeld::form();
    for finding in quality(form.schema()) {
        eprintln!("{} {} {} {}", finding.element, finding.row, finding.code, finding.message);
        assert_ne!(finding.kind, norm_fim::QualityKind::FehlerKritisch);
    }
}

/// A schema of one group with one field, with something changed in it.
fn changed(from: &str, to: &str) -> Vec<u16> {
    const TEXT: &str = "<xdatenfelder.stammdatenschema.0102 \
        xmlns=\"urn:xoev-de:fim:standard:xdatenfelder_3.0.0\"><stammdatenschema><identifikation>\
        <id>S12000000001</id></identifikation><name>N</name><bezug>§ 1 X</bezug><freigabestatus>\
        <code>2</code></freigabestatus><statusGesetztDurch>Amt</statusGesetztDurch>\
        <bezeichnung>B</bezeichnung>\
        <ableitungsmodifikationenStruktur><code>3</code></ableitungsmodifikationenStruktur>\
        <ableitungsmodifikationenRepraesentation><code>0</code></ableitungsmodifikationenRepraesentation>\
        <dokumentsteckbrief><id>D12000000001</id></dokumentsteckbrief>\
        <regel><identifikation><id>R12000000001</id></identifikation><name>R</name>\
        <freitextRegel>Das Feld F12000000001 muss befüllt werden.</freitextRegel></regel>\
        <struktur><anzahl>1:1</anzahl><enthaelt><datenfeld><identifikation><id>F12000000001</id>\
        </identifikation><name>N</name><bezug>§ 2 X</bezug><freigabestatus><code>2</code>\
        </freigabestatus><statusGesetztDurch>Amt</statusGesetztDurch>\
        <bezeichnungEingabe>E</bezeichnungEingabe><bezeichnungAusgabe>A</bezeichnungAusgabe>\
        <schemaelementart><code>RNG</code></schemaelementart><feldart><code>input</code></feldart>\
        <datentyp><code>text</code></datentyp><praezisierung minLength=\"1\" maxLength=\"9\"/>\
        <vorbefuellung><code>keine</code></vorbefuellung></datenfeld></enthaelt></struktur>\
        </stammdatenschema></xdatenfelder.stammdatenschema.0102>";
    assert!(TEXT.contains(from), "{from}");
    let text = TEXT.replacen(from, to, 1);
    let options = norm_fim::ReadOptions { keep_relations: true, ..Default::default() };
    let read = norm_fim::read_with(text.as_bytes(), options).unwrap();
    let mut list = norm_fim::CodeList { uri: "urn:x:y:z".to_owned(), ..Default::default() };
    list.columns = vec!["code".to_owned()];
    let mut lists = norm_fim::CodeLists::default();
    lists.add(list);
    let mut all = norm_fim::quality_of_reading(&read.schema, &read.findings);
    all.extend(norm_fim::quality_with(&read.schema, &lists));
    let mut codes: Vec<u16> = all.into_iter().map(|f| f.code).collect();
    codes.sort_unstable();
    codes
}

#[test]
fn every_slip_has_its_number() {
    assert_eq!(changed("", ""), Vec::<u16>::new());
    let list = |more: &str| {
        format!(
            "<vorbefuellung><code>keine</code></vorbefuellung><codelisteReferenz>\
             <canonicalIdentification>urn:x:y:z</canonicalIdentification></codelisteReferenz>{more}"
        )
    };
    let end = "<vorbefuellung><code>keine</code></vorbefuellung>";
    // The same field at a second place, as far as the examination asks.
    let again = |version: &str| {
        format!(
            "<struktur><anzahl>1:1</anzahl><enthaelt><datenfeld><identifikation>\
             <id>F12000000001</id>{version}</identifikation><name>N</name><bezug>§ 2 X</bezug>\
             <freigabestatus><code>2</code></freigabestatus>\
             <statusGesetztDurch>Amt</statusGesetztDurch>\
             <bezeichnungEingabe>E</bezeichnungEingabe><bezeichnungAusgabe>A</bezeichnungAusgabe>\
             <schemaelementart><code>RNG</code></schemaelementart>\
             <feldart><code>input</code></feldart><datentyp><code>text</code></datentyp>\
             <praezisierung minLength=\"1\" maxLength=\"9\"/>\
             <vorbefuellung><code>keine</code></vorbefuellung></datenfeld></enthaelt></struktur>\
             </stammdatenschema>"
        )
    };
    let relation = |code: &str, id: &str| {
        format!(
            "<relation><praedikat><code>{code}</code></praedikat><objekt><id>{id}</id></objekt>\
             </relation><bezeichnungEingabe>E"
        )
    };
    let cases: Vec<(&str, String, &[u16])> = vec![
        ("<name>N</name>", "<name/>".into(), &[1002]),
        ("<bezug>§ 2 X</bezug>", String::new(), &[1006]),
        ("<bezeichnungEingabe>E", "<bezeichnungEingabe>".into(), &[1009]),
        ("<bezeichnungAusgabe>A", "<bezeichnungAusgabe>".into(), &[1010]),
        ("<code>RNG", "<code>ABS".into(), &[1013, 1014]),
        ("muss befüllt", "V1.0 muss befüllt".into(), &[]),
        ("Das Feld F12000000001", "Das Feld F12000000001V1.0".into(), &[1019]),
        ("<anzahl>1:1</anzahl>", "<anzahl/>".into(), &[1021]),
        ("<anzahl>1:1", "<anzahl>1".into(), &[1046]),
        ("<anzahl>1:1", "<anzahl>3:1".into(), &[1047]),
        ("<code>input", "<code>imput".into(), &[1027]),
        ("<code>text", "<code>texte".into(), &[1028]),
        ("<bezeichnungEingabe>E", relation("XYZ", "F12000000009"), &[1029]),
        ("<bezeichnungEingabe>E", relation("ABL", "X12000000009"), &[1087]),
        ("<bezeichnungEingabe>E", relation("ABL", "G12000000009"), &[]),
        ("<bezeichnungEingabe>E", relation("ABL", "F12000000009"), &[]),
        ("<code>keine", "<code>vielleicht".into(), &[1030]),
        ("<code>3</code>", "<code>4</code>".into(), &[1033]),
        ("<code>0</code>", "<code>x</code>".into(), &[1034]),
        ("F12000000001</id>", "F1200000001</id>".into(), &[1001, 1039]),
        ("Feld F12000000001", "Feld F12000000002".into(), &[1001]),
        ("Feld F12000000001", "Feld G12000000002V1.0.0 und F12000000003".into(), &[1001, 1019]),
        ("</stammdatenschema>", again(""), &[1025]),
        ("</stammdatenschema>", again("<version>1.0.0</version>"), &[1003, 1003, 1134]),
        ("minLength=\"1\"", "minLength=\"a\"".into(), &[1059, 1102]),
        ("maxLength=\"9\"", "maxLength=\"0\"".into(), &[1060, 1061]),
        ("minLength=\"1\"", "minLength=\"10\"".into(), &[1061]),
        (end, list(""), &[1017]),
        (end, list("<codeKey>fehlt</codeKey>"), &[1017, 1122]),
        ("E</bezeichnungEingabe>", "E\u{e000}</bezeichnungEingabe>".into(), &[1131]),
        ("F12000000001</id>", "F12000000001</id><version>1.0.0</version>".into(), &[1134]),
        ("§ 2 X", "§ 2 X, § 3 X".into(), &[1132]),
        ("<statusGesetztDurch>Amt</statusGesetztDurch>", String::new(), &[1117]),
        ("D12000000001", "D99000000001".into(), &[1096]),
    ];
    let mut wrong = Vec::new();
    for (from, to, codes) in cases {
        let got = changed(from, &to);
        if got != codes {
            wrong.push(format!("{from} to {to}: wanted {codes:?}, got {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
