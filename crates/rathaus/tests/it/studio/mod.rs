//! The workshop of forms in the whole house: from a schema file to a case on the desk.

mod building;
mod service;

use norm_fim::Answers;
use testkit::{Answer, Client, TestTown};

use mod_studio::{BUILD, OPEN};

pub(crate) const START: &str = "2026-05-04T08:00:00Z";
/// The project's own form, as any schema from outside.
pub(crate) const SCHEMA: &str = include_str!("../../../../../data/wohngeld/form.xdf3.xml");
const LIST: &str = "/verwaltung/formulare";

/// A person who builds and opens forms.
pub(crate) async fn builder(town: &TestTown) -> Client {
    town.staff("Birgit", &[BUILD, OPEN], "50").await
}

/// Reads a schema in; answers with the address of its edition.
pub(crate) async fn import(client: &Client, service: &str, xml: &str) -> String {
    let fields =
        [("titel_de", "Zuschuss zur Miete"), ("titel_en", "Rent subsidy"), ("adresse", service)];
    let files = [("datei", "schema.xml", xml.as_bytes())];
    let answer = client.upload(&format!("{LIST}/neu"), &fields, &files).await.is(303);
    answer.location.expect("to the edition")
}

/// What the fields of a page say, to be sent with changes.
pub(crate) fn sent(
    page: &Answer,
    names: &[&str],
    changes: &[(&str, &str)],
) -> Vec<(String, String)> {
    let version = ("fassung".to_owned(), page.field("fassung").expect("the version"));
    let other = |name: &str| changes.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
    let mut fields = vec![version];
    for name in names {
        let value = other(name).map(str::to_owned).or_else(|| page.field(name)).unwrap_or_default();
        fields.push(((*name).to_owned(), value));
    }
    for (name, value) in changes {
        if !names.contains(name) {
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    fields
}

pub(crate) async fn post(client: &Client, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    client.post(path, &fields).await
}

/// Names the office and the remedy notice: what every form needs before it opens.
pub(crate) async fn set_terms(town: &TestTown, client: &Client, edition: &str) {
    let unit = town.unit("50.2").await.id.to_string();
    let path = format!("{edition}/bedingungen");
    let page = client.get(&path).await.is(200);
    let names = ["vorname", "nachname", "strasse", "hausnummer", "postleitzahl", "ort", "email"];
    let changes = [
        ("titel_de", "Zuschuss zur Miete"),
        ("titel_en", "Rent subsidy"),
        ("stelle", unit.as_str()),
        ("vertrauen", "none"),
        ("jahre", "3"),
        ("kosten_de", "kostenfrei"),
        ("kosten_en", "free of charge"),
        ("rechtsbehelf", "Gegen diesen Bescheid können Sie Klage erheben."),
        ("vorname", "G99000000020.F99000000021"),
        ("nachname", "G99000000020.F99000000022"),
        ("email", "G99000000040.F99000000042"),
    ];
    let fields = sent(&page, &names, &changes);
    let _ = post(client, &path, &fields).await.is(303);
}

/// Opens an edition.
pub(crate) async fn open(client: &Client, edition: &str) -> Answer {
    let page = client.get(edition).await.is(200);
    let version = page.field("fassung").unwrap_or_default();
    client.post(&format!("{edition}/oeffnen"), &[("fassung", &version)]).await
}

/// Answers of an invented household.
pub(crate) fn sample() -> Answers {
    serde_json::from_str(include_str!("../../../../../data/wohngeld/sample-pensioner-alone.json"))
        .expect("the sample reads")
}
