//! Forms of others: schemas, code lists, the texts of rules.

use std::sync::OnceLock;

use norm_fim::{
    Answers, CodeList, CompileOptions, Form, FormOptions, RuleText, Schema, compile, read, to_xdf2,
    write_xdf2, write_xdf3,
};

use super::{text, texts};
use crate::{Target, seeds};

/// The project's own schema: a sound one to compile rules against.
pub(crate) fn own_schema() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| read(mod_wohngeld::FORM.as_bytes()).expect("our own form reads").schema)
}

/// The form of the project's own schema.
pub(crate) fn own_form() -> &'static Form {
    static FORM: OnceLock<Form> = OnceLock::new();
    FORM.get_or_init(|| Form::new(own_schema().clone(), FormOptions::default()))
}

/// Schemas: what is read can be written, is read again the same, and becomes a form with pages.
pub(crate) const SCHEMA: Target = Target {
    name: "schema",
    about: "XDatenfelder files of all editions",
    run: |bytes| {
        let Ok(found) = read(bytes) else { return };
        let written = write_xdf3(&found.schema);
        let again = read(written.as_bytes());
        let again = again.unwrap_or_else(|e| panic!("what we wrote does not read: {e}\n{written}"));
        assert_eq!(write_xdf3(&again.schema), written, "writing is not stable");
        if let Ok(old) = to_xdf2(found.schema.clone()) {
            drop(write_xdf2(&old));
        }
        let form = Form::new(found.schema, FormOptions::default());
        let answers = Answers::new();
        drop(form.check(&answers));
        drop(form.pages(&answers, "de"));
    },
    seeds: || {
        let mut all = vec![mod_wohngeld::FORM.as_bytes().to_vec()];
        for folder in ["fim/xdf3", "fim/xdf2", "fim/xdf1", "fim/fixtures-parser"] {
            all.extend(seeds::shared(folder, ".xml").into_iter().take(8));
        }
        all
    },
    words: &[
        "<!DOCTYPE a [<!ENTITY b \"c\">]>",
        "&b;",
        "<xdf:struktur>",
        "</xdf:struktur>",
        "0:1",
        "1:*",
        "<![CDATA[",
        "]]>",
        "&#0;",
        "&#x10ffff;",
        "xsi:nil=\"true\"",
        "<!--",
        "-->",
        "<?xml?>",
    ],
};

/// Code lists (Genericode).
pub(crate) const CODE_LIST: Target = Target {
    name: "code-list",
    about: "code lists in Genericode",
    run: |bytes| {
        let Ok(list) = CodeList::read(bytes) else { return };
        let written = list.write();
        let again = CodeList::read(written.as_bytes());
        let again = again.unwrap_or_else(|e| panic!("what we wrote does not read: {e}\n{written}"));
        assert_eq!(again.write(), written, "writing is not stable");
    },
    seeds: || seeds::shared("fim/codelists", ".xml"),
    words: &[
        "<SimpleValue>",
        "</SimpleValue>",
        "<Row>",
        "ColumnRef=\"",
        "&amp;",
        "<![CDATA[",
        "]]>",
    ],
};

/// Texts of rules: compiled or listed as open, never both.
pub(crate) const RULE: Target = Target {
    name: "rule",
    about: "texts of rules in German",
    run: |bytes| {
        let rule = RuleText { text: text(bytes), ..RuleText::default() };
        let compiled = compile(own_schema(), 1, &rule, &CompileOptions::default());
        assert!(compiled.open.is_none() || compiled.rules.is_empty());
    },
    seeds: || {
        let mut all: Vec<Vec<u8>> = mod_wohngeld::FORM
            .split("<xdf:freitextRegel>")
            .skip(1)
            .filter_map(|rest| rest.split("</xdf:freitextRegel>").next())
            .map(|rule| rule.as_bytes().to_vec())
            .collect();
        all.extend(texts(&["Wenn F99000000011 = \"Ja\", dann muss G99000000040 befüllt werden."]));
        all
    },
    words: &[
        "Wenn ",
        "dann ",
        " muss ",
        " darf ",
        "nicht ",
        "befüllt ",
        "werden",
        " ODER ",
        " UND ",
        "(",
        ")",
        "sonst ",
        "F99000000011",
        "G99000000020",
        "„",
        "“",
        "\"",
        "=",
        "<>",
        ">=",
        "genau ein",
    ],
};
