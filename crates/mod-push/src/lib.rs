//! Told at once, without an account: messages in the browser for whoever asked for them (Web Push),
//! and feeds that call their readers when they change (`WebSub`).
//!
//! What becomes visible in the gazette, and what the town warns of, is noticed by a pulse
//! ([`gather`]) and told by a job that keeps a mark how far it went ([`send`]). Nothing leaves the
//! house before a town switches it on.

mod demo;
mod feed;
pub mod gather;
pub mod hub;
mod key;
mod model;
mod routes;
pub mod send;
mod settings;
mod store;
mod subscribe;
#[cfg(test)]
mod tests;

use jiff::SignedDuration;
use kernel::db::Migration;
use kernel::module::{Check, Erase, FindablePage, NavEntry, Retention};
use kernel::pulse::Pulse;
use kernel::settings::SettingsPage;
use kernel::{AppError, Module, Permission, Text, Tx};

pub use demo::fill_for_demo;
pub use settings::PushSettings;

/// May see how many are told of what, and what goes wrong.
pub const SEE: Permission = Permission("push.see");

/// What was noticed and told is remembered so long.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 365);
/// A browser whose service took nothing for so long is forgotten.
const SILENT: SignedDuration = SignedDuration::from_hours(24 * 365);
/// Whoever still waits for a message after so long gets it no more.
const RETRIED: SignedDuration = SignedDuration::from_hours(24 * 3);
/// Complaints of services are remembered so long.
const COMPLAINTS: SignedDuration = SignedDuration::from_hours(24 * 90);
/// A wish that could not be settled is forgotten after so long.
const WISHES: SignedDuration = SignedDuration::from_hours(24);
/// Figures are kept for so many years.
const FIGURES_YEARS: i16 = 3;

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "push",
        routes: routes::paths(),
        migrations: &[Migration {
            module: "push",
            name: "0001_push",
            sql: include_str!("../migrations/0001_push.sql"),
        }],
        permissions: vec![(
            SEE,
            Text::new(
                "Zahlen der Benachrichtigungen sehen",
                "See the figures of messages in the browser",
            ),
        )],
        jobs: vec![send::job(), hub::job()],
        pulses: vec![
            Pulse { name: "push.warn", seconds: gather::WARN_SECONDS, run: gather::warn_pulse },
            Pulse { name: "push.look", seconds: gather::SECONDS, run: gather::pulse },
            Pulse { name: "push.hub", seconds: hub::SECONDS, run: hub::pulse },
        ],
        settings: vec![SettingsPage::of::<PushSettings>(|| {
            Text::new("Benachrichtigungen", "Messages in the browser")
        })],
        navigation: vec![NavEntry {
            path: routes::DESK,
            label: Text::new("Benachrichtigungen", "Messages in the browser"),
            group: Text::new("Redaktion", "Newsroom"),
            icon: "rh-bell",
            permission: Some(SEE),
        }],
        ways: Some(routes::ways),
        pages: vec![FindablePage {
            path: routes::PAGE,
            title: Text::new("Benachrichtigungen im Browser", "Messages in the browser"),
            text: Text::new(
                "Warnungen und Neues aus der Stadt als Nachricht auf Ihrem Gerät.",
                "Warnings and news of the town as a message on your device.",
            ),
            words: "benachrichtigung benachrichtigungen push nachricht handy browser warnung app einschalten abschalten notification",
        }],
        retention: retention(),
        checks: vec![Check { id: "push/services", run: routes::check }],
        hub: Some(hub::path),
        ..Module::default()
    }
}

fn kept(table: &'static str, rule: &'static str) -> Retention {
    Retention { table, rule, erase: Erase::Kept }
}

fn nightly(
    table: &'static str,
    rule: &'static str,
    erase: fn(&mut Tx<'_>) -> Result<u64, AppError>,
) -> Retention {
    Retention { table, rule, erase: Erase::Nightly(erase) }
}

fn retention() -> Vec<Retention> {
    vec![
        kept("push_key", "One row: the town's key; without it all subscriptions end."),
        nightly(
            "push_subscription",
            "Until its owner ends it, its service says that it is gone, five messages in a row are refused, or nothing could be delivered for a year.",
            |tx| store::drop_silent(tx, tx.now() - SILENT),
        ),
        nightly("push_seen", "One year: so that nothing is told twice; no personal data.", |tx| {
            store::drop_seen(tx, tx.now() - KEPT)
        }),
        kept("push_begun", "One row: since when things are told."),
        nightly("push_message", "One year: what was told when; no personal data.", |tx| {
            store::drop_messages(tx, tx.now() - KEPT)
        }),
        nightly(
            "push_retry",
            "Until the message is delivered or given up, three days at most.",
            |tx| store::drop_retries(tx, tx.now() - RETRIED),
        ),
        nightly("push_host", "90 days after the last complaint; no personal data.", |tx| {
            store::drop_hosts(tx, tx.now() - COMPLAINTS)
        }),
        nightly("push_figure", "Three years; no personal data.", |tx| {
            let today = tx.today();
            let before = today.checked_sub(jiff::Span::new().years(FIGURES_YEARS)).unwrap_or(today);
            store::drop_figures(tx, before)
        }),
        nightly("push_wish", "Until it is settled, one day at most.", |tx| {
            store::drop_wishes(tx, tx.now() - WISHES)
        }),
        nightly(
            "push_reader",
            "Until its lease ends, it ends the subscription, or it cannot be reached eight times in a row.",
            |tx| store::drop_readers(tx, tx.now()),
        ),
        nightly("push_feed", "While somebody is told of it; no personal data.", store::drop_feeds),
    ]
}
