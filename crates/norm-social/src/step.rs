//! The steps of a task: what it wants, what a call is for, what became of it.

use jiff::Timestamp;

use crate::post::{Account, Published};
use crate::trouble::Trouble;
use crate::wire::Request;

/// Everything a step may look at besides the task itself.
pub struct Here<'a> {
    /// The account.
    pub account: &'a Account,
    /// The present instant.
    pub now: Timestamp,
    /// Whether the provider's number belongs to another post of ours: it cannot be this one.
    pub is_taken: &'a dyn Fn(&str) -> bool,
}

/// Whether a call may be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// As often as one likes.
    Free,
    /// Never without knowing what became of it: save the task with [`Task::arm`](crate::Task::arm) first.
    Once,
}

/// What a call is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Hand a medium over, by its place in the post.
    Upload(usize),
    /// Ask whether a medium is ready, by its place in the post.
    Poll(usize),
    /// Begin a transfer in pieces.
    Start,
    /// A piece of a transfer, up to this byte.
    Chunk(u64),
    /// Ask how much of a transfer arrived.
    Probe,
    /// Put the parts together.
    Assemble,
    /// Ask whether the whole is ready.
    Await,
    /// Ask how much may be published today.
    Quota,
    /// The call that makes it public.
    Publish,
    /// Find out by reading whether that call was performed.
    Settle,
    /// Where people see it.
    Link,
    /// Set the still of a film.
    Still,
    /// Add captions, by their place in the post.
    Caption(usize),
    /// Put a film on a list.
    List,
    /// Find out whether it is on the list.
    SettleList,
    /// Read before a change.
    Read,
    /// Change.
    Change,
    /// Take away.
    Delete,
}

/// A request of a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// What to send.
    pub request: Request,
    /// Whether it may be repeated.
    pub effect: Effect,
    /// What it is for.
    pub aim: Aim,
}

impl Call {
    pub(crate) fn free(aim: Aim, request: Request) -> Self {
        Self { request, effect: Effect::Free, aim }
    }

    pub(crate) fn once(aim: Aim, request: Request) -> Self {
        Self { request, effect: Effect::Once, aim }
    }
}

/// What a task wants.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Send this and give what came of it to [`Task::take`](crate::Task::take).
    Send(Call),
    /// Nothing before then.
    Wait(Timestamp),
    /// It is done.
    Done(Published),
    /// A person must do something; then [`Task::resume`](crate::Task::resume).
    Stuck(Trouble),
}

/// What a channel makes of an answer.
pub(crate) enum Taken {
    /// The next step.
    On,
    /// Ask again in so many seconds; no failure.
    Soon(i64),
    /// The whole is done.
    Done(Published),
    /// The armed call was performed; the next step.
    Present,
    /// The armed call was not performed, for certain.
    Absent,
    /// Nothing was found; it may still appear.
    NotSeen,
    /// It went wrong.
    Wrong(Trouble),
}
