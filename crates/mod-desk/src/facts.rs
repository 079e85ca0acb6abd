//! What the desk does when something happens elsewhere: cases arrive, documents arrive, deadlines
//! run out, applications are withdrawn.

use std::sync::Arc;

use kernel::cases::{self, Case};
use kernel::facts::{
    ApplicationSubmitted, ApplicationWithdrawn, DeadlineExpired, DeadlineNear, DocumentArrived,
    Fact, MessageWritten,
};
use kernel::outbox::{self, Subscriber};
use kernel::{AppError, Audit, Id, Language, Text, Town, Tx, deadlines, org, settings};

use crate::model::{DELIVERY_RULE, DOCUMENTS_RULE, HEARING_RULE, OBJECTION_RULE};
use crate::settings::DeskSettings;
use crate::{acts, model, store};

/// Name under which the house itself writes in the log.
const HOUSE: &str = "Rathaus";

/// What the desk listens to.
pub(crate) fn subscribers() -> Vec<Subscriber> {
    vec![
        Subscriber { name: "desk.take_in", fact: ApplicationSubmitted::NAME, run: take_in },
        Subscriber { name: "desk.note_document", fact: DocumentArrived::NAME, run: note_document },
        Subscriber { name: "desk.note_message", fact: MessageWritten::NAME, run: note_message },
        Subscriber { name: "desk.end_deadline", fact: DeadlineExpired::NAME, run: end_deadline },
        Subscriber { name: "desk.remind", fact: DeadlineNear::NAME, run: remind },
        Subscriber {
            name: "desk.end_withdrawn",
            fact: ApplicationWithdrawn::NAME,
            run: end_withdrawn,
        },
    ]
}

fn case_of(tx: &mut Tx<'_>, id: &str) -> Result<Case, AppError> {
    let id: Id<Case> = id.parse().map_err(AppError::internal)?;
    cases::find_for_update(tx, id)
}

/// A new case should be looked at soon.
fn take_in(_: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: ApplicationSubmitted = outbox::read(body)?;
    let case = case_of(tx, &fact.case)?;
    let rules = settings::get::<DeskSettings>(tx)?;
    if case.is_open() && case.stage == "new" {
        let due = model::working_day_in(tx.today(), rules.new_case_days);
        store::set_own_due(tx, case.id, Some(due))?;
        acts::refresh_due(tx, &case)?;
    }
    Ok(Audit::of("desk.taken_in", case.id))
}

/// A document arrived: somebody should look today; if it was the last one missing, work goes on.
fn note_document(town: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: DocumentArrived = outbox::read(body)?;
    let case = case_of(tx, &fact.case)?;
    store::touch(tx, case.id)?;
    let what = Text::new("Eine Unterlage ist eingegangen.", "A document has arrived.");
    acts::note(tx, &case, HOUSE, &what)?;
    if case.is_open() {
        let today = tx.today();
        store::set_own_due(tx, case.id, Some(today))?;
        complete_documents(town, tx, &case)?;
    }
    Ok(Audit::of("desk.document_noted", case.id))
}

/// A message arrived: somebody should read it today, whether or not the case has a case worker.
fn note_message(_: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: MessageWritten = outbox::read(body)?;
    let case = case_of(tx, &fact.case)?;
    store::touch(tx, case.id)?;
    let what = Text::new("Eine neue Nachricht ist da.", "There is a new message.");
    acts::note(tx, &case, HOUSE, &what)?;
    if case.is_open() {
        let today = tx.today();
        store::set_own_due(tx, case.id, Some(today))?;
        acts::refresh_due(tx, &case)?;
    }
    Ok(Audit::of("desk.message_noted", case.id))
}

/// Ends the waiting for documents when none is missing any more.
///
/// # Errors
/// What department and database say.
pub(crate) fn complete_documents(
    town: &Town,
    tx: &mut Tx<'_>,
    case: &Case,
) -> Result<(), AppError> {
    let is_missing = match town.house().procedure(&case.kind) {
        Ok(procedure) => procedure
            .documents(town, tx, case)?
            .iter()
            .any(kernel::procedure::DocumentNeed::is_missing),
        Err(AppError::NotFound) => false,
        Err(error) => return Err(error),
    };
    if case.stage != "documents" || is_missing {
        return acts::refresh_due(tx, case);
    }
    deadlines::meet(tx, &case.id.to_string(), DOCUMENTS_RULE)?;
    acts::move_to(tx, case, "checking")?;
    let what =
        Text::new("Alle angeforderten Unterlagen sind da.", "All requested documents are here.");
    let unit = org::find(tx, case.unit)?;
    acts::tell(tx, case, &unit, &what)
}

/// A deadline of the desk ran out.
fn end_deadline(town: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: DeadlineExpired = outbox::read(body)?;
    let audit = Audit::of("desk.deadline_ended", &fact.subject).note(&fact.rule);
    if !fact.rule.starts_with("desk/") {
        // Deadlines of departments are theirs; the case only sorts anew.
        if let Ok(id) = fact.subject.parse::<Id<Case>>() {
            match cases::find_for_update(tx, id) {
                Ok(case) if case.is_open() => {
                    let today = tx.today();
                    store::set_own_due(tx, case.id, Some(today))?;
                    acts::refresh_due(tx, &case)?;
                }
                Ok(_) | Err(AppError::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        return Ok(audit);
    }
    let case = case_of(tx, &fact.subject)?;
    store::touch(tx, case.id)?;
    match fact.rule.as_str() {
        DOCUMENTS_RULE => {
            let what = Text::new(
                "Die Frist für Unterlagen ist abgelaufen.",
                "The deadline for documents is over.",
            );
            resume(tx, &case, "documents", &what)?;
        }
        HEARING_RULE => {
            let what = Text::new(
                "Die Frist der Anhörung ist abgelaufen.",
                "The deadline of the hearing is over.",
            );
            resume(tx, &case, "hearing", &what)?;
        }
        DELIVERY_RULE => {
            let what = Text::new(
                "Der Bescheid gilt als bekannt gegeben.",
                "The notice counts as delivered.",
            );
            acts::note(tx, &case, HOUSE, &what)?;
        }
        OBJECTION_RULE => end_case(town, tx, &case)?,
        _ => {}
    }
    Ok(audit)
}

/// Work on a case goes on today.
fn resume(tx: &mut Tx<'_>, case: &Case, waited_in: &str, what: &Text) -> Result<(), AppError> {
    acts::note(tx, case, HOUSE, what)?;
    if !case.is_open() {
        return Ok(());
    }
    let today = tx.today();
    store::set_own_due(tx, case.id, Some(today))?;
    let stage = if case.stage == waited_in { "checking" } else { case.stage.as_str() };
    acts::move_to(tx, case, stage)
}

/// Nobody objected: the case ends.
fn end_case(town: &Town, tx: &mut Tx<'_>, case: &Case) -> Result<(), AppError> {
    if case.state != "decided" || case.stage == "objection" {
        return Ok(());
    }
    close(town, tx, case, false)?;
    let what = Text::new(
        "Die Frist, um gegen den Bescheid vorzugehen, ist abgelaufen. Der Vorgang ist abgeschlossen.",
        "The time to contest the decision is over. The case is closed.",
    );
    let unit = org::find(tx, case.unit)?;
    acts::tell(tx, case, &unit, &what)
}

/// Closes a case; its data is erased after the years its kind demands, or those the town has set.
///
/// # Errors
/// [`AppError::Refused`] when it has ended already.
pub(crate) fn close(
    town: &Town,
    tx: &mut Tx<'_>,
    case: &Case,
    is_withdrawn: bool,
) -> Result<(), AppError> {
    let of_kind = town.house().procedure(&case.kind)?.retention_years(tx, case)?;
    let years = match of_kind {
        Some(years) => years,
        None => settings::get::<DeskSettings>(tx)?.retention_years,
    };
    let erase_on = model::erase_on(tx.today(), years);
    cases::close(tx, case.id, is_withdrawn, Some(erase_on))
}

/// Reminds of a deadline that comes near: one mail, without contents.
fn remind(town: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: DeadlineNear = outbox::read(body)?;
    let audit = Audit::of("desk.reminded", &fact.subject).note(&fact.rule);
    if fact.rule != DOCUMENTS_RULE && fact.rule != HEARING_RULE {
        return Ok(audit);
    }
    let case = case_of(tx, &fact.subject)?;
    acts::announce(tx, town, &case, &format!("desk.reminder/{}/{}", case.id, fact.due_on))?;
    let what = Text::new(
        format!("Erinnert an die Frist bis {}.", Language::De.day(fact.due_on)),
        format!("Reminded of the deadline on {}.", Language::En.day(fact.due_on)),
    );
    acts::note(tx, &case, HOUSE, &what)?;
    Ok(audit)
}

/// The applicant withdrew: nothing is due any more.
fn end_withdrawn(town: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: ApplicationWithdrawn = outbox::read(body)?;
    let case = case_of(tx, &fact.case)?;
    let subject = case.id.to_string();
    for rule in [DOCUMENTS_RULE, HEARING_RULE] {
        deadlines::drop_rule(tx, &subject, rule)?;
    }
    store::touch(tx, case.id)?;
    store::recall(tx, case.id)?;
    store::drop_draft(tx, case.id)?;
    store::end_followups(tx, case.id)?;
    store::set_own_due(tx, case.id, None)?;
    if case.is_open() {
        close(town, tx, &case, true)?;
    }
    Ok(Audit::of("desk.withdrawn_ended", case.id))
}
