//! What the town offers to people: services with who is entitled, documents, costs, legal basis,
//! how long it takes and who is competent.
//!
//! Public pages under `/leistungen`, each also as JSON. Processing times are computed from the
//! town's own decided cases; where there are too few, the page says so.

mod model;
mod routes;
mod store;
#[cfg(test)]
mod tests;
mod view;

use kernel::access::Access;
use kernel::db::Migration;
use kernel::module::{Check, Erase, Finding, Health, NavEntry, Offer, Retention};
use kernel::{Module, Routes, Text};

pub use model::Service;
pub use store::{all, find, remove, save};
pub use web::markdown::markdown as prose;

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "services",
        routes: Routes::new()
            .get("/leistungen", Access::Everyone, routes::list)
            .get("/leistungen.json", Access::Everyone, routes::list_json)
            .get("/leistungen/{slug}", Access::Everyone, routes::show),
        migrations: &[Migration {
            module: "services",
            name: "0001_service",
            sql: include_str!("../migrations/0001_service.sql"),
        }],
        menu: vec![NavEntry {
            path: "/leistungen",
            label: Text::new("Leistungen", "Services"),
            group: Text::default(),
            icon: "checklist",
            permission: None,
        }],
        retention: vec![Retention {
            table: "services_service",
            rule: "Published texts; no personal data.",
            erase: Erase::Kept,
        }],
        checks: vec![Check { id: "services/forms", run: forms_exist }],
        offers: Some(offers),
        ..Module::default()
    }
}

/// The services as other pages of the town show them.
fn offers(
    town: &kernel::Town,
    reader: &mut kernel::Reader<'_>,
) -> Result<Vec<Offer>, kernel::AppError> {
    let mut services = store::all(reader)?;
    view::keep_promises(town, reader, &mut services)?;
    Ok(services
        .into_iter()
        .map(|s| Offer {
            path: format!("/leistungen/{}", s.slug),
            is_online: s.has_form,
            competence: s.competence().to_owned(),
            title: s.title,
            teaser: s.teaser,
            keywords: s.keywords,
        })
        .collect())
}

/// Every service that promises an online form has one in this house.
fn forms_exist(
    town: &kernel::Town,
    reader: &mut kernel::Reader<'_>,
) -> Result<Finding, kernel::AppError> {
    let services = store::all(reader)?;
    let mut kept = services.clone();
    view::keep_promises(town, reader, &mut kept)?;
    let without: Vec<&str> = services
        .iter()
        .zip(&kept)
        .filter(|(promised, kept)| promised.has_form && !kept.has_form)
        .map(|(service, _)| service)
        .map(|s| s.slug.as_str())
        .collect();
    Ok(if without.is_empty() {
        Finding::ok(
            "services/forms",
            format!("{} services, every promised form is there", services.len()),
        )
    } else {
        Finding::bad(
            "services/forms",
            Health::Warn,
            format!("services promise a form this house does not have: {}", without.join(", ")),
            "Take the mark away from these services or switch on the module that brings the form.",
        )
    })
}
