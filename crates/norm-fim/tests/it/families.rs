//! The families of sentences that rule authors write, each with what it must mean.

use norm_fim::{CompileOptions, RuleText, Schema, compile, read};
use serde_json::json;

/// F…1 yes/no, F…2 a list of 001, 002, 003, F…3 to F…5 text, F…6 and F…7 days, G…8 a group with
/// F…9, F…10 a number.
fn schema() -> Schema {
    let field = |n: u32, kind: &str, data: &str, more: &str| {
        format!(
            "<struktur><anzahl>0:1</anzahl><enthaelt><datenfeld><identifikation>\
             <id>F000000000{n:02}</id></identifikation><name>Feld {n}</name><freigabestatus>\
             <code>6</code></freigabestatus><bezeichnungEingabe>Feld {n}</bezeichnungEingabe>\
             <feldart><code>{kind}</code></feldart><datentyp><code>{data}</code></datentyp>{more}\
             </datenfeld></enthaelt></struktur>"
        )
    };
    let values = [("001", "Rot"), ("002", "Grün"), ("003", "Dunkles Blau")]
        .map(|(code, name)| format!("<wert><code>{code}</code><name>{name}</name></wert>"))
        .concat();
    let inner = [
        field(1, "input", "bool", ""),
        field(2, "select", "text", &format!("<werte>{values}</werte>")),
        field(3, "input", "text", ""),
        field(4, "input", "text", ""),
        field(5, "input", "text", ""),
        field(6, "input", "date", ""),
        field(7, "input", "date", ""),
        field(10, "input", "num_int", ""),
    ]
    .concat();
    let text = format!(
        "<xdatenfelder.datenfeldgruppe.0103 \
         xmlns=\"urn:xoev-de:fim:standard:xdatenfelder_3.0.0\"><datenfeldgruppe><identifikation>\
         <id>G00000000001</id></identifikation><name>N</name><freigabestatus><code>6</code>\
         </freigabestatus>{inner}<struktur><anzahl>0:1</anzahl><enthaelt><datenfeldgruppe>\
         <identifikation><id>G00000000008</id></identifikation><name>Gruppe 8</name>\
         <freigabestatus><code>6</code></freigabestatus>{}</datenfeldgruppe></enthaelt></struktur>\
         </datenfeldgruppe></xdatenfelder.datenfeldgruppe.0103>",
        field(9, "input", "text", "")
    );
    read(text.as_bytes()).unwrap().schema
}

/// Rules in short: `require F03 {"identifier":"F01"}`, sorted.
fn said(schema: &Schema, text: &str, state: Option<&str>) -> Result<Vec<String>, String> {
    let rule = RuleText { text: text.to_owned(), ..RuleText::default() };
    let options = CompileOptions { state, code_lists: None };
    let compiled = compile(schema, 1, &rule, &options);
    if let Some(reason) = compiled.open {
        return Err(reason);
    }
    let short = |text: &str| text.replace("F000000000", "F").replace("G000000000", "G");
    let mut all: Vec<String> = compiled
        .rules
        .iter()
        .map(|r| {
            let effect = format!("{:?}", r.effect).to_lowercase();
            let target = r.target.as_deref().unwrap_or("-");
            short(&format!("{effect} {target} {}", r.condition.to_json()))
        })
        .collect();
    all.extend(compiled.prefills.iter().map(|p| short(&format!("fill {} {}", p.target, p.value))));
    all.sort();
    Ok(all)
}

#[test]
fn conditions_in_all_their_spellings_mean_the_same() {
    let schema = schema();
    let yes = json!({ "equal": [{ "identifier": "F01" }, true] });
    let wanted = vec![format!("require F03 {yes}")];
    for text in [
        "WENN Feld F00000000001 = \"Ja\" DANN muss Feld F00000000003 befüllt werden.",
        "Wenn das Datenfeld F00000000001 \"Feld 1\" == JA, dann ist das Datenfeld F00000000003 \"Feld 3\" als Pflichtfeld anzuzeigen.",
        "Wenn F00000000001 === „Ja“, dann zeige F00000000003 an",
        "WENN in Datenfeld F00000000001 'Feld 1' Antwort=true, DANN aktiviere Datenfeld F00000000003 'Feld 3'.",
        "Wenn F00000000001 ist wahr, dann mache F00000000003 zur Pflichtangabe.",
        "Wenn F00000000001 != \"Nein\", dann zeige F00000000003 als Pflichtfeld an.",
        "Wenn F00000000001 gleich \"Ja\", so ist F00000000003 anzuzeigen.",
        "Wenn F00000000001 ungleich \"Nein\", dann blende F00000000003 ein.",
        "Falls F00000000001 = ja, muss F00000000003 ausgefüllt werden.",
        "Wenn das Feld F00000001 = wahr, dann muss F00000003 angegeben werden.",
    ] {
        let got = said(&schema, text, None);
        let not_no = json!({ "not_equal": [{ "identifier": "F01" }, false] });
        let same = got.as_ref() == Ok(&wanted)
            || (text.contains("!=") || text.contains("ungleich"))
                && got == Ok(vec![format!("require F03 {not_no}")]);
        assert!(same, "{text}\n{got:?}");
    }
}

#[test]
fn sentences_of_every_family_mean_what_they_say() {
    let yes = json!({ "equal": [{ "identifier": "F01" }, true] });
    let no = json!({ "equal": [{ "identifier": "F01" }, false] });
    let not_yes = json!({ "not_equal": [{ "identifier": "F01" }, true] });
    let code = |c: &str| json!({ "equal": [{ "identifier": "F02" }, c] });
    let not_code = |c: &str| json!({ "not_equal": [{ "identifier": "F02" }, c] });
    let given = |id: &str| json!({ "not": { "is_empty": { "identifier": id } } });
    let empty = |id: &str| json!({ "is_empty": { "identifier": id } });
    let cases: Vec<(&str, Vec<String>)> = vec![
        (
            "Wenn F00000000001 = \"Ja\", dann zeige F00000000003, sonst nicht.",
            vec![format!("forbid F03 {not_yes}"), format!("require F03 {yes}")],
        ),
        (
            "Wenn F00000000001 = JA, dann aktiviere F00000000003 und deaktiviere F00000000004.",
            vec![format!("forbid F04 {yes}"), format!("require F03 {yes}")],
        ),
        (
            "Wenn F00000000001 = NEIN, dann darf das Feld F00000000003 nicht befüllt werden.",
            vec![format!("forbid F03 {no}")],
        ),
        (
            "Wenn F00000000002 = 001 \"Rot\", dann blende die Gruppe G00000000008 aus.",
            vec![format!("forbid G08 {}", code("001"))],
        ),
        (
            "Wenn F00000000002 = \"Dunkles Blau\", dann muss G00000000008.F00000000009 befüllt werden.",
            vec![format!("require G08.F09 {}", code("003"))],
        ),
        (
            "Wenn F00000000002 = 001 ODER 002, dann muss F00000000003 befüllt werden.",
            vec![format!("require F03 {}", json!({ "or": [code("001"), code("002")] }))],
        ),
        (
            "Wenn F00000000002 = 001=\"Rot\", dann zeige F00000000003 an. Wenn F00000000002 = alle anderen möglichen Ausprägungen der Codeliste, dann deaktiviere F00000000003.",
            vec![format!("forbid F03 {}", not_code("001")), format!("require F03 {}", code("001"))],
        ),
        (
            "Wenn F00000000002 = 001, dann muss F00000000003 befüllt werden. Wenn F00000000002 = 002 ODER 003, dann darf F00000000003 nicht befüllt werden.",
            vec![format!("forbid F03 {}", not_code("001")), format!("require F03 {}", code("001"))],
        ),
        (
            "Wenn F00000000002 = 001, dann muss F00000000003 befüllt werden. Wenn F00000000002 = 002, dann darf F00000000003 nicht befüllt werden.",
            vec![format!("forbid F03 {}", code("002")), format!("require F03 {}", code("001"))],
        ),
        (
            "Wenn F00000000003 nicht leer ist, dann muss F00000000004 befüllt werden.",
            vec![format!("require F04 {}", given("F03"))],
        ),
        (
            "Wenn F00000000003 leer, dann F00000000004 muss befüllt werden.",
            vec![format!("require F04 {}", empty("F03"))],
        ),
        (
            "Wenn F00000000001 = \"Ja\", dann zeige F00000000003 als optionales Feld an, sonst blende F00000000003 aus.",
            vec![format!("forbid F03 {not_yes}")],
        ),
        (
            "Es muss mindestens eines der Felder F00000000003 \"Feld 3\", F00000000004 oder F00000000005 befüllt sein.",
            vec![format!(
                "valid - {}",
                json!({ "or": [given("F03"), given("F04"), given("F05")] })
            )],
        ),
        (
            "Es muss entweder Feld F00000000003 oder Feld F00000000004 befüllt werden.",
            vec![format!("valid - {}", json!({ "xor": [given("F03"), given("F04")] }))],
        ),
        (
            "Das Datum in F00000000006 muss vor dem Datum in F00000000007 liegen.",
            vec![format!(
                "valid - {}",
                json!({ "less_than": [{ "identifier": "F06" }, { "identifier": "F07" }] })
            )],
        ),
        (
            "Im Datenfeld F00000000002 darf Auswahl 003=Dunkles Blau nicht ausgewählt werden.",
            vec![format!("valid - {}", not_code("003"))],
        ),
        (
            "Wenn F00000000010 > 5, dann muss F00000000003 befüllt werden.",
            vec![format!("require F03 {}", json!({ "less_than": ["5", { "identifier": "F10" }] }))],
        ),
    ];
    compare(cases);
}

#[test]
fn a_field_that_must_be_filled_with_something_is_demanded_and_checked() {
    let yes = json!({ "equal": [{ "identifier": "F01" }, true] });
    let code = |c: &str| json!({ "equal": [{ "identifier": "F02" }, c] });
    let given = |id: &str| json!({ "not": { "is_empty": { "identifier": id } } });
    let empty = |id: &str| json!({ "is_empty": { "identifier": id } });
    compare(vec![
        (
            "Das Feld F00000000001 muss mit \"Ja\" befüllt werden.",
            vec![
                "require F01 true".to_owned(),
                format!("valid - {}", json!({ "or": [empty("F01"), yes] })),
            ],
        ),
        (
            "Wenn F00000000003 leer, dann muss F00000000002 mit 002 befüllt werden.",
            vec![
                format!("require F02 {}", empty("F03")),
                format!("valid - {}", json!({ "or": [empty("F02"), given("F03"), code("002")] })),
            ],
        ),
        (
            "Das Feld F00000000002 ist mit 002 \"Grün\" vorzubefüllen.",
            vec!["fill F02 002".to_owned()],
        ),
    ]);
}

/// Texts with the rules they mean, in short.
fn compare(cases: Vec<(&str, Vec<String>)>) {
    let schema = schema();
    let mut wrong = Vec::new();
    for (text, mut wanted) in cases {
        wanted.sort();
        let got = said(&schema, text, None);
        if got.as_ref() != Ok(&wanted) {
            wrong.push(format!("{text}\n  wanted {wanted:?}\n  got    {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn texts_that_differ_by_state_follow_the_town() {
    let schema = schema();
    let text = "Für die Länder NW, SL und SN gilt: Das Feld F00000000003 muss befüllt werden. \
                Für alle anderen Länder gilt: Das Feld F00000000003 darf nicht angezeigt werden.";
    assert_eq!(said(&schema, text, Some("NW")), Ok(vec!["require F03 true".to_owned()]));
    assert_eq!(said(&schema, text, Some("BY")), Ok(vec!["forbid F03 true".to_owned()]));
    assert_eq!(said(&schema, text, None), Ok(vec!["forbid F03 true".to_owned()]));
}

/// What must never be guessed: better a person reads it.
#[test]
fn what_is_not_certain_is_listed() {
    let schema = schema();
    for text in [
        "Wenn der Antragsteller jünger als 18 Jahre ist, muss F00000000003 befüllt werden.",
        "Wenn F00000000006 weniger als drei Monate zurückliegt, dann zeige F00000000003 an.",
        "Wenn F00000000001 = \"Ja\", dann muss F00000000099 befüllt werden.",
        "Wenn F00000000002 = 004, dann muss F00000000003 befüllt werden.",
        "Wenn F00000000001 = \"vielleicht\", dann muss F00000000003 befüllt werden.",
        "Wenn F00000000001 = \"Ja\", dann sollte F00000000003 befüllt werden.",
        "Das Feld F00000000002 darf nicht mit 002 befüllt werden.",
        "Das Feld F00000000002 muss mit 004 befüllt werden.",
        "Die Felder F00000000002 und F00000000001 müssen mit 002 befüllt werden.",
        "Wenn F00000000001 = \"Ja\", dann muss F00000000003 befüllt werden, außer es ist Sonntag.",
        "Wenn F00000000001 = \"Ja\" muss F00000000003 befüllt und gelocht werden.",
        "Nur wenn nicht F00000000001, dann F00000000003.",
        "siehe Fachkonzept",
        "",
    ] {
        let got = said(&schema, text, None);
        assert!(got.is_err(), "{text}\n{got:?}");
    }
}
