//! The media library: pictures, films, sound, captions and documents with credit, licence, consent
//! and focal point; their sizes made by jobs; their public addresses.
//!
//! What everybody needs to know of a medium stands in [`kernel::media`]; what only the library needs
//! stands here. Nothing is to be fetched by the public that nothing public uses.
//! Legal frame: KUG §§ 22, 23, GDPR Art. 7 (3), `UrhG` § 13.

mod ending;
mod look;
mod model;
mod prints;
mod public;
mod routes;
mod settings;
mod store;
mod take_in;
#[cfg(test)]
mod tests;

use kernel::db::Migration;
use kernel::module::{Check, Erase, Finding, Health, NavEntry, Retention, Schedule};
use kernel::settings::SettingsPage;
use kernel::{AppError, Module, Permission, Reader, Text, Town};

pub use model::People;
pub use settings::MediaSettings;
pub use take_in::{Brought, take_in};

/// May look into the library and use what lies there.
pub const VIEW: Permission = Permission("media.view");
/// May upload, describe, block and delete media.
pub const EDIT: Permission = Permission("media.edit");

/// Hour of the local day from which licences and consents are looked at.
const MORNING: i8 = 0;

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "media",
        takes_media: Some(take_in::from_elsewhere),
        routes: routes::paths(),
        migrations: &[
            Migration {
                module: "media",
                name: "0001_item",
                sql: include_str!("../migrations/0001_item.sql"),
            },
            Migration {
                module: "media",
                name: "0002_owner",
                sql: include_str!("../migrations/0002_owner.sql"),
            },
        ],
        permissions: vec![
            (VIEW, Text::new("Mediathek ansehen", "Look into the media library")),
            (
                EDIT,
                Text::new(
                    "Medien hochladen, beschreiben, sperren und löschen",
                    "Upload, describe, block and delete media",
                ),
            ),
        ],
        jobs: prints::jobs(),
        schedules: vec![Schedule { name: "media.night", hour: MORNING, run: prints::night }],
        settings: vec![SettingsPage::of::<MediaSettings>(|| {
            Text::new("Mediathek", "Media library")
        })],
        navigation: vec![NavEntry {
            path: "/verwaltung/medien",
            label: Text::new("Medien", "Media"),
            group: Text::new("Redaktion", "Newsroom"),
            icon: "visibility",
            permission: Some(VIEW),
        }],
        retention: retention(),
        checks: vec![Check { id: "media/licences", run: licences }],
        ..Module::default()
    }
}

fn retention() -> Vec<Retention> {
    vec![
        Retention {
            table: "media_item",
            rule: "Until somebody deletes the medium; no personal data but what is published.",
            erase: Erase::Kept,
        },
        Retention {
            table: "media_part",
            rule: "With the medium, when it is deleted or replaced.",
            erase: Erase::Elsewhere,
        },
        Retention {
            table: "media_consent",
            rule: "With the medium, when it is deleted: as long as it is there, the consent must be shown (GDPR Art. 7 (1)).",
            erase: Erase::Elsewhere,
        },
        Retention {
            table: "media_owner",
            rule: "With the medium, when it is deleted: which account of staff looks after it.",
            erase: Erase::Elsewhere,
        },
        Retention {
            table: "media_told",
            rule: "With the medium, when it is deleted; no personal data.",
            erase: Erase::Elsewhere,
        },
    ]
}

/// Whether the licence of something that is used ends soon.
fn licences(_: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let soon = reader.today().saturating_add(jiff::Span::new().days(model::WARN_DAYS));
    let wanted = store::Wanted { ends_until: soon.to_string(), ..store::Wanted::default() };
    let (_, count) = store::list(reader, &wanted, 1, 0)?;
    Ok(if count == 0 {
        Finding::ok("media/licences", "no licence ends within 30 days")
    } else {
        Finding::bad(
            "media/licences",
            Health::Warn,
            format!("{count} licences are over or end within 30 days"),
            "Prolong them or replace the media: /verwaltung/medien?stand=endet",
        )
    })
}
