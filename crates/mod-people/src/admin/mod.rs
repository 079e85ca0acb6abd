//! The office of the administrators: people with their rights and sessions, units, roles.
//!
//! Rules that hold everywhere here: nobody changes their own rights, nobody reaches people whose
//! rights lie outside of their own units, and somebody always remains who may administer.

pub mod people;
pub mod person;
pub mod roles;
pub mod units;

use kernel::access::Actor;
use kernel::org::Unit;
use kernel::people::{Account, Grant};
use kernel::{AppError, Ctx, Id, Reader, Town, credentials};

use crate::ADMINISTER;
use crate::lockout::tag;

/// Refuses when nobody would be left who may administer: called after a change, within its
/// transaction.
///
/// # Errors
/// [`AppError::Refused`].
pub fn somebody_administers(reader: &mut Reader<'_>) -> Result<(), AppError> {
    if credentials::holders_of(reader, ADMINISTER.0)?.is_empty() {
        return Err(AppError::refused(
            "people/last-administrator",
            "Danach könnte niemand mehr Personen und Rechte verwalten. Geben Sie dieses Recht zuerst einer anderen Person.",
            "Afterwards nobody could administer people and rights any more. Give this right to somebody else first.",
        ));
    }
    Ok(())
}

/// Whether an administrator reaches somebody with these grants: all that still count lie in units
/// where the administrator may administer. Somebody higher up is out of reach.
pub fn reaches(actor: &Actor, grants: &[Grant], today: jiff::civil::Date) -> bool {
    let units = actor.units_with(ADMINISTER);
    grants
        .iter()
        .filter(|g| g.until.is_none_or(|last| last >= today))
        .all(|g| units.contains(&g.unit))
}

/// Refuses to change one's own rights.
///
/// # Errors
/// [`AppError::Refused`].
pub fn not_oneself(actor: &Actor, account: Id<Account>) -> Result<(), AppError> {
    if actor.account() == Some(account) {
        return Err(AppError::refused(
            "people/own-rights",
            "Ihre eigenen Rechte kann nur eine andere Person mit Verwaltungsrechten ändern.",
            "Only another administrator can change your own rights.",
        ));
    }
    Ok(())
}

/// A digest of what a form showed, sent back with it: two people at once do not overwrite each
/// other unseen.
pub fn stand(town: &Town, shown: &impl std::fmt::Debug) -> String {
    tag(town, &format!("people.stand|{shown:?}"))
}

/// Refuses when somebody else was faster.
///
/// # Errors
/// [`AppError::Refused`].
pub fn still(ctx_stand: &str, sent: &str) -> Result<(), AppError> {
    if ctx_stand == sent {
        return Ok(());
    }
    Err(AppError::refused(
        "people/changed-meanwhile",
        "In der Zwischenzeit hat jemand anderes hier etwas geändert. Laden Sie die Seite neu und tragen Sie Ihre Änderung noch einmal ein.",
        "Somebody else changed something here in the meantime. Reload the page and enter your change again.",
    ))
}

/// A unit as lists show it.
pub fn unit_words(ctx: &Ctx, unit: &Unit) -> String {
    format!("{} {}", unit.number, unit.name.of(ctx.language))
}
