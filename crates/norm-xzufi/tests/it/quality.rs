//! Quality for publication, and maturity.

use jiff::civil::{Date, date};
use norm_xzufi::*;

use crate::samples;

const TODAY: Date = date(2026, 11, 22);

fn codes(found: &[Finding]) -> Vec<&str> {
    found.iter().map(|f| f.code.as_str()).collect()
}

fn of(service: &Service) -> Vec<Finding> {
    quality(service, &QualityRules::on(TODAY))
}

#[test]
fn a_complete_service_has_nothing_but_a_hint() {
    let found = of(&samples::service());
    // The sample has no publisher.
    assert_eq!(codes(&found), ["part-missing"], "{found:#?}");
    assert_eq!(found[0].severity, Severity::Hint);
}

#[test]
fn each_required_module_is_asked_for() {
    for code in ["02", "07", "08", "09", "11", "22"] {
        let mut service = samples::service();
        service.texts.retain(|m| m.kind.code != code);
        let found = of(&service);
        assert_eq!(found[0].code, "module-missing", "{code}");
        assert_eq!(found[0].severity, Severity::Error);
        assert!(found[0].path.ends_with(&format!("modulText({code})")), "{}", found[0].path);
    }
    let mut service = samples::service();
    service.texts.retain(|m| m.kind.code != "05");
    assert!(!codes(&of(&service)).contains(&"module-missing"), "06 is enough");
    service.texts.retain(|m| m.kind.code != "06");
    let found = of(&service);
    assert_eq!(found[0].message_de, "Es fehlt: Kurztext oder Volltext.");
    assert_eq!(found[0].message("en"), "Missing: Short text or Full text.");
    // A module of markup without a word is none.
    let empty = service.with_text("05", "de", "<p> </p>");
    assert!(codes(&of(&empty)).contains(&"module-missing"));
}

#[test]
fn titles_translations_keys_and_dates() {
    let mut service = samples::service();
    service.texts.retain(|m| m.kind.code != "03");
    let mut service = service.with_text("03", "de", &"ä".repeat(121));
    service.keys = vec![ServiceKey::new("4711")];
    service.approvals[0].approved_on = Some(Moment("2024-11-21".into()));
    service.validity =
        vec![Validity { end: Some(Moment("2026-11-21T23:59:59Z".into())), ..Validity::default() }];
    let found = of(&service);
    let told = codes(&found);
    for code in ["key-invalid", "too-long", "translation-missing", "approval-stale", "expired"] {
        assert!(told.contains(&code), "{code} in {told:?}");
    }
    service.approvals[0].approved_on = Some(Moment("2024-11-22".into()));
    service.validity[0].end = Some(Moment("2026-11-22".into()));
    let told = of(&service);
    assert!(!codes(&told).contains(&"approval-stale"), "two years to the day are fine");
    assert!(!codes(&told).contains(&"expired"), "the last day counts");
    service.approvals.clear();
    assert!(codes(&of(&service)).contains(&"approval-missing"));
}

#[test]
fn links_that_cannot_work_are_told() {
    for (address, is_dead) in [
        ("https://www.musterstadt.example/a?b=c#d", false),
        ("http://a.de:8080/x", false),
        ("mailto:amt@musterstadt.example", false),
        ("tel:+49299910", false),
        ("www.musterstadt.example", true),
        ("https://", true),
        ("https:/www.a.de", true),
        ("https://musterstadt", true),
        ("https://a b.de", true),
        ("https://intranet.local/x", true),
        ("http://192.168.0.1/x", true),
        ("mailto:amt", true),
        ("tel:-", true),
        ("ftp://a.de/x", true),
        ("", true),
        ("https://a..de", true),
    ] {
        assert_eq!(link_fault(address).is_some(), is_dead, "{address}");
    }
    let mut service = samples::service().with_text(
        "15",
        "de",
        "<a href=\"http://10.0.0.1/x\">x</a> <a href=\"http://10.0.0.1/x\">y</a>",
    );
    service.texts[0].links.push(Link { uri: "www.a.de".into(), ..Link::default() });
    let dead = of(&service).into_iter().filter(|f| f.code == "link-dead").count();
    assert_eq!(dead, 2, "each address once");
}

/// What breaks a unit, and how it is told.
type Damage = (&'static str, fn(&mut OrganisationUnit));

#[test]
fn org_units_need_the_minimum_of_the_portals() {
    assert_eq!(quality_of_unit(&samples::unit()), []);
    let damages: [Damage; 7] = [
        ("address-incomplete", |u| u.addresses[0].street = None),
        ("address-incomplete", |u| u.addresses[0].postcode = Some("5999".into())),
        ("address-incomplete", |u| u.addresses[0].town = Some(" ".into())),
        ("service-unassigned", |u| u.competences.clear()),
        ("area-missing", |u| u.competences[0].areas.clear()),
        ("name-missing", |u| u.names.clear()),
        ("contact-missing", |u| u.communications.clear()),
    ];
    for (code, damage) in damages {
        let mut unit = samples::unit();
        damage(&mut unit);
        assert_eq!(codes(&quality_of_unit(&unit)), [code]);
    }
}

#[test]
fn online_services_and_whole_messages() {
    assert_eq!(quality_of_online_service(&samples::online()), []);
    let mut online = samples::online();
    online.links[0].kind = Some(Code::of("onlinedienstlinktyp", "02"));
    online.links[0].uri = "http://a.de/x".into();
    assert_eq!(codes(&quality_of_online_service(&online)), ["start-missing", "link-open"]);
    let mut message = samples::message(Version::V2_2);
    let rules = QualityRules::on(TODAY);
    assert_eq!(codes(&quality_of_message(&message, &rules)), ["part-missing"]);
    message.actions.remove(1);
    assert!(codes(&quality_of_message(&message, &rules)).contains(&"office-missing"));
    let mut other = samples::message(Version::V2_2);
    other.actions.remove(0);
    assert!(codes(&quality_of_message(&other, &rules)).contains(&"service-elsewhere"));
}

#[test]
fn maturity_rises_step_by_step_and_says_what_is_missing() {
    let service = samples::service();
    let online = samples::online();
    let nothing = Service { id: Identifier::new("1"), ..Service::default() };
    let found = maturity(MaturityFacts::of(&nothing, &[], &[]));
    assert_eq!((found.level, found.name("de")), (0, "offline"));
    assert_eq!(found.next_steps().next().unwrap().de, "Es fehlt eine Beschreibung im Netz.");
    let mut facts = MaturityFacts::of(&service, &[], &[]);
    assert_eq!(maturity(facts).level, 1);
    let form = Form {
        links: vec![Link { uri: "https://a.de/f.pdf".into(), ..Link::default() }],
        ..Form::default()
    };
    assert_eq!(maturity(MaturityFacts::of(&service, &[], &[&form])).level, 2);
    facts = MaturityFacts::of(&service, &[&online], &[]);
    assert_eq!(facts.is_identification_enough, Some(false), "20 offered, 30 needed");
    let mut strong = online.clone();
    strong.trust_level = Some(Code::of("vertrauensniveau", "40"));
    facts = MaturityFacts::of(&service, &[&strong], &[]);
    assert_eq!(facts.is_identification_enough, Some(true));
    let found = maturity(facts);
    assert_eq!(found.level, 2);
    assert_eq!(found.next_steps().count(), 3, "complete, evidence, notice: {found:#?}");
    facts.is_complete_online = Some(true);
    facts.is_notice_digital = Some(true);
    facts.evidence = Some(Evidence::Paper);
    assert_eq!(maturity(facts).level, 2);
    facts.evidence = Some(Evidence::Upload);
    let found = maturity(facts);
    assert_eq!(found.level, 3);
    assert_eq!(found.next_steps().map(|r| r.level).collect::<Vec<_>>(), [4]);
    for evidence in [Evidence::Fetched, Evidence::None] {
        facts.evidence = Some(evidence);
        let found = maturity(facts);
        assert_eq!((found.level, found.next_steps().count()), (4, 0));
        assert_eq!(found.name("en"), "once only");
    }
    facts.is_described = false;
    assert_eq!(maturity(facts).level, 0, "the lowest decides");
}
