//! Stories of the workshop, through the real router: schemas straight from the FIM portal.

mod failing;
mod portal;

use kernel::{Actor, Audit, Module};
use testkit::portal::{Portal, Stock};
use testkit::{Answer, Client, TestTown};

use crate::{BUILD, OPEN, StudioSettings};

/// A Monday morning.
const MONDAY: &str = "2026-05-04T08:00:00Z";
/// The project's own form: `S99000000001` in version 1.0.0.
const SCHEMA: &str = include_str!("../../../data/wohngeld/form.xdf3.xml");
const NEW: &str = "/verwaltung/formulare/neu";
/// The service of the form.
const SERVICE: &str = "99107023017000";

fn modules() -> Vec<Module> {
    vec![crate::module()]
}

/// The form in another version, with another word for the telephone.
fn next_version() -> String {
    let next = SCHEMA.replacen("<xdf:version>1.0.0<", "<xdf:version>1.2.0<", 1);
    let next = next.replace("Telefonnummer", "Rufnummer");
    assert_ne!(next, SCHEMA);
    next
}

fn stock() -> Stock {
    Stock {
        schemas: vec![SCHEMA.to_owned()],
        services: vec![(SERVICE.to_owned(), "Wohngeld (Mietzuschuss)".to_owned())],
        ..Stock::default()
    }
}

/// Names the portal in the settings.
async fn name(town: &TestTown, portal: &Portal) {
    let settings = StudioSettings { portal: portal.address() };
    town.town
        .write(Actor::system("test"), move |tx| {
            kernel::settings::set(tx, &settings)?;
            Ok(Audit::of("test.settings", "studio").done())
        })
        .await
        .unwrap();
}

async fn builder(town: &TestTown) -> Client {
    town.staff("Birgit", &[BUILD, OPEN], "50").await
}

/// What the button "Einlesen" sends.
fn chosen<'a>(id: &'a str, version: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("woher", "portal"), ("kennung", id), ("schemafassung", version)]
}

/// Reads a schema of the portal in; answers with the address of its edition.
async fn take(client: &Client, id: &str, version: &str) -> String {
    let answer = client.post(NEW, &chosen(id, version)).await.is(303);
    answer.location.expect("to the edition")
}

/// A text as it stands in an address.
fn query(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

async fn search(client: &Client, words: &str) -> Answer {
    client.get(&format!("{NEW}?suche={}", query(words))).await.is(200)
}
