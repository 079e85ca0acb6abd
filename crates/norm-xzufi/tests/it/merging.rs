//! Imported texts and what the town says in addition; what changed.

use norm_xzufi::*;

use crate::samples;

fn text(code: &str, words: &str) -> TextModule {
    TextModule {
        kind: Code::of("leikaTextmodul", code),
        content: samples::de(words),
        ..TextModule::default()
    }
}

fn supplement() -> Supplement {
    Supplement {
        texts: vec![text("22", "Straßenverkehrsamt Musterstadt, Zimmer 12")],
        costs: Some(vec![samples::costs(2500)]),
        units: vec![OrganisationUnit { competences: Vec::new(), ..samples::unit() }],
        online_services: vec![OnlineService { competences: Vec::new(), ..samples::online() }],
        ..Supplement::default()
    }
}

#[test]
fn the_town_wins_module_by_module() {
    let imported = samples::service();
    let merged = merge(&imported, &supplement());
    assert_eq!(merged.local, [Part::Text("22".into()), Part::Costs]);
    assert_eq!(merged.service.text("22", "de"), Some("Straßenverkehrsamt Musterstadt, Zimmer 12"));
    assert_eq!(merged.service.text("22", "en"), None, "a local module replaces the whole module");
    assert_eq!(merged.service.text("06", "de"), imported.text("06", "de"));
    assert_eq!(cost_words(&merged.service.costs[0].costs[0], "de"), "25,00 €");
    let order = |s: &Service| s.texts.iter().map(|m| m.kind.code.clone()).collect::<Vec<_>>();
    assert_eq!(order(&merged.service), order(&imported));
    for competences in [&merged.units[0].competences, &merged.online_services[0].competences] {
        assert_eq!(competences[0].services, std::slice::from_ref(&imported.id));
        assert_eq!(competences[0].areas, imported.areas);
    }
    assert_eq!(quality_of_unit(&merged.units[0]), []);
    assert_eq!(merge(&imported, &Supplement::default()).service, imported);
    let more = Supplement { texts: vec![text("16", "Neu")], ..Supplement::default() };
    assert_eq!(merge(&imported, &more).service.text("16", "de"), Some("Neu"));
}

#[test]
fn merging_twice_changes_nothing() {
    let once = merge(&samples::service(), &supplement());
    let again = Supplement { units: once.units.clone(), ..supplement() };
    assert_eq!(merge(&once.service, &again).service, once.service);
    assert_eq!(merge(&once.service, &again).units, once.units);
}

#[test]
fn an_update_keeps_what_is_local_and_says_what_changed() {
    let old = samples::service();
    let mut new = old.clone();
    for module in &mut new.texts {
        for said in &mut module.content {
            if said.language == "de" && module.kind.code == "09" {
                said.text = "Sie wohnen dort und haben ein Auto.".into();
            }
            if said.language == "de" && module.kind.code == "22" {
                said.text = "Kreis".into();
            }
        }
    }
    new.costs = vec![samples::costs(4000)];
    new.written_form = Some(true);
    new.version_info = None;
    let found = update(&old, &new, &supplement());
    assert_eq!(found.merged.service.text("22", "de"), supplement().texts[0].content.text_in("de"));
    assert_eq!(cost_words(&found.merged.service.costs[0].costs[0], "en"), "€25.00");
    let visible: Vec<&Part> = found.visible.iter().map(|c| &c.part).collect();
    assert_eq!(visible, [&Part::Text("09".into()), &Part::Field("written_form".into())]);
    assert_eq!(found.visible[0].before.as_deref(), Some("Sie wohnen in der Bewohnerparkzone."));
    assert_eq!(found.visible[0].language.as_deref(), Some("de"));
    let beneath: Vec<(String, Option<&str>)> =
        found.beneath_local.iter().map(|c| (c.part.name("de"), c.after.as_deref())).collect();
    assert_eq!(
        beneath,
        [("Zuständige Stelle".into(), Some("Kreis")), ("Kosten".into(), Some("40,00 €"))]
    );
}

#[test]
fn differences_are_found_and_only_they() {
    let old = samples::service();
    assert_eq!(diff(&old, &old), []);
    let mut new = old.clone();
    new.texts.retain(|m| m.kind.code != "07");
    let mut new = new.with_text("24", "de", "Kurz");
    new.texts.iter_mut().filter(|m| m.kind.code == "08").for_each(|m| {
        m.content[0].text = "<ol><li>Fahrzeugschein</li></ol>".into();
    });
    new.deadlines.clear();
    new.costs[0].position_changed();
    let changes = diff(&old, &new);
    let told: Vec<(String, Option<&str>, bool, bool)> = changes
        .iter()
        .map(|c| (c.part.name("en"), c.language.as_deref(), c.before.is_some(), c.after.is_some()))
        .collect();
    assert_eq!(
        told,
        [
            ("Legal basis".into(), Some("de"), true, false),
            ("Legal basis".into(), Some("en"), true, false),
            ("Documents needed".into(), Some("de"), true, true),
            ("Teaser".into(), Some("de"), false, true),
            ("Deadlines".into(), None, true, false),
            ("Costs".into(), None, true, true),
        ]
    );
    assert!(changes[2].is_markup_only);
    assert_eq!(changes[4].before.as_deref(), Some("1 Monat (Widerspruchsfrist)"));
}

trait Moved {
    fn position_changed(&mut self);
}

impl Moved for CostModule {
    fn position_changed(&mut self) {
        self.head.position = Some(9);
    }
}

#[test]
fn costs_and_times_in_words() {
    let amount = |n: &str| AmountValue { number: n.into(), currency: "EUR".into() };
    let cost = |choice| Cost { choice, in_advance: Some(true), ..Cost::default() };
    let variable = |low: Option<&str>, high: Option<&str>| {
        cost(CostChoice::Variable(VariableCost {
            at_least: low.map(amount),
            at_most: high.map(amount),
            ..VariableCost::default()
        }))
    };
    for (cost, de, en) in [
        (variable(Some("5"), Some("10.5")), "5,00 € bis 10,50 €", "€5.00 to €10.50"),
        (variable(Some("5"), None), "mindestens 5,00 €", "at least €5.00"),
        (variable(None, Some("5")), "höchstens 5,00 €", "at most €5.00"),
        (variable(None, None), "unterschiedlich", "it varies"),
        (cost(CostChoice::Free(FreeOfCharge::default())), "kostenfrei", "free of charge"),
    ] {
        assert_eq!(cost_words(&cost, "de"), format!("{de}, im Voraus zu zahlen"));
        assert_eq!(cost_words(&cost, "en"), format!("{en}, to be paid in advance"));
    }
    let span = |n, until: Option<i64>, unit: &str| {
        DeadlineSpan::Span(TimeSpan {
            amount: n,
            unit: Code::of("einheit", unit),
            amount_until: until,
            unit_until: None,
        })
    };
    assert_eq!(span_words(&span(1, None, "WOCHE"), "de"), "1 Woche");
    assert_eq!(span_words(&span(2, Some(4), "WOCHE"), "de"), "2 bis 4 Wochen");
    assert_eq!(span_words(&span(2, Some(4), "ARBEITSTAG"), "en"), "2 to 4 working days");
    let dates = DeadlineSpan::Dates(FixedDates {
        from: Some("2026-01-02".into()),
        until: Some("--05-31".into()),
    });
    assert_eq!(span_words(&dates, "de"), "02.01.2026 bis 31.05.");
    for (number, cents) in [
        ("12.5", Some(1250)),
        ("-0.05", Some(-5)),
        ("7", Some(700)),
        ("1.005", None),
        ("x", None),
        ("99999999999999999999", None),
    ] {
        assert_eq!(amount(number).cents(), cents, "{number}");
    }
    assert_eq!(AmountValue::euro(-5).number, "-0.05");
}
