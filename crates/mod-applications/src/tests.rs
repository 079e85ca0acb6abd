//! Stories through the router, with the Wohngeld form of the project as any department's form.

mod filling;
mod holding;
mod journey;
mod night;
mod odd;

use kernel::forms::{Applicant, FormOffer};
use kernel::procedure::DocumentNeed;
use kernel::{Module, Text};
use norm_fim::{Answers, Path};
use testkit::{Answer, Client, TestTown};

pub(crate) const START: &str = "2026-05-04T08:00:00Z";
pub(crate) const PDF: &[u8] = b"%PDF-1.7\nMietvertrag";
/// Pages one walk may take until it counts as lost.
const STEPS_MAX: usize = 120;

pub(crate) fn offer() -> FormOffer {
    FormOffer {
        service: "wohngeld",
        kind: "wohngeld",
        schema: include_str!("../../../data/wohngeld/form.xdf3.xml"),
        english: include_str!("../../../data/wohngeld/form.en.toml"),
        title: || Text::new("Wohngeld: Mietzuschuss", "Housing benefit: rent subsidy"),
        applicant: |json| {
            let person = &json["G99000000020"];
            let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
            let flat = &json["G99000000050"];
            Applicant {
                name: format!(
                    "{} {}",
                    text(&person["F99000000021"]),
                    text(&person["F99000000022"])
                ),
                address: format!("{} {}", text(&flat["F99000000051"]), text(&flat["F99000000052"])),
                email: text(&json["G99000000040"]["F99000000042"]),
                is_digital: json["G99000000040"]["F99000000043"] == true,
            }
        },
        documents: |json| {
            let need = |key: &str, de: &str, is_required| DocumentNeed {
                key: key.into(),
                label: Text::new(de, key),
                why: Text::new("Damit wir die Miete prüfen können.", "To check the rent."),
                files: 0,
                is_required,
            };
            let mut needs = vec![need("lease", "Mietvertrag", true)];
            if json["G99000000020"]["F99000000027"] == "other" {
                needs.push(need("residence_title", "Aufenthaltstitel", true));
            }
            needs
        },
    }
}

/// Applications with a department that offers a form and has no procedure of its own.
pub(crate) fn modules() -> Vec<Module> {
    let department =
        Module { name: "department", forms: vec![offer().shelf()], ..Module::default() };
    vec![crate::module(), department]
}

pub(crate) async fn ready(town: &TestTown) {
    town.competent("wohngeld", "50.2").await;
}

/// Answers of an invented household.
pub(crate) fn sample(name: &str) -> Answers {
    let text = match name {
        "pensioner" => include_str!("../../../data/wohngeld/sample-pensioner-alone.json"),
        "family" => include_str!("../../../data/wohngeld/sample-large-family.json"),
        _ => include_str!("../../../data/wohngeld/sample-single-parent.json"),
    };
    serde_json::from_str(text).unwrap()
}

/// A visitor's first steps: begins, notes number and code; answers them with the draft's address.
pub(crate) async fn begin(visitor: &Client) -> (String, String, String) {
    let answer = visitor.post("/antrag/wohngeld", &[]).await.is(303);
    let code_page = visitor.follow(&answer).await.is(200).shows("Bitte notieren Sie beides");
    let (number, code) = number_and_code(&code_page);
    let draft = code_page.field("entwurf").unwrap();
    let answer = visitor.post("/antrag/code/notiert", &[("entwurf", &draft)]).await.is(303);
    assert_eq!(answer.location.as_deref(), Some(format!("/antrag/entwurf/{draft}").as_str()));
    (format!("/antrag/entwurf/{draft}"), number, code)
}

/// Number and code as the page shows them.
pub(crate) fn number_and_code(page: &Answer) -> (String, String) {
    let html = page.text();
    let after = |label: &str| {
        let rest = html.split(&format!("<dt>{label}</dt>")).nth(1).expect("on the page");
        let rest = rest.split("<strong>").nth(1).expect("in bold");
        rest.split('<').next().expect("its end").to_owned()
    };
    (after("Nummer"), after("Code"))
}

/// Names of the fields of answers on a page.
pub(crate) fn names(page: &Answer) -> Vec<String> {
    let html = page.text();
    let mut found: Vec<String> = Vec::new();
    for part in html.split("name=\"").skip(1) {
        let name = part.split('"').next().unwrap_or_default();
        if name.starts_with(['G', 'F']) && name.contains('.') && !found.contains(&name.to_owned()) {
            found.push(name.to_owned());
        }
    }
    found
}

/// What to send for the fields of a page.
pub(crate) fn typed(page: &Answer, answers: &Answers) -> Vec<(String, String)> {
    let mut fields = vec![("stand".to_owned(), page.field("stand").unwrap_or_default())];
    for name in names(page) {
        let (bare, part) = match name.rsplit_once('-') {
            Some((bare, part)) if ["tag", "monat", "jahr"].contains(&part) => (bare, Some(part)),
            _ => (name.as_str(), None),
        };
        let path: Path = bare.parse().unwrap();
        let value = answers.input(&path);
        let value = match part {
            None => value,
            Some(part) => {
                let index = match part {
                    "tag" => 0,
                    "monat" => 1,
                    _ => 2,
                };
                value.split('.').nth(index).unwrap_or_default().to_owned()
            }
        };
        // A radio button that is not chosen and a box that is not ticked are not sent.
        if !value.is_empty() {
            fields.push((name, value));
        }
    }
    fields
}

pub(crate) async fn post(client: &Client, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    client.post(path, &fields).await
}

/// The list that still needs an entry on this page.
fn wanted(page: &Answer, answers: &Answers) -> Option<String> {
    let html = page.text();
    for part in html.split("value=\"neu|").skip(1) {
        let list = part.split('"').next().unwrap_or_default();
        let path: Path = list.parse().unwrap();
        let there = (0..100)
            .take_while(|i| {
                html.contains(&format!("value=\"zu|{list}-{i}\""))
                    || html.contains(&format!("name=\"{list}-{i}."))
            })
            .count();
        if u32::try_from(there).unwrap() < answers.counted(&path) {
            return Some(format!("neu|{list}"));
        }
    }
    None
}

/// Walks through a draft like a person with these answers, until the page for documents.
pub(crate) async fn walk(client: &Client, draft: &str, answers: &Answers) -> Vec<String> {
    walk_slowly(client, draft, answers, || ()).await
}

/// The same with something between the pages, such as the time a person takes.
pub(crate) async fn walk_slowly(
    client: &Client,
    draft: &str,
    answers: &Answers,
    pause: impl Fn(),
) -> Vec<String> {
    let mut at = client.get(draft).await.is(303).location.unwrap();
    let mut seen = Vec::new();
    for _ in 0..STEPS_MAX {
        if at.ends_with("/unterlagen") {
            return seen;
        }
        pause();
        let page = client.get(&at).await.is(200);
        seen.push(at.clone());
        let mut fields = typed(&page, answers);
        if let Some(action) = wanted(&page, answers) {
            fields.push(("aktion".into(), action));
        }
        let path = at.split('?').next().unwrap().to_owned();
        at = post(client, &path, &fields).await.is(303).location.unwrap();
    }
    panic!("the walk does not end: {seen:?}");
}

/// Checks, confirms and sends; answers where it leads.
pub(crate) async fn send(client: &Client, draft: &str) -> Answer {
    let review = client.get(&format!("{draft}/pruefen")).await.is(200);
    let version = review.field("fassung").unwrap_or_default();
    client.post(&format!("{draft}/absenden"), &[("fassung", &version), ("bestaetigt", "ja")]).await
}

/// A whole application of the pensioner; answers the address of its case.
pub(crate) async fn applied(client: &Client, draft: &str) -> String {
    walk(client, draft, &sample("pensioner")).await;
    let answer = send(client, draft).await.is(303);
    let receipt = answer.location.unwrap();
    receipt.strip_suffix("/eingang").unwrap().to_owned()
}
