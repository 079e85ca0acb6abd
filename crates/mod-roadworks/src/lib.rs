//! Road works for the public: what is dug up where, how long, and how to get past.
//!
//! A granted permit becomes a site per street by itself; the department enters others by hand. Every
//! change is a revision, stands in the gazette and on the map, and reaches whoever follows the
//! street. What people report near a trench finds its works, who built and the warranty by itself.

mod changes;
mod datasets;
mod demo;
mod facts;
mod feeds;
mod follow;
mod hand;
pub mod measure;
mod model;
mod permit;
mod report;
mod routes;
mod settings;
mod site;
mod store;
mod taking;
#[cfg(test)]
mod tests;

use kernel::db::Migration;
use kernel::map::{Layer, Look, Mark};
use kernel::module::{Erase, FindablePage, Following, NavEntry, Retention};
use kernel::settings::SettingsPage;
use kernel::{Module, Permission, Text};

pub use demo::fill_for_demo;
pub use feeds::{Format, feed};
pub use settings::RoadworksSettings;

/// May enter and change sites, and answer reports.
pub const KEEP: Permission = Permission("roadworks.keep");

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "roadworks",
        routes: routes::paths(),
        migrations: &[Migration {
            module: "roadworks",
            name: "0001_sites",
            sql: include_str!("../migrations/0001_sites.sql"),
        }],
        permissions: vec![(
            KEEP,
            Text::new(
                "Baustellen pflegen, Meldungen beantworten",
                "Keep road works, answer reports",
            ),
        )],
        subscribers: facts::subscribers(),
        layers: vec![layer()],
        settings: vec![SettingsPage::of::<RoadworksSettings>(|| {
            Text::new("Baustellen", "Road works")
        })],
        navigation: vec![
            entry(routes::DESK, "Baustellen", "Road works"),
            entry(routes::REPORTS, "Meldungen an Baustellen", "Reports on road works"),
        ],
        menu: vec![NavEntry {
            path: "/baustellen",
            label: Text::new("Baustellen", "Road works"),
            group: Text::new("Vor Ort", "Around town"),
            icon: "rh-roadworks",
            permission: None,
        }],
        pages: pages(),
        follows: vec![following()],
        datasets: Some(datasets::all),
        retention: retention(),
        ..Module::default()
    }
}

fn entry(path: &'static str, de: &str, en: &str) -> NavEntry {
    NavEntry {
        path,
        label: Text::new(de, en),
        group: Text::new("Straßen", "Streets"),
        icon: "rh-roadworks",
        permission: Some(KEEP),
    }
}

fn layer() -> Layer {
    let mark = |value, de: &str, en: &str, colour| Mark { value, label: Text::new(de, en), colour };
    Layer {
        group: "baustellen",
        name: site::LAYER,
        title: Text::new("Baustellen", "Road works"),
        permission: None,
        min_zoom: 10,
        look: Look::Lines,
        marks: vec![
            mark("closed", "Vollsperrung", "closed", "#b3261e"),
            mark("active", "in Arbeit", "in progress", "#b45309"),
            mark("planned", "geplant", "planned", "#6d4fa3"),
        ],
    }
}

fn following() -> Following {
    Following {
        title: Text::new("Baustellen", "Road works"),
        text: Text::new(
            "Wo gebaut wird, wie lange, und was sich ändert: für Ihre Straße oder die ganze Stadt.",
            "Where building goes on, how long, and what changes: for your street or the whole town.",
        ),
        mail: "/baustellen/abo",
        feeds: &[
            ("/baustellen/feed.atom", "Atom"),
            ("/baustellen/feed.json", "JSON Feed"),
            ("/baustellen/feed.ics", "iCalendar"),
        ],
        instead_of: "roadworks",
    }
}

fn pages() -> Vec<FindablePage> {
    vec![
        FindablePage {
            path: "/baustellen",
            title: Text::new("Baustellen in meiner Straße", "Road works in my street"),
            text: Text::new(
                "Wo gebaut wird, wie lange, und wie Sie vorbeikommen. Auch als E-Mail.",
                "Where building goes on, how long, and how to get past. By mail too.",
            ),
            words: "baustelle baustellen sperrung vollsperrung umleitung strassenbau gesperrt stau ampel verkehr abonnieren roadworks",
        },
        FindablePage {
            path: "/baustellen/melden",
            title: Text::new("Schaden an einer Baustelle melden", "Report damage at road works"),
            text: Text::new(
                "Loch, Stolperkante, umgefallene Absperrung: Wir finden die zuständige Firma.",
                "Hole, edge, fallen barrier: we find the company in charge.",
            ),
            words: "schaden mangel loch stolperkante graben absperrung gehweg melden meldung defekt glasfaser abgesackt",
        },
    ]
}

fn retention() -> Vec<Retention> {
    let kept = |table, rule| Retention { table, rule, erase: Erase::Kept };
    let with = |table| Retention {
        table,
        rule: "With the report, by the rule of roadworks_report.",
        erase: Erase::Elsewhere,
    };
    vec![
        kept("roadworks_site", "Public record of what was built where; no personal data."),
        kept("roadworks_section", "Public record and warranty; no personal data."),
        kept("roadworks_cell", "Index of the sections; no personal data."),
        kept("roadworks_revision", "Public record of changes; no personal data."),
        Retention {
            table: "roadworks_follow",
            rule: "Until it is ended by its link; without confirmation 7 days.",
            erase: Erase::Nightly(follow::erase_stale),
        },
        Retention {
            table: "roadworks_report",
            rule: "One year after it was closed: long enough to ask about the answer.",
            erase: Erase::Nightly(taking::erase_old),
        },
        with("roadworks_report_cell"),
        with("roadworks_answer"),
        with("roadworks_echo"),
    ]
}
