//! The lists of a channel that a film can be put on.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::post::Account;
use crate::wire::{Answer, Method, Request, text};

/// A list of a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// The service's number of it.
    pub id: String,
    /// What it is called.
    pub title: String,
}

/// Asks for the lists of a channel, fifty at most.
pub fn lists(account: &Account) -> Request {
    let address = format!("{}/youtube/v3/playlists", account.bases.api);
    Request::new(Method::Get, address)
        .bearer(&account.token)
        .ask("part", "snippet")
        .ask("mine", "true")
        .ask("maxResults", "50")
}

/// Reads them; nothing if the service did not tell.
pub fn listed(answer: &Answer) -> Option<Vec<List>> {
    if !answer.is_success() {
        return None;
    }
    let body = answer.json();
    let items = body.pointer("/items").and_then(Value::as_array)?;
    let read = |item: &Value| List { id: text(item, "/id"), title: text(item, "/snippet/title") };
    Some(items.iter().map(read).filter(|list| !list.id.is_empty()).collect())
}
