//! Nightly work: reminders, drafts that ran out, holders nobody uses any more; and the checks.

use std::sync::Arc;

use jiff::{SignedDuration, ToSpan};
use kernel::jobs::{JobError, Running};
use kernel::module::{Check, Erase, Finding, Health, Retention, Schedule};
use kernel::{
    Actor, AppError, Audit, Language, Reader, Town, Tx, cases, files, notify, people, settings,
};

use crate::model::DraftRow;
use crate::routes::email_of;
use crate::settings::ApplicationsSettings;
use crate::store;

/// Days a holder without drafts and cases is kept after its last use, so that somebody coming back
/// is told that the draft ran out.
const HOLDER_DAYS: i64 = 180;
/// A receipt later than this is stuck.
const RECEIPT_LATE: SignedDuration = SignedDuration::from_hours(24);

/// What runs every night.
pub(crate) const DRAFTS: Schedule = Schedule { name: "applications.drafts", hour: 4, run };

fn run(town: Arc<Town>) -> Running<'static> {
    Box::pin(async move {
        remind(&town).await?;
        expire(&town).await?;
        Ok(())
    })
}

/// Mails a reminder once for each draft that will run out soon.
async fn remind(town: &Arc<Town>) -> Result<(), JobError> {
    let house = Arc::clone(town);
    town.write(Actor::system("applications"), move |tx| {
        let settings: ApplicationsSettings = settings::get(tx)?;
        let today = tx.today();
        let until = today.saturating_add(settings.remind_days.days());
        let mut count = 0;
        for draft in store::drafts_until(tx, until)? {
            let email = address(&house, tx, &draft)?;
            if draft.expires_on <= today || email.is_empty() {
                continue;
            }
            let (subject, body) = reminder(&house, &draft);
            // One mail per draft and day of its end: a draft that is changed is reminded anew.
            let event = format!("applications/draft-ends/{}/{}", draft.id, draft.expires_on);
            notify::mail(tx, &event, &email, &subject, &body)?;
            count += 1;
        }
        if count == 0 {
            return Ok(kernel::db::Saved::nothing(()));
        }
        Ok(Audit::of("applications.reminded", "drafts").note(format!("count={count}")).done())
    })
    .await?;
    Ok(())
}

/// Where the holder of a draft can be reached; empty if nowhere.
fn address(town: &Town, reader: &mut Reader<'_>, draft: &DraftRow) -> Result<String, AppError> {
    if let Some(account) = draft.holder.strip_prefix("account/").and_then(|id| id.parse().ok()) {
        return Ok(match people::account(reader, account) {
            Ok(account) => account.person.email.into_revealed(),
            Err(AppError::NotFound) => String::new(),
            Err(error) => return Err(error),
        });
    }
    match store::holder(reader, &draft.holder)? {
        Some(holder) => email_of(town, &holder),
        None => Ok(String::new()),
    }
}

fn reminder(town: &Town, draft: &DraftRow) -> (String, String) {
    let name = &town.profile().name;
    let base = &town.plan().base_url;
    let day = draft.language.day(draft.expires_on);
    match draft.language {
        Language::De => (
            format!("Ihr Antragsentwurf wird am {day} gelöscht"),
            format!(
                "Guten Tag,\n\nSie haben bei uns einen Antrag angefangen und noch nicht abgesendet. \
                 Am {day} löschen wir den Entwurf.\n\n\
                 Wenn Sie weitermachen möchten, brauchen Sie Ihre Nummer und Ihren Code oder Ihr Konto:\n\n\
                 {base}/antrag/weiter\n\n\
                 Wenn Sie den Antrag nicht mehr brauchen, müssen Sie nichts tun.\n\n\
                 Freundliche Grüße\n{name}\n"
            ),
        ),
        Language::En => (
            format!("Your draft application will be deleted on {day}"),
            format!(
                "Hello,\n\nyou have begun an application with us and have not sent it yet. \
                 On {day} we delete the draft.\n\n\
                 If you want to continue, you need your number and your code or your account:\n\n\
                 {base}/en/antrag/weiter\n\n\
                 If you no longer need the application, you do not have to do anything.\n\n\
                 Kind regards\n{name}\n"
            ),
        ),
    }
}

/// Deletes drafts whose time is over, with their files.
async fn expire(town: &Arc<Town>) -> Result<(), JobError> {
    let orphans = town
        .write(Actor::system("applications"), |tx| {
            let today = tx.today();
            let (mut orphans, mut count) = (Vec::new(), 0);
            for draft in store::drafts_until(tx, today)? {
                for file in files::of_owner(tx, &format!("draft/{}", draft.id))? {
                    orphans.extend(files::unlink(tx, file.id)?);
                }
                store::remove_draft(tx, draft.id)?;
                store::holder_lost(tx, &draft.holder, today)?;
                count += 1;
            }
            if count == 0 {
                return Ok(kernel::db::Saved::nothing(orphans));
            }
            let note = format!("drafts={count} files={}", orphans.len());
            Ok(Audit::of("applications.drafts_expired", "drafts").note(note).with(orphans))
        })
        .await?;
    let disk = Arc::clone(town);
    tokio::task::spawn_blocking(move || {
        orphans.iter().try_for_each(|sha256| disk.files().remove(sha256))
    })
    .await
    .map_err(|e| JobError::Later(e.to_string()))??;
    Ok(())
}

/// Forgets holders that hold nothing any more.
fn forget_holders(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let span = SignedDuration::from_hours(24 * HOLDER_DAYS);
    let before = tx.now().checked_sub(span).map_err(AppError::internal)?;
    let (mut last, mut count) = (String::new(), 0);
    loop {
        let keys = store::quiet_holders(tx, before, &last)?;
        let Some(end) = keys.last().cloned() else { return Ok(count) };
        for key in &keys {
            if cases::of_holder(tx, key)?.is_empty() {
                count += store::remove_holder(tx, key)?;
            }
        }
        last = end;
    }
}

/// How long the rows of this module are kept.
pub(crate) fn retention() -> Vec<Retention> {
    vec![
        Retention {
            table: "applications_draft",
            rule: "A setting of the town, 60 days after the last change by default; applications.drafts deletes them every night with their files.",
            erase: Erase::Elsewhere,
        },
        Retention {
            table: "applications_holder",
            rule: "180 days after the last use, once it holds neither drafts nor cases.",
            erase: Erase::Nightly(forget_holders),
        },
        Retention {
            table: "applications_submission",
            rule: "With the case.",
            erase: Erase::WithCase(store::erase_submission),
        },
    ]
}

/// What `rathaus check` looks at here.
pub(crate) fn checks() -> Vec<Check> {
    vec![
        Check { id: "applications/forms", run: forms },
        Check { id: "applications/drafts", run: drafts },
        Check { id: "applications/receipts", run: receipts },
        Check { id: "applications/competence", run: competence },
    ]
}

fn forms(town: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let mut count = 0;
    for loaded in kernel::forms::all(town, reader)? {
        let (open, found) = (loaded.form.open_rules().len(), loaded.form.findings().len());
        if open + found > 0 {
            return Ok(Finding::bad(
                "applications/forms",
                Health::Warn,
                format!(
                    "the form of {} has {open} rules nobody understands and {found} findings",
                    loaded.service
                ),
                "Write these rules by hand or settle them; until then the form does not enforce them.",
            ));
        }
        count += 1;
    }
    Ok(Finding::ok("applications/forms", format!("{count} forms read, every rule is understood")))
}

fn drafts(town: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let (mut last, mut count) = (String::new(), 0_u64);
    loop {
        let ids = store::draft_ids_after(reader, &last)?;
        let Some(end) = ids.last() else {
            return Ok(Finding::ok("applications/drafts", format!("{count} drafts open")));
        };
        last = end.to_string();
        for id in ids {
            if let Err(error) = store::find_draft(reader, town, id) {
                return Ok(Finding::bad(
                    "applications/drafts",
                    Health::Fail,
                    format!("draft {id} does not open: {error}"),
                    "Restore the database and the key from the same backup.",
                ));
            }
            count += 1;
        }
    }
}

fn receipts(_: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let before = reader.now().checked_sub(RECEIPT_LATE).map_err(AppError::internal)?;
    Ok(match store::without_receipt(reader, before)? {
        0 => Finding::ok("applications/receipts", "every submission has its receipt"),
        n => Finding::bad(
            "applications/receipts",
            Health::Warn,
            format!("{n} submissions older than a day have no receipt"),
            "Look at the jobs that wait for a person (applications.receipt) and repeat them.",
        ),
    })
}

fn competence(town: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    for form in kernel::forms::all(town, reader)? {
        if kernel::org::competent_for(reader, &form.kind)?.is_none() {
            return Ok(Finding::bad(
                "applications/competence",
                Health::Fail,
                format!("no unit is competent for {}: nobody can apply", form.kind),
                "Name the competent unit on the page of the organisation.",
            ));
        }
    }
    Ok(Finding::ok("applications/competence", "every form has a competent unit"))
}
