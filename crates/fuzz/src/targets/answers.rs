//! Answers: as they are kept, as they are typed, as they are handed over.

use norm_fim::{Answers, Document, DocumentError, Naming, Path};

use super::schema::{own_form, own_schema};
use super::text;
use crate::{Target, seeds};

fn samples() -> Vec<Answers> {
    seeds::own("wohngeld", ".json")
        .iter()
        .filter_map(|bytes| serde_json::from_slice(bytes).ok())
        .collect()
}

/// Answers as a draft keeps them.
pub(crate) const ANSWERS: Target = Target {
    name: "answers",
    about: "answers of a draft as JSON",
    run: |bytes| {
        let Ok(answers) = serde_json::from_slice::<Answers>(bytes) else { return };
        let kept = serde_json::to_string(&answers).expect("answers are JSON");
        let again: Answers = serde_json::from_str(&kept).expect("what we kept reads");
        assert_eq!(again, answers);
        let form = own_form();
        drop(form.check(&answers));
        drop(form.pages(&answers, "de"));
        drop(form.exported(&answers));
    },
    seeds: || seeds::own("wohngeld", ".json"),
    words: &[
        "\"text\"",
        "\"date\"",
        "\"money\"",
        "{",
        "}",
        "\":",
        ",",
        "G99000000030-1.F99000000031",
    ],
};

/// Lines of `path=value`, typed one after the other; a line without `=` asks for an entry more or
/// less.
pub(crate) const TYPED: Target = Target {
    name: "typed",
    about: "what people type into the form for housing benefit, and entries added and removed",
    run: |bytes| {
        let (form, schema) = (own_form(), own_schema());
        let mut answers = Answers::new();
        for line in text(bytes).lines().take(60) {
            let (path, value) = line.split_once('=').unwrap_or((line, ""));
            let Ok(path) = path.parse::<Path>() else { continue };
            assert_eq!(path.to_string().parse::<Path>().as_ref(), Ok(&path));
            if line.contains('=') {
                answers.enter(schema, &path, value);
            } else if let (Some(list), Some(step)) = (path.parent(), path.last()) {
                let _ = answers.add_instance(schema, &list);
                let _ = answers.remove_instance(
                    schema,
                    &path.with_index(None),
                    step.index.unwrap_or(0),
                );
            }
        }
        drop(form.check(&answers));
        drop(form.pages(&answers, "de"));
        let kept = serde_json::to_string(&answers).expect("answers are JSON");
        assert_eq!(serde_json::from_str::<Answers>(&kept).ok().as_ref(), Some(&answers));
        handed_over(&answers);
    },
    seeds: || {
        let line = |answers: &Answers| {
            let lines: Vec<String> =
                answers.iter().map(|(path, _)| format!("{path}={}", answers.input(path))).collect();
            lines.join("\n").into_bytes()
        };
        samples().iter().map(line).collect()
    },
    words: &[
        "=",
        "\n",
        "-0",
        "-1",
        "-4294967295",
        ".",
        "G99000000030",
        "31.12.2026",
        "ja",
        "1.234,56",
    ],
};

/// What applies is handed over and read again: unchanged where nothing is wrong with it, and in any
/// case the same from the second time on (spaces of a wrong code are closed up once).
fn handed_over(answers: &Answers) {
    let form = own_form();
    let is_sound = form.check(answers).is_empty();
    for naming in [None, Some(Naming::default())] {
        let style = naming.unwrap_or_default();
        let json = |text: &str| {
            let read = form.from_json(text.as_bytes(), naming);
            let read = read.unwrap_or_else(|e| panic!("our JSON does not read: {e}\n{text}"));
            form.json_as_given(&read.answers, style)
        };
        let xml = |text: &str| {
            let read = form.from_xml(text.as_bytes(), naming);
            let read = read.unwrap_or_else(|e| panic!("our XML does not read: {e}\n{text}"));
            form.xml_as_given(&read.answers, style)
        };
        let (first_json, first_xml) = (form.to_json(answers, style), form.to_xml(answers, style));
        let (second_json, second_xml) = (json(&first_json), xml(&first_xml));
        assert_eq!(json(&second_json), second_json, "JSON changes at every reading");
        assert_eq!(xml(&second_xml), second_xml, "XML changes at every reading");
        if is_sound {
            assert_eq!(second_json, first_json, "sound answers change in JSON");
            assert_eq!(second_xml, first_xml, "sound answers change in XML");
        }
    }
}

fn document(read: Result<Document, DocumentError>) {
    let Ok(read) = read else { return };
    let form = own_form();
    drop(form.check(&read.answers));
    drop(form.pages(&read.answers, "de"));
    drop(form.exported(&read.answers));
}

/// Fachdaten in JSON.
pub(crate) const DATA_JSON: Target = Target {
    name: "data-json",
    about: "handed-over data in JSON",
    run: |bytes| document(own_form().from_json(bytes, None)),
    seeds: || {
        samples().iter().map(|a| own_form().to_json(a, Naming::default()).into_bytes()).collect()
    },
    words: &[
        "{",
        "}",
        "[",
        "]",
        "\"",
        ":",
        "null",
        "true",
        "1e400",
        "\\ud800",
        "\"G99000000020\":",
    ],
};

/// Fachdaten in XML.
pub(crate) const DATA_XML: Target = Target {
    name: "data-xml",
    about: "handed-over data in XML",
    run: |bytes| document(own_form().from_xml(bytes, None)),
    seeds: || {
        samples().iter().map(|a| own_form().to_xml(a, Naming::default()).into_bytes()).collect()
    },
    words: &[
        "<",
        "/>",
        "</",
        "<!DOCTYPE",
        "&#0;",
        "<![CDATA[",
        "]]>",
        "xmlns=\"",
        "<G99000000020>",
    ],
};
