//! Stories of the newsroom, through the real router.

mod desk;
mod import;
mod night;
mod outside;
mod rights;
mod tasks;
mod together;
mod way;
mod writing;

use kernel::publication::{self, Publication, State};
use kernel::{Id, Module};
use testkit::{Client, TestTown};

use crate::{FORCE, MANAGE, PUBLISH, REVIEW, WRITE};

/// A Monday morning.
const MONDAY: &str = "2026-05-04T08:00:00Z";
const BASE: &str = "/verwaltung/redaktion";

fn modules() -> Vec<Module> {
    vec![crate::module()]
}

/// Somebody who may write, review and publish everywhere below 50.
async fn editor(town: &TestTown, name: &str) -> Client {
    town.staff(name, &[WRITE, REVIEW, PUBLISH, MANAGE], "50").await
}

async fn chief(town: &TestTown) -> Client {
    town.staff("Clara", &[WRITE, REVIEW, PUBLISH, FORCE, MANAGE], "50").await
}

async fn author(town: &TestTown, name: &str) -> Client {
    town.staff(name, &[WRITE], "50").await
}

/// Begins a text; answers its address.
async fn begin(town: &TestTown, who: &Client, kind: &str, title: &str) -> String {
    let unit = town.unit("50").await.id.to_string();
    let fields = [("titel", title), ("art", kind), ("einheit", &unit)];
    who.post(&format!("{BASE}/neu"), &fields).await.is(303).location.expect("to the text")
}

/// The edition the page of a text was made from.
async fn seen(who: &Client, item: &str) -> String {
    who.get(item).await.is(200).field("fassung").expect("an edition")
}

/// Saves title and teaser.
async fn head(who: &Client, item: &str, title: &str, teaser: &str) {
    let edition = seen(who, item).await;
    let fields = [
        ("fassung", edition.as_str()),
        ("sprache", "de"),
        ("kopf", "ja"),
        ("titel", title),
        ("kurztext", teaser),
    ];
    who.post(&format!("{item}/kopf"), &fields).await.is(303);
}

/// Saves the running text at the start.
async fn words(who: &Client, item: &str, text: &str) {
    let edition = seen(who, item).await;
    let fields =
        [("fassung", edition.as_str()), ("sprache", "de"), ("hinter", ""), ("worte", text)];
    who.post(&format!("{item}/text"), &fields).await.is(303);
}

/// Presses a button of the page where texts are published.
async fn press(who: &Client, item: &str, button: &str, more: &[(&str, &str)]) -> testkit::Answer {
    let edition = seen(who, item).await;
    let mut fields = vec![("fassung", edition.as_str()), ("aktion", button)];
    fields.extend_from_slice(more);
    who.post(&format!("{item}/freigabe"), &fields).await
}

/// A news item with everything it needs.
async fn news(town: &TestTown, who: &Client, title: &str) -> String {
    let item = begin(town, who, "news", title).await;
    head(who, &item, title, "Ein kurzer Satz dazu.").await;
    words(who, &item, "Am Samstag ist Markt. Alle sind eingeladen.").await;
    item
}

fn id_of(item: &str) -> Id<Publication> {
    item.rsplit('/').next().expect("an id").parse().expect("an id")
}

/// What the gazette holds of a text.
async fn shown(town: &TestTown, item: &str) -> Option<Publication> {
    let id = id_of(item);
    town.town.read(move |db| publication::find(db, id)).await.expect("the gazette")
}

/// Whether the public sees a text now.
async fn is_public(town: &TestTown, item: &str) -> bool {
    let id = id_of(item);
    town.town.read(move |db| Ok(publication::by_id(db, id).is_ok())).await.expect("the gazette")
}

async fn state(town: &TestTown, item: &str) -> Option<State> {
    shown(town, item).await.map(|p| p.state)
}
