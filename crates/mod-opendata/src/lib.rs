//! Open data: one catalogue of everything the departments offer, for people and for portals.
//!
//! It owns no data and no tables. Every department says what it has (`Module::datasets`).

mod catalog;
mod pages;
mod settings;
#[cfg(test)]
mod tests;

use kernel::module::{FindablePage, NavEntry};
use kernel::settings::SettingsPage;
use kernel::{Access, Module, Routes, Text};

use settings::OpenDataSettings;

/// Where everybody reads it.
const PUBLIC: &str = "/opendata";

/// What this module brings.
pub fn module() -> Module {
    let all = Access::Everyone;
    Module {
        name: "opendata",
        routes: Routes::new()
            .get("/opendata", all, pages::list)
            .get("/opendata/catalog.ttl", all, pages::turtle)
            .get("/opendata/catalog.rdf", all, pages::xml)
            .get("/opendata/catalog.jsonld", all, pages::json)
            .get("/opendata/{key}", all, pages::show),
        settings: vec![SettingsPage::of::<OpenDataSettings>(|| {
            Text::new("Offene Daten", "Open data")
        })],
        menu: vec![NavEntry {
            path: PUBLIC,
            label: Text::new("Offene Daten", "Open data"),
            group: Text::new("Vor Ort", "Around town"),
            icon: "rh-building",
            permission: None,
        }],
        pages: vec![FindablePage {
            path: PUBLIC,
            title: Text::new("Offene Daten", "Open data"),
            text: Text::new(
                "Daten der Stadt zum freien Verwenden: Messwerte, Baustellen, Meldungen.",
                "Data of the town for free use: measured values, road works, news.",
            ),
            words: "offene daten open data opendata download csv geojson json dcat katalog schnittstelle api lizenz",
        }],
        ..Module::default()
    }
}
