//! For the people who keep the house running: what is stuck and how to free it, outgoing mail, the
//! logbook, the settings of all modules, and figures for monitoring.
//!
//! It knows no module: it shows what their manifests and the kernel's records say.

mod checks;
mod logbook;
mod metrics;
mod outbox;
mod settings;
mod stuck;
#[cfg(test)]
mod tests;

use kernel::access::Access;
use kernel::module::NavEntry;
use kernel::{Module, Permission, Routes, Text};

/// Sees what is stuck and outgoing mail, and repeats or sets aside what is stuck.
pub const WATCH: Permission = Permission("operations.watch");
/// Reads, verifies and exports the logbook.
pub const AUDIT: Permission = Permission("operations.audit");
/// Changes the settings of the town.
pub const SETTINGS: Permission = Permission("operations.settings");

/// What this module brings.
pub fn module() -> Module {
    let watch = Access::Staff(WATCH);
    let audit = Access::Staff(AUDIT);
    let settings = Access::StaffStepUp(SETTINGS);
    Module {
        name: "operations",
        routes: Routes::new()
            .get("/verwaltung/betrieb", watch, stuck::show)
            .get("/verwaltung/betrieb/pruefung", watch, checks::show)
            .post("/verwaltung/betrieb/auftrag/wiederholen", watch, stuck::repeat_job)
            .post("/verwaltung/betrieb/auftrag/ablegen", watch, stuck::drop_job)
            .post("/verwaltung/betrieb/mitteilung/wiederholen", watch, stuck::repeat_fact)
            .post("/verwaltung/betrieb/mitteilung/ablegen", watch, stuck::drop_fact)
            .get("/verwaltung/postausgang", watch, outbox::list)
            .get("/verwaltung/postausgang/{mail}", watch, outbox::show)
            .get("/postausgang", Access::Everyone, outbox::demo)
            .get("/verwaltung/protokoll", audit, logbook::show)
            .post("/verwaltung/protokoll/pruefen", audit, logbook::verify)
            .get("/verwaltung/protokoll.jsonl", audit, logbook::export)
            .get("/verwaltung/einstellungen", Access::Staff(SETTINGS), settings::list)
            .get("/verwaltung/einstellungen/{module}", settings, settings::show)
            .post("/verwaltung/einstellungen/{module}", settings, settings::save)
            .get("/metrics", Access::Everyone, metrics::show),
        permissions: vec![
            (
                WATCH,
                Text::new(
                    "Betrieb beobachten und Hängengebliebenes wiederholen",
                    "Watch operations and repeat what is stuck",
                ),
            ),
            (AUDIT, Text::new("Protokoll einsehen", "Read the logbook")),
            (SETTINGS, Text::new("Einstellungen ändern", "Change settings")),
        ],
        navigation: navigation(),
        ..Module::default()
    }
}

fn navigation() -> Vec<NavEntry> {
    let entry = |path, label, icon, permission| NavEntry {
        path,
        label,
        group: Text::new("Betrieb", "Operations"),
        icon,
        permission: Some(permission),
    };
    vec![
        entry(
            "/verwaltung/betrieb",
            Text::new("Was steckt fest?", "What is stuck?"),
            "warning",
            WATCH,
        ),
        entry("/verwaltung/postausgang", Text::new("Postausgang", "Outgoing mail"), "mail", WATCH),
        entry("/verwaltung/protokoll", Text::new("Protokoll", "Logbook"), "rh-shield", AUDIT),
        entry(
            "/verwaltung/einstellungen",
            Text::new("Einstellungen", "Settings"),
            "rh-settings",
            SETTINGS,
        ),
    ]
}
