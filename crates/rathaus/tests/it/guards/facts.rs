//! Facts: stored ones stay readable for ever.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use kernel::facts::{
    ApplicationSubmitted, ApplicationWithdrawn, CoverageChanged, DeadlineExpired, DeadlineNear,
    DecisionIssued, DefectReported, DocumentArrived, Fact, HolderChanged, MailReturned,
    MessageWritten, PermitGranted, PublicationEnded, PublicationShown, WorksMoved,
};

use crate::sources::{after, golden, literal, root, rust};

/// Reads the sample of a fact and writes it again: nothing may be lost.
fn check<F: Fact>() -> &'static str {
    let path = root().join(format!("crates/kernel/tests/facts/{}.json", F::NAME));
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let fact: F = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let sample: serde_json::Value =
        serde_json::from_str(&text).expect("the house is as the test expects");
    assert_eq!(
        serde_json::to_value(&fact).expect("the house is as the test expects"),
        sample,
        "{}",
        F::NAME
    );
    F::NAME
}

fn checked() -> BTreeSet<String> {
    [
        check::<ApplicationSubmitted>(),
        check::<ApplicationWithdrawn>(),
        check::<DeadlineExpired>(),
        check::<CoverageChanged>(),
        check::<DeadlineNear>(),
        check::<DecisionIssued>(),
        check::<DefectReported>(),
        check::<DocumentArrived>(),
        check::<HolderChanged>(),
        check::<MailReturned>(),
        check::<MessageWritten>(),
        check::<PermitGranted>(),
        check::<PublicationEnded>(),
        check::<PublicationShown>(),
        check::<WorksMoved>(),
    ]
    .into_iter()
    .map(str::to_owned)
    .collect()
}

/// Names of all facts, as the sources say.
fn named() -> BTreeSet<String> {
    let sources = rust();
    let facts = sources.iter().filter(|s| s.path.starts_with("crates/kernel/src/facts"));
    facts
        .flat_map(|s| after(&s.text, "const NAME: &'static str = "))
        .filter_map(|rest| literal(rest).map(|(name, _)| name))
        .collect()
}

#[test]
fn every_fact_has_a_sample_that_reads() {
    assert_eq!(checked(), named(), "add the new fact to the list above, with a sample");
    let samples: BTreeSet<String> = fs::read_dir(root().join("crates/kernel/tests/facts"))
        .expect("the house is as the test expects")
        .filter_map(|e| Some(e.ok()?.path().file_stem()?.to_str()?.to_owned()))
        .collect();
    assert_eq!(samples, named(), "a sample of a fact that is gone: stored ones would not read");
}

#[test]
fn who_listens_is_written_down() {
    let mut text = String::from(
        "# Facts\n\nWhat departments tell each other, and who listens. Written by a test; \
         `cargo xtask bless`.\n\n| Fact | Listeners |\n|---|---|\n",
    );
    let modules = rathaus::modules();
    let names = named();
    for name in &names {
        let listeners: Vec<String> = modules
            .iter()
            .flat_map(|m| &m.subscribers)
            .filter(|s| s.fact == name)
            .map(|s| format!("`{}`", s.name))
            .collect();
        writeln!(text, "| `{name}` | {} |", listeners.join(", "))
            .expect("the house is as the test expects");
    }
    for subscriber in modules.iter().flat_map(|m| &m.subscribers) {
        let is_known = names.contains(subscriber.fact);
        assert!(is_known, "{} listens to {}, which nobody tells", subscriber.name, subscriber.fact);
    }
    golden("docs/reference/facts.md", &text);
}
