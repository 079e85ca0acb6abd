//! Online forms: from the first page of an application to the receipt, and the page where people
//! follow what becomes of it.
//!
//! Forms come from the departments as [`kernel::forms::OnlineForm`]; this module knows none of
//! them. A submission is one transaction: case, parties, files, data, receipt job and the fact
//! [`ApplicationSubmitted`](kernel::facts::ApplicationSubmitted).

mod catalogue;
mod demo;
mod entering;
mod flow;
mod model;
mod night;
mod receipt;
mod render;
mod routes;
mod settings;
mod store;
mod submit;
mod summary;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use kernel::access::Access;
use kernel::db::Migration;
use kernel::facts::{Fact, HolderChanged};
use kernel::files::StoredFile;
use kernel::outbox::{self, Subscriber};
use kernel::procedure::DocumentNeed;
use kernel::settings::SettingsPage;
use kernel::{AppError, Audit, Case, Module, Reader, Routes, Text, Town, Tx};

pub use demo::{DemoHolder, draft_for_demo, holder_for_demo, needs_for_demo};
pub use settings::ApplicationsSettings;
pub use submit::{DemoFile, Summary, submit_for_demo};
pub use summary::Section;

/// What this module brings.
pub fn module() -> Module {
    Module {
        name: "applications",
        routes: paths(),
        migrations: &[Migration {
            module: "applications",
            name: "0001_draft",
            sql: include_str!("../migrations/0001_draft.sql"),
        }],
        subscribers: vec![Subscriber {
            name: "applications.follow_holder",
            fact: HolderChanged::NAME,
            run: follow_holder,
        }],
        jobs: vec![receipt::job()],
        schedules: vec![night::DRAFTS],
        settings: vec![SettingsPage::of::<ApplicationsSettings>(|| {
            Text::new("Anträge", "Applications")
        })],
        retention: night::retention(),
        checks: night::checks(),
        ..Module::default()
    }
}

fn paths() -> Routes {
    let (all, held) = (Access::Everyone, Access::Holder);
    Routes::new()
        .get("/antrag/{service}", all, routes::start)
        .post("/antrag/{service}", all, routes::begin)
        .get("/antrag/weiter", all, routes::ask_number)
        .post("/antrag/weiter", all, routes::resume)
        .get("/antrag/strassen", all, routes::streets)
        .get("/antrag/code", held, routes::show_code)
        .post("/antrag/code/notiert", held, routes::note_code)
        .post("/antrag/code/neu", held, routes::new_code)
        .post("/antrag/code/senden", held, routes::mail_code)
        .post("/antrag/beenden", held, routes::leave)
        .post("/antrag/aktiv", held, routes::stay)
        .get("/antrag/entwurf/{draft}", held, routes::go_on)
        .get("/antrag/entwurf/{draft}/spaeter", held, routes::later)
        .get("/antrag/entwurf/{draft}/loeschen", held, routes::confirm_deletion)
        .post("/antrag/entwurf/{draft}/loeschen", held, routes::delete_draft)
        .get("/antrag/entwurf/{draft}/unterlagen", held, routes::documents)
        .upload("/antrag/entwurf/{draft}/unterlagen", held, routes::hand_in)
        .post("/antrag/entwurf/{draft}/unterlagen/{file}/entfernen", held, routes::remove_file)
        .get("/antrag/entwurf/{draft}/pruefen", held, routes::review)
        .post("/antrag/entwurf/{draft}/absenden", held, routes::submit)
        .get("/antrag/entwurf/{draft}/{page}", held, routes::show)
        .post("/antrag/entwurf/{draft}/{page}", held, routes::enter)
        .get("/antrag/entwurf/{draft}/{page}/entfernen", held, routes::confirm_removal)
        .post("/antrag/entwurf/{draft}/{page}/entfernen", held, routes::remove_entry)
        .get("/vorgang/{case}", held, routes::status)
        .get("/vorgang/{case}/eingang", held, routes::receipt)
        .get("/vorgang/{case}/eingang.pdf", held, routes::receipt_pdf)
        .get("/vorgang/{case}/datei/{file}", held, routes::download)
        .upload("/vorgang/{case}/unterlagen", held, routes::add_documents)
        .post("/vorgang/{case}/nachricht", held, routes::send_message)
        .get("/vorgang/{case}/zuruecknehmen", held, routes::confirm_withdrawal)
        .post("/vorgang/{case}/zuruecknehmen", held, routes::withdraw)
        .get("/antraege", held, routes::applications)
        .get("/postfach", held, routes::mailbox)
}

/// A guest took things into an account: drafts follow, number and code are void.
fn follow_holder(_: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: HolderChanged = outbox::read(body)?;
    let moved = routes::take_over(tx, &fact.from, &fact.to)?;
    Ok(Audit::of("applications.holder_followed", &fact.to).note(format!("moved={moved}")))
}

/// The one list of documents of a case: what the department says, and what its form says as long
/// as the department has not taken the case in. With the number of files handed in.
pub(crate) fn case_needs(
    town: &Town,
    reader: &mut Reader<'_>,
    case: &Case,
    files: &[StoredFile],
) -> Result<Vec<DocumentNeed>, AppError> {
    let from_department = match town.house().procedure(&case.kind) {
        Ok(procedure) => procedure.documents(town, reader, case),
        Err(error) => Err(error),
    };
    let mut needs = match from_department {
        Ok(needs) => needs,
        Err(AppError::NotFound) => needs_by_form(town, reader, case)?,
        Err(error) => return Err(error),
    };
    if needs.iter().all(|n| n.key != catalogue::OTHER) {
        needs.push(DocumentNeed {
            key: catalogue::OTHER.to_owned(),
            label: Text::new("Weitere Unterlagen", "Other documents"),
            why: Text::new(
                "Was Sie uns sonst noch zeigen möchten.",
                "Anything else you would like to show us.",
            ),
            files: 0,
            is_required: false,
        });
    }
    catalogue::count_files(&mut needs, files);
    Ok(needs)
}

fn needs_by_form(
    town: &Town,
    reader: &mut Reader<'_>,
    case: &Case,
) -> Result<Vec<DocumentNeed>, AppError> {
    let Some(submission) = store::submission(reader, case.id)? else { return Ok(Vec::new()) };
    let form =
        match kernel::forms::as_begun(town, reader, &submission.service, &submission.schema_key) {
            Ok(form) => form,
            Err(AppError::NotFound) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
    let data = kernel::files::find(reader, submission.data_file)?;
    let json: serde_json::Value = serde_json::from_slice(&town.files().read(&data.sha256)?)?;
    Ok(form.claims.documents(&json))
}
