//! Mails that could not be delivered, at once or when they came back: an address that does not exist
//! is forgotten at once, one that cannot be reached after three times.

use std::sync::Arc;

use jiff::SignedDuration;
use kernel::facts::MailReturned;
use kernel::jobs::Running;
use kernel::{Actor, AppError, Audit, Id, Saved, Town, Tx, notify, outbox};

use crate::model::Subscriber;
use crate::{store, subscribe};

/// Mails of the day before are looked at, every night.
const LOOKED_BACK: SignedDuration = SignedDuration::from_hours(24);
/// How events of mails to readers begin.
const ISSUE: &str = "newsletter/issue/";
/// How events of mails that ask for a confirmation begin.
const ASK: &str = "newsletter/ask/";

/// Whose mail an event is about.
fn reader_of(event: &str) -> Option<Id<Subscriber>> {
    match event.strip_prefix(ISSUE) {
        Some(rest) => rest.split_once('/')?.1.parse().ok(),
        None => event.strip_prefix(ASK)?.split_once('/')?.0.parse().ok(),
    }
}

/// A mail came back, or its reader complained of it at their provider.
pub(crate) fn returned(town: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: MailReturned = outbox::read(body)?;
    let Some(id) = reader_of(&fact.event) else {
        return Ok(Audit::of("newsletter.return_of_others", "mail"));
    };
    let is_gone = if fact.is_final {
        let is_known = match store::find(town, tx, id) {
            Ok(_) => true,
            Err(AppError::NotFound) => false,
            Err(other) => return Err(other),
        };
        if is_known {
            store::drop(tx, id)?;
            store::count(tx, "unreachable", 1)?;
        }
        is_known
    } else {
        subscribe::failed(town, tx, id)?
    };
    let what = if is_gone { "forgotten" } else { "counted" };
    Ok(Audit::of("newsletter.returned", id).note(what))
}

/// The work of a night.
pub(crate) fn nightly(town: Arc<Town>) -> Running<'static> {
    Box::pin(async move {
        let there = Arc::clone(&town);
        town.write(Actor::system("newsletter"), move |tx| {
            let (failed, gone) = look(&there, tx)?;
            if failed == 0 {
                return Ok(Saved::nothing(()));
            }
            Ok(Audit::of("newsletter.undelivered", gone).note(failed).done())
        })
        .await?;
        Ok(())
    })
}

/// Counts mails that came back; answers how many, and how many addresses were forgotten for it.
fn look(town: &Town, tx: &mut Tx<'_>) -> Result<(u64, u64), AppError> {
    let since = tx.now() - LOOKED_BACK;
    let (mut failed, mut gone) = (0, 0);
    for event in notify::undelivered(tx, ISSUE, since)? {
        let Some(id) = reader_of(&event) else { continue };
        failed += 1;
        gone += u64::from(subscribe::failed(town, tx, id)?);
    }
    Ok((failed, gone))
}
