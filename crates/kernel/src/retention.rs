//! The end of data: every table has a rule; the nightly work erases what is due and leaves a proof
//! in the logbook and in the erasure journal, which a restore replays.

use std::sync::Arc;

use jiff::civil::Date;

use crate::access::Actor;
use crate::audit::Audit;
use crate::cases::Case;
use crate::db::{Reader, Sql, Tx};
use crate::error::AppError;
use crate::files;
use crate::module::{Erase, Retention};
use crate::sql;
use crate::town::Town;
use crate::value::Id;

/// Cases erased in one night at most; the rest follows the next night.
const CASES_PER_NIGHT: i64 = 500;

const DUE: Sql = sql!(
    "SELECT id, number, kind, title, unit, assignee, holder, state, stage, opened_at, changed_at,
            decided_at, closed_at, due_on, erase_on
     FROM kernel_case
     WHERE erase_on <= $1
     ORDER BY erase_on, id
     LIMIT $2"
);
const NOTE: Sql = sql!(
    "INSERT INTO kernel_erasure (id, rule, kind, record, erased_at) VALUES ($1, $2, $3, $4, $5)"
);
const JOURNAL: Sql =
    sql!("SELECT record FROM kernel_erasure WHERE kind = 'case' ORDER BY erased_at, id");
const LETTERS: Sql = sql!("DELETE FROM kernel_letter WHERE case_id = $1");
const MESSAGES: Sql = sql!("DELETE FROM kernel_message WHERE case_id = $1");
const PARTIES: Sql = sql!("DELETE FROM kernel_party WHERE case_id = $1");
const LOG: Sql = sql!("DELETE FROM kernel_case_log WHERE case_id = $1");
const DEADLINES: Sql = sql!("DELETE FROM kernel_deadline WHERE subject = $1");
const CASE: Sql = sql!("DELETE FROM kernel_case WHERE id = $1");
const MAILS: Sql = sql!("DELETE FROM kernel_mail WHERE made_at < $1");

/// Days a mail is kept after it was written; it holds an address and no contents.
const MAIL_DAYS: i64 = 90;

/// The kernel's own rules.
pub fn kernel_rules() -> Vec<Retention> {
    let kept = |table, rule| Retention { table, rule, erase: Erase::Kept };
    let elsewhere = |table, rule| Retention { table, rule, erase: Erase::Elsewhere };
    vec![
        kept("kernel_counter", "No personal data; gaps would look like lost cases."),
        kept("kernel_setting", "No personal data apart from names the imprint must show."),
        kept("kernel_audit", "Proof of acts; holds identifiers only."),
        kept("kernel_unit", "No personal data."),
        kept("kernel_competence", "No personal data."),
        kept("kernel_role", "No personal data."),
        kept("kernel_district", "No personal data."),
        kept("kernel_street", "No personal data."),
        kept("kernel_address", "Addresses of buildings, official open data."),
        kept("kernel_street_alias", "Spellings of street names; no personal data."),
        elsewhere(
            "kernel_map_piece",
            "Goes with the record it shows, by the module that put it there.",
        ),
        elsewhere(
            "kernel_map_entry",
            "Goes with the record it shows, by the module that put it there.",
        ),
        kept("kernel_map_stamp", "Numbers of changes; no personal data."),
        kept("kernel_publication", "Published texts; personal ones are withdrawn by people."),
        kept("kernel_publication_revision", "Proof of what was published when."),
        kept("kernel_publication_address", "Old links go on working."),
        kept("kernel_publication_note", "What the public was told stays readable."),
        kept("kernel_media", "Pictures and files of the site; people delete what nobody uses."),
        kept("kernel_media_use", "Goes with whatever uses the medium."),
        kept("kernel_erasure", "Journal of erasures, replayed after a restore; identifiers only."),
        kept("kernel_schedule", "No personal data."),
        kept("kernel_cursor", "No personal data."),
        kept("kernel_migration", "No personal data."),
        kept("kernel_fact", "Identifiers and dates only."),
        kept("kernel_delivery", "Identifiers only; cleared when delivered."),
        elsewhere("kernel_person", "With the account."),
        elsewhere("kernel_account", "When its holder or an administrator deletes it."),
        elsewhere("kernel_foreign_login", "With the account."),
        elsewhere("kernel_passkey", "With the account."),
        elsewhere("kernel_recovery_code", "With the account."),
        elsewhere("kernel_grant", "With the account."),
        elsewhere("kernel_ticket", "Every night once expired."),
        elsewhere("kernel_session", "Every night once expired."),
        elsewhere("kernel_job", "Thirty days after it was done."),
        elsewhere("kernel_search_entry", "With what it points at."),
        elsewhere("kernel_search_term", "With its entry."),
        elsewhere("kernel_search_word", "When no entry holds the word any more, by the night."),
        elsewhere("kernel_search_slip", "With its word."),
        elsewhere("kernel_case", "On the day its kind's rule set when it ended."),
        elsewhere("kernel_party", "With the case."),
        elsewhere("kernel_case_log", "With the case."),
        elsewhere("kernel_file", "With the case or draft that owns it."),
        elsewhere("kernel_deadline", "With the case."),
        elsewhere("kernel_message", "With the case."),
        elsewhere("kernel_letter", "With the case."),
        Retention {
            table: "kernel_mail",
            rule: "Ninety days after it was written.",
            erase: Erase::Nightly(erase_mails),
        },
    ]
}

fn erase_mails(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let span = jiff::SignedDuration::from_hours(24 * MAIL_DAYS);
    let before = tx.now().checked_sub(span).map_err(AppError::internal)?;
    Ok(tx.execute(MAILS, &[&before])?)
}

/// Erases everything whose day has come.
pub(crate) async fn erase_due(town: &Arc<Town>) -> Result<(), AppError> {
    let today = crate::clock::local_day(town.now());
    let due = town.read(move |reader| due_cases(reader, today)).await?;
    for case in due {
        erase_case(town, case).await?;
    }
    let rules: Vec<Retention> = kernel_rules()
        .into_iter()
        .chain(town.house().modules().iter().flat_map(|m| m.retention.clone()))
        .collect();
    for rule in rules {
        if let Erase::Nightly(erase) = rule.erase {
            town.write(Actor::system("retention"), move |tx| {
                let count = erase(tx)?;
                if count == 0 {
                    return Ok(crate::db::Saved::nothing(()));
                }
                let note = format!("rows={count}");
                Ok(Audit::of("kernel.erased", rule.table).note(note).done())
            })
            .await?;
        }
    }
    Ok(())
}

fn due_cases(reader: &mut Reader<'_>, today: Date) -> Result<Vec<Case>, AppError> {
    reader.query(DUE, &[&today, &CASES_PER_NIGHT])?.iter().map(Case::read).collect()
}

/// Erases one case with everything in the house that belongs to it.
///
/// # Errors
/// What database or disk say; then the case is still whole.
pub async fn erase_case(town: &Arc<Town>, case: Case) -> Result<(), AppError> {
    let house = Arc::clone(town.house());
    let orphans = town
        .write(Actor::system("retention"), move |tx| {
            let mut rows = 0;
            for rule in house.modules().iter().flat_map(|m| &m.retention) {
                if let Erase::WithCase(erase) = rule.erase {
                    rows += erase(tx, &case)?;
                }
            }
            rows += tx.execute(LETTERS, &[&case.id])?;
            rows += tx.execute(MESSAGES, &[&case.id])?;
            rows += tx.execute(PARTIES, &[&case.id])?;
            rows += tx.execute(LOG, &[&case.id])?;
            rows += tx.execute(DEADLINES, &[&case.id.to_string()])?;
            let mut orphans = Vec::new();
            let held = files::of_owner(tx, &case.owner())?;
            for file in &held {
                orphans.extend(files::unlink(tx, file.id)?);
            }
            tx.execute(CASE, &[&case.id])?;
            let now = tx.now();
            let record = case.id.to_string();
            tx.execute(NOTE, &[&Id::<Retention>::new(), &case.kind, &"case", &record, &now])?;
            let note = format!("rows={} files={}", rows + 1, held.len());
            Ok(Audit::of("kernel.case_erased", case.id).note(note).with(orphans))
        })
        .await?;
    for sha256 in orphans {
        town.files().remove(&sha256)?;
    }
    Ok(())
}

/// Identifiers of cases that were erased, for replaying after a restore.
///
/// # Errors
/// What the database says.
pub fn journal(reader: &mut Reader<'_>) -> Result<Vec<Id<Case>>, AppError> {
    reader.query(JOURNAL, &[])?.iter().map(|r| Ok(r.at(0)?)).collect()
}
