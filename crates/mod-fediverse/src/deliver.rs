//! Bringing a message to an inbox: six tries within three days, each signed anew. A message that
//! arrives twice is one: its number is the same.

use std::sync::Arc;

use kernel::jobs::{self, JobError, JobKind, Running, Weight};
use kernel::{Actor, AppError, Audit, Id, Saved, Town, Tx, settings};
use norm_fediverse::MEDIA_TYPE;
use norm_fediverse::deliver::{Outcome, is_dead, outcome};
use serde::{Deserialize, Serialize};

use crate::model::Delivery;
use crate::settings::FediverseSettings;
use crate::{actor, net, store};

/// Name of the job.
pub(crate) const NAME: &str = "fediverse.deliver";
/// Tries of the house itself, when it is out of order; those of a delivery are counted with it.
const ATTEMPTS_MAX: i64 = 12;

/// What the job is about.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    /// The delivery.
    pub delivery: Id<Delivery>,
}

/// One job for each try.
pub(crate) fn job_key(id: Id<Delivery>, tries: i64) -> String {
    format!("fediverse/{id}/{tries}")
}

/// The kind of job.
pub(crate) fn job() -> JobKind {
    // Delivering twice is harmless, so nothing needs to be armed.
    JobKind { name: NAME, weight: Weight::Light, attempts_max: ATTEMPTS_MAX, is_armed: false, run }
}

fn run(town: Arc<Town>, body: String) -> Running<'static> {
    Box::pin(async move {
        let order: Order = serde_json::from_str(&body).map_err(AppError::from)?;
        deliver(&town, order.delivery).await.map_err(JobError::from)
    })
}

async fn deliver(town: &Arc<Town>, id: Id<Delivery>) -> Result<(), AppError> {
    let there = Arc::clone(town);
    let found = town
        .read(move |db| {
            let Some(delivery) = store::delivery(&there, db, id)? else { return Ok(None) };
            let body = store::message(db, delivery.message)?;
            let is_blocked = store::server(db, &delivery.host)?.is_some_and(|s| s.is_blocked);
            let body = body.filter(|_| !is_blocked);
            let settings: FediverseSettings = settings::get(db)?;
            let Some((_, actor)) = actor::find(&there, db)? else {
                return Ok(Some((delivery, None)));
            };
            let key = actor::key(&there, db)?;
            Ok(Some((delivery, body.map(|body| (body, actor.key_id(), key, settings.own())))))
        })
        .await?;
    let Some((delivery, post)) = found else { return Ok(()) };
    // Blocked or switched off meanwhile: nothing is owed any more.
    let Some((body, key_id, key, own)) = post else {
        return end(town, delivery, "fediverse.dropped").await;
    };
    let now = town.now();
    let request = net::Signed { key: &key, key_id: &key_id, now }.post(
        &delivery.inbox,
        MEDIA_TYPE,
        body.into_bytes(),
    )?;
    let answer = net::send(request, own).await;
    let tries = delivery.tries + 1;
    let counted = usize::try_from(tries).unwrap_or(usize::MAX);
    let status = answer.as_ref().map(|a| a.status);
    note(town, delivery, status, tries, outcome(status, counted, now)).await
}

async fn end(town: &Arc<Town>, d: Delivery, action: &'static str) -> Result<(), AppError> {
    town.write(Actor::system("fediverse"), move |tx| {
        store::drop_delivery(tx, &d)?;
        Ok(Audit::of(action, d.id).done())
    })
    .await
}

/// Notes what became of a try.
async fn note(
    town: &Arc<Town>,
    d: Delivery,
    status: Option<u16>,
    tries: i64,
    outcome: Outcome,
) -> Result<(), AppError> {
    let there = Arc::clone(town);
    town.write(Actor::system("fediverse"), move |tx| {
        // Somebody blocked the server while the message was out.
        if store::message(tx, d.message)?.is_none() {
            return Ok(Saved::nothing(()));
        }
        let trouble = status.map_or_else(|| "-".to_owned(), |s| s.to_string());
        let action = match outcome {
            Outcome::Delivered => {
                store::reached(tx, &d.host)?;
                store::drop_delivery(tx, &d)?;
                "fediverse.delivered"
            }
            Outcome::Later(at) => {
                store::failed(tx, &d.host, &trouble)?;
                store::tried(tx, d.id, tries)?;
                let order = Order { delivery: d.id };
                jobs::schedule_at(tx, NAME, &job_key(d.id, tries), &order, at)?;
                "fediverse.waits"
            }
            Outcome::Gone => {
                store::failed(tx, &d.host, &trouble)?;
                store::drop_delivery(tx, &d)?;
                forget(&there, tx, &d)?;
                "fediverse.gone"
            }
            Outcome::Refused(_) => {
                store::failed(tx, &d.host, &trouble)?;
                store::drop_delivery(tx, &d)?;
                "fediverse.refused"
            }
            Outcome::GivenUp => {
                store::failed(tx, &d.host, &trouble)?;
                store::drop_delivery(tx, &d)?;
                bury(tx, &d.host)?;
                "fediverse.given_up"
            }
        };
        Ok(Audit::of(action, d.id).done())
    })
    .await?;
    Ok(())
}

/// Forgets the followers of an inbox that is no longer there.
fn forget(town: &Town, tx: &mut Tx<'_>, d: &Delivery) -> Result<(), AppError> {
    for follower in store::followers_of(town, tx, &d.host)? {
        if follower.shared_inbox.as_ref().unwrap_or(&follower.inbox) == &d.inbox {
            store::unfollow(town, tx, &follower.actor)?;
        }
    }
    Ok(())
}

/// Forgets the followers of a server that has been silent for a week.
fn bury(tx: &mut Tx<'_>, host: &str) -> Result<(), AppError> {
    let now = tx.now();
    if store::server(tx, host)?.is_some_and(|s| is_dead(s.reached_at, now)) {
        store::unfollow_host(tx, host)?;
        store::drop_deliveries(tx, host)?;
    }
    Ok(())
}
