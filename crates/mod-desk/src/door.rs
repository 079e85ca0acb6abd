//! The inner door of every act: is it a case of the actor's unit, not their own, not changed by
//! somebody else in the meantime, and not sent twice.

use kernel::cases::{self, Case, Party, WORK};
use kernel::{Actor, AppError, Fields, Id, Permission, Reader, Tx, people};

use crate::store;

/// Reads an identifier of a path.
///
/// # Errors
/// [`AppError::NotFound`]: nothing lies under what is no identifier.
pub(crate) fn id<T>(text: &str) -> Result<Id<T>, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

/// What a form says about itself.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    /// Key of this very form: sent twice, it counts once.
    once: String,
    /// The version of the case it was filled in for.
    version: i64,
}

impl Form {
    /// Reads it from the fields.
    pub(crate) fn of(fields: &Fields) -> Self {
        // Only our own keys: a long or foreign one would fill the table with strangers' text.
        let once = fields.get("einmal").parse::<Id<Form>>().map(|id| id.to_string());
        Self {
            once: once.unwrap_or_default(),
            version: fields.get("stand").parse().unwrap_or_default(),
        }
    }
}

/// A case of the actor's unit, for reading.
///
/// # Errors
/// [`AppError::NotFound`] for everybody else.
pub(crate) fn enter(
    reader: &mut Reader<'_>,
    case: Id<Case>,
    actor: &Actor,
) -> Result<Case, AppError> {
    let case = cases::find(reader, case)?.open(actor)?;
    // A citizen's own case opens for them too, but not at this desk.
    if actor.may_in(WORK, case.unit) { Ok(case) } else { Err(AppError::NotFound) }
}

/// Opens a case for something that does not mind what others do to it meanwhile, such as writing a
/// message. Nothing comes back for a form that was taken in before: answer as then, do nothing.
///
/// # Errors
/// [`AppError::NotFound`] for cases of other units, [`AppError::Forbidden`] without the permission
/// there, [`AppError::Refused`] when it is the actor's own case.
pub(crate) fn speak(
    tx: &mut Tx<'_>,
    id: Id<Case>,
    permission: Permission,
    form: &Form,
) -> Result<Option<Case>, AppError> {
    let actor = tx.actor().clone();
    let case = enter(tx, id, &actor)?;
    if !actor.may_in(permission, case.unit) {
        return Err(AppError::Forbidden);
    }
    if !form.once.is_empty() && !store::once(tx, case.id, &format!("form/{}", form.once))? {
        return Ok(None);
    }
    must_not_be_own(tx, &case)?;
    Ok(Some(case))
}

/// Opens a case for an act and counts its version on.
///
/// # Errors
/// As [`speak`], and [`AppError::Refused`] when it was changed since the form was shown.
pub(crate) fn act(
    tx: &mut Tx<'_>,
    id: Id<Case>,
    permission: Permission,
    form: &Form,
) -> Result<Option<Case>, AppError> {
    let Some(case) = speak(tx, id, permission, form)? else { return Ok(None) };
    if !store::advance(tx, case.id, form.version)? {
        return Err(AppError::refused(
            "desk/changed",
            "Inzwischen hat sich an diesem Vorgang etwas geändert: Jemand hat ihn bearbeitet, oder es ist etwas eingegangen. Sehen Sie sich den neuen Stand an und wiederholen Sie dann Ihren Schritt.",
            "Something has changed in this case in the meantime: somebody worked on it, or something arrived. Look at it again and repeat your step.",
        ));
    }
    Ok(Some(case))
}

/// Refuses an actor who is part of the case (§ 16 SGB X, § 20 VwVfG).
///
/// # Errors
/// [`AppError::Refused`].
pub(crate) fn must_not_be_own(tx: &mut Tx<'_>, case: &Case) -> Result<(), AppError> {
    let actor = tx.actor().clone();
    let parties = cases::parties(tx, case.id)?;
    if is_own(tx, &actor, case, &parties)? {
        return Err(AppError::refused(
            "desk/own-case",
            "Sie sind an diesem Vorgang selbst beteiligt. Deshalb dürfen Sie ihn nicht bearbeiten. Bitten Sie eine Kollegin oder einen Kollegen.",
            "You are part of this case yourself and may not work on it. Ask a colleague.",
        ));
    }
    Ok(())
}

/// Whether the actor is a party of the case or holds it: by account, person or e-mail address.
///
/// # Errors
/// What the database says.
pub(crate) fn is_own(
    reader: &mut Reader<'_>,
    actor: &Actor,
    case: &Case,
    parties: &[Party],
) -> Result<bool, AppError> {
    let Some(account) = actor.account() else { return Ok(false) };
    let me = people::account(reader, account)?;
    let held_by = case.holder.strip_prefix("account/").and_then(|id| id.parse().ok());
    let accounts = parties.iter().filter_map(|p| p.account).chain(held_by);
    for other in accounts.collect::<Vec<_>>() {
        if other == account {
            return Ok(true);
        }
        // People who also have a citizen account are known by person or by address.
        match people::account(reader, other) {
            Ok(other) if other.person.id == me.person.id => return Ok(true),
            Ok(other) if is_same_mail(other.person.email.reveal(), me.person.email.reveal()) => {
                return Ok(true);
            }
            Ok(_) | Err(AppError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(parties.iter().any(|p| is_same_mail(p.email.reveal(), me.person.email.reveal())))
}

fn is_same_mail(one: &str, other: &str) -> bool {
    !one.trim().is_empty() && people::login_form(one) == people::login_form(other)
}

/// Whether somebody with the actor's name is a party: perhaps a relative, perhaps nobody.
pub(crate) fn is_namesake(name: &str, parties: &[Party]) -> bool {
    let folded = kernel::search::fold(name);
    let family = |full: &str| full.split_whitespace().last().map(str::to_owned);
    let mine = family(&folded);
    mine.is_some() && parties.iter().any(|p| family(&kernel::search::fold(p.name.reveal())) == mine)
}

/// The words for an act on a case that is decided or has ended.
pub(crate) fn too_late() -> AppError {
    AppError::refused(
        "desk/too-late",
        "Über diesen Vorgang ist schon entschieden, oder er ist abgeschlossen. Dieser Schritt ist nicht mehr möglich.",
        "This case has been decided or has ended. This step is no longer possible.",
    )
}

/// Refuses acts on a case whose decision is made or waits for a second pair.
///
/// # Errors
/// [`AppError::Refused`] with what to do.
pub(crate) fn must_be_in_work(case: &Case) -> Result<(), AppError> {
    if !case.is_open() {
        return Err(too_late());
    }
    if case.stage == "second_pair" {
        return Err(AppError::refused(
            "desk/second-pair-waiting",
            "Der Entwurf der Entscheidung liegt zur Mitzeichnung. Holen Sie ihn zuerst zurück, wenn Sie etwas ändern wollen.",
            "The draft decision waits for a second pair. Take it back first if you want to change something.",
        ));
    }
    Ok(())
}
