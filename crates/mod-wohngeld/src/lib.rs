//! Housing benefit (*Wohngeld*): takes in applications, recalculates them with every step
//! explained, proposes decisions, writes the department's part of the notice, reminds before the
//! grant ends, and offers a pre-check that stores nothing.
//!
//! The law itself is the library `norm-wohngeld`; the desk works through [`procedure`].

mod answers;
mod correction;
mod facts;
mod precheck;
mod precheck_input;
mod procedure;
mod settings;
mod sheet;
mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::SignedDuration;
use kernel::db::Migration;
use kernel::forms::FormOffer;
use kernel::module::{Check, Erase, FindablePage, Finding, Health, Module, Retention};
use kernel::procedure::DocumentNeed;
use kernel::settings::SettingsPage;
use kernel::{Access, AppError, Permission, Reader, Routes, Text, Town};

pub use settings::WohngeldSettings;

/// The kind of case.
pub const KIND: &str = "wohngeld";
/// The service: address of its page and of its form.
pub const SERVICE: &str = "wohngeld";

/// May set the town's choices about housing benefit.
pub const CONFIGURE: Permission = Permission("wohngeld.configure");

/// The form schema of this project; stands in until a town imports the official one.
pub const FORM: &str = include_str!("../../../data/wohngeld/form.xdf3.xml");
/// Its English texts.
const FORM_ENGLISH: &str = include_str!("../../../data/wohngeld/form.en.toml");

/// A claim not taken in after this time is lost.
const TAKE_IN: SignedDuration = SignedDuration::from_mins(30);

/// What people look for and no index knows: the pre-check and the form.
fn pages() -> Vec<FindablePage> {
    vec![
        FindablePage {
            path: "/antrag/wohngeld",
            title: Text::new("Wohngeld online beantragen", "Apply for housing benefit online"),
            text: Text::new(
                "Der Antrag auf Mietzuschuss, Seite für Seite. Sie können jederzeit unterbrechen.",
                "The application for rent subsidy, page by page. You can stop at any time.",
            ),
            words: "wohngeld wohngeldantrag antrag beantragen online formular mietzuschuss stellen apply application form housing benefit",
        },
        FindablePage {
            path: "/wohngeld/rechner",
            title: Text::new("Wohngeld-Rechner", "Housing benefit calculator"),
            text: Text::new(
                "In zwei Minuten sehen, ob sich ein Antrag lohnt. Wir speichern nichts.",
                "See within two minutes whether applying is worth it. We store nothing.",
            ),
            words: "wohngeld rechner wohngeldrechner berechnen ausrechnen anspruch pruefen beantragen hoehe mietzuschuss wie viel housing benefit calculator check",
        },
    ]
}

/// The form this department offers.
pub fn form() -> FormOffer {
    FormOffer {
        service: SERVICE,
        kind: KIND,
        schema: FORM,
        english: FORM_ENGLISH,
        title: || Text::new("Wohngeld: Mietzuschuss", "Housing benefit: rent subsidy"),
        applicant: answers::applicant,
        documents,
    }
}

/// The documents that answers call for.
fn documents(answers: &serde_json::Value) -> Vec<DocumentNeed> {
    procedure::needs(&answers::claim(answers).household)
}

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "wohngeld",
        routes: Routes::new().get("/wohngeld/rechner", Access::Everyone, precheck::ask).post(
            "/wohngeld/rechner",
            Access::Everyone,
            precheck::answer,
        ),
        migrations: &[Migration {
            module: "wohngeld",
            name: "0001_claim",
            sql: include_str!("../migrations/0001_claim.sql"),
        }],
        permissions: vec![(
            CONFIGURE,
            Text::new(
                "Einstellungen zum Wohngeld ändern",
                "Change the settings of housing benefit",
            ),
        )],
        subscribers: facts::subscribers(),
        settings: vec![SettingsPage::of::<WohngeldSettings>(|| {
            Text::new("Wohngeld", "Housing benefit")
        })],
        pages: pages(),
        procedures: vec![Arc::new(procedure::Wohngeld)],
        forms: vec![form().shelf()],
        retention: vec![
            Retention {
                table: "wohngeld_claim",
                rule: "With the case.",
                erase: Erase::WithCase(store::erase),
            },
            Retention {
                table: "wohngeld_correction",
                rule: "With the case, by the rule of wohngeld_claim.",
                erase: Erase::Elsewhere,
            },
            Retention {
                table: "wohngeld_grant",
                rule: "With the case, by the rule of wohngeld_claim.",
                erase: Erase::Elsewhere,
            },
        ],
        checks: vec![
            Check { id: "wohngeld/taken-in", run: check_taken_in },
            Check { id: "wohngeld/rent-level", run: check_rent_level },
        ],
        ..Module::default()
    }
}

fn check_taken_in(_: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let before = reader.now().checked_sub(TAKE_IN).map_err(AppError::internal)?;
    Ok(match store::lost(reader, before)? {
        0 => Finding::ok("wohngeld/taken-in", "every application has its claim"),
        n => Finding::bad(
            "wohngeld/taken-in",
            Health::Fail,
            format!("{n} applications have no claim"),
            "Open the page „Was steckt fest?“ and repeat the deliveries to wohngeld.take_in.",
        ),
    })
}

fn check_rent_level(town: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let settings = WohngeldSettings::of(reader)?;
    let month = norm_wohngeld::Month::of(reader.today());
    let place = settings.place(town);
    let known = match (&place.rent_level, &place.ags) {
        (Some(level), _) => Some(level.roman()),
        (None, Some(ags)) => {
            norm_wohngeld::rent_level(ags, month).ok().map(norm_wohngeld::RentLevel::roman)
        }
        (None, None) => None,
    };
    Ok(match known {
        Some(level) => Finding::ok("wohngeld/rent-level", format!("rent level {level}")),
        None => Finding::bad(
            "wohngeld/rent-level",
            Health::Fail,
            "the town's rent level is not known",
            "Set the municipality key or the rent level on the page „Einstellungen“.",
        ),
    })
}
