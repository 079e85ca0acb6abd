//! The job that works on an errand: a few steps, then it makes room for others. Before the call that
//! cannot be taken back the errand is saved as armed; whatever happens then, it is settled by reading.

mod load;
mod renewal;
mod turn;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use kernel::jobs::{JobError, JobKind, Running, Weight};
use kernel::publication::{self, State as Shown};
use kernel::{Actor, AppError, Audit, Id, Reader, Saved, Town, Tx};
use norm_social::token::Grant;
use norm_social::{
    Account, Aim, Call, Channel, Class, Effect, Exchange, Here, Next, Published, Trouble, connect,
};
use serde::{Deserialize, Serialize};

use crate::account::{self, Connection};
use crate::model::{Attempt, Errand, Kind, Post, Standing};
use crate::{orders, store};

use load::{account_of, load};
pub(crate) use renewal::renewed;
use turn::Turn;

/// Requests of one job: then others have their turn.
const STEPS_MAX: usize = 24;
/// Time of one job before it makes room.
const TIME_MAX: Duration = Duration::from_secs(20);
/// Tries of a job before a person must look: what hinders a post is noted in its errand, so a job
/// fails only when the house itself is out of order.
const ATTEMPTS_MAX: i64 = 12;
/// Pause while another job works on the same account.
const TURN: SignedDuration = SignedDuration::from_secs(5);
/// Pause of an account after its provider asked for one without saying how long.
const REST: SignedDuration = SignedDuration::from_mins(5);
/// How long a post waits for another one that says the very same and may have arrived or not.
const TWIN_REST: SignedDuration = SignedDuration::from_mins(1);

/// What a job is about.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Body {
    /// The errand.
    pub errand: Id<Errand>,
    /// Its run: an older job does nothing.
    pub run: i64,
}

/// The kind of job of a channel.
pub fn kind_of(channel: Channel) -> &'static str {
    match channel {
        Channel::Facebook => "channels.send_facebook",
        Channel::Instagram => "channels.send_instagram",
        Channel::YouTube => "channels.send_youtube",
        Channel::Mastodon => "channels.send_mastodon",
    }
}

/// The jobs: one kind for each channel, so that none waits for another.
pub fn jobs() -> Vec<JobKind> {
    let job = |channel| JobKind {
        name: kind_of(channel),
        weight: Weight::Light,
        attempts_max: ATTEMPTS_MAX,
        // The errand itself is the armed record: a run cut short goes on by reading.
        is_armed: false,
        run,
    };
    Channel::ALL.into_iter().map(job).collect()
}

fn run(town: Arc<Town>, body: String) -> Running<'static> {
    Box::pin(async move {
        let body: Body = serde_json::from_str(&body).map_err(AppError::from)?;
        match Box::pin(Work::begin(&town, body)).await? {
            Some(work) => work.go().await.map_err(JobError::from),
            None => Ok(()),
        }
    })
}

/// What a step of a job comes to.
pub(crate) enum Step {
    /// A request, armed and saved if it must be.
    Send(Call),
    /// Nothing more in this job.
    End(End),
}

/// How a job ends.
pub(crate) enum End {
    Done(Published),
    Wait(Timestamp),
    Stuck(Trouble),
    /// Somebody called it off, or another job has it.
    Gone,
}

/// A job at work on an errand.
pub(crate) struct Work {
    town: Arc<Town>,
    errand: Errand,
    connection: Connection,
    account: Account,
    own: Vec<String>,
    taken: HashSet<String>,
    /// Requests not yet noted.
    attempts: Vec<Attempt>,
    /// The run as it is in the records.
    run: i64,
    /// While it is held nobody else works on this account.
    turn: Option<Turn>,
}

impl Work {
    /// Reads what a job needs; nothing if there is nothing to do for it.
    pub(crate) async fn begin(town: &Arc<Town>, body: Body) -> Result<Option<Self>, AppError> {
        let Some(account) = town.read(move |db| account_of(db, body)).await? else {
            return Ok(None);
        };
        // Taken before the numbers of other posts are read: what another job has just published must
        // not be mistaken for this post.
        let turn = Turn::take(town, account);
        let read = town.read(move |db| load(db, body)).await?;
        let Some((mut errand, connection, post, settings, taken)) = read else { return Ok(None) };
        errand.task.wake();
        let run = errand.run;
        let now = town.now();
        let mut work = Self {
            account: connection.account(&settings, &Grant::default(), &connect::App::default()),
            own: settings.own(),
            town: Arc::clone(town),
            errand,
            connection,
            taken,
            attempts: Vec::new(),
            run,
            turn,
        };
        let end = if work.turn.is_none() {
            Some(End::Wait(now + TURN))
        } else if work.connection.is_usable() {
            work.hindered(&post, now)
        } else {
            Some(End::Stuck(work.unusable()))
        };
        if let Some(end) = end {
            work.end(end).await?;
            return Ok(None);
        }
        match renewed(town, &work.connection, &settings).await? {
            Ok((account, _)) => work.account = account,
            Err(trouble) => {
                let end = if trouble.class.heals() {
                    End::Wait(trouble.until.unwrap_or(now + REST))
                } else {
                    End::Stuck(*trouble)
                };
                work.end(end).await?;
                return Ok(None);
            }
        }
        Ok(Some(work))
    }

    fn unusable(&self) -> Trouble {
        let trouble = self.connection.trouble.clone();
        let name = self.connection.channel.name();
        trouble.unwrap_or_else(|| Trouble::of(Class::Auth, "not-connected", name))
    }

    /// What stands in the way of beginning: too early, the account rests, its news item is not public.
    fn hindered(
        &self,
        post: &(Post, Option<publication::Publication>),
        now: Timestamp,
    ) -> Option<End> {
        if let Some(at) = self.errand.due_at.into_iter().chain(self.connection.resume_at).max()
            && at > now
        {
            return Some(End::Wait(at));
        }
        let (post, source) = post;
        if self.errand.kind != Kind::Publish || !self.errand.may_be_rewritten() {
            return None;
        }
        let source = source.as_ref().filter(|_| post.publication.is_some());
        match source {
            _ if post.publication.is_none() => None,
            Some(p) if p.is_visible(now) => None,
            Some(p) if p.state == Shown::Published && p.visible_from > now => {
                Some(End::Wait(p.visible_from))
            }
            _ => Some(End::Stuck(Trouble {
                reason: norm_social::Words::of(
                    "Die Meldung, auf die der Beitrag verweist, ist nicht öffentlich.",
                    "The item the post refers to is not public.",
                ),
                advice: norm_social::Words::of(
                    "Veröffentlichen Sie zuerst die Meldung, oder brechen Sie den Beitrag ab.",
                    "Publish the item first, or call the post off.",
                ),
                ..Trouble::of(Class::Content, "source-not-public", self.connection.channel.name())
            })),
        }
    }

    async fn go(mut self) -> Result<(), AppError> {
        let begun = Instant::now();
        for _ in 0..STEPS_MAX {
            match self.next().await? {
                Step::End(end) => return self.end(end).await,
                Step::Send(call) => {
                    let exchange = self.send(&call).await;
                    self.hear(&call, &exchange).await?;
                }
            }
            if begun.elapsed() > TIME_MAX {
                break;
            }
        }
        let now = self.town.now();
        self.end(End::Wait(now)).await
    }

    /// The next step. A call that cannot be taken back is saved as armed before this returns.
    pub(crate) async fn next(&mut self) -> Result<Step, AppError> {
        let now = self.town.now();
        Ok(match self.wanted(now) {
            Next::Done(published) => Step::End(End::Done(published)),
            Next::Wait(at) => Step::End(End::Wait(at)),
            Next::Stuck(trouble) => Step::End(End::Stuck(trouble)),
            Next::Send(call) => {
                if call.effect == Effect::Once {
                    // Two that say the same could be taken for each other as long as one is unknown.
                    let errand = self.errand.clone();
                    let twin =
                        move |db: &mut Reader<'_>| store::task::has_unknown_twin(db, &errand);
                    if self.town.read(twin).await? {
                        return Ok(Step::End(End::Wait(now + TWIN_REST)));
                    }
                    self.errand.task.arm(now);
                    if !self.save("channels.armed").await? {
                        return Ok(Step::End(End::Gone));
                    }
                }
                Step::Send(call)
            }
        })
    }

    fn wanted(&self, now: Timestamp) -> Next {
        let taken = |id: &str| self.taken.contains(id);
        self.errand.task.next(&Here { account: &self.account, now, is_taken: &taken })
    }

    fn take(&mut self, call: &Call, exchange: &Exchange, now: Timestamp) {
        let taken = |id: &str| self.taken.contains(id);
        let here = Here { account: &self.account, now, is_taken: &taken };
        self.errand.task.take(call, exchange, &here);
    }

    /// Sends a request.
    pub(crate) async fn send(&self, call: &Call) -> Exchange {
        crate::outside::send(&self.town, call.request.clone(), self.own.clone()).await
    }

    /// Takes what came of a request, and saves what must not be forgotten.
    pub(crate) async fn hear(&mut self, call: &Call, exchange: &Exchange) -> Result<(), AppError> {
        let now = self.town.now();
        self.take(call, exchange, now);
        let outcome = match exchange {
            Exchange::Answered(answer) => answer.status.to_string(),
            Exchange::NotSent => "not sent".into(),
            Exchange::Lost => "lost".into(),
        };
        let trouble = self.errand.task.trouble.as_ref();
        let of = |read: fn(&Trouble) -> &String| trouble.map(read).cloned().unwrap_or_default();
        self.attempts.push(Attempt {
            at: now,
            aim: format!("{:?}", call.aim).to_lowercase(),
            outcome,
            code: of(|t| &t.code),
            trace: of(|t| &t.trace),
        });
        // A session of an upload is worth much; what came of the one call, everything.
        if call.effect == Effect::Once || call.aim == Aim::Start {
            self.save("channels.heard").await?;
        }
        Ok(())
    }

    /// Saves the errand as it is; whether it still is ours.
    async fn save(&mut self, action: &'static str) -> Result<bool, AppError> {
        let (errand, run) = (self.errand.clone(), self.run);
        let attempts = std::mem::take(&mut self.attempts);
        self.town
            .write(Actor::system("channels"), move |tx| {
                if !store::task::save(tx, &errand, run)? {
                    return Ok(Saved::nothing(false));
                }
                note(tx, errand.id, &attempts)?;
                Ok(Audit::of(action, errand.id).with(true))
            })
            .await
    }

    /// Ends a job: done, waiting for a time, or for a person.
    async fn end(mut self, end: End) -> Result<(), AppError> {
        let mut stops = None;
        let mut next_at = None;
        let action = match end {
            End::Gone => return Ok(()),
            End::Done(published) => {
                self.errand.standing = Standing::Done;
                if !published.id.is_empty() {
                    self.errand.remote = published.id;
                }
                if !published.url.is_empty() {
                    self.errand.url = published.url;
                }
                "channels.done"
            }
            End::Wait(at) => {
                next_at = Some(at);
                self.errand.run += 1;
                let trouble = self.errand.task.trouble.as_ref();
                if let Some(trouble) = trouble.filter(|t| t.class == Class::Rate) {
                    let now = self.town.now();
                    self.connection.resume_at = Some(trouble.until.unwrap_or(now + REST));
                    stops = Some(self.connection.clone());
                }
                "channels.waits"
            }
            End::Stuck(trouble) => {
                let is_of_account = trouble.class.is_of_account();
                self.errand.standing = if is_of_account { Standing::Held } else { Standing::Stuck };
                if is_of_account && self.connection.is_usable() {
                    self.connection.standing = account::Standing::Stopped;
                    self.connection.trouble = Some(trouble.clone());
                    stops = Some(self.connection.clone());
                }
                self.errand.task.trouble = Some(trouble);
                if is_of_account { "channels.held" } else { "channels.stuck" }
            }
        };
        let (errand, run, connection) = (self.errand, self.run, self.connection);
        self.town
            .write(Actor::system("channels"), move |tx| {
                if !store::task::save(tx, &errand, run)? {
                    return Ok(Saved::nothing(()));
                }
                note(tx, errand.id, &self.attempts)?;
                if let Some(changed) = &stops {
                    update(tx, changed)?;
                }
                if let Some(at) = next_at {
                    let now = tx.now();
                    orders::schedule(tx, &errand, &connection, at.max(now))?;
                }
                Ok(Audit::of(action, errand.id).done())
            })
            .await
    }
}

/// Stops an account or lets it rest, whatever else changed about it in the meantime.
fn update(tx: &mut Tx<'_>, changed: &Connection) -> Result<(), AppError> {
    let mut now = store::account::find(tx, changed.id)?;
    let was_usable = now.is_usable();
    now.resume_at = now.resume_at.max(changed.resume_at);
    // Somebody connected it anew while this job was on its way: the old trouble is over.
    let is_same = now.sealed == changed.sealed;
    if was_usable && is_same && !changed.is_usable() {
        now.standing = changed.standing;
        now.trouble.clone_from(&changed.trouble);
        crate::watch::tell_stopped(tx, &now)?;
    }
    store::account::save(tx, &now)
}

fn note(tx: &mut Tx<'_>, errand: Id<Errand>, attempts: &[Attempt]) -> Result<(), AppError> {
    attempts.iter().try_for_each(|a| store::task::add_attempt(tx, errand, a))
}
