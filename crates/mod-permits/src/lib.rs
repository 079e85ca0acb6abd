//! Permits of the road authority: operators ask for consent to lay lines (§ 127 TKG), for minor
//! works, shallow laying, excavations and traffic orders; periods of the law, completeness,
//! coordination with others who dig, side conditions with their grounds, deemed consent.
//!
//! Requests are cases of the house and are decided at the desk through [`procedure`].

mod acts;
mod annex;
mod check;
mod conflict;
mod demo;
mod facts;
mod ical;
mod intake;
pub mod law;
mod library;
pub mod measure;
mod model;
mod notice;
mod picture;
mod procedure;
mod routes;
mod settings;
mod shape;
mod store;
#[cfg(test)]
mod tests;
mod warn;

use std::sync::Arc;

use kernel::db::Migration;
use kernel::module::{Check, Erase, FindablePage, Finding, Health, NavEntry, Retention};
use kernel::settings::SettingsPage;
use kernel::{AppError, Module, Permission, Reader, Text, Town};

pub use demo::{DemoDecision, DemoOperator, DemoPermits, fill_for_demo};
pub use model::{COMPETENCE, Kind};
pub use settings::PermitSettings;

/// May register companies and who acts for them.
pub const REGISTER: Permission = Permission("permits.register");

/// Hears of periods that run out in a unit.
pub const ESCALATION: Permission = Permission("permits.escalation");

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "permits",
        routes: routes::paths(),
        migrations: &[
            Migration {
                module: "permits",
                name: "0001_permits",
                sql: include_str!("../migrations/0001_permits.sql"),
            },
            Migration {
                module: "permits",
                name: "0002_watch",
                sql: include_str!("../migrations/0002_watch.sql"),
            },
        ],
        permissions: vec![
            (
                REGISTER,
                Text::new(
                    "Netzbetreiber und Baufirmen eintragen",
                    "Register operators and contractors",
                ),
            ),
            (
                ESCALATION,
                Text::new(
                    "Erfährt, wenn eine Frist für Leitungen abläuft",
                    "Hears of periods for lines that run out",
                ),
            ),
        ],
        schedules: vec![warn::SCHEDULE],
        subscribers: facts::subscribers(),
        settings: vec![SettingsPage::of::<PermitSettings>(|| {
            Text::new("Leitungen und Aufgrabungen", "Lines and excavations")
        })],
        navigation: vec![NavEntry {
            path: routes::OFFICE,
            label: Text::new("Leitungen", "Lines in roads"),
            group: Text::new("Meine Arbeit", "My work"),
            icon: "cases",
            permission: Some(REGISTER),
        }],
        pages: vec![FindablePage {
            path: routes::PORTAL,
            title: Text::new("Leitungen in Straßen beantragen", "Ask for consent to lay lines"),
            text: Text::new(
                "Für Netzbetreiber und Baufirmen: Zustimmung, geringfügige Maßnahme, Aufgrabung, Verkehrsanordnung.",
                "For operators and contractors: consent, minor works, excavation, traffic order.",
            ),
            words: "leitung leitungen glasfaser breitband aufgrabung aufbruch sondernutzung zustimmung wegerecht tkg netzbetreiber baufirma beantragen baustelle fibre permit excavation",
        }],
        procedures: vec![Arc::new(procedure::Permits)],
        companies: Some(store::company),
        retention: retention(),
        checks: vec![Check { id: "permits/deadlines", run: check_deadlines }],
        ..Module::default()
    }
}

fn retention() -> Vec<Retention> {
    let with_request = |table| Retention {
        table,
        rule: "With the request, by the rule of permits_request.",
        erase: Erase::Elsewhere,
    };
    vec![
        Retention {
            table: "permits_request",
            rule: "With the case; drafts that were not sent, when their operator discards them.",
            erase: Erase::WithCase(store::erase),
        },
        with_request("permits_section"),
        with_request("permits_cell"),
        with_request("permits_event"),
        with_request("permits_condition"),
        with_request("permits_verdict"),
        with_request("permits_participation"),
        with_request("permits_alarm"),
        Retention {
            table: "permits_calendar",
            rule: "Keys of staff, taken away by themselves; the key of an account that is switched off opens nothing.",
            erase: Erase::Kept,
        },
        Retention {
            table: "permits_operator",
            rule: "Companies, not persons: kept as long as the town has lines of theirs.",
            erase: Erase::Kept,
        },
        Retention {
            table: "permits_member",
            rule: "Ended by staff when somebody no longer acts for a company.",
            erase: Erase::Kept,
        },
    ]
}

/// Requests whose silence counts as consent and that nobody marked so.
fn check_deadlines(town: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let today = reader.today();
    let mut late = 0;
    for request in store::running(town, reader)? {
        let deemed = acts::clock_of(reader, &request)?.deemed_from();
        // The work of the night may still be to come on the day itself.
        late += usize::from(deemed.is_some_and(|day| day < today));
    }
    Ok(match late {
        0 => Finding::ok("permits/deadlines", "no period ran out unnoticed"),
        n => Finding::bad(
            "permits/deadlines",
            Health::Fail,
            format!("{n} requests count as consented and are not marked so"),
            "Open the page „Was steckt fest?“ and repeat the deliveries to permits.deem.",
        ),
    })
}
