//! The public face of the town: home page, news, search, town hall, contact, legal pages, and what
//! programs read: feed, site map, health.
//!
//! Everything here is rendered on the server, sets no cookie and asks nobody else for anything.
//! The contents come from the records of the kernel: publications, units, the search index, the
//! profile, and what the other modules offer.

mod assets;
mod home;
mod hours;
mod offers;
mod settings;
mod view;

use kernel::access::Access;
use kernel::settings::SettingsPage;
use kernel::{Module, Routes, Text};

pub use settings::SiteSettings;

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "site",
        routes: Routes::new()
            .get("/", Access::Everyone, home::show)
            .get("/assets/{*path}", Access::Everyone, assets::asset)
            .get("/farben.css", Access::Everyone, assets::colours)
            .get("/wappen.svg", Access::Everyone, assets::arms)
            .get("/favicon.svg", Access::Everyone, assets::icon)
            .get("/favicon.ico", Access::Everyone, assets::icon),
        settings: vec![SettingsPage::of::<SiteSettings>(|| {
            Text::new("Internetseiten und Barrierefreiheit", "Website and accessibility")
        })],
        ..Module::default()
    }
}
