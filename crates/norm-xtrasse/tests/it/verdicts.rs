//! Files that are wrong, each with its place and its reason.

use norm_xtrasse::{Limits, Severity, Verdict, check};

use crate::support::sample;

fn plan() -> Option<String> {
    String::from_utf8(sample("plan_open_trench.gml")?).ok()
}

/// The verdict on the plan with one text replaced by another.
fn changed(from: &str, to: &str) -> Option<Verdict> {
    let plan = plan()?;
    assert!(plan.contains(from), "the sample has no {from}");
    Some(check(plan.replacen(from, to, 1).as_bytes(), Limits::default()))
}

fn errors(verdict: &Verdict) -> Vec<&str> {
    let errors = verdict.findings.iter().filter(|f| f.severity == Severity::Error);
    errors.map(|f| f.code).collect()
}

#[test]
fn the_samples_with_a_defect_are_rejected_for_it() {
    for (name, code, path, line) in [
        ("invalid_missing_title.gml", "required", "/title", 4),
        ("invalid_enum_code.gml", "code", "/legeverfahren", 16),
        ("invalid_dangling_ref.gml", "reference", "/gehoertZuBRA", 7),
        ("invalid_wrong_geometry.gml", "geometry", "/position/LineString", 9),
    ] {
        let Some(bytes) = sample(name) else { return };
        let verdict = check(&bytes, Limits::default());
        assert!(!verdict.accepted, "{name}");
        assert_eq!(errors(&verdict), [code], "{name}: {:?}", verdict.findings);
        let finding = verdict.findings.iter().find(|f| f.code == code).unwrap();
        assert!(finding.path.ends_with(path), "{name}: {}", finding.path);
        assert_eq!(finding.line, Some(line), "{name}");
        assert!(finding.path.starts_with("BRA_BreitbandtrasseAbschnitt[GML_72cc1650"));
    }
}

#[test]
fn swapped_axes_are_found() {
    let Some(verdict) = changed(
        "<gml:pos>364926.26 5697158.83</gml:pos>",
        "<gml:pos>5697158.83 364926.26</gml:pos>",
    ) else {
        return;
    };
    assert!(!verdict.accepted);
    assert_eq!(errors(&verdict), ["axes_swapped"]);
    assert!(verdict.findings[0].message_de.contains("vertauscht"));
}

#[test]
fn wrong_systems_are_named() {
    let Some(verdict) = changed(
        "<gml:pos>364926.26 5697158.83</gml:pos>",
        "<gml:pos>32364926.26 5697158.83</gml:pos>",
    ) else {
        return;
    };
    assert_eq!(errors(&verdict), ["crs_wrong"]);
    assert!(verdict.findings[0].message_de.contains("EPSG:4647"), "{:?}", verdict.findings);
    let verdict = changed("364926.26 5697158.83</gml:pos>", "7.05 51.4</gml:pos>").unwrap();
    assert!(verdict.findings[0].message_de.contains("EPSG:4326"), "{:?}", verdict.findings);
    let verdict = changed("364926.26 5697158.83</gml:pos>", "0 0</gml:pos>").unwrap();
    assert_eq!(errors(&verdict), ["outside"]);
    for name in ["EPSG:99999", "urn:adv:crs:ETRS89_UTM32", ""] {
        let srs = format!("srsName=\"{name}\"");
        let verdict = changed("srsName=\"EPSG:25832\"", &srs).unwrap();
        assert!(errors(&verdict).contains(&"crs"), "{name}: {:?}", verdict.findings);
    }
    let verdict = changed("srsName=\"EPSG:25832\"", "srsName=\"EPSG:25833\"").unwrap();
    assert!(errors(&verdict).contains(&"crs_mixed"));
}

#[test]
fn forms_that_are_none_are_told_apart() {
    let square = "363910.22 5696027.07 368162.22 5696027.07 368162.22 5697404.34 \
                  363910.22 5697404.34 363910.22 5696027.07";
    let bow_tie = "363910.22 5696027.07 368162.22 5697404.34 368162.22 5696027.07 \
                   363910.22 5697404.34 363910.22 5696027.07";
    let Some(verdict) = changed(square, bow_tie) else { return };
    assert_eq!(errors(&verdict), ["self_crossing"]);
    assert_eq!(errors(&changed(square, "").unwrap()), ["geometry_empty"]);
    let open = square.rsplit_once(" 363910.22").unwrap().0;
    let verdict = changed(square, open).unwrap();
    assert!(verdict.accepted, "{:?}", verdict.findings);
    assert!(verdict.findings.iter().any(|f| f.code == "ring_open"));
    let loops =
        "363940.22 5697261.89 363950.22 5697271.89 363950.22 5697261.89 363940.22 5697271.89";
    let line = changed("363940.22 5697261.89 364427.95 5697292.52", loops).unwrap();
    assert!(line.accepted && line.findings.iter().any(|f| f.code == "self_crossing"));
}

#[test]
fn every_kind_of_defect_has_its_own_word() {
    let one = "<kreuztStrasse>false</kreuztStrasse>";
    let plan_ref = "<gehoertZuBRA xlink:href=\"#GML_87147a36-7c0e-5d75-b3f8-961fed81c8bb\"/>";
    for (from, to, code) in [
        (one, "<kreuztStrasse>vielleicht</kreuztStrasse>", "value"),
        (one, "<kreuzung>true</kreuzung>", "unknown"),
        (one, "<beschreibung><b>x</b></beschreibung>", "value"),
        ("<ueberdeckung uom=\"m\">0.6<", "<ueberdeckung uom=\"m\">0,6<", "value"),
        ("<bauBeginn>2026-05-04<", "<bauBeginn>04.05.2026<", "value"),
        ("<bauBeginn>2026-05-04<", "<bauBeginn>2026-02-30<", "value"),
        ("<legeverfahren>1000<", "<legeverfahren> 1000 <", "code"),
        (plan_ref, "<gehoertZuBRA/>", "required"),
        (plan_ref, "<gehoertZuBRA xlink:href=\"https://example.org/1\"/>", "reference"),
        (
            plan_ref,
            "<gehoertZuBRA xlink:href=\"#GML_e2416a59-4002-56e7-a050-d5aae67bb54b\"/>",
            "reference",
        ),
        (
            "<BRA_Baugrube gml:id=\"GML_e2416a59-4002-56e7-a050-d5aae67bb54b\">",
            "<BRA_Baugrube gml:id=\"GML_72cc1650-d756-556a-986c-16c302f8d423\">",
            "id",
        ),
        ("gml:id=\"GML_e2416a59-4002-56e7-a050-d5aae67bb54b\"", "", "id"),
        ("<rolle>1000</rolle>", "<rolle>1001</rolle>", "code"),
        ("http://www.xtrasse.de/2.1", "http://www.xplanung.de/xplangml/6/0", ""),
        (
            "<sf:FeatureCollection",
            "<!DOCTYPE x [<!ENTITY a \"b\">]><sf:FeatureCollection",
            "doctype",
        ),
    ] {
        let Some(verdict) = changed(from, to) else { return };
        if code.is_empty() {
            continue;
        }
        assert!(!verdict.accepted, "{to}");
        assert!(errors(&verdict).contains(&code), "{to}: {:?}", verdict.findings);
    }
}

#[test]
fn another_standard_and_another_language_are_refused() {
    let Some(plan) = plan() else { return };
    let other = plan.replace("www.xtrasse.de/2.1", "www.xplanung.de/xplangml/6/0");
    assert_eq!(errors(&check(other.as_bytes(), Limits::default())), ["version"]);
    let root = plan.replace("sf:FeatureCollection", "sf:Sammlung");
    assert_eq!(errors(&check(root.as_bytes(), Limits::default())), ["root"]);
    assert_eq!(errors(&check(b"PK\x03\x04", Limits::default())), ["format"]);
    assert_eq!(errors(&check("<a>Stra\u{df}e".as_bytes(), Limits::default())), ["root"]);
    assert_eq!(errors(&check(b"<a b=1>", Limits::default())), ["xml"]);
    assert_eq!(errors(&check(b"<a>Stra\xdfe", Limits::default())), ["encoding"]);
    assert_eq!(errors(&check(b"{}", Limits::default())), ["version"]);
    assert_eq!(errors(&check(b"", Limits::default())), ["format"]);
}
