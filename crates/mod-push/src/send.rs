//! Sending a message to all who chose its topic: many at a time, with a mark how far it went, saved
//! with what became of each.
//!
//! A stop of the house in the middle repeats the few that were on their way: a device shows them
//! once, because a message replaces an earlier one with the same mark.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use kernel::jobs::{self, JobKind, Running, Weight};
use kernel::{Actor, AppError, Audit, Id, Language, Saved, Town, Tx, publication, settings};
use norm_push::browser::{self, Chance, Keeping, Outcome, Sender, Urgency};
use outside::{Limits, NoAnswer, Request};
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

use crate::model::{self, Message, Subscriber, WARNING, Words};
use crate::settings::PushSettings;
use crate::store::{self, Service};
use crate::{gather, key};

/// Name of the job.
pub(crate) const SEND: &str = "push.send";
/// Browsers told in one transaction.
const TOGETHER: i64 = 96;
/// Of them at the same time.
const AT_ONCE: usize = 16;
/// Refused messages in a row that end a subscription.
const STRIKES_MAX: i64 = 5;
/// Times a message is offered again to a service that could not take it.
const TRIES_MAX: i64 = 6;
/// Pause before a service that nobody picked up is asked again.
const UNREACHED: SignedDuration = SignedDuration::from_mins(5);
/// How far a request goes.
const LIMITS: Limits = Limits {
    connect: std::time::Duration::from_secs(8),
    time: std::time::Duration::from_secs(20),
    bytes_max: 64 * 1024,
    allows_plain: false,
    is_web_only: true,
};

/// What the job is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    /// The message.
    pub message: Id<Message>,
}

/// The job that tells a message. It goes on where it stopped.
pub(crate) fn job() -> JobKind {
    JobKind { name: SEND, weight: Weight::Light, attempts_max: 8, is_armed: false, run }
}

fn run(town: Arc<Town>, body: String) -> Running<'static> {
    Box::pin(async move {
        let order: Order = serde_json::from_str(&body).map_err(AppError::from)?;
        let sender = Arc::new(key::sender(&town).await?);
        while tell_some(&town, order.message, &sender).await? == Step::More {}
        Ok(())
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    More,
    Done,
}

/// What became of a message to one browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Answered(Outcome),
    /// Nobody picked up.
    Unreached,
    /// Its service asked for a pause that is not over.
    Paused(Timestamp),
    /// Its keys are none.
    Unusable,
    /// The town is a demo, which calls nobody outside.
    Spared,
}

/// What one round is about.
struct Round {
    message: Message,
    /// Whether these come from the list of those who wait.
    is_again: bool,
    to: Vec<Subscriber>,
    words: BTreeMap<&'static str, Arc<Words>>,
    paused: BTreeMap<String, Timestamp>,
    own: Arc<Vec<String>>,
    is_demo: bool,
}

/// Tells the next browsers.
pub(crate) async fn tell_some(
    town: &Arc<Town>,
    id: Id<Message>,
    sender: &Arc<Sender>,
) -> Result<Step, AppError> {
    let there = Arc::clone(town);
    let round = town.read(move |db| prepare(&there, db, id)).await?;
    let Some(round) = round else { return end(town, id, false).await };
    if round.to.is_empty() {
        return end(town, id, true).await;
    }
    let fates = tell(&round, sender, town.now()).await?;
    let Round { message, is_again, to, .. } = round;
    town.write(Actor::system("push"), move |tx| {
        let last = to.last().map(|s| s.id.to_string()).unwrap_or_default();
        let (mut sent, mut failed) = (0, 0);
        for (to, fate) in to.iter().zip(fates) {
            match settle(tx, message.id, to, fate)? {
                Some(true) => sent += 1,
                Some(false) => failed += 1,
                None => {}
            }
        }
        let last = if is_again { message.last_told.clone() } else { last };
        store::advance(tx, message.id, &last, sent, failed)?;
        store::count(tx, "sent", sent)?;
        store::count(tx, "failed", failed)?;
        Ok(Audit::of("push.sent", message.id).note(sent).with(Step::More))
    })
    .await
}

/// Who is told next, and in which words; nothing where the message is over: withdrawn, run out, replaced
/// by a newer one, or the town tells nothing any more.
fn prepare(
    town: &Town,
    db: &mut kernel::Reader<'_>,
    id: Id<Message>,
) -> Result<Option<Round>, AppError> {
    let settings: PushSettings = settings::get(db)?;
    let message = store::find(db, id)?;
    if !settings.tells_browsers || message.ended_at.is_some() {
        return Ok(None);
    }
    let Some(words) = words(town, db, &message)? else { return Ok(None) };
    let now = db.now();
    let mut is_again = false;
    let mut to =
        store::next(town, db, &message.last_told, message.made_at, &message.kind, TOGETHER)?;
    if to.is_empty() {
        is_again = true;
        to = store::due(town, db, id, TOGETHER)?;
    }
    let services = store::services(db)?;
    let paused = services.into_iter().filter(|s| s.paused_until > now);
    let paused = paused.map(|s| (s.host, s.paused_until)).collect();
    let (own, is_demo) = (Arc::new(settings.own()), town.profile().is_demo);
    Ok(Some(Round { message, is_again, to, words, paused, own, is_demo }))
}

fn words(
    town: &Town,
    db: &mut kernel::Reader<'_>,
    message: &Message,
) -> Result<Option<BTreeMap<&'static str, Arc<Words>>>, AppError> {
    let now = db.now();
    let all = [Language::De, Language::En];
    if message.kind == WARNING {
        let Some(it) = gather::banner(town, &message.subject, now) else { return Ok(None) };
        let of = |l: Language| (l.tag(), Arc::new(model::of_warning(town, &it, l, now)));
        return Ok(Some(all.into_iter().map(of).collect()));
    }
    let Ok(id) = message.subject.parse() else { return Ok(None) };
    let found = publication::find(db, id)?.filter(|it| it.is_visible(now));
    let Some(it) = found else { return Ok(None) };
    let of = |l: Language| (l.tag(), Arc::new(model::of_publication(town, &it, l)));
    Ok(Some(all.into_iter().map(of).collect()))
}

/// Sends to some at a time; what became of each, in their order.
async fn tell(round: &Round, sender: &Arc<Sender>, now: Timestamp) -> Result<Vec<Fate>, AppError> {
    let mut fates = vec![Fate::Unreached; round.to.len()];
    let mut running = JoinSet::new();
    for (at, to) in round.to.iter().enumerate() {
        let endpoint = &to.to.endpoint;
        let is_own = round.own.iter().any(|base| outside::is_below(endpoint, base));
        let paused = round.paused.get(to.to.host()).map(|until| Fate::Paused(*until));
        let spared = (round.is_demo && !is_own).then_some(Fate::Spared);
        if let Some(known) = spared.or(paused) {
            note(&mut fates, Some(Ok((at, known))))?;
            continue;
        }
        if running.len() >= AT_ONCE {
            note(&mut fates, running.join_next().await)?;
        }
        let Some(words) = round.words.get(to.language.tag()).map(Arc::clone) else { continue };
        let (to, sender, own) = (to.to.clone(), Arc::clone(sender), Arc::clone(&round.own));
        running.spawn_blocking(move || (at, one(&to, &words, &sender, &own, now)));
    }
    while let Some(ended) = running.join_next().await {
        note(&mut fates, Some(ended))?;
    }
    Ok(fates)
}

type Ended = Option<Result<(usize, Fate), tokio::task::JoinError>>;

fn note(fates: &mut [Fate], ended: Ended) -> Result<(), AppError> {
    let Some(ended) = ended else { return Ok(()) };
    let (at, fate) = ended.map_err(AppError::internal)?;
    if let Some(place) = fates.get_mut(at) {
        *place = fate;
    }
    Ok(())
}

/// Sends to one browser.
fn one(
    to: &browser::Subscription,
    words: &Words,
    sender: &Sender,
    own: &[String],
    now: Timestamp,
) -> Fate {
    let urgency = if words.is_urgent { Urgency::High } else { Urgency::Normal };
    let keeping = Keeping { seconds: words.seconds, urgency, topic: &words.mark };
    let Ok(chance) = Chance::fresh() else { return Fate::Unreached };
    let made = browser::request(to, &words.json, sender, keeping, &chance, now);
    let Ok(made) = made else { return Fate::Unusable };
    let mut request = Request::post(made.address, made.body);
    for (name, value) in made.headers {
        request = request.header(name, value);
    }
    match outside::send(&request, own, LIMITS) {
        Ok(answer) => {
            Fate::Answered(browser::outcome(answer.status, answer.header("retry-after"), now))
        }
        Err(NoAnswer::NotSent | NoAnswer::Lost) => Fate::Unreached,
    }
}

/// Notes what became of a message to one browser; whether its service took it, if that is settled.
fn settle(
    tx: &mut Tx<'_>,
    message: Id<Message>,
    to: &Subscriber,
    fate: Fate,
) -> Result<Option<bool>, AppError> {
    let now = tx.now();
    let host = to.to.host();
    match fate {
        Fate::Answered(Outcome::Accepted) => {
            store::heard(tx, to.id)?;
            store::is_well(tx, host)?;
            store::settled(tx, message, to.id)?;
            Ok(Some(true))
        }
        Fate::Answered(Outcome::Gone) => {
            store::unsubscribe(tx, to.id)?;
            store::count(tx, "gone", 1)?;
            Ok(None)
        }
        Fate::Unusable => {
            store::unsubscribe(tx, to.id)?;
            store::count(tx, "unusable", 1)?;
            Ok(Some(false))
        }
        Fate::Answered(Outcome::TooLarge) => {
            complain(tx, host, "too-large", now)?;
            store::settled(tx, message, to.id)?;
            Ok(Some(false))
        }
        Fate::Answered(Outcome::KeyRefused) => {
            complain(tx, host, "key-refused", now)?;
            give_up(tx, message, to)
        }
        Fate::Answered(Outcome::Later(at)) => {
            complain(tx, host, "later", at)?;
            again(tx, message, to, at)
        }
        Fate::Unreached => {
            complain(tx, host, "unreached", now)?;
            again(tx, message, to, now + UNREACHED)
        }
        Fate::Spared => {
            store::settled(tx, message, to.id)?;
            Ok(None)
        }
        // The service did not refuse it: nobody asked.
        Fate::Paused(until) => {
            store::retry(tx, message, to.id, until)?;
            Ok(None)
        }
    }
}

fn complain(
    tx: &mut Tx<'_>,
    host: &str,
    trouble: &str,
    paused_until: Timestamp,
) -> Result<(), AppError> {
    let (host, trouble) = (host.to_owned(), trouble.to_owned());
    let trouble_at = tx.now();
    store::complain(tx, &Service { host, paused_until, trouble, trouble_at })
}

fn again(
    tx: &mut Tx<'_>,
    message: Id<Message>,
    to: &Subscriber,
    at: Timestamp,
) -> Result<Option<bool>, AppError> {
    if store::retry(tx, message, to.id, at)? > TRIES_MAX {
        return give_up(tx, message, to);
    }
    Ok(None)
}

/// The message does not reach this browser; one that is never reached is forgotten.
fn give_up(
    tx: &mut Tx<'_>,
    message: Id<Message>,
    to: &Subscriber,
) -> Result<Option<bool>, AppError> {
    store::settled(tx, message, to.id)?;
    if store::strike(tx, to.id, STRIKES_MAX)? {
        store::unsubscribe(tx, to.id)?;
        store::count(tx, "unreachable", 1)?;
    }
    Ok(Some(false))
}

/// Nobody is left for now: the message is over, or taken up again when the first who waits may be
/// asked.
async fn end(town: &Arc<Town>, id: Id<Message>, is_valid: bool) -> Result<Step, AppError> {
    town.write(Actor::system("push"), move |tx| {
        let message = store::find(tx, id)?;
        if message.ended_at.is_some() {
            return Ok(Saved::nothing(Step::Done));
        }
        if is_valid && let Some(at) = store::waiting(tx, id)? {
            store::next_round(tx, id)?;
            let key = format!("{SEND}/{id}/{}", message.rounds + 1);
            jobs::schedule_at(tx, SEND, &key, &Order { message: id }, at)?;
            return Ok(Audit::of("push.waits", id).with(Step::Done));
        }
        store::end(tx, id)?;
        Ok(Audit::of("push.told", id).with(Step::Done))
    })
    .await
}
