//! How long the steps from a schema to checked data take.
//!
//! The schema is made here, as large as the largest official one, so the figures need no data from
//! outside. `cargo bench -p norm-fim`.

use std::fmt::Write;

use divan::{Bencher, black_box};
use norm_fim::{
    Answers, Form, FormOptions, GenerateOptions, Naming, Path, json_schema, quality, read,
    xml_schema,
};

/// Groups of the schema, each with seven fields: 273, as many as the largest official schema has.
const GROUPS: usize = 39;

fn main() {
    divan::main();
}

/// Basisdaten of an element.
fn base(out: &mut String, id: &str, name: &str) {
    write!(
        out,
        "<identifikation><id>{id}</id><version>1.0.0</version></identifikation><name>{name}</name>\
         <freigabestatus><code>6</code></freigabestatus>"
    )
    .expect("a string takes everything");
}

fn place(out: &mut String, count: &str, element: impl FnOnce(&mut String)) {
    out.push_str("<struktur><anzahl>");
    out.push_str(count);
    out.push_str("</anzahl><enthaelt>");
    element(out);
    out.push_str("</enthaelt></struktur>");
}

fn field(out: &mut String, number: usize) {
    let (kind, limits) = match number % 4 {
        0 => ("text", r#"minLength="1" maxLength="55""#),
        1 => ("text", r#"minLength="5" maxLength="5" pattern="[0-9]{5}""#),
        2 => ("num_int", r#"minValue="1" maxValue="99999""#),
        _ => ("date", ""),
    };
    out.push_str("<datenfeld>");
    base(out, &format!("F{number:011}"), &format!("Angabe {number}"));
    write!(
        out,
        "<bezeichnungEingabe>Angabe {number}</bezeichnungEingabe><feldart><code>input</code>\
         </feldart><datentyp><code>{kind}</code></datentyp><praezisierung {limits}/></datenfeld>"
    )
    .expect("a string takes everything");
}

/// Every third group may be repeated, every group has a rule.
fn schema() -> String {
    let mut out = String::from(
        "<xdatenfelder.stammdatenschema.0102 \
         xmlns=\"urn:xoev-de:fim:standard:xdatenfelder_3.0.0\"><stammdatenschema>",
    );
    base(&mut out, "S00000000001", "Antrag");
    for group in 0..GROUPS {
        let count = if group % 3 == 0 { "1:*" } else { "1:1" };
        place(&mut out, count, |out| {
            out.push_str("<datenfeldgruppe>");
            base(out, &format!("G{group:011}"), &format!("Gruppe {group}"));
            let first = group * 7;
            write!(
                out,
                "<regel><identifikation><id>R{group:011}</id></identifikation><name>R</name>\
                 <freitextRegel>Wenn F{:011} leer ist, dann darf F{:011} nicht befüllt werden.\
                 </freitextRegel></regel>",
                first,
                first + 5
            )
            .expect("a string takes everything");
            for number in first..first + 7 {
                place(out, if number == first + 5 { "0:1" } else { "1:1" }, |out| {
                    field(out, number);
                });
            }
            out.push_str("</datenfeldgruppe>");
        });
    }
    out.push_str("</stammdatenschema></xdatenfelder.stammdatenschema.0102>");
    out
}

fn form() -> Form {
    let schema = read(schema().as_bytes()).expect("the schema is ours").schema;
    Form::new(schema, FormOptions::default())
}

/// Every question answered.
fn answers(form: &Form) -> Answers {
    let mut answers = Answers::new();
    for group in 0..GROUPS {
        let index = if group % 3 == 0 { "-0" } else { "" };
        for number in group * 7..group * 7 + 7 {
            let path: Path = format!("G{group:011}{index}.F{number:011}").parse().expect("a path");
            let text = match number % 4 {
                0 => "Musterstraße",
                1 => "50667",
                2 => "42",
                _ => "31.12.2026",
            };
            answers.enter(form.schema(), &path, text);
        }
    }
    assert!(form.check(&answers).is_empty(), "the answers are complete");
    answers
}

#[divan::bench]
fn read_a_schema(bencher: Bencher) {
    let text = schema();
    bencher.bench(|| read(black_box(text.as_bytes())).is_ok());
}

#[divan::bench]
fn from_bytes_to_pages(bencher: Bencher) {
    let text = schema();
    bencher.bench(|| {
        let schema = read(black_box(text.as_bytes())).expect("the schema is ours").schema;
        Form::new(schema, FormOptions::default()).pages(&Answers::new(), "de").len()
    });
}

#[divan::bench]
fn examine_quality(bencher: Bencher) {
    let schema = read(schema().as_bytes()).expect("the schema is ours").schema;
    bencher.bench(|| quality(black_box(&schema)).len());
}

#[divan::bench]
fn write_both_schemas(bencher: Bencher) {
    let schema = read(schema().as_bytes()).expect("the schema is ours").schema;
    let options = GenerateOptions::default();
    bencher.bench(|| xml_schema(&schema, options).len() + json_schema(&schema, options).len());
}

#[divan::bench]
fn check_answers_with_rules(bencher: Bencher) {
    let form = form();
    let answers = answers(&form);
    bencher.bench(|| form.check(black_box(&answers)).len());
}

#[divan::bench]
fn validate_json(bencher: Bencher) {
    let form = form();
    let text = form.to_json(&answers(&form), Naming::Local);
    bencher.bench(|| {
        let document = form.from_json(black_box(text.as_bytes()), Some(Naming::Local));
        document.is_ok_and(|d| form.check_structure(&d.answers).is_empty())
    });
}

/// The bare verdict, as the peer gives it.
#[divan::bench]
fn judge_json(bencher: Bencher) {
    let form = form();
    let text = form.to_json(&answers(&form), Naming::Local);
    assert!(form.accepts_json(text.as_bytes(), Some(Naming::Local)), "the document fits");
    bencher.bench(|| form.accepts_json(black_box(text.as_bytes()), Some(Naming::Local)));
}

/// The peer: the same document and the schema we generate.
#[divan::bench]
fn validate_json_with_a_library(bencher: Bencher) {
    let form = form();
    let text = form.to_json(&answers(&form), Naming::Local);
    let options = GenerateOptions { naming: Naming::Local, code_lists: None };
    let schema = serde_json::from_str(&json_schema(form.schema(), options)).expect("JSON");
    let validator =
        jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema");
    bencher.bench(|| {
        serde_json::from_slice(black_box(text.as_bytes()))
            .is_ok_and(|json| validator.is_valid(&json))
    });
}

#[divan::bench]
fn validate_xml(bencher: Bencher) {
    let form = form();
    let text = form.to_xml(&answers(&form), Naming::Local);
    bencher.bench(|| {
        let document = form.from_xml(black_box(text.as_bytes()), Some(Naming::Local));
        document.is_ok_and(|d| form.check_structure(&d.answers).is_empty())
    });
}
