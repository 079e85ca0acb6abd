//! What `YouTube` shall know of a film.

use serde_json::{Map, Value, json};

use crate::post::{Post, Visibility};

/// "News & politics", the service's number of it.
const CATEGORY: &str = "25";

/// What the service shall know of a film.
pub(super) fn resource(post: &Post) -> Value {
    let mut snippet = json!({
        "title": post.title, "description": post.text_with_link(), "categoryId": CATEGORY,
    });
    if !post.tags.is_empty() {
        snippet["tags"] = json!(post.tags);
    }
    if !post.language.is_empty() {
        snippet["defaultLanguage"] = json!(post.language);
        snippet["defaultAudioLanguage"] = json!(post.language);
    }
    json!({ "snippet": snippet, "status": status(post) })
}

pub(super) fn status(post: &Post) -> Value {
    // Without it the service makes everything public.
    let mut status = json!({
        "privacyStatus": post.visibility.word(), "selfDeclaredMadeForKids": false,
        "license": "youtube", "embeddable": true, "containsSyntheticMedia": post.is_synthetic,
    });
    if let Some(at) = post.public_at {
        // Only a private film can become public later.
        status["privacyStatus"] = json!(Visibility::Private.word());
        status["publishAt"] = json!(format!("{at:.0}"));
    }
    status
}

/// Everything the film says now, with our words instead of its own: the service deletes what an
/// update leaves out.
pub(super) fn merged(current: &Value, id: &str, post: &Post) -> Value {
    let part =
        |name: &str| current.get(name).and_then(Value::as_object).cloned().unwrap_or_else(Map::new);
    let mut snippet = part("snippet");
    for read_only in ["publishedAt", "channelId", "thumbnails", "channelTitle", "localized"] {
        snippet.remove(read_only);
    }
    let mut status = part("status");
    for read_only in ["uploadStatus", "failureReason", "rejectionReason", "madeForKids"] {
        status.remove(read_only);
    }
    let wanted = resource(post);
    for (name, value) in wanted["snippet"].as_object().into_iter().flatten() {
        snippet.insert(name.clone(), value.clone());
    }
    let privacy = wanted["status"]["privacyStatus"].clone();
    status.insert("privacyStatus".into(), privacy);
    // A time belongs to private films only: one that is public by now must not be sent with one.
    match wanted["status"].get("publishAt") {
        Some(at) => status.insert("publishAt".into(), at.clone()),
        None => status.remove("publishAt"),
    };
    json!({ "id": id, "snippet": snippet, "status": status })
}
