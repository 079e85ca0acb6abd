//! Quality findings against the official report.

use std::collections::BTreeMap;

use norm_fim::{quality, read};

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
        let schema = read(&std::fs::read(&path).unwrap()).unwrap().schema;
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
fn our_own_form_has_no_critical_finding() {
    let form = crate::wohngeld::form();
    for finding in quality(form.schema()) {
        eprintln!("{} {} {} {}", finding.element, finding.row, finding.code, finding.message);
        assert_ne!(finding.kind, norm_fim::QualityKind::FehlerKritisch);
    }
}
