//! The project's own form: strict, complete rules, fillable, round trip.

use std::collections::BTreeMap;
use std::path::PathBuf;

use norm_fim::{
    Answers, Form, FormOptions, Item, Naming, Overlay, Path, ReadOptions, read_with, write_xdf3,
};

fn folder() -> PathBuf {
    PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where"))
        .join("../../data/wohngeld")
}

/// The form, built once for all tests.
pub fn form() -> &'static Form {
    static FORM: std::sync::OnceLock<Form> = std::sync::OnceLock::new();
    FORM.get_or_init(build)
}

/// Its schema.
pub fn schema() -> norm_fim::Schema {
    let bytes = std::fs::read(folder().join("form.xdf3.xml")).expect("the form is in the tree");
    read_with(&bytes, ReadOptions::strict()).expect("the form is strict").schema
}

fn build() -> Form {
    let schema = schema();
    let english = std::fs::read_to_string(folder().join("form.en.toml")).expect("texts are there");
    let overlay: Overlay = toml::from_str(&english).expect("the texts are TOML");
    let overlays = BTreeMap::from([("en".to_owned(), overlay)]);
    Form::new(schema, FormOptions { overlays, ..FormOptions::default() })
}

fn path(text: &str) -> Path {
    text.parse().expect("a path")
}

#[test]
fn the_file_is_in_our_layout() {
    let text = std::fs::read_to_string(folder().join("form.xdf3.xml")).unwrap();
    let schema = read_with(text.as_bytes(), ReadOptions::strict()).unwrap().schema;
    assert!(write_xdf3(&schema) == text, "run the example normalise over the file");
}

#[test]
fn every_rule_compiles_and_nothing_is_left_open() {
    let form = form();
    for open in form.open_rules() {
        eprintln!("{} at {}: {}\n  {}", open.rule, open.element, open.reason, open.text);
    }
    assert!(form.open_rules().is_empty());
    assert!(form.findings().is_empty(), "{:?}", form.findings());
    assert!(form.rules().count() > 60);
}

#[test]
fn every_text_has_an_english_counterpart() {
    let form = form();
    for node in 0..form.schema().nodes.len() {
        let german = form.label(node, "de");
        assert!(german != form.label(node, "en") || german == "IBAN", "{german}");
        assert_eq!(
            form.help(node, "de").is_some(),
            form.help(node, "de") != form.help(node, "en"),
            "{german}"
        );
        for (de, en) in form.choices(node, "de").iter().zip(form.choices(node, "en")) {
            assert_ne!(de.name, en.name);
        }
    }
}

fn samples() -> Vec<(String, Answers)> {
    let mut samples = Vec::new();
    for entry in std::fs::read_dir(folder()).expect("the folder is there") {
        let path = entry.expect("readable").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let is_json = path.extension().is_some_and(|e| e == "json");
        if name.starts_with("sample-") && is_json {
            let text = std::fs::read_to_string(&path).expect("readable");
            let answers = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
            samples.push((name, answers));
        }
    }
    samples.sort_by(|a, b| a.0.cmp(&b.0));
    samples
}

#[test]
fn sample_households_are_complete_and_survive_the_journey() {
    let form = form();
    let samples = samples();
    assert_eq!(samples.len(), 3);
    for (name, mut answers) in samples {
        assert!(answers.retain_known(form.schema()).is_empty(), "{name}");
        let findings = form.check(&answers);
        for finding in &findings {
            eprintln!("{name}: {} {}", finding.path, finding.message_de);
        }
        assert!(findings.is_empty(), "{name}");
        let exported = form.exported(&answers);
        for naming in [Naming::Versioned, Naming::Local] {
            let json = form.to_json(&answers, naming);
            let back = form.from_json(json.as_bytes(), None).unwrap();
            assert!(back.findings.is_empty(), "{name}: {:?}", back.findings);
            assert_eq!(form.to_json(&back.answers, naming), json, "{name}");
            let xml = form.to_xml(&answers, naming);
            let back = form.from_xml(xml.as_bytes(), None).unwrap();
            assert!(back.findings.is_empty(), "{name}: {:?}", back.findings);
            assert_eq!(form.to_xml(&back.answers, naming), xml, "{name}");
            for (path, answer) in exported.iter() {
                assert!(back.answers.get(path).is_some(), "{name}: {path} {answer:?} is lost");
            }
        }
    }
}

#[test]
fn the_pages_hold_every_question_once_and_in_a_readable_number() {
    let form = form();
    for (name, answers) in samples() {
        for language in ["de", "en"] {
            let pages = form.pages(&answers, language);
            let mut ids: Vec<&str> = pages.iter().map(|p| p.id.as_str()).collect();
            ids.sort_unstable();
            let count = ids.len();
            ids.dedup();
            assert_eq!(ids.len(), count, "{name}: page ids are unique");
            let mut seen = std::collections::BTreeSet::new();
            for page in &pages {
                assert!(page.questions().len() <= 9, "{name}: {} is too long", page.id);
                assert!(!page.items.is_empty());
                for question in page.questions() {
                    assert!(seen.insert(question.path.clone()), "{name}: {} twice", question.path);
                }
                if let Some(parent) = &page.parent {
                    assert!(pages.iter().any(|p| p.id == *parent), "{name}: {parent} is missing");
                }
                for item in &page.items {
                    if let Item::List(list) = item {
                        for entry in &list.entries {
                            let Some(id) = &entry.page else { continue };
                            assert!(pages.iter().any(|p| p.id == *id), "{name}: no page {id}");
                        }
                    }
                }
            }
            for (path, _) in form.exported(&answers).iter() {
                let shown = seen.contains(path) || seen.contains(&path.with_index(None));
                assert!(shown, "{name}: {path} has no page");
            }
        }
    }
}

#[test]
fn a_question_appears_when_its_condition_holds_and_keeps_its_answer() {
    let form = form();
    let schema = form.schema();
    let mut answers = Answers::new();
    let sublet = path("G99000000080.F99000000081");
    let area = path("G99000000080.F99000000082");
    assert!(!form.situation(&answers).applies(&area), "hidden until answered");
    answers.enter(schema, &sublet, "ja");
    answers.enter(schema, &area, "12,5");
    assert!(form.situation(&answers).applies(&area));
    assert!(form.situation(&answers).requires(&area));
    answers.enter(schema, &sublet, "nein");
    assert!(!form.situation(&answers).applies(&area));
    assert!(form.exported(&answers).get(&area).is_none(), "hidden answers are not handed over");
    answers.enter(schema, &sublet, "ja");
    assert_eq!(answers.input(&area), "12,5", "toggling back restores");
}

#[test]
fn rules_of_a_repeated_group_touch_only_their_own_entry() {
    let form = form();
    let schema = form.schema();
    let mut answers = Answers::new();
    let list = path("G99000000030");
    for index in 0..3 {
        assert_eq!(answers.add_instance(schema, &list), Ok(index));
    }
    let at = |index: u32, rest: &str| path(&format!("G99000000030-{index}.{rest}"));
    answers.enter(schema, &at(1, "F99000000031"), "child");
    let situation = form.situation(&answers);
    assert!(!situation.applies(&at(0, "F99000000034")));
    assert!(situation.applies(&at(1, "F99000000034")));
    assert!(!situation.applies(&at(2, "F99000000034")));
    for index in 0..3 {
        answers.enter(schema, &at(index, "F99000000021"), &format!("Person {index}"));
        answers.enter(schema, &at(index, "G99000000320.F99000000321"), "ja");
        let incomes = at(index, "G99000000320.G99000000310");
        answers.add_instance(schema, &incomes).unwrap();
        answers.enter(
            schema,
            &incomes.with_index(Some(0)).child("F99000000312", None),
            &format!("{index}00,50"),
        );
    }
    answers.remove_instance(schema, &list, 1).unwrap();
    assert_eq!(answers.count(schema, &list), 2);
    assert_eq!(answers.input(&at(0, "F99000000021")), "Person 0");
    assert_eq!(answers.input(&at(1, "F99000000021")), "Person 2");
    let income = at(1, "G99000000320.G99000000310-0.F99000000312");
    assert_eq!(answers.input(&income), "200,50");
    assert!(!form.situation(&answers).applies(&at(1, "F99000000034")), "no child any more");
}

#[test]
fn errors_name_the_question_in_plain_german() {
    let form = form();
    let schema = form.schema();
    let mut answers = Answers::new();
    answers.enter(schema, &path("G99000000020.F99000000024"), "31.02.1990");
    answers.add_instance(schema, &path("G99000000030")).unwrap();
    let findings = form.check(&answers);
    let message = |place: &str| {
        findings.iter().find(|f| f.path == place).map(|f| f.message_de.clone()).unwrap_or_default()
    };
    assert_eq!(
        message("G99000000020.F99000000024"),
        "„Geburtsdatum“ muss ein gültiges Datum sein, zum Beispiel 31.12.2026."
    );
    assert_eq!(message("G99000000020.F99000000021"), "Bitte füllen Sie „Vorname“ aus.");
    assert_eq!(
        message("G99000000030-0.F99000000021"),
        "Bitte füllen Sie „Vorname (Weitere Personen in der Wohnung, Eintrag 1)“ aus."
    );
    assert_eq!(
        message("G99000000010.F99000000011"),
        "Bitte wählen Sie etwas aus: „Was möchten Sie beantragen“."
    );
    let page = form.page(&answers, "G99000000010", "de").unwrap();
    assert_eq!(form.check_page(&answers, &page).len(), 1);
}

#[test]
fn the_plan_of_a_family_reads_well() {
    let form = form();
    let (_, answers) = samples().remove(2);
    let titles: Vec<String> = form
        .pages(&answers, "de")
        .iter()
        .map(|p| format!("{} | {} | {}", p.id, p.title, p.questions().len()))
        .collect();
    for title in &titles {
        eprintln!("{title}");
    }
    assert!(titles.iter().any(|t| t.contains("Einkommen: Jasmin Kranich")));
    assert!(titles.iter().any(|t| t.contains("Besondere Umstände: Mila Kranich")));
}

#[test]
fn a_page_says_which_questions_appeared_because_of_an_answer() {
    let form = form();
    let mut answers = Answers::new();
    let before = form.page(&answers, "G99000000080", "de").unwrap();
    answers.enter(form.schema(), &path("G99000000080.F99000000081"), "ja");
    let after = form.page(&answers, "G99000000080", "de").unwrap();
    let appeared: Vec<String> = after.new_since(&before).iter().map(Path::to_string).collect();
    assert_eq!(appeared, ["G99000000080.F99000000082", "G99000000080.F99000000083"]);
    assert!(before.new_since(&after).is_empty());
}
