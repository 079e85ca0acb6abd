//! Write once, publish everywhere: Facebook, Instagram, `YouTube` and Mastodon. One text with
//! variants, exactly once on every channel, corrected and deleted everywhere, with figures.
//!
//! What a channel wants to hear stands in `norm_social`; here are the records, the jobs that send,
//! the pages of editors, and the accounts with their sealed tokens.

mod account;
mod demo;
mod figures;
mod film;
mod hook;
mod model;
mod orders;
mod outside;
mod routes;
mod sending;
mod settings;
mod signin;
mod store;
#[cfg(test)]
mod tests;
mod turns;
mod variant;
mod watch;

use jiff::SignedDuration;
use kernel::db::Migration;
use kernel::facts::{Fact, PublicationEnded, PublicationShown};
use kernel::module::{Erase, NavEntry, Retention, Schedule};
use kernel::outbox::Subscriber;
use kernel::settings::SettingsPage;
use kernel::{AppError, Module, Permission, Text, Tx};

pub use demo::fill_for_demo;
pub use settings::ChannelSettings;

/// May write posts and look at what became of them.
pub const WRITE: Permission = Permission("channels.write");
/// May release, correct, delete and send again.
pub const PUBLISH: Permission = Permission("channels.publish");
/// May connect and disconnect accounts.
pub const CONNECT: Permission = Permission("channels.connect");

/// How long the requests to providers are kept.
const ATTEMPTS_KEPT: SignedDuration = SignedDuration::from_hours(24 * 90);
/// How long somebody may take to sign in at a provider.
const SIGNIN_KEPT: SignedDuration = SignedDuration::from_hours(1);

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "channels",
        routes: routes::paths(),
        migrations: &[
            Migration {
                module: "channels",
                name: "0001_channels",
                sql: include_str!("../migrations/0001_channels.sql"),
            },
            Migration {
                module: "channels",
                name: "0002_films",
                sql: include_str!("../migrations/0002_films.sql"),
            },
            Migration {
                module: "channels",
                name: "0003_notices",
                sql: include_str!("../migrations/0003_notices.sql"),
            },
        ],
        permissions: vec![
            (WRITE, Text::new("Beiträge für Kanäle schreiben", "Write posts for channels")),
            (
                PUBLISH,
                Text::new(
                    "Beiträge auf Kanälen veröffentlichen, korrigieren und löschen",
                    "Publish, correct and delete posts on channels",
                ),
            ),
            (CONNECT, Text::new("Konten der Kanäle verbinden", "Connect the accounts of channels")),
        ],
        subscribers: vec![
            Subscriber {
                name: "channels.note_shown",
                fact: PublicationShown::NAME,
                run: turns::shown,
            },
            Subscriber {
                name: "channels.note_ended",
                fact: PublicationEnded::NAME,
                run: turns::ended,
            },
        ],
        jobs: sending::jobs().into_iter().chain([hook::job()]).collect(),
        schedules: vec![
            Schedule { name: "channels.watch", hour: 5, run: watch::watch },
            Schedule { name: "channels.figures", hour: 3, run: figures::night },
        ],
        settings: vec![SettingsPage::of::<ChannelSettings>(|| Text::new("Kanäle", "Channels"))],
        navigation: vec![NavEntry {
            path: "/verwaltung/kanaele",
            label: Text::new("Kanäle", "Channels"),
            group: Text::new("Redaktion", "Newsroom"),
            icon: "rh-message",
            permission: Some(WRITE),
        }],
        retention: retention(),
        planned: Some(routes::planned),
        ..Module::default()
    }
}

fn retention() -> Vec<Retention> {
    let kept = |table, rule| Retention { table, rule, erase: Erase::Kept };
    vec![
        kept("channels_app", "The town's application at a provider; its secret is sealed."),
        Retention {
            table: "channels_signin",
            rule: "One hour, then the person signs in anew; sealed.",
            erase: Erase::Nightly(erase_signins),
        },
        kept(
            "channels_account",
            "Accounts of the town; tokens sealed, taken out when it is disconnected.",
        ),
        kept(
            "channels_post",
            "What the town said in public is a record; no data of people outside.",
        ),
        kept("channels_variant", "With its post."),
        kept("channels_task", "Proof of what was sent where and when, with its post."),
        Retention {
            table: "channels_attempt",
            rule: "90 days, for the IT department; neither contents nor tokens.",
            erase: Erase::Nightly(erase_attempts),
        },
        kept("channels_figure", "Counts without persons, to compare years."),
        Retention {
            table: "channels_notice",
            rule: "Until somebody looked, 90 days at most; numbers of comments, nothing of what they say.",
            erase: Erase::Nightly(erase_notices),
        },
    ]
}

fn erase_notices(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now() - ATTEMPTS_KEPT;
    store::notice::erase(tx, before)
}

fn erase_signins(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now() - SIGNIN_KEPT;
    store::account::erase_signins(tx, before)
}

fn erase_attempts(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now() - ATTEMPTS_KEPT;
    store::task::erase_attempts(tx, before)
}
