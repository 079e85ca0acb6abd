//! Foreign bytes: cut off, enormous, nested, random.

use norm_xtrasse::{Limits, check, read, routes, to_gml, to_jsonfg};
use proptest::prelude::*;

use crate::support::sample;

fn errors(bytes: &[u8], limits: Limits) -> Vec<&'static str> {
    check(bytes, limits).findings.iter().map(|f| f.code).collect()
}

const HEAD: &str = "<sf:FeatureCollection xmlns=\"http://www.xtrasse.de/2.1\" \
    xmlns:gml=\"http://www.opengis.net/gml/3.2\" \
    xmlns:sf=\"http://www.opengis.net/ogcapi-features-1/1.0/sf\">";

#[test]
fn a_file_cut_off_anywhere_is_rejected() {
    for name in ["plan_open_trench.gml", "plan_open_trench.json"] {
        let Some(bytes) = sample(name) else { return };
        let whole = bytes.trim_ascii_end().len();
        for end in (0..whole).step_by(97) {
            assert!(!check(&bytes[..end], Limits::default()).accepted, "{name} up to {end}");
        }
    }
}

#[test]
fn what_is_too_large_is_named() {
    let small = Limits { max_bytes: 10, ..Limits::default() };
    assert_eq!(errors(HEAD.as_bytes(), small), ["too_large"]);
    let deep = format!("{HEAD}{}", "<a>".repeat(100_000));
    assert_eq!(errors(deep.as_bytes(), Limits::default()), ["too_deep"]);
    let wide = format!("{HEAD}<m><a>{}</a></m></sf:FeatureCollection>", "<b/>".repeat(1_000));
    let few = Limits { max_elements: 500, ..Limits::default() };
    assert!(errors(wide.as_bytes(), few).contains(&"too_many"));
    let nested = format!("{{\"links\":{}", "[".repeat(1_000_000));
    assert_eq!(errors(nested.as_bytes(), Limits::default()), ["json"]);
    let Some(plan) = sample("plan_open_trench.gml") else { return };
    let points = Limits { max_points: 20, ..Limits::default() };
    assert!(errors(&plan, points).contains(&"too_many"));
    let objects = Limits { max_features: 3, ..Limits::default() };
    assert!(errors(&plan, objects).contains(&"too_many"));
    assert!(!check(&plan, objects).accepted);
}

#[test]
fn a_flood_of_mistakes_is_counted_and_the_error_is_named() {
    let objects = "<m><Nichts gml:id=\"x\"/></m>".repeat(5_000);
    let bytes = format!("{HEAD}{objects}</sf:FeatureCollection>");
    let verdict = check(bytes.as_bytes(), Limits::default());
    assert_eq!(verdict.findings.len(), Limits::default().max_findings);
    assert_eq!(verdict.findings_total, 5_000);
}

proptest! {
    #[test]
    fn random_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = check(&bytes, Limits::default());
        let _ = routes(&bytes, Limits::default());
    }

    /// A plan with some bytes changed is answered; what is accepted can be written and read.
    #[test]
    fn damaged_plans_are_answered(
        json in any::<bool>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let name = if json { "plan_open_trench.json" } else { "plan_open_trench.gml" };
        let Some(mut bytes) = sample(name) else { return Ok(()) };
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let reading = read(&bytes, Limits::default());
        if let Some(collection) = reading.collection {
            let gml = read(to_gml(&collection).as_bytes(), Limits::default());
            prop_assert!(gml.verdict.accepted, "{:?}", gml.verdict.findings);
            let json = read(to_jsonfg(&collection).as_bytes(), Limits::default());
            prop_assert_eq!(json.collection, Some(collection));
        }
    }
}
