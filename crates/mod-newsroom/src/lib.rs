//! The newsroom: where the town's texts are written, checked, approved, planned, corrected and taken
//! back. What is published goes into the gazette (`kernel::publication`) and from there to every
//! page, feed and search; until then nobody outside gets it on any way.
//!
//! Legal frame: `BekanntmVO` NRW for official notices, BITV NRW for what is checked while writing,
//! Article 5 (1) e GDPR for the data of people who send in events.

mod acts;
mod adopt;
mod change;
mod contribution;
mod demo;
mod fields;
mod import;
mod kinds;
mod model;
mod nightly;
mod outside;
mod publish;
mod review;
mod routes;
mod segments;
mod settings;
mod snippets;
mod starting;
mod store;
#[cfg(test)]
mod tests;
mod turns;
mod workflow;

use kernel::db::Migration;
use kernel::facts::{Fact, PublicationEnded, PublicationShown};
use kernel::module::{Erase, FindablePage, NavEntry, Retention, Schedule};
use kernel::outbox::Subscriber;
use kernel::settings::SettingsPage;
use kernel::{Module, Permission, Text};

pub use demo::fill_for_demo;
pub use settings::NewsroomSettings;

/// May write texts of a unit.
pub const WRITE: Permission = Permission("newsroom.write");
/// May approve texts of others or return them.
pub const REVIEW: Permission = Permission("newsroom.review");
/// May publish, plan, correct and withdraw.
pub const PUBLISH: Permission = Permission("newsroom.publish");
/// May publish without the second pair of eyes, with a reason.
pub const FORCE: Permission = Permission("newsroom.force");
/// May keep templates and take over other websites.
pub const MANAGE: Permission = Permission("newsroom.manage");

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "newsroom",
        routes: routes::paths(),
        migrations: &[
            Migration {
                module: "newsroom",
                name: "0001_desk",
                sql: include_str!("../migrations/0001_desk.sql"),
            },
            Migration {
                module: "newsroom",
                name: "0002_findings",
                sql: include_str!("../migrations/0002_findings.sql"),
            },
        ],
        permissions: permissions(),
        subscribers: vec![
            Subscriber {
                name: "newsroom.note_shown",
                fact: PublicationShown::NAME,
                run: turns::shown,
            },
            Subscriber {
                name: "newsroom.note_ended",
                fact: PublicationEnded::NAME,
                run: turns::ended,
            },
        ],
        pages: vec![FindablePage {
            path: "/veranstaltung-melden",
            title: Text::new("Veranstaltung melden", "Send in an event"),
            text: Text::new(
                "Vereine und andere melden hier ihre Termine für den Kalender der Stadt.",
                "Clubs and others send in their dates for the town's calendar here.",
            ),
            words: "veranstaltung termin verein fest konzert melden eintragen kalender",
        }],
        schedules: vec![Schedule { name: "newsroom.night", hour: 4, run: turns::night }],
        settings: vec![SettingsPage::of::<NewsroomSettings>(|| Text::new("Redaktion", "Newsroom"))],
        barriers: Some(nightly::barriers),
        navigation: vec![NavEntry {
            path: "/verwaltung/redaktion",
            label: Text::new("Redaktion", "Newsroom"),
            group: Text::new("Website", "Website"),
            icon: "edit",
            permission: Some(WRITE),
        }],
        retention: retention(),
        ..Module::default()
    }
}

fn permissions() -> Vec<(Permission, Text)> {
    vec![
        (WRITE, Text::new("Texte schreiben", "Write texts")),
        (REVIEW, Text::new("Texte freigeben oder zurückgeben", "Approve or return texts")),
        (
            PUBLISH,
            Text::new("Texte veröffentlichen und zurückziehen", "Publish and withdraw texts"),
        ),
        (
            FORCE,
            Text::new(
                "Ohne zweites Augenpaar veröffentlichen",
                "Publish without a second pair of eyes",
            ),
        ),
        (
            MANAGE,
            Text::new(
                "Vorlagen pflegen, Websites übernehmen",
                "Keep templates, take over websites",
            ),
        ),
    ]
}

fn retention() -> Vec<Retention> {
    let kept = |table, rule| Retention { table, rule, erase: Erase::Kept };
    vec![
        kept("newsroom_item", "What the town published and by whom; no data of people outside."),
        Retention {
            table: "newsroom_edition",
            rule: "Saved steps of writing go after two days; editions that were submitted, published or saved by hand stay as proof.",
            erase: Erase::Nightly(store::thin),
        },
        kept("newsroom_step", "Who decided what about a text, and why."),
        kept("newsroom_comment", "Part of the way of a text; no data of people outside."),
        Retention {
            table: "newsroom_finding",
            rule: "What the night finds, as long as it finds it; no personal data.",
            erase: Erase::Elsewhere,
        },
        Retention {
            table: "newsroom_outside",
            rule: "Addresses of other websites in public texts; thirty days after the last one was asked. No personal data.",
            erase: Erase::Nightly(store::erase_outside),
        },
        kept(
            "newsroom_date",
            "Days of texts for the calendar, as long as the text; no personal data.",
        ),
        kept("newsroom_task", "Tasks of editors; no data of people outside."),
        kept("newsroom_pattern", "Templates and snippets; no personal data."),
        Retention {
            table: "newsroom_import",
            rule: "Until it is taken over, at most seven days.",
            erase: Erase::Nightly(store::erase_imports),
        },
        Retention {
            table: "newsroom_contribution",
            rule: "Unconfirmed after three days; the sender thirty days after the decision.",
            erase: Erase::Nightly(store::erase_contributions),
        },
    ]
}
