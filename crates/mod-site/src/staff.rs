//! Rooms of the staff for the site: redirects, what was missed, figures.

pub(crate) mod appearance;
pub(crate) mod barriers;
pub(crate) mod figures;
pub(crate) mod missed;
pub(crate) mod notices;
pub(crate) mod redirects;

use kernel::module::NavEntry;
use kernel::{Permission, Text};

/// Looks after redirects, logs and figures of the site.
pub const MANAGE: Permission = Permission("site.manage");

/// Entries of the staff navigation.
pub(crate) fn navigation() -> Vec<NavEntry> {
    let entry = |path, label, icon| NavEntry {
        path,
        label,
        group: Text::new("Internetseiten", "Website"),
        icon,
        permission: Some(MANAGE),
    };
    vec![
        entry(
            "/verwaltung/weiterleitungen",
            Text::new("Weiterleitungen", "Redirects"),
            "arrow-forward",
        ),
        entry("/verwaltung/erscheinungsbild", Text::new("Erscheinungsbild", "Appearance"), "edit"),
        entry(
            "/verwaltung/barrieren",
            Text::new("Gemeldete Barrieren", "Barriers reported"),
            "warning",
        ),
        entry(
            "/verwaltung/bekanntmachungen",
            Text::new("Bekanntmachungen: Nachweis", "Notices: record"),
            "draft",
        ),
        entry("/verwaltung/rechtstexte", Text::new("Rechtstexte", "Legal pages"), "checklist"),
        entry("/verwaltung/besuche", Text::new("Besuche", "Visits"), "visibility"),
    ]
}
