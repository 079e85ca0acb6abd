//! Stories of the public face, through the real router and on both engines.

mod data;
mod feeds;
mod items;
mod legal;
mod looks;
mod messages;
mod notices;
mod pages;
mod programs;
mod redirects;
mod search;

use axum::body::Body;
use axum::http::{Request, header};
use kernel::module::{FindablePage, Following, Offer};
use kernel::publication::{self, Publication};
use kernel::settings;
use kernel::{Actor, AppError, Audit, Id, Module, Reader, Text, Town};
use testkit::{Answer, Client, TestTown};

use crate::SiteSettings;

const MORNING: &str = "2026-05-04T08:00:00Z";

/// This module and one that offers a service.
fn modules() -> Vec<Module> {
    let counter = FindablePage {
        path: "/hundesteuer/rechner",
        title: Text::new("Hundesteuer-Rechner", "Dog tax calculator"),
        text: Text::new("Was Ihr Hund kostet.", "What your dog costs."),
        words: "hund hundesteuer rechner berechnen anmelden dog tax calculator",
    };
    let follow = Following {
        title: Text::new("Entlaufene Hunde", "Lost dogs"),
        text: Text::new("Wer seinen Hund sucht.", "Who is looking for a dog."),
        mail: "/hunde/abo",
        feeds: &[("/hunde.atom", "Atom")],
        instead_of: "roadworks",
    };
    let dogs = Module {
        name: "dogs",
        offers: Some(offers),
        pages: vec![counter],
        follows: vec![follow],
        ..Module::default()
    };
    vec![crate::module(), dogs]
}

#[expect(clippy::unnecessary_wraps, reason = "all offers have one shape")]
fn offers(_: &Town, _: &mut Reader<'_>) -> Result<Vec<Offer>, AppError> {
    let dog = Offer {
        title: Text::new("Hund anmelden", "Register a dog"),
        teaser: Text::new("Melden Sie Ihren Hund an.", "Register your dog."),
        path: "/leistungen/hund".into(),
        keywords: "hund".into(),
        is_online: true,
        competence: "dog".into(),
    };
    let tag = Offer {
        title: Text::new("Hundemarke ersetzen", "Replace a dog tag"),
        path: "/leistungen/hundemarke".into(),
        ..dog.clone()
    };
    Ok(vec![dog, tag])
}

async fn publish(town: &TestTown, kind: &str, slug: &str, title: &str, from: &str) {
    put(town, sample(kind, slug, title, from)).await;
}

/// A publication as most tests need it.
fn sample(kind: &str, slug: &str, title: &str, from: &str) -> Publication {
    Publication {
        id: Id::from_name(&format!("{kind}/{slug}")),
        title: Text::new(title, ""),
        teaser: Text::new("Kurz gesagt: <wichtig> & neu.", ""),
        text: Text::new("## Worum es geht\n\nDie **Marktbrücke** ist wieder frei.", ""),
        state: publication::State::Published,
        ..Publication::new(kind, slug, from.parse().unwrap())
    }
}

async fn put(town: &TestTown, publication: Publication) {
    town.town
        .write(Actor::system("test"), move |tx| {
            publication::save(tx, &publication, "test")?;
            Ok(Audit::of("test.published", publication.id).done())
        })
        .await
        .unwrap();
}

async fn decide(town: &TestTown, settings: SiteSettings) {
    town.town
        .write(Actor::system("test"), move |tx| {
            settings::set(tx, &settings)?;
            Ok(Audit::of("test.decided", "site").done())
        })
        .await
        .unwrap();
}

/// Asks with headers of one's own.
async fn ask(client: &Client, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().uri(path).header(header::HOST, "town.test");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    client.send(request.body(Body::empty()).unwrap()).await
}

fn head<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).map_or("", |v| v.to_str().unwrap())
}
