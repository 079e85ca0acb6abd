//! What others send, read as the field really writes it: a word or a list of words, an object or its
//! address, names with and without their prefix.

use jiff::Timestamp;
use serde_json::Value;
use thiserror::Error;

use crate::text::plain;
use crate::{PUBLIC, host};

/// Bytes of a message; more is refused unread.
pub const MESSAGE_BYTES_MAX: usize = 256 * 1024;
/// How deep messages may lie in one another.
const DEPTH_MAX: u32 = 3;

/// Why a message is not taken.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum InboxError {
    /// It is too long.
    #[error("the message is longer than {MESSAGE_BYTES_MAX} bytes")]
    TooLong,
    /// It is no message.
    #[error("this is no activity: {0}")]
    Unreadable(&'static str),
    /// It speaks of what belongs to another host than its sender.
    #[error("{actor} speaks of {about}, which is not theirs")]
    NotTheirs {
        /// Who sent it.
        actor: String,
        /// What it is about.
        about: String,
    },
}

/// An answer to something the town said, waiting for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Its address.
    pub id: String,
    /// What it answers.
    pub to: String,
    /// What it says, as plain text.
    pub text: String,
    /// Where people read it.
    pub page: String,
    /// When it was written.
    pub at: Option<Timestamp>,
    /// Whether it is for everybody. Else it is a private message: no place to write to an authority.
    pub is_public: bool,
}

/// What somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Wants to follow this.
    Follow(String),
    /// Answers, or speaks of the town.
    Say(Reply),
    /// Corrected what they said.
    Correct(Reply),
    /// Took back this; their own address means the account itself.
    Delete(String),
    /// Likes this.
    Like(String),
    /// Passes this on.
    Share(String),
    /// Takes back a deed: the deed if it was sent along, else only its number.
    Undo(Option<Box<Deed>>, String),
    /// Their name or key changed: fetch the actor again.
    Changed,
    /// Accepts or refuses what we asked.
    Answer {
        /// Whether it is a yes.
        is_yes: bool,
        /// What we asked.
        to: String,
    },
    /// Something we have no use for.
    Other(String),
}

/// A message: who did what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Its number: the same twice is the same.
    pub id: String,
    /// Who sent it. The key that signed must be theirs ([`crate::sign::belongs`]).
    pub actor: String,
    /// What they did.
    pub deed: Deed,
}

/// A name without its prefix: `as:Create`, the long address, or as it is.
fn short(name: &str) -> &str {
    let name = name.strip_prefix("as:").unwrap_or(name);
    name.strip_prefix("https://www.w3.org/ns/activitystreams#").unwrap_or(name)
}

/// A property under any of its names.
fn property<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let found = value.get(name).or_else(|| {
        let fields = value.as_object()?;
        fields.iter().find(|(key, _)| short(key) == name).map(|(_, value)| value)
    })?;
    // A list of one is that one.
    match found {
        Value::Array(list) if list.len() == 1 => list.first(),
        Value::Null => None,
        other => Some(other),
    }
}

/// The address of something, whether it is there whole or by address only.
fn address(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Object(_) => {
            let named = property(value, "id").or_else(|| value.get("@id"));
            named.or_else(|| value.get("href")).and_then(Value::as_str)
        }
        Value::Array(list) => list.iter().find_map(address),
        _ => None,
    }
}

fn at<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    property(value, name).and_then(address)
}

/// The first type of something, without prefix.
fn kind(value: &Value) -> &str {
    let kind = property(value, "type").or_else(|| value.get("@type"));
    let kind = match kind {
        Some(Value::Array(list)) => list.first(),
        other => other,
    };
    short(kind.and_then(Value::as_str).unwrap_or_default())
}

fn all<'a>(value: &'a Value, name: &str) -> Vec<&'a str> {
    match property(value, name) {
        Some(Value::Array(list)) => list.iter().filter_map(address).collect(),
        Some(one) => address(one).into_iter().collect(),
        None => Vec::new(),
    }
}

/// Whether something is for everybody.
fn is_public(value: &Value) -> bool {
    let everybody = |to: &&str| **to == *PUBLIC || short(to) == "Public";
    ["to", "cc"].iter().any(|name| all(value, name).iter().any(everybody))
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    match property(value, name)? {
        Value::String(text) => Some(text),
        Value::Object(fields) => {
            fields.get("@value").or_else(|| fields.values().next()).and_then(Value::as_str)
        }
        Value::Array(list) => list.iter().find_map(Value::as_str),
        _ => None,
    }
}

/// Whether two addresses lie on one host.
fn is_theirs(actor: &str, about: &str) -> bool {
    host(actor).is_some_and(|h| host(about).is_some_and(|other| other == h))
}

fn reply(object: &Value, actor: &str) -> Result<Reply, InboxError> {
    let id = address(object).ok_or(InboxError::Unreadable("an object without a number"))?;
    let author = at(object, "attributedTo").unwrap_or(actor);
    if author != actor || !is_theirs(actor, id) {
        let about = if author == actor { id } else { author };
        return Err(InboxError::NotTheirs { actor: actor.into(), about: about.into() });
    }
    let content = text(object, "content").or_else(|| text(object, "contentMap"));
    let page = at(object, "url").filter(|url| host(url).is_some()).unwrap_or(id);
    Ok(Reply {
        id: id.into(),
        to: at(object, "inReplyTo").unwrap_or_default().into(),
        text: plain(content.unwrap_or_default()),
        page: page.into(),
        at: text(object, "published").and_then(|at| at.parse().ok()),
        is_public: is_public(object),
    })
}

fn deed(message: &Value, actor: &str, depth: u32) -> Result<Deed, InboxError> {
    let object = property(message, "object").unwrap_or(&Value::Null);
    let about = address(object).unwrap_or_default().to_owned();
    let needs = |what: &str| {
        if what.is_empty() { Err(InboxError::Unreadable("no object")) } else { Ok(()) }
    };
    let is_saying = matches!(
        kind(object),
        "Note" | "Article" | "Page" | "Question" | "Video" | "Image" | "Event" | "Audio"
    );
    Ok(match kind(message) {
        "Follow" => {
            needs(&about)?;
            Deed::Follow(about)
        }
        "Create" if is_saying => Deed::Say(reply(object, actor)?),
        "Update" if is_saying => Deed::Correct(reply(object, actor)?),
        "Update" if about == actor => Deed::Changed,
        "Delete" => {
            needs(&about)?;
            if !is_theirs(actor, &about) {
                return Err(InboxError::NotTheirs { actor: actor.into(), about });
            }
            Deed::Delete(about)
        }
        "Like" | "EmojiReact" => {
            needs(&about)?;
            Deed::Like(about)
        }
        "Announce" => {
            needs(&about)?;
            Deed::Share(about)
        }
        "Accept" | "Reject" => Deed::Answer { is_yes: kind(message) == "Accept", to: about },
        "Undo" => {
            needs(&about)?;
            // What somebody else did cannot be taken back.
            let doer = at(object, "actor").unwrap_or(actor);
            if doer != actor {
                return Err(InboxError::NotTheirs { actor: actor.into(), about: doer.into() });
            }
            let inner = (object.is_object() && depth < DEPTH_MAX && !kind(object).is_empty())
                .then(|| deed(object, actor, depth + 1))
                .transpose()?;
            Deed::Undo(inner.map(Box::new), about)
        }
        "" => return Err(InboxError::Unreadable("no type")),
        other => Deed::Other(other.chars().take(40).collect()),
    })
}

/// Reads a message. Check first that it is signed ([`crate::sign`]), then that the key belongs to
/// [`Heard::actor`].
///
/// # Errors
/// When it is no message, or speaks of what is not its sender's.
pub fn read(body: &[u8]) -> Result<Heard, InboxError> {
    if body.len() > MESSAGE_BYTES_MAX {
        return Err(InboxError::TooLong);
    }
    let value: Value =
        serde_json::from_slice(body).map_err(|_no_json| InboxError::Unreadable("not JSON"))?;
    // Some wrap a single message into a list.
    let message = value.as_array().and_then(|list| list.first()).unwrap_or(&value);
    if !message.is_object() {
        return Err(InboxError::Unreadable("not an object"));
    }
    let actor = at(message, "actor").ok_or(InboxError::Unreadable("nobody sent it"))?;
    host(actor).ok_or(InboxError::Unreadable("the sender has no address"))?;
    let id = address(message).unwrap_or_default();
    if !id.is_empty() && !is_theirs(actor, id) {
        return Err(InboxError::NotTheirs { actor: actor.into(), about: id.into() });
    }
    let deed = deed(message, actor, 0)?;
    Ok(Heard { id: id.into(), actor: actor.into(), deed })
}

/// Somebody in the network, as their own document says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their address.
    pub id: String,
    /// Where messages to them go.
    pub inbox: String,
    /// Where messages to everybody on their server go, if there is such a place.
    pub shared_inbox: Option<String>,
    /// Their name before the `@`.
    pub handle: String,
    /// Their keys: name and text.
    pub keys: Vec<(String, String)>,
}

/// Reads the document of an actor that was fetched from `from`.
///
/// # Errors
/// When it is none, or says it is somebody else.
pub fn person(body: &[u8], from: &str) -> Result<Person, InboxError> {
    if body.len() > MESSAGE_BYTES_MAX {
        return Err(InboxError::TooLong);
    }
    let value: Value =
        serde_json::from_slice(body).map_err(|_no_json| InboxError::Unreadable("not JSON"))?;
    let id = address(&value).filter(|_| value.is_object());
    let id = id.ok_or(InboxError::Unreadable("no number"))?;
    if !is_theirs(from, id) {
        return Err(InboxError::NotTheirs { actor: from.into(), about: id.into() });
    }
    let inbox = at(&value, "inbox").filter(|inbox| is_theirs(id, inbox));
    let inbox = inbox.ok_or(InboxError::Unreadable("no inbox"))?;
    let shared = property(&value, "endpoints").and_then(|e| at(e, "sharedInbox"));
    let given = property(&value, "publicKey");
    let given: Vec<&Value> = match given {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let keys = given
        .into_iter()
        // A key of somebody else is none of theirs.
        .filter(|key| at(key, "owner").is_none_or(|owner| owner == id))
        .filter_map(|key| Some((address(key)?.to_owned(), text(key, "publicKeyPem")?.to_owned())))
        .collect();
    Ok(Person {
        id: id.into(),
        inbox: inbox.into(),
        shared_inbox: shared.filter(|s| is_theirs(id, s)).map(str::to_owned),
        handle: plain(text(&value, "preferredUsername").unwrap_or_default()),
        keys,
    })
}
