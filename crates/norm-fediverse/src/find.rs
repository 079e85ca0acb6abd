//! How the town is found: `WebFinger` and `NodeInfo`.

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::MEDIA_TYPE;

/// The name somebody asks for: `acct:stadt@host`, `@stadt@host`, or an address of the town.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A name and a host, in lower case.
    Name(String, String),
    /// An address.
    Address(String),
}

/// Reads the `resource` of a question.
pub fn wanted(resource: &str) -> Option<Wanted> {
    let decoded = percent_decode_str(resource.trim()).decode_utf8().ok()?;
    if decoded.starts_with("https://") || decoded.starts_with("http://") {
        return Some(Wanted::Address(decoded.into_owned()));
    }
    let name = decoded.strip_prefix("acct:").unwrap_or(&decoded);
    let name = name.strip_prefix('@').unwrap_or(name);
    let (name, host) = name.split_once('@')?;
    let is_name = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "._-:".contains(c))
    };
    (is_name(name) && is_name(host)).then(|| Wanted::Name(name.to_lowercase(), host.to_lowercase()))
}

/// The answer (JRD, `application/jrd+json`).
pub fn finger(name: &str, host: &str, actor: &str, page: &str) -> Value {
    json!({
        "subject": format!("acct:{name}@{host}"),
        "aliases": [actor, page],
        "links": [
            { "rel": "self", "type": MEDIA_TYPE, "href": actor },
            { "rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": page },
        ],
    })
}

/// The actor behind somebody else's answer.
pub fn actor_of(answer: &Value) -> Option<String> {
    let links = answer.get("links")?.as_array()?;
    let is_actor = |link: &&Value| {
        let kind = link.get("type").and_then(Value::as_str).unwrap_or_default();
        link.get("rel").and_then(Value::as_str) == Some("self")
            && (kind == MEDIA_TYPE || kind.contains("activitystreams"))
    };
    let link = links.iter().find(is_actor)?;
    Some(link.get("href")?.as_str()?.to_owned())
}

/// `/.well-known/nodeinfo`.
pub fn node_links(address: &str) -> Value {
    let rel = "http://nodeinfo.diaspora.software/ns/schema/2.1";
    json!({ "links": [{ "rel": rel, "href": address }] })
}

/// `NodeInfo` 2.1: one user, so many posts.
pub fn node(name: &str, version: &str, posts: u64) -> Value {
    json!({
        "version": "2.1",
        "software": { "name": "rathaus", "version": version },
        "protocols": ["activitypub"],
        "services": { "inbound": [], "outbound": ["atom1.0"] },
        "openRegistrations": false,
        "usage": { "users": { "total": 1, "activeMonth": 1, "activeHalfyear": 1 },
            "localPosts": posts },
        "metadata": { "nodeName": name },
    })
}
