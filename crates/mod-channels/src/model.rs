//! What a post is, what may be done with it, and how it stands on its channels. Values only.

use jiff::Timestamp;
use kernel::publication::Publication;
use kernel::{Id, Problem};
use norm_social::{Class, Order, Progress, Task, Trouble};
use serde::{Deserialize, Serialize};
use web::Say;
use web::badge::Tone;

use crate::account::Connection;
use crate::film::Film;

/// Letters of the common text; no channel takes more.
pub const TEXT_CHARS_MAX: usize = 60_000;
/// Letters of a title.
pub const TITLE_CHARS_MAX: usize = 200;
/// Pictures in one post.
pub const MEDIA_MAX: usize = 10;

/// The word of [`Post::source`] for posts that began from a warning.
pub const WARNING: &str = "warning";

/// Where a post stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Being written.
    Draft,
    /// Waits for somebody who releases it.
    Submitted,
    /// On its way or out.
    Released,
    /// Taken back everywhere.
    Deleted,
}

impl State {
    /// As stored.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Released => "released",
            Self::Deleted => "deleted",
        }
    }

    /// Reads what is stored.
    pub fn of(word: &str) -> Self {
        match word {
            "submitted" => Self::Submitted,
            "released" => Self::Released,
            "deleted" => Self::Deleted,
            _ => Self::Draft,
        }
    }

    /// For people.
    pub fn words(self, say: Say) -> &'static str {
        match self {
            Self::Draft => say.of("Entwurf", "draft"),
            Self::Submitted => say.of("wartet auf Freigabe", "waits for release"),
            Self::Released => say.of("freigegeben", "released"),
            Self::Deleted => say.of("überall gelöscht", "deleted everywhere"),
        }
    }
}

/// A picture or film of a post.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// Its key in the media library.
    pub key: String,
    /// What it shows.
    pub alt: String,
}

/// One text for all channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Identifier.
    pub id: Id<Post>,
    /// What it tells of, if it began from something published.
    pub publication: Option<Id<Publication>>,
    /// The revision it began from.
    pub revision: i64,
    /// Where it stands.
    pub state: State,
    /// Its title: of the list, and of films.
    pub title: String,
    /// Its text.
    pub text: String,
    /// The page of the town it leads to.
    pub link: String,
    /// Its language.
    pub language: String,
    /// Pictures, or one film.
    pub media: Vec<Chosen>,
    /// When it shall go out; at once if none.
    pub send_at: Option<Timestamp>,
    /// Who wrote it last.
    pub author: String,
    /// Who released it.
    pub releaser: String,
    /// What became of the publication: `changed`, `ended`, or nothing; [`WARNING`] if it began from one.
    pub source: String,
    /// Counts savings.
    pub version: i64,
    /// Last change.
    pub changed_at: Timestamp,
}

impl Post {
    /// An empty draft.
    pub fn new(author: String, now: Timestamp) -> Self {
        Self {
            id: Id::new(),
            publication: None,
            revision: 0,
            state: State::Draft,
            title: String::new(),
            text: String::new(),
            link: String::new(),
            language: "de".into(),
            media: Vec::new(),
            send_at: None,
            author,
            releaser: String::new(),
            source: String::new(),
            version: 1,
            changed_at: now,
        }
    }

    /// Whether somebody may release it: not its author where two are needed.
    pub fn may_be_released_by(&self, label: &str, needs_second_pair: bool) -> Result<(), Problem> {
        if matches!(self.state, State::Released | State::Deleted) {
            return Err(Problem::new(
                "channels/not-a-draft",
                "Dieser Beitrag ist schon freigegeben.",
                "This post is released already.",
            ));
        }
        if needs_second_pair && self.author == label {
            return Err(Problem::new(
                "channels/second-pair",
                "Sie haben den Beitrag zuletzt geschrieben. Jemand anderes muss ihn freigeben.",
                "You wrote the post last. Somebody else must release it.",
            ));
        }
        Ok(())
    }
}

/// What is said on one account in place of the common text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The account.
    pub account: Id<Connection>,
    /// Title in place of the common one; the common one if empty.
    pub title: String,
    /// Text in place of the common one; the common one if empty.
    pub text: String,
    /// Which part of pictures is shown: `square`, `portrait`, `wide`, or the whole if empty.
    pub shape: String,
    /// What is wished for a film on `YouTube`.
    pub film: Film,
}

/// What an errand is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Show.
    Publish,
    /// Change.
    Correct,
    /// Take away.
    Delete,
}

impl Kind {
    /// As stored.
    pub fn word(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Correct => "correct",
            Self::Delete => "delete",
        }
    }

    /// Reads what is stored.
    pub fn of(word: &str) -> Self {
        match word {
            "correct" => Self::Correct,
            "delete" => Self::Delete,
            _ => Self::Publish,
        }
    }

    /// For people.
    pub fn words(self, say: Say) -> &'static str {
        match self {
            Self::Publish => say.of("veröffentlichen", "publish"),
            Self::Correct => say.of("korrigieren", "correct"),
            Self::Delete => say.of("löschen", "delete"),
        }
    }
}

/// Where an errand stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A job is on it, or will be.
    Waiting,
    /// The account must be connected again first.
    Held,
    /// A person must do something.
    Stuck,
    /// Done.
    Done,
    /// Not wanted any more, before anything left.
    Cancelled,
}

impl Standing {
    /// As stored.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Held => "held",
            Self::Stuck => "stuck",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads what is stored.
    pub fn of(word: &str) -> Self {
        match word {
            "held" => Self::Held,
            "stuck" => Self::Stuck,
            "done" => Self::Done,
            "cancelled" => Self::Cancelled,
            _ => Self::Waiting,
        }
    }
}

/// One order on one account.
#[derive(Clone, Debug, PartialEq)]
pub struct Errand {
    /// Identifier.
    pub id: Id<Errand>,
    /// The post.
    pub post: Id<Post>,
    /// The account.
    pub account: Id<Connection>,
    /// The how-manieth of this post on this account.
    pub number: i64,
    /// What for.
    pub kind: Kind,
    /// Where it stands.
    pub standing: Standing,
    /// The whole memory of it.
    pub task: Task,
    /// Counts its jobs: only the last one may work on it.
    pub run: i64,
    /// Nothing before then.
    pub due_at: Option<Timestamp>,
    /// The provider's number of the post.
    pub remote: String,
    /// Where people see it.
    pub url: String,
    /// Last change.
    pub changed_at: Timestamp,
}

impl Errand {
    /// What hinders it, for the page.
    pub fn trouble(&self) -> Option<&Trouble> {
        self.task.trouble.as_ref().filter(|_| self.standing != Standing::Done)
    }

    /// Whether people may see it on the channel already, though not everything is done.
    pub fn is_out(&self) -> bool {
        self.task.done.is_some()
            || match &self.task.progress {
                Progress::Instagram(p) => p.shown.is_some() || p.is_published,
                Progress::YouTube(p) => p.film.is_some(),
                Progress::Facebook(_) | Progress::Mastodon(_) => false,
            }
    }

    /// Whether nothing of it is on the channel and nothing may be: it can be begun anew with
    /// another text.
    pub fn may_be_rewritten(&self) -> bool {
        matches!(self.task.order, Order::Publish(_)) && !self.task.is_unknown() && !self.is_out()
    }

    /// Whether it can be called off: nothing left yet that could not be taken back.
    pub fn may_be_cancelled(&self) -> bool {
        self.may_be_rewritten()
            && matches!(self.standing, Standing::Waiting | Standing::Held | Standing::Stuck)
    }

    /// Whether the post stands on the channel.
    pub fn is_shown(&self) -> bool {
        let deleted = self.kind == Kind::Delete && self.standing == Standing::Done;
        !self.remote.is_empty() && !deleted
    }

    /// How much of a film has arrived, and how much there is: while it is on its way.
    pub fn transfer(&self) -> Option<(u64, u64)> {
        let Order::Publish(post) = &self.task.order else { return None };
        let whole = post.film()?.file.bytes;
        let done = match &self.task.progress {
            Progress::Facebook(p) => p.bytes_sent(),
            Progress::YouTube(p) if p.film.is_none() => p.bytes_sent(),
            _ => None,
        };
        let is_on_its_way = self.standing == Standing::Waiting && self.task.done.is_none();
        done.filter(|done| is_on_its_way && *done < whole).map(|done| (done, whole))
    }

    /// Whether the channel cannot do it and a person has to, in the provider's app.
    pub fn is_for_hands(&self) -> bool {
        self.standing == Standing::Stuck
            && self.trouble().is_some_and(|t| t.class == Class::Unsupported)
    }

    /// The lamp.
    pub fn lamp(&self, say: Say, now: Timestamp) -> (Tone, &'static str) {
        let is_planned = self.due_at.is_some_and(|at| at > now) && self.trouble().is_none();
        match self.standing {
            Standing::Done => match self.kind {
                Kind::Publish => (Tone::Success, say.of("veröffentlicht", "published")),
                Kind::Correct => (Tone::Success, say.of("korrigiert", "corrected")),
                Kind::Delete => (Tone::Neutral, say.of("gelöscht", "deleted")),
            },
            Standing::Cancelled => (Tone::Neutral, say.of("abgebrochen", "called off")),
            Standing::Stuck => (Tone::Danger, say.of("braucht Sie", "needs you")),
            Standing::Held => {
                (Tone::Warning, say.of("wartet auf das Konto", "waits for the account"))
            }
            Standing::Waiting if self.task.is_unknown() => {
                (Tone::Warning, say.of("wird nachgesehen", "being looked up"))
            }
            Standing::Waiting if self.trouble().is_some() => {
                (Tone::Warning, say.of("verzögert", "delayed"))
            }
            Standing::Waiting if is_planned && !self.task.progress_begun() => {
                (Tone::Neutral, say.of("geplant", "planned"))
            }
            Standing::Waiting => (Tone::Info, say.of("wird gesendet", "being sent")),
        }
    }
}

/// Whether anything was done for a task.
trait Begun {
    /// Whether a step was taken.
    fn progress_begun(&self) -> bool;
}

impl Begun for Task {
    fn progress_begun(&self) -> bool {
        match &self.progress {
            Progress::Facebook(p) => *p != norm_social::facebook::Progress::default(),
            Progress::Instagram(p) => *p != norm_social::instagram::Progress::default(),
            Progress::YouTube(p) => *p != norm_social::youtube::Progress::default(),
            Progress::Mastodon(p) => *p != norm_social::mastodon::Progress::default(),
        }
    }
}

/// A request that left for a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When.
    pub at: Timestamp,
    /// What for.
    pub aim: String,
    /// What came back: a status, `lost`, `not sent`.
    pub outcome: String,
    /// The provider's code.
    pub code: String,
    /// The provider's number of its answer.
    pub trace: String,
}
