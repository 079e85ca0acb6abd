//! To whom a message goes, how often it is tried, when a follower counts as gone.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

/// Pauses between tries, in minutes: six tries within three days.
const PAUSES_MIN: [i64; 5] = [5, 60, 360, 1_080, 2_700];
/// Days without any success after which a server is no longer tried.
const DEAD_DAYS: i64 = 7;

/// A follower as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Follower {
    /// Who.
    pub actor: String,
    /// Their inbox.
    pub inbox: String,
    /// The inbox of their whole server.
    pub shared_inbox: Option<String>,
}

/// Each inbox once: a server with a thousand followers gets one message.
pub fn inboxes(followers: &[Follower]) -> Vec<String> {
    let each = followers.iter().map(|f| f.shared_inbox.as_ref().unwrap_or(&f.inbox).clone());
    each.collect::<BTreeSet<String>>().into_iter().collect()
}

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is there. To send a message again is harmless: its number is the same.
    Delivered,
    /// Again, not before then.
    Later(Timestamp),
    /// Nobody is there any more: forget the followers of this inbox.
    Gone,
    /// The server does not want it; another try would say the same.
    Refused(u16),
    /// Tried often enough.
    GivenUp,
}

/// Reads the status of a delivery; none if nobody answered. `tries` counts this one.
pub fn outcome(status: Option<u16>, tries: usize, now: Timestamp) -> Outcome {
    match status {
        Some(200..=299) => return Outcome::Delivered,
        Some(410) => return Outcome::Gone,
        // Slow down, time out, and signatures that a server checks again once it has our key.
        Some(401 | 408 | 425 | 429 | 500..) | None => {}
        Some(other) => return Outcome::Refused(other),
    }
    let pause = tries.checked_sub(1).and_then(|n| PAUSES_MIN.get(n));
    let at = pause.and_then(|m| now.checked_add(SignedDuration::from_mins(*m)).ok());
    at.map_or(Outcome::GivenUp, Outcome::Later)
}

/// Whether a server has been silent for so long that its followers are dropped.
pub fn is_dead(last_success: Timestamp, now: Timestamp) -> bool {
    now.duration_since(last_success) > SignedDuration::from_hours(24 * DEAD_DAYS)
}
