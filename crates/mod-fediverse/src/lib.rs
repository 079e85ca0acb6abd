//! The homepage as an account of the fediverse: people on Mastodon and its kin follow the town
//! without an account anywhere here. What the gazette shows is said, what it changes is corrected,
//! what it ends is taken back; answers wait for staff to read them.
//!
//! The words of the network are in `norm-fediverse`; here are its addresses ([`routes`]), what is kept
//! ([`store`]) and when something leaves ([`say`], [`deliver`]). Off until a town switches it on.

mod actor;
mod deliver;
mod demo;
mod inbox;
mod model;
mod net;
mod routes;
mod say;
mod saying;
mod settings;
mod store;
#[cfg(test)]
mod tests;

use jiff::SignedDuration;
use kernel::db::Migration;
use kernel::facts::{Fact, PublicationEnded, PublicationShown};
use kernel::module::{Erase, NavEntry, Retention};
use kernel::outbox::Subscriber;
use kernel::settings::SettingsPage;
use kernel::{AppError, Module, Permission, Text, Tx};

pub use demo::fill_for_demo;
pub use settings::FediverseSettings;

/// May see who follows from where, read answers, block servers.
pub const SEE: Permission = Permission("fediverse.see");

/// Keys of others are fetched anew after so long.
const KEYS_KEPT: SignedDuration = SignedDuration::from_hours(24 * 7);
/// Answers are kept so long, read or not.
const REPLIES_KEPT: SignedDuration = SignedDuration::from_hours(24 * 90);
/// Servers nobody follows from are remembered so long.
const SERVERS_KEPT: SignedDuration = SignedDuration::from_hours(24 * 90);
/// Messages nobody waits for.
const LOST_KEPT: SignedDuration = SignedDuration::from_hours(24 * 7);

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "fediverse",
        routes: routes::paths(),
        migrations: &[Migration {
            module: "fediverse",
            name: "0001_fediverse",
            sql: include_str!("../migrations/0001_fediverse.sql"),
        }],
        permissions: vec![(
            SEE,
            Text::new(
                "Fediverse: Zahlen sehen, Antworten lesen, Server sperren",
                "Fediverse: see figures, read answers, block servers",
            ),
        )],
        subscribers: vec![
            Subscriber { name: "fediverse.say", fact: PublicationShown::NAME, run: say::shown },
            Subscriber {
                name: "fediverse.take_back",
                fact: PublicationEnded::NAME,
                run: say::ended,
            },
        ],
        jobs: vec![deliver::job()],
        settings: vec![SettingsPage::of::<FediverseSettings>(|| {
            Text::new("Fediverse", "Fediverse")
        })],
        navigation: vec![NavEntry {
            path: routes::DESK,
            label: Text::new("Fediverse", "Fediverse"),
            group: Text::new("Redaktion", "Newsroom"),
            icon: "rh-message",
            permission: Some(SEE),
        }],
        retention: retention(),
        ways: Some(routes::ways),
        ..Module::default()
    }
}

fn retention() -> Vec<Retention> {
    let kept = |table, rule| Retention { table, rule, erase: Erase::Kept };
    let nightly = |table, rule, erase| Retention { table, rule, erase: Erase::Nightly(erase) };
    vec![
        kept(
            "fediverse_identity",
            "The town's own key, sealed; without it nobody believes the town.",
        ),
        kept(
            "fediverse_said",
            "What the town said in public is a record; no data of people outside.",
        ),
        kept(
            "fediverse_follower",
            "Until its owner no longer follows, or their server was silent for a week; sealed.",
        ),
        nightly(
            "fediverse_server",
            "90 days after it was last reached when nobody follows from there; blocked ones stay.",
            erase_servers,
        ),
        nightly("fediverse_key", "One week, then fetched anew; sealed.", erase_keys),
        nightly(
            "fediverse_message",
            "Until the last server has it, three days at most; what the town said in public.",
            erase_lost,
        ),
        kept("fediverse_delivery", "Until it has arrived, three days at most; inboxes sealed."),
        nightly(
            "fediverse_reply",
            "90 days, or until its author takes it back; sealed.",
            erase_replies,
        ),
        kept("fediverse_reaction", "Until it is taken back; a count, the account unrecognisable."),
    ]
}

fn erase_keys(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now() - KEYS_KEPT;
    store::erase_keys(tx, before)
}

fn erase_replies(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now() - REPLIES_KEPT;
    store::erase_replies(tx, before)
}

fn erase_servers(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now() - SERVERS_KEPT;
    store::erase_servers(tx, before)
}

fn erase_lost(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now() - LOST_KEPT;
    store::erase_lost(tx, before)
}
