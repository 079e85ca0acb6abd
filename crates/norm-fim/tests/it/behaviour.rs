//! Rules at work: conflict, oscillation, rules by hand, states, choice groups, partial dates,
//! prefill, and two versions of a schema.

use norm_fim::{
    Answers, Condition, Effect, Form, FormOptions, HandRule, Item, Key, Naming, Operand, Path,
    Rule, diff, lost_answers, read,
};

use crate::data;

/// A schema from a short description: `(id, anzahl, inner XML of the element)`.
fn schema(body: &str) -> norm_fim::Schema {
    let text = format!(
        r#"<xdatenfelder.stammdatenschema.0102 xmlns="urn:xoev-de:fim:standard:xdatenfelder_3.0.0">
<header><nachrichtID>x</nachrichtID><erstellungszeitpunkt>2026-01-01T00:00:00Z</erstellungszeitpunkt></header>
<stammdatenschema><identifikation><id>S99000000009</id><version>1.0.0</version></identifikation><name>Probe</name>
<freigabestatus><code>2</code></freigabestatus><bezeichnung>Probe</bezeichnung>{body}
</stammdatenschema></xdatenfelder.stammdatenschema.0102>"#
    );
    read(text.as_bytes()).expect("the sample is a schema").schema
}

fn base(id: &str, name: &str) -> String {
    format!(
        "<identifikation><id>{id}</id><version>1.0.0</version></identifikation><name>{name}</name>\
         <freigabestatus><code>2</code></freigabestatus><bezeichnungEingabe>{name}</bezeichnungEingabe>"
    )
}

fn field(id: &str, name: &str, number: &str, kind: &str) -> String {
    format!(
        "<struktur><anzahl>{number}</anzahl><enthaelt><datenfeld>{}<feldart><code>input</code></feldart>\
         <datentyp><code>{kind}</code></datentyp></datenfeld></enthaelt></struktur>",
        base(id, name)
    )
}

fn group(id: &str, name: &str, number: &str, inner: &str) -> String {
    format!(
        "<struktur><anzahl>{number}</anzahl><enthaelt><datenfeldgruppe>{}{inner}</datenfeldgruppe></enthaelt></struktur>",
        base(id, name)
    )
}

fn rule(text: &str) -> String {
    format!(
        "<regel><identifikation><id>R99000000001</id></identifikation><name>R</name><freitextRegel>{}\
         </freitextRegel><typ><code>K</code></typ></regel>",
        text.replace('<', "&lt;")
    )
}

fn path(text: &str) -> Path {
    text.parse().expect("a path")
}

const A: &str = "F99000000001";
const B: &str = "F99000000002";
const C: &str = "F99000000003";

fn three(rules: &str) -> norm_fim::Schema {
    let fields = [(A, "A"), (B, "B"), (C, "C")].map(|(id, n)| field(id, n, "0:1", "bool"));
    schema(&format!("{rules}{}", fields.concat()))
}

#[test]
fn a_demand_wins_over_a_ban_and_staff_see_the_conflict() {
    let rules = rule(&format!(
        "Wenn {A} = Ja, dann muss {C} befüllt werden. Wenn {B} <> Ja, dann darf {C} nicht befüllt werden."
    ));
    let form = Form::new(three(&rules), FormOptions::default());
    assert!(form.open_rules().is_empty(), "{:?}", form.open_rules());
    let mut answers = Answers::new();
    assert!(!form.situation(&answers).applies(&path(C)));
    answers.enter(form.schema(), &path(A), "ja");
    let situation = form.situation(&answers);
    assert!(situation.applies(&path(C)) && situation.requires(&path(C)));
    assert_eq!(situation.conflicts().count(), 1);
}

#[test]
fn rules_that_never_rest_are_noticed() {
    // B hides itself as soon as it is answered, and comes back when it is hidden.
    let rules = rule(&format!("Wenn {B} befüllt ist, dann darf {B} nicht befüllt werden."));
    let form = Form::new(three(&rules), FormOptions::default());
    assert!(form.open_rules().is_empty(), "{:?}", form.open_rules());
    let mut answers = Answers::new();
    assert!(!form.situation(&answers).oscillates());
    answers.enter(form.schema(), &path(B), "ja");
    assert!(form.situation(&answers).oscillates());
}

#[test]
fn what_depends_on_a_question_that_is_not_asked_is_not_asked() {
    let rules = rule(&format!(
        "Wenn {A} = Ja, dann muss {B} befüllt werden. Wenn {A} <> Ja, dann darf {B} nicht befüllt werden. \
         Wenn {B} = Nein, dann darf {C} nicht befüllt werden."
    ));
    let form = Form::new(three(&rules), FormOptions::default());
    let mut answers = Answers::new();
    assert!(!form.situation(&answers).applies(&path(C)), "B is not asked, so C is not asked");
    answers.enter(form.schema(), &path(A), "ja");
    assert!(form.situation(&answers).applies(&path(C)), "B is asked but open");
    answers.enter(form.schema(), &path(B), "nein");
    assert!(!form.situation(&answers).applies(&path(C)));
}

#[test]
fn a_rule_nobody_understands_is_listed_and_can_be_replaced_by_hand() {
    let text =
        rule("Das Einkommen soll angemessen sein, es sei denn, F99000000001 spricht dagegen.");
    let form = Form::new(three(&text), FormOptions::default());
    assert_eq!(form.open_rules().len(), 1);
    assert!(form.open_rules()[0].reason.contains("Nicht verstanden"));
    let hand = HandRule {
        element: "S99000000009".to_owned(),
        stands_for: Some(Key::new("R99000000001", "")),
        rule: Rule {
            effect: Effect::Require,
            target: Some(B.to_owned()),
            condition: Condition::Equal(Operand::Identifier(A.to_owned()), Operand::Bool(true)),
            message: String::new(),
        },
    };
    let options = FormOptions { rules: vec![hand], ..FormOptions::default() };
    let form = Form::new(three(&text), options);
    assert!(form.open_rules().is_empty());
    let mut answers = Answers::new();
    answers.enter(form.schema(), &path(A), "ja");
    assert!(form.situation(&answers).requires(&path(B)));
    let settled = vec![Key::new("R99000000001", "")];
    let options = FormOptions { settled, ..FormOptions::default() };
    assert!(Form::new(three(&text), options).open_rules().is_empty());
}

#[test]
fn rules_follow_the_state_of_the_town() {
    let text = rule(&format!(
        "Für die Länder NW, SL gilt: Das Feld {A} muss befüllt werden. \
         Für alle anderen Länder gilt: Das Feld {A} darf nicht angezeigt werden."
    ));
    let situation = |state: Option<&str>| {
        let state = state.map(ToOwned::to_owned);
        let form = Form::new(three(&text), FormOptions { state, ..FormOptions::default() });
        assert!(form.open_rules().is_empty(), "{:?}", form.open_rules());
        let situation = form.situation(&Answers::new());
        (situation.applies(&path(A)), situation.requires(&path(A)))
    };
    assert_eq!(situation(Some("NW")), (true, true));
    assert_eq!(situation(Some("BY")), (false, false));
    assert_eq!(situation(None), (false, false));
}

#[test]
fn a_field_filled_in_by_rule_is_not_asked_but_handed_over() {
    let text = rule(&format!(
        "Das Feld {A} ist mit Ja vorzubefüllen und in der Antragsstrecke auszublenden."
    ));
    let form = Form::new(three(&text), FormOptions::default());
    assert!(form.open_rules().is_empty(), "{:?}", form.open_rules());
    let answers = form.prefilled();
    assert_eq!(answers.value(A).and_then(norm_fim::Value::as_bool), Some(true));
    let asked: Vec<String> = form
        .pages(&answers, "de")
        .iter()
        .flat_map(|p| p.questions().into_iter().map(|q| q.path.to_string()).collect::<Vec<_>>())
        .collect();
    assert_eq!(asked, [B, C]);
    assert!(form.to_json(&answers, Naming::Local).contains(A));
}

#[test]
fn exactly_one_branch_of_a_choice_group_is_given() {
    let art = "<art><code>X</code></art>";
    let inner =
        format!("{art}{}{}", field(A, "Erste", "0:1", "text"), field(B, "Zweite", "0:1", "text"));
    let form =
        Form::new(schema(&group("G99000000001", "Wahl", "1:1", &inner)), FormOptions::default());
    let at = |id: &str| path(&format!("G99000000001.{id}"));
    let mut answers = Answers::new();
    let codes = |answers: &Answers| -> Vec<String> {
        form.check(answers).into_iter().map(|f| f.code).collect()
    };
    assert_eq!(codes(&answers), ["choice"]);
    answers.enter(form.schema(), &at(A), "x");
    assert!(codes(&answers).is_empty());
    answers.enter(form.schema(), &at(B), "y");
    assert_eq!(codes(&answers), ["choice"]);
    let page = &form.pages(&answers, "de")[0];
    let Item::Choice(choice) = &page.items[0] else { panic!("{:?}", page.items) };
    assert_eq!(choice.branches.iter().filter(|b| b.chosen).count(), 2);
}

#[test]
fn a_partial_date_is_one_question() {
    let parts = [("Tag", "0:1"), ("Monat", "0:1"), ("Jahr", "1:1")];
    let ids = [A, B, C];
    let fields: String =
        parts.iter().zip(ids).map(|((n, m), id)| field(id, n, m, "num_int")).collect();
    let text = rule(&format!(
        "Wenn {A} nicht leer, dann darf {B} nicht leer sein. "
    )) + &rule(&format!(
        "Wenn alle drei Felder {A}, {B} und {C} befüllt sind, muss die Validität des sich ergebenden \
         Kalenderdatums sichergestellt werden."
    )).replace("R99000000001", "R99000000002");
    let inner = format!("{text}{fields}");
    let form = Form::new(
        schema(&group("G99000000001", "Geburtsdatum", "1:1", &inner)),
        FormOptions::default(),
    );
    assert!(form.open_rules().is_empty(), "{:?}", form.open_rules());
    let mut answers = Answers::new();
    let page = &form.pages(&answers, "de")[0];
    assert!(matches!(&page.items[0], Item::Date(date) if date.parts.len() == 3));
    let mut codes = |day: &str, month: &str, year: &str| -> Vec<String> {
        for (id, text) in [(A, day), (B, month), (C, year)] {
            answers.enter(form.schema(), &path(&format!("G99000000001.{id}")), text);
        }
        form.check(&answers).into_iter().map(|f| f.code).collect()
    };
    assert_eq!(codes("", "", "1990"), Vec::<String>::new());
    assert_eq!(codes("", "5", "1990"), Vec::<String>::new());
    assert_eq!(codes("3", "", "1990"), ["required"]);
    assert_eq!(codes("29", "2", "2020"), Vec::<String>::new());
    assert_eq!(codes("29", "2", "2019"), ["rule"]);
    assert_eq!(codes("", "", ""), ["required"]);
}

#[test]
fn many_files_keep_their_places() {
    let form = Form::new(
        schema(&group("G99000000001", "Unterlagen", "0:1", &field(A, "Nachweis", "0:*", "file"))),
        FormOptions::default(),
    );
    let list = path(&format!("G99000000001.{A}"));
    let mut answers = Answers::new();
    for index in 0..3_u32 {
        let file = norm_fim::FileRef { id: format!("id-{index}"), ..norm_fim::FileRef::default() };
        let next = answers.counted(&list);
        assert_eq!(next, index);
        answers.set(list.with_index(Some(next)), norm_fim::Value::File(file));
    }
    answers.remove_instance(form.schema(), &list, 1).unwrap();
    let question = form.pages(&answers, "de")[0].questions()[0].clone();
    let ids: Vec<&str> = question.files.iter().map(|(_, f)| f.id.as_str()).collect();
    assert_eq!(ids, ["id-0", "id-2"]);
    assert!(question.multiple);
    answers.clear(&list.with_index(Some(0)));
    let json = form.to_json(&answers, Naming::Local);
    assert!(json.contains("id-2") && !json.contains("id-0") && !json.contains("null"));
}

#[test]
fn two_versions_of_one_id_in_a_group_fall_back_to_versioned_names() {
    let second = field(A, "Neu", "0:1", "text").replace("1.0.0", "2.0.0");
    let form = Form::new(
        schema(&format!("{}{second}", field(A, "Alt", "0:1", "text"))),
        FormOptions::default(),
    );
    assert!(form.schema().has_colliding_ids());
    let mut answers = Answers::new();
    assert!(answers.enter(form.schema(), &path(&format!("{A}V2_0_0")), "neu"));
    let json = form.to_json(&answers, Naming::Local);
    assert!(json.contains(&format!("{A}V2.0.0")), "{json}");
}

#[test]
fn styles_name_things_as_documented() {
    let schema = schema(&group("G99000000002", "G", "1:1", &field(A, "A", "1:1", "text")));
    assert_eq!(schema.root_name(Naming::Versioned), "S99000000009V1.0.0");
    assert_eq!(schema.root_name(Naming::Portal), "fim.S99000009.00000001000000");
    assert_eq!(
        schema.data_namespace(Naming::Portal),
        "urn:xoev-de:xfall:standard:fim-s99000009_1.0"
    );
    assert_eq!(schema.data_namespace(Naming::Local), "urn:fim-de:xfall:xdf3:S99000000009V1.0.0");
    let form = Form::new(schema, FormOptions::default());
    let mut answers = Answers::new();
    answers.enter(form.schema(), &path(&format!("G99000000002.{A}")), "x");
    let compact: String = form.to_json(&answers, Naming::FitConnect).split_whitespace().collect();
    assert_eq!(compact, r#"{"G99000002":{"F99000001":"x"}}"#);
    for naming in [Naming::Versioned, Naming::Local, Naming::FitConnect, Naming::Portal] {
        let xml = form.to_xml(&answers, naming);
        let back = form.from_xml(xml.as_bytes(), None).unwrap();
        assert!(back.findings.is_empty(), "{:?}", back.findings);
        assert_eq!(back.answers.iter().count(), 1);
    }
}

#[test]
fn the_difference_of_two_versions_names_what_changed_and_what_a_draft_would_lose() {
    let old = three("");
    let fields = [(A, "A anders"), (B, "B")].map(|(id, n)| field(id, n, "1:1", "bool"));
    let new = schema(&format!("{}{}", fields.concat(), field("F99000000004", "D", "0:1", "text")));
    let difference = diff(&old, &new);
    assert_eq!(difference.added, [("F99000000004".to_owned(), "D".to_owned())]);
    assert_eq!(difference.removed, [(C.to_owned(), "C".to_owned())]);
    let changed: Vec<(&str, Vec<&str>)> = difference
        .changed
        .iter()
        .map(|c| (c.path.as_str(), c.changes.iter().map(|a| a.attribute.as_str()).collect()))
        .collect();
    assert_eq!(changed, [(A, vec!["name", "label", "multiplicity"]), (B, vec!["multiplicity"])]);
    assert!(diff(&old, &old).is_empty());
    let mut answers = Answers::new();
    answers.enter(&old, &path(A), "ja");
    assert!(lost_answers(&answers, &new).is_empty());
    answers.enter(&old, &path(C), "ja");
    assert_eq!(lost_answers(&answers, &new), [path(C)]);
}

#[test]
fn every_official_schema_becomes_a_form_with_pages() {
    let Some(fim) = data::fim() else { return };
    for file in data::files(&fim.join("xdf3"), ".xml") {
        let schema = read(&std::fs::read(&file).unwrap()).unwrap().schema;
        let name = schema.base.key.to_string();
        let options = FormOptions { state: Some("NW".to_owned()), ..FormOptions::default() };
        let form = Form::new(schema, options);
        let answers = form.prefilled();
        assert!(!form.situation(&answers).oscillates(), "{name}");
        let pages = form.pages(&answers, "de");
        assert!(!pages.is_empty(), "{name}");
        let mut ids = std::collections::BTreeSet::new();
        let mut paths = std::collections::BTreeSet::new();
        for page in &pages {
            assert!(ids.insert(page.id.clone()), "{name}: page {} twice", page.id);
            for question in page.questions() {
                assert!(paths.insert(question.path.clone()), "{name}: {} twice", question.path);
                assert!(form.schema().locate(&question.path).is_some());
            }
        }
        // Every finding of an empty form can be shown on some page.
        for finding in form.check(&answers) {
            let shown = pages.iter().any(|p| p.places().contains(&finding.path));
            assert!(shown, "{name}: {} has no page ({})", finding.path, finding.message_de);
        }
    }
}
