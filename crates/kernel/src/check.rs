//! `rathaus check`: what the kernel looks at in a running town. Modules add their own checks.

mod beside;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::SignedDuration;

use crate::audit::{self, Verdict};
use crate::db::Reader;
use crate::error::AppError;
use crate::module::{Check, Finding, Health};
use crate::town::Town;
use crate::{files, jobs, outbox, places};

pub(crate) use beside::Checkup;
pub use beside::{Look, Report, look};

/// A job overdue longer than this is stuck.
const OVERDUE: SignedDuration = SignedDuration::from_mins(60);

/// The kernel's checks.
pub const KERNEL_CHECKS: &[Check] = &[
    Check { id: "database/integrity", run: integrity },
    Check { id: "audit/chain", run: chain },
    Check { id: "files/complete", run: files_complete },
    Check { id: "files/sound", run: files_sound },
    Check { id: "files/orphans", run: files_orphans },
    Check { id: "outbox/dead", run: outbox_dead },
    Check { id: "jobs/dead", run: jobs_dead },
    Check { id: "jobs/overdue", run: jobs_overdue },
    Check { id: "mail/unclear", run: mail_unclear },
    Check { id: "town/profile", run: profile },
    Check { id: "places/register", run: register },
    Check { id: "search/index", run: search_index },
    Check { id: "retention/overdue", run: retention_overdue },
    Check { id: "people/administrator", run: administrator },
    Check { id: "cases/unassigned", run: unassigned },
];

/// Runs all checks of kernel and modules over one snapshot.
///
/// # Errors
/// What the database says before the first check; a failing check is a finding.
pub async fn run(town: &Arc<Town>) -> Result<Vec<Finding>, AppError> {
    let house = Arc::clone(town);
    town.read(move |reader| {
        let modules = house.house().modules().iter().flat_map(|m| &m.checks);
        let mut findings = Vec::new();
        for check in KERNEL_CHECKS.iter().chain(modules) {
            let finding = (check.run)(&house, reader).unwrap_or_else(|error| {
                let remedy = "Look at the log for the cause.";
                Finding::bad(check.id, Health::Fail, error.to_string(), remedy)
            });
            findings.push(finding);
        }
        Ok(findings)
    })
    .await
}

fn integrity(_: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let complaints = reader.engine().integrity()?;
    Ok(match complaints.first() {
        None => Finding::ok("database/integrity", "the database is sound"),
        Some(first) => Finding::bad(
            "database/integrity",
            Health::Fail,
            format!("{} complaints, the first: {first}", complaints.len()),
            "Restore the last backup that passes `rathaus check`.",
        ),
    })
}

fn chain(_: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    Ok(match audit::verify(reader)? {
        Verdict::Sound(count, hash) => {
            let short = hash.get(..16).unwrap_or_default();
            Finding::ok("audit/chain", format!("{count} entries without a gap, last hash {short}…"))
        }
        Verdict::Broken { seq, reason } => Finding::bad(
            "audit/chain",
            Health::Fail,
            format!("entry {seq} is broken: {reason}"),
            "Somebody changed the logbook by hand. Compare with the last backup and tell the data protection officer.",
        ),
    })
}

fn files_complete(town: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let on_disk: BTreeSet<String> = town.files().on_disk()?.into_iter().collect();
    let named = files::digests(reader)?;
    let missing: Vec<&String> = named.iter().filter(|d| !on_disk.contains(*d)).collect();
    Ok(match missing.first() {
        None => Finding::ok("files/complete", format!("{} files are there", named.len())),
        Some(first) => Finding::bad(
            "files/complete",
            Health::Fail,
            format!("{} files are missing, the first: {first}", missing.len()),
            "Restore the folder `files` from the last backup.",
        ),
    })
}

fn files_sound(town: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    use sha2::{Digest, Sha256};
    let mut checked = 0;
    for digest in files::digests(reader)? {
        let sound = match town.files().read(&digest) {
            Ok(bytes) => hex::encode(Sha256::digest(&bytes)) == digest,
            Err(AppError::NotFound) => continue,
            Err(_) => false,
        };
        if !sound {
            return Ok(Finding::bad(
                "files/sound",
                Health::Fail,
                format!("file {digest} was changed"),
                "Restore this file from the last backup.",
            ));
        }
        checked += 1;
    }
    Ok(Finding::ok("files/sound", format!("{checked} files open and match their digest")))
}

fn files_orphans(town: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let named: BTreeSet<String> = files::digests(reader)?.into_iter().collect();
    let orphans = town.files().on_disk()?.iter().filter(|d| !named.contains(*d)).count();
    Ok(if orphans == 0 {
        Finding::ok("files/orphans", "no file without an owner")
    } else {
        Finding::bad(
            "files/orphans",
            Health::Warn,
            format!("{orphans} files belong to nothing"),
            "Left by interrupted uploads; they are sealed. `rathaus check --tidy` removes them.",
        )
    })
}

fn outbox_dead(_: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let dead = outbox::dead(reader)?.len();
    Ok(if dead == 0 {
        Finding::ok("outbox/dead", "every fact was taken in")
    } else {
        Finding::bad(
            "outbox/dead",
            Health::Fail,
            format!("{dead} facts were not taken in"),
            "Open the page „Was steckt fest?“ and repeat them.",
        )
    })
}

fn jobs_dead(_: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let dead = jobs::dead(reader)?.len();
    Ok(if dead == 0 {
        Finding::ok("jobs/dead", "no job waits for a person")
    } else {
        Finding::bad(
            "jobs/dead",
            Health::Warn,
            format!("{dead} jobs wait for a person"),
            "Open the page „Was steckt fest?“ and repeat or drop them.",
        )
    })
}

fn jobs_overdue(_: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let (count, oldest) = jobs::backlog(reader)?;
    let late = oldest.is_some_and(|at| reader.now().duration_since(at) > OVERDUE);
    Ok(if late {
        Finding::bad(
            "jobs/overdue",
            Health::Warn,
            format!("{count} jobs wait, the oldest for more than an hour"),
            "Is `rathaus serve` running? Is the mail relay reachable?",
        )
    } else {
        Finding::ok("jobs/overdue", format!("{count} jobs on their way"))
    })
}

const UNCLEAR: crate::db::Sql =
    crate::sql!("SELECT COUNT(*) FROM kernel_mail WHERE state = 'unclear'");

fn mail_unclear(_: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let unclear = reader.count(UNCLEAR, &[])?;
    Ok(if unclear == 0 {
        Finding::ok("mail/unclear", "the fate of every mail is known")
    } else {
        Finding::bad(
            "mail/unclear",
            Health::Warn,
            format!("{unclear} mails were cut short by a stop"),
            "Look into the relay's log; repeat them on the page „Was steckt fest?“ if they did not leave.",
        )
    })
}

#[expect(clippy::unnecessary_wraps, reason = "all checks have one shape")]
fn profile(town: &Town, _: &mut Reader<'_>) -> Result<Finding, AppError> {
    let p = town.profile();
    let missing: Vec<&str> = [
        ("name", &p.name),
        ("street", &p.street),
        ("postcode", &p.postcode),
        ("telephone", &p.telephone),
        ("email", &p.email),
        ("authority", &p.authority),
        ("supervision", &p.supervision),
        ("privacy_contact", &p.privacy_contact),
        ("editor", &p.editor),
        ("court", &p.court),
    ]
    .into_iter()
    .filter(|(_, value)| value.is_empty())
    .map(|(key, _)| key)
    .collect();
    Ok(if missing.is_empty() {
        Finding::ok("town/profile", "imprint and letterhead are complete")
    } else {
        Finding::bad(
            "town/profile",
            Health::Warn,
            format!("missing: {}", missing.join(", ")),
            "Fill them in on the page „Einstellungen“: imprint and notices need them.",
        )
    })
}

fn register(_: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let (streets, addresses, districts) = places::counts(reader)?;
    let found = format!("{streets} streets, {addresses} addresses, {districts} districts");
    Ok(if addresses > 0 {
        Finding::ok("places/register", found)
    } else {
        Finding::bad(
            "places/register",
            Health::Warn,
            found,
            "Import the street register, so that forms can suggest addresses.",
        )
    })
}

const LOST_ENTRIES: crate::db::Sql = crate::sql!(
    "SELECT COUNT(*) FROM kernel_publication p
     WHERE p.shown = TRUE
       AND NOT EXISTS (SELECT 1 FROM kernel_search_entry e WHERE e.id = p.id || '/de')"
);

fn search_index(_: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let lost = reader.count(LOST_ENTRIES, &[])?;
    Ok(if lost == 0 {
        Finding::ok("search/index", "every publication can be found")
    } else {
        Finding::bad(
            "search/index",
            Health::Warn,
            format!("{lost} publications are not in the index"),
            "Save them once more, or wait until their time has come.",
        )
    })
}

const OVERDUE_CASES: crate::db::Sql =
    crate::sql!("SELECT COUNT(*) FROM kernel_case WHERE erase_on < $1");

fn retention_overdue(_: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let day = reader.today().yesterday().map_err(AppError::internal)?;
    let late = reader.count(OVERDUE_CASES, &[&day])?;
    Ok(if late == 0 {
        Finding::ok("retention/overdue", "nothing is kept longer than its rule allows")
    } else {
        Finding::bad(
            "retention/overdue",
            Health::Warn,
            format!("{late} cases should have been erased"),
            "The nightly work erases them; it runs while `rathaus serve` runs.",
        )
    })
}

const STAFF_WITH_GRANT: crate::db::Sql = crate::sql!(
    "SELECT COUNT(*)
     FROM kernel_grant g
     JOIN kernel_role r ON r.id = g.role
     JOIN kernel_account a ON a.id = g.account
     WHERE a.is_disabled = FALSE AND r.permissions LIKE '%people.administer%'
       AND (g.until_day IS NULL OR g.until_day >= $1)"
);

fn administrator(_: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let today = reader.today();
    Ok(match reader.count(STAFF_WITH_GRANT, &[&today])? {
        0 => Finding::bad(
            "people/administrator",
            Health::Fail,
            "nobody may administer people",
            "Make an administrator with `rathaus user admin`.",
        ),
        1 => Finding::bad(
            "people/administrator",
            Health::Warn,
            "only one person may administer people",
            "Give a second person the role, for holidays and illness.",
        ),
        n => Finding::ok("people/administrator", format!("{n} people may administer people")),
    })
}

const UNASSIGNED: crate::db::Sql = crate::sql!(
    "SELECT COUNT(*) FROM kernel_case WHERE state = 'open' AND assignee IS NULL AND opened_at < $1"
);

fn unassigned(_: &Town, reader: &mut Reader<'_>) -> Result<Finding, AppError> {
    let week = SignedDuration::from_hours(24 * 7);
    let before = reader.now().checked_sub(week).map_err(AppError::internal)?;
    let late = reader.count(UNASSIGNED, &[&before])?;
    Ok(if late == 0 {
        Finding::ok("cases/unassigned", "every case older than a week has a case worker")
    } else {
        Finding::bad(
            "cases/unassigned",
            Health::Warn,
            format!("{late} cases older than a week belong to nobody"),
            "Assign them on the desk.",
        )
    })
}
