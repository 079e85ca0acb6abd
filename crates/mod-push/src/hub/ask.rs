//! Asking back: a reader's callback is asked whether the wish is meant, before it is believed.

use std::sync::Arc;

use jiff::SignedDuration;
use kernel::jobs::{self, JobKind, Running, Weight};
use kernel::{Actor, AppError, Audit, Id, Saved, Town, settings};
use norm_push::hub::{is_meant, question};
use outside::Request;
use serde::{Deserialize, Serialize};

use super::LIMITS;
use crate::feed::Door;
use crate::settings::PushSettings;
use crate::store::{self, Asked, Waiting};

/// Name of the job.
pub(super) const ASK: &str = "push.ask";
/// Times a callback that nobody picks up is asked.
const TRIES_MAX: i64 = 3;
/// Pause between two of them.
const PAUSE: SignedDuration = SignedDuration::from_mins(2);

/// What the job is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Order {
    /// The wish.
    pub wish: Id<Asked>,
}

/// The job that asks back.
pub fn job() -> JobKind {
    JobKind { name: ASK, weight: Weight::Light, attempts_max: 5, is_armed: false, run }
}

fn run(town: Arc<Town>, body: String) -> Running<'static> {
    Box::pin(async move {
        let order: Order = serde_json::from_str(&body).map_err(AppError::from)?;
        Ok(ask(&town, order.wish).await?)
    })
}

async fn ask(town: &Arc<Town>, id: Id<Asked>) -> Result<(), AppError> {
    let there = Arc::clone(town);
    let (found, settings) = town
        .read(move |db| {
            let settings: PushSettings = settings::get(db)?;
            Ok((store::find_wish(&there, db, id)?, settings))
        })
        .await?;
    let Some(waiting) = found.filter(|_| settings.tells_readers) else { return Ok(()) };
    let challenge = challenge(town, &waiting);
    // The subscriber knows the feed by its whole address.
    let mut whole = waiting.wish.clone();
    whole.topic = format!("{}{}", town.plan().base_url, whole.topic);
    let request = Request::get(question(&whole, &challenge));
    let own = settings.own();
    let answer = tokio::task::spawn_blocking(move || outside::send(&request, &own, LIMITS)).await;
    match answer.map_err(AppError::internal)? {
        Ok(answer) if is_meant(answer.status, &answer.body, &challenge) => {
            believe(town, waiting).await
        }
        // It says no, and a server in trouble does not say yes.
        Ok(answer) if answer.status < 500 => refuse(town, id).await,
        Ok(_) | Err(_) => again(town, &waiting).await,
    }
}

/// Nobody guesses it who does not read it: bound to the wish, which has a number of its own.
fn challenge(town: &Town, waiting: &Waiting) -> String {
    hex::encode(&town.keys().records.tag(&format!("push/challenge/{}", waiting.id))[..20])
}

async fn believe(town: &Arc<Town>, waiting: Waiting) -> Result<(), AppError> {
    let there = Arc::clone(town);
    // What the feed holds now is known to the reader: it read it to find the hub.
    let told = if waiting.wish.begins {
        Door::new(town).feed(&waiting.wish.topic).await?.map(|f| f.digest)
    } else {
        None
    };
    town.write(Actor::system("push"), move |tx| {
        if !store::drop_wish(tx, waiting.id)? {
            return Ok(Saved::nothing(()));
        }
        let wish = &waiting.wish;
        if !wish.begins {
            store::end_reader(&there, tx, wish)?;
            store::count(tx, "reader-ended", 1)?;
            return Ok(Audit::of("push.reader_ended", waiting.id).done());
        }
        let Some(told) = told else { return Ok(Audit::of("push.feed_gone", waiting.id).done()) };
        let lease = i64::try_from(wish.lease_s).map_err(AppError::internal)?;
        let until = tx.now() + SignedDuration::from_secs(lease);
        if store::feed(tx, &wish.topic)?.is_none() {
            store::set_feed(tx, &wish.topic, &told)?;
        }
        store::begin_reader(&there, tx, wish, &waiting.host, &told, until)?;
        store::count(tx, "reader-began", 1)?;
        Ok(Audit::of("push.reader_began", waiting.id).done())
    })
    .await
}

async fn refuse(town: &Arc<Town>, id: Id<Asked>) -> Result<(), AppError> {
    town.write(Actor::system("push"), move |tx| {
        if !store::drop_wish(tx, id)? {
            return Ok(Saved::nothing(()));
        }
        store::count(tx, "reader-refused", 1)?;
        Ok(Audit::of("push.not_meant", id).done())
    })
    .await
}

async fn again(town: &Arc<Town>, waiting: &Waiting) -> Result<(), AppError> {
    let (id, tries) = (waiting.id, waiting.tries + 1);
    if tries >= TRIES_MAX {
        return refuse(town, id).await;
    }
    town.write(Actor::system("push"), move |tx| {
        store::try_again(tx, id)?;
        let at = tx.now() + PAUSE;
        jobs::schedule_at(tx, ASK, &format!("{ASK}/{id}/{tries}"), &Order { wish: id }, at)?;
        Ok(Audit::of("push.asked_again", id).note(tries).done())
    })
    .await
}
