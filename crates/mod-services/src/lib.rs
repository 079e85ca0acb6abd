//! What the town offers to people: services with who is entitled, documents, costs, legal basis,
//! how long it takes and who is competent.
//!
//! Public pages under `/leistungen`, each also as JSON; staff write them under
//! `/verwaltung/leistungen`. Whether a service can be done online is never typed: it follows from
//! the open forms of the house, and an open form without a page gets one of its own words.
//! Processing times are computed from the town's own decided cases; where there are too few, the
//! page says so.

mod catalogue;
mod compare;
mod exchange;
mod gaps;
mod given;
mod maturity;
mod model;
mod routes;
mod sheet;
mod store;
#[cfg(test)]
mod tests;
mod topics;
mod view;

use kernel::access::Access;
use kernel::db::Migration;
use kernel::module::{Check, Erase, Finding, Health, NavEntry, Offer, Retention};
use kernel::{Module, Permission, Routes, Text};

use crate::model::State;

pub use model::Service;
pub use store::save;
pub use topics::{Topic, save_topic};
pub use web::markdown::markdown as prose;

/// May write what the town offers.
pub const EDIT: Permission = Permission("services.edit");

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "services",
        routes: routes(),
        migrations: &[
            Migration {
                module: "services",
                name: "0001_service",
                sql: include_str!("../migrations/0001_service.sql"),
            },
            Migration {
                module: "services",
                name: "0002_catalogue",
                sql: include_str!("../migrations/0002_catalogue.sql"),
            },
            Migration {
                module: "services",
                name: "0003_exchange",
                sql: include_str!("../migrations/0003_exchange.sql"),
            },
        ],
        permissions: vec![(
            EDIT,
            Text::new("Leistungen beschreiben", "Describe what the town offers"),
        )],
        menu: vec![NavEntry {
            path: "/leistungen",
            label: Text::new("Leistungen", "Services"),
            group: Text::default(),
            icon: "checklist",
            permission: None,
        }],
        navigation: vec![NavEntry {
            path: "/verwaltung/leistungen",
            label: Text::new("Leistungen", "Services"),
            group: Text::new("Verwaltung", "Administration"),
            icon: "document",
            permission: Some(EDIT),
        }],
        retention: retention(),
        checks: vec![Check { id: "services/pages", run: pages_are_whole }],
        offers: Some(offers),
        ..Module::default()
    }
}

fn routes() -> Routes {
    let edit = Access::Staff(EDIT);
    Routes::new()
        .get("/leistungen", Access::Everyone, routes::list)
        .get("/leistungen.json", Access::Everyone, routes::list_json)
        .get("/leistungen/{slug}", Access::Everyone, routes::show)
        .get("/verwaltung/leistungen", edit, routes::staff::overview::list)
        .get("/verwaltung/leistungen/neu", edit, routes::staff::edit::ask)
        .post("/verwaltung/leistungen/neu", edit, routes::staff::edit::add)
        .get("/verwaltung/leistungen/reifegrad", edit, routes::staff::maturity::show)
        .get("/verwaltung/leistungen/reifegrad.csv", edit, routes::staff::maturity::csv)
        .get("/leistungen.xml", Access::Everyone, routes::xzufi)
        .get("/lebenslagen", Access::Everyone, routes::topics::list)
        .get("/lebenslagen/{slug}", Access::Everyone, routes::topics::show)
        .get("/verwaltung/leistungen/einfuhr", edit, routes::staff::import::ask)
        .upload("/verwaltung/leistungen/einfuhr", edit, routes::staff::import::take)
        .get("/verwaltung/leistungen/einfuhr/{id}", edit, routes::staff::import::review)
        .post("/verwaltung/leistungen/einfuhr/{id}", edit, routes::staff::import::apply)
        .get("/verwaltung/leistungen/ausfuhr", edit, routes::staff::export::show)
        .get("/verwaltung/leistungen/themen", edit, routes::staff::topics::list)
        .post("/verwaltung/leistungen/themen", edit, routes::staff::topics::add)
        .get("/verwaltung/leistungen/themen/{slug}", edit, routes::staff::topics::show)
        .post("/verwaltung/leistungen/themen/{slug}", edit, routes::staff::topics::save)
        .post("/verwaltung/leistungen/themen/{slug}/entfernen", edit, routes::staff::topics::remove)
        .get("/verwaltung/leistungen/{slug}", edit, routes::staff::edit::show)
        .post("/verwaltung/leistungen/{slug}", edit, routes::staff::edit::save)
        .get("/verwaltung/leistungen/{slug}/vorschau", edit, routes::staff::state::preview)
        .get("/verwaltung/leistungen/{slug}/verlauf", edit, routes::staff::versions::show)
        .post("/verwaltung/leistungen/{slug}/stand", edit, routes::staff::state::switch)
        .get("/verwaltung/leistungen/{slug}/entfernen", edit, routes::staff::state::ask)
        .post("/verwaltung/leistungen/{slug}/entfernen", edit, routes::staff::state::remove)
}

fn retention() -> Vec<Retention> {
    vec![
        Retention {
            table: "services_service",
            rule: "Published texts; no personal data.",
            erase: Erase::Kept,
        },
        Retention {
            table: "services_version",
            rule: "Three years after it was written, the present version apart: to answer what the town told people.",
            erase: Erase::Nightly(store::erase_old),
        },
        Retention {
            table: "services_origin",
            rule: "As long as the service: the next update compares with it.",
            erase: Erase::Kept,
        },
        Retention {
            table: "services_intake",
            rule: "A month after it was read.",
            erase: Erase::Nightly(store::erase_intakes),
        },
        Retention {
            table: "services_topic",
            rule: "Published texts; no personal data.",
            erase: Erase::Kept,
        },
        Retention {
            table: "services_topic_service",
            rule: "Goes with topic or service; no personal data.",
            erase: Erase::Kept,
        },
    ]
}

/// The services as other pages of the town show them.
fn offers(
    town: &kernel::Town,
    reader: &mut kernel::Reader<'_>,
) -> Result<Vec<Offer>, kernel::AppError> {
    let services = catalogue::public(town, reader)?;
    Ok(services
        .into_iter()
        .map(|listed| Offer {
            path: format!("/leistungen/{}", listed.service.slug),
            is_online: listed.is_online,
            competence: listed.competence,
            title: listed.service.title,
            teaser: listed.service.teaser,
            keywords: listed.service.keywords,
        })
        .collect())
}

/// Every public page says what it is about and who is in charge.
fn pages_are_whole(
    town: &kernel::Town,
    reader: &mut kernel::Reader<'_>,
) -> Result<Finding, kernel::AppError> {
    let competences = kernel::org::competences(reader)?;
    let all = catalogue::public(town, reader)?;
    let has_unit = |key: &str| competences.iter().any(|(kind, _)| kind == key);
    let without: Vec<&str> = all
        .iter()
        .filter(|s| !has_unit(&s.competence) && !has_unit(&s.service.slug))
        .map(|s| s.service.slug.as_str())
        .collect();
    let drafts = store::all(reader)?.iter().filter(|r| r.state == State::Draft).count();
    Ok(if without.is_empty() {
        Finding::ok("services/pages", format!("{} services, {drafts} drafts", all.len()))
    } else {
        Finding::bad(
            "services/pages",
            Health::Warn,
            format!("services without a unit in charge: {}", without.join(", ")),
            "Name the unit on the page of the service under Verwaltung, Leistungen.",
        )
    })
}
