//! One post on one channel, from order to end: what to send next, what came of it.
//!
//! The discipline: before the one call that cannot be taken back, the caller saves the task as
//! *armed*. If its answer is lost, or the process dies, the armed task asks the provider by reading
//! whether the call was performed. It is sent again only when reading has shown that it was not.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::post::{Channel, Order, Published};
use crate::step::{Aim, Call, Effect, Here, Next, Taken};
use crate::trouble::{Class, Trouble, Words};
use crate::wire::{Answer, Exchange};
use crate::{facebook, instagram, mastodon, youtube};

/// Tries before a person is asked.
const TRIES_MAX: u32 = 6;
/// Pauses after each reading that found nothing, in seconds. Lists of posts may lag behind.
const READ_PAUSES_S: [i64; 3] = [15, 60, 300];
/// Times it was sent and not found afterwards, before a person is asked.
const ABSENCES_MAX: u32 = 5;
/// First pause after a failure, in seconds; doubled each time.
const PAUSE_S: i64 = 30;
/// How much earlier than the armed call a post may claim to be made: clocks differ.
const CLOCKS_DIFFER_S: i64 = 120;

/// How far a channel is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Progress {
    /// On Facebook.
    Facebook(facebook::Progress),
    /// On Instagram.
    Instagram(instagram::Progress),
    /// On `YouTube`.
    YouTube(youtube::Progress),
    /// On Mastodon.
    Mastodon(mastodon::Progress),
}

/// One order on one channel. Save it after every change; it is the whole memory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// What shall be.
    pub order: Order,
    /// How far it is.
    pub progress: Progress,
    /// Since when the call that cannot be taken back is out, its outcome unknown.
    pub armed_at: Option<Timestamp>,
    /// How often reading found nothing since then.
    pub reads: usize,
    /// How often reading ended with "it is not there".
    pub absences: u32,
    /// Failures in a row.
    pub tries: u32,
    /// Nothing before then.
    pub not_before: Option<Timestamp>,
    /// Why it waits, for the lamp.
    pub trouble: Option<Trouble>,
    /// Its end.
    pub done: Option<Published>,
}

impl Task {
    /// A fresh task.
    pub fn new(channel: Channel, order: Order) -> Self {
        let progress = match channel {
            Channel::Facebook => Progress::Facebook(facebook::Progress::default()),
            Channel::Instagram => Progress::Instagram(instagram::Progress::default()),
            Channel::YouTube => Progress::YouTube(youtube::Progress::default()),
            Channel::Mastodon => Progress::Mastodon(mastodon::Progress::default()),
        };
        Self {
            order,
            progress,
            armed_at: None,
            reads: 0,
            absences: 0,
            tries: 0,
            not_before: None,
            trouble: None,
            done: None,
        }
    }

    fn name(&self) -> &'static str {
        match self.progress {
            Progress::Facebook(_) => Channel::Facebook.name(),
            Progress::Instagram(_) => Channel::Instagram.name(),
            Progress::YouTube(_) => Channel::YouTube.name(),
            Progress::Mastodon(_) => Channel::Mastodon.name(),
        }
    }

    /// What to do now.
    pub fn next(&self, here: &Here<'_>) -> Next {
        if let Some(done) = &self.done {
            return Next::Done(done.clone());
        }
        if let Some(trouble) = self.trouble.as_ref().filter(|t| !self.heals(t)) {
            return Next::Stuck(trouble.clone());
        }
        if let Some(at) = self.not_before.filter(|at| *at > here.now) {
            return Next::Wait(at);
        }
        let settles = self.armed_at.is_some();
        let call = match &self.progress {
            Progress::Facebook(p) => {
                let since = self.armed_at.map(|at| later(at, -CLOCKS_DIFFER_S));
                p.call(&self.order, here, since)
            }
            Progress::Instagram(p) => p.call(&self.order, here, settles),
            Progress::YouTube(p) => p.call(&self.order, here, settles),
            Progress::Mastodon(p) => p.call(&self.order, here, settles),
        };
        call.map_or_else(|trouble| Next::Stuck(*trouble), Next::Send)
    }

    fn heals(&self, trouble: &Trouble) -> bool {
        (trouble.class.heals() || trouble.class == Class::Stale) && self.tries <= TRIES_MAX
    }

    /// Notes that a call with [`Effect::Once`] is about to leave. Save the task, then send.
    pub fn arm(&mut self, now: Timestamp) {
        self.armed_at = Some(now);
        self.reads = 0;
    }

    /// A person has done what was asked: go on from here.
    pub fn resume(&mut self) {
        self.trouble = None;
        self.tries = 0;
        self.absences = 0;
        self.not_before = None;
    }

    /// Call it once after the task was read from the records again: what was on its way when the
    /// process ended may have arrived or not.
    pub fn wake(&mut self) {
        if let Progress::YouTube(progress) = &mut self.progress {
            progress.offset = None;
        }
    }

    /// Whether the outcome of the armed call is unknown.
    pub fn is_unknown(&self) -> bool {
        self.armed_at.is_some() && self.done.is_none()
    }

    /// Takes what came of a call. Save the task afterwards.
    pub fn take(&mut self, call: &Call, exchange: &Exchange, here: &Here<'_>) {
        let is_once = call.effect == Effect::Once;
        match exchange {
            Exchange::NotSent => {
                if is_once {
                    self.armed_at = None;
                }
                let trouble = Trouble::of(Class::Transient, "not-sent", self.name());
                self.fail(trouble, here.now);
            }
            // Stays armed: the next step reads.
            Exchange::Lost if is_once => self.read_soon(here.now),
            Exchange::Lost => {
                self.wake();
                self.fail(Trouble::of(Class::Transient, "lost", self.name()), here.now);
            }
            Exchange::Answered(answer) => {
                // Above 499 a provider may have done it nevertheless.
                if is_once && answer.status >= 500 {
                    self.read_soon(here.now);
                    return;
                }
                let since = self.armed_at.map(|at| later(at, -CLOCKS_DIFFER_S));
                let taken = self.understand(call.aim, answer, since, here);
                self.apply(taken, is_once, here.now);
            }
        }
    }

    fn understand(
        &mut self,
        aim: Aim,
        answer: &Answer,
        since: Option<Timestamp>,
        here: &Here<'_>,
    ) -> Taken {
        match &mut self.progress {
            Progress::Facebook(p) => p.take(&self.order, aim, answer, since, here),
            Progress::Instagram(p) => p.take(&self.order, aim, answer, since, here),
            Progress::YouTube(p) => p.take(&self.order, aim, answer, since, here),
            Progress::Mastodon(p) => p.take(&self.order, aim, answer, since, here),
        }
    }

    fn apply(&mut self, taken: Taken, is_once: bool, now: Timestamp) {
        match taken {
            Taken::On => {
                if is_once {
                    self.armed_at = None;
                }
                self.calm();
            }
            Taken::Soon(seconds) => {
                self.calm();
                self.not_before = Some(later(now, seconds));
            }
            Taken::Done(published) => {
                self.armed_at = None;
                self.calm();
                self.done = Some(published);
            }
            Taken::Present | Taken::Absent => {
                self.armed_at = None;
                self.calm();
            }
            Taken::NotSeen => {
                self.reads += 1;
                if self.reads >= READ_PAUSES_S.len() {
                    self.armed_at = None;
                    self.absences += 1;
                    self.calm();
                    if self.absences >= ABSENCES_MAX {
                        self.trouble = Some(self.never_there());
                    }
                } else {
                    self.read_soon(now);
                }
            }
            Taken::Wrong(trouble) => self.wrong(trouble, is_once, now),
        }
    }

    fn wrong(&mut self, trouble: Trouble, is_once: bool, now: Timestamp) {
        let is_open = matches!(trouble.class, Class::Transient | Class::Duplicate | Class::Unclear);
        if is_once && is_open {
            // It may have been performed, now or at an earlier time: read.
            self.read_soon(now);
            return;
        }
        if is_once {
            self.armed_at = None;
        }
        self.fail(trouble, now);
    }

    fn never_there(&self) -> Trouble {
        let name = self.name();
        Trouble::of(Class::Unclear, "never-there", name)
            .because(
                format!("{name} nimmt den Beitrag immer wieder an, zeigt ihn aber nicht."),
                format!("{name} takes the post again and again, but does not show it."),
            )
            .advise(
                "Sehen Sie auf dem Kanal nach, ob er dort steht, bevor Sie ihn noch einmal senden.",
                "Look on the channel whether it is there before you send it once more.",
            )
    }

    fn calm(&mut self) {
        self.tries = 0;
        self.not_before = None;
        self.trouble = None;
    }

    fn read_soon(&mut self, now: Timestamp) {
        let pause = READ_PAUSES_S.get(self.reads).copied().unwrap_or(PAUSE_S);
        self.not_before = Some(later(now, pause));
        self.trouble = Some(Trouble {
            reason: Words::of(
                "Ob der Beitrag angekommen ist, wird gerade nachgesehen.",
                "We are looking whether the post has arrived.",
            ),
            ..Trouble::of(Class::NotReady, "unknown", self.name())
        });
    }

    fn fail(&mut self, trouble: Trouble, now: Timestamp) {
        // Limits are no failures: the provider said when.
        if trouble.class != Class::Rate {
            self.tries += 1;
        }
        let doubled = PAUSE_S << self.tries.saturating_sub(1).min(TRIES_MAX);
        let earliest = later(now, doubled + self.jitter(doubled));
        self.not_before = Some(trouble.until.map_or(earliest, |at| at.max(now)));
        self.trouble = Some(trouble);
    }

    /// Up to a fifth of the pause, fixed per post: many that failed together do not return together.
    fn jitter(&self, pause: i64) -> i64 {
        let key = match &self.order {
            Order::Publish(post) | Order::Correct { post, .. } => &post.key,
            Order::Delete { id } => id,
        };
        let sum = key.bytes().fold(7_i64, |sum, b| (sum * 31 + i64::from(b)) % 1_000);
        pause * sum / 5_000
    }
}

pub(crate) fn later(now: Timestamp, seconds: i64) -> Timestamp {
    now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(now)
}

/// Letters and digits of a text only: servers wrap, link and trim, but keep those.
pub fn fingerprint(text: &str) -> String {
    let words = text.split_whitespace().map(|word| {
        // Servers show `@name@server` as `@name`.
        let tail = word.strip_prefix('@').and_then(|rest| rest.find('@'));
        tail.and_then(|at| word.get(..=at)).unwrap_or(word)
    });
    words
        .flat_map(str::chars)
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
