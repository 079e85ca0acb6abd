//! Fibre: what is there at each address, who builds when, and what nobody plans.
//!
//! Coverage is kept per address, operator and technique with its whole history; operators deliver
//! lists that are matched to the town's register, and what is not certain waits for a person. Areas
//! go from announcement to service, at an operator's expense or with public money that always adds
//! up. The map and its list show the best of each address.

mod area;
mod delivery;
mod forecast;
mod funding;
mod gis;
mod layer;
mod model;
mod money;
mod open;
mod overview;
mod package;
mod routes;
mod store;
#[cfg(test)]
mod tests;
mod works;

mod demo;

use kernel::db::Migration;
use kernel::module::{Erase, FindablePage, NavEntry, Retention};
use kernel::{Module, Permission, Text};

pub use demo::fill_for_demo;

/// May see the roll-out, with what is not public.
pub const VIEW: Permission = Permission("broadband.view");
/// May keep operators, deliveries, areas and projects.
pub const KEEP: Permission = Permission("broadband.keep");

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "broadband",
        routes: routes::paths(),
        migrations: &[
            Migration {
                module: "broadband",
                name: "0001_coverage",
                sql: include_str!("../migrations/0001_coverage.sql"),
            },
            Migration {
                module: "broadband",
                name: "0002_works",
                sql: include_str!("../migrations/0002_works.sql"),
            },
            Migration {
                module: "broadband",
                name: "0003_funding",
                sql: include_str!("../migrations/0003_funding.sql"),
            },
        ],
        subscribers: works::subscribers(),
        permissions: vec![
            (VIEW, Text::new("Glasfaserausbau einsehen", "See the fibre roll-out")),
            (KEEP, Text::new("Glasfaserausbau pflegen", "Keep the fibre roll-out")),
        ],
        layers: vec![layer::layer()],
        coverage: Some(store::at),
        datasets: Some(open::datasets),
        navigation: vec![NavEntry {
            path: "/verwaltung/glasfaser",
            label: Text::new("Glasfaser", "Fibre"),
            group: Text::new("Karte und Adressen", "Map and addresses"),
            icon: "rh-building",
            permission: Some(VIEW),
        }],
        menu: vec![NavEntry {
            path: "/glasfaser",
            label: Text::new("Glasfaser an meiner Adresse", "Fibre at my address"),
            group: Text::new("Vor Ort", "Around town"),
            icon: "rh-fibre",
            permission: None,
        }],
        pages: vec![FindablePage {
            path: "/glasfaser",
            title: Text::new("Glasfaser an meiner Adresse", "Fibre at my address"),
            text: Text::new(
                "Was an Ihrer Adresse liegt, wer wann baut und was Sie tun können.",
                "What is there at your address, who builds when, and what you can do.",
            ),
            words: "glasfaser breitband internet anschluss schnelles internet ftth ausbau netz gigabit telekom dsl",
        }],
        retention: retention(),
        ..Module::default()
    }
}

fn retention() -> Vec<Retention> {
    let kept = |table, rule| Retention { table, rule, erase: Erase::Kept };
    vec![
        kept("broadband_operator", "Companies; no persons."),
        kept("broadband_member", "Which account speaks for which company, while it does."),
        kept("broadband_coverage", "History of the roll-out per building; no personal data."),
        kept("broadband_gap", "Why nobody plans a building; no personal data."),
        kept("broadband_delivery", "Proof of what operators said."),
        kept(
            "broadband_delivery_row",
            "Proof of what operators said of buildings; no personal data.",
        ),
        kept("broadband_trench", "Where fibre was laid under which permit; no personal data."),
        kept("broadband_area", "The roll-out; no personal data."),
        kept("broadband_area_address", "The roll-out; no personal data."),
        kept("broadband_step", "Proof of the steps of the roll-out; no personal data."),
        kept("broadband_rule", "Rules of funding."),
        kept("broadband_grant", "Notices of public money; no personal data."),
        kept("broadband_milestone", "Proof for those who give; no personal data."),
        kept("broadband_booking", "Ledger of public money; no personal data."),
        kept("broadband_draw", "Public money asked for and spent; no personal data."),
        kept("broadband_proof", "Reports to those who give; no personal data."),
        kept("broadband_photo", "Photos of works that a proof rests on; no persons."),
        kept("broadband_agreed", "What town and operator agreed on; offices, no persons."),
        kept("broadband_profile", "Rules of funding."),
        kept("broadband_term", "Rules of funding."),
    ]
}
