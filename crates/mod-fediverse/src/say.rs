//! What the gazette shows is said; what it changes is corrected; what it ends is taken back.

use std::sync::Arc;

use jiff::SignedDuration;
use kernel::facts::{PublicationEnded, PublicationShown};
use kernel::publication::{self, Publication};
use kernel::{AppError, Audit, Id, Town, Tx, jobs, outbox};
use norm_fediverse::deliver::inboxes;
use norm_fediverse::{host, publish};
use serde_json::Value;

use crate::model::{Delivery, Follower, Said};
use crate::{actor, deliver, saying, store};

/// What became visible longer ago is not said: it was imported, or nobody could follow then.
const FRESH: SignedDuration = SignedDuration::from_hours(24 * 3);

/// A publication is shown, for the first time or changed.
pub(crate) fn shown(town: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: PublicationShown = outbox::read(body)?;
    let sent = match publication_of(tx, &fact.publication)? {
        Some(it) => say(town, tx, &it)?,
        None => 0,
    };
    Ok(Audit::of("fediverse.said", fact.publication).note(sent))
}

/// A publication is no longer to be seen.
pub(crate) fn ended(town: &Arc<Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: PublicationEnded = outbox::read(body)?;
    let sent = take_back(town, tx, &fact.publication)?;
    Ok(Audit::of("fediverse.taken_back", fact.publication).note(sent))
}

fn publication_of(tx: &mut Tx<'_>, id: &str) -> Result<Option<Publication>, AppError> {
    let id: Id<Publication> = id.parse().map_err(AppError::internal)?;
    let now = tx.now();
    // Meanwhile it may have been withdrawn again: that fact follows.
    Ok(publication::find(tx, id)?.filter(|it| it.is_visible(now)))
}

fn say(town: &Arc<Town>, tx: &mut Tx<'_>, it: &Publication) -> Result<usize, AppError> {
    let Some((settings, actor)) = actor::find(town, tx)? else { return Ok(0) };
    let id = it.id.to_string();
    let before = store::said(tx, &id)?;
    let is_standing = before.as_ref().is_some_and(|s| s.ended_at.is_none());
    let now = tx.now();
    if !is_standing && (!settings.says(&it.kind) || it.visible_from < now - FRESH) {
        return Ok(0);
    }
    let (mut words, digest) = saying::saying(town, tx, &settings, &actor, it)?;
    if is_standing && before.as_ref().is_some_and(|s| s.digest == digest) {
        return Ok(0);
    }
    let began_at = before.as_ref().map_or(now, |s| s.began_at);
    let changed_at = is_standing.then_some(now);
    let said = Said {
        publication: id,
        kind: it.kind.clone(),
        digest,
        began_at,
        changed_at,
        ended_at: None,
    };
    store::say(tx, &said)?;
    words.updated = changed_at;
    let message = if is_standing { words.update(&actor) } else { words.create(&actor) };
    spread(town, tx, &message)
}

fn take_back(town: &Arc<Town>, tx: &mut Tx<'_>, id: &str) -> Result<usize, AppError> {
    let Some(said) = store::said(tx, id)?.filter(|s| s.ended_at.is_none()) else { return Ok(0) };
    let now = tx.now();
    store::say(tx, &Said { ended_at: Some(now), ..said })?;
    // Who switched it off says no more; the address answers 404 then.
    let Some((_, actor)) = actor::find(town, tx)? else { return Ok(0) };
    spread(town, tx, &publish::delete(&actor, &saying::id(town, id), now))
}

/// Sends a message to all who follow, once to each server. Answers to how many inboxes.
///
/// # Errors
/// What the database says.
pub(crate) fn spread(
    town: &Arc<Town>,
    tx: &mut Tx<'_>,
    message: &Value,
) -> Result<usize, AppError> {
    let followers = store::followers(town, tx)?;
    let followers: Vec<_> = followers.into_iter().map(Follower::into).collect();
    send(town, tx, message, &inboxes(&followers))
}

/// Sends a message to some inboxes.
///
/// # Errors
/// What the database says.
pub(crate) fn send(
    town: &Arc<Town>,
    tx: &mut Tx<'_>,
    message: &Value,
    inboxes: &[String],
) -> Result<usize, AppError> {
    if inboxes.is_empty() {
        return Ok(0);
    }
    let message = store::add_message(tx, &message.to_string())?;
    for inbox in inboxes {
        let Some(host) = host(inbox) else { continue };
        let delivery = Delivery { id: Id::new(), message, inbox: inbox.clone(), host, tries: 0 };
        store::add_delivery(town, tx, &delivery)?;
        let order = deliver::Order { delivery: delivery.id };
        jobs::schedule(tx, deliver::NAME, &deliver::job_key(delivery.id, 0), &order)?;
    }
    Ok(inboxes.len())
}
