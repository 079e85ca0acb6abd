//! Comments under posts of Facebook and Instagram: read, hide, answer, delete; and what the provider
//! tells by itself.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde_json::Value;
use sha2::Sha256;

use crate::facebook::made_at;
use crate::meta::graph;
use crate::post::{Account, Channel};
use crate::wire::{Answer, Body, Method, Request, number, text};

/// Comments asked for at once.
const PAGE: &str = "100";

/// A comment. Who wrote it is not kept: moderation needs the text, not the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The provider's number.
    pub id: String,
    /// What it says.
    pub text: String,
    /// When it was made.
    pub at: Option<Timestamp>,
    /// Whether only its author sees it.
    pub is_hidden: bool,
}

/// Asks the provider to tell of comments under the posts of a page. May be repeated.
pub fn follow(account: &Account) -> Request {
    let form = vec![("subscribed_fields".to_owned(), "feed".to_owned())];
    graph(account, Method::Post, &format!("{}/subscribed_apps", account.id)).with(Body::Form(form))
}

/// Asks for the comments under a post.
pub fn list(account: &Account, post: &str) -> Request {
    let request = graph(account, Method::Get, &format!("{post}/comments"));
    match account.channel {
        Channel::Instagram => request.ask("fields", "id,text,timestamp,hidden"),
        _ => request.ask("filter", "stream").ask("fields", "id,message,created_time,is_hidden"),
    }
    .ask("limit", PAGE)
}

/// Reads them.
pub fn listed(answer: &Answer) -> Vec<Comment> {
    let body = answer.json();
    let entries = body.pointer("/data").and_then(Value::as_array);
    let either = |entry: &Value, a: &str, b: &str| {
        let first = text(entry, a);
        if first.is_empty() { text(entry, b) } else { first }
    };
    let read = |entry: &Value| Comment {
        id: text(entry, "/id"),
        text: either(entry, "/message", "/text"),
        at: made_at(&either(entry, "/created_time", "/timestamp")),
        is_hidden: ["/is_hidden", "/hidden"]
            .iter()
            .any(|p| entry.pointer(p) == Some(&Value::Bool(true))),
    };
    entries.into_iter().flatten().map(read).collect()
}

/// Hides a comment or shows it again. May be repeated.
pub fn hide(account: &Account, comment: &str, is_hidden: bool) -> Request {
    let name = if account.channel == Channel::Instagram { "hide" } else { "is_hidden" };
    let form = vec![(name.to_owned(), is_hidden.to_string())];
    graph(account, Method::Post, comment).with(Body::Form(form))
}

/// Answers a comment. Must not be repeated blindly: read the answers first ([`list`] on the
/// comment).
pub fn answer(account: &Account, comment: &str, words: &str) -> Request {
    let edge = if account.channel == Channel::Instagram { "replies" } else { "comments" };
    let form = vec![("message".to_owned(), words.to_owned())];
    graph(account, Method::Post, &format!("{comment}/{edge}")).with(Body::Form(form))
}

/// Deletes a comment. May be repeated.
pub fn delete(account: &Account, comment: &str) -> Request {
    graph(account, Method::Delete, comment)
}

/// Whether a message of the provider is genuine: `X-Hub-Signature-256` over its bytes as they came.
pub fn is_signed(header: &str, body: &[u8], secret: &str) -> bool {
    let Some(sum) = header.trim().strip_prefix("sha256=").and_then(|h| hex::decode(h).ok()) else {
        return false;
    };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
    mac.update(body);
    // Compares in constant time.
    mac.verify_slice(&sum).is_ok()
}

/// What to answer when the provider checks that an address is ours: its challenge, if it knows the
/// word we agreed on.
pub fn challenge<'a>(query: &'a [(String, String)], agreed: &str) -> Option<&'a str> {
    let of = |name: &str| query.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
    let is_right = of("hub.mode") == Some("subscribe")
        && !agreed.is_empty()
        && of("hub.verify_token") == Some(agreed);
    if is_right { of("hub.challenge") } else { None }
}

/// Something the provider tells by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The account.
    pub account: String,
    /// What it is about: `comment`, `reaction`, `post`, `status`, …; `permission` for one that was
    /// given or taken back.
    pub item: String,
    /// What was done: `add`, `edited`, `remove`, `hide`, …
    pub verb: String,
    /// The post it is about. Of a permission its name and when that was, so that telling it twice can be
    /// noticed.
    pub post: String,
    /// The comment, if it is about one.
    pub comment: String,
}

/// Reads a message of the provider; check [`is_signed`] first. What is unknown is left out.
pub fn told(body: &[u8]) -> Vec<Told> {
    let body: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let is_permission = text(&body, "/object") == "permissions";
    let entries = body.pointer("/entry").and_then(Value::as_array).into_iter().flatten();
    let mut found = Vec::new();
    for entry in entries {
        let changes = entry.pointer("/changes").and_then(Value::as_array).into_iter().flatten();
        for change in changes {
            let field = text(change, "/field");
            if is_permission {
                found.push(Told {
                    account: text(entry, "/id"),
                    item: "permission".into(),
                    verb: text(change, "/value/verb"),
                    post: format!("{field}/{}", number(entry, "/time").unwrap_or(0)),
                    comment: String::new(),
                });
                continue;
            }
            let is_instagram = field == "comments";
            found.push(Told {
                account: text(entry, "/id"),
                item: if is_instagram { "comment".into() } else { text(change, "/value/item") },
                verb: if is_instagram { "add".into() } else { text(change, "/value/verb") },
                post: text(change, if is_instagram { "/value/media/id" } else { "/value/post_id" }),
                comment: text(change, if is_instagram { "/value/id" } else { "/value/comment_id" }),
            });
        }
    }
    found
}
