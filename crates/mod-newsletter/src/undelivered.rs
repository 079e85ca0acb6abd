//! Mails that could not be delivered: an address that cannot be reached three times is forgotten.

use std::sync::Arc;

use jiff::SignedDuration;
use kernel::jobs::Running;
use kernel::{Actor, AppError, Audit, Saved, Town, Tx, notify};

use crate::subscribe;

/// Mails of the day before are looked at, every night.
const LOOKED_BACK: SignedDuration = SignedDuration::from_hours(24);
/// How events of mails to readers begin.
const ISSUE: &str = "newsletter/issue/";

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
        let reader = event.strip_prefix(ISSUE).and_then(|rest| rest.split_once('/'));
        let Some(id) = reader.and_then(|(_, id)| id.parse().ok()) else { continue };
        failed += 1;
        gone += u64::from(subscribe::failed(town, tx, id)?);
    }
    Ok((failed, gone))
}
