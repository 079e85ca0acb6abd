//! Warnings: from a click to every page within two seconds, in three levels, with an end; the
//! all-clear; the home page reduced to text in a crisis; warnings of federal authorities.
//!
//! The simple way depends on nothing but a level and a text: no workflow, no approval, no picture.
//! What stands on the pages lies in memory, see [`kernel::siren`].

mod federal;
mod model;
mod remind;
mod routes;
mod settings;
mod signal;
mod store;
#[cfg(test)]
mod tests;

use jiff::SignedDuration;
use kernel::db::Migration;
use kernel::module::{Erase, FindablePage, Following, NavEntry, Retention};
use kernel::pulse::Pulse;
use kernel::settings::SettingsPage;
use kernel::{AppError, Module, Permission, Text, Tx};

pub use federal::poll;
pub use settings::WarningSettings;

/// May warn, give the all-clear and switch the crisis mode.
pub const ISSUE: Permission = Permission("warnings.issue");

/// How long what was said is kept: whoever answers for it afterwards must be able to show it.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 365 * 3);
/// How long federal warnings are kept that are no longer named.
const FEDERAL_KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "warnings",
        routes: routes::paths(),
        migrations: &[Migration {
            module: "warnings",
            name: "0001_message",
            sql: include_str!("../migrations/0001_message.sql"),
        }],
        permissions: vec![(
            ISSUE,
            Text::new(
                "Warnen, Entwarnung geben, Krisenmodus schalten",
                "Warn, give the all-clear, switch the crisis mode",
            ),
        )],
        jobs: vec![remind::job()],
        signals: Some(signal::signal),
        pulses: vec![Pulse {
            name: "warnings.poll",
            seconds: federal::SECONDS,
            run: federal::pulse,
        }],
        settings: vec![SettingsPage::of::<WarningSettings>(|| Text::new("Warnungen", "Warnings"))],
        navigation: vec![NavEntry {
            path: "/verwaltung/warnung",
            label: Text::new("Warnung", "Warning"),
            group: Text::new("Redaktion", "Newsroom"),
            icon: "warning",
            permission: Some(ISSUE),
        }],
        retention: retention(),
        follows: vec![Following {
            title: Text::new("Warnungen", "Warnings"),
            text: Text::new(
                "Gefahren, Störungen und was Sie tun sollten, vom ersten Augenblick bis zur Entwarnung.",
                "Dangers, disruptions and what to do, from the first moment to the all-clear.",
            ),
            mail: "",
            feeds: &[
                ("/warnungen.atom", "Atom"),
                ("/warnungen.rss", "RSS"),
                ("/warnungen.json", "JSON Feed"),
            ],
            instead_of: "",
        }],
        pages: vec![FindablePage {
            path: "/warnungen",
            title: Text::new("Warnungen", "Warnings"),
            text: Text::new("Was gerade zu beachten ist.", "What to look out for at the moment."),
            words: "warnung warnungen gefahr katastrophe unwetter hochwasser sirene notfall krise nina entwarnung",
        }],
        ..Module::default()
    }
}

fn retention() -> Vec<Retention> {
    vec![
        Retention {
            table: "warnings_message",
            rule: "Three years after the end of a warning; no personal data.",
            erase: Erase::Nightly(erase_messages),
        },
        Retention {
            table: "warnings_mode",
            rule: "One row: whether the town is in a crisis.",
            erase: Erase::Kept,
        },
        Retention {
            table: "warnings_federal",
            rule: "30 days after it was last read; no personal data.",
            erase: Erase::Nightly(erase_federal),
        },
        Retention {
            table: "warnings_source",
            rule: "One row: when the source was last heard.",
            erase: Erase::Kept,
        },
    ]
}

fn erase_messages(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now() - KEPT;
    store::erase(tx, before)
}

fn erase_federal(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now() - FEDERAL_KEPT;
    store::erase_federal(tx, before)
}
