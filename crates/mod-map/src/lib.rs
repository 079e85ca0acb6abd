//! The map of the town and the register of addresses under it.
//!
//! The map stands on tiles cut from the records ([`kernel::map`]); what modules put there, people who
//! do not use maps find in an equal list. The register takes in official house coordinates with their
//! defects; what is not certain waits for a person, and so do rows of foreign lists.

mod import;
mod layers;
mod lists;
mod routes;
mod settings;
mod store;
mod style;
#[cfg(test)]
mod tests;

use jiff::SignedDuration;
use kernel::db::Migration;
use kernel::module::{Erase, FindablePage, NavEntry, Retention};
use kernel::settings::SettingsPage;
use kernel::{AppError, Module, Permission, Text, Tx};

pub use import::{Report, take_in};
pub use settings::MapSettings;

/// May keep the register of addresses and match lists to it.
pub const REGISTER: Permission = Permission("map.register");

/// How long lists of others are kept after they were matched.
const LISTS_KEPT: SignedDuration = SignedDuration::from_hours(24 * 180);

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "map",
        routes: routes::paths(),
        migrations: &[Migration {
            module: "map",
            name: "0001_register",
            sql: include_str!("../migrations/0001_register.sql"),
        }],
        permissions: vec![(
            REGISTER,
            Text::new(
                "Adressregister pflegen, Adresslisten abgleichen",
                "Keep the register of addresses, match lists of addresses",
            ),
        )],
        layers: layers::base(),
        settings: vec![SettingsPage::of::<MapSettings>(|| Text::new("Karte", "Map"))],
        navigation: vec![NavEntry {
            path: routes::REGISTER_PATH,
            label: Text::new("Adressen", "Addresses"),
            group: Text::new("Karte und Adressen", "Map and addresses"),
            icon: "rh-place",
            permission: Some(REGISTER),
        }],
        menu: vec![NavEntry {
            path: "/karte",
            label: Text::new("Karte der Stadt", "Map of the town"),
            group: Text::new("Vor Ort", "Around town"),
            icon: "rh-place",
            permission: None,
        }],
        pages: vec![FindablePage {
            path: "/karte",
            title: Text::new("Karte der Stadt", "Map of the town"),
            text: Text::new(
                "Was wo ist, auf der Karte und als Liste.",
                "What is where, on the map and as a list.",
            ),
            words: "karte stadtplan adresse strasse bezirk stadtteil lageplan geo",
        }],
        retention: retention(),
        ..Module::default()
    }
}

fn retention() -> Vec<Retention> {
    let kept = |table, rule| Retention { table, rule, erase: Erase::Kept };
    vec![
        kept("map_import", "Proof of what the surveyors delivered; no personal data."),
        kept("map_doubt", "Rows of the official register; no personal data."),
        Retention {
            table: "map_list",
            rule: "180 days after it was matched: lists of others may hold more than addresses.",
            erase: Erase::Nightly(erase_lists),
        },
        Retention { table: "map_list_row", rule: "With its list.", erase: Erase::Elsewhere },
    ]
}

fn erase_lists(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now() - LISTS_KEPT;
    store::erase_lists(tx, before)
}
