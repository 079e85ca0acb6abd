//! What is kept: followers, servers, messages on their way, answers.

use jiff::Timestamp;
use kernel::{Id, Town};
use serde::{Deserialize, Serialize};

/// Somebody who follows; sealed as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follower {
    /// Their address.
    pub actor: String,
    /// Their inbox.
    pub inbox: String,
    /// The inbox of their server.
    pub shared_inbox: Option<String>,
}

impl From<Follower> for norm_fediverse::deliver::Follower {
    fn from(f: Follower) -> Self {
        Self { actor: f.actor, inbox: f.inbox, shared_inbox: f.shared_inbox }
    }
}

/// Another server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its host, with a port if it names one.
    pub host: String,
    /// Whether nothing is heard from it and nothing sent to it.
    pub is_blocked: bool,
    /// When something last reached it; at first when it was first heard of.
    pub reached_at: Timestamp,
    /// When something last did not.
    pub failed_at: Option<Timestamp>,
    /// What was wrong then, in a word.
    pub trouble: String,
}

/// A message, once for all who get it.
#[derive(Clone, Copy, Debug)]
pub struct Message;

/// A message on its way to one inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its number.
    pub id: Id<Delivery>,
    /// What is sent.
    pub message: Id<Message>,
    /// Where to.
    pub inbox: String,
    /// The server.
    pub host: String,
    /// Tries so far.
    pub tries: i64,
}

/// A key of somebody else, as it was fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownKey {
    /// Whose it is.
    pub actor: String,
    /// The key.
    pub pem: String,
}

/// What an answer says; sealed as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Who wrote it.
    pub actor: String,
    /// What it says.
    pub text: String,
    /// Where it can be read.
    pub page: String,
}

/// An answer that waits to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The mark of its address.
    pub mark: String,
    /// The mark of who wrote it.
    pub author: String,
    /// What it answers.
    pub publication: String,
    /// What it says.
    pub words: Words,
    /// When it came.
    pub heard_at: Timestamp,
}

/// What was said of a publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The publication.
    pub publication: String,
    /// Its kind.
    pub kind: String,
    /// Digest of what was said last.
    pub digest: String,
    /// When it was said.
    pub began_at: Timestamp,
    /// When it was last corrected.
    pub changed_at: Option<Timestamp>,
    /// When it was taken back.
    pub ended_at: Option<Timestamp>,
}

/// The mark of an address: finds it again without keeping it.
pub fn mark(town: &Town, what: &str, address: &str) -> String {
    let tag = town.keys().records.tag(&format!("fediverse/{what}/{address}"));
    hex::encode(tag)
}
