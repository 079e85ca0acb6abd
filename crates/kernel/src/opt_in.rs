//! What people order by mail (double opt-in): links that prove that somebody reads the mail they
//! came in, and a mark by which an address is known again without being readable.

use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};

use crate::town::Town;
use crate::value::Id;

/// After this long the mail that asks for a confirmation may be asked for once more.
const AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// The proofs of one kind of subscription.
#[derive(Clone, Copy, Debug)]
pub struct Proof {
    /// `newsletter/reader`: what the proofs are good for, and for nothing else. Part of links that
    /// lie in mailboxes; never changed.
    pub name: &'static str,
    /// Bytes of a proof; never changed for the same reason.
    pub bytes: usize,
}

impl Proof {
    fn hex(&self, tag: &[u8]) -> String {
        tag.iter().take(self.bytes).fold(String::new(), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
    }

    /// What proves that somebody has the mail: part of the links in it.
    pub fn code<T>(&self, town: &Town, id: Id<T>) -> String {
        self.hex(&town.keys().forms.tag(&format!("{}/{id}", self.name)))
    }

    /// Whose link this is, if it is from a mail of ours, be its subscription there or gone.
    pub fn subscriber<T>(&self, town: &Town, id: &str, given: &str) -> Option<Id<T>> {
        let id = id.parse::<Id<T>>().ok()?;
        same(&self.code(town, id), given).then_some(id)
    }

    /// By what an address is known again, together with what was ordered for it (none where there
    /// is only one thing to order).
    pub fn mark(&self, town: &Town, ordered: Option<&str>, address: &str) -> String {
        let folded = address.trim().to_lowercase();
        let ordered = ordered.map_or_else(String::new, |what| format!("{what}/"));
        self.hex(&town.keys().records.tag(&format!("{}/{ordered}{folded}", self.name)))
    }
}

/// Whether somebody asked so lately that no second mail is sent.
pub fn is_early(asked_at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(asked_at) < AGAIN_AFTER
}

/// Compares without saying by its time where two differ.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len()
        && one.bytes().zip(other.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_may_be_repeated_after_ten_minutes() {
        let asked: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
        assert!(is_early(asked, asked + SignedDuration::from_mins(9)));
        assert!(!is_early(asked, asked + SignedDuration::from_mins(10)));
        assert!(same("ab", "ab") && !same("ab", "ac") && !same("ab", "abc"));
    }
}
