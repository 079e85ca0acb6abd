//! The workshop of online forms: an official schema (FIM `XDatenfelder`) becomes a running service
//! without a programmer. Staff read a file in, see what it is worth, answer the rules nobody
//! understood, put the questions into the town's words, try it out, open it, compare versions and
//! close it again.
//!
//! People fill these forms in like any other (`kernel::forms`); their cases come to the desk through
//! [`kernel::procedure`]. Legal frame: OZG, § 9a (review, warning, copy).

mod demo;
mod guess;
mod model;
mod portal;
mod procedure;
mod report;
mod routes;
mod settings;
mod shelf;
mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use kernel::db::Migration;
use kernel::facts::{ApplicationSubmitted, Fact};
use kernel::module::{Check, Erase, Finding, Health, NavEntry, Retention};
use kernel::outbox::{self, Subscriber};
use kernel::settings::SettingsPage;
use kernel::{AppError, Audit, Id, Module, Permission, Reader, Text, Town, Tx};

use crate::model::{Edition, KIND};
use crate::procedure::Online;
use crate::shelf::Shelf;

pub use demo::{DemoForm, open_for_demo};
pub use settings::StudioSettings;

/// May build forms.
pub const BUILD: Permission = Permission("studio.build");
/// May open forms to the public and close them.
pub const OPEN: Permission = Permission("studio.open");

/// What this module brings.
pub fn module() -> Module {
    let shelf = Arc::new(Shelf::default());
    Module {
        name: "studio",
        routes: routes::paths(),
        migrations: &[Migration {
            module: "studio",
            name: "0001_form",
            sql: include_str!("../migrations/0001_form.sql"),
        }],
        permissions: vec![
            (BUILD, Text::new("Online-Formulare bauen", "Build online forms")),
            (
                OPEN,
                Text::new("Online-Formulare öffnen und schließen", "Open and close online forms"),
            ),
        ],
        subscribers: vec![Subscriber {
            name: "studio.take_in",
            fact: ApplicationSubmitted::NAME,
            run: take_in,
        }],
        settings: vec![SettingsPage::of::<StudioSettings>(|| {
            Text::new("Online-Formulare", "Online forms")
        })],
        navigation: vec![NavEntry {
            path: "/verwaltung/formulare",
            label: Text::new("Formulare", "Forms"),
            group: Text::new("Verwaltung", "Administration"),
            icon: "checklist",
            permission: Some(BUILD),
        }],
        procedures: vec![Arc::new(Online { shelf: Arc::clone(&shelf) })],
        forms: vec![shelf],
        retention: retention(),
        checks: vec![Check { id: "studio/forms", run: forms_read }],
        ..Module::default()
    }
}

fn retention() -> Vec<Retention> {
    let kept = |table, rule| Retention { table, rule, erase: Erase::Kept };
    vec![
        kept("studio_form", "Published questions; no personal data."),
        kept("studio_edition", "Drafts and cases refer to it; no personal data."),
        kept("studio_code_list", "Official lists; no personal data."),
        Retention {
            table: "studio_claim",
            rule: "With the case.",
            erase: Erase::WithCase(store::erase),
        },
        Retention {
            table: "studio_correction",
            rule: "With the case, by the rule of studio_claim.",
            erase: Erase::Elsewhere,
        },
    ]
}

/// Notes with which edition an application was made.
fn take_in(_: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: ApplicationSubmitted = outbox::read(body)?;
    let is_ours = fact.kind.strip_prefix(KIND).is_some_and(|rest| rest.starts_with('-'));
    let edition = fact.form.rsplit('/').next().and_then(|id| id.parse::<Id<Edition>>().ok());
    let (true, Some(edition)) = (is_ours, edition) else {
        return Ok(Audit::of("studio.passed_over", fact.case));
    };
    let case = fact.case.parse().map_err(AppError::internal)?;
    let data = fact.data.parse().map_err(AppError::internal)?;
    store::add_claim(tx, case, edition, data)?;
    Ok(Audit::of("studio.taken_in", case))
}

/// Every open form still reads.
fn forms_read(town: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let open = store::open(reader)?;
    for edition in &open {
        if let Err(error) = shelf::build(town, reader, edition) {
            return Ok(Finding::bad(
                "studio/forms",
                Health::Fail,
                format!("the form {} does not read: {error}", edition.form.service),
                "Read the schema in again as a new edition and open it.",
            ));
        }
    }
    Ok(Finding::ok("studio/forms", format!("{} forms are open", open.len())))
}
