//! Every official schema is read; counts agree with the index; writing and reading agree.

use norm_fim::{ReadError, ReadOptions, Standard, read, read_with, write_xdf3};

use crate::data;

#[test]
fn official_schemas_agree_with_the_index() {
    let Some(fim) = data::fim() else { return };
    let index = std::fs::read_to_string(fim.join("xdf3/INDEX.tsv")).unwrap();
    let mut seen = 0;
    for line in index.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let bytes = std::fs::read(fim.join("xdf3").join(columns[0])).unwrap();
        let read = read(&bytes).unwrap_or_else(|e| panic!("{}: {e}", columns[0]));
        let schema = &read.schema;
        assert_eq!(schema.base.key.id, columns[1]);
        assert_eq!(schema.base.key.version, columns[2]);
        assert_eq!(schema.base.release_status.unwrap().label(), columns[3]);
        assert_eq!(schema.base.name, columns[4]);
        assert_eq!(schema.document_profile.as_ref().unwrap().id, columns[5]);
        assert_eq!(schema.field_occurrences().to_string(), columns[6], "{}", columns[0]);
        assert_eq!(schema.group_occurrences().to_string(), columns[7], "{}", columns[0]);
        assert_eq!(schema.rule_occurrences.to_string(), columns[8], "{}", columns[0]);
        for finding in &read.findings {
            eprintln!("{}: {} {} {}", columns[0], finding.code, finding.path, finding.message_en);
        }
        seen += 1;
    }
    assert_eq!(seen, 35);
}

#[test]
fn what_is_written_is_read_again() {
    let Some(fim) = data::fim() else { return };
    for path in data::files(&fim.join("xdf3"), ".xml") {
        let bytes = std::fs::read(&path).unwrap();
        let options = ReadOptions { keep_relations: true, ..ReadOptions::default() };
        let first = read_with(&bytes, options).unwrap().schema;
        let text = write_xdf3(&first);
        let second = read_with(text.as_bytes(), options).unwrap().schema;
        for (a, b) in first.fields.iter().zip(&second.fields) {
            assert_eq!(a, b, "{}", path.display());
        }
        assert!(first == second, "{}", path.display());
    }
}

#[test]
fn older_editions_are_read() {
    let Some(fim) = data::fim() else { return };
    for (folder, standard) in
        [("xdf2", Standard::Xdf2), ("reference/xdf2", Standard::Xdf2), ("xdf1", Standard::Xdf1)]
    {
        for path in data::files(&fim.join(folder), ".xml") {
            let bytes = std::fs::read(&path).unwrap();
            let read = read(&bytes).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            assert_eq!(read.schema.standard, standard);
            assert!(read.schema.field_occurrences() > 0);
            for finding in &read.findings {
                eprintln!(
                    "{}: {} {} {}",
                    path.display(),
                    finding.code,
                    finding.path,
                    finding.message_en
                );
            }
        }
    }
}

#[test]
fn fixtures_get_the_verdict_their_name_says() {
    let Some(fim) = data::fim() else { return };
    for path in
        ["v2", "v3"].iter().flat_map(|v| data::files(&fim.join("fixtures-parser").join(v), ".xml"))
    {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let verdict = read_with(&std::fs::read(&path).unwrap(), ReadOptions::strict());
        let expected = match name.as_str() {
            "duplicate-id-node.xml"
            | "duplicate-required-value.xml"
            | "duplicate-optional-value.xml" => {
                matches!(verdict, Err(ReadError::Duplicate { .. }))
            }
            "empty-id-node.xml" | "missing-id-node.xml" => {
                matches!(verdict, Err(ReadError::MissingId { .. }))
            }
            "unknown-namespace.xml" => matches!(verdict, Err(ReadError::UnknownNamespace(_))),
            "invalid-freigabestatus.xml" => {
                matches!(&verdict, Err(ReadError::Strict(f)) if f.code == "release-status")
            }
            "unexpected-node.xml" => {
                matches!(&verdict, Err(ReadError::Strict(f)) if f.code == "unknown-element")
            }
            _ => verdict.is_ok(),
        };
        assert!(expected, "{}: {verdict:?}", path.display());
    }
}
