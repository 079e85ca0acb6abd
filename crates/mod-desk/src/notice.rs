//! Jobs that make letters: the notice of a decision, and messages for people who want paper. Both
//! may run twice and leave one result.

use std::sync::Arc;

use kernel::cases::{self, Case, Party};
use kernel::files::{self, Checked};
use kernel::jobs::{JobError, JobKind, Running, Weight};
use kernel::notify::{self, Message, NewMessage};
use kernel::org::{self, Unit};
use kernel::paper::Letter;
use kernel::people::{self, Account};
use kernel::procedure::{Decision, SharedProcedure};
use kernel::{Actor, AppError, Audit, Id, Reader, Saved, Text, Town, Tx};

use crate::letter::{Head, decision_notice, message_letter};
use crate::model::{self, Issued};
use crate::{acts, store};

/// Name of the job that makes and sends the notice of a decision.
pub(crate) const NOTICE_JOB: &str = "desk.notice";
/// Name of the job that puts a message on paper.
pub(crate) const LETTER_JOB: &str = "desk.letter";
/// Tries before a person must look.
const ATTEMPTS_MAX: i64 = 8;
/// Label of notices among the files of a case.
pub(crate) const NOTICE_LABEL: &str = "notice";
/// Label of other letters among the files of a case.
pub(crate) const LETTER_LABEL: &str = "letter";

/// The jobs of the desk.
pub(crate) fn kinds() -> Vec<JobKind> {
    vec![
        JobKind {
            name: NOTICE_JOB,
            weight: Weight::Light,
            attempts_max: ATTEMPTS_MAX,
            is_armed: false,
            run: run_notice,
        },
        JobKind {
            name: LETTER_JOB,
            weight: Weight::Light,
            attempts_max: ATTEMPTS_MAX,
            is_armed: false,
            run: run_letter,
        },
    ]
}

/// Everything a letter of a case needs.
struct Dossier {
    case: Case,
    unit: Unit,
    to: Party,
    clerk: String,
}

fn dossier(
    reader: &mut Reader<'_>,
    case: Case,
    clerk: Option<Id<Account>>,
) -> Result<Dossier, AppError> {
    let unit = org::find(reader, case.unit)?;
    let parties = cases::parties(reader, case.id)?;
    let to = model::addressee(&parties).cloned().ok_or(AppError::NotFound)?;
    let clerk = match clerk {
        Some(account) => name_of(reader, account)?,
        None => String::new(),
    };
    Ok(Dossier { case, unit, to, clerk })
}

/// The name of an account's person; empty where the account is gone.
pub(crate) fn name_of(reader: &mut Reader<'_>, account: Id<Account>) -> Result<String, AppError> {
    match people::account(reader, account) {
        Ok(account) => Ok(account.person.name.into_revealed()),
        Err(AppError::NotFound) => Ok(String::new()),
        Err(error) => Err(error),
    }
}

/// Makes the notice of a decision or of its draft as content.
///
/// # Errors
/// As the department says; [`AppError::NotFound`] when there is nobody to write to.
pub(crate) fn compose(
    town: &Town,
    reader: &mut Reader<'_>,
    case: Case,
    clerk: Id<Account>,
    decision: &Decision,
    is_draft: bool,
) -> Result<Letter, AppError> {
    let procedure = town.house().procedure(&case.kind)?;
    let part = procedure.notice(town, reader, &case, decision)?;
    let Dossier { case, unit, to, clerk } = dossier(reader, case, Some(clerk))?;
    let profile = town.profile();
    let head = Head {
        profile: &profile,
        unit: &unit,
        case: &case,
        to: &to,
        clerk: &clerk,
        day: decision.day,
    };
    Ok(decision_notice(&head, decision, &part, is_draft))
}

/// Sets a letter in type, off the request path.
///
/// # Errors
/// When the press cannot set it.
pub(crate) async fn set(town: &Arc<Town>, letter: Letter) -> Result<Vec<u8>, AppError> {
    let press = Arc::clone(town.press());
    let set = tokio::task::spawn_blocking(move || press.set(&letter));
    set.await.map_err(AppError::internal)?.map_err(AppError::internal)
}

/// Sets a letter and lays its bytes into the store, before the transaction that names them.
async fn print(town: &Arc<Town>, letter: Letter, name: String) -> Result<Checked, AppError> {
    let bytes = set(town, letter).await?;
    let files = town.files().clone();
    let store = move || {
        let file = files::made_here(&name, "application/pdf", bytes);
        files.write(&file).map(|()| file)
    };
    tokio::task::spawn_blocking(store).await.map_err(AppError::internal)?
}

fn body<T>(text: &str) -> Result<Id<T>, JobError> {
    serde_json::from_str(text).map_err(|e| JobError::Never(e.to_string()))
}

fn run_notice(town: Arc<Town>, text: String) -> Running<'static> {
    Box::pin(async move {
        let id: Id<Decision> = body(&text)?;
        make_notice(&town, id).await?;
        Ok(())
    })
}

async fn make_notice(town: &Arc<Town>, id: Id<Decision>) -> Result<(), AppError> {
    let house = Arc::clone(town);
    let prepared = town
        .read(move |reader| {
            let issued = store::decision(&house, reader, id)?;
            if issued.notice.is_some() {
                return Ok(None);
            }
            let case = cases::find_for_update(reader, issued.case)?;
            let number = case.number.clone();
            let clerk = issued.decided_by;
            let letter = compose(&house, reader, case, clerk, &issued.decision, false)?;
            Ok(Some((letter, number)))
        })
        .await?;
    let Some((letter, number)) = prepared else { return Ok(()) };
    let file = print(town, letter, format!("Bescheid {number}.pdf")).await?;
    let house = Arc::clone(town);
    town.write(Actor::system(NOTICE_JOB), move |tx| {
        let issued = store::decision(&house, tx, id)?;
        if issued.notice.is_some() {
            return Ok(Saved::nothing(()));
        }
        let channel = hand_out(&house, tx, &issued, &file)?;
        Ok(Audit::of("desk.notice_made", issued.case).note(format!("channel={channel}")).done())
    })
    .await
}

/// Files the notice and sends it on its way: mailbox and mail, or the pile of letters.
fn hand_out(
    town: &Town,
    tx: &mut Tx<'_>,
    issued: &Issued,
    file: &Checked,
) -> Result<&'static str, AppError> {
    let case = cases::find_for_update(tx, issued.case)?;
    let procedure: SharedProcedure = town.house().procedure(&case.kind)?;
    let Dossier { case, unit, to, .. } = dossier(tx, case, None)?;
    let id = issued.decision.id;
    let notice = files::link(tx, file, &case.owner(), NOTICE_LABEL, "house")?;
    if !to.is_digital {
        let letter = notify::letter(tx, case.id, notice, "Bescheid")?;
        store::set_notice(tx, id, notice, "letter", Some(letter))?;
        let what = Text::new(
            "Der Bescheid liegt zum Versand bereit.",
            "The notice is ready to be posted.",
        );
        cases::log(tx, case.id, &unit.name.de, &what, false)?;
        return Ok("letter");
    }
    store::set_notice(tx, id, notice, "mailbox", None)?;
    let subject = to.language.of("Ihr Bescheid", "Your decision notice (Bescheid)");
    let text = to.language.of(
        "Guten Tag,\n\nüber Ihren Antrag ist entschieden. Der Bescheid liegt dieser Nachricht bei. Bitte lesen Sie ihn genau: Darin steht, was Sie tun können, wenn Sie nicht einverstanden sind, und bis wann.",
        "Hello,\n\nyour application has been decided. The notice is attached to this message; it is in German, the official language. It says what you can do if you disagree, and until when.",
    );
    let message = NewMessage {
        case: &case,
        is_to_citizen: true,
        subject,
        body: text,
        file: Some(notice),
        author: &unit.name.de,
    };
    notify::put(tx, &message)?;
    acts::announce(tx, town, &case, &format!("desk.notice/{id}"))?;
    let today = tx.today();
    acts::deliver(tx, &procedure, &case, &unit, id, today)?;
    Ok("mailbox")
}

fn run_letter(town: Arc<Town>, text: String) -> Running<'static> {
    Box::pin(async move {
        let id: Id<Message> = body(&text)?;
        make_letter(&town, id).await?;
        Ok(())
    })
}

async fn make_letter(town: &Arc<Town>, id: Id<Message>) -> Result<(), AppError> {
    let house = Arc::clone(town);
    let (letter, case, number) = town
        .read(move |reader| {
            let message = notify::find(reader, id)?;
            let case = message.case.ok_or(AppError::NotFound)?;
            let case = cases::find_for_update(reader, case)?;
            let clerk = case.assignee;
            let day = kernel::clock::local_day(message.at);
            let Dossier { case, unit, to, clerk } = dossier(reader, case, clerk)?;
            let profile = house.profile();
            let head =
                Head { profile: &profile, unit: &unit, case: &case, to: &to, clerk: &clerk, day };
            Ok((message_letter(&head, &message), case.id, case.number.clone()))
        })
        .await?;
    let file = print(town, letter, format!("Schreiben {number}.pdf")).await?;
    town.write(Actor::system(LETTER_JOB), move |tx| {
        if !store::once(tx, case, &format!("letter/{id}"))? {
            return Ok(Saved::nothing(()));
        }
        let case = cases::find_for_update(tx, case)?;
        let file = files::link(tx, &file, &case.owner(), LETTER_LABEL, "house")?;
        notify::letter(tx, case.id, file, "Schreiben")?;
        Ok(Audit::of("desk.letter_made", case.id).done())
    })
    .await
}
