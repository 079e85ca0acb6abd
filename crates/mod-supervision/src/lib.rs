//! Supervision of works in roads: a granted permit becomes works with sections, inspectors find and
//! measure there, also without a network; defects go their way to own repair; sections are accepted,
//! and their warranty is watched.

mod acceptance;
mod asbuilt;
mod catalogue;
mod demo;
mod facts;
mod figures;
mod ladder;
mod letter;
mod model;
mod order;
mod photo;
mod routes;
mod settings;
mod store;
mod take;
#[cfg(test)]
mod tests;
mod tour;
mod warranty;
mod words;

use kernel::db::Migration;
use kernel::module::{Erase, NavEntry, Retention};
use kernel::settings::SettingsPage;
use kernel::{Module, Permission, Text};

pub use demo::fill_for_demo;
pub use settings::SupervisionSettings;

/// May inspect works, enter findings, take the steps of a defect, accept.
pub const INSPECT: Permission = Permission("supervision.inspect");

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "supervision",
        routes: routes::paths(),
        migrations: &[Migration {
            module: "supervision",
            name: "0001_supervision",
            sql: include_str!("../migrations/0001_supervision.sql"),
        }],
        permissions: vec![(
            INSPECT,
            Text::new(
                "Baustellen beaufsichtigen, Mängel verfolgen, abnehmen",
                "Supervise works, pursue defects, accept",
            ),
        )],
        schedules: vec![warranty::SCHEDULE],
        subscribers: facts::subscribers(),
        settings: vec![SettingsPage::of::<SupervisionSettings>(|| {
            Text::new("Aufsicht über Baustellen", "Supervision of works")
        })],
        navigation: vec![
            entry(routes::TOUR, "Aufsicht", "Supervision"),
            entry(routes::WARRANTY, "Gewährleistung", "Warranty"),
        ],
        retention: retention(),
        ..Module::default()
    }
}

fn entry(path: &'static str, de: &str, en: &str) -> NavEntry {
    NavEntry {
        path,
        label: Text::new(de, en),
        group: Text::new("Straßen", "Streets"),
        icon: "checklist",
        permission: Some(INSPECT),
    }
}

fn retention() -> Vec<Retention> {
    let with_work = |table| Retention {
        table,
        rule: "With the works, by the rule of supervision_work.",
        erase: Erase::Elsewhere,
    };
    vec![
        Retention {
            table: "supervision_work",
            rule: "With the case of the permit: as long as somebody may answer for the works.",
            erase: Erase::WithCase(store::erase),
        },
        with_work("supervision_section"),
        with_work("supervision_finding"),
        with_work("supervision_photo"),
        with_work("supervision_value"),
        with_work("supervision_event"),
        with_work("supervision_cost"),
        with_work("supervision_acceptance"),
        with_work("supervision_built"),
        with_work("supervision_reminder"),
    ]
}
