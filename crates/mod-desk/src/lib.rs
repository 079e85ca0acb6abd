//! Case work: one desk for all kinds of case. The desk knows no department; how a case is shown,
//! calculated and decided it asks through [`kernel::procedure::Procedure`].
//!
//! A case worker sees what is due, works on cases of their unit, writes to applicants, waits for
//! documents and hearings, decides alone or with a second pair of eyes, and the notice leaves by
//! mailbox or letter. Nobody works on a case of their own.

mod acts;
mod checks;
mod door;
mod facts;
mod letter;
mod model;
mod notice;
mod routes;
mod rows;
mod settings;
mod store;
#[cfg(test)]
mod tests;
mod view;

use kernel::cases::WORK;
use kernel::db::Migration;
use kernel::module::{Erase, NavEntry, Retention};
use kernel::settings::SettingsPage;
use kernel::{Module, Permission, Text};

pub use settings::DeskSettings;

/// May decide cases of a unit; whoever decides also needs `desk.work` there.
pub const DECIDE: Permission = Permission("desk.decide");
/// May sign decisions of others as second pair of eyes; also needs `desk.work` there.
pub const COUNTERSIGN: Permission = Permission("desk.countersign");
/// May print and post letters of a unit.
pub const LETTERS: Permission = Permission("desk.letters");

const MIGRATIONS: &[Migration] = &[Migration {
    module: "desk",
    name: "0001_desk",
    sql: include_str!("../migrations/0001_desk.sql"),
}];

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "desk",
        routes: routes::all(),
        migrations: MIGRATIONS,
        permissions: vec![
            (
                WORK,
                Text::new(
                    "Vorgänge der Einheit sehen und bearbeiten",
                    "See and work on the cases of the unit",
                ),
            ),
            (DECIDE, Text::new("Über Vorgänge entscheiden", "Decide cases")),
            (
                COUNTERSIGN,
                Text::new("Entscheidungen mitzeichnen", "Sign decisions as second pair of eyes"),
            ),
            (LETTERS, Text::new("Briefe drucken und versenden", "Print and post letters")),
        ],
        subscribers: facts::subscribers(),
        jobs: notice::kinds(),
        settings: vec![SettingsPage::of::<DeskSettings>(|| Text::new("Schreibtisch", "Desk"))],
        navigation: navigation(),
        retention: retention(),
        checks: checks::all(),
        ..Module::default()
    }
}

fn navigation() -> Vec<NavEntry> {
    let entry = |path, label, icon, permission| NavEntry {
        path,
        label,
        group: Text::new("Meine Arbeit", "My work"),
        icon,
        permission: Some(permission),
    };
    vec![
        entry("/schreibtisch", Text::new("Schreibtisch", "Desk"), "rh-inbox", WORK),
        entry("/vorgaenge", Text::new("Vorgänge", "Cases"), "rh-cases", WORK),
        entry("/verwaltung/briefe", Text::new("Briefe", "Letters"), "rh-print", LETTERS),
    ]
}

fn retention() -> Vec<Retention> {
    let with_case = |table, erase| Retention {
        table,
        rule: "With the case, on the day its rule set when it ended.",
        erase: Erase::WithCase(erase),
    };
    vec![
        with_case("desk_work", store::erase_work),
        with_case("desk_once", store::erase_once),
        with_case("desk_opening", store::erase_openings),
        with_case("desk_draft", store::erase_draft),
        with_case("desk_second_pair", store::erase_second_pairs),
        with_case("desk_decision", store::erase_decision),
        with_case("desk_followup", store::erase_followups),
    ]
}
